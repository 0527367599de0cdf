//! `sesame send --to`: a test as the app itself would send it, in live mode beside a served account.

use std::fs;

use serde_json::Value as Json;

use crate::{
    headless::{
        contract::{self, Shape},
        machine::Ran,
    },
    live::Account,
};

const ASKED: &str = "--from no-reply@example.co.kr --keep project --mail-from none --no-dmarc --runs-on local \
     --website https://example.co.kr --accept-terms";
const GUEST: &str = "guest@naver.com";

/// An account with a verified domain, and an app that was set up in it with this mailer.
fn ready(seed: &str, story: &str, mailer: &str) -> Account {
    ready_to(seed, story, mailer, "sender")
}

/// The same with this choice of a policy.
fn ready_to(seed: &str, story: &str, mailer: &str, policy: &str) -> Account {
    let account = Account::serve(&format!(
        "seed = '{seed}'\nstory = {{ ko = '시험', en = 'a test' }}\niam.propagation = '0s'\n{story}
[[identity]]\nname = 'example.co.kr'\nage = '30d'\nstands = 'verified'\n"
    ));
    account.sesame(&format!("setup {ASKED} --mailer {mailer} --policy {policy} --yes"));
    assert_eq!(account.value("MAIL_MAILER"), mailer, "the app is not set up");
    account
}

#[track_caller]
fn sends(account: &Account, line: &str, code: i32) -> Json {
    object(account.sesame(&format!("--json send {line}")), code)
}

#[track_caller]
fn object(ran: Ran, code: i32) -> Json {
    let ran = ran.ends(code);
    let object = ran.json();
    let breaches = contract::breaches(Shape::Send, &object);
    assert!(breaches.is_empty(), "{breaches:#?}\n{ran}");
    object
}

fn causes(object: &Json) -> Vec<(&str, &str)> {
    object["causes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| (it["cause"].as_str().expect("an id"), it["certainty"].as_str().expect("a word")))
        .collect()
}

fn change_env(account: &Account, name: &str, value: &str) {
    let path = account.app.join(".env");
    let env = fs::read_to_string(&path).expect("there");
    let lines = env.lines().map(|line| match line.starts_with(&format!("{name}=")) {
        true => format!("{name}={value}\n"),
        false => format!("{line}\n"),
    });
    fs::write(&path, lines.collect::<String>()).expect("written");
}

const GRANTED: &str = "production = ['ap-northeast-2']";

#[test]
fn a_test_leaves_as_the_apps_own_mail_does() {
    for (mailer, api) in [("ses", "v1"), ("ses-v2", "v2"), ("smtp", "smtp")] {
        let account = ready(&format!("send-{mailer}"), GRANTED, mailer);
        change_env(&account, "MAIL_FROM_NAME", "\"참깨 상점\"");
        for (to, address) in [
            (GUEST, GUEST),
            ("success", "success@simulator.amazonses.com"),
            ("bounce", "bounce@simulator.amazonses.com"),
            ("Complaint", "complaint@simulator.amazonses.com"),
            ("ooto", "ooto@simulator.amazonses.com"),
            ("suppressionlist", "suppressionlist@simulator.amazonses.com"),
            ("bounce+order-7@simulator.amazonses.com", "bounce+order-7@simulator.amazonses.com"),
        ] {
            let sent = sends(&account, &format!("--to {to}"), 0);
            let taken = account.outbox().pop().expect("a message");
            assert_eq!((&sent["sent"], &sent["mailer"]), (&Json::Bool(true), &mailer.into()), "{sent}");
            assert_eq!((&taken["api"], &taken["to"][0]), (&api.into(), &address.into()), "{taken}");
            assert_eq!(taken["key_id"], sent["key"], "{taken}");
            assert_eq!(taken["from"], "no-reply@example.co.kr");
            // The app's From name, as mail carries it.
            let mime = taken["mime"].as_str().expect("a message");
            assert!(mime.contains("From: =?utf-8?b?7LC46rmoIOyDgeygkA==?= <no-reply@example.co.kr>"), "{mime}");
            let name = address.split(['@', '+']).next().filter(|_| address != GUEST);
            assert_eq!(sent["simulator"].as_str(), name, "{sent}");
            assert!(sent["message_id"].as_str().is_some_and(|id| id.len() > 20), "{sent}");
        }
        let said = account.sesame("--lang ko send --to bounce").ends(0);
        assert!(said.stdout.contains("영구 반송을 알립니다") && said.stderr.contains(mailer), "{said}");
    }
}

#[test]
fn no_sign_in_is_needed_to_send() {
    let account = ready("send-alone", GRANTED, "ses");
    let mut command = account.command(&format!("--json send --to {GUEST}"));
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    let sent = object(account.machine.finish(command), 0);
    assert_eq!(sent["sent"], true, "{sent}");
}

/// AWS counts what comes back.
#[test]
fn nothing_is_sent_to_a_domain_that_takes_no_mail() {
    let rows = "[dns]\nrecords = [{ name = 'nomail.co.kr', type = 'MX', values = ['0 .'] }]\n";
    let account = ready("send-no-mail", &format!("{GRANTED}\n{rows}"), "ses");
    let before = account.outbox().len();
    let refused = account.sesame("--lang en send --to me@nomail.co.kr");
    assert_ne!(refused.code, Some(0), "{refused}");
    assert!(format!("{refused}").contains("nomail.co.kr takes no mail (its MX is null)"), "{refused}");
    assert_eq!(account.outbox().len(), before);
    assert_eq!(sends(&account, &format!("--to {GUEST}"), 0)["sent"], true);
}

#[test]
fn what_the_sandbox_would_refuse_is_said_before_it_is_sent() {
    for mailer in ["ses", "smtp"] {
        let account = ready(&format!("send-sandbox-{mailer}"), "", mailer);
        let before = account.outbox().len();
        let refused = sends(&account, &format!("--to {GUEST}"), 1);
        assert_eq!(refused["sent"], false, "{refused}");
        assert_eq!(causes(&refused), [("recipient-in-sandbox", "proven")], "{refused}");
        let commands = refused["causes"][0]["remedy"]["commands"].to_string();
        assert!(commands.contains(GUEST) && commands.contains("--to success"), "{commands}");
        assert_eq!(refused["refusal"], Json::Null, "SES was not asked: {refused}");
        assert_eq!(account.outbox().len(), before);
        let said = account.sesame(&format!("--lang en send --to {GUEST}")).ends(1);
        assert!(said.stdout.contains("in the sandbox, where SES refuses guest@naver.com"), "{said}");
        // What the sandbox takes is sent.
        for to in ["me@example.co.kr", "bounce"] {
            assert_eq!(sends(&account, &format!("--to {to}"), 0)["sent"], true, "{to}");
            account.advance("2s");
        }
    }
}

fn without_a_sign_in(account: &Account, line: &str) -> Ran {
    let mut command = account.command(line);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    account.machine.finish(command)
}

/// On a server the app's own key is all there is.
#[test]
fn the_apps_key_sees_the_sandbox_before_it_sends() {
    let account = ready("send-by-itself", "", "ses");
    let before = account.outbox().len();
    let refused = object(without_a_sign_in(&account, &format!("--json send --to {GUEST}")), 1);
    assert_eq!(causes(&refused), [("recipient-in-sandbox", "proven")], "{refused}");
    assert_eq!((&refused["refusal"], account.outbox().len()), (&Json::Null, before), "SES was not asked: {refused}");
}

/// Whoever cannot look first hears it from SES, with its sentence whole.
#[test]
fn what_ses_refuses_is_explained() {
    // Its key may send, and see nothing.
    let account = ready_to("send-refused", "", "ses", "send-only");
    let without_a_sign_in = |line: &str| without_a_sign_in(&account, line);
    let refused = object(without_a_sign_in(&format!("--json send --to {GUEST}")), 1);
    let sentence = "MessageRejected: Email address is not verified. The following identities failed the check in region \
         AP-NORTHEAST-2: guest@naver.com";
    assert_eq!(refused["refusal"]["message"], sentence, "{refused}");
    assert_eq!(refused["complaint"]["kind"], "not-verified", "{refused}");
    assert_eq!(causes(&refused)[0], ("recipient-in-sandbox", "likely"), "{refused}");
    assert!(refused["refusal"]["request_id"].is_string(), "{refused}");
    let said = without_a_sign_in(&format!("--lang en send --to {GUEST}")).ends(1);
    assert!(said.stdout.contains(sentence), "{said}");
}

#[test]
fn the_apps_own_mistakes_show_as_the_app_would_meet_them() {
    let check = |seed: &str, mailer: &str, name: &str, value: &dyn Fn(&Account) -> String, cause: (&str, &str)| {
        let account = ready(seed, GRANTED, mailer);
        let value = value(&account);
        change_env(&account, name, &value);
        let refused = sends(&account, &format!("--to {GUEST}"), 1);
        assert_eq!(causes(&refused).first(), Some(&cause), "{name}: {refused}");
        assert!(refused["refusal"]["code"].is_string(), "{refused}");
    };
    let plain = |value: &'static str| move |_: &Account| value.to_owned();
    check("send-region", "ses", "AWS_DEFAULT_REGION", &plain("us-east-1"), ("region-mismatch", "proven"));
    check(
        "send-slip",
        "ses-v2",
        "MAIL_FROM_ADDRESS",
        &plain("no-reply@exmaple.co.kr"),
        ("policy-excludes-sender", "proven"),
    );
    let cut = |account: &Account| account.value("AWS_SECRET_ACCESS_KEY")[..39].to_owned();
    check("send-cut", "ses", "AWS_SECRET_ACCESS_KEY", &cut, ("secret-mismatch", "proven"));
    check(
        "send-password",
        "smtp",
        "MAIL_PASSWORD",
        &|account| account.value("AWS_SES_SECRET_ACCESS_KEY"),
        ("smtp-credentials-not-derived", "proven"),
    );
}

/// Where the sender is verified in another region, that comes first, whatever it is in this one; and what mends it with it.
#[test]
fn a_wrong_region_leads_what_is_said_of_a_refusal() {
    let account = Account::serve(
        "seed = 'send-elsewhere'\nstory = { ko = '시험', en = 'a test' }\niam.propagation = '0s'\nproduction = ['us-east-1']
[[identity]]\nname = 'example.co.kr'\nregion = 'us-east-1'\nage = '90d'\nstands = 'verified'\n",
    );
    // It is begun here, and waits for DNS.
    account.sesame(&format!("setup {ASKED} --mailer ses --yes")).ends(3);
    change_env(&account, "MAIL_MAILER", "ses");
    let refused = sends(&account, &format!("--to {GUEST}"), 1);
    assert_eq!(causes(&refused)[..2], [("region-mismatch", "proven"), ("sender-not-verified", "proven")], "{refused}");
    let commands = refused["causes"][0]["remedy"]["commands"].to_string();
    assert!(commands.contains("env") && commands.contains("--region us-east-1 --write"), "{commands}");
    let said = account.sesame(&format!("--lang en send --to {GUEST}")).ends(1);
    let first = said.stdout.split_once("✗ proven: ").expect("a proven cause").1;
    assert!(first.starts_with("The sender is verified in another region"), "{said}");

    // A key that may only send sees no region; the set-up's own is named.
    let account = ready_to("send-blind", GRANTED, "ses", "send-only");
    change_env(&account, "AWS_DEFAULT_REGION", "us-east-1");
    let refused = object(without_a_sign_in(&account, &format!("--json send --to {GUEST}")), 1);
    assert_eq!(causes(&refused)[0], ("region-mismatch", "likely"), "{refused}");
    let commands = refused["causes"][0]["remedy"]["commands"].to_string();
    assert!(commands.contains("--region ap-northeast-2 --write"), "{commands}");
}

#[test]
fn without_a_key_there_is_nothing_to_send_with() {
    let account = Account::serve("seed = 'send-none'\nstory = { ko = '시험', en = 'a test' }\n");
    let said = account.sesame("--lang en send --from no-reply@example.co.kr --to success").ends(1);
    assert!(
        said.stderr.contains("there is no key here") && said.stderr.contains(" setup --from no-reply@example.co.kr"),
        "{said}"
    );
    let said = account.sesame("--lang en send --to bounced").ends(2);
    assert!(said.stderr.contains("bounced"), "{said}");
    assert_eq!(account.changes(), Vec::<String>::new());
    let refused = account.sesame("--lang en --read-only send --from no-reply@example.co.kr --to success").ends(1);
    assert!(!refused.stderr.is_empty());
}
