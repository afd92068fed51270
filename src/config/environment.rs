//! Files of variables (`environment_files`): read at each start, so that a change takes effect with the next one. What
//! stands in them are secrets: no message repeats any of it but the name of a variable.
//!
//! A line is `NAME=value`, `export NAME=value`, empty, or a comment after `#` or `;`. A value may stand in single quotes, in
//! which everything is meant as it stands, or in double quotes, in which `\n`, `\t`, `\"`, `\\` and `\$` are meant as in
//! a shell; both may span lines. Without quotes it ends at the end of the line or before ` #`. Nothing is expanded.

use std::fs::OpenOptions;
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::words::MARKS;
use crate::model::text::clean;

/// A larger file is not one of variables.
const LARGEST: u64 = 1 << 20;

/// A file of variables cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    /// It is not there.
    #[error(
        "there is no environment file `{file}`; hint: create it, or write `-` before its path where it may be missing"
    )]
    Missing {
        /// Which.
        file: String,
    },
    /// It may not be read.
    #[error(
        "the environment file `{file}` may not be read; hint: change its owner or mode: it must be readable for the runtime"
    )]
    Closed {
        /// Which.
        file: String,
    },
    /// It is a directory or a device, or too large.
    #[error("`{file}` is not a plain file of at most 1 MiB; hint: name a file with lines like `NAME=value`")]
    NotPlain {
        /// Which.
        file: String,
    },
    /// A line is wrong.
    #[error("line {line} of the environment file `{file}`: {what}; hint: {hint}")]
    Line {
        /// Which.
        file: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong; never the value.
        what: String,
        /// What to do.
        hint: &'static str,
    },
    /// The system refused.
    #[error("the environment file `{file}` cannot be read: {source}; hint: check the file and its file system")]
    Io {
        /// Which.
        file: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl EnvironmentError {
    /// What is wrong, and what to do.
    #[must_use]
    pub fn parts(&self) -> (String, String) {
        let told = self.to_string();
        let (what, hint) = told.split_once("; hint: ").unwrap_or((&told, ""));
        (what.to_owned(), hint.to_owned())
    }
}

/// The variables in a file, in its order; a later one of the same name is meant.
///
/// # Errors
/// When it cannot be read, and its first line that is wrong.
pub fn environment_file(path: &Path) -> Result<Vec<(String, String)>, EnvironmentError> {
    let file = clean(&path.to_string_lossy(), 200);
    let bytes = match read(path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(EnvironmentError::NotPlain { file }),
        Err(source) => {
            return Err(match source.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => EnvironmentError::Missing { file },
                io::ErrorKind::PermissionDenied => EnvironmentError::Closed { file },
                _ => EnvironmentError::Io { file, source },
            });
        }
    };
    parse(&bytes).map_err(|Wrong { line, what, hint }| EnvironmentError::Line { file, line, what, hint })
}

/// The content; none when it is no plain file of a reasonable size. A fifo in its place does not block.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let opened = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)?;
    if !opened.metadata()?.is_file() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    opened.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LARGEST).then_some(bytes))
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
struct Wrong {
    line: usize,
    what: String,
    hint: &'static str,
}

/// The rest of the text, and in which line it begins.
struct Cursor<'t> {
    rest: &'t str,
    line: usize,
}

fn parse(bytes: &[u8]) -> Result<Vec<(String, String)>, Wrong> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        Wrong { line, what: "not UTF-8".to_owned(), hint: "save the file as UTF-8" }
    })?;
    let mut cursor = Cursor { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1 };
    let mut variables = Vec::new();
    while !cursor.rest.is_empty() {
        cursor.blanks();
        if cursor.rest.starts_with(['#', ';']) {
            cursor.skip_line();
        } else if !cursor.ends() {
            variables.push(cursor.variable()?);
        }
    }
    Ok(variables)
}

impl Cursor<'_> {
    fn wrong(&self, what: impl Into<String>, hint: &'static str) -> Wrong {
        Wrong { line: self.line, what: what.into(), hint }
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r']);
    }

    /// Goes over the end of a line, when it is there.
    fn ends(&mut self) -> bool {
        match self.rest.strip_prefix('\n') {
            Some(rest) => {
                self.rest = rest;
                self.line += 1;
                true
            }
            None => self.rest.is_empty(),
        }
    }

    fn skip_line(&mut self) {
        let end = self.rest.find('\n').unwrap_or(self.rest.len());
        self.rest = &self.rest[end..];
        self.ends();
    }

    fn variable(&mut self) -> Result<(String, String), Wrong> {
        if let Some(rest) = self.rest.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])) {
            self.rest = rest;
            self.blanks();
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        let Some(value) = rest.strip_prefix('=').filter(|_| !name.is_empty()) else {
            return Err(self.wrong("it is not `NAME=value`", "write the name without blanks, then `=`, then the value"));
        };
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(
                self.wrong(format!("`{name}` cannot be the name of a variable"), "begin it with a letter or `_`")
            );
        }
        if MARKS.contains(&name) {
            let hint = "remove it: it marks the process as supervised";
            return Err(self.wrong(format!("`{name}` is set by the runtime"), hint));
        }
        let (name, line) = (name.to_owned(), self.line);
        self.rest = value;
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
            _ => self.plain(),
        };
        if value.contains('\0') {
            return Err(Wrong {
                line,
                what: format!("the value of `{name}` holds a NUL character"),
                hint: "remove it",
            });
        }
        Ok((name, value))
    }

    fn plain(&mut self) -> String {
        let line = self.rest.split('\n').next().unwrap_or_default();
        let comment = [" #", "\t#"].iter().filter_map(|mark| line.find(mark)).min();
        let value = line[..comment.unwrap_or(line.len())].trim().to_owned();
        self.skip_line();
        value
    }

    fn quoted(&mut self, quote: char) -> Result<String, Wrong> {
        let began = self.line;
        let mut value = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        let end = loop {
            let Some((at, letter)) = letters.next() else {
                let what = "a quote that is not closed".to_owned();
                return Err(Wrong { line: began, what, hint: "close the value with the quote that it begins with" });
            };
            self.line += usize::from(letter == '\n');
            match letter {
                _ if letter == quote => break at + 1,
                '\\' if quote == '"' => match letters.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, escaped @ ('"' | '\\' | '$' | '`'))) => value.push(escaped),
                    // The line goes on.
                    Some((_, '\n')) => self.line += 1,
                    Some((_, other)) => value.extend(['\\', other]),
                    None => value.push('\\'),
                },
                _ => value.push(letter),
            }
        };
        self.rest = &self.rest[end..];
        self.blanks();
        if self.rest.starts_with('#') {
            self.skip_line();
        } else if !self.ends() {
            return Err(
                self.wrong("there is something behind the closing quote", "put the whole value in one pair of quotes")
            );
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn lines_are_read_as_a_shell_would() {
        let text = "\u{feff}# all\n; of\n\nA=1\nexport B=two words \t\n  C= x y # note\r\n";
        let text =
            format!("{text}D=\nE=a#b\nF='it is $HOME \\n'  # why\nG=\"a\\\"b\\n\\$c\\q\"\nH='two\nlines'\nI=last");
        let wanted = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "x y"),
            ("D", ""),
            ("E", "a#b"),
            ("F", "it is $HOME \\n"),
            ("G", "a\"b\n$c\\q"),
            ("H", "two\nlines"),
            ("I", "last"),
        ];
        assert_eq!(read(&text), wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(
            read("exported=1\nexport=2"),
            [("exported", "1"), ("export", "2")].map(|(n, v)| (n.into(), v.into()))
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_without_the_value() {
        let cases: [(&[u8], usize, &str); 9] = [
            (b"A=1\nsecret", 2, "it is not `NAME=value`"),
            (b"A =secret", 1, "it is not `NAME=value`"),
            (b"=secret", 1, "it is not `NAME=value`"),
            (b"1A=secret", 1, "`1A` cannot be the name of a variable"),
            (b"A='x\ny'\nB=\"secret\n\n", 3, "a quote that is not closed"),
            (b"A='secret' more", 1, "there is something behind the closing quote"),
            (b"\nAUTOAGENTS_DATA_ID=secret", 2, "`AUTOAGENTS_DATA_ID` is set by the runtime"),
            (b"\nA=sec\0ret", 2, "the value of `A` holds a NUL character"),
            (b"A=1\nB=\xff", 2, "not UTF-8"),
        ];
        for (text, line, what) in cases {
            let wrong = parse(text).unwrap_err();
            assert_eq!((wrong.what.as_str(), wrong.line, wrong.hint.is_empty()), (what, line, false));
            assert!(!wrong.what.contains("secret"), "{wrong:?}");
        }
    }

    #[test]
    fn only_a_plain_file_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let told = |path: &Path| environment_file(path).unwrap_err().to_string();
        assert!(told(&dir.path().join("none")).starts_with("there is no environment file"));
        assert!(told(dir.path()).contains("is not a plain file"));
        let large = dir.path().join("large");
        std::fs::write(&large, vec![b'\n'; 2 << 20]).unwrap();
        assert!(told(&large).contains("is not a plain file of at most 1 MiB"));
        let wrong = dir.path().join("wrong");
        std::fs::write(&wrong, "A=1\nhush hush\n").unwrap();
        let told = told(&wrong);
        assert!(told.starts_with("line 2 of the environment file") && !told.contains("hush"), "{told}");
    }
}
