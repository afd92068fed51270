//! Kinds of tasks, and the families they are of.

/// Which of the families is the name without numbers.
pub(super) const SHAPE: usize = 1;

/// From the widest family to the kind itself: its first word; its name without numbers; its name. A kind that was never
/// seen is estimated by the nearest family that was.
#[must_use]
pub(super) fn families(kind: &str) -> [String; 3] {
    let stem: String = kind.chars().take_while(|c| !is_separator(*c)).collect();
    let mut shape = String::new();
    for c in kind.chars() {
        match c.is_ascii_digit() {
            true if shape.ends_with('#') => {}
            true => shape.push('#'),
            false => shape.push(c),
        }
    }
    [stem, shape, kind.to_owned()]
}

fn is_separator(c: char) -> bool {
    matches!(c, '_' | '-' | '.' | ':' | '/' | ' ')
}
