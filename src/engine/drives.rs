//! When the model of drives is asked, and what it said last. The file is read anew each time, so a new one is taken over.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::model::drive::DriveReport;
use crate::model::effect::Effect;
use crate::model::event::Observation;
use crate::model::time::Mono;

/// After a start the drives have to be asked how they are first.
const FIRST: Duration = Duration::from_secs(10);
/// Drives change slowly.
const EVERY: Duration = Duration::from_hours(3);

/// The model of drives, as far as decisions go.
#[derive(Debug, Default)]
pub(super) struct Drives {
    model: Option<PathBuf>,
    next_at: Option<Mono>,
    is_asked: bool,
    said: Arc<DriveReport>,
}

impl Drives {
    pub(super) fn begin(model: Option<PathBuf>, now: Mono) -> Self {
        let next_at = model.is_some().then(|| now + FIRST);
        Self { model, next_at, ..Self::default() }
    }

    /// Another model is asked at once; without one, what the last has said holds no more.
    pub(super) fn configure(&mut self, model: Option<&PathBuf>, now: Mono) {
        if self.model.as_ref() != model {
            self.model = model.cloned();
            self.next_at = Some(now);
        }
    }

    pub(super) fn deadline(&self) -> Option<Mono> {
        self.next_at.filter(|_| !self.is_asked)
    }

    pub(super) fn tick(&mut self, now: Mono, out: &mut Vec<Effect>) {
        if self.deadline().is_some_and(|at| now >= at) {
            self.is_asked = true;
            self.next_at = self.model.is_some().then(|| now + EVERY);
            out.push(Effect::AskDrives { model: self.model.clone() });
        }
    }

    /// What it says; nothing where it could not be asked.
    pub(super) fn answered(&mut self, report: Option<Box<DriveReport>>, out: &mut Vec<Effect>) {
        self.is_asked = false;
        self.said = report.map_or_else(Arc::default, |report| Arc::new(*report));
        out.push(Effect::Observe(self.observation()));
    }

    /// What agents are told first.
    pub(super) fn observation(&self) -> Observation {
        Observation::DrivesAsked(Arc::clone(&self.said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u64) -> Mono {
        Mono(Duration::from_mins(minute))
    }

    fn ask(drives: &mut Drives, minute: u64) -> Vec<Option<PathBuf>> {
        let mut out = Vec::new();
        drives.tick(at(minute), &mut out);
        let model = |effect| if let Effect::AskDrives { model } = effect { Some(model) } else { None };
        out.into_iter().filter_map(model).collect()
    }

    #[test]
    fn it_is_asked_soon_then_every_three_hours_and_never_twice_at_once() {
        let model = Some(PathBuf::from("/m"));
        let mut drives = Drives::begin(model.clone(), at(0));
        assert_eq!((ask(&mut drives, 0), ask(&mut drives, 1)), (vec![], vec![model.clone()]));
        assert_eq!((drives.deadline(), ask(&mut drives, 500)), (None, vec![]), "it has not answered yet");
        drives.answered(None, &mut Vec::new());
        assert_eq!(
            (ask(&mut drives, 180), ask(&mut drives, 181)),
            (vec![], vec![model]),
            "counted from when it was asked"
        );
    }

    #[test]
    fn without_a_model_nobody_is_asked_and_what_was_said_is_taken_back() {
        let mut drives = Drives::begin(None, at(0));
        assert_eq!((drives.deadline(), ask(&mut drives, 600)), (None, vec![]));
        let model = PathBuf::from("/m");
        drives.configure(Some(&model), at(600));
        assert_eq!(ask(&mut drives, 600), [Some(model.clone())]);
        let report = DriveReport { usual: 0.1, ..DriveReport::default() };
        let mut out = Vec::new();
        drives.answered(Some(Box::new(report.clone())), &mut out);
        let told =
            |effect: &Effect| matches!(effect, Effect::Observe(Observation::DrivesAsked(said)) if **said == report);
        assert!(out.iter().any(told), "{out:?}");
        drives.configure(Some(&model), at(601));
        assert_eq!(ask(&mut drives, 601), Vec::new());
        drives.configure(None, at(602));
        assert_eq!(ask(&mut drives, 602), [None]);
        drives.answered(None, &mut Vec::new());
        assert!(matches!(drives.observation(), Observation::DrivesAsked(said) if said.drives.is_empty()));
        assert_eq!(drives.deadline(), None);
    }
}
