//! Signature Version 4, verified from the bytes that arrived. Knows no key, no policy and no service: it is told the
//! secret, and says whether the request was signed with it.
//!
//! It is written from AWS's description and shares nothing with the SDK's signer, so that the two check each other.

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use jiff::{SignedDuration, civil::DateTime, tz::TimeZone};
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::{form::UNRESERVED, reply::AwsError};
use crate::terms::Timestamp;

const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What the headers claim: which key signed, when, and for which service in which region.
#[derive(Debug, Clone)]
pub struct Claim {
    pub key_id: String,
    pub region: String,
    pub service: String,
    /// The session token that temporary credentials bring along.
    pub token: Option<String>,
    day: String,
    at: Timestamp,
    signed_headers: Vec<String>,
    signature: String,
}

impl Claim {
    /// Reads the claim; believes nothing yet.
    pub fn read(request: &Request<Bytes>) -> Result<Claim, AwsError> {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
        let authorization = header("authorization").ok_or_else(unsigned)?;
        let fields = authorization.strip_prefix("AWS4-HMAC-SHA256").ok_or_else(|| {
            incomplete("Unsupported AWS 'algorithm': only AWS4-HMAC-SHA256 in an Authorization header is understood")
        })?;
        let field = |name: &str| {
            let mut parts = fields.split(',').map(str::trim);
            parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('=')).ok_or_else(|| {
                incomplete(format!("Authorization header requires '{name}' parameter. Authorization={authorization}"))
            })
        };
        let credential = field("Credential")?;
        let &[key_id, day, region, service, "aws4_request"] = credential.split('/').collect::<Vec<_>>().as_slice()
        else {
            return Err(incomplete(format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'"
            )));
        };
        let stamp = header("x-amz-date").ok_or_else(|| {
            incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
        })?;
        let at = DateTime::strptime("%Y%m%dT%H%M%SZ", stamp)
            .and_then(|moment| TimeZone::UTC.to_timestamp(moment))
            .map_err(|_| incomplete(format!("Date must be in ISO-8601 'basic format'. Got '{stamp}'.")))?;
        if !stamp.starts_with(day) {
            return Err(mismatch(format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{day}' != '{stamp}'."
            )));
        }
        Ok(Claim {
            key_id: key_id.into(),
            region: region.into(),
            service: service.into(),
            token: header("x-amz-security-token").map(str::to_string),
            day: day.into(),
            at,
            signed_headers: field("SignedHeaders")?.split(';').map(str::to_string).collect(),
            signature: field("Signature")?.into(),
        })
    }

    /// Passes where the date is within five minutes of one of these clocks; the refusal speaks of the first.
    pub fn is_fresh(&self, clocks: &[Timestamp]) -> Result<(), AwsError> {
        let near = |clock: &Timestamp| (self.at.duration_since(*clock)).abs() <= SKEW;
        if clocks.iter().any(near) {
            return Ok(());
        }
        let (at, now) = (basic(self.at), clocks[0]);
        Err(if self.at < now {
            mismatch(format!(
                "Signature expired: {at} is now earlier than {} ({} - 5 min.)",
                basic(now - SKEW),
                basic(now)
            ))
        } else {
            mismatch(format!(
                "Signature not yet current: {at} is still later than {} ({} + 5 min.)",
                basic(now + SKEW),
                basic(now)
            ))
        })
    }

    /// Passes where the request was signed with this secret and says so of everything that it must.
    pub fn is_proved_by(&self, secret: &str, request: &Request<Bytes>) -> Result<(), AwsError> {
        for (needed, there) in [("host", true), ("x-amz-security-token", self.token.is_some())] {
            if there && !self.signed_headers.iter().any(|name| name == needed) {
                return Err(mismatch(format!("'{needed}' must be a 'SignedHeader' in the AWS Authorization.")));
            }
        }
        let scope = format!("{}/{}/{}/aws4_request", self.day, self.region, self.service);
        let canonical = hex::encode(Sha256::digest(self.canonical_request(request)));
        let to_sign = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{canonical}", basic(self.at));
        let key = [self.day.as_str(), &self.region, &self.service, "aws4_request"]
            .iter()
            .fold(format!("AWS4{secret}").into_bytes(), |key, part| hmac(&key, part));
        if hex::encode(hmac(&key, &to_sign)) == self.signature {
            return Ok(());
        }
        Err(mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
             Access Key and signing method. Consult the service documentation for details.",
        ))
    }

    fn canonical_request(&self, request: &Request<Bytes>) -> String {
        let headers: String =
            self.signed_headers.iter().map(|name| format!("{name}:{}\n", header_value(request, name))).collect();
        format!(
            "{}\n{}\n{}\n{headers}\n{}\n{}",
            request.method(),
            canonical_path(request.uri().path()),
            canonical_query(request.uri().query().unwrap_or_default()),
            self.signed_headers.join(";"),
            hex::encode(Sha256::digest(request.body())),
        )
    }
}

/// The path as it was sent, encoded once more: `%40` becomes `%2540`, and a bare `@` becomes `%40`.
fn canonical_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let slash = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    let encoded: Vec<String> = parts.iter().map(|part| utf8_percent_encode(part, UNRESERVED).to_string()).collect();
    format!("/{}{slash}", encoded.join("/"))
}

fn canonical_query(query: &str) -> String {
    let encode = |text: &str| {
        let bytes: Vec<u8> = percent_decode_str(text).collect();
        percent_encoding::percent_encode(&bytes, UNRESERVED).to_string()
    };
    let mut pairs: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.sort();
    pairs.join("&")
}

/// In process there is no Host header, only the authority of the address.
fn header_value(request: &Request<Bytes>, name: &str) -> String {
    let lines: Vec<String> = request
        .headers()
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    match (lines.is_empty(), name) {
        (true, "host") => request.uri().authority().map(ToString::to_string).unwrap_or_default(),
        (true, _) | (false, _) => lines.join(","),
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn basic(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn unsigned() -> AwsError {
    let codes = ((403, "MissingAuthenticationTokenException"), (403, "MissingAuthenticationToken"));
    AwsError::split(codes.0, codes.1, "Request is missing Authentication Token").in_front()
}

fn incomplete(message: impl Into<String>) -> AwsError {
    AwsError::split((403, "IncompleteSignatureException"), (400, "IncompleteSignature"), message).in_front()
}

/// Signed with another secret, at another time, or for another service or region.
pub fn mismatch(message: impl Into<String>) -> AwsError {
    AwsError::split((403, "InvalidSignatureException"), (403, "SignatureDoesNotMatch"), message).in_front()
}
