//! A release link: read, and switched at once and whole, so that nobody ever finds it missing.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::model::remedy::RemedyError;

/// Points the link somewhere else; gives where it pointed.
pub(super) fn switch(link: &Path, to: &str) -> Result<Option<String>, RemedyError> {
    let path = link.to_string_lossy().into_owned();
    let before = match fs::read_link(link) {
        Ok(before) => before,
        Err(error) => return Err(RemedyError::NotALink { path, error: error.to_string() }),
    };
    let dir = link.parent().unwrap_or(Path::new("/"));
    let target = dir.join(to);
    if !target.exists() {
        return Err(RemedyError::NoRelease { path, to: to.to_owned() });
    }
    let name = link.file_name().unwrap_or_default().to_string_lossy();
    let beside = dir.join(format!(".{name}.autoagents-{}", std::process::id()));
    // One that an earlier try left behind is of no use to anybody.
    let _ = fs::remove_file(&beside);
    symlink(to, &beside).and_then(|()| fs::rename(&beside, link)).map_err(|error| RemedyError::NotLinked {
        path,
        to: to.to_owned(),
        error: error.to_string(),
    })?;
    Ok(Some(before.to_string_lossy().into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_switched_whole_and_only_to_what_is_there() {
        let dir = tempfile::tempdir().unwrap();
        for release in ["v1", "v2"] {
            fs::create_dir(dir.path().join(release)).unwrap();
        }
        let link = dir.path().join("current");
        symlink("v2", &link).unwrap();
        assert_eq!(switch(&link, "v1"), Ok(Some("v2".to_owned())));
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("v1"));
        assert!(matches!(switch(&link, "v9"), Err(RemedyError::NoRelease { .. })));
        assert!(matches!(switch(&dir.path().join("v1"), "v2"), Err(RemedyError::NotALink { .. })));
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("v1"));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3);
    }
}
