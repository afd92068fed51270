use super::*;
use crate::i18n::Language;
use crate::model::goal::{Basis, Targets, Turned};
use crate::model::trend::{Season, Step};

fn at(minute: i64) -> Wall {
    Wall::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap()
}

fn clock(at: Wall) -> String {
    at.format("%H:%M").to_string()
}

fn new(what: Novelty) -> Change {
    let series = Series::at("service.memory_bytes", "api");
    Change { series, at: at(0), within: Duration::from_secs(60), what, surprise: 12.0, weight: 1.0 }
}

#[test]
fn what_is_new_is_one_line_in_both_languages() {
    let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
    let mib = 1_048_576.0;
    let level = new(Novelty::Level { from: 40.0 * mib, to: 62.0 * mib });
    assert_eq!(change(&en, &level, &clock), "40 M → 62 M at 08:00");
    assert_eq!(change(&ko, &level, &clock), "08:00에 40 M → 62 M");
    let episode = new(Novelty::Episode { usual: 40.0 * mib, to: 62.0 * mib, until: at(9) });
    assert_eq!(change(&en, &episode, &clock), "62 M instead of 40 M, 08:00 to 08:09");
    assert_eq!(change(&en, &new(Novelty::Silent), &clock), "nothing since 08:00");
    assert_eq!(change(&ko, &new(Novelty::New { level: mib }), &clock), "08:00에 새로 나타남, 1.0 M");
    let drift = new(Novelty::Drift { from: 1e300, to: f64::MAX });
    assert!(change(&en, &drift, &clock).len() < 80, "{}", change(&en, &drift, &clock));
    assert_eq!(name(&en, &level.series), "api memory");
}

#[test]
fn what_is_not_known_is_said_to_be_unknown() {
    let en = Texts::new(Language::En);
    let trend = Trend {
        series: Series::of("host.cpu.used_percent"),
        since: at(-60),
        until: at(0),
        step: Duration::from_secs(10),
        coverage: 0.0,
        level: None,
        pace: None,
        daily: None,
        weekly: None,
        steps: Vec::new(),
        day: None,
        week: None,
    };
    let texts: Vec<String> = facts(&en, &trend, &clock).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["unknown", "unknown", "none seen", "none seen", "unknown", "unknown"]);
    let pace = Pace { slope: 0.001, low: 0.0005, high: 0.002, since: at(-60), sure: true };
    let trend = Trend {
        level: Some(62.0),
        pace: Some(pace),
        daily: Some(Season { strength: 0.62, cycles: 21 }),
        steps: vec![Step { at: at(-19), from: 40.0, to: 62.0, surprise: 9.0 }],
        day: Some(Against { now: 62.0, then: 40.0, span: Duration::from_secs(3_600) }),
        week: Some(Against { now: 62.0, then: 0.0, span: Duration::from_secs(3_600) }),
        ..trend
    };
    let texts: Vec<String> = facts(&en, &trend, &clock).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        texts,
        [
            "62 %",
            "+3.6 % an hour (95 %: +1.8 % to +7.2 %)",
            "daily, foretells 62 % (21 days)",
            "40 % → 62 % at 07:41",
            "+55 %: 62 %, then 40 %",
            "62 %, then 0 %",
        ]
    );
    let unsure = Pace { sure: false, ..pace };
    assert_eq!(self::pace(&en, &trend.series, unsure), "none beyond chance");
    let slow = Pace { slope: -1e-6, low: -2e-6, high: -1e-7, ..pace };
    assert_eq!(self::pace(&en, &trend.series, slow), "-0.1 % a day (95 %: -0.2 % to 0 %)");
}

#[test]
fn goals_have_their_targets_and_what_they_rest_on() {
    let en = Texts::new(Language::En);
    let targets = Targets::default();
    let said: Vec<String> = Goal::ALL.iter().map(|goal| target(&en, *goal, targets.of(*goal))).collect();
    assert_eq!(said, ["≤ 2.8 s", "≥ 99.95 %", "≥ 95 %", "≥ 90 %", "≥ 80 %"]);
    let turned = Turned { at: at(0), from: 2.1, to: 3.4, surprise: 6.0 };
    let rose = Measured {
        goal: Goal::Turnaround,
        value: Some(3.0),
        basis: Basis::Runs { n: 9 },
        parts: Vec::new(),
        turned: Some(turned),
    };
    let fell =
        Measured { goal: Goal::Recovery, turned: Some(Turned { from: 0.98, to: 0.6, ..turned }), ..rose.clone() };
    for (language, one, said) in [
        (Language::En, &rose, "rose from 2.1 s to 3.4 s at 08:00"),
        (Language::Ko, &rose, "08:00에 2.1초에서 3.4초(으)로 상승"),
        (Language::En, &fell, "fell from 98 % to 60 % at 08:00"),
    ] {
        assert_eq!(super::turned(&Texts::new(language), one, &clock).as_deref(), Some(said));
    }
    let of = |goal, value, basis| Measured { goal, value, basis, parts: Vec::new(), turned: None };
    let none = of(Goal::Collaboration, None, Basis::NotMeasured);
    assert_eq!(measured(&en, &none), "unknown");
    assert_eq!(basis(&en, &none), "not measured yet: agents do not work together here so far");
    let healed = of(Goal::Recovery, Some(0.96), Basis::Incidents { n: 25, healed: 20, passed: 4 });
    assert_eq!(
        (measured(&en, &healed), basis(&en, &healed)),
        ("96 %".into(), "20 healed and 4 passed by themselves of 25".into())
    );
    let long = of(Goal::Turnaround, Some(7_200.0), Basis::Runs { n: 1 });
    assert_eq!(measured(&en, &long), "2 h");
}
