//! The way to a storage thread: a queue that collects while the thread works, so that it finds groups.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// A queue into one thread, and the end of that thread.
#[derive(Debug)]
pub(crate) struct Inbox<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    ended: Condvar,
}

#[derive(Debug)]
struct State<T> {
    items: Vec<T>,
    weight: usize,
    closing: bool,
    reader: Option<ThreadId>,
    ended: bool,
}

/// What a thread finds.
#[derive(Debug)]
pub(crate) struct Taken<T> {
    /// Everything that waited, in order.
    pub(crate) items: Vec<T>,
    /// This is the last: the thread is to end.
    pub(crate) closing: bool,
}

/// Marks the inbox as ended when the thread that reads it ends, however it ends.
#[derive(Debug)]
pub(crate) struct Reading<T>(Arc<Inbox<T>>);

impl<T> Drop for Reading<T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.closing = true;
        state.ended = true;
        self.0.ended.notify_all();
    }
}

impl<T> Inbox<T> {
    /// An open one.
    pub(crate) fn new() -> Arc<Self> {
        let state = State { items: Vec::new(), weight: 0, closing: false, reader: None, ended: false };
        Arc::new(Self { state: Mutex::new(state), changed: Condvar::new(), ended: Condvar::new() })
    }

    /// To be held by the reading thread for as long as it lives.
    pub(crate) fn reading(self: &Arc<Self>) -> Reading<T> {
        self.lock().reader = Some(thread::current().id());
        Reading(Arc::clone(self))
    }

    /// Adds an item.
    ///
    /// # Errors
    /// The item itself, when the inbox is closed.
    pub(crate) fn push(&self, item: T) -> Result<(), T> {
        self.offer(item, usize::MAX)
    }

    /// Adds an item, unless so many wait already.
    ///
    /// # Errors
    /// The item itself, when the inbox is full or closed.
    pub(crate) fn offer(&self, item: T, max: usize) -> Result<(), T> {
        let mut state = self.lock();
        if state.closing || state.items.len() >= max {
            return Err(item);
        }
        state.items.push(item);
        self.changed.notify_one();
        Ok(())
    }

    /// Adds an item of that weight, unless what waits would become heavier than `max`. An empty inbox takes anything.
    pub(crate) fn push_within(&self, item: T, weight: usize, max: usize) -> bool {
        let mut state = self.lock();
        if state.closing || (!state.items.is_empty() && state.weight.saturating_add(weight) > max) {
            return false;
        }
        state.weight += weight;
        state.items.push(item);
        self.changed.notify_one();
        true
    }

    /// The weight of all that waits.
    pub(crate) fn weight(&self) -> usize {
        self.lock().weight
    }

    /// Waits until `enough` says so of the number of items and their weight, the deadline passes, or the inbox closes;
    /// then takes everything.
    pub(crate) fn take(&self, deadline: Option<Instant>, enough: impl Fn(usize, usize) -> bool) -> Taken<T> {
        let mut state = self.lock();
        while !state.closing && !enough(state.items.len(), state.weight) {
            state = match deadline.map(|at| at.saturating_duration_since(Instant::now())) {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(Duration::ZERO) => break,
                Some(left) => self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
        state.weight = 0;
        Taken { items: std::mem::take(&mut state.items), closing: state.closing }
    }

    /// Closes it and waits, at most this long, until the thread has worked off what waits. True when it has.
    /// The reading thread itself does not wait.
    pub(crate) fn close(&self, bound: Duration) -> bool {
        let mut state = self.lock();
        state.closing = true;
        self.changed.notify_all();
        let deadline = Instant::now() + bound;
        while !state.ended && state.reader != Some(thread::current().id()) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            state = self.ended.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_comes_as_one_group_in_order() {
        let inbox = Inbox::new();
        for n in 0..3 {
            inbox.push(n).unwrap();
        }
        let taken = inbox.take(None, |items, _| items > 0);
        assert_eq!(taken.items, [0, 1, 2]);
        assert!(!taken.closing);
    }

    #[test]
    fn a_full_inbox_refuses_and_a_closed_one_too() {
        let inbox = Inbox::new();
        assert!(inbox.push_within("heavy", 50, 10), "an empty one takes anything");
        assert!(!inbox.push_within("more", 1, 10));
        inbox.take(None, |items, _| items > 0);
        assert!(inbox.push_within("again", 1, 10));
        let reading = inbox.reading();
        drop(reading);
        assert!(!inbox.push_within("late", 1, 10));
        assert_eq!(inbox.push("late"), Err("late"));
    }

    #[test]
    fn closing_lets_the_thread_finish_what_waits() {
        let inbox = Inbox::new();
        inbox.push(7).unwrap();
        let theirs = Arc::clone(&inbox);
        let thread = thread::spawn(move || {
            let _reading = theirs.reading();
            theirs.take(None, |_, _| false)
        });
        assert!(inbox.close(Duration::from_secs(30)));
        let taken = thread.join().unwrap();
        assert_eq!((taken.items, taken.closing), (vec![7], true));
    }
}
