//! `config.toml` to a validated [`Config`]: defaults < file < environment < flags.
//!
//! ```text
//! settings ─ the shapes            keys ─ every key once: type, default, comment
//! table ─ what is known of keys    declare ─ makes it, and reading and writing, of rows
//! codec, words, units ─ how values of one kind are read and written
//! syntax ─ text to tree            reader ─ tree to values, by the table; where each key stands
//! probes, probe_words, checks ─ the same for probes
//! drives ─ keys of drives
//! process ─ keys of processes alone     environment ─ files of variables     account ─ users and groups
//! services, managers, rules, graph, healing ─ values to specs, and what must hold among them
//! parse ─ all of that, pure        load ─ finds the file, environment, flags
//! world ─ do the programs exist?   text, schema ─ default file, effective file, JSON schema
//! fault ─ where it is wrong        secret ─ what is never shown
//! ```
//!
//! All faults of a file are told at once. Nothing here changes the world; only `load`, `world`, `environment` and `account` look at it.

mod account;
mod checks;
mod codec;
mod declare;
mod drives;
mod environment;
mod fault;
mod graph;
mod healing;
mod keys;
mod load;
mod managers;
mod parse;
mod probe_words;
mod probes;
mod process;
mod reader;
mod rules;
mod schema;
mod secret;
mod services;
pub mod settings;
mod syntax;
mod table;
mod text;
mod units;
mod words;
pub mod workflow;
mod world;

pub use account::{Account, Switch, User, account};
pub use environment::environment_file;
pub use load::{Source, data_dir, load};
pub use parse::parse;
pub use reader::Override;
pub use schema::schema;
pub use settings::Config;
pub use text::{default_text, show};
pub use world::check_world;

pub use crate::model::wrong::{ConfigError, Fault, Place};
