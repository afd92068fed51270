//! All runs.

/// All workflows and their runs.
#[derive(Debug, Default)]
pub struct Workflows {}
