//! Text in columns: measured as terminals show it, cut with a mark, never half of a wide character.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::model::text;

/// The characters of a text as a person counts them, with the columns that each takes, in at most `most` columns. What is
/// cut ends in the mark. Nothing that would steer a terminal is left in it.
pub(super) fn fit(label: &str, most: usize, mark: &str) -> Vec<(String, usize)> {
    // More than the columns there are cannot be shown; a column can have several characters, but not many.
    let clean = text::clean(label, text::MAX_LINE);
    let all = clean.graphemes(true).map(|part| (part.to_owned(), part.width())).filter(|(_, wide)| *wide > 0);
    let (mut parts, mut used, mut ends) = (Vec::new(), 0, 0);
    let room = most.saturating_sub(mark.width());
    for (part, wide) in all {
        if used + wide > most {
            parts.truncate(ends);
            if mark.width() <= most {
                parts.push((mark.to_owned(), mark.width()));
            }
            return parts;
        }
        used += wide;
        parts.push((part, wide));
        if used <= room {
            ends = parts.len();
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(label: &str, most: usize) -> String {
        fit(label, most, "…").into_iter().map(|(part, _)| part).collect()
    }

    #[test]
    fn what_is_too_wide_is_cut_at_a_whole_character() {
        let cases = [
            ("build", 5, "build"),
            ("build", 4, "bui…"),
            ("build", 1, "…"),
            ("build", 0, ""),
            ("데이터베이스", 12, "데이터베이스"),
            ("데이터베이스", 11, "데이터베이…"),
            ("데이터베이스", 10, "데이터베…"),
            ("데이터", 2, "…"),
            ("e\u{301}tat", 3, "e\u{301}t…"),
            ("a\u{1b}[31mb\nc", 9, "ab c"),
        ];
        for (label, most, wanted) in cases {
            assert_eq!(shown(label, most), wanted, "{label} in {most}");
        }
    }

    proptest::proptest! {
        #[test]
        fn it_never_takes_more_columns(label in "\\PC{0,40}|[가-힣a-z]{0,40}", most in 0usize..40) {
            let columns: usize = fit(&label, most, "…").iter().map(|(_, wide)| wide).sum();
            proptest::prop_assert!(columns <= most);
        }
    }
}
