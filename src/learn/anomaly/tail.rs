//! How rare a magnitude is for its series, told by the largest that the series has shown.

use super::packed;

/// Peaks that are kept.
const PEAKS: usize = 10;
/// With fewer nothing is known of a tail.
const FEWEST: usize = 3;
/// Samples within which several large magnitudes are one peak.
const APART: u32 = 50;
/// The thinnest tail that is believed: peaks that hardly differ do not prove that the next one cannot.
const THINNEST: f64 = 0.1;
/// What is told of a magnitude that is nothing unusual, and before there is a tail.
const USUAL: f64 = -5.0;
/// The most that is told, far beyond what an alarm needs.
const MOST: f64 = 6.0;
/// Less than the logarithm of any number that there is: stands for nothing.
const NOTHING: f64 = -800.0;

/// The tail of a stream of magnitudes: its largest peaks, as logarithms, largest first.
///
/// Above the largest the logarithms are taken as exponential, that is, the magnitudes as Pareto, with the mean excess over
/// the least as its index (Hill 1975, "A simple general approach to inference about the tail of a distribution"); below it
/// the ranks tell. Magnitudes near each other in time are one peak (declustering; Coles 2001, "An introduction to
/// statistical modeling of extreme values", chapter 5). So what is unusual is learned from the series itself, whatever its
/// distribution: noise breaks its own record ever more rarely, once for each e-fold of its length.
#[derive(Debug, Clone, Default)]
pub(super) struct Tail {
    peaks: [Peak; PEAKS],
    kept: u8,
    /// Samples of the series, and those among them that had a magnitude.
    now: u32,
    seen: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Peak {
    height: f32,
    at: u32,
}

packed!(Peak { height, at });
packed!(Tail { peaks, kept, now, seen } if |tail| usize::from(tail.kept) <= PEAKS);

impl Tail {
    /// How much rarer a magnitude is than once in all that was seen, as a natural logarithm: 0 for a new record, above
    /// for more than that, `-ln k` for the k-th largest, within `-5..=6`. Less where there was a magnitude only lately, for
    /// a record among few is none of the series. Then takes it in. None stands for a sample without one.
    pub(super) fn surprise(&mut self, magnitude: Option<f64>) -> f64 {
        self.now = self.now.saturating_add(1);
        let Some(magnitude) = magnitude else { return USUAL };
        self.seen = self.seen.saturating_add(1);
        let height = if magnitude > 0.0 { magnitude.ln() } else { NOTHING };
        let young = (f64::from(self.now) / f64::from(self.seen)).ln();
        let surprise = (self.rarity(height) - young).clamp(USUAL, MOST);
        #[expect(clippy::cast_possible_truncation, reason = "logarithms of magnitudes are small")]
        self.keep(height as f32);
        surprise
    }

    /// Magnitudes are of another kind from now on: their records are void, and the length of the series stays, so that the
    /// first of them are no records of all of it.
    pub(super) fn begin_again(&mut self) {
        *self = Self { now: self.now, ..Self::default() };
    }

    fn rarity(&self, height: f64) -> f64 {
        let peaks = &self.peaks[..usize::from(self.kept)];
        let (Some(first), Some(last)) = (peaks.first(), peaks.last()) else { return USUAL };
        if peaks.len() < FEWEST {
            return USUAL;
        }
        let (first, last) = (f64::from(first.height), f64::from(last.height));
        let count = f64::from(self.kept);
        let excess = peaks.iter().map(|peak| f64::from(peak.height) - last).sum::<f64>() / (count - 1.0);
        let index = excess.max(THINNEST);
        if height > first {
            return (height - first) / index;
        }
        if height <= last {
            return (height - last) / index - count.ln();
        }
        // Between two peaks: between their ranks.
        let above = peaks.iter().take_while(|peak| f64::from(peak.height) >= height);
        let (rank, up) = above.fold((0.0, first), |(rank, _), peak| (rank + 1.0, f64::from(peak.height)));
        let below = peaks.iter().map(|peak| f64::from(peak.height)).find(|peak| *peak < height);
        let down = below.unwrap_or(last);
        let share = (height - down) / (up - down).max(1e-9);
        share * ((rank + 1.0) / f64::max(rank, 1.0)).ln() - (rank + 1.0_f64).ln()
    }

    fn keep(&mut self, height: f32) {
        let kept = usize::from(self.kept);
        let peaks = &mut self.peaks[..kept];
        let peak = Peak { height, at: self.now };
        let near = peaks.iter().position(|peak| self.now.saturating_sub(peak.at) < APART);
        match near {
            Some(place) if height > peaks[place].height => peaks[place] = peak,
            Some(_) => return,
            None if kept < PEAKS => {
                self.peaks[kept] = peak;
                self.kept += 1;
            }
            None if height > self.peaks[PEAKS - 1].height => self.peaks[PEAKS - 1] = peak,
            None => return,
        }
        self.peaks[..usize::from(self.kept)].sort_unstable_by(|a, b| b.height.total_cmp(&a.height));
    }
}
