//! The runtime with real services, and what real life does to both.

mod chaos;
mod ending;
mod reload;
mod services;
mod survival;
mod suspension;

pub(crate) use services::sleeper;
