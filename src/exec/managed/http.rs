//! HTTP over a Unix socket: one connection a question, bounded in time and size.

use std::io;
use std::path::Path;
use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;

use crate::model::managed::ManagerError;

/// No answer of an engine about one container is longer.
const LONGEST: usize = 4 << 20;

/// Asks, and takes the whole answer.
pub(super) async fn ask(
    socket: &Path,
    method: Method,
    path: &str,
    within: Duration,
) -> Result<(StatusCode, Bytes), ManagerError> {
    let whole = async {
        let answer = open(socket, method, path).await?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), LONGEST).collect().await;
        let body = body.map_err(|error| foreign(socket, &error))?;
        Ok((status, body.to_bytes()))
    };
    let late = ManagerError::EngineSilent { socket: shown(socket), seconds: within.as_secs() };
    tokio::time::timeout(within, whole).await.unwrap_or(Err(late))
}

/// Asks, and gives the answer as it begins.
pub(super) async fn open(socket: &Path, method: Method, path: &str) -> Result<Response<Incoming>, ManagerError> {
    let exchange = |error: hyper::Error| foreign(socket, &error);
    let stream = UnixStream::connect(socket).await;
    let stream = stream.map_err(|error| unreachable(socket, &error))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(exchange)?;
    // It ends with the answer, or when the answer is dropped.
    tokio::spawn(connection);
    let request = Request::builder().method(method).uri(path).header(HOST, "localhost").body(Empty::<Bytes>::new());
    let request = request.map_err(|error| foreign(socket, &error))?;
    sender.send_request(request).await.map_err(exchange)
}

/// What answers is no container engine.
pub(super) fn foreign(socket: &Path, error: &dyn std::fmt::Display) -> ManagerError {
    ManagerError::EngineForeign { socket: shown(socket), error: error.to_string() }
}

fn unreachable(socket: &Path, error: &io::Error) -> ManagerError {
    let socket = shown(socket);
    match error.kind() {
        io::ErrorKind::PermissionDenied => ManagerError::EngineDenied { socket },
        _ => ManagerError::EngineAway { socket, error: error.to_string() },
    }
}

fn shown(socket: &Path) -> String {
    socket.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_that_is_not_for_this_user_says_so() {
        let error = io::Error::from(io::ErrorKind::PermissionDenied);
        let why = unreachable(Path::new("/run/docker.sock"), &error).to_string();
        assert!(why.contains("`/run/docker.sock`") && why.contains("usermod -aG docker"), "{why}");
    }
}
