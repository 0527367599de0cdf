//! Pasted text to what it complains of; a complaint and facts to causes, how sure they are, and what each command makes of
//! them. No world: what the real account answers is in `explain.rs`.

use std::collections::{BTreeMap, BTreeSet};

use open_sesame::{
    diagnosis::{
        Api, Cause, Certainty, Complaint, Evidence, Kind,
        checks::{CheckId, Verdict, checks},
        diagnose,
    },
    laravel::{self, Files},
    report::Exit,
    setup::{
        AccessKey, Authorship, Caller, Check, Dkim, DkimOrigin, Facts, FileDigest, Identity, IdentityName, Intent,
        KeptKey, KeyOrigin, Project, RegionFacts, Review, ReviewStatus, SesAccount,
    },
    terms::{Denial, Fact, Region, Secret, Timestamp},
};
use strum::IntoEnumIterator as _;

// What a text complains of.

/// The parts of a complaint that a row names; the others are to be empty.
#[derive(Default)]
struct Parts {
    kind: Option<Kind>,
    code: Option<&'static str>,
    api: Option<Api>,
    identities: &'static [&'static str],
    cut: Option<&'static str>,
    region: Option<&'static str>,
    action: Option<&'static str>,
    resource: Option<&'static str>,
    request_id: Option<&'static str>,
}

#[track_caller]
fn check_text(text: &str, parts: Parts) {
    let Some(kind) = parts.kind else {
        assert_eq!(Complaint::read(text), None, "{text}");
        return;
    };
    let complaint = Complaint::read(text).unwrap_or_else(|| panic!("not understood: {text}"));
    let expected = Complaint {
        kind,
        code: parts.code.map(String::from),
        message: complaint.message.clone(),
        api: parts.api,
        identities: parts.identities.iter().map(|it| (*it).into()).collect(),
        cut: parts.cut.map(String::from),
        region: parts.region.map(String::from),
        action: parts.action.map(String::from),
        resource: parts.resource.map(String::from),
        request_id: parts.request_id.map(String::from),
    };
    assert_eq!(complaint, expected, "{text}");
}

fn not_verified(api: Option<Api>, identities: &'static [&'static str]) -> Parts {
    Parts {
        kind: Some(Kind::NotVerified),
        code: Some("MessageRejected"),
        api,
        identities,
        region: Some("ap-northeast-2"),
        ..Parts::default()
    }
}

const LIST: &str =
    "Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: ";

#[test]
fn the_same_sentence_is_read_in_every_wrapping() {
    let laravel = |api: &str, list: &str| format!("Request to AWS {api} API failed. Reason: {LIST}{list}.");
    check_text(&laravel("SES", "a@x.com"), not_verified(Some(Api::V1), &["a@x.com"]));
    check_text(&laravel("SES V2", "a@x.com, b@y.co.kr"), not_verified(Some(Api::V2), &["a@x.com", "b@y.co.kr"]));
    // A list that AWS ended with a full stop, and Laravel with another.
    check_text(&laravel("SES", "a@x.com."), not_verified(Some(Api::V1), &["a@x.com"]));
    let smtp = format!(
        "Expected response code \"250\" but got code \"554\", with message \"554 Message rejected: {LIST}a@x.com\"."
    );
    check_text(&smtp, not_verified(Some(Api::Smtp), &["a@x.com"]));
    let cli = format!("\nAn error occurred (MessageRejected) when calling the SendEmail operation: {LIST}a@x.com\n");
    check_text(&cli, not_verified(None, &["a@x.com"]));
    let json = format!(r#"{{"message":"{LIST}a@x.com, b@y.com"}}"#);
    check_text(&json, not_verified(None, &["a@x.com", "b@y.com"]));
    let xml = format!(
        "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">\n  <Error>\n    <Type>Sender</Type>\n    \
         <Code>MessageRejected</Code>\n    <Message>{LIST}a@x.com</Message>\n  </Error>\n  \
         <RequestId>8d5c1ba3-7d1c-4a4a-9f41-2f0a1b2c3d4e</RequestId>\n</ErrorResponse>"
    );
    let request_id = Some("8d5c1ba3-7d1c-4a4a-9f41-2f0a1b2c3d4e");
    check_text(&xml, Parts { request_id, ..not_verified(None, &["a@x.com"]) });
    let node = format!("MessageRejected: {LIST}a@x.com\n    at throwDefaultError (/app/node_modules/x.js:8:22)");
    check_text(&node, not_verified(None, &["a@x.com"]));
    // As a terminal wraps it.
    check_text(&laravel("SES", "a@x.com").replace(' ', "\n   "), not_verified(Some(Api::V1), &["a@x.com"]));
}

#[test]
fn a_log_with_its_stack_trace_is_read_once() {
    let log = r##"[2026-11-23 18:00:02] production.ERROR: Request to AWS SES API failed. Reason: Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: no-reply@example.co.kr, guest@naver.com. {"userId":1,"exception":"[object] (Symfony\\Component\\Mailer\\Exception\\TransportException(code: 0): Request to AWS SES API failed. Reason: Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: no-reply@example.co.kr, guest@naver.com. at /var/www/app/vendor/laravel/framework/src/Illuminate/Mail/Transport/SesTransport.php:82)
[stacktrace]
#0 /var/www/app/vendor/symfony/mailer/Transport/AbstractTransport.php(69): Illuminate\\Mail\\Transport\\SesTransport->doSend(Object(Symfony\\Component\\Mailer\\SentMessage))

[previous exception] [object] (Aws\\Ses\\Exception\\SesException(code: 0): Error executing \"SendRawEmail\" on \"https://email.ap-northeast-2.amazonaws.com\"; AWS HTTP error: Client error: `POST https://email.ap-northeast-2.amazonaws.com` resulted in a `400 Bad Request` response:
<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">
  <Error>
    <Type>Sender</Type>
    <Code>MessageReje (truncated...)
 MessageRejected (client): Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: no-reply@example.co.kr, guest@naver.com - <ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">
  <RequestId>0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0</RequestId>
"##;
    let expected = not_verified(Some(Api::V1), &["no-reply@example.co.kr", "guest@naver.com"]);
    check_text(log, Parts { request_id: Some("0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"), ..expected });
}

#[test]
fn names_are_read_as_ses_lists_them() {
    let rows: [(&str, &[&str], Option<&str>); 9] = [
        ("a@x.com, b@y.com", &["a@x.com", "b@y.com"], None),
        ("a@x.com, A@X.com", &["a@x.com"], None),
        ("x.com", &["x.com"], None),
        ("arn:aws:ses:ap-northeast-2:123456789012:identity/x.com", &["x.com"], None),
        ("Sesame Shop <a@x.com>, b@y.com", &["a@x.com", "b@y.com"], None),
        ("\"Kim, Minsu\" <a@x.com>", &["a@x.com"], None),
        // Of a name that is cut off only the beginning is known.
        ("a@x.com, b@y.c...", &["a@x.com"], Some("b@y.c")),
        ("a@x.com, b@y.com, ...", &["a@x.com", "b@y.com"], Some("")),
        ("a@x.com (Connection: smtp, user c@z.com)", &["a@x.com"], None),
    ];
    for (list, identities, cut) in rows {
        let complaint = Complaint::read(&format!("{LIST}{list}")).unwrap();
        assert_eq!(
            (complaint.identities, complaint.cut),
            (identities.iter().map(|it| String::from(*it)).collect(), cut.map(String::from)),
            "{list}"
        );
    }
}

#[test]
fn other_complaints_are_told_apart() {
    let kind = |kind, code| Parts { kind: Some(kind), code, ..Parts::default() };
    let v1 = |it: Kind, code| Parts { api: Some(Api::V1), ..kind(it, Some(code)) };
    let ses = |text: &str| format!("Request to AWS SES API failed. Reason: {text}.");
    check_text("{\"message\":\"Your email address is not verified.\"}", kind(Kind::UnverifiedUser, None));
    check_text("Email address is not verified.", kind(Kind::NotVerified, Some("MessageRejected")));
    let signature = "The request signature we calculated does not match the signature you provided. Check your AWS \
                     Secret Access Key and signing method";
    check_text(&ses(signature), v1(Kind::Signature, "SignatureDoesNotMatch"));
    check_text(
        &ses("Signature expired: 20261123T090000Z is now earlier than 20261123T093000Z"),
        v1(Kind::Clock, "SignatureDoesNotMatch"),
    );
    let invalid = "The security token included in the request is invalid.";
    check_text(&ses(invalid), v1(Kind::KeyNotAccepted, "InvalidClientTokenId"));
    check_text(
        &format!(
            "x-amzn-ErrorType: UnrecognizedClientException:http://internal.amazon.com/\n{{\"message\":\"{invalid}\"}}"
        ),
        kind(Kind::KeyNotAccepted, Some("UnrecognizedClientException")),
    );
    check_text(
        "535 Authentication Credentials Invalid",
        Parts { api: Some(Api::Smtp), ..kind(Kind::SmtpLogin, Some("535")) },
    );
    check_text("Class \"Aws\\Ses\\SesClient\" not found", kind(Kind::SdkMissing, None));
    check_text("Class \\\"Aws\\\\Ses\\\\SesClient\\\" not found", kind(Kind::SdkMissing, None));
    check_text("Mailer [ses-v2] is not defined.", kind(Kind::MailerUndefined, None));
    check_text("The environment file is invalid!\nFailed to parse dotenv file.", kind(Kind::EnvRefused, None));
    check_text(
        "Error retrieving credentials from the instance profile metadata service. (cURL error 28)",
        kind(Kind::NoCredentials, None),
    );
    check_text(
        "An error occurred (TooManyRequestsException) when calling the SendEmail operation: Maximum sending rate exceeded.",
        kind(Kind::Other, Some("TooManyRequestsException")),
    );
    for text in ["", "hello world", "email not verified", "SQLSTATE[23000]: Integrity constraint violation"] {
        check_text(text, Parts::default());
    }
}

#[test]
fn a_denial_names_its_action_and_resource() {
    let resource = "arn:aws:ses:ap-northeast-2:123456789012:identity/example.co.kr";
    check_text(
        &format!(
            "Request to AWS SES API failed. Reason: User `arn:aws:iam::123456789012:user/mail-user' is not authorized to \
             perform `ses:SendRawEmail' on resource `{resource}'."
        ),
        Parts {
            kind: Some(Kind::NotAuthorized),
            code: Some("AccessDenied"),
            api: Some(Api::V1),
            region: Some("ap-northeast-2"),
            action: Some("ses:SendRawEmail"),
            resource: Some(resource),
            ..Parts::default()
        },
    );
    check_text(
        "An error occurred (AccessDeniedException) when calling the GetAccount operation: User: \
         arn:aws:iam::123456789012:user/x is not authorized to perform: ses:GetAccount on resource: \
         arn:aws:ses:us-east-1:123456789012:* because no identity-based policy allows the ses:GetAccount action",
        Parts {
            kind: Some(Kind::NotAuthorized),
            code: Some("AccessDeniedException"),
            region: Some("us-east-1"),
            action: Some("ses:GetAccount"),
            resource: Some("arn:aws:ses:us-east-1:123456789012:*"),
            ..Parts::default()
        },
    );
}

#[test]
fn nothing_of_the_text_is_kept_but_known_sentences_and_no_key_in_them() {
    let secret = "Ses4meSENT1NELx9Qv7/abcdefghijklmnopqrst";
    let text = format!(
        "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY={secret}\n{LIST}{secret}@x.com, \
         AKIAIOSFODNN7EXAMPLE@x.com, a@x.com {secret}"
    );
    let complaint = Complaint::read(&text).unwrap();
    let kept = format!("{complaint:?}");
    assert!(!kept.contains("SENT1NEL") && !kept.contains("IOSFODNN7"), "{kept}");
    assert_eq!(complaint.identities, ["•••@x.com", "AKIA…MPLE@x.com", "a@x.com"]);
}

// What facts make of it.

const NOW: &str = "2026-11-23T09:00:00Z";
const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// 44 characters that decode to 33 bytes, the first of them 4.
const SMTP_PASSWORD: &str = "BOX1tmIOtMkyOxW2ecJrpdqIh45EQGSzPqAjkzmvFG4j";

/// A set-up in Seoul, signed in, with nothing looked at.
struct Scene {
    intent: Intent,
    facts: Facts,
    env: String,
    files: Files,
}

fn region(code: &str) -> Region {
    code.parse().unwrap()
}

fn seoul() -> Region {
    region("ap-northeast-2")
}

fn scene() -> Scene {
    let caller =
        Caller { account: "123456789012".parse().unwrap(), arn: "arn:aws:iam::123456789012:user/admin".into() };
    Scene {
        intent: Intent { region: Some(seoul()), ..Intent::default() },
        facts: Facts { caller: Fact::Present(caller), ..Facts::default() },
        env: "MAIL_MAILER=ses\nMAIL_FROM_ADDRESS=no-reply@example.co.kr\nAWS_DEFAULT_REGION=ap-northeast-2\n".into(),
        files: [
            ("artisan", ""),
            ("composer.json", r#"{"require":{"laravel/framework":"^12"}}"#),
            (
                "composer.lock",
                r#"{"packages":[{"name":"laravel/framework","version":"v12.0.0"},{"name":"aws/aws-sdk-php","version":"3.322.9"}]}"#,
            ),
        ]
        .map(|(name, text)| (String::from(name), text.as_bytes().to_vec()))
        .into(),
    }
}

impl Scene {
    /// One more line, or a later one that wins.
    fn env(mut self, line: &str) -> Scene {
        self.env.push_str(&format!("{line}\n"));
        self
    }

    fn file(mut self, name: &str, text: &str) -> Scene {
        self.files.insert(name.into(), text.as_bytes().to_vec());
        self
    }

    fn without_an_app(mut self) -> Scene {
        self.files.clear();
        self
    }

    fn signed_out(mut self) -> Scene {
        self.facts.caller = Fact::Absent;
        self
    }

    /// A region with everything in it listed.
    fn at(mut self, code: &str, production: bool, identities: &[(&str, bool)]) -> Scene {
        let check = |verified| if verified { Check::Success } else { Check::Pending };
        let listed: BTreeMap<IdentityName, Check> =
            identities.iter().map(|(name, verified)| (name.parse().unwrap(), check(*verified))).collect();
        let seen = RegionFacts {
            account: Fact::Present(account(region(code), production, None)),
            listed: Fact::Present(listed),
            ..RegionFacts::default()
        };
        self.facts.regions.insert(region(code), seen);
        self
    }

    /// Every other region, seen and empty.
    fn nothing_elsewhere(mut self) -> Scene {
        for other in Region::all() {
            if !self.facts.regions.contains_key(&other) {
                self = self.at(other.code(), false, &[]);
            }
        }
        self
    }

    fn review(mut self, status: ReviewStatus) -> Scene {
        let review = Some(Review { status, case: None });
        let account = Fact::Present(account(seoul(), false, review));
        self.facts.regions.get_mut(&seoul()).unwrap().account = account.clone();
        self.facts.account = account;
        self
    }

    /// The key of `.env` with its secret; the user's, so old, and AWS's word on it.
    fn key(self, secret: &str, age: i64, accepted: Fact<()>) -> Scene {
        let mut scene = self.env(&format!("AWS_ACCESS_KEY_ID={KEY}")).env(&format!("AWS_SECRET_ACCESS_KEY={secret}"));
        let kept = Secret::new(SECRET);
        let id: open_sesame::terms::KeyId = KEY.parse().unwrap();
        scene.facts.keys = Fact::Present(vec![AccessKey {
            id: id.clone(),
            active: true,
            created: Some(now() - jiff::SignedDuration::from_secs(age)),
            origin: KeyOrigin::Ours,
        }]);
        let print = kept.fingerprint();
        scene.facts.kept =
            Fact::Present(vec![KeptKey { id: id.clone(), print, smtp_print: None, shape: kept.shape() }]);
        scene.facts.accepted = match accepted {
            Fact::Present(()) => Fact::Present(id),
            Fact::Absent => Fact::Absent,
            Fact::Unknown => Fact::Unknown,
            Fact::Hidden(denial) => Fact::Hidden(denial),
        };
        scene
    }

    fn facts(&self) -> Facts {
        let mut facts = self.facts.clone();
        let mut files = self.files.clone();
        facts.project = match files.is_empty() {
            true => Fact::Absent,
            false => {
                files.insert(".env".into(), self.env.clone().into_bytes());
                Fact::Present(Project {
                    root: "/app".into(),
                    app: laravel::understand(&files).unwrap(),
                    env: FileDigest(None),
                    own_keys: Vec::new(),
                    patches: Vec::new(),
                    unpatchable: None,
                })
            }
        };
        facts
    }
}

fn account(region: Region, production: bool, review: Option<Review>) -> SesAccount {
    SesAccount {
        region,
        production,
        quota: None,
        sending_enabled: true,
        enforcement: None,
        suppressed: BTreeSet::new(),
        review,
    }
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

use Cause::*;
use Certainty::{Likely, Possible, Proven};

/// All that is named, and what is to be ruled out at least.
#[track_caller]
fn check_causes(text: &str, scene: &Scene, named: &[(Cause, Certainty)], ruled_out: &[Cause], exit: Exit) {
    let complaint =
        (!text.is_empty()).then(|| Complaint::read(text).unwrap_or_else(|| panic!("not understood: {text}")));
    let diagnosis = diagnose(complaint.as_ref(), &scene.intent, &scene.facts(), now());
    let found: Vec<_> = diagnosis.findings.iter().map(|it| (it.cause, it.certainty)).collect();
    assert_eq!(found, named, "{text}\n{diagnosis:#?}");
    for cause in ruled_out {
        assert!(diagnosis.ruled_out.iter().any(|it| it.cause == *cause), "{cause} is not ruled out\n{diagnosis:#?}");
    }
    let bare = diagnosis.findings.iter().filter(|it| it.evidence.is_empty()).map(|it| it.cause);
    assert_eq!(
        bare.chain(diagnosis.ruled_out.iter().filter(|it| it.evidence.is_empty()).map(|it| it.cause)).next(),
        None
    );
    assert_eq!(Exit::of_diagnosis(&diagnosis), exit, "{text}\n{diagnosis:#?}");
}

const GUIDE: [Cause; 4] = [SenderNotVerified, RegionMismatch, RecipientInSandbox, FromAddressNotCovered];

fn others(cause: Cause) -> Vec<Cause> {
    GUIDE.into_iter().filter(|it| *it != cause).collect()
}

#[test]
fn the_four_causes_of_the_guide_are_told_apart() {
    let from = format!("{LIST}no-reply@example.co.kr");
    let guest = format!("{LIST}guest@naver.com");
    let alone = |cause| [(cause, Proven)];
    // Nothing is there, or it is and waits.
    for identities in [&[][..], &[("example.co.kr", false)], &[("shop.kr", true)]] {
        let there = scene().at("ap-northeast-2", false, identities).nothing_elsewhere();
        check_causes(&from, &there, &alone(SenderNotVerified), &others(SenderNotVerified), Exit::Finding);
    }
    // Verified in another region, by the domain or by the address.
    for name in ["example.co.kr", "no-reply@example.co.kr"] {
        let elsewhere = scene().at("ap-northeast-2", false, &[]).at("us-east-1", false, &[(name, true)]);
        let elsewhere = elsewhere.nothing_elsewhere();
        check_causes(&from, &elsewhere, &alone(RegionMismatch), &others(RegionMismatch), Exit::Finding);
    }
    // Not the From, and the sandbox.
    let verified = &[("example.co.kr", true)];
    let sandbox = scene().at("ap-northeast-2", false, verified);
    check_causes(&guest, &sandbox, &alone(RecipientInSandbox), &others(RecipientInSandbox), Exit::Finding);
    // Beside what is verified: two letters off, another name below it, another mailbox; and Laravel's own example.
    let rows = [
        ("no-reply@exmaple.co.kr", "example.co.kr"),
        ("no-reply@example.co.kr", "mail.example.co.kr"),
        ("no-reply@example.co.kr", "hello@example.co.kr"),
        ("hello@example.com", "example.co.kr"),
        ("root@localhost", "example.co.kr"),
    ];
    for (from, verified) in rows {
        let beside = scene().env(&format!("MAIL_FROM_ADDRESS={from}"));
        let beside = beside.at("ap-northeast-2", false, &[(verified, true)]).nothing_elsewhere();
        let text = format!("{LIST}{from}");
        check_causes(&text, &beside, &alone(FromAddressNotCovered), &others(FromAddressNotCovered), Exit::Finding);
    }
    // Out of the sandbox nobody but a sender is looked at: the message brought its own.
    let production = scene().at("ap-northeast-2", true, verified).nothing_elsewhere();
    check_causes(&guest, &production, &alone(FromAddressNotCovered), &others(FromAddressNotCovered), Exit::Finding);
}

#[test]
fn several_names_may_have_several_causes() {
    let both = format!("{LIST}no-reply@example.co.kr, guest@naver.com");
    let elsewhere = scene().at("ap-northeast-2", false, &[]).at("us-east-1", true, &[("example.co.kr", true)]);
    let named = [(RegionMismatch, Proven), (RecipientInSandbox, Proven)];
    check_causes(&both, &elsewhere.nothing_elsewhere(), &named, &[SenderNotVerified], Exit::Finding);
    let gmail = scene().env("MAIL_FROM_ADDRESS=shop@gmail.com").at("ap-northeast-2", false, &[]).nothing_elsewhere();
    let named = [(SenderNotVerified, Proven), (FromPublicMailbox, Proven)];
    check_causes(&format!("{LIST}shop@gmail.com"), &gmail, &named, &[RegionMismatch], Exit::Finding);
}

/// SES names everyone who fails, so an unverified From that it did not name was not the one.
#[test]
fn an_app_that_sends_as_somebody_else_is_not_taken_for_the_sender() {
    let text = format!("{LIST}no-reply@example.co.kr, guest@naver.com");
    let untouched = || scene().env("MAIL_FROM_ADDRESS=hello@example.com");
    let there = untouched().at("ap-northeast-2", false, &[]).at("us-east-1", false, &[("example.co.kr", true)]);
    let named = [(RegionMismatch, Proven), (RecipientInSandbox, Proven)];
    check_causes(&text, &there.nothing_elsewhere(), &named, &[SenderNotVerified], Exit::Finding);
    let begun = untouched().at("ap-northeast-2", false, &[("example.co.kr", false)]).nothing_elsewhere();
    let named = [(SenderNotVerified, Proven), (RecipientInSandbox, Proven)];
    check_causes(&text, &begun, &named, &[RegionMismatch], Exit::Finding);
    // Nothing in the account tells who sent: two names are more than one sender.
    let nothing = untouched().at("ap-northeast-2", false, &[]).nothing_elsewhere();
    let named = [(RecipientInSandbox, Likely), (SenderNotVerified, Possible)];
    check_causes(&text, &nothing, &named, &[RegionMismatch, FromAddressNotCovered], Exit::Finding);
}

#[test]
fn what_was_not_seen_is_not_claimed() {
    let from = format!("{LIST}no-reply@example.co.kr");
    // On the text and the app alone.
    let named = [(SenderNotVerified, Likely), (RegionMismatch, Possible), (FromAddressNotCovered, Possible)];
    check_causes(&from, &scene().signed_out(), &named, &[RecipientInSandbox], Exit::Finding);
    // On the text alone nobody knows who sends.
    let named = [
        (SenderNotVerified, Possible),
        (RegionMismatch, Possible),
        (RecipientInSandbox, Possible),
        (FromAddressNotCovered, Possible),
    ];
    check_causes(&from, &scene().without_an_app().signed_out(), &named, &[], Exit::Finding);
    // The app says another region than SES.
    let virginia = from.replace("AP-NORTHEAST-2", "US-EAST-1");
    let named = [(SenderNotVerified, Likely), (RegionMismatch, Likely), (FromAddressNotCovered, Possible)];
    check_causes(&virginia, &scene().signed_out(), &named, &[], Exit::Finding);
    // Not there, and the other regions were not seen.
    let here = scene().at("ap-northeast-2", false, &[]);
    let named = [(SenderNotVerified, Proven), (RegionMismatch, Possible)];
    check_causes(&from, &here, &named, &[RecipientInSandbox, FromAddressNotCovered], Exit::Finding);
    // Denied.
    let mut denied = scene();
    let denial = Denial { code: "AccessDeniedException".into(), message: "no".into() };
    let seen = RegionFacts {
        account: Fact::Hidden(denial.clone()),
        listed: Fact::Hidden(denial.clone()),
        ..RegionFacts::default()
    };
    denied.facts.regions.insert(seoul(), seen);
    let named = [(RecipientInSandbox, Likely)];
    check_causes(&format!("{LIST}guest@naver.com"), &denied, &named, &[SenderNotVerified], Exit::Finding);
    let complaint = Complaint::read(&from).unwrap();
    let diagnosis = diagnose(Some(&complaint), &denied.intent, &denied.facts(), now());
    let first = &diagnosis.findings[0];
    assert_eq!((first.cause, first.certainty), (SenderNotVerified, Likely));
    assert!(first.evidence.contains(&Evidence::Hidden { region: seoul(), denial }), "{first:#?}");
}

#[test]
fn a_review_stands_beside_the_sandbox() {
    let guest = format!("{LIST}guest@naver.com");
    let rows = [(ReviewStatus::Pending, ProductionPending), (ReviewStatus::Denied, ProductionDenied)];
    for (status, cause) in rows {
        let scene = scene().at("ap-northeast-2", false, &[("example.co.kr", true)]).review(status);
        check_causes(&guest, &scene, &[(RecipientInSandbox, Proven), (cause, Proven)], &[], Exit::Finding);
    }
}

#[test]
fn a_refused_key_or_secret_is_looked_at_from_every_side() {
    let refused = "The security token included in the request is invalid.";
    let yes = || Fact::Present(());
    check_causes(
        refused,
        &scene().key(SECRET, 10, Fact::Absent),
        &[(KeyNotYetVisible, Proven)],
        &[KeyInactive],
        Exit::Waiting,
    );
    check_causes(refused, &scene().key(SECRET, 40, yes()), &[(KeyNotYetVisible, Likely)], &[KeyUnknown], Exit::Waiting);
    check_causes(refused, &scene().key(SECRET, 9999, yes()), &[], &[KeyNotYetVisible, KeyUnknown], Exit::Well);
    let mut stopped = scene().key(SECRET, 9999, Fact::Unknown);
    stopped.facts.keys.present_mut().unwrap()[0].active = false;
    check_causes(refused, &stopped, &[(KeyInactive, Proven)], &[KeyUnknown, KeyNotYetVisible], Exit::Finding);
    let another = scene().key(SECRET, 9999, yes()).env("AWS_ACCESS_KEY_ID=AKIAANOTHERKEY234567");
    check_causes(refused, &another, &[(KeyUnknown, Likely)], &[KeyNotYetVisible], Exit::Finding);

    let signature = "The request signature we calculated does not match the signature you provided.";
    let with = |secret: &str| scene().key(secret, 9999, yes());
    check_causes(
        signature,
        &with(SMTP_PASSWORD),
        &[(SmtpPasswordAsSecret, Proven)],
        &[SecretMismatch, ClockSkew],
        Exit::Finding,
    );
    check_causes(
        signature,
        &with("wJalrXUtnFEMI/K7MDENG/bPxRfiCYANOTHERKEY"),
        &[(SecretMismatch, Proven)],
        &[SmtpPasswordAsSecret],
        Exit::Finding,
    );
    check_causes(signature, &with(SECRET), &[], &[SecretMismatch, SmtpPasswordAsSecret], Exit::Well);
    let mut unkept = with("wJalrXUtnFEMI/K7MDENG");
    unkept.facts.kept = Fact::Unknown;
    check_causes(signature, &unkept, &[(SecretMismatch, Proven)], &[SmtpPasswordAsSecret], Exit::Finding);
    check_causes(
        "Signature expired: 20261123T090000Z is now earlier than 20261123T093000Z",
        &scene(),
        &[(ClockSkew, Proven)],
        &[],
        Exit::Finding,
    );
}

#[test]
fn what_laravel_says_itself_is_not_blamed_on_ses() {
    let unverified = "Your email address is not verified.";
    check_causes(unverified, &scene(), &[(LaravelUnverifiedUser, Proven)], &GUIDE, Exit::Finding);
    check_causes("Class \"Aws\\Ses\\SesClient\" not found", &scene(), &[(SdkMissing, Proven)], &[], Exit::Finding);
    check_causes("Mailer [ses-v2] is not defined.", &scene(), &[(MailerUndefined, Proven)], &[], Exit::Finding);
    check_causes(
        "535 Authentication Credentials Invalid",
        &scene().env(&format!("MAIL_PASSWORD={SECRET}")),
        &[(SmtpCredentialsNotDerived, Proven)],
        &[],
        Exit::Finding,
    );
    check_causes(
        "Error retrieving credentials from the instance profile metadata service.",
        &scene().env("AWS_ACCESS_KEY_ID="),
        &[(CredentialsMissing, Proven)],
        &[],
        Exit::Finding,
    );
    let cached = scene().file("bootstrap/cache/config.php", "<?php return array ();");
    let virginia = format!("{LIST}no-reply@example.co.kr").replace("AP-NORTHEAST-2", "US-EAST-1");
    let there = cached.at("us-east-1", false, &[]).at("ap-northeast-2", false, &[("example.co.kr", true)]);
    let named = [(RegionMismatch, Proven), (ConfigCached, Likely)];
    check_causes(&virginia, &there.nothing_elsewhere(), &named, &[SenderNotVerified], Exit::Finding);
}

#[test]
fn without_a_complaint_the_facts_speak() {
    let well = || scene().at("ap-northeast-2", true, &[("example.co.kr", true)]).key(SECRET, 9999, Fact::Present(()));
    check_causes("", &well(), &[], &[SenderNotVerified], Exit::Well);
    let pending = scene().key(SECRET, 9999, Fact::Present(())).at("ap-northeast-2", false, &[("example.co.kr", true)]);
    let named = [(ProductionPending, Proven), (RecipientInSandbox, Possible)];
    check_causes("", &pending.review(ReviewStatus::Pending), &named, &[], Exit::Waiting);
    let rows = [
        ("MAIL_MAILER=log", WrongMailer),
        ("MAIL_MAILER=ses-v2", MailerUndefined),
        ("A=\"open\nB=1", EnvSwallowed),
        ("MAIL_FROM_NAME=A shop", EnvUnreadable),
    ];
    for (line, cause) in rows {
        let diagnosis = diagnose(None, &well().intent, &well().env(line).facts(), now());
        let found: Vec<_> = diagnosis.findings.iter().map(|it| (it.cause, it.certainty)).collect();
        assert!(found.contains(&(cause, Proven)), "{line}: {found:?}");
    }
    let bare = well().file("composer.lock", r#"{"packages":[{"name":"laravel/framework","version":"v12.0.0"}]}"#);
    check_causes("", &bare, &[(SdkMissing, Proven)], &[], Exit::Finding);
}

#[test]
fn every_check_has_a_verdict_and_the_exit_code_follows() {
    let verdict = |scene: &Scene, id| {
        let (checks, _) = checks(&scene.intent, &scene.facts(), now());
        checks.iter().find(|it| it.id == id).map(|it| it.verdict)
    };
    let exit = |scene: &Scene| Exit::of_checks(&checks(&scene.intent, &scene.facts(), now()).0);
    let well = || {
        let mut scene = scene()
            .at("ap-northeast-2", true, &[("example.co.kr", true)])
            .key(SECRET, 9999, Fact::Present(()))
            .file("app/Models/User.php", "<?php class User implements MustVerifyEmail {}");
        scene.intent.from = Some("no-reply@example.co.kr".parse().unwrap());
        scene.intent.mail_from = open_sesame::setup::Optional::Declined;
        scene.intent.dmarc = open_sesame::setup::Optional::Declined;
        scene.facts.identity = Fact::Present(verified_domain());
        scene.facts.account = scene.facts.regions[&seoul()].account.clone();
        scene
    };
    for id in CheckId::iter().filter(|id| !matches!(id, CheckId::SmtpPassword | CheckId::Dns)) {
        assert_eq!(verdict(&well(), id), Some(Verdict::Pass), "{id}");
    }
    assert_eq!(verdict(&well(), CheckId::SmtpPassword), None, "the app does not use SMTP");
    assert_eq!(exit(&well()), Exit::Well);
    let sandbox = || {
        let mut scene = well().at("ap-northeast-2", false, &[("example.co.kr", true)]);
        scene.facts.account = scene.facts.regions[&seoul()].account.clone();
        scene
    };
    assert_eq!((verdict(&sandbox(), CheckId::Sandbox), exit(&sandbox())), (Some(Verdict::Warn), Exit::Well));
    let pending = || sandbox().review(ReviewStatus::Pending);
    assert_eq!((verdict(&pending(), CheckId::Sandbox), exit(&pending())), (Some(Verdict::Waiting), Exit::Waiting));
    // The mailer is switched when AWS has granted production, so until then that it is not is no fault.
    let prepared = pending().env("MAIL_MAILER=log");
    assert_eq!((verdict(&prepared, CheckId::Mailer), exit(&prepared)), (Some(Verdict::Warn), Exit::Waiting));
    let forgotten = well().env("MAIL_MAILER=log");
    assert_eq!((verdict(&forgotten, CheckId::Mailer), exit(&forgotten)), (Some(Verdict::Fail), Exit::Finding));
    let denied = sandbox().review(ReviewStatus::Denied);
    assert_eq!((verdict(&denied, CheckId::Sandbox), exit(&denied)), (Some(Verdict::Fail), Exit::Finding));
    let elsewhere = well().env("AWS_DEFAULT_REGION=us-east-1");
    assert_eq!((verdict(&elsewhere, CheckId::Region), exit(&elsewhere)), (Some(Verdict::Fail), Exit::Finding));
    let nothing = Scene { intent: Intent::default(), ..scene().without_an_app().signed_out() };
    for id in CheckId::iter().filter(|id| *id != CheckId::SmtpPassword) {
        assert_eq!(verdict(&nothing, id), Some(Verdict::Unknown), "{id}");
    }
    assert_eq!(exit(&nothing), Exit::Well);
}

fn verified_domain() -> Identity {
    Identity {
        name: "example.co.kr".parse().unwrap(),
        made: Authorship::Ours,
        verified: true,
        verification: Check::Success,
        dkim: Dkim { status: Check::Success, tokens: Vec::new(), zone: None, origin: DkimOrigin::Ses },
        mail_from: None,
        error: None,
        checked: None,
        created: None,
    }
}

/// A name from pasted text goes into a command as one word.
#[test]
fn a_command_runs_nothing_that_was_pasted() {
    let text = format!("{LIST}`id`$x@naver.com");
    let complaint = Complaint::read(&text).unwrap();
    let scene = scene().at("ap-northeast-2", false, &[("example.co.kr", true)]);
    let diagnosis = diagnose(Some(&complaint), &scene.intent, &scene.facts(), now());
    for command in diagnosis.findings.iter().flat_map(|it| &it.commands) {
        let outside: String = command.split('\'').step_by(2).collect();
        assert!(!outside.contains(['`', '$', ';', '|', '&']), "{command}");
    }
}
