//! The `autoagents` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    autoagents_console::boot::start()
}
