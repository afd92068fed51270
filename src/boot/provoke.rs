//! Panics when asked to, so that the end of the whole program by one can be tested. A release build has nothing of it.

use std::future::Future;

/// Does the work; in a debug build it panics on this thread, once, as soon as there is a file where the environment
/// variable says that one would ask for it. A process whose id is in the file is spared.
#[cfg(debug_assertions)]
pub(super) async fn or_panic<T>(variable: &str, work: impl Future<Output = T>) -> T {
    let Some(file) = std::env::var_os(variable) else { return work.await };
    let asked = async {
        loop {
            let spared = std::fs::read_to_string(&file).unwrap_or_else(|_| std::process::id().to_string());
            if spared.trim() != std::process::id().to_string() {
                let taken = std::fs::remove_file(&file).is_ok();
                assert!(!taken, "as asked by {variable}");
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        biased;
        never = asked => never,
        done = work => done,
    }
}

/// Does the work.
#[cfg(not(debug_assertions))]
pub(super) fn or_panic<T>(_: &str, work: impl Future<Output = T>) -> impl Future<Output = T> {
    work
}
