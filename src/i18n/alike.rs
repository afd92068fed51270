//! What is alike, in words.

use super::{Texts, Value, healing};
use crate::model::alike::{LikeHour, LikeHours, LikeIncident, LikeIncidents};
use crate::model::time::Wall;

/// Which past hours were like one; a clock shows when they began.
#[must_use]
pub fn hours(texts: &Texts, found: &LikeHours, clock: &dyn Fn(Wall) -> String) -> String {
    let one = |hour: &LikeHour| format!("{} ({:.2})", clock(hour.at), hour.distance);
    if found.series == 0 {
        return texts.get("like-hours-unmeasured").to_owned();
    }
    if found.hours < found.needed {
        let args = [("n", Value::from(found.hours)), ("of", Value::from(found.needed))];
        return texts.with("like-hours-learning", &args);
    }
    let near: Vec<String> = found.near().map(one).collect();
    if !near.is_empty() {
        return texts.with("like-hours", &[("list", near.join(", ").into())]);
    }
    let nearest = found.like.first().map(one).unwrap_or_default();
    texts.with("like-hours-none", &[("n", Value::from(found.hours)), ("nearest", nearest.into())])
}

/// Which incidents were like one, and what ended them.
#[must_use]
pub fn incidents(texts: &Texts, found: &LikeIncidents) -> String {
    let one = |like: &LikeIncident| {
        let how = healing::resolution(texts, &like.how, like.action.as_ref());
        texts.with("like-incident", &[("id", like.id.to_string().into()), ("how", how.into())])
    };
    match (found.of, found.like.is_empty()) {
        (0, _) => texts.get("like-incidents-unknown").to_owned(),
        (of, true) => texts.with("like-incidents-none", &[("n", Value::from(of))]),
        _ => found.like.iter().map(one).collect::<Vec<_>>().join("; "),
    }
}
