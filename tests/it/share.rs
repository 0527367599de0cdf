//! `--share`: nothing that tells whose set-up it is, and the same letter for the same thing. First texts, then what the binary
//! prints against a served account, searched for everything that it was told.

use std::fs;

use open_sesame::{report::share::Veil, setup::Intent};
use regex_lite::Regex;

use crate::{
    headless::{
        contract::{Shape, breaches},
        machine::{Machine, Ran},
    },
    live::{Account, QUICK},
    setup::{a, everything, intent},
};

fn knowing() -> Veil {
    let mut veil = Veil::default();
    veil.learn_intent(&Intent { from_name: Some("참깨 상점".into()), ..intent() });
    veil.learn_facts(&everything());
    veil
}

#[test]
fn what_is_hidden_can_still_be_told_apart() {
    let rows = [
        ("no-reply@example.co.kr", "NAME-A@DOMAIN-A"),
        ("example.co.kr의 DNS, EXAMPLE.CO.KR too.", "DOMAIN-A의 DNS, DOMAIN-A too."),
        ("*@example.co.kr", "*@DOMAIN-A"),
        ("https://www.example.co.kr/path", "https://www.DOMAIN-A/path"),
        ("bounce.example.co.kr _dmarc.example.co.kr", "bounce.DOMAIN-A _dmarc.DOMAIN-A"),
        ("kims.example.co.kr lees.example.co.kr", "SUB-A.DOMAIN-A SUB-B.DOMAIN-A"),
        ("mail.example.co.kr.example.co.kr", "mail.DOMAIN-A.DOMAIN-A"),
        ("example.co.kr.csv", "DOMAIN-A.csv"),
        ("shop.other.kr and other.kr, third.io", "shop.DOMAIN-B and DOMAIN-B, DOMAIN-C"),
        ("guest@other.kr no-reply@other.kr", "NAME-B@DOMAIN-B NAME-A@DOMAIN-B"),
        ("me@gmail.com you@mail.naver.com", "NAME-B@gmail.com NAME-C@mail.naver.com"),
        ("참깨 상점 <no-reply@example.co.kr>", "NAME-B <NAME-A@DOMAIN-A>"),
        ("123456789012, 1234-5678-9012; 999988887777", "ACCOUNT-A, ACCOUNT-A; ACCOUNT-B"),
        ("AKIAIOSFODNN7EXAMPLE, AKIAI44QH8DHBEXAMPLE", "KEY-A, KEY-B"),
        ("(arn:aws:iam::123456789012:user/team/kim).", "(arn:aws:iam::ACCOUNT-A:user/NAME-B/NAME-C)."),
        ("arn:aws:sts::123456789012:assumed-role/Deploy/kim", "arn:aws:sts::ACCOUNT-A:assumed-role/NAME-B/NAME-C"),
        (
            "arn:aws:ses:us-east-1:123456789012:identity/example.co.kr",
            "arn:aws:ses:us-east-1:ACCOUNT-A:identity/DOMAIN-A",
        ),
        ("arn:aws:iam::123456789012:root", "arn:aws:iam::ACCOUNT-A:root"),
        ("/srv/shop/.env of /srv/shopping", "FOLDER-A/.env of /srv/shopping"),
        ("203.0.113.7 2001:db8::7", "IP-A IP-B"),
        ("a2b3c4d5e6f7g2h3i4j5k6l7m2n3o4p5._domainkey.example.co.kr", "TOKEN-A._domainkey.DOMAIN-A"),
        ("a2b3c4d5e6f7g2h3i4j5k6l7m2n3o4p5.dkim.amazonses.com", "TOKEN-A.dkim.amazonses.com"),
    ];
    for (text, hidden) in rows {
        // What the facts have taught comes first and has its letters; the rows count on from there.
        assert_eq!(counted(&knowing().hide(text)), counted(hidden), "{text}");
    }
}

/// Letters in the order in which they are met: which of them a thing has depends on what was learnt before.
fn counted(text: &str) -> String {
    let letter = Regex::new(r"\b(ACCOUNT|DOMAIN|SUB|NAME|KEY|TOKEN|IP|FOLDER|CASE)-[A-Z]+\b").unwrap();
    let mut met: Vec<String> = Vec::new();
    let counted = letter.replace_all(text, |found: &regex_lite::Captures| {
        let at = met.iter().position(|it| *it == found[0]).unwrap_or(met.len());
        if at == met.len() {
            met.push(found[0].to_owned());
        }
        format!("{}-{at}", &found[1])
    });
    counted.into_owned()
}

#[test]
fn what_says_nothing_of_the_user_stays() {
    let texts = [
        "email-smtp.ap-northeast-2.amazonaws.com:587, inbound-smtp.us-east-1.amazonaws.com",
        "success@simulator.amazonses.com",
        "https://us-east-1.console.aws.amazon.com/iam/home#/users",
        "arn:aws:iam::aws:policy/AmazonSESFullAccess",
        "config/services.php, bootstrap/cache/config.php, .env.staging, composer.json, AWS CLI 2.32.1",
        "request id 8d5c1ba3-7d1c-4a4a-9f41-2f0a1b2c3d4e, at 2026-11-29T12:00:00Z, 50,000 a day",
        "MAIL_FROM_ADDRESS, AccessDenied: ses:SendRawEmail; iam:GetUser; us-east-1; ses-v2",
        "ns.gabia.co.kr and ada.ns.cloudflare.com say so, and so do 1.1.1.1 and 127.0.0.1",
        "aws/aws-sdk-php 3.299.1, Laravel 12.0.0, PHP 8.2; see https://laravel.com/docs/12.x/mail",
    ];
    for text in texts {
        assert_eq!(knowing().hide(text), text);
    }
    let example = "write it like no-reply@example.co.kr; hello@example.com is Laravel's own";
    assert_eq!(Veil::default().hide(example), example, "an example, as long as it is not the user's");
}

#[test]
fn what_was_not_learnt_is_hidden_by_its_shape() {
    let text = "User: arn:aws:iam::123456789012:user/kim is not authorized as kim@shop.kr with AKIAQQQQWWWWEEEERRRR in 210987654321";
    let hidden = Veil::default().hide(text);
    for part in ["123456789012", "kim", "shop.kr", "AKIAQQ", "210987654321"] {
        assert!(!hidden.contains(part), "{part}: {hidden}");
    }
}

#[test]
fn a_name_that_is_a_word_of_a_list_leaves_the_lists_alone() {
    let mut veil = Veil::default();
    veil.learn_intent(&Intent { user: a("identity"), from_name: Some("sender".into()), ..Intent::default() });
    let object =
        serde_json::json!({ "step": "sender", "summary": "identity may send", "steps": [{ "step": "identity" }] });
    let expected =
        serde_json::json!({ "step": "sender", "summary": "NAME-B may send", "steps": [{ "step": "identity" }] });
    assert_eq!(veil.hide_object(object), expected);
}

/// Everything by which the user could be known, in what Sesame is told here.
const TOLD: [&str; 11] = [
    "123456789012",
    "1234-5678-9012",
    "kims-shop",
    "Kims shop",
    "kims-user",
    "kims-set-up",
    "kim.lee",
    "guest.lee",
    "other-lees",
    "developer",
    "kims-folder",
];

fn account() -> Account {
    let story = "[[identity]]\nname = 'kims-shop.kr'\nage = '20h'\nstands = 'pending'\npublished = 2\n\
                 [[user]]\nname = 'kims-user'\nage = '800d'\nkeys = [{ age = '800d', used = '3h' }]\n";
    let account = Account::serve(&format!("{QUICK}\n{story}"));
    let env = fs::read_to_string(account.app.join(".env")).unwrap();
    let env =
        env.replace("hello@example.com", "kim.lee@mail.kims-shop.kr").replace("APP_NAME=", "APP_NAME=\"Kims shop\"\n#");
    fs::write(account.app.join(".env"), env).unwrap();
    account
}

const WHO: &str = "--from kim.lee@kims-shop.kr --user kims-user";

#[track_caller]
fn says_nothing_of_the_user(ran: &Ran) {
    for said in [&ran.stdout, &ran.stderr] {
        for told in TOLD {
            assert!(!said.contains(told), "{told}\n{ran}");
        }
        let key = Regex::new("AKIA[A-Z0-9]{16}").unwrap();
        assert!(!key.is_match(said), "a key's id\n{ran}");
    }
    let letter = Regex::new("(ACCOUNT|DOMAIN|KEY)-A").unwrap();
    assert!(letter.is_match(&ran.stdout), "nothing is told at all\n{ran}");
}

#[test]
fn no_command_tells_whose_set_up_it_is() {
    let account = account();
    let error = "MessageRejected: Email address is not verified. The following identities failed the check in region \
                 AP-NORTHEAST-2: kim.lee@mail.kims-shop.kr, guest.lee@other-lees.kr";
    let lines = [
        (format!("status {WHO}"), Shape::Status),
        (format!("doctor {WHO}"), Shape::Doctor),
        (format!("records {WHO}"), Shape::Records),
        (format!("key list {WHO}"), Shape::Keys),
        (
            format!("setup --plan {WHO} --website https://www.kims-shop.kr --contact guest.lee@other-lees.kr"),
            Shape::Plan,
        ),
    ];
    for (line, shape) in lines {
        for first in ["--lang ko", "--lang en", "--json"] {
            let ran = account.sesame(&format!("--share --setup kims-set-up {first} {line}"));
            says_nothing_of_the_user(&ran);
            if first == "--json" {
                assert_eq!(breaches(shape, &ran.json()), [""; 0], "{ran}");
            }
        }
    }
    for first in [&["--share"][..], &["--share", "--json"]] {
        let mut command = account.command("explain");
        command.args(first).arg(error).args(WHO.split(' '));
        let ran = account.machine.finish(command);
        says_nothing_of_the_user(&ran);
        assert!(ran.stdout.contains("NAME-A@mail.DOMAIN-A") && ran.stdout.contains("@DOMAIN-B"), "{ran}");
    }
}

#[test]
fn what_is_printed_to_be_used_is_not_to_be_shared() {
    let machine = Machine::new();
    for line in [
        "env",
        "records --as bind",
        "records --as cloudflare",
        "records --as csv",
        "policy app",
        "handover dns",
        "exec -- true",
        "rehearsal --listen 127.0.0.1:0",
        "",
    ] {
        let line = format!("--share --rehearse {line}");
        let words: Vec<&str> = line.split_whitespace().collect();
        let ran = machine.sesame(&words).ends(2);
        assert!(ran.stdout.is_empty() && ran.stderr.contains("--share"), "{ran}");
        let json = machine.sesame(&[&["--json"], &words[..]].concat()).ends(2);
        assert_eq!(breaches(Shape::Error, &json.json()), [""; 0], "{json}");
    }
}

#[test]
fn a_typed_value_that_is_none_is_not_told_either() {
    let machine = Machine::new();
    for from in ["kim.lee@@kims-shop.kr", "kim lee", "kims-shop.kr"] {
        let ran = machine.sesame(&["--share", "status", "--from", from]).ends(2);
        assert!(!ran.stderr.contains("kim"), "{ran}");
    }
}
