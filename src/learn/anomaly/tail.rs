//! How rare a magnitude is for its series, told by the largest that the series has shown.

/// Peaks that are kept.
const PEAKS: usize = 10;
/// With fewer nothing is known of a tail.
const FEWEST: usize = 3;
/// Samples within which several large magnitudes are one peak.
const APART: u32 = 30;
/// The thinnest tail that is believed: a peak that differs by nothing from the others says nothing of the next.
const THINNEST: f64 = 0.03;
/// What is told of a magnitude that is nothing unusual, and before there is a tail.
const USUAL: f64 = -5.0;
/// The most that is told, far beyond what an alarm needs.
const MOST: f64 = 6.0;

/// The tail of a stream of magnitudes: its largest peaks, as logarithms, largest first.
///
/// Above the least of them the logarithms are taken as exponential, that is, the magnitudes as Pareto, with the mean
/// excess as its index (Hill 1975, "A simple general approach to inference about the tail of a distribution"). Magnitudes
/// near each other in time are one peak (declustering; Coles 2001, "An introduction to statistical modeling of extreme
/// values", chapter 5).
#[derive(Debug, Clone, Default)]
pub(super) struct Tail {
    peaks: [Peak; PEAKS],
    kept: u8,
    now: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Peak {
    height: f32,
    at: u32,
}

impl Tail {
    /// How much rarer a magnitude is than once in all that was seen, as a natural logarithm: 0 for a new record, above
    /// for more than that, `-ln k` for the k-th largest, between [`USUAL`] and [`MOST`]. Then takes it in.
    pub(super) fn surprise(&mut self, magnitude: f64) -> f64 {
        self.now = self.now.wrapping_add(1);
        // Smaller than the logarithm of any number that there is.
        let height = if magnitude > 0.0 { magnitude.ln() } else { -800.0 };
        let surprise = self.rarity(height);
        #[expect(clippy::cast_possible_truncation, reason = "logarithms of magnitudes are small")]
        self.keep(height as f32);
        surprise
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
        let surprise = if height > first {
            (height - first) / index
        } else if height <= last {
            (height - last) / index - count.ln()
        } else {
            let above = peaks.iter().filter(|peak| f64::from(peak.height) >= height).count();
            let rank = peaks.iter().map(|peak| f64::from(u8::from(f64::from(peak.height) >= height))).sum::<f64>();
            let (up, down) = (f64::from(peaks[above - 1].height), f64::from(peaks[above].height));
            let share = (height - down) / (up - down).max(1e-9);
            share * ((rank + 1.0) / rank).ln() - (rank + 1.0).ln()
        };
        surprise.clamp(USUAL, MOST)
    }

    fn keep(&mut self, height: f32) {
        let kept = usize::from(self.kept);
        let near = self.peaks[..kept].iter().position(|peak| self.now.wrapping_sub(peak.at) < APART);
        let peak = Peak { height, at: self.now };
        match near {
            Some(place) if height > self.peaks[place].height => self.peaks[place] = peak,
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
