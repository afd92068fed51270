//! Directed acyclic graphs of anything, and their pictures in characters. PURE: no IO, no clock, no chance; the same
//! graph has the same picture. It knows no words: what is written on a node is the caller's.
//!
//! ```text
//! dag ─ the graph: order, cycles, what an edge serves, the longest path
//!
//! fold ──▶ weave ──▶ order ──▶ place ──▶ channel ──▶ layout       once for a definition
//! few      layers,   few       rows      bundles     columns,
//! enough   long      crossings           and lanes   the way of each edge
//!          edges
//! layout ──▶ paint (stroke, label) ──▶ picture                    for every frame
//!
//! export ─ Mermaid, DOT, JSON, plain text
//! ```
//!
//! The picture can be read back: whoever leaves a node and follows the lines, never against the flow and straight on where
//! a line passes over another, comes to its successors and to nothing else. `channel` sees to it, and a test reads.

mod channel;
mod dag;
mod export;
mod fold;
mod label;
mod layout;
mod order;
mod paint;
mod picture;
mod place;
mod stroke;
mod weave;

pub use dag::{Dag, GraphError, Implied, LongestPath};
pub use export::Export;
pub use fold::Fold;
pub use layout::{Flow, Layout, Side, Spot, Style, Wish};
pub use paint::{Charset, Face, Look, Stroke};
pub use picture::{Part, Picture, Role};
