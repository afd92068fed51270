//! What there is to choose from: series, what is new, or goals.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::super::scene::Scene;
use super::super::super::theme::Tone;
use super::super::super::widgets::table::{Column, Table};
use super::super::super::widgets::{frame, paint};
use super::super::super::words;
use super::super::Places;
use super::desk::Slow;
use super::page::Trends;
use crate::i18n::{Value, trends};
use crate::model::goal::Measured;
use crate::model::series::Series;
use crate::model::trend::{Change, Novelty};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Listing {
    /// Every series.
    #[default]
    Series,
    /// What is new about any.
    News,
    /// The goals.
    Goals,
}

impl Listing {
    pub(super) fn next(self) -> Self {
        match self {
            Self::Series => Self::News,
            Self::News => Self::Goals,
            Self::Goals => Self::Series,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Series => "trends-series",
            Self::News => "trends-news",
            Self::Goals => "trends-goals",
        }
    }
}

impl Trends {
    /// Series that are listed.
    fn series(&self, scene: &Scene<'_>) -> Vec<Series> {
        let live = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.series).iter().map(|view| view.series.clone());
        let all: BTreeSet<Series> = live.chain(self.desk.past.iter().cloned()).collect();
        all.into_iter().filter(|series| self.wants(series, scene)).collect()
    }

    fn wants(&self, series: &Series, scene: &Scene<'_>) -> bool {
        self.filter.wants(&format!("{series} {}", words::metric(scene, &series.metric)))
    }

    /// News that are listed.
    fn news(&self, scene: &Scene<'_>) -> Vec<&Change> {
        match &self.desk.news {
            Slow::Here((changes, ..)) => changes.iter().filter(|change| self.wants(&change.series, scene)).collect(),
            _ => Vec::new(),
        }
    }

    fn goals(&self) -> &[Measured] {
        if let Slow::Here(goals) = &self.desk.goals { goals } else { &[] }
    }

    /// The names of the rows.
    pub(super) fn keys(&self, scene: &Scene<'_>) -> Vec<String> {
        match self.listing {
            Listing::Series => self.series(scene).iter().map(ToString::to_string).collect(),
            Listing::News => self.news(scene).iter().map(|change| change.series.to_string()).collect(),
            Listing::Goals => self.goals().iter().map(|one| one.goal.word().to_owned()).collect(),
        }
    }

    /// The series of the chart: that of the row, where rows have one.
    pub(super) fn selected(&self, scene: &Scene<'_>) -> Option<Series> {
        let keys = self.keys(scene);
        let at = self.cursor.place(&keys)?;
        match self.listing {
            Listing::Goals => None,
            Listing::Series | Listing::News => keys.get(at)?.parse().ok(),
        }
    }

    /// What is new about the series of the chart, where that is listed.
    pub(super) fn chosen_news(&self, scene: &Scene<'_>) -> Option<&Change> {
        let news = if self.listing == Listing::News { self.news(scene) } else { Vec::new() };
        let keys: Vec<String> = news.iter().map(|change| change.series.to_string()).collect();
        self.cursor.place(&keys).and_then(|at| news.get(at).copied())
    }

    pub(super) fn draw_list(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        let keys = self.keys(scene);
        let note = if self.filter.is_on() { format!("/{}", self.filter.text()) } else { keys.len().to_string() };
        let body = frame::heading(buf, area, scene, scene.tr(self.listing.title()), &note);
        if keys.is_empty() {
            let (tone, text) = self.why_empty(scene);
            for (y, line) in paint::wrap(&text, body.width.saturating_sub(2)).into_iter().enumerate() {
                let row = paint::row(body, u16::try_from(y).unwrap_or(u16::MAX));
                paint::put(buf, row, &Line::from(scene.ink(tone, format!(" {line}"))), scene.glyphs.cut);
            }
            return Vec::new();
        }
        let (columns, rows) = match self.listing {
            Listing::Series => self.series_rows(scene),
            Listing::News => self.news_rows(scene),
            Listing::Goals => self.goal_rows(scene),
        };
        let table = Table { columns, rows, selected: self.cursor.place(&keys), focused: true, titles: false };
        table.draw(buf, body, scene)
    }

    fn why_empty(&self, scene: &Scene<'_>) -> (Tone, String) {
        let of = |slow: Option<&String>, coming: bool, none: String| match slow {
            Some(why) => (Tone::Bad, words::foreign(why)),
            None if coming => (Tone::Dim, scene.tr("loading").to_owned()),
            None => (Tone::Dim, none),
        };
        if self.filter.is_on() {
            return (Tone::Dim, scene.tr("nothing-matches").to_owned());
        }
        match self.listing {
            Listing::Series => (Tone::Dim, scene.tr("trends-no-series").to_owned()),
            Listing::News => {
                let (failed, coming, looked) = match &self.desk.news {
                    Slow::Coming => (None, true, 0),
                    Slow::Failed(why) => (Some(why), false, 0),
                    Slow::Here((_, looked, _)) => (None, false, *looked),
                };
                of(failed, coming, scene.trw("trends-no-news", &[("n", Value::from(looked))]))
            }
            Listing::Goals => {
                let failed = if let Slow::Failed(why) = &self.desk.goals { Some(why) } else { None };
                of(failed, matches!(self.desk.goals, Slow::Coming), String::new())
            }
        }
    }

    fn series_rows(&self, scene: &Scene<'_>) -> (Vec<Column>, Vec<Vec<Line<'static>>>) {
        let rows = self.series(scene).into_iter().map(|series| {
            let live = scene.calm.and_then(|calm| calm.series(&series));
            let value = live.map_or_else(String::new, |view| scene.value(series.unit(), view.value));
            let tone = if live.is_some_and(|view| !view.stale) { Tone::Plain } else { Tone::Dim };
            let subject = scene.ink(Tone::Dim, words::foreign(series.subject()));
            let metric = scene.ink(tone, words::metric(scene, &series.metric));
            vec![Line::from(subject), Line::from(metric), Line::from(scene.ink(Tone::Dim, value))]
        });
        let columns =
            vec![Column::new("", 4, 14, 0), Column::new("", 10, 60, 0).grow(), Column::new("", 5, 10, 1).right()];
        (columns, rows.collect())
    }

    fn news_rows(&self, scene: &Scene<'_>) -> (Vec<Column>, Vec<Vec<Line<'static>>>) {
        let rows = self.news(scene).into_iter().map(|change| {
            let unit = change.series.unit();
            let arrow = if scene.glyphs.braille { "→" } else { "->" };
            let value = |value: f64| scene.value(unit, value);
            let what = match change.what {
                Novelty::Level { from, to } | Novelty::Drift { from, to } => {
                    format!("{}{arrow}{}", value(from), value(to))
                }
                Novelty::Episode { usual, to, .. } => format!("({}{arrow}{})", value(usual), value(to)),
                Novelty::Silent => scene.tr("trends-silent").to_owned(),
                Novelty::New { .. } => scene.tr("trends-new").to_owned(),
            };
            let name = trends::name(scene.texts, &change.series);
            vec![Line::from(scene.ink(Tone::Plain, name)), Line::from(scene.ink(Tone::Dim, what))]
        });
        let columns = vec![Column::new("", 8, 60, 0).grow(), Column::new("", 6, 18, 1).right()];
        (columns, rows.collect())
    }

    fn goal_rows(&self, scene: &Scene<'_>) -> (Vec<Column>, Vec<Vec<Line<'static>>>) {
        let rows = self.goals().iter().map(|one| {
            let (tone, glyph) = super::goals::mark(scene, one);
            let name = scene.ink(Tone::Plain, trends::goal(scene.texts, one.goal));
            let value = scene.ink(tone, format!("{} {glyph}", trends::measured(scene.texts, one)));
            vec![Line::from(name), Line::from(value)]
        });
        let columns = vec![Column::new("", 8, 60, 0).grow(), Column::new("", 6, 14, 1).right()];
        (columns, rows.collect())
    }
}
