//! Tests of the parts together, with real files and real processes.

mod store;
