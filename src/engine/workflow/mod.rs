//! Workflows: decisions about runs and their steps.

mod book;

pub use book::Workflows;
