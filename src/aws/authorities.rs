//! The certificate authorities that are trusted beside this machine's own: those in the file that the AWS CLI is told of. Knows
//! no connection.

use std::{env, fs, path::PathBuf};

use aws_smithy_http_client::tls::{TlsContext, TrustStore};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};

use super::profiles::{Profiles, expanded};
use crate::setup::LoginFlaw;

/// This machine's authorities, and those of the file that is named.
pub(super) fn trusted(profile: Option<&str>) -> TlsContext {
    // The client panics at a certificate that it cannot read.
    let more = named(profile).and_then(|(path, _)| authorities_in(&path).ok());
    let store = more.into_iter().fold(TrustStore::default(), TrustStore::with_pem_certificate);
    TlsContext::builder().with_trust_store(store).build().unwrap_or_default()
}

/// What is wrong with the file that is named, where there is one and it holds none.
pub(super) fn flaw(profile: Option<&str>) -> Option<LoginFlaw> {
    let (path, by) = named(profile)?;
    let said = authorities_in(&path).err()?;
    Some(LoginFlaw::Unopened { file: path.display().to_string(), said: format!("{by} names it, {said}") })
}

/// `AWS_CA_BUNDLE`, else the profile's `ca_bundle`; and which of them it is.
fn named(profile: Option<&str>) -> Option<(PathBuf, &'static str)> {
    let by_variable = env::var("AWS_CA_BUNDLE").ok().map(|path| (path, "AWS_CA_BUNDLE"));
    let by_profile = || {
        let profiles = Profiles::read().ok()?;
        let held = profiles.profile(profile.unwrap_or(profiles.usual()))?;
        Some((held.get("ca_bundle")?.to_owned(), "ca_bundle"))
    };
    let (path, by) = by_variable.filter(|(path, _)| !path.trim().is_empty()).or_else(by_profile)?;
    (!path.trim().is_empty()).then(|| (expanded(&path), by))
}

/// The certificates in a file, written anew as PEM; or why there are none.
fn authorities_in(path: &PathBuf) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|e| format!("and it cannot be read: {e}"))?;
    let mut pem = String::new();
    for certificate in CertificateDer::pem_slice_iter(&bytes).filter_map(Result::ok) {
        if RootCertStore::empty().add(certificate.clone()).is_ok() {
            let packed = STANDARD.encode(&certificate);
            let lines: Vec<&str> = packed.as_bytes().chunks(64).filter_map(|it| str::from_utf8(it).ok()).collect();
            pem.push_str(&format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n")));
        }
    }
    if pem.is_empty() { Err("and it holds no certificate in PEM".into()) } else { Ok(pem) }
}
