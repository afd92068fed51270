//! What a directory holds.

use std::fs;
use std::path::PathBuf;

use crate::model::service::Room;

/// More files than this are not counted: a walk must end.
const MOST: usize = 20_000;

/// How full the fullest of them is, in percent of what it may hold; none where none can be read, or one holds too many
/// files to be counted. A file that goes while it is looked at counts nothing.
#[expect(clippy::cast_precision_loss, reason = "bytes of a directory fit 52 bits")]
pub(super) fn fullest(rooms: &[Room]) -> Option<f64> {
    let percent = |room: &Room| Some(held(room.dir.clone())? as f64 / room.holds.max(1) as f64 * 100.0);
    rooms.iter().filter_map(percent).reduce(f64::max)
}

/// Bytes of all files below it, links not followed.
fn held(dir: PathBuf) -> Option<u64> {
    let (mut bytes, mut seen, mut dirs) = (0, 0, vec![dir]);
    let mut first = true;
    while let Some(dir) = dirs.pop() {
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(_) if first => return None,
            Err(_) => continue,
        };
        first = false;
        for entry in entries.flatten() {
            seen += 1;
            if seen > MOST {
                return None;
            }
            match entry.metadata() {
                Ok(found) if found.is_dir() => dirs.push(entry.path()),
                Ok(found) if found.is_file() => bytes += found.len(),
                _ => {}
            }
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_directory_counts_with_what_is_below_it() {
        let root = tempfile::tempdir().unwrap();
        let room = |name: &str, holds| Room { dir: root.path().join(name), holds };
        for (name, bytes) in [("a/one", 100), ("b/one", 300), ("b/below/two", 450)] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, vec![0; bytes]).unwrap();
        }
        std::os::unix::fs::symlink("/", root.path().join("b/link")).unwrap();
        let near = |found: Option<f64>, wanted: f64| found.is_some_and(|found| (found - wanted).abs() < 1e-9);
        assert!(near(fullest(&[room("a", 1_000), room("b", 1_000), room("missing", 1)]), 75.0));
        assert!(near(fullest(&[room("a", 0)]), 10_000.0), "what may hold nothing is over full");
        assert_eq!(fullest(&[room("missing", 1)]), None);
        assert_eq!(fullest(&[]), None);
    }
}
