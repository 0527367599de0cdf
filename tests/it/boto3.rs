//! The newest boto3 against the served account: a client that is not ours, and that knows what AWS has come to know since the SDK
//! that we are built with. What the rehearsal does not know it refuses aloud.
//!
//! Outside part: a Python with boto3, at `SESAME_BOTO3`. Without it these tests fail; `tests/all` installs it.

use std::{
    io::Write as _,
    net::Ipv4Addr,
    process::{Command, Stdio},
};

use open_sesame::rehearsal::{Listen, Play, Scenario, World, serve};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What a call is expected to end in.
enum Ends {
    /// Well, with an answer that has all of this.
    With(Value),
    /// Refused, with this code and with this in the message.
    Refused(&'static str, &'static str),
}

use Ends::{Refused, With};

/// A call, how many pages of one item each are wanted of it, and what comes of it.
type Row = (&'static str, &'static str, Value, Option<u32>, Ends);

async fn check(world: &World, rows: Vec<Row>) {
    let listen = Listen { http: (Ipv4Addr::LOCALHOST, 0).into(), dns: None, smtp: None, play: Play::ByHand };
    let serving = serve(world.clone(), listen).await.expect("a free port");
    let endpoint = format!("http://{}", serving.http);
    let served = tokio::spawn(serving.run());
    let home = tempfile::tempdir().expect("a folder");
    let (key, secret) = world.admin();
    let python =
        std::env::var_os("SESAME_BOTO3").expect("SESAME_BOTO3 names a Python with boto3; tests/all installs it");
    let mut command = Command::new(&python);
    command
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/boto3_calls.py"))
        .arg(&endpoint)
        .env_clear()
        .env("HOME", home.path())
        .env("AWS_ACCESS_KEY_ID", key.to_string())
        .env("AWS_SECRET_ACCESS_KEY", secret.reveal())
        .env("AWS_DEFAULT_REGION", "ap-northeast-2")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let lines: String = rows
        .iter()
        .map(|(service, call, with, pages, _)| json!([service, call, with, pages]).to_string() + "\n")
        .collect();
    let output = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().expect("Python");
        child.stdin.take().expect("piped").write_all(lines.as_bytes()).expect("heard");
        child.wait_with_output().expect("it ends")
    })
    .await
    .expect("it ran");
    served.abort();
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let said: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(said.len(), rows.len(), "it came to its end: {:?}", said.last());
    for ((service, call, with, _, ends), said) in rows.iter().zip(&said) {
        let is_right = match ends {
            With(wanted) => has(&said["answer"], wanted),
            Refused(code, part) => said["code"] == *code && said.to_string().contains(part),
        };
        assert!(is_right, "{service} {call} {with}: {said:#}\n{:#?}", world.requests().last());
    }
}

/// Whether everything that is wanted stands in the answer: of an object its members, of a list all of its items.
fn has(answer: &Value, wanted: &Value) -> bool {
    match (answer, wanted) {
        (Value::Object(answer), Value::Object(wanted)) => {
            wanted.iter().all(|(name, wanted)| answer.get(name).is_some_and(|it| has(it, wanted)))
        }
        (Value::Array(answer), Value::Array(wanted)) => {
            answer.len() == wanted.len() && answer.iter().zip(wanted).all(|(answer, wanted)| has(answer, wanted))
        }
        (answer, wanted) => answer == wanted,
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs boto3; tests/all installs it"]
async fn boto3_sets_up_a_sender_and_lists_what_it_asks_for() {
    let world = World::open(&Scenario::named("fresh").expect("it comes with Sesame"));
    let create = |name: &str| ("sesv2", "create_email_identity", json!({ "EmailIdentity": name }), None);
    let list = |filter: Value| ("sesv2", "list_email_identities", json!({ "Filter": filter }), None);
    let names = |names: &[&str]| {
        With(json!({ "EmailIdentities": names.iter().map(|name| json!({ "IdentityName": name })).collect::<Vec<_>>() }))
    };
    let row = |(service, call, with, pages): (&'static str, &'static str, Value, Option<u32>), ends| {
        (service, call, with, pages, ends)
    };
    let user = json!({ "UserName": "mail-user" });
    let attached = |prefix: &str, names: &[&str]| -> Row {
        let policies: Vec<Value> = names.iter().map(|name| json!({ "PolicyName": name })).collect();
        let with = json!({ "UserName": "mail-user", "PathPrefix": prefix });
        ("iam", "list_attached_user_policies", with, None, With(json!({ "AttachedPolicies": policies })))
    };
    let rows = vec![
        ("sts", "get_caller_identity", json!({}), None, With(json!({ "Account": "123456789012" }))),
        (
            "iam",
            "create_user",
            json!({ "UserName": "mail-user", "Tags": [{ "Key": "managed-by", "Value": "sesame" }] }),
            None,
            With(json!({ "User": { "UserName": "mail-user", "Tags": [{ "Key": "managed-by", "Value": "sesame" }] } })),
        ),
        (
            "iam",
            "create_access_key",
            user.clone(),
            None,
            With(json!({ "AccessKey": { "UserName": "mail-user", "Status": "Active" } })),
        ),
        ("iam", "create_user", user, None, Refused("EntityAlreadyExists", "already exists")),
        row(
            create("example.co.kr"),
            With(
                json!({ "IdentityType": "DOMAIN", "DkimAttributes": { "Status": "PENDING", "SigningHostedZone": "dkim.amazonses.com" } }),
            ),
        ),
        row(create("me@naver.com"), With(json!({ "IdentityType": "EMAIL_ADDRESS" }))),
        row(create("shop.example.co.kr"), With(json!({ "VerifiedForSendingStatus": false }))),
        row(create("example.co.kr"), Refused("AlreadyExistsException", "example.co.kr")),
        row(list(json!({ "IDENTITY_TYPE": "EMAIL_ADDRESS" })), names(&["me@naver.com"])),
        row(
            list(json!({ "IDENTITY_NAME_CONTAINS": "example", "IDENTITY_TYPE": "DOMAIN" })),
            names(&["example.co.kr", "shop.example.co.kr"]),
        ),
        row(list(json!({ "IDENTITY_NAME_CONTAINS": "SHOP" })), names(&["shop.example.co.kr"])),
        row(list(json!({ "VERIFICATION_STATUS": "SUCCESS" })), names(&[])),
        row(
            list(json!({ "VERIFICATION_STATUS": "verified" })),
            Refused("BadRequestException", "enum value set: [PENDING"),
        ),
        row(list(json!({ "REGION": "ap-northeast-2" })), Refused("BadRequestException", "IDENTITY_NAME_CONTAINS")),
        (
            "sesv2",
            "list_email_identities",
            json!({ "Filter": { "IDENTITY_TYPE": "DOMAIN" } }),
            Some(5),
            With(json!({ "pages": [
                { "EmailIdentities": [{ "IdentityName": "example.co.kr" }] },
                { "EmailIdentities": [{ "IdentityName": "shop.example.co.kr" }] },
            ] })),
        ),
        (
            "sesv2",
            "put_email_identity_mail_from_attributes",
            json!({ "EmailIdentity": "example.co.kr", "MailFromDomain": "bounce.example.co.kr", "BehaviorOnMxFailure": "USE_DEFAULT_VALUE" }),
            None,
            With(json!({})),
        ),
        (
            "sesv2",
            "get_email_identity",
            json!({ "EmailIdentity": "example.co.kr" }),
            None,
            With(
                json!({ "MailFromAttributes": { "MailFromDomain": "bounce.example.co.kr" }, "VerificationStatus": "PENDING" }),
            ),
        ),
        (
            "sesv2",
            "get_account",
            json!({}),
            None,
            With(json!({ "ProductionAccessEnabled": false, "SendingEnabled": true })),
        ),
        // What the rehearsal does not know.
        (
            "sesv2",
            "list_configuration_sets",
            json!({ "Filter": { "CONFIGURATION_SET_NAME_CONTAINS": "x" } }),
            None,
            Refused("UnknownOperationException", "does not know"),
        ),
        (
            "sesv2",
            "list_tenants",
            json!({ "Filter": { "TENANT_NAME_CONTAINS": "x" } }),
            None,
            Refused("UnknownOperationException", "does not know"),
        ),
        (
            "sesv2",
            "list_suppressed_destinations",
            json!({ "Reasons": ["BOUNCE"] }),
            None,
            Refused("UnknownOperationException", "does not know"),
        ),
        (
            "iam",
            "attach_user_policy",
            json!({ "UserName": "mail-user", "PolicyArn": "arn:aws:iam::aws:policy/AmazonSESFullAccess" }),
            None,
            With(json!({})),
        ),
        attached("/", &["AmazonSESFullAccess"]),
        attached("/x/", &[]),
    ];
    check(&world, rows).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs boto3; tests/all installs it"]
async fn boto3_reads_each_reason_of_a_batch_that_route_53_refuses() {
    let story = "region = 'ap-northeast-2'
        story = { ko = '', en = '' }
        [dns]
        provider = 'route53'
        publish_after = '9999h'
        protected = ['_dmarc.example.co.kr']
        guardrails = ['ACTIVE_RECORD_CHECK', 'NS_OCCLUSION_CHECK']
        records = [{ name = 'sub.example.co.kr', type = 'NS', values = ['ns1.example.net'] }]
        [[identity]]
        name = 'example.co.kr'";
    let world = World::open(&Scenario::parse("test", story).expect("a good scenario"));
    // As the list of zones has it.
    let zone = format!("Z{}", &hex::encode_upper(Sha256::digest("zone example.co.kr"))[..19]);
    let change = |changes: &[(&str, &str, &str)]| {
        let changes: Vec<Value> = changes
            .iter()
            .map(|(action, name, value)| {
                let set = json!({ "Name": name, "Type": "TXT", "TTL": 300, "ResourceRecords": [{ "Value": format!("\"{value}\"") }] });
                json!({ "Action": action, "ResourceRecordSet": set })
            })
            .collect();
        (
            "route53",
            "change_resource_record_sets",
            json!({ "HostedZoneId": zone, "ChangeBatch": { "Changes": changes } }),
            None,
        )
    };
    let row = |(service, call, with, pages): (&'static str, &'static str, Value, Option<u32>), ends| {
        (service, call, with, pages, ends)
    };
    let rows = vec![
        row(
            change(&[
                ("CREATE", "_dmarc.example.co.kr", "v=DMARC1; p=none;"),
                ("CREATE", "bounce.example.co.kr", "v=spf1 -all"),
            ]),
            Refused("InvalidChangeBatch", "resource record set protection"),
        ),
        row(change(&[("CREATE", "x.sub.example.co.kr", "hello")]), Refused("InvalidChangeBatch", "NS_OCCLUSION_CHECK")),
        row(
            change(&[("CREATE", "bounce.example.co.kr", "v=spf1 -all")]),
            With(json!({ "ChangeInfo": { "Status": "PENDING" } })),
        ),
        row(
            change(&[("DELETE", "bounce.example.co.kr", "v=spf1 -all")]),
            Refused("InvalidChangeBatch", "ACTIVE_RECORD_CHECK"),
        ),
        (
            "route53",
            "list_resource_record_set_protections",
            json!({ "HostedZoneId": zone }),
            None,
            Refused("UnknownOperationException", "does not know"),
        ),
    ];
    check(&world, rows).await;
}
