//! What is known of a log, to be written down and gone on with: a runtime that begins again need not learn it again, and
//! failures are days apart.

use serde::{Deserialize, Serialize};

use super::header::Header;
use super::live::{LOOKED, Live};
use super::miner::Bounds;
use super::precede::{Past, Trail};
use super::sample::Kept as KeptSample;
use super::watch::pace::Pace;

/// How it is written; what is written otherwise is not read.
const VERSION: u32 = 1;

/// Most patterns that are written down, and most bytes of their texts.
const PATTERNS: usize = 500;
const BYTES: usize = 128 << 10;

/// Lines after which it is certain enough what lines begin with.
const LEAST: usize = 64;

/// What is known of a log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    version: u32,
    at: f64,
    header: Header,
    /// Whether all patterns are in it.
    whole: bool,
    began: Option<f64>,
    past: Past,
    patterns: Vec<KeptPattern>,
}

/// One pattern of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeptPattern {
    sample: KeptSample,
    count: u64,
    first: f64,
    last: f64,
    pace: Option<Pace>,
    trail: Option<Trail>,
}

impl Live {
    /// What is to be written down: the patterns that were seen last, at most 500 of 128 KB together. None while it is not
    /// certain what lines begin with.
    #[must_use]
    pub fn keep(&self) -> Option<Kept> {
        if self.lines < LEAST {
            return None;
        }
        let order = self.miner.newest();
        let (mut patterns, mut room) = (Vec::new(), BYTES);
        for (number, pattern) in &order {
            let sample = pattern.sample.keep(&pattern.kind);
            let Some(left) = room.checked_sub(sample.len()).filter(|_| patterns.len() < PATTERNS) else { break };
            room = left;
            let (pace, trail) = (self.watch.pace(*number).cloned(), self.precede.trail(*number));
            let (count, first, last) = (pattern.count, pattern.first, pattern.last);
            patterns.push(KeptPattern { sample, count, first, last, pace, trail });
        }
        let whole = patterns.len() == order.len();
        // The oldest first, as they came.
        patterns.reverse();
        Some(Kept {
            version: VERSION,
            at: self.watch.now(),
            header: self.header.clone(),
            whole,
            began: self.watch.began(),
            past: self.precede.past(),
            patterns,
        })
    }

    /// Goes on from what was written down, at a time in seconds; the time between counts as if it had not been. None where
    /// it cannot be understood.
    #[must_use]
    pub fn remembering(kept: Kept, bounds: Bounds, at: f64) -> Option<Self> {
        if kept.version != VERSION {
            return None;
        }
        let mut live = Self::new(bounds);
        (live.header, live.lines) = (kept.header, LOOKED);
        live.watch.remember(kept.began.filter(|_| kept.whole), kept.at);
        live.precede.remember(kept.past);
        for one in kept.patterns {
            let Some(number) = live.miner.plant(&one.sample, one.count, (one.first, one.last)) else { continue };
            if let Some(pace) = one.pace {
                live.watch.plant(number, pace);
            }
            if let Some(trail) = one.trail {
                live.precede.plant(number, trail);
            }
        }
        live.resume(at);
        Some(live)
    }
}
