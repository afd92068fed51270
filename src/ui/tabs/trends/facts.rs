//! What is known of the series beneath its chart.

use ratatui::text::{Line, Span};

use super::super::super::scene::Scene;
use super::super::super::theme::Tone;
use super::super::super::widgets::paint;
use super::super::super::words;
use super::desk::Slow;
use super::page::Trends;
use crate::i18n::{Value, alike, trends};

impl Trends {
    /// A line each, the most useful first where there is little room.
    pub(super) fn facts(&self, scene: &Scene<'_>) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        if let Some(change) = self.chosen_news(scene) {
            let text = trends::change(scene.texts, change, &|at| scene.full(at));
            let surprise = Value::from(format!("{:.0}", change.surprise));
            let text = format!("{text} {} {}", scene.glyphs.dot, scene.trw("trends-surprise", &[("n", surprise)]));
            lines.push(fact(scene, scene.tr("trends-fact-news"), plain(scene, text), 0));
        }
        let found = match &self.desk.trend {
            Slow::Coming => {
                lines.extend(self.coming(scene, 0));
                lines.extend(self.like(scene, 0));
                return lines;
            }
            Slow::Failed(why) => {
                lines.push(Line::from(scene.ink(Tone::Bad, format!(" {}", words::foreign(why)))));
                return lines;
            }
            Slow::Here(trend) => trends::facts(scene.texts, trend, &|at| scene.full(at)),
        };
        let widest = found.iter().map(|(name, _)| paint::width(name)).max().unwrap_or(0);
        lines.extend(self.coming(scene, widest));
        // Level, slope, season, last change, day, week: in small places the level goes last, the chart shows it.
        let order = [1, 3, 5, 4, 2, 0];
        let rows = order.iter().filter_map(|at| found.get(*at));
        lines.extend(rows.map(|(name, text)| fact(scene, name, plain(scene, text.clone()), widest)));
        lines.extend(self.like(scene, widest));
        lines
    }

    /// How far what is expected is to be trusted, or why nothing is; in the words of `trends show --ahead`.
    fn coming(&self, scene: &Scene<'_>, widest: u16) -> Option<Line<'static>> {
        let series = self.selected(scene).filter(|_| self.ahead().is_some())?;
        let (tone, text) = match &self.desk.ahead.found {
            Slow::Coming => (Tone::Dim, scene.tr("loading").to_owned()),
            Slow::Failed(why) => (Tone::Bad, words::foreign(why)),
            Slow::Here(ahead) if ahead.series != series => (Tone::Dim, scene.tr("loading").to_owned()),
            Slow::Here(ahead) if ahead.steps.is_empty() => {
                (Tone::Dim, scene.trw("trends-fan-none", &[("known", Value::from(ahead.known))]))
            }
            Slow::Here(ahead) => {
                let value = |value: f64| Value::from(scene.value(series.unit(), value));
                let errors = ahead.errors.map(|(own, naive)| [("own", value(own)), ("naive", value(naive))]);
                (Tone::Plain, errors.map(|args| scene.trw("trends-ahead-errors", &args)).unwrap_or_default())
            }
        };
        let name = paint::padded(scene.tr("trends-fact-ahead"), widest).content.into_owned();
        let name = scene.ink(Tone::Dim, format!("{name}  "));
        Some(Line::from(vec![Span::raw(" "), name, scene.ink(tone, plain(scene, text))]))
    }

    /// The past hours of the host that were like this one.
    fn like(&self, scene: &Scene<'_>, widest: u16) -> Option<Line<'static>> {
        let text = match &self.desk.like {
            Slow::Coming => return None,
            Slow::Here(found) => alike::hours(scene.texts, found, &|at| scene.hour(at)),
            Slow::Failed(why) => words::foreign(why),
        };
        Some(fact(scene, scene.tr("trends-fact-like"), text, widest))
    }
}

fn fact(scene: &Scene<'_>, name: &str, text: String, widest: u16) -> Line<'static> {
    let name = paint::padded(name, widest).content.into_owned();
    Line::from(vec![Span::raw(" "), scene.ink(Tone::Dim, format!("{name}  ")), scene.ink(Tone::Plain, text)])
}

/// Without what a plain terminal may not have.
pub(super) fn plain(scene: &Scene<'_>, text: String) -> String {
    if scene.glyphs.braille { text } else { text.replace('→', "->").replace('≤', "<=").replace('≥', ">=") }
}
