//! The console on a real pseudo-terminal: it starts, answers keys, and leaves the terminal as it found it.
//!
//! Each test runs this very test binary again inside a pseudo-terminal, with the environment saying that it is to be a
//! console with a made-up runtime behind it.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tokio::sync::{mpsc, watch};

use super::fixture::{State, answer, snapshot};
use super::incident::fixture::rehearsed;
use super::run::{Options, run};
use crate::config::settings::{Console, LanguageChoice, ThemeName};
use crate::link::session::{Asked, Place};
use crate::link::{LinkState, Session};
use crate::model::command::{Command, Done};
use crate::model::id::Operator;
use crate::model::query::{Answer, Request};

const ROLE: &str = "AUTOAGENTS_TEST_CONSOLE";
const PATIENCE: Duration = Duration::from_secs(20);

/// Not a test of its own: the console that the tests below run.
#[test]
fn console() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let left = runtime.block_on(async {
        let (_snapshots, seen) = watch::channel(Some(Arc::new(snapshot(State::Normal))));
        let (_state, linked) = watch::channel(LinkState::Connected);
        let (requests, mut asked) = mpsc::channel::<Asked>(16);
        tokio::spawn(async move {
            while let Some((request, reply)) = asked.recv().await {
                let response = match request {
                    Request::Query { query } => answer(&query),
                    Request::Command { order: order @ Command::Recover { dry_run: true, .. }, .. } => {
                        drop(reply.send(rehearsed(&order)));
                        continue;
                    }
                    Request::Command { .. } => Answer::Done { done: Done::Accepted },
                };
                drop(reply.send(Ok(response)));
            }
        });
        let place = if role == "remote" { Place::Remote } else { Place::InProcess };
        let session = Session::new(seen, linked, requests, Operator::from("mina"), place, false);
        let console =
            Console { language: LanguageChoice::En, theme: ThemeName::Default, ascii: false, keys: BTreeMap::new() };
        if role == "panic" {
            tokio::spawn(async {
                tokio::time::sleep(Duration::from_millis(300)).await;
            });
            let both = tokio::join!(run(session, Options { console, no_color: false }), async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                panic!("as asked");
            });
            return both.0;
        }
        run(session, Options { console, no_color: false }).await
    });
    println!("left: {left:?}");
}

/// A console in a pseudo-terminal, and the screen that it draws.
struct Live {
    screen: Arc<Mutex<vt100::Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
    writer: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    child: Box<dyn Child + Send + Sync>,
    /// The reading end is to be closed after the next bytes.
    closing: Arc<AtomicBool>,
}

impl Live {
    fn start(role: &str) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["ui::live::console", "--exact", "--nocapture", "--test-threads=1"]);
        command.env(ROLE, role);
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(24, 80, 0)));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (shown, seen) = (Arc::clone(&screen), Arc::clone(&raw));
        let closing = Arc::new(AtomicBool::new(false));
        let closed = Arc::clone(&closing);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                if closed.load(Ordering::SeqCst) {
                    return;
                }
                shown.lock().unwrap_or_else(PoisonError::into_inner).process(&bytes[..read]);
                seen.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&bytes[..read]);
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Self { screen, raw, writer, master: pair.master, child, closing }
    }

    fn text(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// The last bytes, for a message.
    fn tail(&self) -> String {
        let raw = self.raw.lock().unwrap();
        String::from_utf8_lossy(&raw[raw.len().saturating_sub(300)..]).escape_debug().to_string()
    }

    fn wait(&self, what: &str, ready: impl Fn(&Self) -> bool) {
        let since = Instant::now();
        while !ready(self) {
            assert!(since.elapsed() < PATIENCE, "waited in vain for {what}:\n{}\n{}", self.text(), self.tail());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn shows(&self, text: &str) {
        self.wait(text, |live| live.text().contains(text));
    }

    fn send(&mut self, bytes: &str) {
        self.writer.write_all(bytes.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.child.process_id().unwrap()).unwrap();
        rustix::process::kill_process(rustix::process::Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    /// The terminal is as it was: main screen, cursor, no mouse, echo.
    fn is_restored(&mut self) {
        let restored = |live: &Self| {
            let parser = live.screen.lock().unwrap();
            let screen = parser.screen();
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        };
        self.wait("the terminal to be restored", restored);
    }

    fn ends(&mut self) {
        let since = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(since.elapsed() < PATIENCE, "the console does not end:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn it_starts_answers_keys_and_leaves_the_terminal_as_it_was() {
    let mut live = Live::start("here");
    live.shows("Needs you");
    live.send("3");
    live.shows("healthy");
    live.send("\x1b[B\x1b[Bl");
    live.shows("GET /topics");
    live.send("3r");
    live.shows("is asked to end");
    live.send("\x1b[B\r");
    live.shows("accepted");
    live.send("q");
    live.shows("Keep running in the background");
    live.send("\x1b");
    live.wait("the popup to go", |live| !live.text().contains("Keep running in the background"));
    live.send("q\x1b[B\r");
    live.is_restored();
    live.shows("left: Ok(Background)");
    live.ends();
    let raw = live.raw.lock().unwrap().clone();
    assert!(!raw.windows(4).any(|bytes| bytes == b"\x1b[6n"), "the cursor was asked for");
}

#[test]
fn it_survives_every_size() {
    let mut live = Live::start("here");
    live.shows("Needs you");
    for (rows, cols) in [(1, 1), (2, 300), (60, 200), (15, 60), (3, 20), (24, 80)] {
        live.screen.lock().unwrap().screen_mut().set_size(rows, cols);
        live.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        live.send("2316");
    }
    live.shows("6 Alerts");
    live.send("1q");
    live.shows("Stop everything");
    live.send("\x1b[B\x1b[B\x1b[B\r");
    live.shows("left: Ok(Stop { services: Stop })");
    live.ends();
}

#[test]
fn signals_end_it_in_order() {
    for (role, wanted) in [("here", "left: Ok(Terminated)"), ("remote", "left: Ok(Detach)")] {
        let mut live = Live::start(role);
        live.shows("Needs you");
        live.signal(rustix::process::Signal::TERM);
        live.is_restored();
        live.shows(wanted);
        live.ends();
    }
}

#[test]
fn a_terminal_that_goes_away_is_noticed() {
    let mut live = Live::start("here");
    live.shows("Needs you");
    live.closing.store(true, Ordering::SeqCst);
    live.send("2");
    let Live { master, writer, mut child, .. } = live;
    drop(writer);
    drop(master);
    let since = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(since.elapsed() < PATIENCE, "a console without a terminal goes on for ever");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_panic_restores_the_terminal_before_it_is_printed() {
    let mut live = Live::start("panic");
    live.is_restored();
    live.ends();
    let place =
        |live: &Live, wanted: &[u8]| live.raw.lock().unwrap().windows(wanted.len()).position(|part| part == wanted);
    live.wait("the message", |live| place(live, b"as asked").is_some());
    assert!(place(&live, b"\x1b[?1049l") < place(&live, b"as asked"), "printed into the alternate screen");
}

#[test]
fn suspending_is_refused_where_it_would_stop_the_runtime() {
    let mut live = Live::start("here");
    live.shows("Needs you");
    live.send("\x1a");
    live.shows("suspending would stop");
    live.send("q\x1b[B\r");
    live.shows("left: Ok(Background)");
    live.ends();
}

#[test]
fn a_remote_console_suspends_and_comes_back() {
    let mut live = Live::start("remote");
    live.shows("Needs you");
    live.send("\x1a");
    live.is_restored();
    live.signal(rustix::process::Signal::CONT);
    live.wait("the console to come back", |live| live.screen.lock().unwrap().screen().alternate_screen());
    live.shows("Needs you");
    live.send("q\x1b[B\r");
    live.shows("left: Ok(Detach)");
    live.ends();
}
