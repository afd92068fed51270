//! Which kinds of messages are one: those that differ in words that are values.
//!
//! After masking, a value that looks like a word is left (a name of a user, of a program, of a state). It is told by what
//! stands around it: many words at one place of otherwise equal messages are values, few are different messages (after
//! Yu et al., "Brain: Log Parsing with Bidirectional Parallel Tree", 2023, and Makanju et al., "Clustering event logs using iterative partitioning", 2009).

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    let mut changed = false;
    for place in 0..length {
        let mut around: HashMap<Vec<Symbol>, Vec<usize>> = HashMap::new();
        for (row, kind) in kinds.iter().enumerate() {
            let mut rest = kind.clone();
            if words.is_mark(rest[place]) {
                break;
            }
            rest[place] = VALUE;
            around.entry(rest).or_default().push(row);
        }
        for (rest, same) in around {
            let found: BTreeSet<Symbol> = same.iter().map(|row| kinds[*row][place]).collect();
            if found.len() > 1
                && rest.iter().any(|symbol| *symbol != VALUE && !words.is_mark(*symbol))
                && values(&rest, place, &found, words)
            {
                for row in same {
                    kinds[row][place] = VALUE;
                }
                changed = true;
            }
        }
    }
    changed
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
    if distinct.len() < SOME || distinct.len() > COMPARED {
        return false;
    }
    let forms: Vec<&Vec<Symbol>> = distinct.keys().collect();
    let mut group: Vec<usize> = (0..forms.len()).collect();
    for a in 0..forms.len() {
        for b in a + 1..forms.len() {
            if root(&group, a) != root(&group, b) && near(&differences(forms[a], forms[b]), forms[a], words) {
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
        if differ.len() > 1 && near(&differ, first, words) && differ.iter().all(enough) {
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

/// Whether kinds that differ in these places may be one: few places, none beside another (words beside each other that
/// differ are other sentences, not other values), and enough words that are the same.
fn near(places: &[usize], form: &[Symbol], words: &Words) -> bool {
    let spoken = form.iter().filter(|symbol| **symbol != VALUE && !words.is_mark(**symbol)).count();
    let same = spoken.saturating_sub(places.len());
    places.windows(2).all(|pair| pair[1] > pair[0] + 1) && same >= 2 && same >= 2 * places.len()
}
