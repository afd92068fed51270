//! Which patterns of a build a message can be of, without asking all of them: by the words that it has where patterns have
//! words.

use std::collections::HashMap;

use super::shape::{Symbol, VALUE};

/// Most different sets of places of one build. Patterns beyond them are found when patterns are made one.
const MOST: usize = 64;

/// Patterns by their words. Patterns of one build mostly have words at the same places, and then one look-up finds those
/// that have these words.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    sets: Vec<Set>,
}

/// Patterns that have words at the same places.
#[derive(Debug, Clone)]
struct Set {
    /// A bit for each place, set where it has a word or a separator.
    places: Box<[u64]>,
    /// By the sum of the words that are there.
    patterns: HashMap<u64, Vec<u32>>,
}

impl Places {
    /// Adds a pattern.
    pub(super) fn add(&mut self, kind: &[Symbol], number: u32) {
        let places = places(kind);
        let sum = sum(kind, &places);
        if let Some(set) = self.sets.iter_mut().find(|set| set.places == places) {
            set.patterns.entry(sum).or_default().push(number);
        } else if self.sets.len() < MOST {
            self.sets.push(Set { places, patterns: HashMap::from([(sum, vec![number])]) });
        }
    }

    /// Removes a pattern that was added with this kind.
    pub(super) fn remove(&mut self, kind: &[Symbol], number: u32) {
        let places = places(kind);
        let sum = sum(kind, &places);
        let Some(at) = self.sets.iter().position(|set| set.places == places) else { return };
        let set = &mut self.sets[at];
        if let Some(numbers) = set.patterns.get_mut(&sum) {
            numbers.retain(|other| *other != number);
            if numbers.is_empty() {
                set.patterns.remove(&sum);
            }
        }
        if set.patterns.is_empty() {
            self.sets.remove(at);
        }
    }

    /// The patterns that a message of this shape may be of: few others are among them.
    pub(super) fn of(&self, shape: &[Symbol]) -> impl Iterator<Item = u32> {
        let found = self.sets.iter().filter_map(|set| set.patterns.get(&sum(shape, &set.places)));
        found.flatten().copied()
    }
}

/// Bytes that a pattern of so many parts takes here, at most.
pub(super) const fn takes(length: usize) -> usize {
    96 + length / 8
}

fn places(kind: &[Symbol]) -> Box<[u64]> {
    let bits = |some: &[Symbol]| {
        let bit = |bits: u64, (at, symbol): (usize, &Symbol)| bits | u64::from(*symbol != VALUE) << at;
        some.iter().enumerate().fold(0, bit)
    };
    kind.chunks(64).map(bits).collect()
}

/// The sum of the words at some places.
fn sum(shape: &[Symbol], places: &[u64]) -> u64 {
    let mut sum = 0_u64;
    for (from, bits) in (0..).step_by(64).zip(places) {
        let mut bits = *bits;
        while bits != 0 {
            let place = from + bits.trailing_zeros() as usize;
            sum = sum.wrapping_add(part(place, shape.get(place).copied().unwrap_or(VALUE)));
            bits &= bits - 1;
        }
    }
    sum
}

/// What a word at a place adds to the sum of a kind: sums of kinds that differ hardly ever are equal (Zobrist 1970, "A new
/// hashing method with application for game playing").
pub(super) fn part(place: usize, symbol: Symbol) -> u64 {
    // One step of SplitMix (Steele, Lea and Flood 2014).
    let mut mixed = ((place as u64) << 32 | u64::from(symbol)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_found_by_their_words_and_no_more_when_they_are_gone() {
        let mut index = Places::default();
        index.add(&[1, 2, VALUE, 3], 7);
        index.add(&[1, 9, VALUE, 3], 8);
        index.add(&[1, VALUE, VALUE, 3], 9);
        let of = |index: &Places, shape: &[Symbol]| index.of(shape).collect::<Vec<_>>();
        assert_eq!(of(&index, &[1, 2, 50, 3]), [7, 9]);
        assert_eq!(of(&index, &[1, VALUE, 50, 3]), [9]);
        assert_eq!(of(&index, &[2, 1, 50, 3]), [0; 0]);
        index.remove(&[1, 2, VALUE, 3], 7);
        assert_eq!(of(&index, &[1, 2, 50, 3]), [9]);
        index.remove(&[1, VALUE, VALUE, 3], 9);
        assert_eq!((of(&index, &[1, 2, 50, 3]), index.sets.len()), (vec![], 1));
    }

    #[test]
    fn however_many_sets_of_places_there_are_few_are_kept() {
        let mut index = Places::default();
        for number in 0..1_000_u32 {
            let kind: Vec<Symbol> = (0..70).map(|at| u32::from(number >> (at % 10) & 1 == 1)).collect();
            index.add(&kind, number);
        }
        assert_eq!(index.sets.len(), MOST);
    }
}
