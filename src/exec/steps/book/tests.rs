use std::fs;

use super::*;
use crate::model::id::RunId;

fn ticket(node: u32) -> Ticket {
    Ticket { run: RunId(3), node, undo: node % 2 == 1, attempt: 1 }
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn every() -> Vec<(Ticket, Entry)> {
    let at = Wall::from_timestamp_micros(1_700_000_000_123_456).unwrap();
    let begun =
        Begun { at, mono: Duration::from_micros(77), leaves_children: true, heartbeat: None, memory: None, blank: 8 };
    let end = |exit| End { exit, at, took: Duration::from_micros(9), left: 2, cpu: Duration::from_micros(4) };
    let entries = [
        Entry::Begins(begun),
        Entry::Begins(Begun {
            leaves_children: false,
            heartbeat: Some(Duration::from_secs(1)),
            memory: Some(5),
            ..begun
        }),
        Entry::Runs(Identity { pid: 12, start_ticks: 34 }),
        Entry::Ended(end(Exit::Code(7))),
        Entry::Ended(end(Exit::Signal(9))),
        Entry::Ended(end(Exit::Unknown)),
        Entry::NotStarted(StepFailure::Files { error: "no\nroom, \"here\"".to_owned() }),
        Entry::Lost,
    ];
    (0..).map(ticket).zip(entries).collect()
}

#[test]
fn what_is_written_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(place::BOOK);
    let (mut book, none) = Book::open(&path, false).unwrap();
    assert!(none.is_empty() && !book.doubtful);
    for (ticket, entry) in &every() {
        book.add(*ticket, entry);
    }
    book.flush().unwrap();
    let (book, found) = Book::open(&path, false).unwrap();
    assert_eq!(found, every());
    assert!(!book.doubtful);
}

#[test]
fn a_torn_line_is_dropped_and_an_odd_one_makes_doubtful() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(place::BOOK);
    let (mut book, _) = Book::open(&path, false).unwrap();
    book.add_now(ticket(0), &Entry::Lost).unwrap();
    let whole = text(&path);
    fs::write(&path, format!("{whole}b 3/2.1 17")).unwrap();
    let (mut book, found) = Book::open(&path, false).unwrap();
    assert_eq!((found.len(), book.doubtful), (1, false));
    book.add_now(ticket(4), &Entry::Lost).unwrap();
    assert_eq!(text(&path), format!("{whole}l 3/4.1\n"));
    fs::write(&path, format!("{whole}\u{0}\u{0}\nl 3/6.1\n")).unwrap();
    let (book, found) = Book::open(&path, false).unwrap();
    assert_eq!((found.len(), book.doubtful), (2, true));
}

#[test]
fn another_boot_makes_doubtful_until_it_is_written_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(place::BOOK);
    fs::write(&path, "boot earlier\nl 3/6.1\n").unwrap();
    let (mut book, found) = Book::open(&path, false).unwrap();
    assert_eq!((found.len(), book.doubtful), (1, true));
    book.rewrite(found.into_iter()).unwrap();
    let (mut book, found) = Book::open(&path, false).unwrap();
    assert_eq!((found, book.doubtful), (vec![(ticket(6), Entry::Lost)], false));
    book.add_now(ticket(8), &Entry::Lost).unwrap();
    assert!(text(&path).ends_with("l 3/6.1\nl 3/8.1\n"));
}

#[test]
fn a_book_of_forgotten_things_is_emptied_and_a_long_one_shortened() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(place::BOOK);
    let (mut book, _) = Book::open(&path, false).unwrap();
    let grow = |book: &mut Book, to: u64| {
        while book.length < to {
            for _ in 0..1000 {
                book.add(ticket(2), &Entry::Lost);
            }
            book.flush().unwrap();
        }
    };
    grow(&mut book, LONG + 1);
    book.tidy(0, [].into_iter()).unwrap();
    assert_eq!(book.length, book.header);
    book.add_now(ticket(4), &Entry::Lost).unwrap();
    assert_eq!(Book::open(&path, false).unwrap().1, [(ticket(4), Entry::Lost)]);
    grow(&mut book, TOO_LONG + 1);
    book.tidy(1, [(ticket(6), Entry::Lost)].into_iter()).unwrap();
    assert_eq!(Book::open(&path, false).unwrap().1, [(ticket(6), Entry::Lost)]);
    assert!(text(&path).starts_with("boot "));
}

#[test]
fn a_full_disk_takes_nothing_and_spoils_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(place::BOOK);
    let (mut book, _) = Book::open(&path, false).unwrap();
    book.add_now(ticket(0), &Entry::Lost).unwrap();
    let before = text(&path);
    book.file = OpenOptions::new().append(true).open("/dev/full").unwrap();
    assert!(book.add_now(ticket(2), &Entry::Lost).is_err());
    book.file = OpenOptions::new().read(true).append(true).open(&path).unwrap();
    book.add_now(ticket(4), &Entry::Lost).unwrap();
    assert_eq!(text(&path), format!("{before}l 3/4.1\n"), "the one that failed is not written later");
}

#[test]
fn a_book_that_is_gone_makes_doubtful() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(place::BOOK);
    assert!(Book::open(&path, true).unwrap().0.doubtful);
    let (mut book, _) = Book::open(&path, true).unwrap();
    assert!(book.doubtful, "also when the one that noticed was killed");
    book.rewrite([(ticket(0), Entry::Lost)].into_iter()).unwrap();
    assert!(!Book::open(&path, true).unwrap().0.doubtful, "what was asked for is in it");
}
