//! From a role to a process that answers.

use std::net::TcpStream;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::door::Door;
use super::gauge::Gauge;
use super::http::{self, Ask, Reply};
use super::ills::Ills;
use super::journal::say;
use super::kept::PartError;
use super::{api, cache, control, db, line, mailer, scheduler, stray, visitors, web, worker};
use crate::demo::control::socket;
use crate::demo::layout::Layout;
use crate::demo::ports::Ports;
use crate::demo::role::Role;

/// Files that a part may have open.
const FILES: u64 = 256;
/// Between two looks whether the demo is still there.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A loop that has not turned for so long is stuck.
const STUCK: Duration = Duration::from_secs(4);
/// Above this share of errors it cannot serve.
const TOO_MANY_ERRORS: f64 = 0.5;

/// What a role does.
pub(super) trait Work: Send + Sync {
    /// Whether it can serve: what it needs answers.
    ///
    /// # Errors
    /// Why not, in a few words.
    fn ready(&self, _part: &Part) -> Result<(), String> {
        Ok(())
    }

    /// Answers a request; none where there is nothing of that path.
    fn serve(&self, _part: &Part, _ask: &Ask) -> Option<Reply> {
        None
    }

    /// Answers a command of the line protocol.
    fn obey(&self, _part: &Part, _command: &str) -> String {
        "-ERR unknown command".to_owned()
    }

    /// Takes the wall clock as it is now for right.
    fn trust_clock(&self) {}

    /// What it does by itself, for ever; it beats its heart as it goes. One without rests.
    fn run(&self, part: &Part) {
        loop {
            part.beat();
            thread::sleep(LOOK_EVERY);
        }
    }
}

/// A part that runs.
pub(super) struct Part {
    pub(super) role: Role,
    pub(super) ports: Ports,
    pub(super) gauge: Gauge,
    pub(super) ills: Arc<Ills>,
    heart: Mutex<Instant>,
    /// Where it does its work.
    door: OnceLock<Arc<Door>>,
    work: Arc<dyn Work>,
}

/// Runs a part of the demo of this directory until it is ended; `stray` instead of a role holds a port, or its input.
#[must_use]
pub fn run_part(name: &str, dir: &Path, port: Option<u16>) -> ExitCode {
    let outcome = if name == "stray" {
        stray::run(dir, port)
    } else {
        name.parse().map_err(PartError::Unknown).and_then(|role| run(role, dir))
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say("FATAL", &error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn run(role: Role, dir: &Path) -> Result<(), PartError> {
    std::env::set_current_dir(dir).map_err(PartError::file("enter", dir))?;
    let layout = Layout::open(Path::new("."))?;
    // A bound on what a leak can take; a host that allows less is fine as well.
    let hard = getrlimit(Resource::Nofile).maximum;
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit { current: Some(hard.map_or(FILES, |hard| hard.min(FILES))), maximum: hard },
    );
    let part = Arc::new(Part {
        role,
        ports: layout.ports().clone(),
        gauge: Gauge::new(),
        ills: Arc::default(),
        heart: Mutex::new(Instant::now()),
        door: OnceLock::new(),
        work: work(role)?,
    });
    part.open()?;
    part.listen()?;
    thread::spawn(watch);
    say("INFO", &format!("{} answers on port {}", role.name(), part.ports.work(role)));
    part.work.run(&part);
    Ok(())
}

fn work(role: Role) -> Result<Arc<dyn Work>, PartError> {
    Ok(match role {
        Role::Db => Arc::new(db::Db::open()?),
        Role::Cache => Arc::<cache::Cache>::default(),
        Role::Mailer => Arc::new(mailer::Mailer::open()?),
        Role::Api => Arc::new(api::Api::open()?),
        Role::Web => Arc::<web::Web>::default(),
        Role::Worker => Arc::new(worker::Worker::open()?),
        Role::Scheduler => Arc::new(scheduler::Scheduler::open()?),
        Role::Visitors => Arc::<visitors::Visitors>::default(),
    })
}

/// Nothing of a demo goes on without its directory, however that went away.
fn watch() {
    while Layout::is_at(Path::new(".")) {
        thread::sleep(LOOK_EVERY);
    }
    std::process::exit(0);
}

impl Part {
    /// It is not stuck.
    pub(super) fn beat(&self) {
        *self.heart.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// The wall clock as it is now is right.
    pub(super) fn trust_clock(&self) {
        self.work.trust_clock();
    }

    /// Where it does its work.
    pub(super) fn door(&self) -> Option<&Arc<Door>> {
        self.door.get()
    }

    fn open(self: &Arc<Self>) -> Result<(), PartError> {
        let failed = |port| move |source| PartError::Port { port, source };
        let (status, data) = (self.ports.status(self.role), self.ports.work(self.role));
        let part = Arc::clone(self);
        let asked = move |stream: TcpStream| {
            // Whoever asked and went away does not want the answer.
            let _ = http::answer(&stream, |ask| part.reply(ask));
        };
        let mut door = Door::open(status, Arc::new(asked)).map_err(failed(status))?;
        if self.role.has_data_port() {
            let part = Arc::clone(self);
            let told = move |stream: TcpStream| {
                let _ = line::answer(&stream, |command| part.obey(command));
            };
            door = Door::open(data, Arc::new(told)).map_err(failed(data))?;
        }
        let _ = self.door.set(door);
        Ok(())
    }

    fn reply(&self, ask: &Ask) -> Reply {
        let began = Instant::now();
        thread::sleep(self.ills.delay());
        match ask.path.as_str() {
            "/live" => verdict(self.live()),
            "/health" => verdict(self.ready()),
            "/metrics" => Reply::json(&self.gauge.show()),
            _ if self.ills.fails() => self.done(began, Reply::text(500, "internal error\n")),
            _ => match self.work.serve(self, ask) {
                Some(reply) => self.done(began, reply),
                None => Reply::text(404, "there is nothing here\n"),
            },
        }
    }

    fn done(&self, began: Instant, reply: Reply) -> Reply {
        self.gauge.count(began.elapsed(), reply.status >= 500);
        if reply.status >= 500 {
            say("ERROR", &format!("{}: {}", reply.status, reply.body.trim_end()));
        }
        reply
    }

    fn obey(&self, command: &str) -> String {
        let began = Instant::now();
        thread::sleep(self.ills.delay());
        let answer = if self.ills.fails() { "-ERR internal error".to_owned() } else { self.work.obey(self, command) };
        let failed = answer.starts_with("-ERR");
        self.gauge.count(began.elapsed(), failed);
        if failed {
            say("ERROR", &format!("{}: {}", command.split(' ').next().unwrap_or_default(), &answer[5..]));
        }
        answer
    }

    fn live(&self) -> Result<(), String> {
        let age = self.heart.lock().unwrap_or_else(PoisonError::into_inner).elapsed();
        if age > STUCK {
            return Err(format!("stuck for {} s", age.as_secs()));
        }
        match self.ills.too_many_children() {
            Some(children) => {
                Err(format!("no more children can be started: {children} have ended and were not reaped"))
            }
            None => Ok(()),
        }
    }

    fn ready(&self) -> Result<(), String> {
        self.live()?;
        if self.door().is_none_or(|door| !door.is_open()) {
            return Err("refuses connections".to_owned());
        }
        let share = self.gauge.error_share();
        // What people get is not the fault of people.
        if share > TOO_MANY_ERRORS && self.role != Role::Visitors {
            return Err(format!("{:.0} % of requests fail", share * 100.0));
        }
        self.work.ready(self)
    }

    /// Takes words over its socket.
    fn listen(self: &Arc<Self>) -> Result<(), PartError> {
        let path: PathBuf = socket(self.role.name());
        // Of an earlier start.
        let _ = std::fs::remove_file(&path);
        let listener = UnixListener::bind(&path).map_err(PartError::file("listen on", &path))?;
        let part = Arc::clone(self);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                control::take(&part, &stream);
            }
        });
        Ok(())
    }
}

fn verdict(verdict: Result<(), String>) -> Reply {
    match verdict {
        Ok(()) => Reply::text(200, "ok\n"),
        Err(why) => Reply::text(503, why + "\n"),
    }
}
