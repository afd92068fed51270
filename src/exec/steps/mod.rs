//! Steps of workflows, done.

mod office;

pub(crate) use office::StepOffice;
