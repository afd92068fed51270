//! The patterns of a log that is there as a whole.

use std::collections::HashMap;

use super::header::Header;
use super::miner::{Bounds, Miner};
use crate::model::text::clean;

/// Longest template, in characters.
const LONGEST: usize = 2_000;

/// Lines after which what was found to be one is noted.
const NOTED: usize = 4_096;

/// A log that is read line by line. It keeps 4 bytes a line besides its patterns.
#[derive(Debug, Clone)]
pub struct File {
    header: Header,
    miner: Miner,
    lines: Vec<u32>,
    /// What patterns have become part of, by number.
    into: Vec<u32>,
}

/// The patterns of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clusters {
    /// For each line, the place of its cluster.
    pub lines: Vec<u32>,
    /// In the order of their first lines.
    pub all: Vec<Cluster>,
    /// Patterns for which there was no room: their lines have `<*>` as template.
    pub forgotten: u64,
}

/// Lines that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// What they say, with `<*>` for each value; safe to be shown.
    pub template: String,
    /// How many there are.
    pub lines: u64,
    /// The first and the last of them, from 1.
    pub first: u64,
    /// See `first`.
    pub last: u64,
}

impl File {
    /// None read yet; lines begin with this.
    #[must_use]
    pub fn new(header: Header, bounds: Bounds) -> Self {
        Self { header, miner: Miner::new(bounds), lines: Vec::new(), into: Vec::new() }
    }

    /// The next line, without its end.
    pub fn take(&mut self, line: &str) {
        #[expect(clippy::cast_precision_loss, reason = "a number of a line")]
        let at = self.lines.len() as f64;
        let seen = self.miner.take(self.header.message(line), at);
        self.lines.push(seen.pattern);
        if self.lines.len().is_multiple_of(NOTED) {
            self.note();
        }
    }

    fn note(&mut self) {
        for (from, into) in self.miner.merges() {
            let from = from as usize;
            while self.into.len() <= from {
                self.into.push(u32::try_from(self.into.len()).unwrap_or(u32::MAX));
            }
            self.into[from] = into;
        }
    }

    /// What the lines were.
    #[must_use]
    pub fn finish(mut self) -> Clusters {
        self.miner.settle();
        self.note();
        let mut found = Clusters { forgotten: self.miner.forgotten(), ..Clusters::default() };
        let mut of_pattern: HashMap<u32, u32> = HashMap::new();
        let mut of_template: HashMap<String, u32> = HashMap::new();
        for (at, line) in self.lines.iter().zip(1..) {
            let mut pattern = *at;
            while let Some(into) = self.into.get(pattern as usize).filter(|into| **into != pattern) {
                pattern = *into;
            }
            let place = *of_pattern.entry(pattern).or_insert_with(|| {
                let template =
                    self.miner.template(pattern).map_or_else(|| "<*>".to_owned(), |text| clean(&text, LONGEST));
                // What reads the same is the same.
                *of_template.entry(template).or_insert_with_key(|template| {
                    found.all.push(Cluster { template: template.clone(), lines: 0, first: line, last: line });
                    u32::try_from(found.all.len() - 1).unwrap_or(u32::MAX)
                })
            });
            found.lines.push(place);
            if let Some(cluster) = found.all.get_mut(place as usize) {
                cluster.lines += 1;
                cluster.last = line;
            }
        }
        found
    }
}
