//! [`keys!`]: a table of rows, one a key, becomes reading, writing and description of a struct.

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
        impl $crate::config::reader::Keys for $target {
            fn table() -> $crate::config::table::Table {
                $crate::config::table::Table {
                    about: $crate::config::table::plain(&[$($doc),*]),
                    keys: vec![$(
                        $crate::config::table::Key {
                            name: keys!(@name $field $($name)?),
                            about: $crate::config::table::plain(&[$($about),*]),
                            shape: $crate::config::reader::Codec::shape(&$codec),
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
        $value.as_ref().map(|value| ($name, $crate::config::reader::Codec::write(&$codec, value)))
    };
    (@write $value:expr, $name:expr, $codec:expr, $need:ident) => {
        Some(($name, $crate::config::reader::Codec::write(&$codec, &$value)))
    };
}

pub(super) use keys;
