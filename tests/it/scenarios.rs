//! Scenarios: timed events in, effects and states out, as data. One file in `tests/fixtures/scenarios` is one story; a
//! bug report becomes a new file. What a line can say is in `steps` (what happens) and `expect` (what must hold).
//!
//! ```toml
//! about = "What is shown."
//! config = '''…'''            # as in config.toml; `[configs]` holds others, for `reload NAME`
//! script = '''
//! boot                        # the runtime begins, at 0s
//! at 10s                      # on the way there everything that falls due is done
//! exited api 1
//!     expect api starting generation 2
//! '''
//! ```

mod expect;
mod foresight;
mod healing;
mod managed;
mod scene;
mod steps;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use autoagents_console::config::parse;
use autoagents_console::model::event::Setup;
use serde::Deserialize;

use scene::Scene;

/// A scenario as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Story {
    about: String,
    #[serde(default)]
    seed: u64,
    config: String,
    #[serde(default)]
    configs: BTreeMap<String, String>,
    script: String,
}

#[test]
fn every_scenario_goes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/scenarios");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 12, "only {} scenarios", files.len());
    let failures: Vec<_> = files.iter().filter_map(|path| play(path).err()).collect();
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n\n"));
}

/// Plays one file; the error names the line and what happened before it.
fn play(path: &Path) -> Result<(), String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    let story: Story = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let offset = text.find("script = '''").map_or(0, |at| text[..at].lines().count());
    let mut setups = BTreeMap::from([(String::new(), setup(&story.config).map_err(|why| format!("{name}: {why}"))?)]);
    for (key, config) in &story.configs {
        setups.insert(key.clone(), setup(config).map_err(|why| format!("{name}: configs.{key}: {why}"))?);
    }
    let mut scene = Scene::new(story.seed, setups);
    for (number, line) in story.script.lines().enumerate() {
        let line = line.split(" #").next().unwrap_or("").trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        scene.line(line).map_err(|why| {
            let place = format!("{name}:{}: `{line}`: {why}", offset + number);
            format!(
                "{place}\n  about: {}\n  during the last step: {:#?}\n{}",
                story.about,
                scene.did(),
                scene.picture()
            )
        })?;
    }
    Ok(())
}

/// As if the file stood in `/srv`, so that nothing depends on where the tests run.
fn setup(text: &str) -> Result<Arc<Setup>, String> {
    parse(text, Some(Path::new("/srv/config.toml")), &[]).map(|config| config.setup).map_err(|error| error.to_string())
}
