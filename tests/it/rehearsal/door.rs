//! The control door, as scripts use it.

use open_sesame::rehearsal::{Listen, MARKER, Play, serve};
use serde_json::{Value, json};

use super::{SEOUL, served, told};

#[tokio::test]
async fn the_control_door_does_what_its_contract_says() {
    let it = served("fresh", Play::ByHand).await;
    it.check(vec![
        (it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" })), "", ""),
        (it.v2("POST", "/identities", json!({ "EmailIdentity": "me@naver.com" })), "", ""),
        (
            it.v2(
                "POST",
                "/account/details",
                json!({ "MailType": "MARKETING", "WebsiteURL": "x", "ProductionAccessEnabled": true }),
            ),
            "",
            "",
        ),
    ])
    .await;
    // By hand, nothing but time moves by itself.
    let (status, _) = it.door("POST", "clock", r#"{"advance":"24h"}"#).await;
    let state = it.world.state();
    let pending = |name| state.identity(SEOUL, name).is_some_and(|it| !it.verified);
    assert!(status == 200 && pending("example.co.kr") && pending("me@naver.com") && !state.regions[SEOUL].production);

    let (_, mails) = it.door("GET", "inbox?address=me%40naver.com", "").await;
    assert_eq!((&mails[0]["address"], &mails[0]["region"]), (&json!("me@naver.com"), &json!(SEOUL)));
    let (status, late) = it.door("POST", "inbox/click", r#"{"address":"me@naver.com"}"#).await;
    assert!(status == 400 && late["error"].as_str().is_some_and(|why| why.contains("no living link")), "{late}");

    let identity = it.world.state().identity(SEOUL, "example.co.kr").expect("there").tokens.clone();
    let set: Vec<Value> = identity
        .iter()
        .map(|token| {
            json!({ "name": format!("{token}._domainkey.example.co.kr."), "type": "CNAME",
                    "values": [format!("{token}.dkim.amazonses.com")], "ttl": 60 })
        })
        .collect();
    assert_eq!(it.door("POST", "dns", &json!({ "set": set }).to_string()).await, (200, json!({})));
    assert_eq!(it.door("POST", "clock", r#"{"advance":"2m"}"#).await, (200, json!({})));
    assert!(it.world.state().identity(SEOUL, "example.co.kr").is_some_and(|it| it.verified));
    let remove = json!({ "remove": [{ "name": set[0]["name"], "type": "CNAME" }] }).to_string();
    assert_eq!(it.door("POST", "dns", &remove).await.0, 200);
    it.door("POST", "clock", r#"{"advance":"2h"}"#).await;
    let lost = it.v2("GET", "/identities/example.co.kr", Value::Null);
    it.check(vec![(lost, "", r#""VerificationStatus":"TEMPORARY_FAILURE""#)]).await;

    let grant = json!({ "region": SEOUL, "decision": "grant" }).to_string();
    assert_eq!(it.door("POST", "review", &grant).await, (200, json!({})));
    assert_eq!(it.door("POST", "review", &grant).await.0, 400);
    it.check(vec![(it.v2("GET", "/account", Value::Null), "", r#""ProductionAccessEnabled":true"#)]).await;

    let fault = json!({ "operation": "GetAccount", "kind": "error-500", "times": 1, "service": "sesv2" }).to_string();
    assert_eq!(it.door("POST", "faults", &fault).await, (200, json!({})));
    assert_eq!(it.send(it.v2("GET", "/account", Value::Null)).await.status, 500);
    let fault = json!({ "operation": "GetAccount", "kind": "lose-reply" }).to_string();
    it.door("POST", "faults", &fault).await;
    assert_eq!(it.send(it.v2("GET", "/account", Value::Null)).await.status, 0, "the connection just closes");
    let (_, requests) = it.door("GET", "requests", "").await;
    let last: Vec<&Value> = requests.as_array().expect("a list").iter().rev().take(2).collect();
    let (key, _) = it.world.admin();
    let row = |status: Value, code: Value| json!({ "service": "sesv2", "operation": "GetAccount", "region": SEOUL, "key_id": key.as_str(), "status": status, "code": code });
    assert_eq!(last, [&row(Value::Null, Value::Null), &row(json!(500), json!("InternalFailure"))]);
    let (_, state) = it.door("GET", "state", "").await;
    assert!(state["now"].as_str().is_some_and(|now| now.ends_with('Z')), "{state}");
    assert!(!state.to_string().contains(MARKER));

    let rows = [
        ("POST", "clock", r#"{"advance":"-1h"}"#, 400, "goes back in time"),
        ("POST", "clock", r#"{"advance":"1h","zone":"x"}"#, 400, "unknown field `zone`"),
        ("POST", "clock", "", 400, "EOF"),
        ("POST", "dns", r#"{"set":[{"name":"a.com","type":"SPF","values":["x"]}]}"#, 400, "unknown variant `SPF`"),
        ("POST", "dns", r#"{"set":[{"name":"a.com","type":"MX","values":["mail.a.com"]}]}"#, 400, "10 mail.example"),
        ("POST", "dns", r#"{"set":[{"name":"a","type":"A","values":["1.2.3.4"]}]}"#, 400, "absolute name"),
        ("POST", "review", r#"{"region":"mars","decision":"grant"}"#, 400, "mars"),
        ("POST", "review", r#"{"region":"us-east-1","decision":"maybe"}"#, 400, "`grant`"),
        ("POST", "review", r#"{"region":"us-east-1","decision":"grant"}"#, 400, "nobody has asked"),
        ("POST", "faults", r#"{"operation":"GetAcount","kind":"reset"}"#, 400, "GetAcount"),
        ("POST", "faults", r#"{"operation":"GetAccount","kind":"delay"}"#, 400, "needs `for`"),
        ("POST", "faults", r#"{"operation":"GetAccount","kind":"reset","for":"5s"}"#, 400, "`delay` alone"),
        ("POST", "faults", r#"{"operation":"GetAccount","service":"iam","kind":"reset"}"#, 400, "GetAccount"),
        ("GET", "inbox", "", 400, "whose inbox"),
        ("GET", "clock", "", 405, "POST"),
        ("POST", "state", "", 405, "GET"),
        ("GET", "nothing", "", 404, "outbox"),
    ];
    for (method, path, body, status, part) in rows {
        let (got, said) = it.door(method, path, body).await;
        let error = said["error"].as_str().unwrap_or_default();
        assert!(got == status && error.contains(part), "{method} {path} {body}: {got} {said}");
    }
    for (host, status) in [("evil.example", 403), ("127.0.0.1:1", 200), ("localhost:9", 200), ("[::1]:80", 200)] {
        let uri = format!("http://{}/_rehearsal/state", it.http);
        let request = http::Request::builder().uri(uri).header("host", host).body(String::new()).expect("a request");
        assert_eq!(it.raw(request).await.status, status, "{host}");
    }
}

#[tokio::test]
async fn a_rehearsal_is_served_on_this_computer_only() {
    let listen = Listen { http: ([0, 0, 0, 0], 0).into(), dns: None, smtp: None, play: Play::ByHand };
    let refused = serve(told(""), listen).await.expect_err("the whole network could come in");
    assert!(refused.to_string().contains("0.0.0.0:0 is not a loopback address"), "{refused}");
}
