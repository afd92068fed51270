use super::*;
use crate::learn::failure::{Options, train};
use crate::model::drive::DriveOdds;

/// Drives of which every third dies: its sectors rise from 200 hours before that on. Ages are as in tables of a storage company.
pub(crate) fn made() -> Model {
    let (mut observed, mut asked, mut failed) = (Observed::new(vec!["smart_5".into(), "make".into()]), vec![], vec![]);
    for drive in 0..240_u32 {
        let subject = format!("d{drive}");
        let (begins, dies) = (f64::from(drive % 7) * 900.0, drive % 3 == 0);
        let make = if drive % 2 == 0 { "even" } else { "odd" };
        for day in 0..60_u32 {
            let left = 1_440.0 - f64::from(day) * 24.0;
            let sectors = if dies && left < 200.0 { (200.0 - left).round() } else { f64::from(drive % 5) };
            observed
                .push(&subject, begins + f64::from(day) * 24.0, [Field::Number(sectors), Field::Text(make)])
                .unwrap();
        }
        asked.push(Question { subject, time: begins + 59.0 * 24.0 });
        failed.push(dies);
    }
    let options = Options { horizon: 168.0, seed: 1, known: None };
    train(&observed.finish(), &asked, &failed, &options, &mut |_| true).unwrap()
}

/// A drive by the hour: what it had of sectors, at an age that begins so.
fn course(model: &Model, (from, age): (i64, f64), sectors: &[f64]) -> Course {
    let place = model.schema().columns.iter().position(|column| column.name == "smart_5").unwrap();
    let mut course = Course::new(model.schema().columns.len());
    for (hour, value) in (0_i64..).zip(sectors) {
        course.take(place, from + hour, *value);
        #[expect(clippy::cast_precision_loss, reason = "a few hours")]
        course.aged(from + hour, age + hour as f64);
    }
    course
}

fn odds(report: &DriveReport, drive: &str) -> (f64, Vec<Omen>) {
    match report.drives.iter().find(|(name, _)| name == drive) {
        Some((_, DriveOdds::Asked { own, signs, .. })) => (*own, signs.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_drive_whose_sectors_go_is_told_from_one_that_is_well_and_why() {
    let model = made();
    let dying: Vec<f64> = (0..400).map(|hour| f64::from((hour - 200).max(0))).collect();
    let courses = BTreeMap::from([
        ("sda".to_owned(), course(&model, (0, 500.0), &dying)),
        ("sdb".to_owned(), course(&model, (0, 500.0), &[2.0; 400])),
        ("sdc".to_owned(), course(&model, (380, 10.0), &[2.0; 20])),
        ("sdd".to_owned(), course(&model, (0, 10.0), &[0.0; 300])),
    ]);
    let report = ask(&model, &courses, 399).unwrap();
    let names: Vec<&str> = report.drives.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["sda", "sdb", "sdc"], "sdd has said nothing for days");
    assert_eq!(report.horizon, hours(168));
    let ((sick, signs), (well, _)) = (odds(&report, "sda"), odds(&report, "sdb"));
    assert!(sick > 0.7 && well < 0.3, "{sick} {well}");
    assert_eq!(signs[0].series, Series::at("disk.smart_5", "sda"));
    assert!(signs[0].before < signs[0].now && signs[0].now > 198.5, "{signs:?}");
    assert_eq!(report.drives[2].1, DriveOdds::Learning { seen: hours(19), of: hours(24) });
}

#[test]
fn a_row_is_made_where_something_changed_and_what_is_not_told_stays() {
    let mut course = Course::new(2);
    for (hour, values) in [(5, [1.0, 9.0]), (6, [1.0, 9.0]), (8, [2.0, f64::NAN]), (9, [2.0, 9.0]), (11, [2.0, 8.0])] {
        for (column, value) in values.into_iter().enumerate().filter(|(_, value)| value.is_finite()) {
            course.take(column, hour, value);
        }
    }
    let (rows, last) = course.rows().unwrap();
    assert_eq!(rows, [(5, vec![1.0, 9.0]), (8, vec![2.0, 9.0]), (11, vec![2.0, 8.0])]);
    assert_eq!(last, 11);
    assert!(Course::new(2).rows().is_none());
}

#[test]
fn another_drive_under_the_same_name_is_not_the_one_before() {
    let after = |ages: &[(i64, f64)]| {
        let mut course = Course::new(1);
        for (hour, age) in ages {
            course.take(0, *hour, 1.0);
            course.aged(*hour, *age);
        }
        (course.first(), course.time(*ages.last().map(|(hour, _)| hour).unwrap(), true))
    };
    assert_eq!(after(&[(0, 100.0), (1, 101.0), (30, 101.0), (80, 151.0)]), (i64::MIN, 151.0), "it was off, and away");
    assert_eq!(after(&[(0, 100.0), (1, 101.0), (2, 3.0), (3, 4.0)]), (2, 4.0), "a new one");
    assert_eq!(after(&[(0, 100.0), (1, 101.0), (2, 900.0), (3, 901.0)]), (2, 901.0), "an old one");
}

#[test]
fn columns_mean_what_a_drive_has_and_a_model_without_any_is_refused() {
    for (column, wanted) in [
        ("smart_5", Some("disk.smart_5")),
        ("smart_187_raw", Some("disk.smart_187")),
        ("nvme_media_errors", Some("disk.nvme_media_errors")),
        ("age_hours", Some("disk.age_hours")),
        ("smart_5_normalized", None),
        ("make", None),
        ("failing", None),
        ("present", None),
    ] {
        assert_eq!(metric(column).as_deref(), wanted, "{column}");
    }
    let mut model = made();
    assert_eq!(metrics(&model).unwrap().len(), 2);
    model = Model::from_bytes(crate::learn::vitals::shipped(crate::learn::vitals::NEAREST).unwrap()).unwrap();
    assert!(matches!(metrics(&model), Err(DriveFault::ModelWithoutColumns { .. })));
}
