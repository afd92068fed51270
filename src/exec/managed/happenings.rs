//! An engine's stream of events: each about one of our containers is a reason to look at it. What the event says is not
//! believed by itself, so nothing is lost when one is: after every new connection everything is looked at.

use std::time::Duration;

use http_body_util::BodyExt;
use hyper::Method;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::engine::Engine;
use super::http;
use super::watcher::{Say, Target};

/// Between two tries to connect, at first and at most.
const FIRST: Duration = Duration::from_millis(250);
const MOST: Duration = Duration::from_secs(5);
/// No event is longer; what is would fill the memory.
const LONGEST: usize = 1 << 20;
/// Percent-encoded `{"type":["container"]}`.
const PATH: &str = "/events?filters=%7B%22type%22%3A%5B%22container%22%5D%7D";

#[derive(Deserialize)]
struct Happening {
    #[serde(rename = "Actor")]
    actor: Actor,
}

#[derive(Deserialize)]
struct Actor {
    #[serde(rename = "ID", default)]
    id: String,
    #[serde(rename = "Attributes", default)]
    attributes: Attributes,
}

#[derive(Deserialize, Default)]
struct Attributes {
    #[serde(default)]
    name: String,
}

/// Follows the stream for ever, or until nobody holds the inbox.
pub(super) async fn follow(engine: Engine, targets: Vec<Target>, inbox: mpsc::WeakUnboundedSender<Say>) {
    let mut wait = FIRST;
    loop {
        if let Ok(socket) = engine.socket()
            && let Ok(answer) = http::open(&socket, Method::GET, PATH).await
            && answer.status().is_success()
        {
            wait = FIRST;
            // From here on nothing is missed; what was before must be looked at.
            if !say(&inbox, Say::Anything) {
                return;
            }
            let mut body = answer.into_body();
            let mut text = Vec::new();
            while let Some(Ok(frame)) = body.frame().await {
                text.extend_from_slice(frame.data_ref().map_or(&[], |data| data));
                let read = take(&mut text, &targets);
                let Some(happened) = read.filter(|_| text.len() <= LONGEST) else { break };
                if !happened.into_iter().all(|said| say(&inbox, said)) {
                    return;
                }
            }
            // It was cut off: that may be the engine's end.
            if !say(&inbox, Say::Anything) {
                return;
            }
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(MOST);
    }
}

fn say(inbox: &mpsc::WeakUnboundedSender<Say>, what: Say) -> bool {
    inbox.upgrade().is_some_and(|inbox| inbox.send(what).is_ok())
}

/// Takes whole events off the beginning of the text; none when it is no such text.
fn take(text: &mut Vec<u8>, targets: &[Target]) -> Option<Vec<Say>> {
    let mut events = serde_json::Deserializer::from_slice(text).into_iter::<Happening>();
    let mut happened = Vec::new();
    let mut used = 0;
    loop {
        match events.next() {
            Some(Ok(event)) => {
                used = events.byte_offset();
                let is_meant = |target: &&Target| {
                    let Actor { id, attributes } = &event.actor;
                    target.name == attributes.name || id.starts_with(&target.name)
                };
                happened.extend(targets.iter().filter(is_meant).map(|target| Say::Happened(target.service.clone())));
            }
            Some(Err(error)) if error.is_eof() => break,
            Some(Err(_)) => return None,
            None => {
                used = text.len();
                break;
            }
        }
    }
    text.drain(..used);
    Some(happened)
}

#[cfg(test)]
mod tests;
