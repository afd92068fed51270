use std::collections::BTreeSet;

use fastrand::Rng;

use super::*;

fn normal(random: &mut Rng) -> f64 {
    (-2.0 * random.f64().max(1e-300).ln()).sqrt() * (std::f64::consts::TAU * random.f64()).cos()
}

/// Points around middles, with what each belongs to; the last tenth of them are anywhere.
fn blobs(seed: u64, count: usize, groups: usize, width: f64) -> (Vec<Vec<f64>>, Vec<usize>) {
    let mut random = Rng::with_seed(seed);
    let middles: Vec<Vec<f64>> = (0..groups).map(|_| (0..6).map(|_| random.f64() * 20.0).collect()).collect();
    let clear = count * 9 / 10;
    let mut points = Vec::new();
    let mut truth = Vec::new();
    for at in 0..count {
        let group = if at < clear { at % groups } else { groups + at };
        let middle: Vec<f64> =
            middles.get(group).cloned().unwrap_or_else(|| (0..6).map(|_| random.f64() * 20.0).collect());
        points.push(middle.iter().map(|place| place + width * normal(&mut random)).collect());
        truth.push(group);
    }
    (points, truth)
}

fn apart(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

/// Each thing in its group, or alone.
fn labels(groups: &Groups) -> Vec<usize> {
    groups.of.iter().enumerate().map(|(at, group)| group.unwrap_or(1_000_000 + at)).collect()
}

#[test]
fn groups_are_found_as_many_as_there_are() {
    let mut worst = 1.0_f64;
    for seed in 0..20 {
        let count = 3 + usize::try_from(seed % 5).unwrap();
        let (points, truth) = blobs(seed, 300, count, 0.8);
        let found = groups(points.len(), 6, 0.0, |a, b| apart(&points[a], &points[b]));
        worst = worst.min(adjusted_rand(&labels(&found), &truth));
        assert_eq!(found.len(), count, "{seed}");
        for (group, middle) in found.middles.iter().enumerate() {
            assert_eq!(found.of[*middle], Some(group));
        }
    }
    assert!(worst >= 0.9, "{worst}");
}

#[test]
fn what_is_alike_by_chance_is_no_group_of_all() {
    let mut random = Rng::with_seed(5);
    let points: Vec<Vec<f64>> = (0..200).map(|_| (0..6).map(|_| normal(&mut random)).collect()).collect();
    let found = groups(points.len(), 6, 0.0, |a, b| apart(&points[a], &points[b]));
    let grouped = found.of.iter().flatten().count();
    assert!(grouped < 150, "{grouped} of 200 in {} groups", found.len());
}

#[test]
fn few_things_or_the_same_thing_or_no_numbers_do_no_harm() {
    assert_eq!(groups(0, 6, 0.0, |_, _| 0.0), Groups::default());
    assert_eq!(groups(1, 2, 0.0, |_, _| 0.0).of, [None]);
    assert_eq!(groups(50, 6, 0.0, |_, _| 0.0).of.len(), 50);
    for odd in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
        let found = groups(40, 5, 0.0, |a, b| if (a + b) % 3 == 0 { odd } else { 1.0 });
        assert_eq!(found.of.len(), 40);
    }
    let two = groups(40, 5, 0.0, |a, b| if a % 2 == b % 2 { 0.0 } else { 1.0 });
    assert_eq!(two.len(), 2);
    assert!((0..40).all(|at| two.of[at] == two.of[at % 2] && two.of[at].is_some()));
}

#[test]
fn the_agreement_of_groupings_is_known() {
    assert!((adjusted_rand(&[0, 0, 1, 1], &[5, 5, 3, 3]) - 1.0).abs() < 1e-12);
    assert!((adjusted_rand(&[0, 0, 1, 2], &[0, 0, 1, 1]) - 0.571_428_571).abs() < 1e-6);
    assert!(adjusted_rand(&[0, 1, 0, 1], &[0, 0, 1, 1]) < 0.0);
    assert!((adjusted_rand(&[], &[]) - 1.0).abs() < 1e-12);
}

/// Ten days of a host: nights, days, and on two evenings a backup that fills the disk's queue.
fn host(states: &mut States) {
    let mut random = Rng::with_seed(9);
    for hour in 0..240_u32 {
        let (day, clock) = (hour / 24, hour % 24);
        let busy = if (8..20).contains(&clock) { 60.0 } else { 5.0 };
        let backup = clock == 22 && (day == 3 || day == 7);
        let values = [
            busy + normal(&mut random),
            1e9 * (2.0 + 0.1 * normal(&mut random)),
            if backup { 90.0 } else { 1.0 } + 0.2 * normal(&mut random),
            7.0,
            if hour % 5 == 0 { f64::NAN } else { busy * 3.0 + normal(&mut random) },
        ];
        states.push(f64::from(hour) * 3_600.0, &values);
    }
}

#[test]
fn the_past_hours_most_like_one_are_found() {
    let mut states = States::new(5, 1_000);
    host(&mut states);
    let near = states.like(&[6.0, 2.0e9, 88.0, 7.0, f64::NAN], 2);
    let hours: BTreeSet<String> = near.iter().map(|near| (near.at / 3_600.0).to_string()).collect();
    assert_eq!(hours, BTreeSet::from(["94".to_owned(), "190".to_owned()]), "{near:?}");
    assert!(near.iter().all(|near| near.rank > 0.98 && near.distance < 3.0), "{near:?}");
    let (groups, middles) = states.groups();
    let of = |day: usize, clock: usize| groups.of[day * 24 + clock];
    assert!(groups.len() >= 2 && middles.len() == groups.len(), "{groups:?}");
    assert_eq!((of(1, 12), of(2, 3)), (of(5, 12), of(6, 3)));
    assert_ne!(of(1, 12), of(1, 3));
}

#[test]
fn hours_of_any_numbers_do_no_harm_and_are_bounded() {
    let mut states = States::new(3, 50);
    assert_eq!(states.learning(), Some((0, 24)));
    assert!(states.like(&[1.0], 3).is_empty() && states.groups().0.is_empty());
    let odd = [f64::NAN, f64::INFINITY, 1e300, -1e300, 0.0, 5.0];
    for at in 0..200_u32 {
        let value = odd[at as usize % odd.len()];
        states.push(f64::from(at), &[value, 3.0, f64::from(at)][..=(at as usize % 3)]);
        states.push(f64::from(at) - 1.0, &[0.0]);
        states.push(f64::NAN, &[0.0]);
    }
    assert_eq!(states.len(), 50);
    for values in [&[][..], &[f64::NAN; 3], &[1e300, 1e300, -1e300], &[1.0, 3.0, 199.0, 7.0]] {
        assert!(states.like(values, 1_000).len() <= 50);
    }
    assert_eq!(states.groups().0.of.len(), 50);
}

fn signature(symptoms: &[&str], cause: Option<&str>, series: &[&str]) -> Signature {
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Signature { symptoms: set(symptoms), cause: cause.map(str::to_owned), series: set(series) }
}

#[test]
fn incidents_of_one_kind_are_a_group() {
    let kinds = [
        signature(&["web: slow", "api: slow", "db: slow"], Some("db"), &["db.latency up", "disk.busy up"]),
        signature(&["web: down"], Some("web"), &["web.memory up"]),
        signature(&["mail: queue", "worker: late"], Some("mail"), &["mail.queue up", "worker.lag up"]),
    ];
    let mut random = Rng::with_seed(11);
    let mut all = Vec::new();
    let mut truth = Vec::new();
    for at in 0..60 {
        let mut one = kinds[at % 3].clone();
        if random.f64() < 0.4 {
            one.cause = None;
        }
        if random.f64() < 0.5 {
            one.symptoms.insert(format!("other-{}: odd", random.u32(0..9)));
        }
        if random.f64() < 0.3 {
            one.series.pop_first();
        }
        all.push(one);
        truth.push(at % 3);
    }
    let found = groups(all.len(), 4, SAME, |a, b| distance(&all[a], &all[b]));
    let agreed = adjusted_rand(&labels(&found), &truth);
    assert!(agreed > 0.8, "{agreed}: {found:?}");
}

#[test]
fn incidents_are_compared_by_what_is_known_of_both() {
    let nothing = Signature::default();
    let one = signature(&["web: down"], Some("web"), &[]);
    assert!((distance(&one, &one)).abs() < 1e-12);
    assert!((distance(&nothing, &nothing) - 1.0).abs() < 1e-12);
    assert!((distance(&one, &signature(&["web: down"], None, &[]))).abs() < 1e-12);
    let other = signature(&["web: down"], Some("db"), &[]);
    assert!((distance(&one, &other) - 0.4).abs() < 1e-12 && (distance(&other, &one) - 0.4).abs() < 1e-12);
}
