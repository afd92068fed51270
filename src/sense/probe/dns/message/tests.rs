//! Messages as servers send them, and as they do not.

use super::*;

/// An answer to this question with these records: owner, type, content.
fn message(id: u16, host: &str, record: Record, flags: u16, records: &[(&str, u16, Vec<u8>)]) -> Vec<u8> {
    let mut out = question(id, host, record);
    out[2..4].copy_from_slice(&(IS_ANSWER | flags).to_be_bytes());
    out[6..8].copy_from_slice(&u16::try_from(records.len()).unwrap().to_be_bytes());
    for (owner, kind, content) in records {
        out.extend(encoded(owner));
        out.extend(kind.to_be_bytes());
        out.extend(INTERNET.to_be_bytes());
        out.extend(300_u32.to_be_bytes());
        out.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
        out.extend(content);
    }
    out
}

/// A name; `@` points to the one that was asked for.
fn encoded(name: &str) -> Vec<u8> {
    if name == "@" {
        return vec![0xc0, 12];
    }
    let mut out = Vec::new();
    for label in name.split('.') {
        out.push(u8::try_from(label.len()).unwrap());
        out.extend(label.as_bytes());
    }
    out.push(0);
    out
}

#[test]
fn records_are_read_as_people_write_them() {
    let read = |record: Record, records: &[(&str, u16, Vec<u8>)]| {
        let bytes = message(7, "Shop.example", record, 0, records);
        match answer(&bytes, 7, "shop.example.", record) {
            Some(Answer::Records(records)) => records,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(read(Record::A, &[("@", 1, vec![10, 0, 0, 5]), ("@", 1, vec![10, 0, 0, 6])]), ["10.0.0.5", "10.0.0.6"]);
    let six = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1].to_vec();
    assert_eq!(read(Record::Aaaa, &[("@", 28, six)]), ["2001:db8::1"]);
    assert_eq!(read(Record::Cname, &[("@", 5, encoded("www.example"))]), ["www.example"]);
    assert_eq!(read(Record::Mx, &[("@", 15, [vec![0, 10], encoded("mail.example")].concat())]), ["10 mail.example"]);
    assert_eq!(read(Record::Txt, &[("@", 16, b"\x03abc\x02de".to_vec())]), ["abcde"]);
    assert_eq!(read(Record::Ns, &[("@", 2, encoded("ns.example"))]), ["ns.example"]);
    assert_eq!(read(Record::A, &[]), [""; 0]);
    // An alias is followed, and what belongs to another name is passed over.
    let alias = [
        ("@", 5, encoded("web.example")),
        ("WEB.example", 1, vec![10, 0, 0, 7]),
        ("other.example", 1, vec![10, 0, 0, 8]),
    ];
    assert_eq!(read(Record::A, &alias), ["10.0.0.7"]);
}

#[test]
fn refusals_are_told_apart_and_answers_to_other_questions_are_none() {
    let of = |flags| answer(&message(7, "a.example", Record::A, flags, &[]), 7, "a.example", Record::A);
    assert_eq!(of(3), Some(Answer::NoName));
    assert_eq!(of(2), Some(Answer::Refused(2)));
    assert_eq!(of(5), Some(Answer::Refused(5)));
    assert_eq!(of(IS_CUT), Some(Answer::Cut));
    let bytes = message(7, "a.example", Record::A, 0, &[("@", 1, vec![1, 2, 3, 4])]);
    assert_eq!(answer(&bytes, 8, "a.example", Record::A), None, "another number");
    assert_eq!(answer(&bytes, 7, "b.example", Record::A), None, "another name");
    assert_eq!(answer(&bytes, 7, "a.example", Record::Aaaa), None, "another type");
    assert_eq!(answer(&question(7, "a.example", Record::A), 7, "a.example", Record::A), None, "a question");
}

#[test]
fn broken_messages_are_no_answers_and_never_a_panic_or_a_loop() {
    let whole = message(7, "a.example", Record::Mx, 0, &[("@", 15, [vec![0, 10], encoded("mail.example")].concat())]);
    for end in 0..whole.len() {
        assert_eq!(answer(&whole[..end], 7, "a.example", Record::Mx), None, "cut after {end}");
    }
    // A name that points to itself, and one that points forwards.
    for target in [12_u8, 14] {
        let mut looped = whole.clone();
        looped[12] = 0xc0;
        looped[13] = target;
        assert_eq!(answer(&looped, 7, "a.example", Record::Mx), None);
    }
    let mut rng = fastrand::Rng::with_seed(7);
    for _ in 0..50_000 {
        let mut broken = whole.clone();
        for _ in 0..rng.usize(1..6) {
            let at = rng.usize(..broken.len());
            broken[at] = rng.u8(..);
        }
        let _ = answer(&broken, 7, "a.example", Record::Mx);
    }
}
