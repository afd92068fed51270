//! Where tasks are carried out, and what they need there.

/// Places for tasks, and what else there is a limited amount of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// How many tasks can be under way at once.
    pub slots: usize,
    /// How much there is of each named resource.
    pub resources: Vec<u64>,
    /// What each task needs of them, as (resource, amount); empty when none needs any.
    pub needs: Vec<Vec<(usize, u64)>>,
}

impl Floor {
    /// Places alone.
    #[must_use]
    pub fn new(slots: usize) -> Self {
        Self { slots: slots.max(1), resources: Vec::new(), needs: Vec::new() }
    }

    /// Tasks by what they need: for each task its class, and for each class its needs. What asks for more than there is
    /// gets all there is, so that it can be carried out at all; what is named twice adds up.
    pub(super) fn classes(&self, tasks: usize) -> (Vec<usize>, Vec<Vec<u64>>) {
        let mut classes: Vec<Vec<u64>> = Vec::new();
        let mut of = Vec::with_capacity(tasks);
        let mut known = std::collections::BTreeMap::new();
        for task in 0..tasks {
            let mut needs = vec![0_u64; self.resources.len()];
            for (resource, amount) in self.needs.get(task).into_iter().flatten() {
                if let (Some(need), Some(all)) = (needs.get_mut(*resource), self.resources.get(*resource)) {
                    *need = need.saturating_add(*amount).min(*all);
                }
            }
            let class = *known.entry(needs).or_insert_with_key(|needs| {
                classes.push(needs.clone());
                classes.len() - 1
            });
            of.push(class);
        }
        (of, classes)
    }
}
