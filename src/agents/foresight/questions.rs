//! Questions to the model that are asked whether it expects anything or not: is this limit reached within the horizon? What
//! came of them tells what its predictions are worth, beside a rule that anybody could use: a straight line through the
//! last ten minutes; hours ahead, through the last hour.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::time::Mono;
use crate::model::track::Said;

/// Points of the line, and how far they are apart.
const POINTS: usize = 11;
const APART: Duration = Duration::from_secs(60);
const APART_HOURLY: Duration = Duration::from_mins(6);
/// A line through fewer says nothing.
const LEAST: usize = 6;
/// Nothing measured for so long: nobody can say what came.
const GAP: Duration = Duration::from_mins(5);
/// A limit counts as reached by so many values in a row.
const REACHED: u32 = 2;

/// The question to one series, one at a time, and the points of its line. Some 350 bytes.
#[derive(Debug)]
pub(super) struct Questions {
    /// How far the points of the line are apart.
    apart: Duration,
    open: Option<Question>,
    points: VecDeque<(Mono, f64)>,
    seen: Mono,
    /// Another question is open than when that was told last, or none.
    is_news: bool,
}

/// One that is open.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) until: Mono,
    pub(super) limit: f64,
    pub(super) own: Said,
    pub(super) rule: Said,
    beyond: u32,
}

impl Default for Questions {
    fn default() -> Self {
        Self { apart: APART, open: None, points: VecDeque::new(), seen: Mono::default(), is_news: false }
    }
}

impl Questions {
    /// With a line through the last hour, for what is asked hours ahead.
    pub(super) fn hourly() -> Self {
        Self { apart: APART_HOURLY, ..Self::default() }
    }

    /// Takes a value in; what the model and the rule had said, and whether it came, where that is known by now.
    pub(super) fn observe(&mut self, at: Mono, value: f64) -> Option<(Said, Said, bool)> {
        if !value.is_finite() {
            return None;
        }
        if at.since(self.seen) > GAP {
            self.forget();
        }
        self.seen = at;
        if self.points.back().is_none_or(|(last, _)| at.since(*last) >= self.apart) {
            self.points.push_back((at, value));
            if self.points.len() > POINTS {
                self.points.pop_front();
            }
        }
        let question = self.open.as_mut()?;
        question.beyond = if value >= question.limit { question.beyond + 1 } else { 0 };
        let came = question.beyond >= REACHED;
        if !came && at < question.until {
            return None;
        }
        self.is_news = true;
        self.open.take().map(|question| (question.own, question.rule, came))
    }

    /// A question of the runtime before is still open.
    pub(super) fn resume(&mut self, until: Mono, limit: f64, (own, rule): (Said, Said), now: Mono) {
        self.seen = now;
        self.open = Some(Question { until, limit, own, rule, beyond: 0 });
    }

    /// The one that is open.
    pub(super) fn open(&self) -> Option<&Question> {
        self.open.as_ref()
    }

    /// Whether that is another one than when this was asked last, or none any more.
    pub(super) fn is_news(&mut self) -> bool {
        std::mem::take(&mut self.is_news)
    }

    /// Asks, unless a question is open. One to which both said no is asked anew when one of them changes its mind: it is
    /// then that they can be told apart.
    pub(super) fn ask(&mut self, own: Said, (value, limit): (f64, f64), horizon: Duration, at: Mono) {
        if value >= limit || self.open.as_ref().is_some_and(|open| open.own.expects() || open.rule.expects()) {
            return;
        }
        let rule = if self.line(value, at, horizon) >= limit { Said::Yes } else { Said::No };
        if self.open.is_some() && !own.expects() && !rule.expects() {
            return;
        }
        self.is_news = true;
        self.open = Some(Question { until: at + horizon, limit, own, rule, beyond: 0 });
    }

    /// What is measured is another matter from now on, or somebody has done something about it.
    pub(super) fn forget(&mut self) {
        self.is_news |= self.open.take().is_some();
        self.points.clear();
    }

    /// Where a line through the points ends after that time.
    fn line(&self, value: f64, now: Mono, horizon: Duration) -> f64 {
        match self.points.front() {
            Some((began, first)) if self.points.len() >= LEAST && now > *began => {
                value + (value - first) / now.since(*began).as_secs_f64() * horizon.as_secs_f64()
            }
            _ => value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HORIZON: Duration = Duration::from_mins(30);

    fn at(second: u32) -> Mono {
        Mono(Duration::from_secs(second.into()))
    }

    /// Values at every second; the answers, each with its second.
    fn run(
        asked: &mut Questions,
        seconds: std::ops::Range<u32>,
        value: impl Fn(f64) -> f64,
    ) -> Vec<(u32, (Said, Said, bool))> {
        seconds.filter_map(|second| Some((second, asked.observe(at(second), value(second.into()))?))).collect()
    }

    #[test]
    fn a_question_is_answered_when_it_comes_or_when_its_time_is_over() {
        let mut asked = Questions::default();
        assert_eq!(run(&mut asked, 0..600, |t| t), []);
        asked.ask(Said::Chance(0.8), (600.0, 1_000.0), HORIZON, at(600));
        asked.ask(Said::No, (600.0, 2_000.0), HORIZON, at(601));
        assert_eq!(run(&mut asked, 600..2_000, |t| t), [(1_001, (Said::Chance(0.8), Said::Yes, true))]);
        let mut level = Questions::default();
        run(&mut level, 0..600, |_| 7.0);
        level.ask(Said::No, (7.0, 1_000.0), HORIZON, at(600));
        assert_eq!(run(&mut level, 600..3_000, |_| 7.0), [(2_400, (Said::No, Said::No, false))]);
    }

    #[test]
    fn one_value_is_none_and_what_is_beyond_the_limit_is_not_asked() {
        let mut asked = Questions::default();
        asked.ask(Said::No, (5.0, 5.0), HORIZON, at(0));
        assert!(asked.open.is_none());
        asked.ask(Said::No, (4.0, 5.0), HORIZON, at(0));
        assert_eq!(asked.observe(at(1), 9.0), None);
        assert_eq!(asked.observe(at(2), 1.0), None);
        assert_eq!(asked.observe(at(3), f64::NAN), None);
        assert!(asked.open.is_some());
    }

    #[test]
    fn what_both_denied_is_asked_anew_when_one_changes_its_mind() {
        let mut asked = Questions::default();
        run(&mut asked, 0..600, |_| 7.0);
        asked.ask(Said::No, (7.0, 1_000.0), HORIZON, at(600));
        asked.ask(Said::No, (7.0, 1_000.0), HORIZON, at(900));
        asked.ask(Said::Chance(0.8), (7.0, 1_000.0), HORIZON, at(1_200));
        asked.ask(Said::No, (7.0, 1_000.0), HORIZON, at(1_300));
        assert_eq!(run(&mut asked, 600..4_000, |_| 7.0), [(3_000, (Said::Chance(0.8), Said::No, false))]);
    }

    #[test]
    fn what_nobody_saw_is_not_answered() {
        let mut asked = Questions::default();
        run(&mut asked, 0..700, |t| t);
        asked.ask(Said::Chance(0.8), (700.0, 1_000.0), HORIZON, at(700));
        assert_eq!(run(&mut asked, 4_000..4_010, |t| t), []);
        assert!(asked.open.is_none() && asked.points.len() == 1);
    }
}
