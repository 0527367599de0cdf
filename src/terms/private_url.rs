//! Which addresses may be told a secret: what goes there cannot be read on the way. Opens nothing, and resolves no name.

use http::Uri;

/// Whether it is spoken to over TLS, or on this machine, by a loopback address or as `localhost`; and holds no user or password,
/// which would stand in whatever shows the address.
pub fn is_private(url: &Uri) -> bool {
    let Some(authority) = url.authority().filter(|it| !it.as_str().contains('@')) else { return false };
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let is_here = host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback());
    match url.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => is_here,
        Some(_) | None => false,
    }
}
