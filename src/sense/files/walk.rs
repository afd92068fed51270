//! What fits a pattern just now.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::pattern::{Name, Pattern, is_like};
use super::settling::Mark;

/// Files and directories that are looked at for one pattern.
pub(super) const MOST: usize = 100_000;

/// Why it is not known what fits.
#[derive(Debug)]
pub(super) enum Unknown {
    /// There is too much to look at.
    TooMany,
    /// A directory cannot be read.
    Unread(io::Error),
}

/// The files that fit. A directory that is not there has none.
///
/// # Errors
/// When not all of them can be told: then nothing may be concluded about any.
pub(super) fn walk(pattern: &Pattern) -> Result<BTreeMap<PathBuf, Mark>, Unknown> {
    let mut walk = Walk { found: BTreeMap::new(), seen: 0 };
    walk.within(&pattern.base, &pattern.names)?;
    Ok(walk.found)
}

struct Walk {
    found: BTreeMap<PathBuf, Mark>,
    seen: usize,
}

impl Walk {
    fn within(&mut self, directory: &Path, names: &[Name]) -> Result<(), Unknown> {
        match names {
            [] => Ok(()),
            [Name::Like(last)] => self.each(directory, |walk, path| {
                walk.file(path, last);
                Ok(())
            }),
            [Name::Like(name), rest @ ..] => {
                self.each(directory, |walk, path| {
                    // A directory that is named may be a link; nobody links in circles by name.
                    let fits = path.file_name().is_some_and(|of| is_like(of, name));
                    if fits && path.is_dir() { walk.within(path, rest) } else { Ok(()) }
                })
            }
            [Name::AnyDepth, rest @ ..] => {
                self.within(directory, rest)?;
                self.each(directory, |walk, path| {
                    let hidden = path.file_name().is_some_and(|name| !is_like(name, "*"));
                    // Links are not followed, for they can lead round.
                    let is_dir = !hidden && fs::symlink_metadata(path).is_ok_and(|of| of.is_dir());
                    if is_dir { walk.within(path, names) } else { Ok(()) }
                })
            }
        }
    }

    fn file(&mut self, path: &Path, like: &str) {
        if path.file_name().is_some_and(|name| is_like(name, like))
            && let Ok(metadata) = fs::metadata(path)
            && metadata.is_file()
        {
            self.found.insert(path.to_owned(), mark(&metadata));
        }
    }

    fn each(
        &mut self,
        directory: &Path,
        mut work: impl FnMut(&mut Self, &Path) -> Result<(), Unknown>,
    ) -> Result<(), Unknown> {
        use io::ErrorKind::{NotADirectory, NotFound};
        let entries = match fs::read_dir(directory) {
            Ok(entries) => entries,
            // It may come, or has just gone.
            Err(error) if matches!(error.kind(), NotFound | NotADirectory) => return Ok(()),
            Err(error) => return Err(Unknown::Unread(error)),
        };
        for entry in entries {
            self.seen += 1;
            if self.seen > MOST {
                return Err(Unknown::TooMany);
            }
            work(self, &entry.map_err(Unknown::Unread)?.path())?;
        }
        Ok(())
    }
}

fn mark(of: &Metadata) -> Mark {
    let modified = i128::from(of.mtime()) * 1_000_000_000 + i128::from(of.mtime_nsec());
    Mark { inode: of.ino(), size: of.len(), modified }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_at_every_depth_and_links_are_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for path in ["a.csv", "b.txt", "x/a.csv", "x/y/a.csv", ".git/a.csv", "x/.a.csv"] {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "1").unwrap();
        }
        fs::create_dir(root.join("d.csv")).unwrap();
        std::os::unix::fs::symlink(root, root.join("x/round")).unwrap();
        let found = |pattern: &str| {
            let found = walk(&Pattern::new(&format!("{}/{pattern}", root.display()))).unwrap();
            let name = |path: &PathBuf| path.strip_prefix(root).unwrap().display().to_string();
            found.keys().map(name).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found("*.csv"), "a.csv");
        assert_eq!(found("**/*.csv"), "a.csv x/a.csv x/y/a.csv");
        assert_eq!(found("**"), "a.csv b.txt x/a.csv x/y/a.csv");
        assert_eq!(found("x/*.csv"), "x/a.csv");
        assert_eq!(found("*/y/a.*"), "x/y/a.csv");
        assert_eq!(found("a.csv"), "a.csv");
        assert_eq!(found("nowhere/**/a.csv"), "");
        assert_eq!(found("a.csv/*"), "");
    }
}
