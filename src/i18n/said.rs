//! Typed values in words: what is told about a refusal or an error is made here, at the edge, and nowhere else.
//!
//! A kind of value is a tagged enum, and the tag is the kind. The text of a variant has the id `kind-variant`, its fields
//! are the variables: a field that is a word of the product (`word-field-value` exists) is told in that word, one that is
//! of a kind itself, and then has its name, in its own text, and a list with commas, or with `and` or `or` where a text
//! `list-field` says how; one that is not there is `none`. What to do may stand beside the text, in its attribute `hint`.

use std::sync::LazyLock;

use fluent_bundle::FluentValue;
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::{Language, Texts};
use crate::model::console::{KeymapError, UiError};
use crate::model::json_path::PathFault;
use crate::model::managed::ManagerError;
use crate::model::process::CgroupError;
use crate::model::recovery::Bar;
use crate::model::refusal::{ErrandFailure, ExternalFailure, Refusal};
use crate::model::remedy::RemedyError;
use crate::model::starting::{BootError, StartError};
use crate::model::storage::StoreError;
use crate::model::text::clean;
use crate::model::wrong::{
    AccountError, EnvironmentError, PatternFault, Wrong, WrongKeys, WrongName, WrongPlace, WrongSyntax, WrongValue,
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
    "refusal": Refusal,
    "external": ExternalFailure,
    "errand": ErrandFailure,
    "bar": Bar,
    "start": StartError,
    "store": StoreError,
    "boot": BootError,
    "remedy": RemedyError,
    "manager": ManagerError,
    "screen": UiError,
    "keymap": KeymapError,
    "wrong": Wrong,
    "wrong_value": WrongValue,
    "wrong_name": WrongName,
    "wrong_keys": WrongKeys,
    "wrong_syntax": WrongSyntax,
    "wrong_place": WrongPlace,
    "cgroup": CgroupError,
    "account": AccountError,
    "environment": EnvironmentError,
    "pattern_fault": PatternFault,
    "path_fault": PathFault,
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
            Ok(Json::Object(fields)) => self.sentence(T::KIND, &fields, Part::Whole),
            // A tagged enum of plain fields is always an object; a missing text shows its id, and so does this.
            _ => T::KIND.to_owned(),
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
        let others = fields.iter().filter(|(name, _)| *name != kind);
        let variables: Vec<_> = others.map(|(name, value)| (name.as_str(), self.variable(name, value))).collect();
        let hint = self.hint_with(&id, &variables);
        match (part, hint) {
            (Part::What, _) | (Part::Whole, None) => self.with(&id, &variables),
            (Part::Hint, hint) => hint.unwrap_or_default(),
            (Part::Whole, Some(hint)) => {
                let what = self.with(&id, &variables);
                self.with("with-hint", &[("what", what.into()), ("hint", hint.into())])
            }
        }
    }

    fn variable(&self, name: &str, value: &Json) -> FluentValue<'static> {
        match value {
            Json::Number(number) => number.as_f64().unwrap_or_default().into(),
            Json::Object(fields) => self.sentence(name, fields, Part::Whole).into(),
            Json::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| item.as_str().unwrap_or_default()).collect();
                self.list(name, &items).into()
            }
            Json::String(text) => {
                let word = text_id(&format!("word-{name}"), text);
                if self.has(&word) { self.get(&word).to_owned().into() } else { clean(text, LONGEST).into() }
            }
            Json::Bool(yes) => yes.to_string().into(),
            Json::Null => "none".into(),
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
