//! What is known of keys and tables, as data: from it come the default file, the schema, and the nearest key to a
//! misspelt one.

/// Everything known about one key.
pub(super) struct Key {
    /// As written in the file.
    pub(super) name: &'static str,
    /// For the default file and the schema; lines separated by `\n`.
    pub(super) about: String,
    /// Which values it takes.
    pub(super) shape: Shape,
    /// What holds when it is not given.
    pub(super) need: Need,
}

/// What holds when a key is not given. Each carries a TOML literal: the default, or an example.
#[derive(Clone, Copy)]
pub(super) enum Need {
    /// It must be given.
    Required(&'static str),
    /// It may be left out, but usually is not.
    Usual(&'static str),
    /// It may be left out.
    Optional(&'static str),
    /// It has this default.
    Default(&'static str),
}

impl Need {
    /// The default or the example.
    pub(super) fn literal(self) -> &'static str {
        match self {
            Self::Required(text) | Self::Usual(text) | Self::Optional(text) | Self::Default(text) => text,
        }
    }
}

/// The keys of one table.
pub(super) struct Table {
    /// What the table is; lines separated by `\n`.
    pub(super) about: String,
    /// In the order in which they are shown.
    pub(super) keys: Vec<Key>,
}

impl Table {
    /// The key of that name.
    pub(super) fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| key.name)
    }
}

/// Which values a key takes.
pub(super) enum Shape {
    /// `true` or `false`.
    Boolean,
    /// A whole number within bounds.
    Integer(u32, u32),
    /// A number.
    Number,
    /// A text.
    Text,
    /// A text of this pattern (ECMA 262).
    Pattern(&'static str),
    /// One of these words.
    Word(Vec<&'static str>),
    /// A duration such as `"1m30s"`.
    Span,
    /// Bytes, or a text such as `"512MB"`.
    Size,
    /// Texts; at least so many.
    Texts(usize),
    /// A name or a number.
    Account,
    /// Exit codes, and names of these signals.
    Exits(Vec<&'static str>),
    /// Statuses of HTTP and classes of them.
    Statuses,
    /// Statuses of HTTP, classes and ranges of them.
    Answers,
    /// A text, a number or a truth value.
    Anything,
    /// A text, or several.
    OneOrMore,
    /// Lists of texts.
    Lists,
    /// Whole numbers within bounds.
    Integers(u32, u32),
    /// A table of names chosen by the operator; whether each may hold several texts.
    Map(bool),
    /// A table with keys of its own.
    Table(Table),
    /// Several such tables.
    Tables(Table),
    /// Tables with these keys, each under a name chosen by the operator.
    Named(Table),
    /// Whole numbers above 0 under names chosen by the operator.
    Amounts,
    /// One of these.
    Either(Vec<Shape>),
    /// Any value, or also a list of texts.
    Value,
}

impl Shape {
    /// Whether a variable or a flag can hold it.
    pub(super) fn is_scalar(&self) -> bool {
        !matches!(
            self,
            Self::Texts(_)
                | Self::Exits(_)
                | Self::Lists
                | Self::Integers(..)
                | Self::Statuses
                | Self::Answers
                | Self::OneOrMore
                | Self::Map(_)
                | Self::Table(_)
                | Self::Tables(_)
                | Self::Named(_)
                | Self::Amounts
                | Self::Either(_)
                | Self::Value
        )
    }
}

/// A table as it is written back.
pub(super) type Rows = Vec<(&'static str, Written)>;

/// A value as it is written back.
pub(super) enum Written {
    /// As a TOML literal.
    Literal(String),
    /// As a table.
    Table(Rows),
    /// As several tables.
    Tables(Vec<Rows>),
}

/// Doc comments as plain lines.
pub(super) fn plain(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}
