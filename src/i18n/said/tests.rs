use std::collections::BTreeSet;

use super::super::tests::{messages, sources};
use super::*;
use crate::model::refusal::Thing;
use crate::model::storage::StoreAction;

/// A variant in the sources: its name as serde writes it, and what it has.
type Variant = (String, Content);

/// What a variant has.
#[derive(PartialEq)]
enum Content {
    /// These fields, with their types.
    Fields(Vec<(String, String)>),
    /// A value of this type, without a name.
    Carries(String),
}

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

/// The variants of a public enum that crosses the link, as `rustfmt` writes it.
fn variants(sources: &str, name: &str) -> Option<Vec<Variant>> {
    let head = format!("enum {name} {{\n");
    let is_public = |at: &usize| sources[..*at].lines().next_back().is_some_and(|line| line.starts_with("pub"));
    let crosses = |at: &usize| sources[..*at].rsplit_once("\n\n").is_some_and(|(_, head)| head.contains("Serialize"));
    let at = sources.match_indices(&head).map(|(at, _)| at).filter(is_public).find(crosses)?;
    let (body, _) = sources[at + head.len()..].split_once("\n}")?;
    let mut found: Vec<Variant> = Vec::new();
    let field =
        |text: &str| text.trim().trim_end_matches(',').split_once(": ").map(|(a, b)| (a.to_owned(), b.to_owned()));
    for line in body.lines().filter(|line| !line.trim_start().starts_with(['/', '#', '}'])) {
        if let Some(text) = line.strip_prefix("        ") {
            let Content::Fields(fields) = &mut found.last_mut().unwrap().1 else { panic!("{text}") };
            fields.extend(field(text));
        } else {
            let text = line.trim();
            let end = text.find(|c: char| !c.is_alphanumeric()).unwrap();
            let inner = text[end..].trim().trim_start_matches('{').trim_end_matches([',', '}']);
            let content = match inner.strip_prefix('(') {
                Some(carried) => Content::Carries(carried.trim_end_matches(')').to_owned()),
                None => Content::Fields(inner.split(", ").filter_map(field).collect()),
            };
            found.push((snake(&text[..end]), content));
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
    // That of one sentence of two kinds.
    let mut ids = BTreeSet::from(["failing".to_owned()]);
    let kinds = kinds(sources);
    let texts = Texts::new(Language::En);
    let has_texts = |of: &str| kinds.iter().any(|(_, name)| *name == of);
    for (kind, name) in &kinds {
        let all = variants(sources, name).unwrap_or_else(|| panic!("no enum `{name}` was found"));
        for (variant, content) in all {
            match content {
                // What it carries has words of its own; a text of this kind around them is possible.
                Content::Carries(of)
                    if (has_texts(&of) || of.ends_with("Error")) && !texts.has(&text_id(kind, &variant)) =>
                {
                    continue;
                }
                Content::Carries(_) => {}
                Content::Fields(fields) => {
                    let wordy = fields.iter().map(|(field, of)| (field, of.trim_start_matches("Option<")));
                    for (field, of) in wordy.map(|(field, of)| (field, of.trim_end_matches('>'))) {
                        let plain = |all: &Vec<Variant>| all.iter().all(|one| one.1 == Content::Fields(Vec::new()));
                        let words = variants(sources, of).filter(plain).into_iter().flatten();
                        ids.extend(words.map(|(word, _)| text_id(&format!("word-{field}"), &word)));
                    }
                }
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
        let tagged_around = sources.contains(&format!("\"snake_case\")]\npub enum {name} "));
        assert!(tagged("pub") || tagged("pub(super)") || tagged_around, "the tag of `{name}` is not its kind");
        for (variant, content) in variants(&sources, name).unwrap() {
            let Content::Fields(fields) = content else { continue };
            let id = text_id(kind, &variant);
            for variable in &texts[&id] {
                assert!(fields.iter().any(|(name, _)| name == variable), "`{id}` has no field for `{variable}`");
            }
        }
    }
}

/// Kinds that say what to do apart.
const WITH_HINTS: [&str; 8] =
    ["wrong_value", "wrong_name", "wrong_keys", "wrong_syntax", "wrong_place", "wrong_flow", "account", "environment"];

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

/// One value of each kind of probe, in both languages, as a service shows it.
const COMPLAINTS: [(&str, &str, &str); 12] = [
    (r#"{"complaint":"exited","exit":{"code":3},"said":"no table"}"#, "exit 3: no table", "종료 코드 3: no table"),
    (r#"{"complaint":"exited","exit":{"signal":9},"said":null}"#, "signal 9", "시그널 9"),
    (r#"{"complaint":"exited","exit":"unknown","said":null}"#, "exit unknown", "종료 상태 알 수 없음"),
    (r#"{"complaint":"not_connected","system":{"system":"refused"}}"#, "connection refused", "연결 거부됨"),
    (
        r#"{"complaint":"slow","took":{"secs":1,"nanos":500000000},"most":{"secs":1,"nanos":0}}"#,
        "took 1 s 500 ms, longer than 1 s",
        "1초 500 ms 걸림, 한도 1초",
    ),
    (
        r#"{"complaint":"appeared","pattern":"E","count":3,"within":{"secs":60,"nanos":0},"line":"E1","unread":0}"#,
        "`E` appeared 3 times within 1 m: E1",
        "`E` 나타남 (1분 안에 3회): E1",
    ),
    (
        r#"{"complaint":"silent","silent":{"secs":125,"nanos":0},"every":{"secs":60,"nanos":0}}"#,
        "no beat for 2 m 5 s, one is due every 1 m",
        "2분 5초째 신호가 없음, 1분마다 와야 함",
    ),
    (
        r#"{"complaint":"above","usage":"memory_bytes","value":{"bytes":613000000},"limit":{"bytes":500000000},"held":null}"#,
        "memory 613 MB, above 500 MB",
        "메모리 613 MB, 한도 500 MB 초과",
    ),
    (
        r#"{"complaint":"growing","usage":"files","value":{"count":90},"grown":{"count":30},"within":{"secs":600,"nanos":0},"limit":{"count":200},"left":{"secs":7380,"nanos":0}}"#,
        "open files 90, growing by 30 in 10 m; at 200 in 2 h 3 m",
        "열린 파일 90, 10분 동안 30 늘어남, 2시간 3분 뒤 200 도달",
    ),
    (
        r#"{"complaint":"tls","tls":{"tls":"other_name","name":"a.example","names":[]}}"#,
        "tls: the certificate is not for `a.example`, but for no name at all",
        "TLS: 인증서가 `a.example`의 것이 아님. 인증서의 이름: 없음",
    ),
    (r#"{"complaint":"declined","code":2}"#, "the name server answers SERVFAIL", "네임서버의 응답: SERVFAIL"),
    (r#"{"complaint":"status","status":503,"said":null}"#, "status 503", "상태 코드 503"),
];

#[test]
fn what_a_probe_says_is_told_in_both_languages() {
    let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
    for (json, english, korean) in COMPLAINTS {
        let complaint: Complaint = serde_json::from_str(json).unwrap();
        assert_eq!((en.say(&complaint).as_str(), ko.say(&complaint).as_str()), (english, korean));
        let failing = Failing { probe: "live".to_owned(), complaint };
        assert_eq!(en.failing(&failing), format!("live: {english}"));
        let ended = Ended::Unhealthy(failing);
        assert_eq!(ko.say(&ended), format!("생존 확인 실패: live: {korean}"));
    }
}

#[test]
fn what_is_tagged_around_its_fields_and_what_carries_another_kind_is_told() {
    let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
    let missing = ManagerError::UnitMissing { unit: "x.service".to_owned() };
    let ended = Ended::StartFailed(StartError::Manager(missing.clone()));
    assert_eq!(en.say(&ended), format!("could not start: {missing}"));
    let trouble = RuntimeTrouble::Manager(missing.clone());
    assert_eq!(en.say(&trouble), missing.to_string());
    assert_eq!(ko.say(&trouble), ko.say(&missing));
    let detail = Detail::Unwatched { ended: Some(Ended::Exit(Exit::Code(2))) };
    assert_eq!(
        (en.say(&detail).as_str(), ko.say(&detail).as_str()),
        ("exit 2 while nobody watched", "종료 코드 2, 지켜보지 않는 동안")
    );
    let action = crate::model::recovery::Action::Runbook("clean".to_owned());
    let detail = Detail::Unhealed { action, unhealed: crate::model::recovery::Failure::TimedOut };
    assert_eq!(
        (en.say(&detail).as_str(), ko.say(&detail).as_str()),
        ("runbook clean: took too long", "런북 clean: 시간 초과")
    );
    let detail = Detail::Services { services: crate::model::command::ServicesFate::Leave };
    assert_eq!(ko.say(&detail), "서비스는 계속 실행");
    assert_eq!(en.say(&Detail::Nothing), "");
    // A service that is named like a state, and words that look like ids, are foreign.
    let foreign = Detail::Faults { faults: vec!["stopped".to_owned()] };
    assert_eq!(ko.say(&foreign), "stopped");
    assert_eq!(ko.say(&Detail::Note { note: "restart".to_owned() }), "restart");
}

#[test]
fn a_korean_text_of_a_variant_is_korean() {
    let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
    // Variables stay as they are named, and code is code.
    let words = |texts: &Texts, id: &str| -> String {
        let text = texts.with(id, &[]);
        let outside = text.split('`').step_by(2).collect::<String>();
        outside.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest)).collect()
    };
    let is_word = |word: &str| word.chars().filter(char::is_ascii_lowercase).count() > 1;
    for id in ids_of_types(&sources()) {
        let english = words(&en, &id);
        let korean = words(&ko, &id);
        let told = english.split_whitespace().filter(|word| is_word(word)).count();
        let is_korean = korean.contains(|c: char| ('가'..='힣').contains(&c));
        // A single word may be a name, such as `pid`.
        assert!(told < 2 || is_korean, "`{id}`: {korean}");
    }
}

#[test]
fn one_retry_is_not_told_as_several() {
    let (en, ko) = (Texts::new(Language::En), Texts::new(Language::Ko));
    for (to, english, korean) in [
        (1, "1 retry of `build`, 0 so far", "`build` 재시도 1회, 지금은 0회"),
        (3, "3 retries of `build`, 0 so far", "`build` 재시도 3회, 지금은 0회"),
    ] {
        let change = crate::model::workflow::optimize::Change::Retries { step: "build".to_owned(), from: 0, to };
        assert_eq!((en.say(&change).as_str(), ko.say(&change).as_str()), (english, korean));
    }
}
