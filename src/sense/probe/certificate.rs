//! Until when a certificate is valid. Two times are all that is needed of one that TLS has already taken apart and
//! accepted, so a walk through its outer fields does (RFC 5280, 4.1; DER as in X.690), and no crate for all of X.509.

use chrono::{NaiveDateTime, TimeZone as _, Utc};
use rustls::ClientConnection;

use crate::model::time::Wall;

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The end of the validity of the certificate that the other side has shown.
pub(super) fn end_of(connection: &ClientConnection) -> Option<Wall> {
    let shown = connection.peer_certificates().and_then(<[_]>::first);
    shown.and_then(|shown| valid_until(shown))
}

/// The end of its validity; none when these bytes are no certificate.
fn valid_until(der: &[u8]) -> Option<Wall> {
    let (certificate, _) = expect(SEQUENCE, der)?;
    let (signed, _) = expect(SEQUENCE, certificate)?;
    let (first, _, after_first) = element(signed)?;
    // The serial number follows the version, which a certificate of the first version has not.
    let rest = if first == VERSION { element(after_first)?.2 } else { after_first };
    let (_, rest) = expect(SEQUENCE, rest)?;
    let (_, rest) = expect(SEQUENCE, rest)?;
    let (validity, _) = expect(SEQUENCE, rest)?;
    let (_, _, end) = element(validity)?;
    let (tag, text, _) = element(end)?;
    time(tag, std::str::from_utf8(text).ok()?)
}

/// The content of an element of this kind, and what follows it.
fn expect(wanted: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (tag, content, rest) = element(bytes)?;
    (tag == wanted).then_some((content, rest))
}

/// The first element: its tag, its content, and what follows it.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        short @ 0..=0x7f => (usize::from(short), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

fn time(tag: u8, text: &str) -> Option<Wall> {
    let whole = match tag {
        // Two digits of a year mean 1950 to 2049.
        UTC_TIME => {
            let century = if text.get(..2)?.parse::<u8>().ok()? < 50 { "20" } else { "19" };
            format!("{century}{text}")
        }
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    NaiveDateTime::parse_from_str(&whole, "%Y%m%d%H%M%SZ").ok().map(|time| Utc.from_utc_datetime(&time))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    fn made(year: i32) -> Vec<u8> {
        let mut params = CertificateParams::new(["api.example".to_owned()]).unwrap();
        params.not_after = date_time_ymd(year, 1, 31);
        params.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
    }

    #[test]
    fn the_end_is_read_in_either_form_of_time() {
        for year in [2020, 2049, 2050, 4000] {
            let end = valid_until(&made(year)).unwrap();
            assert_eq!(end.to_rfc3339(), format!("{year}-01-31T00:00:00+00:00"));
        }
        assert_eq!(time(UTC_TIME, "991231235959Z").unwrap().to_rfc3339(), "1999-12-31T23:59:59+00:00");
    }

    #[test]
    fn what_is_no_certificate_is_nothing_and_never_a_panic() {
        let whole = made(2030);
        for end in 0..whole.len() {
            assert_eq!(valid_until(&whole[..end]), None, "cut after {end}");
        }
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..20_000 {
            let mut broken = whole.clone();
            for _ in 0..rng.usize(1..4) {
                let at = rng.usize(..broken.len().min(200));
                broken[at] = rng.u8(..);
            }
            let _ = valid_until(&broken);
        }
        assert_eq!(valid_until(b"0\x84\xff\xff\xff\xff"), None);
        assert_eq!(time(UTC_TIME, "한글"), None);
    }
}
