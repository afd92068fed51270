//! `config.toml` to a validated [`Config`]: defaults < file < environment < flags.
//!
//! `settings` holds the shapes; every key, its type, default and comment stand once, in `keys`.

pub mod settings;

pub use settings::Config;
