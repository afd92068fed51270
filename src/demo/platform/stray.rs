//! A process that holds a port and does nothing with it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::kept::PartError;
use crate::demo::layout::Layout;

/// Longest wait for a port that somebody is about to give up.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two tries.
const TRY_EVERY: Duration = Duration::from_millis(1);
/// Between two looks whether the demo is still there.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Takes the port, or holds what it was given as its input, for as long as there is a demo.
pub(super) fn run(dir: &Path, port: Option<u16>) -> Result<(), PartError> {
    // Out of the group and the session of whoever started it. It fails only for a leader, which is out already.
    let _ = rustix::process::setsid();
    let _held = port.map(take).transpose()?;
    while Layout::is_at(dir) {
        thread::sleep(LOOK_EVERY);
    }
    Ok(())
}

fn take(port: u16) -> Result<TcpListener, PartError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(source) if Instant::now() > deadline => return Err(PartError::Port { port, source }),
            Err(_) => thread::sleep(TRY_EVERY),
        }
    }
}
