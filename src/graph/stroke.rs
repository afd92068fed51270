//! Lines as characters: what stands in a cell, by the arms that lead out of it.

/// Sides of a cell, as places in `Arms`.
pub(super) const UP: usize = 0;
pub(super) const RIGHT: usize = 1;
pub(super) const DOWN: usize = 2;
pub(super) const LEFT: usize = 3;

/// How strong the line to each side is: 0 none, 1 light, 2 heavy.
pub(super) type Arms = [u8; 4];

/// Box drawing characters of all arms: the place is up, right, down, left as digits to the base three. An end alone is
/// drawn as a whole stroke, for many fonts have no halves.
const BOX: [char; 81] = [
    ' ', '─', '━', '│', '╮', '┑', '┃', '┒', '┓', '─', '─', '╾', '╭', '┬', '┭', '┎', '┰', '┱', '━', '╼', '━', '┍', '┮',
    '┯', '┏', '┲', '┳', '│', '╯', '┙', '│', '┤', '┥', '╽', '┧', '┪', '╰', '┴', '┵', '├', '┼', '┽', '┟', '╁', '╅', '┕',
    '┶', '┷', '┝', '┾', '┿', '┢', '╆', '╈', '┃', '┚', '┛', '╿', '┦', '┩', '┃', '┨', '┫', '┖', '┸', '┹', '┞', '╀', '╃',
    '┠', '╂', '╉', '┗', '┺', '┻', '┡', '╄', '╇', '┣', '╊', '╋',
];

/// The box drawing character with these arms.
pub(super) fn line(arms: Arms) -> char {
    let place = arms.iter().fold(0, |place, arm| place * 3 + usize::from((*arm).min(2)));
    BOX[place]
}

/// The same with what every terminal has: joints are `+`, a heavy line that lies is `=`.
pub(super) fn plain(arms: Arms) -> char {
    let stands = arms[UP].max(arms[DOWN]) > 0;
    let lies = arms[LEFT].max(arms[RIGHT]);
    match (stands, lies) {
        (false, 0) => ' ',
        (true, 0) => '|',
        (false, 1) => '-',
        (false, _) => '=',
        (true, _) => '+',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_of_arms_has_its_character() {
        let cases = [
            ([0, 0, 0, 0], ' ', ' '),
            ([0, 1, 0, 1], '─', '-'),
            ([0, 2, 0, 2], '━', '='),
            ([1, 0, 1, 0], '│', '|'),
            ([2, 0, 2, 0], '┃', '|'),
            ([0, 1, 1, 0], '╭', '+'),
            ([0, 0, 1, 1], '╮', '+'),
            ([1, 1, 0, 0], '╰', '+'),
            ([1, 0, 0, 1], '╯', '+'),
            ([0, 2, 2, 2], '┳', '+'),
            ([2, 2, 0, 2], '┻', '+'),
            ([2, 2, 2, 0], '┣', '+'),
            ([2, 0, 2, 2], '┫', '+'),
            ([2, 2, 2, 2], '╋', '+'),
            ([1, 1, 1, 1], '┼', '+'),
            ([0, 2, 1, 2], '┯', '+'),
            ([0, 1, 2, 2], '┱', '+'),
            ([2, 0, 0, 2], '┛', '+'),
            ([2, 1, 0, 2], '┹', '+'),
            ([0, 0, 0, 1], '─', '-'),
        ];
        for (arms, drawn, written) in cases {
            assert_eq!(line(arms), drawn, "{arms:?}");
            assert_eq!(plain(arms), written, "{arms:?}");
        }
    }

    /// The inverse of the table is what a reader of the picture uses, so no two sets of arms may look alike.
    #[test]
    fn all_that_join_look_different() {
        let mut seen = std::collections::HashMap::new();
        for place in 0..81u8 {
            let arms = [place / 27, place / 9 % 3, place / 3 % 3, place % 3];
            if arms.iter().filter(|arm| **arm > 0).count() > 1 {
                assert_eq!(seen.insert(line(arms), arms), None, "{arms:?}");
            }
        }
    }
}
