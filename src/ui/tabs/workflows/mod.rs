//! Workflows: what is defined, its runs, and the one that is looked at as a living graph.
//!
//! ```text
//! page ─ state and keys            list ─ workflows with their runs     head ─ a run in a few lines
//! book ─ what was looked up        arrange ─ the layout, beside the screen's thread
//! board ─ the graph as it is now   gantt ─ the same over time           step ─ one step in full
//! nodes ─ many steps as a list     draw ─ where everything stands
//! ```
//!
//! The layout of a graph takes longer than a frame may: it is asked for like anything else, and what was drawn before
//! stays until it comes.

mod arrange;
mod board;
mod book;
mod draw;
mod gantt;
mod head;
mod list;
mod nodes;
mod page;
mod step;
#[cfg(test)]
mod tests;

pub(crate) use arrange::{Arrangement, Drawing};
pub(crate) use head::asked;
pub(crate) use page::Workflows;
