//! What is new about the files of a pattern, and whether it is still being written. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use crate::model::time::Mono;

/// Marks of files that are gone are kept up to this many: a directory that is mounted again is no news.
const GONE: usize = 10_000;

/// By which it is told that a file was written: it is another one, or another size, or has another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) inode: u64,
    pub(super) size: u64,
    /// Of its last change, in nanoseconds.
    pub(super) modified: i128,
}

/// The files of one pattern.
#[derive(Debug, Default)]
pub(super) struct Settling {
    /// As they were last seen; none before the first look.
    known: Option<BTreeMap<PathBuf, Mark>>,
    /// Those that were made or written, and not told so far.
    fresh: BTreeSet<PathBuf>,
    /// When the last of them was seen to change.
    changed_at: Mono,
}

impl Settling {
    /// Takes in what is there now. Gives the files that were made or written and at which nothing more has happened for so
    /// long. Files of the first look are no news, and files that go never are.
    pub(super) fn look(&mut self, found: BTreeMap<PathBuf, Mark>, settle: Duration, now: Mono) -> Vec<PathBuf> {
        let Some(known) = &mut self.known else {
            self.known = Some(found);
            return Vec::new();
        };
        for (path, mark) in &found {
            if known.get(path) != Some(mark) {
                self.fresh.insert(path.clone());
                self.changed_at = now;
            }
        }
        self.fresh.retain(|path| found.contains_key(path));
        let gone = known.len().saturating_sub(found.len());
        if gone > GONE {
            *known = found;
        } else {
            known.extend(found);
        }
        if self.fresh.is_empty() || now.since(self.changed_at) < settle {
            return Vec::new();
        }
        std::mem::take(&mut self.fresh).into_iter().collect()
    }

    /// When it is worth another look, where that is sooner than usual.
    pub(super) fn settles_at(&self, settle: Duration) -> Option<Mono> {
        (!self.fresh.is_empty()).then(|| self.changed_at + settle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, u64)]) -> BTreeMap<PathBuf, Mark> {
        files.iter().map(|(path, size)| (path.into(), Mark { inode: 1, size: *size, modified: 0 })).collect()
    }

    fn at(seconds: u64) -> Mono {
        Mono(Duration::from_secs(seconds))
    }

    #[test]
    fn what_is_written_is_told_once_it_is_left_alone() {
        let settle = Duration::from_secs(3);
        let mut files = Settling::default();
        let mut look = |seconds, list: &[(&str, u64)]| {
            let told = files.look(found(list), settle, at(seconds));
            told.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(look(0, &[("old", 1)]), "");
        assert_eq!(look(1, &[("old", 1), ("new", 1)]), "");
        assert_eq!(look(3, &[("old", 1), ("new", 2)]), "", "it still grows");
        assert_eq!(look(5, &[("old", 1), ("new", 2), ("b", 0)]), "", "and so do others");
        assert_eq!(look(7, &[("old", 1), ("new", 2), ("b", 0)]), "");
        assert_eq!(look(8, &[("old", 1), ("new", 2), ("b", 0)]), "b new");
        assert_eq!(look(20, &[("old", 1), ("new", 2), ("b", 0)]), "");
        assert_eq!(look(21, &[("old", 2)]), "", "what goes is no news");
        assert_eq!(look(24, &[("old", 2)]), "old");
        assert_eq!(look(30, &[]), "");
        assert_eq!(look(31, &[("old", 2)]), "", "nor is what comes back as it was");
        assert_eq!(look(40, &[("old", 2)]), "");
        assert_eq!(look(41, &[("old", 2), ("short", 1)]), "");
        assert_eq!(look(50, &[("old", 2)]), "", "what is gone by then is not told");
    }

    #[test]
    fn without_a_wait_it_is_told_at_once() {
        let mut files = Settling::default();
        files.look(found(&[]), Duration::ZERO, at(0));
        assert_eq!(files.look(found(&[("a", 1)]), Duration::ZERO, at(1)), [PathBuf::from("a")]);
        assert_eq!(files.settles_at(Duration::ZERO), None);
    }
}
