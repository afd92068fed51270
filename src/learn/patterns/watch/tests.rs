use fastrand::Rng;

use super::*;

const DAY: u32 = 1_440;

/// How many, where so many are usual (Knuth 1969; in steps, so that large numbers do not vanish).
fn poisson(random: &mut Rng, mut usual: f64) -> u32 {
    let mut count = 0;
    while usual > 0.0 {
        let step = usual.min(10.0);
        usual -= step;
        let mut left = random.f64();
        while left > (-step).exp() {
            left *= random.f64();
            count += 1;
        }
    }
    count
}

/// A log of `minutes` minutes: what each pattern usually does in a minute.
struct Log {
    watch: Watch,
    random: Rng,
    changes: Vec<Change>,
}

impl Log {
    fn new(seed: u64) -> Self {
        Self { watch: Watch::new(10_000), random: Rng::with_seed(seed), changes: Vec::new() }
    }

    fn minute(&mut self, minute: u32, counts: &[f64]) {
        let begin = 60.0 * f64::from(minute);
        for (pattern, usual) in (0..).zip(counts) {
            let count = poisson(&mut self.random, *usual);
            for at in 0..count {
                let at = begin + 60.0 * f64::from(at) / f64::from(count);
                self.changes.extend(self.watch.note(pattern, false, at));
            }
        }
        self.changes.extend(self.watch.tick(begin + 59.9));
    }
}

/// What many patterns usually do: seldom and often, by day and by night, evenly and in bursts.
fn many(random: &mut Rng, minute: u32, of: u32) -> Vec<f64> {
    let day = (f64::from(minute) / f64::from(DAY) * std::f64::consts::TAU).sin();
    (0..of)
        .map(|pattern| {
            let usual = 0.005 * 10_f64.powf(4.0 * f64::from(pattern) / f64::from(of));
            let season = if pattern % 3 == 0 { 1.0 + 0.5 * day } else { 1.0 };
            let burst = if pattern % 4 == 0 && random.f64() < 0.05 { 5.0 } else { 1.0 };
            usual * season * burst
        })
        .collect()
}

#[test]
fn a_log_as_usual_is_no_news() {
    let mut log = Log::new(1);
    let mut random = Rng::with_seed(2);
    for minute in 0..5 * DAY {
        let usual = many(&mut random, minute, 60);
        log.minute(minute, &usual);
    }
    assert!(log.changes.len() <= 5, "one a day of 60 patterns: {:?}", log.changes);
}

#[test]
fn a_change_is_told_once_and_soon() {
    for (usual, now) in [(2.0, 10.0), (30.0, 90.0), (0.05, 2.0), (30.0, 5.0), (300.0, 0.0)] {
        let mut log = Log::new(3);
        for minute in 0..2 * DAY {
            log.minute(minute, &[usual]);
        }
        assert_eq!(log.changes, [], "{usual}");
        for minute in 2 * DAY..2 * DAY + 120 {
            log.minute(minute, &[now]);
        }
        let [change] = log.changes[..] else { panic!("{usual} to {now}: {:?}", log.changes) };
        assert!(
            change.at - 2.0 * 86_400.0 <= if usual < 1.0 { 1_200.0 } else { 600.0 },
            "{usual} to {now}: {change:?}"
        );
        match change.kind {
            ChangeKind::More { usual: was, now: is } => assert!(now > usual && is > was, "{change:?}"),
            ChangeKind::Less { usual: was, now: is } => assert!(now < usual && is < was, "{change:?}"),
            ChangeKind::Silent { since, .. } => assert!(now == 0.0 && since > 120.0, "{change:?}"),
            ChangeKind::New => panic!("{change:?}"),
        }
        // Over, and once more.
        for minute in 2 * DAY + 120..2 * DAY + 420 {
            log.minute(minute, &[usual]);
        }
        for minute in 2 * DAY + 420..2 * DAY + 480 {
            log.minute(minute, &[now]);
        }
        assert_eq!(log.changes.len(), 2, "{usual} to {now}: {:?}", log.changes);
    }
}

#[test]
fn what_stays_changed_becomes_usual() {
    let mut log = Log::new(4);
    for minute in 0..4 * DAY {
        log.minute(minute, &[if minute < DAY { 4.0 } else { 40.0 }]);
    }
    assert_eq!(log.changes.len(), 1, "{:?}", log.changes);
    for minute in 4 * DAY..4 * DAY + 60 {
        log.minute(minute, &[4.0]);
    }
    assert_eq!(log.changes.len(), 2, "{:?}", log.changes);
}

#[test]
fn the_silence_of_what_comes_seldom_but_surely_is_noticed() {
    let mut watch = Watch::new(10);
    let mut changes = Vec::new();
    for minute in 0..10 * DAY {
        let at = 60.0 * f64::from(minute);
        if minute % 30 == 0 && minute < 8 * DAY {
            changes.extend(watch.note(1, false, at));
        }
        changes.extend(watch.tick(at));
    }
    let [Change { pattern: 1, kind: ChangeKind::Silent { since, .. }, .. }] = changes[..] else {
        panic!("{changes:?}")
    };
    assert!((5_400.0..43_200.0).contains(&since), "{since}");
}

#[test]
fn new_patterns_are_news_only_after_the_learning_time() {
    let mut watch = Watch::new(10);
    assert_eq!(watch.note(1, true, 1_000.0), None);
    assert!(watch.learning() > 3_500.0);
    assert_eq!(watch.note(2, true, 4_500.0), None);
    assert_eq!(watch.note(3, true, 4_700.0), Some(Change { pattern: 3, kind: ChangeKind::New, at: 4_700.0 }));
    assert_eq!(watch.note(3, false, 4_701.0), None);
    assert!(watch.learning() <= 0.0);
}

#[test]
fn times_of_any_kind_do_no_harm_and_memory_is_bounded() {
    let mut watch = Watch::new(100);
    let times = [0.0, f64::NAN, f64::INFINITY, -1e300, 1e300, 5.0, 4.0, 1e9, 1e14, 3.0];
    for round in 0..1_000_u32 {
        for (pattern, at) in (0..).zip(times) {
            watch.note(round * 10 + pattern, true, at);
            watch.tick(at);
        }
    }
    assert!(watch.paces.len() <= 100);
    watch.merge(9_999, 9_998);
    watch.merge(9_998, 1);
}
