//! What is true of each step, and what is next? Rows of facts, built from two worlds: [`nothing`], in which somebody has
//! signed in and no more, and [`everything`], in which nothing is left to do.

use std::{collections::BTreeMap, fmt::Debug, str::FromStr};

use open_sesame::{
    dns::{Answer, RecordType, ServerAnswer, Sighting, ZoneCut, ask},
    laravel::{DiffLine, Files, understand_in},
    setup::{
        AccessKey, Authorship, Caller, Change, Check, Dkim, DkimOrigin, Facts, FileDigest, Identity, IdentityName,
        Intent, IssueTrace, KeptKey, KeyOrigin, KeyRefusal, Lasts, Login, LoginKind, Logins, MailFrom, Move,
        OnMxFailure, Patch, Project, ProjectFile, Question, RecordKey, Refusal, Renewal, Renewed, Seal, SealedFile,
        SendOptions, Sender, SesAccount, SignIn, Standing, Step, Terms, Under, Wait, assess, next_change, next_move,
        smtp,
    },
    terms::{Denial, Fact, FailureKind, Region, Secret, Timestamp},
};
use serde_json::json;

mod account;
mod awaited;
pub(crate) mod by_hand;
mod facts;
mod identity;
mod in_force;
mod intent;
mod key;
mod lines_alone;
mod login;
mod machine;
mod notes;
pub mod plan;
mod policy;
mod preflight;
mod production;
mod project;
pub mod refusal;
mod rotation;
mod said;
mod server;
mod standing;

// ---- what comes next -----------------------------------------------------------------------------------------------

#[test]
fn the_next_change_is_the_first_that_is_open_and_the_next_move_waits_where_the_guide_waits() {
    let check = |what: &str, intent: &Intent, facts: &Facts, change: Option<Change>, to_do: Option<Move>| {
        assert_eq!(next_change(intent, facts, now()), change, "the next change: {what}");
        assert_eq!(next_move(intent, facts, now()), to_do, "the next move: {what}");
    };
    let make = |change: Change| (Some(change.clone()), Some(Move::Make(change)));
    let both = |what: &str, intent: &Intent, facts: &Facts, (change, to_do)| check(what, intent, facts, change, to_do);

    check("nobody has looked", &intent(), &Facts::default(), None, None);
    check("all is done", &intent(), &everything(), None, None);
    both("nothing is done", &intent(), &nothing(), make(create_sender()));

    // The identity waits for DNS, and the app could be prepared meanwhile.
    let on_dns = Move::Wait { on: Wait::Dns, step: Step::Identity };
    let facts = Facts { identity: Fact::Present(pending_domain()), project: Fact::Present(new_app()), ..everything() };
    check("DNS is slow", &intent(), &facts, Some(prepare_app()), Some(on_dns));

    // Nobody waits for AWS's reviewers before the app is prepared.
    let on_review = Move::Wait { on: Wait::Review, step: Step::Production };
    let in_review = Facts { account: Fact::Present(under_review()), ..everything() };
    let facts = Facts { project: Fact::Present(new_app()), ..in_review.clone() };
    both("in review, the app not prepared", &intent(), &facts, make(prepare_app()));
    let facts = Facts { project: Fact::Present(prepared_app()), ..in_review };
    check("in review, the app prepared", &intent(), &facts, None, Some(on_review));

    // What one step asks or is refused holds back only what needs it.
    let facts = Facts { sender: Fact::Hidden(denied()), identity: Fact::Absent, ..everything() };
    both("the user is hidden", &intent(), &facts, make(create_identity()));
    let facts = Facts { project: Fact::Present(prepared_app()), ..everything() };
    let undecided = Intent { user: "other-user".parse().unwrap(), ..intent() };
    let foreign = Sender { name: undecided.user.clone(), made: Authorship::Foreign, ..sender() };
    let facts = Facts { sender: Fact::Present(foreign), ..facts };
    both("the user is somebody else's", &undecided, &facts, make(switch_mailer()));

    // A test is asked for, never offered.
    let asked = Intent { test_to: Some(a("me@example.com")), ..intent() };
    assert!(matches!(assess(Step::Delivery, &asked, &everything(), now()), Standing::Open { .. }));
    check("only the test is left", &asked, &everything(), None, None);
}

// ---- SMTP ----------------------------------------------------------------------------------------------------------

#[test]
fn the_smtp_password_follows_from_the_secret_and_the_region() {
    let check = |region: &str, password: &str| {
        let derived = smtp::password(&Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), a(region));
        assert_eq!(derived.reveal(), password, "{region}");
        assert!(derived.shape().smtp_password_like, "{region}");
    };
    // By the program in "Obtaining Amazon SES SMTP credentials" of the SES Developer Guide, with AWS's example secret.
    check("us-east-1", "BLBM/9hSUELfq8Gw+rU1YcBjkOxGbhT2XG763xVLGWL9");
    check("eu-west-1", "BMW5RDrXmmVs0lV7GpI4oLkHXpZ4stDsk6q91z1g38Pk");
}

/// The SMTP password that follows from a secret.
pub(crate) fn smtp_password(secret: &str, region: &str) -> String {
    smtp::password(&Secret::new(secret), a(region)).reveal().to_owned()
}

// ---- worlds --------------------------------------------------------------------------------------------------------

/// The file of secrets, in such a state.
pub(crate) fn sealed(seal: Seal) -> SealedFile {
    SealedFile { path: "/home/me/.local/share/sesame/secrets.age".into(), seal }
}

/// Signed in, in an account and a region where nothing has been done, with a new app.
pub(crate) fn nothing() -> Facts {
    Facts {
        caller: Fact::Present(caller()),
        permissions: Fact::Present(Default::default()),
        logins: Fact::Present(logins(vec![usual_login()])),
        account: Fact::Present(sandbox()),
        sender: Fact::Absent,
        keys: Fact::Absent,
        kept: Fact::Present(Vec::new()),
        offered: Fact::Absent,
        identity: Fact::Absent,
        project: Fact::Present(new_app()),
        ..Facts::default()
    }
}

/// Nothing is left to do.
/// As the app whose name is that of [`DONE_ENV`] sends.
pub(crate) fn named() -> Box<SendOptions> {
    Box::new(SendOptions { from_name: Some("참깨 상점".into()), ..SendOptions::default() })
}

pub(crate) fn everything() -> Facts {
    Facts {
        account: Fact::Present(production()),
        recipient: Fact::Present(domain()),
        sender: Fact::Present(sender()),
        keys: Fact::Present(vec![key(KEY)]),
        kept: Fact::Present(vec![kept(KEY)]),
        accepted: Fact::Present(a(KEY)),
        issue: IssueTrace::Made { key: a(KEY), at: ago(3600) },
        identity: Fact::Present(domain()),
        zone: Fact::Present(ZoneCut {
            zone: "example.co.kr".into(),
            servers: vec!["ns1.example.net".into()],
            primary: None,
        }),
        records: dmarc(Answer::Found(vec!["v=DMARC1; p=none;".into()])),
        sealed: Fact::Present(sealed(Seal::Open)),
        project: Fact::Present(app(DONE_ENV)),
        others: Fact::Present(vec![]),
        ..nothing()
    }
}

/// Everything that one has to say, said.
pub(crate) fn intent() -> Intent {
    Intent {
        region: Some(seoul()),
        from: Some(a("no-reply@example.co.kr")),
        website: Some(a("https://example.co.kr/")),
        terms: Terms::Accepted,
        ..Intent::default()
    }
}

pub(crate) const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
pub(crate) const OTHER_KEY: &str = "AKIAI44QH8DHBEXAMPLE";
const THIRD_KEY: &str = "AKIAQ5ZKTGN3EXAMPLE3";
/// As IAM makes them: 40 characters.
pub(crate) const SECRET: &str = "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";
/// `SesameSend` for one domain, and `SesameReadStatus`, as they are written.
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Sid": "SesameSend", "Effect": "Allow", "Action": ["ses:SendEmail", "ses:SendRawEmail"], "Resource": "*",
     "Condition": {"StringLike": {"ses:FromAddress": "*@example.co.kr"}}},
    {"Sid": "SesameReadStatus", "Effect": "Allow", "Action": ["ses:GetAccount", "ses:GetSendQuota",
     "ses:GetEmailIdentity", "ses:ListEmailIdentities", "ses:ListIdentities"], "Resource": "*"}]}"#;

pub(crate) const NEW_ENV: &str =
    "APP_NAME=\"참깨 상점\"\nMAIL_MAILER=log\nAWS_ACCESS_KEY_ID=\nAWS_SECRET_ACCESS_KEY=\n";
pub(crate) const PREPARED_ENV: &str = "APP_NAME=\"참깨 상점\"
MAIL_MAILER=log
MAIL_FROM_ADDRESS=no-reply@example.co.kr
MAIL_FROM_NAME=\"참깨 상점\"
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=S/k+Ses4meSENT1NELx9Qv7/wJalrXUtnFEMIK7+
AWS_DEFAULT_REGION=ap-northeast-2
";
pub(crate) const DONE_ENV: &str = "APP_NAME=\"참깨 상점\"
MAIL_MAILER=ses
MAIL_FROM_ADDRESS=no-reply@example.co.kr
MAIL_FROM_NAME=\"참깨 상점\"
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=S/k+Ses4meSENT1NELx9Qv7/wJalrXUtnFEMIK7+
AWS_DEFAULT_REGION=ap-northeast-2
";

pub(crate) fn now() -> Timestamp {
    "2026-11-23T09:00:00Z".parse().expect("a time")
}

pub(crate) fn ago(seconds: i64) -> Timestamp {
    now() - jiff::SignedDuration::from_secs(seconds)
}

fn seoul() -> Region {
    a("ap-northeast-2")
}

/// A name, parsed.
pub(crate) fn a<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a good name")
}

pub(crate) fn denied() -> Denial {
    Denial {
        kind: FailureKind::Denied,
        code: "AccessDenied".into(),
        message: "User: arn:aws:iam::123456789012:user/me is not authorized".into(),
    }
}

pub(crate) fn caller() -> Caller {
    Caller { account: a("123456789012"), arn: "arn:aws:iam::123456789012:user/admin".into() }
}

pub(crate) fn logins(found: Vec<Login>) -> Logins {
    Logins { found, flaws: Vec::new() }
}

/// A key in the default profile.
pub(crate) fn usual_login() -> Login {
    profile("default", LoginKind::Keys { key: a(OTHER_KEY) }, Lasts::NoEnd)
}

/// The default profile is what one has where nothing is said.
pub(crate) fn profile(name: &str, kind: LoginKind, lasts: Lasts) -> Login {
    let by = if name == "default" { SignIn::Ambient } else { SignIn::Profile(name.into()) };
    let anew = match &kind {
        LoginKind::Sso { session: Some(session) } => Some(Renewal::SsoSession { session: session.clone() }),
        LoginKind::Sso { session: None } => Some(Renewal::Sso { profile: name.into() }),
        LoginKind::Console => Some(Renewal::Console { profile: Some(name.into()) }),
        _ => None,
    };
    Login { by, profile: Some(name.into()), kind, account: None, principal: None, region: None, lasts, anew }
}

/// As AWS tells the app's key itself.
pub(crate) fn senders_own() -> Caller {
    Caller { account: a("123456789012"), arn: "arn:aws:iam::123456789012:user/mail-user".into() }
}

pub(crate) fn under() -> Under {
    Under { sign_in: SignIn::Ambient, account: a("123456789012"), region: seoul() }
}

pub(crate) fn sandbox() -> SesAccount {
    SesAccount {
        region: seoul(),
        production: false,
        quota: None,
        sending_enabled: true,
        enforcement: Some("HEALTHY".into()),
        suppressed: ["BOUNCE".into(), "COMPLAINT".into()].into(),
        review: None,
        plan: None,
        delivery_mode: None,
    }
}

pub(crate) fn production() -> SesAccount {
    SesAccount { production: true, ..sandbox() }
}

pub(crate) fn under_review() -> SesAccount {
    use open_sesame::setup::{Review, ReviewStatus};
    SesAccount { review: Some(Review { status: ReviewStatus::Pending, case: None }), ..sandbox() }
}

/// Made by us, and allowed to send as `example.co.kr`.
pub(crate) fn sender() -> Sender {
    Sender {
        name: a("mail-user"),
        arn: "arn:aws:iam::123456789012:user/mail-user".into(),
        made: Authorship::Ours,
        created: Some(ago(20 * 3600)),
        inline: Fact::Present([("SesameSend".to_owned(), POLICY.to_owned())].into()),
        opened: Authorship::Foreign,
        attached: Fact::Present(Default::default()),
        boundary: None,
    }
}

/// An active key of ours, an hour old.
pub(crate) fn key(id: &str) -> AccessKey {
    let (origin, used) = (KeyOrigin::Ours, Fact::Unknown);
    AccessKey { id: a(id), active: true, created: Some(ago(3600)), origin, used, file: None }
}

pub(crate) fn kept(id: &str) -> KeptKey {
    let secret = Secret::new(SECRET);
    KeptKey {
        id: a(id),
        print: secret.fingerprint(),
        smtp_print: Some(smtp::password(&secret, seoul()).fingerprint()),
        shape: secret.shape(),
    }
}

/// `example.co.kr`, verified, with DKIM and MAIL FROM.
pub(crate) fn domain() -> Identity {
    Identity {
        name: IdentityName::Domain(a("example.co.kr")),
        made: Authorship::Ours,
        verified: true,
        verification: Check::Success,
        dkim: Dkim {
            status: Check::Success,
            tokens: vec!["t1".into(), "t2".into(), "t3".into()],
            zone: Some("dkim.amazonses.com".into()),
            origin: DkimOrigin::Ses,
        },
        mail_from: Some(mail_from(Check::Success)),
        error: None,
        checked: Some(ago(60)),
        zone_server: None,
        created: Some(ago(3600)),
        former_tokens: Vec::new(),
    }
}

fn mail_from(status: Check) -> MailFrom {
    MailFrom { domain: a("bounce.example.co.kr"), status, on_mx_failure: OnMxFailure::UseDefault }
}

/// The same before DNS has anything.
pub(crate) fn pending_domain() -> Identity {
    Identity {
        verified: false,
        verification: Check::Pending,
        dkim: Dkim { status: Check::Pending, ..domain().dkim },
        mail_from: Some(mail_from(Check::Pending)),
        ..domain()
    }
}

/// What was said of `_dmarc.example.co.kr`.
fn dmarc(answer: Answer) -> BTreeMap<RecordKey, ask::Sightings> {
    let name = "_dmarc.example.co.kr";
    let question = ask::Query { name: name.into(), kind: RecordType::Txt, why: ask::Aim::Itself };
    let said = ServerAnswer::new("ns1.example.net", answer);
    let sightings = [(question, Sighting { authoritative: vec![said], public: Vec::new() })].into_iter().collect();
    [(RecordKey { name: name.into(), kind: RecordType::Txt }, sightings)].into()
}

/// Laravel 12 with the SDK and without config files of its own.
pub(crate) fn app(env: &str) -> Project {
    project(Some(env), &["aws/aws-sdk-php"], &[])
}

fn project(env: Option<&str>, packages: &[&str], files: &[(&str, &str)]) -> Project {
    project_in(&[], env, packages, files)
}

/// The same as a process with these variables finds it.
pub(crate) fn project_in(
    process: &[(&str, &str)],
    env: Option<&str>,
    packages: &[&str],
    files: &[(&str, &str)],
) -> Project {
    let process = process.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    let mut listed = vec![json!({ "name": "laravel/framework", "version": "12.0.0" })];
    listed.extend(packages.iter().map(|package| json!({ "name": package, "version": "3.299.1" })));
    let lock = json!({ "packages": listed, "packages-dev": [] }).to_string();
    let all = [("artisan", ""), ("composer.lock", &lock)].into_iter().chain(env.map(|env| (".env", env)));
    let files: Files = all.chain(files.iter().copied()).map(|(path, text)| (path.into(), text.into())).collect();
    Project {
        root: "/srv/shop".into(),
        app: understand_in(&files, &process).expect("an app"),
        env: env_digest(),
        own_keys: vec![a(KEY)],
        patches: Vec::new(),
        switch_patches: Vec::new(),
        leaks: Vec::new(),
        unpatchable: None,
        kept_back: None,
        unfit: None,
        renewed: Renewed::default(),
    }
}

fn env_digest() -> FileDigest {
    FileDigest(Some("0123".into()))
}

pub(crate) fn new_app() -> Project {
    app(NEW_ENV)
}

/// A new one whose `config/mail.php` lacks the mailer that is wanted.
pub(crate) fn needs_a_patch() -> Project {
    let added = ["'ses-v2' => [", "    'transport' => 'ses-v2',", "],"].map(|line| DiffLine::Added(line.into()));
    let patch = Patch {
        file: ProjectFile("config/mail.php".into()),
        seen: FileDigest(Some("4567".into())),
        lines: added.into(),
        unless: None,
    };
    Project { patches: vec![patch], ..new_app() }
}

/// All but `MAIL_MAILER`.
pub(crate) fn prepared_app() -> Project {
    app(PREPARED_ENV)
}

// ---- changes and standings, in few words ---------------------------------------------------------------------------

fn create_sender() -> Change {
    let tags = vec![("managed-by".into(), "sesame".into())];
    Change::CreateSender { under: under(), user: a("mail-user"), path: None, boundary: None, tags }
}

fn create_identity() -> Change {
    let tags = vec![("managed-by".into(), "sesame".into())];
    Change::CreateIdentity { under: under(), name: IdentityName::Domain(a("example.co.kr")), tags }
}

/// From [`NEW_ENV`] to [`PREPARED_ENV`].
fn prepare_app() -> Change {
    project::edit(project::edits(&[
        ("MAIL_FROM_ADDRESS", project::plain("no-reply@example.co.kr")),
        ("MAIL_FROM_NAME", project::plain("참깨 상점")),
        ("AWS_ACCESS_KEY_ID", project::id(KEY)),
        ("AWS_SECRET_ACCESS_KEY", project::secret()),
        ("AWS_DEFAULT_REGION", project::plain("ap-northeast-2")),
    ]))
}

/// From [`PREPARED_ENV`] to [`DONE_ENV`].
fn switch_mailer() -> Change {
    use open_sesame::laravel::Mailer;
    let edits = project::edits(&[("MAIL_MAILER", project::plain("ses"))]);
    Change::SwitchMailer { mailer: Mailer::Ses, edits }
}

fn open(next: Change) -> Standing {
    Standing::Open { next }
}

fn asks<const N: usize>(asks: [Question; N]) -> Standing {
    Standing::Undecided { asks: asks.into() }
}

fn blocked(by: Step) -> Standing {
    Standing::Blocked { by }
}

fn waits(on: Wait) -> Standing {
    Standing::Waiting { on }
}

fn refused(why: impl Into<Refusal>) -> Standing {
    Standing::Refused(why.into())
}

/// Fails unless the step stands so; `what` tells the row.
fn check_standing(step: Step, what: &str, intent: &Intent, facts: &Facts, expected: &Standing) {
    let standing = assess(step, intent, facts, now());
    assert_eq!(standing, *expected, "{step}, {what}, with\n{intent:#?}\n{facts:#?}");
}

/// The same facts with a sign-in that does not serve: what a step says that needs one.
fn check_sign_in(step: Step) {
    let rows = [
        (Fact::Unknown, Standing::Unknown),
        (Fact::Absent, blocked(Step::SignIn)),
        (Fact::Hidden(denied()), blocked(Step::SignIn)),
    ];
    for (caller, expected) in rows {
        let what = format!("with the caller {caller:?}");
        check_standing(step, &what, &intent(), &Facts { caller, ..everything() }, &expected);
    }
    let elsewhere = Intent { account: Some(a("999988887777")), ..intent() };
    check_standing(step, "in another account", &elsewhere, &everything(), &blocked(Step::SignIn));
    let nowhere = Intent { region: None, ..intent() };
    check_standing(step, "without a region", &nowhere, &everything(), &blocked(Step::Region));
}
