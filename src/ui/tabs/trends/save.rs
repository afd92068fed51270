//! What is shown as a file: CSV, JSON or a picture, by how its name ends.

use std::path::{Path, PathBuf};

use super::super::super::event::Want;
use super::super::super::popups::{Popup, Prompt, Purpose};
use super::super::super::scene::Scene;
use super::super::super::theme::Tone;
use super::desk::{Shown, Slow};
use super::page::Trends;
use crate::i18n::sheet::{Form, Mark, Page};
use crate::i18n::trends;

/// Asks where to; says so when there is nothing to be saved yet.
pub(super) fn prompt(tab: &Trends, scene: &Scene<'_>) -> Vec<Want> {
    let Some(page) = page(tab, scene) else {
        return vec![Want::Say(Tone::Plain, scene.tr_made("save-nothing"))];
    };
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' || c == '_' { c } else { '-' };
    let name: String = page.series.to_string().chars().map(plain).collect();
    let name = format!("{}-{}.svg", name.trim_end_matches('-'), scene.local(page.until).format("%Y%m%d-%H%M"));
    let lines = ["save-forms", "save-kept"].map(|id| (Tone::Dim, scene.tr_made(id)));
    let prompt = Prompt::new(scene.tr("save-title"), lines.into(), Purpose::Save { page: Box::new(page) });
    vec![Want::Show(Box::new(Popup::Prompt(prompt.field(scene.tr("save-path"), &name))))]
}

fn page(tab: &Trends, scene: &Scene<'_>) -> Option<Page> {
    let series = tab.selected(scene)?;
    let Shown::Points { asked, resolution, points } = &tab.desk.shown else { return None };
    if asked.series != series || points.is_empty() {
        return None;
    }
    let within = tab.desk.marks.iter().filter(|entry| entry.at >= asked.since && entry.at < asked.until);
    let mark =
        |entry: &crate::model::record::Entry| Mark { entry: entry.clone(), text: trends::happened(scene.texts, entry) };
    let trend = if let Slow::Here(trend) = &tab.desk.trend { Some(trend.clone()) } else { None };
    Some(Page {
        marks: if tab.overlay { within.map(mark).collect() } else { Vec::new() },
        since: asked.since,
        until: asked.until,
        resolution: *resolution,
        points: points.clone(),
        trend: trend.filter(|trend| trend.series == series),
        series,
    })
}

/// The content of the file of that name.
///
/// # Errors
/// When its name does not tell a form, in words.
pub(crate) fn file(page: &Page, name: &str, scene: &Scene<'_>) -> Result<String, String> {
    let form = Form::of(name).ok_or_else(|| scene.tr_made("save-bad-name"))?;
    Ok(page.write(form, scene.texts))
}

/// Where a file goes: below the home directory for a name that begins with `~/`.
#[must_use]
pub(crate) fn path(name: &str, home: Option<&Path>) -> PathBuf {
    match (name.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(name),
    }
}
