//! Checks of services. `runner` times and reports them, `exec`, `http`, `tcp`,
//! `log`, `heartbeat`, `tls` and `dns` do them (`certificate` reads until when one is valid, `noting` for HTTPS), `causes` finds out why one failed.

mod causes;
mod certificate;
mod dns;
mod exec;
mod heartbeat;
mod http;
mod log;
mod noting;
mod runner;
mod tcp;
mod tls;

pub use runner::TokioProbes;
