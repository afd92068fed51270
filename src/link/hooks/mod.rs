//! Requests from outside that start workflows: `POST /hooks/WORKFLOW`, signed.
//!
//! ```text
//! server ─ the port: listens, bounded in every direction      answer ─ one request from its head to its answer
//! signature ─ HMAC-SHA256      pace ─ how many requests of one address are heard
//! ```
//!
//! Nothing that is not signed reaches the runtime. Answers are code words for programs, in no language:
//! 202 `{"runs":[12]}` when the runs are journaled, or `{"error":WORD}` with 400, 401, 404, 405, 408, 409, 413, 429, 500, 503, 504.

mod answer;
mod pace;
mod server;
mod signature;

pub use server::HookServer;
