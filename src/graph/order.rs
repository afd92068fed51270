//! The order of the points within their layers, with few crossings: sweeps by barycentre (Sugiyama, Tagawa & Toda 1981),
//! neighbours exchanged where that helps (Gansner, Koutsofios, North & Vo 1993), the best of all kept. Parts of the graph
//! stay apart.

use std::cmp::Reverse;

use super::weave::Weave;

/// Work for the sweeps, in links looked at: a bound of the time, not of the quality that anything readable needs.
const WORK: usize = 400_000;
/// Crossings, and among equals how far links lead from their place.
type Score = (usize, usize);

/// A mean as a whole number, in these parts of a place.
const FINE: usize = 1 << 16;

/// The points of each layer in order. `spine` holds those that are to be in line, which begin the order.
pub(super) fn order(weave: &Weave, spine: &[usize]) -> Vec<Vec<usize>> {
    let sweeps = (WORK / (weave.links.len() + weave.points.len() + 1)).clamp(2, 24);
    let starts = [by_depth(weave, spine), (0..weave.points.len()).collect()];
    let mut best: Option<(Score, Vec<Vec<usize>>)> = None;
    for start in starts {
        let mut sweep = Sweep::new(weave, &start);
        for round in 0..=sweeps {
            let found = (sweep.crossings(), sweep.length());
            if best.as_ref().is_none_or(|(least, _)| found < *least) {
                best = Some((found, sweep.layers.clone()));
            }
            if best.as_ref().is_some_and(|(least, _)| least.0 == 0) || round == sweeps {
                break;
            }
            sweep.once(round % 2 == 0);
            sweep.exchange();
        }
    }
    best.map(|(_, layers)| layers).unwrap_or_default()
}

/// A number for each point: what follows a point comes right after it, the spine first.
fn by_depth(weave: &Weave, spine: &[usize]) -> Vec<usize> {
    let mut numbers = vec![usize::MAX; weave.points.len()];
    let mut is_spine = vec![false; weave.points.len()];
    for point in spine {
        is_spine[*point] = true;
    }
    let roots = (0..weave.points.len()).filter(|point| weave.before[*point].is_empty());
    let mut open: Vec<usize> = roots.collect();
    open.sort_by_key(|point| Reverse((!is_spine[*point], *point)));
    let mut next = 0;
    while let Some(point) = open.pop() {
        if numbers[point] != usize::MAX {
            continue;
        }
        numbers[point] = next;
        next += 1;
        let mut after = weave.after[point].clone();
        after.sort_by_key(|point| Reverse((!is_spine[*point], *point)));
        open.extend(after);
    }
    numbers
}

struct Sweep<'a> {
    weave: &'a Weave,
    layers: Vec<Vec<usize>>,
    /// The place of each point in its layer.
    place: Vec<usize>,
}

impl<'a> Sweep<'a> {
    fn new(weave: &'a Weave, numbers: &[usize]) -> Self {
        let mut layers = vec![Vec::new(); weave.layers];
        for (number, point) in weave.points.iter().enumerate() {
            layers[point.layer].push(number);
        }
        for layer in &mut layers {
            layer.sort_by_key(|point| (weave.points[*point].part, numbers[*point]));
        }
        let mut sweep = Self { weave, layers, place: vec![0; weave.points.len()] };
        (0..weave.layers).for_each(|layer| sweep.number(layer));
        sweep
    }

    fn number(&mut self, layer: usize) {
        for (place, point) in self.layers[layer].iter().enumerate() {
            self.place[*point] = place;
        }
    }

    /// Sorts each layer by the mean place of the neighbours in the one before, or after; what has none keeps its place.
    fn once(&mut self, forward: bool) {
        let mut numbers: Vec<usize> = (0..self.layers.len()).collect();
        if !forward {
            numbers.reverse();
        }
        for number in numbers {
            let neighbours = if forward { &self.weave.before } else { &self.weave.after };
            let mean = |point: usize| {
                let places = neighbours[point].iter().map(|next| self.place[*next]);
                places.sum::<usize>() * FINE / neighbours[point].len().max(1)
            };
            let layer = &self.layers[number];
            let drawn: Vec<usize> = (0..layer.len()).filter(|place| !neighbours[layer[*place]].is_empty()).collect();
            let mut sorted: Vec<usize> = drawn.iter().map(|place| layer[*place]).collect();
            sorted.sort_by_cached_key(|point| (self.weave.points[*point].part, mean(*point)));
            let mut next = layer.clone();
            for (place, point) in drawn.into_iter().zip(sorted) {
                next[place] = point;
            }
            self.layers[number] = next;
            self.number(number);
        }
    }

    /// Exchanges neighbours wherever their own links cross less then, until nothing gets better.
    fn exchange(&mut self) {
        let pairs = |all: &[Vec<usize>]| all.iter().map(|some| some.len() * some.len()).sum::<usize>();
        if pairs(&self.weave.before) + pairs(&self.weave.after) > WORK {
            return;
        }
        for _ in 0..8 {
            let mut better = false;
            for number in 0..self.layers.len() {
                for place in 1..self.layers[number].len() {
                    let (a, b) = (self.layers[number][place - 1], self.layers[number][place]);
                    if self.weave.points[a].part == self.weave.points[b].part && self.gain(a, b) {
                        self.layers[number].swap(place - 1, place);
                        (self.place[a], self.place[b]) = (place, place - 1);
                        better = true;
                    }
                }
            }
            if !better {
                break;
            }
        }
    }

    /// Whether `b` is better before `a`, which is right before it.
    fn gain(&self, a: usize, b: usize) -> bool {
        let mut now = 0;
        let mut then = 0;
        for neighbours in [&self.weave.before, &self.weave.after] {
            for x in &neighbours[a] {
                for y in &neighbours[b] {
                    now += usize::from(self.place[*x] > self.place[*y]);
                    then += usize::from(self.place[*x] < self.place[*y]);
                }
            }
        }
        then < now
    }

    fn crossings(&self) -> usize {
        let mut sum = 0;
        for layer in &self.layers {
            let mut ends = Vec::new();
            for point in layer {
                let mut after: Vec<usize> = self.weave.after[*point].iter().map(|next| self.place[*next]).collect();
                after.sort_unstable();
                ends.extend(after);
            }
            sum += inversions(&ends);
        }
        sum
    }

    /// How far links lead from their place, in all.
    fn length(&self) -> usize {
        self.weave.links.iter().map(|(a, b)| self.place[*a].abs_diff(self.place[*b])).sum()
    }
}

/// Pairs in which the larger comes first (counted in a tree of sums: Barth, Jünger & Mutzel 2002).
fn inversions(numbers: &[usize]) -> usize {
    let size = numbers.iter().max().map_or(0, |most| most + 1);
    let mut tree = vec![0; size + 1];
    let mut found = 0;
    for (seen, number) in numbers.iter().enumerate() {
        let (mut at, mut not_larger) = (number + 1, 0);
        while at > 0 {
            not_larger += tree[at];
            at &= at - 1;
        }
        found += seen - not_larger;
        at = number + 1;
        while at <= size {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn inversions_are_counted_as_by_hand(numbers in proptest::collection::vec(0usize..30, 0..60)) {
            let pairs = |at: usize| numbers[at + 1..].iter().filter(|later| **later < numbers[at]).count();
            let by_hand: usize = (0..numbers.len()).map(pairs).sum();
            proptest::prop_assert_eq!(inversions(&numbers), by_hand);
        }
    }
}
