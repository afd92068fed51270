//! The pages that people see, made of what the api says.

use std::time::Duration;

use super::http::{self, Ask, Reply};
use super::part::{Part, Work};
use crate::demo::role::Role;

/// Longest wait for the api.
const PATIENCE: Duration = Duration::from_secs(1);

/// The pages.
#[derive(Debug, Default)]
pub(super) struct Web;

impl Work for Web {
    fn ready(&self, part: &Part) -> Result<(), String> {
        match http::ask(part.ports.status(Role::Api), "GET", "/live", "", PATIENCE) {
            Ok((200, _)) => Ok(()),
            Ok((status, _)) => Err(format!("api: it answers {status}")),
            Err(error) => Err(format!("api: {error}")),
        }
    }

    fn serve(&self, part: &Part, ask: &Ask) -> Option<Reply> {
        let path = match (ask.method.as_str(), ask.path.as_str()) {
            ("GET", "/") => "/topics",
            ("POST", "/post") => "/posts",
            _ => return None,
        };
        Some(match http::ask(part.ports.status(Role::Api), &ask.method, path, &ask.body, PATIENCE) {
            Ok((200, topics)) => Reply::page(page(&topics)),
            Ok((201, number)) => Reply::text(201, number),
            Ok((status, why)) => Reply::text(502, format!("api: {status}: {}\n", why.trim_end())),
            Err(error) => Reply::text(502, format!("api: {error}\n")),
        })
    }
}

fn page(topics: &str) -> String {
    let topics: serde_json::Value = serde_json::from_str(topics).unwrap_or_default();
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let posts = topics["posts"].as_array().into_iter().flatten().filter_map(|post| post.as_str());
    let posts: Vec<String> = posts.map(|post| format!("<li>{}</li>", escaped(post))).collect();
    let (count, list) = (&topics["count"], posts.join("\n"));
    format!("<!doctype html><title>Community</title><h1>{count} posts</h1>\n<ul>\n{list}\n</ul>\n")
}
