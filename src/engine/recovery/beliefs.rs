//! How likely an action heals what kind of incident: priors, and what was learned on this host.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::learn::bandit::Belief;
use crate::model::effect::Effect;
use crate::model::record::Record;
use crate::model::recovery::{Action, Lesson};

/// Tries that a prior is worth: a few real ones outweigh it.
const PRIOR_WEIGHT: f64 = 3.0;
/// What was learned of other services with the same kind of trouble counts this much.
const KINDRED: f64 = 0.25;
/// A failure within the same incident weighs more: the same again is likely to fail again.
const IN_THIS_INCIDENT: f64 = 2.0;
/// Seconds lost by an attempt that does not heal: it has to be found out, and the next one begins.
const LOST_BY_FAILURE: f64 = 60.0;

/// Everything learned.
#[derive(Debug, Default)]
pub(super) struct Beliefs {
    lessons: BTreeMap<(String, Action), Lesson>,
}

/// What is believed of one action for one incident.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outlook {
    pub(super) belief: Belief,
    /// Tries of it that are known for incidents like this one.
    pub(super) tries: u32,
    /// Seconds from its beginning to the service being well, when it heals.
    pub(super) seconds: f64,
    /// Seconds of downtime elsewhere, or of a person's time, that it may cost.
    pub(super) risk: f64,
}

impl Outlook {
    /// Expected downtime and risk in seconds when it heals with this likelihood.
    pub(super) fn cost(self, heals: f64) -> f64 {
        self.seconds + (1.0 - heals) * LOST_BY_FAILURE + self.risk
    }
}

impl Beliefs {
    pub(super) fn remembered(lessons: &[Lesson]) -> Self {
        let keyed = |lesson: &Lesson| ((lesson.signature.clone(), lesson.action.clone()), lesson.clone());
        Self { lessons: lessons.iter().map(keyed).collect() }
    }

    /// Takes an outcome in: `took` for one that healed, none for one that did not.
    pub(super) fn learn(&mut self, signature: &str, action: &Action, took: Option<Duration>, out: &mut Vec<Effect>) {
        let key = (signature.to_owned(), action.clone());
        let lesson = self.lessons.entry(key).or_insert_with(|| Lesson {
            signature: signature.to_owned(),
            action: action.clone(),
            healed: 0,
            failed: 0,
            took: Duration::ZERO,
        });
        match took {
            Some(took) => {
                lesson.healed = lesson.healed.saturating_add(1);
                lesson.took = lesson.took.saturating_add(took);
            }
            None => lesson.failed = lesson.failed.saturating_add(1),
        }
        out.push(Effect::Record(Record::Lesson(lesson.clone())));
    }

    /// What is believed of an action for an incident of this signature in which it has failed so often already.
    pub(super) fn outlook(&self, signature: &str, action: &Action, failed_here: u32, interrupts: usize) -> Outlook {
        let own = self.lessons.get(&(signature.to_owned(), action.clone()));
        let (healed, failed) = own.map_or((0, 0), |lesson| (lesson.healed, lesson.failed));
        let (kin_healed, kin_failed) = self.kindred(signature, action);
        let belief = Belief::prior(prior(signature, action), PRIOR_WEIGHT)
            .after(KINDRED * f64::from(kin_healed), KINDRED * f64::from(kin_failed))
            .after(f64::from(healed), f64::from(failed) + IN_THIS_INCIDENT * f64::from(failed_here));
        let (seconds, risk) = usual_cost(action, interrupts);
        let seconds = match own {
            Some(lesson) if lesson.healed > 0 => lesson.took.as_secs_f64() / f64::from(lesson.healed),
            _ => seconds,
        };
        Outlook { belief, tries: healed + failed, seconds, risk }
    }

    /// Tries for the same trouble of other services.
    fn kindred(&self, signature: &str, action: &Action) -> (u32, u32) {
        let parts = |text: &str| {
            let mut parts = text.split('|').map(str::to_owned);
            (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
        };
        let (class, service, changed) = parts(signature);
        let like = |lesson: &&Lesson| {
            let (other_class, other, other_changed) = parts(&lesson.signature);
            lesson.action == *action && other_class == class && other != service && other_changed == changed
        };
        let kin = self.lessons.values().filter(like);
        kin.fold((0, 0), |(healed, failed), lesson| (healed + lesson.healed, failed + lesson.failed))
    }
}

/// Share of tries that heal, before anything was seen. From what usually helps: a crash or a hang is mostly passing; what
/// cannot start mostly has something in its way; what broke with a change mostly is the change.
fn prior(signature: &str, action: &Action) -> f64 {
    let class = signature.split([':', '|']).next().unwrap_or_default();
    let changed = signature.ends_with("|changed");
    match (action, class) {
        // A new start has nothing of what leaked. What fills a disk, or makes it crash, is there after it as well.
        (Action::Restart, "foreseen-memory" | "foreseen-files") => 0.9,
        (Action::Restart, "foreseen-latency" | "foreseen-failure")
        | (Action::RestartWithDependants, "foreseen-memory" | "foreseen-files") => 0.6,
        (Action::RestartWithDependants | Action::ClearResources, "foreseen-latency" | "foreseen-restarts") => 0.4,
        (Action::ClearResources, "foreseen-disk" | "foreseen-room") => 0.85,
        (Action::RollBack, "foreseen-restarts" | "foreseen-latency" | "foreseen-failure") if changed => 0.7,
        (Action::Runbook(_), _) => 0.5,
        (_, foreseen) if foreseen.starts_with("foreseen") => 0.1,
        // What is full is as full after a restart.
        (Action::ClearResources, "full") => 0.9,
        (Action::Restart | Action::RestartWithDependants, "full") => 0.15,
        // It would start the same release again.
        (Action::Restart | Action::RestartWithDependants | Action::ClearResources, _) if changed => 0.2,
        (Action::Restart, "crash") => 0.7,
        (Action::Restart, "liveness") => 0.85,
        (Action::Restart, "start-failed") => 0.2,
        (Action::Restart, _) => 0.6,
        (Action::RestartWithDependants, "crash" | "start-failed") => 0.1,
        (Action::RestartWithDependants, _) => 0.4,
        (Action::ClearResources, "crash" | "start-failed") => 0.55,
        (Action::ClearResources, _) => 0.3,
        (Action::RollBack, _) if changed => 0.85,
        (Action::RollBack, _) => 0.2,
        (Action::ShedLoad, "rule" | "readiness") => 0.4,
        (Action::ShedLoad | Action::Isolate, _) => 0.15,
        (Action::Page, _) => 0.01,
    }
}

/// Seconds until it is well, and seconds of risk.
fn usual_cost(action: &Action, interrupts: usize) -> (f64, f64) {
    let interrupts = u32::try_from(interrupts).map_or(f64::from(u32::MAX), f64::from);
    match action {
        Action::Restart => (5.0, 1.0 + interrupts),
        Action::RestartWithDependants => (15.0, 5.0 + 5.0 * interrupts),
        Action::ClearResources => (6.0, 5.0),
        Action::Runbook(_) => (20.0, 15.0),
        Action::RollBack => (8.0, 20.0),
        Action::ShedLoad => (10.0, 60.0),
        Action::Isolate => (5.0, 120.0),
        Action::Page => (1_800.0, 300.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heals(beliefs: &Beliefs, signature: &str, action: &Action) -> f64 {
        beliefs.outlook(signature, action, 0, 0).belief.mean()
    }

    #[test]
    fn for_all_that_can_be_foreseen_something_is_worth_a_try() {
        use crate::model::prediction::Measure;
        for measure in [
            Measure::Memory,
            Measure::Files,
            Measure::Disk,
            Measure::Room,
            Measure::Restarts,
            Measure::Latency,
            Measure::Failure,
        ] {
            let signature = format!("foreseen-{measure}|api|");
            let best = Action::BUILT_IN.iter().map(|action| heals(&Beliefs::default(), &signature, action));
            assert!(best.fold(0.0, f64::max) >= super::super::prevention::WORTH, "{signature}");
        }
    }

    #[test]
    fn what_was_seen_outweighs_the_prior_and_is_written_down() {
        let mut beliefs = Beliefs::default();
        let signature = "crash:exit 1|api|";
        assert!(heals(&beliefs, signature, &Action::Restart) > heals(&beliefs, signature, &Action::ClearResources));
        let mut out = Vec::new();
        for _ in 0..6 {
            beliefs.learn(signature, &Action::Restart, None, &mut out);
            beliefs.learn(signature, &Action::ClearResources, Some(Duration::from_secs(2)), &mut out);
        }
        assert!(heals(&beliefs, signature, &Action::Restart) < 0.3);
        let outlook = beliefs.outlook(signature, &Action::ClearResources, 0, 0);
        assert!(outlook.belief.mean() > 0.8 && outlook.tries == 6);
        assert!((outlook.seconds - 2.0).abs() < 1e-9);
        let Some(Effect::Record(Record::Lesson(last))) = out.last() else { panic!("{out:?}") };
        assert_eq!((last.healed, last.failed), (6, 0));
        let mut fresh = Beliefs::default();
        for _ in 0..6 {
            fresh.learn(signature, &Action::ClearResources, Some(Duration::ZERO), &mut Vec::new());
        }
        let remembered = Beliefs::remembered(std::slice::from_ref(last));
        let difference =
            heals(&remembered, signature, &Action::ClearResources) - heals(&fresh, signature, &Action::ClearResources);
        assert!(difference.abs() < 1e-9);
    }

    #[test]
    fn kin_count_less_and_failures_of_this_incident_more() {
        let mut beliefs = Beliefs::default();
        let before = heals(&beliefs, "crash:exit 1|api|", &Action::Restart);
        for _ in 0..8 {
            beliefs.learn("crash:exit 1|worker|", &Action::Restart, None, &mut Vec::new());
        }
        let kin = heals(&beliefs, "crash:exit 1|api|", &Action::Restart);
        let own = heals(&beliefs, "crash:exit 1|worker|", &Action::Restart);
        assert!(own < kin && kin < before, "{own} {kin} {before}");
        let fresh = Beliefs::default();
        let here = fresh.outlook("crash:exit 1|api|", &Action::Restart, 1, 0).belief.mean();
        let mut once = Beliefs::default();
        once.learn("crash:exit 1|api|", &Action::Restart, None, &mut Vec::new());
        assert!(here < heals(&once, "crash:exit 1|api|", &Action::Restart));
    }

    #[test]
    fn after_a_change_the_change_is_suspected_first() {
        let beliefs = Beliefs::default();
        let cost = |signature: &str, action: &Action| {
            let outlook = beliefs.outlook(signature, action, 3, 0);
            outlook.cost(
                beliefs.outlook(signature, action, if *action == Action::Restart { 3 } else { 0 }, 0).belief.mean(),
            )
        };
        assert!(
            cost("crash:exit 1|api|changed", &Action::RollBack) < cost("crash:exit 1|api|changed", &Action::Restart)
        );
        assert!(cost("crash:exit 1|api|", &Action::RollBack) > cost("crash:exit 1|api|changed", &Action::RollBack));
    }
}
