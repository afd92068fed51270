//! The console on a real terminal, as an operator has it.

mod leaving;
mod looking;
mod losing;
#[cfg(debug_assertions)]
mod panicking;
mod remote;
mod terminal;
