//! Who is to blame, from the graph, the order of onset, recent changes and the past. What series say is added by
//! analytics, which has them.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::alert::RULE_CRASH;
use crate::model::id::ServiceName;
use crate::model::incident::{Evidence, Suspect};
use crate::model::record::{Entry, EntryKind};
use crate::model::recovery::{Action, Attempt};
use crate::model::time::Wall;

use super::case::Case;
use super::ward::Ward;

/// A change this long before an incident may be its cause.
pub(super) const RECENT: Duration = Duration::from_mins(10);
/// Suspects that are named.
const NAMED: usize = 8;

/// Ranks the services of an incident and what they need, the likeliest cause first.
pub(super) fn rank(case: &Case, past: &BTreeMap<ServiceName, u32>, ward: &Ward<'_>) -> Vec<Suspect> {
    let affected = case.services();
    let mut candidates = affected.clone();
    for name in &affected {
        candidates.extend(ward.needs(name));
    }
    let onset = |name: &ServiceName| {
        let own = case.incident.members.iter().filter(|member| member.service.as_ref() == Some(name));
        own.map(|member| member.opened_at).min()
    };
    let first = affected.iter().filter_map(|name| onset(name).map(|at| (at, name))).min();
    let second = affected.iter().filter(|name| Some(*name) != first.map(|(_, name)| name)).filter_map(onset).min();
    let mut suspects = Vec::new();
    for name in &candidates {
        let mut weight = 0.05;
        let mut evidence = Vec::new();
        let alarms = alarms(case, name);
        if !alarms.is_empty() {
            weight = 1.0;
            evidence.push(Evidence::Alarmed { by: alarms });
        } else if ward.is_unwell(name) {
            weight = 0.8;
        }
        let needs = ward.needs(name);
        let sick = needs.iter().filter(|need| affected.contains(*need) || ward.is_unwell(need)).count();
        if sick > 0 {
            // What it needs explains it.
            weight *= 0.15;
        } else if weight >= 0.8 && !needs.is_empty() {
            evidence.push(Evidence::NeedsAreWell);
        }
        let services: Vec<_> = ward.needed_by(name).into_iter().filter(|other| affected.contains(other)).collect();
        if !services.is_empty() {
            weight *= 1.0 + 0.5 * f64::from(u32::try_from(services.len()).unwrap_or(u32::MAX));
            evidence.push(Evidence::NeededBy { services });
        }
        if let (Some((at, earliest)), Some(next)) = (first, second)
            && earliest == name
        {
            weight *= 1.5;
            evidence.push(Evidence::First { ahead: (next - at).to_std().unwrap_or_default() });
        }
        if let Some((change, before)) = changed(name, case, ward) {
            weight *= 2.0;
            evidence.push(Evidence::Changed { what: change.kind, before, by: change.by.clone() });
        }
        if let Some(times) = past.get(name) {
            weight *= 1.0 + 0.1 * f64::from((*times).min(10));
            evidence.push(Evidence::Before { times: *times });
        }
        suspects.push(Suspect { service: name.clone(), score: weight, evidence });
    }
    settle(&mut suspects);
    suspects.truncate(NAMED);
    suspects
}

/// What the series say added to what is known otherwise: whoever is suspect by both is suspect most. Series alone
/// name nobody: a service that does its work unlike before is not to blame for it.
pub(super) fn blend(mut known: Vec<Suspect>, diagnosis: &[Suspect]) -> Vec<Suspect> {
    for suspect in &mut known {
        let Some(said) = diagnosis.iter().find(|said| said.service == suspect.service) else { continue };
        suspect.score *= 1.0 + said.score;
        suspect.evidence.extend(said.evidence.iter().cloned());
    }
    settle(&mut known);
    known
}

/// Shares that add up to 1, the largest first.
fn settle(suspects: &mut [Suspect]) {
    let sum: f64 = suspects.iter().map(|suspect| suspect.score).sum();
    for suspect in suspects.iter_mut() {
        suspect.score /= sum.max(f64::MIN_POSITIVE);
    }
    suspects.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.service.cmp(&b.service)));
}

/// The last change of a service shortly before the incident. What recovery and policies do is no cause.
fn changed<'w>(name: &ServiceName, case: &Case, ward: &'w Ward<'_>) -> Option<(&'w Entry, Duration)> {
    let at = case.incident.opened_at;
    let back = |attempt: &&Attempt| attempt.action == Action::RollBack && attempt.service == *name;
    let rolled_back = case.incident.attempts.iter().find(back).map(|attempt| attempt.began_at);
    let is_change = |entry: &&Entry| match entry.kind {
        EntryKind::ServiceReleased => entry.subject == name.as_str() && rolled_back.is_none_or(|at| entry.at < at),
        EntryKind::ConfigReloaded => true,
        _ => false,
    };
    ward.changes.iter().filter(is_change).find_map(|entry| recent(entry, at))
}

/// An entry that was written shortly before a moment, with how long before.
fn recent(entry: &Entry, at: Wall) -> Option<(&Entry, Duration)> {
    // It may come to light with the crash that it causes.
    let before = (at - entry.at).to_std().unwrap_or_default();
    (before <= RECENT && entry.at <= at + Duration::from_secs(5)).then_some((entry, before))
}

/// When another release of a service came shortly before a moment: one that rolling back can undo.
pub(super) fn released(name: &ServiceName, at: Wall, ward: &Ward<'_>) -> Option<Wall> {
    let own = |entry: &&Entry| entry.kind == EntryKind::ServiceReleased && entry.subject == name.as_str();
    ward.changes.iter().filter(own).find_map(|entry| recent(entry, at)).map(|(entry, _)| entry.at)
}

fn alarms(case: &Case, name: &ServiceName) -> Vec<String> {
    let own = case.incident.members.iter().filter(|member| member.service.as_ref() == Some(name));
    let mut words: Vec<String> = Vec::new();
    for member in own {
        let word = match member.key.subject.split_once('/') {
            Some((_, probe)) if member.key.rule.as_str() != RULE_CRASH => probe.to_owned(),
            _ => member.key.rule.to_string(),
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}
