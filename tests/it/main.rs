//! The integration tests, in one binary to save linking; one module a subject.

mod config;
mod drive;
mod exec;
mod scenarios;
mod sense;
mod store;
