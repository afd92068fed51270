//! What the database keeps: keys, queues, and the append-only file that they are read from at the next start.

use std::collections::{HashMap, VecDeque};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::kept::PartError;
use crate::demo::role::Role;

const FILE: &str = "db/data.aof";
const NEW: &str = "db/data.new";
/// A file that is longer is written anew, with only what is still true in it.
const COMPACT_ABOVE: u64 = 512 << 10;
/// Jobs that may wait; the oldest goes.
const QUEUE: usize = 2_000;

/// Everything there is.
#[derive(Debug)]
pub(super) struct Store {
    keys: HashMap<String, String>,
    queues: HashMap<String, VecDeque<String>>,
    file: File,
    written: u64,
}

impl Store {
    /// Reads the file, or begins one. A last line that was cut off is left out.
    pub(super) fn open() -> Result<Self, PartError> {
        let path = Path::new(FILE);
        let text = match fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(PartError::file("read", path)(error)),
        };
        let opened = OpenOptions::new().append(true).create(true).open(path);
        let file = opened.map_err(PartError::file("open", path))?;
        let mut store = Self { keys: HashMap::new(), queues: HashMap::new(), file, written: text.len() as u64 };
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        for line in whole.lines() {
            store.apply(line);
        }
        if whole.len() + 1 < text.len() {
            store.compact().map_err(PartError::file("repair", path))?;
        }
        Ok(store)
    }

    /// Answers a command.
    pub(super) fn obey(&mut self, command: &str) -> io::Result<String> {
        let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
        let nil = || "-nil".to_owned();
        let value = |value: &String| format!("${value}");
        Ok(match verb {
            "PING" => "+PONG".to_owned(),
            "GET" => self.keys.get(rest).map_or_else(nil, value),
            "LEN" => format!(":{}", self.queues.get(rest).map_or(0, VecDeque::len)),
            "SET" | "DEL" | "INCR" | "PUSH" => self.change(command)?,
            "POP" => {
                let front = self.queues.get(rest).and_then(|queue| queue.front()).map(value);
                if front.is_some() {
                    self.change(command)?;
                }
                front.unwrap_or_else(nil)
            }
            _ => "-ERR unknown command".to_owned(),
        })
    }

    /// Writes a change down, and then makes it.
    fn change(&mut self, command: &str) -> io::Result<String> {
        if self.written > COMPACT_ABOVE {
            self.compact()?;
        }
        let line = format!("{command}\n");
        fit(line.len() as u64)?;
        self.file.write_all(line.as_bytes())?;
        self.written += line.len() as u64;
        Ok(self.apply(command))
    }

    fn apply(&mut self, command: &str) -> String {
        let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
        let (key, value) = rest.split_once(' ').unwrap_or((rest, ""));
        match verb {
            "SET" => {
                self.keys.insert(key.to_owned(), value.to_owned());
            }
            "DEL" => {
                self.keys.remove(key);
            }
            "INCR" => {
                let next = self.keys.get(key).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) + 1;
                self.keys.insert(key.to_owned(), next.to_string());
                return format!(":{next}");
            }
            "PUSH" => {
                let queue = self.queues.entry(key.to_owned()).or_default();
                queue.push_back(value.to_owned());
                if queue.len() > QUEUE {
                    queue.pop_front();
                }
            }
            "POP" => {
                self.queues.get_mut(key).and_then(VecDeque::pop_front);
            }
            _ => {}
        }
        "+OK".to_owned()
    }

    /// Writes the file anew, whole or not at all.
    fn compact(&mut self) -> io::Result<()> {
        let mut text = Vec::new();
        for (key, value) in &self.keys {
            writeln!(text, "SET {key} {value}")?;
        }
        for (name, queue) in &self.queues {
            for job in queue {
                writeln!(text, "PUSH {name} {job}")?;
            }
        }
        fit(text.len() as u64)?;
        fs::write(NEW, &text)?;
        fs::rename(NEW, FILE)?;
        self.file = OpenOptions::new().append(true).open(FILE)?;
        self.written = text.len() as u64;
        Ok(())
    }
}

/// Whether so much more fits on the disk.
pub(super) fn fit(bytes: u64) -> io::Result<()> {
    Role::Db.disk().map_or(Ok(()), |disk| disk.fit(bytes))
}
