//! Which rows are wanted.
//!
//! A text is looked for in the row, whatever its case. `!` in front means rows without it, `|` separates alternatives,
//! `^` and `$` bind to the beginning and the end, `*` (or `.*`) stands for anything.

/// A filter as the operator typed it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    text: String,
    inverse: bool,
    wanted: Vec<Pattern>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    from_start: bool,
    to_end: bool,
    parts: Vec<String>,
}

impl Pattern {
    fn of(text: &str) -> Self {
        let text = text.to_lowercase().replace(".*", "*");
        let (from_start, text) = text.strip_prefix('^').map_or((false, text.as_str()), |rest| (true, rest));
        let (to_end, text) = text.strip_suffix('$').map_or((false, text), |rest| (true, rest));
        Self { from_start, to_end, parts: text.split('*').map(str::to_owned).collect() }
    }

    fn matches(&self, row: &str) -> bool {
        let mut at = 0;
        let last = self.parts.len() - 1;
        for (number, part) in self.parts.iter().enumerate() {
            let rest = &row[at..];
            let bound_left = number == 0 && self.from_start;
            let bound_right = number == last && self.to_end;
            let found = match (bound_left, bound_right) {
                (true, true) => (rest == part).then_some(0),
                (true, false) => rest.starts_with(part.as_str()).then_some(0),
                (false, true) => rest.ends_with(part.as_str()).then(|| rest.len() - part.len()),
                (false, false) => rest.find(part.as_str()),
            };
            match found {
                Some(place) => at += place + part.len(),
                None => return false,
            }
        }
        true
    }
}

impl Filter {
    /// The filter that this text describes.
    pub(crate) fn new(text: &str) -> Self {
        let (inverse, pattern) = text.strip_prefix('!').map_or((false, text), |rest| (true, rest));
        let wanted = pattern.split('|').filter(|p| !p.is_empty()).map(Pattern::of).collect();
        Self { text: text.to_owned(), inverse, wanted }
    }

    /// As typed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether it hides anything.
    pub(crate) fn is_on(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Whether a row is wanted.
    pub(crate) fn wants(&self, row: &str) -> bool {
        if !self.is_on() {
            return true;
        }
        let row = row.to_lowercase();
        self.wanted.iter().any(|pattern| pattern.matches(&row)) != self.inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wanted_rows() {
        let cases = [
            ("", "anything", true),
            ("API", "my-api", true),
            ("!api", "my-api", false),
            ("!", "anything", true),
            ("^my", "my-api", true),
            ("^api", "my-api", false),
            ("api$", "my-api", true),
            ("my$", "my-api", false),
            ("^api$", "api", true),
            ("db|web", "web-1", true),
            ("db|web", "cache", false),
            ("m*api", "my-api", true),
            ("m.*i$", "my-api", true),
            ("웹", "웹 서버", true),
        ];
        for (filter, row, wanted) in cases {
            assert_eq!(Filter::new(filter).wants(row), wanted, "{filter} on {row}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_it(filter in "\\PC{0,12}", row in "\\PC{0,20}") {
            let _ = Filter::new(&filter).wants(&row);
        }
    }
}
