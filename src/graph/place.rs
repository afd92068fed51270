//! Where the points of each layer are across the flow. Points that are linked are put in line as far as they can be, so
//! that lines are straight: in the manner of Brandes & Köpf (2001), blocks of aligned points are packed as closely as the
//! order allows. Theirs are four packings and the mean of them; a mean of cells would bend every line a little, so here it
//! is one packing, and what has room is drawn to its neighbours.

use std::collections::BTreeMap;

use super::weave::Weave;

/// What a point takes across the flow beside the cell of its line, and how much is free beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    pub(super) before: usize,
    pub(super) after: usize,
    pub(super) free: usize,
}

impl Extent {
    /// How far the line of the next point must be.
    fn to(self, next: Self) -> usize {
        self.after + self.free.max(next.free) + 1 + next.before
    }
}

/// The place of each point's line across the flow. `free` is left between parts of the graph.
pub(super) fn place(
    weave: &Weave,
    order: &[Vec<usize>],
    extents: &[Extent],
    spine: &[usize],
    free: usize,
) -> Vec<usize> {
    let blocks = align(weave, order, spine);
    let mut packing = Packing::new(weave, order, extents, blocks);
    packing.pack();
    packing.draw_near(weave);
    packing.stack(weave, extents, free)
}

/// Which points are in line: for each point the first of its block.
fn align(weave: &Weave, order: &[Vec<usize>], spine: &[usize]) -> Vec<usize> {
    let mut place = vec![0; weave.points.len()];
    for layer in order {
        for (at, point) in layer.iter().enumerate() {
            place[*point] = at;
        }
    }
    let mut is_spine = vec![false; weave.points.len()];
    for point in spine {
        is_spine[*point] = true;
    }
    // How far a neighbour is from the middle of all neighbours, in halves of a place; the earlier of two first.
    let off = |neighbours: &[usize], wanted: usize| {
        let below = neighbours.iter().filter(|next| place[**next] < place[wanted]).count();
        (2 * below).abs_diff(neighbours.len() - 1)
    };
    let class = |(a, b): (usize, usize)| match () {
        () if is_spine[a] && is_spine[b] => 0,
        () if weave.points[a].node.is_none() && weave.points[b].node.is_none() => 1,
        () => 2,
    };
    let mut links: Vec<(usize, usize)> = weave.links.clone();
    links.sort_by_cached_key(|(a, b)| {
        (
            class((*a, *b)),
            off(&weave.after[*a], *b) + off(&weave.before[*b], *a),
            weave.points[*a].layer,
            place[*a],
            place[*b],
        )
    });
    let mut gaps: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); weave.layers];
    let mut next = vec![None; weave.points.len()];
    for (a, b) in links {
        let gap = &mut gaps[weave.points[a].layer];
        let (from, to) = (place[a], place[b]);
        let is_free = gap.range(..=from).next_back().is_none_or(|(other, end)| *other < from && *end < to)
            && gap.range(from + 1..).next().is_none_or(|(_, end)| *end > to);
        if is_free {
            gap.insert(from, to);
            next[a] = Some(b);
        }
    }
    let mut first: Vec<usize> = (0..weave.points.len()).collect();
    for layer in order {
        for point in layer {
            if let Some(next) = next[*point] {
                first[next] = first[*point];
            }
        }
    }
    first
}

struct Packing {
    /// The block of each point.
    block: Vec<usize>,
    rows: Vec<usize>,
    /// The least row that its widest point leaves to each block.
    floor: Vec<usize>,
    /// For each block those that come after it in a layer and before it, and how far they must be.
    next: Vec<Vec<(usize, usize)>>,
    last: Vec<Vec<(usize, usize)>>,
    /// How far each part of the graph reaches.
    most: Vec<usize>,
    order: Vec<usize>,
}

impl Packing {
    fn new(weave: &Weave, order: &[Vec<usize>], extents: &[Extent], block: Vec<usize>) -> Self {
        let count = weave.points.len();
        let (mut next, mut last) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        let mut rows = vec![0; count];
        for layer in order {
            for point in layer {
                rows[block[*point]] = rows[block[*point]].max(extents[*point].before);
            }
            for (a, b) in layer.windows(2).map(|pair| (pair[0], pair[1])) {
                if weave.points[a].part == weave.points[b].part {
                    let far = extents[a].to(extents[b]);
                    next[block[a]].push((block[b], far));
                    last[block[b]].push((block[a], far));
                }
            }
        }
        Self { block, floor: rows.clone(), rows, next, last, most: vec![0; weave.parts], order: Vec::new() }
    }

    /// Each block as near to the beginning as those before it allow. Lines that do not cross have an order, so every
    /// block gets its turn.
    fn pack(&mut self) {
        let mut open: Vec<usize> = self.last.iter().map(Vec::len).collect();
        let mut ready: Vec<usize> = (0..open.len()).filter(|block| open[*block] == 0).collect();
        while let Some(block) = ready.pop() {
            self.order.push(block);
            for (next, far) in &self.next[block] {
                self.rows[*next] = self.rows[*next].max(self.rows[block] + far);
                open[*next] -= 1;
                if open[*next] == 0 {
                    ready.push(*next);
                }
            }
        }
    }

    /// Moves blocks within the room that they have to the middle of what they are linked with.
    fn draw_near(&mut self, weave: &Weave) {
        let mut linked: Vec<Vec<usize>> = vec![Vec::new(); self.rows.len()];
        for (a, b) in &weave.links {
            let (a, b) = (self.block[*a], self.block[*b]);
            if a != b {
                linked[a].push(b);
                linked[b].push(a);
            }
        }
        for (point, block) in self.block.iter().enumerate() {
            let most = &mut self.most[weave.points[point].part];
            *most = (*most).max(self.rows[*block]);
        }
        for round in 0..12 {
            let mut moved = false;
            for at in 0..self.order.len() {
                let at = if round % 2 == 0 { self.order.len() - 1 - at } else { at };
                let block = self.order[at];
                let mut wanted: Vec<usize> = linked[block].iter().map(|other| self.rows[*other]).collect();
                wanted.sort_unstable();
                let Some(middle) = wanted.get(wanted.len().saturating_sub(1) / 2) else { continue };
                let least = self.last[block].iter().map(|(last, far)| self.rows[*last] + far).max();
                let most = self.next[block].iter().map(|(next, far)| self.rows[*next].saturating_sub(*far)).min();
                let least = least.unwrap_or(0).max(self.floor[block]);
                let most = most.unwrap_or(self.most[weave.points[block].part]).max(least);
                let row = (*middle).clamp(least, most);
                moved |= row != self.rows[block];
                self.rows[block] = row;
            }
            if !moved {
                break;
            }
        }
    }

    /// The rows of the points, the parts of the graph one after another.
    fn stack(&self, weave: &Weave, extents: &[Extent], free: usize) -> Vec<usize> {
        let mut ends = vec![0; weave.parts];
        for (point, block) in self.block.iter().enumerate() {
            let end = &mut ends[weave.points[point].part];
            *end = (*end).max(self.rows[*block] + extents[point].after + 1);
        }
        // Single nodes one below the other are a list, and need nothing between.
        let mut sizes = vec![0_usize; weave.parts];
        for point in &weave.points {
            sizes[point.part] += 1;
        }
        let mut starts = vec![0; weave.parts];
        for part in 1..weave.parts {
            let between = if sizes[part - 1] == 1 && sizes[part] == 1 { free.saturating_sub(1) } else { free };
            starts[part] = starts[part - 1] + ends[part - 1] + between;
        }
        let row = |(point, block): (usize, &usize)| self.rows[*block] + starts[weave.points[point].part];
        self.block.iter().enumerate().map(row).collect()
    }
}
