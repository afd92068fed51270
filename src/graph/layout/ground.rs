//! From rows and lanes to columns and lines. What is across the flow are rows here, whichever way it flows.

use std::collections::{BTreeMap, HashMap};

use super::super::channel::{Channel, Way, channel};
use super::super::dag::GraphError;
use super::super::place::Extent;
use super::super::weave::{self, Weave};
use super::{Flow, Style, Wish};

/// Cells that a picture has at most.
const MOST_CELLS: usize = 2_000_000;
/// Times that rows are put in between for bends; after that these go around everything.
const PARTINGS: usize = 4;

/// What is known of nodes before there are places.
pub(super) struct Ground {
    style: Style,
    flow: Flow,
    air: usize,
    /// Columns of what is written for each node.
    columns: Vec<usize>,
}

/// The result, in columns and lines.
pub(super) struct Laid {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Column, line, width and height of each node.
    pub(super) boxes: Vec<(usize, usize, usize, usize)>,
    pub(super) ways: Vec<Vec<(usize, usize)>>,
}

/// Where layers and lanes are along the flow.
struct Along {
    starts: Vec<usize>,
    lanes: Vec<usize>,
    step: usize,
    end: usize,
}

impl Ground {
    pub(super) fn new(wish: &Wish<'_>, columns: Vec<usize>) -> Self {
        Self { style: wish.style, flow: wish.flow, air: wish.air, columns }
    }

    /// Columns and lines of a node.
    fn size(&self, node: usize) -> (usize, usize) {
        match self.style {
            Style::Line => (self.columns[node], 1),
            Style::Boxed => (self.columns[node] + 4, 3),
        }
    }

    /// What points take across the flow. Lines that stand need a column between them, lines that lie none.
    pub(super) fn extents(&self, weave: &Weave) -> Vec<Extent> {
        let extent = |node: Option<usize>| match (self.flow, node.map(|node| self.size(node))) {
            (Flow::Right, None) => Extent::default(),
            (Flow::Right, Some((_, lines))) => Extent { before: lines / 2, after: lines / 2, free: self.air },
            (Flow::Down, None) => Extent { free: 1, ..Extent::default() },
            (Flow::Down, Some((columns, _))) => {
                // A line leads to the glyph, or to the middle of a border.
                let before = if self.style == Style::Line { 0 } else { columns / 2 };
                Extent { before, after: columns - 1 - before, free: self.air + 2 }
            }
        };
        weave.points.iter().map(|point| extent(point.node)).collect()
    }

    /// What is free between parts of the graph.
    pub(super) fn apart(&self) -> usize {
        match self.flow {
            Flow::Right => self.air + 1,
            Flow::Down => self.air + 4,
        }
    }

    /// Routes the edges between points on these rows.
    pub(super) fn lay(&self, weave: &Weave, mut rows: Vec<usize>) -> Result<Laid, GraphError> {
        let extents = self.extents(weave);
        let mut channels = Vec::new();
        for parting in 0..=PARTINGS {
            let spanned = spanned(&rows, &extents);
            channels = channels_of(weave, &rows, &spanned)?;
            let wanted = wanted(&channels);
            if wanted.is_empty() || parting == PARTINGS {
                break;
            }
            for row in &mut rows {
                *row += wanted.range(..*row).map(|(_, count)| count).sum::<usize>();
            }
        }
        let along = self.along(weave, &channels);
        let bends = channels.iter().flat_map(|channel| channel.ways.values()).filter_map(|way| match way {
            Way::Bend { row, .. } => Some(*row),
            _ => None,
        });
        let ends = rows.iter().zip(&extents).map(|(row, extent)| row + extent.after);
        let across = ends.chain(bends).max().map_or(0, |last| last + 1);
        weave::bounded(across * along.end, MOST_CELLS)?;
        let (width, height) = self.turned((along.end, across));
        let boxes = (0..self.columns.len()).map(|node| {
            let (columns, lines) = self.size(node);
            let start = (along.starts[weave.points[node].layer], rows[node] - extents[node].before);
            let (x, y) = self.turned(start);
            (x, y, columns, lines)
        });
        let way = |path: &Vec<usize>| self.way(path, weave, &rows, &channels, &along);
        Ok(Laid { width, height, boxes: boxes.collect(), ways: weave.paths.iter().map(way).collect() })
    }

    fn along(&self, weave: &Weave, channels: &[Channel]) -> Along {
        let mut thick = vec![1; weave.layers];
        for (node, point) in weave.points.iter().take(self.columns.len()).enumerate() {
            thick[point.layer] = thick[point.layer].max(self.turned(self.size(node)).0);
        }
        // What is left free before the first lane, and after the last, with the step from one to the next; and a gap
        // without lanes.
        let (lead, step, tail, least) = match (self.flow, self.style) {
            (Flow::Right, Style::Line) => (2, 2, 3, 4),
            (Flow::Right, Style::Boxed) => (1, 2, 2, 3),
            (Flow::Down, _) => (0, 1, 1, 1),
        };
        let (mut starts, mut lanes, mut at) = (Vec::new(), Vec::new(), 0);
        for (layer, thick) in thick.iter().enumerate() {
            starts.push(at);
            let end = at + thick;
            lanes.push(end + lead);
            let gap = match channels.get(layer).map_or(0, |channel| channel.lanes) {
                0 => least,
                count => lead + (count - 1) * step + tail,
            };
            at = if layer + 1 == weave.layers { end } else { end + gap };
        }
        Along { starts, lanes, step, end: at }
    }

    /// Along and across as column and line, and back.
    fn turned(&self, (along, across): (usize, usize)) -> (usize, usize) {
        match self.flow {
            Flow::Right => (along, across),
            Flow::Down => (across, along),
        }
    }

    /// The corners of an edge. It begins where its first box does, or at the far border of it, and what is written covers
    /// its beginning: however short that is, the line comes up to it.
    fn way(
        &self,
        path: &[usize],
        weave: &Weave,
        rows: &[usize],
        channels: &[Channel],
        along: &Along,
    ) -> Vec<(usize, usize)> {
        let start = |point: usize| along.starts[weave.points[point].layer];
        let border = match self.style {
            Style::Line => 0,
            Style::Boxed => path.first().map_or(0, |node| self.turned(self.size(*node)).0 - 1),
        };
        let mut corners: Vec<(usize, usize)> =
            path.first().map(|first| (start(*first) + border, rows[*first])).into_iter().collect();
        for link in path.windows(2).map(|pair| (pair[0], pair[1])) {
            let layer = weave.points[link.0].layer;
            let lane = |lane: usize| along.lanes[layer] + lane * along.step;
            match channels[layer].ways.get(&link) {
                Some(Way::Lane(at)) => corners.extend([(lane(*at), rows[link.0]), (lane(*at), rows[link.1])]),
                Some(Way::Bend { first, row, second }) => {
                    corners.extend([(lane(*first), rows[link.0]), (lane(*first), *row)]);
                    corners.extend([(lane(*second), *row), (lane(*second), rows[link.1])]);
                }
                Some(Way::Straight) | None => {}
            }
        }
        corners.extend(path.last().map(|last| (start(*last), rows[*last])));
        corners.dedup();
        corners.into_iter().map(|corner| self.turned(corner)).collect()
    }
}

/// The channels between all layers.
fn channels_of(weave: &Weave, rows: &[usize], spanned: &[bool]) -> Result<Vec<Channel>, GraphError> {
    let mut links: Vec<Vec<(usize, usize)>> = vec![Vec::new(); weave.layers];
    let mut taken: Vec<Vec<usize>> = vec![Vec::new(); weave.layers + 1];
    for link in &weave.links {
        links[weave.points[link.0].layer].push(*link);
    }
    for (point, row) in weave.points.iter().zip(rows) {
        taken[point.layer].push(*row);
        if point.layer > 0 {
            taken[point.layer - 1].push(*row);
        }
    }
    let may_part = |row: usize| !spanned.get(row).copied().unwrap_or(false);
    links.iter().zip(&taken).map(|(links, taken)| channel(links, rows, taken, may_part)).collect()
}

/// For each row whether a box is on it and on the next.
fn spanned(rows: &[usize], extents: &[Extent]) -> Vec<bool> {
    let end = rows.iter().zip(extents).map(|(row, extent)| row + extent.after).max().unwrap_or(0);
    let mut spanned = vec![false; end + 1];
    for (row, extent) in rows.iter().zip(extents) {
        spanned[row - extent.before..row + extent.after].fill(true);
    }
    spanned
}

/// After which rows how many are to be put: no more than the channel wants that wants most there.
fn wanted(channels: &[Channel]) -> BTreeMap<usize, usize> {
    let mut all = BTreeMap::new();
    for channel in channels {
        let mut own: HashMap<usize, usize> = HashMap::new();
        for row in &channel.wanted {
            *own.entry(*row).or_default() += 1;
        }
        for (row, count) in own {
            let most: &mut usize = all.entry(row).or_default();
            *most = (*most).max(count);
        }
    }
    all
}
