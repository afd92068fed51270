//! The line protocol of database and cache: a command a line, words separated by blanks, the last one to the end.
//!
//! Answers: `+OK`, `:7` a number, `$text` a value, `-nil` nothing there, `-ERR words` it failed.

use std::io::{self, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::http::line;

/// Longest wait for the database or the cache.
const PATIENCE: Duration = Duration::from_millis(800);

/// Answers commands until the other side has had enough.
pub(super) fn answer(stream: &TcpStream, mut reply: impl FnMut(&str) -> String) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let command = line(&mut reader)?;
        let mut text = reply(&command);
        text.push('\n');
        let mut stream = stream;
        stream.write_all(text.as_bytes())?;
    }
}

/// A connection to the database or the cache.
#[derive(Debug)]
pub(super) struct Client {
    stream: TcpStream,
}

impl Client {
    pub(super) fn connect(port: u16) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream })
    }

    /// Says a command. None when there is nothing there.
    pub(super) fn say(&self, command: &str) -> io::Result<Option<String>> {
        let mut stream = &self.stream;
        stream.write_all(format!("{command}\n").as_bytes())?;
        let answer = line(&mut BufReader::new(stream))?;
        match answer.split_at_checked(1) {
            Some(("+" | ":" | "$", rest)) => Ok(Some(rest.to_owned())),
            _ if answer == "-nil" => Ok(None),
            _ => Err(io::Error::other(answer.trim_start_matches("-ERR ").to_owned())),
        }
    }

    /// A number that must be there.
    pub(super) fn number(&self, command: &str) -> io::Result<u64> {
        let answer = self.say(command)?;
        answer.and_then(|text| text.parse().ok()).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}
