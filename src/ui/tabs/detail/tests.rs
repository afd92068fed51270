//! A service whose probe fails, in Korean: nothing of why is told in English but what is foreign.

use std::collections::BTreeSet;
use std::time::Duration;

use super::*;
use crate::i18n::Language;
use crate::model::alert::AlertCause;
use crate::model::check::Figure;
use crate::model::complaint::{Amount, Complaint, Failing};
use crate::model::service::{Ended, Exit, StopReason};
use crate::model::starting::StartError;
use crate::model::storage::{LogAction, LogError, StoreAction, StoreError};
use crate::model::system::{SystemError, TlsError};
use crate::model::trouble::RuntimeTrouble;
use crate::model::wrong::{ConfigError, Fault, Place, Wrong, WrongPlace};
use crate::ui::fixture::{State, app};

fn text(word: &str) -> String {
    word.to_owned()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Every complaint with the kind of the probe that has it. Foreign values are single words in capitals.
fn complaints() -> Vec<(&'static str, Complaint)> {
    let named = |kind: &'static str, all: Vec<Complaint>| all.into_iter().map(move |complaint| (kind, complaint));
    let said = || Some(text("SAID"));
    let system = || SystemError::Refused;
    let exec = vec![
        Complaint::NoAnswer { within: seconds(2) },
        Complaint::Slow { took: Duration::from_millis(1_234), most: seconds(1) },
        Complaint::Broke,
        Complaint::NotYet,
        Complaint::Exited { exit: Exit::Code(2), said: said() },
        Complaint::NotRun { program: text("PROGRAM"), system: SystemError::NotFound },
        Complaint::NotWatched { system: SystemError::Denied },
        Complaint::StillStarting,
        Complaint::OutputLacks { wanted: text("WANTED") },
        Complaint::Told { said: text("SAID") },
    ];
    let tcp = vec![
        Complaint::NotConnected { system: system() },
        Complaint::NotAnAddress { address: text("ADDRESS") },
        Complaint::HungUp { wanted: text("WANTED"), said: said() },
        Complaint::TooMuch { limit: text("64 KiB") },
    ];
    let http = vec![
        Complaint::Status { status: 503, said: said() },
        Complaint::OtherStatus { status: 401, wanted: vec![text("200"), text("3xx")] },
        Complaint::BodyLacks { wanted: text("WANTED") },
        Complaint::NotJson { error: text("ERROR") },
        Complaint::NoPlace { path: text("PATH") },
        Complaint::Differs { path: text("PATH"), got: text("1"), wanted: text("2") },
        Complaint::NotHttp,
        Complaint::LongHeader,
        Complaint::BrokenOff { error: text("ERROR") },
        Complaint::Exchange { error: text("ERROR") },
    ];
    let log = vec![
        Complaint::NotRead { system: SystemError::Other { error: text("ERROR") } },
        Complaint::NotAFile { path: text("PATH") },
        Complaint::StillReading,
        Complaint::NoPattern { pattern: text("PATTERN") },
        Complaint::Appeared { pattern: text("PATTERN"), count: 3, within: seconds(60), line: text("LINE"), unread: 7 },
        Complaint::NotAppeared { pattern: text("PATTERN"), silent: seconds(61) },
    ];
    let heartbeat = vec![
        Complaint::Reported { said: text("SAID") },
        Complaint::NotHeard,
        Complaint::Silent { silent: seconds(90), every: seconds(60) },
    ];
    let tls = vec![
        Complaint::Tls { tls: TlsError::Untrusted },
        Complaint::NoEnd,
        Complaint::ExpiresSoon { left: seconds(9 * 86_400), days: 14 },
        Complaint::BadAuthorities { file: text("FILE"), error: text("ERROR") },
        Complaint::NoAuthorities { file: text("FILE") },
        Complaint::NoTls { system: system() },
        Complaint::NobodyTrusted,
    ];
    let dns = vec![
        Complaint::StillResolving,
        Complaint::NoName { name: text("NAME") },
        Complaint::NoRecord { name: text("NAME"), record: text("AAAA") },
        Complaint::OtherRecord { name: text("NAME"), record: text("A"), got: vec![text("1.2.3.4")], wanted: text("X") },
        Complaint::Declined { code: 2 },
        Complaint::NoDns,
        Complaint::NoServer,
    ];
    let (value, limit) = (Amount::Bytes(613_000_000), Amount::Bytes(500_000_000));
    let grown = Amount::Bytes(30_000_000);
    let resource = vec![
        Complaint::Above { usage: Figure::MemoryBytes, value, limit, held: Some(seconds(10)) },
        Complaint::Growing {
            usage: Figure::MemoryBytes,
            value: limit,
            grown,
            within: seconds(600),
            limit: Some(value),
            left: Some(seconds(7_380)),
        },
    ];
    let first = named("exec", exec).chain(named("tcp", tcp)).chain(named("http", http)).chain(named("log", log));
    let second = named("heartbeat", heartbeat).chain(named("tls", tls)).chain(named("dns", dns));
    first.chain(second).chain(named("resource", resource)).collect()
}

/// The names of an enum's variants, as its file has them.
fn variants(source: &str, name: &str) -> BTreeSet<String> {
    let (_, after) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
    let body = after.split("\n}").next().unwrap();
    let heads =
        body.lines().filter_map(|line| line.strip_prefix("    ").filter(|line| line.starts_with(char::is_uppercase)));
    heads.map(|head| head.chars().take_while(|c| c.is_alphanumeric()).collect()).collect()
}

/// The name of a value's variant.
fn variant(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").chars().take_while(|c| c.is_alphanumeric()).collect()
}

/// A word of it that begins a part in English: two words after each other that are no names, no units and no code.
fn english(text: &str) -> Option<&str> {
    let is_word = |word: &str| word.is_ascii() && word.chars().filter(char::is_ascii_lowercase).count() > 2;
    let clauses = text.split('`').step_by(2).flat_map(|part| part.split([':', ',', '.', '(', ')', '·']));
    clauses.into_iter().find_map(|clause| {
        let words: Vec<&str> = clause.split_whitespace().collect();
        words.windows(2).find(|pair| pair.iter().all(|word| is_word(word))).map(|pair| pair[0])
    })
}

#[test]
fn a_failing_service_of_each_kind_of_probe_is_told_in_korean() {
    let app = app(State::Normal, Language::Ko, (120, 40));
    let scene = app.scene();
    let all = complaints();
    let listed: BTreeSet<String> = all.iter().map(|(_, complaint)| variant(complaint)).collect();
    assert_eq!(listed, variants(include_str!("../../../model/complaint.rs"), "Complaint"), "each has its turn");
    let mut view = scene.snapshot.unwrap().service("search").unwrap().clone();
    for (kind, complaint) in all {
        let failing = Failing { probe: kind.to_owned(), complaint: complaint.clone() };
        view.probes.truncate(1);
        kind.clone_into(&mut view.probes[0].kind);
        view.probes[0].last_failure = Some(complaint.clone());
        view.health = Health::Unhealthy { reason: failing.clone(), since: scene.taken() };
        view.last_exit = Some(Ended::Unhealthy(failing));
        let lines: Vec<String> = service(&scene, &view, &[], 400).iter().map(ToString::to_string).collect();
        let sentence = scene.texts.say(&complaint);
        let times = lines.iter().filter(|line| line.contains(&sentence)).count();
        assert_eq!(times, 3, "as why, as how it ended last, and beside the probe: {sentence}\n{lines:#?}");
        let mut alert = scene.snapshot.unwrap().alerts[1].alert.clone();
        alert.cause = AlertCause::Probe { reason: complaint.clone(), failures: 3, flapping: true };
        for line in lines.iter().chain([&words::cause(&scene, &alert)]) {
            assert_eq!(english(line), None, "{line}");
        }
        let is_foreign = matches!(complaint, Complaint::Told { .. });
        assert!(is_foreign || sentence.contains(|c: char| ('가'..='힣').contains(&c)), "{sentence}");
    }
}

#[test]
fn what_the_system_and_tls_say_is_told_in_korean() {
    let app = app(State::Normal, Language::Ko, (120, 40));
    let texts = app.scene().texts;
    let error = || text("ERROR");
    let system = [
        SystemError::Refused,
        SystemError::Reset,
        SystemError::Closed,
        SystemError::TimedOut,
        SystemError::HostUnreachable,
        SystemError::NetworkUnreachable,
        SystemError::Unresolved { error: error() },
        SystemError::NotFound,
        SystemError::Denied,
        SystemError::Other { error: error() },
    ];
    let tls = [
        TlsError::Foreign,
        TlsError::Incompatible { error: error() },
        TlsError::Misbehaved { error: error() },
        TlsError::Alert { alert: text("ALERT") },
        TlsError::NoCertificate,
        TlsError::Expired { ago: seconds(86_400) },
        TlsError::NotYetValid { left: seconds(86_400) },
        TlsError::OtherName { name: text("NAME"), names: vec![text("OTHER")] },
        TlsError::Untrusted,
        TlsError::Authority,
        TlsError::Revoked,
        TlsError::OtherPurpose,
        TlsError::OldSignature,
        TlsError::Unreadable,
        TlsError::NotAccepted { error: error() },
        TlsError::Other { error: error() },
    ];
    let source = include_str!("../../../model/system.rs");
    assert_eq!(system.iter().map(variant).collect::<BTreeSet<_>>(), variants(source, "SystemError"));
    assert_eq!(tls.iter().map(variant).collect::<BTreeSet<_>>(), variants(source, "TlsError"));
    for system in system {
        let sentence = texts.say(&Complaint::NotConnected { system });
        assert_eq!(english(&sentence), None, "{sentence}");
    }
    for tls in tls {
        let sentence = texts.say(&Complaint::Tls { tls });
        assert_eq!(english(&sentence), None, "{sentence}");
    }
}

#[test]
fn what_is_wrong_with_the_runtime_and_with_a_start_is_told_in_korean() {
    let app = app(State::Normal, Language::Ko, (120, 40));
    let scene = app.scene();
    let path = || text("/d/state.db");
    let log = || LogError::Io { path: path(), action: LogAction::Rename, system: SystemError::Denied };
    let full = StoreError::DiskFull { path: path(), dir: text("/d"), action: StoreAction::Write };
    let wrong = Wrong::WrongPlace(WrongPlace::NoFile);
    let fault = Fault { place: Place::File, key: text("sense.interval"), wrong };
    let configuration = ConfigError { file: Some("/d/config.toml".into()), faults: vec![fault] };
    let troubles = [
        RuntimeTrouble::Store(full.clone()),
        RuntimeTrouble::Losing { store: full },
        RuntimeTrouble::SetAside { path: path(), aside: text("/d/aside"), reason: None },
        RuntimeTrouble::OddRows { path: path(), rows: 3 },
        RuntimeTrouble::NoOutput { service: "api".into(), log: log() },
        RuntimeTrouble::LogsUnwatched { system: SystemError::NotFound },
        RuntimeTrouble::LogCut { log: log() },
        RuntimeTrouble::LogNotRotated { log: log() },
        RuntimeTrouble::Configuration { configuration: configuration.clone(), faults: 2 },
        RuntimeTrouble::Workflow { configuration, faults: 2 },
    ];
    for trouble in troubles {
        let sentence = scene.texts.say(&trouble);
        assert_eq!(english(&sentence), None, "{sentence}");
        assert!(sentence.contains("힌트") || sentence.contains("사라지고"), "{sentence}");
    }
    let start = StartError::NotExecutable { program: text("PROGRAM") };
    let mut view = scene.snapshot.unwrap().service("worker").unwrap().clone();
    let why = StopReason::Ended(Ended::StartFailed(start));
    view.state = ServiceState::Stopped { since: scene.taken(), why };
    let line = words::why(&scene, &view);
    assert!(line.starts_with("시작 실패: ") && english(&line).is_none(), "{line}");
}

#[test]
fn english_is_found() {
    assert_eq!(english("search: connection refused"), Some("connection"));
    assert_eq!(english("TLS: 인증서가 a.example 것이 아님. `autoagents config check`"), None);
}

#[test]
fn when_a_certificate_is_over_is_in_the_detail() {
    let app = app(State::Normal, Language::En, (120, 40));
    let scene = app.scene();
    let view = scene.snapshot.unwrap().services.iter().find(|view| view.name.as_str() == "worker").unwrap();
    let mut facts = Facts::new(&scene, 80, 12);
    ahead(&scene, view, &mut facts);
    let lines: Vec<String> = facts.into_lines().iter().map(ToString::to_string).collect();
    assert!(lines.iter().any(|line| line.contains("certificate: expires in 9 d 5 h (certain)")), "{lines:?}");
}
