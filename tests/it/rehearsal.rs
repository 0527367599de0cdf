//! Is the pretend account honest? Asked over its loopback port with plain requests, signed by AWS's own signer, which
//! shares nothing with the verifier.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, SystemTime},
};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use open_sesame::{
    dns::{Answer, RecordType},
    engine::ports::VaultEntry,
    rehearsal::{Listen, MARKER, Play, Scenario, Service, VaultState, World, serve},
    terms::{FailureKind, Secret, WorldNews},
};
use serde_json::{Value, json};

const SEOUL: &str = "ap-northeast-2";

struct Served {
    world: World,
    http: SocketAddr,
    dns: SocketAddr,
}

struct Reply {
    status: u16,
    /// The code of a refusal, from header or body.
    code: Option<String>,
    body: String,
}

/// A request before it is signed.
#[derive(Clone)]
struct Ask {
    method: &'static str,
    path: String,
    body: String,
    service: &'static str,
    region: &'static str,
    key: String,
    secret: String,
    token: Option<String>,
    at: SystemTime,
}

async fn served(scenario: &str, play: Play) -> Served {
    open(World::open(&Scenario::named(scenario).expect("it comes with Sesame")), play).await
}

async fn open(world: World, play: Play) -> Served {
    let loopback: SocketAddr = (Ipv4Addr::LOCALHOST, 0).into();
    let serving = serve(world.clone(), Listen { http: loopback, dns: Some(loopback), play }).await.expect("free ports");
    let (http, dns) = (serving.http, serving.dns.expect("asked for"));
    tokio::spawn(serving.run());
    Served { world, http, dns }
}

fn told(toml: &str) -> World {
    let story = "\n[story]\nko = \"\"\nen = \"\"\n";
    World::open(&Scenario::parse("test", &format!("{toml}{story}")).expect("a good scenario"))
}

impl Served {
    fn ask(&self, service: &'static str, method: &'static str, path: &str, body: &str) -> Ask {
        let (key, secret) = self.world.admin();
        Ask {
            method,
            path: path.into(),
            body: body.into(),
            service,
            region: if service == "iam" { "us-east-1" } else { SEOUL },
            key: key.to_string(),
            secret: secret.reveal().into(),
            token: self.world.admin_session_token().map(|token| token.reveal().into()),
            at: SystemTime::now(),
        }
    }

    /// A query request: `Action=…&…` without its version.
    fn query(&self, service: &'static str, form: &str) -> Ask {
        let version = match service {
            "iam" => "2010-05-08",
            "sts" => "2011-06-15",
            _ => "2010-12-01",
        };
        self.ask(service, "POST", "/", &format!("{form}&Version={version}"))
    }

    fn v2(&self, method: &'static str, path: &str, body: Value) -> Ask {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.ask("ses", method, &format!("/v2/email{path}"), &body)
    }

    async fn send(&self, ask: Ask) -> Reply {
        self.raw(self.signed(&ask)).await
    }

    fn signed(&self, ask: &Ask) -> http::Request<String> {
        let uri = format!("http://{}{}", self.http, ask.path);
        let identity = Credentials::new(&ask.key, &ask.secret, ask.token.clone(), None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(ask.region)
            .name(ask.service)
            .time(ask.at)
            .settings(SigningSettings::default())
            .build()
            .expect("complete")
            .into();
        let body = SignableBody::Bytes(ask.body.as_bytes());
        let signable = SignableRequest::new(ask.method, &uri, std::iter::empty(), body).expect("signable");
        let (instructions, _) = sign(signable, &params).expect("signed").into_parts();
        let mut request =
            http::Request::builder().method(ask.method).uri(&uri).body(ask.body.clone()).expect("a request");
        instructions.apply_to_request_http1x(&mut request);
        request
    }

    async fn raw(&self, request: http::Request<String>) -> Reply {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (parts, body) = request.into_parts();
        let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
        let mut text =
            format!("{} {target} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", parts.method, body.len());
        if !parts.headers.contains_key("host") {
            text.push_str(&format!("host: {}\r\n", self.http));
        }
        for (name, value) in &parts.headers {
            text.push_str(&format!("{name}: {}\r\n", value.to_str().expect("text")));
        }
        let mut stream = tokio::net::TcpStream::connect(self.http).await.expect("served");
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("text");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let in_header = head.lines().find_map(|line| line.strip_prefix("x-amzn-errortype: "));
        let in_body = body.split_once("<Code>").and_then(|(_, rest)| rest.split('<').next());
        Reply { status, code: in_header.or(in_body).map(str::to_string), body: body.into() }
    }

    /// One request to the control door.
    async fn door(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let request = http::Request::builder().method(method).uri(format!("http://{}/_rehearsal/{path}", self.http));
        let reply = self.raw(request.body(body.to_string()).expect("a request")).await;
        (reply.status, serde_json::from_str(&reply.body).expect("the door speaks JSON"))
    }

    /// Every row: what is asked, the code it is refused with (`""` for none), and a part of the reply.
    async fn check(&self, rows: Vec<(Ask, &str, &str)>) {
        for (ask, code, part) in rows {
            let what = format!("{} {} {}", ask.method, ask.path, ask.body);
            let reply = self.send(ask).await;
            let right = reply.code.as_deref().unwrap_or_default() == code && reply.body.contains(part);
            assert!(right, "{what}\n{} {:?} {}\n{:#?}", reply.status, reply.code, reply.body, self.world.state());
            assert_eq!(reply.status == 200, code.is_empty(), "{what}: {} {}", reply.status, reply.body);
        }
    }
}

#[tokio::test]
async fn a_signature_is_verified_to_the_last_byte() {
    let it = served("fresh", Play::ByHand).await;
    let who = || it.query("sts", "Action=GetCallerIdentity");
    let minutes = |ask: Ask, late: i64| {
        let shift = Duration::from_secs(late.unsigned_abs() * 60);
        Ask { at: if late < 0 { ask.at - shift } else { ask.at + shift }, ..ask }
    };
    let account = || it.v2("GET", "/account", Value::Null);
    it.check(vec![
        (who(), "", "arn:aws:iam::123456789012:user/admin"),
        (minutes(who(), -4), "", ""),
        (minutes(who(), 4), "", ""),
        (minutes(who(), -6), "SignatureDoesNotMatch", "Signature expired: "),
        (minutes(who(), 6), "SignatureDoesNotMatch", "Signature not yet current: "),
        (minutes(account(), -6), "InvalidSignatureException", "Signature expired: "),
        (Ask { secret: "A".repeat(40), ..who() }, "SignatureDoesNotMatch", "does not match the signature you provided"),
        (Ask { key: "AKIAIOSFODNN7EXAMPLE".into(), ..who() }, "InvalidClientTokenId", "is invalid."),
        (Ask { key: "AKIAIOSFODNN7EXAMPLE".into(), ..account() }, "UnrecognizedClientException", "is invalid."),
        (Ask { token: Some("stray".into()), ..who() }, "InvalidClientTokenId", "is invalid."),
        (Ask { service: "s3", ..account() }, "InvalidSignatureException", "scoped to correct service: 'ses'"),
        (Ask { region: "ap-southeast-3", ..who() }, "InvalidClientTokenId", "is invalid."),
        (Ask { region: "ap-east-1", ..who() }, "InvalidClientTokenId", "is invalid."),
        // The path is signed as it is sent, encoded once more.
        (it.v2("GET", "/identities/a%40example.com", Value::Null), "NotFoundException", "a@example.com"),
        (it.v2("GET", "/identities/a@example.com", Value::Null), "NotFoundException", "a@example.com"),
        (it.v2("GET", "/identities/a%2Bb%3Ac%40example.com", Value::Null), "NotFoundException", "a+b:c@example.com"),
        (it.v2("GET", "/tags?ResourceArn=arn%3Aaws%3Ases%3A%2F&b=%20&a=1", Value::Null), "NotFoundException", ""),
    ])
    .await;

    let tampered: [fn(&mut http::Request<String>); 4] = [
        |request| request.body_mut().push_str("&UserName=other"),
        |request| *request.method_mut() = http::Method::PUT,
        |request| drop(request.headers_mut().insert("x-amz-date", "20200101T000000Z".parse().expect("a header"))),
        |request| drop(request.headers_mut().remove("authorization")),
    ];
    for tamper in tampered {
        let mut request = it.signed(&who());
        tamper(&mut request);
        let reply = it.raw(request).await;
        let refused = ["SignatureDoesNotMatch", "MissingAuthenticationToken"];
        assert!(reply.code.as_deref().is_some_and(|code| refused.contains(&code)), "{}", reply.body);
    }
}

#[tokio::test]
async fn temporary_credentials_need_their_token_and_run_out() {
    let it = open(told("[admin]\nprincipal = \"assumed-role/Admin/me\"\nexpires_after = \"1h\""), Play::ByHand).await;
    let who = || it.query("sts", "Action=GetCallerIdentity");
    it.check(vec![
        (who(), "", "arn:aws:sts::123456789012:assumed-role/Admin/me"),
        (Ask { token: None, ..who() }, "InvalidClientTokenId", "is invalid."),
        (Ask { token: Some("another".into()), ..who() }, "InvalidClientTokenId", "is invalid."),
        (it.query("iam", "Action=GetUser"), "ValidationError", "Must specify userName"),
    ])
    .await;
    it.world.advance(Duration::from_secs(3600));
    it.check(vec![
        (who(), "ExpiredToken", "is expired"),
        (it.v2("GET", "/account", Value::Null), "ExpiredTokenException", ""),
    ])
    .await;
}

#[tokio::test]
async fn iam_takes_what_iam_takes() {
    let it = served("fresh", Play::ByHand).await;
    let iam = |form: &str| it.query("iam", form);
    let policy = |document: &str| {
        let form = form_urlencoded::Serializer::new(String::new()).append_pair("PolicyDocument", document).finish();
        it.query("iam", &format!("Action=PutUserPolicy&UserName=mail-user&PolicyName=P&{form}"))
    };
    let statement = |rest: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{rest}}}]}}"#);
    let long = statement(&format!(r#""Action":"ses:*","Resource":["*","arn:aws:ses:{}"]"#, "x".repeat(2000)));
    let name = "x".repeat(65);
    it.check(vec![
        (iam("Action=CreateUser&UserName=mail%20user"), "ValidationError", "Value at 'userName' failed"),
        (iam(&format!("Action=CreateUser&UserName={name}")), "ValidationError", "less than or equal to 64"),
        (iam("Action=CreateUser"), "ValidationError", "Member must not be null"),
        (iam("Action=CreateUser&UserName=a&Path=b&Tags.member.1.Key="), "ValidationError", "2 validation errors detected"),
        (iam("Action=CreateUser&UserName=a&PermissionsBoundary=arn:aws:iam::1:policy/x"), "NoSuchEntity", "not attachable"),
        (
            iam("Action=CreateUser&UserName=mail-user&Path=/apps/&Tags.member.1.Key=managed-by&Tags.member.1.Value=sesame"),
            "",
            "arn:aws:iam::123456789012:user/apps/mail-user",
        ),
        (iam("Action=CreateUser&UserName=Mail-User"), "EntityAlreadyExists", "already exists."),
        (iam("Action=GetUser&UserName=mail-user"), "", "<Key>managed-by</Key><Value>sesame</Value>"),
        (iam("Action=GetUser&UserName=nobody"), "NoSuchEntity", "The user with name nobody cannot be found."),
        (iam("Action=TagUser&UserName=mail-user&Tags.member.1.Key=a&Tags.member.1.Value=1"), "", "ResponseMetadata"),
        (iam("Action=ListUserTags&UserName=mail-user&MaxItems=1"), "", "<IsTruncated>true</IsTruncated><Marker>1<"),
        (policy("{"), "MalformedPolicyDocument", "This policy contains invalid Json"),
        (policy("[]"), "MalformedPolicyDocument", "Syntax errors in policy."),
        (policy(&statement(r#""Resource":"*""#)), "MalformedPolicyDocument", "must contain actions."),
        (policy(&statement(r#""Action":"ses:*""#)), "MalformedPolicyDocument", "must contain resources."),
        (policy(&statement(r#""Action":"send","Resource":"*""#)), "MalformedPolicyDocument", "prefaced by a vendor"),
        (policy(&statement(r#""Action":"ses:*","Resource":"x""#)), "MalformedPolicyDocument", "must be in ARN format"),
        (policy(&statement(r#""Action":"ses:*","Resource":"*","Principal":"*""#)), "MalformedPolicyDocument", "principal"),
        (
            policy(&statement(r#""Action":"ses:*","Resource":"*","Condition":{"Likes":{"a:b":"c"}}"#)),
            "MalformedPolicyDocument",
            "Invalid Condition type : Likes.",
        ),
        (policy(&long), "LimitExceeded", "Maximum policy size of 2048 bytes exceeded for user mail-user"),
        (policy(&statement(r#""Action":["ses:Send*"],"Resource":"*""#)), "", ""),
        // Documents come back percent-encoded.
        (iam("Action=GetUserPolicy&UserName=mail-user&PolicyName=P"), "", "%7B%22Version%22%3A%222012-10-17%22"),
        (iam("Action=GetUserPolicy&UserName=mail-user&PolicyName=Q"), "NoSuchEntity", "The user policy with name Q"),
        (
            iam("Action=AttachUserPolicy&UserName=mail-user&PolicyArn=arn:aws:iam::aws:policy/Nonsense"),
            "NoSuchEntity",
            "Policy arn:aws:iam::aws:policy/Nonsense does not exist or is not attachable.",
        ),
        (iam("Action=AttachUserPolicy&UserName=mail-user&PolicyArn=arn:aws:iam::aws:policy/AmazonSESFullAccess"), "", ""),
        (iam("Action=ListAttachedUserPolicies&UserName=mail-user"), "", "<PolicyName>AmazonSESFullAccess</PolicyName>"),
        (iam("Action=ListUserPolicies&UserName=mail-user"), "", "<PolicyNames><member>P</member></PolicyNames>"),
        (iam("Action=CreateAccessKey&UserName=mail-user"), "", MARKER),
        (iam("Action=CreateAccessKey&UserName=mail-user"), "", MARKER),
        (iam("Action=CreateAccessKey&UserName=mail-user"), "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2"),
        (iam("Action=UpdateAccessKey&UserName=mail-user&AccessKeyId=short&Status=Active"), "ValidationError", "accessKeyId"),
        (
            iam("Action=UpdateAccessKey&UserName=mail-user&AccessKeyId=AKIAIOSFODNN7EXAMPLE&Status=Off"),
            "ValidationError",
            "enum value set: [Active, Inactive]",
        ),
        (
            iam("Action=DeleteAccessKey&UserName=mail-user&AccessKeyId=AKIAIOSFODNN7EXAMPLE"),
            "NoSuchEntity",
            "The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found",
        ),
        (iam("Action=DeleteUser&UserName=mail-user"), "DeleteConflict", "must delete access keys first."),
    ])
    .await;

    let keys: Vec<String> = it.world.state().keys().map(|key| key.id.clone()).collect();
    let used = |key: &str| iam(&format!("Action=GetAccessKeyLastUsed&AccessKeyId={key}"));
    let delete = |key: &str| iam(&format!("Action=DeleteAccessKey&UserName=mail-user&AccessKeyId={key}"));
    it.check(vec![
        (used(&keys[0]), "", "<ServiceName>N/A</ServiceName><Region>N/A</Region>"),
        (delete(&keys[0]), "", ""),
        (delete(&keys[0]), "NoSuchEntity", "cannot be found"),
        (delete(&keys[1]), "", ""),
        (iam("Action=DeleteUser&UserName=mail-user"), "DeleteConflict", "must delete policies first."),
        (iam("Action=DeleteUserPolicy&UserName=mail-user&PolicyName=P"), "", ""),
        (iam("Action=DeleteUser&UserName=mail-user"), "DeleteConflict", "must detach all policies first."),
        (
            iam("Action=DetachUserPolicy&UserName=mail-user&PolicyArn=arn:aws:iam::aws:policy/AmazonSESFullAccess"),
            "",
            "",
        ),
        (iam("Action=DeleteUser&UserName=mail-user"), "", ""),
        (iam("Action=DeleteUser&UserName=mail-user"), "NoSuchEntity", "mail-user"),
        (iam("Action=CreateGroup&GroupName=g"), "InvalidAction", "this rehearsal does not know it"),
    ])
    .await;
}

#[tokio::test]
async fn ses_takes_what_ses_takes() {
    let it = served("fresh", Play::ByHand).await;
    let put = |path: &str, body: Value| it.v2("PUT", path, body);
    let post = |path: &str, body: Value| it.v2("POST", path, body);
    let get = |path: &str| it.v2("GET", path, Value::Null);
    let details = |change: Value| {
        let mut body = json!({ "MailType": "TRANSACTIONAL", "WebsiteURL": "https://example.com" });
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        post("/account/details", body)
    };
    it.check(vec![
        (get("/account"), "", r#""Max24HourSend":200.0,"MaxSendRate":1.0,"SentLast24Hours":0.0"#),
        (post("/account/details", json!({})), "BadRequestException", "2 validation errors detected: Value at 'mailType'"),
        (details(json!({ "MailType": "BULK" })), "BadRequestException", "enum value set: [MARKETING, TRANSACTIONAL]"),
        (details(json!({ "ContactLanguage": "KO" })), "BadRequestException", "enum value set: [EN, JA]"),
        (details(json!({ "AdditionalContactEmailAddresses": ["a@b"] })), "BadRequestException", "equal to 6"),
        (details(json!({ "WebsiteURL": 5 })), "SerializationException", "WebsiteURL is not a string"),
        (details(json!({ "ProductionAccessEnabled": true })), "", "{}"),
        (details(json!({ "ProductionAccessEnabled": true })), "ConflictException", ""),
        (get("/account"), "", r#""ReviewDetails":{"Status":"PENDING","CaseId":"#),
        (post("/identities", json!({})), "BadRequestException", "Value at 'emailIdentity'"),
        (post("/identities", json!({ "EmailIdentity": "localhost" })), "BadRequestException", "Invalid domain name"),
        (post("/identities", json!({ "EmailIdentity": "a b@example.com" })), "BadRequestException", "Invalid email address"),
        (post("/identities", json!({ "EmailIdentity": "EXAMPLE.com" })), "", r#""IdentityType":"DOMAIN""#),
        (
            post("/identities", json!({ "EmailIdentity": "example.com" })),
            "AlreadyExistsException",
            "Email identity example.com already exist.",
        ),
        (
            post("/identities", json!({ "EmailIdentity": "b.example.com", "ConfigurationSetName": "x" })),
            "NotFoundException",
            "Configuration set <x> does not exist.",
        ),
        (get("/identities/example.com"), "", r#""MailFromAttributes":{"BehaviorOnMxFailure":"USE_DEFAULT_VALUE"}"#),
        (get("/identities/other.com"), "NotFoundException", "Email identity other.com does not exist."),
        (
            put("/identities/example.com/mail-from", json!({ "MailFromDomain": "bounce.example.net" })),
            "BadRequestException",
            "Provided MAIL-FROM domain <bounce.example.net> is not subdomain of the domain of the identity <example.com>",
        ),
        (
            put("/identities/example.com/dkim/signing", json!({ "SigningAttributesOrigin": "EXTERNAL" })),
            "BadRequestException",
            "BYODKIM",
        ),
        (
            put(
                "/identities/example.com/dkim/signing",
                json!({ "SigningAttributesOrigin": "AWS_SES", "SigningAttributes": { "NextSigningKeyLength": "RSA_1024_BIT" } }),
            ),
            "BadRequestException",
            "once in 24 hours",
        ),
        (post("/tags", json!({ "ResourceArn": "arn:x", "Tags": [{ "Key": "a", "Value": "b" }] })), "NotFoundException", ""),
        (
            post(
                "/tags",
                json!({ "ResourceArn": "arn:aws:ses:ap-northeast-2:123456789012:identity/example.com",
                        "Tags": [{ "Key": "managed-by", "Value": "sesame" }] }),
            ),
            "",
            "{}",
        ),
        (get("/identities/example.com"), "", r#""Tags":[{"Key":"managed-by","Value":"sesame"}]"#),
        (get("/identities?PageSize=1"), "", r#""IdentityName":"example.com""#),
        (post("/list-identities", json!({ "PageSize": 1 })), "", r#""IdentityName":"example.com""#),
        (post("/list-identities", json!({ "PageSize": 1001 })), "BadRequestException", "pageSize"),
        (get("/suppression/addresses/a%40b.com"), "BadRequestException", "sandbox"),
        (put("/account/suppression", json!({ "SuppressedReasons": ["SPAM"] })), "BadRequestException", "suppressedReasons"),
        (get("/contact-lists"), "UnknownOperationException", "does not know GET /v2/email/contact-lists"),
        (post("/outbound-emails", json!({})), "BadRequestException", "Value at 'content'"),
        (
            it.query("ses", "Action=VerifyEmailIdentity&EmailAddress=foobar"),
            "InvalidParameterValue",
            "Identity foobar is invalid. Must be a verified email address or domain.",
        ),
        (it.query("ses", "Action=GetSendQuota"), "", "<Max24HourSend>200.0</Max24HourSend>"),
    ])
    .await;
    let in_virginia = Ask { region: "us-east-1", ..get("/identities/example.com") };
    it.check(vec![(in_virginia, "NotFoundException", "does not exist")]).await;
}

#[tokio::test]
async fn a_page_of_identities_leads_to_the_next() {
    let it = served("fresh", Play::ByHand).await;
    for name in ["a.com", "b.com", "c.com"] {
        it.check(vec![(it.v2("POST", "/identities", json!({ "EmailIdentity": name })), "", "")]).await;
    }
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let reply = it.send(it.v2("GET", &format!("/identities?PageSize=2&NextToken={token}"), Value::Null)).await;
        let page: Value = serde_json::from_str(&reply.body).expect("JSON");
        let names = page["EmailIdentities"].as_array().expect("a list").iter();
        seen.extend(names.map(|it| it["IdentityName"].as_str().expect("a name").to_string()));
        match page["NextToken"].as_str() {
            Some(next) => token = next.into(),
            None => break,
        }
    }
    assert_eq!(seen, ["a.com", "b.com", "c.com"]);
}

#[tokio::test]
async fn a_policy_means_what_iam_means_by_it() {
    let allow = |rest: &str| format!(r#"{{"Statement":[{{"Effect":"Allow",{rest}}}]}}"#);
    let sender = allow(
        r#""Action":["ses:SendRawEmail"],"Resource":"*","Condition":{"StringLike":{"ses:FromAddress":"*@example.com"}}"#,
    );
    let but = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","NotAction":"ses:Send*","Resource":"*"}]}"#;
    let only_to = allow(
        r#""Action":"ses:*","Resource":"*","Condition":{"ForAllValues:StringLike":{"ses:Recipients":["*@example.com"]}}"#,
    );
    let on_arn = allow(r#""Action":"ses:*","Resource":"arn:aws:ses:*:123456789012:identity/example.c?m""#);
    let if_there =
        allow(r#""Action":"ses:*","Resource":"*","Condition":{"StringEqualsIfExists":{"ses:ApiVersion":"2"}}"#);
    let identity = "arn:aws:ses:ap-northeast-2:123456789012:identity/example.com";
    let other_case = identity.to_uppercase();
    let from = |address: &'static str| vec![("ses:FromAddress", vec![address])];
    let to = |all: &[&'static str]| vec![("ses:Recipients", all.to_vec())];
    let rows: Vec<(&str, &str, &str, Vec<(&str, Vec<&str>)>, &str)> = vec![
        (&sender, "ses:SendRawEmail", identity, from("a@example.com"), "allowed"),
        (&sender, "SES:sendrawemail", identity, from("a@example.com"), "allowed"),
        (&sender, "ses:SendRawEmail", identity, from("a@EXAMPLE.com"), "implicitDeny"),
        (&sender, "ses:SendRawEmail", identity, from("a@mail.example.com"), "implicitDeny"),
        (&sender, "ses:SendRawEmail", identity, vec![], "implicitDeny"),
        (&sender, "ses:SendEmail", identity, from("a@example.com"), "implicitDeny"),
        (but, "ses:SendEmail", identity, vec![], "allowed"),
        (but, "ses:GetAccount", "*", vec![], "explicitDeny"),
        (&only_to, "ses:SendEmail", identity, to(&["a@example.com", "b@example.com"]), "allowed"),
        (&only_to, "ses:SendEmail", identity, to(&["a@example.com", "b@example.net"]), "implicitDeny"),
        (&only_to, "ses:SendEmail", identity, vec![], "allowed"),
        (&on_arn, "ses:SendEmail", identity, vec![], "allowed"),
        (&on_arn, "ses:GetAccount", "*", vec![], "implicitDeny"),
        (&on_arn, "ses:SendEmail", &other_case, vec![], "implicitDeny"),
        (&if_there, "ses:SendEmail", identity, vec![], "allowed"),
        (&if_there, "ses:SendEmail", identity, vec![("ses:ApiVersion", vec!["1"])], "implicitDeny"),
    ];
    for (policy, action, resource, context, decision) in rows {
        let inline = format!("[[user]]\nname = \"app\"\npolicies.P = '''{policy}'''");
        let it = open(told(&inline), Play::ByHand).await;
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", "SimulatePrincipalPolicy");
        form.append_pair("PolicySourceArn", "arn:aws:iam::123456789012:user/app");
        form.append_pair("ActionNames.member.1", action).append_pair("ResourceArns.member.1", resource);
        for (number, (key, values)) in context.iter().enumerate() {
            let entry = format!("ContextEntries.member.{}", number + 1);
            form.append_pair(&format!("{entry}.ContextKeyName"), key);
            for (number, value) in values.iter().enumerate() {
                form.append_pair(&format!("{entry}.ContextKeyValues.member.{}", number + 1), value);
            }
        }
        let expected = format!("<EvalDecision>{decision}</EvalDecision>");
        it.check(vec![(it.query("iam", &form.finish()), "", &expected)]).await;
    }
}

#[tokio::test]
async fn every_story_can_be_told_and_its_secrets_are_marked() {
    for name in Scenario::names() {
        let scenario = Scenario::named(name).expect("it parses");
        assert!(!scenario.story.ko.is_empty() && !scenario.story.en.is_empty(), "{name} has no story");
        let world = World::open(&scenario);
        for key in world.state().keys() {
            let secret = world.secret_of(&key.id.parse().expect("an id")).expect("the world knows it");
            assert!(secret.reveal().starts_with(MARKER) && secret.reveal().len() == 40, "{name}: {}", key.id);
        }
        let (id, secret) = world.admin();
        assert!(!secret.reveal().contains(MARKER), "the administrator's secret is printed by design");
        assert_eq!(World::open(&scenario).admin(), (id, secret), "the same in every run");
    }
}

#[test]
fn a_scenario_with_a_mistake_says_where_and_what_is_allowed() {
    let story = "[story]\nko = \"\"\nen = \"\"\n";
    let rows: [(&str, &[&str]); 9] = [
        ("regoin = \"us-east-1\"\n", &["test, line 1", "`regoin`", "expected one of", "region"]),
        ("region = \"ap-east-1\"\n", &["line 1", "SES is not in ap-east-1"]),
        ("vault = \"open\"\n[dns]\nprovider = \"cludflare\"\n", &["line 3", "cludflare", "cloudflare", "gabia"]),
        ("[review]\nafter = \"soon\"\n", &["line 2", "soon", "90s"]),
        ("[dns]\npublish_after = \"-1h\"\n", &["line 2", "goes back in time"]),
        ("fault = [{ operation = \"CreateKey\", kind = \"reset\" }]\n", &["`fault`", "no operation `CreateKey`"]),
        ("[admin]\npolicies = [\"arn:aws:iam::aws:policy/Nonsense\"]\n", &["`policies`", "Nonsense"]),
        ("[admin]\nprincipal = \"me\"\n", &["`principal`", "root, user/NAME"]),
        ("[ses]\nenforcement = \"FINE\"\n", &["`enforcement`", "HEALTHY"]),
    ];
    for (text, parts) in rows {
        let said = Scenario::parse("test", &format!("{text}{story}")).expect_err(text).to_string();
        assert!(parts.iter().all(|part| said.contains(part)), "{text}\n{said}");
    }
    let unknown = Scenario::named("frsh").expect_err("a slip").to_string();
    assert!(unknown.contains("“frsh”") && unknown.contains("fresh, half-done, denied"), "{unknown}");
}

#[tokio::test]
async fn dns_answers_over_the_wire_as_a_name_server_does() {
    use hickory_resolver::{
        Resolver,
        config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig},
        net::runtime::TokioRuntimeProvider,
        proto::rr::{RData, RecordType as Wire},
    };
    let it = served("half-done", Play::ByHand).await;
    let long = "x".repeat(700);
    it.world.set_dns("long.example.co.kr", RecordType::Txt, std::slice::from_ref(&long), 60);
    it.world.set_dns("mail.example.co.kr", RecordType::Mx, &["10 MX.Example.com.".into()], 60);
    it.world.set_dns("*.wild.example.co.kr", RecordType::A, &["192.0.2.1".into()], 60);
    it.world.set_dns("a.b.example.co.kr", RecordType::A, &["192.0.2.2".into()], 60);
    it.world.set_dns("www.example.co.kr", RecordType::Cname, &["a.b.example.co.kr".into()], 60);
    it.world.break_zone("broken.com");
    let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
    (udp.port, tcp.port) = (it.dns.port(), it.dns.port());
    let config = ResolverConfig::from_name_servers(vec![NameServerConfig::new(it.dns.ip(), true, vec![udp, tcp])]);
    let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
    let options = builder.options_mut();
    (options.cache_size, options.use_hosts_file) = (0, ResolveHosts::Never);
    let resolver = builder.build().expect("a resolver");
    let token = it.world.state().identity(SEOUL, "example.co.kr").expect("there").tokens.clone();
    let dkim = format!("{}._domainkey.example.co.kr", token[0]);
    let unpublished = format!("{}._domainkey.example.co.kr", token[2]);
    let target = format!("{}.dkim.amazonses.com", token[0]);
    let rows: Vec<(&str, Wire, &str)> = vec![
        (&dkim, Wire::CNAME, &target),
        (&unpublished, Wire::CNAME, "NXDOMAIN"),
        ("_domainkey.example.co.kr", Wire::TXT, "NODATA"),
        ("example.co.kr", Wire::NS, "amalia.ns.cloudflare.com"),
        ("example.co.kr", Wire::MX, "NODATA"),
        ("amalia.ns.cloudflare.com", Wire::A, "127.0.0.1"),
        ("amalia.ns.cloudflare.com", Wire::AAAA, "NODATA"),
        ("mail.example.co.kr", Wire::MX, "10 mx.example.com"),
        ("MAIL.example.CO.KR", Wire::MX, "10 mx.example.com"),
        ("x.y.wild.example.co.kr", Wire::A, "192.0.2.1"),
        ("x.wild.example.co.kr", Wire::TXT, "NODATA"),
        ("b.example.co.kr", Wire::A, "NODATA"),
        ("www.example.co.kr", Wire::A, "192.0.2.2"),
        ("long.example.co.kr", Wire::TXT, &long),
        ("email-smtp.ap-northeast-2.amazonaws.com", Wire::A, "192.0.2.25"),
        ("email-smtp.ap-southeast-3.amazonaws.com", Wire::A, "NXDOMAIN"),
        ("x.broken.com", Wire::A, "SERVFAIL"),
    ];
    for (name, kind, expected) in rows {
        let said = match resolver.lookup(format!("{name}."), kind).await {
            Ok(found) => {
                let last = found.answers().last().expect("an answer");
                match &last.data {
                    RData::TXT(txt) => String::from_utf8_lossy(&txt.txt_data.concat()).into_owned(),
                    other => other.to_string().trim_end_matches('.').to_string(),
                }
            }
            Err(none) if none.is_nx_domain() => "NXDOMAIN".into(),
            Err(none) if none.is_no_records_found() => "NODATA".into(),
            Err(_) => "SERVFAIL".into(),
        };
        let first = if kind == Wire::NS { said.contains("ns.cloudflare.com") } else { said == expected };
        assert!(first, "{name} {kind}: {said}, not {expected}");
    }
}

#[tokio::test]
async fn the_resolver_of_a_rehearsal_sees_what_its_servers_and_the_slower_public_see() {
    let world = told("");
    let resolver = world.resolver();
    let zone = resolver.zone_of("_dmarc.mail.example.co.kr").await.expect("somebody's");
    assert_eq!((zone.zone.as_str(), zone.servers.len()), ("example.co.kr", 2));
    let registry = resolver.zone_of("co.kr").await.expect_err("nobody's");
    assert_eq!(registry.kind, FailureKind::NotFound);
    world.set_dns("_dmarc.example.co.kr", RecordType::Txt, &["v=DMARC1; p=none;".into()], 300);
    let seen = |after: u64| {
        world.advance(Duration::from_secs(after));
        let (resolver, zone) = (resolver.clone(), zone.clone());
        async move {
            let seen = resolver.look("_dmarc.example.co.kr", RecordType::Txt, &zone).await;
            let there = |said: &open_sesame::dns::Said| matches!(said.answer, Answer::Found(_));
            (seen.authoritative.iter().all(there), seen.public.iter().map(there).collect::<Vec<_>>())
        }
    };
    assert_eq!(seen(0).await, (true, vec![false, false]));
    assert_eq!(seen(31).await, (true, vec![true, false]));
    assert_eq!(seen(60).await, (true, vec![true, true]));
}

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
    let listen = Listen { http: ([0, 0, 0, 0], 0).into(), dns: None, play: Play::ByHand };
    let refused = serve(told(""), listen).await.expect_err("the whole network could come in");
    assert!(refused.to_string().contains("0.0.0.0:0 is not a loopback address"), "{refused}");
}

#[tokio::test]
async fn a_moved_world_still_takes_clients_that_sign_with_real_time() {
    let it = served("fresh", Play::ByHand).await;
    it.world.advance(Duration::from_secs(100 * 3600));
    let who = it.query("sts", "Action=GetCallerIdentity");
    let corrected = Ask { at: who.at + Duration::from_secs(100 * 3600), ..who.clone() };
    it.check(vec![(who, "", ""), (corrected, "", "")]).await;
}

#[tokio::test]
async fn the_keychain_is_in_the_state_that_the_story_says() {
    let entry = VaultEntry::Throwaway("probe".into());
    for (text, state) in
        [("", VaultState::Open), ("vault = \"locked\"", VaultState::Locked), ("vault = \"absent\"", VaultState::Absent)]
    {
        let vault = told(text).vault();
        let put = vault.put(&entry, &Secret::new("x")).await.map_err(|failure| failure.kind);
        let got = vault.get(&entry).await.map(|secret| secret.is_some()).map_err(|failure| failure.kind);
        let expected = match state {
            VaultState::Open => (Ok(()), Ok(true)),
            VaultState::Locked => (Err(FailureKind::Vault), Ok(false)),
            VaultState::Absent => (Err(FailureKind::Vault), Err(FailureKind::Vault)),
        };
        assert_eq!((put, got), expected, "{state:?}");
    }
}

#[tokio::test]
async fn letting_time_pass_leads_from_one_event_to_the_next() {
    let it = served("slow-dns", Play::ByItself).await;
    it.check(vec![(it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" })), "", "")]).await;
    let stage = it.world.stage();
    let token = it.world.state().identity(SEOUL, "example.co.kr").expect("there").tokens[0].clone();
    let mut told = Vec::new();
    for _ in 0..3 {
        stage.let_time_pass();
        told.push(stage.news());
    }
    let name = |end: &str| format!("{token}._domainkey.example.co.kr{end}");
    let published = |news: &[WorldNews], name: &str| {
        news.iter().any(|one| matches!(one, WorldNews::Published { names } if names.iter().any(|it| it == name)))
    };
    assert!(published(&told[0], &name(".example.co.kr")), "{told:#?}");
    assert!(published(&told[1], &name("")), "{told:#?}");
    assert!(told[2].contains(&WorldNews::Verified { identity: "example.co.kr".into() }), "{told:#?}");
    let passed: u64 =
        told.iter().flatten().map(|news| if let WorldNews::TimePassed { seconds } = news { *seconds } else { 0 }).sum();
    assert!((26 * 3600..27 * 3600).contains(&passed), "{passed}");
    let (gone, there) =
        it.world.resolver().zone_of("example.co.kr").await.map(|zone| (zone.clone(), zone)).expect("a zone");
    let doubled = it.world.resolver().look(&name(".example.co.kr"), RecordType::Cname, &gone).await;
    let right = it.world.resolver().look(&name(""), RecordType::Cname, &there).await;
    assert_eq!(doubled.authoritative[0].answer, Answer::NoName);
    assert!(matches!(right.authoritative[0].answer, Answer::Found(_)));
}

/// What a DNS provider can do to three CNAMEs, and what SES makes of it.
#[tokio::test]
async fn ses_calls_a_domain_verified_only_when_all_three_records_stand() {
    type Doing = fn(&World, &[String]);
    fn cname(world: &World, token: &str, target: &str) {
        world.set_dns(&format!("{token}._domainkey.example.co.kr"), RecordType::Cname, &[target.into()], 60);
    }
    fn right(world: &World, tokens: &[String]) {
        for token in tokens {
            cname(world, token, &format!("{token}.dkim.amazonses.com"));
        }
    }
    let rows: [(&str, Doing, Duration, &str, &str); 9] = [
        ("all three", right, Duration::from_secs(90), "SUCCESS", "DOMAIN"),
        ("nothing", |_, _| {}, Duration::from_secs(90), "PENDING", "HOST_NOT_FOUND"),
        ("two", |world, tokens| right(world, &tokens[..2]), Duration::from_secs(90), "PENDING", "HOST_NOT_FOUND"),
        (
            "a wrong value",
            |world, tokens| {
                right(world, &tokens[..2]);
                cname(world, &tokens[2], "elsewhere.example.com");
            },
            Duration::from_secs(90),
            "PENDING",
            "INVALID_VALUE",
        ),
        (
            "a flattened record",
            |world, tokens| {
                right(world, &tokens[..2]);
                let name = format!("{}._domainkey.example.co.kr", tokens[2]);
                world.set_dns(&name, RecordType::A, &["192.0.2.1".into()], 60);
            },
            Duration::from_secs(90),
            "PENDING",
            "TYPE_NOT_FOUND",
        ),
        (
            "broken servers",
            |world, _| world.break_zone("example.co.kr"),
            Duration::from_secs(90),
            "TEMPORARY_FAILURE",
            "DNS_SERVER_ERROR",
        ),
        ("too late", |_, _| {}, Duration::from_secs(72 * 3600), "FAILED", "HOST_NOT_FOUND"),
        (
            "records that went away",
            |world, tokens| {
                right(world, tokens);
                world.advance(Duration::from_secs(90));
                world.set_dns(&format!("{}._domainkey.example.co.kr", tokens[0]), RecordType::Cname, &[], 60);
            },
            Duration::from_secs(2 * 3600),
            "TEMPORARY_FAILURE",
            "HOST_NOT_FOUND",
        ),
        (
            "records that stayed away",
            |world, tokens| {
                right(world, tokens);
                world.advance(Duration::from_secs(90));
                world.set_dns(&format!("{}._domainkey.example.co.kr", tokens[0]), RecordType::Cname, &[], 60);
            },
            Duration::from_secs(75 * 3600),
            "FAILED",
            "HOST_NOT_FOUND",
        ),
    ];
    for (what, doing, after, status, part) in rows {
        let it = served("fresh", Play::ByHand).await;
        it.check(vec![(it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" })), "", "")]).await;
        let tokens = it.world.state().identity(SEOUL, "example.co.kr").expect("there").tokens.clone();
        doing(&it.world, &tokens);
        it.world.advance(after);
        let reply = it.send(it.v2("GET", "/identities/example.co.kr", Value::Null)).await;
        let shown = format!(r#""VerificationStatus":"{status}""#);
        assert!(reply.body.contains(&shown) && reply.body.contains(part), "{what}: {}", reply.body);
        let restart = json!({ "SigningAttributesOrigin": "AWS_SES" });
        let again = it.send(it.v2("PUT", "/identities/example.co.kr/dkim/signing", restart)).await;
        assert!(!again.body.contains(&tokens[0]) && again.body.contains("PENDING"), "{what}: {}", again.body);
    }
}

#[tokio::test]
async fn the_same_story_makes_up_the_same_things() {
    let mut told: Vec<BTreeMap<String, Vec<String>>> = Vec::new();
    for looks in [0, 5] {
        let it = served("fresh", Play::ByHand).await;
        for _ in 0..looks {
            it.send(it.v2("GET", "/account", Value::Null)).await;
        }
        it.send(it.query("iam", "Action=CreateUser&UserName=mail-user")).await;
        it.send(it.query("iam", "Action=CreateAccessKey&UserName=mail-user")).await;
        it.send(it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" }))).await;
        let virginia = it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" }));
        it.send(Ask { region: "us-east-1", ..virginia }).await;
        let state = it.world.state();
        let tokens = |region| state.identity(region, "example.co.kr").expect("there").tokens.clone();
        assert_ne!(tokens(SEOUL), tokens("us-east-1"), "tokens differ per region");
        assert!(
            tokens(SEOUL)
                .iter()
                .all(|token| token.len() == 32
                    && token.bytes().all(|b| b"abcdefghijklmnopqrstuvwxyz234567".contains(&b)))
        );
        let keys = state.keys().map(|key| key.id.clone()).collect();
        told.push(BTreeMap::from([("keys".into(), keys), ("tokens".into(), tokens(SEOUL))]));
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn an_operation_is_logged_by_its_service() {
    let it = served("fresh", Play::ByHand).await;
    it.send(it.query("ses", "Action=GetSendQuota")).await;
    it.send(it.query("iam", "Action=Nonsense")).await;
    let unsigned = http::Request::builder().method("POST").uri(format!("http://{}/", it.http));
    it.raw(unsigned.body("Action=GetCallerIdentity&Version=2011-06-15".into()).expect("a request")).await;
    let log: Vec<_> =
        it.world.requests().into_iter().map(|it| (it.service, it.operation, it.key_id.is_some(), it.code)).collect();
    assert_eq!(
        log,
        [
            (Some(Service::Ses), "GetSendQuota".into(), true, None),
            (Some(Service::Iam), "Nonsense".into(), true, Some("InvalidAction".into())),
            (Some(Service::Sts), "GetCallerIdentity".into(), false, Some("MissingAuthenticationToken".to_string())),
        ]
    );
}
