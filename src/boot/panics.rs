//! Where panics are told: an agent's is part of its life and goes to the log; any other also goes where panics go, which
//! a screen has arranged to be the terminal as it was before.

use std::panic::{self, PanicHookInfo};

/// Puts the hook in place; call it before a screen puts its own over it.
pub(super) fn tell() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed");
        tracing::error!("thread `{name}` panicked: {}", words(info));
        if !name.starts_with("agent-") {
            before(info);
        }
    }));
}

fn words(info: &PanicHookInfo<'_>) -> String {
    let what = info.payload_as_str().unwrap_or("no words");
    match info.location() {
        Some(at) => format!("{what} at {}:{}", at.file(), at.line()),
        None => what.to_owned(),
    }
}
