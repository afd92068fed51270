//! Simulated series of resources: what memory, disks, queues and descriptors do, with every size and pace drawn at
//! random. Nothing in it is taken from a measured series.

use fastrand::Rng;

/// A series of so many ticks.
pub(super) fn series(rng: &mut Rng, ticks: usize) -> Vec<f64> {
    let base = 0.05 + 0.8 * rng.f64();
    let mut values = vec![base; ticks];
    let kinds = 1 + usize::from(rng.f64() < 0.35);
    for _ in 0..kinds {
        shape(&mut values, base, rng);
    }
    if rng.f64() < 0.3 {
        warm_up(&mut values, rng);
    }
    steps(&mut values, base, rng);
    let noise = base * decade(rng, -4.5, -2.2);
    for value in &mut values {
        *value = (*value + noise * gauss(rng)).max(0.0);
    }
    values
}

fn shape(values: &mut [f64], base: f64, rng: &mut Rng) {
    match rng.usize(0..100) {
        0..36 => busy(values, base, rng),
        36..47 => saw(values, base, rng),
        47..62 => leak(values, base, rng),
        62..70 => cycle(values, base, rng),
        70..80 => walk(values, base, rng),
        80..90 => square(values, base, rng),
        _ => {}
    }
}

/// Work that comes and goes at a rate that itself changes, with short peaks on top.
fn busy(values: &mut [f64], base: f64, rng: &mut Rng) {
    let height = base * decade(rng, -3.0, -0.6);
    let peak = height * (0.05 + 0.6 * rng.f64());
    let (idle, work, between) = (decade(rng, 0.7, 2.2), decade(rng, 0.7, 2.3), decade(rng, 0.7, 2.5));
    let vary = 0.3 * rng.f64();
    let (mut left, mut on, mut now) = (0.0, false, 0.0);
    let (mut pace, mut season, mut top) = ((1.0, 1.0), 0.0, 0.0);
    for value in values {
        if season <= 0.0 {
            season = decade(rng, 1.8, 2.9);
            pace = (decade(rng, -0.6, 0.8), decade(rng, -0.6, 0.3));
        }
        if left <= 0.0 {
            on = !on;
            left = if on { work * pace.1 } else { idle * pace.0 } * exponential(rng);
            now = if on { height * (1.0 + vary * gauss(rng)).max(0.1) } else { 0.0 };
        }
        if on && top <= 0.0 && rng.f64() < 1.0 / between {
            top = 1.0 + 8.0 * exponential(rng);
        }
        *value += now + if on && top > 0.0 { peak } else { 0.0 };
        (left, season, top) = (left - 1.0, season - 1.0, top - 1.0);
    }
}

/// Memory that fills and is collected.
fn saw(values: &mut [f64], base: f64, rng: &mut Rng) {
    let (height, period, jitter) = (base * decade(rng, -2.5, -0.3), decade(rng, 1.2, 2.8), 0.3 * rng.f64());
    let (mut now, mut to) = (height * rng.f64(), height);
    let floor = if rng.f64() < 0.5 { 0.0 } else { rng.f64() * 0.5 };
    for value in values {
        now += height / period * (1.0 + jitter * gauss(rng));
        if now >= to {
            now = height * floor * rng.f64();
            to = height * (1.0 + jitter * gauss(rng)).max(0.3);
        }
        *value += now;
    }
}

/// Something that grows for good, from the start or from some time on, steadily or faster and slower at times.
fn leak(values: &mut [f64], base: f64, rng: &mut Rng) {
    let pace = base * decade(rng, -5.0, -2.3);
    let (begin, steady) = (if rng.bool() { rng.usize(0..values.len().max(1)) } else { 0 }, rng.bool());
    let (mut now, mut factor, mut left) = (0.0, 1.0, 0.0);
    for value in values.iter_mut().skip(begin) {
        if left <= 0.0 && !steady {
            left = decade(rng, 1.5, 3.2);
            factor = if rng.f64() < 0.2 { 0.0 } else { decade(rng, -0.3, 0.3) };
        }
        now += pace * factor;
        left -= 1.0;
        *value += now;
    }
}

/// A smooth season.
fn cycle(values: &mut [f64], base: f64, rng: &mut Rng) {
    let (height, period, phase) = (base * decade(rng, -2.3, -0.5), decade(rng, 1.8, 3.2), rng.f64());
    for (at, value) in values.iter_mut().enumerate() {
        *value += height * (std::f64::consts::TAU * (super::sign::real(at) / period + phase)).sin();
    }
}

/// A walk that is drawn back.
fn walk(values: &mut [f64], base: f64, rng: &mut Rng) {
    let (height, memory) = (base * decade(rng, -2.5, -0.7), decade(rng, 1.0, 3.2));
    let step = height * (2.0 / memory).sqrt();
    let mut now = 0.0;
    for value in values {
        now += -now / memory + step * gauss(rng);
        *value += now;
    }
}

/// A job on a schedule.
fn square(values: &mut [f64], base: f64, rng: &mut Rng) {
    let (height, period, part) = (base * decade(rng, -3.0, -0.7), decade(rng, 1.3, 2.6), 0.1 + 0.7 * rng.f64());
    let (shift, vary) = (rng.f64() * period, 0.15 * rng.f64());
    let mut tall = 1.0;
    for (at, value) in values.iter_mut().enumerate() {
        let phase = ((super::sign::real(at) + shift) / period).fract();
        if phase < 1.0 / period {
            tall = 1.0 + vary * gauss(rng);
        }
        *value += if phase < part { height * tall } else { 0.0 };
    }
}

/// A start that comes to rest.
fn warm_up(values: &mut [f64], rng: &mut Rng) {
    let (missing, memory) = (0.05 + 0.8 * rng.f64(), decade(rng, 0.8, 2.5));
    let mut at = 0.0;
    for value in values {
        *value *= 1.0 - missing * (-at / memory).exp();
        at += 1.0;
    }
}

/// Changes for good: a deploy, a new tenant, a restart.
fn steps(values: &mut [f64], base: f64, rng: &mut Rng) {
    let rate = decade(rng, -4.5, -2.7);
    let (mut shift, mut to, mut pace) = (0.0, 0.0, 0.0);
    for value in values {
        if rng.f64() < rate {
            let size = base * decade(rng, -2.0, 0.0);
            to = match rng.usize(0..10) {
                0..5 => shift + size,
                5..8 => shift - size.min(0.8 * base),
                _ => 0.0,
            };
            pace = (to - shift) / decade(rng, 0.0, 2.0);
        }
        let left: f64 = to - shift;
        shift += if left.abs() <= f64::abs(pace) { left } else { pace };
        *value += shift;
    }
}

/// Ten to a power drawn from between two.
fn decade(rng: &mut Rng, from: f64, to: f64) -> f64 {
    10.0_f64.powf(from + (to - from) * rng.f64())
}

fn exponential(rng: &mut Rng) -> f64 {
    -(1.0 - rng.f64()).ln()
}

/// Normally distributed (Box and Muller, 1958).
fn gauss(rng: &mut Rng) -> f64 {
    (2.0 * exponential(rng)).sqrt() * (std::f64::consts::TAU * rng.f64()).cos()
}

#[cfg(test)]
mod tests;
