//! Which steps write the files that others read.

use std::collections::HashMap;

use crate::model::workflow::step::StepSpec;

/// Files by who writes them.
#[derive(Default)]
pub(super) struct Writers {
    /// Those without a pattern.
    plain: HashMap<String, Vec<u32>>,
    patterns: Vec<(String, u32)>,
    /// What was looked up before.
    found: HashMap<String, Vec<u32>>,
}

impl Writers {
    pub(super) fn of(steps: &[StepSpec]) -> Self {
        let mut writers = Self::default();
        for (at, step) in (0_u32..).zip(steps) {
            for file in &step.settings.writes {
                let file = tidy(file);
                if is_pattern(&file) {
                    writers.patterns.push((file, at));
                } else {
                    writers.plain.entry(file).or_default().push(at);
                }
            }
        }
        writers
    }

    /// Whether nobody says what he writes.
    pub(super) fn is_empty(&self) -> bool {
        self.plain.is_empty() && self.patterns.is_empty()
    }

    /// Who writes what is read as this.
    pub(super) fn of_file(&mut self, text: &str) -> &[u32] {
        let file = tidy(text);
        if !self.found.contains_key(&file) {
            let found = self.look(&file);
            self.found.insert(file.clone(), found);
        }
        self.found.get(&file).map_or(&[], Vec::as_slice)
    }

    fn look(&self, file: &str) -> Vec<u32> {
        let mut found = Vec::new();
        if is_pattern(file) {
            let written = self.plain.iter().filter(|(name, _)| matches(file, name));
            found.extend(written.flat_map(|(_, steps)| steps));
        } else {
            found.extend(self.plain.get(file).into_iter().flatten());
        }
        let by_pattern = self.patterns.iter().filter(|(pattern, _)| matches(pattern, file) || matches(file, pattern));
        found.extend(by_pattern.map(|(_, step)| *step));
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// A path without what means nothing in it.
fn tidy(path: &str) -> String {
    let absolute = path.starts_with('/');
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("{}{}", if absolute { "/" } else { "" }, parts.join("/"))
}

fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?'])
}

/// Whether a path is one of a pattern: `*` and `?` stand for what is within a name, `**` for names.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), path.split('/').collect());
    // Row by row: whether the names so far can be those of the pattern so far.
    let mut row = vec![false; path.len() + 1];
    row[0] = true;
    for part in pattern {
        let mut next = vec![false; path.len() + 1];
        let any = part == "**";
        next[0] = any && row[0];
        for (at, name) in path.iter().enumerate() {
            next[at + 1] = if any { next[at] || row[at + 1] } else { row[at] && name_matches(part, name) };
        }
        row = next;
    }
    row.last() == Some(&true)
}

fn name_matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut of, mut star) = (0, 0, None);
    while at < name.len() {
        match pattern.get(of) {
            Some('*') => {
                star = Some((of, at));
                of += 1;
            }
            Some(sign) if *sign == '?' || *sign == name[at] => {
                at += 1;
                of += 1;
            }
            _ => {
                // The last star takes one more.
                let Some((back, taken)) = star else { return false };
                star = Some((back, taken + 1));
                of = back + 1;
                at = taken + 1;
            }
        }
    }
    pattern[of..].iter().all(|sign| *sign == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_paths() {
        let cases = [
            ("a/*.gz", "a/b.tar.gz", true),
            ("a/*.gz", "a/c/b.gz", false),
            ("a/**", "a/c/b.gz", true),
            ("**/b.gz", "b.gz", true),
            ("a/?.c", "a/x.c", true),
            ("a/?.c", "a/xy.c", false),
            ("*", "", true),
            ("*a*b*", "xaybz", true),
            ("*a*b*", "xbya", false),
        ];
        for (pattern, path, wanted) in cases {
            assert_eq!(matches(pattern, path), wanted, "{pattern} {path}");
        }
        assert_eq!(tidy("./a//b/./c"), "a/b/c");
        assert_eq!(tidy("/a/"), "/a");
    }
}
