//! What must not be shown: values whose names say that they are secrets.

/// Stands for a value that is not shown.
pub(super) const MASK: &str = "***";

/// Parts of a name that say its value is a secret.
const TELLING: [&str; 12] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "token",
    "apikey",
    "api_key",
    "private",
    "credential",
    "auth",
    "dsn",
    "cookie",
];

/// Whether the value of this name is likely a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace('-', "_");
    TELLING.iter().any(|part| name.contains(part))
        || name.ends_with("_key")
        || name.ends_with("_pass")
        || name == "pass"
}

/// Whether a text that is sent somewhere likely holds a secret.
pub(super) fn tells(text: &str) -> bool {
    let text = text.to_lowercase();
    TELLING.iter().any(|part| text.contains(part))
}

/// A URL (or anything that holds one) without the password between `://` and `@`.
pub(super) fn masked_url(text: &str) -> String {
    let masked = text.split_once("://").and_then(|(scheme, rest)| {
        let end = rest.find(['/', '?', '#', '"', '\'']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        authority.rsplit_once('@').map(|(_, host)| format!("{scheme}://{MASK}@{host}{path}"))
    });
    masked.unwrap_or_else(|| text.to_owned())
}

/// A command line without the values of options that are likely secrets: `--token=…` and `--token …`.
pub(super) fn masked_command(command: &[String]) -> Vec<String> {
    let mut follows = false;
    command
        .iter()
        .map(|word| {
            let value = std::mem::take(&mut follows);
            match word.split_once('=') {
                Some((name, _)) if is_secret(name) => return format!("{name}={MASK}"),
                None if word.starts_with('-') && is_secret(word) => follows = true,
                _ if value => return MASK.to_owned(),
                _ => {}
            }
            masked_url(word)
        })
        .collect()
}

/// A line of a file without what likely are secrets. Masks the rest of the line after `secret_name =`: better too much
/// than too little.
pub(super) fn masked_line(line: &str) -> String {
    let mut from = 0;
    while let Some(at) = line[from..].find('=').map(|at| from + at) {
        let name = line[..at].trim_end().trim_end_matches(['"', '\'']);
        let start = name.rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).map_or(0, |at| at + 1);
        let start = (start..=name.len()).find(|at| name.is_char_boundary(*at)).unwrap_or(name.len());
        if is_secret(&name[start..]) {
            return format!("{} {MASK}", &line[..=at]);
        }
        from = at + 1;
    }
    masked_url(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_the_rest_is_not() {
        let cases = [
            (
                r#"environment = { RUST_LOG = "info", DB_PASSWORD = "x" }"#,
                r#"environment = { RUST_LOG = "info", DB_PASSWORD = ***"#,
            ),
            (r"environment = { RUST_LOG = 5 }", r"environment = { RUST_LOG = 5 }"),
            (r#"url = "http://me:pw@host:1/x""#, r#"url = "http://***@host:1/x""#),
            (r"한글토큰 = 1", r"한글토큰 = 1"),
            (r#"API_KEY="x""#, r"API_KEY= ***"),
        ];
        for (line, wanted) in cases {
            assert_eq!(masked_line(line), wanted);
        }
        let command = ["api", "--token", "x", "--db-password=y", "--port", "80"].map(String::from);
        assert_eq!(masked_command(&command), ["api", "--token", "***", "--db-password=***", "--port", "80"]);
    }
}
