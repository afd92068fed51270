//! HTTP over a Unix socket: one connection a question, bounded in time and size.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::UnixStream;

/// No answer of an engine about one container is longer.
const LONGEST: usize = 4 << 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// None of the usual sockets is there.
    #[error("there is no socket of a container engine on this host; hint: start Docker or Podman, or set `socket`")]
    NoSocket,
    /// The socket cannot be connected to.
    #[error("`{}` cannot be reached: {source}; hint: {}", path.display(), hint(path, source))]
    Connect {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Whatever answered does not speak HTTP, or stopped in the middle.
    #[error("`{}` does not answer as a container engine: {source}; hint: is it the socket of Docker or Podman?", path.display())]
    Exchange {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It took too long.
    #[error("`{}` gives no answer within {}; hint: is the engine overloaded? try `docker ps`", path.display(), humantime::format_duration(*after))]
    TooLate {
        /// Which.
        path: PathBuf,
        /// How long.
        after: Duration,
    },
}

fn hint(path: &Path, source: &io::Error) -> String {
    match source.kind() {
        io::ErrorKind::PermissionDenied => {
            "run as root, or put this user into the socket's group (`usermod -aG docker USER`)".to_owned()
        }
        io::ErrorKind::NotFound => "start the engine, or correct `socket`".to_owned(),
        _ => format!("is the engine running? `{}` is there, but nobody answers", path.display()),
    }
}

/// Asks, and takes the whole answer.
pub(super) async fn ask(
    socket: &Path,
    method: Method,
    path: &str,
    within: Duration,
) -> Result<(StatusCode, Bytes), Failure> {
    let whole = async {
        let answer = open(socket, method, path).await?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), LONGEST).collect().await;
        let body = body.map_err(|source| Failure::Exchange { path: socket.to_owned(), source })?;
        Ok((status, body.to_bytes()))
    };
    let late = Failure::TooLate { path: socket.to_owned(), after: within };
    tokio::time::timeout(within, whole).await.unwrap_or(Err(late))
}

/// Asks, and gives the answer as it begins.
pub(super) async fn open(socket: &Path, method: Method, path: &str) -> Result<Response<Incoming>, Failure> {
    let exchange = |source: hyper::Error| Failure::Exchange { path: socket.to_owned(), source: Box::new(source) };
    let stream = UnixStream::connect(socket).await;
    let stream = stream.map_err(|source| Failure::Connect { path: socket.to_owned(), source })?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(exchange)?;
    // It ends with the answer, or when the answer is dropped.
    tokio::spawn(connection);
    let request = Request::builder().method(method).uri(path).header(HOST, "localhost").body(Empty::<Bytes>::new());
    let request = request.map_err(|source| Failure::Exchange { path: socket.to_owned(), source: source.into() })?;
    sender.send_request(request).await.map_err(exchange)
}
