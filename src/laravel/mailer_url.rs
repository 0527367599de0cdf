//! `MAIL_URL` as Laravel takes it apart, by PHP's `parse_url`. Knows no mailer.

use percent_encoding::percent_decode_str;

use super::config::Datum;

/// The entries that a URL sets: `transport`, `host`, `port`, `username`, `password`, and those of its query. `None` where
/// PHP cannot take it apart, as with a raw `/` or `@` in a password.
pub(super) fn take_apart(url: &str) -> Option<Vec<(String, Datum)>> {
    let (scheme, rest) = url.split_once("://")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if scheme.is_empty() || !scheme.chars().all(plain) {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at(end);
    let (login, server) = match authority.rsplit_once('@') {
        Some((login, server)) => (Some(login), server),
        None => (None, authority),
    };
    let (host, port) = match server.rsplit_once(':') {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(leading_port(port)?)),
        None => (server, None),
    };
    if host.is_empty() || host.contains(['@', ':', ' ']) {
        return None;
    }
    let decoded = |text: &str| Datum::text(percent_decode_str(text).decode_utf8_lossy());
    let mut parts = vec![("transport".to_owned(), Datum::text(scheme)), ("host".to_owned(), decoded(host))];
    if let Some(port) = port {
        parts.push(("port".into(), Datum::Int(port.into())));
    }
    if let Some(login) = login {
        let (user, password) = match login.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (login, None),
        };
        if !user.is_empty() {
            parts.push(("username".into(), decoded(user)));
        }
        if let Some(password) = password {
            parts.push(("password".into(), decoded(password)));
        }
    }
    if let Some((_, query)) = behind.split('#').next().unwrap_or_default().split_once('?') {
        let pairs = form_urlencoded::parse(query.as_bytes());
        parts.extend(pairs.map(|(name, value)| (name.into_owned(), Datum::text(value))));
    }
    Some(parts)
}

/// As PHP reads a port: what follows its digits is dropped, and without digits there is no URL.
fn leading_port(text: &str) -> Option<u16> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if text.len() > 5 { None } else { text[..digits].parse().ok() }
}
