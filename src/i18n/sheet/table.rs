//! CSV and JSON.

use std::fmt::Write as _;

use serde_json::json;

use super::page::Page;
use crate::model::series::Resolution;
use crate::model::time::rfc3339;

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
        "trend": page.trend,
    });
    let mut out = serde_json::to_string_pretty(&value).unwrap_or_default();
    out.push('\n');
    out
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
