//! `autoagents config`: check, schema, init, show.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::args::{Args, ConfigVerb};
use super::context;
use super::exit::Failure;
use super::output;
use crate::config;

pub(super) fn run(args: &Args, verb: &ConfigVerb) -> Result<(), Failure> {
    match verb {
        ConfigVerb::Check => check(args),
        ConfigVerb::Schema => Ok(output::json(&config::schema())?),
        ConfigVerb::Init { path } => init(path),
        ConfigVerb::Show => Ok(output::raw(&config::show(&context::configuration(args)?))?),
    }
}

fn check(args: &Args) -> Result<(), Failure> {
    let config = context::configuration(args)?;
    config::check_world(&config)?;
    let texts = context::texts(&config);
    let services = config.setup.services.len();
    let rules = config.setup.rules.len();
    let file = config.file.as_ref().map_or_else(|| texts.get("cli-built-in").to_owned(), |f| f.display().to_string());
    let variables = [("file", file.as_str().into()), ("services", services.into()), ("rules", rules.into())];
    Ok(output::line(&texts.with("cli-config-fine", &variables))?)
}

/// Never writes over a file.
fn init(path: &Path) -> Result<(), Failure> {
    let text = config::default_text();
    if path.as_os_str() == "-" {
        return Ok(output::raw(&text)?);
    }
    let written =
        OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Exists { path: path.display().to_string() },
        _ => Failure::NotWritten { path: path.display().to_string(), error: error.to_string() },
    })?;
    Ok(output::line(&path.display().to_string())?)
}
