//! AutoAgents Console: a terminal operations console that watches a host and its services, raises alerts, restarts
//! what dies, and keeps its history. See `ARCHITECTURE.md` for the map.

pub mod agents;
pub mod boot;
pub mod cli;
pub mod clock;
pub mod config;
pub mod data;
pub mod demo;
pub mod engine;
pub mod exec;
pub mod graph;
pub mod i18n;
pub mod learn;
pub mod link;
pub mod model;
pub mod ports;
pub mod runtime;
pub mod sense;
pub mod store;
pub mod ui;
