//! Reading something of every process although some of them hang the reader.
//!
//! On a host in trouble, reading a process's environment can block for as long as that process holds its memory lock:
//! minutes, or for ever on a dead mount. Whoever reads them one after the other is stuck at the first; a console that
//! cannot start on a host in trouble is of no use.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Threads that may be lost to hanging readings in one search.
const MOST_HANGING: usize = 32;

/// Reads every item and returns what was found, in no order. When none has been read for `patience` the one at hand is
/// given up, with its thread; the others are read by another one.
///
/// Rejected: an answer for every item. Most have none, and waking up for each took longer than reading it.
pub(super) fn search<T, R>(
    items: Vec<T>,
    patience: Duration,
    read: impl Fn(T) -> Option<R> + Send + Sync + 'static,
) -> Vec<R>
where
    T: Send + 'static,
    R: Send + 'static,
{
    let (all, mut done, mut found) = (items.len(), 0, Vec::new());
    if all == 0 {
        return found;
    }
    let (sender, answers) = channel();
    let queue = Arc::new(Mutex::new(items.into_iter()));
    let worker = Worker { queue, read: Arc::new(read), done: Arc::new(AtomicUsize::new(0)), sender };
    for _ in 0..MOST_HANGING {
        let hired = worker.clone();
        let spawned = std::thread::Builder::new().name("search".to_owned()).spawn(move || hired.run());
        if spawned.is_err() {
            // No room for a thread: better to risk a hang than to say that there is nothing.
            worker.clone().run();
        }
        loop {
            let answer = answers.recv_timeout(patience);
            let before = std::mem::replace(&mut done, worker.done.load(Ordering::Acquire));
            match answer {
                Ok(answer) => found.extend(answer),
                Err(_) if done == before => break,
                Err(_) => {}
            }
            if done == all {
                // What was found is sent before it is counted.
                found.extend(answers.try_iter().flatten());
                return found;
            }
        }
        if worker.queue.lock().unwrap_or_else(PoisonError::into_inner).len() == 0 {
            break;
        }
    }
    found
}

struct Worker<T, R, F> {
    queue: Arc<Mutex<std::vec::IntoIter<T>>>,
    read: Arc<F>,
    /// Items that have been read, by all workers.
    done: Arc<AtomicUsize>,
    /// For what was found, and for none at the end.
    sender: Sender<Option<R>>,
}

impl<T, R, F> Clone for Worker<T, R, F> {
    fn clone(&self) -> Self {
        let (queue, read, done) = (Arc::clone(&self.queue), Arc::clone(&self.read), Arc::clone(&self.done));
        Self { queue, read, done, sender: self.sender.clone() }
    }
}

impl<T, R, F: Fn(T) -> Option<R>> Worker<T, R, F> {
    fn run(self) {
        // Whoever searched may have given up meanwhile, and not listen any more.
        while let Some(item) = self.next() {
            if let Some(answer) = (self.read)(item)
                && self.sender.send(Some(answer)).is_err()
            {
                return;
            }
            self.done.fetch_add(1, Ordering::Release);
        }
        let _ = self.sender.send(None);
    }

    fn next(&self) -> Option<T> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).next()
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
