//! What a supervised process is given, and how it is asked to do things.

mod environment;
mod orders;
