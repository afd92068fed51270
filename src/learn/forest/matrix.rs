//! Rows of numbers.

/// Row after row; `NaN` where a number is not known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::learn) struct Matrix {
    /// Numbers a row.
    pub(in crate::learn) width: usize,
    /// Row after row.
    pub(in crate::learn) values: Vec<f32>,
}

impl Matrix {
    pub(in crate::learn) fn rows(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or(0)
    }

    pub(in crate::learn) fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.width..(at + 1) * self.width]
    }

    /// Some of the rows.
    pub(in crate::learn) fn pick(&self, rows: &[usize]) -> Self {
        let values = rows.iter().flat_map(|row| self.row(*row)).copied().collect();
        Self { width: self.width, values }
    }
}
