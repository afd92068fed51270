//! What the days of the week have of their own, beside the usual day.

use super::level::Mean;
use super::packed;

/// Days of a week, and parts of a day that are told apart.
const DAYS: usize = 7;
const PARTS: usize = 24;
/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// Weeks that are remembered.
const WEEKS: u8 = 6;
/// Comparisons of the usual week with the usual day before the better one is known: seven days of half hours, with a few
/// that may be missing; and over how many they are forgotten, which is two weeks.
const KNOWN: u16 = 320;
const COMPARED: f64 = 672.0;
/// The week is believed when it is off by less than this part of what the day is off by, and no longer when by more.
const BETTER: f64 = 0.8;
const NO_BETTER: f64 = 0.95;
/// How many usual distances one week may change a part by, at most: a holiday does not come again a week later.
const FARTHEST: f64 = 6.0;

/// How far each hour of the week usually is from the usual day. It is compared with the usual day on what neither had
/// seen, and counts only while it is clearly nearer to what comes: a series without weekdays goes on as if there were none.
#[derive(Debug, Clone)]
pub(super) struct Week {
    /// Distances in units of `unit`, as the upper halves of their bits: three digits are enough.
    off: [u16; DAYS * PARTS],
    unit: f64,
    /// How many weeks each day was seen in, and the day that it is.
    weeks: [u8; DAYS],
    today: usize,
    day_miss: Mean,
    own_miss: Mean,
    compared: u16,
    counts: bool,
}

packed!(Week { off, unit, weeks, today, day_miss, own_miss, compared, counts } if |week| week.today <= DAYS);

impl Default for Week {
    fn default() -> Self {
        Self {
            off: [0; DAYS * PARTS],
            unit: 0.0,
            weeks: [0; DAYS],
            today: DAYS,
            day_miss: Mean::default(),
            own_miss: Mean::default(),
            compared: 0,
            counts: false,
        }
    }
}

impl Week {
    /// Whether it counts.
    pub(super) const fn counts(&self) -> bool {
        self.counts
    }

    /// How far a time is from the usual day.
    pub(super) fn off(&self, at: f64) -> f64 {
        let (_, place) = place(at);
        self.off.get(place).map_or(0.0, |off| wide(*off) * self.unit)
    }

    /// A part of a day is over, which was this far from the usual day. `spread` is how far parts usually are.
    pub(super) fn close(&mut self, at: f64, off: f64, spread: f64) {
        if self.unit <= 0.0 {
            // Of a series whose days are all the same there is nothing to tell apart.
            if spread <= 0.0 {
                return;
            }
            self.unit = spread;
        }
        let (day, place) = place(at);
        if self.today != day {
            self.today = day;
            self.weeks[day] = self.weeks[day].saturating_add(1).min(WEEKS);
        }
        let (weeks, expected) = (self.weeks[day], self.off(at));
        let miss = off - expected;
        let usual = self.own_miss.get().filter(|_| self.counts);
        let most = usual.map_or(f64::INFINITY, |usual| FARTHEST * usual);
        if weeks > 1 {
            self.day_miss.follow(off.abs().min(FARTHEST * spread), COMPARED);
            self.own_miss.follow(miss.abs().min(FARTHEST * spread), COMPARED);
            self.compared = self.compared.saturating_add(1);
            self.compare();
        }
        let off = expected + miss.clamp(-most, most) / f64::from(weeks);
        self.off[place] = narrow(off / self.unit);
    }

    fn compare(&mut self) {
        let (Some(day_miss), Some(own_miss)) = (self.day_miss.get(), self.own_miss.get()) else { return };
        let limit = if self.counts { NO_BETTER } else { BETTER };
        self.counts = self.compared >= KNOWN && own_miss < limit * day_miss;
    }
}

/// The day of the week that a time is in, by whatever day times begin with, and the part of the week.
fn place(at: f64) -> (usize, usize) {
    let hours = at.rem_euclid(7.0 * DAY) / DAY * 24.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 167; what is no number is 0")]
    let place = (hours as usize).min(DAYS * PARTS - 1);
    (place / PARTS, place)
}

/// The upper half of the bits of a number: three digits of it.
fn narrow(value: f64) -> u16 {
    #[expect(clippy::cast_possible_truncation, reason = "distances in units of their own spread are small")]
    let value = value.clamp(-1e30, 1e30) as f32;
    // To the nearest: half of the last bit that stays.
    u16::try_from((value.to_bits() + 0x8000) >> 16).unwrap_or(0)
}

fn wide(value: u16) -> f64 {
    f64::from(f32::from_bits(u32::from(value) << 16))
}
