//! The guide's four causes of "Email address is not verified", each from SES's own refusal of the app's own mail to the same
//! mail taken: refused, explained, mended by `doctor --fix`, waited for, sent.

use std::fs;

use serde_json::Value as Json;

use crate::{headless::machine::Ran, live::Account};

const FROM: &str = "no-reply@example.co.kr";
const GUEST: &str = "guest@naver.com";
const ASKED: &str =
    "--from no-reply@example.co.kr --keep project --mailer ses --mail-from none --no-dmarc --runs-on local";

struct Road {
    seed: &'static str,
    /// The account that the app was set up in.
    story: &'static str,
    region: &'static str,
    /// How the app's key was made.
    policy: &'static str,
    /// What is wrong in `.env` afterwards.
    wrong: Option<(&'static str, &'static str)>,
    to: &'static str,
    /// What SES says.
    refused_with: &'static str,
    cause: &'static str,
    /// What the user has to say that the doctor does not ask for.
    asks: Option<&'static str>,
    /// What time has to pass after it was mended.
    then: &'static str,
}

const ROADS: [Road; 4] = [
    Road {
        seed: "road-identity",
        story: "production = ['ap-northeast-2']\ndns.publish_after = '3m'",
        region: "ap-northeast-2",
        policy: "sender",
        wrong: None,
        to: GUEST,
        refused_with: "Email address is not verified",
        cause: "sender-not-verified",
        asks: None,
        then: "2h",
    },
    Road {
        seed: "road-region",
        story: "production = ['us-east-1', 'ap-northeast-2']\n[[identity]]\nname = 'example.co.kr'\nregion = 'us-east-1'\nage = '30d'\nstands = 'verified'",
        region: "us-east-1",
        policy: "sender",
        wrong: Some(("AWS_DEFAULT_REGION", "ap-northeast-2")),
        to: GUEST,
        refused_with: "Email address is not verified",
        cause: "region-mismatch",
        asks: None,
        then: "1m",
    },
    Road {
        seed: "road-from",
        story: "production = ['ap-northeast-2']\n[[identity]]\nname = 'example.co.kr'\nage = '30d'\nstands = 'verified'",
        region: "ap-northeast-2",
        // A key that may send as anyone: IAM would refuse the sender before SES does.
        policy: "ses-star",
        wrong: Some(("MAIL_FROM_ADDRESS", "no-reply@exmaple.co.kr")),
        to: GUEST,
        refused_with: "Email address is not verified",
        cause: "from-address-not-covered",
        asks: None,
        then: "1m",
    },
    Road {
        seed: "road-sandbox",
        story: "review = { after = '40m', decision = 'grant' }\n[[identity]]\nname = 'example.co.kr'\nage = '30d'\nstands = 'verified'",
        region: "ap-northeast-2",
        // Made by hand, before anyone had heard of Sesame.
        policy: "",
        wrong: None,
        to: GUEST,
        refused_with: "Email address is not verified",
        cause: "recipient-in-sandbox",
        asks: Some("--website https://example.co.kr --accept-terms"),
        then: "2h",
    },
];

/// The app's mail, by the app's own key alone: nobody is signed in who could say more beforehand.
fn sends(account: &Account, to: &str) -> Ran {
    let mut command = account.command_without_region(&format!("--json send --to {to}"));
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    account.machine.finish(command)
}

fn change_env(account: &Account, name: &str, value: &str) {
    let path = account.app.join(".env");
    let env = fs::read_to_string(&path).expect("there");
    let lines = env
        .lines()
        .map(|line| if line.starts_with(&format!("{name}=")) { format!("{name}={value}") } else { line.to_owned() });
    fs::write(&path, lines.collect::<Vec<_>>().join("\n") + "\n").expect("written");
}

fn explained(account: &Account, text: &str) -> Vec<(String, String)> {
    let path = account.machine.path("refusal");
    fs::write(&path, text).expect("written");
    let mut command = account.command_without_region("--json explain -");
    command.stdin(fs::File::open(&path).expect("there"));
    let object = account.machine.finish(command).json();
    let causes = object["causes"].as_array().expect("causes").iter();
    causes
        .map(|it| {
            (it["cause"].as_str().unwrap_or_default().into(), it["certainty"].as_str().unwrap_or_default().into())
        })
        .collect()
}

/// By Sesame, or with the administrator's own key in `.env`.
fn is_set_up(account: &Account, road: &Road) {
    if !road.policy.is_empty() {
        let line = format!("--region {} setup {ASKED} --policy {} --yes", road.region, road.policy);
        account.machine.finish(account.command_without_region(&line));
        return;
    }
    let (key, secret) = account.administrator();
    for (name, value) in [
        ("MAIL_MAILER", "ses"),
        ("MAIL_FROM_ADDRESS", FROM),
        ("AWS_DEFAULT_REGION", road.region),
        ("AWS_ACCESS_KEY_ID", key),
        ("AWS_SECRET_ACCESS_KEY", secret),
    ] {
        change_env(account, name, value);
    }
}

#[test]
fn from_a_refusal_of_ses_to_the_same_mail_taken() {
    for road in ROADS {
        let story = format!(
            "seed = '{}'\nstory = {{ ko = '시험', en = 'a test' }}\niam.propagation = '0s'\n{}\n",
            road.seed, road.story
        );
        let account = Account::serve(&story);
        is_set_up(&account, &road);
        if let Some((name, value)) = road.wrong {
            change_env(&account, name, value);
        }
        let refused = sends(&account, road.to).ends(1).json();
        match refused["refusal"]["message"].as_str() {
            Some(said) => {
                assert!(said.contains(road.refused_with), "{}: {said}", road.seed);
                let causes = explained(&account, said);
                let first = causes.first().map(|it| it.0.as_str());
                assert_eq!(first, Some(road.cause), "{}: {said}: {causes:?}", road.seed);
            }
            // The key itself may see that the account is in the sandbox: it is said before anything is sent.
            None => assert_eq!(refused["causes"][0]["cause"], road.cause, "{}: {refused:#}", road.seed),
        }

        let fix = format!("--json doctor --fix --yes --from {FROM}");
        let fixed = account.machine.finish(account.command_without_region(&fix)).json();
        assert_eq!(fixed["error"], Json::Null, "{}: {fixed:#}", road.seed);
        if let Some(flags) = road.asks {
            let left = fixed["left"].as_array().expect("a list").iter().find(|it| it["cause"] == road.cause);
            let asks = left.unwrap_or_else(|| panic!("{}: {fixed:#}", road.seed))["asks"].to_string();
            flags.split(' ').filter(|it| it.starts_with("--")).for_each(|flag| assert!(asks.contains(flag), "{asks}"));
            let setup = format!("--region {} setup {ASKED} {flags} --yes", road.region);
            account.machine.finish(account.command_without_region(&setup)).ends(3);
        }
        account.advance(road.then);
        let taken = sends(&account, road.to).ends(0).json();
        assert_eq!(taken["sent"], true, "{}: {taken:#}\n{fixed:#}", road.seed);
        let message = account.outbox().pop().expect("a message");
        assert_eq!(
            (&message["from"], &message["to"][0]),
            (&FROM.into(), &road.to.into()),
            "{}: {message:#}",
            road.seed
        );
    }
}
