//! What services log, in the detail of one: how far that is known, and what changed lately.

use ratatui::text::{Line, Span};

use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::facts::Facts;
use super::super::widgets::paint;
use super::super::words;
use crate::i18n::Value;
use crate::model::id::ServiceName;
use crate::model::pattern::{LogChange, LogStanding};

/// Changes that are shown.
const SHOWN: usize = 3;

/// The facts about the log of a service; nothing where it is not followed.
pub(super) fn logged(scene: &Scene<'_>, service: &ServiceName, facts: &mut Facts<'_>, width: u16) {
    let Some(snapshot) = scene.snapshot else { return };
    let Some(view) = snapshot.logs.iter().find(|view| view.service == *service) else { return };
    facts.heading(scene.tr("detail-logged"));
    facts.text(scene.tr("detail-patterns"), &standing(scene, &view.standing), Tone::Plain);
    for news in snapshot.log_news.iter().filter(|news| news.change.service == *service).take(SHOWN) {
        let change = &news.change;
        facts.text(&scene.stamp(change.at), &scene.texts.say(&change.shift), Tone::Plain);
        if !change.template.is_empty() {
            let text = paint::fit(&words::foreign(&change.template), width.saturating_sub(4), scene.glyphs.cut);
            facts.line(Line::from(vec![Span::raw("    "), scene.ink(Tone::Dim, text)]));
        }
    }
}

/// How far a log is known.
fn standing(scene: &Scene<'_>, standing: &LogStanding) -> String {
    let mut parts = vec![scene.trw("logged-patterns", &[("n", Value::from(standing.patterns))])];
    if let Some(left) = standing.learning {
        parts.push(scene.trw("logged-learning", &[("left", Value::from(scene.long(left)))]));
    } else if standing.failures < standing.failures_needed {
        let args = [("n", Value::from(standing.failures)), ("of", Value::from(standing.failures_needed))];
        parts.push(scene.trw("logged-failures", &args));
    }
    parts.join(&format!(" {} ", scene.glyphs.dot))
}

/// A change in a row: of which pattern, and what.
pub(super) fn in_a_row(scene: &Scene<'_>, change: &LogChange) -> String {
    let said = scene.texts.say(&change.shift);
    if change.template.is_empty() { said } else { format!("{}: {said}", words::foreign(&change.template)) }
}
