//! Patterns that were seen before.

use super::level::Mean;
use super::packed;

/// Patterns that are told apart, about.
const PLACES: usize = 256;
/// Samples after which what was seen counts half: what was not seen for long is new again.
const HALVED: u16 = 16_384;
/// Samples over which the newness of patterns is taken together.
const TOGETHER: f64 = 12.0;
/// Samples over which the newness that is usual is forgotten.
const REMEMBERED: f64 = 20_000.0;
/// The least newness that is usual: of a series that always does the same any new pattern is much.
const LEAST: f64 = 1e-3;
/// Samples of the past that patterns are made of.
pub(super) const REACH: usize = 19;

/// Which past samples make a pattern, and how coarsely.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Every how many samples.
    pub(super) every: usize,
    /// How many of them; `(count - 1) * every` is less than [`REACH`].
    pub(super) count: usize,
    /// Steps for each unit of height.
    pub(super) steps: f64,
}

/// Counts short patterns of a series, by hash: how often what happens now was seen before. The idea of context
/// anomalies (Smirnov 2016, "Contextual anomaly detector", open source edition).
#[derive(Debug, Clone)]
pub(super) struct Novelty {
    counts: [u8; PLACES],
    until_halved: u16,
    recent: f64,
    usual: Mean,
}

packed!(Novelty { counts, until_halved, recent, usual } if |novelty| novelty.until_halved > 0);

impl Default for Novelty {
    fn default() -> Self {
        Self { counts: [0; PLACES], until_halved: HALVED, recent: 0.0, usual: Mean::default() }
    }
}

impl Novelty {
    /// How new the patterns of the last samples are, compared with what is usual: 1 as new as ever. `heights` are those of
    /// the last samples in units of the series' own spread, the newest first; nothing is told before there are enough.
    pub(super) fn see(&mut self, heights: &[f32], shape: Shape) -> Option<f64> {
        let place = place(heights, shape)?;
        self.until_halved -= 1;
        if self.until_halved == 0 {
            self.until_halved = HALVED;
            self.counts.iter_mut().for_each(|count| *count /= 2);
        }
        let count = &mut self.counts[place];
        let new = 1.0 / (1.0 + f64::from(*count));
        *count = count.saturating_add(1);
        self.recent += (new - self.recent) / TOGETHER;
        let novelty = self.recent / self.usual.get().unwrap_or(0.0).max(LEAST);
        self.usual.follow(new, REMEMBERED);
        Some(novelty)
    }
}

fn place(heights: &[f32], shape: Shape) -> Option<usize> {
    let mut hash = 0_u64;
    for at in 0..shape.count {
        let height = f64::from(*heights.get(at * shape.every)?);
        let step = (height * shape.steps).round().clamp(-100.0, 100.0) + 100.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 200; what is no number is 0")]
        let step = step as u64;
        hash = hash.wrapping_mul(211).wrapping_add(step);
    }
    // Fibonacci hashing (Knuth 1973, "Sorting and searching", section 6.4).
    let hash = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    usize::try_from(hash).ok().map(|hash| hash % PLACES)
}
