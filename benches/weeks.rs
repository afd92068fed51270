//! What weekdays are worth: series of nine weeks with something odd that only they tell, and series without any. Prints how
//! often that is told on its day, and how often something else is from the third week on; run with `cargo bench --bench weeks`.

#![allow(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "a measurement prints; it counts to thousands, and days are whole numbers"
)]

use autoagents_console::learn::anomaly::Detector;
use fastrand::Rng;

const DAY: f64 = 86_400.0;
const WEEKS: u32 = 9;
const SEEDS: u64 = 8;

/// What a series is like.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Weekends are quiet.
    Weekends,
    /// They are somewhat quieter.
    Milder,
    /// Days are alike.
    Days,
    /// Noise without any shape.
    Noise,
    /// A random walk.
    Walk,
}

/// What is odd about one of its days.
#[derive(Debug, Clone, Copy)]
enum Odd {
    Nothing,
    /// A Sunday goes like a weekday.
    BusySunday,
    /// A weekday goes like a Sunday.
    QuietWeekday,
    /// A Saturday is halfway between both.
    HalfSaturday,
    /// Three hours of a night are busy.
    BusyNight,
}

const SERIES: [(Kind, &[Odd]); 5] = [
    (Kind::Weekends, &[Odd::BusySunday, Odd::QuietWeekday, Odd::HalfSaturday, Odd::BusyNight]),
    (Kind::Milder, &[Odd::BusySunday, Odd::QuietWeekday, Odd::BusyNight]),
    (Kind::Days, &[Odd::BusyNight, Odd::Nothing]),
    (Kind::Noise, &[Odd::Nothing]),
    (Kind::Walk, &[Odd::Nothing]),
];

fn main() {
    println!("{:>8}  {:8}  {:12}  {:>5}  others a week", "spacing", "series", "odd", "told");
    for spacing in [60.0, 300.0, 1_800.0] {
        for (kind, odd) in SERIES.iter().flat_map(|(kind, odds)| odds.iter().map(|odd| (*kind, *odd))) {
            let (mut told, mut others) = (0, 0);
            for seed in 0..SEEDS {
                let (values, from, until) = series(kind, odd, spacing, seed);
                let events = events(&values);
                told += u32::from(events.iter().any(|at| (from..until).contains(at)));
                let is_other = |at: &&f64| **at - values[0].0 >= 14.0 * DAY && !(from..until + DAY).contains(*at);
                others += events.iter().filter(is_other).count();
            }
            let share = f64::from(told) / SEEDS as f64;
            let others = others as f64 / (SEEDS as f64 * f64::from(WEEKS - 2));
            println!("{spacing:>6} s  {kind:8?}  {odd:12?}  {share:5.2}  {others:.3}");
        }
    }
}

fn events(values: &[(f64, f64)]) -> Vec<f64> {
    let mut detector = Detector::new();
    values.iter().filter(|(at, value)| detector.score(*at, *value).event).map(|(at, _)| *at).collect()
}

/// A series (seconds, value), and from when until when it is odd.
fn series(kind: Kind, odd: Odd, spacing: f64, seed: u64) -> (Vec<(f64, f64)>, f64, f64) {
    let mut random = Rng::with_seed(seed * 7_919 + kind as u64 * 31 + odd as u64);
    // Weeks begin at any moment of those that clocks count.
    let phase = random.f64() * 7.0 * DAY;
    let (day, hours) = match odd {
        Odd::Nothing => (0, 0.0..0.0),
        Odd::BusySunday => (6, 0.0..24.0),
        Odd::QuietWeekday => (random.u32(0..5), 0.0..24.0),
        Odd::HalfSaturday => (5, 0.0..24.0),
        Odd::BusyNight => (random.u32(0..7), 1.0..4.0),
    };
    let day = f64::from(random.u32(4..WEEKS) * 7 + day) * DAY;
    let (from, until) = (day + hours.start * 3_600.0, day + hours.end * 3_600.0);
    let (mut near, mut walk, mut of_day) = (0.0, 0.0, (-1.0, 1.0));
    let (stays, hourly) = ((-spacing / 1_800.0_f64).exp(), (spacing / 3_600.0_f64).sqrt());
    let mut values = Vec::new();
    let mut at = 0.0;
    while at < f64::from(WEEKS) * 7.0 * DAY {
        near = stays * near + (1.0 - stays * stays).sqrt() * normal(&mut random);
        walk += normal(&mut random) * hourly;
        if (at / DAY).floor() != of_day.0 {
            of_day = ((at / DAY).floor(), 1.0 + 0.05 * normal(&mut random));
        }
        let is_odd = (from..until).contains(&at);
        let usual = if is_odd { odd_value(kind, odd, at) } else { usual(kind, at) };
        let value = match kind {
            Kind::Walk => 50.0 + walk,
            _ => usual * of_day.1 * (1.0 + 0.04 * near + 0.03 * normal(&mut random)),
        };
        values.push((at + phase, value));
        at += spacing;
    }
    (values, from + phase, until + phase)
}

fn odd_value(kind: Kind, odd: Odd, at: f64) -> f64 {
    let (weekday, sunday) = (usual(kind, at.rem_euclid(DAY)), usual(kind, 6.0 * DAY + at.rem_euclid(DAY)));
    match odd {
        Odd::Nothing => usual(kind, at),
        Odd::BusySunday => weekday,
        Odd::QuietWeekday => sunday,
        Odd::HalfSaturday => f64::midpoint(weekday, sunday),
        Odd::BusyNight => usual(kind, at) + 25.0,
    }
}

fn usual(kind: Kind, at: f64) -> f64 {
    let is_weekend = (at / DAY).rem_euclid(7.0) >= 5.0;
    let hour = at.rem_euclid(DAY) / 3_600.0;
    let busy = |from: f64, until: f64| {
        let part = ((hour - from) / (until - from)).clamp(0.0, 1.0);
        (part * std::f64::consts::PI).sin().max(0.0).powf(0.7)
    };
    match kind {
        Kind::Weekends => 20.0 + busy(7.0, 20.0) * if is_weekend { 20.0 } else { 100.0 },
        Kind::Milder => 50.0 + busy(6.0, 23.0) * if is_weekend { 55.0 } else { 90.0 },
        Kind::Days => 20.0 + busy(7.0, 20.0) * 100.0,
        Kind::Noise | Kind::Walk => 50.0,
    }
}

/// The sum of twelve uniform numbers.
fn normal(random: &mut Rng) -> f64 {
    (0..12).map(|_| random.f64()).sum::<f64>() - 6.0
}
