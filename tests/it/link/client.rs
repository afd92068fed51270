//! A client that speaks in bytes.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use autoagents_console::link::place::SocketDir;
use autoagents_console::link::wire::PROTOCOL;
use autoagents_console::link::wire::Rejection;
use serde_json::{Value, json};

use crate::harness::Site;

/// A raw connection.
pub(super) struct Client {
    stream: UnixStream,
}

impl Client {
    pub(super) fn connect(site: &Site) -> Self {
        let directory = SocketDir::open(site.data()).unwrap();
        let stream = UnixStream::connect(directory.socket()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // A runtime that does not read any more must not hold the test up.
        stream.set_write_timeout(Some(Duration::from_millis(20))).unwrap();
        Self { stream }
    }

    /// One that has said hello and was welcomed.
    pub(super) fn welcomed(site: &Site, watch: bool, read_only: bool) -> Self {
        let mut client = Self::connect(site);
        client.frame(&hello(PROTOCOL, watch, read_only));
        let frame = client.read().unwrap();
        assert_eq!(frame["frame"], "welcome", "{frame}");
        client
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        // It may be closed already; what was said before is what the tests are about.
        let _ = self.stream.write_all(bytes);
    }

    pub(super) fn frame(&mut self, value: &Value) {
        let body = value.to_string();
        let size = u32::try_from(body.len()).unwrap();
        self.bytes(&[&size.to_be_bytes()[..], body.as_bytes()].concat());
    }

    /// The next frame; none when the runtime has closed the connection.
    pub(super) fn read(&mut self) -> Option<Value> {
        let mut size = [0; 4];
        match self.stream.read_exact(&mut size) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("the runtime says nothing"),
            Err(_) => return None,
            Ok(()) => {}
        }
        let mut body = vec![0; u32::from_be_bytes(size) as usize];
        self.stream.read_exact(&mut body).ok()?;
        Some(serde_json::from_slice(&body).unwrap())
    }

    /// Why the runtime does not want this client, in English; it has closed the connection.
    pub(super) fn rejected(&mut self) -> String {
        let frame = self.read().expect("a frame that says why");
        assert_eq!(frame["frame"], "rejected", "{frame}");
        assert_eq!(self.read(), None, "nothing comes after it");
        serde_json::from_value::<Rejection>(frame["why"].clone()).unwrap().to_string()
    }

    /// The answer to a request.
    pub(super) fn ask(&mut self, id: u64, request: &Value) -> Value {
        self.frame(&json!({ "id": id, "request": request }));
        loop {
            let frame = self.read().expect("an answer");
            if frame["frame"] == "reply" && frame["id"] == id {
                return frame["response"].clone();
            }
        }
    }
}

/// The first frame of a client.
pub(super) fn hello(protocol: u32, watch: bool, read_only: bool) -> Value {
    json!({ "protocol": protocol, "version": "9.9.9-test", "watch": watch, "read_only": read_only })
}

/// A command that changes something.
pub(super) fn pause(by: &str) -> Value {
    json!({ "request": "command", "by": by, "order": { "command": "pause_agent", "name": "analytics" } })
}
