//! The tab's state, and what keys do to it.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::super::event::{Ticket, Want};
use super::super::super::keymap::Action;
use super::super::super::scene::Scene;
use super::super::super::widgets::cursor::Cursor;
use super::super::super::widgets::filter::Filter;
use super::super::super::widgets::{frame, paint};
use super::super::layout::moved;
use super::super::{Page, Places};
use super::desk::{Behind, Desk, Wanted};
use super::list::Listing;
use super::save;
use super::window::Window;
use crate::model::query::Response;

/// From this width on the list stands beside the chart.
const BESIDE: u16 = 76;

/// The tab's state.
#[derive(Debug, Default)]
pub(crate) struct Trends {
    pub(super) cursor: Cursor,
    pub(super) filter: Filter,
    pub(super) listing: Listing,
    pub(super) window: Window,
    pub(super) overlay: bool,
    /// The mark whose words are shown, counted from the newest.
    pub(super) mark: usize,
    pub(super) behind: Behind,
    /// What is expected is shown right of the present.
    pub(super) fan: bool,
    pub(super) desk: Desk,
    /// The chart has the whole width.
    alone: bool,
}

impl Trends {
    fn ask(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        let series = self.selected(scene);
        let wanted = Wanted {
            series: series.as_ref(),
            window: &self.window,
            behind: self.behind,
            marks: self.overlay,
            ahead: self.ahead(),
            news: self.listing == Listing::News,
            goals: self.listing == Listing::Goals,
        };
        self.desk.ask(wanted, scene)
    }

    /// How far it is looked ahead; none where it is not, or the chart does not end at the present.
    pub(super) fn ahead(&self) -> Option<TimeDelta> {
        let horizon = (self.window.span() / 2).min(TimeDelta::days(30));
        (self.fan && self.window.end().is_none()).then_some(horizon)
    }

    /// Another list; the chart stays with its series where that is listed too.
    fn turn(&mut self, scene: &Scene<'_>) {
        let kept = self.selected(scene);
        self.listing = self.listing.next();
        self.cursor = Cursor::default();
        if let (Some(series), Listing::Series) = (kept, self.listing) {
            self.cursor.seek(&series.to_string());
        }
    }

    fn back(&mut self) {
        if self.alone {
            self.alone = false;
        } else if self.behind != Behind::None {
            self.behind = Behind::None;
        } else if self.fan {
            self.fan = false;
        } else if !self.window.present() {
            if self.filter.is_on() {
                self.filter = Filter::default();
            } else if self.listing != Listing::Series {
                self.listing = Listing::Series;
                self.cursor = Cursor::default();
            }
        }
    }

    /// The news that is chosen comes into view, however short the period.
    fn open(&mut self, scene: &Scene<'_>) {
        let at = self.chosen_news(scene).map(|change| change.at);
        if let Some(at) = at {
            self.window.show(at, scene);
        }
        self.alone = !self.alone;
    }

    fn draw_side(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
        if self.listing == Listing::Goals {
            self.draw_goals(buf, area, scene);
        } else {
            self.draw_chart(buf, area, scene);
        }
    }
}

impl Page for Trends {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        match action {
            Action::Shorter => self.window.period(false),
            Action::Longer => self.window.period(true),
            Action::ZoomIn => self.window.zoom(true, scene),
            Action::ZoomOut => self.window.zoom(false, scene),
            Action::Earlier => self.window.pan(false, scene),
            Action::Later => self.window.pan(true, scene),
            Action::Overlay => {
                self.overlay = !self.overlay;
                self.desk.renew();
            }
            Action::NextMark => self.mark = self.mark.saturating_sub(1),
            Action::PreviousMark => self.mark = (self.mark + 1).min(self.desk.marks.len().saturating_sub(1)),
            Action::Compare => self.behind = self.behind.next(),
            Action::Ahead => {
                // What comes is told from the present on.
                self.fan = !self.fan || self.window.present();
            }
            Action::NextList => self.turn(scene),
            Action::SaveChart => {
                let mut wants = self.ask(scene);
                wants.extend(save::prompt(self, scene));
                return wants;
            }
            Action::Open | Action::NextPane | Action::PreviousPane => self.open(scene),
            Action::Back => self.back(),
            _ => {
                let keys = self.keys(scene);
                moved(&mut self.cursor, &keys, action, scene);
            }
        }
        self.ask(scene)
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        if self.alone {
            self.draw_side(buf, area, scene);
            return Vec::new();
        }
        if area.width >= BESIDE {
            let left = (area.width / 3).clamp(28, 46);
            frame::divider(buf, area.x + left, area, scene);
            let side = Rect { x: area.x + left + 1, width: area.width - left - 1, ..area };
            self.draw_side(buf, side, scene);
            return self.draw_list(buf, Rect { width: left, ..area }, scene);
        }
        let high = (area.height / 3).clamp(3, 8).min(area.height);
        self.draw_side(buf, paint::below(area, high), scene);
        self.draw_list(buf, Rect { height: high, ..area }, scene)
    }

    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want> {
        let keys = self.keys(scene);
        self.cursor.go(&keys, row);
        self.ask(scene)
    }

    fn hints(&self, _scene: &Scene<'_>) -> Vec<Action> {
        let mut hints = vec![Action::NextList, Action::Shorter, Action::Longer];
        if self.listing != Listing::Goals {
            hints.extend([Action::Overlay, Action::Compare, Action::Ahead, Action::SaveChart]);
            hints.extend([Action::ZoomIn, Action::ZoomOut, Action::Earlier, Action::Later]);
            hints.extend((self.overlay && self.desk.marks.len() > 1).then_some(Action::PreviousMark));
        }
        hints
    }

    fn filter(&self) -> Option<&str> {
        Some(self.filter.text())
    }

    fn set_filter(&mut self, text: &str) {
        self.filter = Filter::new(text);
    }

    fn tick(&mut self, scene: &Scene<'_>) -> Vec<Want> {
        self.ask(scene)
    }

    fn found(&mut self, ticket: Ticket, answer: &Response, scene: &Scene<'_>) -> Vec<Want> {
        self.desk.found(ticket, answer, scene);
        match ticket {
            // Rows have come, and with them a chart to be asked for.
            Ticket::SeriesList | Ticket::Trends(..) if answer.is_ok() => self.ask(scene),
            _ => Vec::new(),
        }
    }
}
