//! Signatures of requests: `sha256=` and the HMAC-SHA256 (RFC 2104) of the body in hexadecimal, as the large forges send it.

use std::ffi::OsString;
use std::io::{self, Read as _};

use ring::hmac;

use crate::model::workflow::definition::SecretRef;

/// What is longer is no secret.
const LONGEST: u64 = 1 << 16;

/// The headers that may hold a signature.
pub(super) const HEADERS: [&str; 2] = ["x-hub-signature-256", "x-signature-256"];

/// A secret, read now: it may have been changed since the last time. It is in memory only for as long as it is needed.
///
/// # Errors
/// When it is not there, or empty: with no secret everybody could sign.
pub(super) fn read(secret: &SecretRef) -> io::Result<Vec<u8>> {
    let mut value = match secret {
        SecretRef::Env(name) => std::env::var_os(name).map(OsString::into_encoded_bytes).unwrap_or_default(),
        SecretRef::File(path) => {
            let mut value = Vec::new();
            std::fs::File::open(path)?.take(LONGEST).read_to_end(&mut value)?;
            value
        }
    };
    if matches!(secret, SecretRef::File(_)) && value.last() == Some(&b'\n') {
        value.pop();
        if value.last() == Some(&b'\r') {
            value.pop();
        }
    }
    if value.is_empty() { Err(io::ErrorKind::NotFound.into()) } else { Ok(value) }
}

/// Whether a body is signed with a secret. Takes the same time wherever a signature is wrong.
pub(super) fn holds(signature: &str, body: &[u8], secret: &[u8]) -> bool {
    let Some(tag) = signature.trim().strip_prefix("sha256=").and_then(bytes) else { return false };
    hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, secret), body, &tag).is_ok()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digit = |sign: &u8| char::from(*sign).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = hex.as_bytes().iter().map(digit).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_as_the_forges_make_them() {
        // The example of the documentation of GitHub's webhooks.
        let (secret, body) = (b"It's a Secret to Everybody", b"Hello, World!");
        let right = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assert!(holds(right, body, secret));
        assert!(holds(&right.to_uppercase().replace("SHA256", "sha256"), body, secret));
        let cases = [
            right.replace("17", "18"),
            right.replace("sha256=", "sha1="),
            right.replace("sha256=", ""),
            right[..right.len() - 2].to_owned(),
            right[..right.len() - 1].to_owned(),
            format!("{right}00"),
            right.replace("757107", "757 07"),
            "sha256=".to_owned(),
            String::new(),
        ];
        for wrong in cases {
            assert!(!holds(&wrong, body, secret), "{wrong}");
        }
        assert!(!holds(right, b"Hello, World", secret));
        assert!(!holds(right, body, b"it's a Secret to Everybody"));
    }

    #[test]
    fn an_empty_secret_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let file = |text: &str| {
            let path = dir.path().join("secret");
            std::fs::write(&path, text).unwrap();
            read(&SecretRef::File(path.display().to_string()))
        };
        assert_eq!(file("abc\r\n").unwrap(), b"abc");
        assert_eq!(file("abc").unwrap(), b"abc");
        assert!(file("\n").is_err());
        assert!(file("").is_err());
        assert!(read(&SecretRef::File("/nowhere".to_owned())).is_err());
        assert!(read(&SecretRef::Env("NOT_A_VARIABLE_ANYWHERE".to_owned())).is_err());
    }
}
