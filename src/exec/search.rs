//! Reading something of every process although some of them hang the reader.
//!
//! On a host in trouble, reading a process's environment can block for as long as that process holds its memory lock:
//! minutes, or for ever on a dead mount. Whoever reads them one after the other is stuck at the first; a console that
//! cannot start on a host in trouble is of no use.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Threads that may be lost to hanging readings in one search.
const MOST_HANGING: usize = 32;

/// Reads every item and returns what was found, in no order. An item whose reading takes longer than `patience` is
/// given up, with its thread; the others are read by another one.
pub(super) fn search<T, R>(
    items: Vec<T>,
    patience: Duration,
    read: impl Fn(T) -> Option<R> + Send + Sync + 'static,
) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
{
    let mut open = items.len();
    let queue = Arc::new(Mutex::new(items.into_iter()));
    let read = Arc::new(read);
    let (sender, answers) = channel();
    let mut found = Vec::new();
    for _ in 0..MOST_HANGING {
        let worker = || Worker { queue: Arc::clone(&queue), read: Arc::clone(&read), sender: sender.clone() };
        let hired = worker();
        let spawned = std::thread::Builder::new().name("search".to_owned()).spawn(move || hired.run());
        if spawned.is_err() {
            // No room for a thread: better to risk a hang than to say that there is nothing.
            worker().run();
        }
        while open > 0 {
            match answers.recv_timeout(patience) {
                Ok(answer) => {
                    open -= 1;
                    found.extend(answer);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
            }
        }
        if open == 0 || queue.lock().unwrap_or_else(PoisonError::into_inner).len() == 0 {
            break;
        }
    }
    found
}

struct Worker<T, R, F> {
    queue: Arc<Mutex<std::vec::IntoIter<T>>>,
    read: Arc<F>,
    sender: Sender<Option<R>>,
}

impl<T, R, F: Fn(T) -> Option<R>> Worker<T, R, F> {
    fn run(self) {
        loop {
            let next = self.queue.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(item) = next else { return };
            if self.sender.send((self.read)(item)).is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_hang_do_not_hide_the_others() {
        let (never, hang) = channel::<()>();
        let hang = Mutex::new(hang);
        let read = move |number: u32| {
            if number % 40 == 7 {
                let _ = hang.lock().unwrap().recv();
            }
            number.is_multiple_of(2).then_some(number)
        };
        let mut found = search((0..100).collect(), Duration::from_millis(20), read);
        found.sort_unstable();
        assert_eq!(found, (0..100).step_by(2).collect::<Vec<_>>());
        drop(never);
    }

    #[test]
    fn nothing_to_read_takes_no_time() {
        assert!(search(Vec::<u32>::new(), Duration::MAX, Some).is_empty());
    }
}
