use proptest::prelude::*;

use super::*;

fn wall(text: &str) -> Wall {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn schedule(words: &str, zone: &str) -> Schedule {
    Schedule::new(words, zone.parse().unwrap()).unwrap()
}

/// The next moments after one, as the clocks of the zone show them.
fn moments(words: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
    let schedule = schedule(words, zone);
    let mut at = wall(after);
    let mut told = Vec::new();
    for _ in 0..count {
        at = schedule.next(at).unwrap();
        told.push(at.with_timezone(&schedule.zone).format("%d %H:%M%:z").to_string());
    }
    told
}

#[test]
fn moments_around_changes_of_the_clocks() {
    let berlin = "Europe/Berlin";
    let york = "America/New_York";
    let howe = "Australia/Lord_Howe";
    #[rustfmt::skip]
    let cases: &[(&str, &str, &str, &[&str])] = &[
        // Berlin, 29 March 2026: 02:00 becomes 03:00.
        ("30 2 * * *", berlin, "2026-03-28T00:00:00+01:00", &["28 02:30+01:00", "29 03:00+02:00", "30 02:30+02:00"]),
        ("0,30 2 * * *", berlin, "2026-03-28T12:00:00+01:00", &["29 03:00+02:00", "30 02:00+02:00", "30 02:30+02:00"]),
        ("0 3 * * *", berlin, "2026-03-28T12:00:00+01:00", &["29 03:00+02:00", "30 03:00+02:00"]),
        // What does not exist and what comes then are one moment.
        ("0 2,3 * * *", berlin, "2026-03-28T12:00:00+01:00", &["29 03:00+02:00", "30 02:00+02:00", "30 03:00+02:00"]),
        ("0 */2 * * *", berlin, "2026-03-28T23:30:00+01:00", &["29 00:00+01:00", "29 03:00+02:00", "29 04:00+02:00"]),
        ("*/30 * * * *", berlin, "2026-03-29T01:10:00+01:00", &["29 01:30+01:00", "29 03:00+02:00", "29 03:30+02:00"]),
        ("30 * * * *", berlin, "2026-03-29T01:10:00+01:00", &["29 01:30+01:00", "29 03:30+02:00", "29 04:30+02:00"]),
        // Berlin, 25 October 2026: 03:00 becomes 02:00.
        ("30 2 * * *", berlin, "2026-10-24T12:00:00+02:00", &["25 02:30+02:00", "26 02:30+01:00"]),
        ("30 2 * * *", berlin, "2026-10-25T02:10:00+01:00", &["26 02:30+01:00"]),
        ("0,30 2 * * *", berlin, "2026-10-25T02:10:00+02:00", &["25 02:30+02:00", "26 02:00+01:00"]),
        ("0 3 * * *", berlin, "2026-10-25T02:10:00+02:00", &["25 03:00+01:00", "26 03:00+01:00"]),
        ("*/30 * * * *", berlin, "2026-10-25T02:10:00+02:00", &["25 02:30+02:00", "25 02:00+01:00", "25 02:30+01:00", "25 03:00+01:00"]),
        ("0 * * * *", berlin, "2026-10-25T01:30:00+02:00", &["25 02:00+02:00", "25 02:00+01:00", "25 03:00+01:00"]),
        // New York, 8 March and 1 November 2026.
        ("15 2 * * SUN", york, "2026-03-02T00:00:00-05:00", &["08 03:00-04:00", "15 02:15-04:00"]),
        ("0 0 8 3 *", york, "2026-03-01T00:00:00-05:00", &["08 00:00-05:00"]),
        ("30 1 * * *", york, "2026-10-31T12:00:00-04:00", &["01 01:30-04:00", "02 01:30-05:00"]),
        ("30 1 * * *", york, "2026-11-01T01:29:59-05:00", &["02 01:30-05:00"]),
        // Seoul has one time all year, and had another in 1988.
        ("30 2 * * *", "Asia/Seoul", "2026-03-28T12:00:00+09:00", &["29 02:30+09:00", "30 02:30+09:00"]),
        ("30 2 8 5 *", "Asia/Seoul", "1988-05-01T00:00:00+09:00", &["08 03:00+10:00"]),
        // Lord Howe Island, half an hour: 4 October 2026, 02:00 becomes 02:30; 5 April 2026, 02:00 becomes 01:30.
        ("15 2 * * *", howe, "2026-10-03T12:00:00+10:30", &["04 02:30+11:00", "05 02:15+11:00"]),
        ("0,10,20,30 2 * * *", howe, "2026-10-03T12:00:00+10:30", &["04 02:30+11:00", "05 02:00+11:00"]),
        ("*/15 * * * *", howe, "2026-10-04T01:40:00+10:30", &["04 01:45+10:30", "04 02:30+11:00", "04 02:45+11:00"]),
        ("45 1 * * *", howe, "2026-04-04T12:00:00+11:00", &["05 01:45+11:00", "06 01:45+10:30"]),
        ("45 1 * * *", howe, "2026-04-05T01:44:00+10:30", &["06 01:45+10:30"]),
        ("*/15 * * * *", howe, "2026-04-05T01:40:00+11:00", &["05 01:45+11:00", "05 01:30+10:30", "05 01:45+10:30", "05 02:00+10:30"]),
        // The whole of 30 December 2011 was left out in Samoa; the clocks of Beirut are put forward at midnight.
        ("0 12 30 12 *", "Pacific/Apia", "2011-12-29T00:00:00-10:00", &["31 00:00+14:00"]),
        ("0 0 * * *", "Asia/Beirut", "2026-03-28T12:00:00+02:00", &["29 01:00+03:00", "30 00:00+03:00"]),
        // Seconds, last days, weekdays.
        ("*/20 * * * * *", "UTC", "2026-01-01T00:00:00.5Z", &["01 00:00+00:00", "01 00:00+00:00", "01 00:01+00:00"]),
        ("0 0 L * *", "UTC", "2028-02-02T00:00:00Z", &["29 00:00+00:00", "31 00:00+00:00"]),
        ("@daily", "Asia/Seoul", "2026-01-01T00:00:00Z", &["02 00:00+09:00"]),
    ];
    for (words, zone, after, wanted) in cases {
        assert_eq!(moments(words, zone, after, wanted.len()), *wanted, "{words} in {zone} after {after}");
    }
}

#[test]
fn the_last_moment_counts_both_halves_of_a_repeated_hour_as_one() {
    let cases = [
        ("30 2 * * *", "2026-10-25T02:10:00+01:00", "2026-10-25T02:30:00+02:00"),
        ("30 2 * * *", "2026-10-25T02:29:59+02:00", "2026-10-24T02:30:00+02:00"),
        ("30 2 * * *", "2026-03-29T03:00:00+02:00", "2026-03-29T03:00:00+02:00"),
        ("30 2 * * *", "2026-03-29T01:59:59+01:00", "2026-03-28T02:30:00+01:00"),
        ("*/30 * * * *", "2026-10-25T02:10:00+01:00", "2026-10-25T02:00:00+01:00"),
    ];
    for (words, until, wanted) in cases {
        assert_eq!(schedule(words, "Europe/Berlin").last(wall(until)), Some(wall(wanted)), "{words} until {until}");
    }
}

#[test]
fn a_schedule_without_moments_ends() {
    let never = schedule("0 0 30 2 *", "Europe/Berlin");
    let now = wall("2026-01-01T00:00:00Z");
    assert_eq!((never.next(now), never.last(now), never.count(now, now + Duration::days(3000))), (None, None, 0));
}

#[test]
fn words_that_are_no_schedule_are_refused() {
    for words in ["", "* * * *", "61 * * * *", "0 0 0 0 0 0 0", "0 25 * * *", "a b c d e", "0 0 0 1 1 * 2030"] {
        assert!(Schedule::new(words, Tz::UTC).is_err(), "{words}");
    }
}

#[test]
fn many_moments_are_counted_without_walking_through_them() {
    let from = wall("2016-01-01T00:00:00Z");
    let every_second = schedule("* * * * * *", "Europe/Berlin");
    assert_eq!(every_second.count(from, from + Duration::days(1000)), 1000 * 86_400);
    let quarters = schedule("*/15 9-16 * * 1-5", "America/New_York");
    assert_eq!(quarters.count(from, wall("2026-01-01T00:00:00Z")), 32 * 2609);
}

const ZONES: [&str; 7] =
    ["Europe/Berlin", "America/New_York", "Asia/Seoul", "Australia/Lord_Howe", "Asia/Beirut", "Pacific/Chatham", "UTC"];

fn field(max: u32) -> impl Strategy<Value = String> {
    prop_oneof![
        Just("*".to_owned()),
        (0..=max).prop_map(|at| at.to_string()),
        (2..=max.min(20)).prop_map(|step| format!("*/{step}")),
        (0..=max, 0..=max).prop_map(|(a, b)| format!("{},{}", a.min(b), a.max(b))),
    ]
}

prop_compose! {
    fn any_schedule()(minute in field(59), hour in field(23), day in prop_oneof![3 => Just("*".to_owned()), 1 => (1..=28).prop_map(|d: i32| d.to_string())],
        zone in proptest::sample::select(&ZONES[..])) -> Schedule {
        schedule(&format!("{minute} {hour} {day} * *"), zone)
    }
}

prop_compose! {
    /// A moment near a change of the clocks more often than not.
    fn any_moment()(change in proptest::sample::select(vec![
        "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z",
        "2026-10-03T15:30:00Z", "2026-04-04T15:00:00Z", "2026-06-15T12:00:00Z", "2026-03-28T22:00:00Z",
    ]), by in -100_000_i64..100_000) -> Wall {
        wall(change) + Duration::seconds(by)
    }
}

proptest! {
    #[test]
    fn forward_and_back_meet(schedule in any_schedule(), from in any_moment()) {
        let next = schedule.next(from).unwrap();
        prop_assert!(next > from);
        prop_assert_eq!(schedule.last(next), Some(next));
        prop_assert!(schedule.last(next - Duration::seconds(1)).is_none_or(|last| last <= from));
        prop_assert_eq!(schedule.next(next - Duration::seconds(1)), Some(next));
    }

    #[test]
    fn counting_is_walking(schedule in any_schedule(), from in any_moment(), span in 0_i64..400_000) {
        let until = from + Duration::seconds(span);
        let walked = std::iter::successors(schedule.next(from), |at| schedule.next(*at)).take_while(|at| *at <= until);
        prop_assert_eq!(schedule.count(from, until), walked.count() as u64);
    }

    #[test]
    fn random_words_never_panic(words in "[0-9*/,A-Z#@ -]{0,20}", from in any_moment()) {
        if let Ok(schedule) = Schedule::new(&words, Tz::Europe__Berlin) {
            let _ = (schedule.next(from), schedule.last(from));
        }
    }
}
