//! How viewers reach a runtime: one session API, the same in the runtime's own process and over its socket.
//!
//! ```text
//! session ─ what a viewer holds      wire ─ frames and their types
//! server ─ the runtime's socket      client ─ a session over that socket
//! ```

pub mod session;

pub use session::{LinkState, Session};
