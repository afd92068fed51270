use std::fs;

use serde_json::json;

use super::*;

fn read(text: impl AsRef<[u8]>) -> Result<Outputs, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out");
    fs::write(&path, text).unwrap();
    outputs(&path)
}

#[test]
fn outputs_are_lines_or_an_object() {
    let lines = read("version=1.2\n\n  url = http://x/?a=b\r\nempty=\n").unwrap();
    assert_eq!(Value::Object(lines), json!({"version": "1.2", "url": " http://x/?a=b", "empty": ""}));
    let object = read(" {\"count\": 3, \"list\": [1]}\n").unwrap();
    assert_eq!(Value::Object(object), json!({"count": 3, "list": [1]}));
    assert_eq!(outputs(Path::new("/nowhere/at/all")).unwrap(), Outputs::new());
    assert_eq!(read("").unwrap(), Outputs::new());
}

#[test]
fn what_are_no_outputs_is_said() {
    assert!(read("fine=1\nno words\u{1b}[2J").unwrap_err().starts_with("2: `no words`"));
    assert!(read("a b=1").is_err());
    assert!(read("{\"a\": ").is_err());
    assert!(read([0xff, 0xfe]).is_err());
    assert!(read("x".repeat(70_000)).unwrap_err().contains("65536"));
    assert!(outputs(Path::new("/dev/zero")).is_err(), "not a file");
}

#[test]
fn a_link_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let (path, other) = (dir.path().join("out"), dir.path().join("other"));
    fs::write(&other, "secret=1").unwrap();
    std::os::unix::fs::symlink(&other, &path).unwrap();
    assert!(outputs(&path).is_err());
    assert_eq!(tail(&path), "");
}

#[test]
fn a_tail_is_short_whole_and_harmless() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("log");
    fs::write(
        &path,
        format!("{}\n\u{1b}]0;title\u{7}last \u{1b}[31mred\u{1b}[0m\r\nand\u{0} this\n\n", "x".repeat(10_000)),
    )
    .unwrap();
    assert_eq!(tail(&path), "last red\nand this");
    fs::write(&path, "y".repeat(1_000_000)).unwrap();
    assert_eq!(tail(&path), "y".repeat(4096), "one long line");
    fs::write(&path, [0xff; 5_000]).unwrap();
    assert!(tail(&path).len() <= 4096);
}
