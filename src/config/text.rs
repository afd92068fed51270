//! The configuration as text: the default file, and what is in effect.

use std::fmt::Write as _;

use toml::de::DeValue;

use super::codec::{inline, many};
use super::keys::{Root, RuleKeys, ServiceKeys};
use super::reader::{Codec as _, Keys as _, Reader};
use super::settings::Config;
use super::table::{Key, Need, Rows, Shape, Table, Written};

/// Widest line of the default file.
const WIDTH: usize = 100;

/// The default `config.toml`: every key with its description and default, with examples of a service and a rule.
#[must_use]
pub fn default_text() -> String {
    let root = Root::table();
    let mut out = String::new();
    comment(&mut out, "", &root.about);
    for section in &root.keys {
        out.push('\n');
        comment(&mut out, "", &section.about);
        match &section.shape {
            Shape::Table(table) => {
                let _ = writeln!(out, "[{}]", section.name);
                block(&mut out, "", "", table);
            }
            Shape::Tables(table) => {
                example(&mut out, section.name, "", table);
                shipped(&mut out, section);
            }
            _ => {}
        }
    }
    out
}

/// The configuration in effect as TOML, with every key. What likely is a secret is masked.
#[must_use]
pub fn show(config: &Config) -> String {
    let root = Root {
        console: config.console.clone(),
        runtime: config.runtime.clone(),
        store: config.store.clone(),
        sense: config.sense.clone(),
        disks: config.disks.clone(),
        recovery: (&config.setup.recovery).into(),
        predictions: (&*config.setup).into(),
        workflows: config.workflows.clone(),
        goals: config.setup.goals.clone(),
        service: config.setup.services.iter().map(|spec| (String::new(), ServiceKeys::from(&**spec))).collect(),
        rule: config.setup.rules.iter().map(|spec| (String::new(), RuleKeys::from(&**spec))).collect(),
        runbook: config.setup.recovery.runbooks.iter().map(|spec| (String::new(), spec.into())).collect(),
    };
    let rows = root.write();
    let mut out = String::new();
    // An empty list must be written, or the shipped rules would come back; and plain keys go before any table.
    for (name, _) in rows.iter().filter(|(_, value)| matches!(value, Written::Tables(tables) if tables.is_empty())) {
        let _ = writeln!(out, "{name} = []");
    }
    for (name, value) in &rows {
        match value {
            Written::Table(rows) => table(&mut out, &format!("[{name}]"), rows),
            Written::Tables(tables) => {
                for rows in tables {
                    table(&mut out, &format!("[[{name}]]"), rows);
                }
            }
            Written::Literal(_) => {}
        }
    }
    out.trim_start().to_owned()
}

/// One table of the effective configuration, the tables in it behind it.
fn table(out: &mut String, header: &str, rows: &Rows) {
    let _ = writeln!(out, "\n{header}");
    for (name, value) in rows {
        match value {
            Written::Literal(_) | Written::Table(_) => {
                let _ = writeln!(out, "{name} = {}", literal(value));
            }
            Written::Tables(_) => {}
        }
    }
    for (name, value) in rows {
        if let Written::Tables(tables) = value {
            let inner = format!("{}.{name}]]", header.trim_end_matches(']'));
            for rows in tables {
                table(out, &inner, rows);
            }
        }
    }
}

fn literal(value: &Written) -> String {
    match value {
        Written::Literal(text) => text.clone(),
        Written::Table(rows) => inline(rows.iter().map(|(name, value)| (*name, literal(value)))),
        Written::Tables(_) => "[]".to_owned(),
    }
}

/// Lines of a comment.
fn comment(out: &mut String, prefix: &str, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "{}", format!("{prefix}# {line}").trim_end());
    }
}

/// The keys of a table, each under its description.
fn block(out: &mut String, prefix: &str, indent: &str, table: &Table) {
    for key in &table.keys {
        if matches!(key.shape, Shape::Tables(_)) {
            continue;
        }
        comment(out, &format!("{prefix}{indent}"), &key.about);
        // What is left out by default stays a comment, also when an example is taken out of its comment.
        let off = if matches!(key.need, Need::Optional(_)) { "# " } else { "" };
        if let Shape::Table(inner) = &key.shape {
            for key in &inner.keys {
                comment(
                    out,
                    &format!("{prefix}{indent}"),
                    &format!("- {}: {}", key.name, key.about.replace('\n', "\n  ")),
                );
            }
        }
        let (name, value) = (key.name, value_text(key));
        let line = format!("{prefix}{indent}{off}{name} = {value}");
        if line.len() <= WIDTH || !value.starts_with('[') {
            let _ = writeln!(out, "{line}");
        } else {
            wrapped_list(out, &format!("{prefix}{indent}{off}"), name, &value);
        }
    }
}

/// A list with an element a line.
fn wrapped_list(out: &mut String, prefix: &str, name: &str, value: &str) {
    let items = DeValue::parse(value).ok().and_then(|node| {
        node.get_ref()
            .as_array()
            .map(|items| items.iter().filter_map(|item| value.get(item.span())).map(str::to_owned).collect::<Vec<_>>())
    });
    let _ = writeln!(out, "{prefix}{name} = [");
    for item in items.unwrap_or_default() {
        let _ = writeln!(out, "{prefix}  {item},");
    }
    let _ = writeln!(out, "{prefix}]");
}

/// The default or the example of a key; of a table with keys of its own, all of their defaults.
fn value_text(key: &Key) -> String {
    match &key.shape {
        // What is left out by default is told of above.
        Shape::Table(table) => {
            let shown = table.keys.iter().filter(|key| !matches!(key.need, Need::Optional(_)));
            inline(shown.map(|key| (key.name, value_text(key))))
        }
        _ => key.need.literal().to_owned(),
    }
}

/// A block of `[[name]]` in comments, with those in it.
fn example(out: &mut String, name: &str, indent: &str, table: &Table) {
    let _ = writeln!(out, "# {indent}[[{name}]]");
    block(out, "# ", indent, table);
    for key in &table.keys {
        if let Shape::Tables(inner) = &key.shape {
            let _ = writeln!(out, "#");
            comment(out, &format!("# {indent}"), &key.about);
            example(out, &format!("{name}.{}", key.name), &format!("{indent}  "), inner);
        }
    }
}

/// The rules that hold by default, with what they say beyond the defaults of their keys.
fn shipped(out: &mut String, section: &Key) {
    if section.name != "rule" {
        return;
    }
    let mut reader = Reader::new(Root::table(), std::path::Path::new("/"), &[]);
    let rules = DeValue::parse(section.need.literal())
        .ok()
        .and_then(|node| many::<RuleKeys>().read(&node, section.name, &mut reader));
    let plain = RuleKeys::table();
    for (_, rule) in rules.unwrap_or_default() {
        let _ = writeln!(out, "\n[[{}]]", section.name);
        for (name, value) in rule.write() {
            let value = literal(&value);
            let default =
                plain.key(name).and_then(|key| if let Need::Default(text) = key.need { Some(text) } else { None });
            if default != Some(value.as_str()) || name == "severity" {
                let _ = writeln!(out, "{name} = {value}");
            }
        }
    }
}
