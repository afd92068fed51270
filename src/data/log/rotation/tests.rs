use std::path::PathBuf;

use super::*;

fn log(size: usize) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("api.log");
    let text: String = (0..).map(|number| format!("line {number:09}\n")).take(size / 15 + 1).collect();
    fs::write(&path, &text[..size]).unwrap();
    (dir, path)
}

fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |found| found.len())
}

#[test]
fn a_small_log_is_left_alone() {
    let (_dir, path) = log(1000);
    assert!(rotate(&path, LogSpec { max_size: 1000, keep: 2 }).unwrap().is_none());
    assert_eq!(size(&path), 1000);
    assert!(!beside(&path, 1).exists());
}

#[test]
fn every_line_is_whole_in_one_file() {
    let (_dir, path) = log(300_000);
    let before = fs::read_to_string(&path).unwrap();
    let rotated = rotate(&path, LogSpec { max_size: 299_000, keep: 2 }).unwrap().unwrap();
    assert_eq!(rotated.lost, 0);
    let old = fs::read_to_string(beside(&path, 1)).unwrap();
    assert!(old.ends_with('\n') && before.starts_with(&old));
    let live = fs::read_to_string(&path).unwrap();
    assert!(before.ends_with(&live));
    assert!(old.len() + live.len() >= before.len());
}

#[test]
fn old_files_move_on_and_the_oldest_goes() {
    let (_dir, path) = log(0);
    let spec = LogSpec { max_size: 100_000, keep: 2 };
    for round in 0..4 {
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        io::Write::write_all(&mut file, format!("round {round}\n").repeat(20_000).as_bytes()).unwrap();
        rotate(&path, spec).unwrap().unwrap();
    }
    assert!(fs::read_to_string(beside(&path, 1)).unwrap().contains("round 3"));
    assert!(fs::read_to_string(beside(&path, 2)).unwrap().contains("round 2"));
    assert!(!beside(&path, 3).exists() && !beside(&path, "new").exists());
    // Lowered bounds hold from the next rotation on.
    let mut file = OpenOptions::new().append(true).open(&path).unwrap();
    io::Write::write_all(&mut file, &vec![b'x'; 200_000]).unwrap();
    rotate(&path, LogSpec { max_size: 100_000, keep: 0 }).unwrap().unwrap();
    assert!(!beside(&path, 1).exists() && !beside(&path, 2).exists());
    assert!(size(&path) < 100_000);
}

#[test]
fn of_far_too_much_only_the_newest_is_kept_and_the_rest_counted() {
    let (_dir, path) = log(5_000_000);
    let newest = fs::read_to_string(&path).unwrap();
    let rotated = rotate(&path, LogSpec { max_size: 500_000, keep: 3 }).unwrap().unwrap();
    let kept: String = (1..=3).rev().map(|number| fs::read_to_string(beside(&path, number)).unwrap()).collect();
    assert!(newest.contains(&kept), "they follow one another");
    assert!((1..=3).all(|number| size(&beside(&path, number)) <= 500_100));
    assert!(!beside(&path, 4).exists());
    assert!(rotated.lost >= 3_400_000 && rotated.lost + kept.len() as u64 <= 5_000_000, "{rotated:?}");
}

#[test]
fn a_log_twice_too_large_becomes_two_files_and_nothing_is_lost() {
    let (_dir, path) = log(1_000_000);
    let all = fs::read_to_string(&path).unwrap();
    let rotated = rotate(&path, LogSpec { max_size: 500_000, keep: 3 }).unwrap().unwrap();
    assert_eq!(rotated.lost, 0);
    let kept: String = [2, 1].map(|number| fs::read_to_string(beside(&path, number)).unwrap()).concat();
    assert!(all.starts_with(&kept) && kept.len() as u64 > 1_000_000 - TAIL - 4096);
}

#[test]
fn a_log_without_line_ends_is_rotated_too() {
    let (_dir, path) = log(0);
    fs::write(&path, vec![b'x'; 1_000_000]).unwrap();
    rotate(&path, LogSpec { max_size: 200_000, keep: 1 }).unwrap().unwrap();
    assert!(size(&path) < 200_000 && size(&beside(&path, 1)) <= 200_000);
}

#[test]
fn a_log_smaller_than_a_block_is_truncated() {
    let (_dir, path) = log(2000);
    let rotated = rotate(&path, LogSpec { max_size: 1000, keep: 2 }).unwrap().unwrap();
    assert!(rotated.truncated && rotated.lost == 1000 || rotated.lost < 1020, "{rotated:?}");
    assert_eq!(size(&path), 0);
    assert!(size(&beside(&path, 1)) <= 1000);
}

#[test]
fn where_only_truncation_works_nothing_written_before_it_is_lost() {
    // tmpfs collapses no ranges.
    let Ok(dir) = tempfile::tempdir_in("/dev/shm") else { return };
    let path = dir.path().join("api.log");
    fs::write(&path, "line of the log\n".repeat(20_000)).unwrap();
    let rotated = rotate(&path, LogSpec { max_size: 319_999, keep: 2 }).unwrap().unwrap();
    assert_eq!((size(&path), rotated.lost), (0, 0));
    assert_eq!(size(&beside(&path, 1)), 320_000);
}

#[test]
fn links_are_refused() {
    let (dir, target) = log(10_000);
    let path = dir.path().join("other.log");
    std::os::unix::fs::symlink(&target, &path).unwrap();
    assert!(matches!(rotate(&path, LogSpec { max_size: 10, keep: 1 }), Err(LogError::NotPlain { .. })));
    assert_eq!(size(&target), 10_000);
    // Neither does a link in the place of the copy lead anywhere.
    let victim = dir.path().join("victim");
    fs::write(&victim, "precious").unwrap();
    std::os::unix::fs::symlink(&victim, beside(&target, "new")).unwrap();
    std::os::unix::fs::symlink(&victim, beside(&target, 1)).unwrap();
    rotate(&target, LogSpec { max_size: 9_000, keep: 1 }).unwrap().unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
}
