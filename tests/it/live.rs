//! The runtime with real services, and what real life does to both.

mod chaos;
mod drives;
mod ending;
mod heartbeat;
mod logs;
mod process;
mod reload;
mod resource;
mod services;
mod survival;
mod suspension;
mod triggers;
mod workflows;

pub(crate) use services::sleeper;
