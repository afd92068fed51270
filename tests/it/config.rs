//! The configuration as its users meet it: files in, messages and effective values out.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use autoagents_console::config::settings::{LanguageChoice, ThemeName};
use autoagents_console::config::{
    Config, ConfigError, Override, Place, Source, check_world, default_text, load, parse, schema, show,
};
use autoagents_console::i18n::{Language, Texts};
use autoagents_console::model::spec::{Check, RestartPolicy, ServiceKind};
use proptest::prelude::*;

/// Set to write what the tests expect instead of comparing with it.
const UPDATE: &str = "UPDATE_FIXTURES";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures(kind: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("tests/fixtures/config").join(kind))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no fixtures in {kind}");
    files
}

fn assert_file(path: &Path, actual: &str) {
    if std::env::var_os(UPDATE).is_some() {
        fs::write(path, actual).unwrap();
    }
    let wanted = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(actual, wanted, "{} differs; look at it, then run with {UPDATE}=1", path.display());
}

/// Parses as if the file stood in `/etc/autoagents`, so that messages do not depend on where the tests run.
fn parsed(text: &str) -> Result<Config, ConfigError> {
    parse(text, Some(Path::new("/etc/autoagents/config.toml")), &[])
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_shipped_file_is_the_defaults() {
    assert_file(&root().join("config.toml"), &default_text());
    let shipped = parsed(&default_text()).unwrap();
    let nothing = parsed("").unwrap();
    assert_eq!(shipped, nothing, "the file must say what holds without it");
    assert!(nothing.setup.rules.len() >= 6);
}

#[test]
fn the_examples_in_the_shipped_file_are_valid() {
    let text = default_text();
    // An example runs from its header to the next empty line; one `# ` is taken off, as an operator would.
    let mut inside = false;
    let mut examples = String::new();
    for line in text.lines() {
        inside = line.starts_with("# [[") || (inside && line.starts_with('#'));
        if inside {
            examples.extend([line.strip_prefix("# ").unwrap_or(""), "\n"]);
        }
    }
    let config = parsed(&examples).unwrap_or_else(|error| panic!("{error}\n{examples}"));
    assert_eq!((config.setup.services.len(), config.setup.rules.len()), (1, 1), "{examples}");
    assert_eq!(config.setup.services[0].probes.len(), 1);
}

#[test]
fn valid_files_are_read_and_written_back() {
    for file in fixtures("valid") {
        let text = fs::read_to_string(&file).unwrap();
        let config = parsed(&text).unwrap_or_else(|error| panic!("{}\n{error}", file.display()));
        assert_file(&file.with_extension("txt"), &show(&config));
        let again = parsed(&show(&config)).unwrap_or_else(|error| panic!("{}\n{error}", file.display()));
        assert_eq!(show(&again), show(&config), "{}", file.display());
        if !show(&config).contains("***") {
            assert_eq!(again, config, "{}", file.display());
        }
    }
}

#[test]
fn invalid_files_say_what_to_do() {
    for file in fixtures("invalid") {
        let text = fs::read_to_string(&file).unwrap();
        let error = parsed(&text).expect_err(&file.display().to_string());
        assert!(!error.faults.is_empty());
        assert_told(&file.with_extension("txt"), &error, str::to_owned);
    }
}

/// What people are told, in both languages: `NAME.txt` and `NAME.ko.txt`.
fn assert_told(file: &Path, error: &ConfigError, place: impl Fn(&str) -> String) {
    let (english, korean) = (Texts::new(Language::En), Texts::new(Language::Ko));
    assert_eq!(error.to_string(), english.report(error));
    for fault in &error.faults {
        for told in <[String; 2]>::from(english.what_and_hint(&fault.wrong)) {
            assert!(!told.is_empty() && !has_hangul(&told), "{}: {told}: {fault:?}", file.display());
        }
        for told in <[String; 2]>::from(korean.what_and_hint(&fault.wrong)) {
            assert!(is_korean(&told), "{}: {told}: {fault:?}", file.display());
        }
    }
    assert_file(file, &format!("{}\n", place(&english.report(error))));
    assert_file(&file.with_extension("ko.txt"), &format!("{}\n", place(&korean.report(error))));
}

/// A text without what stands in backticks: that is the operator's, or to be written.
fn own_words(text: &str) -> String {
    text.split('`').step_by(2).collect()
}

fn has_hangul(text: &str) -> bool {
    own_words(text).contains(|c: char| ('가'..='힣').contains(&c))
}

/// No English word is left in it. Names such as TOML and Rust begin in capitals.
fn is_korean(text: &str) -> bool {
    let is_english = |word: &str| word.len() > 1 && word.starts_with(|c: char| c.is_ascii_lowercase());
    has_hangul(text) && !own_words(text).split(|c: char| !c.is_ascii_alphanumeric()).any(is_english)
}

#[test]
fn the_shape_of_a_service_is_as_written() {
    let text = r#"
        [[service]]
        name = "api"
        command = ["./api", "x/y"]
        working_dir = "srv"
        restart = { policy = "on-failure", max_delay = "2m" }
        [[service.probe]]
        kind = "exec"
        command = ["check"]
        [[service]]
        name = "db"
        kind = "external"
        start_command = ["bin/start"]
    "#;
    let config = parsed(text).unwrap();
    let [api, db] = &config.setup.services[..] else { panic!("two services") };
    let process = api.process().unwrap();
    assert_eq!(process.command, ["/etc/autoagents/srv/api", "x/y"], "only the program is placed");
    assert_eq!(process.working_dir, Path::new("/etc/autoagents/srv"));
    assert_eq!(process.log.keep, 5);
    assert_eq!(api.restart.policy, RestartPolicy::OnFailure);
    assert_eq!(api.restart.max_delay, Duration::from_mins(2));
    assert_eq!(api.restart.window, Duration::from_mins(5), "the other keys keep their defaults");
    assert_eq!(api.probes[0].name, "exec");
    let Check::Exec(exec) = &api.probes[0].check else { panic!("an exec probe") };
    assert_eq!((exec.command[0].as_str(), exec.working_dir.as_path()), ("check", Path::new("/etc/autoagents/srv")));
    let ServiceKind::External(external) = &db.kind else { panic!("external") };
    assert_eq!(external.start_command, ["/etc/autoagents/bin/start"]);
}

#[test]
fn flags_go_before_variables_before_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("c.toml");
    fs::write(&file, "[console]\nlanguage = \"en\"\ntheme = \"light\"\n[sense]\ninterval = \"3s\"\n").unwrap();
    let environment = pairs(&[
        ("AUTOAGENTS_CONSOLE_LANGUAGE", "ko"),
        ("AUTOAGENTS_CONSOLE_ASCII", "true"),
        ("AUTOAGENTS_SENSE_INTERVAL", "2s"),
        ("AUTOAGENTS_STORE_HISTORY_MAX_SIZE", "64MiB"),
        ("AUTOAGENTS_DATA_DIR", "/elsewhere"),
        ("AUTOAGENTS_SERVICE", "api"),
        ("AUTOAGENTS_LOG", "debug"),
    ]);
    let flags = [Override { path: "sense.interval".into(), value: "1s".into(), origin: "--interval".into() }];
    let config = load(&Source::Given(file.clone()), &environment, &flags).unwrap();
    assert_eq!(config.file.as_deref(), Some(file.as_path()));
    assert_eq!(config.console.language, LanguageChoice::Ko);
    assert_eq!(config.console.theme, ThemeName::Light);
    assert!(config.console.ascii);
    assert_eq!(config.sense.interval, Duration::from_secs(1));
    assert_eq!(config.store.history_max_size, 64 << 20);
}

#[test]
fn faults_of_variables_and_flags_name_them() {
    let environment = pairs(&[
        ("AUTOAGENTS_SENSE_INTERVAL", "often"),
        ("AUTOAGENTS_SENSE_INTERVALL", "1s"),
        ("AUTOAGENTS_CONSOLE_ASCII", "maybe"),
        ("AUTOAGENTS_SENSE_IGNORE_MOUNTS", "/x"),
    ]);
    let flags = [Override { path: "console.language".into(), value: "xx".into(), origin: "--lang".into() }];
    let environment: Vec<_> = environment.into_iter().chain(pairs(&[("HOME", "/nowhere")])).collect();
    let error = load(&Source::Search, &environment, &flags).unwrap_err();
    assert_told(&root().join("tests/fixtures/config/overrides.txt"), &error, str::to_owned);
}

#[test]
fn the_search_takes_the_first_that_exists() {
    let dir = tempfile::tempdir().unwrap();
    let place = |name: &str| {
        let file = dir.path().join(name).join("autoagents/config.toml");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "").unwrap();
        file
    };
    let (xdg, home, other) = (place("xdg"), place("home/.config"), place("other"));
    let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let found = |environment: &[(&str, String)]| {
        let environment: Vec<_> = environment.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        load(&Source::Search, &environment, &[]).unwrap().file
    };
    let (x, h) = (("XDG_CONFIG_HOME", at("xdg")), ("HOME", at("home")));
    assert_eq!(found(&[x.clone(), h.clone()]), Some(xdg));
    assert_eq!(found(std::slice::from_ref(&h)), Some(home));
    let named = ("AUTOAGENTS_CONFIG", other.to_str().unwrap().to_owned());
    assert_eq!(found(&[x, h, named]), Some(other));
    let missing = pairs(&[("AUTOAGENTS_CONFIG", "/nowhere/c.toml")]);
    let error = load(&Source::Search, &missing, &[]).unwrap_err().to_string();
    assert!(error.contains("hint: `autoagents config init`"), "{error}");
}

#[test]
fn a_file_that_cannot_be_read_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    let latin = dir.path().join("latin.toml");
    fs::write(&latin, b"[console]\n# caf\xe9\n").unwrap();
    let large = dir.path().join("large.toml");
    fs::write(&large, vec![b'#'; 5 << 20]).unwrap();
    let cases = [
        (dir.path().join("none.toml"), "no such file", "`autoagents config init`"),
        (dir.path().join("none/none.toml"), "no such file", "`autoagents config init`"),
        (dir.path().to_owned(), "this is a directory", "`config.toml`"),
        (latin, "latin.toml:2:6: not UTF-8: byte 6 of line 2 is `0xe9`", "save the file as UTF-8"),
        (large, "larger than 4 MiB", "name a configuration file"),
    ];
    for (file, what, hint) in cases {
        let error = load(&Source::Given(file), &[], &[]).unwrap_err().to_string();
        assert!(error.contains(what) && error.contains(hint), "{error}");
    }
}

#[test]
fn what_is_named_must_exist() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("plain"), "").unwrap();
    let file = dir.path().join("config.toml");
    let text = r#"
[[service]]
name = "fine"
command = ["sh", "-c", "true"]
[[service]]
name = "misspelt"
command = ["./plian"]
[[service]]
name = "plain"
command = ["./plain"]
[[service]]
name = "homeless"
working_dir = "nowhere"
command = ["./x"]
  [[service.probe]]
  kind = "exec"
  command = ["no-such-program-anywhere"]
[[service]]
name = "elsewhere"
kind = "external"
stop_command = ["/no/such/stop"]
[[service]]
name = "told"
command = ["sh"]
stop = { command = ["./no-stop"] }
reload = { command = ["./no-reload"] }
environment_files = ["fine.env", "none.env", "-none.env", "-wrong.env", "."]
"#;
    fs::write(&file, text).unwrap();
    fs::write(dir.path().join("fine.env"), "A=1\n").unwrap();
    fs::write(dir.path().join("wrong.env"), "A=1\nhush\n").unwrap();
    let config = load(&Source::Given(file), &[], &[]).unwrap();
    let error = check_world(&config).unwrap_err();
    let place = |text: &str| text.replace(&*dir.path().to_string_lossy(), "/DIR");
    assert_told(&root().join("tests/fixtures/config/world.txt"), &error, place);
    fs::write(dir.path().join("config.toml"), "[[service]]\nname = \"fine\"\ncommand = [\"sh\"]\n").unwrap();
    let config = load(&Source::Given(dir.path().join("config.toml")), &[], &[]).unwrap();
    assert_eq!(check_world(&config), Ok(()));
}

/// Every key that the schema or the default file knows is known to the other, and a misspelt one to neither.
#[test]
fn the_schema_has_the_keys_of_the_file() {
    fn walk(schema: &serde_json::Value, path: &str, paths: &mut BTreeSet<String>) {
        assert_eq!(schema["additionalProperties"], serde_json::json!(false), "{path}");
        for (name, property) in schema["properties"].as_object().unwrap() {
            assert!(
                property["description"].as_str().is_some_and(|text| !text.is_empty()),
                "{path}{name} has no description"
            );
            paths.insert(format!("{path}{name}"));
            let inner = if property["items"]["properties"].is_object() { &property["items"] } else { property };
            if inner["properties"].is_object() {
                walk(inner, &format!("{path}{name}."), paths);
            }
        }
    }
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let mut paths = BTreeSet::new();
    walk(&schema, "", &mut paths);
    for path in [
        "console.keys",
        "store.dir",
        "sense.interval",
        "service.restart.stable_after",
        "service.probe.recover_after",
        "rule.for",
    ] {
        assert!(paths.contains(path), "{path} in {paths:?}");
    }
    let text = default_text();
    for path in &paths {
        let name = path.rsplit('.').next().unwrap();
        let shown = [
            format!("{name} = "),
            format!("- {name}: "),
            format!("[{name}]"),
            format!(".{name}]]"),
            format!("[[{name}]]"),
        ];
        assert!(shown.iter().any(|shown| text.contains(shown)), "{path} is not in the default file");
    }
    let wanted = &schema["properties"]["service"]["items"]["properties"]["restart"]["properties"]["policy"];
    assert_eq!(wanted["default"], "always");
    assert_eq!(wanted["enum"], serde_json::json!(["always", "on-failure", "never"]));
}

/// Every fault has a place within the text.
fn assert_placed(text: &str) -> Result<(), TestCaseError> {
    let Err(error) = parse(text, Some(Path::new("/etc/x.toml")), &[]) else { return Ok(()) };
    prop_assert!(!error.faults.is_empty(), "an error without a fault: {:?}", text);
    let lines = text.lines().count().max(1);
    for fault in &error.faults {
        let Place::Line { line, column, .. } = &fault.place else {
            return Err(TestCaseError::fail(format!("no line: {fault:?} in {text:?}")));
        };
        prop_assert!(*line >= 1 && *line <= lines, "{:?} in {:?}", fault, text);
        let width = text.lines().nth(line - 1).unwrap_or("").chars().count();
        prop_assert!(*column >= 1 && *column <= width + 1, "{:?} in {:?}", fault, text);
    }
    prop_assert!(!error.to_string().chars().any(|c| c.is_control() && c != '\n'));
    let json = serde_json::to_string(&error).unwrap();
    prop_assert_eq!(serde_json::from_str::<ConfigError>(&json).unwrap(), error, "{}", json);
    Ok(())
}

/// Lines that are nearly a configuration.
fn nearly() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "(name|kind|command|url|address|depends_on|for|above|series|interval|keys|restart|stop|environment) ?=? ?",
        "\\[?\\[(service|rule|service.probe|console|sense|store|x)\\]?\\]",
        "(name|command|depends_on|interval|above) = (\"[a-z./ ]{0,6}\"|[0-9]{1,25}|-?1e[0-9]{1,3}|nan|inf|\\[\"a\", \"b\"\\]|\\{ ?a ?= ?1 ?\\}|true)",
        "depends_on = \\[\"[ab]\", \"[ab]\"\\]",
        "name = \"[ab]\"",
        "kind = \"(http|tcp|exec|process|external|unit)\"",
        "\\PC{0,20}",
        "[\u{0}-\u{ff}]{0,20}",
    ];
    proptest::collection::vec(line, 0..16).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn no_text_breaks_the_parser(text in "[\u{0}-\u{2ff}]*|\\PC*") {
        assert_placed(&text)?;
    }

    #[test]
    fn nothing_that_is_nearly_right_breaks_the_parser(text in nearly()) {
        assert_placed(&text)?;
    }

    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("c.toml");
        fs::write(&file, &bytes).unwrap();
        if let Err(error) = load(&Source::Given(file), &[], &[]) {
            prop_assert!(!error.faults.is_empty());
            let lines = bytes.split(|byte| *byte == b'\n').count();
            for fault in &error.faults {
                prop_assert!(matches!(&fault.place, Place::Line { line, .. } if *line <= lines), "{:?}", fault);
            }
        }
    }
}
