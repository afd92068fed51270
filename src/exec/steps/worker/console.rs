//! The connection to whoever gives orders. Nothing here blocks: what a slow console does not take waits.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;

use super::super::wire::{self, Frames, FromWorker, Garbled, ToWorker};

/// As much as is read at once.
const READ: usize = 64 << 10;

/// A console that is attached, or about to attach.
#[derive(Debug)]
pub(super) struct Console {
    pub(super) stream: UnixStream,
    frames: Frames,
    unsent: Vec<u8>,
    /// It has said who it is.
    pub(super) attached: bool,
}

impl Console {
    pub(super) fn new(stream: UnixStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self { stream, frames: Frames::default(), unsent: Vec::new(), attached: false })
    }

    /// Reads what has come. False when there will be no more.
    pub(super) fn read(&mut self) -> bool {
        let mut bytes = vec![0; READ];
        loop {
            match self.stream.read(&mut bytes) {
                Ok(0) => return false,
                Ok(read) => {
                    self.frames.feed(&bytes[..read]);
                    if read < bytes.len() {
                        return true;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
    }

    /// The next orders, when all of them have come.
    pub(super) fn orders(&mut self) -> Result<Option<Vec<ToWorker<'static>>>, Garbled> {
        self.frames.next()
    }

    /// Says something. False when there is nobody left to hear it.
    pub(super) fn say(&mut self, what: &FromWorker) -> bool {
        wire::put(what, &mut self.unsent).is_ok() && self.flush()
    }

    /// Sends what waits, as far as it is taken. False when there is nobody left.
    pub(super) fn flush(&mut self) -> bool {
        while !self.unsent.is_empty() {
            match self.stream.write(&self.unsent) {
                Ok(0) => return false,
                Ok(sent) => drop(self.unsent.drain(..sent)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
        true
    }

    /// Whether something waits to be sent.
    pub(super) fn is_behind(&self) -> bool {
        !self.unsent.is_empty()
    }
}
