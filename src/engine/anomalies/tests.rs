use super::*;

fn wall(second: i64) -> Wall {
    Wall::from_timestamp_millis(1_800_000_000_000).unwrap() + TimeDelta::seconds(second)
}

fn unusual(series: &str, began: i64, ended: Option<i64>) -> Unusual {
    Unusual {
        series: Series::of(series),
        began_at: wall(began),
        ended_at: ended.map(wall),
        peak: 0.9,
        value: 7.0,
        usual: None,
    }
}

fn numbers(effects: &[Effect]) -> Vec<(u64, bool)> {
    let told = |effect: &Effect| match effect {
        Effect::Record(Record::Anomaly(one)) => Some((one.id.0, one.unusual.lasts())),
        _ => None,
    };
    effects.iter().filter_map(told).collect()
}

#[test]
fn one_is_written_down_when_it_begins_and_when_it_ends_under_one_number() {
    let (mut all, mut out) = (Anomalies::default(), Vec::new());
    all.take(unusual("a", 1, Some(2)), &mut out);
    assert!(out.is_empty(), "nobody told that it began");
    all.take(unusual("a", 5, None), &mut out);
    all.take(unusual("b", 6, None), &mut out);
    all.take(unusual("a", 5, Some(70)), &mut out);
    all.take(unusual("a", 90, None), &mut out);
    assert_eq!(numbers(&out), [(1, true), (2, true), (1, false), (3, true)]);
    let view: Vec<u64> = all.view(wall(0), 9).iter().map(|one| one.id.0).collect();
    assert_eq!(view, [3, 2, 1], "those that last come first");
    assert_eq!((all.view(wall(71), 9).len(), all.view(wall(0), 1).len()), (2, 1));
}

#[test]
fn those_that_began_together_are_a_crowd_and_the_first_is_named() {
    let (mut all, mut out) = (Anomalies::default(), Vec::new());
    all.take(unusual("old", 0, None), &mut out);
    assert_eq!(all.crowd(9), None, "one is none");
    for (series, began) in [("b", 1_060), ("a", 1_000), ("c", 1_170)] {
        all.take(unusual(series, began, None), &mut out);
    }
    let crowd = all.crowd(96).unwrap();
    assert_eq!((crowd.series, crowd.of, crowd.first, crowd.since), (3, 96, Series::of("a"), wall(1_000)));
}

#[test]
fn what_lasted_when_the_runtime_ended_is_over() {
    let lasting = Anomaly { id: AnomalyId(7), unusual: unusual("a", 5, None) };
    let journal = Journal { anomalies: vec![lasting], last_anomaly: AnomalyId(7), ..Journal::default() };
    let mut out = Vec::new();
    let mut all = Anomalies::remembered(&journal, wall(99), &mut out);
    assert_eq!(numbers(&out), [(7, false)]);
    all.take(unusual("a", 100, None), &mut out);
    assert_eq!(numbers(&out), [(7, false), (8, true)]);
}
