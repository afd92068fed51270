//! Passes as long as a job says often enough that it is alive: it touches a file, or somebody calls `autoagents beat`.
//!
//! A file, not a socket: what is touched while the runtime is away is still a beat when it comes back, a shell script
//! can do it, and nothing is lost when nobody listens. A beat is any change of the file; when it came is told by the
//! clock of this host's kernel, never by the file's own time, which a jump of the wall clock would spoil.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::causes::not_read;
use super::runner::Round;
use crate::data::{Beat, Heard, Marks};
use crate::model::check::HeartbeatCheck;
use crate::model::complaint::Complaint;
use crate::model::id::Generation;
use crate::model::probe::ProbeId;
use crate::model::spec::ProbeRole;
use crate::model::time::Mono;

/// What is expected more often than this is not kept for the next life of the runtime: it will be heard again soon.
const KEPT: Duration = Duration::from_secs(60);

/// What was last heard of each job.
#[derive(Clone, Default)]
pub(super) struct Hearts(Arc<Mutex<HashMap<ProbeId, Heart>>>);

struct Heart {
    generation: Generation,
    /// How the file stood when it was last looked at.
    beat: Option<Beat>,
    /// Then it was last heard…
    at: Mono,
    /// …or so long before.
    age: Duration,
    /// It said that it failed.
    failure: Option<String>,
    /// It was heard of since this start, as far as was seen.
    heard: bool,
}

impl Hearts {
    /// Looks once.
    pub(super) async fn check(&self, round: &Round, marks: &Marks, check: HeartbeatCheck) -> Result<(), Complaint> {
        let begun = round.starting.begin(&round.id).ok_or(Complaint::StillReading)?;
        let (hearts, round, marks) = (self.clone(), round.clone(), marks.clone());
        let looked = tokio::task::spawn_blocking(move || {
            let _begun = begun;
            hearts.look(&round, &marks, check)
        });
        looked.await.unwrap_or_else(|error| Err(not_read(error.into())))
    }

    /// Takes a beat in that came over the socket. Blocks for as long as noting it takes.
    pub(super) fn beat(&self, id: &ProbeId, generation: Generation, failure: Option<String>, now: Mono, marks: &Marks) {
        let beat = marks.look(id).ok();
        let heart = Heart { generation, beat, at: now, age: Duration::ZERO, failure, heard: true };
        heart.keep(id, marks);
        self.lock().insert(id.clone(), heart);
    }

    fn look(&self, round: &Round, marks: &Marks, check: HeartbeatCheck) -> Result<(), Complaint> {
        let waits = round.role == ProbeRole::Startup;
        if waits && marks.is_seen(&round.id, round.generation) {
            return Ok(());
        }
        let (beat, failure) = marks.hear(&round.id).map_err(not_read)?;
        let mut all = self.lock();
        let heart = match all.remove(&round.id) {
            Some(heart) if heart.generation == round.generation && heart.beat == Some(beat) => heart,
            Some(heart) if heart.generation == round.generation => {
                let heart =
                    Heart { beat: Some(beat), at: round.now, age: Duration::ZERO, failure, heard: true, ..heart };
                if check.every >= KEPT || heart.failure.is_some() {
                    heart.keep(&round.id, marks);
                }
                heart
            }
            before => Heart::first(round, marks, beat, before.is_none(), failure),
        };
        let heard = heart.heard || marks.is_heard_since(&round.id, round.generation, beat) == Some(true);
        let verdict = match heart.judge(round.now, check) {
            Ok(()) if waits && !heard => Err(Complaint::NotHeard),
            verdict => verdict,
        };
        all.insert(round.id.clone(), heart);
        if waits && verdict.is_ok() {
            marks.set_seen(&round.id, round.generation);
        }
        verdict
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ProbeId, Heart>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heart {
    /// The first look at a start. Of one that an earlier life of the runtime has watched the silence goes on.
    fn first(round: &Round, marks: &Marks, beat: Beat, new_life: bool, failure: Option<String>) -> Self {
        let heard = marks.heard(&round.id, round.generation, beat).filter(|_| new_life && failure.is_none());
        let (age, failure) = match heard {
            Some(heard) => (heard.age, heard.failure),
            None => (Duration::ZERO, failure),
        };
        let heart = Self { generation: round.generation, beat: Some(beat), at: round.now, age, failure, heard: false };
        if age.is_zero() {
            heart.keep(&round.id, marks);
        }
        heart
    }

    fn keep(&self, id: &ProbeId, marks: &Marks) {
        if let Some(beat) = self.beat {
            let heard = Heard { age: self.age, failure: self.failure.clone() };
            marks.set_heard(id, self.generation, beat, &heard);
        }
    }

    fn judge(&self, now: Mono, check: HeartbeatCheck) -> Result<(), Complaint> {
        if let Some(why) = &self.failure {
            return Err(Complaint::Reported { said: why.clone() });
        }
        let silent = now.since(self.at) + self.age;
        if silent <= check.every + check.grace {
            return Ok(());
        }
        Err(Complaint::Silent { silent: Duration::from_secs(silent.as_secs()), every: check.every })
    }
}

#[cfg(test)]
mod tests;
