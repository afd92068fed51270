//! Connections for HTTPS that note until when the certificate is valid that was shown: nothing else of a connection reaches
//! whoever has its answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use super::certificate::end_of;
use crate::model::time::Wall;

/// Until when the certificate of a connection is valid; beside the answers that came over it.
#[derive(Clone, Copy)]
pub(super) struct ValidUntil(pub(super) Wall);

/// Makes connections.
#[derive(Clone)]
pub(super) struct Noting(pub(super) HttpsConnector<HttpConnector>);

/// A connection.
pub(super) struct Noted(MaybeHttpsStream<TokioIo<TcpStream>>);

type Error = Box<dyn std::error::Error + Send + Sync>;

impl Service<Uri> for Noting {
    type Response = Noted;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Noted, Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let made = self.0.call(to);
        Box::pin(async move { made.await.map(Noted) })
    }
}

impl Connection for Noted {
    fn connected(&self) -> Connected {
        let connected = self.0.connected();
        let end = match &self.0 {
            MaybeHttpsStream::Https(stream) => end_of(stream.inner().get_ref().1),
            MaybeHttpsStream::Http(_) => None,
        };
        match end {
            Some(end) => connected.extra(ValidUntil(end)),
            None => connected,
        }
    }
}

impl Read for Noted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<Result<(), io::Error>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl Write for Noted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize, io::Error>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
