//! What models and simple rules said to the same questions, summed up by the day.
//!
//! Both are scored by the square of the error (Brier 1950, "Verification of forecasts expressed in terms of probability").
//! Who says only yes or no is taken to mean what that came to before: the rule is as good as it can be made. The
//! difference of the two is taken for real when it is beyond chance, by its own spread (Diebold and Mariano 1995).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::model::time::Wall;
use crate::model::track::{Answered, BINS, Counts, Day, Kind, Said, Voice};

/// So many days count.
pub const WINDOW: i64 = 30;
/// Fewer telling questions prove nothing.
const PROOF: u32 = 20;
/// Standard deviations beyond which a difference is no chance (one-sided, 95 %).
const SURE: f64 = 1.645;

/// The day of a moment, counted from 1970.
#[must_use]
pub fn day_of(at: Wall) -> i64 {
    at.timestamp().div_euclid(86_400)
}

/// The days that count. Memory: a few hundred bytes for each kind and day.
#[derive(Debug, Default)]
pub struct Ledger {
    days: BTreeMap<(Kind, i64), Day>,
    losing: BTreeSet<Kind>,
}

impl Ledger {
    /// Goes on from what was written down.
    #[must_use]
    pub fn remembered(days: impl IntoIterator<Item = Day>) -> Self {
        let days: BTreeMap<_, _> = days.into_iter().map(|day| ((day.kind, day.day), day)).collect();
        let kinds: BTreeSet<Kind> = days.keys().map(|(kind, _)| *kind).collect();
        let mut ledger = Self { days, losing: BTreeSet::new() };
        for kind in kinds {
            ledger.compare(kind);
        }
        ledger
    }

    /// Takes in a question that is answered; gives the day as it is now.
    pub fn take(&mut self, answered: &Answered, today: i64) -> Day {
        self.take_ahead(answered, Duration::ZERO, today)
    }

    /// The same of a question that was asked so long before it was known: of those that are no predictions, it is kept how
    /// early they were right.
    pub fn take_ahead(&mut self, answered: &Answered, ahead: Duration, today: i64) -> Day {
        self.days.retain(|(_, day), _| today.saturating_sub(*day) < WINDOW);
        let kind = answered.kind;
        let whole = self.whole(kind);
        let (own, rule) = (chance(answered.own, &whole.own), chance(answered.rule, &whole.rule));
        let came = f64::from(u8::from(answered.came));
        let (of_own, of_rule) = ((own - came).powi(2), (rule - came).powi(2));
        let day = self.days.entry((kind, today)).or_insert_with(|| Day::new(kind, today));
        count(&mut day.own, answered.own, answered.came, of_own);
        count(&mut day.rule, answered.rule, answered.came, of_rule);
        day.apart += (of_own - of_rule).powi(2);
        let telling = answered.own.expects() || answered.rule.expects() || answered.came;
        day.telling = day.telling.saturating_add(u32::from(telling));
        day.missed = day.missed.saturating_add(u32::from(answered.missed));
        if answered.came && answered.own.expects() {
            day.ahead += ahead.as_secs_f64();
        }
        if let Some(bin) = day.bins.get_mut(bin_of(own)) {
            add(&mut bin.counts, answered.came);
            bin.said += own;
        }
        let day = day.clone();
        self.compare(kind);
        day
    }

    /// Whether the simple rule is better.
    #[must_use]
    pub fn loses(&self, kind: Kind) -> bool {
        self.losing.contains(&kind)
    }

    /// Kinds of which anything is known.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        let kinds: BTreeSet<Kind> = self.days.keys().map(|(kind, _)| *kind).collect();
        kinds.into_iter()
    }

    /// The first day of a kind that counts.
    #[must_use]
    pub fn first_day(&self, kind: Kind) -> Option<i64> {
        self.of(kind).map(|day| day.day).min()
    }

    /// All days of a kind as one.
    #[must_use]
    pub fn whole(&self, kind: Kind) -> Day {
        let mut whole = Day::new(kind, 0);
        for day in self.of(kind) {
            for (sum, one) in [(&mut whole.own, &day.own), (&mut whole.rule, &day.rule)] {
                sum.squares += one.squares;
                join(&mut sum.yes, one.yes);
                join(&mut sum.no, one.no);
            }
            whole.apart += day.apart;
            whole.ahead += day.ahead;
            whole.missed = whole.missed.saturating_add(day.missed);
            whole.telling = whole.telling.saturating_add(day.telling);
            for (sum, one) in whole.bins.iter_mut().zip(&day.bins) {
                join(&mut sum.counts, one.counts);
                sum.said += one.said;
            }
        }
        whole
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = &Day> {
        self.days.range((kind, i64::MIN)..=(kind, i64::MAX)).map(|(_, day)| day)
    }

    /// A model that was found worse is back only when it is better.
    fn compare(&mut self, kind: Kind) {
        let whole = self.whole(kind);
        let worse_by = whole.own.squares - whole.rule.squares;
        let is_proved = whole.telling >= PROOF && worse_by > SURE * whole.apart.sqrt();
        if is_proved {
            self.losing.insert(kind);
        } else if worse_by <= 0.0 {
            self.losing.remove(&kind);
        }
    }
}

/// The probability that is meant.
fn chance(said: Said, before: &Voice) -> f64 {
    match said {
        Said::Chance(chance) if chance.is_finite() => chance.clamp(0.0, 1.0),
        Said::Yes => rate(before.yes),
        Said::Chance(_) | Said::No => rate(before.no),
    }
}

/// How often it came, as if half of it had come once more (Jeffreys 1946).
fn rate(counts: Counts) -> f64 {
    (f64::from(counts.came) + 0.5) / (f64::from(counts.asked) + 1.0)
}

fn count(voice: &mut Voice, said: Said, came: bool, square: f64) {
    voice.squares += square;
    add(if said.expects() { &mut voice.yes } else { &mut voice.no }, came);
}

fn add(counts: &mut Counts, came: bool) {
    join(counts, Counts { asked: 1, came: u32::from(came) });
}

fn join(sum: &mut Counts, one: Counts) {
    sum.asked = sum.asked.saturating_add(one.asked);
    sum.came = sum.came.saturating_add(one.came);
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "0..1")]
fn bin_of(chance: f64) -> usize {
    ((chance * BINS as f64) as usize).min(BINS - 1)
}
