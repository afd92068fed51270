//! The command line described in the operator's language. What is declared in `args` is English; the texts have the ids
//! `help-COMMAND-…` and `arg-COMMAND-…-NAME`, or `arg-NAME` where a name means the same everywhere.

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command, CommandFactory as _};

use super::args::Args;
use crate::i18n::{Language, Texts, Value};

/// The command line in this language.
#[must_use]
pub(super) fn command(texts: &Texts) -> Command {
    match texts.language() {
        // As it is declared, with what the library adds of its own.
        Language::En => Args::command(),
        Language::Ko => {
            let root = Args::command().disable_version_flag(true);
            let version = flag("version", 'V', ArgAction::Version, texts);
            described(root.arg(version), "", texts).after_help(text(texts, "help-after"))
        }
    }
}

/// What `--help` says of a command, where that is more than one line.
fn long_about(path: &str, texts: &Texts) -> Option<String> {
    let id = command_id(path);
    let more = format!("{id}-more");
    texts.has(&more).then(|| format!("{}.\n\n{}", texts.get(&id), texts.get(&more)))
}

/// The id of a command's text: its path, without the program.
fn command_id(path: &str) -> String {
    if path.is_empty() { "help-autoagents".to_owned() } else { format!("help{path}") }
}

/// The id of an argument's text.
fn arg_id(path: &str, arg: &Arg, texts: &Texts) -> String {
    let name = arg.get_id().as_str().replace('_', "-");
    let own = format!("arg{path}-{name}");
    if texts.has(&own) { own } else { format!("arg-{name}") }
}

fn value_id(arg: &Arg, value: &PossibleValue) -> String {
    format!("value-{}-{}", arg.get_id(), value.get_name())
}

fn text(texts: &Texts, id: &str) -> String {
    texts.get(id).to_owned()
}

fn described(command: Command, path: &str, texts: &Texts) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let command = match long_about(path, texts) {
        Some(words) => command.long_about(words),
        None => command,
    };
    let command = command
        .about(text(texts, &command_id(path)))
        .help_template(format!(
            "{{before-help}}{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
            texts.get("help-usage")
        ))
        .subcommand_help_heading(text(texts, "help-commands"))
        .subcommand_value_name(text(texts, "help-command"))
        .disable_help_flag(true)
        .mut_args(|arg| argument(arg, path, texts))
        .arg(flag("help", 'h', ArgAction::Help, texts));
    names.into_iter().fold(command, |command, name| {
        let path = format!("{path}-{name}");
        command.mut_subcommand(name, |sub| described(sub, &path, texts))
    })
}

/// One of the flags that the library would add, in English.
fn flag(name: &'static str, short: char, action: ArgAction, texts: &Texts) -> Arg {
    let help = text(texts, &format!("arg-{name}"));
    Arg::new(name).short(short).long(name).action(action).help(help).help_heading(text(texts, "help-options"))
}

/// The library says defaults, values and variables in English, so they are a part of the text instead.
fn argument(arg: Arg, path: &str, texts: &Texts) -> Arg {
    let heading = if arg.is_positional() { "help-arguments" } else { "help-options" };
    let mut help = text(texts, &arg_id(path, &arg, texts));
    let arg = arg.help_heading(text(texts, heading));
    if !arg.get_action().takes_values() {
        return arg.help(help);
    }
    let values = arg.get_possible_values();
    let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let env = arg.get_env().map(|name| name.to_string_lossy().into_owned());
    for (id, value) in [
        ("help-env", env.unwrap_or_default()),
        ("help-default", defaults.join(", ")),
        ("help-values", names.join(", ")),
    ] {
        if !value.is_empty() {
            help.push(' ');
            help.push_str(&texts.with(id, &[("value", Value::from(value))]));
        }
    }
    let mut long = help.clone();
    for value in values.iter().filter(|value| value.get_help().is_some()) {
        long.extend(["\n- ", value.get_name(), ": ", texts.get(&value_id(&arg, value))]);
    }
    arg.help(help).long_help(long).hide_default_value(true).hide_possible_values(true).hide_env(true)
}

#[cfg(test)]
mod tests;
