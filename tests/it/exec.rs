//! Real processes under a real supervisor.

mod adoption;
mod flood;
mod life;
mod world;
