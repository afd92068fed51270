//! The words of a trigger: by which it is known again, and what a screen shows.

use crate::model::workflow::definition::SecretRef;
use crate::model::workflow::trigger::TriggerOn;

use super::happened;

/// By which a trigger is known again. What only changes how it does what it does is not in it.
pub(super) fn key(on: &TriggerOn, zone: &str) -> String {
    let words = match on {
        TriggerOn::Cron { schedule, time_zone, .. } => {
            let fields: Vec<_> = schedule.split_whitespace().collect();
            format!("{} {}", fields.join(" "), time_zone.as_deref().unwrap_or(zone))
        }
        TriggerOn::File { path, .. } => path.clone(),
        on => what(on),
    };
    format!("{} {words}", on.word())
}

/// What a screen shows.
pub(super) fn what(on: &TriggerOn) -> String {
    match on {
        TriggerOn::Cron { schedule, time_zone: None, .. } => schedule.clone(),
        TriggerOn::Cron { schedule, time_zone: Some(zone), .. } => format!("{schedule} {zone}"),
        TriggerOn::Every(every) => humantime::format_duration(*every).to_string(),
        TriggerOn::Alert { rule, subject, severity } => {
            let about = [rule.as_deref(), subject.as_deref(), Some(severity.word())];
            about.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        TriggerOn::Incident { service } => service.as_ref().map_or_else(|| "*".to_owned(), ToString::to_string),
        TriggerOn::Service { name, state } => format!("{name} {}", happened::word(*state)),
        TriggerOn::File { path, .. } => path.clone(),
        // Where a secret is may be shown; what it is, nobody here knows.
        TriggerOn::Webhook { secret: SecretRef::Env(name) } => format!("${name}"),
        TriggerOn::Webhook { secret: SecretRef::File(path) } => path.clone(),
    }
}

/// The words, told apart from equal ones before them.
pub(super) fn distinct(words: String, before: &[String]) -> String {
    let numbered = |number: usize| if number == 1 { words.clone() } else { format!("{words} #{number}") };
    // One more than there are before cannot all be taken.
    let free = (1..=before.len() + 1).map(numbered).find(|words| !before.contains(words));
    free.unwrap_or(words)
}
