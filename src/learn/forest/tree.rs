//! What is kept of trees.

/// A node of a tree. A leaf has no children.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::learn) struct Node {
    /// Which number is looked at.
    pub(in crate::learn) column: u32,
    /// What is not greater goes left.
    pub(in crate::learn) bound: f32,
    /// The left child's place in the forest, and the right one's; 0 for a leaf.
    pub(in crate::learn) children: [u32; 2],
    /// Whether what is unknown goes left.
    pub(in crate::learn) unknown_left: bool,
    /// The answer of this node's rows, as if it were a leaf.
    pub(in crate::learn) answer: f32,
}

impl Node {
    /// Whether nothing comes after it.
    pub(super) fn is_leaf(&self) -> bool {
        self.children[0] == 0
    }
}

/// Trees whose answers are added.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::learn) struct Forest {
    /// What is added to: the log-odds of all.
    pub(in crate::learn) base: f32,
    /// All nodes; children come after their parents.
    pub(in crate::learn) nodes: Vec<Node>,
    /// Where each tree begins.
    pub(in crate::learn) roots: Vec<u32>,
}

impl Forest {
    /// Log-odds of a row.
    pub(in crate::learn) fn margin(&self, row: &[f32]) -> f64 {
        f64::from(self.base) + self.roots.iter().map(|root| self.answer(*root, row)).sum::<f64>()
    }

    /// What one tree adds.
    pub(in crate::learn) fn answer(&self, root: u32, row: &[f32]) -> f64 {
        self.path(root, row).last().map_or(0.0, |at| f64::from(self.nodes[at].answer))
    }

    /// Adds another forest.
    pub(in crate::learn) fn join(&mut self, other: &Self) {
        let shift = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.base += other.base;
        self.roots.extend(other.roots.iter().map(|root| root + shift));
        self.nodes.extend(other.nodes.iter().map(|node| {
            let children = if node.is_leaf() { [0, 0] } else { node.children.map(|child| child + shift) };
            Node { children, ..*node }
        }));
    }

    /// Adds a tree, whose children are places among its own nodes.
    pub(super) fn plant(&mut self, nodes: Vec<Node>) {
        self.join(&Self { base: 0.0, nodes, roots: vec![0] });
    }

    /// Whether it can be used on rows of so many numbers: children come after their parents, so that every way down ends.
    pub(in crate::learn) fn is_sound(&self, width: usize) -> bool {
        let count = self.nodes.len();
        let child = |at: usize, child: u32| (child as usize) > at && (child as usize) < count;
        let node = |(at, node): (usize, &Node)| {
            let divides = || node.children.iter().all(|to| child(at, *to)) && (node.column as usize) < width;
            node.answer.is_finite() && (node.is_leaf() || divides())
        };
        self.base.is_finite()
            && self.nodes.iter().enumerate().all(node)
            && self.roots.iter().all(|root| (*root as usize) < count)
    }

    /// Makes all answers smaller.
    pub(in crate::learn) fn scale(&mut self, part: f32) {
        self.base *= part;
        self.nodes.iter_mut().for_each(|node| node.answer *= part);
    }

    /// Drops all but the first trees.
    pub(in crate::learn) fn keep(&mut self, trees: usize) {
        if let Some(end) = self.roots.get(trees) {
            self.nodes.truncate(*end as usize);
            self.roots.truncate(trees);
        }
    }

    /// Adds what each number has moved the log-odds of a row by: the differences of the answers on the way (Saabas, 2014).
    pub(in crate::learn) fn attribute(&self, row: &[f32], weight: f64, out: &mut [f64]) {
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
            if node.is_leaf() {
                return None;
            }
            let number = row.get(node.column as usize).copied().unwrap_or(f32::NAN);
            let left = if number.is_nan() { node.unknown_left } else { number <= node.bound };
            Some(node.children[usize::from(!left)] as usize)
        })
    }
}
