//! Signatures, members, codes and texts: one request, one answer.

use std::time::Duration;

use open_sesame::rehearsal::{KNOWN_OPERATIONS, MARKER, Play, Service, served_operations};
use serde_json::{Value, json};

use super::{Ask, open, served, told};

/// What is known of a request, by condition key.
type Known = Vec<(&'static str, Vec<&'static str>)>;

#[test]
fn what_a_fault_can_name_is_what_the_services_answer() {
    let mut served: Vec<(Service, &str)> = served_operations().collect();
    served.sort_unstable();
    // Two routes lead to ListEmailIdentities.
    served.dedup();
    let known = KNOWN_OPERATIONS.iter().flat_map(|(service, names)| names.iter().map(|name| (*service, *name)));
    let mut known: Vec<(Service, &str)> = known.collect();
    known.sort_unstable();
    assert_eq!(known, served);
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
        (Ask { region: "ap-southeast-6", ..who() }, "InvalidClientTokenId", "is invalid."),
        (Ask { region: "ap-southeast-6", ..account() }, "UnrecognizedClientException", "is invalid."),
        // What has no host has none behind this port either, but the port is there to say so.
        (Ask { region: "ap-east-1", ..account() }, "InvalidSignatureException", "a valid region, not 'ap-east-1'"),
        (
            Ask { region: "mars-north-1", ..account() },
            "InvalidSignatureException",
            "a valid region, not 'mars-north-1'",
        ),
        (Ask { region: "mars-north-1", ..who() }, "SignatureDoesNotMatch", "a valid region, not 'mars-north-1'"),
        (Ask { region: "seoul", ..account() }, "InvalidSignatureException", "a valid region, not 'seoul'"),
        (Ask { region: "cn-north-1", ..who() }, "SignatureDoesNotMatch", "a valid region, not 'cn-north-1'"),
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
        (
            iam("Action=ListAttachedUserPolicies&UserName=mail-user&PathPrefix=/"),
            "",
            "<PolicyName>AmazonSESFullAccess</PolicyName>",
        ),
        (
            iam("Action=ListAttachedUserPolicies&UserName=mail-user&PathPrefix=/team/"),
            "",
            "<AttachedPolicies></AttachedPolicies>",
        ),
        (iam("Action=ListAttachedUserPolicies&UserName=mail-user&PathPrefix=team"), "ValidationError", "pathPrefix"),
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
        (it.ask("ses", "POST", "/v2/email/identities", "{"), "SerializationException", "the body is not JSON"),
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
async fn a_list_of_identities_is_filtered_as_it_is_asked_to() {
    let it = served("fresh", Play::ByHand).await;
    for name in ["shop.example.com", "other.kr", "me@example.com"] {
        it.check(vec![(it.v2("POST", "/identities", json!({ "EmailIdentity": name })), "", "")]).await;
    }
    let list = |body: Value| it.v2("POST", "/list-identities", body);
    let rows = [
        (json!({}), &["me@example.com", "other.kr", "shop.example.com"][..]),
        (json!({ "IDENTITY_TYPE": "DOMAIN" }), &["other.kr", "shop.example.com"]),
        (json!({ "IDENTITY_TYPE": "EMAIL_ADDRESS" }), &["me@example.com"]),
        (json!({ "IDENTITY_TYPE": "MANAGED_DOMAIN" }), &[]),
        (json!({ "IDENTITY_NAME_CONTAINS": "Example" }), &["me@example.com", "shop.example.com"]),
        (json!({ "IDENTITY_NAME_CONTAINS": "example", "IDENTITY_TYPE": "DOMAIN" }), &["shop.example.com"]),
        (json!({ "VERIFICATION_STATUS": "PENDING" }), &["me@example.com", "other.kr", "shop.example.com"]),
        (json!({ "VERIFICATION_STATUS": "SUCCESS" }), &[]),
    ];
    for (filter, expected) in rows {
        let reply = it.send(list(json!({ "Filter": filter }))).await;
        let page: Value = serde_json::from_str(&reply.body).expect("JSON");
        let names = page["EmailIdentities"].as_array().unwrap_or_else(|| panic!("{filter}: {page}")).iter();
        let names: Vec<&str> = names.map(|it| it["IdentityName"].as_str().expect("a name")).collect();
        assert_eq!(names, expected, "{filter}");
    }
    let refused = |filter: Value| list(json!({ "Filter": filter }));
    it.check(vec![
        (refused(json!({ "REGION": "x" })), "BadRequestException", "enum value set: [IDENTITY_NAME_CONTAINS"),
        (refused(json!({ "IDENTITY_TYPE": "domain" })), "BadRequestException", "enum value set: [EMAIL_ADDRESS"),
        (refused(json!({ "VERIFICATION_STATUS": "DONE" })), "BadRequestException", "enum value set: [PENDING"),
        (refused(json!({ "IDENTITY_NAME_CONTAINS": "" })), "BadRequestException", "filter"),
        (refused(json!({ "IDENTITY_TYPE": 5 })), "SerializationException", "Filter is not a map of strings"),
        (refused(json!("DOMAIN")), "SerializationException", "Filter is not a map of strings"),
        (list(json!({ "SortBy": "NAME" })), "BadRequestException", "does not know the member SortBy"),
        (it.v2("GET", "/identities?Order=DESC", Value::Null), "BadRequestException", "does not know the member Order"),
    ])
    .await;
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
    let rows: Vec<(&str, &str, &str, Known, &str)> = vec![
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
async fn a_moved_world_still_takes_clients_that_sign_with_real_time() {
    let it = served("fresh", Play::ByHand).await;
    it.world.advance(Duration::from_secs(100 * 3600));
    let who = it.query("sts", "Action=GetCallerIdentity");
    let corrected = Ask { at: who.at + Duration::from_secs(100 * 3600), ..who.clone() };
    it.check(vec![(who, "", ""), (corrected, "", "")]).await;
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

#[tokio::test]
async fn a_permissions_boundary_bounds_whatever_the_policies_allow() {
    let it = served("fresh", Play::ByHand).await;
    let boundary = "PermissionsBoundary=arn:aws:iam::aws:policy/AmazonSESReadOnlyAccess";
    it.check(vec![
        (it.query("iam", &format!("Action=CreateUser&UserName=app&{boundary}")), "", "<PermissionsBoundaryArn>"),
        (
            it.query(
                "iam",
                "Action=AttachUserPolicy&UserName=app&PolicyArn=arn:aws:iam::aws:policy/AdministratorAccess",
            ),
            "",
            "",
        ),
        (it.query("iam", "Action=CreateAccessKey&UserName=app"), "", MARKER),
    ])
    .await;
    it.world.advance(Duration::from_secs(15));
    let key = it.world.state().users["app"].keys[0].id.clone();
    let secret = it.world.secret_of(&key.parse().expect("an id")).expect("known").reveal().to_string();
    let as_app = |ask: Ask| Ask { key: key.clone(), secret: secret.clone(), ..ask };
    it.check(vec![
        (as_app(it.v2("GET", "/account", Value::Null)), "", "SendQuota"),
        (
            as_app(it.v2("PUT", "/account/sending", json!({}))),
            "AccessDeniedException",
            "ses:PutAccountSendingAttributes",
        ),
        (as_app(it.query("iam", "Action=GetUser")), "AccessDenied", "not authorized to perform: iam:GetUser"),
    ])
    .await;
}
