//! Pieces of pictures that know no tab: all draw into a buffer and hold no state of their own.
//!
//! ```text
//! paint ─ lines of text, cut by width    table ─ columns that drop by priority
//! bands ─ what is expected, a column       fan ─ a forecast with its limit
//! spark ─ small histories                chart ─ large ones
//! input ─ a line being typed             cursor ─ a place in a list that survives reordering
//! facts ─ details as lines
//! frame ─ headings and popup borders     filter ─ which rows are wanted
//! ```

mod bands;
pub(crate) mod chart;
pub(crate) mod cursor;
pub(crate) mod facts;
pub(crate) mod fan;
pub(crate) mod filter;
pub(crate) mod frame;
pub(crate) mod input;
pub(crate) mod paint;
pub(crate) mod spark;
pub(crate) mod table;
