//! How values of one kind are read, described and written back. Plain kinds here, in `words` those that the
//! product gives a meaning.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use toml::de::DeValue;

use super::fault::{nearest, words};
use super::reader::{Codec, Keys, Reader, given, join, other_type};
use super::table::{Shape, Written};
use super::units;
use crate::model::wrong::{Wanted, Wrong, WrongValue};

/// A codec of single values, which need not know where they stand.
pub(super) trait Scalar {
    /// What comes out.
    type Value;
    /// For the schema.
    fn shape(&self) -> Shape;
    /// Reads a value; `base` is the directory that relative paths are relative to.
    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<Self::Value, Wrong>;
    /// As a TOML literal.
    fn literal(&self, value: &Self::Value) -> String;
}

impl<S: Scalar> Codec for S {
    type Value = S::Value;

    fn shape(&self) -> Shape {
        Scalar::shape(self)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<S::Value> {
        let parsed = self.parse(node.get_ref(), &reader.base);
        parsed.map_err(|wrong| reader.wrong(path, node.span(), wrong)).ok()
    }

    fn write(&self, value: &S::Value) -> Written {
        Written::Literal(self.literal(value))
    }
}

/// A text as a TOML literal.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// `true` or `false`.
pub(super) struct Flag;

impl Scalar for Flag {
    type Value = bool;

    fn shape(&self) -> Shape {
        Shape::Boolean
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<bool, Wrong> {
        value.as_bool().ok_or_else(|| other_type(value, Wanted::Truth, "true"))
    }

    fn literal(&self, value: &bool) -> String {
        value.to_string()
    }
}

/// A whole number within bounds.
pub(super) struct Count {
    pub(super) min: u32,
    pub(super) max: u32,
}

impl Scalar for Count {
    type Value = u32;

    fn shape(&self) -> Shape {
        Shape::Integer(self.min, self.max)
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<u32, Wrong> {
        let Some(number) = value.as_integer() else { return Err(other_type(value, Wanted::WholeNumber, "3")) };
        i128::from_str_radix(number.as_str(), number.radix())
            .ok()
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| (self.min..=self.max).contains(number))
            .ok_or_else(|| out_of_range(number, self.min, self.max))
    }

    fn literal(&self, value: &u32) -> String {
        value.to_string()
    }
}

/// That a number is out of its bounds.
pub(super) fn out_of_range(given: impl ToString, least: impl ToString, most: impl ToString) -> Wrong {
    let (text, least, most) = (given.to_string(), least.to_string(), most.to_string());
    WrongValue::OutOfRange { text, least, most }.into()
}

/// A finite number.
pub(super) struct Number;

impl Scalar for Number {
    type Value = f64;

    fn shape(&self) -> Shape {
        Shape::Number
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<f64, Wrong> {
        let (text, number) = match value {
            DeValue::Integer(number) if number.radix() == 10 => (number.as_str(), number.as_str().parse().ok()),
            DeValue::Float(number) => (number.as_str(), number.as_str().parse().ok()),
            _ => return Err(other_type(value, Wanted::Number, "90.0")),
        };
        let finite = number.filter(|number: &f64| number.is_finite());
        let (wanted, one_of) = (Wanted::FiniteNumber, words(["90.0"]));
        finite.ok_or_else(|| WrongValue::NotA { text: text.to_owned(), wanted, one_of }.into())
    }

    fn literal(&self, value: &f64) -> String {
        format!("{value:?}")
    }
}

/// A duration within bounds.
pub(super) struct Span {
    pub(super) min: Duration,
}

impl Scalar for Span {
    type Value = Duration;

    fn shape(&self) -> Shape {
        Shape::Span
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<Duration, Wrong> {
        let Some(text) = value.as_str() else { return Err(other_type(value, Wanted::Duration, "\"5s\"")) };
        let span = units::duration(text)?;
        if span < self.min {
            let least = format!("\"{}\"", units::duration_text(self.min));
            return Err(WrongValue::TooShort { text: text.to_owned(), least }.into());
        }
        Ok(span)
    }

    fn literal(&self, value: &Duration) -> String {
        quoted(&units::duration_text(*value))
    }
}

/// A number of bytes, at least `min`.
pub(super) struct Size {
    pub(super) min: u64,
}

impl Scalar for Size {
    type Value = u64;

    fn shape(&self) -> Shape {
        Shape::Size
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<u64, Wrong> {
        let text = match value {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::String(text) => text,
            _ => return Err(other_type(value, Wanted::Size, "\"512MB\"")),
        };
        let size = units::size(text)?;
        if size < self.min {
            let least = format!("\"{}\"", units::size_text(self.min));
            return Err(WrongValue::TooSmall { text: text.to_owned(), least }.into());
        }
        Ok(size)
    }

    fn literal(&self, value: &u64) -> String {
        quoted(&units::size_text(*value))
    }
}

/// One of a few words.
pub(super) struct Choice<T: 'static> {
    /// The words with what they mean.
    pub(super) of: &'static [(&'static str, T)],
    /// Words that a later version will know.
    pub(super) later: &'static [&'static str],
}

impl<T: Copy + PartialEq> Scalar for Choice<T> {
    type Value = T;

    fn shape(&self) -> Shape {
        Shape::Word(self.of.iter().map(|(word, _)| *word).collect())
    }

    fn parse(&self, value: &DeValue<'_>, _: &Path) -> Result<T, Wrong> {
        let known = || self.of.iter().map(|(word, _)| *word);
        let Some(text) = value.as_str() else {
            return Err(WrongValue::NotAWord { given: given(value), one_of: words(known()) }.into());
        };
        if let Some((_, meant)) = self.of.iter().find(|(word, _)| *word == text) {
            return Ok(*meant);
        }
        let (given, one_of) = (text.to_owned(), words(known()));
        if self.later.contains(&text) {
            return Err(WrongValue::NotYet { text: given, one_of }.into());
        }
        let near = nearest(text, known()).map(str::to_owned);
        Err(WrongValue::UnknownWord { text: given, near, one_of }.into())
    }

    fn literal(&self, value: &T) -> String {
        quoted(self.word(value))
    }
}

impl<T: PartialEq> Choice<T> {
    /// The word for a meaning.
    pub(super) fn word(&self, meaning: &T) -> &'static str {
        self.of.iter().find(|(_, meant)| meant == meaning).map_or("", |(word, _)| word)
    }
}

/// A directory. Relative to the configuration file's; in a variable or flag, to the current one.
pub(super) struct Dir;

impl Scalar for Dir {
    type Value = PathBuf;

    fn shape(&self) -> Shape {
        Shape::Text
    }

    fn parse(&self, value: &DeValue<'_>, base: &Path) -> Result<PathBuf, Wrong> {
        let Some(text) = value.as_str() else { return Err(other_type(value, Wanted::Path, "\"/var/lib/autoagents\"")) };
        match text {
            "" => Err(WrongValue::EmptyPath.into()),
            text if text.starts_with('~') => Err(WrongValue::Tilde { text: text.to_owned() }.into()),
            text if text.contains('\0') => Err(WrongValue::HoldsNul.into()),
            text => Ok(within(base, text)),
        }
    }

    fn literal(&self, value: &PathBuf) -> String {
        quoted(&value.to_string_lossy())
    }
}

/// A path that is relative to a directory, without needless `.` components.
pub(super) fn within(base: &Path, path: &str) -> PathBuf {
    base.join(path).components().collect()
}

/// A list of texts.
pub(super) struct Texts;

impl Codec for Texts {
    type Value = Vec<String>;

    fn shape(&self) -> Shape {
        Shape::Texts(0)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Vec<String>> {
        texts(node, path, reader)
    }

    fn write(&self, value: &Vec<String>) -> Written {
        Written::Literal(list(value))
    }
}

/// Reads a list of texts and remembers where each stands.
pub(super) fn texts(node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Vec<String>> {
    let Some(array) = node.get_ref().as_array() else {
        reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Texts, "[\"one\", \"two\"]"));
        return None;
    };
    let mut texts = Vec::new();
    for (index, item) in array.iter().enumerate() {
        let path = format!("{path}[{index}]");
        reader.remember(&path, item.span());
        match item.get_ref().as_str() {
            Some(text) if !text.contains('\0') => texts.push(text.to_owned()),
            Some(_) => reader.wrong(&path, item.span(), WrongValue::HoldsNul),
            None => reader.wrong(&path, item.span(), other_type(item.get_ref(), Wanted::Text, "\"text\"")),
        }
    }
    (texts.len() == array.len()).then_some(texts)
}

/// A list of texts as a TOML literal.
pub(super) fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A table of texts under names that the operator chooses.
pub(super) struct TextMap;

impl Codec for TextMap {
    type Value = BTreeMap<String, String>;

    fn shape(&self) -> Shape {
        Shape::Map(false)
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        map(node, path, reader, |node, path, reader| match node.get_ref().as_str() {
            Some(text) if !text.contains('\0') => Some(text.to_owned()),
            Some(_) => {
                reader.wrong(path, node.span(), WrongValue::HoldsNul);
                None
            }
            None => {
                reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Text, "\"text\""));
                None
            }
        })
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Literal(inline(value.iter().map(|(name, text)| (name.as_str(), quoted(text)))))
    }
}

/// Reads a table whose keys the operator chooses.
pub(super) fn map<T>(
    node: &Spanned<DeValue<'_>>,
    path: &str,
    reader: &mut Reader<'_>,
    mut read: impl FnMut(&Spanned<DeValue<'_>>, &str, &mut Reader<'_>) -> Option<T>,
) -> Option<BTreeMap<String, T>> {
    let Some(table) = node.get_ref().as_table() else {
        reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Table, "{ name = \"text\" }"));
        return None;
    };
    let mut map = BTreeMap::new();
    for (name, node) in table {
        let path = join(path, name.get_ref());
        reader.remember(&path, name.span());
        if let Some(value) = read(node, &path, reader) {
            map.insert(name.get_ref().to_string(), value);
        }
    }
    (map.len() == table.len()).then_some(map)
}

/// An inline table of literals.
pub(super) fn inline<'n>(rows: impl Iterator<Item = (&'n str, String)>) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let rows: Vec<String> = rows
        .map(|(name, literal)| {
            let bare = !name.is_empty() && name.chars().all(plain);
            format!("{} = {literal}", if bare { name.to_owned() } else { quoted(name) })
        })
        .collect();
    if rows.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", rows.join(", ")) }
}

/// A path as the header of a section has it, without the positions in lists.
fn section(path: &str) -> String {
    path.split('.').map(|part| part.split('[').next().unwrap_or(part)).collect::<Vec<_>>().join(".")
}

/// A table with keys of its own.
pub(super) struct Nested<T>(PhantomData<T>);

/// See [`Nested`].
pub(super) fn nested<T>() -> Nested<T> {
    Nested(PhantomData)
}

impl<T: Keys> Codec for Nested<T> {
    type Value = T;

    fn shape(&self) -> Shape {
        Shape::Table(T::table())
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<T> {
        let Some(table) = node.get_ref().as_table() else {
            let section = format!("[{}]", section(path));
            reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Table, &section));
            return None;
        };
        reader.table(table, path)
    }

    fn write(&self, value: &T) -> Written {
        Written::Table(value.write())
    }
}

/// Several tables with the same keys. Those that cannot be read are left out after their faults were noted.
pub(super) struct Many<T>(PhantomData<T>);

/// See [`Many`].
pub(super) fn many<T>() -> Many<T> {
    Many(PhantomData)
}

impl<T: Keys> Codec for Many<T> {
    /// Each with its path.
    type Value = Vec<(String, T)>;

    fn shape(&self) -> Shape {
        Shape::Tables(T::table())
    }

    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value> {
        let section = format!("[[{}]]", section(path));
        let Some(array) = node.get_ref().as_array() else {
            reader.wrong(path, node.span(), other_type(node.get_ref(), Wanted::Tables, &section));
            return None;
        };
        let mut read = Vec::new();
        for (index, item) in array.iter().enumerate() {
            let path = format!("{path}[{index}]");
            reader.remember(&path, item.span());
            match item.get_ref().as_table() {
                Some(table) => read.extend(reader.table(table, &path).map(|value| (path, value))),
                None => reader.wrong(&path, item.span(), other_type(item.get_ref(), Wanted::Table, &section)),
            }
        }
        Some(read)
    }

    fn write(&self, value: &Self::Value) -> Written {
        Written::Tables(value.iter().map(|(_, value)| value.write()).collect())
    }
}
