//! Lines of any bytes.

use super::intake::Lines;

fn lines(bytes: &[u8]) -> Vec<String> {
    let mut lines = Lines::new(bytes);
    let (mut all, mut line) = (Vec::new(), String::new());
    while lines.next(&mut line).unwrap() {
        all.push(line.clone());
    }
    all
}

#[test]
fn every_line_is_one_whatever_is_in_it() {
    assert_eq!(lines(b""), Vec::<String>::new());
    assert_eq!(lines(b"\n"), [""]);
    assert_eq!(lines(b"one\r\n\n\xfftwo\x1b[31m\nthree"), ["one", "", "\u{fffd}two", "three"]);
}

#[test]
fn a_line_of_a_megabyte_is_cut_and_the_next_is_whole() {
    let mut bytes = vec![b'x'; 1 << 20];
    bytes.extend_from_slice(b"\nafter it\n");
    let found = lines(&bytes);
    assert_eq!((found.len(), found[0].len(), found[1].as_str()), (2, 16_384, "after it"));
}
