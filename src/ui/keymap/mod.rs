//! Keys: what can be done, with which keys, where.
//!
//! ```text
//! chord ─ one key with its modifiers, and its spelling
//! action ─ everything that can be done, its name and its default keys
//! map ─ the keys in force, and the check of overrides
//! ```

mod action;
mod chord;
mod map;

pub(crate) use action::{Action, Group};
pub(crate) use chord::{Chord, Key};
pub use map::{Keymap, check};
