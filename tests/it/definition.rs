//! Files of workflows as their authors meet them: files in, definitions and messages out.
#![expect(
    clippy::panic,
    clippy::format_collect,
    clippy::format_push_string,
    reason = "a test fails by panicking, and may be slow with texts"
)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use autoagents_console::config::workflow::{Known, Others, Parsed, parse, read, schema};
use autoagents_console::config::{Source, load};
use autoagents_console::i18n::{Language, Texts};
use autoagents_console::model::event::Setup;
use autoagents_console::model::workflow::definition::Definition;
use autoagents_console::model::workflow::step::NeedReason;
use autoagents_console::model::wrong::ConfigError;
use proptest::prelude::*;

/// Set to write what the tests expect instead of comparing with it.
const UPDATE: &str = "UPDATE_FIXTURES";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(dir: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(dir)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    assert!(!files.is_empty(), "no files in {dir}");
    files
}

fn assert_file(path: &Path, actual: &str) {
    if std::env::var_os(UPDATE).is_some() {
        fs::write(path, actual).unwrap();
    }
    let wanted = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(actual, wanted, "{} differs; look at it, then run with {UPDATE}=1", path.display());
}

/// What a platform has that the fixtures name.
fn known() -> Known {
    Known {
        services: Some(["api", "db"].map(str::to_owned).into()),
        rules: Some(["disk-nearly-full"].map(str::to_owned).into()),
        resources: Some([("db".to_owned(), 2)].into()),
    }
}

/// Parses as if the file stood in `/etc/autoagents/workflows`, so that messages do not depend on where the tests run.
fn parsed(text: &str, known: &Known) -> Parsed {
    parse(text, Path::new("/etc/autoagents/workflows/a.toml"), known, true)
}

fn definition(text: &str) -> Definition {
    parsed(text, &known()).definition.unwrap_or_else(|error| panic!("{error}"))
}

/// Who needs whom and why, a line for each.
fn needs(definition: &Definition) -> String {
    let line = |at: usize| {
        let step = &definition.steps[at];
        step.needs
            .iter()
            .map(|need| format!("{} <- {} ({:?})\n", step.name, definition.steps[need.step as usize].name, need.why))
            .collect::<String>()
    };
    (0..definition.steps.len()).map(line).collect()
}

#[test]
fn valid_files_have_the_needs_that_they_say() {
    for file in files("tests/fixtures/workflow/valid") {
        let parsed = parsed(&fs::read_to_string(&file).unwrap(), &known());
        let definition = parsed.definition.unwrap_or_else(|error| panic!("{}\n{error}", file.display()));
        let texts = Texts::new(Language::En);
        let notes: String = parsed
            .notes
            .iter()
            .map(|note| format!("note: {} after {}: {}\n", note.step, note.after, texts.say(&note.why)))
            .collect();
        let json = serde_json::to_string_pretty(&definition).unwrap();
        assert_eq!(serde_json::from_str::<Definition>(&json).unwrap(), definition, "{}", file.display());
        assert_file(&file.with_extension("txt"), &format!("{}{notes}\n{json}\n", needs(&definition)));
    }
}

#[test]
fn invalid_files_say_what_to_do_in_both_languages() {
    let (english, korean) = (Texts::new(Language::En), Texts::new(Language::Ko));
    for file in files("tests/fixtures/workflow/invalid") {
        let text = fs::read_to_string(&file).unwrap();
        let error: ConfigError = parsed(&text, &known()).definition.expect_err(&file.display().to_string());
        assert!(!error.faults.is_empty());
        assert_file(&file.with_extension("txt"), &format!("{}\n", english.report(&error)));
        assert_file(&file.with_extension("ko.txt"), &format!("{}\n", korean.report(&error)));
    }
}

#[test]
fn the_examples_are_right_together() {
    for checked in read(&files("assets/workflows"), &Known::default(), Others::default(), true) {
        let definition = checked.definition.unwrap_or_else(|error| panic!("{error}"));
        assert!(definition.steps.len() > 3 && !definition.description.is_empty());
        assert!(checked.notes.is_empty(), "{:?}", checked.notes);
    }
}

#[test]
fn the_published_schema_is_that_of_the_keys() {
    let schema = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    assert_file(&root().join("assets/workflow.schema.json"), &schema);
}

#[test]
fn workflows_that_run_each_other_are_checked_together() {
    let dir = tempfile::tempdir().unwrap();
    let step = |name: &str, params: &str| {
        format!("[[step]]\nname = \"a\"\nworkflow = {{ name = \"{name}\", params = {{ {params} }} }}\n")
    };
    let write = |name: &str, text: &str| {
        let file = dir.path().join(name);
        fs::write(&file, text).unwrap();
        file
    };
    let files = [
        write("one.toml", &step("two", "n = \"x\", m = 1")),
        write("two.toml", &format!("[params.n]\ntype = \"int\"\n[params.k]\n{}", step("one", ""))),
        write("three.toml", &format!("name = \"one\"\n{}", step("tow", ""))),
    ];
    let told: Vec<String> = read(&files, &Known::default(), Others::default(), false)
        .into_iter()
        .flat_map(|checked| checked.definition.unwrap_err().faults)
        .map(|fault| format!("{}: {}", fault.key, Texts::new(Language::En).what_and_hint(&fault.wrong).0))
        .collect();
    assert_eq!(
        told,
        [
            "step[0].workflow.params.m: there is no parameter `m`",
            "step[0].workflow.params.n: `n` has to be a whole number",
            "step[0].workflow: the parameter `k` of `two` is missing",
            "step[0].workflow.name: these workflows run each other without end: one -> two -> one",
            "step[0].workflow.name: these workflows run each other without end: two -> one -> two",
            "name: the file one.toml has a workflow `one`, too",
            "step[0].workflow.name: there is no workflow `tow`",
        ]
    );
}

#[test]
fn a_file_is_read_the_same_step_by_step_and_as_a_whole() {
    let apart = "[[step]]\nname = \"a\"\ncommand = [\"x\"]\n  [step.undo]\n  shell = '''\n[[step]]\n'''\n\n[params.p]\ndefault = 1\ntype = \"int\"\n[[step]]\nname = \"b\"\nshell = \"# ${params.p}\"\nafter = [\"a\"]\n";
    // A table between a step and what is below it keeps it from being cut.
    let whole = apart.replace(
        "  [step.undo]\n  shell = '''\n[[step]]\n'''\n\n[params.p]\ndefault = 1\ntype = \"int\"\n",
        "[params.p]\ndefault = 1\ntype = \"int\"\n[step.undo]\nshell = '''\n[[step]]\n'''\n",
    );
    assert_eq!(definition(apart), definition(&whole));
    let inline = "step = [{ name = \"a\", command = [\"x\"] }, { name = \"b\", command = [\"y\"], after = [\"a\"] }]";
    assert_eq!(needs(&definition(inline)), "b <- a (After)\n");
}

#[test]
fn a_hundred_thousand_steps_are_read_and_one_more_is_not() {
    let text = |count: usize| -> String {
        let step = |at: usize| match at {
            0 => "[[step]]\nname = \"s0\"\ncommand = [\"true\"]\n".to_owned(),
            at => format!("[[step]]\nname = \"s{at}\"\nafter = [\"s{}\"]\ncommand = [\"true\"]\n", at - 1),
        };
        (0..count).map(step).collect()
    };
    let large = definition(&text(100_000));
    assert_eq!(large.steps.len(), 100_000);
    assert!(large.steps.iter().skip(1).all(|step| step.needs.len() == 1));
    let error = parsed(&text(100_001), &known()).definition.unwrap_err();
    assert!(error.to_string().contains("100001 steps are more"), "{error}");
}

/// Steps with random orders, outputs and files, always of earlier ones.
fn random_steps() -> impl Strategy<Value = Vec<(Vec<usize>, Vec<usize>, Vec<usize>)>> {
    let few = || prop::collection::vec(0usize..1_000, 0..3);
    prop::collection::vec((few(), few(), few()), 1..30)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn everything_that_is_named_is_needed_and_nothing_else(steps in random_steps()) {
        let mut text = String::new();
        let mut wanted: Vec<std::collections::BTreeSet<u32>> = Vec::new();
        for (at, (after, outputs, reads)) in steps.iter().enumerate() {
            let earlier = |of: &Vec<usize>| -> Vec<usize> { of.iter().filter(|_| at > 0).map(|one| one % at.max(1)).collect() };
            let (after, outputs, reads) = (earlier(after), earlier(outputs), earlier(reads));
            let names = after.iter().map(|one| format!("\"s{one}\"")).collect::<Vec<_>>().join(", ");
            let words = outputs.iter().map(|one| format!("${{steps.s{one}.outputs.x}}")).collect::<Vec<_>>().join(" ");
            let files = reads.iter().map(|one| format!("\"f{one}\"")).collect::<Vec<_>>().join(", ");
            text += &format!("[[step]]\nname = \"s{at}\"\nafter = [{names}]\nshell = \"x {words}\"\nreads = [{files}]\nwrites = [\"f{at}\"]\n");
            wanted.push(after.iter().chain(&outputs).chain(&reads).map(|one| u32::try_from(*one).unwrap()).collect());
        }
        let definition = definition(&text);
        for (at, (step, wanted)) in definition.steps.iter().zip(&wanted).enumerate() {
            let found: Vec<u32> = step.needs.iter().map(|need| need.step).collect();
            prop_assert_eq!(&found, &wanted.iter().copied().collect::<Vec<_>>());
            for need in &step.needs {
                let one = usize::try_from(need.step).unwrap();
                let uses = steps[at].1.iter().any(|output| output % at.max(1) == one);
                let by_output = matches!(&need.why, NeedReason::Output(output) if output == "x");
                prop_assert_eq!(uses, by_output);
            }
        }
    }

    #[test]
    fn random_text_is_read_or_refused(text in "(\\[\\[?step\\]?\\]?|\\[step.undo\\]|name|=|command|[a-c\"'.,\\[\\]{}$#\\n ]|\\\\|\"\"\"|after|when|steps){0,60}") {
        let parsed = parsed(&text, &known());
        if let Err(error) = parsed.definition {
            prop_assert!(!error.faults.is_empty() && !error.to_string().is_empty());
        }
    }

    #[test]
    fn random_expressions_are_read_or_refused(text in "[a-z.()\\[\\]'+&|!? 0-9]{0,40}") {
        let quoted = toml::Value::String(text).to_string();
        let parsed = parsed(&format!("[[step]]\nname = \"a\"\ncommand = [\"x\"]\nwhen = {quoted}\n"), &known());
        if let Err(error) = parsed.definition {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}

#[test]
fn a_workflow_whose_file_becomes_faulty_stays_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("config.toml");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    fs::create_dir(dir.path().join("workflows")).unwrap();
    write("config.toml", "[workflows]\nresources = { db = 1 }\n");
    write("workflows/a.toml", "[[step]]\nname = \"x\"\ncommand = [\"true\"]\nresources = { db = 1 }\n");
    write("workflows/b.toml", "name = \"bee\"\n[[step]]\nname = \"x\"\ncommand = [\"true\"]\n");
    write("workflows/.b.toml", "left by an editor");
    let load = || load(&Source::Given(file.clone()), &[], &[]).unwrap().setup;
    let names = |setup: &Setup| setup.workflows.iter().map(|one| one.name.to_string()).collect::<Vec<_>>();
    let before = load();
    assert_eq!((names(&before), before.broken_workflows.len()), (vec!["a".to_owned(), "bee".to_owned()], 0));
    assert_eq!(before.workflows[0].working_dir, dir.path().join("workflows").to_string_lossy());
    assert!(before.work.max_parallel >= 2);

    write("workflows/b.toml", "name = \"bee\"\n[[step]]\nname = \"x\"\n");
    write("workflows/a.toml", "[[step]]\nname = \"y\"\ncommand = [\"true\"]\n");
    let broken = load();
    assert_eq!(names(&broken), ["a"]);
    assert_eq!(broken.broken_workflows[0].name.as_str(), "bee");
    let kept = broken.keeping(&before);
    assert_eq!(names(&kept), ["a", "bee"]);
    assert_eq!(&*kept.workflows[0].steps[0].name, "y", "what is right is taken over");

    fs::remove_file(dir.path().join("workflows/b.toml")).unwrap();
    assert_eq!(names(&load().keeping(&kept)), ["a"], "what is gone is gone");
}
