//! The rehearsal's side of signing in: what AWS Sign-In refuses, and with which word.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use open_sesame::{aws::ProofKey, terms::Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::browser::{Page, decide, get, request};
use crate::live::{Account, QUICK};

const CLIENT: &str = "arn:aws:signin:::devtools/same-device";
const REDIRECT: &str = "http://127.0.0.1:49999/oauth/callback";
const VERIFIER: &str = "a-verifier-of-fifty-letters-and-some-more-of-them.~";

fn page(account: &Account, changed: &[(&str, &str)]) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let usual = [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("state", "a-state"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "SHA-256"),
        ("scope", "openid"),
        ("redirect_uri", REDIRECT),
    ];
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in usual {
        let value = changed.iter().find(|(is, _)| *is == name).map_or(value, |(_, value)| value);
        query.append_pair(name, value);
    }
    format!("http://{}/v1/authorize?{}", account.endpoint(), query.finish())
}

fn code(account: &Account) -> String {
    let back = decide(&page(account, &[]), "allow");
    let query = back.strip_prefix(&format!("{REDIRECT}?")).expect("back to us").to_owned();
    let fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    assert!(fields.contains(&("state".into(), "a-state".into())), "{fields:?}");
    fields.into_iter().find(|(name, _)| name == "code").expect("a code").1
}

fn post(account: &Account, proof: &str, body: &Value) -> Page {
    let url = format!("http://{}/v1/token", account.endpoint());
    request("POST", &url, &[("DPoP", proof), ("Content-Type", "application/json")], &body.to_string())
}

fn exchange(account: &Account, key: &ProofKey, body: &Value) -> Page {
    let url = format!("http://{}/v1/token", account.endpoint());
    post(account, &key.proof(&url, Timestamp::now()), body)
}

fn by_code(code: &str) -> Value {
    json!({ "clientId": CLIENT, "grantType": "authorization_code", "code": code, "codeVerifier": VERIFIER, "redirectUri": REDIRECT })
}

fn by_token(token: &Value) -> Value {
    json!({ "clientId": CLIENT, "grantType": "refresh_token", "refreshToken": token })
}

#[track_caller]
fn is_refused(page: &Page, status: u16, name: &str, error: &str) {
    let body: Value = serde_json::from_str(&page.body).expect("JSON");
    assert_eq!((page.status, body["error"].as_str()), (status, Some(error)), "{page:?}");
    assert!(
        page.head.to_ascii_lowercase().contains(&format!("x-amzn-errortype: {}", name.to_ascii_lowercase())),
        "{page:?}"
    );
    assert!(body["message"].is_string(), "{page:?}");
}

#[track_caller]
fn given(page: &Page) -> Value {
    assert_eq!(page.status, 200, "{page:?}");
    serde_json::from_str(&page.body).expect("JSON")
}

#[test]
fn a_page_that_is_asked_for_wrongly_leads_nowhere() {
    let account = Account::serve(QUICK);
    let rows = [
        ("response_type", "token"),
        ("client_id", "arn:aws:signin:::devtools/another"),
        ("state", ""),
        ("code_challenge", "short"),
        ("code_challenge_method", "S256"),
        ("scope", "openid profile"),
        ("redirect_uri", "http://localhost:49999/oauth/callback"),
        ("redirect_uri", "http://127.0.0.1:49999/elsewhere"),
        ("redirect_uri", "http://127.0.0.1:49999/oauth/callback?a=b"),
        ("redirect_uri", "https://example.com/oauth/callback"),
        ("redirect_uri", "http://127.0.0.1/oauth/callback"),
    ];
    for changed in rows {
        let refused = get(&page(&account, &[changed]));
        assert!(
            refused.status == 400 && !refused.head.to_ascii_lowercase().contains("location:"),
            "{changed:?}: {refused:?}"
        );
    }
    let shown = get(&page(&account, &[]));
    assert!(shown.status == 200 && shown.body.contains("user/admin"), "{shown:?}");
    let denied = decide(&page(&account, &[]), "deny");
    assert_eq!(denied, format!("{REDIRECT}?error=access_denied&state=a-state"));
    // For another device it ends on a page of its own.
    let there = format!("http://{}/v1/sessions/confirmation", account.endpoint());
    let remote = [("client_id", "arn:aws:signin:::devtools/cross-device"), ("redirect_uri", there.as_str())];
    let text = get(&decide(&page(&account, &remote), "allow"));
    let (_, rest) = text.body.split_once("id=\"text\">").expect("a text");
    let packed = rest.split('<').next().expect("an end");
    let plain = base64::engine::general_purpose::STANDARD.decode(packed).expect("base64");
    assert!(String::from_utf8(plain).expect("text").starts_with("state=a-state&code="));
}

#[test]
fn a_code_is_good_once_for_its_verifier_its_client_and_its_address() {
    let account = Account::serve(QUICK);
    let key = ProofKey::make();
    let rows = [
        ("clientId", "arn:aws:signin:::devtools/cross-device"),
        ("codeVerifier", "another-verifier-of-fifty-letters-and-some-more-.~"),
        ("codeVerifier", "short"),
        ("redirectUri", "http://127.0.0.1:50000/oauth/callback"),
        ("code", "no-such-code"),
        ("grantType", "password"),
    ];
    for (name, value) in rows {
        let mut body = by_code(&code(&account));
        body[name] = value.into();
        is_refused(&exchange(&account, &key, &body), 400, "ValidationException", "INVALID_REQUEST");
    }
    let once = by_code(&code(&account));
    let answer = given(&exchange(&account, &key, &once));
    assert_eq!((&answer["expiresIn"], &answer["tokenType"]), (&json!(900), &json!("aws_sigv4")));
    assert!(answer["idToken"].is_string() && answer["refreshToken"].is_string(), "what it holds");
    is_refused(&exchange(&account, &key, &once), 400, "ValidationException", "INVALID_REQUEST");
    let late = by_code(&code(&account));
    account.advance("6m");
    is_refused(&exchange(&account, &key, &late), 401, "AccessDeniedException", "AUTHCODE_EXPIRED");
}

#[test]
fn possession_is_proved_for_this_request_by_the_same_key() {
    let account = Account::serve(QUICK);
    let key = ProofKey::make();
    let url = format!("http://{}/v1/token", account.endpoint());
    let good = || key.proof(&url, Timestamp::now());
    let forged = |at: usize, change: fn(&mut Value)| {
        let proof = good();
        let mut parts: Vec<String> = proof.split('.').map(String::from).collect();
        let mut part: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&parts[at]).expect("base64url")).expect("JSON");
        change(&mut part);
        parts[at] = URL_SAFE_NO_PAD.encode(part.to_string());
        parts.join(".")
    };
    let hour = jiff::SignedDuration::from_hours(1);
    let bad = [
        String::new(),
        "a.b".into(),
        key.proof(&format!("{url}/other"), Timestamp::now()),
        key.proof(&url, Timestamp::now() - hour),
        key.proof(&url, Timestamp::now() + hour),
        forged(0, |header| header["typ"] = "jwt".into()),
        forged(0, |header| header["alg"] = "none".into()),
        forged(1, |payload| payload["htm"] = "GET".into()),
        forged(1, |payload| payload["jti"] = "another".into()),
        // Its key is another one than that which has signed.
        forged(0, |header| {
            let other = ProofKey::make().proof("x", Timestamp::now());
            let other = URL_SAFE_NO_PAD.decode(other.split('.').next().expect("a part")).expect("base64url");
            header["jwk"] = serde_json::from_slice::<Value>(&other).expect("JSON")["jwk"].clone();
        }),
    ];
    for proof in bad {
        let refused = post(&account, &proof, &by_code(&code(&account)));
        is_refused(&refused, 400, "ValidationException", "INVALID_REQUEST");
    }
    // One proof, one request.
    let proof = good();
    let answer = given(&post(&account, &proof, &by_code(&code(&account))));
    is_refused(
        &post(&account, &proof, &by_token(&answer["refreshToken"])),
        400,
        "ValidationException",
        "INVALID_REQUEST",
    );
    // Whoever has the refresh token alone gets nothing for it.
    let thief = exchange(&account, &ProofKey::make(), &by_token(&answer["refreshToken"]));
    is_refused(&thief, 400, "ValidationException", "INVALID_REQUEST");
    let renewed = given(&exchange(&account, &key, &by_token(&answer["refreshToken"])));
    assert!(renewed["refreshToken"] != answer["refreshToken"] && renewed["idToken"].is_null(), "it rotates");
    assert_ne!(renewed["accessToken"]["accessKeyId"], answer["accessToken"]["accessKeyId"]);
    // The same token again gives the same answer while that is good.
    let again = given(&exchange(&account, &key, &by_token(&answer["refreshToken"])));
    assert_eq!(again, renewed);
    account.advance("16m");
    let late = exchange(&account, &key, &by_token(&answer["refreshToken"]));
    is_refused(&late, 401, "AccessDeniedException", "TOKEN_EXPIRED");
    given(&exchange(&account, &key, &by_token(&renewed["refreshToken"])));
}

#[test]
fn every_refusal_of_a_token_has_awss_name_and_oauths_word() {
    let account = Account::serve(QUICK);
    let key = ProofKey::make();
    for (kind, status, name, error) in [
        ("throttle", 429, "TooManyRequestsError", "INVALID_REQUEST"),
        ("error-500", 500, "InternalServerException", "server_error"),
    ] {
        account.fault(json!({ "operation": "CreateOAuth2Token", "kind": kind }));
        is_refused(&exchange(&account, &key, &by_code(&code(&account))), status, name, error);
    }
    let answer = given(&exchange(&account, &key, &by_code(&code(&account))));
    account.advance("13h");
    is_refused(
        &exchange(&account, &key, &by_token(&answer["refreshToken"])),
        401,
        "AccessDeniedException",
        "TOKEN_EXPIRED",
    );
    let answer = given(&exchange(&account, &key, &by_code(&code(&account))));
    account.door("password", json!({}));
    let changed = exchange(&account, &key, &by_token(&answer["refreshToken"]));
    is_refused(&changed, 403, "AccessDeniedException", "USER_CREDENTIALS_CHANGED");

    let no = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"signin:CreateOAuth2Token","Resource":"*"}]}"#;
    let account = Account::serve(&format!("{QUICK}[admin]\npolicy = '''{no}'''\n"));
    let refused = exchange(&account, &key, &by_code(&code(&account)));
    is_refused(&refused, 403, "AccessDeniedException", "INSUFFICIENT_PERMISSIONS");
    // An administrator may refuse this device, or another, alone; root needs no permission.
    let remote = r#"{"Statement":[{"Effect":"Allow","Action":"signin:*","Resource":"arn:aws:signin:*:*:oauth2/public-client/remote"}]}"#;
    let account = Account::serve(&format!("{QUICK}[admin]\npolicies = []\npolicy = '''{remote}'''\n"));
    let refused = get(&page(&account, &[]));
    assert!(refused.status == 403 && refused.body.contains("signin:AuthorizeOAuth2Access"), "{refused:?}");
    let root = Account::serve(&format!("{QUICK}[admin]\nprincipal = 'root'\n"));
    given(&exchange(&root, &key, &by_code(&code(&root))));
}
