//! The integration tests, in one binary to save linking.

mod config;
//! Integration tests: one binary, one module a subject.

mod exec;
