//! The layout of a workflow's graph: asked for when it is another workflow or another screen, made on another thread.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use crate::graph::{Dag, Flow, Fold, Layout, Style, Wish};
use crate::model::workflow::definition::Definition;
use crate::model::workflow::step::StepSpec;

/// Up to so many steps, it is tried whether they can be seen whole.
const FEW: usize = 160;
/// A picture of more cells than this is not painted: a frame would take too long.
pub(super) const MOST_CELLS: usize = 120_000;
/// Columns of a name that are shown at most.
const WIDEST: usize = 34;

/// What a layout depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// Of which definition.
    pub digest: Arc<str>,
    /// The steps for a failure are drawn too.
    pub handlers: bool,
    /// Columns and lines of the screen.
    pub room: (u16, u16),
    /// Columns after a name, for what is said about its state.
    pub after: usize,
    /// How many steps it is known of how long they take.
    pub known: usize,
    /// Steps that are never folded.
    pub keep: Vec<usize>,
}

/// A layout that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Arrangement {
    /// What it depends on.
    pub key: Key,
    /// The workflow.
    pub definition: Arc<Definition>,
    /// How long steps usually take.
    pub usual: BTreeMap<Arc<str>, Duration>,
}

/// A graph that was laid out.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// For what.
    pub key: Key,
    /// The graph; none when what is defined has none.
    pub dag: Option<Dag>,
    /// Where everything is; none when it is too large to be drawn.
    pub layout: Option<Layout>,
    /// For each step the number of the box that shows it.
    pub boxes: Vec<u32>,
    /// The edges of the critical path.
    pub critical: HashSet<(usize, usize)>,
    /// How long it takes from its beginning to its end where every step takes as long as usual.
    pub length: Duration,
}

/// The steps of a definition, those for a failure after the others.
pub(super) fn specs(definition: &Definition, handlers: bool) -> impl Iterator<Item = &StepSpec> {
    let more = if handlers { &definition.handlers[..] } else { &[] };
    definition.steps.iter().chain(more)
}

impl Arrangement {
    /// Lays it out.
    pub(crate) fn make(self) -> Drawing {
        let Self { key, definition, usual } = self;
        let specs: Vec<&StepSpec> = specs(&definition, key.handlers).collect();
        let steps = definition.steps.len();
        let needs = |(at, spec): (usize, &&StepSpec)| {
            spec.needs.iter().map(move |need| (need.step as usize, at)).collect::<Vec<_>>()
        };
        let forward = specs.iter().take(steps).enumerate().flat_map(needs);
        // The steps for a failure run one after another.
        let edges: Vec<(usize, usize)> =
            forward.chain((steps + 1..specs.len()).map(|handler| (handler - 1, handler))).collect();
        let Ok(dag) = Dag::new(specs.len(), edges) else {
            let (critical, boxes, length) = (HashSet::new(), Vec::new(), Duration::ZERO);
            return Drawing { key, dag: None, layout: None, boxes, critical, length };
        };
        let weight = |node: usize| {
            let usual = specs.get(node).and_then(|spec| usual.get(&spec.name));
            usual.map_or(1, |usual| u64::try_from(usual.as_millis()).unwrap_or(u64::MAX).max(1))
        };
        let path = dag.longest_path(weight);
        let critical = path.nodes.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let length = if usual.is_empty() { Duration::ZERO } else { Duration::from_millis(path.length) };
        let layout = lay_out(&dag, &specs, &key, &path.nodes);
        let mut boxes = vec![u32::MAX; dag.nodes()];
        for (spot, number) in layout.iter().flat_map(Layout::spots).zip(0..) {
            spot.nodes.iter().for_each(|node| boxes[*node] = number);
        }
        Drawing { key, dag: Some(dag), layout, boxes, critical, length }
    }
}

/// The whole graph where that can be seen, else what is folded; none when it is too large even so.
fn lay_out(dag: &Dag, specs: &[&StepSpec], key: &Key, spine: &[usize]) -> Option<Layout> {
    let width = |nodes: &[usize]| match nodes {
        [node] => 2 + specs.get(*node).map_or(0, |spec| spec.name.width()) + key.after,
        _ => 2 + 7 + key.after,
    };
    let (columns, lines) = (usize::from(key.room.0), usize::from(key.room.1).max(3));
    let air = usize::from(lines >= 20 && specs.len() <= 24);
    let wish = Wish { width: &width, widest: WIDEST, style: Style::Line, flow: Flow::Right, air, fold: None, spine };
    let fits = |layout: &Layout| layout.width() <= columns && layout.height() <= lines;
    if specs.len() <= FEW
        && let Ok(layout) = Layout::fit(dag, &wish, columns, lines)
        && (fits(&layout) || specs.len() <= 12)
    {
        return Some(layout);
    }
    // Less and less of it, until it can be looked at by moving about in it.
    for (layer, chain) in [(lines.saturating_sub(2).clamp(3, 24), 9), (lines.clamp(3, 12), 5), (4, 3), (2, 1)] {
        let folded = Wish { air: 0, fold: Some(Fold { layer, chain, keep: key.keep.clone() }), ..wish.clone() };
        if let Ok(layout) = Layout::fit(dag, &folded, columns, lines)
            && layout.width() * layout.height() <= MOST_CELLS
        {
            return Some(layout);
        }
    }
    None
}
