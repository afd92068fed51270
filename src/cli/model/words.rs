//! Measures, facts and reasons in the operator's language.

use std::io;

use super::super::output;
use super::super::rows::{count, text};
use crate::i18n::{Texts, Value};
use crate::learn::failure::{Aspect, Measures, Model, Reason, Report, RowKind, Whose};
use crate::model::text::clean;

/// Reasons for a probability.
pub(super) const REASONS: usize = 4;

/// A measure; a dash where there is none.
pub(super) fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

/// Measures of the model, the logistic regression and the rule side by side, and how the model's probabilities came true.
pub(super) fn measured(all: &[Measures; 3], lead: Option<f64>, texts: &Texts) -> io::Result<()> {
    let [model, _, _] = all;
    output::line(
        &texts.with("model-questions", &[("questions", count(model.questions)), ("failed", count(model.failed))]),
    )?;
    compared(all, texts)?;
    let lead = lead.map_or_else(|| texts.get("model-no-lead").to_owned(), |lead| span(lead, texts));
    output::line(&texts.with("model-lead", &[("lead", text(&lead))]))?;
    output::line("")?;
    let header = ["model-said", "model-happened", "model-of"].map(|id| texts.get(id));
    let row = |bin: &crate::learn::failure::Bin| {
        vec![format!("{:.3}", bin.said), format!("{:.3}", bin.failed), bin.questions.to_string()]
    };
    output::table(&header, &model.bins.iter().map(row).collect::<Vec<_>>(), &[0, 1, 2])
}

fn compared(all: &[Measures; 3], texts: &Texts) -> io::Result<()> {
    let header = ["model-kind", "model-auc", "model-precision", "model-recall", "model-brier", "model-error"];
    let names = ["model-itself", "model-logistic", "model-rule"];
    let row = |(name, of): (&str, &Measures)| {
        let figures = [of.auc, of.average_precision, of.recall, Some(of.brier), Some(of.calibration_error)];
        [texts.get(name).to_owned()].into_iter().chain(figures.map(figure)).collect()
    };
    let rows: Vec<Vec<String>> = names.into_iter().zip(all).map(row).collect();
    output::table(&header.map(|id| texts.get(id)), &rows, &[1, 2, 3, 4, 5])
}

/// What a model is.
pub(super) fn about(model: &Model, texts: &Texts) -> io::Result<()> {
    let (schema, report) = (model.schema(), model.report());
    let (trees, network) = model.shares();
    let rows = match schema.rows {
        RowKind::State => "model-rows-state",
        RowKind::Event => "model-rows-event",
    };
    let kinds = schema.columns.iter().map(|column| match &column.categories {
        None => column.name.clone(),
        Some(categories) => {
            texts.with("model-category", &[("column", text(&column.name)), ("count", count(categories.len()))])
        }
    });
    let weights = [("trees", text(&format!("{trees:.2}"))), ("network", text(&format!("{network:.2}")))];
    let rule = model.rule().map(|(column, feature)| said(column, None, &feature.aspect, None, texts));
    output::facts(&[
        (texts.get("model-row-kind"), texts.get(rows).to_owned()),
        (texts.get("model-horizon"), span(schema.horizon, texts)),
        (texts.get("model-columns"), clean(&kinds.collect::<Vec<_>>().join(", "), 2_000)),
        (texts.get("model-numbers-of"), model.width().to_string()),
        (texts.get("model-weights"), texts.with("model-shares", &weights)),
        (texts.get("model-rule-of"), rule.unwrap_or_default()),
        (texts.get("model-seed"), report.seed.to_string()),
        (texts.get("model-rows"), report.rows.to_string()),
        (texts.get("model-subjects"), report.subjects.to_string()),
        (texts.get("model-asked"), report.questions.to_string()),
        (texts.get("model-failed"), report.failed.to_string()),
    ])?;
    output::line("")?;
    output::line(&texts.with("model-held-out", &[("questions", count(report.model.questions))]))?;
    compared(&[report.model.clone(), report.logistic.clone(), report.rule.clone()], texts)?;
    match loses(report, texts) {
        Some(warning) => output::line(&warning),
        None => Ok(()),
    }
}

/// A warning where something simpler ranks as well.
pub(super) fn loses(report: &Report, texts: &Texts) -> Option<String> {
    let simple = report.logistic.auc?.max(report.rule.auc?);
    (report.model.auc? <= simple).then(|| texts.get("model-loses").to_owned())
}

/// Why a question's probability is what it is.
pub(super) fn because(id: &str, chance: f64, reasons: &[Reason], texts: &Texts) -> String {
    let reason = |reason: &Reason| {
        let sign = if reason.moved > 0.0 { '+' } else { '-' };
        let words = said(reason.column.as_deref(), reason.category.as_deref(), &reason.aspect, reason.value, texts);
        format!("{sign} {words}")
    };
    let reasons: Vec<String> = reasons.iter().map(reason).collect();
    let percent = format!("{:.1}", 100.0 * chance);
    let variables =
        [("id", text(&clean(id, 120))), ("percent", text(&percent)), ("reasons", text(&reasons.join("; ")))];
    texts.with("model-because", &variables)
}

/// What a number says, and the number.
fn said(column: Option<&str>, category: Option<&str>, aspect: &Aspect, value: Option<f64>, texts: &Texts) -> String {
    let (id, window, scope) = match aspect {
        Aspect::Value => ("model-aspect-value", None, None),
        Aspect::Mean { window } => ("model-aspect-mean", Some(*window), None),
        Aspect::Above { window } => ("model-aspect-above", Some(*window), None),
        Aspect::Change { window } => ("model-aspect-change", Some(*window), None),
        Aspect::Rise => ("model-aspect-rise", None, None),
        Aspect::BelowPeak => ("model-aspect-below-peak", None, None),
        Aspect::Changes { .. } => ("model-aspect-changes", None, None),
        Aspect::SinceChange => ("model-aspect-since-change", None, None),
        Aspect::KnownAfter => ("model-aspect-known-after", None, None),
        Aspect::Is { .. } => ("model-aspect-is", None, None),
        Aspect::Rows { window, .. } if window.is_finite() => ("model-aspect-rows", Some(*window), None),
        Aspect::Rows { .. } => ("model-aspect-all-rows", None, None),
        Aspect::Fading { scope, half_life } => ("model-aspect-fading", Some(*half_life), Some(*scope)),
        Aspect::Unusual { scope, half_life } => ("model-aspect-unusual", Some(*half_life), Some(*scope)),
        Aspect::BesideGroup { half_life } => ("model-aspect-beside-group", Some(*half_life), None),
        Aspect::Expected { half_life } => ("model-aspect-expected", Some(*half_life), None),
        Aspect::FadingOf { half_life, .. } => ("model-aspect-fading-of", Some(*half_life), None),
        Aspect::Share { scope, window } => ("model-aspect-share", Some(*window), Some(*scope)),
        Aspect::SinceRow => ("model-aspect-since-row", None, None),
        Aspect::Age => ("model-aspect-age", None, None),
        Aspect::Time => ("model-aspect-time", None, None),
        Aspect::Joined => ("model-aspect-joined", None, None),
        Aspect::Gap => ("model-aspect-gap", None, None),
        Aspect::UsualGap => ("model-aspect-usual-gap", None, None),
        Aspect::Overdue => ("model-aspect-overdue", None, None),
        Aspect::Level { half_life } => ("model-aspect-level", Some(*half_life), None),
    };
    let scope = match scope {
        None | Some(Whose::Subject) => "model-scope-subject",
        Some(Whose::Group) => "model-scope-group",
        Some(Whose::All) => "model-scope-all",
    };
    let variables = [
        ("column", text(&clean(column.unwrap_or_default(), 120))),
        ("category", text(&clean(category.unwrap_or_default(), 120))),
        ("window", text(&window.map(|window| span(window, texts)).unwrap_or_default())),
        ("scope", Value::from(texts.get(scope).to_owned())),
    ];
    let what = texts.with(id, &variables);
    match value {
        Some(value) => format!("{what} {}", short(value)),
        None => what,
    }
}

/// Three digits of a number.
fn short(value: f64) -> String {
    let size = value.abs();
    if size >= 1e7 || (size > 0.0 && size < 1e-3) {
        return format!("{value:.2e}");
    }
    let digits = if size >= 100.0 {
        0
    } else if size >= 10.0 {
        1
    } else {
        2
    };
    let written = format!("{value:.digits$}");
    if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.').to_owned() } else { written }
}

/// Hours, in a unit that a person would take.
fn span(hours: f64, texts: &Texts) -> String {
    let days = hours / 24.0;
    if days >= 2.0 {
        texts.with("model-days", &[("days", text(&short(days)))])
    } else if hours < 1.0 {
        texts.with("model-minutes", &[("minutes", text(&short(hours * 60.0)))])
    } else {
        texts.with("model-hours", &[("hours", text(&short(hours)))])
    }
}
