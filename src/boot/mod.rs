//! The only place that builds concrete parts.
//!
//! ```text
//! start ─ arguments to a way of running      build ─ the parts of a runtime, put together
//! running ─ a runtime in this process        headless ─ without a screen
//! console ─ with a screen                    panics ─ where they are told, and provoke
//! ```

mod build;
mod console;
mod headless;
mod panics;
mod provoke;
mod running;
mod start;

pub use build::BootError;
pub use running::Running;
pub use start::start;
