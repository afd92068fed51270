//! Steps of workflows, done so that they outlive the console: programs by a worker process that is their parent, requests
//! and digests by the console itself.
//!
//! ```text
//! office ─ orders in, reports out       line ─ the connection to the worker, made anew when it breaks
//! hire ─ reaching the worker, or starting one      wire ─ what is said over it
//! worker ─ the other end: the process itself     book ─ what it writes down
//! request ─ web servers      digest ─ what goes into a step      secrets ─ filled in at the last moment
//! ending ─ outputs and last lines      place ─ where files are
//! ```
//!
//! What must not happen here: one ticket that is run twice, a step that is said never to have begun and has, a secret in a
//! file.

mod book;
mod digest;
mod ending;
mod hire;
mod line;
mod office;
mod place;
mod request;
mod secrets;
mod wire;
mod worker;

pub use office::StepOffice;
pub use worker::entered;
