//! Typed values in words: what is told about a refusal or an error is made here, at the edge, and nowhere else.
//!
//! A kind of value is a tagged enum, and the tag is the kind. The text of a variant has the id `kind-variant`, its fields
//! are the variables: a field that is a word of the product (`word-field-value` exists) is told in that word, one that is
//! of a kind itself in its own text, a span and an amount with their units, and a list with commas, or with `and` or `or`
//! where a text `list-field` says how; one that is not there is `none`. What a variant carries without a name has the name
//! of its kind. What to do may stand beside the text, in its attribute `hint`.

use std::sync::LazyLock;
use std::time::Duration;

use fluent_bundle::FluentValue;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::{Language, Texts, healing, numbers};
use crate::config::workflow::Idle;
use crate::graph::GraphError;
use crate::model::complaint::{Complaint, Failing};
use crate::model::console::{KeymapError, UiError};
use crate::model::drive::{DriveError, DriveFault};
use crate::model::goal::Basis;
use crate::model::json_path::PathFault;
use crate::model::managed::ManagerError;
use crate::model::pattern::LogShift;
use crate::model::prediction::{Bound, Outcome};
use crate::model::process::CgroupError;
use crate::model::record::Detail;
use crate::model::recovery::Bar;
use crate::model::refusal::{ErrandFailure, ExternalFailure, Refusal};
use crate::model::remedy::RemedyError;
use crate::model::service::{Ended, Exit};
use crate::model::starting::{BootError, StartError};
use crate::model::storage::{LogError, StoreError};
use crate::model::system::{SystemError, TlsError};
use crate::model::text::clean;
use crate::model::track::Worth;
use crate::model::trouble::RuntimeTrouble;
use crate::model::workflow::adaptation::Probation;
use crate::model::workflow::forecast::{Merit, RunAdvice};
use crate::model::workflow::optimize::{Bottleneck, Change, Gain};
use crate::model::workflow::refusal::RunRefusal;
use crate::model::workflow::run::{Forward, Rollback};
use crate::model::workflow::state::{SkipReason, StepFailure};
use crate::model::workflow::view::RunHold;
use crate::model::wrong::{
    AccountError, EnvironmentError, PatternFault, Wrong, WrongFlow, WrongKeys, WrongName, WrongPlace, WrongSyntax,
    WrongValue,
};

/// Longest value of foreign text within a sentence, in characters.
const LONGEST: usize = 500;

/// A value that is put into words at the edge.
pub trait Said: Serialize {
    /// The kind: its tag, and how the ids of its texts begin.
    const KIND: &'static str;
}

/// Makes errors of tagged enums. As an error it speaks English, for logs; whoever speaks to people uses [`Texts::say`].
macro_rules! said {
    (const $kinds:ident; $($kind:literal: $type:ty,)*) => {
        /// These kinds.
        const $kinds: &[&str] = &[$($kind),*];
        $crate::i18n::said! { $($kind: $type,)* }
    };
    ($($kind:literal: $type:ty,)*) => {$(
        impl $crate::i18n::Said for $type {
            const KIND: &'static str = $kind;
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::i18n::english().say(self))
            }
        }

        impl std::error::Error for $type {}
    )*};
}
pub(crate) use said;

said! {
    const KINDS;
    "refusal": Refusal,
    "external": ExternalFailure,
    "errand": ErrandFailure,
    "bar": Bar,
    "forward": Forward,
    "rollback": Rollback,
    "skipped": SkipReason,
    "hold": RunHold,
    "start": StartError,
    "store": StoreError,
    "boot": BootError,
    "remedy": RemedyError,
    "manager": ManagerError,
    "drives": DriveError,
    "drive_fault": DriveFault,
    "screen": UiError,
    "keymap": KeymapError,
    "system": SystemError,
    "tls": TlsError,
    "complaint": Complaint,
    "exit": Exit,
    "ended": Ended,
    "log": LogError,
    "trouble": RuntimeTrouble,
    "detail": Detail,
    "bound": Bound,
    "outcome": Outcome,
    "basis": Basis,
    "wrong": Wrong,
    "wrong_value": WrongValue,
    "wrong_name": WrongName,
    "wrong_keys": WrongKeys,
    "wrong_syntax": WrongSyntax,
    "wrong_place": WrongPlace,
    "wrong_flow": WrongFlow,
    "idle": Idle,
    "graph_error": GraphError,
    "cgroup": CgroupError,
    "account": AccountError,
    "environment": EnvironmentError,
    "pattern_fault": PatternFault,
    "path_fault": PathFault,
    "run_refusal": RunRefusal,
    "run_advice": RunAdvice,
    "merit": Merit,
    "shift": LogShift,
    "worth": Worth,
    "bottleneck": Bottleneck,
    "probation": Probation,
    "change": Change,
    "gain": Gain,
    "step_failure": StepFailure,
}

/// English, the language of logs.
#[must_use]
pub fn english() -> &'static Texts {
    static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Texts::new(Language::En));
    &ENGLISH
}

impl Texts {
    /// A value in words.
    #[must_use]
    pub fn say<T: Said>(&self, what: &T) -> String {
        match serde_json::to_value(what) {
            Ok(value) => self.words(T::KIND, &value),
            // Plain data can always be written; a missing text shows its id, and so does this.
            Err(_) => T::KIND.to_owned(),
        }
    }

    /// A failing probe and what it says, in words.
    #[must_use]
    pub fn failing(&self, failing: &Failing) -> String {
        let complaint = self.say(&failing.complaint);
        let probe = clean(&failing.probe, LONGEST);
        self.with("failing", &[("probe", probe.into()), ("complaint", complaint.into())])
    }

    fn words(&self, name: &str, value: &Json) -> String {
        match self.variable(name, value) {
            FluentValue::String(text) => text.into_owned(),
            FluentValue::Number(number) => number.as_string().into_owned(),
            _ => name.to_owned(),
        }
    }

    /// What is wrong and what to do about it, apart, of a kind whose texts have both.
    #[must_use]
    pub fn what_and_hint<T: Said>(&self, what: &T) -> (String, String) {
        match serde_json::to_value(what) {
            Ok(Json::Object(fields)) => {
                let part = |part| self.sentence(T::KIND, &fields, part);
                (part(Part::What), part(Part::Hint))
            }
            _ => (T::KIND.to_owned(), String::new()),
        }
    }

    fn sentence(&self, kind: &str, fields: &Map<String, Json>, part: Part) -> String {
        let variant = fields.get(kind).and_then(Json::as_str).unwrap_or_default();
        let id = text_id(kind, variant);
        // What only carries a value of another kind has no text of its own, and says what that one says.
        if !self.has(&id) && variant != kind && fields.contains_key(variant) {
            return self.sentence(variant, fields, part);
        }
        let variables = self.variables(fields, Some(kind));
        match (part, self.hint_with(&id, &variables)) {
            (Part::What, _) | (Part::Whole, None) => self.with(&id, &variables),
            (Part::Hint, hint) => hint.unwrap_or_default(),
            (Part::Whole, Some(hint)) => {
                let what = self.with(&id, &variables);
                self.with("with-hint", &[("what", what.into()), ("hint", hint.into())])
            }
        }
    }

    /// The fields as variables, but for the tag.
    fn variables<'f>(&self, fields: &'f Map<String, Json>, tag: Option<&str>) -> Vec<(&'f str, FluentValue<'static>)> {
        let others = fields.iter().filter(|(name, _)| Some(name.as_str()) != tag);
        others.map(|(name, value)| (name.as_str(), self.variable(name, value))).collect()
    }

    fn variable(&self, name: &str, value: &Json) -> FluentValue<'static> {
        match value {
            Json::Number(number) => amount(name, number.as_f64().unwrap_or_default()),
            Json::Object(fields) => self.object(name, fields).into(),
            Json::Array(items) if items.is_empty() => "none".into(),
            Json::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| item.as_str().unwrap_or_default()).collect();
                self.list(name, &items).into()
            }
            Json::String(text) => self.text(name, text).into(),
            Json::Bool(yes) => yes.to_string().into(),
            Json::Null => "none".into(),
        }
    }

    fn text(&self, name: &str, text: &str) -> String {
        let word = text_id(&format!("word-{name}"), text);
        if self.has(&word) {
            return self.get(&word).to_owned();
        }
        let variant = text_id(name, text);
        match name {
            // Nobody said more.
            "note" if text.is_empty() => "none".to_owned(),
            "action" => text.parse().map_or_else(|_| clean(text, LONGEST), |action| healing::action(self, &action)),
            kind if KINDS.contains(&kind) && self.has(&variant) => self.get(&variant).to_owned(),
            _ => clean(text, LONGEST),
        }
    }

    fn object(&self, name: &str, fields: &Map<String, Json>) -> String {
        if let Some(span) = span(fields) {
            return numbers::exact(self, span);
        }
        let told = || name.to_owned();
        let is_of = |kind: &str| fields.get(kind).is_some_and(Json::is_string);
        if let Some(kind) = std::iter::once(name).chain(KINDS.iter().copied()).find(|kind| is_of(kind)) {
            return self.sentence(kind, fields, Part::Whole);
        }
        // These have words of their own.
        let value = || Json::Object(fields.clone());
        match name {
            "unhealed" => {
                return serde_json::from_value(value()).map_or_else(|_| told(), |why| healing::failure(self, &why));
            }
            "configuration" => {
                return serde_json::from_value(value()).map_or_else(|_| told(), |error| self.summary(&error));
            }
            _ => {}
        }
        // A kind whose tag stands around its fields.
        match fields.iter().next() {
            Some((variant, value)) if fields.len() == 1 => self.tagged_around(name, variant, value),
            _ => told(),
        }
    }

    fn tagged_around(&self, kind: &str, variant: &str, value: &Json) -> String {
        let id = text_id(kind, variant);
        match value {
            _ if !self.has(&id) => self.words(variant, value),
            Json::Object(fields) => match KINDS.iter().find(|kind| fields.get(**kind).is_some_and(Json::is_string)) {
                Some(kind) => self.with(&id, &[(kind, self.sentence(kind, fields, Part::Whole).into())]),
                None => self.with(&id, &self.variables(fields, None)),
            },
            value => self.with(&id, &[(variant, self.variable(variant, value))]),
        }
    }

    /// A list: each item in backticks and the last one behind a word, where there is a text for lists of that name.
    fn list(&self, name: &str, items: &[&str]) -> String {
        let id = text_id("list", name);
        if !self.has(&id) {
            return clean(&items.join(", "), LONGEST);
        }
        let quoted: Vec<String> = items.iter().map(|item| format!("`{}`", clean(item, LONGEST))).collect();
        match quoted.split_last() {
            Some((last, first)) if !first.is_empty() => {
                self.with(&id, &[("first", first.join(", ").into()), ("last", last.as_str().into())])
            }
            only => only.map(|(only, _)| only.clone()).unwrap_or_default(),
        }
    }
}

/// A number, with its unit where its name is one.
fn amount(name: &str, number: f64) -> FluentValue<'static> {
    match name {
        "bytes" => numbers::decimal_bytes(number).into(),
        "percent" => format!("{number:.0} %").into(),
        _ => number.into(),
    }
}

/// The span that `serde` writes so.
fn span(fields: &Map<String, Json>) -> Option<Duration> {
    let nanos = u32::try_from(fields.get("nanos")?.as_u64()?).ok()?;
    Some(Duration::new(fields.get("secs")?.as_u64()?, nanos))
}

/// Which of the texts of a variant.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    What,
    Hint,
}

/// The id of a variant's text.
fn text_id(kind: &str, variant: &str) -> String {
    format!("{kind}-{variant}").replace('_', "-")
}

#[cfg(test)]
pub(super) mod tests;
