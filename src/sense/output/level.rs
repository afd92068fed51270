//! Whether a line of a log complains: by the level that it names, in any of the usual manners.

/// Words that are levels at which something is wrong, in capitals.
const BAD: [&str; 11] =
    ["ERROR", "ERR", "FATAL", "CRITICAL", "CRIT", "PANIC", "SEVERE", "EMERG", "EMERGENCY", "ALERT", "EXCEPTION"];
/// A level stands within so many words from the beginning: after times, hosts, processes.
const WORDS: usize = 10;
/// What begins a complaint without a level.
const BEGINNINGS: [&str; 3] = ["Traceback (most recent call last)", "panic:", "thread '"];

/// Whether the line names a level at which something is wrong (`ERROR`, `[error]`, `level=error`, `"level":"fatal"`), or
/// is how a program says that it fell over. A level in small letters counts only where it is marked as one, for
/// `error` is a word as well.
pub(super) fn complains(line: &str) -> bool {
    if BEGINNINGS.iter().any(|beginning| line.starts_with(beginning)) {
        return !line.starts_with("thread '") || line.contains("' panicked at");
    }
    line.split([' ', '\t', ',', ';', '|']).filter(|word| !word.is_empty()).take(WORDS).any(is_bad)
}

fn is_bad(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    // `level=error`, `"level":"error"`, `severity: ...` without the blank.
    let (key, value) = match bare.split_once(['=', ':']) {
        Some((key, value)) => (key.trim_matches('"'), value.trim_matches(|c: char| !c.is_ascii_alphanumeric())),
        None => ("", bare),
    };
    let names_level =
        ["level", "lvl", "severity", "loglevel", "log.level"].iter().any(|name| key.eq_ignore_ascii_case(name));
    let is_marked = names_level || word.starts_with('[') || word.starts_with('<');
    BAD.iter().any(|bad| if is_marked { value.eq_ignore_ascii_case(bad) } else { bare == *bad || key == *bad })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_known_by_its_level() {
        for line in [
            "12:00:01.123 ERROR 500: internal error",
            "2026-11-23T10:00:00Z host app[12]: FATAL: out of memory",
            "[Sun Dec 04 04:47:44 2005] [error] mod_jk child workerEnv in error state 6",
            "time=12:00 level=error msg=\"it broke\"",
            "{\"ts\":1,\"level\":\"fatal\",\"msg\":\"gone\"}",
            "ERROR:root:it broke",
            "Traceback (most recent call last):",
            "thread 'main' panicked at src/main.rs:3:5:",
            "panic: runtime error: index out of range",
        ] {
            assert!(complains(line), "{line}");
        }
        for line in [
            "",
            "12:00:01.123 INFO  no error was found",
            "12:00 WARN a visit failed: 500",
            "thread 'main' is ready",
            "GET /errors/ERRATA 200",
            "level=info msg=\"error rate 0\"",
            "one two three four five six seven eight nine ten eleven ERROR",
            "\u{1b}[31m\u{0}\u{7f}",
        ] {
            assert!(!complains(line), "{line}");
        }
    }
}
