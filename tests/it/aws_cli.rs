//! The AWS CLI against the served account: does a client that is not ours find AWS there?
//!
//! Outside part: the AWS CLI, at `SESAME_AWS_CLI` or in PATH. Without it these tests fail; `tests/all` installs it.

use std::{net::Ipv4Addr, path::PathBuf, process::Command};

use open_sesame::rehearsal::{Listen, Play, Scenario, World, serve};

/// A served world and somebody at a terminal, with a key.
struct Terminal {
    world: World,
    endpoint: String,
    folder: tempfile::TempDir,
    key: String,
    secret: String,
}

/// What a command is expected to end in.
enum Ends {
    /// Well, with all of these in what it prints.
    Saying(&'static [&'static str]),
    /// Refused, with this code and text.
    Refused(&'static str, &'static str),
}

use Ends::{Refused, Saying};

async fn terminal(scenario: &str) -> Terminal {
    terminal_of(&Scenario::named(scenario).expect("it comes with Sesame")).await
}

async fn terminal_of(scenario: &Scenario) -> Terminal {
    let world = World::open(scenario);
    let listen = Listen { http: (Ipv4Addr::LOCALHOST, 0).into(), dns: None, smtp: None, play: Play::ByHand };
    let serving = serve(world.clone(), listen).await.expect("a free port");
    let endpoint = format!("http://{}", serving.http);
    tokio::spawn(serving.run());
    let folder = tempfile::tempdir().expect("a folder");
    // Version 2 of the CLI takes binary arguments as base64 unless told otherwise; version 1 ignores the line.
    std::fs::write(folder.path().join("config"), "[default]\ncli_binary_format = raw-in-base64-out\n")
        .expect("written");
    let (key, secret) = world.admin();
    Terminal { world, endpoint, folder, key: key.to_string(), secret: secret.reveal().into() }
}

impl Terminal {
    /// The same world, with another key.
    fn signed_with(&self, key: &str, secret: &str) -> Terminal {
        Terminal {
            world: self.world.clone(),
            endpoint: self.endpoint.clone(),
            folder: tempfile::tempdir().expect("a folder"),
            key: key.into(),
            secret: secret.into(),
        }
    }

    /// Runs one command; what it prints where it ends well, what it complains of where it does not.
    async fn aws(&self, arguments: &[&str]) -> Result<String, String> {
        let program = std::env::var_os("SESAME_AWS_CLI").map_or_else(|| PathBuf::from("aws"), PathBuf::from);
        let mut command = Command::new(&program);
        command
            .args(arguments)
            .args(["--output", "json"])
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", &self.key)
            .env("AWS_SECRET_ACCESS_KEY", &self.secret)
            .env("AWS_DEFAULT_REGION", "ap-northeast-2")
            .env("AWS_CONFIG_FILE", self.folder.path().join("config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.folder.path().join("credentials"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_MAX_ATTEMPTS", "1")
            .env("AWS_PAGER", "")
            .env("NO_PROXY", "127.0.0.1")
            .env_remove("AWS_SESSION_TOKEN")
            .env_remove("AWS_PROFILE");
        let ran = tokio::task::spawn_blocking(move || command.output()).await.expect("it ran");
        let ran =
            ran.unwrap_or_else(|missing| panic!("this test needs the AWS CLI at {}: {missing}", program.display()));
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        if ran.status.success() { Ok(out.into_owned()) } else { Err(err.into_owned()) }
    }

    async fn check(&self, rows: &[(&[&str], Ends)]) {
        for (arguments, ends) in rows {
            let got = self.aws(arguments).await;
            let right = match (ends, &got) {
                (Saying(parts), Ok(said)) => parts.iter().all(|part| said.contains(part)),
                (Refused(code, text), Err(said)) => said.contains(&format!("({code})")) && said.contains(text),
                (Saying(_), Err(_)) | (Refused(..), Ok(_)) => false,
            };
            assert!(right, "aws {}\n{got:#?}\n{:#?}", arguments.join(" "), self.world.requests().last());
        }
    }
}

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ses:SendRawEmail", "ses:SendEmail"], "Resource": "*"}]}"#;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the AWS CLI; tests/all runs it"]
async fn the_aws_cli_sets_up_a_sender() {
    let admin = terminal("fresh").await;
    admin
        .check(&[
            (&["sts", "get-caller-identity"], Saying(&["123456789012", "arn:aws:iam::123456789012:user/admin"])),
            (
                &["iam", "create-user", "--user-name", "mail-user", "--tags", "Key=managed-by,Value=sesame"],
                Saying(&["arn:aws:iam::123456789012:user/mail-user", "AIDA", "managed-by"]),
            ),
            (&["iam", "get-user", "--user-name", "mail-user"], Saying(&["\"UserName\": \"mail-user\""])),
            (
                &["iam", "create-user", "--user-name", "mail-user"],
                Refused("EntityAlreadyExists", "User with name mail-user already exists."),
            ),
            (
                &["iam", "create-user", "--user-name", "mail user"],
                Refused(
                    "ValidationError",
                    "1 validation error detected: Value at 'userName' failed to satisfy constraint",
                ),
            ),
            (
                &[
                    "iam",
                    "put-user-policy",
                    "--user-name",
                    "mail-user",
                    "--policy-name",
                    "Send",
                    "--policy-document",
                    POLICY,
                ],
                Saying(&[]),
            ),
            (
                &[
                    "iam",
                    "put-user-policy",
                    "--user-name",
                    "mail-user",
                    "--policy-name",
                    "Send",
                    "--policy-document",
                    "{",
                ],
                Refused("MalformedPolicyDocument", "This policy contains invalid Json"),
            ),
            (
                &["iam", "get-user-policy", "--user-name", "mail-user", "--policy-name", "Send"],
                Saying(&["\"ses:SendRawEmail\"", "2012-10-17"]),
            ),
            (&["iam", "create-access-key", "--user-name", "mail-user"], Saying(&["OpenSesameMarker"])),
            (&["iam", "create-access-key", "--user-name", "mail-user"], Saying(&["\"Status\": \"Active\""])),
            (
                &["iam", "create-access-key", "--user-name", "mail-user"],
                Refused("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2"),
            ),
            (&["iam", "list-access-keys", "--user-name", "mail-user"], Saying(&["AccessKeyMetadata", "AKIA"])),
            (
                &["iam", "delete-user", "--user-name", "mail-user"],
                Refused("DeleteConflict", "Cannot delete entity, must delete access keys first."),
            ),
            (
                &["iam", "get-user", "--user-name", "nobody"],
                Refused("NoSuchEntity", "The user with name nobody cannot be found."),
            ),
        ])
        .await;
    let listed = admin.aws(&["iam", "list-access-keys", "--user-name", "mail-user"]).await.expect("listed");
    assert!(!listed.contains("OpenSesameMarker"), "a secret is told once:\n{listed}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the AWS CLI; tests/all runs it"]
async fn the_aws_cli_verifies_an_identity_and_sends() {
    let admin = terminal("fresh").await;
    let raw = "From: no-reply@example.co.kr\nTo: me@naver.com\nSubject: Hi\n\nOpen";
    let simple = "Subject={Data=Hi},Body={Text={Data=Open}}";
    let content = format!("Simple={{{simple}}}");
    let send: &[&str] = &[
        "sesv2",
        "send-email",
        "--from-email-address",
        "no-reply@example.co.kr",
        "--destination",
        "ToAddresses=me@naver.com",
        "--content",
        &content,
    ];
    admin
        .check(&[
            (
                &["sesv2", "get-email-identity", "--email-identity", "example.co.kr"],
                Refused("NotFoundException", "Email identity example.co.kr does not exist."),
            ),
            (
                &["sesv2", "create-email-identity", "--email-identity", "example.co.kr"],
                Saying(&["\"IdentityType\": \"DOMAIN\"", "dkim.amazonses.com", "\"Status\": \"PENDING\""]),
            ),
            (
                &["sesv2", "create-email-identity", "--email-identity", "example.co.kr"],
                Refused("AlreadyExistsException", "Email identity example.co.kr already exist."),
            ),
            (
                &[
                    "sesv2",
                    "put-email-identity-mail-from-attributes",
                    "--email-identity",
                    "example.co.kr",
                    "--mail-from-domain",
                    "mail.example.com",
                ],
                Refused(
                    "BadRequestException",
                    "Provided MAIL-FROM domain <mail.example.com> is not subdomain of the domain of the identity <example.co.kr>",
                ),
            ),
            (&["sesv2", "create-email-identity", "--email-identity", "me+1@naver.com"], Saying(&["EMAIL_ADDRESS"])),
            (&["sesv2", "get-email-identity", "--email-identity", "me+1@naver.com"], Saying(&["\"PENDING\""])),
            (&["sesv2", "list-email-identities"], Saying(&["example.co.kr", "me+1@naver.com"])),
            (
                &["ses", "send-raw-email", "--raw-message", &format!("Data={raw}")],
                Refused(
                    "MessageRejected",
                    "Email address is not verified. The following identities failed the check in region \
                     AP-NORTHEAST-2: no-reply@example.co.kr, me@naver.com",
                ),
            ),
            (&["sesv2", "get-account"], Saying(&["\"ProductionAccessEnabled\": false", "\"Max24HourSend\": 200.0"])),
            (
                &["sesv2", "put-account-details", "--mail-type", "TRANSACTIONAL", "--website-url", "https://example.co.kr", "--production-access-enabled"],
                Saying(&[]),
            ),
            (
                &["sesv2", "put-account-details", "--mail-type", "TRANSACTIONAL", "--website-url", "https://example.co.kr"],
                Refused("ConflictException", ""),
            ),
            (&["sesv2", "get-account"], Saying(&["\"Status\": \"PENDING\"", "CaseId"])),
        ])
        .await;

    let seoul = "ap-northeast-2".parse().expect("a region");
    admin.world.play(Play::ByItself);
    admin.world.advance(std::time::Duration::from_secs(600));
    admin
        .check(&[
            (&["sesv2", "get-email-identity", "--email-identity", "example.co.kr"], Saying(&["\"SUCCESS\""])),
            (send, Refused("MessageRejected", "AP-NORTHEAST-2: me@naver.com")),
        ])
        .await;
    admin.world.review(seoul, open_sesame::rehearsal::Decision::Grant).expect("it lies there");
    admin
        .check(&[
            (&["sesv2", "get-account"], Saying(&["\"ProductionAccessEnabled\": true", "\"GRANTED\""])),
            (send, Saying(&["MessageId"])),
            (&["ses", "send-raw-email", "--raw-message", &format!("Data={raw}")], Saying(&["MessageId"])),
            (&["ses", "get-send-quota"], Saying(&["50000.0", "\"SentLast24Hours\": 2.0"])),
            (&["sesv2", "delete-email-identity", "--email-identity", "me+1@naver.com"], Saying(&[])),
        ])
        .await;
    assert_eq!(admin.world.outbox().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the AWS CLI; tests/all runs it"]
async fn the_aws_cli_hears_why_its_key_is_not_accepted() {
    let admin = terminal("fresh").await;
    let wrong = admin.signed_with(&admin.key, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let unknown = admin.signed_with("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    let invalid = "The security token included in the request is invalid.";
    let mismatch = "The request signature we calculated does not match the signature you provided.";
    wrong
        .check(&[
            (&["sts", "get-caller-identity"], Refused("SignatureDoesNotMatch", mismatch)),
            (&["iam", "get-user"], Refused("SignatureDoesNotMatch", mismatch)),
            (&["sesv2", "get-account"], Refused("InvalidSignatureException", mismatch)),
        ])
        .await;
    unknown
        .check(&[
            (&["sts", "get-caller-identity"], Refused("InvalidClientTokenId", invalid)),
            (&["sesv2", "get-account"], Refused("UnrecognizedClientException", invalid)),
        ])
        .await;
    admin
        .check(&[
            (&["sesv2", "get-account", "--region", "ap-southeast-3"], Refused("UnrecognizedClientException", invalid)),
            (&["ses", "list-configuration-sets"], Refused("InvalidAction", "this rehearsal does not know it")),
        ])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the AWS CLI; tests/all runs it"]
async fn the_aws_cli_reads_the_zone_that_we_write() {
    let story = "region = 'ap-northeast-2'\nstory = { ko = '영역', en = 'a zone' }\n[dns]\nprovider = 'route53'\npage = 3\ntwins = 1\n\
        publish_after = '9999h'\nrecords = [{ name = '*.example.co.kr', type = 'A', values = ['192.0.2.1'] }]\n";
    let admin = terminal_of(&Scenario::parse("zones", story).expect("a story")).await;
    let named = ["route53", "list-hosted-zones-by-name", "--dns-name", "example.co.kr", "--max-items", "100"];
    let zones = admin.aws(&named).await.expect("the zones");
    let zones: serde_json::Value = serde_json::from_str(&zones).expect("JSON");
    let zones = zones["HostedZones"].as_array().expect("a list");
    let own = zones.iter().find(|zone| zone["Config"]["PrivateZone"] == false).expect("a public one");
    assert!(own["Name"] == "example.co.kr.", "{zones:#?}");
    // Ours is the one that is asked; the CLI looks at each.
    let mut served = None;
    for zone in zones {
        let id = zone["Id"].as_str().expect("an id");
        let whole = admin.aws(&["route53", "get-hosted-zone", "--id", id]).await.expect("the zone");
        if whole.contains("ns-412.awsdns-51.com") {
            served = Some(id.to_owned());
        }
    }
    let id = served.expect("the served zone");
    let batch = |action: &str| {
        serde_json::json!({ "Changes": [{ "Action": action, "ResourceRecordSet": {
            "Name": "bounce.example.co.kr", "Type": "TXT", "TTL": 300,
            "ResourceRecords": [{ "Value": "\"v=spf1 include:amazonses.com ~all\"" }]
        }}] })
        .to_string()
    };
    let (create, delete) = (batch("CREATE"), batch("DELETE"));
    let changing = async |batch: &str| {
        admin.aws(&["route53", "change-resource-record-sets", "--hosted-zone-id", &id, "--change-batch", batch]).await
    };
    let made = changing(&create).await.expect("it is created");
    assert!(made.contains("PENDING"), "{made}");
    let again = changing(&create).await.expect_err("it stands");
    assert!(again.contains("(InvalidChangeBatch)") && again.contains("but it already exists"), "{again}");
    admin.world.advance(std::time::Duration::from_secs(60));
    let number: serde_json::Value = serde_json::from_str(&made).expect("JSON");
    let number = number["ChangeInfo"]["Id"].as_str().expect("an id").to_owned();
    admin.check(&[(&["route53", "get-change", "--id", &number], Saying(&["INSYNC"]))]).await;
    // Page by page, and the wildcard as Route 53 writes it.
    let sets = admin.aws(&["route53", "list-resource-record-sets", "--hosted-zone-id", &id]).await.expect("the sets");
    for part in ["v=spf1 include:amazonses.com ~all", "\\\\052.example.co.kr.", "\"NS\""] {
        assert!(sets.contains(part), "{part} in {sets}");
    }
    changing(&delete).await.expect("it goes");
    let gone = changing(&delete).await.expect_err("it is gone");
    assert!(gone.contains("but it was not found"), "{gone}");
}
