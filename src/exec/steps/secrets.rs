//! Secrets, looked up right before they are used. What is found is in memory alone: never in an argument, a file or a log.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;

use crate::model::workflow::definition::SecretRef;
use crate::model::workflow::order::{Piece, Rendered};
use crate::model::workflow::state::StepFailure;

/// What is longer is no secret.
const LONGEST: u64 = 1 << 20;

/// Fills in the secrets of a text.
///
/// # Errors
/// When one of them is not where it should be. Says where that is, and nothing of what is there.
pub(super) fn fill(
    text: &Rendered,
    secrets: &BTreeMap<String, SecretRef>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Vec<u8>, StepFailure> {
    let mut filled = Vec::new();
    for piece in &text.0 {
        match piece {
            Piece::Text(text) => filled.extend_from_slice(text.as_bytes()),
            Piece::Secret(name) => {
                let no = |error: String| StepFailure::NoSecret { secret: name.clone(), error };
                match secrets.get(name) {
                    Some(SecretRef::Env(from)) => match variable(from) {
                        Some(value) => filled.extend(value.into_vec()),
                        None => return Err(no(format!("${from}: {}", io::Error::from(io::ErrorKind::NotFound)))),
                    },
                    Some(SecretRef::File(path)) => match read(Path::new(path)) {
                        Ok(value) => filled.extend(value),
                        Err(error) => return Err(no(format!("{path}: {error}"))),
                    },
                    None => return Err(no(io::Error::from(io::ErrorKind::NotFound).to_string())),
                }
            }
        }
    }
    if filled.contains(&0) {
        // Only a secret can hold one: it would be cut there, and seem to be another.
        let name = text.0.iter().find_map(|piece| match piece {
            Piece::Secret(name) => Some(name.clone()),
            Piece::Text(_) => None,
        });
        let error = io::Error::from(io::ErrorKind::InvalidData).to_string();
        return Err(StepFailure::NoSecret { secret: name.unwrap_or_default(), error });
    }
    Ok(filled)
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut value = Vec::new();
    File::open(path)?.take(LONGEST + 1).read_to_end(&mut value)?;
    if value.len() as u64 > LONGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    if value.last() == Some(&b'\n') {
        value.pop();
        if value.last() == Some(&b'\r') {
            value.pop();
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pieces: &[Piece]) -> Rendered {
        Rendered(pieces.to_vec())
    }

    #[test]
    fn secrets_come_from_variables_and_files() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("token");
        std::fs::write(&file, "from a file\n").unwrap();
        let secrets = BTreeMap::from([
            ("a".to_owned(), SecretRef::Env("TOKEN".to_owned())),
            ("b".to_owned(), SecretRef::File(file.display().to_string())),
        ]);
        let variable = |name: &str| (name == "TOKEN").then(|| OsString::from("of the environment"));
        let whole = text(&[
            Piece::Text("x ".to_owned()),
            Piece::Secret("a".to_owned()),
            Piece::Text(", ".to_owned()),
            Piece::Secret("b".to_owned()),
        ]);
        assert_eq!(fill(&whole, &secrets, variable).unwrap(), b"x of the environment, from a file");
    }

    #[test]
    fn what_is_not_there_is_said_by_its_name_alone() {
        let dir = tempfile::tempdir().unwrap();
        let odd = dir.path().join("odd");
        std::fs::write(&odd, "hidden\0words").unwrap();
        let secrets = BTreeMap::from([
            ("env".to_owned(), SecretRef::Env("NOWHERE".to_owned())),
            ("file".to_owned(), SecretRef::File("/nowhere/at/all".to_owned())),
            ("odd".to_owned(), SecretRef::File(odd.display().to_string())),
        ]);
        for (name, part) in [("env", "NOWHERE"), ("file", "/nowhere/at/all"), ("odd", ""), ("unknown", "")] {
            let failure = fill(&text(&[Piece::Secret(name.to_owned())]), &secrets, |_| None).unwrap_err();
            let StepFailure::NoSecret { secret, error } = failure else { unreachable!("{failure:?}") };
            assert_eq!(secret, name);
            assert!(error.contains(part) && !error.contains("hidden"), "{error}");
        }
    }
}
