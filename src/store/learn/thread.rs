//! History to a model, on a thread that runs when nothing else wants to.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::weights::{judged, keep};
use crate::learn::failure::{Better, FEWEST, Measures, Model, ModelError, Stage, better, train};
use crate::learn::vitals::{HORIZON, Lesson, Pace};
use crate::model::event::Event;
use crate::model::learning::{LearnStage, Learnt, Origin, Weights};
use crate::ports::{Events, Learners};
use crate::store::error::StoreError;
use crate::store::read::Reader;

/// Share of the failures that a new model is made from; by the others it is judged.
const TAUGHT: f64 = 0.7;
/// Of the random choices: the same history gives the same model.
const SEED: u64 = 1;

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
    match attempt(dir, old, at) {
        Ok(learned) => learned,
        Err(Failed::Store(error)) => (Learnt::Store(error), None),
        Err(Failed::Model(ModelError::TooFew { failed, least, .. })) => (too_few(failed, least), None),
        Err(Failed::Model(error)) => (Learnt::Numbers { error: error.to_string() }, None),
    }
}

fn too_few(failed: usize, least: usize) -> Learnt {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Learnt::TooFew { failed: count(failed), least: count(least) }
}

fn attempt(
    dir: &Path,
    old: &Weights,
    at: &mut dyn FnMut(LearnStage) -> bool,
) -> Result<(Learnt, Option<Weights>), Failed> {
    at(LearnStage::Reading);
    let pace = Pace::new(HORIZON);
    let lesson = lesson(dir, pace)?;
    let (before, after) = lesson.parted(TAUGHT);
    let ((taught, came), (asked, truth)) = (lesson.of(&before), lesson.of(&after));
    let failed = |labels: &[bool]| labels.iter().filter(|label| **label).count();
    if failed(&came) < FEWEST || failed(&truth) < FEWEST {
        // So many that both parts have as many as they need.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "few")]
        let least = (FEWEST as f64 / (1.0 - TAUGHT)).ceil() as usize;
        return Ok((too_few(failed(&lesson.labels), least), None));
    }
    let mut last = LearnStage::Reading;
    let mut go_on = |stage: Stage| {
        let stage = match stage {
            Stage::Numbers | Stage::Trees | Stage::AllTrees => LearnStage::Trees,
            Stage::Network => LearnStage::Network,
            Stage::Logistic => LearnStage::Logistic,
        };
        let is_new = std::mem::replace(&mut last, stage) != stage;
        !is_new || at(stage)
    };
    let new = train(&lesson.history, &taught, &came, &pace.options(SEED), &mut go_on)?;
    at(LearnStage::Judging);
    let known = Model::from_bytes(&old.bytes).ok();
    let Some(known) = known else {
        let worth = judged(&Measures::of(&new.score(&lesson.history, &asked)?, &truth));
        return replace(dir, &new, (old.worth, worth));
    };
    match better(&known, &new, &lesson.history, &asked, &truth)? {
        Better::Yes { old, new: measured } => replace(dir, &new, (judged(&old), judged(&measured))),
        Better::No { old, new } => Ok((Learnt::Kept { old: judged(&old), new: judged(&new) }, None)),
    }
}

fn replace(
    dir: &Path,
    model: &Model,
    (old, new): (crate::model::learning::Judged, crate::model::learning::Judged),
) -> Result<(Learnt, Option<Weights>), Failed> {
    let bytes = model.to_bytes()?;
    keep(dir, &bytes)?;
    let origin = Origin::Own { learned_at: std::time::SystemTime::now().into() };
    Ok((Learnt::Replaced { old, new }, Some(Weights { origin, worth: new, bytes: bytes.into() })))
}

/// How the services of a data directory lived, and what became of them.
fn lesson(dir: &Path, pace: Pace) -> Result<Lesson, Failed> {
    let mut gathered = Lesson::gather(pace);
    Reader::new(dir).lives(pace, &mut |service, lived| gathered.add(service, lived))??;
    Ok(gathered.finish())
}
