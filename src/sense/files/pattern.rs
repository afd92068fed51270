//! Patterns of paths: `*` and `?` within a name, `**` for any number of directories.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

/// A pattern of absolute paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    /// The directory before the first name that is a pattern.
    pub(super) base: PathBuf,
    /// What follows, name by name; the last is that of a file.
    pub(super) names: Vec<Name>,
}

/// A part of a pattern between two slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// `**`
    AnyDepth,
    /// A name with `*` and `?`, or without.
    Like(String),
}

impl Pattern {
    /// The pattern of this text.
    pub(super) fn new(text: &str) -> Self {
        let mut parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        // `in/**` means the files in all directories below, as `in/**/*` does.
        if parts.last() == Some(&"**") {
            parts.push("*");
        }
        let is_plain = |part: &&str| !part.contains(['*', '?']);
        // The last name is a file's, also when it is no pattern.
        let plain = parts.iter().take_while(|part| is_plain(part)).count().min(parts.len().saturating_sub(1));
        let base = parts[..plain].iter().fold(PathBuf::from("/"), |base, part| base.join(part));
        let name = |part: &&str| if *part == "**" { Name::AnyDepth } else { Name::Like((*part).to_owned()) };
        Self { base, names: parts[plain..].iter().map(name).collect() }
    }
}

/// Whether a name is like that. A name that begins with a dot is hidden from a pattern that does not.
pub(super) fn is_like(name: &OsStr, like: &str) -> bool {
    let (name, like) = (name.as_bytes(), like.as_bytes());
    if name.first() == Some(&b'.') && like.first() != Some(&b'.') {
        return false;
    }
    let (mut at, mut of) = (0, 0);
    // Where the last `*` was, and how much of the name it stood for.
    let mut star: Option<(usize, usize)> = None;
    while at < name.len() {
        match like.get(of) {
            Some(b'*') => {
                star = Some((of, at));
                of += 1;
            }
            Some(b'?') => {
                // A sign may be several bytes long.
                at += 1 + name[at + 1..].iter().take_while(|byte| (**byte & 0xc0) == 0x80).count();
                of += 1;
            }
            Some(sign) if *sign == name[at] => {
                at += 1;
                of += 1;
            }
            _ => {
                let Some((place, stood)) = star else { return false };
                star = Some((place, stood + 1));
                (of, at) = (place + 1, stood + 1);
            }
        }
    }
    like[of..].iter().all(|sign| *sign == b'*')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_like_patterns() {
        let cases = [
            ("a.csv", "*.csv", true),
            ("a.csv.tmp", "*.csv", false),
            ("a.csv", "?.csv", true),
            ("가.csv", "?.csv", true),
            ("ab.csv", "?.csv", false),
            ("aXbXc", "a*b*c", true),
            ("aXbX", "a*b*c", false),
            (".hidden", "*", false),
            (".hidden", ".*", true),
            ("", "*", true),
            ("a", "", false),
            ("abab", "*ab", true),
        ];
        for (name, like, wanted) in cases {
            assert_eq!(is_like(OsStr::new(name), like), wanted, "{name} {like}");
        }
    }

    #[test]
    fn patterns_fall_apart_at_the_first_name_that_is_one() {
        let like = |name: &str| Name::Like(name.to_owned());
        let cases = [
            ("/in/*.csv", "/in", vec![like("*.csv")]),
            ("/in/a.csv", "/in", vec![like("a.csv")]),
            ("/in/./**/x?/b", "/in", vec![Name::AnyDepth, like("x?"), like("b")]),
            ("/in/**", "/in", vec![Name::AnyDepth, like("*")]),
            ("/a", "/", vec![like("a")]),
            ("/", "/", vec![]),
        ];
        for (text, base, names) in cases {
            assert_eq!(Pattern::new(text), Pattern { base: base.into(), names }, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_like_itself_and_like_any(name in "[a-z가-힣.]{0,12}", text in "[a*?./]{0,12}") {
            prop_assume!(!name.starts_with('.'));
            prop_assert!(is_like(OsStr::new(&name), &name));
            prop_assert!(is_like(OsStr::new(&name), "*"));
            is_like(OsStr::new(&name), &text);
            Pattern::new(&text);
        }
    }
}
