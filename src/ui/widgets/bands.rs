//! What is expected, as bands around the middle: the same wherever the future is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::scene::Scene;
use super::super::theme::Tone;
use super::paint;

/// How the three intervals are drawn, the widest first.
const SHADES: [&str; 3] = ["░", "▒", "▓"];
const SHADES_ASCII: [&str; 3] = [".", ":", "%"];

/// Draws the intervals of 50, 80 and 95 % of one column, in the range of values that is shown.
pub(super) fn draw(
    buf: &mut Buffer,
    (plot, x): (Rect, u16),
    spans: [(f64, f64); 3],
    (low, high): (f64, f64),
    scene: &Scene<'_>,
) {
    let shades = if scene.glyphs.braille { SHADES } else { SHADES_ASCII };
    for ((from, to), shade) in spans.into_iter().rev().zip(shades) {
        if to < low || from > high {
            continue;
        }
        for y in row_of(to, low, high, plot.height)..=row_of(from, low, high, plot.height) {
            let place = Rect { x: plot.x + x, width: 1, ..paint::row(plot, y) };
            paint::put(buf, place, &Line::from(scene.ink(Tone::Busy, shade)), "");
        }
    }
}

/// The row of a value, from the top.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the rows there are")]
pub(super) fn row_of(value: f64, low: f64, high: f64, rows: u16) -> u16 {
    let share = ((high - value) / (high - low)).clamp(0.0, 1.0);
    (share * f64::from(rows.saturating_sub(1))).round() as u16
}
