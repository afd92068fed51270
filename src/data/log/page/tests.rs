use std::fs;
use std::io::Write;
use std::path::PathBuf;

use super::*;
use crate::data::log::rotation::rotate;
use crate::model::spec::LogSpec;

struct Place {
    _dir: tempfile::TempDir,
    path: PathBuf,
}

fn log(text: impl AsRef<[u8]>) -> Place {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("api.log");
    fs::write(&path, text).unwrap();
    Place { _dir: dir, path }
}

impl Place {
    fn add(&self, text: impl AsRef<[u8]>) {
        fs::OpenOptions::new().append(true).open(&self.path).unwrap().write_all(text.as_ref()).unwrap();
    }

    fn settle(&self) {
        let file = fs::File::options().append(true).open(&self.path).unwrap();
        file.set_modified(SystemTime::now() - SETTLED).unwrap();
    }

    fn end(&self, limit: usize) -> LogPage {
        page(&self.path, LogFrom::End, limit).unwrap()
    }

    fn after(&self, before: &LogPage, limit: usize) -> LogPage {
        page(&self.path, LogFrom::After(before.next), limit).unwrap()
    }
}

#[test]
fn pages_follow_one_another_without_gap_or_repetition() {
    let log = log("one\ntwo\n셋\n");
    let first = log.end(2);
    assert_eq!(first.lines, ["two", "셋"]);
    assert!(log.after(&first, 10).lines.is_empty());
    log.add("four\nfive\nsix\nsev");
    let second = log.after(&first, 2);
    assert_eq!(second.lines, ["four", "five"]);
    let third = log.after(&second, 10);
    assert_eq!(third.lines, ["six"], "the unfinished line waits");
    log.add("en\n");
    assert_eq!(log.after(&third, 10).lines, ["seven"]);
}

#[test]
fn a_last_word_without_a_line_end_is_shown_once_it_has_settled() {
    let log = log("one\nLast word");
    assert_eq!(log.end(9).lines, ["one"]);
    log.settle();
    let page = log.end(9);
    assert_eq!(page.lines, ["one", "Last word"]);
    log.add(", and more\n");
    assert_eq!(log.after(&page, 9).lines, [", and more"]);
}

#[test]
fn control_sequences_and_broken_text_are_made_harmless() {
    let log = log(b"\x1b[31mred\x1b[0m\x07\n\xff\xfe\n\x1b]0;title\x07plain\r\n".as_slice());
    assert_eq!(log.end(9).lines, ["red", "\u{fffd}\u{fffd}", "plain"]);
}

#[test]
fn a_long_line_is_cut_and_its_rest_passed_over() {
    let log = log("short\n");
    let start = log.end(9);
    log.add("x".repeat(20_000));
    let cut = log.after(&start, 9);
    assert_eq!(cut.lines.len(), 1);
    assert_eq!(cut.lines[0].chars().count(), MAX_LINE);
    log.add("y".repeat(20_000));
    let rest = log.after(&cut, 9);
    assert!(rest.lines.is_empty());
    assert_eq!(rest.skipped, 20_000);
    log.add("y\nnext\n");
    assert_eq!(log.after(&rest, 9).lines, ["next"]);
}

#[test]
fn an_endless_line_still_shows_its_newest_part() {
    let log = log("x".repeat(1 << 20));
    let page = log.end(9);
    assert_eq!(page.lines.len(), 1);
    assert_eq!(page.next.offset, 1 << 20);
    assert!(log.after(&page, 9).lines.is_empty());
}

#[test]
fn who_is_far_behind_is_brought_forward_and_told_so() {
    let log = log("begin\n");
    let start = log.end(9);
    let many = (0..100_000).map(|number| format!("line {number:06}\n")).collect::<Vec<_>>().concat();
    log.add(&many);
    let page = log.after(&start, usize::MAX);
    let shown: u64 = page.lines.iter().map(|line| line.len() as u64 + 1).sum();
    assert!(shown <= WINDOW);
    assert_eq!(shown + page.skipped, many.len() as u64);
    assert_eq!(page.lines.last().unwrap(), "line 099999");
    assert_eq!(page.lines[0].len(), "line 000000".len(), "no half line");
}

#[test]
fn the_end_of_a_large_log_begins_with_a_whole_line() {
    let log = log("0123456789\n".repeat(100_000));
    let page = log.end(usize::MAX);
    assert!(page.lines.iter().all(|line| line == "0123456789"));
    assert!(page.lines.len() > 20_000);
}

#[test]
fn an_emptied_or_replaced_log_is_read_from_its_beginning() {
    let log = log("one\ntwo\n");
    let page = log.end(9);
    fs::write(&log.path, "new\n").unwrap();
    assert_eq!(log.after(&page, 9).lines, ["new"]);
    let other = log.path.with_extension("other");
    fs::write(&other, "replaced, and longer than before\n").unwrap();
    fs::rename(&other, &log.path).unwrap();
    assert_eq!(log.after(&page, 9).lines, ["replaced, and longer than before"]);
}

#[test]
fn a_place_outlives_rotations() {
    let log = log("");
    let spec = LogSpec { max_size: 64 << 10, keep: 3 };
    let mut page = log.end(9);
    let mut next = 0;
    for _ in 0..20 {
        for number in next..next + 1500 {
            log.add(format!("line {number}\n"));
        }
        // The reader is a little behind when the log is rotated.
        page = log.after(&page, 1400);
        let mut seen = page.lines;
        rotate(&log.path, spec).unwrap();
        page = page_after(&log, page.next);
        seen.append(&mut page.lines);
        let wanted: Vec<_> = (next..next + 1500).map(|number| format!("line {number}")).collect();
        assert_eq!(seen, wanted);
        assert_eq!(page.skipped, 0);
        next += 1500;
    }
    assert!(log.path.with_extension("log.1").exists(), "it was rotated");
    let shown = log.end(usize::MAX).lines;
    assert!(shown.iter().all(|line| line.starts_with("line ")), "no half line: {:?}", shown.first());
}

fn page_after(log: &Place, next: LogPosition) -> LogPage {
    page(&log.path, LogFrom::After(next), usize::MAX).unwrap()
}

#[test]
fn no_log_is_an_empty_page_and_a_link_is_refused() {
    let log = log("secret\n");
    let link = log.path.with_extension("link");
    assert_eq!(page(&link, LogFrom::End, 9).unwrap(), LogPage::default());
    std::os::unix::fs::symlink(&log.path, &link).unwrap();
    assert!(page(&link, LogFrom::End, 9).is_err());
}
