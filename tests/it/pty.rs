//! The console on a real terminal, as an operator has it.

mod leaving;
mod looking;
mod losing;
mod remote;
mod terminal;
