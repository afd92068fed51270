//! Text with expressions in it: `deploy-${params.version}`. Expressions are CEL (Common Expression Language).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A CEL expression as written, known to be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Expr(pub String);

/// Text with expressions in it. Kept as written: `${…}` holds an expression, `$${` stands for `${`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template(String);

/// A part of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// As it is.
    Text(&'a str),
    /// What is between `${` and `}`.
    Expr(&'a str),
}

impl Template {
    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to fill in.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        !self.0.contains("${")
    }

    /// Its parts in order. An expression that does not end is text; braces within quotes do not count.
    #[must_use]
    pub fn parts(&self) -> Vec<Part<'_>> {
        let (mut parts, mut text, mut rest) = (Vec::new(), 0, 0);
        let whole = self.0.as_str();
        while let Some(found) = whole.get(rest..).and_then(|tail| tail.find("${")).map(|at| at + rest) {
            if found > rest.max(text) && whole.as_bytes().get(found.wrapping_sub(1)) == Some(&b'$') {
                // `$${`: the first of the two is dropped.
                parts.push(Part::Text(&whole[text..found]));
                text = found + 1;
                rest = found + 2;
                // The text goes on with `{`.
                parts.push(Part::Text(&whole[text..rest]));
                text = rest;
                continue;
            }
            let Some(length) = closing(&whole[found + 2..]) else { break };
            if found > text {
                parts.push(Part::Text(&whole[text..found]));
            }
            parts.push(Part::Expr(&whole[found + 2..found + 2 + length]));
            rest = found + 2 + length + 1;
            text = rest;
        }
        if text < whole.len() {
            parts.push(Part::Text(&whole[text..]));
        }
        parts
    }

    /// The expressions in it.
    pub fn expressions(&self) -> impl Iterator<Item = &str> {
        self.parts().into_iter().filter_map(|part| match part {
            Part::Expr(expr) => Some(expr),
            Part::Text(_) => None,
        })
    }

    /// Whether an expression in it does not end.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.parts().iter().any(|part| matches!(part, Part::Text(text) if text.contains("${")))
    }
}

/// Where the `}` is that ends an expression.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0_u32, None, false);
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), sign) if sign == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(sign),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(at),
            (None, '}') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}

impl From<&str> for Template {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Template {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let template = Template::from(text);
        let told = |part: &Part<'_>| match part {
            Part::Text(text) => format!("t:{text}"),
            Part::Expr(expr) => format!("e:{expr}"),
        };
        template.parts().iter().map(told).collect()
    }

    #[test]
    fn templates_fall_apart_into_text_and_expressions() {
        assert_eq!(parts("plain"), ["t:plain"]);
        assert_eq!(parts("${a}"), ["e:a"]);
        assert_eq!(parts("x${a.b}y${c}"), ["t:x", "e:a.b", "t:y", "e:c"]);
        assert_eq!(parts("${ {'a': 1}.a }!"), ["e: {'a': 1}.a ", "t:!"]);
        assert_eq!(parts("${'}'}"), ["e:'}'"]);
        assert_eq!(parts(r"${'\'}'}"), [r"e:'\'}'"]);
        assert_eq!(parts("cost $5 {x}"), ["t:cost $5 {x}"]);
        assert_eq!(parts("${open"), ["t:${open"]);
        assert_eq!(parts(""), [] as [&str; 0]);
        assert!(Template::from("a ${open").is_open());
        assert!(!Template::from("${a}").is_open());
    }

    #[test]
    fn a_doubled_dollar_is_a_dollar() {
        let whole: String = Template::from("a $${HOME} ${b}")
            .parts()
            .iter()
            .map(|part| match part {
                Part::Text(text) => (*text).to_owned(),
                Part::Expr(expr) => format!("<{expr}>"),
            })
            .collect();
        assert_eq!(whole, "a ${HOME} <b>");
    }
}
