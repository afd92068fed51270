//! The only place that builds concrete parts.
//!
//! ```text
//! start ─ arguments to a way of running      build ─ the parts of a runtime, put together
//! running ─ a runtime in this process        headless ─ without a screen
//! demo ─ with a platform to try it out on
//! console ─ with a screen                    panics ─ where they are told, and provoke
//! ```

mod build;
mod console;
mod demo;
mod headless;
mod panics;
mod provoke;
mod running;
mod start;

pub use running::Running;
pub use start::start;
