//! The integration tests, in one binary to save linking; one module a subject.

mod config;
mod exec;
mod harness;
mod live;
mod sense;
mod store;
