//! The rules that reviews forget: layers, sizes, names, what may not stand in the tree. Each rule is tested on a planted
//! violation too.

use std::fs;
use std::path::{Path, PathBuf};

/// Lines that a file may have, and the tenth largest percentile.
const FILE_MOST: usize = 600;
const FILE_P90: usize = 350;
/// Lines that a function may have, and the tenth largest percentile.
const FUNCTION_MOST: usize = 100;
const FUNCTION_P90: usize = 40;

/// A module may use modules of smaller layers only.
const LAYERS: &[(&str, u32)] = &[
    ("model", 0),
    ("clock", 1),
    ("graph", 1),
    ("i18n", 3),
    ("config", 2),
    ("ports", 2),
    ("data", 3),
    ("engine", 4),
    ("learn", 3),
    ("sense", 4),
    ("exec", 4),
    ("store", 4),
    ("agents", 5),
    ("runtime", 6),
    ("link", 7),
    ("demo", 7),
    ("ui", 8),
    ("cli", 8),
    ("boot", 9),
];

/// The screen sees what a viewer of any runtime could see, and nothing else.
const SCREEN_SEES: &[&str] = &["model", "config", "clock", "graph", "link", "i18n"];

/// A source file: its path below the repository, and its text.
#[derive(Debug, Clone)]
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The top-level module that it belongs to.
    fn module(&self) -> Option<&str> {
        let rest = self.path.strip_prefix("src/")?;
        rest.split('/').next()?.split('.').next()
    }

    /// Lines before its tests.
    fn body(&self) -> &str {
        self.text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default()
    }

    /// A file of nothing but tests, beside what it tests.
    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.ends_with("tests.rs") || self.path.starts_with("tests/") || ["fixture.rs", "pictures.rs"].contains(&name)
    }
}

/// Names what breaks it.
type Rule = fn(&[Source]) -> Vec<String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read") {
            let path: PathBuf = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("the file can be read");
                let path = path.strip_prefix(root()).expect("it is below the root").display().to_string();
                found.push(Source { path, text });
            }
        }
    }
    assert!(!found.is_empty(), "no sources below {folder}");
    found
}

fn layer(module: &str) -> Option<u32> {
    LAYERS.iter().find(|(name, _)| *name == module).map(|(_, layer)| *layer)
}

/// Modules that a line names by `crate::`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        &rest[..end]
    })
}

fn layers_broken(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources {
        let Some(module) = source.module().filter(|module| !["lib", "main"].contains(module)) else { continue };
        let Some(own) = layer(module) else {
            broken.push(format!("{}: module `{module}` has no layer", source.path));
            continue;
        };
        for (number, line) in source.text.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for used in named(line).filter(|used| *used != module) {
                let allowed = layer(used).is_none_or(|layer| layer < own);
                let seen = module != "ui" || layer(used).is_none() || SCREEN_SEES.contains(&used);
                if !allowed || !seen {
                    broken.push(format!("{}:{}: `{module}` must not use `{used}`", source.path, number + 1));
                }
            }
        }
    }
    broken
}

/// Length of each function, by the closing brace at the indentation of its `fn`.
fn functions(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let words: Vec<&str> = code.split_whitespace().take_while(|word| *word != "fn").collect();
        let opens = ["pub", "pub(crate)", "pub(super)", "async", "const", "unsafe"];
        let is_function =
            code.contains("fn ") && words.iter().all(|word| opens.contains(word) || word.starts_with("pub("));
        if !is_function || code.starts_with("//") {
            continue;
        }
        let indent = &line[..line.len() - code.len()];
        let close = format!("{indent}}}");
        let length = lines[start..].iter().position(|line| *line == close);
        let ends_at_once = lines[start..].iter().take_while(|line| **line != close).any(|line| line.ends_with(';'))
            && lines[start].ends_with(';');
        if let Some(length) = length.filter(|_| !ends_at_once) {
            found.push((start + 1, length + 1));
        }
    }
    found
}

fn p90(mut sizes: Vec<usize>) -> usize {
    sizes.sort_unstable();
    sizes.get(sizes.len() * 9 / 10).copied().unwrap_or(0)
}

fn too_large(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    let (mut files, mut lengths) = (Vec::new(), Vec::new());
    for source in sources.iter().filter(|source| !source.is_test()) {
        let lines = source.body().lines().count();
        files.push(lines);
        if source.text.lines().count() > FILE_MOST {
            broken.push(format!("{}: more than {FILE_MOST} lines", source.path));
        }
        for (at, length) in functions(source.body()) {
            lengths.push(length);
            if length > FUNCTION_MOST {
                broken.push(format!("{}:{at}: a function of {length} lines", source.path));
            }
        }
    }
    let (file, function) = (p90(files), p90(lengths));
    if file > FILE_P90 {
        broken.push(format!("a tenth of the files has more than {file} lines, {FILE_P90} are meant"));
    }
    if function > FUNCTION_P90 {
        broken.push(format!("a tenth of the functions has more than {function} lines, {FUNCTION_P90} are meant"));
    }
    broken
}

fn badly_named(sources: &[Source]) -> Vec<String> {
    let vague = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "imp"];
    let is_vague = |part: &str| vague.contains(&part.trim_end_matches(".rs"));
    let named = sources.iter().filter(|source| source.path.split('/').any(is_vague));
    named.map(|source| format!("{}: a module is a noun of the domain", source.path)).collect()
}

/// A `mod.rs` is a map: docs, modules, re-exports.
fn crowded_maps(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("src/") && source.path.ends_with("/mod.rs")) {
        if !source.text.starts_with("//!") {
            broken.push(format!("{}: a folder begins with a map of it", source.path));
        }
        let code = ["fn ", "pub fn ", "struct ", "pub struct ", "enum ", "pub enum ", "impl ", "impl<"];
        let is_code = |line: &&str| code.iter().any(|start| line.starts_with(start));
        // The commands' entry is one match, and belongs where the list of them is.
        if source.path != "src/cli/mod.rs"
            && let Some(line) = source.text.lines().find(is_code)
        {
            broken.push(format!("{}: only docs, modules and re-exports, not `{line}`", source.path));
        }
    }
    broken
}

fn unwanted(sources: &[Source]) -> Vec<String> {
    // Put together here, so that this file does not hold them itself.
    let words =
        [["to", "do!("], ["unimple", "mented!("], ["FIX", "ME"], ["#[ig", "nore"], ["XX", "X:"]].map(|w| w.concat());
    let places = [["/wo", "rk/"], ["/ro", "ot/"], ["/far", "m/"]].map(|w| w.concat());
    let mut broken = Vec::new();
    for source in sources {
        for (number, line) in source.text.lines().enumerate() {
            let place = |place: &String| {
                line.split(place.as_str()).next().is_some_and(|before| {
                    before.len() < line.len() && !before.ends_with(|c: char| c.is_alphanumeric() || "_./-".contains(c))
                })
            };
            if words.iter().any(|word| line.contains(word.as_str())) || places.iter().any(place) {
                broken.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    broken
}

/// Tests wait for conditions: a sleep of a fixed time is either too short or too long.
fn sleeping(sources: &[Source]) -> Vec<String> {
    let mut broken = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("tests/it/")) {
        for (number, line) in source.text.lines().enumerate() {
            // Within a loop that looks at a condition a short pause is what waiting is made of.
            let long = line.contains("sleep(Duration::from_secs(");
            if long {
                broken.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    broken
}

fn assert_none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn layers_hold() {
    assert_none(&layers_broken(&sources("src")));
}

#[test]
fn sizes_hold() {
    assert_none(&too_large(&sources("src")));
}

#[test]
fn names_are_of_the_domain() {
    assert_none(&badly_named(&sources("src")));
}

#[test]
fn folders_begin_with_a_map() {
    assert_none(&crowded_maps(&sources("src")));
}

#[test]
fn nothing_unfinished_is_left() {
    let all: Vec<Source> = ["src", "tests", "benches"].into_iter().flat_map(sources).collect();
    assert_none(&unwanted(&all));
}

#[test]
fn tests_wait_for_conditions() {
    assert_none(&sleeping(&sources("tests")));
}

#[test]
fn planted_violations_are_found() {
    let plant = |path: &str, text: &str| vec![Source { path: path.to_owned(), text: text.to_owned() }];
    let long_function = format!("fn long() {{\n{}}}\n", "    work();\n".repeat(120));
    let long_file = "// line\n".repeat(700);
    let cases: [(&str, Rule, Vec<Source>); 12] = [
        ("upwards", layers_broken, plant("src/model/alert.rs", "use crate::engine::Engine;\n")),
        ("sideways", layers_broken, plant("src/sense/host.rs", "use crate::store::open;\n")),
        ("in an expression", layers_broken, plant("src/engine/core.rs", "    let x = crate::exec::log::page();\n")),
        ("the screen reads the store", layers_broken, plant("src/ui/app.rs", "use crate::store::Reader;\n")),
        ("the screen decides", layers_broken, plant("src/ui/app.rs", "use crate::engine::Engine;\n")),
        ("no layer", layers_broken, plant("src/extra.rs", "")),
        ("long function", too_large, plant("src/engine/core.rs", &long_function)),
        ("long file", too_large, plant("src/engine/core.rs", &long_file)),
        ("vague name", badly_named, plant("src/engine/utils.rs", "")),
        ("code in a map", crowded_maps, plant("src/engine/mod.rs", "//! Map.\n\npub fn decide() {}\n")),
        ("unfinished", unwanted, plant("src/a.rs", &["to", "do!()"].concat())),
        ("sleeping", sleeping, plant("tests/it/a.rs", "    thread::sleep(Duration::from_secs(5));\n")),
    ];
    for (name, rule, planted) in cases {
        assert!(!rule(&planted).is_empty(), "`{name}` was not found");
    }
    let fine = plant("src/engine/core.rs", "use crate::model::alert::Alert;\nuse crate::engine::pace::Pace;\n");
    assert_none(&layers_broken(&fine));
}
