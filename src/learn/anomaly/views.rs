//! What can be unusual of a sample.

use super::day::Day;
use super::level::Level;
use super::recent::Recent;

/// How many there are.
pub(super) const VIEWS: usize = 7;

/// The ways in which a sample is looked at. Each is a distance in the unit of the series; how much of it is unusual is
/// another question.
#[derive(Debug, Clone)]
pub(super) struct Views {
    last: Option<f64>,
    near: Level,
    ground: Level,
    far: Level,
    recent: Recent<48>,
    day: Day,
    off_day: Recent<24>,
}

impl Views {
    pub(super) const fn new() -> Self {
        Self {
            last: None,
            near: Level::over(50.0),
            ground: Level::over(300.0),
            far: Level::over(1_000.0),
            recent: Recent::new(),
            day: Day::new(),
            off_day: Recent::new(),
        }
    }

    /// The distances of a sample (seconds, value) from: the last one, the near and the far level, those of the last
    /// twelve and 48 from the level before, and from the usual day, alone and of the last 24. 0 where there is nothing to
    /// compare with. Then takes it in.
    pub(super) fn look(&mut self, at: f64, value: f64) -> [f64; VIEWS] {
        let off = |from: Option<f64>, of: Option<f64>| from.zip(of).map_or(0.0, |(from, of)| (of - from).abs());
        self.recent.push(value);
        let ground = self.ground.get();
        let usual = self.day.usual(at, value);
        if let Some(usual) = usual {
            self.off_day.push(value - usual);
        }
        let seen = [
            off(self.last, Some(value)),
            off(self.near.get(), Some(value)),
            off(self.far.get(), Some(value)),
            off(ground, self.recent.mean(12)),
            off(ground, self.recent.mean(48)),
            off(usual, Some(value)),
            usual.and_then(|_| self.off_day.mean(24)).unwrap_or(0.0).abs(),
        ];
        self.last = Some(value);
        for level in [&mut self.near, &mut self.ground, &mut self.far] {
            level.follow(value);
        }
        seen
    }
}
