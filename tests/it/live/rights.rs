//! What a sign-in may do: with exactly the policy that is printed, as root, in a role, with the app's own key alone, and who it is
//! that refuses.

use super::*;
use crate::keys::{SETUP, STORY};

/// Signed in, and this is what a set-up comes to.
fn refused(story: &str, lang: &str, words: &[&str]) {
    let account = Account::serve(&format!("{QUICK}{story}"));
    let ran = account.sesame(&format!("--lang {lang} setup {} --keep project --yes", ASKED));
    let all = format!("{}{}", ran.stdout, ran.stderr);
    assert!(words.iter().all(|it| all.contains(it)), "{words:?}: {ran}");
}

const NO_USERS: &str = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:CreateUser","Resource":"*"}]}"#;

/// With the policy that is printed and nothing else, a set-up goes to its end, and no call of it is refused.
mod by_the_policy_that_is_printed {
    use super::*;

    const BOUNDARY: &str = "--permissions-boundary arn:aws:iam::aws:policy/AmazonSESFullAccess";
    /// What stands at the top of the account is named once, said or not.
    #[test]
    fn the_path_of_every_user_is_no_path() {
        let account = Account::serve(QUICK);
        let printed =
            |made: &str| account.sesame(&format!("policy wizard --from no-reply@example.co.kr {made}")).ends(0);
        assert_eq!(printed("--iam-path /").stdout, printed("").stdout);
        assert!(printed(PATH).stdout.contains("SesameIamSee"));
    }

    const PATH: &str = "--iam-path /apps/shop/";

    #[test]
    fn a_sender_is_set_up() {
        check("", "", "", "sender");
    }

    #[test]
    fn full_access_is_set_up() {
        check("", "", "", "full-access");
    }

    #[test]
    fn a_user_with_a_path_is_set_up() {
        check("", "", PATH, "sender");
    }

    #[test]
    fn a_user_with_a_boundary_is_set_up() {
        check("", "", BOUNDARY, "sender");
    }

    #[test]
    fn a_user_with_both_and_full_access_is_set_up() {
        check("", "", &format!("{PATH} {BOUNDARY}"), "full-access");
    }

    #[test]
    fn a_user_that_is_adopted_is_set_up_wherever_it_is() {
        check("[[user]]\nname = 'mail-user'\npath = '/team/'\n", "", "--adopt-user", "sender");
    }

    #[test]
    fn a_bounded_user_that_is_adopted_is_set_up() {
        let user = "[[user]]\nname = 'mail-user'\nboundary = 'arn:aws:iam::aws:policy/AmazonSESFullAccess'\n";
        check(user, "", &format!("--adopt-user {BOUNDARY}"), "sender");
    }

    #[test]
    fn an_app_with_a_configuration_set_is_set_up() {
        check("", "[ses]\nconfiguration_sets = ['news']\n", "", "sender");
    }

    fn check(users: &str, ses: &str, made: &str, policy: &str) {
        let account = Account::serve(QUICK);
        let printed = account.sesame(&format!("policy wizard --from no-reply@example.co.kr {made}")).ends(0);
        let within = printed.stderr.contains("permissions boundary arn:aws:iam::aws:policy/AmazonSESFullAccess");
        assert_eq!(within, made.contains(BOUNDARY), "{printed}");
        assert!(printed.stderr.contains("the user mail-user"), "{printed}");
        let document = printed.stdout;
        let admin = format!("[admin]\npolicies = []\npolicy = '''{document}'''\n");
        let account = Account::serve(&format!("{QUICK}{ses}{admin}{users}"));
        if !ses.is_empty() {
            let services = "<?php return ['ses' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => \
                            env('AWS_SECRET_ACCESS_KEY'), 'region' => env('AWS_DEFAULT_REGION'), \
                            'options' => ['ConfigurationSetName' => 'news']]];";
            std::fs::write(account.app.join("config/services.php"), services).expect("written");
        }
        let setup = format!("setup {ASKED} --keep project --policy {policy} {made} --yes");
        account.sesame(&setup).ends(3);
        account.advance("2h");
        account.sesame(&setup).ends(3);
        account.advance("2h");
        let done = account.sesame(&format!("{setup} --send-test success@simulator.amazonses.com")).ends(0);
        assert!(!done.stderr.contains("may not do"), "{done}");
        assert_eq!(account.denied(), [""; 0], "{document}");
        // Another user it cannot touch, nor the same one without its boundary.
        let other = format!("setup {ASKED} --user another --keep project --policy {policy} {made} --yes");
        let other = account.sesame(&other).ends(1);
        assert!(
            other.stderr.contains(if made.contains("--adopt") { "iam:GetUser" } else { "iam:CreateUser" }),
            "{other}"
        );
    }
}

#[test]
fn a_boundary_that_the_document_names_is_no_choice() {
    let account = Account::serve(QUICK);
    let boundary = "--permissions-boundary arn:aws:iam::aws:policy/AmazonSESFullAccess";
    let printed = account.sesame(&format!("policy wizard --from no-reply@example.co.kr {boundary}")).ends(0).stdout;
    let account = Account::serve(&format!("{QUICK}[admin]\npolicies = []\npolicy = '''{printed}'''\n"));
    let other = "--permissions-boundary arn:aws:iam::aws:policy/AdministratorAccess";
    for made in ["", other] {
        let refused = account.sesame(&format!("setup {ASKED} --keep project {made} --yes")).ends(1);
        assert!(refused.stderr.contains("iam:CreateUser"), "{made}: {refused}");
    }
    let of_iam = ["CreateUser", "PutUserPolicy", "AttachUserPolicy", "CreateAccessKey"];
    assert!(!account.changes().iter().any(|it| of_iam.contains(&it.as_str())), "{:?}", account.changes());
}

#[test]
fn whoever_refuses_is_told_apart() {
    let narrow =
        r#"{"Statement":{"Effect":"Allow","Action":["ses:*","iam:Get*","iam:List*","iam:Simulate*"],"Resource":"*"}}"#;
    let rows = [
        (format!("organization = '''{NO_USERS}'''\n"), "an organization's policy", "조직"),
        ("[admin]\nboundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess'\n".into(), "permissions boundary", "권한 경계"),
        (
            format!("[admin]\npolicies = []\npolicy = '''{narrow}'''\n"),
            "no policy of this sign-in",
            "허용하는 정책이 없습니다",
        ),
        (
            format!("[admin]\npolicy = '''{NO_USERS}'''\n"),
            "a policy of this sign-in denies",
            "거부하는 정책이 있습니다",
        ),
    ];
    for (story, english, korean) in rows {
        refused(&story, "en", &["iam:CreateUser", english]);
        refused(&story, "ko", &["iam:CreateUser", korean]);
    }
}

#[test]
fn root_and_roles_set_everything_up_too() {
    for admin in ["principal = 'root'", "principal = 'assumed-role/Ops/me'\nexpires_after = '10h'"] {
        let account = Account::serve(&format!("{QUICK}[admin]\n{admin}\n"));
        let ran = account.sesame(&format!("setup {} --keep project --yes", ASKED)).ends(3);
        assert!(ran.stderr.contains("Create an access key"), "{ran}");
        assert_eq!(account.keys(), [account.value("AWS_ACCESS_KEY_ID")]);
    }
}

mod with_the_apps_own_key_alone_everything_is_seen_that_it_may_see_and_the_rest_is_hidden {
    use super::*;

    #[test]
    fn with_full_access() {
        by_the_apps_own_key("full-access", "done", true);
    }

    #[test]
    fn with_all_of_ses() {
        by_the_apps_own_key("ses-star", "done", true);
    }

    #[test]
    fn as_the_sender_of_one_domain() {
        by_the_apps_own_key("sender", "done", false);
    }

    #[test]
    fn where_it_may_only_send() {
        by_the_apps_own_key("send-only", "refused", false);
    }
}

fn by_the_apps_own_key(policy: &str, identity: &str, may_create: bool) {
    // An account whose clock was moved takes every "no" for one to a wrong clock, and the SDK asks four times.
    let account = Account::serve(STORY);
    account.sesame(&format!("{SETUP} --policy {policy}")).ends(0);
    account.chooses("app-key");
    let changes = account.changes();

    let status = account.machine.finish(account.by_files("--json status")).json();
    let arn = status["account"]["arn"].as_str();
    assert_eq!(arn, Some("arn:aws:iam::123456789012:user/mail-user"), "{policy}: {status:#}");
    let standing = |step: &str| {
        let steps = status["steps"].as_array().expect("a list");
        let found = steps.iter().find(|it| it["step"] == step).expect("a step");
        found["standing"].as_str().expect("a word").to_owned()
    };
    for (step, expected) in
        [("sign-in", "done"), ("region", "done"), ("sender", "refused"), ("key", "done"), ("identity", identity)]
    {
        assert_eq!(standing(step), expected, "{policy}: {step}: {status:#}");
    }
    // What it may change it changes; of what it may not, everything is named before it begins.
    let other = "setup --from hello@other.example --website https://other-shop.kr --accept-terms --keep project --yes";
    let ran = account.machine.finish(account.by_files(&format!("--lang en {other}")));
    let made = account.changes()[changes.len()..].contains(&"CreateEmailIdentity".to_owned());
    assert_eq!(made, may_create, "{policy}: {ran}");
    let named = ran.stderr.find("This sign-in lacks permission for some steps").expect("what it may not is named");
    assert!(ran.stderr.find('▸').is_none_or(|first| named < first), "{policy}: {ran}");
}

/// Only in the sealed file: an app that speaks SMTP has no `AWS_…` in its `.env`.
#[test]
fn an_app_key_that_nobody_has_unsealed_is_asked_for_and_not_taken_for_none() {
    let account = Account::serve(&format!("production = ['ap-northeast-2']\n{QUICK}"));
    let open = format!("--passphrase-file {}", account.machine.passphrase().display());
    let setup = format!("setup {ASKED} --keep file --mailer smtp --policy full-access --yes {open}");
    account.sesame(&setup).ends(3);
    account.chooses("app-key");
    // As an editor leaves it: the byte order mark is no part of the passphrase.
    let file = account.machine.passphrase();
    let marked = [b"\xef\xbb\xbf".to_vec(), fs::read(&file).expect("it is there")].concat();
    fs::write(&file, marked).expect("written");
    let opened =
        account.machine.finish(account.by_files(&format!("--json status --passphrase-file {}", file.display())));
    assert_eq!(opened.json()["steps"][0]["standing"], "done", "{opened}");

    let closed = account.machine.finish(account.by_files("--json status")).ends(1).json();
    let sign_in = &closed["steps"][0];
    assert_eq!(
        (&sign_in["standing"], &sign_in["asks"][0]["flag"]),
        (&"undecided".into(), &"--passphrase-file".into()),
        "{closed:#}"
    );
    let ran = account.machine.finish(account.by_files("--lang en doctor"));
    assert!(!ran.stdout.contains("Sign-in to AWS        fine"), "{ran}");

    let opened = account.machine.finish(account.by_files(&format!("--json status {open}"))).json();
    assert_eq!(opened["account"]["arn"], "arn:aws:iam::123456789012:user/mail-user", "{opened:#}");
    assert_eq!(opened["steps"][0]["standing"], "done", "{opened:#}");
}

#[test]
fn where_everything_is_done_by_hand_nobody_asks_aws_and_nothing_is_said_to_be_absent() {
    for (lang, next) in [("en", "next"), ("ko", "다음")] {
        let account = Account::serve(QUICK);
        account.sesame(&format!("setup {ASKED} --keep project --plan")).ends(0);
        let before = account.requests();
        let mut command = account.nobody(&format!("--plain --lang {lang}"));
        // The first door, the address, where the app runs; the last way to sign in; then on and on.
        let lines = format!("\nno-reply@example.co.kr\n\n4\n{}", format!("{next}\n").repeat(30));
        let input = account.machine.path("here/lines");
        fs::write(&input, lines).expect("written");
        command.stdin(fs::File::open(&input).expect("there"));
        let ran = account.machine.finish(command).ends(1);
        for said in ["iam/home", "ses/home", "IAM", "DNS"] {
            assert!(ran.stdout.contains(said), "{said}: {ran}");
        }
        let unseen = if lang == "en" {
            "Sesame cannot see this without credentials"
        } else {
            "로그인 정보가 없어서 볼 수 없습니다"
        };
        assert!(ran.stdout.matches(unseen).count() >= 4, "{ran}");
        assert_eq!(account.requests(), before, "AWS was asked by nobody: {ran}");
    }
}

/// The simulator is told neither the region nor how somebody signed in; the request itself knows both.
#[test]
fn what_depends_on_the_request_is_not_said_to_be_barred() {
    let statements = [
        r#"{"Effect":"Allow","Action":["iam:Get*","iam:List*","iam:Simulate*","ses:Get*","ses:List*"],"Resource":"*"}"#,
        r#"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}"#,
    ];
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    let account = Account::serve(&format!("{QUICK}[admin]\npolicies = []\npolicy = '''{policy}'''\n"));
    let plan = account.sesame(&format!("--json setup {ASKED} --keep project --plan")).ends(0).json();
    assert_eq!((&plan["barred"], &plan["refused"]), (&json!([]), &json!([])), "{plan:#}");
    assert_eq!(plan["changes"][0]["change"], "create-sender", "{plan:#}");
}

/// As on a server: nobody is signed in, nothing is remembered, and `.env` has the app's key.
#[test]
fn with_nothing_but_the_apps_key_the_doctor_sees_what_that_may_see() {
    let account = Account::serve(QUICK);
    let setup = format!("setup {ASKED} --mail-from none --no-dmarc --keep project --yes");
    account.sesame(&setup).ends(3);
    account.advance("2h");
    account.sesame(&setup);
    for folder in ["config", "data"] {
        std::fs::remove_dir_all(account.machine.path(folder)).expect("it was there");
        std::fs::create_dir(account.machine.path(folder)).expect("made");
    }
    let by_itself = |line: &str| {
        let mut command = account.command_without_region(line);
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").env_remove("AWS_SESSION_TOKEN");
        account.machine.finish(command)
    };
    let verdicts = |object: &Json| -> std::collections::BTreeMap<String, String> {
        let word = |check: &Json, name: &str| check[name].as_str().expect("a word").to_owned();
        let checks = object["checks"].as_array().expect("checks").iter();
        checks.map(|check| (word(check, "check"), word(check, "verdict"))).collect()
    };
    let before = account.changes();
    let seen = by_itself("--json doctor").json();
    let verdict = verdicts(&seen);
    for check in ["sign-in", "app-key", "region", "from-address"] {
        assert_eq!(verdict[check], "pass", "{check}: {seen:#}");
    }
    // The MAIL FROM that is usual was declined, and AWS has not answered the request yet.
    for check in ["identity", "sandbox"] {
        assert_eq!(verdict[check], "warn", "{check}: {seen:#}");
    }
    // Its time has gone on by two hours, and says so.
    assert_eq!((&*verdict["clock"], &*verdict["quota"]), ("pass", "pass"), "{seen:#}");
    let asked = by_itself("--json doctor --to guest@naver.com").json();
    assert_eq!(verdicts(&asked)["recipient"], "unknown", "in the sandbox there is no list: {asked:#}");
    let told = by_itself("--lang en doctor");
    assert!(told.stderr.contains("only what the app's own key can see"), "{told}");
    assert_eq!(account.changes(), before, "the doctor changed something");
    // Nothing is changed at AWS by it either.
    by_itself("--json doctor --fix --yes");
    assert_eq!(account.changes(), before, "the doctor mended something as the app");

    // A key that AWS does not know, and a secret that is not the key's, are findings about the key.
    let env = String::from_utf8(account.env()).expect("text");
    let (key, secret) = (account.value("AWS_ACCESS_KEY_ID"), account.value("AWS_SECRET_ACCESS_KEY"));
    let cut = &secret[..secret.len() - 1];
    for (changed, cause) in
        [(env.replace(&key, "AKIAIOSFODNN7EXAMPLE"), "key-unknown"), (env.replace(&secret, cut), "secret-mismatch")]
    {
        std::fs::write(account.app.join(".env"), changed).expect("written");
        let seen = by_itself("--json doctor").json();
        let verdict = verdicts(&seen);
        assert_eq!((&*verdict["app-key"], &*verdict["sign-in"]), ("fail", "unknown"), "{seen:#}");
        let checks = seen["checks"].as_array().expect("checks").iter();
        let of_the_key = checks.filter(|check| check["check"] == "app-key");
        let causes: Vec<&Json> = of_the_key.flat_map(|check| check["causes"].as_array().expect("causes")).collect();
        assert!(causes.iter().any(|it| it["cause"] == cause), "{cause}: {seen:#}");
    }
}

/// Where the app sends by SMTP the server is asked for an answer, and nothing more.
#[test]
fn whether_the_smtp_server_answers_the_doctor_tries() {
    let story = format!(
        "{QUICK}production = ['ap-northeast-2']\nses.bounced = ['guest@naver.com']\n[[identity]]\nname = 'example.co.kr'\nage = '30d'\nstands = 'verified'\n"
    );
    let account = Account::serve(&story);
    account.sesame(
        "setup --from no-reply@example.co.kr --keep project --mail-from none --no-dmarc --runs-on local --mailer smtp --yes",
    );
    let named = |object: &Json, name: &str| {
        let checks = object["checks"].as_array().expect("checks").clone();
        checks.into_iter().find(|check| check["check"] == name).expect("the check")
    };
    let server = |object: &Json| named(object, "smtp-server");
    for (to, expected) in [("guest@naver.com", "fail"), ("me@naver.com", "pass")] {
        let seen = named(&account.sesame(&format!("--json doctor --to {to}")).json(), "recipient");
        assert_eq!(seen["verdict"], expected, "{to}: {seen:#}");
    }
    let seen = server(&account.sesame("--json doctor").json());
    assert_eq!(seen["verdict"], "pass", "{seen:#}");
    let mut command = account.command("--json doctor");
    command.env("SESAME_SMTP", "127.0.0.1:9");
    let seen = server(&account.machine.finish(command).json());
    assert_eq!(
        (&seen["verdict"], &seen["causes"][0]["cause"]),
        (&json!("fail"), &json!("smtp-unreachable")),
        "{seen:#}"
    );
    assert_eq!(account.outbox().len(), 0);
}
