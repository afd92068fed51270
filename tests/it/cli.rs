//! Every command of `autoagents`, as text and as JSON, and every exit code.

mod contract;
mod exits;
mod offline;
mod online;
