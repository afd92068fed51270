//! Every text and every expression of a step, with where it stands and who can read what it comes to.

use crate::model::workflow::step::{Items, StepSpec, WaitFor, Work};
use crate::model::workflow::template::{Expr, Template};

/// A text, or an expression.
#[derive(Clone, Copy)]
pub(super) enum Text<'a> {
    /// With expressions in it.
    Template(&'a Template),
    /// All of it is one.
    Expr(&'a Expr),
}

/// Where something stands: the key, and what is within it.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    prefix: &'static str,
    key: &'static str,
    within: Within<'a>,
}

/// What is within a key.
#[derive(Clone, Copy)]
enum Within<'a> {
    All,
    Item(usize),
    Name(&'a str),
    CaseWhen(usize),
}

impl Spot<'_> {
    /// Whether it is a text of the undo.
    pub(super) fn is_of_undo(self) -> bool {
        !self.prefix.is_empty()
    }

    /// Whether it is one of the items, or comes to them.
    pub(super) fn is_of_items(self) -> bool {
        self.key == "each.items"
    }

    /// As the path of a key of the step.
    pub(super) fn path(self) -> String {
        let Self { prefix, key, within } = self;
        match within {
            Within::All => format!("{prefix}{key}"),
            Within::Item(index) => format!("{prefix}{key}[{index}]"),
            Within::Name(name) => format!("{prefix}{key}.{name}"),
            Within::CaseWhen(index) => format!("{prefix}{key}[{index}].when"),
        }
    }
}

/// Told of a text where it stands, and whether a secret may be in it.
pub(super) type Visit<'v> = &'v mut dyn FnMut(Text<'_>, bool, Spot<'_>);

/// Visits all texts of a step.
pub(super) fn of_step(step: &StepSpec, visit: Visit<'_>) {
    of_work(&step.work, "", visit);
    if let Some(undo) = &step.undo {
        of_work(&undo.work, "undo.", visit);
    }
    let settings = &step.settings;
    let spot = |key, within| Spot { prefix: "", key, within };
    if let Some(when) = &settings.when {
        visit(Text::Expr(when), false, spot("when", Within::All));
    }
    match settings.each.as_ref().map(|each| &each.items) {
        Some(Items::Of(expr)) => visit(Text::Expr(expr), false, spot("each.items", Within::All)),
        Some(Items::These(items)) => {
            for (index, item) in items.iter().enumerate() {
                visit(Text::Template(item), false, spot("each.items", Within::Item(index)));
            }
        }
        None => {}
    }
    for (name, value) in &settings.environment {
        visit(Text::Template(value), true, spot("environment", Within::Name(name)));
    }
    if let Some(dir) = &settings.working_dir {
        visit(Text::Template(dir), false, spot("working_dir", Within::All));
    }
}

fn of_work(work: &Work, prefix: &'static str, visit: Visit<'_>) {
    let spot = |key, within| Spot { prefix, key, within };
    let all = |key| Spot { prefix, key, within: Within::All };
    match work {
        Work::Command(words) => {
            for (index, word) in words.iter().enumerate().filter(|(_, word)| !word.is_plain()) {
                visit(Text::Template(word), false, spot("command", Within::Item(index)));
            }
        }
        Work::Shell(text) => visit(Text::Template(text), false, all("shell")),
        Work::Http(http) => {
            visit(Text::Template(&http.url), false, all("http.url"));
            for (name, value) in &http.headers {
                visit(Text::Template(value), true, spot("http.headers", Within::Name(name)));
            }
            if let Some(body) = &http.body {
                visit(Text::Template(body), true, all("http.body"));
            }
        }
        Work::Service { name, .. } => visit(Text::Template(name), false, all("service.name")),
        Work::Workflow { params, .. } => {
            for (name, value) in params {
                visit(Text::Template(value), false, spot("workflow.params", Within::Name(name)));
            }
        }
        Work::Approve { prompt } => visit(Text::Template(prompt), false, all("approve")),
        Work::Task { title, detail } => {
            visit(Text::Template(title), false, all("task.title"));
            visit(Text::Template(detail), false, all("task.detail"));
        }
        Work::Wait(WaitFor::Span(_)) => {}
        Work::Wait(WaitFor::Time { until, .. }) => visit(Text::Template(until), false, all("wait.until")),
        Work::Wait(WaitFor::Condition(condition)) => visit(Text::Expr(condition), false, all("wait.condition")),
        Work::Notify { message, .. } => visit(Text::Template(message), false, all("notify.message")),
        Work::Switch(cases) => {
            for (index, case) in cases.iter().enumerate() {
                if let Some(when) = &case.when {
                    visit(Text::Expr(when), false, spot("switch", Within::CaseWhen(index)));
                }
            }
        }
        Work::Set(values) => {
            for (name, value) in values {
                visit(Text::Expr(value), false, spot("set", Within::Name(name)));
            }
        }
    }
}
