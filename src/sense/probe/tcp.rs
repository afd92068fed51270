//! Passes when a connection is accepted, and the other side says what it should.

use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::words::{Failure, in_time};
use crate::model::check::TcpCheck;

/// What is expected must come within so many bytes.
const SEARCHED: usize = 64 << 10;
/// So much of what came instead is told.
const TOLD: usize = 80;

/// Connects once. The caller bounds the time by dropping this.
pub(super) async fn check(check: &TcpCheck) -> Result<(), Failure> {
    let began = Instant::now();
    let mut stream = TcpStream::connect(&check.address).await.map_err(Failure::NotConnected)?;
    if let Some(text) = &check.send {
        stream.write_all(text.as_bytes()).await.map_err(Failure::NotConnected)?;
    }
    if let Some(wanted) = &check.expect {
        read_until(&mut stream, wanted).await?;
    }
    in_time(began.elapsed(), check.max_latency)
}

/// Reads until what is wanted has come.
async fn read_until(stream: &mut TcpStream, wanted: &str) -> Result<(), Failure> {
    let mut came = Vec::new();
    let mut piece = [0; 4096];
    while came.len() < SEARCHED {
        let read = match stream.read(&mut piece).await {
            Ok(read) => read,
            Err(error) if came.is_empty() => return Err(Failure::NotConnected(error)),
            Err(_) => 0,
        };
        if read == 0 {
            let said = String::from_utf8_lossy(&came[..came.len().min(TOLD)]).trim().to_owned();
            return Err(Failure::HungUp { wanted: wanted.to_owned(), said });
        }
        // It may have begun in the piece before.
        let from = came.len().saturating_sub(wanted.len());
        came.extend_from_slice(&piece[..read]);
        if came[from..].windows(wanted.len()).any(|window| window == wanted.as_bytes()) {
            return Ok(());
        }
    }
    Err(Failure::TooMuch("64 KiB"))
}
