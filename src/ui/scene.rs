//! Everything that drawing reads besides a tab's own state.

use std::time::Duration;

use chrono::{DateTime, Datelike, Local, NaiveDateTime, Timelike, Utc};
use ratatui::style::Style;
use ratatui::text::Span;

use super::keymap::{Action, Keymap};
use super::numbers;
use super::theme::{Glyphs, Theme, Tone};
use crate::i18n::{Texts, Value};
use crate::link::LinkState;
use crate::link::session::Place;
use crate::model::series::Unit;
use crate::model::snapshot::Snapshot;
use crate::model::time::Wall;

/// In which zone times are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// The machine's.
    Local,
    /// For pictures that must be the same everywhere.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests draw in it"))]
    Utc,
}

/// One moment as it is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// Words.
    pub texts: &'a Texts,
    /// Colours.
    pub theme: &'a Theme,
    /// Marks.
    pub glyphs: &'static Glyphs,
    /// Keys.
    pub keys: &'a Keymap,
    /// The newest snapshot; none before the first.
    pub snapshot: Option<&'a Snapshot>,
    /// One of the last five seconds: sparklines and small figures are drawn from it, so that an idle screen is quiet.
    pub calm: Option<&'a Snapshot>,
    /// Whether the runtime answers.
    pub link: &'a LinkState,
    /// How old the snapshot is, when that is more than it should be.
    pub stale: Option<Duration>,
    /// The viewer's clock.
    pub now: Wall,
    /// For times.
    pub zone: Zone,
    /// This session may only look.
    pub read_only: bool,
    /// Where the runtime is.
    pub place: Place,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// Rows of a page, for moving by pages.
    pub page: u16,
}

impl<'a> Scene<'a> {
    /// A text.
    pub(crate) fn tr(&self, id: &'a str) -> &'a str {
        self.texts.get(id)
    }

    /// A text whose id was put together.
    pub(crate) fn tr_made(&self, id: &str) -> String {
        self.texts.get(id).to_owned()
    }

    /// A text with variables.
    pub(crate) fn trw(&self, id: &str, variables: &[(&str, Value<'_>)]) -> String {
        self.texts.with(id, variables)
    }

    /// Whether the runtime is one of a demo.
    pub(crate) fn is_demo(&self) -> bool {
        self.snapshot.is_some_and(|snapshot| !snapshot.runtime.faults.is_empty())
    }

    /// Whether an action means something with this runtime.
    pub(crate) fn offers(&self, action: Action) -> bool {
        action != Action::Faults || self.is_demo()
    }

    /// The style of a tone.
    pub(crate) fn style(&self, tone: Tone) -> Style {
        self.theme.style(tone)
    }

    /// Text in a tone.
    pub(crate) fn ink(&self, tone: Tone, text: impl Into<String>) -> Span<'static> {
        Span::styled(text.into(), self.style(tone))
    }

    /// When the picture was taken: ages are counted to here, so that they stand still when nothing is heard.
    pub(crate) fn taken(&self) -> Wall {
        self.snapshot.map_or(self.now, |snapshot| snapshot.now.wall)
    }

    /// How long ago, as seen by the runtime.
    pub(crate) fn since(&self, at: Wall) -> Duration {
        (self.taken() - at).to_std().unwrap_or_default()
    }

    /// A span in one unit, such as `12 s`.
    pub(crate) fn age(&self, span: Duration) -> String {
        numbers::age(self.texts, span)
    }

    /// An hour, with its day of the month.
    pub(crate) fn hour(&self, at: Wall) -> String {
        let local = self.local(at);
        format!("{:02}-{:02} {:02}:{:02}", local.month(), local.day(), local.hour(), local.minute())
    }

    /// A span in up to two units, such as `3 h 12 m`.
    pub(crate) fn long(&self, span: Duration) -> String {
        numbers::long(self.texts, span)
    }

    /// A value with its unit.
    pub(crate) fn value(&self, unit: Unit, value: f64) -> String {
        numbers::value(self.texts, unit, value)
    }

    /// The time in the viewer's zone.
    pub(crate) fn local(&self, at: Wall) -> NaiveDateTime {
        match self.zone {
            Zone::Local => DateTime::<Local>::from(at).naive_local(),
            Zone::Utc => DateTime::<Utc>::naive_utc(&at),
        }
    }

    /// Such as `14:02:31`.
    pub(crate) fn clock(&self, at: Wall) -> String {
        let at = self.local(at);
        format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
    }

    /// Such as `14:02`, or `11-20` when it was another day.
    pub(crate) fn stamp(&self, at: Wall) -> String {
        let (at, now) = (self.local(at), self.local(self.taken()));
        if at.date() == now.date() {
            format!("{:02}:{:02}", at.hour(), at.minute())
        } else {
            format!("{:02}-{:02}", at.month(), at.day())
        }
    }

    /// Such as `11-20 14:02:31`.
    pub(crate) fn full(&self, at: Wall) -> String {
        let local = self.local(at);
        format!("{:02}-{:02} {}", local.month(), local.day(), self.clock(at))
    }
}
