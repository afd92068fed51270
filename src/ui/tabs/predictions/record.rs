//! What a kind of prediction was worth: hits, misses, false alarms, how early, beside the simple rule; and whether its
//! probabilities are what they say.

use ratatui::text::Line;

use super::page::sign;
use crate::i18n::{Value, foresight, learning};
use crate::model::learning::LearningView;
use crate::model::prediction::Prediction;
use crate::model::track::{BINS, Kind, Track, Worth};
use crate::ui::foresight as shown;
use crate::ui::scene::Scene;
use crate::ui::theme::Tone;
use crate::ui::widgets::facts::Facts;

/// Earlier predictions that are listed.
const LISTED: usize = 5;
/// Rows of the calibration plot; it has two columns for each bin.
const ROWS: usize = 5;

/// Adds the record, the plot, and what came of the last ones.
pub(super) fn add(scene: &Scene<'_>, kind: Kind, earlier: &[&Prediction], facts: &mut Facts<'_>, width: u16) {
    facts.heading(scene.tr("predictions-record"));
    let track = scene.snapshot.and_then(|snapshot| snapshot.tracks.iter().find(|track| track.kind == kind));
    match track {
        Some(track) => figures(scene, track, facts, width),
        None => facts.prose(scene.tr("foretold-none"), Tone::Dim),
    }
    let models = scene.snapshot.map_or(&[][..], |snapshot| &snapshot.learning).iter();
    for view in models.filter(|view| view.aim.kind() == kind) {
        learned(scene, view, facts);
    }
    if earlier.is_empty() {
        return;
    }
    facts.heading(scene.tr("predictions-earlier"));
    for one in earlier.iter().take(LISTED) {
        let (glyph, tone) = sign(scene, one.outcome);
        let at = one.outcome.settled_at().map(|at| scene.stamp(at)).unwrap_or_default();
        facts.line(Line::from(vec![
            scene.ink(tone, format!(" {glyph} ")),
            scene.ink(Tone::Dim, format!("{at}  ")),
            scene.ink(Tone::Plain, format!("{}  ", shown::subject(&one.forecast))),
            scene.ink(tone, scene.texts.say(&one.outcome)),
        ]));
    }
}

/// Which model it is, and what came of learning anew.
fn learned(scene: &Scene<'_>, view: &LearningView, facts: &mut Facts<'_>) {
    let model = learning::model(scene.texts, view, |at| scene.full(at));
    facts.text(scene.tr("predictions-model"), &model, Tone::Plain);
    let last = match (view.stage, &view.last) {
        (Some(stage), _) => Some(scene.tr(learning::stage(stage)).to_owned()),
        (None, Some((at, came))) => Some(format!("{}: {}", scene.stamp(*at), learning::came(scene.texts, came))),
        (None, None) => None,
    };
    if let Some(last) = last {
        facts.text(scene.tr("predictions-learned"), &last, Tone::Dim);
    }
}

fn tone(worth: Worth) -> Tone {
    match worth {
        Worth::Earned => Tone::Good,
        Worth::Off => Tone::Warn,
        Worth::Learning { .. } | Worth::Listed | Worth::Apart => Tone::Plain,
    }
}

fn figures(scene: &Scene<'_>, track: &Track, facts: &mut Facts<'_>, width: u16) {
    facts.text(scene.tr("predictions-worth"), &scene.texts.say(&track.worth), tone(track.worth));
    let mut rate = foresight::trust(scene.texts, track.tally);
    if let Some(surely) = track.surely {
        let args = [("share", Value::from(format!("{:.0} %", surely * 100.0)))];
        rate = format!("{rate} {} {}", scene.glyphs.dot, scene.trw("predictions-surely", &args));
    }
    facts.text(scene.tr("predictions-rate"), &rate, Tone::Plain);
    facts.text(scene.tr("predictions-figures"), &foresight::record(scene.texts, track), Tone::Dim);
    if track.questions.asked > 0 && width >= 40 {
        facts.gap();
        plot(scene, track, facts);
    }
}

/// Said to the right, came upwards: where it is well calibrated, the points lie on the diagonal.
fn plot(scene: &Scene<'_>, track: &Track, facts: &mut Facts<'_>) {
    let mut cells = vec![[(" ", Tone::Dim); BINS * 2]; ROWS];
    let dot = if scene.glyphs.braille { "·" } else { "." };
    for column in 0..BINS * 2 {
        cells[row((real(column) + 0.5) / real(BINS * 2))][column] = (dot, Tone::Dim);
    }
    let point = if scene.glyphs.braille { "●" } else { "o" };
    for bin in track.bins.iter().filter(|bin| bin.counts.asked > 0) {
        let asked = f64::from(bin.counts.asked);
        let (said, came) = (bin.said / asked, f64::from(bin.counts.came) / asked);
        cells[row(came)][column(said)] = (point, Tone::Accent);
    }
    let labels = ["100 %", "", "", "", "0 %"];
    for (at, line) in cells.iter().enumerate() {
        let mut spans = vec![scene.ink(Tone::Dim, format!(" {:>5} {}", labels[at], scene.glyphs.bar))];
        spans.extend(line.iter().map(|(glyph, tone)| scene.ink(*tone, *glyph)));
        if at == 0 {
            spans.push(scene.ink(Tone::Dim, format!("  {}", scene.tr("predictions-calibration"))));
        }
        facts.line(Line::from(spans));
    }
    let axis = scene.glyphs.line.repeat(BINS * 2);
    facts.line(Line::from(scene.ink(Tone::Dim, format!("       {axis} {}", scene.tr("predictions-axis")))));
}

#[expect(clippy::cast_precision_loss, reason = "a handful")]
fn real(of: usize) -> f64 {
    of as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what there is")]
fn row(share: f64) -> usize {
    ((1.0 - share.clamp(0.0, 1.0)) * real(ROWS - 1)).round() as usize
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what there is")]
fn column(share: f64) -> usize {
    ((share.clamp(0.0, 1.0) * real(BINS * 2)) as usize).min(BINS * 2 - 1)
}
