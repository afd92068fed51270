//! Where faults are: byte offsets become lines with a mark under what is wrong; and what was probably meant.

use std::path::Path;

use unicode_width::UnicodeWidthStr;

use super::secret;
use crate::model::text::clean;
use crate::model::wrong::{ConfigError, Fault, Place, Wrong};

/// Longest line of a file that is shown, in characters.
const SHOWN: usize = 120;

/// An error about a file as a whole.
pub(super) fn about_file(file: &Path, wrong: impl Into<Wrong>) -> ConfigError {
    let fault = Fault { place: Place::File, key: String::new(), wrong: wrong.into() };
    ConfigError { file: Some(file.to_owned()), faults: vec![fault] }
}

/// A text cut into lines, to turn byte offsets into places.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Finds the lines.
    pub(super) fn of(text: &'t str) -> Self {
        let mut starts = vec![0];
        starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        // What follows the last line end is no line of its own.
        if starts.len() > 1 && starts.last() == Some(&text.len()) {
            starts.pop();
        }
        Self { text, starts }
    }

    /// How many there are; at least one.
    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line of a byte offset, counted from 0.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Where a line is in the text, without its line end.
    pub(super) fn range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let text = self.text.get(start..end).unwrap_or("");
        start..start + text.trim_end_matches(['\n', '\r']).len()
    }

    /// The text of a line, without its line end.
    pub(super) fn text_of(&self, line: usize) -> &'t str {
        self.text.get(self.range(line)).unwrap_or("")
    }

    /// The place of a span of bytes, as it is shown.
    pub(super) fn place(&self, span: &std::ops::Range<usize>) -> Place {
        let line = self.line_of(span.start);
        let range = self.range(line);
        let start = self.boundary(span.start.clamp(range.start, range.end));
        let end = self.boundary(span.end.clamp(start, range.end));
        let part = |from: usize, to: usize| self.text.get(from..to).unwrap_or("");
        let shown = secret::masked_line(&clean(part(range.start, range.end), SHOWN));
        // The end of the text before the mark is kept by a letter, for cleaning trims blanks.
        let before = clean(&format!("{}x", part(range.start, start)), SHOWN).width().saturating_sub(1);
        let room = shown.width().saturating_sub(before).max(1);
        let width = clean(part(start, end), SHOWN).width().clamp(1, room);
        let column = part(range.start, start).chars().count() + 1;
        // What is masked is shorter than what stands in the file.
        let before = before.min(shown.width());
        Place::Line { line: line + 1, column, text: shown, mark: (before, width) }
    }

    /// The nearest character boundary at or before an offset.
    fn boundary(&self, offset: usize) -> usize {
        (0..=offset.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

/// The candidate that was probably meant, if any is near.
pub(super) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = word.to_lowercase();
    let far = (word.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| {
            let name = candidate.to_lowercase();
            let part = word.len() > 2 && name.len() > 2 && (name.contains(&word) || word.contains(&name));
            let steps = strsim::damerau_levenshtein(&word, &name);
            (if part { steps.min(far) } else { steps }, candidate)
        })
        .filter(|(steps, _)| *steps <= far)
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, candidate)| candidate)
}

/// Words as a fault carries them.
pub(super) fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let keys = ["interval", "timeout", "TERM", "on-failure"];
        let cases = [
            ("intervall", Some("interval")),
            ("intrval", Some("interval")),
            ("SIGTERM", Some("TERM")),
            ("on_failure", Some("on-failure")),
            ("colour", None),
            ("", None),
        ];
        for (word, wanted) in cases {
            assert_eq!(nearest(word, keys), wanted, "{word}");
        }
    }

    #[test]
    fn the_mark_stands_under_wide_characters() {
        let text = "a = 1\n\"한글\" = yes\n";
        let at = text.find("yes").unwrap();
        let Place::Line { line, column, mark, .. } = Lines::of(text).place(&(at..at + 3)) else { panic!("a line") };
        assert_eq!((line, column, mark), (2, 8, (9, 3)));
    }

    #[test]
    fn a_span_at_the_end_is_in_the_last_line() {
        for text in ["", "a", "a\n", "a\nb", "a\r\n"] {
            let lines = Lines::of(text);
            let Place::Line { line, .. } = lines.place(&(text.len()..text.len())) else { panic!("a line") };
            assert!(line <= lines.count(), "{text:?}");
        }
    }
}
