//! Trends: how any series went, what is new, and how goals are met.
//!
//! ```text
//! page ─ the state, and what keys do      window ─ which time is shown      desk ─ what is asked, and what came
//! list ─ series, news or goals to choose from      plot ─ the chart with its marks      facts ─ what is known beneath it
//! goals ─ the table of goals      save ─ what is shown, as a file
//! ```

mod desk;
mod facts;
#[cfg(test)]
pub(crate) mod fixture;
mod goals;
mod list;
mod page;
mod plot;
mod save;
#[cfg(test)]
mod tests;
mod window;

pub(crate) use page::Trends;
pub(crate) use save::{file, path};
