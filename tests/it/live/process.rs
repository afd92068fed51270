//! What a supervised process is given, and how it is asked to do things.

mod account;
mod environment;
mod instances;
mod limits;
mod orders;
