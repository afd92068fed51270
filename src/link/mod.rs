//! How viewers reach a runtime: one session API, the same in the runtime's own process and over its socket.
//!
//! ```text
//! session ─ what a viewer holds      wire ─ frames and their types      place ─ where the socket is
//! hooks/ ─ signed requests from outside, which start workflows
//! server ─ the runtime's socket      client ─ a session over that socket      way ─ here, or through SSH
//! ```

pub mod client;
pub mod hooks;
pub mod place;
pub mod server;
pub mod session;
pub mod way;
pub mod wire;

pub use session::{LinkState, Session};
