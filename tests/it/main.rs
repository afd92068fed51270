//! The integration tests, in one binary to save linking.

mod config;
