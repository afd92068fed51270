//! A log that is followed while it is written: its patterns, what changes in it, and what comes before failures.

use super::header::Header;
use super::miner::{Bounds, Miner, Seen};
use super::precede::{Precede, Signs};
use super::watch::{Change, Pacing, Watch};

#[cfg(test)]
mod tests;

/// After how many lines it is looked what lines begin with.
const LOOKS: [usize; 4] = [4, 16, 64, LOOKED];

/// After so many it is certain.
pub(super) const LOOKED: usize = 256;

/// Most of a line that is kept for that, in bytes.
const KEPT: usize = 400;

/// A log that is followed. Give it the lines as they come, without control characters (`model::text::clean`), and
/// [`Live::tick`] once a minute. All times are seconds of one clock that does not go back, best since 1970.
#[derive(Debug, Clone)]
pub struct Live {
    pub(super) header: Header,
    /// The first lines, until it is certain what they begin with.
    first: Vec<String>,
    pub(super) lines: usize,
    bounds: Bounds,
    pub(super) miner: Miner,
    pub(super) watch: Watch,
    pub(super) precede: Precede,
}

impl Live {
    /// Nothing heard yet.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            header: Header::default(),
            first: Vec::new(),
            lines: 0,
            bounds,
            miner: Miner::new(bounds),
            watch: Watch::new(bounds.forms),
            precede: Precede::new(bounds.forms),
        }
    }

    /// A line came: its pattern, and what it changes.
    pub fn take(&mut self, line: &str, at: f64) -> (Seen, Option<Change>) {
        self.look(line);
        let seen = self.miner.take(self.header.message(line), at);
        for (from, into) in self.miner.merges() {
            self.watch.merge(from, into);
            self.precede.merge(from, into);
        }
        self.precede.note(seen.pattern, at);
        (seen, self.watch.note(seen.pattern, seen.new, at))
    }

    /// Time has passed: what comes less often is noticed only now.
    pub fn tick(&mut self, at: f64) -> Vec<Change> {
        self.watch.tick(at)
    }

    /// It goes on at this time after nobody has listened, or nothing was to be heard: what was not heard meanwhile is no
    /// silence.
    pub fn resume(&mut self, at: f64) {
        self.watch.resume(at);
        self.precede.resume(at);
    }

    /// How often a pattern comes; `None` when it was forgotten.
    #[must_use]
    pub fn pacing(&self, pattern: u32) -> Option<Pacing> {
        self.watch.pacing(self.miner.now(pattern))
    }

    /// Bytes that are kept, as they are reckoned.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let first: usize = self.first.iter().map(String::len).sum();
        self.miner.bytes() + self.watch.bytes() + self.precede.bytes() + first
    }

    /// What this is the log of has failed.
    pub fn failure(&mut self, at: f64) {
        self.precede.failure(at);
    }

    /// Which patterns come before failures.
    #[must_use]
    pub fn signs(&self) -> Signs {
        self.precede.signs()
    }

    /// How long the log is still only learned from, in seconds: no change is told until then.
    #[must_use]
    pub fn learning(&self) -> f64 {
        self.watch.learning()
    }

    /// Failures that were seen, and how many are needed before it is said what comes before them.
    #[must_use]
    pub fn failures(&self) -> (u32, u32) {
        self.precede.failures()
    }

    /// Since when it is known, in seconds; `None` before anything was heard. What came first before that is not new.
    #[must_use]
    pub fn known_since(&self) -> Option<f64> {
        self.watch.known_since()
    }

    /// The text of a pattern, which has to be cleaned before it is shown; `None` when it was forgotten.
    #[must_use]
    pub fn template(&self, pattern: u32) -> Option<String> {
        self.miner.template(pattern)
    }

    /// The patterns.
    #[must_use]
    pub fn miner(&self) -> &Miner {
        &self.miner
    }

    /// Looks what lines begin with. Patterns that were found with another beginning were none.
    fn look(&mut self, line: &str) {
        if self.lines >= LOOKED {
            return;
        }
        self.lines += 1;
        let mut end = line.len().min(KEPT);
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        self.first.push(line[..end].to_owned());
        if LOOKS.contains(&self.lines) {
            let header = Header::learn(self.first.iter().map(String::as_str));
            if header != self.header {
                self.header = header;
                self.miner.clear();
                self.watch = Watch::new(self.bounds.forms);
                self.precede.clear();
            }
        }
        if self.lines >= LOOKED {
            self.first = Vec::new();
        }
    }
}
