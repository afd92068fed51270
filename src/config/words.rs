//! Values that the product gives a meaning: names, commands, environments, series, addresses, keys of the console.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Spanned;
use toml::de::DeValue;

use super::codec::{Scalar, inline, list, map, quoted, texts};
use super::fault::{nearest, words};
use super::reader::{Codec, Reader, other_type};
use super::secret;
use super::table::{Shape, Written};
use crate::model::instances::PLACE;
use crate::model::series::{DISK_METRICS, HOST_METRICS, SERVICE_METRICS, Series, WORKFLOW_METRICS, is_smart};
use crate::model::wrong::{Wanted, Wrong, WrongName, WrongValue};

/// Longest name of a service, a probe or a rule: with an ending it still fits a file name.
const LONGEST_NAME: usize = 64;

/// Variables by which the runtime finds its children again.
pub(super) const MARKS: [&str; 4] =
    ["AUTOAGENTS_DATA_ID", "AUTOAGENTS_SERVICE", "AUTOAGENTS_GENERATION", "AUTOAGENTS_HEARTBEAT"];

/// A name that is safe as a file name, as an argument and in a path such as `service/probe`.
pub(super) struct Name;

impl Scalar for Name {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Pattern("^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$")
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<String, Wrong> {
        let Some(name) = value.as_str() else { return Err(other_type(value, Wanted::Name, "\"api\"")) };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if name.is_empty() {
            return Err(WrongValue::EmptyName.into());
        }
        if name.len() > LONGEST_NAME || name.starts_with(['.', '-']) || !name.chars().all(plain) {
            return Err(WrongName::NoName { text: name.to_owned() }.into());
        }
        Ok(name.to_owned())
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// A program and its arguments.
pub(super) struct CommandLine;

impl Codec for CommandLine {
    type Value = Vec<String>;

    fn shape(&self) -> Shape {
        Shape::Texts(1)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Vec<String>> {
        if let Some(line) = node.get_ref().as_str() {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            let shell = line.contains(['\'', '"', '|', '&', ';', '<', '>', '$', '*', '`', '\\']);
            let apart =
                if shell { "[\"sh\", \"-c\", \"…\"]".to_owned() } else { list(&secret::masked_command(&words)) };
            reader.wrong(path, node.span(), WrongValue::CommandAsText { apart });
            return None;
        }
        let command = texts(node, path, reader)?;
        if command.first().is_none_or(|program| program.trim().is_empty()) {
            reader.wrong(path, node.span(), WrongValue::NoProgram);
            return None;
        }
        Some(command)
    }

    fn write(&self, value: &Vec<String>) -> Written {
        Written::Literal(list(&secret::masked_command(value)))
    }
}

/// Variables for a process.
pub(super) struct Environment;

impl Codec for Environment {
    type Value = BTreeMap<String, String>;

    fn shape(&self) -> Shape {
        Shape::Map(false)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let variables = super::codec::TextMap.read(node, path, reader)?;
        for name in variables.keys() {
            let path = format!("{path}.{name}");
            if MARKS.contains(&name.as_str()) {
                reader.fault(&path, WrongName::OwnVariable { name: name.clone() });
            } else if name.is_empty() || name.contains(['=', '\0']) {
                reader.fault(&path, WrongName::NoVariableName { text: name.clone() });
            }
        }
        Some(variables)
    }

    fn write(&self, value: &Self::Value) -> Written {
        let masked = |name: &str, text: &str| {
            if secret::is_secret(name) { secret::MASK.to_owned() } else { secret::masked_url(text) }
        };
        Written::Literal(inline(value.iter().map(|(name, text)| (name.as_str(), quoted(&masked(name, text))))))
    }
}

/// Keys of the console by action: `quit = "q"` or `quit = ["q", "ctrl-c"]`.
pub(super) struct KeyMap;

impl Codec for KeyMap {
    type Value = BTreeMap<String, Vec<String>>;

    fn shape(&self) -> Shape {
        Shape::Map(true)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        map(node, path, reader, |node, path, reader| match node.get_ref() {
            DeValue::String(key) => Some(vec![key.to_string()]),
            DeValue::Array(_) => texts(node, path, reader),
            other => {
                let wrong = other_type(other, Wanted::KeysOfConsole, "[\"q\", \"ctrl-c\"]");
                reader.wrong(path, node.span(), wrong);
                None
            }
        })
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Literal(inline(value.iter().map(|(action, keys)| (action.as_str(), list(keys)))))
    }
}

/// The series that a rule means.
pub(super) struct SeriesName;

impl Scalar for SeriesName {
    type Value = Series;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<Series, Wrong> {
        let example = "host.disk.used_percent{/var}";
        let Some(text) = value.as_str() else { return Err(other_type(value, Wanted::Series, &quoted(example))) };
        let known = || [HOST_METRICS, SERVICE_METRICS, DISK_METRICS, WORKFLOW_METRICS].into_iter().flatten().copied();
        let metric = text.split('{').next().unwrap_or(text);
        let Ok(series) = text.parse::<Series>() else {
            let near = nearest(metric, known()).unwrap_or("host.cpu.used_percent");
            return Err(WrongName::NotASeries { text: text.to_owned(), near: near.to_owned() }.into());
        };
        if is_smart(&series.metric) || known().any(|metric| metric == &*series.metric) {
            return Ok(series);
        }
        let near = nearest(metric, known()).map(str::to_owned);
        Err(WrongName::NoSeries { name: metric.to_owned(), near }.into())
    }

    fn literal(&self, value: &Series) -> String {
        quoted(&value.to_string())
    }
}

/// What an HTTP probe asks for.
pub(super) struct Url;

impl Scalar for Url {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Pattern("^https?://.+")
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<String, Wrong> {
        let example = "\"http://127.0.0.1:8080/health\"";
        let Some(text) = value.as_str() else { return Err(other_type(value, Wanted::Url, example)) };
        let shown = || secret::masked_url(text);
        let not_a_url = || WrongValue::NotA { text: shown(), wanted: Wanted::Url, one_of: words([example]) };
        let (scheme, rest) = text.split_once("://").ok_or_else(not_a_url)?;
        if !matches!(scheme, "http" | "https") {
            return Err(WrongValue::NotHttp { text: shown() }.into());
        }
        // Of several instances each has its number there.
        let rest = &rest.replace(PLACE, "1");
        let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let bracket = host.rfind(']').unwrap_or(0);
        if host[bracket..].contains(':') {
            host_and_port(host)?;
        }
        // The client that will ask has the last word.
        match text.replace(PLACE, "1").parse::<hyper::Uri>() {
            Ok(url) if url.host().is_some_and(|host| !host.is_empty()) => Ok(text.to_owned()),
            _ => Err(not_a_url().into()),
        }
    }

    fn literal(&self, value: &String) -> String {
        quoted(&secret::masked_url(value))
    }
}

/// What a TCP probe connects to.
pub(super) struct Address;

impl Scalar for Address {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Pattern("^.+:([0-9]|\\{instance\\}){1,5}$")
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<String, Wrong> {
        let Some(text) = value.as_str() else { return Err(other_type(value, Wanted::Address, "\"127.0.0.1:5432\"")) };
        Ok(host_and_port(&text.replace(PLACE, "1")).map(|()| text.to_owned())?)
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// Checks `host:port`; an IPv6 host stands in brackets.
fn host_and_port(text: &str) -> Result<(), WrongValue> {
    let not_a = |text: &str, wanted: Wanted| {
        Err(WrongValue::NotA { text: text.to_owned(), wanted, one_of: words(["\"127.0.0.1:5432\"", "\"[::1]:5432\""]) })
    };
    let (host, port) = text.rsplit_once(':').ok_or_else(|| WrongValue::NoPort { text: text.to_owned() })?;
    let bracketed = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match bracketed {
        Some(inner) if inner.parse::<std::net::Ipv6Addr>().is_err() => return not_a(inner, Wanted::Ipv6),
        None if host.contains([':', '[', ']']) => return Err(WrongValue::NoBrackets { text: host.to_owned() }),
        None if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') => {
            return not_a(host, Wanted::Host);
        }
        _ => {}
    }
    let digits = !port.is_empty() && port.chars().all(|c| c.is_ascii_digit());
    match port.parse::<u16>() {
        Ok(1..) if digits => Ok(()),
        _ => Err(WrongValue::NotAPort { text: port.to_owned() }),
    }
}
