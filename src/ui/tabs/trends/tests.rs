use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use super::desk::Behind;
use super::save::path;

#[test]
fn a_period_is_compared_with_whole_cycles_before_it() {
    let hours = TimeDelta::hours;
    assert_eq!(Behind::None.shift(hours(1)), None);
    assert_eq!(Behind::Day.shift(hours(1)), Some(hours(24)));
    assert_eq!(Behind::Day.shift(hours(24)), Some(hours(24)));
    assert_eq!(Behind::Day.shift(hours(7 * 24)), Some(hours(7 * 24)), "a week beside the day before would overlap");
    assert_eq!(Behind::Week.shift(hours(24)), Some(hours(7 * 24)));
    assert_eq!(Behind::Week.shift(TimeDelta::days(30)), Some(TimeDelta::days(35)));
}

#[test]
fn a_file_is_where_it_was_said() {
    let home = Path::new("/home/mina");
    assert_eq!(path("~/cpu.svg", Some(home)), PathBuf::from("/home/mina/cpu.svg"));
    assert_eq!(path("~/cpu.svg", None), PathBuf::from("~/cpu.svg"));
    assert_eq!(path("charts/cpu.csv", Some(home)), PathBuf::from("charts/cpu.csv"));
}
