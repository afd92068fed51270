//! What needs no learning: values, days and weeks that go on as they were.

use super::linear::count;
use crate::learn::median;

/// Earlier seasons that a usual one is made of, at most.
const MOST: usize = 8;
/// What a season counts beside the one after it.
const FADING: f64 = 0.5;
/// How fast a level follows, how fast a trend does, and how a trend fades: what is tried.
const LEVELS: [f64; 6] = [0.05, 0.1, 0.2, 0.4, 0.6, 0.9];
const TRENDS: [f64; 3] = [0.0, 0.05, 0.2];
const DAMPED: f64 = 0.98;

/// Methods, where there are so many seasons.
pub(super) fn methods(seasons: usize) -> usize {
    2 + 4 * seasons
}

/// The `steps` values after `seen` by each method; none where a method needs more than there is. `seasons` ascending.
pub(super) fn tell(seen: &[f64], seasons: &[usize], steps: usize) -> Vec<Option<Vec<f64>>> {
    let mut told = Vec::with_capacity(methods(seasons.len()));
    told.push(seen.last().map(|last| vec![*last; steps]));
    told.push(smoothed(seen, seasons, steps));
    for season in seasons {
        told.push((seen.len() >= *season).then(|| repeated(&seen[seen.len() - season..], steps)));
        told.extend(usual(seen, *season, seasons[0].min(*season), steps));
    }
    told
}

/// The last season again and again.
fn repeated(season: &[f64], steps: usize) -> Vec<f64> {
    season.iter().copied().cycle().take(steps).collect()
}

/// The fading mean of the last seasons, the same at the level of the last short season, and their median.
fn usual(seen: &[f64], season: usize, short: usize, steps: usize) -> [Option<Vec<f64>>; 3] {
    let times = (seen.len() / season).min(MOST);
    if times < 2 {
        return [None, None, None];
    }
    let past = &seen[seen.len() - times * season..];
    let mean = fading(past, season);
    let last = &seen[seen.len() - short..];
    let level = (last.iter().sum::<f64>() - mean[season - short..].iter().sum::<f64>()) / count(short);
    let moved: Vec<f64> = mean.iter().map(|value| value + level).collect();
    let median: Vec<f64> = (0..season)
        .map(|phase| {
            let mut values: Vec<f64> = past.iter().skip(phase).step_by(season).copied().collect();
            median::median(&mut values).unwrap_or_default()
        })
        .collect();
    [mean, moved, median].map(|season| Some(repeated(&season, steps)))
}

/// One season of `past`, which holds whole ones, the last counting most.
fn fading(past: &[f64], season: usize) -> Vec<f64> {
    let (mut sum, mut counted) = (vec![0.0; season], 0.0);
    for one in past.chunks_exact(season) {
        counted = counted * FADING + 1.0;
        for (sum, value) in sum.iter_mut().zip(one) {
            *sum = *sum * FADING + value;
        }
    }
    sum.iter().map(|sum| sum / counted).collect()
}

/// Exponential smoothing with a trend that fades (Gardner & `McKenzie` 1985, "Forecasting trends in time series"), beside
/// the usual shortest season where there is one; the pace of both is the one that was best one step ahead.
fn smoothed(seen: &[f64], seasons: &[usize], steps: usize) -> Option<Vec<f64>> {
    let season = seasons.first().copied().filter(|season| seen.len() >= 2 * season).unwrap_or(1);
    let profile = if season > 1 {
        let times = (seen.len() / season).min(MOST);
        let mut profile = fading(&seen[seen.len() - times * season..], season);
        let mean = profile.iter().sum::<f64>() / count(season);
        for value in &mut profile {
            *value -= mean;
        }
        profile
    } else {
        vec![0.0]
    };
    // The profile ends with the last value; no more of the past than a few hundred values has a say.
    let part = &seen[seen.len() - seen.len().min(20 * season.max(20))..];
    let shift = season - part.len() % season;
    let flat: Vec<f64> = part.iter().enumerate().map(|(at, value)| value - profile[(at + shift) % season]).collect();
    let pace = LEVELS.iter().flat_map(|level| TRENDS.iter().map(move |trend| (*level, *trend)));
    let best = pace.map(|pace| follow(&flat, pace)).min_by(|one, other| one.2.total_cmp(&other.2))?;
    let (mut level, mut trend, _) = best;
    let told = (0..steps).map(|step| {
        trend *= DAMPED;
        level += trend;
        level + profile[step % season]
    });
    Some(told.collect())
}

/// Level and trend at the end, and by how much it was off one step ahead.
fn follow(values: &[f64], (fast, turn): (f64, f64)) -> (f64, f64, f64) {
    let (mut level, mut trend, mut off) = (values.first().copied().unwrap_or(0.0), 0.0, 0.0);
    for value in values.iter().skip(1) {
        let expected = level + DAMPED * trend;
        let missed = value - expected;
        off += missed.abs();
        level = expected + fast * missed;
        trend = DAMPED * trend + fast * turn * missed;
    }
    (level, trend, off)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_goes_on() {
        let seen = [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 8.0];
        let told = tell(&seen, &[4], 5);
        assert_eq!(told.len(), methods(1));
        assert_eq!(told[0].as_deref(), Some(&[8.0; 5][..]));
        assert_eq!(told[2].as_deref(), Some(&[1.0, 2.0, 3.0, 8.0, 1.0][..]), "the last season");
        let (fading, median) = (told[3].as_ref().unwrap(), told[5].as_ref().unwrap());
        assert!((fading[3] - 20.0 / 3.0).abs() < 1e-9 && (median[3] - 6.0).abs() < 1e-9, "{fading:?} {median:?}");
        assert!(tell(&seen[..3], &[4], 5)[2..].iter().all(Option::is_none), "less than a season");
        assert!(tell(&[], &[], 5)[0].is_none());
    }

    #[test]
    fn a_smoothed_level_keeps_its_season() {
        // Not a whole number of seasons.
        let season = [5.0, 1.0, 2.0, 9.0];
        let seen: Vec<f64> = season.iter().copied().cycle().take(42).collect();
        let told = smoothed(&seen, &[4], 4).unwrap();
        let off = told.iter().zip([2.0, 9.0, 5.0, 1.0]).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
        assert!(off < 0.01, "{told:?}");
    }

    #[test]
    fn a_trend_goes_on_and_fades() {
        let seen: Vec<f64> = (0..60).map(|at| 3.0 * f64::from(at)).collect();
        let told = smoothed(&seen, &[], 10).unwrap();
        assert!(told.is_sorted() && (told[0] - 180.0).abs() < 4.0 && told[9] < 207.0, "{told:?}");
    }
}
