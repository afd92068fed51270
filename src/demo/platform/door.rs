//! A listener on loopback that can be shut and opened again, with a thread for each connection.

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::journal::say;

/// Connections at once; more are hung up on.
const MOST: usize = 64;
/// Enough for what a part does; memory is taken only as it is used.
const STACK: usize = 512 * 1024;
/// Longest wait for a request, or for its answer to be taken.
const PATIENCE: Duration = Duration::from_secs(5);
/// After a connection could not be accepted.
const BREATH: Duration = Duration::from_millis(20);

/// What is done with a connection.
pub(super) type Serve = Arc<dyn Fn(TcpStream) + Send + Sync>;

/// A listener.
pub(super) struct Door {
    port: u16,
    serve: Serve,
    listener: Mutex<Option<Arc<TcpListener>>>,
    busy: Arc<AtomicUsize>,
}

impl Door {
    /// A door that is open.
    ///
    /// # Errors
    /// When somebody else has the port.
    pub(super) fn open(port: u16, serve: Serve) -> io::Result<Arc<Self>> {
        let door = Arc::new(Self { port, serve, listener: Mutex::default(), busy: Arc::default() });
        door.reopen()?;
        Ok(door)
    }

    /// Listens again; nothing happens when it does already.
    pub(super) fn reopen(self: &Arc<Self>) -> io::Result<()> {
        let mut slot = self.lock();
        if slot.is_none() {
            let listener = Arc::new(TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))?);
            *slot = Some(Arc::clone(&listener));
            let door = Arc::clone(self);
            thread::Builder::new().stack_size(STACK).spawn(move || door.accept(&listener))?;
        }
        Ok(())
    }

    /// Refuses connections from now on.
    pub(super) fn shut(&self) {
        if let Some(listener) = self.lock().take() {
            // Wakes whoever accepts, which then lets go of it.
            let _ = rustix::net::shutdown(&*listener, rustix::net::Shutdown::Both);
        }
    }

    /// Whether it listens.
    pub(super) fn is_open(&self) -> bool {
        self.lock().is_some()
    }

    /// The listener once more, for a child to hold.
    pub(super) fn copy(&self) -> Option<OwnedFd> {
        let slot = self.lock();
        slot.as_ref().and_then(|listener| listener.as_fd().try_clone_to_owned().ok())
    }

    fn accept(&self, listener: &Arc<TcpListener>) {
        loop {
            match listener.accept() {
                Ok((stream, _)) => self.welcome(stream),
                Err(_) if !self.lock().as_ref().is_some_and(|current| Arc::ptr_eq(current, listener)) => return,
                Err(error) => {
                    say("ERROR", &format!("cannot accept on port {}: {error}", self.port));
                    thread::sleep(BREATH);
                }
            }
        }
    }

    fn welcome(&self, stream: TcpStream) {
        // Also where there is no answer: whoever asked must not hold a thread.
        let _ = stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.set_write_timeout(Some(PATIENCE)));
        let _ = stream.set_nodelay(true);
        if self.busy.fetch_add(1, Ordering::SeqCst) >= MOST {
            self.busy.fetch_sub(1, Ordering::SeqCst);
            return;
        }
        let (serve, busy) = (Arc::clone(&self.serve), Arc::clone(&self.busy));
        let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
            serve(stream);
            busy.fetch_sub(1, Ordering::SeqCst);
        });
        if thread.is_err() {
            self.busy.fetch_sub(1, Ordering::SeqCst);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<TcpListener>>> {
        self.listener.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
