//! What is kept of trees.

/// A node of a tree. A leaf has no children.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Node {
    /// Which number is looked at.
    pub(in super::super) column: u32,
    /// What is not greater goes left.
    pub(in super::super) bound: f32,
    /// The left child's place in the forest, and the right one's; 0 for a leaf.
    pub(in super::super) children: [u32; 2],
    /// Whether what is unknown goes left.
    pub(in super::super) unknown_left: bool,
    /// The answer of this node's rows, as if it were a leaf.
    pub(in super::super) answer: f32,
}

/// Trees whose answers are added.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in super::super) struct Forest {
    /// What is added to: the log-odds of all.
    pub(in super::super) base: f32,
    /// All nodes; children come after their parents.
    pub(in super::super) nodes: Vec<Node>,
    /// Where each tree begins.
    pub(in super::super) roots: Vec<u32>,
}

impl Forest {
    /// Log-odds of a row.
    pub(in super::super) fn margin(&self, row: &[f32]) -> f64 {
        f64::from(self.base) + self.roots.iter().map(|root| self.answer(*root, row)).sum::<f64>()
    }

    /// What one tree adds.
    pub(in super::super) fn answer(&self, root: u32, row: &[f32]) -> f64 {
        self.path(root, row).last().map_or(0.0, |at| f64::from(self.nodes[at].answer))
    }

    /// Adds another forest.
    pub(in super::super) fn join(&mut self, other: &Self) {
        let shift = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.base += other.base;
        self.roots.extend(other.roots.iter().map(|root| root + shift));
        self.nodes.extend(other.nodes.iter().map(|node| {
            let children = if node.children[0] == 0 { [0, 0] } else { node.children.map(|child| child + shift) };
            Node { children, ..*node }
        }));
    }

    /// Makes all answers smaller.
    pub(in super::super) fn scale(&mut self, part: f32) {
        self.base *= part;
        self.nodes.iter_mut().for_each(|node| node.answer *= part);
    }

    /// Drops all but the first trees.
    pub(in super::super) fn keep(&mut self, trees: usize) {
        if let Some(end) = self.roots.get(trees) {
            self.nodes.truncate(*end as usize);
            self.roots.truncate(trees);
        }
    }

    /// Adds what each number has moved the log-odds of a row by: the differences of the answers on the way (Saabas, 2014).
    pub(in super::super) fn attribute(&self, row: &[f32], weight: f64, out: &mut [f64]) {
        for root in &self.roots {
            let mut before: Option<&Node> = None;
            for at in self.path(*root, row) {
                let node = &self.nodes[at];
                if let Some(parent) = before {
                    out[parent.column as usize] += weight * f64::from(node.answer - parent.answer);
                }
                before = Some(node);
            }
        }
    }

    /// The nodes from a root to a leaf.
    fn path<'p>(&'p self, root: u32, row: &'p [f32]) -> impl Iterator<Item = usize> + 'p {
        std::iter::successors(Some(root as usize), move |at| {
            let node = &self.nodes[*at];
            if node.children[0] == 0 {
                return None;
            }
            let number = row[node.column as usize];
            let left = if number.is_nan() { node.unknown_left } else { number <= node.bound };
            Some(node.children[usize::from(!left)] as usize)
        })
    }
}
