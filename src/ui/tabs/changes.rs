//! The log of changes on the overview: newest first, a service that ends again and again on one line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::predictions::unusual;
use crate::i18n::Value;
use crate::model::record::{Detail, Entry, EntryKind};
use crate::ui::scene::Scene;
use crate::ui::theme::Tone;
use crate::ui::widgets::{frame, paint};
use crate::ui::words;

/// A line of it.
#[derive(Debug, PartialEq, Eq)]
struct Change<'a> {
    /// What it tells of: the newest end, where it stands for several.
    entry: &'a Entry,
    /// How many ends it stands for.
    times: usize,
}

/// How many lines there are to draw.
pub(super) fn lines(scene: &Scene<'_>) -> usize {
    scene.snapshot.map_or(0, |snapshot| summed_up(&snapshot.entries).len())
}

/// Starts and ends of one service that follow each other become one line: a crash loop must not push everything else
/// off the screen.
fn summed_up(entries: &[Entry]) -> Vec<Change<'_>> {
    let mut changes: Vec<Change<'_>> = Vec::new();
    for run in entries.chunk_by(|a, b| comes_and_goes(a) && comes_and_goes(b) && a.subject == b.subject) {
        let ends = run.iter().filter(|entry| entry.kind != EntryKind::ServiceStarted).count();
        match run.iter().find(|entry| entry.kind != EntryKind::ServiceStarted) {
            Some(entry) if ends > 1 => changes.push(Change { entry, times: ends }),
            _ => changes.extend(run.iter().map(|entry| Change { entry, times: 1 })),
        }
    }
    changes
}

fn comes_and_goes(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::ServiceStarted | EntryKind::ServiceExited | EntryKind::ServiceStartFailed)
}

/// Draws it.
pub(super) fn draw(buf: &mut Buffer, area: Rect, scene: &Scene<'_>) {
    if area.height < 2 {
        return;
    }
    let crowd = scene.snapshot.and_then(|snapshot| snapshot.crowd.as_ref());
    let note = crowd.map(|known| unusual::crowd(scene, known)).unwrap_or_default();
    let body = frame::heading(buf, area, scene, scene.tr("overview-changed"), &note);
    let changes = scene.snapshot.map(|snapshot| summed_up(&snapshot.entries)).unwrap_or_default();
    if changes.is_empty() {
        let text = scene.ink(Tone::Dim, format!(" {}", scene.tr("overview-changed-none")));
        paint::put(buf, paint::row(body, 0), &Line::from(text), scene.glyphs.cut);
    }
    for (change, y) in changes.iter().zip(0..body.height) {
        paint::put(buf, paint::row(body, y), &line(scene, change), scene.glyphs.cut);
    }
}

fn line(scene: &Scene<'_>, change: &Change<'_>) -> Line<'static> {
    let entry = change.entry;
    let (tone, text) = words::entry(scene, entry);
    let mut spans = vec![scene.ink(Tone::Dim, format!(" {}  ", scene.stamp(entry.at)))];
    if !entry.subject.is_empty() {
        spans.push(scene.ink(Tone::Plain, format!("{} ", words::foreign(&entry.subject))));
    }
    spans.push(scene.ink(tone, text));
    if change.times > 1 {
        let times = [("n", Value::from(change.times))];
        spans.push(scene.ink(tone, format!(" {}", scene.trw("entry-times", &times))));
    }
    if entry.detail != Detail::Nothing {
        let detail = scene.texts.say(&entry.detail);
        spans.push(scene.ink(Tone::Dim, format!(" {} {detail}", scene.glyphs.dot)));
    }
    if let Some(by) = &entry.by {
        let by = [("by", Value::from(words::foreign(by.as_str())))];
        spans.push(scene.ink(Tone::Dim, format!(" {}", scene.trw("entry-by", &by))));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: EntryKind, subject: &str) -> Entry {
        let (subject, detail) = (subject.to_owned(), Detail::Nothing);
        Entry { at: chrono::DateTime::UNIX_EPOCH, kind, subject, by: None, detail }
    }

    #[test]
    fn a_crash_loop_is_one_line() {
        use EntryKind::{AlertOpened, ServiceExited, ServiceStarted};
        let entries = [
            entry(ServiceExited, "mailer"),
            entry(ServiceStarted, "mailer"),
            entry(ServiceExited, "mailer"),
            entry(ServiceStarted, "web"),
            entry(AlertOpened, "mailer"),
            entry(ServiceExited, "mailer"),
            entry(ServiceStarted, "mailer"),
        ];
        let lines: Vec<_> = summed_up(&entries).iter().map(|line| (line.entry.kind, line.times)).collect();
        let wanted =
            [(ServiceExited, 2), (ServiceStarted, 1), (AlertOpened, 1), (ServiceExited, 1), (ServiceStarted, 1)];
        assert_eq!(lines, wanted);
    }
}
