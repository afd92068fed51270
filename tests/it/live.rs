//! The runtime with real services, and what real life does to both.

mod chaos;
mod ending;
mod process;
mod reload;
mod services;
mod survival;

pub(crate) use services::sleeper;
