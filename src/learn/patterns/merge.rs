//! Which kinds of messages are one: those that differ in words that are values.
//!
//! After masking, a value that looks like a word is left (a name of a user, of a program, of a state). It is told by what
//! stands around it: many words at one place of otherwise equal messages are values, few are different messages (after
//! Yu et al., "Brain: Log Parsing with Bidirectional Parallel Tree", 2023, and Makanju et al., "Clustering event logs using iterative partitioning", 2009).

use std::collections::{BTreeMap, BTreeSet};

use super::places::part;
use super::shape::{Symbol, VALUE, Words};

/// Different words at one place that are values, when they look like words of a language.
const MANY: usize = 5;

/// The same when they look like names.
const SOME: usize = 4;

/// The same after a word that a name follows.
const FEW: usize = 2;

/// Rounds in which places that have become values show others.
const ROUNDS: usize = 4;

/// Kinds of one build that are compared with each other for more than one difference.
const COMPARED: usize = 600;
/// And so many of their parts, each with each.
const PARTS: usize = 40_000_000;

/// Words that are followed by the name of something.
const NAMED: [&str; 10] =
    ["user", "username", "account", "host", "hostname", "node", "program", "process", "service", "package"];

/// The kind of each of these kinds of one build, with values in the places of words that are values.
pub(super) fn merge(of: &[Vec<Symbol>], words: &Words) -> Vec<Vec<Symbol>> {
    let mut kinds = of.to_vec();
    for _ in 0..ROUNDS {
        let changed = single(&mut kinds, words);
        if !(several(&mut kinds, words) || changed) {
            break;
        }
    }
    kinds
}

/// Values among words that are the only difference of otherwise equal kinds.
fn single(kinds: &mut [Vec<Symbol>], words: &Words) -> bool {
    let length = kinds.iter().map(Vec::len).min().unwrap_or(0);
    let sum_of = |kind: &Vec<Symbol>| kind.iter().enumerate().map(|(at, symbol)| part(at, *symbol)).fold(0, add);
    let mut sums: Vec<u64> = kinds.iter().map(sum_of).collect();
    let mut changed = false;
    // Kinds that are equal but for a place, beside each other: by the sum of all of them but what is there.
    let mut around: Vec<(u64, usize)> = Vec::with_capacity(kinds.len());
    for place in 0..length {
        // Those of one build have their separators at the same places.
        if words.is_mark(kinds[0][place]) {
            continue;
        }
        let rest = |(row, kind): (usize, &Vec<Symbol>)| (sums[row].wrapping_sub(part(place, kind[place])), row);
        around.clear();
        around.extend(kinds.iter().enumerate().map(rest));
        around.sort_unstable();
        for same in around.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            changed |= one_place(kinds, &mut sums, place, same, words);
        }
    }
    changed
}

const fn add(sum: u64, part: u64) -> u64 {
    sum.wrapping_add(part)
}

/// Makes a place of kinds that are otherwise equal a value, where it is one.
fn one_place(kinds: &mut [Vec<Symbol>], sums: &mut [u64], place: usize, same: &[(u64, usize)], words: &Words) -> bool {
    let mut rest = kinds[same[0].1].clone();
    rest[place] = VALUE;
    // Sums may be equal by chance.
    let equal = |row: usize| kinds[row][..place] == rest[..place] && kinds[row][place + 1..] == rest[place + 1..];
    let rows: Vec<usize> = same.iter().map(|(_, row)| *row).filter(|row| equal(*row)).collect();
    let found: BTreeSet<Symbol> = rows.iter().map(|row| kinds[*row][place]).collect();
    let is_value = found.len() > 1
        && rest.iter().any(|symbol| *symbol != VALUE && !words.is_mark(*symbol))
        && values(&rest, place, &found, words);
    if is_value {
        for row in rows {
            sums[row] = sums[row].wrapping_sub(part(place, kinds[row][place])).wrapping_add(part(place, VALUE));
            kinds[row][place] = VALUE;
        }
    }
    is_value
}

/// Whether what was found at a place are values.
fn values(around: &[Symbol], place: usize, found: &BTreeSet<Symbol>, words: &Words) -> bool {
    if found.contains(&VALUE) {
        return true;
    }
    let named = place >= 2 && NAMED.contains(&words.text(around[place - 1])) && !words.is_mark(around[place - 2]);
    let names = found.iter().filter(|symbol| is_name(words.text(**symbol))).count();
    let numbered = found.iter().all(|symbol| words.text(*symbol).contains('0'));
    let least = if named || numbered {
        FEW
    } else if 3 * names >= 2 * found.len() {
        SOME
    } else {
        MANY
    };
    // One word alone around it says little.
    let spoken = around.iter().filter(|symbol| **symbol != VALUE && !words.is_mark(**symbol)).count();
    found.len() >= if spoken < 2 { 2 * least } else { least }
}

/// Whether a word looks like a name rather than one of a language.
fn is_name(word: &str) -> bool {
    let lower = word.bytes().any(|byte| byte.is_ascii_lowercase());
    let inner = word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    inner && (lower || word.len() > 2) || word.bytes().any(|byte| !byte.is_ascii_alphabetic() && byte.is_ascii())
}

/// Values among words where kinds differ in several places.
fn several(kinds: &mut [Vec<Symbol>], words: &Words) -> bool {
    let mut distinct: BTreeMap<Vec<Symbol>, Vec<usize>> = BTreeMap::new();
    for (row, kind) in kinds.iter().enumerate() {
        distinct.entry(kind.clone()).or_default().push(row);
    }
    let forms: Vec<&Vec<Symbol>> = distinct.keys().collect();
    let parts = forms.len() * forms.len() * forms.first().map_or(0, |form| form.len());
    if forms.len() < SOME || forms.len() > COMPARED || parts > PARTS {
        return false;
    }
    let spoken: Vec<usize> = forms.iter().map(|form| spoken(form, words)).collect();
    let mut group: Vec<usize> = (0..forms.len()).collect();
    for a in 0..forms.len() {
        for b in a + 1..forms.len() {
            if root(&group, a) != root(&group, b) && are_near(forms[a], forms[b], spoken[a]) {
                let (a, b) = (root(&group, a), root(&group, b));
                group[b.max(a)] = a.min(b);
            }
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..forms.len() {
        members.entry(root(&group, at)).or_default().push(at);
    }
    let mut changes: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for together in members.values().filter(|together| together.len() >= SOME) {
        let first = forms[together[0]];
        let differ: BTreeSet<usize> = together.iter().flat_map(|at| differences(first, forms[*at])).collect();
        let differ: Vec<usize> = differ.into_iter().collect();
        let enough = |place: &usize| {
            let found: BTreeSet<Symbol> = together.iter().map(|at| forms[*at][*place]).collect();
            found.contains(&VALUE) || found.len() >= SOME - 1
        };
        if differ.len() > 1 && near(&differ, spoken[together[0]]) && differ.iter().all(enough) {
            let rows = together.iter().flat_map(|at| distinct[forms[*at]].iter().copied()).collect();
            changes.push((rows, differ));
        }
    }
    for (rows, places) in &changes {
        for row in rows {
            for place in places {
                kinds[*row][*place] = VALUE;
            }
        }
    }
    !changes.is_empty()
}

fn root(group: &[usize], mut at: usize) -> usize {
    while group[at] != at {
        at = group[at];
    }
    at
}

fn differences(a: &[Symbol], b: &[Symbol]) -> Vec<usize> {
    a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect()
}

/// Words of a form that are no values.
fn spoken(form: &[Symbol], words: &Words) -> usize {
    form.iter().filter(|symbol| **symbol != VALUE && !words.is_mark(**symbol)).count()
}

/// Whether kinds that differ in these places may be one: few places, none beside another (words beside each other that
/// differ are other sentences, not other values), and enough words that are the same.
fn near(places: &[usize], spoken: usize) -> bool {
    places.windows(2).all(|pair| pair[1] > pair[0] + 1) && enough(places.len(), spoken)
}

fn enough(places: usize, spoken: usize) -> bool {
    let same = spoken.saturating_sub(places);
    same >= 2 && same >= 2 * places
}

/// The same of two forms, found out no longer than it may still be.
fn are_near(a: &[Symbol], b: &[Symbol], spoken: usize) -> bool {
    let mut places = 0;
    let mut last = None;
    for at in (0..a.len().min(b.len())).filter(|at| a[*at] != b[*at]) {
        places += 1;
        if last.is_some_and(|last| last + 1 == at) || !enough(places, spoken) {
            return false;
        }
        last = Some(at);
    }
    enough(places, spoken)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::fold::fold;
    use super::super::scan::scan;
    use super::*;

    /// The same by comparing whole kinds, as it reads: for each place those that are equal but for it.
    fn plainly(kinds: &mut [Vec<Symbol>], words: &Words) -> bool {
        let mut changed = false;
        for place in 0..kinds[0].len() {
            let mut around: HashMap<Vec<Symbol>, Vec<usize>> = HashMap::new();
            for (row, kind) in kinds.iter().enumerate().filter(|(_, kind)| !words.is_mark(kind[place])) {
                let mut rest = kind.clone();
                rest[place] = VALUE;
                around.entry(rest).or_default().push(row);
            }
            for (rest, rows) in around {
                let found: BTreeSet<Symbol> = rows.iter().map(|row| kinds[*row][place]).collect();
                let said = rest.iter().any(|symbol| *symbol != VALUE && !words.is_mark(*symbol));
                if found.len() > 1 && said && values(&rest, place, &found, words) {
                    for row in rows {
                        kinds[row][place] = VALUE;
                    }
                    changed = true;
                }
            }
        }
        changed
    }

    #[test]
    fn kinds_that_are_equal_but_for_a_word_are_found_as_by_comparing_all_of_them() {
        let mut random = fastrand::Rng::with_seed(9);
        let mut united = 0;
        for _ in 0..60 {
            let mut words = Words::default();
            let names = ["ana", "bob", "carol", "dave", "eve", "frank", "x1", "7"];
            let mut kinds: Vec<Vec<Symbol>> = (0..120)
                .map(|_| {
                    let mut name = || names[random.usize(..names.len())];
                    let text =
                        format!("user {} took {} of {}, now {}", name(), name(), ["a", "b"][random.usize(..2)], "on");
                    let (mut parts, mut folds, mut kind) = (Vec::new(), Vec::new(), Vec::new());
                    scan(&text, &mut parts);
                    fold(&parts, &mut folds);
                    words.shape(&parts, &folds, &mut kind);
                    kind
                })
                .collect();
            let length = kinds[0].len();
            kinds.retain(|kind| kind.len() == length);
            let mut other = kinds.clone();
            assert_eq!(single(&mut kinds, &words), plainly(&mut other, &words));
            assert_eq!(kinds, other);
            united += kinds.iter().flatten().filter(|symbol| **symbol == VALUE).count();
        }
        assert!(united > 1_000, "{united}");
    }

    #[test]
    fn whether_two_forms_are_near_is_told_early_as_it_is_in_the_end() {
        let mut random = fastrand::Rng::with_seed(10);
        let mut near_ones = 0;
        for _ in 0..5_000 {
            let length = random.usize(2..24);
            let form: Vec<Symbol> = (0..length).map(|_| random.u32(0..4)).collect();
            let mut other = form.clone();
            for _ in 0..random.usize(0..4) {
                other[random.usize(..length)] = random.u32(0..4);
            }
            let spoken = spoken(&form, &Words::default());
            let is_near = near(&differences(&form, &other), spoken);
            assert_eq!(are_near(&form, &other, spoken), is_near, "{form:?} {other:?}");
            near_ones += usize::from(is_near);
        }
        assert!((500..4_900).contains(&near_ones), "{near_ones}");
    }
}
