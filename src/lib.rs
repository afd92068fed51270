//! AutoAgents Console: a terminal operations console that watches a host and its services, raises alerts, restarts
//! what dies, and keeps its history. See `ARCHITECTURE.md` for the map.

pub mod clock;
pub mod config;
pub mod i18n;
pub mod link;
pub mod model;
pub mod ports;
pub mod ui;
