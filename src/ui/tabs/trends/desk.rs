//! What is asked for the screen, and what came. Only the answers to the last questions count.

use chrono::TimeDelta;

use super::super::super::event::{Request, Ticket, TrendsAsk, Want};
use super::super::super::scene::Scene;
use super::window::Window;
use crate::model::ahead::Ahead;
use crate::model::alike::LikeHours;
use crate::model::goal::Measured;
use crate::model::query::{Answer, Query, Response};
use crate::model::record::Entry;
use crate::model::series::{Point, Resolution, Series};
use crate::model::time::Wall;
use crate::model::trend::{Change, Trend};

/// Points that are asked for: more than any screen has columns of dots for.
const POINTS: u32 = 600;
/// Marks and news that are asked for.
const MARKS: u32 = 500;
const NEWS: u32 = 100;
/// What takes longer to find out is asked again after so long at the earliest.
const SLOWLY: TimeDelta = TimeDelta::seconds(30);

/// Hours like this one are asked for, and again after so long: an hour changes slowly.
const LIKE: u32 = 3;
const ALIKE: TimeDelta = TimeDelta::minutes(5);

/// With which earlier time the chart is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Behind {
    /// None.
    #[default]
    None,
    /// The day before.
    Day,
    /// The week before.
    Week,
}

impl Behind {
    /// The next one.
    pub(super) fn next(self) -> Self {
        match self {
            Self::None => Self::Day,
            Self::Day => Self::Week,
            Self::Week => Self::None,
        }
    }

    /// How much earlier; whole cycles more where the chart itself is longer than one.
    pub(super) fn shift(self, span: TimeDelta) -> Option<TimeDelta> {
        let cycle = match self {
            Self::None => return None,
            Self::Day => TimeDelta::days(1),
            Self::Week => TimeDelta::days(7),
        };
        let cycles = (span.num_seconds() + cycle.num_seconds() - 1).div_euclid(cycle.num_seconds()).max(1);
        Some(cycle * i32::try_from(cycles).unwrap_or(1))
    }

    /// The id of its name.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::None => "trends-behind-none",
            Self::Day => "trends-behind-day",
            Self::Week => "trends-behind-week",
        }
    }
}

/// What the screen wants to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The chart.
    pub(super) series: Option<&'a Series>,
    /// Its time.
    pub(super) window: &'a Window,
    /// Compared with.
    pub(super) behind: Behind,
    /// With marks.
    pub(super) marks: bool,
    /// With what comes, so far.
    pub(super) ahead: Option<TimeDelta>,
    /// What is new.
    pub(super) news: bool,
    /// The goals.
    pub(super) goals: bool,
}

/// What was asked last for a chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) series: Series,
    pub(super) since: Wall,
    pub(super) until: Wall,
    behind: Behind,
    marks: bool,
}

/// What there is to draw.
#[derive(Debug, Default)]
pub(super) enum Shown {
    #[default]
    Nothing,
    Points {
        asked: Asked,
        resolution: Resolution,
        points: Vec<Point>,
    },
    Failed(String),
}

/// What came of a question that takes longer.
#[derive(Debug)]
pub(super) enum Slow<T> {
    /// Nothing yet.
    Coming,
    /// This.
    Here(T),
    /// It failed, in words.
    Failed(String),
}

/// One question that takes longer, and when it was asked last for which span.
#[derive(Debug)]
struct Due {
    asked: Option<(Wall, TimeDelta)>,
}

/// What is asked, and what came.
#[derive(Debug)]
pub(super) struct Desk {
    number: u64,
    asked: Option<Asked>,
    pub(super) shown: Shown,
    pub(super) behind: Vec<Point>,
    pub(super) marks: Vec<Entry>,
    pub(super) trend: Slow<Trend>,
    trend_of: Option<(Series, Wall, TimeDelta)>,
    pub(super) news: Slow<(Vec<Change>, u32, u32)>,
    news_due: Due,
    pub(super) goals: Slow<Vec<Measured>>,
    goals_due: Due,
    pub(super) like: Slow<LikeHours>,
    like_asked: Option<Wall>,
    pub(super) ahead: Coming,
    pub(super) past: Vec<Series>,
    listed: bool,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            number: 0,
            asked: None,
            shown: Shown::Nothing,
            behind: Vec::new(),
            marks: Vec::new(),
            trend: Slow::Coming,
            trend_of: None,
            news: Slow::Coming,
            news_due: Due { asked: None },
            goals: Slow::Coming,
            goals_due: Due { asked: None },
            like: Slow::Coming,
            like_asked: None,
            ahead: Coming::default(),
            past: Vec::new(),
            listed: false,
        }
    }
}

impl Due {
    /// Whether it is to be asked for again, for a span that ends then.
    fn comes(&mut self, until: Wall, span: TimeDelta) -> bool {
        let pace = SLOWLY.max(span / 60);
        let fresh = self.asked.is_some_and(|(at, before)| before == span && (until - at).abs() < pace);
        if !fresh {
            self.asked = Some((until, span));
        }
        !fresh
    }
}

/// What comes of the series on view: asked for only where it is shown.
#[derive(Debug)]
pub(super) struct Coming {
    number: u64,
    asked: Option<(Series, Wall, TimeDelta)>,
    pub(super) found: Slow<Ahead>,
}

impl Default for Coming {
    fn default() -> Self {
        Self { number: 0, asked: None, found: Slow::Coming }
    }
}

impl Coming {
    fn ask(&mut self, series: &Series, now: Wall, horizon: TimeDelta) -> Option<Want> {
        let same = self.asked.as_ref().is_some_and(|(of, _, long)| of == series && *long == horizon);
        let pace = SLOWLY.max(horizon / 30);
        if same && self.asked.as_ref().is_some_and(|(_, at, _)| (now - *at).abs() < pace) {
            return None;
        }
        if !same {
            self.found = Slow::Coming;
        }
        self.number += 1;
        self.asked = Some((series.clone(), now, horizon));
        let query = Query::Ahead { series: series.clone(), until: now, horizon: horizon.to_std().ok()? };
        Some(look(Ticket::Trends(TrendsAsk::Ahead, self.number), query))
    }

    fn found(&mut self, number: u64, answer: &Response, scene: &Scene<'_>) {
        match answer {
            Ok(Answer::Ahead { ahead }) if number == self.number => self.found = Slow::Here((**ahead).clone()),
            Err(why) if number == self.number => self.found = Slow::Failed(scene.texts.say(why)),
            _ => {}
        }
    }

    /// What comes of this series, where that is known.
    pub(super) fn of(&self, series: &Series) -> Option<&Ahead> {
        match &self.found {
            Slow::Here(ahead) if ahead.series == *series && !ahead.steps.is_empty() => Some(ahead),
            _ => None,
        }
    }
}

impl Desk {
    /// What should be on the screen; asks for it when it is not, and again when the present has moved on by a column.
    pub(super) fn ask(&mut self, wanted: Wanted<'_>, scene: &Scene<'_>) -> Vec<Want> {
        let mut wants = Vec::new();
        if !self.listed {
            self.listed = true;
            wants.push(look(Ticket::SeriesList, Query::SeriesList));
        }
        let (since, until) = wanted.window.edges(scene);
        let span = wanted.window.span();
        if wanted.news && self.news_due.comes(until, span) {
            let query = Query::Changes { since, until, limit: NEWS };
            wants.push(look(Ticket::Trends(TrendsAsk::News, 0), query));
        }
        if wanted.goals && self.goals_due.comes(until, span) {
            wants.push(look(Ticket::Trends(TrendsAsk::Goals, 0), Query::Goals { since, until }));
        }
        let now = scene.taken();
        if self.like_asked.is_none_or(|at| (now - at).abs() >= ALIKE) {
            self.like_asked = Some(now);
            wants.push(look(Ticket::Trends(TrendsAsk::Like, 0), Query::LikeHours { until: now, limit: LIKE }));
        }
        if let (Some(series), Some(horizon)) = (wanted.series, wanted.ahead) {
            wants.extend(self.ahead.ask(series, now, horizon));
        }
        if let Some(series) = wanted.series {
            self.ask_chart(&mut wants, series, wanted, scene);
        }
        wants
    }

    fn ask_chart(&mut self, wants: &mut Vec<Want>, series: &Series, wanted: Wanted<'_>, scene: &Scene<'_>) {
        let (since, until) = wanted.window.edges(scene);
        let span = wanted.window.span();
        let fixed = wanted.window.end().is_some();
        let near = |at: Wall, pace: TimeDelta| (at - until).abs() < pace && (!fixed || at == until);
        let asked = Asked { series: series.clone(), since, until, behind: wanted.behind, marks: wanted.marks };
        let current = self.asked.as_ref().is_some_and(|before| {
            let same = Asked { since, until, ..before.clone() } == asked && before.until - before.since == span;
            same && near(before.until, wanted.window.pace())
        });
        if current {
            return;
        }
        self.number += 1;
        let number = self.number;
        let ticket = |ask| Ticket::Trends(ask, number);
        let slow = SLOWLY.max(span / 60);
        let known =
            self.trend_of.as_ref().is_some_and(|(of, at, long)| of == series && *long == span && near(*at, slow));
        if !known {
            if self.trend_of.as_ref().is_none_or(|(of, _, long)| of != series || *long != span) {
                self.trend = Slow::Coming;
            }
            self.trend_of = Some((series.clone(), until, span));
            // Its number is not counted: it is asked less often than the chart.
            let query = Query::Trend { series: series.clone(), since, until };
            wants.push(look(Ticket::Trends(TrendsAsk::Facts, 0), query));
        }
        match wanted.behind.shift(span) {
            Some(shift) => {
                let (since, until) = (since - shift, until - shift);
                let query = Query::History { series: series.clone(), since, until, points: POINTS };
                wants.push(look(ticket(TrendsAsk::Behind), query));
            }
            None => self.behind.clear(),
        }
        if wanted.marks {
            wants.push(look(ticket(TrendsAsk::Marks), Query::Marks { since, until, limit: MARKS }));
        } else {
            self.marks.clear();
        }
        if self.asked.as_ref().is_some_and(|before| before.series != *series || before.behind != wanted.behind) {
            self.behind.clear();
        }
        let query = Query::History { series: series.clone(), since, until, points: POINTS };
        wants.push(look(Ticket::Chart(number), query));
        self.asked = Some(asked);
    }

    /// An answer came.
    pub(super) fn found(&mut self, ticket: Ticket, answer: &Response, scene: &Scene<'_>) {
        match (ticket, answer) {
            (Ticket::SeriesList, Ok(Answer::SeriesList { series })) => self.past.clone_from(series),
            // Without a list there are still the live series; it is asked for again with the next visit.
            (Ticket::SeriesList, Err(_)) => self.listed = false,
            (Ticket::Chart(number), answer) if number == self.number => self.charted(answer, scene),
            (Ticket::Trends(ask, number), answer) => self.studied(ask, number, answer, scene),
            _ => {}
        }
    }

    fn charted(&mut self, answer: &Response, scene: &Scene<'_>) {
        match (answer, self.asked.clone()) {
            (Ok(Answer::History { resolution, points }), Some(asked)) => {
                self.shown = Shown::Points { asked, resolution: *resolution, points: points.clone() };
            }
            (Err(why), _) => {
                self.shown = Shown::Failed(scene.texts.say(why));
                self.asked = None;
            }
            _ => {}
        }
    }

    fn studied(&mut self, ask: TrendsAsk, number: u64, answer: &Response, scene: &Scene<'_>) {
        match (ask, answer) {
            (TrendsAsk::Behind, Ok(Answer::History { points, .. })) if number == self.number => {
                self.behind.clone_from(points);
            }
            (TrendsAsk::Marks, Ok(Answer::Entries { entries })) if number == self.number => {
                self.marks = entries.iter().rev().cloned().collect();
            }
            (TrendsAsk::Ahead, answer) => self.ahead.found(number, answer, scene),
            (TrendsAsk::Facts, Ok(Answer::Trend { trend })) => {
                let meant = self
                    .trend_of
                    .as_ref()
                    .is_some_and(|(of, _, span)| *of == trend.series && trend.until - trend.since == *span);
                if meant {
                    self.trend = Slow::Here((**trend).clone());
                }
            }
            (TrendsAsk::Facts, Err(why)) => self.trend = Slow::Failed(scene.texts.say(why)),
            (TrendsAsk::News, Ok(Answer::Changes { changes, looked, of })) => {
                self.news = Slow::Here((changes.clone(), *looked, *of));
            }
            (TrendsAsk::News, Err(why)) => self.news = Slow::Failed(scene.texts.say(why)),
            (TrendsAsk::Like, Ok(Answer::LikeHours(found))) => self.like = Slow::Here(found.clone()),
            (TrendsAsk::Like, Err(why)) => self.like = Slow::Failed(scene.texts.say(why)),
            (TrendsAsk::Goals, Ok(Answer::Goals { measured })) => self.goals = Slow::Here(measured.clone()),
            (TrendsAsk::Goals, Err(why)) => self.goals = Slow::Failed(scene.texts.say(why)),
            _ => {}
        }
    }

    /// What is asked for is asked again.
    pub(super) fn renew(&mut self) {
        self.asked = None;
    }
}

fn look(ticket: Ticket, query: Query) -> Want {
    Want::Ask(Request::LookUp { ticket, query })
}
