//! The error as it really comes, and what becomes of it: the app's key sends through the real SDK, the pretend account
//! refuses in AWS's words, Laravel's words go around them, and the cause is proven in the same account. Then the binary,
//! as somebody runs it.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use aws_credential_types::Credentials;
use aws_sdk_iam::error::ProvideErrorMetadata;
use open_sesame::{
    aws::{CallLog, Cloud},
    diagnosis::{Cause, Certainty, Complaint, Diagnosis, Evidence, diagnose},
    engine::{Changes, Held, Ports, home::Home, waits_of},
    host::{Folder, Tools},
    rehearsal::{Pacing, Scenario, World},
    report::explain::look_into,
    setup::Intent,
    terms::Region,
};

use crate::sentinel::Sentinel;

const SEOUL: &str = "ap-northeast-2";
const GUEST: &str = "guest@naver.com";
/// Takes anything from a verified sender, also in the sandbox.
const SIMULATOR: &str = "success@simulator.amazonses.com";

/// A world, and an app in it that sends from Seoul.
struct Stage {
    world: World,
    folder: tempfile::TempDir,
}

#[derive(Debug, Clone, Copy)]
enum Door {
    V1,
    V2,
}

fn verified(name: &str, region: &str) -> String {
    format!("[[identity]]\nname = \"{name}\"\nregion = \"{region}\"\nage = \"9d\"\nstands = \"verified\"\n")
}

impl Stage {
    fn set(scenario: &Scenario, from: &str) -> Stage {
        let stage = Stage { world: World::open(scenario), folder: tempfile::tempdir().unwrap() };
        let app = stage.folder.path().join("app");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample-app"), &app);
        let env = fs::read_to_string(app.join(".env")).unwrap();
        let lines = format!("MAIL_MAILER=ses\nMAIL_FROM_ADDRESS={from}\nAWS_DEFAULT_REGION={SEOUL}\n");
        fs::write(app.join(".env"), format!("{env}\n{lines}")).unwrap();
        stage
    }

    fn telling(story: &str, from: &str) -> Stage {
        let head = format!("region = \"{SEOUL}\"\n");
        let story = format!("{head}{story}\n[story]\nko = \"이야기\"\nen = \"a story\"\n");
        Stage::set(&Scenario::parse("told", &story).unwrap(), from)
    }

    async fn config(&self, id: &str, secret: &str) -> aws_config::SdkConfig {
        aws_config::defaults(aws_config::BehaviorVersion::latest())
            .http_client(self.world.http())
            .time_source(self.world.time_source())
            .region(aws_config::Region::new(SEOUL))
            .credentials_provider(Credentials::new(id, secret, None, None, "the test"))
            .load()
            .await
    }

    /// What AWS says when the app sends, as the app's mailer words it.
    async fn refused(&self, door: Door, from: &str, to: &str) -> String {
        let (id, secret) = self.world.admin();
        let iam = aws_sdk_iam::Client::new(&self.config(id.as_str(), secret.reveal()).await);
        iam.create_user().user_name("mail-user").send().await.unwrap();
        let arn = "arn:aws:iam::aws:policy/AmazonSESFullAccess";
        iam.attach_user_policy().user_name("mail-user").policy_arn(arn).send().await.unwrap();
        let key = iam.create_access_key().user_name("mail-user").send().await.unwrap().access_key.unwrap();
        self.world.advance(Duration::from_secs(20));
        let app = self.config(&key.access_key_id, &key.secret_access_key).await;
        let mime = format!("From: <{from}>\r\nTo: <{to}>\r\nSubject: Hello\r\n\r\nHello").into_bytes();
        let (message, api) = match door {
            Door::V1 => {
                let blob = aws_sdk_ses::primitives::Blob::new(mime);
                let raw = aws_sdk_ses::types::RawMessage::builder().data(blob).build().unwrap();
                let call = aws_sdk_ses::Client::new(&app).send_raw_email().source(from).destinations(to);
                let error = call.raw_message(raw).send().await.expect_err("it is refused");
                assert_eq!(error.code(), Some("MessageRejected"));
                (error.message().unwrap().to_owned(), "SES")
            }
            Door::V2 => {
                use aws_sdk_sesv2::{primitives::Blob, types};
                let raw = types::RawMessage::builder().data(Blob::new(mime)).build().unwrap();
                let to = types::Destination::builder().to_addresses(to).build();
                let content = types::EmailContent::builder().raw(raw).build();
                let call = aws_sdk_sesv2::Client::new(&app).send_email().destination(to).content(content);
                let error = call.send().await.expect_err("it is refused");
                assert_eq!(error.code(), Some("MessageRejected"));
                (error.message().unwrap().to_owned(), "SES V2")
            }
        };
        format!("[2026-11-23 18:00:02] production.ERROR: Request to AWS {api} API failed. Reason: {message}.")
    }

    async fn diagnosed(&self, text: &str) -> Diagnosis {
        let complaint = Complaint::read(text).expect("it is understood");
        let ports = self.ports();
        let mut intent = Intent { region: Some(seoul()), ..Intent::default() };
        let facts = look_into(&ports, &mut intent, Some(&complaint), |failure| panic!("{failure}"), |_, _| ()).await;
        diagnose(Some(&complaint), &intent, &facts, ports.clock.now())
    }

    fn ports(&self) -> Ports {
        let path = |name| self.folder.path().join(name);
        let (id, secret) = self.world.admin();
        let keys = Credentials::new(id.as_str(), secret.reveal(), None, None, "rehearsal");
        let clock = self.world.clock(Pacing::Headless);
        let held = Held::default();
        let home = Home::at(path("config"), path("data"), &path("app"), Default::default());
        Ports {
            cloud: Cloud::behind(self.world.http(), self.world.time_source(), keys, CallLog::new(|_| ()))
                .waiting(waits_of(&clock)),
            vault: self.world.vault(),
            sealed: Arc::new(crate::interrupt::sealed(&home, &held)),
            desk: self.world.desk(),
            porch: self.world.porch(&clock),
            web: self.world.web(),
            resolver: self.world.resolver(),
            post: self.world.post(),
            place: Arc::new(Folder::at(path("app"), Tools::Pretended)),
            clock,
            home,
            changes: Changes::Refused,
            held,
        }
    }
}

fn seoul() -> Region {
    SEOUL.parse().unwrap()
}

fn region(code: &str) -> Region {
    code.parse().unwrap()
}

const GUIDE: [Cause; 4] =
    [Cause::SenderNotVerified, Cause::RegionMismatch, Cause::RecipientInSandbox, Cause::FromAddressNotCovered];

/// The one cause is proven by this evidence, and the other three of the guide are ruled out; through both doors.
async fn check(what: &str, stage: impl Fn() -> Stage, from: &str, to: &str, cause: Cause, evidence: &[Evidence]) {
    for door in [Door::V1, Door::V2] {
        let stage = stage();
        let text = stage.refused(door, from, to).await;
        let before = stage.world.mutating_requests();
        let diagnosis = stage.diagnosed(&text).await;
        let said = || format!("{what}, {door:?}\n{text}\n{diagnosis:#?}");
        let named: Vec<_> = diagnosis.findings.iter().map(|it| (it.cause, it.certainty)).collect();
        assert_eq!(named, [(cause, Certainty::Proven)], "{}", said());
        for it in evidence {
            assert!(diagnosis.findings[0].evidence.contains(it), "{it:?} is missing: {}", said());
        }
        for other in GUIDE.into_iter().filter(|other| *other != cause) {
            assert!(diagnosis.ruled_out.iter().any(|it| it.cause == other), "{other} is not ruled out: {}", said());
        }
        assert_eq!(stage.world.mutating_requests(), before, "looking changed something: {what}");
    }
}

const FROM: &str = "no-reply@example.co.kr";

fn sender_named() -> Evidence {
    Evidence::SenderNamed { address: FROM.into() }
}

#[tokio::test(start_paused = true)]
async fn a_sender_that_was_never_verified_is_proven() {
    let evidence = [sender_named(), Evidence::NoIdentity { address: FROM.into(), region: seoul() }];
    check("nothing there", || Stage::telling("", FROM), FROM, SIMULATOR, Cause::SenderNotVerified, &evidence).await;
}

#[tokio::test(start_paused = true)]
async fn a_recipient_in_the_sandbox_is_proven() {
    let evidence = [
        Evidence::RecipientNamed { address: GUEST.into(), from: FROM.into() },
        Evidence::NoIdentity { address: GUEST.into(), region: seoul() },
        Evidence::InSandbox { region: seoul() },
    ];
    let there = || Stage::telling(&verified("example.co.kr", SEOUL), FROM);
    check("a guest", there, FROM, GUEST, Cause::RecipientInSandbox, &evidence).await;
}

#[tokio::test(start_paused = true)]
async fn the_wrong_region_is_proven() {
    let elsewhere = Evidence::VerifiedElsewhere {
        address: FROM.into(),
        by: "example.co.kr".into(),
        regions: vec![region("us-east-1")],
    };
    let evidence = [elsewhere, Evidence::SentFrom { region: seoul() }];
    let story = || Stage::set(&Scenario::named("wrong-region").unwrap(), FROM);
    check("wrong-region", story, FROM, SIMULATOR, Cause::RegionMismatch, &evidence).await;
}

#[tokio::test(start_paused = true)]
async fn a_from_outside_the_identity_is_proven() {
    const SLIP: &str = "no-reply@exmaple.co.kr";
    let others = |address: &str| Evidence::OthersVerified {
        address: address.into(),
        verified: vec!["example.co.kr".into()],
        region: seoul(),
    };
    let slip = || Stage::telling(&verified("example.co.kr", SEOUL), SLIP);
    check("a slip", slip, SLIP, SIMULATOR, Cause::FromAddressNotCovered, &[others(SLIP)]).await;

    const LARAVELS: &str = "hello@example.com";
    let evidence = [Evidence::CannotBeVerified { address: LARAVELS.into() }];
    let untouched = || Stage::telling(&verified("example.co.kr", SEOUL), LARAVELS);
    check("Laravel's own", untouched, LARAVELS, SIMULATOR, Cause::FromAddressNotCovered, &evidence).await;

    // A message with a sender of its own, where recipients are not looked at any more: `->from($visitor->email)`.
    let production =
        || Stage::telling(&format!("production = [\"{SEOUL}\"]\n{}", verified("example.co.kr", SEOUL)), FROM);
    let visitor = "visitor@shop.kr";
    let evidence = [
        Evidence::RecipientNamed { address: visitor.into(), from: FROM.into() },
        Evidence::InProduction { region: seoul() },
    ];
    check("per message", production, visitor, GUEST, Cause::MessageFromElsewhere, &evidence).await;
}

#[tokio::test(start_paused = true)]
async fn who_may_not_look_does_not_prove() {
    let blind = "[admin]\npolicies = []\npolicy = '''{\"Version\":\"2012-10-17\",\"Statement\":[\
                 {\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":\"*\"}]}'''\n";
    let stage = Stage::telling(blind, FROM);
    let text = stage.refused(Door::V1, FROM, GUEST).await;
    let diagnosis = stage.diagnosed(&text).await;
    assert!(diagnosis.findings.iter().all(|it| it.certainty != Certainty::Proven), "{diagnosis:#?}");
    let likely: Vec<_> =
        diagnosis.findings.iter().filter(|it| it.certainty == Certainty::Likely).map(|it| it.cause).collect();
    assert_eq!(likely, [Cause::SenderNotVerified, Cause::RecipientInSandbox]);
    let hidden = |it: &Evidence| matches!(it, Evidence::Hidden { .. });
    assert!(diagnosis.findings[0].evidence.iter().any(hidden), "{diagnosis:#?}");
}

#[tokio::test(start_paused = true)]
async fn the_other_regions_are_asked_only_where_they_matter_and_at_awss_pace() {
    let regions = |stage: &Stage| {
        let requests = stage.world.requests();
        let looked = requests.iter().filter(|it| it.operation == "GetEmailIdentity" || it.operation == "GetAccount");
        looked.map(|it| it.region.clone()).collect::<std::collections::BTreeSet<_>>().len()
    };
    let near = Stage::telling(&verified("example.co.kr", SEOUL), FROM);
    let text = near.refused(Door::V1, FROM, GUEST).await;
    near.diagnosed(&text).await;
    assert_eq!(regions(&near), 1, "the sender is verified here, so no other region matters");

    // With nothing to spend at once, each refusal for haste would show.
    let far = Stage::telling("[ses]\nburst = 1\n", FROM);
    let text = far.refused(Door::V1, FROM, SIMULATOR).await;
    far.diagnosed(&text).await;
    assert!(regions(&far) > 16, "{} regions", regions(&far));
    let hasty: Vec<_> = far
        .world
        .requests()
        .into_iter()
        .filter(|it| it.code.as_deref().is_some_and(|code| code.contains("TooMany") || code.contains("Throttl")))
        .collect();
    assert!(hasty.is_empty(), "{hasty:#?}");
}

// The binary.

/// What a run of `sesame` says on stdout, and its exit code.
fn sesame(args: &[&str], stdin: &str) -> (String, i32, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_sesame"))
        .args(args)
        .current_dir(folder.path())
        .env_clear()
        .env("HOME", folder.path())
        .env("TMPDIR", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let all = [out.stdout.as_slice(), b"\n", &out.stderr].concat();
    (String::from_utf8(out.stdout).unwrap(), out.status.code().unwrap(), all)
}

const TEXT: &str = "Request to AWS SES API failed. Reason: Email address is not verified. The following identities \
                    failed the check in region AP-NORTHEAST-2: no-reply@example.co.kr, guest@naver.com.";

#[test]
fn the_binary_explains_in_both_languages_and_for_programs() {
    for (name, first) in [("ko", ["--lang", "ko"].as_slice()), ("en", &["--lang", "en"]), ("json", &["--json"])] {
        let rehearsed = ["explain", "--rehearse=wrong-region", "--from", FROM, TEXT];
        let (said, code, _) = sesame(&[first, &rehearsed].concat(), "");
        assert_eq!(code, 1, "{said}");
        insta::assert_snapshot!(format!("proved_{name}"), said);
        // No sign-in, no app: on the text alone, from a pipe.
        let (said, code, _) = sesame(&[first, &["explain"]].concat(), TEXT);
        assert_eq!(code, 1, "{said}");
        insta::assert_snapshot!(format!("on_the_text_alone_{name}"), said);
    }
}

/// Then the question is what would make one, and where that cannot be seen, it says so.
#[test]
fn without_an_error_it_says_what_it_looked_for() {
    let (said, code, all) = sesame(&["explain", "--lang", "en"], " \n");
    assert_eq!((said.as_str(), code), ("No cause was found.\n", 0));
    let all = String::from_utf8(all).unwrap();
    for note in ["No error was given", "no Laravel app in this folder", "Nobody is signed in"] {
        assert!(all.contains(note), "{note}: {all}");
    }
}

/// What several causes rest on is said with the first of them; what several are ruled out by, once for all of them.
#[test]
fn a_reason_is_said_once() {
    let text = "MessageRejected: Email address is not verified. The following identities failed the check in region \
                AP-NORTHEAST-2: hello@moashop.kr";
    for (lang, above) in
        [("en", "what is said above explains it instead."), ("ko", "위에 적은 사실이 대신 설명합니다.")]
    {
        let (said, _, _) = sesame(&["explain", "--lang", lang, "--rehearse", text], "");
        let mut reasons: Vec<&str> = said.lines().filter_map(|line| line.trim_start().strip_prefix("- ")).collect();
        // Behind the causes that it rules out.
        reasons.iter_mut().for_each(|it| *it = it.split_once(": ").map_or(*it, |(_, reason)| reason));
        reasons.retain(|it| *it != above);
        let all = reasons.len();
        reasons.sort_unstable();
        reasons.dedup();
        assert_eq!(reasons.len(), all, "{said}");
        assert!(said.contains(&format!("from-address-not-covered: {above}")), "{said}");
        assert!(said.contains("wrong-mailer, laravel-unverified-user: "), "{said}");
        // The text does not say whether the address is the sender's; the sender's way is shown all the same.
        assert!(said.contains("$ sesame --rehearse setup --from hello@moashop.kr --region ap-northeast-2"), "{said}");
    }
    let mailbox = text.replace("hello@moashop.kr", "moa@gmail.com");
    let (said, _, _) = sesame(&["explain", "--lang", "en", "--rehearse", &mailbox], "");
    assert!(!said.contains("--from moa@gmail.com"), "{said}");
}

/// A sender that is verified nowhere is to be verified where the set-up is, whatever region the app was asked in.
#[test]
fn a_sender_is_to_be_verified_in_the_region_of_the_set_up() {
    let text =
        "Email address is not verified. The following identities failed the check in region US-EAST-1: a@moashop.kr";
    let line = ["--rehearse", "--lang", "en", "--region", "ap-northeast-2", "explain", "--from", "a@moashop.kr", text];
    let (said, _, _) = sesame(&line, "");
    assert!(said.contains("→ Verify the sender's domain in Asia Pacific (Seoul) ap-northeast-2"), "{said}");
    assert!(said.contains("setup --from a@moashop.kr --region ap-northeast-2"), "{said}");
}

/// Checks that could not be told for one reason are one line, with the reason below.
#[test]
fn what_could_not_be_told_for_one_reason_is_one_line() {
    let (said, _, _) = sesame(&["doctor", "--rehearse", "--lang", "en"], "");
    let lines: Vec<&str> = said.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("? could not tell: ")).expect("a line for all");
    assert_eq!(lines[at], "? could not tell: Sending identity, DNS records, MAIL FROM, DMARC");
    assert!(lines[at + 1].starts_with("    - Nobody can verify hello@example.com"), "{said}");
    assert!(!said.contains("\n\n\n"), "{said}");
}

#[test]
fn the_doctor_looks_at_everything() {
    for (name, first) in [("ko", ["--lang", "ko"].as_slice()), ("en", &["--lang", "en"]), ("json", &["--json"])] {
        let (said, code, _) = sesame(&[first, &["doctor", "--rehearse", "--from", FROM]].concat(), "");
        assert_eq!(code, 1, "{said}");
        // The folder of a rehearsal has another name each time.
        let folder =
            said.split_whitespace().flat_map(|word| word.split('"')).find(|word| word.contains("sesame-rehearsal-"));
        let said = said.replace(folder.unwrap().trim_end_matches('.').trim_end_matches("/app"), "FOLDER");
        insta::assert_snapshot!(format!("doctor_{name}"), said);
    }
}

/// What DNS says of the sender is part of everything.
#[test]
fn the_doctor_looks_at_the_records() {
    let (said, code, _) = sesame(&["--json", "doctor", "--rehearse=records-removed", "--from", FROM], "");
    let object: serde_json::Value = serde_json::from_str(&said).unwrap();
    let checks = object["checks"].as_array().expect("checks");
    let check = |id: &str| checks.iter().find(|it| it["check"] == id).unwrap_or_else(|| panic!("{id}: {said}"));
    assert_eq!((code, &check("dns")["verdict"]), (1, &"fail".into()), "{said}");
    assert_eq!(check("dmarc")["verdict"], "pass", "{said}");
    assert!(said.contains("records-removed"), "{said}");
}

#[test]
fn a_log_of_any_size_is_answered_for_its_last_complaint() {
    let line = |at: &str, said: &str| format!("[2026-11-20 {at}] production.ERROR: {said} {{\"exception\":\"x\"}}\n");
    let quiet = line("09:30:00", "SQLSTATE[HY000] [2002] Connection refused").repeat(30_000);
    assert!(quiet.len() > 2 * 1024 * 1024);
    let log = [line("09:00:00", TEXT), quiet.clone(), line("10:00:00", TEXT), line("11:00:00", "x")].concat();
    for how in [["--json", "explain", "-"].as_slice(), &["--json", "explain"]] {
        let (said, code, _) = sesame(how, &log);
        let object: serde_json::Value = serde_json::from_str(&said).unwrap();
        let seen = serde_json::json!({ "count": 2, "last": "2026-11-20T10:00:00" });
        assert_eq!((code, &object["complaint"]["seen"]), (1, &seen), "{said}");
        assert_eq!(object["complaint"]["identities"][1], GUEST, "{said}");
    }
    for (lang, line) in [
        ("ko", "이 글에 있는 같은 종류의 오류: 2건, 마지막은 2026-11-20 10:00:00"),
        ("en", "Errors of this kind in the text: 2, the last at 2026-11-20 10:00:00"),
    ] {
        let (said, _, _) = sesame(&["--lang", lang, "explain", "-"], &log);
        assert!(said.lines().any(|it| it == line), "{said}");
    }
    // One object without a time is an answer of AWS's, and nothing is counted.
    let (said, _, _) = sesame(&["--json", "explain", &format!("{{\"message\":\"{TEXT}\"}}")], "");
    assert!(said.contains("\"seen\":null"), "{said}");
    let (said, code, _) = sesame(&["--json", "explain", "-"], &quiet);
    assert_eq!((said.trim(), code), (r#"{"schema":1,"complaint":null,"causes":[],"ruled_out":[]}"#, 0));
}

#[test]
fn a_text_that_is_no_error_of_mail_has_no_cause() {
    for text in ["hello", "SQLSTATE[HY000]: General error"] {
        let (said, code, _) = sesame(&["explain", "--rehearse", "--json", "-"], text);
        assert_eq!((said.trim(), code), (r#"{"schema":1,"complaint":null,"causes":[],"ruled_out":[]}"#, 0));
    }
}

#[test]
fn a_secret_in_the_pasted_text_is_not_said_again() {
    let mut sentinel = Sentinel::new();
    let secret = sentinel.secret_access_key('e', &[SEOUL]);
    let text = format!("AWS_SECRET_ACCESS_KEY={secret}\n{} {secret}\n{TEXT} {{\"secret\":\"{secret}\"}}", &TEXT[..60]);
    let denied = format!("User `{secret}' is not authorized to perform `{secret}' on resource `{secret}'");
    let code = format!("An error occurred ({secret}) when calling the X operation: {secret} {TEXT}");
    let listed = TEXT.replace("guest@", &format!("{secret}, {secret}@x.com, "));
    for text in [text, denied, code, listed] {
        for how in [["--lang", "ko"].as_slice(), &["--json"], &["-v"]] {
            let (_, _, all) = sesame(&[how, &["explain", "--rehearse"]].concat(), &text);
            sentinel.assert_clean([("the output", all.as_slice())]);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (source, target) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        match source.is_dir() {
            true => copy(&source, &target),
            false => drop(fs::copy(&source, &target).unwrap()),
        }
    }
}

#[test]
fn a_receivers_header_is_read_back_check_by_check() {
    let verdicts = |header: &str| {
        let received = Complaint::read(header).and_then(|complaint| complaint.received).expect("it is a header");
        let said = received.verdicts();
        let said = said
            .iter()
            .map(|it| (<&str>::from(it.check), format!("{:?}", it.result), it.aligned, it.advice.map(<&str>::from)));
        (received.by.clone(), said.collect::<Vec<_>>())
    };
    let row = |check, result: &str, aligned, advice| (check, result.to_owned(), aligned, advice);
    // As Gmail writes it of mail through SES with everything set up.
    let good = "Authentication-Results: mx.google.com;\n       dkim=pass header.i=@example.co.kr header.s=abc header.b=x;\n       \
                dkim=pass header.i=@amazonses.com header.s=def header.b=y;\n       spf=pass (google.com: domain of \
                0100@bounce.example.co.kr designates 54.240.8.1 as permitted sender) \
                smtp.mailfrom=0100@bounce.example.co.kr;\n       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.co.kr";
    assert_eq!(
        verdicts(good),
        (
            Some("mx.google.com".into()),
            vec![
                row("spf", "Pass", Some(true), None),
                row("dkim", "Pass", Some(true), None),
                row("dkim", "Pass", Some(false), None),
                row("dmarc", "Pass", None, None),
            ]
        )
    );
    // Without a MAIL FROM of one's own, signed by SES alone.
    let bare = "Authentication-Results: mx.naver.com; spf=pass smtp.mailfrom=0100@ap-northeast-2.amazonses.com; \
                dkim=pass header.d=amazonses.com; dmarc=fail header.from=example.co.kr";
    assert_eq!(
        verdicts(bare).1,
        vec![
            row("spf", "Pass", Some(false), Some("spf-elsewhere")),
            row("dkim", "Pass", Some(false), None),
            row("dkim", "Nothing", None, Some("dkim-missing")),
            row("dmarc", "Fail", None, Some("dmarc-failed")),
        ]
    );
    let broken = "Authentication-Results: mail.kakao.com; spf=softfail smtp.mailfrom=bounce.example.co.kr; dkim=fail \
                  header.d=example.co.kr; dmarc=none header.from=example.co.kr";
    assert_eq!(
        verdicts(broken),
        (
            Some("mail.kakao.com".into()),
            vec![
                row("spf", "Fail", Some(true), Some("spf-failed")),
                row("dkim", "Fail", Some(true), Some("dkim-failed")),
                row("dmarc", "Nothing", None, Some("dmarc-missing")),
            ]
        )
    );
}
