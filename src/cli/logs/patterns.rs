//! What is known of the services' logs while they are written. Read from the journal, with or without a runtime.

use serde_json::{Value, json};

use super::super::args::Args;
use super::super::context;
use super::super::exit::Failure;
use super::super::incident::offline;
use super::super::output;
use super::options::{ChangesOptions, PatternsOptions};
use crate::i18n::{Texts, numbers};
use crate::model::id::ServiceName;
use crate::model::pattern::{LogBook, LogNews, LogPattern, LogShift, Precedes};
use crate::model::query::{Answer, Query};
use crate::model::refusal::Refusal;
use crate::model::text::clean;
use crate::model::time::rfc3339;

/// Longest name of a service in a sentence.
const NAME: usize = 100;

/// The patterns.
pub(super) fn patterns(args: &Args, options: &PatternsOptions) -> Result<(), Failure> {
    let (books, _, texts) = ask(args, options.service.as_deref(), "0s", 0)?;
    if args.json {
        let rows = books.iter().flat_map(|book| book.patterns.iter().map(move |one| flat(book, one)));
        return Ok(output::json(&rows.collect::<Vec<_>>())?);
    }
    if books.is_empty() {
        return Ok(output::line(texts.get("cli-no-patterns"))?);
    }
    for (place, book) in books.iter().enumerate() {
        if place > 0 {
            output::line("")?;
        }
        output::line(&head(book, &texts))?;
        let header =
            ["cli-count", "cli-per-minute", "cli-normal", "cli-new-since", "cli-before-failures", "cli-pattern"];
        let rows: Vec<_> = book.patterns.iter().map(|one| row(one, &texts)).collect();
        if !rows.is_empty() {
            output::table(&header.map(|id| texts.get(id)), &rows, &[0, 1, 2])?;
        }
    }
    Ok(())
}

/// What changed.
pub(super) fn changes(args: &Args, options: &ChangesOptions) -> Result<(), Failure> {
    let (_, news, texts) = ask(args, options.service.as_deref(), &options.since, options.limit)?;
    if args.json {
        return Ok(output::json(&news.iter().map(told).collect::<Vec<_>>())?);
    }
    if news.is_empty() {
        return Ok(output::line(texts.get("cli-no-log-changes"))?);
    }
    let header = ["cli-id", "cli-time", "cli-service", "cli-change", "cli-pattern"];
    let row = |one: &LogNews| {
        let change = &one.change;
        let name = clean(change.service.as_str(), NAME);
        vec![one.id.to_string(), rfc3339(change.at), name, texts.say(&change.shift), change.template.clone()]
    };
    let rows: Vec<_> = news.iter().map(row).collect();
    Ok(output::table(&header.map(|id| texts.get(id)), &rows, &[0])?)
}

fn ask(
    args: &Args,
    service: Option<&str>,
    since: &str,
    limit: u32,
) -> Result<(Vec<LogBook>, Vec<LogNews>, Texts), Failure> {
    let query = Query::Patterns { service: service.map(ServiceName::from), since: context::since(since)?, limit };
    let (mut reader, texts) = offline(args)?;
    match reader.answer(&query).transpose()? {
        Some(Answer::Patterns { books, news }) => Ok((books, news, texts)),
        _ => Err(Refusal::NoAnswer.into()),
    }
}

/// What is known of a log, in a sentence.
fn head(book: &LogBook, texts: &Texts) -> String {
    let standing = &book.standing;
    let args = [
        ("service", clean(book.service.as_str(), NAME).into()),
        ("patterns", standing.patterns.into()),
        ("at", rfc3339(book.at).into()),
    ];
    let mut parts = vec![texts.with("cli-log-known", &args)];
    if let Some(left) = standing.learning {
        parts.push(texts.with("cli-log-learning", &[("left", numbers::exact(texts, left).into())]));
    }
    if standing.failures < standing.failures_needed {
        let args = [("failures", standing.failures.into()), ("needed", standing.failures_needed.into())];
        parts.push(texts.with("cli-log-failures", &args));
    }
    if standing.forgotten > 0 {
        parts.push(texts.with("cli-log-forgotten", &[("patterns", standing.forgotten.to_string().into())]));
    }
    parts.join("; ")
}

fn row(one: &LogPattern, texts: &Texts) -> Vec<String> {
    let before = |how: Precedes| texts.say(&LogShift::Precedes(how));
    vec![
        one.count.to_string(),
        numbers::digits(one.now),
        one.usual.map(numbers::digits).unwrap_or_default(),
        if one.is_new { rfc3339(one.first_at) } else { String::new() },
        one.precedes.map(before).unwrap_or_default(),
        one.template.clone(),
    ]
}

/// The contract's flat object.
fn flat(book: &LogBook, one: &LogPattern) -> Value {
    json!({
        "service": book.service,
        "template": one.template,
        "count": one.count,
        "per_minute": one.now,
        "usual_per_minute": one.usual,
        "first_at": rfc3339(one.first_at),
        "last_at": rfc3339(one.last_at),
        "is_new": one.is_new,
        "before_failures": one.precedes.map(|how| how.before),
        "of_failures": one.precedes.map(|how| how.failures),
        "came": one.precedes.map(|how| how.came),
        "lead_seconds": one.precedes.map(|how| how.lead.as_secs()),
        "as_of": rfc3339(book.at),
        "learning_seconds": book.standing.learning.map(|left| left.as_secs()),
    })
}

fn told(one: &LogNews) -> Value {
    let mut object = json!(one.change.shift);
    let rates = [("usual", "usual_per_minute"), ("now", "per_minute")];
    let spans = [("silent_for", "silent_seconds"), ("lead", "lead_seconds")];
    if let Value::Object(fields) = &mut object {
        for (name, flat) in rates.into_iter().chain(spans) {
            let Some(value) = fields.remove(name) else { continue };
            fields.insert(flat.to_owned(), value.get("secs").cloned().unwrap_or(value));
        }
        let change = &one.change;
        let own = [
            ("id", json!(one.id)),
            ("service", json!(change.service)),
            ("template", json!(change.template)),
            ("at", json!(rfc3339(change.at))),
            ("first_at", json!(rfc3339(change.first_at))),
            ("count", json!(change.count)),
        ];
        fields.extend(own.map(|(name, value)| (name.to_owned(), value)));
    }
    object
}
