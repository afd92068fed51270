//! As much of HTTP/1.1 as the parts need: one request a connection, bodies of a known length.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Longest line of a request or an answer, and longest body.
const LINE: u64 = 8 * 1024;
const BODY: u64 = 64 * 1024;
/// Most headers.
const HEADERS: usize = 64;

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ask {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) body: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) body: String,
}

impl Reply {
    /// Text with a status.
    pub(super) fn text(status: u16, body: impl Into<String>) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", body: body.into() }
    }

    /// A JSON value.
    pub(super) fn json(value: &serde_json::Value) -> Self {
        Self { status: 200, kind: "application/json", body: value.to_string() }
    }

    /// A page.
    pub(super) fn page(body: String) -> Self {
        Self { status: 200, kind: "text/html; charset=utf-8", body }
    }
}

/// Reads a request, and lets it be answered.
pub(super) fn answer(stream: &TcpStream, reply: impl FnOnce(&Ask) -> Reply) -> io::Result<()> {
    let ask = read_request(stream)?;
    let Reply { status, kind, body } = reply(&ask);
    let head = format!(
        "HTTP/1.1 {status} {}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        phrase(status),
        body.len()
    );
    // One write, so that the answer is one packet.
    let mut stream = stream;
    stream.write_all((head + &body).as_bytes())
}

fn read_request(stream: &TcpStream) -> io::Result<Ask> {
    let mut reader = BufReader::new(stream);
    let first = line(&mut reader)?;
    let mut words = first.split(' ');
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let (method, path) = (method.to_owned(), path.to_owned());
    let body = body(&mut reader)?;
    Ok(Ask { method, path, body })
}

/// Asks a part of the platform. Gives status and body.
pub(super) fn ask(port: u16, method: &str, path: &str, body: &str, patience: Duration) -> io::Result<(u16, String)> {
    let deadline = Instant::now() + patience;
    let stream = TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), patience)?;
    let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
    stream.set_read_timeout(Some(left))?;
    stream.set_write_timeout(Some(left))?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    (&stream).write_all(request.as_bytes())?;
    let mut reader = BufReader::new(&stream);
    let first = line(&mut reader)?;
    let status = first.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    Ok((status, self::body(&mut reader)?))
}

/// Headers and what follows them.
fn body(reader: &mut BufReader<&TcpStream>) -> io::Result<String> {
    let mut length = 0;
    for _ in 0..HEADERS {
        let header = line(reader)?;
        if header.is_empty() {
            let mut bytes = Vec::new();
            reader.take(length).read_to_end(&mut bytes)?;
            return String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into());
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok().filter(|length| *length <= BODY).ok_or(io::ErrorKind::InvalidData)?;
        }
    }
    Err(io::ErrorKind::InvalidData.into())
}

/// A line without its end.
pub(super) fn line(reader: &mut BufReader<&TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    reader.by_ref().take(LINE).read_line(&mut line)?;
    if !line.ends_with('\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        400 => "Bad Request",
        404 => "Not Found",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        507 => "Insufficient Storage",
        _ => "Unknown",
    }
}
