//! The crowd now and before.

use super::*;

#[test]
fn changes_are_told_over_three_spans() {
    let near = |(a, b): (f32, f32)| (a - b).abs() < 1e-5;
    let mut crowd = Crowd::default();
    assert!(crowd.signs().into_iter().zip([0.5, 0.0, 0.0, 0.0]).all(near));
    for tick in 0..500 {
        crowd.observe([f64::from(tick) / 500.0, f64::from(tick) / 500.0].into_iter());
    }
    assert!(crowd.signs().into_iter().zip([0.998, 0.06, 0.12, 0.24]).all(near), "{:?}", crowd.signs());
    assert_eq!(crowd.places.len(), 121);
    crowd.observe(std::iter::empty());
    assert!((crowd.signs()[0] - 0.5).abs() < 1e-6);
}
