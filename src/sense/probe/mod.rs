//! Checks of services. `runner` times and reports them, `exec`, `http`, `tcp`,
//! `log` and `heartbeat` do them, `words` says why one failed.

mod exec;
mod heartbeat;
mod http;
mod log;
mod runner;
mod tcp;
mod words;

pub use runner::TokioProbes;
