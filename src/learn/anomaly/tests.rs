//! What a detector has to bear, and what it has to see.

use proptest::prelude::*;

use super::*;

/// Noise of mean 0 and deviation 1, about: the same for the same seed.
struct Noise(fastrand::Rng);

impl Noise {
    fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// The sum of twelve uniform numbers.
    fn next(&mut self) -> f64 {
        (0..12).map(|_| self.0.f64()).sum::<f64>() - 6.0
    }
}

/// Places of the events among values that are `spacing` seconds apart.
fn events(spacing: f64, values: impl IntoIterator<Item = f64>) -> Vec<usize> {
    let mut detector = Detector::new();
    let times = (0_u32..).map(|at| f64::from(at) * spacing);
    let verdicts = values.into_iter().zip(times).map(|(value, at)| detector.score(at, value).event);
    let numbered = verdicts.collect::<Vec<_>>().into_iter().enumerate();
    numbered.filter(|(_, event)| *event).map(|(place, _)| place).collect()
}

fn noise(seed: u64, count: usize) -> Vec<f64> {
    let mut noise = Noise::new(seed);
    (0..count).map(|_| 20.0 + noise.next()).collect()
}

/// Those from a place on.
fn late(events: &[usize], from: usize) -> Vec<usize> {
    events.iter().copied().filter(|place| *place >= from).collect()
}

#[test]
fn a_detector_is_small_and_has_nothing_outside_of_itself() {
    // 10 million samples take as much as one: there is no heap in it, as `Copy` parts and arrays show.
    assert!(size_of::<Detector>() <= 4_096, "{} bytes", size_of::<Detector>());
}

#[test]
fn noise_breaks_its_records_ever_more_rarely() {
    let mut alarms = [0; 3];
    for seed in 0..5 {
        let found = events(1.0, noise(seed, 90_000));
        alarms[0] += found.len() - late(&found, 3_000).len();
        alarms[1] += late(&found, 3_000).len() - late(&found, 30_000).len();
        alarms[2] += late(&found, 30_000).len();
    }
    assert!(alarms[1] <= 20 && alarms[2] <= 8, "{alarms:?} in five series");
}

#[test]
fn every_kind_of_trouble_is_one_event_soon() {
    type Fault = fn(usize, f64) -> f64;
    let faults: [(&str, usize, usize, Fault); 5] = [
        ("spike", 0, 3, |after, usual| usual + if after == 0 { 9.0 } else { 0.0 }),
        ("shift", 12, 3, |_, usual| usual + 6.0),
        ("flat line", 60, 3, |_, _| 20.0),
        ("unrest", 12, 3, |_, usual| 20.0 + (usual - 20.0) * 5.0),
        ("slow rise", 900, 6, |after, usual| usual + f64::from(u32::try_from(after).unwrap()) / 100.0),
    ];
    for (name, within, most, fault) in faults {
        for seed in 0..4 {
            let mut values = noise(seed, 6_000);
            for (after, value) in values[5_000..].iter_mut().enumerate() {
                *value = fault(after, *value);
            }
            let found = late(&events(10.0, values), 5_000);
            let first = found.first().map(|place| place - 5_000);
            assert!(first.is_some_and(|first| first <= within), "{name}, seed {seed}: {found:?}");
            assert!(found.len() <= most, "{name}, seed {seed}, is told too often: {found:?}");
        }
    }
}

#[test]
fn a_new_level_is_news_once_and_then_the_usual() {
    let mut values = noise(3, 12_000);
    values[4_000..].iter_mut().for_each(|value| *value += 30.0);
    let found = events(60.0, values);
    assert!(found.contains(&4_000), "{found:?}");
    assert!(late(&found, 4_300).len() <= 3, "{found:?}");
    let mut detector = Detector::new();
    let mut usual = None;
    for at in 0_u32..12_000 {
        usual = detector.score(f64::from(at), if at < 4_000 { 5.0 } else { 35.0 } + f64::from(at % 7)).usual;
    }
    let (low, high) = usual.unwrap();
    assert!(low > 20.0 && low < 36.0 && high > 40.0 && high < 60.0, "{low} to {high}");
}

/// A busy time of the day between two quiet ones, each half an hour of which is whole.
fn days(count: usize, spacing: usize, seed: u64) -> Vec<f64> {
    let mut noise = Noise::new(seed);
    let day = 86_400 / spacing;
    let busy = 28_800 / spacing..64_800 / spacing;
    (0..count * day).map(|at| noise.next() + if busy.contains(&(at % day)) { 60.0 } else { 10.0 }).collect()
}

#[test]
fn a_season_is_learned_and_a_day_without_it_is_told() {
    for (spacing, seconds) in [(60, 60.0), (300, 300.0)] {
        let day = 86_400 / spacing;
        let mut values = days(12, spacing, 9);
        let onset = 10 * day + 28_800 / spacing;
        let calm = events(seconds, values.clone());
        assert!(late(&calm, 5 * day).len() <= 3, "{spacing}: {calm:?}");
        values[onset..10 * day + 64_800 / spacing].iter_mut().for_each(|value| *value -= 50.0);
        let found = late(&events(seconds, values), onset);
        assert!(found.first().is_some_and(|first| first - onset < day / 8), "{spacing}: {found:?} from {onset}");
    }
}

/// Five busy days and two quiet ones, by half hours, in so many weeks; what is busy on a day is told by `busy`.
fn weeks(count: usize, spacing: usize, seed: u64, busy: impl Fn(usize) -> bool) -> Vec<f64> {
    let mut noise = Noise::new(seed);
    let mut days = days(7 * count, spacing, seed);
    let day = 86_400 / spacing;
    for (_, values) in days.chunks_mut(day).enumerate().filter(|(number, _)| !busy(*number)) {
        for value in values {
            *value = 10.0 + noise.next();
        }
    }
    days
}

fn is_weekday(day: usize) -> bool {
    day % 7 < 5
}

#[test]
fn a_busy_sunday_and_a_weekday_without_its_peak_are_told_when_weeks_are_known() {
    let (spacing, seconds) = (300, 300.0);
    let day = 86_400 / spacing;
    for (name, odd, seed) in [("busy sunday", 7 * 6 + 6, 21), ("quiet wednesday", 7 * 6 + 2, 22)] {
        let values = weeks(8, spacing, seed, |number| is_weekday(number) != (number == odd));
        let found = events(seconds, values);
        let peak = odd * day + 28_800 / spacing;
        let on_the_day = found.iter().any(|place| (peak..(odd + 1) * day).contains(place));
        assert!(on_the_day, "{name}: {found:?}, due from {peak}");
        let others: Vec<_> = late(&found, 28 * day).into_iter().filter(|place| *place < odd * day).collect();
        assert!(others.len() <= 1, "{name}: false alarms {others:?}");
    }
}

/// After so many days of a series the day of the week counts for it.
fn weekly_from(spacing: f64, values: &[f64]) -> Option<usize> {
    let mut detector = Detector::new();
    let times = (0_u32..).map(|at| f64::from(at) * spacing);
    let mut weekly = values.iter().zip(times).map(|(value, at)| {
        detector.score(at, *value);
        detector.is_weekly()
    });
    weekly.position(|is_weekly| is_weekly).map(|place| place * 300 / 86_400)
}

#[test]
fn weekdays_count_where_there_are_some_and_from_the_third_week_on() {
    let from = weekly_from(300.0, &weeks(6, 300, 5, is_weekday));
    assert!(from.is_some_and(|day| (14..24).contains(&day)), "{from:?}");
    for seed in 0..4 {
        assert_eq!(weekly_from(300.0, &weeks(8, 300, seed, |_| true)), None, "every day is alike");
        assert_eq!(weekly_from(300.0, &noise(seed, 16_000)), None, "noise");
    }
    assert_eq!(weekly_from(300.0, &vec![3.0; 16_000]), None, "a constant");
}

#[test]
fn of_a_constant_the_first_change_is_news_and_its_staying_so_is_not() {
    assert_eq!(events(1.0, std::iter::repeat_n(3.0, 20_000)), Vec::<usize>::new());
    let mut values = vec![3.0; 2_000];
    values.extend([4.0; 2_000]);
    assert_eq!(events(1.0, values), [2_000]);
    let rare = (0..20_000).map(|at| if at % 500 == 499 { 1.0 } else { 0.0 });
    let found = events(1.0, rare);
    assert!(late(&found, 4_000).is_empty(), "what comes again and again is usual: {found:?}");
}

#[test]
fn a_counter_is_judged_by_its_pace_and_may_begin_again() {
    let mut noise = Noise::new(5);
    let mut total = 1e6;
    let values: Vec<f64> = (0..9_000)
        .map(|at| {
            total += (10.0 + noise.next()) * if at >= 6_000 { 4.0 } else { 1.0 };
            // The process was restarted.
            total = if at == 3_000 { 0.0 } else { total };
            total
        })
        .collect();
    let found = events(10.0, values.clone());
    assert!(!late(&found, 2_900).iter().any(|place| *place < 3_010), "{found:?}");
    assert!(found.contains(&6_000) && late(&found, 6_200).len() <= 2, "{found:?}");
    let mut detector = Detector::new();
    let usual = values[..2_000].iter().zip(0_u32..).map(|(value, at)| detector.score(f64::from(at), *value).usual);
    let (low, high) = usual.last().flatten().unwrap();
    assert!(values[1_998] < low + 10.0 && low < values[1_999] && values[1_999] < high, "{low} to {high}");
}

#[test]
fn what_is_unknown_is_not_judged_and_harms_nothing() {
    let values = noise(8, 4_000);
    let mut plain = Detector::new();
    let mut troubled = Detector::new();
    for (value, at) in values.iter().zip(0_u32..) {
        let at = f64::from(at);
        for unknown in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let verdict = troubled.score(at, unknown);
            assert_eq!(verdict, Verdict { score: 0.0, event: false, usual: None });
            assert_eq!(troubled.score(unknown, *value), verdict);
        }
        assert_eq!(plain.score(at, *value), troubled.score(at, *value));
    }
}

#[test]
fn times_may_repeat_go_back_jump_and_have_gaps() {
    let mut noise = Noise::new(2);
    let mut detector = Detector::new();
    let mut found = 0;
    for at in 0_u32..20_000 {
        let time = match at {
            0..5_000 => f64::from(at / 3),
            5_000..10_000 => -f64::from(at) * 7.0,
            10_000..15_000 => 1e12 + f64::from(at),
            15_000..15_010 => [1e300, -1e300][at as usize % 2],
            _ => f64::from(at) * 3_600.0,
        };
        found += u32::from(detector.score(time, noise.next()).event);
    }
    assert!(found <= 25, "{found} events in noise");
}

#[test]
fn the_unit_of_a_series_does_not_matter() {
    let mut values = noise(4, 5_000);
    values[4_500] += 12.0;
    let plain = events(60.0, values.iter().copied());
    assert!(plain.contains(&4_500), "{plain:?}");
    for scale in [1e-290, 1e-9, 1e9, 1e280] {
        assert_eq!(events(60.0, values.iter().map(|value| value * scale)), plain, "times {scale}");
    }
}

#[test]
fn values_without_measure_are_borne() {
    let wild = [1e300, -1e300, f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 0.0, -0.0, 1.0];
    let mut rng = fastrand::Rng::with_seed(1);
    let mut detector = Detector::new();
    for at in 0_u32..30_000 {
        let verdict = detector.score(f64::from(at) * 60.0, wild[rng.usize(..wild.len())]);
        assert!((0.0..=1.0).contains(&verdict.score), "{verdict:?}");
        assert!(verdict.usual.is_none_or(|(low, high)| low.is_finite() && high.is_finite()), "{verdict:?}");
    }
}

proptest! {
    #[test]
    fn a_score_is_a_share_and_alarming_where_an_event_is(
        samples in prop::collection::vec((any::<f64>(), any::<f64>()), 1..600),
    ) {
        let mut detector = Detector::new();
        for (at, value) in samples {
            let verdict = detector.score(at, value);
            prop_assert!((0.0..=1.0).contains(&verdict.score), "{:?}", verdict);
            prop_assert_eq!(verdict.event, verdict.score >= ALARM);
            prop_assert!(!verdict.event || (at.is_finite() && value.is_finite()));
        }
    }
}

#[test]
fn what_was_learned_goes_on_from_bytes_as_if_nothing_had_happened() {
    let mut rng = fastrand::Rng::with_seed(11);
    let day = |at: f64| 10.0 + 5.0 * (at / 86_400.0 * std::f64::consts::TAU).sin();
    let (mut plain, mut counter) = (Detector::new(), Detector::new());
    for sample in 0..6_000_u32 {
        let at = f64::from(sample) * 60.0;
        plain.score(at, day(at) + rng.f64());
        counter.score(at, at * 3.0);
    }
    let mut weekly = Detector::new();
    for (value, sample) in weeks(5, 300, 4, is_weekday).into_iter().zip(0_u32..) {
        weekly.score(f64::from(sample) * 300.0, value);
    }
    assert!(weekly.is_weekly());
    for whole in [plain, counter, weekly, Detector::new()] {
        let mut bytes = Vec::new();
        whole.pack(&mut bytes);
        assert!(bytes.len() < 4_096, "{}", bytes.len());
        let mut rest = bytes.as_slice();
        let mut back = Detector::unpack(&mut rest).unwrap();
        assert!(rest.is_empty());
        let mut whole = whole.clone();
        for sample in 6_000..7_000_u32 {
            let at = f64::from(sample) * 60.0;
            let value = if sample == 6_500 { 900.0 } else { day(at) + rng.f64() };
            assert_eq!(whole.score(at, value), back.score(at, value), "{sample}");
        }
        for end in 0..bytes.len() {
            assert!(Detector::unpack(&mut &bytes[..end]).is_none(), "cut after {end}");
        }
    }
}
