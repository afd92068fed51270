//! Values that are wrong by themselves.

use serde::{Deserialize, Serialize};

use crate::model::check::Figure;
use crate::model::json_path::PathFault;

/// What is wrong with a value. Texts are as in the file, with secrets masked; examples are as to be written there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "wrong_value")]
pub enum WrongValue {
    /// It is of another type.
    OtherType {
        /// What it is.
        given: Given,
        /// What it has to be.
        wanted: Wanted,
        /// One that would do.
        example: String,
    },
    /// It is of another type than a word.
    NotAWord {
        /// What it is.
        given: Given,
        /// The words there are.
        one_of: Vec<String>,
    },
    /// It is not one of a few words.
    UnknownWord {
        /// What it is.
        text: String,
        /// The word that was probably meant.
        near: Option<String>,
        /// The words there are.
        one_of: Vec<String>,
    },
    /// It is a word of a later version.
    NotYet {
        /// Which.
        text: String,
        /// The words there are.
        one_of: Vec<String>,
    },
    /// It is of the right type, but cannot be read as what it has to be.
    NotA {
        /// What it is.
        text: String,
        /// What it has to be.
        wanted: Wanted,
        /// Examples.
        one_of: Vec<String>,
    },
    /// A number out of its bounds.
    OutOfRange {
        /// What it is.
        text: String,
        /// From this.
        least: String,
        /// To this.
        most: String,
    },
    /// A number above 0 is wanted.
    NotPositive,
    /// It may not be negative.
    Negative {
        /// What it is.
        text: String,
        /// Examples.
        one_of: Vec<String>,
    },
    /// A number without a unit.
    NoUnit {
        /// What it is.
        text: String,
        /// Examples.
        one_of: Vec<String>,
    },
    /// A duration below its least.
    TooShort {
        /// What it is.
        text: String,
        /// As to be written.
        least: String,
    },
    /// A duration above its most.
    TooLong {
        /// What it is.
        text: String,
        /// As to be written.
        most: String,
    },
    /// A size below its least.
    TooSmall {
        /// What it is.
        text: String,
        /// As to be written.
        least: String,
    },
    /// A size that cannot be counted.
    TooLarge {
        /// What it is.
        text: String,
        /// Examples.
        one_of: Vec<String>,
    },
    /// A size for a figure that is a number.
    SizeOfFigure {
        /// Which.
        figure: Figure,
    },
    /// A name of no characters.
    EmptyName,
    /// A path of no characters.
    EmptyPath,
    /// A path of a file, of no characters.
    EmptyFilePath,
    /// A text that is looked for, of no characters.
    EmptyText,
    /// A text that is sent, of no characters.
    NothingToSend,
    /// A list without items.
    EmptyList {
        /// One that would do.
        example: String,
    },
    /// A text that is too long.
    LongList {
        /// How much there may be.
        most: String,
    },
    /// A text that is too long.
    LongText {
        /// Such as `64 KiB`.
        most: String,
    },
    /// A NUL character, which neither paths nor arguments can hold.
    HoldsNul,
    /// A shell would know what `~` is.
    Tilde {
        /// The whole path.
        text: String,
    },
    /// A command line in one text.
    CommandAsText {
        /// The same, as to be written.
        apart: String,
    },
    /// A command without words.
    NoProgram,
    /// Neither a number of HTTP nor a class of them.
    NotAStatus {
        /// What it is.
        text: String,
    },
    /// An address without a port.
    NoPort {
        /// What it is.
        text: String,
    },
    /// A port that is no number, or out of its bounds.
    NotAPort {
        /// What it is.
        text: String,
    },
    /// An IPv6 address in which the port cannot be told.
    NoBrackets {
        /// What stands before the last colon.
        text: String,
    },
    /// A URL that no HTTP probe can ask.
    NotHttp {
        /// What it is.
        text: String,
    },
    /// Not a regular expression.
    NotAPattern {
        /// What it is.
        text: String,
        /// Why.
        pattern_fault: PatternFault,
    },
    /// A regular expression that would take too much memory.
    LargePattern,
    /// Not a place in JSON.
    NotInJson {
        /// What it is.
        text: String,
        /// Why.
        path_fault: PathFault,
    },
}

/// What stands in the file, by its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// In quotes.
    Text,
    /// Without a point.
    WholeNumber,
    /// With a point.
    Number,
    /// `true` or `false`.
    Truth,
    /// A date, a time, or both.
    Date,
    /// `[…]`
    List,
    /// `{…}`, or a section.
    Table,
}

/// What a value has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// `true` or `false`.
    Truth,
    /// Without a point.
    WholeNumber,
    /// With a point or without.
    Number,
    /// Neither `nan` nor `inf`.
    FiniteNumber,
    /// Such as `"5s"`.
    Duration,
    /// Such as `"512MB"`.
    Size,
    /// In quotes.
    Text,
    /// Of several.
    Texts,
    /// A text, a number, or a truth value.
    Scalar,
    /// Of a file or a directory.
    Path,
    /// With keys and values.
    Table,
    /// Of several.
    Tables,
    /// Of a service, a rule, a probe, a runbook.
    Name,
    /// Keys of the keyboard.
    KeysOfConsole,
    /// Such as `host.cpu.used_percent`.
    Series,
    /// Of HTTP.
    Url,
    /// Host and port.
    Address,
    /// A name or an address.
    Host,
    /// Its name.
    HostName,
    /// Of version 4.
    Ipv4,
    /// Of version 6.
    Ipv6,
    /// Of several.
    Ports,
    /// Of several.
    Statuses,
    /// A user or a group, by name or number.
    Account,
    /// Of a program.
    ExitCode,
    /// An exit code or a signal.
    Exit,
    /// Of several.
    ExitCodes,
    /// Of several.
    Commands,
    /// Of systemd.
    Unit,
    /// Of Docker or Podman.
    Container,
    /// Such as `status.db`.
    PlaceInJson,
    /// `"all"`, `"any"`, or so many.
    Join,
    /// `true`, or a table.
    Cache,
    /// A list, or an expression.
    Items,
    /// Of CEL.
    Expression,
}

/// Why something is not a regular expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "pattern_fault")]
pub enum PatternFault {
    /// `(` without `)`.
    UnclosedGroup,
    /// `)` without `(`.
    UnopenedGroup,
    /// `[` without `]`.
    UnclosedClass,
    /// `{` without `}`.
    UnclosedCount,
    /// `*`, `+`, `?` or `{}` behind nothing.
    NothingToRepeat,
    /// A `\` that means nothing before that character.
    UnknownEscape,
    /// `(?=`, `(?!`, `(?<=` or `(?<!`.
    LookAround,
    /// `\1` and the like.
    BackReference,
    /// Anything else.
    Other {
        /// In the words of the crate `regex`.
        error: String,
    },
}
