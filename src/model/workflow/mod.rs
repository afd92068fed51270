//! Workflows: what is defined, what runs, what a step is ordered to do and what came of it.
//!
//! ```text
//! definition ─ a workflow as written, validated: parameters, steps, what each needs and why
//! step ─ one step: its work, its settings, its undo
//! template ─ text with expressions in it
//! trigger ─ what starts a run
//! run ─ one execution: its state, its outcome forward and back
//! forecast ─ what is expected of a run, what that was worth, what could be done about it
//! optimize ─ what holds runs up, and what could be changed
//! state ─ where a step of a run is in its life
//! refusal ─ why a person cannot have that
//! record ─ what is journaled      view ─ what a screen shows
//! order ─ what is asked of the world for a step, and what it answers
//! ```

pub mod adaptation;
pub mod definition;
pub mod forecast;
pub mod optimize;
pub mod order;
pub mod record;
pub mod refusal;
pub mod run;
pub mod state;
pub mod step;
pub mod template;
pub mod trigger;
pub mod view;
