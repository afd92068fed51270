//! Takes orders about steps.

use crate::model::workflow::order::{StepOrder, StepReport, Ticket};
use crate::ports::Steps;

/// Has steps done.
pub(crate) struct StepOffice;

impl Steps for StepOffice {
    fn order(&self, _orders: Vec<StepOrder>) {}

    fn find(&self, _running: &[Ticket]) -> Vec<StepReport> {
        Vec::new()
    }
}
