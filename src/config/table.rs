//! The one declaration of each key, and what is made of it: [`keys!`] turns a table of rows into reading, writing, and
//! the description from which the default file, the schema and the look-up of misspelt keys come.

use super::reader::Scope;

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
    /// A table of names chosen by the operator; whether each may hold several texts.
    Map(bool),
    /// A table with keys of its own.
    Table(Table),
    /// Several such tables.
    Tables(Table),
}

impl Shape {
    /// Whether a variable or a flag can hold it.
    pub(super) fn is_scalar(&self) -> bool {
        !matches!(self, Self::Texts(_) | Self::Map(_) | Self::Table(_) | Self::Tables(_))
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

/// A struct that is read from a table and written back to it. Implemented by [`keys!`] only.
pub(super) trait Keys: Sized {
    /// The description.
    fn table() -> Table;
    /// Reads it; none after a fault was noted.
    fn read(scope: &mut Scope<'_, '_, '_>) -> Option<Self>;
    /// Writes every key that has a value.
    fn write(&self) -> Rows;
}

/// Doc comments as plain lines.
pub(super) fn plain(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")
}

/// Declares the keys of a struct. A row is `field: CODEC, need = literal;`, where need is `required` or `usual` or
/// `optional` with an example, or `default` with the default; `field as "key"` where the key is not a Rust name.
/// The literal is TOML that Rust can also tokenise; `constant = NAME` takes a default from a constant.
macro_rules! keys {
    (
        $(#[doc = $doc:literal])*
        $target:ident {
            $( $(#[doc = $about:literal])* $field:ident $(as $name:literal)?: $codec:expr, $need:ident = $literal:tt; )*
        }
    ) => {
        impl $crate::config::table::Keys for $target {
            fn table() -> $crate::config::table::Table {
                $crate::config::table::Table {
                    about: $crate::config::table::plain(&[$($doc),*]),
                    keys: vec![$(
                        $crate::config::table::Key {
                            name: keys!(@name $field $($name)?),
                            about: $crate::config::table::plain(&[$($about),*]),
                            shape: $crate::config::codec::Codec::shape(&$codec),
                            need: keys!(@need $need $literal),
                        }
                    ),*],
                }
            }

            fn read(scope: &mut $crate::config::reader::Scope<'_, '_, '_>) -> Option<Self> {
                // All keys are read before the first missing one ends it, so that every fault is noted.
                $( let $field = keys!(@read scope, keys!(@name $field $($name)?), $codec, $need $literal); )*
                Some(Self { $( $field: $field?, )* })
            }

            fn write(&self) -> $crate::config::table::Rows {
                let rows = [$( keys!(@write self.$field, keys!(@name $field $($name)?), $codec, $need) ),*];
                rows.into_iter().flatten().collect()
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
    (@need required $literal:tt) => { $crate::config::table::Need::Required(stringify!($literal)) };
    (@need usual $literal:tt) => { $crate::config::table::Need::Usual(stringify!($literal)) };
    (@need optional $literal:tt) => { $crate::config::table::Need::Optional(stringify!($literal)) };
    (@need default $literal:tt) => { $crate::config::table::Need::Default(stringify!($literal)) };
    (@need constant $literal:tt) => { $crate::config::table::Need::Default($literal) };
    (@read $scope:ident, $name:expr, $codec:expr, required $literal:tt) => { $scope.required($name, &$codec) };
    (@read $scope:ident, $name:expr, $codec:expr, usual $literal:tt) => { Some($scope.optional($name, &$codec)) };
    (@read $scope:ident, $name:expr, $codec:expr, optional $literal:tt) => { Some($scope.optional($name, &$codec)) };
    (@read $scope:ident, $name:expr, $codec:expr, default $literal:tt) => { $scope.or_default($name, &$codec, stringify!($literal)) };
    (@read $scope:ident, $name:expr, $codec:expr, constant $literal:tt) => { $scope.or_default($name, &$codec, $literal) };
    (@write $value:expr, $name:expr, $codec:expr, usual) => { keys!(@write $value, $name, $codec, optional) };
    (@write $value:expr, $name:expr, $codec:expr, optional) => {
        $value.as_ref().map(|value| ($name, $crate::config::codec::Codec::write(&$codec, value)))
    };
    (@write $value:expr, $name:expr, $codec:expr, $need:ident) => {
        Some(($name, $crate::config::codec::Codec::write(&$codec, &$value)))
    };
}

pub(super) use keys;
