use chrono::DateTime;

use super::*;
use crate::model::series::Sample;
use crate::model::time::Now;

fn at(hour: u64) -> Mono {
    Mono(Duration::from_secs(hour * 3_600))
}

fn batch(hour: u64, samples: &[(&str, f64)]) -> SampleBatch {
    let sample = |(series, value): &(&str, f64)| Sample { series: series.parse().unwrap(), value: *value };
    let at = Now { mono: at(hour), wall: DateTime::UNIX_EPOCH };
    SampleBatch { source: "disks".into(), at, samples: samples.iter().map(sample).collect(), lines: Vec::new() }
}

fn report(own: f64) -> DriveReport {
    let sign =
        Omen { series: Series::at("disk.smart_187", "sda"), now: 16.0, before: 0.0, over: Duration::from_hours(720) };
    let odds = DriveOdds::Asked { own, rule: 0.4, signs: vec![sign] };
    let learning = DriveOdds::Learning { seen: Duration::from_hours(4), of: Duration::from_hours(24) };
    let drives = vec![("sda".to_owned(), odds), ("sdb".to_owned(), learning)];
    DriveReport { horizon: Duration::from_hours(720), usual: 0.1, drives }
}

#[test]
fn a_drive_that_looks_likely_to_fail_is_told_with_why_and_judged_by_its_own_verdict() {
    let mut drives = Drives::default();
    assert_eq!(drives.sampled(&batch(0, &[("disk.present{sda}", 1.0), ("disk.failing{sda}", 0.0)])), []);
    let said = drives.asked(&report(0.8), at(1));
    let [Proposal::Predict(forecast), Proposal::ExpectDrives(outlooks)] = &said[..] else { panic!("{said:?}") };
    assert_eq!((forecast.subject.as_str(), forecast.event.measure()), ("disk:sda", Measure::Drive));
    assert!(matches!(&forecast.ground, Ground::Signs { signs, .. } if signs[0].now > signs[0].before));
    assert!(matches!(outlooks[0].prospect, Prospect::Expected { .. }));
    assert!(matches!(outlooks[1].prospect, Prospect::Learning { .. }));
    // The same again is no news for a screen.
    let again = drives.asked(&report(0.8), at(4));
    assert!(matches!(&again[..], [Proposal::Predict(_)]), "{again:?}");
    let said = drives.sampled(&batch(100, &[("disk.failing{sda}", 1.0)]));
    let [Proposal::Follow { series, standing: Standing::Reached, .. }, Proposal::Answered(answered)] = &said[..] else {
        panic!("{said:?}")
    };
    assert_eq!(series, forecast.series());
    assert_eq!((answered.own, answered.rule), (Said::Chance(0.8), Said::Chance(0.4)));
    assert!(answered.came && !answered.missed && answered.kind.measure == Measure::Drive);
    assert_eq!(drives.sampled(&batch(101, &[("disk.failing{sda}", 1.0)])), []);
    // Nothing is foreseen any more of one that has failed.
    let said = drives.asked(&report(0.9), at(102));
    let [Proposal::ExpectDrives(outlooks)] = &said[..] else { panic!("{said:?}") };
    assert_eq!(outlooks.len(), 1);
}

#[test]
fn one_that_goes_has_failed_and_one_that_stays_has_not() {
    let mut drives = Drives::default();
    drives.sampled(&batch(0, &[("disk.present{sda}", 1.0), ("disk.failing{sda}", 0.0)]));
    let said = drives.asked(&report(0.2), at(0));
    assert!(matches!(&said[..], [Proposal::ExpectDrives(all)] if matches!(all[0].prospect, Prospect::Spared { .. })));
    assert_eq!(drives.tick(at(719)), []);
    let said = drives.tick(at(720));
    assert!(matches!(&said[..], [Proposal::Answered(answered)] if !answered.came), "{said:?}");
    drives.asked(&report(0.2), at(721));
    let said = drives.sampled(&batch(722, &[("disk.present{sda}", 0.0)]));
    assert!(matches!(&said[1], Proposal::Answered(answered) if answered.came && answered.missed), "{said:?}");
}

#[test]
fn one_that_failed_while_nobody_watched_makes_what_was_foreseen_true() {
    let mut drives = Drives::default();
    let said = drives.sampled(&batch(0, &[("disk.failing{sda}", 1.0)]));
    assert!(matches!(&said[..], [Proposal::Follow { standing: Standing::Reached, .. }]), "{said:?}");
}
