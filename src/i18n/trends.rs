//! How series go, and how goals are met, in words: the same on the screen, on the command line and in files. Moments are
//! written by whoever asks, who knows the zone.

use std::time::Duration;

use super::{Texts, Value, numbers, states};
use crate::model::goal::{Goal, Measured};
use crate::model::record::{Detail, Entry};
use crate::model::series::{Series, Unit};
use crate::model::time::Wall;
use crate::model::trend::{Against, Change, Novelty, Pace, Trend};

/// How a moment is written.
pub type Clock<'a> = &'a dyn Fn(Wall) -> String;

/// A series in words: whose, and what.
#[must_use]
pub fn name(texts: &Texts, series: &Series) -> String {
    let metric = states::metric(texts, &series.metric);
    match &series.instance {
        None => metric,
        Some(instance) => format!("{} {metric}", crate::model::text::clean(instance, 60)),
    }
}

/// What is new about a series, without its name.
#[must_use]
pub fn change(texts: &Texts, change: &Change, clock: Clock<'_>) -> String {
    let value = |value: f64| Value::from(value_of(texts, &change.series, value));
    let at = ("at", Value::from(clock(change.at)));
    match change.what {
        Novelty::Level { from, to } => texts.with("trend-level", &[("from", value(from)), ("to", value(to)), at]),
        Novelty::Episode { usual, to, until } => {
            let until = ("until", Value::from(clock(until)));
            texts.with("trend-episode", &[("usual", value(usual)), ("to", value(to)), at, until])
        }
        Novelty::Drift { from, to } => texts.with("trend-drift", &[("from", value(from)), ("to", value(to)), at]),
        Novelty::Silent => texts.with("trend-silent", &[at]),
        Novelty::New { level } => texts.with("trend-new", &[("level", value(level)), at]),
    }
}

/// Everything that is known of a series over a period: pairs of a name and what there is to say.
#[must_use]
pub fn facts(texts: &Texts, trend: &Trend, clock: Clock<'_>) -> Vec<(String, String)> {
    let unknown = || texts.get("trend-unknown").to_owned();
    let level = trend.level.map_or_else(unknown, |level| value_of(texts, &trend.series, level));
    let slope = trend.pace.map_or_else(unknown, |found| pace(texts, &trend.series, found));
    let against = |found: Option<Against>| found.map_or_else(unknown, |found| compared(texts, &trend.series, found));
    [
        ("trend-fact-level", level),
        ("trend-fact-slope", slope),
        ("trend-fact-season", season(texts, trend)),
        ("trend-fact-change", last_step(texts, trend, clock)),
        ("trend-fact-day", against(trend.day)),
        ("trend-fact-week", against(trend.week)),
    ]
    .map(|(id, text)| (texts.get(id).to_owned(), text))
    .into()
}

/// How fast, with bounds; or that it is not more than chance.
#[must_use]
pub fn pace(texts: &Texts, series: &Series, pace: Pace) -> String {
    if !pace.sure {
        return texts.get("trend-steady").to_owned();
    }
    // The longest span over which it is still told in whole words.
    let unit = if series.unit() == Unit::BytesPerSecond { Unit::Bytes } else { series.unit() };
    let small = pace.slope.abs() * 3_600.0 < least(unit);
    let (id, seconds) = if small { ("trend-per-day", 86_400.0) } else { ("trend-per-hour", 3_600.0) };
    let amount = |slope: f64| Value::from(signed(texts, series.unit(), slope * seconds));
    texts.with(id, &[("slope", amount(pace.slope)), ("low", amount(pace.low)), ("high", amount(pace.high))])
}

/// Less than this reads as nothing.
fn least(unit: Unit) -> f64 {
    match unit {
        Unit::Bytes | Unit::BytesPerSecond => 1_024.0,
        _ => 0.1,
    }
}

/// A difference with its sign.
fn signed(texts: &Texts, unit: Unit, value: f64) -> String {
    let text = numbers::value(texts, unit, value.abs());
    if !text.contains(|c: char| ('1'..='9').contains(&c)) {
        return numbers::value(texts, unit, 0.0);
    }
    if value < 0.0 { format!("-{text}") } else { format!("+{text}") }
}

fn season(texts: &Texts, trend: &Trend) -> String {
    let told = |id: &str, season: crate::model::trend::Season| {
        let share = format!("{:.0} %", season.strength * 100.0);
        texts.with(id, &[("share", Value::from(share)), ("n", Value::from(season.cycles))])
    };
    let daily = trend.daily.map(|season| told("trend-daily", season));
    let weekly = trend.weekly.map(|season| told("trend-weekly", season));
    let both: Vec<String> = daily.into_iter().chain(weekly).collect();
    if both.is_empty() { texts.get("trend-no-season").to_owned() } else { both.join("; ") }
}

fn last_step(texts: &Texts, trend: &Trend, clock: Clock<'_>) -> String {
    let Some(step) = trend.steps.last() else { return texts.get("trend-no-step").to_owned() };
    let value = |value: f64| Value::from(value_of(texts, &trend.series, value));
    let at = Value::from(clock(step.at));
    texts.with("trend-level", &[("from", value(step.from)), ("to", value(step.to)), ("at", at)])
}

/// The middle now against the middle then.
fn compared(texts: &Texts, series: &Series, found: Against) -> String {
    let value = |value: f64| Value::from(value_of(texts, series, value));
    let share = (found.now - found.then) / found.then.abs();
    let args = [("now", value(found.now)), ("then", value(found.then)), ("share", Value::from(percent(share)))];
    texts.with(if share.is_finite() && share.abs() < 10.0 { "trend-against" } else { "trend-against-plain" }, &args)
}

fn percent(share: f64) -> String {
    let sign = if share < 0.0 { "-" } else { "+" };
    format!("{sign}{:.0} %", share.abs() * 100.0)
}

/// A value with its unit; one that no real thing has is written with its power.
fn value_of(texts: &Texts, series: &Series, value: f64) -> String {
    if value.abs() >= 1e18 { format!("{value:.2e}") } else { numbers::value(texts, series.unit(), value) }
}

/// What happened, in a line: to whom, what, and what more is to be said.
#[must_use]
pub fn happened(texts: &Texts, entry: &Entry) -> String {
    let mut text = crate::model::text::clean(&entry.subject, 80);
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(texts.get(&format!("entry-{}", entry.kind.word().replace('_', "-"))));
    if entry.detail != Detail::Nothing {
        text.push_str(": ");
        text.push_str(&texts.say(&entry.detail));
    }
    text
}

/// A goal's name.
#[must_use]
pub fn goal(texts: &Texts, goal: Goal) -> String {
    let id = match goal {
        Goal::Turnaround => "goal-turnaround",
        Goal::Availability => "goal-availability",
        Goal::Recovery => "goal-recovery",
        Goal::Prediction => "goal-prediction",
        Goal::Collaboration => "goal-collaboration",
    };
    texts.get(id).to_owned()
}

/// What was measured of a goal; unknown where nothing was.
#[must_use]
pub fn measured(texts: &Texts, found: &Measured) -> String {
    found.value.map_or_else(|| texts.get("trend-unknown").to_owned(), |value| amount(texts, found.goal, value))
}

/// When the course of a goal changed, and how; none where it did not.
#[must_use]
pub fn turned(texts: &Texts, found: &Measured, clock: Clock<'_>) -> Option<String> {
    let turned = found.turned?;
    let value = |value: f64| Value::from(amount(texts, found.goal, value));
    let args = [("from", value(turned.from)), ("to", value(turned.to)), ("at", Value::from(clock(turned.at)))];
    Some(texts.with(if turned.to > turned.from { "goal-rose" } else { "goal-fell" }, &args))
}

/// What is aimed at.
#[must_use]
pub fn target(texts: &Texts, goal: Goal, target: f64) -> String {
    let sign = if goal == Goal::Turnaround { "≤" } else { "≥" };
    if goal == Goal::Turnaround {
        return format!("{sign} {}", amount(texts, goal, target));
    }
    // As it is written in the configuration, without what a computer adds.
    format!("{sign} {} %", (target * 1e6).round() / 1e4)
}

fn amount(texts: &Texts, goal: Goal, value: f64) -> String {
    if goal == Goal::Turnaround {
        let span = Duration::try_from_secs_f64(value).unwrap_or_default();
        return if value < 60.0 { numbers::latency(texts, span) } else { numbers::long(texts, span) };
    }
    let text = numbers::share(value);
    // No digits that say nothing.
    text.replace(".00 %", " %")
}

/// What a measured goal rests on.
#[must_use]
pub fn basis(texts: &Texts, found: &Measured) -> String {
    texts.say(&found.basis)
}

#[cfg(test)]
mod tests;
