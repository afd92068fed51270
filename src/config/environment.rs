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
use crate::model::wrong::EnvironmentError;

/// A larger file is not one of variables.
const LARGEST: u64 = 1 << 20;

/// The variables in a file, in its order; a later one of the same name is meant.
///
/// # Errors
/// When it cannot be read, and its first line that is wrong.
pub fn environment_file(path: &Path) -> Result<Vec<(String, String)>, EnvironmentError> {
    let file = clean(&path.to_string_lossy(), 200);
    let bytes = match read(path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(EnvironmentError::NotPlain { file }),
        Err(error) => {
            return Err(match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => EnvironmentError::Missing { file },
                io::ErrorKind::PermissionDenied => EnvironmentError::Closed { file },
                _ => EnvironmentError::Io { file, error: error.to_string() },
            });
        }
    };
    parse(&bytes, &file)
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

/// The rest of the text, and in which line it begins.
struct Cursor<'t> {
    rest: &'t str,
    line: usize,
    /// For messages.
    file: &'t str,
}

fn parse(bytes: &[u8], file: &str) -> Result<Vec<(String, String)>, EnvironmentError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        EnvironmentError::NotUtf8 { file: file.to_owned(), line }
    })?;
    let mut cursor = Cursor { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1, file };
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
    /// Where it is, for messages.
    fn place(&self) -> (String, usize) {
        (self.file.to_owned(), self.line)
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

    fn variable(&mut self) -> Result<(String, String), EnvironmentError> {
        if let Some(rest) = self.rest.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])) {
            self.rest = rest;
            self.blanks();
        }
        let (file, line) = self.place();
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        let Some(value) = rest.strip_prefix('=').filter(|_| !name.is_empty()) else {
            return Err(EnvironmentError::NotAVariable { file, line });
        };
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(EnvironmentError::NoVariableName { file, line, name: name.to_owned() });
        }
        if MARKS.contains(&name) {
            return Err(EnvironmentError::OwnVariable { file, line, name: name.to_owned() });
        }
        let name = name.to_owned();
        self.rest = value;
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
            _ => self.plain(),
        };
        if value.contains('\0') {
            return Err(EnvironmentError::HoldsNul { file, line, name });
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

    fn quoted(&mut self, quote: char) -> Result<String, EnvironmentError> {
        let (file, line) = self.place();
        let mut value = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        let end = loop {
            let Some((at, letter)) = letters.next() else {
                return Err(EnvironmentError::OpenQuote { file, line });
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
            return Err(EnvironmentError::BehindQuote { file, line: self.line });
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        parse(text.as_bytes(), "f").unwrap()
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
        use EnvironmentError as E;
        let (file, name) = (|| "f".to_owned(), |name: &str| name.to_owned());
        let cases: [(&[u8], E); 9] = [
            (b"A=1\nsecret", E::NotAVariable { file: file(), line: 2 }),
            (b"A =secret", E::NotAVariable { file: file(), line: 1 }),
            (b"=secret", E::NotAVariable { file: file(), line: 1 }),
            (b"1A=secret", E::NoVariableName { file: file(), line: 1, name: name("1A") }),
            (b"A='x\ny'\nB=\"secret\n\n", E::OpenQuote { file: file(), line: 3 }),
            (b"A='secret' more", E::BehindQuote { file: file(), line: 1 }),
            (
                b"\nAUTOAGENTS_DATA_ID=secret",
                E::OwnVariable { file: file(), line: 2, name: name("AUTOAGENTS_DATA_ID") },
            ),
            (b"\nA=sec\0ret", E::HoldsNul { file: file(), line: 2, name: name("A") }),
            (b"A=1\nB=\xff", E::NotUtf8 { file: file(), line: 2 }),
        ];
        for (text, wanted) in cases {
            assert_eq!(parse(text, "f").unwrap_err(), wanted);
        }
    }

    #[test]
    fn only_a_plain_file_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let told = |path: &Path| environment_file(path).unwrap_err();
        assert!(matches!(told(&dir.path().join("none")), EnvironmentError::Missing { .. }));
        assert!(matches!(told(dir.path()), EnvironmentError::NotPlain { .. }));
        let large = dir.path().join("large");
        std::fs::write(&large, vec![b'\n'; 2 << 20]).unwrap();
        assert!(matches!(told(&large), EnvironmentError::NotPlain { .. }));
        let wrong = dir.path().join("wrong");
        std::fs::write(&wrong, "A=1\nhush hush\n").unwrap();
        let file = wrong.display().to_string();
        assert_eq!(told(&wrong), EnvironmentError::NotAVariable { file, line: 2 });
    }
}
