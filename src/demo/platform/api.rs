//! The api: reads and writes posts. Which version runs is what `releases/api/current` points to.

use std::fs;
use std::io;
use std::path::Path;

use serde::Deserialize;
use serde_json::json;

use super::http::{Ask, Reply};
use super::journal::say;
use super::kept::PartError;
use super::line::Client;
use super::part::{Part, Work};
use crate::demo::role::Role;

/// What its release says.
const SETTINGS: &str = "releases/api/current/settings.toml";
/// Posts that are kept; older ones are written over.
const POSTS: u64 = 200;
/// Longest post.
const LONGEST: usize = 500;

/// The api.
#[derive(Debug)]
pub(super) struct Api {
    settings: Settings,
}

/// What a release is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Settings {
    version: String,
    fail_share: f64,
}

impl Api {
    /// Reads which release it is.
    pub(super) fn open() -> Result<Self, PartError> {
        let path = Path::new(SETTINGS);
        let text = fs::read_to_string(path).map_err(PartError::file("read", path))?;
        let damaged =
            |error: toml::de::Error| PartError::Damaged { path: path.to_owned(), why: error.message().to_owned() };
        let settings: Settings = toml::from_str(&text).map_err(damaged)?;
        say("INFO", &format!("version {}", settings.version));
        Ok(Self { settings })
    }
}

impl Work for Api {
    fn ready(&self, part: &Part) -> Result<(), String> {
        for role in [Role::Db, Role::Cache] {
            let asked = Client::connect(part.ports.work(role)).and_then(|client| client.say("PING"));
            asked.map_err(|error| format!("{}: {error}", role.name()))?;
        }
        Ok(())
    }

    fn serve(&self, part: &Part, ask: &Ask) -> Option<Reply> {
        if !["/topics", "/posts", "/version"].contains(&ask.path.as_str()) {
            return None;
        }
        if fastrand::f64() < self.settings.fail_share {
            let version = &self.settings.version;
            return Some(Reply::text(500, format!("version {version}: the table `posts_v2` does not exist\n")));
        }
        let answered = match (ask.method.as_str(), ask.path.as_str()) {
            ("GET", "/version") => Ok(Reply::text(200, self.settings.version.clone())),
            ("GET", "/topics") => topics(part),
            ("POST", "/posts") => post(part, &ask.body),
            _ => return None,
        };
        Some(answered.unwrap_or_else(|error| Reply::text(503, format!("{error}\n"))))
    }
}

/// The newest posts: from the cache, or else from the database.
fn topics(part: &Part) -> io::Result<Reply> {
    // Without the cache it is slower, and works.
    let cache = Client::connect(part.ports.work(Role::Cache)).ok();
    if let Some(known) = cache.as_ref().and_then(|cache| cache.say("GET topics").ok().flatten()) {
        return Ok(Reply::text(200, known));
    }
    let db = database(part)?;
    let count: u64 = db.say("GET posts").map_err(of_db)?.and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut posts = Vec::new();
    for number in (count.saturating_sub(9)..=count).rev().filter(|number| *number > 0) {
        posts.extend(db.say(&format!("GET post:{}", number % POSTS)).map_err(of_db)?);
    }
    let text = json!({ "count": count, "posts": posts }).to_string();
    if let Some(cache) = cache {
        // Whoever asks next will ask the database as well.
        let _ = cache.say(&format!("SET topics {text}"));
    }
    Ok(Reply::text(200, text))
}

/// Writes a post, and asks for a mail about it.
fn post(part: &Part, body: &str) -> io::Result<Reply> {
    let text: String = body.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    let db = database(part)?;
    let number = db.number("INCR posts").map_err(of_db)?;
    db.say(&format!("SET post:{} {text}", number % POSTS)).map_err(of_db)?;
    db.say(&format!("PUSH jobs notify {number}")).map_err(of_db)?;
    if let Ok(cache) = Client::connect(part.ports.work(Role::Cache)) {
        let _ = cache.say("DEL topics");
    }
    Ok(Reply::text(201, number.to_string()))
}

fn database(part: &Part) -> io::Result<Client> {
    Client::connect(part.ports.work(Role::Db)).map_err(of_db)
}

fn of_db(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("db: {error}"))
}
