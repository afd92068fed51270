//! After how many steps a series is like itself again. Nothing is known of hours or days: seasons are found.

use super::history::History;
use super::linear::count;

/// Values of a series, the last ones, in which the shortest season is looked for.
const SEEN: usize = 4_096;
/// Series of a pool that are asked.
const ASKED: usize = 200;
/// A season is seen at least a little more than twice.
const TIMES: f64 = 0.45;
/// At a season, values differ by less than this share of what they do around it.
const DIP: f64 = 0.85;
/// A season in so few values is chance: the dip must be deeper by this much, over the root of their number.
const CHANCE: f64 = 1.5;
/// A season that is so much deeper, and two or three times as long, is meant instead.
const DEEPER: f64 = 0.8;
/// A shorter season may be so many times as shallow as the deepest.
const SHALLOW: f64 = 2.0;
/// Longer seasons are so many shorter ones at most.
const MOST_TIMES: usize = 31;
/// A season is looked at again in steps of one, so much of it to each side…
const NEAR: usize = 32;
/// …at so many multiples…
const MOST_MULTIPLES: usize = 8;
/// …in so many series.
const REFINED: usize = 20;
/// A longer season differs by less than this share of what its neighbours do.
const LONGER_DIP: f64 = 0.93;
/// And of nearly equal ones the shortest is meant.
const ALIKE: f64 = 0.05;
/// Seasons within each other.
const MOST_SEASONS: usize = 3;

/// The seasons that series have in common, in steps, ascending, each a multiple of the one before; none when there are
/// none. By how much values differ at each distance (the average magnitude difference function: Ross et al. 1974,
/// "Average magnitude difference function pitch extractor"), which neither trends nor outliers upset.
pub(super) fn seasons(histories: &[History]) -> Vec<usize> {
    let every = histories.len().div_ceil(ASKED).max(1);
    let asked: Vec<&[f64]> = histories.iter().step_by(every).map(|history| history.values.as_slice()).collect();
    let mut found = Vec::new();
    let Some(about) = shortest(&asked) else { return found };
    let mut season = exact(&asked, about);
    found.push(season);
    while found.len() < MOST_SEASONS
        && let Some(times) = longer(&asked, season)
    {
        season *= times;
        found.push(season);
    }
    found
}

fn shortest(asked: &[&[f64]]) -> Option<usize> {
    let fine: Vec<Vec<f64>> = asked.iter().map(|values| values[values.len().saturating_sub(SEEN)..].to_vec()).collect();
    if let Some(season) = deepest(&fine) {
        return Some(season);
    }
    // Nothing short: the same in means of several values, for a season that is long.
    let longest = asked.iter().map(|values| values.len()).max().unwrap_or(0);
    let factor = longest.div_ceil(SEEN);
    if factor < 2 {
        return None;
    }
    let mean = |part: &[f64]| part.iter().sum::<f64>() / count(part.len());
    let coarse: Vec<Vec<f64>> = asked.iter().map(|values| values.rchunks(factor).rev().map(mean).collect()).collect();
    deepest(&coarse).map(|season| season * factor)
}

/// The mean difference of values so far apart, as a share of the deviation of each series; the mean over all series that
/// are long enough. Without any it is endless.
fn pooled(asked: &[&[f64]], apart: usize) -> f64 {
    let (mut sum, mut series) = (0.0, 0.0_f64);
    for values in asked {
        let (differ, deviation) = (difference(values, apart), difference_at_random(values));
        if count(apart) <= 0.6 * count(values.len()) && deviation > 0.0 {
            sum += differ / deviation;
            series += 1.0;
        }
    }
    if series > 0.0 { sum / series } else { f64::INFINITY }
}

/// The mean absolute difference of values so far apart, without what a trend makes of it.
fn difference(values: &[f64], apart: usize) -> f64 {
    let later = values.get(apart..).unwrap_or_default();
    let pairs = count(later.len()).max(1.0);
    let drift = (later.iter().sum::<f64>() - values[..later.len()].iter().sum::<f64>()) / pairs;
    let differ: f64 = values.iter().zip(later).map(|(before, after)| (after - before - drift).abs()).sum();
    differ / pairs
}

/// Twice the mean absolute deviation: about what values differ that have nothing to do with each other.
fn difference_at_random(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / count(values.len()).max(1.0);
    2.0 * values.iter().map(|value| (value - mean).abs()).sum::<f64>() / count(values.len()).max(1.0)
}

/// The shortest of the distances at which values are about as alike as they ever are, by a dip.
fn deepest(series: &[Vec<f64>]) -> Option<usize> {
    let longest = series.iter().map(Vec::len).max()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
    let most = |length: usize| (count(length) * TIMES) as usize;
    let (mut sums, mut asked) = (vec![0.0; most(longest) + 1], vec![0.0_f64; most(longest) + 1]);
    for values in series {
        let usual = difference_at_random(values);
        if usual <= 0.0 {
            continue;
        }
        for apart in 1..=most(values.len()) {
            sums[apart] += difference(values, apart) / usual;
            asked[apart] += 1.0;
        }
    }
    let enough = 0.5 * asked.iter().copied().fold(0.0, f64::max);
    let curve: Vec<f64> = sums.iter().zip(&asked).map(|(sum, asked)| sum / asked.max(1.0)).collect();
    // Only so far as half of the series reach.
    let end = (1..curve.len()).rev().find(|apart| asked[*apart] >= enough.max(1.0))?;
    let curve = &curve[..=end];
    let values = series.iter().map(Vec::len).sum::<usize>();
    let dip = DIP.min(0.9 - CHANCE / count(values).sqrt());
    let dips: Vec<usize> = (2..=end).filter(|apart| is_dip(curve, *apart, dip)).collect();
    let least = dips.iter().map(|apart| curve[*apart]).fold(f64::INFINITY, f64::min);
    let season = dips.iter().copied().find(|apart| curve[*apart] <= SHALLOW * least)?;
    let meant = [2, 3].into_iter().map(|times| times * season).filter(|apart| *apart <= end);
    let meant = meant.min_by(|one, other| curve[*one].total_cmp(&curve[*other]));
    Some(meant.filter(|longer| curve[*longer] < DEEPER * curve[season]).unwrap_or(season))
}

/// The season about as long as this one at whose multiples values are most alike: an error of one step is one of three
/// there.
fn exact(asked: &[&[f64]], about: usize) -> usize {
    let asked: Vec<&[f64]> = asked.iter().copied().step_by(asked.len().div_ceil(REFINED).max(1)).collect();
    let room = (about / NEAR).max(1);
    let longest = asked.iter().map(|values| values.len()).max().unwrap_or(0);
    let times = (longest * 3 / 5 / (about + room)).min(MOST_MULTIPLES);
    let depth = |season: usize| (1..=times).map(|times| pooled(&asked, times * season)).sum::<f64>();
    let near = (about - room.min(about - 2)..=about + room).map(|season| (season, depth(season)));
    near.min_by(|one, other| one.1.total_cmp(&other.1)).map_or(about, |(season, _)| season)
}

/// Whether values so far apart are more alike than those a little nearer or further: less than a share of what they
/// differ there.
fn is_dip(curve: &[f64], apart: usize, share: f64) -> bool {
    let value = curve[apart];
    let near = (apart / 3).max(1);
    let beside = &curve[apart - near..(apart + near + 1).min(curve.len())];
    let around = &curve[(apart - apart / 2).max(1)..(apart + apart / 2 + 1).min(curve.len())];
    let usual = around.iter().sum::<f64>() / count(around.len());
    apart + 1 < curve.len()
        && beside.iter().skip(usize::from(near == apart)).all(|other| *other >= value)
        && value < share * usual
}

/// How many of this season make up a longer one: values that many seasons apart are more alike than those one season
/// more or less apart.
fn longer(asked: &[&[f64]], season: usize) -> Option<usize> {
    let longest = asked.iter().map(|values| values.len()).max()?;
    let most = (longest * 3 / 5 / season).min(MOST_TIMES + 1);
    if most < 3 {
        return None;
    }
    let curve: Vec<f64> = (1..=most).map(|times| pooled(asked, times * season)).collect();
    let dips = (2..most).map(|times| {
        let dip = 2.0 * curve[times - 1] / (curve[times - 2] + curve[times]);
        (times, if dip.is_finite() { dip } else { 1.0 })
    });
    let dips: Vec<(usize, f64)> = dips.collect();
    let least = dips.iter().map(|(_, dip)| *dip).fold(f64::INFINITY, f64::min);
    dips.into_iter().find(|(_, dip)| *dip < LONGER_DIP && *dip <= least + ALIKE).map(|(times, _)| times)
}

#[cfg(test)]
mod tests;
