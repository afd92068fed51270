//! The digest of what goes into a step: its words, and the names and contents of files. Blocks.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use ring::digest::{Context, SHA256};

use crate::model::workflow::order::DigestJob;

/// SHA-256 in hexadecimal; none when a pattern is none, or a file cannot be read.
pub(super) fn of(job: &DigestJob) -> Option<String> {
    let mut context = Context::new(&SHA256);
    feed(&mut context, job.words.as_bytes());
    for pattern in &job.files {
        feed(&mut context, pattern.as_bytes());
        for path in matching(pattern, &job.working_dir)? {
            feed(&mut context, path.as_os_str().as_bytes());
            add(&mut context, &path).ok()?;
        }
    }
    let mut words = String::new();
    for byte in context.finish().as_ref() {
        write!(words, "{byte:02x}").ok()?;
    }
    Some(words)
}

/// Each part behind its length: no two lists of parts give the same bytes.
fn feed(context: &mut Context, part: &[u8]) {
    context.update(&(part.len() as u64).to_le_bytes());
    context.update(part);
}

/// The files of a pattern in the order of their names. A name without wildcards stands for itself, and has to be there; a
/// directory, for all files in it.
fn matching(pattern: &str, dir: &Path) -> Option<BTreeSet<PathBuf>> {
    let dir = glob::Pattern::escape(dir.to_str()?);
    let whole = if pattern.starts_with('/') { pattern.to_owned() } else { format!("{dir}/{pattern}") };
    let mut found = BTreeSet::new();
    for path in glob::glob(&whole).ok()? {
        collect(path.ok()?, &mut found).ok()?;
    }
    let is_plain = !pattern.contains(['*', '?', '[']);
    (!is_plain || !found.is_empty()).then_some(found)
}

fn collect(path: PathBuf, found: &mut BTreeSet<PathBuf>) -> io::Result<()> {
    // A link to a directory is not followed: it may lead into itself.
    let kind = fs::symlink_metadata(&path)?.file_type();
    if kind.is_dir() {
        for entry in fs::read_dir(&path)? {
            collect(entry?.path(), found)?;
        }
    } else if kind.is_file() || (kind.is_symlink() && fs::metadata(&path)?.is_file()) {
        found.insert(path);
    }
    Ok(())
}

fn add(context: &mut Context, path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    context.update(&file.metadata()?.len().to_le_bytes());
    let mut piece = vec![0; 64 << 10];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(()),
            read => context.update(&piece[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(dir: &Path, files: &[&str]) -> DigestJob {
        let files = files.iter().map(ToString::to_string).collect();
        DigestJob { words: "make".to_owned(), files, working_dir: dir.to_owned() }
    }

    #[test]
    fn a_digest_changes_with_words_names_and_contents() {
        let dir = tempfile::tempdir().unwrap();
        let (dir, deep) = (dir.path(), dir.path().join("src/deep"));
        fs::create_dir_all(&deep).unwrap();
        fs::write(dir.join("src/a.rs"), "a").unwrap();
        fs::write(deep.join("b.rs"), "b").unwrap();
        let asked = job(dir, &["src/**/*.rs"]);
        let first = of(&asked).unwrap();
        assert_eq!(first.len(), 64);
        assert_eq!(of(&asked).unwrap(), first);
        fs::write(deep.join("c.txt"), "not asked for").unwrap();
        assert_eq!(of(&asked).unwrap(), first);
        assert_ne!(of(&job(dir, &["src"])).unwrap(), first);
        assert_ne!(of(&DigestJob { words: "other".to_owned(), ..asked.clone() }).unwrap(), first);
        fs::write(deep.join("b.rs"), "B").unwrap();
        let second = of(&asked).unwrap();
        assert_ne!(second, first);
        fs::rename(deep.join("b.rs"), deep.join("d.rs")).unwrap();
        assert_ne!(of(&asked).unwrap(), second);
    }

    #[test]
    fn what_cannot_be_read_has_no_digest() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(of(&job(dir.path(), &["missing"])), None);
        assert_eq!(of(&job(dir.path(), &["***"])), None);
        assert!(of(&job(dir.path(), &["none-of/*.such"])).is_some(), "a pattern may have no files");
        std::os::unix::fs::symlink("/nowhere/at/all", dir.path().join("dangling")).unwrap();
        assert_eq!(of(&job(dir.path(), &["dangling"])), None);
    }
}
