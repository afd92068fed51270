//! What to say about an incident afterwards, as Markdown: facts first, and room for what only people know.

use std::fmt::Write as _;

use super::incident::{came_of, outcome, took};
use crate::i18n::{Texts, Value as Said, healing};
use crate::model::incident::{Incident, IncidentState};
use crate::model::recovery::{Attempt, AttemptState, Lesson, Trigger};
use crate::model::text::clean;
use crate::model::time::{Wall, rfc3339};

/// The report.
pub(super) fn markdown(incident: &Incident, lessons: &[Lesson], texts: &Texts) -> String {
    let mut page = Page { text: String::new(), texts };
    page.title(incident);
    page.summary(incident);
    page.timeline(incident);
    page.causes(incident);
    page.attempts(incident);
    page.learned(incident, lessons);
    page.alerts(incident);
    page.follow_ups();
    page.text
}

/// Foreign text, so that it is text in Markdown too.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text, 2_000).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '!' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

struct Page<'t> {
    text: String,
    texts: &'t Texts,
}

impl Page<'_> {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, id: &str) {
        let title = self.texts.get(id).to_owned();
        self.line(&format!("\n## {title}\n"));
    }

    /// A table of texts that are not safe yet.
    fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        let header: Vec<&str> = header.iter().map(|id| self.texts.get(id)).collect();
        let mut out = format!("| {} |\n|{}\n", header.join(" | "), " --- |".repeat(header.len()));
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| safe(cell)).collect();
            // Writing to a string cannot fail.
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        self.text.push_str(&out);
    }

    fn title(&mut self, incident: &Incident) {
        let args = [("id", Said::from(incident.id.to_string())), ("subject", Said::from(safe(&incident.subject)))];
        let title = self.texts.with("report-title", &args);
        self.line(&format!("# {title}\n"));
        let texts = self.texts;
        let ended = match &incident.state {
            IncidentState::Resolved { at, .. } => rfc3339(*at),
            _ => texts.get("report-not-over").to_owned(),
        };
        let lasted = took(incident).map(|took| ("report-lasted", healing::span(texts, took)));
        let mut services: Vec<String> = Vec::new();
        let members = incident.members.iter().filter_map(|member| member.service.as_ref());
        for name in incident.service.iter().chain(members) {
            if !services.contains(&name.to_string()) {
                services.push(name.to_string());
            }
        }
        let rows = [
            ("report-began", rfc3339(incident.opened_at)),
            ("report-ended", ended),
            ("report-outcome", outcome(texts, incident)),
            ("report-severity", texts.get(&format!("severity-{}", incident.severity().word())).to_owned()),
            ("report-services", services.join(", ")),
        ];
        let rows: Vec<_> =
            rows.into_iter().chain(lasted).map(|(id, value)| vec![texts.get(id).to_owned(), value]).collect();
        self.table(&["report-fact", "report-value"], &rows);
    }

    fn summary(&mut self, incident: &Incident) {
        self.heading("report-summary");
        let texts = self.texts;
        let mut said: Vec<String> = Vec::new();
        if let Some(first) = incident.members.first() {
            let args =
                [("at", Said::from(rfc3339(first.opened_at))), ("alert", Said::from(healing::key(texts, &first.key)))];
            said.push(texts.with("report-first-sign", &args));
        }
        if let Some(cause) = incident.causes.first() {
            let score = format!("{:.2}", cause.score);
            let args = [("service", Said::from(cause.service.to_string())), ("score", Said::from(score))];
            said.push(texts.with("report-likeliest", &args));
        }
        let tries = incident.attempts.len();
        let failed = |attempt: &&Attempt| matches!(attempt.state, AttemptState::Failed { .. });
        let failed = incident.attempts.iter().filter(failed).count();
        said.push(texts.with("report-tried", &[("n", Said::from(tries)), ("failed", Said::from(failed))]));
        let (id, when) = match &incident.state {
            IncidentState::Resolved { at, .. } => ("report-is-over", *at),
            IncidentState::NeedsPerson { since, .. } => ("report-needs-person", *since),
            IncidentState::Open => ("report-goes-on", incident.opened_at),
        };
        let how = outcome(texts, incident);
        said.push(texts.with(id, &[("at", Said::from(rfc3339(when))), ("how", Said::from(how))]));
        let text = safe(&said.join(" "));
        self.line(&text);
    }

    fn timeline(&mut self, incident: &Incident) {
        self.heading("report-timeline");
        let texts = self.texts;
        let after = |at: Wall| {
            let span = (at - incident.opened_at).to_std().unwrap_or_default();
            format!("+{}", crate::i18n::numbers::elapsed(span))
        };
        let lines = healing::timeline(texts, &incident.timeline);
        let rows: Vec<_> = lines.into_iter().map(|(at, text)| vec![rfc3339(at), after(at), text]).collect();
        self.table(&["report-time", "report-after", "report-what"], &rows);
    }

    fn causes(&mut self, incident: &Incident) {
        self.heading("report-causes");
        if incident.causes.is_empty() {
            let none = self.texts.get("recovery-no-causes").to_owned();
            self.line(&none);
        }
        for (rank, cause) in incident.causes.iter().enumerate() {
            self.line(&format!("{}. **{}** {:.2}", rank + 1, safe(cause.service.as_str()), cause.score));
            for fact in &cause.evidence {
                let fact = safe(&healing::evidence(self.texts, fact));
                self.line(&format!("   - {fact}"));
            }
        }
    }

    fn attempts(&mut self, incident: &Incident) {
        self.heading("report-attempts");
        if incident.attempts.is_empty() {
            let none = self.texts.get("report-no-attempts").to_owned();
            self.line(&none);
            return;
        }
        let texts = self.texts;
        let row = |attempt: &Attempt| {
            let deeds: Vec<String> = attempt.deeds.iter().map(|deed| healing::deed(texts, deed)).collect();
            vec![
                attempt.number.to_string(),
                rfc3339(attempt.began_at),
                healing::layer(texts, attempt.layer).to_owned(),
                healing::action(texts, &attempt.action),
                attempt.service.to_string(),
                healing::trigger(texts, &attempt.trigger),
                deeds.join("; "),
                came_of(texts, &attempt.state),
            ]
        };
        let rows: Vec<_> = incident.attempts.iter().map(row).collect();
        let header = [
            "report-number",
            "report-time",
            "report-layer",
            "report-action",
            "report-service",
            "report-wanted",
            "report-deeds",
            "report-came",
        ];
        self.table(&header, &rows);
        let chosen = incident.attempts.iter().filter(|attempt| !attempt.weighed.is_empty());
        for attempt in chosen {
            self.weighed(attempt);
        }
    }

    /// Why this action.
    fn weighed(&mut self, attempt: &Attempt) {
        let texts = self.texts;
        let title = texts.with("recovery-weighed", &[("number", Said::from(attempt.number))]);
        self.line(&format!("\n{title}:\n"));
        for one in &attempt.weighed {
            let cost = std::time::Duration::try_from_secs_f64(one.cost.clamp(0.0, 1e9)).unwrap_or_default();
            let args = [
                ("action", Said::from(healing::action(texts, &one.action))),
                ("heals", Said::from(format!("{:.0}", one.heals * 100.0))),
                ("tries", Said::from(one.tries)),
                ("cost", Said::from(healing::span(texts, cost))),
            ];
            let mut text = texts.with("report-weighed", &args);
            if let Some(bar) = one.barred.as_ref().filter(|_| one.action != attempt.action) {
                text = format!("{text}: {}", healing::bar(texts, bar));
            }
            let text = safe(&text);
            self.line(&if one.action == attempt.action { format!("- **{text}**") } else { format!("- {text}") });
        }
    }

    fn learned(&mut self, incident: &Incident, lessons: &[Lesson]) {
        self.heading("report-learned");
        let texts = self.texts;
        let like = texts.with("report-like", &[("signature", Said::from(incident.signature.clone()))]);
        self.line(&format!("{}\n", safe(&like)));
        if lessons.is_empty() {
            let none = texts.get("report-nothing-learned").to_owned();
            self.line(&none);
        }
        for lesson in lessons {
            let mean = lesson.took.checked_div(lesson.healed).unwrap_or_default();
            let args = [
                ("action", Said::from(healing::action(texts, &lesson.action))),
                ("healed", Said::from(lesson.healed)),
                ("all", Said::from(lesson.healed.saturating_add(lesson.failed))),
                ("mean", Said::from(healing::span(texts, mean))),
            ];
            let id = if lesson.healed > 0 { "report-lesson" } else { "report-lesson-never" };
            let text = safe(&texts.with(id, &args));
            self.line(&format!("- {text}"));
        }
        for attempt in incident.attempts.iter().filter(|attempt| !counted(attempt)) {
            let args = [("number", Said::from(attempt.number)), ("why", Said::from(came_of(texts, &attempt.state)))];
            let text = safe(&texts.with("report-not-counted", &args));
            self.line(&format!("- {text}"));
        }
    }

    fn alerts(&mut self, incident: &Incident) {
        self.heading("report-alerts");
        let texts = self.texts;
        let row = |member: &crate::model::incident::Member| {
            vec![
                member.alert.to_string(),
                healing::rule(texts, member.key.rule.as_str()),
                member.key.subject.clone(),
                texts.get(&format!("severity-{}", member.severity.word())).to_owned(),
                rfc3339(member.opened_at),
                member.resolved_at.map(rfc3339).unwrap_or_default(),
            ]
        };
        let rows: Vec<_> = incident.members.iter().map(row).collect();
        let header =
            ["report-number", "report-rule", "report-subject", "report-severity", "report-began", "report-ended"];
        self.table(&header, &rows);
    }

    /// For people.
    fn follow_ups(&mut self) {
        self.heading("report-follow-ups");
        let hint = self.texts.get("report-follow-ups-hint").to_owned();
        self.line(&format!("<!-- {hint} -->"));
        self.line("- [ ] ");
    }
}

/// Whether what came of a try says something about the action.
fn counted(attempt: &Attempt) -> bool {
    match &attempt.state {
        AttemptState::Verified { .. } => true,
        AttemptState::Failed { why, .. } => why.counts(),
        // What goes on has not said anything yet; the policy's own are told of by the table.
        _ => attempt.trigger == Trigger::Policy,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_cannot_become_markup() {
        assert_eq!(safe("a|b\u{1b}[2J <img> *x* `y`\n# z"), "a\\|b \\<img\\> \\*x\\* \\`y\\` \\# z");
    }
}
