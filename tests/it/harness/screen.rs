//! The console on a pseudo-terminal. Nothing is read from it except while the test waits for something.

use std::io::{ErrorKind, Read, Write};
use std::os::fd::BorrowedFd;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::fs::{OFlags, fcntl_setfl};
use rustix::process::Signal;
use rustix::termios::LocalModes;

use super::processes::kill;
use super::site::Site;
use super::wait::until;

const ROWS: u16 = 30;
const COLUMNS: u16 = 110;
/// A program asks where the cursor is; a terminal has to answer.
const WHERE: &[u8] = b"\x1b[6n";

/// A console on a terminal.
pub(crate) struct Screen {
    child: Box<dyn Child + Send + Sync>,
    terminal: Option<Terminal>,
    picture: vt100::Parser,
    /// Everything that was ever written to the terminal.
    written: Vec<u8>,
}

struct Terminal {
    master: Box<dyn MasterPty + Send>,
    from: Box<dyn Read + Send>,
    to: Box<dyn Write + Send>,
}

impl Screen {
    /// The console of this site.
    pub(crate) fn open(site: &Site, arguments: &[&str]) -> Self {
        Self::open_with(site, arguments, &[])
    }

    /// The console of this site, with more in its environment.
    pub(crate) fn open_with(site: &Site, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let whole = PtySize { rows: ROWS, cols: COLUMNS, ..PtySize::default() };
        let pair = native_pty_system().openpty(whole).unwrap();
        let fd = pair.master.as_raw_fd().unwrap();
        // SAFETY: the master is open for longer than this.
        let fd = unsafe { BorrowedFd::borrow_raw(fd) };
        // All descriptors of the terminal share this.
        fcntl_setfl(fd, OFlags::NONBLOCK | OFlags::RDWR).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_autoagents"));
        command.args(arguments);
        command.env_clear();
        command.cwd(site.root());
        for (name, value) in site.environment() {
            command.env(name, value);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let (from, to) = (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let terminal = Some(Terminal { master: pair.master, from, to });
        Self { child, terminal, picture: vt100::Parser::new(ROWS, COLUMNS, 0), written: Vec::new() }
    }

    pub(crate) fn pid(&self) -> i32 {
        self.child.process_id().unwrap().cast_signed()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill(self.pid(), signal);
    }

    /// Types.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.terminal.as_mut().expect("there is a terminal").to.write_all(keys.as_bytes()).unwrap();
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, ..PtySize::default() };
        self.terminal.as_ref().expect("there is a terminal").master.resize(size).unwrap();
        self.picture.screen_mut().set_size(rows.max(1), columns.max(1));
    }

    /// The terminal goes away, as when a connection breaks.
    pub(crate) fn hang_up(&mut self) {
        self.terminal = None;
    }

    /// Takes what has been written.
    fn read(&mut self) {
        let Some(terminal) = &mut self.terminal else { return };
        let mut bytes = [0; 8192];
        loop {
            match terminal.from.read(&mut bytes) {
                Ok(0) => return,
                Ok(read) => {
                    let new = &bytes[..read];
                    let asked = new.windows(WHERE.len()).filter(|part| *part == WHERE).count();
                    (0..asked).for_each(|_| terminal.to.write_all(b"\x1b[1;1R").unwrap());
                    self.picture.process(new);
                    self.written.extend_from_slice(new);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // Nothing there yet, or nobody on the other side any more.
                Err(_) => return,
            }
        }
    }

    /// What is on it.
    pub(crate) fn text(&mut self) -> String {
        self.read();
        self.picture.screen().contents()
    }

    /// Everything that was ever written to the terminal, control sequences and all.
    pub(crate) fn written(&mut self) -> &[u8] {
        self.read();
        &self.written
    }

    /// Waits until this is on it.
    pub(crate) fn shows(&mut self, wanted: &str) {
        self.until(&format!("it shows `{wanted}`"), |text| text.contains(wanted));
    }

    /// Waits until this is not on it.
    pub(crate) fn hides(&mut self, unwanted: &str) {
        self.until(&format!("it does not show `{unwanted}`"), |text| !text.contains(unwanted));
    }

    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&str) -> bool) {
        let mut last = String::new();
        let seen = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            until(what, || {
                last = self.text();
                holds(&last).then_some(())
            });
        }));
        assert!(seen.is_ok(), "{what}; it shows:\n{last}");
    }

    /// Waits until the console has ended, and says with which code.
    pub(crate) fn ended(&mut self) -> u32 {
        let status = until("the console has ended", || {
            self.read();
            self.child.try_wait().unwrap()
        });
        self.read();
        status.exit_code()
    }

    /// Whether the terminal is as it was before: own screen left, cursor shown, nothing else taken over.
    pub(crate) fn is_restored(&mut self) -> bool {
        self.read();
        let screen = self.picture.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }

    /// Whether the terminal's driver edits lines and echoes, as a shell expects.
    pub(crate) fn is_cooked(&self) -> bool {
        let fd = self.terminal.as_ref().and_then(|terminal| terminal.master.as_raw_fd()).expect("there is a terminal");
        // SAFETY: the master is open for longer than this.
        let fd = unsafe { BorrowedFd::borrow_raw(fd) };
        let modes = rustix::termios::tcgetattr(fd).unwrap().local_modes;
        modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
