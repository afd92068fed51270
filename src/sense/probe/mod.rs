//! Checks of services. `runner` times and reports them, `exec`, `http`, `tcp`,
//! `log`, `heartbeat`, `tls` (with `certificate`) and `dns` do them, `causes` finds out why one failed.

mod causes;
mod certificate;
mod dns;
mod exec;
mod heartbeat;
mod http;
mod log;
mod runner;
mod tcp;
mod tls;

pub use runner::TokioProbes;
