//! How much a service may take, and how that is held.

use super::super::numbers;
use super::super::scene::Scene;
use super::super::theme::Tone;
use super::super::widgets::facts::Facts;
use crate::i18n::Value;
use crate::model::snapshot::{Amount, LimitsView, ServiceView, Way};

/// The part of the detail about limits.
pub(crate) fn limits(scene: &Scene<'_>, view: &ServiceView, facts: &mut Facts<'_>) {
    let Some(LimitsView { hold, .. }) = &view.limits else { return };
    facts.heading(scene.tr("detail-limits"));
    // How a start is held is known from its start on.
    let known = hold.is_some() || view.state.is_running();
    for (name, amount, way) in view.limits.iter().flat_map(LimitsView::rows) {
        let tone = match way {
            _ if !known => Tone::Dim,
            Way::Idle => Tone::Warn,
            Way::Kernel | Way::User | Way::Watched => Tone::Dim,
        };
        let held = if known { scene.tr_made(&format!("held-{}", way.word())) } else { String::new() };
        let label = scene.tr_made(&format!("limit-{}", name.replace('_', "-")));
        facts.fact(&label, vec![scene.ink(Tone::Plain, format!("{:>8}  ", text(amount))), scene.ink(tone, held)]);
    }
    if let Some(why) = hold.as_ref().and_then(|hold| hold.why_not.as_ref()) {
        facts.text("", &scene.trw("held-not-by-cgroup", &[("why", Value::from(scene.texts.say(why)))]), Tone::Dim);
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
fn text(amount: Amount) -> String {
    match amount {
        Amount::Bytes(bytes) => numbers::bytes(bytes as f64),
        Amount::Count(count) => numbers::whole(u64::from(count)),
        Amount::Cores(cores) => format!("{cores}"),
    }
}
