//! A service or the host: its rows, and the question about it whose answer is not known yet.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::panel::Answer;
use crate::engine::outage::Standing;
use crate::learn::vitals::{Pace, Rows, STARTS};
use crate::model::event::Proposal;
use crate::model::id::Generation;
use crate::model::learning::Aim;
use crate::model::time::Mono;
use crate::model::track::{Answered, Said};

/// It is said when it is as likely as not, so often in a row; and said again while it stands, so often in a horizon.
const LIKELY: f64 = 0.5;
const IN_A_ROW: u32 = 2;
const AGAIN: u32 = 4;

/// One that is asked about.
#[derive(Debug)]
pub(super) struct One {
    pub(super) rows: Rows,
    /// The instance that each quantity was measured of last, where that is not the service itself.
    pub(super) instances: BTreeMap<usize, Arc<str>>,
    pub(super) generation: Generation,
    standing: Standing,
    /// How often in a row it was likely to fail.
    likely: u32,
    said_at: Option<Mono>,
    asked: Option<Asked>,
}

/// A question whose answer is not known yet.
#[derive(Debug, Clone, Copy)]
struct Asked {
    until: Mono,
    own: f64,
    rule: f64,
}

impl One {
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            rows: Rows::new(pace),
            instances: BTreeMap::new(),
            generation: Generation::default(),
            standing: Standing::Coming,
            likely: 0,
            said_at: None,
            asked: None,
        }
    }

    /// What was asked of another model is nobody's answer.
    pub(super) fn forget(&mut self) {
        self.asked = None;
    }

    pub(super) fn is_available(&self) -> bool {
        self.standing == Standing::Available
    }

    #[cfg(test)]
    pub(super) fn is_asked(&self) -> bool {
        self.asked.is_some()
    }

    pub(super) fn take(&mut self, place: usize, at: f64, value: f64, instance: Option<&Arc<str>>) {
        self.rows.take(place, at, value);
        if let Some(instance) = instance.filter(|instance| self.instances.get(&place) != Some(instance)) {
            self.instances.insert(place, Arc::clone(instance));
        }
    }

    pub(super) fn has_started(&mut self, now: Mono) {
        self.rows.take(STARTS, now.0.as_secs_f64(), 1.0);
    }

    /// It is in another state: that answers the question about it.
    pub(super) fn changed(
        &mut self,
        aim: Aim,
        generation: Generation,
        standing: Standing,
        now: Mono,
    ) -> Option<Proposal> {
        if std::mem::replace(&mut self.generation, generation) != generation {
            self.has_started(now);
        }
        let before = std::mem::replace(&mut self.standing, standing);
        match standing {
            Standing::Out if before != Standing::Out => self.answer(aim, true),
            // Somebody has taken it down: nobody can say what would have come.
            Standing::Unwanted => {
                (self.asked, self.said_at, self.likely) = (None, None, 0);
                None
            }
            _ => None,
        }
    }

    /// Time has passed: the open row may be over, and the open question.
    pub(super) fn settle(&mut self, aim: Aim, now: Mono) -> Option<Proposal> {
        self.rows.settle(now.0.as_secs_f64());
        let is_over = self.asked.is_some_and(|asked| now >= asked.until);
        if is_over { self.answer(aim, false) } else { None }
    }

    fn answer(&mut self, aim: Aim, came: bool) -> Option<Proposal> {
        let (asked, said_at) = (self.asked.take()?, self.said_at);
        if came {
            (self.said_at, self.likely) = (None, 0);
        }
        let (own, rule) = (Said::Chance(asked.own), Said::Chance(asked.rule));
        Some(Proposal::Answered(Answered { kind: aim.kind(), own, rule, came, missed: came && said_at.is_none() }))
    }

    /// Asks, unless a question is open. One to which both said no is asked anew when one of them changes its mind: it is
    /// then that they can be told apart.
    pub(super) fn ask(&mut self, answer: &Answer, horizon: Duration, now: Mono) {
        let yes = |own: f64, rule: f64| own >= LIKELY || rule >= LIKELY;
        let is_open = self.asked.is_some_and(|asked| yes(asked.own, asked.rule) || !yes(answer.own, answer.rule));
        if !is_open {
            self.asked = Some(Asked { until: now + horizon, own: answer.own, rule: answer.rule });
        }
    }

    pub(super) fn is_to_be_said(&mut self, own: f64, horizon: Duration, now: Mono) -> bool {
        self.likely = if own >= LIKELY { self.likely.saturating_add(1) } else { 0 };
        if self.likely == 0 {
            self.said_at = None;
        }
        let is_due = self.said_at.is_none_or(|at| now.since(at) >= horizon / AGAIN);
        let is_said = self.likely >= IN_A_ROW && is_due;
        if is_said {
            self.said_at = Some(now);
        }
        is_said
    }
}
