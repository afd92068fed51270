//! All evidence in one order.
//!
//! A subject's weight is the sum of what its metrics say in logarithms of deviations, so that no single metric drowns
//! the others. With dependencies or an alarm, its part of the alarm's excess takes the place of latencies and failures,
//! which then need no weighing by guess.
//!
//! The few weights below are round numbers from the middle of a plateau. On 24 faults of a shop of microservices without
//! graph or alarm they name the cause first in 18; chosen anew among 729 settings on the other kinds of fault, or the
//! other services, for each left out in turn, in 16 and 17; a setting taken blindly from among those (each of six weights
//! halved and doubled) in 16. The parts of the balance have no weights to choose.

use super::balance::{Balance, Part};
use super::case::Case;
use super::deviation::{Aspect, Deviation, Deviations};
use super::evidence::{Evidence, Ranked};
use super::series::Series;
use super::silent::{Suspicion, suspicions, waits};
use super::told::{Told, told};

/// Weight of an aspect that is above its past, and of one that is below it.
const ASPECTS: [(Aspect, f64, f64); 7] = [
    (Aspect::Cpu, 1.0, 0.0),
    (Aspect::Memory, 0.8, 0.2),
    (Aspect::Disk, 0.5, 0.0),
    (Aspect::Failing, 1.0, 0.0),
    (Aspect::Calls, 0.3, 0.0),
    (Aspect::Network, 0.1, 0.1),
    (Aspect::Other, 0.2, 0.2),
];
/// Weight of answers that take longer than the waits for others explain.
const SLOW: f64 = 0.5;
/// Weight of answers that come sooner: fewer are asked for, or none are waited for.
const SWIFT: f64 = 0.5;
/// Weight of callers that wait.
const SILENT: f64 = 1.0;
/// Weight of the whole of the alarm's excess.
const BALANCE: f64 = 4.0;
/// Share of the alarm's excess above which more says nothing more.
const BALANCE_MOST: f64 = 1.5;
/// What remains of it where the alarm does not depend on the subject.
const UNREACHED: f64 = 0.3;
/// Weight of metrics that have ended.
const VANISHED: f64 = 3.0;
/// Deviations that evidence names at most, and the least weight of one.
const NAMED: (usize, f64) = (3, 0.4);
/// Least weight of waiting callers that evidence names.
const NAMED_SILENT: f64 = 0.1;

/// Ranks every subject of a case, the likeliest cause first; those of equal weight in the order of their names.
#[must_use]
pub fn rank(case: &Case) -> Vec<Ranked> {
    let balance = Balance::of(case);
    let deviations = Deviations::of(case, |time| balance.as_ref().is_none_or(|balance| balance.is_on(time)));
    let waits = waits(case);
    let suspicions = suspicions(case, &deviations, &waits);
    let facts = Facts {
        case,
        hops: hops(case, balance.as_ref()),
        order: order(case, &deviations),
        vanished: (0..case.subjects.len()).map(|subject| vanished(case, subject)).collect(),
        balance,
        deviations,
        waits,
    };
    let told = told(case);
    let mut found: Vec<Ranked> = (0..case.subjects.len())
        .map(|subject| Ranked {
            subject,
            score: facts.weight(subject, &suspicions[subject], &told[subject]),
            evidence: facts.evidence(subject, &suspicions[subject], &told[subject]),
        })
        .collect();
    let all: f64 = found.iter().map(|ranked| ranked.score).sum();
    if all > 0.0 {
        for ranked in &mut found {
            ranked.score /= all;
        }
    }
    found.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then_with(|| case.subjects[a.subject].cmp(&case.subjects[b.subject]))
    });
    found
}

/// Calls from what alarmed down to everybody.
fn hops(case: &Case, balance: Option<&Balance>) -> Option<(usize, Vec<Option<usize>>)> {
    let alarm = case.alarm.as_ref().map(|alarm| alarm.subject).filter(|subject| *subject < case.subjects.len());
    let from = alarm.or(balance.map(|balance| balance.alarm))?;
    (!case.edges.is_empty()).then(|| (from, case.hops(from)))
}

/// When each subject first deviated, as a place among all that did.
fn order(case: &Case, deviations: &Deviations) -> Vec<Option<(usize, usize)>> {
    let first = |subject: usize| {
        let clear = deviations.each(subject).filter(|(_, deviation)| deviation.weight() > NAMED.1);
        clear.map(|(_, deviation)| deviation.after).min_by(f64::total_cmp)
    };
    let firsts: Vec<Option<f64>> = (0..case.subjects.len()).map(first).collect();
    let of = firsts.iter().flatten().count();
    let place = |at: f64| 1 + firsts.iter().flatten().filter(|other| **other < at).count();
    firsts.iter().map(|first| first.map(|at| (place(at), of))).collect()
}

fn balanced(part: &Part, itself: f64) -> f64 {
    // The whole orders those whose excess is explained: next to the cause rather than last.
    BALANCE * itself * part.own.min(BALANCE_MOST) + 0.01 * part.whole.ln_1p()
}

/// Seconds from the onset to the last sample, of a subject whose metrics came regularly and have ended.
fn vanished(case: &Case, subject: usize) -> Option<f64> {
    let last = |series: &Series| series.samples().last().map(|(time, _)| *time);
    let end = case.series.iter().filter_map(last).max_by(f64::total_cmp)?;
    let of_subject = || case.series.iter().filter(|series| series.subject == subject);
    let own_end = of_subject().filter_map(last).max_by(f64::total_cmp)?;
    let step = of_subject().filter_map(|series| regular_step(series, case.onset)).min_by(f64::total_cmp)?;
    (own_end >= case.onset - 4.0 * step && end - own_end > 2.5 * step).then_some(own_end - case.onset)
}

/// Seconds between samples of a series that hardly missed one before the onset.
fn regular_step(series: &Series, onset: f64) -> Option<f64> {
    let past = series.split(onset).0;
    let step = series.step().filter(|step| *step > 0.0)?;
    let span = past.last()?.0 - past.first()?.0;
    #[expect(clippy::cast_precision_loss, reason = "as many samples as fit in memory")]
    let count = past.len() as f64;
    (count >= 10.0 && count >= 0.8 * span / step).then_some(step)
}

struct Facts<'a> {
    case: &'a Case,
    balance: Option<Balance>,
    deviations: Deviations,
    waits: Vec<bool>,
    vanished: Vec<Option<f64>>,
    hops: Option<(usize, Vec<Option<usize>>)>,
    order: Vec<Option<(usize, usize)>>,
}

impl Facts<'_> {
    fn weight(&self, subject: usize, suspicion: &Suspicion, told: &Told) -> f64 {
        let own: f64 = ASPECTS
            .iter()
            .filter(|(aspect, ..)| self.balance.is_none() || *aspect != Aspect::Failing)
            .map(|(aspect, up, down)| {
                up * self.deviations.up(subject, *aspect) + down * self.deviations.down(subject, *aspect)
            })
            .sum();
        let gone = if self.vanished[subject].is_some() { VANISHED } else { 0.0 };
        let slow = self.deviations.up(subject, Aspect::Slow);
        let waiting = if self.waits[subject] { self.deviations.up(subject, Aspect::Waiting) } else { 0.0 };
        let itself = (slow - waiting).max(0.0);
        let known = match &self.balance {
            // What it waits for is not its own, even where nobody below looks slow.
            Some(balance) => balanced(&balance.parts[subject], if slow > 0.0 { itself / slow } else { 1.0 }),
            None => SLOW * itself + SWIFT * self.deviations.down(subject, Aspect::Slow),
        };
        let reach = match &self.hops {
            Some((_, hops)) if hops[subject].is_none() => UNREACHED,
            _ => 1.0,
        };
        ((own + gone + known + SILENT * suspicion.weight) * reach + told.weight) * told.factor
    }

    fn evidence(&self, subject: usize, suspicion: &Suspicion, told: &Told) -> Vec<Evidence> {
        let mut found = told.evidence.clone();
        if let Some(after) = self.vanished[subject] {
            found.push(Evidence::Vanished { after });
        }
        let part = self.balance.as_ref().map(|balance| &balance.parts[subject]);
        if let Some(part) = part.filter(|part| part.own >= 0.05) {
            let share = part.own.min(1.0);
            found.push(if self.hops.is_some() { Evidence::Own { share } } else { Evidence::Moves { share } });
        }
        found.extend(self.deviated(subject));
        if let Some((place, of)) = self.order[subject].filter(|(_, of)| *of > 1) {
            found.push(Evidence::Order { place, of });
        }
        if let Some(part) = part.filter(|part| part.whole >= 0.05 && part.own < 0.05 && !part.callees.is_empty()) {
            found.push(Evidence::Explained { by: part.callees.iter().copied().take(2).collect() });
        }
        found.extend(self.callers(subject));
        if suspicion.weight >= NAMED_SILENT {
            let callers = suspicion.callers.iter().filter(|(_, weight)| *weight >= 0.2 * suspicion.weight);
            found.push(Evidence::Silent { callers: callers.map(|(caller, _)| *caller).take(3).collect() });
        }
        if let Some((alarm, hops)) = &self.hops
            && let Some(hops) = hops[subject]
            && !found.is_empty()
        {
            found.push(Evidence::Reached { alarm: *alarm, hops });
        }
        found
    }

    /// The clearest deviations, one an aspect.
    fn deviated(&self, subject: usize) -> Vec<Evidence> {
        let mut best: Vec<(Aspect, &Deviation)> = Vec::new();
        for (aspect, deviation) in self.deviations.each(subject) {
            match best.iter_mut().find(|(other, _)| *other == aspect) {
                Some((_, other)) if other.weight() < deviation.weight() => *other = deviation,
                Some(_) => {}
                None => best.push((aspect, deviation)),
            }
        }
        best.retain(|(_, deviation)| deviation.weight() >= NAMED.1);
        best.sort_by(|a, b| b.1.weight().total_cmp(&a.1.weight()).then(a.0.cmp(&b.0)));
        let say = |(_, deviation): (Aspect, &Deviation)| {
            let series = &self.case.series[deviation.series];
            Evidence::Deviated {
                metric: series.metric.clone(),
                quantity: series.quantity,
                before: deviation.before,
                now: deviation.now,
                after: deviation.after,
            }
        };
        best.into_iter().take(NAMED.0).map(say).collect()
    }

    fn callers(&self, subject: usize) -> Option<Evidence> {
        let mut callers: Vec<usize> =
            self.case.edges.iter().filter(|(from, to)| *to == subject && from != to).map(|(from, _)| *from).collect();
        callers.sort_unstable();
        callers.dedup();
        let affected = callers.iter().filter(|caller| self.order.get(**caller).is_some_and(Option::is_some)).count();
        (affected > 0 && self.order[subject].is_some()).then_some(Evidence::Callers { affected, of: callers.len() })
    }
}
