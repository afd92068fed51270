//! CSV and JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::page::Page;
use crate::model::series::Resolution;
use crate::model::time::rfc3339;
use crate::model::trend::{Against, Season, Trend};

/// One row a point; the columns of `autoagents export`.
pub(super) fn csv(page: &Page) -> String {
    let mut out = "time,series,resolution,min,max,mean,last,count\n".to_owned();
    let (series, resolution) = (quoted(&page.series.to_string()), word(page.resolution));
    for point in &page.points {
        let (at, min, max, mean, last, count) =
            (rfc3339(point.at), point.min, point.max, point.mean, point.last, point.count);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{at},{series},{resolution},{min},{max},{mean},{last},{count}");
    }
    out
}

/// One object: the series, the period, points, marks and what was found out.
pub(super) fn json(page: &Page) -> String {
    let points = page.points.iter().map(|point| {
        json!({
            "time": rfc3339(point.at), "min": point.min, "max": point.max, "mean": point.mean, "last": point.last,
            "count": point.count,
        })
    });
    let marks = page.marks.iter().map(|mark| {
        let entry = &mark.entry;
        json!({ "time": rfc3339(entry.at), "kind": entry.kind.word(), "subject": entry.subject, "text": mark.text })
    });
    let value = json!({
        "series": page.series,
        "since": rfc3339(page.since),
        "until": rfc3339(page.until),
        "resolution": word(page.resolution),
        "points": points.collect::<Vec<_>>(),
        "marks": marks.collect::<Vec<_>>(),
        "trend": page.trend.as_ref().map(trend),
    });
    let mut out = serde_json::to_string_pretty(&value).unwrap_or_default();
    out.push('\n');
    out
}

/// What is known of a series, as every document has it: spans in seconds.
#[must_use]
pub fn trend(trend: &Trend) -> Value {
    let season =
        |season: Option<Season>| season.map(|season| json!({ "strength": season.strength, "n": season.cycles }));
    let against = |found: Option<Against>| {
        found.map(|found| json!({ "now": found.now, "then": found.then, "over_seconds": found.span.as_secs() }))
    };
    let steps = trend.steps.iter();
    let steps = steps.map(|s| json!({ "at": rfc3339(s.at), "from": s.from, "to": s.to, "surprise": s.surprise }));
    json!({
        "series": trend.series,
        "since": rfc3339(trend.since),
        "until": rfc3339(trend.until),
        "step_seconds": trend.step.as_secs_f64(),
        "coverage": trend.coverage,
        "level": trend.level,
        "slope_per_second": trend.pace.map(|pace| pace.slope),
        "slope_low": trend.pace.map(|pace| pace.low),
        "slope_high": trend.pace.map(|pace| pace.high),
        "slope_since": trend.pace.map(|pace| rfc3339(pace.since)),
        "slope_is_sure": trend.pace.map(|pace| pace.sure),
        "daily": season(trend.daily),
        "weekly": season(trend.weekly),
        "steps": steps.collect::<Vec<_>>(),
        "day_before": against(trend.day),
        "week_before": against(trend.week),
    })
}

fn word(resolution: Resolution) -> &'static str {
    match resolution {
        Resolution::Raw => "raw",
        Resolution::Minute => "minute",
        Resolution::Hour => "hour",
    }
}

/// A field of a CSV file (RFC 4180).
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
