//! The console: what a person sees and presses.
//!
//! ```text
//! run ─ the loop: events in, pictures and requests out     terminal ─ set up, restored whatever happens
//! typing ─ bytes of the terminal to keys                   screen ─ only what changed is sent
//! app ─ state and update                                   view ─ header, tabs, footer around a tab's picture
//! event ─ what happens, what is asked                      scene ─ all that drawing reads besides a tab's own state
//! flow ─ verbs: confirmations, prompts, orders             theme ─ colours and marks
//! incident ─ incidents in marks, words and clocks          foresight ─ those that a prediction has opened
//! workflow ─ runs and steps in marks and words             errand ─ verbs on runs, and what they ask before
//! tabs/ ─ one file a tab        popups/ ─ one file a popup        widgets/ ─ pieces of pictures
//! keymap/ ─ actions and keys    words, numbers ─ the model in words and figures
//! ```
//!
//! `update(state, event)` changes the state and answers what is asked of the runtime; drawing reads the state and the
//! newest snapshot and changes nothing. Neither does IO. Must not: decide anything about services, read the store, or
//! make the runtime wait for a terminal.

mod app;
mod errand;
mod event;
mod flow;
mod foresight;
mod incident;
pub mod keymap;
mod popups;
mod run;
mod scene;
mod screen;
mod tabs;
mod terminal;
mod theme;
mod typing;
mod view;
mod widgets;
mod words;
mod workflow;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod live;
#[cfg(test)]
mod pictures;

pub(crate) use crate::i18n::numbers;
pub use run::{Leave, Options, run};
