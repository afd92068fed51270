//! The terminal: set up on opening, restored whatever happens, read and written by threads of their own.
//!
//! A terminal that takes nothing (a stopped session, a slow line) holds its writing thread and nobody else; one that
//! has gone is noticed and said once.

use std::io::Write;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError, mpsc};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};

use super::typing::{Typed, Typing};

/// Alternate screen, no cursor, pastes marked.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h";
/// The other way round, whatever was on.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[0m\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[?25h\x1b[?1049l";
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";
/// After an escape without anything following it is the escape key.
const ESCAPE: Duration = Duration::from_millis(40);
/// How long leaving waits for a terminal that takes nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// What comes from the terminal.
#[derive(Debug)]
pub(crate) enum Input {
    /// Typed, clicked or pasted.
    Typed(Typed),
    /// What was written has been taken.
    Written,
    /// The terminal has gone.
    Gone,
}

/// How to put the terminal back, known to the panic hook as well.
struct Saved {
    modes: Termios,
    thread: ThreadId,
}

static SAVED: Mutex<Option<Saved>> = Mutex::new(None);
static HOOK: Once = Once::new();

/// An open terminal.
#[derive(Debug)]
pub(crate) struct Terminal {
    frames: mpsc::SyncSender<Vec<u8>>,
    writing: Arc<AtomicBool>,
    stop: Arc<OwnedFd>,
    reader: Option<thread::JoinHandle<()>>,
}

impl Terminal {
    /// Takes the terminal over. What comes from it goes to `inputs`.
    ///
    /// # Errors
    /// When input or output is no terminal, or it cannot be set up.
    pub(crate) fn open(inputs: tokio::sync::mpsc::UnboundedSender<Input>, mouse: bool) -> std::io::Result<Self> {
        if !isatty(std::io::stdin()) || !isatty(std::io::stdout()) {
            return Err(std::io::Error::from_raw_os_error(rustix::io::Errno::NOTTY.raw_os_error()));
        }
        let stop = Arc::new(eventfd(0, EventfdFlags::CLOEXEC)?);
        enter(mouse)?;
        HOOK.call_once(install_hook);
        let writing = Arc::new(AtomicBool::new(false));
        let (frames, queue) = mpsc::sync_channel::<Vec<u8>>(1);
        let (busy, done) = (Arc::clone(&writing), inputs.clone());
        let writer =
            thread::Builder::new().name("ui-writer".to_owned()).spawn(move || write_frames(&queue, &busy, &done));
        let stopped = Arc::clone(&stop);
        let reader = thread::Builder::new().name("ui-reader".to_owned()).spawn(move || read_keys(&stopped, &inputs));
        match (writer, reader) {
            (Ok(_), Ok(reader)) => Ok(Self { frames, writing, stop, reader: Some(reader) }),
            (Err(error), _) | (_, Err(error)) => {
                restore(true);
                Err(error)
            }
        }
    }

    /// Columns and rows; the usual ones when the terminal does not know its own, as on a serial line.
    pub(crate) fn size() -> (u16, u16) {
        let size = tcgetwinsize(std::io::stdout()).ok().filter(|size| size.ws_col > 0 && size.ws_row > 0);
        size.map_or((80, 24), |size| (size.ws_col, size.ws_row))
    }

    /// Whether the terminal has not yet taken what was written.
    pub(crate) fn is_writing(&self) -> bool {
        self.writing.load(Ordering::Acquire)
    }

    /// Writes without waiting; must not be called while it [is writing](Self::is_writing).
    pub(crate) fn write(&self, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            self.writing.store(true, Ordering::Release);
            // Full: the writer is busy and says when it is done. Closed: it has already said that the terminal is gone.
            let _ = self.frames.try_send(bytes);
        }
    }

    /// The bytes that take or release the mouse.
    pub(crate) fn mouse(on: bool) -> Vec<u8> {
        if on { MOUSE_ON.to_vec() } else { MOUSE_OFF.to_vec() }
    }

    /// Gives the terminal back, for as long as this process is stopped.
    pub(crate) fn pause(&self) {
        self.drain();
        restore(!self.is_writing());
    }

    /// Takes it over again.
    ///
    /// # Errors
    /// When it cannot be set up.
    pub(crate) fn resume(mouse: bool) -> std::io::Result<()> {
        enter(mouse)
    }

    fn drain(&self) {
        let since = Instant::now();
        while self.is_writing() && since.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = rustix::io::write(&*self.stop, &1u64.to_ne_bytes());
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        self.drain();
        restore(!self.is_writing());
    }
}

fn enter(mouse: bool) -> std::io::Result<()> {
    let modes = tcgetattr(std::io::stdin())?;
    let mut raw = modes.clone();
    raw.make_raw();
    tcsetattr(std::io::stdin(), OptionalActions::Now, &raw)?;
    *SAVED.lock().unwrap_or_else(PoisonError::into_inner) = Some(Saved { modes, thread: thread::current().id() });
    let mut bytes = ENTER.to_vec();
    if mouse {
        bytes.extend_from_slice(MOUSE_ON);
    }
    write_all(&bytes)
}

/// Puts the terminal back, once. Nothing is written to a terminal that takes nothing.
fn restore(write: bool) {
    let saved = SAVED.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(saved) = saved {
        if write {
            let _ = write_all(LEAVE);
        }
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &saved.modes);
    }
}

/// A panic of the console puts the terminal back before anything is printed. A panic of another thread is caught where
/// it belongs; printing it would only spoil the picture.
fn install_hook() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let owner = SAVED.try_lock().ok().and_then(|saved| saved.as_ref().map(|saved| saved.thread));
        match owner {
            Some(owner) if owner != thread::current().id() => {
                tracing::error!("thread `{}` panicked: {panic}", thread::current().name().unwrap_or("unnamed"));
            }
            _ => {
                restore(true);
                before(panic);
            }
        }
    }));
}

/// Everything, to the real terminal. Not through `stdout`, whose lock another thread may hold.
fn write_all(mut bytes: &[u8]) -> std::io::Result<()> {
    let out = std::io::stdout();
    let _ = std::io::stdout().flush();
    while !bytes.is_empty() {
        match rustix::io::write(out.as_fd(), bytes) {
            Ok(0) => return Err(std::io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => {
                let mut fds = [PollFd::new(&out, PollFlags::OUT)];
                poll(&mut fds, None)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn write_frames(
    frames: &mpsc::Receiver<Vec<u8>>,
    writing: &AtomicBool,
    inputs: &tokio::sync::mpsc::UnboundedSender<Input>,
) {
    while let Ok(bytes) = frames.recv() {
        let result = write_all(&bytes);
        writing.store(false, Ordering::Release);
        let input = if result.is_ok() { Input::Written } else { Input::Gone };
        if inputs.send(input).is_err() || result.is_err() {
            return;
        }
    }
}

fn read_keys(stop: &OwnedFd, inputs: &tokio::sync::mpsc::UnboundedSender<Input>) {
    let terminal = std::io::stdin();
    let mut typing = Typing::default();
    let mut bytes = [0; 4096];
    loop {
        let mut fds = [PollFd::new(&terminal, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
        let wait = typing.is_waiting().then(|| Timespec { tv_sec: 0, tv_nsec: i64::from(ESCAPE.subsec_nanos()) });
        let typed = match poll(&mut fds, wait.as_ref()) {
            Ok(0) => typing.settle(),
            Err(rustix::io::Errno::INTR) => continue,
            Ok(_) if !fds[1].revents().is_empty() => return,
            Ok(_) => match rustix::io::read(&terminal, &mut bytes) {
                Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => continue,
                Ok(read) if read > 0 => typing.take(&bytes[..read]),
                // End of file, or the error that says that the other end is closed.
                _ => {
                    let _ = inputs.send(Input::Gone);
                    return;
                }
            },
            Err(_) => {
                let _ = inputs.send(Input::Gone);
                return;
            }
        };
        for typed in typed {
            if inputs.send(Input::Typed(typed)).is_err() {
                return;
            }
        }
    }
}
