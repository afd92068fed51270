//! What a step does, of its keys.

use std::sync::Arc;

use super::schedule;
use super::step_keys::{CaseKeys, HttpKeys, NotifyKeys, RunKeys, ServiceKeys, StepKeys, TaskKeys, UndoKeys, WaitKeys};
use crate::config::fault::words;
use crate::config::reader::{Reader, join};
use crate::model::id::WorkflowName;
use crate::model::workflow::step::{Case, HttpWork, UndoSpec, WaitFor, Work};
use crate::model::workflow::template::Template;
use crate::model::wrong::{WrongFlow, WrongKeys};

/// What a step can do.
pub(super) const KINDS: [&str; 11] =
    ["command", "shell", "http", "service", "workflow", "approve", "task", "wait", "notify", "switch", "set"];
/// What an undo can do.
pub(super) const UNDO_KINDS: [&str; 8] =
    ["command", "shell", "http", "service", "workflow", "approve", "task", "notify"];
/// What can be waited for.
const WAITS: [&str; 3] = ["for", "until", "condition"];

/// A kind of work with what was read of it.
type Given = (&'static str, Option<Work>);

/// Takes what a step does out of its keys; `before` is the number of faults that there were before it was read. None after
/// a fault was noted.
pub(super) fn of_step(keys: &mut StepKeys, path: &str, before: usize, reader: &mut Reader<'_>) -> Option<Work> {
    let wait = keys.wait.take().map(|wait| waits(wait, &join(path, "wait"), before, reader));
    let given = [
        ("command", keys.command.take().map(Work::Command)),
        ("shell", keys.shell.take().map(Work::Shell)),
        ("http", keys.http.take().map(http)),
        ("service", keys.service.take().map(service)),
        ("workflow", keys.workflow.take().map(workflow)),
        ("approve", keys.approve.take().map(|prompt| Work::Approve { prompt })),
        ("task", keys.task.take().map(task)),
        ("notify", keys.notify.take().map(notify)),
        ("switch", keys.switch.take().map(switch)),
        ("set", keys.set.take().map(Work::Set)),
    ];
    let waits = wait.is_some();
    if wait == Some(None) {
        // Its fault was noted.
        return None;
    }
    let given = given.into_iter().chain(waits.then_some(("wait", wait.flatten())));
    one_of(given, (path, &KINDS), before, reader)
}

/// How a step is undone; none after a fault was noted.
pub(super) fn undo(keys: UndoKeys, path: &str, before: usize, reader: &mut Reader<'_>) -> Option<UndoSpec> {
    let given = [
        ("command", keys.command.map(Work::Command)),
        ("shell", keys.shell.map(Work::Shell)),
        ("http", keys.http.map(http)),
        ("service", keys.service.map(service)),
        ("workflow", keys.workflow.map(workflow)),
        ("approve", keys.approve.map(|prompt| Work::Approve { prompt })),
        ("task", keys.task.map(task)),
        ("notify", keys.notify.map(notify)),
    ];
    let work = one_of(given.into_iter(), (path, &UNDO_KINDS), before, reader)?;
    Some(UndoSpec { work, retry: keys.retry.unwrap_or_default(), timeout: keys.timeout })
}

/// The only one that is given. Where a key of them was given and is wrong, that was noted.
fn one_of(
    given: impl Iterator<Item = Given>,
    (path, kinds): (&str, &[&str]),
    before: usize,
    reader: &mut Reader<'_>,
) -> Option<Work> {
    let mut found: Vec<(&str, Work)> = given.filter_map(|(kind, work)| Some((kind, work?))).collect();
    if found.len() > 1 {
        let all_of = found.iter().map(|(kind, _)| (*kind).to_owned()).collect();
        reader.fault(path, WrongFlow::SeveralOf { all_of });
        return None;
    }
    if found.is_empty() && !reader.is_faulty_since(before, path, kinds) {
        reader.missing(path, WrongFlow::NoneOf { one_of: words(kinds.iter().copied()) });
    }
    found.pop().map(|(_, work)| work)
}

fn http(keys: HttpKeys) -> Work {
    Work::Http(Box::new(HttpWork {
        method: keys.method.to_owned(),
        url: keys.url,
        headers: keys.headers.unwrap_or_default(),
        body: keys.body,
        status: keys.status.unwrap_or_else(|| vec![(200, 299)]),
    }))
}

fn service(keys: ServiceKeys) -> Work {
    Work::Service { name: keys.name, action: keys.action }
}

fn workflow(keys: RunKeys) -> Work {
    Work::Workflow { name: WorkflowName::from(keys.name), params: keys.params.unwrap_or_default() }
}

fn task(keys: TaskKeys) -> Work {
    Work::Task { title: keys.title, detail: keys.detail.unwrap_or_else(|| Template::from("")) }
}

fn notify(keys: NotifyKeys) -> Work {
    Work::Notify { message: keys.message, severity: keys.severity }
}

fn switch(cases: Vec<(String, CaseKeys)>) -> Work {
    let case = |keys: CaseKeys| Case { when: keys.when, to: keys.to.into_iter().map(Arc::from).collect() };
    Work::Switch(cases.into_iter().map(|(_, keys)| case(keys)).collect())
}

fn waits(keys: WaitKeys, path: &str, before: usize, reader: &mut Reader<'_>) -> Option<Work> {
    if let Some(until) = keys.until.as_ref().filter(|until| until.is_plain() && !is_time(until.as_str())) {
        reader.fault(&join(path, "until"), WrongFlow::NotATime { text: until.to_string() });
    }
    let time_zone = keys.time_zone;
    if let Some(Err(wrong)) = time_zone.as_deref().map(schedule::check_zone) {
        reader.fault(&join(path, "time_zone"), wrong);
    }
    if time_zone.is_some() && keys.until.is_none() && (keys.span.is_some() || keys.condition.is_some()) {
        let (name, other) = ("time_zone".to_owned(), "until".to_owned());
        reader.fault(&join(path, "time_zone"), WrongKeys::GoesWith { name, other });
    }
    let given = [
        ("for", keys.span.map(|span| Work::Wait(WaitFor::Span(span)))),
        ("until", keys.until.map(|until| Work::Wait(WaitFor::Time { until, time_zone }))),
        ("condition", keys.condition.map(|condition| Work::Wait(WaitFor::Condition(condition)))),
    ];
    one_of(given.into_iter(), (path, &WAITS), before, reader)
}

/// `HH:MM`, `HH:MM:SS`, or an RFC 3339 time.
fn is_time(text: &str) -> bool {
    let time_of_day = |format| chrono::NaiveTime::parse_from_str(text, format).is_ok();
    time_of_day("%H:%M") || time_of_day("%H:%M:%S") || chrono::DateTime::parse_from_rfc3339(text).is_ok()
}
