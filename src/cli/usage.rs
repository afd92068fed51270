//! What is wrong with a command line: said by the library in English, and by us in any other language.

use std::error::Error as _;
use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde::Serialize;

use super::args::Args;
use super::{context, help};
use crate::i18n::{Language, Texts, Value, said};
use crate::model::text::clean;

/// A text that is no span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "span")]
pub(super) enum BadSpan {
    Nothing,
    Unclear { error: String },
}

/// What is wrong with a command line. Arguments are named as in its help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "usage")]
pub(super) enum Misuse {
    Argument { arg: String, nearest: Option<String> },
    Command { name: String, nearest: Option<String> },
    Value { arg: String, value: String, values: String },
    NoValue { arg: String },
    Unreadable { arg: String, value: String, error: String },
    Span { arg: String, value: String, span: BadSpan },
    Missing { args: String },
    Conflict { arg: String, args: String },
    Other { error: String },
}

said! {
    "span": BadSpan,
    "usage": Misuse,
}

/// The arguments of this process.
///
/// # Errors
/// When they make no sense, or ask for help or the version: that has been printed, and this is the exit code.
pub fn read() -> Result<Args, ExitCode> {
    let error = match Args::try_parse() {
        Ok(args) => return Ok(args),
        Err(error) => error,
    };
    let code = if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
    let texts = context::spoken(&said_so_far(std::env::args_os()));
    if texts.language() == Language::En {
        // Whoever closed the output has had enough.
        drop(error.print());
    } else {
        // Once more, as what is printed comes from the description of the command line.
        let error = help::command(&texts).try_get_matches().err().unwrap_or(error);
        match words(&error, &texts) {
            Some(words) => drop(write!(std::io::stderr().lock(), "{words}")),
            None => drop(error.print()),
        }
    }
    Err(code)
}

/// Of a command line that cannot be used, what decides about the language.
fn said_so_far(line: impl Iterator<Item = OsString>) -> Args {
    let mut kept = vec![OsString::from("autoagents")];
    let mut line = line.skip(1).peekable();
    while let Some(word) = line.next() {
        let text = word.to_string_lossy();
        for flag in ["--lang", "--config"] {
            if text.strip_prefix(flag).is_some_and(|rest| rest.starts_with('=')) {
                kept.push(word.clone());
            } else if text == flag {
                kept.extend([Some(word.clone()), line.peek().cloned()].into_iter().flatten());
            }
        }
    }
    Args::try_parse_from(kept).unwrap_or_else(|_| Args::parse_from(["autoagents"]))
}

/// What is wrong, in words; none where the library asks to print help or the version.
fn words(error: &clap::Error, texts: &Texts) -> Option<String> {
    use ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand, DisplayVersion};
    if matches!(error.kind(), DisplayHelp | DisplayVersion | DisplayHelpOnMissingArgumentOrSubcommand) {
        return None;
    }
    let what = texts.with("usage-error", &[("what", Value::from(texts.say(&misuse(error))))]);
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let usage = usage.trim_start_matches("Usage: ").trim();
    let usage = if usage.is_empty() { String::new() } else { format!("{}: {usage}\n\n", texts.get("help-usage")) };
    Some(format!("{what}\n\n{usage}{}\n", texts.get("usage-more")))
}

fn misuse(error: &clap::Error) -> Misuse {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    // The library lists what is alike with the nearest last.
    let nearest = |kind| match error.get(kind) {
        Some(ContextValue::Strings(names)) => names.last().cloned(),
        _ => text(kind),
    };
    let arg = text(ContextKind::InvalidArg).unwrap_or_default();
    let value = text(ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => Misuse::Argument { arg, nearest: nearest(ContextKind::SuggestedArg) },
        ErrorKind::InvalidSubcommand => Misuse::Command {
            name: text(ContextKind::InvalidSubcommand).unwrap_or_default(),
            nearest: nearest(ContextKind::SuggestedSubcommand),
        },
        ErrorKind::InvalidValue if value.is_empty() => Misuse::NoValue { arg },
        ErrorKind::InvalidValue => {
            Misuse::Value { arg, value, values: text(ContextKind::ValidValue).unwrap_or_default() }
        }
        ErrorKind::ValueValidation => match error.source().map(|cause| (cause.downcast_ref::<BadSpan>(), cause)) {
            Some((Some(span), _)) => Misuse::Span { arg, value, span: span.clone() },
            Some((None, cause)) => Misuse::Unreadable { arg, value, error: cause.to_string() },
            None => Misuse::Unreadable { arg, value, error: String::new() },
        },
        ErrorKind::MissingRequiredArgument => Misuse::Missing { args: arg },
        ErrorKind::ArgumentConflict => Misuse::Conflict { arg, args: text(ContextKind::PriorArg).unwrap_or_default() },
        _ => Misuse::Other { error: clean(error.to_string().trim_start_matches("error: "), 200) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_korean_with_what_was_given() {
        let texts = Texts::new(Language::Ko);
        let cases: [(&[&str], &str); 9] = [
            (&["--lnag", "ko"], "`--lnag` 인수가 없습니다. 힌트: `--lang`을(를) 뜻하셨습니까?"),
            (&["servce"], "`servce` 명령이 없습니다. 힌트: `service`을(를) 뜻하셨습니까?"),
            (&["--lang", "fr"], "`fr`은(는) `--lang <LANG>`에 쓸 수 없습니다. 쓸 수 있는 값: en, ko"),
            (&["run", "--for"], "`--for <DURATION>`에 값이 필요합니다"),
            (&["run", "--for", "0s"], "0보다 길어야 합니다"),
            (&["run", "--for", "soon"], "힌트: `30s`, `5m`, `2h`처럼 쓰십시오"),
            (&["alert", "show", "x"], "`x`은(는) `<ID>`의 값으로 읽을 수 없습니다"),
            (&["alert", "show"], "필요한 인수가 없습니다: <ID>"),
            (&["status", "--json", "--json"], "함께 쓸 수 없습니다"),
        ];
        for (line, wanted) in cases {
            let line = ["autoagents"].iter().chain(line);
            let error = help::command(&texts).try_get_matches_from(line).unwrap_err();
            let words = words(&error, &texts).unwrap();
            assert!(words.starts_with("오류: ") && words.contains(wanted), "{words}");
            assert!(!words.contains("error:") && !words.contains("Usage"), "{words}");
        }
    }

    #[test]
    fn the_language_is_found_in_a_line_that_makes_no_sense() {
        let said =
            |line: &[&str]| said_so_far(line.iter().map(OsString::from)).lang.map(super::super::args::Lang::word);
        assert_eq!(said(&["autoagents", "--nonsense", "run", "--lang", "ko", "--for"]), Some("ko"));
        assert_eq!(said(&["autoagents", "serve", "--lang=ko"]), Some("ko"));
        assert_eq!(said(&["autoagents", "--lang", "fr"]), None);
        assert_eq!(said(&["autoagents", "--lang"]), None);
    }
}
