//! What is asked.

/// Whether something happens to a subject within the horizon, asked at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Of whom; it need not have a row.
    pub subject: String,
    /// When, in hours. Nothing later is looked at.
    pub time: f64,
}
