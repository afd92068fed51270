//! Answers depend on what came before their question alone.

use super::*;
use crate::i18n::Language;

/// Questions and samples of two files.
fn read(queries: &str, csv: &str) -> Result<(Vec<Question>, Vec<Sample>), Failure> {
    let directory = tempfile::tempdir().unwrap();
    let texts = Texts::new(Language::En);
    let put = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let mut questions = intake::questions(&put("q.csv", queries), &texts)?;
    let samples = intake::samples(&put("s.csv", csv), &mut questions, &texts)?;
    Ok((questions, samples))
}

/// Six saw-teeth of different lengths, one a line of minutes.
fn rows(until: i32) -> Vec<String> {
    let each = |minute: i32| {
        (0..6).filter(move |one| minute >= one * 25).map(move |one| {
            let value = 0.4 + 0.002 * f64::from((minute + one * 7) % (70 + 20 * one));
            format!("s{one},{minute},{value}")
        })
    };
    (0..until).flat_map(each).collect()
}

fn sheet(rows: &[String]) -> String {
    format!("series,minute,value\n{}\n", rows.join("\n"))
}

fn asked(minutes: &[i32]) -> String {
    let row = |minute: &i32| (0..6).map(move |one| format!("q{one}-{minute},s{one},{minute},0.6")).collect::<Vec<_>>();
    format!("qid,series,minute,level\n{}\n", minutes.iter().flat_map(row).collect::<Vec<_>>().join("\n"))
}

#[test]
fn later_rows_and_other_questions_change_nothing() {
    let answers = |queries: &str, csv: &str| {
        let (questions, samples) = read(queries, csv).unwrap();
        answers(&questions, &samples)
    };
    let whole = answers(&asked(&[100, 340, 355, 500]), &sheet(&rows(520)));
    let cut = answers(&asked(&[355]), &sheet(&rows(356)));
    assert_eq!(whole[12..18], cut);
    assert!(cut.iter().all(Option::is_some));
    let mut mixed = rows(520);
    mixed.reverse();
    assert_eq!(answers(&asked(&[100, 340, 355, 500]), &sheet(&mixed)), whole);
}

#[test]
fn a_series_that_was_not_measured_has_no_answer() {
    let (questions, samples) = read(
        "qid,series,minute,level\na,web,0,0.5\nb,db,50,0.5\nc,web,3,0.5\nd,web,2000000000,0.5\n",
        "series,minute,value\nweb,1,0.4\nweb,2,nan\nweb,2,\nweb,3,0.6\n",
    )
    .unwrap();
    let answers = answers(&questions, &samples);
    assert_eq!(answers.iter().map(Option::is_some).collect::<Vec<_>>(), [false, false, true, true]);
    assert_eq!(answers[2].map(|outlook| outlook.chance()), Some(1.0), "the mean of 0.4, 0.5 and 0.6 is there");
}

#[test]
fn empty_files_have_no_answers() {
    let (questions, samples) = read("qid,series,minute,level\n", "series,minute,value\nweb,1,0.4\n").unwrap();
    assert!(answers(&questions, &samples).is_empty() && samples.is_empty());
    let (questions, samples) = read("qid,series,minute,level\na,web,1,0.5\n", "series,minute,value\n").unwrap();
    assert_eq!(answers(&questions, &samples), [None]);
}

#[test]
fn what_is_no_minute_is_refused_with_its_line() {
    for minute in ["1.5", "1e300", "-3000000000", "", "noon"] {
        let failed = read("qid,series,minute,level\n", &format!("series,minute,value\nweb,1,0.4\nweb,{minute},0.4\n"));
        let Err(Failure::File { text }) = failed else { panic!("{minute} was taken") };
        assert!(text.contains("line 3"), "{text}");
    }
}
