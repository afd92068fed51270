//! A place in a list. It follows the row it is on when rows come, go and change places.

/// A place in a list whose rows have names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cursor {
    key: Option<String>,
    index: usize,
}

/// A way to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// By rows; negative is up.
    By(isize),
    /// To the first.
    First,
    /// To the last.
    Last,
}

impl Cursor {
    /// Where it is in this list; none when the list is empty.
    pub(crate) fn place(&self, keys: &[String]) -> Option<usize> {
        let named = self.key.as_ref().and_then(|key| keys.iter().position(|k| k == key));
        named.or_else(|| keys.len().checked_sub(1).map(|last| self.index.min(last)))
    }

    /// Moves it.
    pub(crate) fn step(&mut self, keys: &[String], step: Step) {
        let at = self.place(keys).unwrap_or(0);
        let last = keys.len().saturating_sub(1);
        let to = match step {
            Step::By(rows) => at.saturating_add_signed(rows).min(last),
            Step::First => 0,
            Step::Last => last,
        };
        self.go(keys, to);
    }

    /// Puts it on a row.
    pub(crate) fn go(&mut self, keys: &[String], to: usize) {
        self.index = to;
        self.key = keys.get(to).cloned();
    }

    /// Puts it on the row of that name, now or when it comes.
    pub(crate) fn seek(&mut self, key: &str) {
        self.key = Some(key.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        text.chars().map(String::from).collect()
    }

    #[test]
    fn it_follows_its_row_and_falls_to_the_neighbour_when_that_goes() {
        let mut cursor = Cursor::default();
        assert_eq!(cursor.place(&[]), None);
        cursor.step(&keys("abc"), Step::By(1));
        assert_eq!(cursor.place(&keys("abc")), Some(1));
        assert_eq!(cursor.place(&keys("xabc")), Some(2));
        assert_eq!(cursor.place(&keys("ac")), Some(1));
        cursor.step(&keys("abc"), Step::By(-9));
        assert_eq!(cursor.place(&keys("abc")), Some(0));
        cursor.step(&keys("abc"), Step::Last);
        assert_eq!(cursor.place(&keys("ab")), Some(1));
        cursor.step(&[], Step::By(3));
        assert_eq!(cursor.place(&[]), None);
    }
}
