//! The runtime's socket, and clients of every kind on it.

mod client;
mod hostile;
mod place;
mod refusal;
