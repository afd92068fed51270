//! History to a model, on a thread that runs when nothing else wants to.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::SystemTime;

use super::drives::{Unasked, odds};
use super::weights::{judged, keep, weights};
use crate::learn::failure::{Model, ModelError, Stage};
use crate::learn::vitals::{Anew, Lesson, Pace, aim_of, anew};
use crate::model::event::Event;
use crate::model::learning::{LearnStage, Learnt, Origin, Weights};
use crate::model::time::Wall;
use crate::model::trouble::RuntimeTrouble;
use crate::ports::{Events, Learners};
use crate::store::error::StoreError;
use crate::store::read::Reader;

/// Makes models. Dropping it calls off what goes on.
pub struct Teacher {
    dir: PathBuf,
    events: Events,
    off: Arc<AtomicBool>,
}

impl Teacher {
    /// For this data directory.
    #[must_use]
    pub fn new(dir: &Path, events: Events) -> Self {
        Self { dir: dir.to_owned(), events, off: Arc::default() }
    }
}

impl Drop for Teacher {
    fn drop(&mut self) {
        self.off.store(true, Ordering::Relaxed);
    }
}

impl Learners for Teacher {
    fn learn(&self, old: Weights) {
        let (dir, events, off) = (self.dir.clone(), Arc::clone(&self.events), Arc::clone(&self.off));
        let spawned = thread::Builder::new().name("learning".to_owned()).spawn(move || {
            // Where that is refused it learns all the same.
            let _ = rustix::process::nice(19);
            let told = Arc::clone(&events);
            let work = || {
                learn(&dir, &old, &mut |stage| {
                    told(Event::Learning(stage));
                    !off.load(Ordering::Relaxed)
                })
            };
            let (came, better) = catch_unwind(AssertUnwindSafe(work))
                .unwrap_or_else(|_| (Learnt::Numbers { error: "panic".to_owned() }, None));
            events(Event::Learned { came, better: better.map(Box::new) });
        });
        if let Err(error) = spawned {
            let came = Learnt::Numbers { error: error.to_string() };
            (self.events)(Event::Learned { came, better: None });
        }
    }

    fn ask_drives(&self, model: Option<PathBuf>, now: Wall) {
        let (dir, events) = (self.dir.clone(), Arc::clone(&self.events));
        let answer = move || {
            let asked = || model.as_ref().map(|path| (path, odds(&dir, path, now)));
            // A file that hurts the reader is one that cannot be used; nothing of it is kept.
            let (report, what) = match catch_unwind(AssertUnwindSafe(asked)).unwrap_or_default() {
                None => (None, None),
                Some((_, Ok(report))) => (Some(Box::new(report)), None),
                Some((path, Err(Unasked::Fault(drive_fault)))) => {
                    (None, Some(RuntimeTrouble::DriveModel { path: path.display().to_string(), drive_fault }))
                }
                Some((_, Err(Unasked::Store(error)))) => {
                    tracing::warn!("drives were not asked about: {error}");
                    (None, None)
                }
            };
            events(Event::Trouble { part: "drives".to_owned(), what });
            events(Event::DrivesAsked { report });
        };
        let spawned = thread::Builder::new().name("drives".to_owned()).spawn(move || {
            let _ = rustix::process::nice(19);
            answer();
        });
        if let Err(error) = spawned {
            tracing::warn!("no thread `drives`: {error}; hint: raise the limit on processes");
            (self.events)(Event::DrivesAsked { report: None });
        }
    }
}

/// Why nothing was learned.
enum Failed {
    Store(StoreError),
    Model(ModelError),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ModelError> for Failed {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}

fn learn(dir: &Path, old: &Weights, at: &mut dyn FnMut(LearnStage) -> bool) -> (Learnt, Option<Weights>) {
    if old.bytes.is_empty() {
        let (known, _) = weights(dir, old.aim);
        if !known.bytes.is_empty() {
            return (Learnt::Known { worth: known.worth }, Some(known));
        }
    }
    match attempt(dir, old, at) {
        Ok(learned) => learned,
        Err(Failed::Store(error)) => (Learnt::Store(error), None),
        Err(Failed::Model(error)) => (Learnt::Numbers { error: error.to_string() }, None),
    }
}

fn attempt(
    dir: &Path,
    old: &Weights,
    at: &mut dyn FnMut(LearnStage) -> bool,
) -> Result<(Learnt, Option<Weights>), Failed> {
    at(LearnStage::Reading);
    let lesson = lesson(dir, Pace::new(old.aim))?;
    let (at, mut last) = (RefCell::new(at), LearnStage::Reading);
    let mut go_on = |stage: Stage| {
        let stage = match stage {
            Stage::Numbers | Stage::Trees | Stage::AllTrees => LearnStage::Trees,
            Stage::Network => LearnStage::Network,
            Stage::Logistic => LearnStage::Logistic,
        };
        let is_new = std::mem::replace(&mut last, stage) != stage;
        !is_new || at.borrow_mut()(stage)
    };
    let mut judging = || {
        at.borrow_mut()(LearnStage::Judging);
    };
    let known = Model::from_bytes(&old.bytes).ok().filter(|model| aim_of(model.schema()) == Some(old.aim));
    Ok(match anew(&lesson, known.as_ref(), &mut go_on, &mut judging)? {
        Anew::TooFew { failed, least } => {
            let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            (Learnt::TooFew { failed: count(failed), least: count(least) }, None)
        }
        Anew::Useless { new, usual } => (Learnt::Useless { new: judged(&new), usual }, None),
        Anew::Kept { old, new } => (Learnt::Kept { old: judged(&old), new: judged(&new) }, None),
        Anew::Better { model, old: before, new } => {
            let bytes = model.to_bytes()?;
            keep(dir, old.aim, &bytes)?;
            let (before, worth) = (before.map_or(old.worth, |before| judged(&before)), judged(&new));
            let origin = Origin::Own { learned_at: SystemTime::now().into() };
            (
                Learnt::Replaced { old: before, new: worth },
                Some(Weights { aim: old.aim, origin, worth, bytes: bytes.into() }),
            )
        }
    })
}

/// How the services or the host of a data directory lived, and what became of them.
fn lesson(dir: &Path, pace: Pace) -> Result<Lesson, Failed> {
    let mut gathered = Lesson::gather(pace);
    Reader::new(dir).lives(pace, &mut |service, lived| gathered.add(service, lived))??;
    Ok(gathered.finish())
}
