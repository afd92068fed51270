//! Where events, samples, proposals and requests come in. Samples may be dropped, and are counted; nothing else is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

use crate::model::event::{Event, SampleBatch};
use crate::ports::{Asked, AskedByHook, Events, Samples};

/// Batches that may wait; at one a second and source this is most of a minute.
const SAMPLE_QUEUE: usize = 256;
/// Requests that may wait.
const REQUEST_QUEUE: usize = 64;
/// Requests from outside that may wait.
const HOOK_QUEUE: usize = 64;

/// The ends that others put things in.
#[derive(Clone)]
pub struct Inlets {
    /// For whatever carries out effects.
    pub events: Events,
    /// For sources.
    pub samples: Samples,
    /// For sessions.
    pub requests: mpsc::Sender<Asked>,
    /// For requests that start workflows.
    pub hooks: mpsc::Sender<AskedByHook>,
}

/// The ends that the dispatcher takes things from.
#[derive(Debug)]
pub struct Outlets {
    pub(super) events: mpsc::UnboundedReceiver<Event>,
    pub(super) samples: mpsc::Receiver<SampleBatch>,
    pub(super) requests: mpsc::Receiver<Asked>,
    pub(super) hooks: mpsc::Receiver<AskedByHook>,
    pub(super) dropped: Arc<AtomicU64>,
}

/// Both ends.
#[must_use]
pub fn inlets() -> (Inlets, Outlets) {
    let (event, events) = mpsc::unbounded_channel();
    let (sample, samples) = mpsc::channel(SAMPLE_QUEUE);
    let (request, requests) = mpsc::channel(REQUEST_QUEUE);
    let (hook, hooks) = mpsc::channel(HOOK_QUEUE);
    let dropped = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&dropped);
    let inlets = Inlets {
        // A closed channel means that the runtime is ending: nobody is left to be told.
        events: Arc::new(move |happened| drop(event.send(happened))),
        samples: Arc::new(move |batch: SampleBatch| {
            let count = batch.samples.len() as u64;
            if sample.try_send(batch).is_err() {
                counter.fetch_add(count, Ordering::Relaxed);
            }
        }),
        requests: request,
        hooks: hook,
    };
    (inlets, Outlets { events, samples, requests, hooks, dropped })
}
