//! The integration tests, in one binary to save linking; one module a subject.

mod cli;
mod config;
mod disk;
mod exec;
mod harness;
mod link;
mod live;
mod pty;
mod sense;
mod store;
