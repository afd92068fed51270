//! What can be wrong with a workflow, beyond the values of its keys.

use serde::{Deserialize, Serialize};

/// What is wrong with a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "wrong_flow")]
pub enum WrongFlow {
    /// Exactly one of these keys has to be there, and none is.
    NoneOf {
        /// The keys.
        one_of: Vec<String>,
    },
    /// Exactly one of these keys may be there.
    SeveralOf {
        /// Those that are.
        all_of: Vec<String>,
    },
    /// It has no steps.
    NoSteps,
    /// It has more steps than can be run.
    ManySteps {
        /// So many.
        steps: String,
        /// At most.
        most: String,
    },
    /// An expression cannot name it.
    NotUsable {
        /// What was given.
        text: String,
        /// One that can be named, made of it.
        instead: Option<String>,
    },
    /// There is none.
    NoStep {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// There is none.
    NoParam {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// There is none.
    NoSecret {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// There is none.
    NoResource {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// There is none.
    NoWorkflow {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// There is none.
    NoRule {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// Expressions know no such name.
    NoVariable {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
        /// What they know.
        one_of: Vec<String>,
    },
    /// It takes more of a resource than there is.
    MuchOfResource {
        /// Of which.
        name: String,
        /// So much there is.
        most: u32,
    },
    /// Not an expression.
    NotAnExpression {
        /// As written.
        expression: String,
        /// In the words of the crate `cel`.
        error: String,
    },
    /// `${` without its `}`.
    OpenExpression,
    /// A condition in `${…}`, which is one already.
    WrappedExpression {
        /// Without them.
        instead: String,
    },
    /// Files are found before a run.
    ExpressionInFile {
        /// What was given.
        text: String,
    },
    /// The name of a step that is worked out: nobody can know what is needed.
    UnnamedStep {
        /// As written.
        expression: String,
    },
    /// `item` of a step that runs once.
    ItemOfOne,
    /// An output before any step has run.
    StepTooEarly {
        /// Of which step.
        name: String,
    },
    /// A secret where others can read it.
    SecretShown {
        /// Which.
        name: String,
    },
    /// A secret as part of an expression.
    SecretInside {
        /// Which.
        name: String,
    },
    /// A step that waits for itself.
    NeedsItself {
        /// Which.
        name: String,
    },
    /// Steps that wait for each other.
    Round {
        /// Such as `a -> b -> a`.
        round: String,
    },
    /// Workflows that run each other without end.
    RunsItself {
        /// Such as `a -> b -> a`.
        round: String,
    },
    /// It wants more steps to succeed than it needs.
    JoinOfMore {
        /// So many it needs.
        needs: u32,
    },
    /// It is for steps, not for handlers.
    NotInHandler {
        /// Which key.
        name: String,
    },
    /// It cannot be undone and is undone.
    UndoOfIrreversible,
    /// What does nothing outside need not be undone, and never is.
    UndoOfNothing {
        /// The key of what it does.
        kind: String,
    },
    /// Two ways of a switch lead to the same step.
    TwoWays {
        /// Which.
        name: String,
    },
    /// A case behind the one that always holds.
    CaseUnreached,
    /// A schedule of another form.
    NotASchedule {
        /// So many fields.
        fields: u32,
    },
    /// A field of a schedule.
    ScheduleField {
        /// What was given.
        text: String,
        /// Which field.
        schedule_field: ScheduleField,
    },
    /// A schedule of which no moment ever comes.
    ScheduleNever,
    /// There is none.
    NoTimeZone {
        /// Which was named.
        name: String,
        /// Which was probably meant.
        near: Option<String>,
    },
    /// Neither a time of day nor a time.
    NotATime {
        /// What was given.
        text: String,
    },
    /// A parameter cannot be that.
    NotOfParam {
        /// Which.
        name: String,
        /// What it has to be.
        param_kind: ParamWord,
        /// Or one of these.
        one_of: Vec<String>,
    },
    /// A parameter that has to be given.
    ParamMissing {
        /// Which.
        name: String,
        /// Of which workflow.
        workflow: String,
    },
    /// Choices of a parameter that is no text.
    ChoicesOfOther,
    /// Two files define it.
    SameWorkflow {
        /// Which.
        name: String,
        /// The other file.
        file: String,
    },
}

/// A field of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleField {
    /// 0-59
    Second,
    /// 0-59
    Minute,
    /// 0-23
    Hour,
    /// 1-31
    Day,
    /// 1-12
    Month,
    /// 0-7
    Weekday,
}

/// Of which kind a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParamWord {
    /// Text.
    String,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// Yes or no.
    Bool,
    /// One of several.
    Choice,
    /// A list of texts.
    List,
}
