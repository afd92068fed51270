//! The integration tests, in one binary to save linking; one module a subject.

mod actors;
mod config;
mod drive;
mod exec;
mod properties;
mod scenarios;
mod sense;
#[path = "../sim/mod.rs"]
mod sim;
mod store;
