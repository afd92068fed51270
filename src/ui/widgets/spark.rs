//! Small histories in a line of cells.

use super::super::theme::Glyphs;

/// The values in at most `cells` cells, oldest first. Each cell is the greatest of its share of the values, so that a
/// spike is never averaged away. `scale` fixes the range; without one the values' own is used, and a series that does
/// not move is drawn low and flat.
pub(crate) fn spark(values: &[f32], cells: usize, scale: Option<(f32, f32)>, glyphs: &Glyphs) -> String {
    if values.is_empty() || cells == 0 {
        return String::new();
    }
    let share = values.len().div_ceil(cells).max(1);
    // Shares are cut from the newest end, so that each keeps its values while time goes on.
    let mut peaks: Vec<f32> =
        values.rchunks(share).map(|chunk| chunk.iter().copied().fold(f32::NEG_INFINITY, f32::max)).collect();
    peaks.reverse();
    let (low, high) = scale.unwrap_or_else(|| {
        let low = peaks.iter().copied().fold(f32::INFINITY, f32::min);
        let high = peaks.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        (low, high)
    });
    let top = glyphs.heights.len() - 1;
    peaks.iter().map(|peak| glyphs.heights[level(*peak, low, high, top)]).collect()
}

fn level(value: f32, low: f32, high: f32, top: usize) -> usize {
    let share = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of eight levels"
    )]
    let level = (share * top as f32).round() as usize;
    level.min(top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights() {
        let unicode = Glyphs::of(false);
        assert_eq!(spark(&[0.0, 50.0, 100.0], 3, Some((0.0, 100.0)), unicode), "▁▅█");
        assert_eq!(spark(&[5.0, 5.0, 5.0], 3, None, unicode), "▁▁▁");
        assert_eq!(spark(&[0.0, 100.0, 0.0, 0.0], 2, Some((0.0, 100.0)), unicode), "█▁", "a spike stays");
        assert_eq!(spark(&[], 3, None, unicode), "");
        assert_eq!(spark(&[1.0], 0, None, unicode), "");
        assert_eq!(spark(&[f32::NAN, 1.0], 2, Some((0.0, 1.0)), unicode).chars().count(), 2);
        assert!(spark(&[1.0, 2.0], 2, None, Glyphs::of(true)).is_ascii());
    }
}
