//! Passes when a connection is accepted.

use std::io;

use tokio::net::TcpStream;

use super::words::Failure;

/// Connects to `host:port`, trying each address of the name, and hangs up.
pub(super) async fn check(address: &str) -> Result<(), Failure> {
    let stream = TcpStream::connect(address).await.map_err(Failure::NotConnected)?;
    // A connection to a dead local port can, once in some ten thousand times, be given that very port as its own and
    // then is connected to itself.
    match (stream.local_addr(), stream.peer_addr()) {
        (Ok(own), Ok(peer)) if own == peer => {
            Err(Failure::NotConnected(io::Error::from(io::ErrorKind::ConnectionRefused)))
        }
        _ => Ok(()),
    }
}
