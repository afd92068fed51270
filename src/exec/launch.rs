//! The bare act of making a process: `posix_spawn(3)` with a session of its own. The only file with `unsafe` calls for
//! that; everything it is given outlives the call.
//!
//! Rejected: `std::process::Command` with a hook for `setsid`. The hook makes it `fork`, and fork copies the page tables:
//! 1 ms more for every 30 MB that this process holds. `posix_spawn` shares them until exec and takes the same time always.

use std::ffi::{CStr, CString, OsStr, OsString};
use std::fs::File;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;
use std::ptr;

use super::shim;

/// A process to be made.
pub(super) struct Launch<'a> {
    /// The program's file.
    pub path: &'a Path,
    /// What it is told, its own name first.
    pub arguments: &'a [String],
    /// Its environment.
    pub environment: Vec<(OsString, OsString)>,
    /// And what of it is put together already, `NAME=value` each.
    pub inherited: Vec<&'a CStr>,
    /// What this process ignores is to be what it was before.
    pub signals: Signals,
    /// Where it runs; here when none.
    pub dir: Option<&'a Path>,
    /// Where its output and its errors go; nowhere when none.
    pub output: Option<&'a File>,
    /// Where it tells what went wrong before its program was executed; for the shim alone.
    pub report: Option<&'a OwnedFd>,
}

/// Which signals may be ignored in this process, and so in what it makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signals {
    /// Any: whoever started us with `nohup`, or in the background of a script, has them ignored.
    Unknown,
    /// None: see [`heed_all`].
    Heeded,
}

impl Launch<'_> {
    /// Makes the process, in a session and a group of its own, with no input, no signal blocked and none ignored.
    /// Returns its pid when it has been executed.
    pub(super) fn run(self) -> io::Result<i32> {
        let path = text(self.path.as_os_str())?;
        let dir = self.dir.map(|dir| text(dir.as_os_str())).transpose()?;
        let arguments =
            self.arguments.iter().map(|argument| text(OsStr::new(argument))).collect::<io::Result<Vec<_>>>()?;
        let environment = self.environment.into_iter().map(assignment).collect::<io::Result<Vec<_>>>()?;
        let mut actions = Actions::new()?;
        if let Some(dir) = &dir {
            actions.enter(dir)?;
        }
        actions.open(libc::STDIN_FILENO, c"/dev/null", libc::O_RDONLY)?;
        if let Some(file) = self.output {
            actions.copy(file.as_raw_fd(), libc::STDOUT_FILENO)?;
            actions.copy(file.as_raw_fd(), libc::STDERR_FILENO)?;
        } else {
            actions.open(libc::STDOUT_FILENO, c"/dev/null", libc::O_WRONLY)?;
            actions.open(libc::STDERR_FILENO, c"/dev/null", libc::O_WRONLY)?;
        }
        if let Some(report) = self.report {
            actions.copy(report.as_raw_fd(), shim::REPORT)?;
        }
        let attributes = Attributes::new(self.signals)?;
        let inherited = self.inherited.iter().map(|text| text.as_ptr());
        let environment = pointers(inherited.chain(environment.iter().map(|text| text.as_ptr())));
        let arguments = pointers(arguments.iter().map(|text| text.as_ptr()));
        let mut pid = 0;
        // SAFETY: every pointer is to something that lives until the end of this function; the lists end with null.
        done(unsafe {
            libc::posix_spawn(
                &raw mut pid,
                path.as_ptr(),
                actions.0.as_ptr(),
                attributes.0.as_ptr(),
                arguments.as_ptr(),
                environment.as_ptr(),
            )
        })?;
        Ok(pid)
    }
}

/// What a child does before exec.
struct Actions(MaybeUninit<libc::posix_spawn_file_actions_t>);

impl Actions {
    fn new() -> io::Result<Self> {
        let mut actions = MaybeUninit::uninit();
        // SAFETY: initialises what it is given.
        done(unsafe { libc::posix_spawn_file_actions_init(actions.as_mut_ptr()) })?;
        Ok(Self(actions))
    }

    fn enter(&mut self, dir: &CStr) -> io::Result<()> {
        // SAFETY: initialised by `new`; the path is copied.
        done(unsafe { libc::posix_spawn_file_actions_addchdir_np(self.0.as_mut_ptr(), dir.as_ptr()) })
    }

    fn open(&mut self, number: RawFd, path: &CStr, flags: libc::c_int) -> io::Result<()> {
        // SAFETY: initialised by `new`; the path is copied.
        done(unsafe { libc::posix_spawn_file_actions_addopen(self.0.as_mut_ptr(), number, path.as_ptr(), flags, 0) })
    }

    fn copy(&mut self, from: RawFd, to: RawFd) -> io::Result<()> {
        // SAFETY: initialised by `new`.
        done(unsafe { libc::posix_spawn_file_actions_adddup2(self.0.as_mut_ptr(), from, to) })
    }
}

impl Drop for Actions {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`, and not used again.
        unsafe { libc::posix_spawn_file_actions_destroy(self.0.as_mut_ptr()) };
    }
}

/// What a child is.
struct Attributes(MaybeUninit<libc::posix_spawnattr_t>);

impl Attributes {
    /// Its own session; no signal blocked; every signal at its default. Handlers would be gone after exec anyway, but
    /// what is ignored stays ignored: whoever started us with `nohup`, or in the background of a script, would make
    /// services deaf to SIGHUP or SIGINT.
    fn new(signals: Signals) -> io::Result<Self> {
        let defaults = if signals == Signals::Unknown { libc::POSIX_SPAWN_SETSIGDEF } else { 0 };
        let flags = defaults | libc::POSIX_SPAWN_SETSIGMASK;
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: initialises what it is given.
        done(unsafe { libc::posix_spawnattr_init(attributes.as_mut_ptr()) })?;
        let mut attributes = Self(attributes);
        let (mut none, mut all) = (MaybeUninit::uninit(), MaybeUninit::uninit());
        // SAFETY: the sets are initialised by the first two calls, the attributes above; the sets are copied.
        unsafe {
            libc::sigemptyset(none.as_mut_ptr());
            libc::sigfillset(all.as_mut_ptr());
            done(libc::posix_spawnattr_setsigmask(attributes.0.as_mut_ptr(), none.as_ptr()))?;
            done(libc::posix_spawnattr_setsigdefault(attributes.0.as_mut_ptr(), all.as_ptr()))?;
            let flags =
                libc::c_short::try_from(flags).map_err(|_| io::ErrorKind::InvalidInput)? | libc::POSIX_SPAWN_SETSID;
            done(libc::posix_spawnattr_setflags(attributes.0.as_mut_ptr(), flags))?;
        }
        Ok(attributes)
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`, and not used again.
        unsafe { libc::posix_spawnattr_destroy(self.0.as_mut_ptr()) };
    }
}

/// From now on nothing is ignored in this process, and so nothing in what it makes: that need not be said each time, which
/// is one call to the kernel for each signal. A process that writes to what may have closed must not die of it otherwise.
pub(super) fn heed_all() {
    for signal in 1..=libc::SIGRTMAX() {
        // SAFETY: no handler is installed. Signals that cannot be changed are never ignored.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
}

/// Keeps file descriptors that whoever started us left open from every process that we start: a service that gets one,
/// such as a lock, holds it for ever. What we open ourselves is closed on exec anyway. Done once, when we begin.
pub(super) fn keep_inherited_files() {
    // SAFETY: takes numbers only; marks, and closes nothing. Kernels before 5.11 refuse; then it stays as it was.
    unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC) };
}

fn done(code: libc::c_int) -> io::Result<()> {
    if code == 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(code)) }
}

fn text(text: &OsStr) -> io::Result<CString> {
    CString::new(text.as_bytes()).map_err(|_| io::ErrorKind::InvalidInput.into())
}

fn assignment((name, value): (OsString, OsString)) -> io::Result<CString> {
    let mut whole = name.into_vec();
    whole.push(b'=');
    whole.extend(value.into_vec());
    CString::new(whole).map_err(|_| io::ErrorKind::InvalidInput.into())
}

fn pointers(texts: impl Iterator<Item = *const libc::c_char>) -> Vec<*mut libc::c_char> {
    texts.map(<*const libc::c_char>::cast_mut).chain([ptr::null_mut()]).collect()
}
