//! The integration tests, in one binary to save linking.

mod config;
//! Integration tests: one binary, one module a subject.

mod exec;
//! Tests of the parts together, with real files and real processes.

mod store;
//! Tests of whole parts against the real world: one binary, a module a part.

mod sense;
