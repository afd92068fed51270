//! Steps as read: their work, their settings, and the steps that they name in `after`, which are looked up later. Most
//! steps of a large file have a name, a command and an order, and nothing else: those take a short way.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::step_keys::StepKeys;
use super::values::Switched;
use super::work;
use crate::config::reader::{Keys as _, Reader, join};
use crate::config::table::Table;
use crate::model::process::AccountSpec;
use crate::model::workflow::step::{Cache, Each, Settings, StepSpec, UndoSpec, Work};
use crate::model::workflow::template::Template;
use crate::model::wrong::{WrongFlow, WrongKeys, WrongValue};

/// So many different settings are looked through for the same before others are made.
const REMEMBERED: usize = 32;

/// Keys of programs.
const OF_PROGRAMS: [&str; 9] = [
    "heartbeat",
    "grace",
    "environment",
    "working_dir",
    "user",
    "group",
    "limits",
    "success_exit_codes",
    "leaves_children",
];

static STEP_TABLE: LazyLock<Table> = LazyLock::new(StepKeys::table);

/// The steps of a file.
#[derive(Default)]
pub(super) struct Steps<'t> {
    /// What they are; what they need is not known yet.
    pub(super) specs: Vec<StepSpec>,
    /// Where each stands among all of the file, also those that cannot be read.
    pub(super) places: Vec<u32>,
    /// For each, where those that it names in `after` are in `names`.
    after: Vec<(u32, u32)>,
    names: Vec<Cow<'t, str>>,
    /// So many stand in the file.
    pub(super) count: u32,
    settings: Vec<Arc<Settings>>,
    standard: Arc<Settings>,
}

impl<'t> Steps<'t> {
    /// The steps that one names in `after`.
    pub(super) fn after(&self, step: usize) -> &[Cow<'t, str>] {
        let (from, to) = self.after.get(step).copied().unwrap_or_default();
        self.names.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Reads the next step of the section, `step` or `handler`.
    pub(super) fn read(&mut self, table: &DeTable<'t>, section: &str, reader: &mut Reader<'_>) {
        let place = self.count;
        self.count += 1;
        let from = self.position();
        if let Some((name, work)) = self.lean(table) {
            let settings = Arc::clone(&self.standard);
            self.push(place, from, StepSpec { name, work, needs: Vec::new(), settings, undo: None });
            return;
        }
        self.names.truncate(from as usize);
        let path = format!("{section}[{place}]");
        if let Some(spec) = self.full(table, &path, reader) {
            self.push(place, from, spec);
        }
    }

    /// Whether all settings of a step are as they are where nothing is said.
    pub(super) fn is_standard(&self, step: &StepSpec) -> bool {
        Arc::ptr_eq(&step.settings, &self.standard)
    }

    fn position(&self) -> u32 {
        u32::try_from(self.names.len()).unwrap_or(u32::MAX)
    }

    fn push(&mut self, place: u32, from: u32, spec: StepSpec) {
        self.after.push((from, self.position()));
        self.places.push(place);
        self.specs.push(spec);
    }

    /// A step of a name, a command and an order, all as they should be.
    fn lean(&mut self, table: &DeTable<'t>) -> Option<(Arc<str>, Work)> {
        let (mut name, mut command) = (None, None);
        for (key, value) in table {
            match (&**key.get_ref(), value.get_ref()) {
                ("name", DeValue::String(text)) if is_usable(text) => name = Some(Arc::from(&**text)),
                ("command", DeValue::Array(words)) => command = Some(argv(words)?),
                ("after", DeValue::Array(names)) => {
                    for name in &**names {
                        let DeValue::String(name) = name.get_ref() else { return None };
                        self.names.push(name.clone());
                    }
                }
                _ => return None,
            }
        }
        Some((name?, Work::Command(command?)))
    }

    /// Any step.
    fn full(&mut self, table: &DeTable<'_>, path: &str, reader: &mut Reader<'_>) -> Option<StepSpec> {
        let before = reader.faults.len();
        let mut keys = reader.known_table::<StepKeys>(table, path, &STEP_TABLE)?;
        if !is_usable(&keys.name) {
            let wrong = WrongFlow::NotUsable { text: keys.name.clone(), instead: usable(&keys.name) };
            reader.fault(&join(path, "name"), wrong);
        }
        let work = work::of_step(&mut keys, path, before, reader);
        if let Some(work) = &work {
            check_kind(work, &keys, path, reader);
        }
        let undo_path = join(path, "undo");
        let undo = keys.undo.take().and_then(|undo| work::undo(undo, &undo_path, before, reader));
        if let Some(work) = work.as_ref().filter(|_| table.contains_key("undo")) {
            check_undo(work, keys.irreversible == Some(true), path, reader);
        }
        self.names.extend(keys.after.take().into_iter().flatten().map(Cow::Owned));
        let name = Arc::from(keys.name.as_str());
        let settings = self.shared(settings(keys, path, reader));
        // A step without work stands for its name, so that others that name it are not told that it is missing.
        let work = work.unwrap_or_else(|| Work::Command(Vec::new()));
        Some(StepSpec { name, work, needs: Vec::new(), settings, undo: undo.map(Box::new) })
    }

    /// The same settings once.
    fn shared(&mut self, settings: Settings) -> Arc<Settings> {
        if settings == *self.standard {
            return Arc::clone(&self.standard);
        }
        if let Some(known) = self.settings.iter().find(|known| ***known == settings) {
            return Arc::clone(known);
        }
        let settings = Arc::new(settings);
        if self.settings.len() == REMEMBERED {
            self.settings.remove(0);
        }
        self.settings.push(Arc::clone(&settings));
        settings
    }
}

/// A program with arguments; none when it is none.
fn argv(words: &[Spanned<DeValue<'_>>]) -> Option<Vec<Template>> {
    let word = |word: &Spanned<DeValue<'_>>| match word.get_ref() {
        DeValue::String(text) if !text.contains('\0') => Some(Template::from(&**text)),
        _ => None,
    };
    let words: Vec<Template> = words.iter().map(word).collect::<Option<_>>()?;
    words.first().filter(|program| !program.as_str().trim().is_empty())?;
    Some(words)
}

/// What expressions mean by these already, or keep for later.
const RESERVED: [&str; 21] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];
/// Longest name of a step.
const LONGEST_NAME: usize = 64;

/// Whether an expression can name it.
pub(super) fn is_usable(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
        && !RESERVED.contains(&name)
}

/// A name that an expression can use, made of one that it cannot.
pub(super) fn usable(name: &str) -> Option<String> {
    let part = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let plain: String = name.chars().take(LONGEST_NAME).map(part).collect();
    let plain = plain.trim_matches('_').to_owned();
    let made = if RESERVED.contains(&plain.as_str()) { format!("{plain}_") } else { plain };
    is_usable(&made).then_some(made)
}

/// Notes keys that mean nothing for what the step does.
fn check_kind(work: &Work, keys: &StepKeys, path: &str, reader: &mut Reader<'_>) {
    let given = [
        keys.heartbeat.is_some(),
        keys.grace.is_some(),
        keys.environment.is_some(),
        keys.working_dir.is_some(),
        keys.user.is_some(),
        keys.group.is_some(),
        keys.limits.is_some(),
        keys.success_exit_codes.is_some(),
        keys.leaves_children.is_some(),
    ];
    let mut only_for = |name: &str, kinds: &[&str]| {
        let one_of = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        reader.fault(&join(path, name), WrongKeys::OnlyFor { name: name.to_owned(), one_of });
    };
    if !work.is_process() {
        for (name, _) in OF_PROGRAMS.iter().zip(given).filter(|(_, given)| *given) {
            only_for(name, &["command", "shell"]);
        }
        let retry = keys.retry.as_ref();
        if retry.is_some_and(|retry| !retry.exit_codes.is_empty()) {
            only_for("retry.exit_codes", &["command", "shell"]);
        }
        if retry.is_some_and(|retry| retry.output.is_some()) {
            only_for("retry.output", &["command", "shell"]);
        }
    }
    if keys.cache.is_some() && !work.is_process() && !matches!(work, Work::Http(_)) {
        only_for("cache", &["command", "shell", "http"]);
    }
    if let (Work::Switch(_), Some(_)) = (work, &keys.each) {
        let (name, other) = ("each".to_owned(), "switch".to_owned());
        reader.fault(&join(path, "each"), WrongKeys::Both { name, other });
    }
}

/// Notes an undo that means nothing.
fn check_undo(work: &Work, irreversible: bool, path: &str, reader: &mut Reader<'_>) {
    let place = join(path, "undo");
    if irreversible {
        reader.fault(&place, WrongFlow::UndoOfIrreversible);
    }
    if matches!(work, Work::Switch(_) | Work::Set(_) | Work::Wait(_)) {
        reader.fault(&place, WrongFlow::UndoOfNothing { kind: work.word().to_owned() });
    }
}

fn settings(keys: StepKeys, path: &str, reader: &mut Reader<'_>) -> Settings {
    let standard = Settings::default();
    for (name, files) in [("reads", &keys.reads), ("writes", &keys.writes)] {
        check_files(files.as_deref().unwrap_or_default(), &join(path, name), reader);
    }
    let cache: Option<Cache> = match keys.cache {
        Some(Switched::On(cache)) => Some(cache),
        Some(Switched::Off) | None => None,
    };
    if let Some(cache) = &cache {
        check_files(&cache.files, &join(path, "cache.files"), reader);
    }
    if keys.retry.as_ref().is_some_and(|retry| retry.delay > retry.max_delay) {
        let (name, other) = ("delay".to_owned(), "max_delay".to_owned());
        reader.fault(&join(path, "retry.delay"), WrongKeys::Longer { name, other });
    }
    Settings {
        description: keys.description.unwrap_or_default(),
        when: keys.when,
        join: keys.join.unwrap_or_default(),
        each: keys.each.map(|each| Each { items: each.items, max_parallel: each.max_parallel }),
        retry: keys.retry.unwrap_or_default(),
        timeout: keys.timeout,
        queue_timeout: keys.queue_timeout,
        heartbeat: keys.heartbeat,
        grace: keys.grace.unwrap_or(standard.grace),
        idempotent: keys.idempotent.unwrap_or_default(),
        irreversible: keys.irreversible.unwrap_or_default(),
        may_fail: keys.may_fail.unwrap_or_default(),
        cache,
        reads: keys.reads.unwrap_or_default(),
        writes: keys.writes.unwrap_or_default(),
        resources: keys.resources.unwrap_or_default(),
        environment: keys.environment.unwrap_or_default(),
        working_dir: keys.working_dir,
        account: AccountSpec { user: keys.user, group: keys.group },
        limits: keys.limits.unwrap_or_default(),
        success_exit_codes: keys.success_exit_codes.unwrap_or_default(),
        leaves_children: keys.leaves_children.unwrap_or_default(),
    }
}

/// Notes files that cannot be.
fn check_files(files: &[String], path: &str, reader: &mut Reader<'_>) {
    for (index, text) in files.iter().enumerate() {
        let place = || format!("{path}[{index}]");
        if text.is_empty() {
            reader.fault(&place(), WrongValue::EmptyFilePath);
        } else if text.contains("${") {
            reader.fault(&place(), WrongFlow::ExpressionInFile { text: text.clone() });
        }
    }
}

/// The work of a step and of its undo.
pub(super) fn works(step: &StepSpec) -> impl Iterator<Item = (&'static str, &Work)> {
    let undo: Option<&UndoSpec> = step.undo.as_deref();
    std::iter::once(("", &step.work)).chain(undo.map(|undo| ("undo.", &undo.work)))
}
