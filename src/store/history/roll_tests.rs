//! Rollups against a naive computation.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::event::SampleBatch;
use crate::model::series::{Sample, Series};
use crate::model::time::{Mono, Now};
use crate::store::file::{self, HISTORY};
use crate::store::history::append::{self, Ids};

const BUDGET: Budget = Budget { reads: 50, writes: 3 };

struct Bench {
    _root: tempfile::TempDir,
    conn: Connection,
    ids: Ids,
    marks: Marks,
}

impl Bench {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let conn = file::open(root.path(), &HISTORY, millis::to_wall(0)).unwrap().conn;
        let marks = Marks::load(&conn).unwrap();
        Self { _root: root, conn, ids: Ids::default(), marks }
    }

    fn add(&mut self, series: u8, at: i64, value: f64) {
        let sample = Sample { series: Series::at("test.value", series.to_string()), value };
        let now = Now { wall: millis::to_wall(at), mono: Mono::default() };
        let batch = SampleBatch { source: Arc::from("test"), at: now, samples: vec![sample], lines: Vec::new() };
        self.marks = append::batches(&self.conn, &mut self.ids, self.marks, std::iter::once(&batch)).unwrap();
    }

    fn roll(&mut self, now: i64) {
        loop {
            let (marks, done) = step(&self.conn, self.marks, now, BUDGET).unwrap();
            assert_eq!(Marks::load(&self.conn).unwrap(), marks, "what is stored is what is said");
            self.marks = marks;
            if done {
                return;
            }
        }
    }

    fn rows(&self, tier: &Tier) -> Vec<(String, Point)> {
        let sql = format!(
            "SELECT instance, at, {} FROM {} JOIN series ON id = series ORDER BY instance, at",
            tier.columns, tier.table
        );
        let mut statement = self.conn.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| {
            let at = millis::to_wall(row.get(1)?);
            let point = Point {
                at,
                min: row.get(2)?,
                max: row.get(3)?,
                mean: row.get(4)?,
                last: row.get(5)?,
                count: row.get(6)?,
            };
            Ok((row.get(0)?, point))
        });
        rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }
}

/// What the rollup has to be: written down directly from the definition.
fn naive(samples: &[(u8, i64, f64)], width: i64, until: i64) -> Vec<(String, Point)> {
    let mut spans: BTreeMap<(String, i64), BTreeMap<i64, f64>> = BTreeMap::new();
    for (series, at, value) in samples {
        let start = at.div_euclid(width) * width;
        if start + width <= until {
            spans.entry((series.to_string(), start)).or_default().insert(*at, *value);
        }
    }
    let point = |((series, at), values): ((String, i64), BTreeMap<i64, f64>)| {
        let count = u32::try_from(values.len()).unwrap();
        let point = Point {
            at: millis::to_wall(at),
            min: values.values().copied().fold(f64::INFINITY, f64::min),
            max: values.values().copied().fold(f64::NEG_INFINITY, f64::max),
            mean: values.values().sum::<f64>() / f64::from(count),
            last: *values.values().next_back().unwrap(),
            count,
        };
        (series, point)
    };
    spans.into_iter().map(point).collect()
}

fn assert_same(found: &[(String, Point)], wanted: &[(String, Point)]) {
    assert_eq!(found.len(), wanted.len(), "{found:?}\n{wanted:?}");
    for ((series, point), (wanted_series, wanted)) in found.iter().zip(wanted) {
        assert_eq!(series, wanted_series);
        let plain = |point: &Point| Point { mean: 0.0, ..*point };
        assert_eq!(plain(point), plain(wanted));
        let slack = wanted.min.abs().max(wanted.max.abs()) * 1e-9 + 1e-9;
        assert!((point.mean - wanted.mean).abs() <= slack, "{point:?} {wanted:?}");
    }
}

fn samples() -> impl Strategy<Value = Vec<(u8, i64, f64)>> {
    // Six hours, on both sides of 1970, in any order: late samples and a clock that goes back are part of it.
    prop::collection::vec((0u8..4, -10_800_000i64..10_800_000, -1e6f64..1e6), 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rollups_are_what_the_definition_says(samples in samples(), cuts in prop::collection::vec(0usize..120, 0..4)) {
        let mut bench = Bench::new();
        for (n, (series, at, value)) in samples.iter().enumerate() {
            bench.add(*series, *at, *value);
            if cuts.contains(&n) {
                bench.roll(*at);
            }
        }
        let now = 7_500_123;
        bench.roll(now);
        // A rollup with a later `now` may have come first; then more is rolled up, which is right as well.
        let until = cuts.iter().filter_map(|n| samples.get(*n)).map(|sample| sample.1).fold(now, i64::max);
        for (tier, until) in [(&MINUTE, until / 60_000 * 60_000), (&HOUR, until / 3_600_000 * 3_600_000)] {
            let unfinished = |rows: Vec<(String, Point)>| -> Vec<_> {
                let done = millis::floor(now, tier.width);
                rows.into_iter().filter(|(_, point)| millis::from_wall(point.at) < done).collect()
            };
            assert_same(&unfinished(bench.rows(tier)), &unfinished(naive(&samples, tier.width, until)));
        }
        let before = (bench.rows(&MINUTE), bench.rows(&HOUR));
        bench.roll(now);
        prop_assert_eq!(before, (bench.rows(&MINUTE), bench.rows(&HOUR)));
    }
}

#[test]
fn a_crash_between_two_steps_loses_nothing_and_counts_nothing_twice() {
    let mut bench = Bench::new();
    let samples: Vec<_> =
        (0..400u16).map(|n| (u8::try_from(n % 3).unwrap(), i64::from(n) * 20_000, f64::from(n))).collect();
    for (series, at, value) in &samples {
        bench.add(*series, *at, *value);
    }
    loop {
        // All that a new process would know is what is stored.
        let marks = Marks::load(&bench.conn).unwrap();
        if step(&bench.conn, marks, 8_000_000, BUDGET).unwrap().1 {
            break;
        }
    }
    assert_same(&bench.rows(&MINUTE), &naive(&samples, 60_000, 7_980_000));
    assert_same(&bench.rows(&HOUR), &naive(&samples, 3_600_000, 7_200_000));
}

#[test]
fn a_rollup_is_not_replaced_by_a_poorer_one() {
    let mut bench = Bench::new();
    for n in 0..6 {
        bench.add(0, n * 10_000, 5.0);
    }
    bench.roll(120_000);
    bench.conn.execute("DELETE FROM raw", []).unwrap();
    bench.add(0, 30_000, 1.0);
    assert_eq!(bench.marks.minute, 0, "a late sample has its minute rolled up again");
    bench.roll(120_000);
    assert_eq!(bench.rows(&MINUTE)[0].1.count, 6);
}

#[test]
fn a_mark_ahead_of_the_clock_waits_for_it() {
    let mut bench = Bench::new();
    bench.add(0, 2_000_000_000_000, 1.0);
    bench.roll(2_000_000_060_000);
    let ahead = bench.marks;
    bench.roll(1_700_000_000_000);
    assert_eq!(bench.marks, ahead);
    bench.add(0, 1_700_000_000_000, 2.0);
    bench.roll(1_700_000_060_000);
    let values: Vec<_> = bench.rows(&MINUTE).iter().map(|(_, point)| point.last).collect();
    assert_eq!(values, [2.0, 1.0]);
}
