//! Workflows, and under each its runs: those that go on, the newest that are over, and on demand those of the past.

use std::collections::BTreeSet;

use ratatui::text::{Line, Span};

use super::board::span;
use super::book::Book;
use super::head;
use crate::model::id::{RunId, WorkflowName};
use crate::model::snapshot::Snapshot;
use crate::model::workflow::view::{RunView, WorkflowView};
use crate::ui::scene::Scene;
use crate::ui::theme::Tone;
use crate::ui::widgets::filter::Filter;
use crate::ui::widgets::table::Column;
use crate::ui::words;
use crate::ui::workflow;

/// Runs that are over and are listed under a workflow.
const OVER: usize = 3;

/// A row of the list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Row<'a> {
    /// A workflow.
    Workflow(&'a WorkflowView),
    /// A workflow that is not configured any more, but has runs.
    Gone(&'a WorkflowName),
    /// A run.
    Run(&'a RunView),
    /// Runs of the past are on their way.
    Coming(&'a WorkflowName),
}

impl<'a> Row<'a> {
    /// A name that outlives the picture.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Workflow(view) => format!("workflow {}", view.name),
            Self::Gone(name) => format!("gone {name}"),
            Self::Run(view) => run_key(view.run.id),
            Self::Coming(name) => format!("coming {name}"),
        }
    }

    /// Its workflow.
    pub(super) fn workflow(&self) -> &'a WorkflowName {
        match self {
            Self::Workflow(view) => &view.name,
            Self::Gone(name) | Self::Coming(name) => name,
            Self::Run(view) => &view.run.workflow,
        }
    }
}

/// The key of the row of a run.
pub(super) fn run_key(run: RunId) -> String {
    format!("run {run}")
}

/// All rows that are wanted.
pub(super) fn rows<'a>(snapshot: &'a Snapshot, book: &'a Book, filter: &Filter, scene: &Scene<'_>) -> Vec<Row<'a>> {
    let configured: BTreeSet<&WorkflowName> = snapshot.workflows.iter().map(|view| &view.name).collect();
    let gone: BTreeSet<&WorkflowName> =
        snapshot.runs.iter().map(|view| &view.run.workflow).filter(|name| !configured.contains(name)).collect();
    let heads = snapshot.workflows.iter().map(Row::Workflow).chain(gone.into_iter().map(Row::Gone));
    let mut out = Vec::new();
    for head in heads {
        let name = head.workflow();
        let runs = runs_of(snapshot, book, name);
        let said = |view: &RunView| {
            let state = workflow::run(scene, &view.run, !view.asks.is_empty()).word;
            format!("{name} {} {state}", view.run.id)
        };
        let all = !filter.is_on() || filter.wants(name.as_str());
        let runs: Vec<Row<'a>> =
            runs.into_iter().filter(|view| all || filter.wants(&said(view))).map(Row::Run).collect();
        if all || !runs.is_empty() {
            out.push(head);
            out.extend(runs);
            if matches!(book.past(name), Some(None)) {
                out.push(Row::Coming(name));
            }
        }
    }
    out
}

fn runs_of<'a>(snapshot: &'a Snapshot, book: &'a Book, name: &WorkflowName) -> Vec<&'a RunView> {
    let of = || snapshot.runs.iter().filter(|view| view.run.workflow == *name);
    let mut runs: Vec<&RunView> = of().filter(|view| !view.run.is_over()).collect();
    let over = of().filter(|view| view.run.is_over());
    match book.past(name) {
        Some(Some(past)) => {
            runs.extend(over);
            let known: BTreeSet<RunId> = runs.iter().map(|view| view.run.id).collect();
            runs.extend(past.iter().filter(|view| !known.contains(&view.run.id)));
        }
        _ => {
            let wanted = |(at, view): &(usize, &RunView)| *at < OVER || Some(view.run.id) == book.pinned;
            runs.extend(over.enumerate().filter(wanted).map(|(_, view)| view));
        }
    }
    runs
}

/// The columns.
pub(super) fn columns(scene: &Scene<'_>) -> Vec<Column> {
    vec![
        Column::new(scene.tr("column-workflow"), 8, 26, 0),
        Column::new(scene.tr("column-outcome"), 9, 16, 0),
        Column::new(scene.tr("column-steps"), 4, 9, 3).right(),
        Column::new(scene.tr("column-undo"), 3, 16, 2),
        Column::new(scene.tr("column-time"), 5, 9, 1).right(),
        Column::new(scene.tr("column-when"), 5, 20, 4),
    ]
}

/// The cells of a row.
pub(super) fn cells(scene: &Scene<'_>, row: Row<'_>) -> Vec<Line<'static>> {
    let dim = |text: String| Line::from(scene.ink(Tone::Dim, text));
    match row {
        Row::Workflow(view) => {
            let last = view.last.and_then(|run| workflow::find(scene.snapshot?, run));
            let state = match (view.open, last) {
                (0, Some(last)) => workflow::outcome(scene, last.run.forward.as_ref()).spans(scene),
                (0, None) => vec![scene.ink(Tone::Dim, "-")],
                (n, _) => {
                    let glyph = scene.ink(Tone::Busy, format!("{} ", scene.glyphs.busy));
                    let text = scene.trw("workflows-open", &[("n", crate::i18n::Value::from(n))]);
                    vec![glyph, scene.ink(Tone::Busy, text)]
                }
            };
            let next = view.triggers.iter().filter_map(|trigger| trigger.next).min();
            vec![
                Line::from(scene.ink(Tone::Strong, words::foreign(view.name.as_str()))),
                Line::from(state),
                dim(view.steps.to_string()),
                Line::default(),
                dim(view.usual.map(|usual| format!("~{}", span(scene, usual))).unwrap_or_default()),
                dim(next.map(|next| head::coming(scene, next)).unwrap_or_default()),
            ]
        }
        Row::Gone(name) => {
            vec![
                Line::from(scene.ink(Tone::Dim, words::foreign(name.as_str()))),
                dim(scene.tr("workflows-gone").to_owned()),
            ]
        }
        Row::Coming(_) => vec![dim(format!("  {}", scene.tr("loading")))],
        Row::Run(view) => run_cells(scene, view),
    }
}

fn run_cells(scene: &Scene<'_>, view: &RunView) -> Vec<Line<'static>> {
    let run = &view.run;
    let tone = if run.is_over() { Tone::Dim } else { Tone::Plain };
    let total = view.counts.total();
    let done = view.counts.succeeded + view.counts.skipped + view.counts.failed;
    let steps = if total == 0 { String::new() } else { format!("{done}/{total}") };
    let undone = workflow::rollback(scene, &run.rollback).map(|sign| sign.spans(scene)).unwrap_or_default();
    let when = workflow::ended(run).unwrap_or(run.created_at);
    vec![
        Line::from(vec![Span::raw("  "), scene.ink(tone, run.id.to_string())]),
        Line::from(workflow::run(scene, run, !view.asks.is_empty()).spans(scene)),
        Line::from(scene.ink(tone, steps)),
        Line::from(undone),
        Line::from(scene.ink(tone, span(scene, workflow::took(scene, run)))),
        Line::from(scene.ink(Tone::Dim, scene.stamp(when))),
    ]
}
