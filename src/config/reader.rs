//! Reads tables by their description, notes every fault, and remembers where each key stands.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{nearest, words};
use super::table::{Rows, Shape, Table, Written};
use crate::model::wrong::{Given, Wanted, Wrong, WrongKeys, WrongValue};

/// A value from a variable or a flag that goes before the file's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The key, such as `console.language`.
    pub path: String,
    /// What it was set to, as text.
    pub value: String,
    /// Where it comes from, for messages: `--lang`, `AUTOAGENTS_CONSOLE_LANGUAGE`.
    pub origin: String,
}

/// Reads and writes the values of a key.
pub(super) trait Codec {
    /// What comes out.
    type Value;
    /// For the schema.
    fn shape(&self) -> Shape;
    /// Reads a value; none after a fault was noted.
    fn read(&self, node: &Spanned<DeValue<'_>>, path: &str, reader: &mut Reader<'_>) -> Option<Self::Value>;
    /// Writes it back so that reading gives the same, with secrets masked.
    fn write(&self, value: &Self::Value) -> Written;
}

/// A struct that is read from a table and written back to it. Implemented by `keys!` only.
pub(super) trait Keys: Sized {
    /// The description.
    fn table() -> Table;
    /// Reads it; none after a fault was noted.
    fn read(scope: &mut Scope<'_, '_, '_>) -> Option<Self>;
    /// Writes every key that has a value.
    fn write(&self) -> Rows;
}

/// That a value is of another type.
pub(super) fn other_type(value: &DeValue<'_>, wanted: Wanted, example: &str) -> Wrong {
    WrongValue::OtherType { given: given(value), wanted, example: example.to_owned() }.into()
}

/// The type of a value.
pub(super) fn given(value: &DeValue<'_>) -> Given {
    match value {
        DeValue::String(_) => Given::Text,
        DeValue::Integer(_) => Given::WholeNumber,
        DeValue::Float(_) => Given::Number,
        DeValue::Boolean(_) => Given::Truth,
        DeValue::Datetime(_) => Given::Date,
        DeValue::Array(_) => Given::List,
        DeValue::Table(_) => Given::Table,
    }
}

/// Where a fault was found, before it is turned into lines and columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum At {
    /// In these bytes of the file.
    Span(Range<usize>),
    /// In a variable or flag.
    Origin(String),
    /// Where the key of the fault stands, which is looked up later: see [`Reader::apart`].
    Key,
    /// Nowhere in particular.
    Whole,
}

/// A fault as it was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) at: At,
    pub(super) key: String,
    pub(super) wrong: Wrong,
    /// It is about something that is not there, and so means nothing where the file could not be read to its end.
    pub(super) absence: bool,
}

/// Whose values are being read.
enum From {
    File,
    Origin(String),
    Default,
}

/// What reading has brought to light so far.
pub(super) struct Reader<'a> {
    pub(super) faults: Vec<Found>,
    /// Directory that relative paths of the file are relative to.
    pub(super) base: PathBuf,
    places: BTreeMap<String, Range<usize>>,
    overrides: &'a [Override],
    /// All sections, to tell in which of them a key belongs.
    root: Table,
    from: From,
    /// Where in the file the text that is read begins, when it is read in parts; then no places are remembered.
    apart: Option<usize>,
}

impl<'a> Reader<'a> {
    /// A reader that knows these overrides; the last of several for one key wins.
    pub(super) fn new(root: Table, base: &Path, overrides: &'a [Override]) -> Self {
        Self {
            faults: Vec::new(),
            base: base.to_owned(),
            places: BTreeMap::new(),
            overrides,
            root,
            from: From::File,
            apart: None,
        }
    }

    /// Reads what stands apart, from this offset of the file on. There may be so much of it that no places are remembered:
    /// faults of keys carry [`At::Key`], and whoever has the text looks them up.
    pub(super) fn apart<T>(&mut self, offset: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.apart.replace(offset);
        let value = read(self);
        self.apart = before;
        value
    }

    /// Reads a table.
    pub(super) fn table<T: Keys>(&mut self, table: &DeTable<'_>, path: &str) -> Option<T> {
        self.known_table(table, path, &T::table())
    }

    /// Reads a table whose description is at hand.
    pub(super) fn known_table<T: Keys>(&mut self, table: &DeTable<'_>, path: &str, known: &Table) -> Option<T> {
        self.note_unknown(table, path, known);
        T::read(&mut Scope { reader: self, table, path })
    }

    /// Notes overrides of keys that do not exist or that no variable can hold.
    pub(super) fn check_overrides(&mut self) {
        for given in self.overrides {
            let known = given.path.split_once('.').and_then(|(section, key)| match &self.root.key(section)?.shape {
                Shape::Table(table) => table.key(key),
                _ => None,
            });
            let wrong = match known {
                Some(key) if key.shape.is_scalar() => continue,
                Some(_) => WrongKeys::OnlyInFile { name: given.path.clone() },
                None => WrongKeys::UnknownSetting { near: nearest_override(given, &self.root) },
            };
            let at = At::Origin(given.origin.clone());
            self.faults.push(Found { at, key: given.path.clone(), wrong: wrong.into(), absence: false });
        }
    }

    /// What holds when nothing is given.
    pub(super) fn defaults<T: Keys>(&mut self) -> Option<T> {
        self.reading(From::Default, |reader| reader.table(&DeTable::new(), ""))
    }

    /// Remembers where a key stands.
    pub(super) fn remember(&mut self, path: &str, span: Range<usize>) {
        if matches!(self.from, From::File) && self.apart.is_none() {
            self.places.insert(path.to_owned(), span);
        }
    }

    /// Whether the file gives this key.
    pub(super) fn has(&self, path: &str) -> bool {
        self.places.contains_key(path)
    }

    /// Whether a fault of exactly this key was noted.
    pub(super) fn is_faulty(&self, path: &str) -> bool {
        self.faults.iter().any(|found| found.key == path)
    }

    /// Whether a fault of one of these keys of a table, or of something in them, was noted when there were so many already.
    pub(super) fn is_faulty_since(&self, before: usize, path: &str, keys: &[&str]) -> bool {
        let of_key = |found: &Found| {
            let below = found.key.strip_prefix(path).and_then(|below| below.strip_prefix('.'));
            below.is_some_and(|below| keys.contains(&below.split(['.', '[']).next().unwrap_or(below)))
        };
        self.faults.iter().skip(before).any(of_key)
    }

    /// Where a key stands, or else the table or list around it.
    pub(super) fn place(&self, path: &str) -> At {
        if self.apart.is_some() {
            return At::Key;
        }
        let mut path = path;
        loop {
            if let Some(span) = self.places.get(path) {
                return At::Span(span.clone());
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return At::Whole,
            }
        }
    }

    /// Notes a fault of a key that was read.
    pub(super) fn fault(&mut self, path: &str, wrong: impl Into<Wrong>) {
        let at = self.place(path);
        self.faults.push(Found { at, key: path.to_owned(), wrong: wrong.into(), absence: false });
    }

    /// Notes a fault that is about something that is not in the file.
    pub(super) fn missing(&mut self, path: &str, wrong: impl Into<Wrong>) {
        self.fault(path, wrong);
        if let Some(found) = self.faults.last_mut() {
            found.absence = true;
        }
    }

    /// Notes that the value being read is wrong.
    pub(super) fn wrong(&mut self, path: &str, span: Range<usize>, wrong: impl Into<Wrong>) {
        let at = match &self.from {
            From::File => {
                let offset = self.apart.unwrap_or(0);
                At::Span(span.start + offset..span.end + offset)
            }
            From::Origin(origin) => At::Origin(origin.clone()),
            From::Default => At::Whole,
        };
        self.faults.push(Found { at, key: path.to_owned(), wrong: wrong.into(), absence: false });
    }

    fn note_unknown(&mut self, table: &DeTable<'_>, path: &str, known: &Table) {
        for key in table.keys().filter(|key| known.key(key.get_ref()).is_none()) {
            let name = key.get_ref();
            let (near, section) = match nearest(name, known.names()) {
                Some(near) => (Some(near.to_owned()), None),
                None => elsewhere(name, path, known, &self.root).unzip(),
            };
            let wrong = WrongKeys::UnknownKey { near, section, all_of: words(known.names()) };
            self.wrong(&join(path, name), key.span(), wrong);
        }
    }

    /// Reads under another origin.
    fn reading<T>(&mut self, from: From, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.from, from);
        let value = read(self);
        self.from = before;
        value
    }
}

/// One table while it is read.
pub(super) struct Scope<'r, 'a, 't> {
    reader: &'r mut Reader<'a>,
    table: &'t DeTable<'t>,
    path: &'t str,
}

/// What was found of a key.
enum Read<T> {
    Nothing,
    Wrong,
    Value(T),
}

impl Scope<'_, '_, '_> {
    /// Reads a key that must be there.
    pub(super) fn required<C: Codec>(&mut self, key: &str, codec: &C) -> Option<C::Value> {
        match self.given(key, codec) {
            Read::Value(value) => Some(value),
            Read::Wrong => None,
            Read::Nothing => {
                let path = join(self.path, key);
                self.reader.missing(&path, WrongKeys::Missing { name: key.to_owned() });
                None
            }
        }
    }

    /// Reads a key that may be left out.
    pub(super) fn optional<C: Codec>(&mut self, key: &str, codec: &C) -> Option<C::Value> {
        match self.given(key, codec) {
            Read::Value(value) => Some(value),
            Read::Wrong | Read::Nothing => None,
        }
    }

    /// Reads a key that has a default. A wrong value also becomes the default, so that what depends on it is still
    /// looked at.
    pub(super) fn or_default<C: Codec>(&mut self, key: &str, codec: &C, literal: &str) -> Option<C::Value> {
        if let Read::Value(value) = self.given(key, codec) {
            return Some(value);
        }
        let path = join(self.path, key);
        self.reader.reading(From::Default, |reader| codec.read(&DeValue::parse(literal).ok()?, &path, reader))
    }

    fn given<C: Codec>(&mut self, key: &str, codec: &C) -> Read<C::Value> {
        let node = self.table.get(key);
        if node.is_none() && self.reader.overrides.is_empty() {
            return Read::Nothing;
        }
        let path = join(self.path, key);
        let mut given = Read::Nothing;
        if let Some(node) = node {
            self.reader.remember(&path, node.span());
            given = codec.read(node, &path, self.reader).map_or(Read::Wrong, Read::Value);
        }
        let overrides = self.reader.overrides;
        for over in overrides.iter().filter(|over| over.path == path && codec.shape().is_scalar()) {
            let node = Spanned::new(0..0, value_of(&over.value, &codec.shape()));
            let from = From::Origin(over.origin.clone());
            let read = self.reader.reading(from, |reader| codec.read(&node, &path, reader));
            given = read.map_or(Read::Wrong, Read::Value);
        }
        given
    }
}

/// A key that is near and belongs to a table within this one or, in a section, to another section; with that table's
/// header.
fn elsewhere(name: &str, path: &str, known: &Table, root: &Table) -> Option<(String, String)> {
    let look = |table: &Table, prefix: &str| {
        table.keys.iter().find_map(|key| {
            let inside = join(prefix, key.name);
            let (inner, header) = match &key.shape {
                Shape::Table(inner) => (inner, format!("[{inside}]")),
                Shape::Tables(inner) => (inner, format!("[[{inside}]]")),
                _ => return None,
            };
            nearest(name, inner.names()).map(|near| (near.to_owned(), header))
        })
    };
    let section = path.split('[').next().unwrap_or(path);
    look(known, section).or_else(|| if path.contains(['.', '[']) { None } else { look(root, "") })
}

/// The path of a key in a table.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A variable's text as the value that the key takes.
fn value_of<'t>(text: &'t str, shape: &Shape) -> DeValue<'t> {
    match shape {
        Shape::Boolean | Shape::Integer(..) | Shape::Number => {
            DeValue::parse(text).map_or_else(|_| DeValue::String(text.into()), Spanned::into_inner)
        }
        _ => DeValue::String(text.into()),
    }
}

/// What an override of an unknown key probably means, in the spelling of where it came from.
fn nearest_override(given: &Override, root: &Table) -> Option<String> {
    let paths: Vec<String> = root
        .keys
        .iter()
        .filter_map(|section| match &section.shape {
            Shape::Table(table) => Some(table.keys.iter().map(move |key| format!("{}.{}", section.name, key.name))),
            _ => None,
        })
        .flatten()
        .collect();
    let near = nearest(&given.path, paths.iter().map(String::as_str))?;
    if given.origin.starts_with("AUTOAGENTS_") {
        return Some(format!("AUTOAGENTS_{}", near.replacen('.', "_", 1).to_uppercase()));
    }
    Some(near.to_owned())
}
