//! The usual day of a series.

use super::level::Mean;
use super::packed;
use super::week::Week;

/// Parts that a day has.
const PARTS: u8 = 48;
/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// Days that a part remembers.
const DAYS: u8 = 15;
/// Days before a part is believed.
const BELIEVED: u8 = 3;
/// How many usual distances one day may change a part by, at most: an outage does not come again the next day.
const FARTHEST: f64 = 6.0;
/// Parts over which the usual distance is taken, and before it is known.
const SPREAD: f64 = 300.0;
const SURE: u8 = 20;

/// The mean of each half hour of the day, by whatever clock the times have.
#[derive(Debug, Clone)]
pub(super) struct Day {
    means: [f64; PARTS as usize],
    days: [u8; PARTS as usize],
    /// The part that time is in, with the mean of its values so far.
    part: usize,
    present: Mean,
    spread: Mean,
    closed: u8,
    /// When the part that time is in was seen first.
    since: f64,
    week: Week,
}

packed!(Day { means, days, part, present, spread, closed, since, week } if |day| day.part < usize::from(PARTS));

impl Default for Day {
    fn default() -> Self {
        Self {
            means: [0.0; PARTS as usize],
            days: [0; PARTS as usize],
            part: 0,
            present: Mean::default(),
            spread: Mean::default(),
            closed: 0,
            since: 0.0,
            week: Week::default(),
        }
    }
}

impl Day {
    /// What is usual at a time; takes in what was there. None before the third day.
    pub(super) fn usual(&mut self, at: f64, value: f64) -> Option<f64> {
        let part = part(at);
        if part != self.part {
            self.close();
            self.part = part;
            self.since = at;
        }
        self.present.follow(value, f64::INFINITY);
        let off = if self.week.counts() { self.week.off(at) } else { 0.0 };
        (self.days[part] >= BELIEVED).then_some(self.means[part] + off)
    }

    /// Whether the day of the week counts in what is usual: from the third week on, where it explains enough.
    pub(super) const fn is_weekly(&self) -> bool {
        self.week.counts()
    }

    /// The present part is over, and counts as a day of it.
    fn close(&mut self) {
        let Some(value) = std::mem::take(&mut self.present).get() else { return };
        let (mean, days) = (&mut self.means[self.part], &mut self.days[self.part]);
        if *days == 0 {
            (*mean, *days) = (value, 1);
            return;
        }
        let most = match self.spread.get() {
            Some(spread) if self.closed > SURE => FARTHEST * spread,
            _ => f64::INFINITY,
        };
        let off = value - *mean;
        self.spread.follow(off.abs().min(most), SPREAD);
        self.closed = self.closed.saturating_add(1);
        if *days >= BELIEVED {
            self.week.close(self.since, off, self.spread.get().unwrap_or(0.0));
        }
        *days = (*days + 1).min(DAYS);
        *mean += off.clamp(-most, most) / f64::from(*days);
    }
}

fn part(at: f64) -> usize {
    let part = at.rem_euclid(DAY) / DAY * f64::from(PARTS);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 47; what is no number is 0")]
    let part = part as usize;
    part.min(usize::from(PARTS) - 1)
}
