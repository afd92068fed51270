//! The port: looks after the files of all patterns, on a thread of its own. A mount that hangs holds up nothing else.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::clock::Clock;
use crate::model::event::{Event, Setup};
use crate::model::id::WorkflowName;
use crate::model::system::SystemError;
use crate::model::time::Mono;
use crate::model::trouble::RuntimeTrouble;
use crate::model::workflow::trigger::{FilesChanged, TriggerOn};
use crate::ports::{Events, Heralds};

use super::pattern::Pattern;
use super::settling::Settling;
use super::walk::{MOST, Unknown, walk};

/// Between two looks.
const PACE: Duration = Duration::from_secs(1);
/// Looks take at most this part of the time.
const SHARE: u32 = 20;
/// Files that are named to a run; the others are counted.
const NAMED: usize = 100;

/// Watches files.
#[derive(Debug)]
pub struct FileWatcher {
    wanted: Sender<Vec<Wanted>>,
}

/// A pattern of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    workflow: WorkflowName,
    path: String,
    settle: Duration,
}

impl FileWatcher {
    /// A watcher that watches nothing so far. It ends when this is dropped.
    ///
    /// # Errors
    /// When its thread cannot be started.
    pub fn start(clock: Arc<dyn Clock>, events: Events) -> std::io::Result<Self> {
        let (wanted, receiver) = channel();
        let work = Work { clock, events, watched: BTreeMap::new() };
        thread::Builder::new().name("files".to_owned()).spawn(move || work.run(&receiver))?;
        Ok(Self { wanted })
    }
}

impl Heralds for FileWatcher {
    fn configure(&self, setup: &Setup) {
        let of = |workflow: &WorkflowName, on: &TriggerOn| match on {
            TriggerOn::File { path, settle } => {
                Some(Wanted { workflow: workflow.clone(), path: path.clone(), settle: *settle })
            }
            _ => None,
        };
        let all = setup.workflows.iter().flat_map(|workflow| {
            workflow.triggers.iter().filter_map(|trigger| of(&workflow.name, &trigger.on)).collect::<Vec<_>>()
        });
        // A thread that has ended has nobody to tell either.
        drop(self.wanted.send(all.collect()));
    }
}

struct Work {
    clock: Arc<dyn Clock>,
    events: Events,
    watched: BTreeMap<Wanted, Watched>,
}

/// One pattern.
struct Watched {
    pattern: Pattern,
    files: Settling,
    /// It was told that they are not watched.
    in_trouble: bool,
}

impl Work {
    fn run(mut self, wanted: &Receiver<Vec<Wanted>>) {
        let mut pause = PACE;
        loop {
            let next = if self.watched.is_empty() {
                wanted.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                wanted.recv_timeout(pause)
            };
            match next {
                Ok(all) => self.configure(all),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            let began = self.clock.now().mono;
            self.look();
            let now = self.clock.now().mono;
            pause = self.pause(now, now.since(began));
        }
    }

    /// Not longer than until something settles, not shorter than looks may take.
    fn pause(&self, now: Mono, took: Duration) -> Duration {
        let settles = self.watched.iter().filter_map(|(wanted, watched)| watched.files.settles_at(wanted.settle));
        let pause = settles.min().map_or(PACE, |at| PACE.min(at.since(now).max(Duration::from_millis(20))));
        pause.max(took * SHARE)
    }

    fn configure(&mut self, all: Vec<Wanted>) {
        let mut before = std::mem::take(&mut self.watched);
        for wanted in all {
            let new = || Watched { pattern: Pattern::new(&wanted.path), files: Settling::default(), in_trouble: false };
            let watched = before.remove(&wanted).unwrap_or_else(new);
            self.watched.insert(wanted, watched);
        }
        for (wanted, watched) in before {
            if watched.in_trouble {
                self.tell(&wanted, None);
            }
        }
    }

    fn look(&mut self) {
        let mut troubles = Vec::new();
        for (wanted, watched) in &mut self.watched {
            let trouble = match walk(&watched.pattern) {
                Ok(found) => {
                    let changed = watched.files.look(found, wanted.settle, self.clock.now().mono);
                    if !changed.is_empty() {
                        (self.events)(Event::FilesChanged(told(wanted, &changed)));
                    }
                    None
                }
                Err(Unknown::TooMany) => {
                    Some(RuntimeTrouble::FilesTooMany { path: wanted.path.clone(), most: MOST as u64 })
                }
                Err(Unknown::Unread(error)) => {
                    Some(RuntimeTrouble::FilesUnwatched { path: wanted.path.clone(), system: SystemError::of(&error) })
                }
            };
            if trouble.is_some() != watched.in_trouble {
                watched.in_trouble = trouble.is_some();
                troubles.push((wanted.clone(), trouble));
            }
        }
        for (wanted, trouble) in troubles {
            self.tell(&wanted, trouble);
        }
    }

    fn tell(&self, wanted: &Wanted, what: Option<RuntimeTrouble>) {
        (self.events)(Event::Trouble { part: format!("{} {}", wanted.workflow, wanted.path), what });
    }
}

fn told(wanted: &Wanted, changed: &[PathBuf]) -> FilesChanged {
    FilesChanged {
        workflow: wanted.workflow.clone(),
        path: wanted.path.clone(),
        files: changed.iter().take(NAMED).map(|path| path.to_string_lossy().into_owned()).collect(),
        more: changed.len().saturating_sub(NAMED) as u64,
    }
}

#[cfg(test)]
mod tests;
