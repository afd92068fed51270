//! Which lane each bundle has: what must come first does, then what crosses least.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Channel;
use super::bundle::Bundle;

/// So many segments are arranged by their crossings; more of them only so that nothing is wrong.
const ARRANGED: usize = 96;

/// How a link gets from its row to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graph) enum Way {
    /// It is the same row.
    Straight,
    /// Along a lane.
    Lane(usize),
    /// Along one lane to a row between, and from there along another.
    Bend {
        /// The first lane.
        first: usize,
        /// The row between.
        row: usize,
        /// The second lane.
        second: usize,
    },
}

/// A line along a lane: rows from which it comes, and rows to which it goes.
#[derive(Debug, Clone)]
struct Segment {
    from: Vec<usize>,
    to: Vec<usize>,
    least: usize,
    most: usize,
}

impl Segment {
    fn new(from: Vec<usize>, to: Vec<usize>) -> Self {
        let both = || from.iter().chain(&to).copied();
        let (least, most) = (both().min().unwrap_or(0), both().max().unwrap_or(0));
        Self { from, to, least, most }
    }

    /// Lines across this one that do not belong to it.
    fn crossed(&self, rows: &[usize]) -> usize {
        let crosses = |row: &&usize| {
            self.least < **row && **row < self.most && !self.from.contains(row) && !self.to.contains(row)
        };
        rows.iter().filter(crosses).count()
    }

    /// Whether they cannot be in one lane: a corner right above another looks like a joint where joints are `+`.
    fn touches(&self, other: &Self) -> bool {
        self.least <= other.most + 1 && other.least <= self.most + 1
    }
}

/// The segments of a bundle, by their numbers.
#[derive(Debug, Clone, Copy)]
enum Course {
    Straight,
    One(usize),
    Two(usize, usize, usize),
}

struct Desk<'a> {
    bundles: &'a [Bundle],
    rows: &'a [usize],
    courses: Vec<Course>,
    segments: Vec<Segment>,
    /// Bundles of each point, on its side.
    out: BTreeMap<usize, Vec<usize>>,
    into: BTreeMap<usize, Vec<usize>>,
}

/// The lanes of these bundles; see `channel`.
pub(super) fn lanes(bundles: &[Bundle], rows: &[usize], taken: &[usize], may_part: impl Fn(usize) -> bool) -> Channel {
    let mut desk = Desk::new(bundles, rows);
    let mut taken: BTreeSet<usize> = taken.iter().copied().collect();
    let mut wanted = Vec::new();
    for (number, bundle) in bundles.iter().enumerate() {
        if desk.must_bend(bundle) {
            desk.bend(number, &mut taken, &may_part, &mut wanted);
        }
    }
    let before = loop {
        let before = desk.before();
        let Some(cycle) = cycle(&before) else { break before };
        let Some(bundle) = desk.part_of(&cycle) else { break before };
        let large = desk.segments.len() > ARRANGED;
        let all =
            if large { (0..bundles.len()).filter(|other| desk.is_in(*other, &cycle)).collect() } else { vec![bundle] };
        for bundle in all {
            desk.bend(bundle, &mut taken, &may_part, &mut wanted);
        }
    };
    let lanes = desk.number(&before);
    let mut ways = HashMap::new();
    for (bundle, course) in bundles.iter().zip(&desk.courses) {
        let way = match *course {
            Course::Straight => Way::Straight,
            Course::One(segment) => Way::Lane(lanes[segment]),
            Course::Two(first, row, second) => Way::Bend { first: lanes[first], row, second: lanes[second] },
        };
        for source in &bundle.sources {
            ways.extend(bundle.targets.iter().map(|target| ((*source, *target), way)));
        }
    }
    Channel { lanes: lanes.iter().max().map_or(0, |most| most + 1), ways, wanted }
}

impl<'a> Desk<'a> {
    fn new(bundles: &'a [Bundle], rows: &'a [usize]) -> Self {
        let (mut segments, mut courses) = (Vec::new(), Vec::new());
        let (mut out, mut into): (BTreeMap<usize, Vec<usize>>, BTreeMap<usize, Vec<usize>>) = Default::default();
        for (number, bundle) in bundles.iter().enumerate() {
            for source in &bundle.sources {
                out.entry(*source).or_default().push(number);
            }
            for target in &bundle.targets {
                into.entry(*target).or_default().push(number);
            }
            let row = |point: &usize| rows[*point];
            let (from, to): (Vec<usize>, Vec<usize>) =
                (bundle.sources.iter().map(row).collect(), bundle.targets.iter().map(row).collect());
            let segment = Segment::new(from, to);
            if segment.least == segment.most && bundle.last && bundle.first {
                courses.push(Course::Straight);
            } else {
                courses.push(Course::One(segments.len()));
                segments.push(segment);
            }
        }
        Self { bundles, rows, courses, segments, out, into }
    }

    /// The segment that takes up what comes from a bundle's sources.
    fn entry(&self, bundle: usize) -> Option<usize> {
        match self.courses[bundle] {
            Course::Straight => None,
            Course::One(segment) | Course::Two(segment, ..) => Some(segment),
        }
    }

    /// The segment that leads to its targets.
    fn exit(&self, bundle: usize) -> Option<usize> {
        match self.courses[bundle] {
            Course::Straight => None,
            Course::One(segment) | Course::Two(_, _, segment) => Some(segment),
        }
    }

    fn is_level(&self, source: usize, bundle: usize) -> bool {
        self.bundles[bundle].targets.iter().any(|target| self.rows[*target] == self.rows[source])
    }

    /// For each segment those that must be in an earlier lane.
    fn before(&self) -> Vec<BTreeSet<usize>> {
        let mut before = vec![BTreeSet::new(); self.segments.len()];
        let mut put = |first: Option<usize>, then: Option<usize>| {
            if let (Some(first), Some(then)) = (first, then)
                && first != then
            {
                before[then].insert(first);
            }
        };
        for course in &self.courses {
            if let Course::Two(first, _, second) = course {
                put(Some(*first), Some(*second));
            }
        }
        let targets: HashMap<usize, usize> = self.into.keys().map(|target| (self.rows[*target], *target)).collect();
        for (source, out) in &self.out {
            if let Some(last) = out.iter().find(|bundle| self.bundles[**bundle].last) {
                for bundle in out {
                    put(self.entry(*bundle), self.entry(*last));
                }
            }
            let Some(target) = targets.get(&self.rows[*source]) else { continue };
            for leaves in out {
                for joins in self.into[target].iter().filter(|joins| *joins != leaves) {
                    put(self.entry(*leaves), self.exit(*joins));
                }
            }
        }
        for into in self.into.values() {
            if let Some(first) = into.iter().find(|bundle| self.bundles[**bundle].first) {
                for bundle in into {
                    put(self.exit(*first), self.exit(*bundle));
                }
            }
        }
        before
    }

    /// Whether one lane would be read both ways: it is neither the last nor the first, or it leads to a row from which it
    /// comes although that has been left to another.
    fn must_bend(&self, bundle: &Bundle) -> bool {
        let row = |point: &usize| self.rows[*point];
        let back =
            || bundle.sources.iter().any(|source| bundle.targets.iter().any(|target| row(source) == row(target)));
        !(bundle.last || bundle.first) || (!(bundle.last && bundle.first) && back())
    }

    /// The bundle of a cycle that takes two segments at the least cost. There is one: a bundle in two segments is entered
    /// before it is left, and there is no cycle of such alone.
    fn part_of(&self, cycle: &[usize]) -> Option<usize> {
        let cost = |bundle: usize| {
            let sources = &self.bundles[bundle].sources;
            let level = sources.iter().filter(|source| self.is_level(**source, bundle)).count();
            (level, sources.len() + self.bundles[bundle].targets.len(), bundle)
        };
        (0..self.bundles.len()).filter(|bundle| self.is_in(*bundle, cycle)).min_by_key(|bundle| cost(*bundle))
    }

    fn is_in(&self, bundle: usize, cycle: &[usize]) -> bool {
        matches!(self.courses[bundle], Course::One(at) if cycle.contains(&at))
    }

    /// Gives a bundle two segments, and a row between them.
    fn bend(
        &mut self,
        bundle: usize,
        taken: &mut BTreeSet<usize>,
        may_part: &impl Fn(usize) -> bool,
        wanted: &mut Vec<usize>,
    ) {
        let Course::One(at) = self.courses[bundle] else { return };
        let Segment { from, to, least, most } = self.segments[at].clone();
        let middle = usize::midpoint(least, most);
        let near = |row: &usize| (row.abs_diff(middle), *row);
        let (low, high) = if least == most { (least.saturating_sub(1), most + 1) } else { (least, most) };
        let row = (low..=high).filter(|row| !taken.contains(row)).min_by_key(near).unwrap_or_else(|| {
            if let Some(after) = (low..high).filter(|row| may_part(*row)).min_by_key(near) {
                wanted.push(after);
            }
            // Beyond everything there is always room.
            taken.last().map_or(0, |last| last + 1).max(most + 1)
        });
        taken.insert(row);
        self.segments[at] = Segment::new(from, vec![row]);
        self.segments.push(Segment::new(vec![row], to));
        self.courses[bundle] = Course::Two(at, row, self.segments.len() - 1);
    }

    /// The lane of each segment.
    fn number(&self, before: &[BTreeSet<usize>]) -> Vec<usize> {
        let order = self.arrange(before);
        let mut lanes = vec![0; self.segments.len()];
        for (at, segment) in order.iter().enumerate() {
            let earlier = order[..at].iter().filter(|other| {
                before[*segment].contains(other) || self.segments[*segment].touches(&self.segments[**other])
            });
            lanes[*segment] = earlier.map(|other| lanes[*other] + 1).max().unwrap_or(0);
        }
        lanes
    }

    /// The segments so that none comes before one that it must follow, and few lines cross.
    fn arrange(&self, before: &[BTreeSet<usize>]) -> Vec<usize> {
        let count = self.segments.len();
        let small = count <= ARRANGED;
        // What it costs when the first is before the second: lines that leave the one cross the other, and so back.
        let cost = |a: usize, b: usize| {
            let (a, b) = (&self.segments[a], &self.segments[b]);
            b.crossed(&a.to) + a.crossed(&b.from)
        };
        let cost = |a: usize, b: usize| if a == b { 0 } else { cost(a, b) };
        let row = |a: usize| (0..count).map(|b| cost(a, b)).collect();
        let costs: Vec<Vec<usize>> = if small { (0..count).map(row).collect() } else { Vec::new() };
        let mut needs: Vec<usize> = before.iter().map(BTreeSet::len).collect();
        let mut left: BTreeSet<usize> = (0..count).collect();
        let mut order = Vec::with_capacity(count);
        while !left.is_empty() {
            // What it costs now, over what it would cost after all others; whole numbers begin at zero.
            let extra = |at: usize| {
                let now: usize = costs.get(at).map_or(0, |costs| left.iter().map(|other| costs[*other]).sum());
                let later: usize = if small { left.iter().map(|other| costs[*other][at]).sum() } else { 0 };
                (usize::MAX / 2 + now).saturating_sub(later)
            };
            let ready = left.iter().copied().filter(|at| needs[*at] == 0);
            let key = |at: &usize| (extra(*at), self.segments[*at].least, *at);
            let Some(next) = ready.min_by_key(key).or_else(|| left.first().copied()) else { break };
            left.remove(&next);
            order.push(next);
            for (at, before) in before.iter().enumerate() {
                if before.contains(&next) {
                    needs[at] = needs[at].saturating_sub(1);
                }
            }
        }
        order
    }
}

/// A cycle of segments that must each be before another, if there is one.
fn cycle(before: &[BTreeSet<usize>]) -> Option<Vec<usize>> {
    let mut needs: Vec<usize> = before.iter().map(BTreeSet::len).collect();
    let mut after = vec![Vec::new(); before.len()];
    for (at, before) in before.iter().enumerate() {
        for first in before {
            after[*first].push(at);
        }
    }
    let mut ready: Vec<usize> = (0..needs.len()).filter(|at| needs[*at] == 0).collect();
    while let Some(at) = ready.pop() {
        for next in &after[at] {
            needs[*next] -= 1;
            if needs[*next] == 0 {
                ready.push(*next);
            }
        }
    }
    // What still needs something needs something that does, so the way back comes to where it was.
    let mut at = needs.iter().position(|needs| *needs > 0)?;
    let mut path: Vec<usize> = Vec::new();
    while !path.contains(&at) {
        path.push(at);
        at = *before[at].iter().find(|first| needs[**first] > 0)?;
    }
    let start = path.iter().position(|other| *other == at)?;
    Some(path.split_off(start))
}
