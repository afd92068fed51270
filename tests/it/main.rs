//! Tests of whole parts against the real world: one binary, a module a part.

mod sense;
