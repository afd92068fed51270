//! Values that only probes have: statuses, headers, exit codes, places in JSON, what is sent and what is expected.

use std::collections::BTreeMap;
use std::path::Path;

use hyper::header::{HeaderName, HeaderValue};
use serde_json::Value;
use toml::Spanned;
use toml::de::DeValue;

use super::codec::{Number, Scalar, TextMap, inline, list, out_of_range, quoted};
use super::reader::{Codec, Reader, other_type};
use super::secret;
use super::table::{Shape, Written};
use super::units;
use crate::model::check::Status;
use crate::model::json_path::JsonPath;
use crate::model::wrong::{PatternFault, Wanted, Wrong, WrongName, WrongValue};

/// Longest text that is sent or looked for.
const LONGEST: usize = 64 << 10;
/// Bytes that a compiled pattern may take.
const LARGEST_PATTERN: usize = 1 << 20;

/// A list of which each item is read alone.
pub(super) fn items<T>(
    node: &Spanned<DeValue<'_>>,
    (path, wanted, example): (&str, Wanted, &str),
    reader: &mut Reader<'_>,
    mut read: impl FnMut(&DeValue<'_>) -> Result<T, Wrong>,
) -> Option<Vec<T>> {
    let Some(array) = node.get_ref().as_array() else {
        reader.wrong(path, node.span(), other_type(node.get_ref(), wanted, example));
        return None;
    };
    if array.is_empty() {
        reader.wrong(path, node.span(), WrongValue::EmptyList { example: example.to_owned() });
        return None;
    }
    let mut values = Vec::new();
    for (index, item) in array.iter().enumerate() {
        let path = format!("{path}[{index}]");
        reader.remember(&path, item.span());
        match read(item.get_ref()) {
            Ok(value) => values.push(value),
            Err(wrong) => reader.wrong(&path, item.span(), wrong),
        }
    }
    (values.len() == array.len()).then_some(values)
}

/// A whole number within bounds.
pub(super) fn whole(value: &DeValue<'_>, least: i64, most: i64) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| (least..=most).contains(number))
}

/// Statuses of HTTP: numbers, and classes such as `"2xx"`.
pub(super) struct Statuses;

impl Codec for Statuses {
    type Value = Vec<Status>;

    fn shape(&self) -> Shape {
        Shape::Statuses
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        items(node, (path, Wanted::Statuses, "[200, \"3xx\"]"), reader, |item| {
            let code = whole(item, 100, 599).and_then(|code| u16::try_from(code).ok()).map(Status::Code);
            let class = item.as_str().and_then(|text| match text.as_bytes() {
                [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Some(Status::Class(u16::from(digit - b'0'))),
                _ => None,
            });
            code.or(class).ok_or_else(|| WrongValue::NotAStatus { text: shown(item) }.into())
        })
    }

    fn write(&self, value: &Self::Value) -> Written {
        let word = |status: &Status| match status {
            Status::Code(code) => code.to_string(),
            Status::Class(_) => quoted(&status.to_string()),
        };
        Written::Literal(format!("[{}]", value.iter().map(word).collect::<Vec<_>>().join(", ")))
    }
}

/// Exit codes of a program.
pub(super) struct ExitCodes;

impl Codec for ExitCodes {
    type Value = Vec<i32>;

    fn shape(&self) -> Shape {
        Shape::Integers(0, 255)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        items(node, (path, Wanted::ExitCodes, "[0, 3]"), reader, |item| {
            let Some(number) = item.as_integer() else { return Err(other_type(item, Wanted::ExitCode, "3")) };
            let code = whole(item, 0, 255).and_then(|code| i32::try_from(code).ok());
            code.ok_or_else(|| out_of_range(number, 0, 255))
        })
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Literal(format!("[{}]", value.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")))
    }
}

/// A value for a message.
pub(super) fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(_) => "[…]".to_owned(),
        DeValue::Table(_) => "{…}".to_owned(),
    }
}

/// A text that is looked for; it may have several lines.
pub(super) struct Words;

impl Scalar for Words {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<String, Wrong> {
        match value.as_str() {
            None => Err(other_type(value, Wanted::Text, "\"ok\"")),
            Some("") => Err(WrongValue::EmptyText.into()),
            Some(text) if text.len() > LONGEST => {
                Err(WrongValue::LongText { most: format!("{} KiB", LONGEST >> 10) }.into())
            }
            Some(text) => Ok(text.to_owned()),
        }
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// A text, or a list of them.
pub(super) struct OneOrMore;

impl Codec for OneOrMore {
    type Value = Vec<String>;

    fn shape(&self) -> Shape {
        Shape::OneOrMore
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let base = reader.base.clone();
        if node.get_ref().as_array().is_some() {
            return items(node, (path, Wanted::Text, "\"ok\""), reader, |item| Words.parse(item, &base));
        }
        let word = Words.parse(node.get_ref(), &base);
        word.map_err(|wrong| reader.wrong(path, node.span(), wrong)).ok().map(|word| vec![word])
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Literal(match value.as_slice() {
            [only] => quoted(only),
            several => list(several),
        })
    }
}

/// A name that can be resolved.
pub(super) struct HostName;

impl Scalar for HostName {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Pattern("^[A-Za-z0-9_.-]{1,253}$")
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<String, Wrong> {
        let Some(text) = value.as_str() else { return Err(other_type(value, Wanted::HostName, "\"shop.example\"")) };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let is_label = |label: &str| !label.is_empty() && label.len() <= 63 && label.chars().all(plain);
        if text.len() > 253 || !text.trim_end_matches('.').split('.').all(is_label) {
            return Err(WrongName::NoHostName { text: text.to_owned() }.into());
        }
        Ok(text.to_owned())
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// So much of a figure.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Amount {
    pub(super) value: f64,
    /// It was written as a size such as `"20MB"`.
    pub(super) is_size: bool,
}

/// A number, or a size.
pub(super) struct AmountOf;

impl Scalar for AmountOf {
    type Value = Amount;

    fn shape(&self) -> Shape {
        Shape::Anything
    }

    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<Amount, Wrong> {
        let number = match value {
            DeValue::String(text) => {
                #[expect(clippy::cast_precision_loss, reason = "a limit need not be exact to the byte")]
                let value = units::size(text)? as f64;
                Amount { value, is_size: true }
            }
            other => Amount { value: Number.parse(other, base)?, is_size: false },
        };
        if number.value > 0.0 {
            return Ok(number);
        }
        Err(WrongValue::NotPositive.into())
    }

    fn literal(&self, value: &Amount) -> String {
        if !value.is_size {
            return Number.literal(&value.value);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was read from a size")]
        let size = value.value as u64;
        quoted(&units::size_text(size))
    }
}

/// A regular expression that compiles, in bounds.
pub(super) struct Pattern;

impl Pattern {
    /// What is wrong with a regular expression, where something is.
    pub(super) fn check(text: &str) -> Result<(), WrongValue> {
        let mut builder = regex::RegexBuilder::new(text);
        builder.size_limit(LARGEST_PATTERN).dfa_size_limit(LARGEST_PATTERN);
        match builder.build() {
            Ok(_) => Ok(()),
            Err(regex::Error::CompiledTooBig(_)) => Err(WrongValue::LargePattern),
            Err(error) => {
                Err(WrongValue::NotAPattern { text: text.to_owned(), pattern_fault: pattern_fault(&error.to_string()) })
            }
        }
    }
}

/// The commonest faults in our words. The crate has a message and nothing else, in whose last line stands what is wrong;
/// those before show where.
fn pattern_fault(error: &str) -> PatternFault {
    let why = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
    match why {
        "unclosed group" => PatternFault::UnclosedGroup,
        "unopened group" => PatternFault::UnopenedGroup,
        "unclosed character class" => PatternFault::UnclosedClass,
        "unclosed counted repetition" => PatternFault::UnclosedCount,
        "repetition operator missing expression" => PatternFault::NothingToRepeat,
        "unrecognized escape sequence" => PatternFault::UnknownEscape,
        "backreferences are not supported" => PatternFault::BackReference,
        other if other.starts_with("look-around") => PatternFault::LookAround,
        other => PatternFault::Other { error: other.to_owned() },
    }
}

impl Scalar for Pattern {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<String, Wrong> {
        let text = Words.parse(value, base)?;
        Ok(Self::check(&text).map(|()| text)?)
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// A text that is sent; masked when it looks like a secret.
pub(super) struct Masked;

impl Scalar for Masked {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<String, Wrong> {
        Words.parse(value, base).map_err(|wrong| match value.as_str() {
            Some("") => WrongValue::NothingToSend.into(),
            _ => wrong,
        })
    }

    fn literal(&self, value: &String) -> String {
        quoted(if secret::tells(value) { secret::MASK } else { value })
    }
}

/// Headers of HTTP; values that are likely secrets are masked.
pub(super) struct Headers;

/// Headers that the client sets by itself.
const OURS: [&str; 3] = ["connection", "content-length", "transfer-encoding"];

impl Codec for Headers {
    type Value = BTreeMap<String, String>;

    fn shape(&self) -> Shape {
        Shape::Map(false)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let headers = TextMap.read(node, path, reader)?;
        let mut sound = true;
        for (name, value) in &headers {
            let path = format!("{path}.{name}");
            let wrong = match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
                (Err(_), _) => Some(WrongName::NoHeaderName { text: name.clone() }),
                (Ok(name), _) if OURS.contains(&name.as_str()) => Some(WrongName::OwnHeader { name: name.to_string() }),
                (Ok(name), Err(_)) => Some(WrongName::NoHeaderValue { name: name.to_string() }),
                _ => None,
            };
            if let Some(wrong) = wrong {
                reader.fault(&path, wrong);
                sound = false;
            }
        }
        sound.then_some(headers)
    }

    fn write(&self, value: &Self::Value) -> Written {
        let masked = |name: &str, text: &str| if secret::is_secret(name) { secret::MASK } else { text }.to_owned();
        Written::Literal(inline(value.iter().map(|(name, text)| (name.as_str(), quoted(&masked(name, text))))))
    }
}

/// A place in JSON.
pub(super) struct PathInJson;

impl Scalar for PathInJson {
    type Value = JsonPath;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<JsonPath, Wrong> {
        let Some(text) = value.as_str() else { return Err(other_type(value, Wanted::PlaceInJson, "\"status.db\"")) };
        text.parse().map_err(|path_fault| WrongValue::NotInJson { text: text.to_owned(), path_fault }.into())
    }

    fn literal(&self, value: &JsonPath) -> String {
        quoted(&value.to_string())
    }
}

/// A text, a number or a truth value.
pub(super) struct Anything;

impl Scalar for Anything {
    type Value = Value;

    fn shape(&self) -> Shape {
        Shape::Anything
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<Value, Wrong> {
        let found = match value {
            DeValue::String(text) => Some(Value::from(text.to_string())),
            DeValue::Boolean(truth) => Some(Value::from(*truth)),
            DeValue::Integer(_) => whole(value, i64::MIN, i64::MAX).map(Value::from),
            DeValue::Float(number) => number
                .as_str()
                .parse::<f64>()
                .ok()
                .and_then(|number| serde_json::Number::from_f64(number).map(Value::Number)),
            DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
        };
        found.ok_or_else(|| other_type(value, Wanted::Scalar, "\"ok\""))
    }

    fn literal(&self, value: &Value) -> String {
        match value {
            Value::String(text) => quoted(text),
            other => other.to_string(),
        }
    }
}
