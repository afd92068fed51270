//! Passes when a connection is accepted, and the other side says what it should.

use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::causes::{in_time, not_connected, words};
use crate::model::check::TcpCheck;
use crate::model::complaint::Complaint;

/// What is expected must come within so many bytes.
const SEARCHED: usize = 64 << 10;
/// So much of what came instead is told.
const TOLD: usize = 80;

/// Connects once. The caller bounds the time by dropping this.
pub(super) async fn check(check: &TcpCheck) -> Result<(), Complaint> {
    let began = Instant::now();
    let mut stream = TcpStream::connect(&check.address).await.map_err(not_connected)?;
    if let Some(text) = &check.send {
        stream.write_all(text.as_bytes()).await.map_err(not_connected)?;
    }
    if let Some(wanted) = &check.expect {
        read_until(&mut stream, wanted).await?;
    }
    in_time(began.elapsed(), check.max_latency)
}

/// Reads until what is wanted has come.
async fn read_until(stream: &mut TcpStream, wanted: &str) -> Result<(), Complaint> {
    let mut came = Vec::new();
    let mut piece = [0; 4096];
    while came.len() < SEARCHED {
        let read = match stream.read(&mut piece).await {
            Ok(read) => read,
            Err(error) if came.is_empty() => return Err(not_connected(error)),
            Err(_) => 0,
        };
        if read == 0 {
            let said = words(String::from_utf8_lossy(&came[..came.len().min(TOLD)]).trim());
            return Err(Complaint::HungUp { wanted: wanted.to_owned(), said });
        }
        // It may have begun in the piece before.
        let from = came.len().saturating_sub(wanted.len());
        came.extend_from_slice(&piece[..read]);
        if came[from..].windows(wanted.len()).any(|window| window == wanted.as_bytes()) {
            return Ok(());
        }
    }
    Err(Complaint::TooMuch { limit: "64 KiB".to_owned() })
}
