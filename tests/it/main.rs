//! The integration tests, in one binary to save linking; one module a subject.

mod actors;
mod cli;
mod config;
mod definition;
mod demo;
mod disk;
mod drive;
mod exec;
mod harness;
mod hours;
mod link;
mod live;
mod managed;
mod properties;
mod pty;
mod scenarios;
mod sense;
#[path = "../sim/mod.rs"]
mod sim;
mod steps;
mod store;
mod workflow;
