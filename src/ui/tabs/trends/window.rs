//! Which time is shown: a period, zoomed and panned.

use chrono::TimeDelta;

use super::super::super::scene::Scene;
use crate::model::time::Wall;

/// The periods that `[` and `]` go through, in minutes, with the ids of their names.
const PERIODS: [(i64, &str); 7] = [
    (15, "period-15m"),
    (60, "period-1h"),
    (360, "period-6h"),
    (1_440, "period-24h"),
    (10_080, "period-7d"),
    (43_200, "period-30d"),
    (525_600, "period-1y"),
];

/// A stretch of time on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    span: TimeDelta,
    /// The right edge; none follows the present.
    end: Option<Wall>,
}

impl Default for Window {
    fn default() -> Self {
        Self { span: TimeDelta::minutes(60), end: None }
    }
}

impl Window {
    pub(super) fn span(&self) -> TimeDelta {
        self.span
    }

    /// Where it ends, unless that is the present.
    pub(super) fn end(&self) -> Option<Wall> {
        self.end
    }

    /// Its edges.
    pub(super) fn edges(&self, scene: &Scene<'_>) -> (Wall, Wall) {
        let until = self.end.unwrap_or_else(|| scene.taken());
        (until - self.span, until)
    }

    /// How far the present may move on before it is asked for again.
    pub(super) fn pace(&self) -> TimeDelta {
        (self.span / 200).clamp(TimeDelta::seconds(5), TimeDelta::minutes(5))
    }

    /// The next longer or shorter period.
    pub(super) fn period(&mut self, longer: bool) {
        let now = self.span.num_minutes();
        let found = if longer {
            PERIODS.iter().find(|(minutes, _)| *minutes > now)
        } else {
            PERIODS.iter().rev().find(|(minutes, _)| *minutes < now)
        };
        if let Some((minutes, _)) = found {
            self.span = TimeDelta::minutes(*minutes);
        }
    }

    /// Half or twice as much; the middle stays where it is, unless the right edge is the present.
    pub(super) fn zoom(&mut self, closer: bool, scene: &Scene<'_>) {
        let until = self.end.unwrap_or_else(|| scene.taken());
        let middle = until - self.span / 2;
        let span = if closer { self.span / 2 } else { self.span * 2 };
        self.span = span.clamp(TimeDelta::minutes(1), TimeDelta::days(730));
        if self.end.is_some() {
            self.pan_to(middle + self.span / 2, scene);
        }
    }

    /// A quarter earlier or later.
    pub(super) fn pan(&mut self, later: bool, scene: &Scene<'_>) {
        let until = self.end.unwrap_or_else(|| scene.taken());
        let step = self.span / 4;
        self.pan_to(if later { until + step } else { until - step }, scene);
    }

    fn pan_to(&mut self, until: Wall, scene: &Scene<'_>) {
        let oldest = scene.taken() - TimeDelta::days(3_650);
        self.end = (until < scene.taken()).then_some(until.max(oldest));
    }

    /// To the present; answers whether that was a way.
    pub(super) fn present(&mut self) -> bool {
        self.end.take().is_some()
    }

    /// Such that a moment is well within it.
    pub(super) fn show(&mut self, at: Wall, scene: &Scene<'_>) {
        let (since, until) = self.edges(scene);
        if at < since || at >= until {
            self.pan_to(at + self.span / 2, scene);
        }
    }

    /// In words.
    pub(super) fn words(&self, scene: &Scene<'_>) -> String {
        let minutes = self.span.num_minutes();
        let named = PERIODS.iter().find(|(period, _)| *period == minutes);
        named.map_or_else(|| scene.long(self.span.to_std().unwrap_or_default()), |(_, id)| scene.tr_made(id))
    }
}
