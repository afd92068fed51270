//! Asks one server one question: over UDP, and over TCP where the answer does not fit.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket, lookup_host};

use super::message::{Answer, answer, question};
use crate::model::check::Record;
use crate::model::complaint::Complaint;
use crate::sense::probe::causes::not_connected;

/// A datagram may be lost: then it is sent again.
const SEND_AGAIN: Duration = Duration::from_millis(700);
/// The largest datagram.
const LARGEST: usize = 65_535;

/// Asks. The caller bounds the time by dropping this.
pub(super) async fn ask(server: &str, host: &str, record: Record) -> Result<Answer, Complaint> {
    let mut addresses = lookup_host(server).await.map_err(not_connected)?;
    let server = addresses.next().ok_or_else(|| Complaint::NotAnAddress { address: server.to_owned() })?;
    match over_udp(server, host, record).await.map_err(not_connected)? {
        Answer::Cut => over_tcp(server, host, record).await,
        answer => Ok(answer),
    }
}

async fn over_udp(server: SocketAddr, host: &str, record: Record) -> io::Result<Answer> {
    let any: SocketAddr =
        if server.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    // A port of its own each time and only this peer: together with the number an answer is hard to forge.
    let socket = UdpSocket::bind(any).await?;
    socket.connect(server).await?;
    let id = fastrand::u16(..);
    let question = question(id, host, record);
    let mut piece = vec![0; LARGEST];
    loop {
        socket.send(&question).await?;
        let waited = tokio::time::timeout(SEND_AGAIN, async {
            loop {
                let read = socket.recv(&mut piece).await?;
                // What answers another question is not ours, and waiting goes on.
                if let Some(answer) = answer(&piece[..read], id, host, record) {
                    return io::Result::Ok(answer);
                }
            }
        });
        if let Ok(answered) = waited.await {
            return answered;
        }
    }
}

async fn over_tcp(server: SocketAddr, host: &str, record: Record) -> Result<Answer, Complaint> {
    let id = fastrand::u16(..);
    let question = question(id, host, record);
    let exchanged = async {
        let mut stream = TcpStream::connect(server).await?;
        let length = u16::try_from(question.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
        stream.write_all(&[&length.to_be_bytes(), question.as_slice()].concat()).await?;
        let mut bytes = vec![0; usize::from(stream.read_u16().await?)];
        stream.read_exact(&mut bytes).await?;
        io::Result::Ok(bytes)
    };
    let bytes = exchanged.await.map_err(not_connected)?;
    match answer(&bytes, id, host, record) {
        Some(Answer::Cut) | None => Err(Complaint::NoDns),
        Some(answer) => Ok(answer),
    }
}
