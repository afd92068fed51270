//! Chances and quantiles agree.

use proptest::prelude::*;

use super::*;
use crate::learn::exhaust::sign::real;

#[test]
fn spans_add_up() {
    let outlook = Outlook::of([0.5, 0.0, 0.5, 0.0, 0.0]);
    assert!((outlook.chance() - 0.75).abs() < 1e-12);
    assert!((outlook.within(5.0) - 0.25).abs() < 1e-12);
    assert!((outlook.within(30.0) - 0.5).abs() < 1e-12);
    assert_eq!((outlook.quantile(0.25), outlook.quantile(0.8)), (Some(5.0), None));
    assert!((outlook.when().unwrap() - 7.5).abs() < 1e-9);
    let (early, late) = outlook.between(0.8).unwrap();
    assert!(early < 7.5 && late > 30.0 && late <= 75.0, "{early} {late}");
}

#[test]
fn what_is_reached_is_reached_now() {
    assert_eq!(Outlook::REACHED.quantile(0.9).map(f64::round), Some(9.0));
    assert!((Outlook::REACHED.within(0.0)).abs() < 2.0);
}

proptest! {
    #[test]
    fn chances_rise_with_time_and_quantiles_are_their_inverse(
        hazards in proptest::array::uniform5(-0.5_f64..1.5),
        chance in 0.0_f64..1.0,
    ) {
        let outlook = Outlook::of(hazards);
        let ticks = || (0..=HORIZON).map(|tick| outlook.within(real(tick)));
        prop_assert!(ticks().zip(ticks().skip(1)).all(|(a, b)| a <= b + 1e-12));
        prop_assert!(ticks().all(|chance| (0.0..=1.0).contains(&chance)));
        match outlook.quantile(chance) {
            Some(ticks) => prop_assert!(outlook.within(ticks) >= chance - 1e-9),
            None => prop_assert!(outlook.chance() < chance),
        }
        let (early, late) = outlook.between(0.8).unwrap();
        prop_assert!(early <= late);
    }
}
