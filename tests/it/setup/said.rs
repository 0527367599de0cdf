//! What the faces say of a step: the world as it is, not as the intent would have it.

use open_sesame::{
    setup::{Optional, Quota, RunsOn, SendingStop},
    words::{Locale, Text},
};
use serde_json::Value;

use super::*;

/// The summary of a step in both languages.
fn said(step: Step, intent: &Intent, facts: &Facts) -> [String; 2] {
    let standing = assess(step, intent, facts, now());
    [Locale::En, Locale::Ko].map(|locale| Text::new(locale).summary(step, &standing, intent, facts))
}

#[test]
fn a_quota_is_a_number_or_no_limit() {
    let with = |max_24_hour| {
        let quota = Some(Quota { max_24_hour, max_rate: 14.0, sent_24_hour: 0.0 });
        Facts { account: Fact::Present(SesAccount { quota, ..production() }), ..everything() }
    };
    let check = |max_24_hour, expected: [&str; 2]| {
        assert_eq!(said(Step::Production, &intent(), &with(max_24_hour)), expected);
    };
    check(50_000.0, ["50,000 recipients a day, 14 a second", "하루 수신자 50,000명, 초당 14명"]);
    check(0.0, ["0 recipients a day, 14 a second", "하루 수신자 0명, 초당 14명"]);
    check(-1.0, ["any number of recipients a day, 14 a second", "하루 수신자 제한 없음, 초당 14명"]);
    let [region, _] = said(Step::Region, &intent(), &with(-1.0));
    assert_eq!(region, "Asia Pacific (Seoul) ap-northeast-2, any number of recipients a day");
}

#[test]
fn an_account_under_a_cloud_is_told_so() {
    let check = |enforcement: &str, sending_enabled: bool, words: [&str; 2]| {
        let quota = Some(Quota { max_24_hour: 50_000.0, max_rate: 14.0, sent_24_hour: 0.0 });
        let account = SesAccount { quota, enforcement: Some(enforcement.into()), sending_enabled, ..production() };
        let facts = Facts { account: Fact::Present(account), ..everything() };
        for (said, words) in said(Step::Production, &intent(), &facts).iter().zip(words) {
            assert!(said.contains(words), "{enforcement}, {sending_enabled}: {said}");
        }
    };
    check("PROBATION", true, ["50,000 recipients a day, 14 a second; AWS has the account on probation", "보호 관찰"]);
    check("SHUTDOWN", true, ["AWS has shut sending down", "정지했습니다"]);
    check("HEALTHY", false, ["sending is paused", "일시 중지"]);
    let stopped = SesAccount { enforcement: Some("SHUTDOWN".into()), ..production() };
    assert_eq!(stopped.stop(), Some(SendingStop::ShutDown));
}

#[test]
fn an_identity_of_somebody_elses_is_told_as_theirs() {
    let check = |identity: Identity, words: [&str; 2]| {
        let theirs = Identity { made: Authorship::Foreign, ..identity };
        let facts = Facts { identity: Fact::Present(theirs), ..everything() };
        let intent = Intent { mail_from: Optional::Wanted(a("bounce")), ..intent() };
        for (said, words) in said(Step::Identity, &intent, &facts).iter().zip(words) {
            assert!(said.contains(words), "{said}");
        }
    };
    check(domain(), ["Sesame did not make it, and its MAIL FROM bounce.example.co.kr stays", "그대로 둡니다"]);
    check(Identity { mail_from: None, ..domain() }, ["it stays without a custom MAIL FROM", "따로 설정하지 않습니다"]);
    let stopped = Identity { verified: false, dkim: Dkim { status: Check::Failed, ..domain().dkim }, ..domain() };
    check(stopped, ["or its owner does that in the SES console", "소유자가 SES 콘솔에서"]);
}

#[test]
fn what_the_user_may_do_is_told_as_it_is_in_aws() {
    let check = |what: &str, intent: Intent, document: &str, expected: &str| {
        let inline = Fact::Present([("SesameSend".to_owned(), document.to_owned())].into());
        let facts = Facts { sender: Fact::Present(Sender { inline, ..sender() }), ..everything() };
        let standing = assess(Step::Sender, &intent, &facts, now());
        assert_eq!(standing, Standing::Done, "{what}");
        let said = Text::new(Locale::En).summary(Step::Sender, &standing, &intent, &facts);
        assert_eq!(said, expected, "{what}");
    };
    check("one", intent(), POLICY, "mail-user may send as *@example.co.kr");
    let two = POLICY.replace("\"*@example.co.kr\"", "[\"*@example.co.kr\", \"*@blog.kr\"]");
    check("two", intent(), &two, "mail-user may send as *@example.co.kr, *@blog.kr");
    let star = Intent { policy: open_sesame::setup::PolicyChoice::SesStar, ..intent() };
    let all = json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "SesameEverything", "Effect": "Allow", "Action": "ses:*", "Resource": "*"}]});
    check("all of it", star, &all.to_string(), "mail-user may send, by SesameSend, which allows more than needed");

    // What only AWS can weigh is named.
    let away = r#"{"Statement":{"Effect":"Deny","Action":"ses:*","Resource":"*","Condition":{"NotIpAddress":
        {"aws:SourceIp":"203.0.113.0/24"}}}}"#;
    let mut inline = sender().inline.present().cloned().expect("policies");
    inline.insert("Office".into(), away.to_owned());
    let edge = Some("arn:aws:iam::123456789012:policy/edge".to_owned());
    let limited = Sender { inline: Fact::Present(inline), boundary: edge, ..sender() };
    let facts = Facts { sender: Fact::Present(limited), ..everything() };
    let said =
        [Locale::En, Locale::Ko].map(|it| Text::new(it).summary(Step::Sender, &Standing::Done, &intent(), &facts));
    let ko = "mail-user 사용자가 *@example.co.kr 주소에서 메일을 보낼 수 있습니다. 다만 edge, Office가 막을 수 있고, \
              그것은 시험 발송을 해 봐야 압니다";
    let en = "mail-user may send as *@example.co.kr, unless edge, Office forbids it: only a test shows that";
    assert_eq!(said, [en, ko]);
}

#[test]
fn of_a_policy_that_is_there_only_what_is_added_is_told() {
    let check = |what: &str, intent: Intent, before: Option<Value>, sentence: [&str; 2], details: &[&str]| {
        let inline = before.map(|before| [("SesameSend".to_owned(), before.to_string())].into());
        let facts = Facts {
            sender: Fact::Present(Sender {
                inline: Fact::Present(inline.unwrap_or_default()),
                opened: Authorship::Ours,
                ..sender()
            }),
            ..everything()
        };
        let Standing::Open { next } = assess(Step::Sender, &intent, &facts, now()) else { panic!("{what}") };
        let said = [Locale::En, Locale::Ko].map(|locale| Text::new(locale).change(&next));
        assert_eq!(said, sentence.map(String::from), "{what}");
        let told = Text::new(Locale::En).allowed(&next);
        let told: Vec<String> = told.into_iter().map(|it| format!("{} {}", it.sign, it.what)).collect();
        assert_eq!(told, details, "{what}");
    };
    let policy = || serde_json::from_str::<Value>(POLICY).expect("JSON");
    let only = |at: usize| json!({"Version": "2012-10-17", "Statement": [policy()["Statement"][at]]});
    let star = json!({"Statement": {"Sid": "SesameEverything", "Effect": "Allow", "Action": "ses:*", "Resource": "*"}});
    let send = ["+ ses:SendEmail", "+ ses:SendRawEmail"];
    let read = [
        "+ ses:GetAccount",
        "+ ses:GetSendQuota",
        "+ ses:GetEmailIdentity",
        "+ ses:ListEmailIdentities",
        "+ ses:ListIdentities",
    ];
    let all: Vec<&str> = send.into_iter().chain(read).collect();
    let whole = ["Allow mail-user to send as *@example.co.kr", "mail-user 사용자에게 *@example.co.kr 발신 허용"];

    check("nothing there", intent(), None, whole, &all);
    let some =
        ["Add 5 actions to the policy SesameSend of mail-user", "mail-user 사용자의 SesameSend 정책에 작업 5개 추가"];
    check("the status cannot be read yet", intent(), Some(only(0)), some, &read);
    let mut half = policy();
    half["Statement"][0]["Action"] = json!("ses:SendEmail");
    let one = [
        "Add the action ses:SendRawEmail to the policy SesameSend of mail-user",
        "mail-user 사용자의 SesameSend 정책에 ses:SendRawEmail 작업 추가",
    ];
    check("one action is missing", intent(), Some(half), one, &send[1..]);
    let second = Intent { from: Some(a("me@blog.kr")), ..intent() };
    let sender = [
        "Add the sender *@blog.kr to the policy SesameSend of mail-user",
        "mail-user 사용자의 SesameSend 정책에 발신자 *@blog.kr 추가",
    ];
    check("a second sender", second, Some(policy()), sender, &[]);
    // What is taken away is told, and then all of it.
    let narrowed: Vec<&str> = all.iter().copied().chain(["- ses:*"]).collect();
    check("everything of SES was allowed", intent(), Some(star), whole, &narrowed);
    check("only reading was allowed", intent(), Some(only(1)), whole, &all);
}

#[test]
fn a_user_that_is_there_is_told_with_whose_work_it_is() {
    let check = |sender: Sender, expected: [&str; 2]| {
        let said = [Locale::En, Locale::Ko].map(|locale| Text::new(locale).user_there(&sender, now()));
        assert_eq!(said, expected.map(String::from));
    };
    check(
        sender(),
        [
            "mail-user, made by Sesame 20 h ago; policy SesameSend",
            "mail-user, Sesame가 20시간 전에 만듦, 정책 SesameSend",
        ],
    );
    let attached = Fact::Present(["arn:aws:iam::aws:policy/AmazonSESFullAccess".to_owned()].into());
    let bare = || Sender { inline: Fact::Absent, ..sender() };
    check(
        Sender { made: Authorship::Adopted, attached, ..sender() },
        [
            "mail-user, made by somebody else 20 h ago and used by Sesame; policy SesameSend, AmazonSESFullAccess",
            "mail-user, 다른 사람이 20시간 전에 만들고 Sesame가 씀, 정책 SesameSend, AmazonSESFullAccess",
        ],
    );
    check(
        Sender { made: Authorship::Foreign, created: None, ..bare() },
        [
            "mail-user, made by somebody else some time ago; no policy yet",
            "mail-user, 다른 사람이 예전에 만듦, 정책 없음",
        ],
    );
    check(
        Sender { attached: Fact::Hidden(denied()), ..bare() },
        [
            "mail-user, made by Sesame 20 h ago; its policies may not be seen",
            "mail-user, Sesame가 20시간 전에 만듦, 정책은 볼 수 없음",
        ],
    );
}

#[test]
fn a_key_of_the_owners_has_no_records_of_ours() {
    let dkim = Dkim { status: Check::Pending, origin: DkimOrigin::External, ..domain().dkim };
    let facts = Facts { identity: Fact::Present(Identity { verified: false, dkim, ..domain() }), ..everything() };
    let [english, korean] = said(Step::Identity, &intent(), &facts);
    assert!(
        english.contains("signed with a key of its owner's (BYODKIM)") && english.ends_with("PENDING"),
        "{english}"
    );
    assert!(korean.contains("소유자의 키(BYODKIM)"), "{korean}");
}

/// What AWS saw stands beside what we see, and another zone is named only where it is one.
#[test]
fn what_aws_saw_is_told_until_it_has_found_the_records() {
    let en = Text::new(Locale::En);
    let check = |what: &str, identity: Identity, primary: Option<&str>, expected: [bool; 2]| {
        let mut facts = crate::gallery::standings::published(true);
        if let Fact::Present(zone) = &mut facts.zone {
            zone.primary = primary.map(String::from);
        }
        let said = en.seen_by_aws(&identity, &facts, now()).join("\n");
        assert_eq!([said.contains("INVALID_VALUE"), said.contains("AWS saw a zone of")], expected, "{what}: {said}");
        assert!(!said.contains('\u{1b}'), "{what}: {said:?}");
    };
    let saw = |server: &str| Identity {
        error: Some("INVALID_VALUE".into()),
        checked: Some(ago(120)),
        zone_server: Some(server.into()),
        ..pending_domain()
    };
    check("its own server", saw("ns1.example.net"), Some("ns1.example.net"), [true, false]);
    check("a hidden primary", saw("hidden.example.net"), Some("hidden.example.net"), [true, false]);
    check("another zone", saw("old.example.org"), Some("hidden.example.net"), [true, true]);
    check("a primary that was not told", saw("old.example.org"), None, [true, false]);
    check("found", Identity { verified: true, ..saw("old.example.org") }, Some("ns1.example.net"), [false, false]);
    check("in odd letters", saw("\u{1b}[2Jold.example.org"), Some("ns1.example.net"), [true, true]);
}

#[test]
fn where_the_app_is_hosted_its_own_commands_are_named() {
    const COMPOSE: &str = "services: {shop: {build: ., volumes: ['.:/var/www/html']}}";
    const OWN_NAMES: &str = "<?php return ['ses' => ['key' => env('AWS_SES_ACCESS_KEY_ID'), 'secret' => \
                             env('AWS_SES_SECRET_ACCESS_KEY'), 'region' => env('AWS_SES_REGION')]];";
    const HORIZON: &[&str] = &["aws/aws-sdk-php", "laravel/horizon"];
    let at_forge = [("PWD", "/home/forge/shop.kr")];
    let plain = [
        (
            &at_forge[..],
            &[][..],
            "forge env:push SITE site.env",
            "`php artisan config:cache`, `php artisan horizon:terminate`",
        ),
        (&[], &[("vapor.yml", "id: 1")], "vapor env:push production", "`vapor deploy production`"),
        (&[], &[(".cloud/config.json", "{}")], "cloud env:push ENVIRONMENT --file=lines.env", "`cloud deploy`"),
    ];
    // Whoever is to take lines from a file is to delete it then.
    let deletes = |said: &str| ["elete FILE", "rm -f ", "파일을 지우", "파일 삭제"].iter().any(|it| said.contains(it));
    // The names of Vapor's own role are its.
    let own_names = [("vapor.yml", "id: 1"), ("config/services.php", OWN_NAMES)];
    let plain = plain.map(|(process, files, line, then)| match files {
        [("vapor.yml", _)] => (process, &own_names[..], line, then),
        _ => (process, files, line, then),
    });
    let told = |process: &[(&str, &str)], files: &[(&str, &str)], runs_on: RunsOn| {
        let names = if files.len() > 1 {
            DONE_ENV.replace("AWS_", "AWS_SES_").replace("SES_DEFAULT_", "SES_")
        } else {
            DONE_ENV.into()
        };
        let project = project_in(process, Some(&names), HORIZON, files);
        let facts = Facts { project: Fact::Present(project), ..everything() };
        let intent = Intent { runs_on, ..intent() };
        [Locale::En, Locale::Ko].map(|locale| {
            let text = Text::new(locale);
            let (title, steps) = text.where_it_runs(&intent, &facts, now()).expect("there is a key");
            (format!("{title}\n{}", steps.join("\n")), text.next_in_brief(&intent, &facts))
        })
    };
    for (process, files, line, then) in plain {
        for (told, brief) in told(process, files, RunsOn::Server) {
            assert!(
                told.contains(line) && told.contains(then) && told.contains("sesame env --out lines.env"),
                "{told}"
            );
            // The file with the secret goes again, and no command line holds it.
            assert!(told.contains("rm -f") && !told.contains("config:clear"), "{told}");
            assert!(!brief.contains("config:clear") && brief.contains("sesame env --out"), "{brief}");
            assert!(deletes(&brief) && told.lines().nth(1).is_some_and(deletes), "{brief}\n{told}");
        }
    }
    for (told, brief) in told(&[], &[("compose.yaml", COMPOSE)], RunsOn::Container) {
        assert!(told.contains("`docker compose up -d --force-recreate shop`"), "{told}");
        assert!(told.contains("`docker compose exec shop php artisan config:clear`"), "{told}");
        assert!(brief.contains("--force-recreate shop"), "{brief}");
    }
    // What runs the commands on this computer need not be on a server.
    for (told, _) in told(&[], &[("compose.yaml", COMPOSE)], RunsOn::Server) {
        assert!(told.contains("`php artisan config:clear`") && !told.contains("docker compose"), "{told}");
    }
    // Here the app may go on with another mailer.
    let project = project_in(&[], Some(&DONE_ENV.replace("MAIL_MAILER=ses", "MAIL_MAILER=log")), HORIZON, &[]);
    let facts = Facts { project: Fact::Present(project), ..everything() };
    let intent = Intent { runs_on: RunsOn::Server, ..intent() };
    let (_, steps) = Text::new(Locale::En).where_it_runs(&intent, &facts, now()).expect("there is a key");
    assert!(steps[0].contains("MAIL_MAILER (there: ses), "), "{steps:?}");
    for (told, brief) in told(&[], &[], RunsOn::Panel) {
        assert!(told.contains("`php artisan config:clear`") && deletes(&brief), "{told}\n{brief}");
    }
}
