//! An HTTP server whose answer can be changed.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

/// Answers 503 until it is told to be ready. Ends with the test's process.
pub(crate) struct Web {
    port: u16,
    ready: Arc<AtomicBool>,
    asked: Arc<AtomicU64>,
}

impl Web {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let web = Self { port: listener.local_addr().unwrap().port(), ready: Arc::default(), asked: Arc::default() };
        let (ready, asked) = (Arc::clone(&web.ready), Arc::clone(&web.asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                // One read is the whole request of a probe.
                let _ = stream.read(&mut [0; 4096]);
                let status = if ready.load(Ordering::SeqCst) { "200 OK" } else { "503 Not yet" };
                let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                asked.fetch_add(1, Ordering::SeqCst);
            }
        });
        web
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    pub(crate) fn set_ready(&self) {
        self.ready.store(true, Ordering::SeqCst);
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }
}
