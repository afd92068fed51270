//! Small servers that behave and misbehave.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Listens on loopback until the test ends.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    accepted: Arc<AtomicUsize>,
    open: Arc<AtomicUsize>,
}

impl Server {
    /// Each connection is served on a thread of its own.
    pub(super) fn start(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let [accepted, open] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
        let server = Self { address, accepted: accepted.clone(), open: open.clone() };
        let serve = Arc::new(serve);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                accepted.fetch_add(1, Ordering::SeqCst);
                open.fetch_add(1, Ordering::SeqCst);
                let (serve, open) = (Arc::clone(&serve), Arc::clone(&open));
                std::thread::spawn(move || {
                    serve(stream);
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        server
    }

    /// Answers each request with this text.
    pub(super) fn saying(answer: &'static str) -> Self {
        Self::start(move |mut stream| {
            request(&mut stream);
            let _ = stream.write_all(answer.as_bytes());
        })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/health", self.address)
    }

    pub(super) fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    /// Connections that are being served.
    pub(super) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }
}

/// Reads one request's header.
pub(super) fn request(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        text.push(byte[0]);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Waits until the other side hangs up.
pub(super) fn until_closed(stream: &mut TcpStream) {
    let mut piece = [0; 1024];
    while matches!(stream.read(&mut piece), Ok(1..)) {}
}

/// An address on which nobody listens.
pub(super) fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
