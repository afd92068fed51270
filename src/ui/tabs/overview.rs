//! The overview: what needs you, what is being done for you, what changed; then vitals.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::errand;
use super::super::event::{Target, Want};
use super::super::flow;
use super::super::keymap::Action;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::view::counts;
use super::super::widgets::cursor::Cursor;
use super::super::widgets::table::{Column, Table};
use super::super::widgets::{frame, paint};
use super::attention::{Thing, healed, healed_rows, needing, needing_lines, needing_rows, taken};
use super::changes;
use super::layout::moved;
use super::vitals;
use super::{Page, Places};
use crate::i18n::Value;
use crate::model::snapshot::AlertView;
use crate::ui::words;

/// From this size on there are two columns.
const WIDE: (u16, u16) = (100, 22);
/// Below this size only what needs you and what is being healed is drawn.
const SMALL: (u16, u16) = (76, 18);
/// Below this size only counts are drawn.
const TINY: (u16, u16) = (40, 5);

/// The tab's state.
#[derive(Debug, Default)]
pub(crate) struct Overview {
    cursor: Cursor,
}

fn things<'a>(scene: &Scene<'a>) -> Vec<Thing<'a>> {
    scene.snapshot.map(needing).unwrap_or_default().into_iter().chain(healed(scene)).collect()
}

fn keys(scene: &Scene<'_>) -> Vec<String> {
    things(scene).iter().map(Thing::key).collect()
}

impl Overview {
    fn selected<'a>(&self, scene: &Scene<'a>) -> Option<Thing<'a>> {
        let at = self.cursor.place(&keys(scene))?;
        things(scene).into_iter().nth(at)
    }

    fn alerts<'a>(&self, scene: &Scene<'a>) -> Vec<&'a AlertView> {
        self.selected(scene).map(|thing| thing.alerts()).unwrap_or_default()
    }

    /// Which row is selected in a section whose rows begin at `first`.
    fn selected_in(&self, scene: &Scene<'_>, first: usize, rows: usize) -> Option<usize> {
        self.cursor.place(&keys(scene)).and_then(|at| at.checked_sub(first)).filter(|at| *at < rows)
    }

    fn draw_needs(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        let Some(snapshot) = scene.snapshot else { return Vec::new() };
        let things = needing(snapshot);
        let silenced = snapshot.alerts.iter().filter(|view| view.silenced_until.is_some()).count();
        let mut notes = Vec::new();
        let taken = taken(&things);
        if taken > 0 {
            notes.push(scene.trw("overview-taken", &[("n", Value::from(taken))]));
        }
        if silenced > 0 {
            notes.push(scene.trw("overview-silenced", &[("n", Value::from(silenced))]));
        }
        notes.extend(snapshot.held_back.iter().map(|held| words::held_back(scene, held)));
        let note = notes.join(&format!(" {} ", scene.glyphs.dot));
        let body = frame::heading(buf, area, scene, scene.tr("overview-needs"), &note);
        if things.is_empty() {
            let text = vec![
                scene.ink(Tone::Good, format!(" {} ", scene.glyphs.good)),
                scene.ink(Tone::Dim, scene.tr("overview-needs-none")),
            ];
            paint::put(buf, paint::row(body, 0), &Line::from(text), scene.glyphs.cut);
            return Vec::new();
        }
        let is_roomy = usize::from(body.height) >= needing_lines(&things);
        let (mut rows, mut owners) = (Vec::new(), Vec::new());
        for (at, thing) in things.iter().enumerate() {
            for row in needing_rows(scene, thing, is_roomy) {
                rows.push(row);
                owners.push(at);
            }
        }
        let selected = self.selected_in(scene, 0, things.len());
        let table = Table {
            columns: vec![
                Column::new("", 6, 14, 0),
                Column::new("", 6, 18, 0),
                Column::new("", 16, 60, 1).grow(),
                Column::new("", 4, 7, 2).right(),
                Column::new("", 6, 18, 3),
            ],
            rows,
            selected: selected.and_then(|at| owners.iter().position(|owner| *owner == at)),
            focused: true,
            titles: false,
        };
        let places = table.draw(buf, body, scene);
        places.into_iter().filter_map(|(place, row)| Some((place, *owners.get(row)?))).collect()
    }

    fn draw_healed(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        let body = frame::heading(buf, area, scene, scene.tr("overview-healed"), "");
        let things = healed(scene);
        if things.is_empty() {
            let text = scene.ink(Tone::Dim, format!(" {}", scene.tr("overview-healed-none")));
            paint::put(buf, paint::row(body, 0), &Line::from(text), scene.glyphs.cut);
            return Vec::new();
        }
        let first = scene.snapshot.map_or(0, |snapshot| needing(snapshot).len());
        let because = usize::from(body.height) >= lines(&things);
        let mut rows = Vec::new();
        let mut owners = Vec::new();
        for (at, thing) in things.iter().enumerate() {
            for row in healed_rows(scene, thing, because) {
                rows.push(row);
                owners.push(at);
            }
        }
        let selected = self.selected_in(scene, first, things.len());
        let table = Table {
            columns: vec![Column::new("", 6, 14, 0), Column::new("", 6, 18, 0), Column::new("", 16, 90, 1).grow()],
            rows,
            selected: selected.and_then(|at| owners.iter().position(|owner| *owner == at)),
            focused: true,
            titles: false,
        };
        let places = table.draw(buf, body, scene);
        places.into_iter().filter_map(|(place, row)| Some((place, owners.get(row)? + first))).collect()
    }

    /// Rows that the three sections of the story get, headings included.
    fn heights(scene: &Scene<'_>, room: u16) -> [u16; 3] {
        let rows = |n: usize| u16::try_from(n.max(1)).unwrap_or(u16::MAX).saturating_add(1);
        let needs = rows(scene.snapshot.map_or(0, |snapshot| needing_lines(&needing(snapshot))));
        let healed = rows(lines(&healed(scene)));
        let entries = rows(changes::lines(scene));
        let gaps = if room >= 16 { 2 } else { 0 };
        share(room.saturating_sub(gaps), [(needs, 4), (healed, 3), (entries, 4)])
    }

    fn draw_story(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        let [needs, healed, changed] = Self::heights(scene, area.height);
        let gap = u16::from(area.height >= 16);
        let mut places = self.draw_needs(buf, Rect { height: needs, ..area }, scene);
        let rest = paint::below(area, needs + gap);
        places.extend(self.draw_healed(buf, Rect { height: healed.min(rest.height), ..rest }, scene));
        let rest = paint::below(rest, healed + gap);
        changes::draw(buf, Rect { height: changed.max(rest.height).min(rest.height), ..rest }, scene);
        places
    }
}

/// Rows that things being healed want: an incident says why.
fn lines(things: &[Thing<'_>]) -> usize {
    things.iter().map(|thing| if matches!(thing, Thing::Healed(_)) { 2 } else { 1 }).sum()
}

/// Divides rows among sections: each its least, then what it wants in order, and the last takes what is left.
fn share(room: u16, wanted: [(u16, u16); 3]) -> [u16; 3] {
    let mut out = [0; 3];
    let mut left = room;
    for (at, (want, least)) in wanted.iter().enumerate() {
        out[at] = (*want).min(*least).min(left);
        left -= out[at];
    }
    for (at, (want, _)) in wanted.iter().enumerate() {
        let more = want.saturating_sub(out[at]).min(left);
        out[at] += more;
        left -= more;
    }
    out[2] += left;
    out
}

impl Page for Overview {
    fn act(&mut self, action: Action, scene: &Scene<'_>) -> Vec<Want> {
        match action {
            Action::Acknowledge => flow::acknowledge(scene, &self.alerts(scene)),
            Action::Unacknowledge => flow::unacknowledge(scene, &self.alerts(scene)),
            Action::Silence => flow::silence(scene, &self.alerts(scene)),
            Action::Unsilence => flow::unsilence(scene, &self.alerts(scene)),
            Action::Answer => match self.selected(scene) {
                Some(Thing::Asked(view, ask)) => errand::answer(scene, view, ask),
                _ => vec![Want::Say(Tone::Plain, scene.tr("errand-nothing-asked").to_owned())],
            },
            Action::Recover => {
                let service = self.selected(scene).and_then(|thing| thing.service(scene));
                let none = || vec![Want::Say(Tone::Plain, scene.tr("said-no-service").to_owned())];
                service.map_or_else(none, flow::recover)
            }
            Action::Open => match self.selected(scene) {
                Some(Thing::Alert(view)) => vec![Want::Go(Target::Alert(view.alert.id))],
                Some(Thing::Called(one, _) | Thing::Healed(one)) => vec![Want::Go(Target::Incident(one.id))],
                Some(Thing::Asked(view, _)) => vec![Want::Go(Target::Run(view.run.id))],
                Some(Thing::Service(view)) => vec![Want::Go(Target::Service(view.name.as_str().to_owned()))],
                None => Vec::new(),
            },
            // The other pane begins with the first thing that is being healed.
            Action::NextPane | Action::PreviousPane => {
                let all = keys(scene);
                let services = scene.snapshot.map_or(0, |snapshot| needing(snapshot).len());
                let at = self.cursor.place(&all).unwrap_or(0);
                self.cursor.go(&all, if at < services && services < all.len() { services } else { 0 });
                Vec::new()
            }
            _ => {
                moved(&mut self.cursor, &keys(scene), action, scene);
                Vec::new()
            }
        }
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, scene: &Scene<'_>) -> Places {
        if area.width < TINY.0 || area.height < TINY.1 {
            paint::put(buf, paint::row(area, 0), &counts(scene), "");
            return Vec::new();
        }
        if area.width < SMALL.0 || area.height < SMALL.1 {
            let views = healed(scene).len();
            let healing = u16::try_from(views.max(1)).unwrap_or(u16::MAX).saturating_add(1).clamp(2, area.height / 2);
            let gap = u16::from(area.height >= 10);
            let wanted =
                u16::try_from(scene.snapshot.map_or(0, |s| needing_lines(&needing(s))).max(1)).unwrap_or(u16::MAX);
            let most = area.height.saturating_sub(healing + gap);
            let needs = Rect { height: wanted.saturating_add(1).min(most), ..area };
            let mut places = self.draw_needs(buf, needs, scene);
            places.extend(self.draw_healed(buf, paint::below(area, needs.height + gap), scene));
            return places;
        }
        if area.width >= WIDE.0 && area.height >= WIDE.1 {
            let left = (area.width * 29 / 50).min(area.width - 44);
            let places = self.draw_story(buf, Rect { width: left - 1, ..area }, scene);
            vitals::column(buf, Rect { x: area.x + left + 1, width: area.width - left - 1, ..area }, scene);
            return places;
        }
        let rows = vitals::ROWS.min(area.height / 3);
        let story = Rect { height: area.height - rows, ..area };
        let places = self.draw_story(buf, story, scene);
        vitals::rows(buf, paint::below(area, story.height), scene);
        places
    }

    fn click(&mut self, row: usize, scene: &Scene<'_>) -> Vec<Want> {
        self.cursor.go(&keys(scene), row);
        Vec::new()
    }

    fn hints(&self, scene: &Scene<'_>) -> Vec<Action> {
        match self.selected(scene) {
            Some(Thing::Alert(_) | Thing::Called(..)) => {
                vec![Action::Acknowledge, Action::Silence, Action::Recover, Action::Open]
            }
            Some(Thing::Asked(..)) => vec![Action::Answer, Action::Open],
            Some(Thing::Healed(_) | Thing::Service(_)) => vec![Action::Recover, Action::Open],
            None => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_shared_by_need_and_all_are_used() {
        assert_eq!(share(20, [(2, 4), (2, 3), (30, 4)]), [2, 2, 16]);
        assert_eq!(share(20, [(30, 4), (2, 3), (30, 4)]), [14, 2, 4]);
        assert_eq!(share(6, [(30, 4), (30, 3), (30, 4)]), [4, 2, 0]);
        assert_eq!(share(0, [(30, 4), (30, 3), (30, 4)]), [0, 0, 0]);
    }
}
