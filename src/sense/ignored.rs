//! Names that the operator does not want to see.

/// Whether a name is among the patterns, each of which may end in `*`.
pub(super) fn is_ignored(name: &str, patterns: &[String]) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(prefix) => name.starts_with(prefix),
        None => name == pattern,
    })
}

#[cfg(test)]
mod tests {
    use super::is_ignored;

    #[test]
    fn a_pattern_is_a_name_or_a_beginning() {
        let patterns = ["lo".to_owned(), "veth*".to_owned()];
        for (name, wanted) in [("lo", true), ("lo0", false), ("veth", true), ("veth1a", true), ("eth0", false)] {
            assert_eq!(is_ignored(name, &patterns), wanted, "{name}");
        }
        assert!(is_ignored("anything", &["*".to_owned()]));
        assert!(!is_ignored("anything", &[]));
    }
}
