//! The usual day of a series.

/// Parts that a day has.
const PARTS: u8 = 96;
/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// Days that a part remembers.
const DAYS: f32 = 15.0;
/// Days before a part is believed.
const BELIEVED: f32 = 2.0;

/// The mean of each quarter of an hour of the day, by whatever clock the times have.
#[derive(Debug, Clone)]
pub(super) struct Day {
    parts: [(f64, f32); PARTS as usize],
    /// The part that time is in, with the mean and the number of its values so far.
    present: (usize, f64, f64),
}

impl Day {
    pub(super) const fn new() -> Self {
        Self { parts: [(0.0, 0.0); PARTS as usize], present: (0, 0.0, 0.0) }
    }

    /// What is usual at a time, and takes in what was there.
    pub(super) fn usual(&mut self, at: f64, value: f64) -> Option<f64> {
        let part = part(at);
        if part != self.present.0 {
            self.close();
            self.present = (part, 0.0, 0.0);
        }
        let (mean, days) = self.parts[part];
        self.present.2 += 1.0;
        self.present.1 += (value - self.present.1) / self.present.2;
        (days >= BELIEVED).then_some(mean)
    }

    /// The present part is over, and counts as a day of it.
    fn close(&mut self) {
        let (part, value, count) = self.present;
        if count > 0.0 {
            let (mean, days) = &mut self.parts[part];
            *days = (*days + 1.0).min(DAYS);
            *mean += (value - *mean) / f64::from(*days);
        }
    }
}

fn part(at: f64) -> usize {
    let part = at.rem_euclid(DAY) / DAY * f64::from(PARTS);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 95; what is no number is 0")]
    let part = part as usize;
    part.min(usize::from(PARTS) - 1)
}
