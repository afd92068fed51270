//! Where panics are told: an agent's is part of its life and goes to the log; any other also goes where panics go, which
//! a screen has arranged to be the terminal as it was before.

use std::any::Any;
use std::panic::{self, PanicHookInfo};

use crate::model::text::clean;

/// Puts the hook in place; call it before a screen puts its own over it.
pub(super) fn tell() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed");
        tracing::error!("thread `{name}` panicked: {}", told(info));
        if !name.starts_with("agent-") {
            before(info);
        }
    }));
}

/// What a panic that was caught has to say.
pub(super) fn words(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    clean(words.unwrap_or("?"), 200)
}

fn told(info: &PanicHookInfo<'_>) -> String {
    let what = info.payload_as_str().unwrap_or("no words");
    match info.location() {
        Some(at) => format!("{what} at {}:{}", at.file(), at.line()),
        None => what.to_owned(),
    }
}
