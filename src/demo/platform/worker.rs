//! The worker: takes jobs from the database's queue, and sends the mails that they ask for.

use std::io;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::time::{Duration, Instant};

use super::http;
use super::journal::say;
use super::kept::{Kept, PartError};
use super::line::Client;
use super::part::{Part, Work};
use crate::demo::role::Role;

/// Between two looks into an empty queue.
const IDLE: Duration = Duration::from_millis(100);
/// After something failed.
const BREATH: Duration = Duration::from_millis(500);
/// Longest wait for the mailer.
const PATIENCE: Duration = Duration::from_secs(1);
/// Jobs between two notes of how many were done.
const NOTE_EVERY: u64 = 10;

/// The worker.
#[derive(Debug)]
pub(super) struct Worker {
    kept: Mutex<Kept>,
}

impl Worker {
    pub(super) fn open() -> Result<Self, PartError> {
        Ok(Self { kept: Mutex::new(Kept::read(Role::Worker.name())?) })
    }

    /// Does one job; false when there is none.
    fn turn(&self, part: &Part) -> io::Result<bool> {
        let db = Client::connect(part.ports.work(Role::Db))?;
        part.gauge.set_queue(db.number("LEN jobs")?);
        let Some(job) = db.say("POP jobs")? else { return Ok(false) };
        let began = Instant::now();
        let sent = send(part, &job);
        part.gauge.count(began.elapsed(), sent.is_err());
        if let Err(error) = sent {
            // Nothing is lost: the next try may succeed.
            db.say(&format!("PUSH jobs {job}"))?;
            return Err(error);
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.done += 1;
        if kept.done.is_multiple_of(NOTE_EVERY) {
            kept.write(Role::Worker.name()).map_err(io::Error::other)?;
        }
        Ok(true)
    }
}

impl Work for Worker {
    fn ready(&self, part: &Part) -> Result<(), String> {
        let asked = Client::connect(part.ports.work(Role::Db)).and_then(|client| client.say("PING"));
        asked.map_err(|error| format!("db: {error}"))?;
        match http::ask(part.ports.status(Role::Mailer), "GET", "/live", "", PATIENCE) {
            Ok((200, _)) => Ok(()),
            Ok((status, _)) => Err(format!("mailer: it answers {status}")),
            Err(error) => Err(format!("mailer: {error}")),
        }
    }

    fn run(&self, part: &Part) {
        loop {
            part.beat();
            match self.turn(part) {
                Ok(true) => {}
                Ok(false) => thread::sleep(IDLE),
                Err(error) => {
                    say("ERROR", &error.to_string());
                    thread::sleep(BREATH);
                }
            }
        }
    }
}

/// A mail about what the job says.
fn send(part: &Part, job: &str) -> io::Result<()> {
    thread::sleep(part.ills.delay());
    if part.ills.fails() {
        return Err(io::Error::other("internal error"));
    }
    let mail = format!("To: members@example.org\nSubject: {job}\n\nThere is news: {job}.\n");
    match http::ask(part.ports.status(Role::Mailer), "POST", "/mails", &mail, PATIENCE)? {
        (200..=299, _) => Ok(()),
        (status, why) => Err(io::Error::other(format!("mailer: {status}: {}", why.trim_end()))),
    }
}
