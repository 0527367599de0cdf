//! The proof of possession that comes with each request for a token: a JWT that the tool's own key has signed (RFC 9449).
//! Knows no token and no session. Written from the RFC, and shares nothing with the code that makes such proofs.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use p256::{
    EncodedPoint, FieldBytes,
    ecdsa::{Signature, VerifyingKey, signature::Verifier as _},
};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use crate::terms::Timestamp;

/// How far a proof's clock may be off.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// What a proof proves.
pub struct Proved {
    /// The thumbprint of the key (RFC 7638).
    pub holder: String,
    /// No two proofs have the same.
    pub number: String,
}

#[derive(Deserialize)]
struct Header {
    typ: String,
    alg: String,
    jwk: Jwk,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
    y: String,
}

#[derive(Deserialize)]
struct Payload {
    htm: String,
    htu: String,
    iat: i64,
    jti: String,
}

/// Passes where the proof is for a POST to `url`, of about one of these moments, and signed by the key that it names.
pub fn check(jwt: &str, url: &str, clocks: &[Timestamp]) -> Result<Proved, String> {
    let &[header, payload, signature] = jwt.split('.').collect::<Vec<_>>().as_slice() else {
        return Err("it does not have three parts".into());
    };
    let signed = format!("{header}.{payload}");
    let (header, payload): (Header, Payload) = (part(header)?, part(payload)?);
    if (header.typ.as_str(), header.alg.as_str()) != ("dpop+jwt", "ES256") {
        return Err("it is not a dpop+jwt by ES256".into());
    }
    let Jwk { kty, crv, x, y } = &header.jwk;
    if (kty.as_str(), crv.as_str()) != ("EC", "P-256") {
        return Err("its key is not of P-256".into());
    }
    let point = EncodedPoint::from_affine_coordinates(&coordinate(x)?, &coordinate(y)?, false);
    let key = VerifyingKey::from_encoded_point(&point).map_err(|_| "its key is not a point of P-256")?;
    let signature = decoded(signature)?;
    let signature = Signature::from_slice(&signature).map_err(|_| "its signature is not of 64 bytes")?;
    key.verify(signed.as_bytes(), &signature).map_err(|_| "its signature is not by its key")?;
    if payload.htm != "POST" || payload.htu != url {
        return Err(format!("it is for {} {} and not for POST {url}", payload.htm, payload.htu));
    }
    let issued = Timestamp::from_second(payload.iat).map_err(|_| "its iat is no moment")?;
    if clocks.iter().all(|clock| issued.duration_since(*clock).abs() > SKEW) {
        return Err("its iat is more than five minutes off".into());
    }
    if payload.jti.is_empty() {
        return Err("it has no jti".into());
    }
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    Ok(Proved { holder: hex::encode(Sha256::digest(canonical)), number: payload.jti })
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_slice(&decoded(text)?).map_err(|bad| bad.to_string())
}

fn coordinate(text: &str) -> Result<FieldBytes, String> {
    let bytes = decoded(text)?;
    match bytes.len() {
        32 => Ok(FieldBytes::clone_from_slice(&bytes)),
        other => Err(format!("a coordinate has {other} bytes")),
    }
}

fn decoded(text: &str) -> Result<Vec<u8>, String> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| "a part is not base64url without padding".into())
}
