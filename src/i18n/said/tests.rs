use std::collections::BTreeSet;

use super::super::tests::{messages, sources};
use super::*;
use crate::model::refusal::Thing;
use crate::model::storage::StoreAction;

/// A variant in the sources: its name as serde writes it, and its fields with their types; none for one that carries a
/// value of another kind.
type Variant = (String, Option<Vec<(String, String)>>);

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// The variants of a public enum as `rustfmt` writes it.
fn variants(sources: &str, name: &str) -> Option<Vec<Variant>> {
    let head = format!("enum {name} {{\n");
    let is_public = |at: &usize| sources[..*at].lines().next_back().is_some_and(|line| line.starts_with("pub"));
    let at = sources.match_indices(&head).map(|(at, _)| at).find(is_public)?;
    let (body, _) = sources[at + head.len()..].split_once("\n}")?;
    let mut found: Vec<Variant> = Vec::new();
    let field =
        |text: &str| text.trim().trim_end_matches(',').split_once(": ").map(|(a, b)| (a.to_owned(), b.to_owned()));
    for line in body.lines().filter(|line| !line.trim_start().starts_with(['/', '#', '}'])) {
        if let Some(text) = line.strip_prefix("        ") {
            found.last_mut().unwrap().1.as_mut().unwrap().extend(field(text));
        } else {
            let text = line.trim();
            let end = text.find(|c: char| !c.is_alphanumeric()).unwrap();
            let inner = text[end..].trim().trim_start_matches('{').trim_end_matches([',', '}']);
            let fields = (!text[end..].starts_with('(')).then(|| inner.split(", ").filter_map(field).collect());
            found.push((snake(&text[..end]), fields));
        }
    }
    Some(found)
}

/// The kinds and their types.
fn kinds(sources: &str) -> Vec<(&str, &str)> {
    let blocks = sources.split("said! {\n").skip(1).filter_map(|block| block.split_once('}'));
    let lines = blocks.flat_map(|(block, _)| block.lines());
    lines.filter_map(|line| line.trim().trim_end_matches(',').strip_prefix('"')?.split_once("\": ")).collect()
}

/// The ids that the types stand for.
pub(in crate::i18n) fn ids_of_types(sources: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (kind, name) in kinds(sources) {
        let all = variants(sources, name).unwrap_or_else(|| panic!("no enum `{name}` was found"));
        for (variant, fields) in all {
            let Some(fields) = fields else { continue };
            for (field, of) in fields {
                let words =
                    variants(sources, &of).filter(|all| all.iter().all(|(_, fields)| fields == &Some(Vec::new())));
                ids.extend(words.into_iter().flatten().map(|(word, _)| text_id(&format!("word-{field}"), &word)));
            }
            ids.insert(text_id(kind, &variant));
        }
    }
    ids
}

#[test]
fn every_variant_has_a_text_and_a_text_has_no_other_variables_than_its_fields() {
    let sources = sources();
    let kinds = kinds(&sources);
    assert!(kinds.len() > 3, "{kinds:?}");
    let texts = messages(Language::En.source());
    for id in ids_of_types(&sources) {
        assert!(texts.contains_key(&id), "there is no text `{id}`");
    }
    for (kind, name) in kinds {
        let tagged = |visible: &str| sources.contains(&format!("tag = \"{kind}\")]\n{visible} enum {name} "));
        assert!(tagged("pub") || tagged("pub(super)"), "the tag of `{name}` is not its kind");
        for (variant, fields) in variants(&sources, name).unwrap() {
            let Some(fields) = fields else { continue };
            let id = text_id(kind, &variant);
            for variable in &texts[&id] {
                assert!(fields.iter().any(|(name, _)| name == variable), "`{id}` has no field for `{variable}`");
            }
        }
    }
}

/// Kinds that say what to do apart.
const WITH_HINTS: [&str; 5] = ["wrong_value", "wrong_name", "wrong_keys", "wrong_syntax", "wrong_place"];

#[test]
fn what_is_wrong_with_a_configuration_comes_with_a_hint() {
    let sources = sources();
    for (kind, name) in kinds(&sources).into_iter().filter(|(kind, _)| WITH_HINTS.contains(kind)) {
        let all = variants(&sources, name).unwrap();
        assert!(!all.is_empty(), "{name}");
        for id in all.iter().map(|(variant, _)| text_id(kind, variant)) {
            for texts in Language::ALL.map(Texts::new) {
                for text in [texts.with(&id, &[]), texts.hint_with(&id, &[]).unwrap_or_default()] {
                    assert!(!text.is_empty(), "`{id}` has no hint in {:?}", texts.language);
                    let is_korean = text.contains(|c: char| ('가'..='힣').contains(&c));
                    assert_eq!(is_korean, texts.language == Language::Ko, "`{id}`: {text}");
                }
            }
        }
    }
}

#[test]
fn words_values_lists_and_what_is_carried_are_told() {
    let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
    let refusal = Refusal::not_found(Thing::Service, "apy", ["api"].into_iter());
    assert_eq!(en.say(&refusal), "there is no service `apy`; hint: did you mean `api`?");
    assert_eq!(ko.say(&refusal), "서비스 `apy`이(가) 없습니다. 힌트: `api`을(를) 뜻하셨습니까?");
    let far = Refusal::not_found(Thing::Alert, "7\u{1b}[2J", std::iter::empty());
    assert_eq!(en.say(&far), "there is no firing alert `7`");

    let wrong = Wrong::from(WrongValue::TooShort { text: "0s".into(), least: "\"50ms\"".into() });
    assert_eq!(en.say(&wrong), "`0s` is too short; hint: write `\"50ms\"` or more");
    assert_eq!(ko.say(&wrong), "`0s`은(는) 너무 짧습니다. 힌트: `\"50ms\"` 이상으로 쓰십시오");
    let words = |one_of: &[&str]| one_of.iter().map(ToString::to_string).collect();
    for (list, wanted) in [(&["a", "b", "c"][..], "`a`, `b` or `c`"), (&["a", "b"], "`a` or `b`"), (&["a"], "`a`")] {
        let wrong = WrongValue::NotYet { text: "x".into(), one_of: words(list) };
        assert_eq!(en.what_and_hint(&wrong).1, format!("use {wanted}"));
    }

    let full = StoreError::DiskFull { path: "/d/state.db".into(), dir: "/d".into(), action: StoreAction::Write };
    let saved = Refusal::NotSaved { store: full.clone() };
    assert_eq!(en.say(&saved), format!("done, but not saved: {full}"));
    assert_eq!(en.say(&Refusal::Store(full.clone())), full.to_string());
    assert!(ko.say(&Refusal::Store(full)).contains("가득 찼습니다"));
}

#[test]
fn it_crosses_the_link_as_data() {
    let refusals = [
        Refusal::ReadOnly,
        Refusal::Store(StoreError::InUse { dir: "/d".into(), pid: Some(7) }),
        Refusal::External(ExternalFailure::Start(StartError::NotInPath { program: "x".into() })),
        Refusal::NotSaved { store: StoreError::Closed },
    ];
    for refusal in refusals {
        let json = serde_json::to_string(&refusal).unwrap();
        assert_eq!(serde_json::from_str::<Refusal>(&json).unwrap(), refusal, "{json}");
    }
}
