//! What runs between two layers. Points stand on rows on both sides; links that may share a line are one bundle, and each
//! bundle has a lane of its own, a line across the rows.
//!
//! What a picture of merged lines must not do is to show a link that is not there. These rules see to that:
//! 1. All that enters a bundle leads to all that leaves it: a bundle is a complete bipartite graph.
//! 2. On a row, what leaves the point at its left comes before what joins to the point at its right.
//! 3. A bundle of several sources is the last that each of them goes into, and one of several targets the first that leads
//!    to each: a line that still goes on at a lane carries only what is its point's own, and a lane that joins a line leads
//!    to nowhere else.
//! 4. A bundle of one link is the last of its source or the first of its target. Where it is neither, its lane would lead
//!    from one straight line to another, and could be read both ways (`┯` over `┷`); then it takes two lanes and a row
//!    between them, which can be read only with the flow.
//!
//! Rows that want each other's place cannot have it with one lane each; there too a bundle takes two (the cycles of
//! hyperedge routing: Sander 2004; Rüegg, Schulze, Carstens & von Hanxleden 2015).

mod bundle;
mod lane;

use std::collections::HashMap;

use super::dag::GraphError;
use super::weave;

pub(super) use lane::Way;

/// Bundles between two layers that are drawn at most. Nobody would find a line among more.
const MOST_BUNDLES: usize = 1_000;

/// Links between two layers, with their ways.
#[derive(Debug, Clone, Default)]
pub(super) struct Channel {
    /// How many lanes there are.
    pub(super) lanes: usize,
    /// The way of each link, by its points.
    pub(super) ways: HashMap<(usize, usize), Way>,
    /// After these rows a free one would make it prettier.
    pub(super) wanted: Vec<usize>,
}

/// The channel of these links, of points on these rows. `taken` are rows on which nothing else may run; after a row for
/// which `may_part` holds, a free one could be put.
///
/// # Errors
/// When there are more lines than anybody could tell apart.
pub(super) fn channel(
    links: &[(usize, usize)],
    rows: &[usize],
    taken: &[usize],
    may_part: impl Fn(usize) -> bool,
) -> Result<Channel, GraphError> {
    let bundles = bundle::bundles(links, rows);
    weave::bounded(bundles.len(), MOST_BUNDLES)?;
    Ok(lane::lanes(&bundles, rows, taken, may_part))
}
