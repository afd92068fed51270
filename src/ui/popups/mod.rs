//! One file a popup: what is asked over a tab, and goes away when it is answered.

mod choice;
mod faults;
mod help;
mod palette;
mod popup;
mod prompt;
mod quit;
mod recover;
mod run_form;
mod search;

pub(crate) use choice::Choice;
pub(crate) use faults::FaultMenu;
pub(crate) use help::Help;
pub(crate) use palette::Palette;
pub(crate) use popup::{Outcome, Popup};
pub(crate) use prompt::{Prompt, Purpose};
pub(crate) use quit::quit;
pub(crate) use recover::Recover;
pub(crate) use run_form::RunForm;
pub(crate) use search::Search;
