//! What has grown in a straight line for a whole horizon is taken to go on: trees that were taught by all kinds of series
//! think it sooner at its limit than it is.

use super::outlook::{ENDS, SPANS};
use super::sign::{View, normal, real};

/// From this share of the movement that the line explains on, it has a say; from the second on, it alone has.
const STRAIGHT: (f64, f64) = (0.9, 0.98);
/// The pace to come is off by so much of the present one, as a standard deviation, however well the line fits.
const PACE: f64 = 0.15;

/// How much the line has to say of a level, 0..1, and the chance that it is reached by the end of each span. None where
/// nothing grows in a line.
pub(super) fn line(view: &View<'_>, level: f64) -> Option<(f64, [f64; SPANS])> {
    let line = view.line()?;
    let say = ((line.straight - STRAIGHT.0) / (STRAIGHT.1 - STRAIGHT.0)).clamp(0.0, 1.0);
    if say <= 0.0 || line.pace <= 0.0 {
        return None;
    }
    let distance = level - view.now();
    let off = (PACE * line.pace).max((line.pace - line.lately).abs());
    let mut before = 0.0_f64;
    let by = ENDS.map(|end| {
        let end = real(end);
        let deviation = (off * end).hypot(line.around).max(f64::MIN_POSITIVE);
        before = before.max(normal((line.pace * end - distance) / deviation));
        before
    });
    Some((say, by))
}

#[cfg(test)]
mod tests {
    use super::super::track::Track;
    use super::*;

    fn of(value: impl Fn(f64) -> f64, level: f64) -> Option<(f64, [f64; SPANS])> {
        let mut track = Track::default();
        for tick in 0..400_i32 {
            track.observe(tick.into(), value(tick.into()));
        }
        line(&View::new(&track)?, level)
    }

    #[test]
    fn a_line_goes_on_and_nothing_else_is_one() {
        // At 100 after 150 ticks, which is where the fourth span ends.
        let (say, by) = of(|tick| 85.0 - (399.0 - tick) / 10.0 + (tick / 5.0).sin() * 0.4, 100.0).unwrap();
        assert!(say > 0.99, "{say}");
        assert!(by[2] < 0.01 && (0.3..0.7).contains(&by[3]) && by[4] > 0.95, "{by:?}");
        // At 100 after 400 ticks.
        let (_, by) = of(|tick| 60.0 - (399.0 - tick) / 10.0, 100.0).unwrap();
        assert!(by[4] < 0.01, "{by:?}");
        assert!(of(|tick| 50.0 + (tick / 40.0).sin() * 9.0, 100.0).is_none_or(|(say, _)| say < 0.1));
        assert!(of(|tick| 90.0 - tick / 10.0, 100.0).is_none(), "it falls");
        assert!(of(|_| 50.0, 100.0).is_none(), "it stays");
    }
}
