//! The cache: values that are good for a few seconds, in memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::part::{Part, Work};

/// How long a value is good.
const GOOD_FOR: Duration = Duration::from_secs(3);
/// Values at once; with more all of them go.
const MOST: usize = 1_000;

/// The cache.
#[derive(Debug, Default)]
pub(super) struct Cache {
    values: Mutex<HashMap<String, (Instant, String)>>,
}

impl Work for Cache {
    fn obey(&self, _part: &Part, command: &str) -> String {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
        let (key, value) = rest.split_once(' ').unwrap_or((rest, ""));
        match verb {
            "PING" => "+PONG".to_owned(),
            "GET" => match values.get(key).filter(|(since, _)| since.elapsed() < GOOD_FOR) {
                Some((_, value)) => format!("${value}"),
                None => "-nil".to_owned(),
            },
            "SET" => {
                if values.len() >= MOST {
                    values.clear();
                }
                values.insert(key.to_owned(), (Instant::now(), value.to_owned()));
                "+OK".to_owned()
            }
            "DEL" => {
                values.remove(key);
                "+OK".to_owned()
            }
            _ => "-ERR unknown command".to_owned(),
        }
    }
}
