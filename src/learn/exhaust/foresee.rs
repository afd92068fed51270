//! Many series on one clock, what they have taught so far, and when one of them is at a level.

use std::collections::BTreeMap;

use super::crowd::Crowd;
use super::lesson::{LEVELS, Learned, Lessons, MOST, row};
use super::outlook::Outlook;
use super::prior::Prior;
use super::sign::{View, place, real};
use super::track::{MEMORY, Track};

/// A series gives lessons every so many ticks.
const LESSON_EVERY: i64 = 10;
/// Lessons at one moment, at most: so the newest ones reach back over all that a series remembers.
const AT_ONCE: usize = MOST * 10 / MEMORY;
/// Before so many ticks a series is too young for a lesson.
pub const YOUNG: u32 = 40;
/// Spreads the moments over the seeds.
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
/// A series that was not measured for longer has ended, and is forgotten.
const STALE: i64 = 30;
/// The chance of each span that is always left: what never happened yet can.
const SURPRISE: f64 = 0.004;
/// Series, lessons and what was learned.
#[derive(Debug, Clone)]
pub struct Foresight {
    tracks: BTreeMap<u64, Track>,
    crowd: Crowd,
    lessons: Lessons,
    prior: Prior,
    learned: Option<Learned>,
}

impl Default for Foresight {
    fn default() -> Self {
        Self {
            tracks: BTreeMap::new(),
            crowd: Crowd::default(),
            lessons: Lessons::default(),
            prior: Prior::shipped(),
            learned: None,
        }
    }
}

impl Foresight {
    /// Takes in the value of a tick of a series. Ticks come in order; see [`Track::observe`].
    pub fn observe(&mut self, series: u64, tick: i64, value: f64) {
        self.tracks.entry(series).or_default().observe(tick, value);
    }

    /// A tick is over: call it once all values of the tick are in. Lessons are taken, and what came of earlier ones is seen.
    pub fn close(&mut self, tick: i64) {
        self.tracks
            .retain(|_, track| track.last().is_some_and(|last| tick.saturating_sub(last).saturating_abs() <= STALE));
        let tracks = &self.tracks;
        self.lessons.resolve(tick, |series| tracks.get(&series)?.level());
        let fresh: Vec<_> = tracks.iter().filter(|(_, track)| track.last() == Some(tick)).collect();
        self.crowd.observe(fresh.iter().filter_map(|(_, track)| place(track)));
        if tick.rem_euclid(LESSON_EVERY) != 0 {
            return;
        }
        let old = || fresh.iter().filter(|(_, track)| track.age() >= YOUNG);
        let share = real(AT_ONCE) / real(old().count() * LEVELS);
        for (series, track) in old() {
            let mut rng = fastrand::Rng::with_seed(**series ^ tick.unsigned_abs().wrapping_mul(MIX));
            if share >= 1.0 || rng.f64() < share {
                let known = (&self.prior, self.learned.as_ref());
                self.lessons.teach(**series, track, tick, known, self.crowd.signs(), &mut rng);
            }
        }
    }

    /// What the series have taught so far, to be learned here or on another thread.
    #[must_use]
    pub fn lessons(&self) -> &Lessons {
        &self.lessons
    }

    /// From now on answers go by what was learned.
    pub fn adopt(&mut self, learned: Learned) {
        self.learned = Some(learned);
    }

    /// For how many ticks a series has been seen; of fewer than [`YOUNG`] nothing is known yet.
    #[must_use]
    pub fn age(&self, series: u64) -> u32 {
        self.tracks.get(&series).map_or(0, Track::age)
    }

    /// As [`Foresight::ask`], where the ticks of a series are minutes and hours of what grows for days: what has grown in a
    /// straight line for a whole horizon is taken to go on.
    #[must_use]
    pub fn ask_slow(&self, series: u64, level: f64) -> Option<Outlook> {
        let outlook = self.ask(series, level)?;
        let line = View::new(self.tracks.get(&series)?).and_then(|view| super::line::line(&view, level));
        Some(match line {
            Some((share, by)) if outlook != Outlook::REACHED => outlook.mixed(share * (1.0 - SURPRISE), by),
            _ => outlook,
        })
    }

    /// When a series first reaches a level. None of a series of which nothing is known, and of
    /// a level that is no number.
    #[must_use]
    pub fn ask(&self, series: u64, level: f64) -> Option<Outlook> {
        let view = View::new(self.tracks.get(&series)?)?;
        if level.is_nan() {
            return None;
        }
        if level <= view.now() {
            return Some(Outlook::REACHED);
        }
        // Without an end there would be no signs.
        let signs = view.signs(level.min(f64::MAX));
        let before = self.prior.log_odds(&signs);
        let crowd = self.crowd.signs();
        Some(Outlook::of(std::array::from_fn(|span| {
            let row = row(&signs, &crowd, before[span], span);
            let learned = self.learned.as_ref().map_or(0.0, |learned| learned.share() * learned.log_odds(&row));
            chance(before[span] + learned)
        })))
    }
}

fn chance(odds: f32) -> f64 {
    SURPRISE + (1.0 - SURPRISE) / (1.0 + f64::from(-odds).exp())
}

#[cfg(test)]
mod tests;
