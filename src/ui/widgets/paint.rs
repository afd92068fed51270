//! Text on the screen: measured in cells, cut with a mark, never outside its place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that a text takes.
pub(crate) fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// Cells that a line takes.
pub(crate) fn line_width(line: &Line<'_>) -> u16 {
    line.spans.iter().fold(0, |sum: u16, span| sum.saturating_add(width(&span.content)))
}

/// The text in at most `max` cells; what is cut ends in the mark.
pub(crate) fn fit(text: &str, max: u16, mark: &str) -> String {
    if width(text) <= max {
        return text.to_owned();
    }
    let room = max.saturating_sub(width(mark));
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide > room {
            break;
        }
        out.push_str(grapheme);
        used += wide;
    }
    if max >= width(mark) {
        out.push_str(mark);
    }
    out
}

/// The text in lines of at most `max` cells, broken at blanks where there are any.
pub(crate) fn wrap(text: &str, max: u16) -> Vec<String> {
    if max == 0 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_word_bounds() {
        let wide = width(word);
        if used + wide > max && used > 0 {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0;
            if word.trim().is_empty() {
                continue;
            }
        }
        if wide <= max {
            line.push_str(word);
            used += wide;
            continue;
        }
        // A single cluster that is wider than a line has no place on any.
        for grapheme in word.graphemes(true).filter(|grapheme| width(grapheme) <= max) {
            let wide = width(grapheme);
            if used + wide > max {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += wide;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Draws a line in the given place, cut with the mark; answers how many cells it took.
pub(crate) fn put(buf: &mut Buffer, place: Rect, line: &Line<'_>, mark: &str) -> u16 {
    let place = place.intersection(buf.area);
    if place.is_empty() {
        return 0;
    }
    let cut = line_width(line) > place.width;
    let mut room = if cut { place.width.saturating_sub(width(mark)) } else { place.width };
    let mut x = place.x;
    let mut last = line.style;
    for span in &line.spans {
        let style = line.style.patch(span.style);
        if room == 0 {
            break;
        }
        let (end, _) = buf.set_stringn(x, place.y, &span.content, room.into(), style);
        let used = end.saturating_sub(x);
        room = room.saturating_sub(used);
        x = end;
        last = style;
        if cut && used < width(&span.content) {
            break;
        }
    }
    if cut && place.right() > x {
        let (end, _) = buf.set_stringn(x, place.y, mark, (place.right() - x).into(), last);
        x = end;
    }
    x - place.x
}

/// Draws a line at the right end of its place.
pub(crate) fn put_right(buf: &mut Buffer, place: Rect, line: &Line<'_>, mark: &str) -> u16 {
    let wide = line_width(line).min(place.width);
    put(buf, Rect { x: place.right() - wide, width: wide, ..place }, line, mark)
}

/// Row `y` of an area, counted from its top; empty when it is below its end.
pub(crate) fn row(area: Rect, y: u16) -> Rect {
    if y < area.height { Rect { y: area.y + y, height: 1, ..area } } else { Rect { height: 0, ..area } }
}

/// The area without its first `rows` rows.
pub(crate) fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// Without this many columns at the left.
pub(crate) fn indent(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect { x: area.x + columns, width: area.width - columns, ..area }
}

/// Draws lines one below the other; answers how many rows were used.
pub(crate) fn put_lines(buf: &mut Buffer, area: Rect, lines: &[Line<'_>], mark: &str) -> u16 {
    let mut used = 0;
    for line in lines.iter().take(area.height.into()) {
        put(buf, row(area, used), line, mark);
        used += 1;
    }
    used
}

/// A span that owns its text, padded with blanks to at least `min` cells.
pub(crate) fn padded(text: &str, min: u16) -> Span<'static> {
    let missing = min.saturating_sub(width(text));
    Span::raw(format!("{text}{}", " ".repeat(missing.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_counts_cells_not_characters() {
        assert_eq!(fit("abcdef", 6, "…"), "abcdef");
        assert_eq!(fit("abcdef", 4, "…"), "abc…");
        assert_eq!(fit("한글서비스", 5, "…"), "한글…");
        assert_eq!(fit("한글서비스", 4, "…"), "한…");
        assert_eq!(fit("abc", 0, "…"), "");
    }

    #[test]
    fn wrapping_keeps_words_and_breaks_what_is_longer_than_a_line() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("데이터베이스 연결", 8), ["데이터베", "이스", "연결"]);
        assert_eq!(wrap("", 8), [""]);
        assert!(wrap("x", 0).is_empty());
        assert_eq!(wrap("ㄱং", 2), [""], "one cluster of three cells");
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_ever_too_wide(text in "\\PC{0,60}", max in 0u16..40) {
            proptest::prop_assert!(width(&fit(&text, max, "…")) <= max);
            for line in wrap(&text, max.max(2)) {
                proptest::prop_assert!(width(&line) <= max.max(2), "{line:?}");
            }
        }

        #[test]
        fn drawing_stays_in_its_place(text in "\\PC{0,30}", x in 0u16..30, wide in 0u16..30) {
            let mut buf = Buffer::empty(Rect::new(0, 0, 20, 3));
            put(&mut buf, Rect::new(x, 1, wide, 1), &Line::raw(text), "…");
            for (at, cell) in buf.content.iter().enumerate() {
                let (cx, cy) = (u16::try_from(at % 20).unwrap(), at / 20);
                if cy != 1 || cx < x || cx >= x + wide {
                    proptest::prop_assert_eq!(cell.symbol(), " ");
                }
            }
        }
    }
}
