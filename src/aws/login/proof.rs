//! The key of a session, and the proofs that we have it: a JWT for each request (RFC 9449, DPoP). Knows no request but its
//! address, and no time of its own.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, signature::Signer as _},
    elliptic_curve::sec1::ToEncodedPoint as _,
    pkcs8::LineEnding,
};
use serde_json::json;

use crate::terms::{Secret, Timestamp};

/// An ECDSA key on P-256, made for one session.
#[derive(Clone)]
pub struct ProofKey(SecretKey);

impl ProofKey {
    /// A new one, of the system's randomness.
    pub fn make() -> ProofKey {
        loop {
            // All but some 2^-32 of all numbers are keys.
            if let Ok(key) = SecretKey::from_slice(&*random::<32>()) {
                return ProofKey(key);
            }
        }
    }

    /// As the AWS CLI and the SDKs keep it: SEC1 in PEM, `EC PRIVATE KEY`.
    pub fn to_pem(&self) -> Secret {
        let pem = self.0.to_sec1_pem(LineEnding::LF).expect("a key of P-256 has a form in SEC1");
        Secret::new(pem.as_str())
    }

    /// One that was kept so.
    pub(super) fn of_pem(pem: &Secret) -> Option<ProofKey> {
        SecretKey::from_sec1_pem(pem.reveal()).ok().map(ProofKey)
    }

    /// The proof for one POST to `url` at this moment.
    pub fn proof(&self, url: &str, now: Timestamp) -> String {
        let point = self.0.public_key().to_encoded_point(false);
        let coordinate = |it: Option<&p256::FieldBytes>| URL_SAFE_NO_PAD.encode(it.expect("it is not compressed"));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": coordinate(point.x()), "y": coordinate(point.y()) });
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": jwk });
        let payload = json!({ "htm": "POST", "htu": url, "iat": now.as_second(), "jti": uuid() });
        let part = |it: &serde_json::Value| URL_SAFE_NO_PAD.encode(it.to_string());
        let message = format!("{}.{}", part(&header), part(&payload));
        let signature: Signature = SigningKey::from(&self.0).sign(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

impl fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofKey(…)")
    }
}

/// `N` bytes from the system's source of randomness.
pub(super) fn random<const N: usize>() -> zeroize::Zeroizing<[u8; N]> {
    let mut bytes = zeroize::Zeroizing::new([0; N]);
    getrandom::fill(&mut *bytes).expect("the system has randomness");
    bytes
}

/// A UUID of version 4.
pub(super) fn uuid() -> String {
    let mut bytes = random::<16>();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex::encode(*bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
