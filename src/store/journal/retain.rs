//! Old records out of the journal, a few at a time.

use rusqlite::{Connection, params};

/// Rows of a table that go in one step; a step delays a commit by no more than a few milliseconds.
const STEP: i64 = 500;
/// Rows of a table that are kept at most, whatever their age: a service that flaps must not make the journal big.
const MAX_ROWS: i64 = 100_000;
/// Spans in which a runtime watched are kept at least this long, because figures cover a day.
const MIN_WATCHED: i64 = 2 * 24 * 3_600_000;

/// Deletes some of what ended longer than `keep` milliseconds ago, or is beyond the bound. True when there may be more.
pub(super) fn step(conn: &Connection, now: i64, keep: i64) -> rusqlite::Result<bool> {
    let cutoff = now.saturating_sub(keep);
    let watched = now.saturating_sub(keep.max(MIN_WATCHED));
    let by_age = [
        ("DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE resolved_at < ?1 LIMIT ?2)", cutoff),
        ("DELETE FROM incident WHERE id IN (SELECT id FROM incident WHERE resolved_at < ?1 LIMIT ?2)", cutoff),
        ("DELETE FROM prediction WHERE id IN (SELECT id FROM prediction WHERE settled_at < ?1 LIMIT ?2)", cutoff),
        ("DELETE FROM anomaly WHERE id IN (SELECT id FROM anomaly WHERE ended_at < ?1 LIMIT ?2)", cutoff),
        ("DELETE FROM log_news WHERE id IN (SELECT id FROM log_news WHERE at < ?1 LIMIT ?2)", cutoff),
        ("DELETE FROM log_book WHERE service IN (SELECT service FROM log_book WHERE at < ?1 LIMIT ?2)", cutoff),
        (
            "DELETE FROM track WHERE (model, measure, ahead, day) IN \
             (SELECT model, measure, ahead, day FROM track WHERE day < ?1 / 86400000 - 30 LIMIT ?2)",
            now,
        ),
        ("DELETE FROM question WHERE rowid IN (SELECT rowid FROM question WHERE until < ?1 LIMIT ?2)", cutoff),
        ("DELETE FROM entry WHERE id IN (SELECT id FROM entry WHERE at < ?1 LIMIT ?2)", cutoff),
        (
            "DELETE FROM outage WHERE (service, began) IN \
             (SELECT service, began FROM outage WHERE began < ?1 AND began + lasted < ?1 LIMIT ?2)",
            cutoff,
        ),
        ("DELETE FROM silence WHERE id IN (SELECT id FROM silence WHERE until < ?1 LIMIT ?2)", cutoff),
        ("DELETE FROM watched WHERE since IN (SELECT since FROM watched WHERE until < ?1 LIMIT ?2)", watched),
    ];
    let mut more = false;
    for (sql, before) in by_age {
        more |= conn.prepare_cached(sql)?.execute(params![before, STEP])? >= usize::try_from(STEP).unwrap_or(0);
    }
    for sql in BEYOND {
        more |= conn.prepare_cached(sql)?.execute(params![MAX_ROWS, STEP])? >= usize::try_from(STEP).unwrap_or(0);
    }
    Ok(more)
}

/// Deletes the oldest beyond the bound. The numbers of entries count up, so no counting is needed.
const BEYOND: [&str; 7] = [
    "DELETE FROM log_news WHERE id IN (SELECT id FROM log_news WHERE id <= (SELECT max(id) FROM log_news) - ?1 LIMIT ?2)",
    "DELETE FROM anomaly WHERE id IN (SELECT id FROM anomaly WHERE ended_at IS NOT NULL \
     AND id <= (SELECT max(id) FROM anomaly) - ?1 LIMIT ?2)",
    "DELETE FROM incident WHERE id IN (SELECT id FROM incident WHERE state = 'resolved' \
     AND id <= (SELECT max(id) FROM incident) - ?1 LIMIT ?2)",
    "DELETE FROM prediction WHERE id IN (SELECT id FROM prediction WHERE outcome <> 'open' \
     AND id <= (SELECT max(id) FROM prediction) - ?1 LIMIT ?2)",
    "DELETE FROM entry WHERE id IN (SELECT id FROM entry WHERE id <= (SELECT max(id) FROM entry) - ?1 LIMIT ?2)",
    "DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE state = 'resolved' \
     AND id <= (SELECT max(id) FROM alert) - ?1 LIMIT ?2)",
    "DELETE FROM outage WHERE (service, began) IN (SELECT service, began FROM outage WHERE lasted IS NOT NULL \
     AND began <= (SELECT began FROM outage ORDER BY began DESC LIMIT 1 OFFSET ?1) LIMIT ?2)",
];
