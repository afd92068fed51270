//! Forests as text.

use super::*;

fn forest() -> Forest {
    let leaf = |value| Node { sign: LEAF, left: 0, value };
    Forest { trees: vec![vec![Node { sign: 1, left: 1, value: 0.5 }, leaf(-1.25), leaf(2.0)], vec![leaf(0.25)]] }
}

#[test]
fn what_is_written_is_read() {
    let text = format!("# grown of nothing\n{}", forest().write());
    assert_eq!(Forest::read(&text).unwrap(), forest());
}

#[test]
fn leaves_add_up() {
    assert!((forest().log_odds(&[9.0, 0.5]) - -1.0).abs() < 1e-6);
    assert!((forest().log_odds(&[9.0, 0.6]) - 2.25).abs() < 1e-6);
    // A sign that a row does not have goes left.
    assert!((forest().log_odds(&[]) - -1.0).abs() < 1e-6);
}

#[test]
fn what_is_no_forest_is_refused_with_its_line() {
    for text in ["x", "- ", "- NaN", "1 0.5 1 - 1", "0 0.5 0 - 1 - 2", "300 0.5 1 - 1 - 2", "1 0.5", ""] {
        let found = Forest::read(&format!("# head\n{text}\n"));
        assert_eq!(found, Err(Unreadable { line: 2 }), "{text}");
    }
    assert_eq!(Forest::read("").unwrap(), Forest::default());
}
