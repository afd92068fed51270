//! How the values of a workflow's keys are read and written back, where `config.toml` has no such values.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::path::Path;

use serde_json::Value;
use toml::Spanned;
use toml::de::DeValue;

use crate::config::codec::{Count, Number, Scalar, inline, list, map, out_of_range, quoted, texts};
use crate::config::probe_words::{ExitCodes, items, shown, whole};
use crate::config::reader::{Codec, Keys, Reader, join, other_type};
use crate::config::table::{Shape, Written};
use crate::config::words::{CommandLine, MARKS};
use crate::model::workflow::step::{Items, Join};
use crate::model::workflow::template::{Expr, Template};
use crate::model::wrong::{Wanted, Wrong, WrongName, WrongValue};

/// Longest text with expressions in it, and longest expression.
const LONGEST: usize = 256 << 10;
const LONGEST_EXPRESSION: usize = 8 << 10;

fn long_text(most: usize) -> Wrong {
    WrongValue::LongText { most: format!("{} KiB", most >> 10) }.into()
}

/// A text; expressions in it are checked later.
pub(super) struct Words;

impl Scalar for Words {
    type Value = Template;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<Template, Wrong> {
        match value.as_str() {
            None => Err(other_type(value, Wanted::Text, "\"text\"")),
            Some(text) if text.contains('\0') => Err(WrongValue::HoldsNul.into()),
            Some(text) if text.len() > LONGEST => Err(long_text(LONGEST)),
            Some(text) => Ok(Template::from(text)),
        }
    }

    fn literal(&self, value: &Template) -> String {
        quoted(value.as_str())
    }
}

/// An expression; it is checked later.
pub(super) struct Condition;

impl Scalar for Condition {
    type Value = Expr;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<Expr, Wrong> {
        let example = "\"params.count > 3\"";
        match value {
            DeValue::String(text) if text.trim().is_empty() => Err(WrongValue::EmptyText.into()),
            DeValue::String(text) if text.len() > LONGEST_EXPRESSION => Err(long_text(LONGEST_EXPRESSION)),
            DeValue::String(text) => Ok(Expr(text.to_string())),
            // A number or a truth value is an expression, too.
            DeValue::Boolean(yes) => Ok(Expr(yes.to_string())),
            DeValue::Integer(number) if number.radix() == 10 => Ok(Expr(number.as_str().to_owned())),
            other => Err(other_type(other, Wanted::Expression, example)),
        }
    }

    fn literal(&self, value: &Expr) -> String {
        quoted(&value.0)
    }
}

/// A plain text in one line or more.
pub(super) struct Plain;

impl Scalar for Plain {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<String, Wrong> {
        Words.parse(value, base).map(|text| text.as_str().to_owned())
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// A program and its arguments, with expressions in them.
pub(super) struct Argv;

impl Codec for Argv {
    type Value = Vec<Template>;

    fn shape(&self) -> Shape {
        Shape::Texts(1)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Vec<Template>> {
        Some(CommandLine.read(node, path, reader)?.into_iter().map(Template::from).collect())
    }

    fn write(&self, value: &Vec<Template>) -> Written {
        Written::Literal(list(&value.iter().map(ToString::to_string).collect::<Vec<_>>()))
    }
}

/// Texts or numbers under names that the operator chooses.
pub(super) struct Texts;

impl Codec for Texts {
    type Value = BTreeMap<String, Template>;

    fn shape(&self) -> Shape {
        Shape::Map(false)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        map(node, path, reader, |node, path, reader| match node.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => Some(Template::from(number.as_str())),
            DeValue::Float(number) => Some(Template::from(number.as_str())),
            DeValue::Boolean(yes) => Some(Template::from(yes.to_string())),
            _ => Codec::read(&Words, node, path, reader),
        })
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Literal(inline(value.iter().map(|(name, text)| (name.as_str(), quoted(text.as_str())))))
    }
}

/// Variables for a process.
pub(super) struct Variables;

impl Codec for Variables {
    type Value = BTreeMap<String, Template>;

    fn shape(&self) -> Shape {
        Shape::Map(false)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let variables = Texts.read(node, path, reader)?;
        for name in variables.keys() {
            let path = join(path, name);
            let own = MARKS.contains(&name.as_str()) || OWN.contains(&name.as_str());
            if own {
                reader.fault(&path, WrongName::OwnVariable { name: name.clone() });
            } else if name.is_empty() || name.contains(['=', '\0']) {
                reader.fault(&path, WrongName::NoVariableName { text: name.clone() });
            }
        }
        Some(variables)
    }

    fn write(&self, value: &Self::Value) -> Written {
        Texts.write(value)
    }
}

/// Variables that are set for each step.
const OWN: [&str; 4] = ["AUTOAGENTS_WORKFLOW", "AUTOAGENTS_STEP", "AUTOAGENTS_RUN", "AUTOAGENTS_OUTPUT"];

/// Expressions under names that the operator chooses.
pub(super) struct Expressions;

impl Codec for Expressions {
    type Value = BTreeMap<String, Expr>;

    fn shape(&self) -> Shape {
        Shape::Map(false)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        map(node, path, reader, |node, path, reader| Codec::read(&Condition, node, path, reader))
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Literal(inline(value.iter().map(|(name, text)| (name.as_str(), quoted(&text.0)))))
    }
}

/// A value of a parameter: a text, a number, a truth value, or a list of texts.
pub(super) struct Anything;

impl Codec for Anything {
    type Value = Value;

    fn shape(&self) -> Shape {
        Shape::Value
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Value> {
        let wrong = match node.get_ref() {
            DeValue::String(text) => return Some(text.to_string().into()),
            DeValue::Boolean(yes) => return Some((*yes).into()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => return Some(number.into()),
                Err(_) => other_type(node.get_ref(), Wanted::Scalar, "5"),
            },
            DeValue::Float(number) => match number.as_str().parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) => return Some(number.into()),
                None => other_type(node.get_ref(), Wanted::Scalar, "0.5"),
            },
            DeValue::Array(_) => return texts(node, path, reader).map(Value::from),
            other => other_type(other, Wanted::Scalar, "\"text\""),
        };
        reader.wrong(path, node.span(), wrong);
        None
    }

    fn write(&self, value: &Value) -> Written {
        Written::Literal(value.to_string())
    }
}

/// Such values under names that the operator chooses.
pub(super) struct Things;

impl Codec for Things {
    type Value = BTreeMap<String, Value>;

    fn shape(&self) -> Shape {
        Shape::Map(true)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        map(node, path, reader, |node, path, reader| Anything.read(node, path, reader))
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Literal(inline(value.iter().map(|(name, value)| (name.as_str(), value.to_string()))))
    }
}

/// Numbers under names that the operator chooses.
pub(in crate::config) struct Shares;

impl Codec for Shares {
    type Value = BTreeMap<String, u32>;

    fn shape(&self) -> Shape {
        Shape::Amounts
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let share = Count { min: 1, max: 1_000_000 };
        map(node, path, reader, |node, path, reader| Codec::read(&share, node, path, reader))
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Literal(inline(value.iter().map(|(name, share)| (name.as_str(), share.to_string()))))
    }
}

/// How many needs have to succeed.
pub(super) struct Joins;

impl Scalar for Joins {
    type Value = Join;

    fn shape(&self) -> Shape {
        Shape::Either(vec![Shape::Word(vec!["all", "any"]), Shape::Integer(1, 100_000)])
    }

    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<Join, Wrong> {
        match value {
            DeValue::String(word) if word == "all" => Ok(Join::All),
            DeValue::String(word) if word == "any" => Ok(Join::Any),
            DeValue::Integer(_) => Count { min: 1, max: 100_000 }.parse(value, base).map(Join::Of),
            other => Err(other_type(other, Wanted::Join, "\"any\"")),
        }
    }

    fn literal(&self, value: &Join) -> String {
        match value {
            Join::All => quoted("all"),
            Join::Any => quoted("any"),
            Join::Of(number) => number.to_string(),
        }
    }
}

/// What a step runs for.
pub(super) struct ItemList;

impl Codec for ItemList {
    type Value = Items;

    fn shape(&self) -> Shape {
        Shape::Either(vec![Shape::Texts(0), Shape::Text])
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Items> {
        match node.get_ref() {
            DeValue::String(_) => Codec::read(&Condition, node, path, reader).map(Items::Of),
            DeValue::Array(items) => {
                let mut read = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    match item.get_ref() {
                        DeValue::Integer(number) if number.radix() == 10 => read.push(Template::from(number.as_str())),
                        _ => read.extend(Codec::read(&Words, item, &format!("{path}[{index}]"), reader)),
                    }
                }
                (read.len() == items.len()).then_some(Items::These(read))
            }
            other => {
                reader.wrong(path, node.span(), other_type(other, Wanted::Items, "[\"a\", \"b\"]"));
                None
            }
        }
    }

    fn write(&self, value: &Items) -> Written {
        match value {
            Items::Of(expr) => Codec::write(&Condition, expr),
            Items::These(items) => Argv.write(items),
        }
    }
}

/// Answers of a web server: numbers, classes such as `"2xx"`, ranges such as `"200-204"`.
pub(super) struct Answers;

impl Codec for Answers {
    type Value = Vec<(u16, u16)>;

    fn shape(&self) -> Shape {
        Shape::Answers
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        items(node, (path, Wanted::Statuses, "[200, \"300-399\"]"), reader, |item| {
            range(item).ok_or_else(|| WrongValue::NotAStatus { text: shown(item) }.into())
        })
    }

    fn write(&self, value: &Self::Value) -> Written {
        let word =
            |(from, to): &(u16, u16)| if from == to { from.to_string() } else { quoted(&format!("{from}-{to}")) };
        Written::Literal(format!("[{}]", value.iter().map(word).collect::<Vec<_>>().join(", ")))
    }
}

fn range(item: &DeValue<'_>) -> Option<(u16, u16)> {
    let code = |number: i64| u16::try_from(number).ok();
    if let Some(only) = whole(item, 100, 599).and_then(code) {
        return Some((only, only));
    }
    let text = item.as_str()?;
    if let [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] = text.as_bytes() {
        let from = u16::from(digit - b'0') * 100;
        return Some((from, from + 99));
    }
    let (from, to) = text.split_once('-')?;
    let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    ((100..=599).contains(&from) && from <= to && to <= 599).then_some((from, to))
}

/// What `true` or a table switches on.
#[derive(Clone)]
pub(super) enum Switched<T> {
    Off,
    On(T),
}

/// `true`, or a table.
pub(super) struct Maybe<T>(PhantomData<T>);

/// See [`Maybe`].
pub(super) fn maybe<T>() -> Maybe<T> {
    Maybe(PhantomData)
}

impl<T: Keys> Codec for Maybe<T> {
    type Value = Switched<T>;

    fn shape(&self) -> Shape {
        Shape::Either(vec![Shape::Boolean, Shape::Table(T::table())])
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Switched<T>> {
        match node.get_ref() {
            DeValue::Boolean(true) => reader.defaults().map(Switched::On),
            DeValue::Boolean(false) => Some(Switched::Off),
            DeValue::Table(table) => reader.table(table, path).map(Switched::On),
            other => {
                reader.wrong(path, node.span(), other_type(other, Wanted::Cache, "true"));
                None
            }
        }
    }

    fn write(&self, value: &Switched<T>) -> Written {
        match value {
            Switched::Off => Written::Literal("false".to_owned()),
            Switched::On(value) => Written::Table(value.write()),
        }
    }
}

/// Tables with the same keys under names that the operator chooses, in the order of the file.
pub(super) struct Named<T>(PhantomData<T>);

/// See [`Named`].
pub(super) fn named<T>() -> Named<T> {
    Named(PhantomData)
}

impl<T: Keys> Codec for Named<T> {
    type Value = Vec<(String, T)>;

    fn shape(&self) -> Shape {
        Shape::Named(T::table())
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let Some(table) = node.get_ref().as_table() else {
            let section = format!("[{path}.name]");
            reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Table, &section));
            return None;
        };
        let mut rows: Vec<_> = table.iter().collect();
        rows.sort_by_key(|(name, _)| name.span().start);
        let mut read = Vec::new();
        for (name, node) in rows {
            let path = join(path, name.get_ref());
            let Some(inner) = node.get_ref().as_table() else {
                let section = format!("[{path}]");
                reader.wrong(&path, node.span(), other_type(node.get_ref(), Wanted::Table, &section));
                continue;
            };
            read.extend(reader.table(inner, &path).map(|value| (name.get_ref().to_string(), value)));
        }
        Some(read)
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Tables(value.iter().map(|(_, value)| value.write()).collect())
    }
}

/// Several tables with the same keys that are read apart.
pub(super) struct Apart<T>(PhantomData<T>);

/// See [`Apart`].
pub(super) fn apart<T>() -> Apart<T> {
    Apart(PhantomData)
}

impl<T: Keys> Codec for Apart<T> {
    type Value = ();

    fn shape(&self) -> Shape {
        Shape::Tables(T::table())
    }

    fn read(&self, _: &Spanned<DeValue<'_>>, _: &str, _: &mut Reader<'_>) -> Option<()> {
        Some(())
    }

    fn write(&self, (): &()) -> Written {
        Written::Tables(Vec::new())
    }
}

/// The name of a variable of the environment.
pub(super) struct VariableName;

impl Scalar for VariableName {
    type Value = String;

    fn shape(&self) -> Shape {
        Shape::Pattern("^[^=]+$")
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<String, Wrong> {
        let Some(name) = value.as_str() else { return Err(other_type(value, Wanted::Name, "\"DEPLOY_TOKEN\"")) };
        if name.is_empty() || name.contains(['=', '\0']) {
            return Err(WrongName::NoVariableName { text: name.to_owned() }.into());
        }
        Ok(name.to_owned())
    }

    fn literal(&self, value: &String) -> String {
        quoted(value)
    }
}

/// A number within bounds.
pub(in crate::config) struct Within {
    pub(in crate::config) min: f64,
    pub(in crate::config) max: f64,
}

impl Scalar for Within {
    type Value = f64;

    fn shape(&self) -> Shape {
        Shape::Number
    }

    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<f64, Wrong> {
        let number = Number.parse(value, base)?;
        if (self.min..=self.max).contains(&number) { Ok(number) } else { Err(out_of_range(number, self.min, self.max)) }
    }

    fn literal(&self, value: &f64) -> String {
        Number.literal(value)
    }
}

/// Exit codes, or none.
pub(super) struct Codes;

impl Codec for Codes {
    type Value = Vec<i32>;

    fn shape(&self) -> Shape {
        ExitCodes.shape()
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Vec<i32>> {
        if node.get_ref().as_array().is_some_and(|array| array.is_empty()) {
            return Some(Vec::new());
        }
        ExitCodes.read(node, path, reader)
    }

    fn write(&self, value: &Vec<i32>) -> Written {
        ExitCodes.write(value)
    }
}
