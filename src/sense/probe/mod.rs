//! Checks of services. `runner` times and reports them, `exec`, `http` and `tcp` do them, `words` says why one failed.

mod exec;
mod http;
mod runner;
mod tcp;
mod words;

pub use runner::TokioProbes;
