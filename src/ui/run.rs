//! The loop: what happens goes into the state, what is asked goes out, and what changed is drawn.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write as _;
use std::time::Duration;

use rustix::process::Signal as Stop;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::app::{App, Dress, World};
use super::event::{Event, Exit, Hit, Request};
use super::keymap::{self, Action, Chord, Key};
use super::scene::Zone;
use super::screen::Screen;
use super::tabs::{runtime_log, trends};
use super::terminal::{Input, Terminal};
use super::theme::{Glyphs, Theme};
use super::typing::Typed;
use super::view::{self, Hits};
use crate::config::settings::Console;
use crate::i18n::{Language, Texts};
use crate::link::Session;
use crate::link::session::Place;
use crate::model::command::ServicesFate;
use crate::model::console::UiError;
use crate::model::snapshot::Snapshot;

/// Least time between two frames: ten a second.
const FRAME: Duration = Duration::from_millis(100);
/// Time between two frames when nothing happens that matters.
const IDLE: Duration = Duration::from_secs(1);

/// An interrupt from outside is the key that would have sent one.
const INTERRUPT: Typed = Typed::Key(Chord { ctrl: true, ..Chord::plain(Key::Char('c')) });

/// How the console is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// `[console]` of the configuration.
    pub console: Console,
    /// The environment asks for no colour (`NO_COLOR`).
    pub no_color: bool,
}

/// Why the console was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// The operator detached from a runtime that is somewhere else.
    Detach,
    /// The operator wants the runtime in this process to go on without a screen.
    Background,
    /// The operator wants the runtime to end; the caller orders that.
    Stop {
        /// What becomes of the services.
        services: ServicesFate,
    },
    /// The terminal has gone (hang-up, end of file): a runtime in this process goes on.
    TerminalGone,
    /// A signal asked this process to end: a runtime in it ends as its configuration says.
    Terminated,
    /// The runtime has ended, and cannot come back within this session.
    Ended,
}

/// Shows the console on this process's terminal until the operator leaves it. Needs a tokio runtime with time and IO;
/// the terminal is restored when it returns, is dropped, or panics.
///
/// # Errors
/// When there is no usable terminal, or the key overrides are not valid.
pub async fn run(session: Session, options: Options) -> Result<Leave, UiError> {
    let keys = keymap::check(&options.console.keys).map_err(UiError::Keymap)?;
    let dress = Dress {
        texts: Texts::new(Language::from_environment(options.console.language)),
        theme: Theme::of(options.console.theme, options.no_color),
        glyphs: Glyphs::of(options.console.ascii),
        keys,
        zone: Zone::Local,
    };
    let world = World::new(chrono::Utc::now(), session.place(), session.is_read_only());
    let mut signals = Signals::new().map_err(|error| UiError::Signals { error: error.to_string() })?;
    let app = App::new(dress, world, Terminal::size());
    let (inputs_sender, inputs) = mpsc::unbounded_channel();
    let terminal =
        Terminal::open(inputs_sender, app.mouse).map_err(|error| UiError::Terminal { error: error.to_string() })?;
    let (answers_sender, answers) = mpsc::unbounded_channel();
    let first_by = Instant::now() + FRAME;
    let mut console = Loop {
        app,
        session,
        terminal,
        screen: Screen::new(),
        hits: Hits::new(),
        before: Vec::new(),
        answers: answers_sender,
        digest: 0,
        drawn: None,
        first_by,
        draw_by: Some(first_by),
    };
    console.run(inputs, answers, &mut signals).await
}

/// The signals that concern a console.
struct Signals {
    resized: Signal,
    hung_up: Signal,
    terminated: Signal,
    interrupted: Signal,
    stopped: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            resized: signal(SignalKind::window_change())?,
            hung_up: signal(SignalKind::hangup())?,
            terminated: signal(SignalKind::terminate())?,
            interrupted: signal(SignalKind::interrupt())?,
            stopped: signal(SignalKind::from_raw(Stop::TSTP.as_raw()))?,
        })
    }
}

/// Everything that the loop holds.
struct Loop {
    app: App,
    session: Session,
    terminal: Terminal,
    screen: Screen,
    hits: Hits,
    /// To be written with the next frame.
    before: Vec<u8>,
    answers: mpsc::UnboundedSender<Event>,
    /// Of what must be drawn at once.
    digest: u64,
    drawn: Option<Instant>,
    /// When the first frame is drawn even without a picture of the runtime.
    first_by: Instant,
    draw_by: Option<Instant>,
}

impl Loop {
    async fn run(
        &mut self,
        mut inputs: mpsc::UnboundedReceiver<Input>,
        mut answers: mpsc::UnboundedReceiver<Event>,
        signals: &mut Signals,
    ) -> Result<Leave, UiError> {
        let mut snapshots = self.session.watch_snapshots();
        let mut links = self.session.watch_state();
        snapshots.mark_changed();
        links.mark_changed();
        let mut tick = Instant::now() + IDLE;
        loop {
            let draw_at = self.draw_by.filter(|_| !self.terminal.is_writing());
            let leave = tokio::select! {
                Some(input) = inputs.recv() => self.input(input),
                Some(event) = answers.recv() => self.happened(event),
                changed = snapshots.changed() => match changed {
                    Ok(()) => self.pictured(&mut snapshots),
                    Err(_) => Some(Leave::Ended),
                },
                Ok(()) = links.changed() => {
                    let link = links.borrow_and_update().clone();
                    self.happened(Event::Linked(link))
                }
                () = sleep_until(tick) => {
                    tick = Instant::now() + IDLE;
                    self.happened(Event::Ticked(chrono::Utc::now()))
                }
                () = sleep_until(draw_at.unwrap_or(tick)), if draw_at.is_some() => {
                    self.draw();
                    None
                }
                _ = signals.resized.recv() => {
                    // It may be as large as before and have been smaller meanwhile: what was on it then is gone.
                    self.screen.forget();
                    let (columns, rows) = Terminal::size();
                    self.happened(Event::Resized(columns, rows))
                }
                _ = signals.hung_up.recv() => Some(Leave::TerminalGone),
                _ = signals.terminated.recv() => Some(self.terminated()),
                _ = signals.interrupted.recv() => self.typed(INTERRUPT),
                _ = signals.stopped.recv() => self.suspend().await?,
            };
            if let Some(leave) = leave {
                return Ok(leave);
            }
        }
    }

    fn terminated(&self) -> Leave {
        match self.session.place() {
            Place::InProcess => Leave::Terminated,
            Place::Remote => Leave::Detach,
        }
    }

    fn input(&mut self, input: Input) -> Option<Leave> {
        match input {
            Input::Typed(typed) => self.typed(typed),
            Input::Written => None,
            Input::Gone => Some(Leave::TerminalGone),
        }
    }

    fn typed(&mut self, typed: Typed) -> Option<Leave> {
        let event = match typed {
            Typed::Key(chord) => Event::Key(chord),
            Typed::Pasted(text) => Event::Pasted(text),
            Typed::Wheeled(rows) => Event::Wheeled(rows),
            Typed::Clicked(x, y) => Event::Clicked(self.hit(x, y)?),
        };
        self.happened(event)
    }

    fn hit(&self, x: u16, y: u16) -> Option<Hit> {
        self.hits.iter().find(|(place, _)| place.contains((x, y).into())).map(|(_, hit)| *hit)
    }

    fn pictured(&mut self, snapshots: &mut watch::Receiver<Option<std::sync::Arc<Snapshot>>>) -> Option<Leave> {
        let snapshot = snapshots.borrow_and_update().clone()?;
        let digest = digest(&snapshot);
        let matters = digest != self.digest;
        self.digest = digest;
        let (events, before) = (self.app.update(Event::Pictured(snapshot)), self.draw_by);
        let leave = self.ask(events);
        // Figures that run on wait for the next second; what happened does not.
        self.draw_by = before;
        if matters {
            self.soon();
        }
        leave
    }

    fn happened(&mut self, event: Event) -> Option<Leave> {
        let requests = self.app.update(event);
        self.soon();
        self.ask(requests)
    }

    fn soon(&mut self) {
        let earliest = match self.drawn {
            Some(drawn) => drawn + FRAME,
            // An empty frame now would make the picture, which is a moment away, wait for the next one.
            None if self.app.world.snapshot.is_none() => self.first_by,
            None => Instant::now(),
        };
        self.draw_by = Some(self.draw_by.map_or(earliest, |by| by.min(earliest)));
    }

    fn ask(&mut self, requests: Vec<Request>) -> Option<Leave> {
        for request in requests {
            match request {
                Request::Leave(exit) => {
                    return Some(match exit {
                        Exit::Detach => Leave::Detach,
                        Exit::Background => Leave::Background,
                        Exit::Stop(services) => Leave::Stop { services },
                    });
                }
                Request::Redraw => {
                    self.screen.forget();
                    self.soon();
                }
                // Through the signal, so that both ways to suspend are one.
                Request::Suspend => {
                    let _ = rustix::process::kill_process(rustix::process::getpid(), Stop::TSTP);
                }
                Request::Mouse(on) => self.before.extend(Terminal::mouse(on)),
                Request::Feed { lines, anew } => {
                    let scene = self.app.scene();
                    runtime_log::feed(&lines, anew, |line| scene.clock(line.at));
                    self.soon();
                }
                Request::LookUp { ticket, query } => {
                    let (session, answers) = (self.session.clone(), self.answers.clone());
                    tokio::spawn(async move {
                        let answer = session.look_up(query).await;
                        let _ = answers.send(Event::Found { ticket, answer });
                    });
                }
                Request::Save { path, text } => {
                    let answers = self.answers.clone();
                    tokio::task::spawn_blocking(move || drop(answers.send(save(&path, &text))));
                }
                Request::Arrange(arrangement) => {
                    let answers = self.answers.clone();
                    tokio::task::spawn_blocking(move || {
                        let _ = answers.send(Event::Arranged(std::sync::Arc::new(arrangement.make())));
                    });
                }
                Request::Rehearse { command } => {
                    let (session, answers) = (self.session.clone(), self.answers.clone());
                    tokio::spawn(async move {
                        let answer = session.order(command.clone()).await;
                        let _ = answers.send(Event::Rehearsed { command, answer });
                    });
                }
                Request::Order { label, commands } => {
                    let (session, sender) = (self.session.clone(), self.answers.clone());
                    tokio::spawn(async move {
                        let mut answers = Vec::with_capacity(commands.len());
                        for command in commands {
                            answers.push(session.order(command).await);
                        }
                        let _ = sender.send(Event::Ordered { label, answers });
                    });
                }
            }
        }
        None
    }

    /// Stops this process until it is continued; a runtime in this process must not be stopped with it.
    async fn suspend(&mut self) -> Result<Option<Leave>, UiError> {
        if self.session.place() == Place::InProcess {
            let key = self.app.dress.keys.keys(Action::Suspend).first().copied();
            return Ok(key.and_then(|key| self.happened(Event::Key(key))));
        }
        let failed = |error: std::io::Error| UiError::Signals { error: error.to_string() };
        let mut continued = signal(SignalKind::from_raw(Stop::CONT.as_raw())).map_err(failed)?;
        self.terminal.pause();
        // The signal may reach another thread first: this one goes on only when the process was continued.
        let _ = rustix::process::kill_process(rustix::process::getpid(), Stop::STOP);
        continued.recv().await;
        Terminal::resume(self.app.mouse).map_err(|error| UiError::Terminal { error: error.to_string() })?;
        self.screen.forget();
        let (columns, rows) = Terminal::size();
        Ok(self.happened(Event::Resized(columns, rows)))
    }

    fn draw(&mut self) {
        let (columns, rows) = self.app.size;
        let mut picture = Screen::blank(columns, rows);
        self.hits = view::draw(&self.app, &mut picture);
        let mut bytes = std::mem::take(&mut self.before);
        bytes.extend(self.screen.show(picture));
        self.terminal.write(bytes);
        self.drawn = Some(Instant::now());
        self.draw_by = None;
    }
}

/// Writes a new file; one that is there is left alone.
pub(super) fn save(name: &str, text: &str) -> Event {
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
    let path = trends::path(name, home.as_deref());
    let path = std::path::absolute(&path).unwrap_or(path);
    let written = std::fs::OpenOptions::new().write(true).create_new(true).open(&path);
    let written = written.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    let error = written.err().map(|error| error.to_string());
    Event::Saved { path: crate::model::text::clean(&path.display().to_string(), 400), error }
}

/// Of everything in a snapshot that an operator should see at once.
fn digest(snapshot: &Snapshot) -> u64 {
    let mut hasher = DefaultHasher::new();
    for view in &snapshot.services {
        (view.state.word(), view.health.word(), view.generation).hash(&mut hasher);
    }
    for view in &snapshot.alerts {
        (view.alert.id, view.alert.severity, view.alert.status.word(), view.silenced_until).hash(&mut hasher);
    }
    for incident in &snapshot.incidents {
        let last = incident.attempts.last().map(|attempt| (attempt.number, attempt.state.word()));
        (incident.id, incident.state.word(), last).hash(&mut hasher);
    }
    for view in &snapshot.runs {
        let run = &view.run;
        (run.id, run.state.word(), run.rollback.word(), view.asks.len()).hash(&mut hasher);
        let counts = &view.counts;
        (counts.running, counts.succeeded, counts.failed, counts.skipped, counts.undone).hash(&mut hasher);
    }
    for view in &snapshot.agents {
        view.state.word().hash(&mut hasher);
    }
    if let Some(entry) = snapshot.entries.first() {
        (entry.at, entry.kind).hash(&mut hasher);
    }
    let store = [&snapshot.store.state_trouble, &snapshot.store.history_trouble];
    let troubles = store.map(|trouble| trouble.as_ref().map(ToString::to_string));
    (snapshot.runtime.ending, troubles).hash(&mut hasher);
    snapshot.sources.iter().for_each(|source| source.stale.hash(&mut hasher));
    hasher.finish()
}
