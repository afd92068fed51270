use chrono::TimeDelta;

use super::axis::{moments, ticks};
use super::{Form, Mark, Page};
use crate::i18n::{Language, Texts};
use crate::model::record::{Detail, Entry, EntryKind};
use crate::model::series::{Point, Resolution, Series, Unit};
use crate::model::time::Wall;

fn at(minute: i64) -> Wall {
    Wall::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap()
}

fn page(points: Vec<Point>) -> Page {
    let subject = "a<b> & \"c\"\u{1b}[31m".to_owned();
    let entry = Entry { at: at(30), kind: EntryKind::AlertOpened, subject, by: None, detail: Detail::Nothing };
    Page {
        series: Series::at("service.memory_bytes", "결제, \"api\""),
        since: at(0),
        until: at(60),
        resolution: Resolution::Minute,
        points,
        marks: vec![Mark { text: entry.subject.clone(), entry }],
        trend: None,
    }
}

fn point(minute: i64, mean: f64) -> Point {
    Point { at: at(minute), min: mean - 1.0, max: mean + 1.0, mean, last: mean, count: 60 }
}

#[test]
fn the_form_is_told_by_the_name() {
    assert_eq!(Form::of("~/cpu.SVG"), Some(Form::Svg));
    assert_eq!(Form::of("a.b/cpu.json"), Some(Form::Json));
    assert_eq!(Form::of("cpu.csv"), Some(Form::Csv));
    assert_eq!((Form::of("cpu"), Form::of("cpu.png"), Form::of("")), (None, None, None));
}

#[test]
fn tables_can_be_read_back() {
    let texts = Texts::new(Language::En);
    let page = page(vec![point(0, 5.0), point(1, f64::MAX), point(2, 1e-300)]);
    let text = page.write(Form::Csv, &texts);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(&rows[0][1], "service.memory_bytes{결제, \"api\"}");
    let means: Vec<f64> = rows.iter().map(|row| row[5].parse().unwrap()).collect();
    assert_eq!(means, [5.0, f64::MAX, 1e-300]);
    let json: serde_json::Value = serde_json::from_str(&page.write(Form::Json, &texts)).unwrap();
    assert_eq!(json["points"].as_array().unwrap().len(), 3);
    assert_eq!((&json["resolution"], &json["marks"][0]["kind"]), (&"minute".into(), &"alert_opened".into()));
}

/// Every tag is closed, and nothing foreign is one.
fn tags(svg: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for part in svg.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        let name = tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap().to_owned();
        if tag.starts_with('/') {
            assert_eq!(open.pop().as_ref(), Some(&name), "{tag}");
        } else {
            all.push(name.clone());
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
    all
}

#[test]
fn a_picture_is_whole_whatever_is_in_it() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let values = [
            vec![],
            vec![point(0, 5.0)],
            (0..60).map(|minute| point(minute, 5.0)).collect(),
            vec![point(0, f64::MAX / 2.0), point(1, f64::MIN / 2.0)],
            (0..60).filter(|minute| !(20..30).contains(minute)).map(|minute| point(minute, 1e9)).collect(),
        ];
        for points in values {
            let count = points.len();
            let svg = page(points).write(Form::Svg, &texts);
            let tags = tags(&svg);
            assert!(!svg.contains("NaN") && !svg.contains("inf") && !svg.contains('\u{1b}'), "{svg}");
            assert!(svg.contains("a&lt;b&gt; &amp; &quot;c&quot;"), "{svg}");
            assert!(svg.contains("prefers-color-scheme: dark") && svg.contains("<title id="), "{svg}");
            let lines = tags.iter().filter(|tag| *tag == "polyline").count();
            assert_eq!(
                lines,
                match count {
                    60 => 1,
                    50 => 2,
                    2 => 1,
                    _ => 0,
                },
                "a hole is a hole"
            );
        }
    }
}

#[test]
fn edges_have_round_values_and_moments() {
    assert_eq!(ticks(0.0, 9.0, 4, Unit::Percent), [0.0, 2.5, 5.0, 7.5]);
    assert_eq!(
        ticks(0.0, 3e9, 4, Unit::Bytes).iter().map(|v| v / 1_073_741_824.0).collect::<Vec<_>>(),
        [0.0, 1.0, 2.0]
    );
    assert!(ticks(f64::MIN, f64::MAX, 4, Unit::Plain).len() <= 20);
    assert_eq!(ticks(f64::NAN, 1.0, 4, Unit::Plain).len(), 1);
    for span in [TimeDelta::seconds(1), TimeDelta::hours(1), TimeDelta::days(7), TimeDelta::days(730)] {
        let found = moments(at(0), at(0) + span, 8);
        assert!(
            found.len() <= 9 && found.iter().all(|moment| *moment >= at(0) && *moment < at(0) + span),
            "{span}: {found:?}"
        );
    }
    let hours = moments(at(0), at(0) + TimeDelta::hours(6), 8);
    assert!(hours.iter().all(|moment| moment.timestamp() % 3_600 == 0) && hours.len() == 6, "{hours:?}");
}
