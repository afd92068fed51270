//! From an order to a process.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStringExt as _;
use std::time::Duration;

use super::super::book::{Begun, Entry};
use super::super::place;
use super::super::secrets;
use super::alarms::{self, Alarm};
use super::desk::{Desk, Over, Running, State};
use crate::config::account;
use crate::exec::census;
use crate::exec::environment::{self, Environment};
use crate::exec::launch::{Launch, Signals};
use crate::exec::spawn;
use crate::model::service::Identity;
use crate::model::starting::StartError;
use crate::model::workflow::order::{Job, Reported, Ticket};
use crate::model::workflow::state::StepFailure;

/// Names of what a step is told about itself.
const RUN: &str = "AUTOAGENTS_RUN";
const WORKFLOW: &str = "AUTOAGENTS_WORKFLOW";
const STEP: &str = "AUTOAGENTS_STEP";
const ATTEMPT: &str = "AUTOAGENTS_ATTEMPT";
const OUTPUT: &str = "AUTOAGENTS_OUTPUT";
/// The ticket: by this a worker finds what one before it has begun.
pub(super) const TICKET: &str = "AUTOAGENTS_TICKET";

/// A file is looked at so many times in the span in which it should be touched.
const LOOKS: u32 = 4;
/// But not more often.
const LOOK_EVERY: Duration = Duration::from_millis(50);

impl Desk {
    /// Runs a program, unless that was ordered before.
    pub(super) fn run(&mut self, ticket: Ticket, job: &Job) {
        if self.states.contains_key(&ticket) {
            // Whoever orders it twice has not heard what became of it.
            let what = match &self.states[&ticket] {
                State::Running(running) => Reported::Started { identity: running.identity, at: running.begun.at },
                State::Over(over) => return self.over(ticket, over.clone()),
            };
            return self.report(ticket, what);
        }
        match self.begin(ticket, job) {
            Ok((begun, identity)) => {
                self.book.add(ticket, &Entry::Runs(identity));
                self.took_over(ticket, begun, identity, None);
                self.by_pid.insert(identity.pid, ticket);
                self.report(ticket, Reported::Started { identity, at: begun.at });
            }
            Err(why) => self.over(ticket, Over::NotStarted(why)),
        }
    }

    /// A process is watched from now on.
    pub(super) fn took_over(
        &mut self,
        ticket: Ticket,
        begun: Begun,
        identity: Identity,
        adopted: Option<std::os::fd::OwnedFd>,
    ) {
        let running = Running {
            identity,
            begun,
            adopted,
            is_ending: false,
            is_named: false,
            is_too_large: false,
            kill_at: None,
            ended: None,
            beat: None,
        };
        self.states.insert(ticket, State::Running(Box::new(running)));
        self.running += 1;
        if begun.memory.is_some() {
            self.watch_memory(ticket, identity);
        }
        if let Some(often) = begun.heartbeat {
            self.alarms.set(alarms::now() + look_every(often), ticket, Alarm::Beat);
        }
    }

    /// Makes the process. What fails before the book says that it is about to be made has left no trace.
    fn begin(&mut self, ticket: Ticket, job: &Job) -> Result<(Begun, Identity), StepFailure> {
        let no_command = || StartError::NoCommand { service: job.step.clone() };
        let program = job.command.first().ok_or_else(no_command).map_err(not_started)?;
        self.lend(ticket, job)?;
        self.prepared(ticket, program, job).inspect_err(|_| self.take_away(ticket))
    }

    /// The same, when it has where to write.
    fn prepared(&mut self, ticket: Ticket, program: &str, job: &Job) -> Result<(Begun, Identity), StepFailure> {
        let environment = self.environment(ticket, job)?;
        let (log, blank) = self.open_blank(ticket).map_err(files)?;
        let begun = Begun {
            at: chrono::Utc::now(),
            mono: alarms::now(),
            leaves_children: job.leaves_children,
            heartbeat: job.heartbeat,
            memory: job.limits.memory,
            blank,
        };
        let made = match self.book.add_now(ticket, &Entry::Begins(begun)) {
            Err(error) => Err(files(error)),
            Ok(()) => self.make(ticket, program, job, environment, &log).inspect_err(|why| {
                self.book.add(ticket, &Entry::NotStarted(why.clone()));
            }),
        };
        made.map(|identity| (begun, identity)).inspect_err(|_| self.give_back(blank))
    }

    /// The variables that a step does not have from the console as they are: what is configured, and the marks; of another
    /// user, all, for it must not be told who runs the console.
    fn environment(&self, ticket: Ticket, job: &Job) -> Result<Environment, StepFailure> {
        let mut environment = Environment::new();
        if job.account.user.is_some() {
            environment = self.base.copy();
            let account = account(&job.account).map_err(StartError::from).map_err(not_started)?;
            if let Some(user) = &account.user {
                environment::introduce(user, &mut environment);
            }
        }
        for (name, value) in &job.environment {
            let variable = |name: &str| self.base.get(name).cloned();
            let value = secrets::fill(value, &job.secrets, variable)?;
            environment.insert(name.into(), OsString::from_vec(value));
        }
        let mut tell = |name: &str, value: OsString| drop(environment.insert(name.into(), value));
        tell(census::DATA_ID, self.data_id.as_str().into());
        tell(RUN, ticket.run.to_string().into());
        tell(WORKFLOW, job.workflow.as_str().into());
        tell(STEP, job.step.as_str().into());
        tell(ATTEMPT, ticket.attempt.to_string().into());
        tell(TICKET, place::name(ticket).into());
        tell(OUTPUT, self.file_of(ticket, place::OUTPUT).into());
        if job.heartbeat.is_some() {
            tell(environment::HEARTBEAT, self.file_of(ticket, place::BEAT).into());
        }
        Ok(environment)
    }

    fn make(
        &self,
        ticket: Ticket,
        program: &str,
        job: &Job,
        own: Environment,
        log: &File,
    ) -> Result<Identity, StepFailure> {
        let dir = job.working_dir.as_path();
        let path = spawn::path_of(program, dir, own.get(OsStr::new("PATH")).or_else(|| self.base.get("PATH")));
        let launch = Launch {
            path: &path,
            arguments: &job.command,
            inherited: if job.account.user.is_some() { Vec::new() } else { self.base.beside(&own) },
            environment: own.into_iter().collect(),
            signals: Signals::Heeded,
            dir: Some(dir),
            output: Some(log),
            report: None,
        };
        if !job.account.is_empty() || !job.limits.is_empty() {
            let account = account(&job.account).map_err(StartError::from).map_err(not_started)?;
            let joined = self.hold(ticket, &job.limits);
            let limits = spawn::limits(&job.limits, joined.hold.processes);
            let made = spawn::between(program, launch, account.switch, &limits, joined.dir.as_deref());
            match (&made, joined.dir) {
                (Ok(identity), Some(dir)) => self.cgroups.began(*identity, dir),
                (Err(_), Some(dir)) => self.cgroups.abandon(&dir),
                (_, None) => {}
            }
            return made.map_err(not_started);
        }
        let before = census::ticks_now();
        let pid = launch.run().map_err(|error| not_started(StartError::explain(program, &path, Some(dir), error)))?;
        // It began within this tick, whichever moment of it that was. Otherwise the kernel is asked; our child holds its pid.
        let start_ticks = match census::ticks_now() {
            after if after == before => after,
            after => census::stat(pid).map_or(after, |stat| stat.identity.start_ticks),
        };
        Ok(Identity { pid, start_ticks })
    }

    /// Whether a step has touched its file.
    pub(super) fn listen(&mut self, ticket: Ticket, now: Duration) {
        let path = self.file_of(ticket, place::BEAT);
        let Some(running) = self.running(ticket) else { return };
        let Some(often) = running.begun.heartbeat else { return };
        let touched = rustix::fs::lstat(&path).ok().map(|found| (found.st_mtime, found.st_mtime_nsec.cast_signed()));
        let beats = touched.is_some() && touched != running.beat;
        if beats {
            running.beat = touched;
        }
        self.alarms.set(now + look_every(often), ticket, Alarm::Beat);
        if beats {
            self.report(ticket, Reported::Beat);
        }
    }
}

fn look_every(often: Duration) -> Duration {
    (often / LOOKS).max(LOOK_EVERY)
}

fn not_started(start: StartError) -> StepFailure {
    StepFailure::Start { start }
}

fn files(error: io::Error) -> StepFailure {
    StepFailure::Files { error: error.to_string() }
}
