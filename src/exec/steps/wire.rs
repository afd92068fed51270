//! What the console and the worker say to each other: frames of JSON behind their length in four bytes, many things in one.

use std::borrow::Cow;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::workflow::order::{Job, StepReport, Ticket};

/// Changed when an older or newer side would not understand: then the worker makes place for one of the console's version,
/// which adopts what runs.
pub(super) const VERSION: u32 = 1;

/// No frame is longer.
const LONGEST: usize = 256 << 20;

/// What the worker is told.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ToWorker<'a> {
    /// The first word of a console. Answered with [`FromWorker::Welcome`].
    Attach {
        /// The console's [`VERSION`].
        version: u32,
        /// Its environment, each as `NAME=value`, in bytes.
        environment: Vec<Vec<u8>>,
        /// What it has to know about. What ended and is not among these is known already.
        tickets: Vec<Ticket>,
    },
    /// Run a program.
    Run(Ticket, Cow<'a, Box<Job>>),
    /// End it.
    Stop(Ticket, Duration),
    /// Its end is known.
    Forget(Ticket),
}

/// What the worker says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FromWorker {
    /// Each of the tickets that were asked for.
    Welcome(Vec<StepReport>),
    /// What happened, in order.
    Reports(Vec<StepReport>),
}

/// Adds a frame.
pub(super) fn put(what: &impl Serialize, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    if let Err(error) = serde_json::to_writer(&mut *out, what) {
        out.truncate(start);
        return Err(error);
    }
    let length = u32::try_from(out.len() - start - 4).unwrap_or(u32::MAX);
    out[start..start + 4].copy_from_slice(&length.to_le_bytes());
    Ok(())
}

/// Bytes as they come, taken apart into frames.
#[derive(Debug, Default)]
pub(super) struct Frames {
    bytes: Vec<u8>,
    read: usize,
}

/// What came is not what is spoken here.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Garbled;

impl Frames {
    /// More has come.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        if self.read > 0 {
            self.bytes.drain(..self.read);
            self.read = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next frame, when all of it has come.
    pub(super) fn next<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Garbled> {
        let rest = &self.bytes[self.read..];
        let Some((head, body)) = rest.split_at_checked(4) else { return Ok(None) };
        let length = head.try_into().map_or(usize::MAX, |head| u32::from_le_bytes(head) as usize);
        if length > LONGEST {
            return Err(Garbled);
        }
        let Some(frame) = body.get(..length) else { return Ok(None) };
        let what = serde_json::from_slice(frame).map_err(|_| Garbled)?;
        self.read += 4 + length;
        Ok(Some(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::RunId;

    #[test]
    fn frames_come_through_in_any_pieces() {
        let ticket = Ticket { run: RunId(1), node: 2, undo: true, attempt: 3 };
        let mut bytes = Vec::new();
        put(&vec![ToWorker::Forget(ticket)], &mut bytes).unwrap();
        put(&vec![ToWorker::Stop(ticket, Duration::from_millis(5)), ToWorker::Forget(ticket)], &mut bytes).unwrap();
        let (mut frames, mut seen) = (Frames::default(), Vec::new());
        for byte in bytes {
            frames.feed(&[byte]);
            while let Some(orders) = frames.next::<Vec<ToWorker<'_>>>().unwrap() {
                seen.push(orders.len());
            }
        }
        assert_eq!(seen, [1, 2]);
    }

    #[test]
    fn what_is_not_a_frame_is_refused() {
        let mut frames = Frames::default();
        frames.feed(b"GET / HTTP/1.1");
        assert_eq!(frames.next::<FromWorker>().unwrap_err(), Garbled);
        let mut frames = Frames::default();
        frames.feed(&[2, 0, 0, 0, b'{', b'}']);
        assert_eq!(frames.next::<FromWorker>().unwrap_err(), Garbled);
    }
}
