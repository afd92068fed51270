//! Checks of services. `runner` times and reports them, `exec`, `http`, `tcp`,
//! `log`, `heartbeat`, `tls` (with `certificate`) and `dns` do them, `words` says why one failed.

mod certificate;
mod dns;
mod exec;
mod heartbeat;
mod http;
mod log;
mod runner;
mod tcp;
mod tls;
mod words;

pub use runner::TokioProbes;
