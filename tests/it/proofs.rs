//! What only the account can tell: worlds by complaints, and for each what is proven by which look, and what is ruled out by
//! it. The binary in live mode beside a served account, so that the look is AWS's own wire.

use serde_json::Value as Json;

use crate::{headless::contract, live::Account};

const PAUSED: &str = "AccountSendingPausedException: Sending paused for this account. For more information, please check the \
     inbox of the email address associated with your AWS account. email.ap-northeast-2.amazonaws.com";
const SUSPENDED: &str = "AccountSuspendedException: Your account's ability to send email has been suspended. Sending suspended \
     for this account. email.ap-northeast-2.amazonaws.com";
const NO_SET: &str = "Request to AWS SES API failed. Reason: Configuration set <news> does not exist.";
const SUPPRESSED: &str = "Final-Recipient: rfc822; guest@naver.com\nDiagnostic-Code: Amazon SES has suppressed sending to this \
     address because it is on the suppression list for your account. For more information see the SES documentation.";
const UNKNOWN_KEY: &str = "UnrecognizedClientException: The security token included in the request is invalid. \
     https://email.me-south-1.amazonaws.com/v2/email/outbound-emails";
const DENIED: &str = "AccessDenied: User `arn:aws:iam::123456789012:user/mail-user' is not authorized to perform \
     `ses:SendRawEmail' on resource `arn:aws:ses:ap-northeast-2:123456789012:identity/example.co.kr'";

fn world(seed: &str, story: &str) -> Account {
    let account = Account::serve(&format!("seed = '{seed}'\nstory = {{ ko = '시험', en = 'a test' }}\n{story}"));
    let path = account.app.join(".env");
    let env = std::fs::read_to_string(&path).expect("there");
    let lines = "MAIL_MAILER=ses\nMAIL_FROM_ADDRESS=no-reply@example.co.kr\nAWS_DEFAULT_REGION=ap-northeast-2\n";
    std::fs::write(&path, format!("{env}\n{lines}")).expect("written");
    account
}

fn user(policies: &str, attached: &str) -> String {
    format!("[[user]]\nname = 'mail-user'\nage = '9d'\nattached = [{attached}]\n[user.policies]\n{policies}\n")
}

fn sending(sender: &str) -> String {
    format!(
        "Send = '''{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Action\":[\"ses:SendEmail\",\
         \"ses:SendRawEmail\"],\"Resource\":\"*\",\"Condition\":{{\"StringLike\":{{\"ses:FromAddress\":\"{sender}\"}}}}}}]}}'''"
    )
}

/// The causes with their certainty, and the ids of those that are ruled out.
struct Said {
    causes: Vec<(String, String)>,
    ruled_out: Vec<String>,
    whole: Json,
}

fn explained(account: &Account, text: &str) -> Said {
    let mut command = account.command("--json explain");
    command.arg(text);
    let ran = account.machine.finish(command);
    let whole = ran.json();
    let breaches = contract::breaches(contract::Shape::Explain, &whole);
    assert!(breaches.is_empty(), "{breaches:#?}\n{ran}");
    let word = |it: &Json, name: &str| it[name].as_str().expect("a word").to_owned();
    let list = |name: &str| whole[name].as_array().expect("a list").clone();
    Said {
        causes: list("causes").iter().map(|it| (word(it, "cause"), word(it, "certainty"))).collect(),
        ruled_out: list("ruled_out").iter().map(|it| word(it, "cause")).collect(),
        whole,
    }
}

#[track_caller]
fn check(seed: &str, story: &str, text: &str, first: (&str, &str), evidence: &str, ruled_out: &[&str]) {
    let account = world(seed, story);
    let said = explained(&account, text);
    let named = said.causes.first().map(|(cause, certainty)| (cause.as_str(), certainty.as_str()));
    assert_eq!(named, Some(first), "{seed}: {:#}", said.whole);
    assert!(said.whole["causes"][0]["evidence"].to_string().contains(evidence), "{seed}: {:#}", said.whole);
    for cause in ruled_out {
        assert!(said.ruled_out.iter().any(|it| it == cause), "{seed}: {cause} is not ruled out: {:#}", said.whole);
    }
    assert_eq!(account.changes(), Vec::<String>::new(), "looking changed something");
}

#[test]
fn whether_sending_is_paused_or_shut_down_the_account_says() {
    let (paused, shut) = ("ses.sending = false\n", "ses.enforcement = 'SHUTDOWN'\n");
    check(
        "proof-paused",
        paused,
        PAUSED,
        ("sending-paused", "proven"),
        "paused for the account",
        &["account-suspended"],
    );
    // SES v1 has one code for both.
    check("proof-shut", shut, PAUSED, ("account-suspended", "proven"), "SHUTDOWN", &["sending-paused"]);
    check("proof-suspended", shut, SUSPENDED, ("account-suspended", "proven"), "SHUTDOWN", &["sending-paused"]);
    check("proof-resumed", "", PAUSED, ("sending-paused", "likely"), "may send", &[]);
}

/// AWS refuses the signature in its own words, and the `Date` of that answer tells how far the clock here is off.
#[test]
fn whether_the_clock_is_wrong_the_answer_says() {
    let expired = "Signature expired: 20261120T020133Z is now earlier than 20261120T021201Z (20261120T021701Z - 5 min.) \
                   email.ap-northeast-2.amazonaws.com";
    let early = "Signature not yet current: 20261120T021701Z is still later than 20261120T020701Z (20261120T020201Z + 5 min.) \
                 email.ap-northeast-2.amazonaws.com";
    let (ahead, behind) = ("clock.ahead = '12m'\n", "clock.behind = '20m'\n");
    check("proof-clock-ahead", ahead, early, ("clock-skew", "proven"), "still later than", &[]);
    check("proof-clock-behind", behind, expired, ("clock-skew", "proven"), "now earlier than", &[]);
    // An answer takes its time, and AWS tells its own to the second.
    for (seed, story, words) in [
        ("proof-doctor-ahead", ahead, ["clock is 11 min", "clock is 12 min", "ahead of AWS's"]),
        ("proof-doctor-behind", behind, ["clock is 19 min", "clock is 20 min", "behind AWS's"]),
    ] {
        let account = world(seed, story);
        let report = account.sesame("--json doctor --from no-reply@example.co.kr").json();
        let checks = report["checks"].as_array().expect("checks").clone();
        // What explains the rest stands first.
        let first = &checks[0];
        assert_eq!((&first["check"], &first["verdict"]), (&"clock".into(), &"fail".into()), "{report:#}");
        assert_eq!(
            first["causes"],
            serde_json::json!([{ "cause": "clock-skew", "certainty": "proven" }]),
            "{report:#}"
        );
        let said = first["evidence"].to_string();
        assert!(words[..2].iter().any(|it| said.contains(it)) && said.contains(words[2]), "{report:#}");
        assert_eq!(account.changes(), Vec::<String>::new());
    }
    // A clock that agrees is said to.
    let well = world("proof-clock-right", "").sesame("--json doctor --from no-reply@example.co.kr").json();
    let checks = well["checks"].as_array().expect("checks").clone();
    assert!(checks.iter().any(|check| check["check"] == "clock" && check["verdict"] == "pass"), "{well:#}");
}

#[test]
fn whether_a_configuration_set_is_there_its_region_says() {
    check("proof-no-set", "", NO_SET, ("configuration-set-missing", "proven"), "no configuration set news", &[]);
    let account = world("proof-set", "ses.configuration_sets = ['news']\n");
    let said = explained(&account, NO_SET);
    assert!(said.causes.is_empty(), "{:#}", said.whole);
    assert!(said.ruled_out.contains(&"configuration-set-missing".to_owned()), "{:#}", said.whole);
}

#[test]
fn whether_a_recipient_is_suppressed_the_list_says() {
    let granted = "production = ['ap-northeast-2']\n";
    let listed = format!("{granted}ses.bounced = ['guest@naver.com']\n");
    let cause = ("recipient-suppressed", "proven");
    check("proof-listed", &listed, SUPPRESSED, cause, "guest@naver.com is on the account's suppression list", &[]);
    let said = explained(&world("proof-unlisted", granted), SUPPRESSED);
    assert!(said.causes.is_empty(), "{:#}", said.whole);
    assert!(said.ruled_out.contains(&"recipient-suppressed".to_owned()), "{:#}", said.whole);
    // In the sandbox there is no list to ask; the words stand alone.
    let said = explained(&world("proof-sandboxed", ""), SUPPRESSED);
    assert_eq!(said.causes, [(cause.0.to_owned(), cause.1.to_owned())], "{:#}", said.whole);
}

#[test]
fn whether_a_region_is_switched_on_the_region_says() {
    let others = ["key-unknown", "key-inactive", "key-not-yet-visible"];
    check("proof-off", "", UNKNOWN_KEY, ("region-not-enabled", "proven"), "not switched", &others);
    let said = explained(&world("proof-on", "opted_in = ['me-south-1']\n"), UNKNOWN_KEY);
    assert!(said.ruled_out.contains(&"region-not-enabled".to_owned()), "{:#}", said.whole);
}

#[test]
fn which_policy_refused_the_policies_of_the_user_say() {
    let quarantine = "'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3'";
    let own = sending("*@example.co.kr");
    let others = ["policy-lacks-action", "policy-excludes-sender"];
    check(
        "proof-quarantine",
        &user(&own, quarantine),
        DENIED,
        ("key-quarantined", "proven"),
        "AWSCompromisedKeyQuarantineV3",
        &others,
    );
    check(
        "proof-others",
        &user(&sending("*@other.kr"), ""),
        DENIED,
        ("policy-excludes-sender", "proven"),
        "only as *@other.kr",
        &["policy-lacks-action", "organization-denies"],
    );
    check(
        "proof-nothing",
        &user("", ""),
        DENIED,
        ("policy-lacks-action", "proven"),
        "No policy of the user mail-user",
        &["policy-excludes-sender", "organization-denies"],
    );
    // The user's own allow it, so what refuses stands above them.
    check("proof-above", &user(&own, ""), DENIED, ("organization-denies", "likely"), "allow it to send as", &others);
}

/// A condition on the recipients refuses on the sender's own identity.
#[test]
fn whom_a_policy_lets_write_to_the_policies_of_the_user_say() {
    let to_one = "Send = '''{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"ses:SendRawEmail\",\
         \"Resource\":\"*\",\"Condition\":{\"ForAllValues:StringLike\":{\"ses:Recipients\":[\"*@example.co.kr\"]}}}]}'''";
    let cause = ("policy-excludes-recipient", "likely");
    check("proof-recipients", &user(to_one, ""), DENIED, cause, "*@example.co.kr", &[]);
}

/// A policy that names single resources: what SES asks about beside the sender is not among them.
#[test]
fn what_else_a_policy_leaves_out_the_policies_of_the_user_say() {
    let on = |what: &str| {
        format!(
            "User `arn:aws:iam::123456789012:user/mail-user' is not authorized to perform `ses:SendRawEmail' on resource \
             `arn:aws:ses:ap-northeast-2:123456789012:{what}'"
        )
    };
    let of_the_domain = "Send = '''{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"ses:Send*\",\
         \"Resource\":\"arn:aws:ses:ap-northeast-2:123456789012:identity/example.co.kr\"}]}'''";
    check(
        "proof-set-left-out",
        &user(of_the_domain, ""),
        &on("configuration-set/news"),
        ("policy-excludes-configuration-set", "proven"),
        "on arn:aws:ses:ap-northeast-2:123456789012:configuration-set/news",
        &[],
    );
    check(
        "proof-recipient-left-out",
        &user(of_the_domain, ""),
        &on("identity/guest@naver.com"),
        ("policy-excludes-recipient", "proven"),
        "identity/guest@naver.com",
        &["policy-excludes-sender"],
    );
    // One of the two actions that send is not the other.
    let simple = "Send = '''{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"ses:SendEmail\",\
         \"Resource\":\"*\"}]}'''";
    check(
        "proof-raw",
        &user(simple, ""),
        DENIED,
        ("policy-lacks-action", "proven"),
        "No policy of the user mail-user",
        &["policy-excludes-sender", "organization-denies"],
    );
}

/// Over SMTP the password tells, and the words of the client.
#[test]
fn what_smtp_refuses_the_password_says() {
    let unreachable = "Connection could not be established with host \"email-smtp.ap-northeast-2.amazonaws.com:587\": \
         stream_socket_client(): Unable to connect to email-smtp.ap-northeast-2.amazonaws.com:587 (Connection timed out)";
    check("proof-smtp", "", unreachable, ("smtp-unreachable", "proven"), "Connection timed out", &[]);
    let account = Account::serve(
        "seed = 'proof-password'\nstory = { ko = '시험', en = 'a test' }\niam.propagation = '0s'\n\
         production = ['ap-northeast-2']\n[[identity]]\nname = 'example.co.kr'\nage = '30d'\nstands = 'verified'\n",
    );
    account.sesame(
        "setup --from no-reply@example.co.kr --keep project --mail-from none --no-dmarc --runs-on local --mailer smtp --yes",
    );
    let path = account.app.join(".env");
    let env = std::fs::read_to_string(&path).expect("there");
    let here = "email-smtp.ap-northeast-2.amazonaws.com";
    assert!(env.contains(here), "the app is not set up");
    std::fs::write(&path, env.replace(here, "email-smtp.us-east-1.amazonaws.com")).expect("written");
    let said = explained(&account, "535 Authentication Credentials Invalid");
    let first = said.causes.first().map(|(cause, certainty)| (cause.as_str(), certainty.as_str()));
    assert_eq!(first, Some(("smtp-credentials-wrong-region", "proven")), "{:#}", said.whole);
}

/// The doctor finds them without an error.
#[test]
fn the_doctor_sees_what_will_refuse_the_next_message() {
    for (seed, story, cause) in [
        ("proof-doctor-paused", "ses.sending = false\n", "sending-paused"),
        ("proof-doctor-shut", "ses.enforcement = 'SHUTDOWN'\n", "account-suspended"),
        (
            "proof-doctor-quarantine",
            "[[user]]\nname = 'mail-user'\nage = '9d'\nattached = ['arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2']\n",
            "key-quarantined",
        ),
    ] {
        let report = world(seed, story).sesame("--json doctor --from no-reply@example.co.kr").json();
        let checks = report["checks"].as_array().expect("checks").clone();
        let mut causes = checks.iter().flat_map(|check| check["causes"].as_array().expect("a list").clone());
        assert!(causes.any(|it| it["cause"] == cause && it["certainty"] == "proven"), "{cause}: {report:#}");
    }
}
