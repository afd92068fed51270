//! Which past values tell the next one.

/// Past values in a row, the last ones, at most.
const ROW: usize = 27;
/// Values around the same moment of earlier seasons.
const AROUND: usize = 2;
/// The same for the season before this one, where it is a long one.
const AROUND_LONG: usize = 4;
/// Short seasons looked back to, at most.
const SHORT_SEASONS: usize = 8;
/// Long seasons looked back to.
const LONG_SEASONS: usize = 2;

/// How many steps back the values lie that tell the next, in ascending order, none further back than `most`. The last
/// ones, those around the same moment of the last short seasons (days), and of the last long ones (weeks). `seasons` in
/// ascending order.
pub(super) fn lags(seasons: &[usize], most: usize) -> Vec<usize> {
    let first = seasons.first().copied().unwrap_or(1);
    let row = if first <= 48 { ROW.max(first + 3) } else { ROW };
    let mut lags: Vec<usize> = (1..=row).collect();
    for (rank, season) in seasons.iter().enumerate() {
        let longer = seasons.get(rank + 1).copied();
        // Short seasons up to the next longer one, which they make up.
        let (times, around) = match longer {
            Some(longer) => ((longer / season).min(SHORT_SEASONS), AROUND),
            None if rank == 0 => (SHORT_SEASONS, AROUND),
            None => (LONG_SEASONS, AROUND),
        };
        for time in 1..=times {
            let around = if rank > 0 && time == 1 { AROUND_LONG } else { around };
            lags.extend(time * season - around.min(time * season - 1)..=time * season + around);
        }
        if rank > 0 {
            // The short season after the long one.
            let next = season + seasons[rank - 1];
            lags.extend(next - AROUND..=next + AROUND);
        }
    }
    lags.retain(|lag| *lag <= most);
    lags.sort_unstable();
    lags.dedup();
    lags
}
