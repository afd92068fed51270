//! Foreign text made safe: what a log line or a probe's answer says may reach the operator's eyes, never the terminal.

/// Longest line kept of anything foreign, in characters.
pub const MAX_LINE: usize = 4096;

/// The text on one line, at most `max` characters, without terminal control sequences, control characters, and the
/// invisible characters that reorder text. Tabs and line ends become blanks; what is cut ends in `…`.
#[must_use]
pub fn clean(text: &str, max: usize) -> String {
    let mut out = String::with_capacity(text.len().min(max * 4));
    let mut kept = 0;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let shown = match c {
            '\u{1b}' | '\u{9b}' | '\u{9d}' | '\u{90}' => {
                skip_sequence(c, &mut rest);
                continue;
            }
            '\t' | '\n' | '\r' => ' ',
            c if c.is_control() || is_invisible(c) => continue,
            c => c,
        };
        if kept + 1 > max {
            if max > 0 {
                out.pop();
                out.push('…');
            }
            return out;
        }
        out.push(shown);
        kept += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Consumes the rest of a control sequence (ECMA-48) that began with `first`.
fn skip_sequence(first: char, rest: &mut std::str::Chars<'_>) {
    let kind = match first {
        '\u{1b}' => match rest.next() {
            Some(kind) => kind,
            None => return,
        },
        '\u{9b}' => '[',
        '\u{9d}' => ']',
        _ => 'P',
    };
    match kind {
        // CSI: parameters and intermediates, then one final byte.
        '[' => {
            let _ = rest.find(|c| ('\u{40}'..='\u{7e}').contains(c));
        }
        // Strings (OSC, DCS, SOS, PM, APC): until BEL or ST. An unterminated one swallows the line, not the terminal.
        ']' | 'P' | 'X' | '^' | '_' => {
            while let Some(c) = rest.next() {
                match c {
                    '\u{7}' | '\u{9c}' => return,
                    '\u{1b}' => {
                        let _ = rest.next();
                        return;
                    }
                    _ => {}
                }
            }
        }
        // Two-character sequences with an intermediate, such as a change of character set.
        ' '..='/' => {
            let _ = rest.next();
        }
        _ => {}
    }
}

/// Zero-width, directional and other format characters that change how the text around them is shown.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_sequences_do_not_survive() {
        let cases = [
            ("plain", "plain"),
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("\u{1b}]0;title\u{7}after", "after"),
            ("\u{1b}]52;c;aGk=\u{1b}\\after", "after"),
            ("\u{1b}Pq#0\u{1b}\\after", "after"),
            ("\u{1b}(Bafter", "after"),
            ("\u{9b}2Jafter", "after"),
            ("bell\u{7}back\u{8}", "bellback"),
            ("a\tb\r\n", "a b"),
            ("\u{202e}desrever", "desrever"),
            ("\u{1b}", ""),
            ("\u{1b}]never ends", ""),
            ("\u{1b}[12;", ""),
            ("한글 로그", "한글 로그"),
        ];
        for (given, wanted) in cases {
            assert_eq!(clean(given, 80), wanted, "{given:?}");
        }
    }

    #[test]
    fn long_text_is_cut_with_a_mark() {
        assert_eq!(clean("abcdef", 4), "abc…");
        assert_eq!(clean("abcd", 4), "abcd");
        assert_eq!(clean("abc", 0), "");
    }

    proptest::proptest! {
        #[test]
        fn nothing_controlling_comes_out(text in "\\PC*|[\u{0}-\u{ff}]*", max in 0usize..100) {
            let out = clean(&text, max);
            proptest::prop_assert!(out.chars().count() <= max);
            proptest::prop_assert!(!out.chars().any(|c| c.is_control() || is_invisible(c)));
        }
    }
}
