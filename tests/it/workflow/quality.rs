//! How good forecasts are, on histories whose truth is known: Brier scores beside those of the base rate and of the truth
//! itself, and how many intervals of 80 % hold. Every forecast is made before its run, by the live engine.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking, and says what it measured")]

use serde_json::json;

use super::stage::{Stage, step, workflow};

const RUNS: u64 = 200;

/// What one run of a history is like.
struct Truth {
    /// How likely it fails.
    fails: f64,
    /// All of it takes so many times as long.
    slower: f64,
    /// How busy the host is before it, in percent.
    busy: f64,
}

/// What came of a history, of its newest 100 runs.
struct Came {
    own: f64,
    base: f64,
    /// The score of who knows the truth.
    ideal: f64,
    covered: f64,
}

fn normal(random: &mut fastrand::Rng) -> f64 {
    (-2.0 * (1.0 - random.f64()).ln()).sqrt() * (std::f64::consts::TAU * random.f64()).cos()
}

/// Six steps on two ways, log-normal, with two slots; one in the middle fails.
fn history(seed: u64, mut next: impl FnMut(u64, &mut fastrand::Rng, bool) -> Truth) -> Came {
    let steps = [
        step("fetch"),
        step("build").after(&["fetch"]),
        step("lint").after(&["fetch"]),
        step("docs").after(&["fetch"]),
        step("test").after(&["build"]),
        step("ship").after(&["lint", "docs", "test"]),
    ];
    let flow = workflow("w", &steps).with(json!({ "max_parallel": 2, "on_failure": "stop" }));
    let mut stage = Stage::new(vec![flow]);
    let mut random = fastrand::Rng::with_seed(seed);
    let (mut ideal, mut last) = (0.0, false);
    for run in 0..RUNS {
        let truth = next(run, &mut random, last);
        let failed = random.f64() < truth.fails;
        if run >= RUNS - 100 {
            ideal += (truth.fails - f64::from(u8::from(failed))).powi(2) / 100.0;
        }
        let of_run = truth.slower * (0.15 * normal(&mut random)).exp();
        let draws: Vec<f64> = (0..6).map(|_| of_run * (0.3 * normal(&mut random)).exp()).collect();
        let seconds = |name: &str| match name {
            "fetch" => 4.0 * draws[0],
            "build" => 20.0 * draws[1],
            "lint" => 6.0 * draws[2],
            "docs" => 9.0 * draws[3],
            "test" => 30.0 * draws[4],
            _ => 3.0 * draws[5],
        };
        stage.feel(&[("pressure_cpu_percent", truth.busy)], 1);
        stage.start("w", json!({}));
        stage.play_out(seconds, |name| i32::from(failed && name == "test"));
        last = failed;
    }
    let score = stage.score();
    let (own, base) = score.fails.unwrap();
    Came { own, base, ideal, covered: score.covered.unwrap().0 }
}

/// The mean over several histories.
fn mean(world: &str, next: impl Fn(u64, &mut fastrand::Rng, bool) -> Truth) -> Came {
    const SEEDS: u32 = 2;
    let all: Vec<Came> = (1..=SEEDS).map(|seed| history(u64::from(seed), &next)).collect();
    let mean = |of: fn(&Came) -> f64| all.iter().map(of).sum::<f64>() / f64::from(SEEDS);
    let came = Came {
        own: mean(|one| one.own),
        base: mean(|one| one.base),
        ideal: mean(|one| one.ideal),
        covered: mean(|one| one.covered),
    };
    println!(
        "{world:<34} Brier {:.4}, base rate {:.4}, truth {:.4}; of intervals of 80 % {:.0} % hold",
        came.own,
        came.base,
        came.ideal,
        100.0 * came.covered,
    );
    came
}

fn calm(fails: f64) -> Truth {
    Truth { fails, slower: 1.0, busy: 10.0 }
}

#[test]
fn forecasts_are_better_than_the_base_rate_where_they_can_be_and_hardly_worse_where_not_and_intervals_hold() {
    let chance = mean("failures by chance, 10 %", |_, _, _| calm(0.1));
    let rows = mean("failures in rows", |_, _, last| calm(if last { 0.8 } else { 0.05 }));
    let busy = mean("a busy host: slower, fails more", |_, random, _| {
        let is_busy = random.f64() < 0.3;
        let (fails, slower, busy) = if is_busy { (0.6, 1.8, 95.0) } else { (0.03, 1.0, 10.0) };
        Truth { fails, slower, busy }
    });
    let change = mean("it takes half as long again later", |run, _, _| Truth {
        slower: if run < RUNS / 2 { 1.0 } else { 1.5 },
        ..calm(0.05)
    });
    assert!(chance.own < 1.03 * chance.base, "{} against {}", chance.own, chance.base);
    assert!(rows.own < 0.75 * rows.base, "{} against {}", rows.own, rows.base);
    assert!(busy.own < 0.75 * busy.base, "{} against {}", busy.own, busy.base);
    for came in [&chance, &rows, &busy] {
        assert!((0.74..=0.87).contains(&came.covered), "{}", came.covered);
    }
    assert!(change.covered > 0.65, "it is followed: {}", change.covered);
}
