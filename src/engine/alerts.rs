//! Firing alerts and silences: one unresolved alert a key, acknowledged by people, resolved by facts.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::alert::{Alert, AlertCause, AlertKey, AlertState, Severity, Silence};
use crate::model::effect::Effect;
use crate::model::id::{AlertId, Operator, RuleName, SilenceId};
use crate::model::record::{Detail, Entry, EntryKind, Record};
use crate::model::refusal::{Refusal, Thing};
use crate::model::snapshot::AlertView;
use crate::model::time::{Now, Wall};

/// The alerts that fire, and the silences in force.
#[derive(Debug, Default)]
pub struct AlertBook {
    firing: BTreeMap<AlertKey, Alert>,
    /// What would fire, were its service not held back by one that is down.
    held: BTreeSet<AlertKey>,
    silences: Vec<Silence>,
    last_alert: AlertId,
    last_silence: SilenceId,
}

impl AlertBook {
    /// Goes on from what the journal holds.
    #[must_use]
    pub fn remembered(alerts: &[Alert], silences: &[Silence], last_alert: AlertId, last_silence: SilenceId) -> Self {
        let firing = alerts.iter().filter(|alert| alert.is_firing()).map(|alert| (alert.key.clone(), alert.clone()));
        Self { firing: firing.collect(), held: BTreeSet::new(), silences: silences.to_vec(), last_alert, last_silence }
    }

    /// The alerts that fire.
    pub fn firing(&self) -> impl Iterator<Item = &Alert> {
        self.firing.values()
    }

    /// The silences in force.
    #[must_use]
    pub fn silences(&self) -> &[Silence] {
        &self.silences
    }

    /// For screens: worst first, then newest first.
    #[must_use]
    pub fn view(&self, now: Wall) -> Vec<AlertView> {
        let silenced = |alert: &Alert| {
            let covers = |silence: &&Silence| silence.until > now && silence.covers(&alert.key);
            self.silences.iter().filter(covers).map(|silence| silence.until).max()
        };
        let view =
            |alert: &Alert| AlertView { alert: alert.clone(), silenced_until: silenced(alert), held_by: Vec::new() };
        let mut views: Vec<_> = self.firing.values().map(view).collect();
        views.sort_by_key(|view| std::cmp::Reverse((view.alert.severity, view.alert.id)));
        views
    }

    /// Whether no such alert fires.
    #[must_use]
    pub fn is_new(&self, key: &AlertKey) -> bool {
        !self.firing.contains_key(key)
    }

    /// Notes that it would fire, were its service not held back.
    pub fn hold(&mut self, key: AlertKey) {
        self.held.insert(key);
    }

    /// What would fire, were its service not held back.
    pub fn held(&self) -> impl Iterator<Item = &AlertKey> {
        self.held.iter()
    }

    /// Forgets what is not held back any more.
    pub fn release(&mut self, still: impl Fn(&AlertKey) -> bool) {
        self.held.retain(still);
    }

    /// Opens an alert, or brings the one that fires up to date. An acknowledged alert that becomes worse asks again:
    /// what was taken was something lesser.
    pub fn raise(
        &mut self,
        key: AlertKey,
        severity: Severity,
        cause: AlertCause,
        labels: BTreeMap<String, String>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        if let Some(alert) = self.firing.get_mut(&key) {
            let worse = severity > alert.severity;
            let changed = severity != alert.severity;
            // A crash is rare and counted, so it is written down; a threshold's value changes with every sample.
            let counted = matches!(cause, AlertCause::Crash { .. }) && cause != alert.cause;
            alert.severity = severity;
            alert.cause = cause;
            if worse && alert.acknowledged_by().is_some() {
                alert.status = AlertState::Open;
            }
            if changed {
                record(alert, EntryKind::AlertChanged, None, Detail::Severity { severity }, now, out);
            } else if counted {
                out.push(Effect::Record(Record::Alert(Box::new(alert.clone()))));
            }
            return;
        }
        self.last_alert = self.last_alert.next();
        let id = self.last_alert;
        let alert =
            Alert { id, key: key.clone(), severity, cause, labels, opened_at: now.wall, status: AlertState::Open };
        record(&alert, EntryKind::AlertOpened, None, Detail::Severity { severity }, now, out);
        self.firing.insert(key, alert);
    }

    /// Resolves the alert of that key, when there is one.
    pub fn clear(&mut self, key: &AlertKey, now: Now, out: &mut Vec<Effect>) {
        self.held.remove(key);
        if let Some(mut alert) = self.firing.remove(key) {
            let acknowledged_by = alert.acknowledged_by().cloned();
            alert.status = AlertState::Resolved { at: now.wall, acknowledged_by };
            record(&alert, EntryKind::AlertResolved, None, Detail::Nothing, now, out);
        }
    }

    /// Resolves every alert whose key is not wanted any more.
    pub fn retain(&mut self, wanted: impl Fn(&AlertKey) -> bool, now: Now, out: &mut Vec<Effect>) {
        let unwanted: Vec<_> = self.firing.keys().filter(|key| !wanted(key)).cloned().collect();
        for key in unwanted {
            self.clear(&key, now, out);
        }
    }

    /// A person takes an alert.
    ///
    /// # Errors
    /// When no such alert fires.
    pub fn acknowledge(
        &mut self,
        id: AlertId,
        by: &Operator,
        note: &str,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let alert = self.find(id)?;
        let note = crate::model::text::clean(note, 500);
        let at = now.wall;
        alert.status = AlertState::Acknowledged { by: by.clone(), at, note: note.clone() };
        record(alert, EntryKind::AlertAcknowledged, Some(by), Detail::note(note), now, out);
        Ok(())
    }

    /// A person gives an alert back.
    ///
    /// # Errors
    /// When no such alert fires, or nobody has taken it.
    pub fn unacknowledge(
        &mut self,
        id: AlertId,
        by: &Operator,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let alert = self.find(id)?;
        if alert.acknowledged_by().is_none() {
            return Err(Refusal::NotAcknowledged { id });
        }
        alert.status = AlertState::Open;
        record(alert, EntryKind::AlertUnacknowledged, Some(by), Detail::Nothing, now, out);
        Ok(())
    }

    /// Keeps matching alerts quiet for a while.
    ///
    /// # Errors
    /// When it would match everything, or for no time or too long a time.
    pub fn silence(
        &mut self,
        (rule, subject): (Option<RuleName>, Option<String>),
        span: std::time::Duration,
        (by, note): (&Operator, &str),
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<SilenceId, Refusal> {
        if rule.is_none() && subject.is_none() {
            return Err(Refusal::SilenceOfAll);
        }
        let longest = std::time::Duration::from_secs(366 * 24 * 3600);
        if span.is_zero() || span > longest {
            return Err(Refusal::SilenceSpan);
        }
        self.last_silence = self.last_silence.next();
        let subject = subject.map(|subject| crate::model::text::clean(&subject, 200));
        let note = crate::model::text::clean(note, 500);
        let until = now.wall + span;
        let silence = Silence { id: self.last_silence, rule, subject, by: by.clone(), note, since: now.wall, until };
        out.push(Effect::Record(Record::Silence(silence.clone())));
        entry(&silence, EntryKind::Silenced, Some(by), now, out);
        self.silences.push(silence);
        Ok(self.last_silence)
    }

    /// Ends a silence.
    ///
    /// # Errors
    /// When no such silence is in force.
    pub fn expire(&mut self, id: SilenceId, by: &Operator, now: Now, out: &mut Vec<Effect>) -> Result<(), Refusal> {
        let Some(at) = self.silences.iter().position(|silence| silence.id == id) else {
            let known: Vec<_> = self.silences.iter().map(|silence| silence.id.to_string()).collect();
            return Err(Refusal::not_found(Thing::Silence, &id.to_string(), known.iter().map(String::as_str)));
        };
        self.end_silence(at, Some(by), now, out);
        Ok(())
    }

    /// Ends silences whose time is over. They end by the wall clock: a person has said until when.
    pub fn tick(&mut self, now: Now, out: &mut Vec<Effect>) {
        while let Some(at) = self.silences.iter().position(|silence| silence.until <= now.wall) {
            self.end_silence(at, None, now, out);
        }
    }

    fn end_silence(&mut self, at: usize, by: Option<&Operator>, now: Now, out: &mut Vec<Effect>) {
        let silence = self.silences.remove(at);
        out.push(Effect::Record(Record::SilenceEnded(silence.id)));
        entry(&silence, EntryKind::SilenceEnded, by, now, out);
    }

    fn find(&mut self, id: AlertId) -> Result<&mut Alert, Refusal> {
        self.firing.values_mut().find(|alert| alert.id == id).ok_or_else(|| Refusal::NotFound {
            what: Thing::Alert,
            name: id.to_string(),
            nearest: None,
        })
    }
}

/// Writes an alert down, and a line about it.
fn record(alert: &Alert, kind: EntryKind, by: Option<&Operator>, detail: Detail, now: Now, out: &mut Vec<Effect>) {
    out.push(Effect::Record(Record::Alert(Box::new(alert.clone()))));
    let subject = format!("{} {}", alert.key.rule, alert.key.subject);
    out.push(Effect::Record(Record::Entry(Entry { at: now.wall, kind, subject, by: by.cloned(), detail })));
}

/// Writes a line about a silence.
fn entry(silence: &Silence, kind: EntryKind, by: Option<&Operator>, now: Now, out: &mut Vec<Effect>) {
    let rule = silence.rule.as_ref().map_or("*", RuleName::as_str);
    let subject = format!("{rule} {}", silence.subject.as_deref().unwrap_or("*"));
    let entry = Entry { at: now.wall, kind, subject, by: by.cloned(), detail: Detail::note(silence.note.clone()) };
    out.push(Effect::Record(Record::Entry(entry)));
}
