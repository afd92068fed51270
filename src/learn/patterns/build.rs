//! Patterns that are built alike (separators in the same places): only those can be one.

use std::collections::{BTreeMap, HashMap};

use super::merge::merge;
use super::miner::Pattern;
use super::places::Places;
use super::shape::{Symbol, VALUE, Words};

/// Patterns of one build.
#[derive(Debug, Clone, Default)]
pub(super) struct Build {
    /// Their numbers, the oldest first.
    pub(super) patterns: Vec<u32>,
    /// How many there must be before they are looked at again.
    next: usize,
    places: Places,
}

/// Most patterns of a build that are looked at together, and most parts of them: of long messages there are fewer, so that
/// it takes no longer.
const MOST: usize = 2_000;
const PARTS: usize = 400_000;

impl Build {
    /// Adds a pattern; whether it is time to look which are one.
    pub(super) fn add(&mut self, pattern: u32, kind: &[Symbol]) -> bool {
        self.patterns.push(pattern);
        self.places.add(kind, pattern);
        self.patterns.len() > 1 && self.patterns.len() >= self.next
    }

    /// Adds one that was looked at before.
    pub(super) fn keep(&mut self, pattern: u32, kind: &[Symbol]) {
        self.patterns.push(pattern);
        self.places.add(kind, pattern);
        self.next = self.patterns.len() + 1;
    }

    /// How many patterns a message of this shape is compared with.
    #[cfg(test)]
    pub(super) fn asked(&self, shape: &[Symbol]) -> usize {
        self.places.of(shape).count()
    }

    /// The pattern that a message of this shape is of: the one with the fewest values, the oldest of those.
    pub(super) fn fitting(&self, shape: &[Symbol], all: &HashMap<u32, Pattern>) -> Option<u32> {
        let kinds = self.places.of(shape).filter_map(|number| Some((number, &all.get(&number)?.kind)));
        let fitting = kinds.filter_map(|(number, kind)| Some((fits(kind, shape)?, number))).min();
        fitting.map(|(_, number)| number)
    }

    /// What is one: the number of a pattern whose kind has changed, its kind, and the number of the pattern that it is
    /// part of, which is its own where it goes on.
    pub(super) fn unite(&mut self, all: &HashMap<u32, Pattern>, words: &Words) -> Vec<(u32, Vec<Symbol>, u32)> {
        let length = self.patterns.last().and_then(|number| all.get(number)).map_or(1, |last| last.kind.len().max(1));
        let from = self.patterns.len().saturating_sub(MOST.min(PARTS / length));
        let numbers = &self.patterns[from..];
        let before: Vec<Vec<Symbol>> = numbers
            .iter()
            .map(|number| all.get(number).map_or_else(Vec::new, |pattern| pattern.kind.clone()))
            .collect();
        let after = merge(&before, words);
        let mut first: BTreeMap<&[Symbol], u32> = BTreeMap::new();
        let mut changes = Vec::new();
        for ((number, before), after) in numbers.iter().zip(&before).zip(&after) {
            let into = *first.entry(after).or_insert(*number);
            if into != *number || before != after {
                self.places.remove(before, *number);
                if into == *number {
                    self.places.add(after, *number);
                }
                changes.push((*number, after.clone(), into));
            }
        }
        let gone: Vec<u32> = changes.iter().filter(|change| change.0 != change.2).map(|change| change.0).collect();
        self.patterns.retain(|number| gone.binary_search(number).is_err());
        self.next = self.patterns.len() + 1 + self.patterns.len() / 8;
        changes
    }
}

/// A shape with all of it but the separators taken for values.
pub(super) fn frame(shape: &[Symbol], words: &Words) -> Vec<Symbol> {
    shape.iter().map(|symbol| if words.is_mark(*symbol) { *symbol } else { VALUE }).collect()
}

/// Whether a message of this shape is of this kind, and how many words of it are values there.
pub(super) fn fits(kind: &[Symbol], shape: &[Symbol]) -> Option<usize> {
    let mut values = 0;
    for (wanted, found) in kind.iter().zip(shape) {
        if wanted != found {
            if *wanted != VALUE {
                return None;
            }
            values += 1;
        }
    }
    (kind.len() == shape.len()).then_some(values)
}
