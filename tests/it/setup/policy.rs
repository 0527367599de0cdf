//! What the user is allowed: what is there stays, and what is lacking is added.

use std::collections::BTreeMap;

use open_sesame::setup::{Grant, IdentityName, PolicyChoice, PolicyFlaw, policy};
use serde_json::Value;

use super::*;

mod joined;

#[test]
fn what_is_lacking_is_added_and_what_is_there_stays() {
    let check_of = |opened,
                    what: &str,
                    choice: PolicyChoice,
                    from: &str,
                    before: Option<&str>,
                    after: Option<Value>| {
        let intent = Intent { policy: choice, from: Some(a(from)), ..intent() };
        let inline = before.map(|before| [("SesameSend".to_owned(), before.to_owned())].into());
        let sender = Sender { inline: Fact::Present(inline.unwrap_or_default()), opened, ..sender() };
        let got = lacking(&intent, sender.clone()).map(|document| json_of(&document));
        assert_eq!(got, after, "{what}");
        // Once it is written nothing is lacking.
        if let Some(written) = got {
            let written = [("SesameSend".to_owned(), policy::pretty(&written))].into();
            assert_eq!(lacking(&intent, Sender { inline: Fact::Present(written), ..sender }), None, "{what}, written");
        }
    };
    let check = |what: &str, choice, from: &str, before: Option<&str>, after: Option<Value>| {
        check_of(Authorship::Ours, what, choice, from, before, after);
    };
    use PolicyChoice::{SendOnly, Sender as SendAndRead, SesStar};
    let shop = "no-reply@example.co.kr";
    let both = json!(["*@example.co.kr", "*@blog.kr"]);

    check("the default", SendAndRead, shop, None, Some(statements([send(json!("*@example.co.kr")), read()])));
    check("send only", SendOnly, shop, None, Some(statements([send(json!("*@example.co.kr"))])));
    check("everything of SES", SesStar, shop, None, Some(statements([star()])));
    check("there already", SendAndRead, shop, Some(POLICY), None);
    check("more than send only there", SendOnly, shop, Some(POLICY), None);
    check("a mailbox at somebody else's", SendOnly, "Me+shop@gmail.com", None, {
        Some(statements([send(json!("Me+shop@gmail.com"))]))
    });

    // A second sender joins the first.
    check("a second sender", SendAndRead, "me@blog.kr", Some(POLICY), Some(statements([send(both.clone()), read()])));
    let two = statements([send(both), read()]).to_string();
    check("the first of two", SendAndRead, shop, Some(&two), None);
    check("a third", SendAndRead, "me@third.kr", Some(&two), {
        Some(statements([send(json!(["*@example.co.kr", "*@blog.kr", "*@third.kr"])), read()]))
    });

    // What was opened wide is narrowed again, and only ours.
    let wide = statements([star()]).to_string();
    check("from ses:* to the sender", SendAndRead, shop, Some(&wide), {
        Some(statements([send(json!("*@example.co.kr")), read()]))
    });
    check("from ses:* to send only", SendOnly, shop, Some(&wide), Some(statements([send(json!("*@example.co.kr"))])));
    let wide = statements([star(), send(json!("*@blog.kr")), read()]).to_string();
    check("from both to the sender", SendAndRead, shop, Some(&wide), {
        Some(statements([send(json!(["*@blog.kr", "*@example.co.kr"])), read()]))
    });
    // What another set-up opened stays open for it.
    let check_others = |what: &str, choice, before: &str, after: Option<Value>| {
        check_of(Authorship::Foreign, what, choice, shop, Some(before), after);
    };
    let alone = statements([star()]).to_string();
    let joined = statements([star(), send(json!("*@example.co.kr")), read()]);
    check_others("another's ses:*", SendAndRead, &alone, Some(joined.clone()));
    check_others("another's ses:*, joined", SendAndRead, &joined.to_string(), None);
    check_others("another's ses:*, wanted too", SesStar, &joined.to_string(), None);
    check_others(
        "another's ses:*, at the end",
        SendOnly,
        &statements([read(), send(json!("*@example.co.kr")), star()]).to_string(),
        // It says the same, in another order.
        None,
    );

    let mut theirs = star();
    theirs["Sid"] = json!("Theirs");
    let wide = statements([star(), theirs.clone()]).to_string();
    let narrowed = statements([send(json!("*@example.co.kr")), read(), theirs]);
    check("ses:* of somebody else's", SendAndRead, shop, Some(&wide), Some(narrowed));

    // Statements that somebody added stay, with a Sid and without, in a list and alone.
    let theirs = || json!({"Sid": "Backups", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"});
    let nameless = || json!({"Effect": "Deny", "Action": "ses:*", "Resource": "*"});
    let added = statements([theirs(), nameless()]).to_string();
    let joined = statements([send(json!("*@example.co.kr")), read(), theirs(), nameless()]);
    check("theirs in a list", SendAndRead, shop, Some(&added), Some(joined));
    let alone = json!({"Version": "2012-10-17", "Statement": theirs()}).to_string();
    let joined = statements([send(json!("*@example.co.kr")), theirs()]);
    check("theirs alone", SendOnly, shop, Some(&alone), Some(joined));
    let alone = json!({"Version": "2012-10-17", "Statement": send(json!("*@blog.kr"))}).to_string();
    let joined = statements([send(json!(["*@blog.kr", "*@example.co.kr"]))]);
    check("ours alone", SendOnly, shop, Some(&alone), Some(joined));
    let wide = statements([star(), send(json!("*@example.co.kr")), read()]);
    check("ses:* beside the rest", SesStar, shop, Some(POLICY), Some(wide));
}

#[test]
fn what_means_the_same_lacks_nothing_however_it_is_written() {
    let check = |what: &str, before: Value, same: bool| {
        let inline = Fact::Present([("SesameSend".to_owned(), before.to_string())].into());
        let got = lacking(&intent(), Sender { inline, ..sender() });
        assert_eq!(got.is_none(), same, "{what}: {before:#} lacks {got:?}");
    };
    let edit = |statement: Value, edit: fn(&mut Value)| {
        let mut statement = statement;
        edit(&mut statement);
        statement
    };
    let ours = || send(json!("*@example.co.kr"));

    check("as it is written", statements([ours(), read()]), true);
    check("the statements the other way round", statements([read(), ours()]), true);
    check("a list with one sender", statements([send(json!(["*@example.co.kr"])), read()]), true);
    check(
        "the actions the other way round",
        statements([edit(ours(), |it| it["Action"] = json!(["ses:SendRawEmail", "ses:SendEmail"])), read()]),
        true,
    );
    check(
        "actions in other letters",
        statements([edit(ours(), |it| it["Action"] = json!(["SES:sendemail", "ses:SendRawEmail"])), read()]),
        true,
    );
    check(
        "an action twice",
        {
            let twice = json!(["ses:SendEmail", "ses:SendRawEmail", "ses:SendEmail"]);
            let mut doubled = ours();
            doubled["Action"] = twice;
            statements([doubled, read()])
        },
        true,
    );
    check("a resource in a list", statements([edit(ours(), |it| it["Resource"] = json!(["*"])), read()]), true);
    check(
        "no statement names",
        {
            let nameless = |it: &mut Value| drop(it.as_object_mut().map(|it| it.remove("Sid")));
            statements([edit(ours(), nameless), edit(read(), nameless)])
        },
        true,
    );
    check(
        "the console's names",
        {
            let named = |it: &mut Value| it["Sid"] = json!("VisualEditor0");
            statements([edit(ours(), named), edit(read(), |it| it["Sid"] = json!("VisualEditor1"))])
        },
        true,
    );
    check(
        "a statement for each action",
        {
            let one = |action: &'static str| {
                let mut one = ours();
                (one["Action"], one["Sid"]) = (json!(action), json!(action.replace(':', "")));
                one
            };
            statements([one("ses:SendEmail"), one("ses:SendRawEmail"), read()])
        },
        true,
    );
    check(
        "the condition's key in other letters",
        {
            let mut small = ours();
            small["Condition"] = json!({"StringLike": {"SES:fromaddress": ["*@example.co.kr"]}});
            statements([small, read()])
        },
        true,
    );
    check("another version", json!({"Version": "2008-10-17", "Id": "ours", "Statement": [ours(), read()]}), true);
    check("more senders", statements([send(json!(["*@blog.kr", "*@example.co.kr"])), read()]), true);
    check(
        "somebody's statement between",
        statements([read(), json!({"Effect": "Deny", "Action": "ses:*", "Resource": "arn:aws:ses:*:*:x"}), ours()]),
        true,
    );

    check("another sender", statements([send(json!("*@blog.kr")), read()]), false);
    check("one action less", statements([edit(ours(), |it| it["Action"] = json!("ses:SendEmail")), read()]), false);
    check("denied", statements([edit(ours(), |it| it["Effect"] = json!("Deny")), read()]), false);
    check(
        "one resource only",
        statements([edit(ours(), |it| it["Resource"] = json!("arn:aws:ses:*:*:identity/example.co.kr")), read()]),
        false,
    );
    check(
        "another operator",
        {
            let mut exact = ours();
            exact["Condition"] = json!({"StringEquals": {"ses:FromAddress": "*@example.co.kr"}});
            statements([exact, read()])
        },
        false,
    );
    check(
        "one condition more",
        {
            let mut tight = ours();
            tight["Condition"]["IpAddress"] = json!({"aws:SourceIp": "192.0.2.0/24"});
            statements([tight, read()])
        },
        false,
    );
    check(
        "all but the actions",
        {
            let mut but = ours();
            but["NotAction"] = but.as_object_mut().and_then(|it| it.remove("Action")).expect("actions");
            statements([but, read()])
        },
        false,
    );
}

#[test]
fn what_somebody_added_to_our_own_statements_stays() {
    let check = |what: &str, before: Value, after: Value| {
        let inline = Fact::Present([("SesameSend".to_owned(), before.to_string())].into());
        let got = lacking(&intent(), Sender { inline, ..sender() }).map(|document| json_of(&document));
        assert_eq!(got, Some(after), "{what}");
    };
    let with = |actions: Value, senders: Value| {
        let mut ours = send(senders);
        ours["Action"] = actions;
        ours
    };
    let (shop, more) =
        (json!("*@example.co.kr"), json!(["ses:SendEmail", "ses:SendRawEmail", "ses:SendTemplatedEmail"]));
    let alone = statements([with(json!(["ses:SendTemplatedEmail", "ses:SendEmail"]), shop.clone())]);
    check("an action of theirs", alone, statements([with(more.clone(), shop.clone()), read()]));
    // Neither gets what the other has: the action is theirs for their sender, and stays so.
    let nameless = |mut statement: Value| {
        statement.as_object_mut().expect("a statement").shift_remove("Sid");
        statement
    };
    let other = with(more, json!("*@blog.kr"));
    check("beside a second sender", statements([other.clone(), read()]), {
        statements([send(shop.clone()), read(), nameless(other)])
    });
    let mut elsewhere = with(json!("ses:SendTemplatedEmail"), shop.clone());
    elsewhere["Resource"] = json!("arn:aws:ses:*:*:identity/other.kr");
    check("on another resource", statements([elsewhere.clone()]), {
        statements([send(shop.clone()), read(), nameless(elsewhere)])
    });
    // What stands beside ours keeps its meaning: variables are read by the version.
    let theirs = json!({"Sid": "Own", "Effect": "Allow", "Action": "iam:GetUser", "Resource": "arn:aws:iam::*:user/${aws:username}"});
    let old = json!({"Version": "2008-10-17", "Id": "theirs", "Statement": [theirs.clone()]});
    let kept = json!({"Version": "2008-10-17", "Id": "theirs", "Statement": [send(shop), read(), theirs]});
    check("in another version", old, kept);
}

#[test]
fn a_policy_of_awss_own_counts_and_no_other() {
    let check = |choice, attached: Fact<&str>, arn: Option<&str>| {
        let attached = match attached {
            Fact::Present(arn) => Fact::Present([arn.to_owned()].into()),
            Fact::Absent => Fact::Absent,
            Fact::Unknown => Fact::Unknown,
            Fact::Hidden(denial) => Fact::Hidden(denial),
        };
        let what = format!("{choice:?} with {attached:?}");
        let sender = Sender { inline: Fact::Present(Default::default()), attached, ..sender() };
        let grant = policy::lacking(&Intent { policy: choice, ..intent() }, &sender, seoul()).expect(&what);
        let got = match &grant {
            None => None,
            Some(Grant::Managed { arn }) => Some(arn.as_str()),
            Some(Grant::Inline { name, .. }) => Some(name.as_str()),
        };
        assert_eq!(got, arn, "{what}");
    };
    let full = "arn:aws:iam::aws:policy/AmazonSESFullAccess";
    check(PolicyChoice::FullAccess, Fact::Absent, Some(full));
    check(PolicyChoice::FullAccess, Fact::Present("arn:aws:iam::aws:policy/ReadOnlyAccess"), Some(full));
    for choice in [PolicyChoice::FullAccess, PolicyChoice::Sender, PolicyChoice::SendOnly, PolicyChoice::SesStar] {
        check(choice, Fact::Present(full), None);
        check(choice, Fact::Present("arn:aws:iam::aws:policy/AdministratorAccess"), None);
    }
    // A customer's policy of that name may allow anything.
    let theirs = "arn:aws:iam::123456789012:policy/AmazonSESFullAccess";
    check(PolicyChoice::Sender, Fact::Present(theirs), Some("SesameSend"));
    // What is attached is hidden; what we would write ourselves is not.
    check(PolicyChoice::Sender, Fact::Hidden(denied()), Some("SesameSend"));

    let gov = policy::lacking(&Intent { policy: PolicyChoice::FullAccess, ..intent() }, &sender(), a("us-gov-west-1"));
    let arn = "arn:aws-us-gov:iam::aws:policy/AmazonSESFullAccess".to_owned();
    assert_eq!(gov, Ok(Some(Grant::Managed { arn })));
}

#[test]
fn what_cannot_be_read_or_added_to_is_refused() {
    let check = |what: &str, choice: PolicyChoice, sender: Sender, expected: Standing| {
        let (intent, facts) =
            (Intent { policy: choice, ..intent() }, Facts { sender: Fact::Present(sender), ..nothing() });
        check_standing(Step::Sender, what, &intent, &facts, &expected);
    };
    let inline = |policies: &[(&str, String)]| Sender {
        inline: Fact::Present(policies.iter().map(|(name, text)| (name.to_string(), text.clone())).collect()),
        ..sender()
    };
    let flawed = |flaw| refused(Refusal::Policy { user: a("mail-user"), flaw });
    let hidden = Sender { inline: Fact::Hidden(denied()), ..sender() };
    check("hidden", PolicyChoice::Sender, hidden.clone(), flawed(PolicyFlaw::Unreadable));
    let full = Fact::Present(["arn:aws:iam::aws:policy/AmazonSESFullAccess".to_owned()].into());
    check("hidden beside all", PolicyChoice::Sender, Sender { attached: full, ..hidden }, Standing::Done);
    let hidden = Sender { attached: Fact::Hidden(denied()), ..sender() };
    check("attached hidden", PolicyChoice::FullAccess, hidden, flawed(PolicyFlaw::Unreadable));
    check("no JSON", PolicyChoice::Sender, inline(&[("SesameSend", "{".into())]), flawed(PolicyFlaw::NotJson));

    // 2,048 characters for all inline policies together, white space not counted. Ours has 378.
    let ours = statements([send(json!("*@example.co.kr")), read()]);
    assert_eq!(ours.to_string().len(), 378);
    let filler = |characters: usize| [("backups", "x \n".repeat(characters))];
    let (name, document) = ("SesameSend".into(), policy::pretty(&ours));
    let grant = Grant::Inline { name, document, wanted: PolicyChoice::Sender, before: None };
    let allow = Change::AllowSending { under: under(), user: a("mail-user"), grant };
    check("just fits", PolicyChoice::Sender, inline(&filler(2048 - 378)), open(allow));
    check("one too many", PolicyChoice::Sender, inline(&filler(2049 - 378)), flawed(PolicyFlaw::Full));
}

#[test]
fn policies_that_allow_more_than_needed_are_named() {
    let check = |attached: &[&str], expected: &[&str]| {
        let attached = Fact::Present(attached.iter().map(|arn| arn.to_string()).collect());
        let facts = Facts { sender: Fact::Present(Sender { attached, ..sender() }), ..nothing() };
        assert_eq!(facts.broader_than_needed(), expected);
    };
    check(&[], &[]);
    check(&["arn:aws:iam::aws:policy/AmazonSESReadOnlyAccess"], &[]);
    let admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    check(&[admin, "arn:aws:iam::aws:policy/AmazonSESFullAccess"], &["AdministratorAccess", "AmazonSESFullAccess"]);
    assert_eq!(nothing().broader_than_needed(), Vec::<String>::new());
}

#[test]
fn an_inline_policy_that_opens_all_of_ses_is_named() {
    let check = |statement: Value, expected: bool, named: bool| {
        let document = statements([send(json!("*@example.co.kr")), statement.clone()]).to_string();
        assert_eq!(policy::allows_everything(&document), expected, "{statement}");
        let inline = Fact::Present([("Theirs".to_owned(), document)].into());
        let facts = Facts { sender: Fact::Present(Sender { inline, ..sender() }), ..nothing() };
        assert_eq!(facts.broader_than_needed(), if named { vec!["Theirs"] } else { vec![] }, "{statement}");
    };
    let allow = |action: Value| json!({"Effect": "Allow", "Action": action, "Resource": "*"});
    check(star(), true, true);
    check(allow(json!(["s3:GetObject", "SES:*"])), true, true);
    check(allow(json!("*")), true, true);
    // It may send as anybody, which is more than this sender needs.
    check(allow(json!("ses:Send*")), false, true);
    check(allow(json!("ses:SendRawEmail")), false, true);
    check(allow(json!(["ses:GetAccount", "ses:SendBounce"])), false, false);
    let one = "arn:aws:ses:ap-northeast-2:123456789012:identity/example.co.kr";
    check(json!({"Effect": "Allow", "Action": "ses:SendEmail", "Resource": one}), false, false);
    check(json!({"Effect": "Deny", "Action": "ses:*", "Resource": "*"}), false, false);
    let limited = json!({"Effect": "Allow", "Action": "ses:*", "Resource": "*",
        "Condition": {"StringLike": {"ses:FromAddress": "*@example.co.kr"}}});
    check(limited, false, false);
    // However it is written.
    check(json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), true, true);
    check(json!({"Effect": "Allow", "NotAction": ["iam:*", "ses:*"], "Resource": "*"}), false, false);
    check(json!({"Effect": "Allow", "NotAction": "*", "Resource": "*"}), false, false);
    check(json!({"Effect": "Allow", "NotAction": "ses:DeleteEmailIdentity", "Resource": "*"}), false, true);
    check(allow(json!("s?s:*")), true, true);
    check(allow(json!("*:SendEmail")), false, true);
    check(json!({"Effect": "Allow", "Action": "ses:SendEmail", "NotResource": one}), false, true);
    check(json!({"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "arn:aws:ses:*"}), false, true);
    let given =
        |condition: Value| json!({"Effect": "Allow", "Action": "ses:*", "Resource": "*", "Condition": condition});
    for nothing in [
        json!({}),
        json!({"StringLike": {}}),
        json!({"StringLike": {"ses:FromAddress": "*"}}),
        json!({"StringLike": {"ses:FromAddress": ["a@b.kr", "*@*"]}}),
        json!({"ForAnyValue:StringLike": {"ses:fromaddress": "**"}}),
        json!({"StringNotLike": {"ses:FromAddress": "ceo@example.co.kr"}}),
        json!({"StringNotEquals": {"ses:FromAddress": "ceo@example.co.kr"}}),
        json!({"Null": {"ses:FromAddress": "false"}}),
    ] {
        check(given(nothing), true, true);
    }
    for limit in [
        json!({"StringEquals": {"ses:FromAddress": "*"}}),
        json!({"StringLike": {"ses:FromAddress": "*@example.co.kr"}}),
        json!({"StringLike": {"ses:FromAddress": "*@example.co.kr"}, "StringNotLike": {"ses:FromAddress": "a@b.kr"}}),
        json!({"IpAddress": {"aws:SourceIp": "192.0.2.1"}}),
    ] {
        check(given(limit), false, false);
    }
    assert!(!policy::allows_everything("no JSON") && !policy::allows_everything("[]"));
}

#[test]
fn the_senders_of_a_document_can_be_read_back() {
    let check = |document: &str, expected: &[&str]| assert_eq!(policy::senders(document), expected, "{document}");
    check(POLICY, &["*@example.co.kr"]);
    check(&statements([send(json!(["*@a.kr", "b@c.kr"]))]).to_string(), &["*@a.kr", "b@c.kr"]);
    check(&statements([star()]).to_string(), &[]);
    check("no JSON", &[]);
    check("[]", &[]);
}

#[test]
fn a_sender_is_a_domain_or_one_address() {
    assert_eq!(IdentityName::Domain(a("example.co.kr")).senders(), "*@example.co.kr");
    for (address, written) in [
        ("Me@example.co.kr", "Me@example.co.kr"),
        ("a*b@x.kr", "a${*}b@x.kr"),
        ("?@x.kr", "${?}@x.kr"),
        ("a${b}@x.kr", "a${$}{b}@x.kr"),
        // Alone it is a letter.
        ("a$b@x.kr", "a$b@x.kr"),
        ("$*{?}@x.kr", "$${*}{${?}}@x.kr"),
    ] {
        assert_eq!(IdentityName::Email(a(address)).senders(), written);
    }
}

fn lacking(intent: &Intent, sender: Sender) -> Option<String> {
    match policy::lacking(intent, &sender, seoul()).expect("policies that can be read") {
        Some(Grant::Inline { name, document, wanted, before }) => {
            assert_eq!(wanted, intent.policy);
            assert_eq!(name, "SesameSend");
            assert_eq!(
                before.as_deref(),
                sender.inline.present().and_then(|it| it.get("SesameSend")).map(String::as_str)
            );
            Some(document)
        }
        Some(Grant::Managed { arn }) => panic!("{arn}"),
        None => None,
    }
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn statements<const N: usize>(statements: [Value; N]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements.to_vec()})
}

fn send(senders: Value) -> Value {
    let mut send = json_of(POLICY)["Statement"][0].clone();
    send["Condition"]["StringLike"]["ses:FromAddress"] = senders;
    send
}

fn read() -> Value {
    json_of(POLICY)["Statement"][1].clone()
}

fn star() -> Value {
    json!({"Sid": "SesameEverything", "Effect": "Allow", "Action": "ses:*", "Resource": "*"})
}

/// Letters of an address that IAM takes for wildcards, or for a variable.
mod an_address_with_letters_that_iam_reads {
    use open_sesame::{
        rehearsal::{Context, PolicyDocument, Rights, Ruling},
        setup::IdentityKind,
    };
    use proptest::prelude::*;

    use super::*;

    /// Whether the pretend IAM, whose reading is written apart from ours, lets mail leave from there.
    fn sends(document: &str, from: &str) -> bool {
        let policy: PolicyDocument = document.parse().unwrap_or_else(|no| panic!("IAM refuses it: {no:?}\n{document}"));
        let known = Context::from([("ses:fromaddress".into(), vec![from.to_owned()])]);
        let rights = Rights { identity: vec![policy], ..Rights::default() };
        rights.rule("ses:SendRawEmail", "arn:aws:ses:us-east-1:123456789012:identity/x.kr", &known) == Ruling::Allowed
    }

    fn wishing(from: &str) -> Intent {
        Intent { policy: PolicyChoice::SendOnly, identity: IdentityKind::Email, from: Some(a(from)), ..intent() }
    }

    fn holding(document: &str) -> Sender {
        let inline = Fact::Present([("SesameSend".to_owned(), document.to_owned())].into());
        Sender { inline, opened: Authorship::Foreign, ..sender() }
    }

    /// The document once this sender is in it, and that it then lacks nothing.
    fn joined(before: &str, from: &str) -> String {
        let document = lacking(&wishing(from), holding(before)).unwrap_or_else(|| before.to_owned());
        assert_eq!(lacking(&wishing(from), holding(&document)), None, "{from} joins again: {document}");
        document
    }

    #[test]
    fn sends_alone_and_nobody_else_does() {
        let rows = [
            ("a*b@x.kr", &["ab@x.kr", "axb@x.kr", "a*bb@x.kr", "a${*}b@x.kr"][..]),
            ("?@x.kr", &["a@x.kr", "@x.kr", "??@x.kr"]),
            ("*@x.kr", &["a@x.kr", "a*@x.kr"]),
            ("${aws}@x.kr", &["@x.kr", "$@x.kr", "aws@x.kr"]),
            ("*?${*}@x.kr", &["abc@x.kr", "*?*@x.kr"]),
        ];
        let empty = r#"{"Version":"2012-10-17","Statement":[]}"#;
        let others = send(json!(["*@example.co.kr", "me@blog.kr"]));
        for (from, not) in rows {
            let alone = lacking(&wishing(from), Sender { inline: Fact::Present(BTreeMap::new()), ..sender() });
            for version in [Some("2012-10-17"), Some("2008-10-17"), None] {
                let mut before = json!({"Version": version, "Statement": [others]});
                if version.is_none() {
                    before.as_object_mut().expect("a document").shift_remove("Version");
                }
                let document = joined(&before.to_string(), from);
                for document in [&document, alone.as_ref().expect("a change")] {
                    assert!(sends(document, from), "{from}: {document}");
                    for not in not {
                        assert!(!sends(document, not), "{not} instead of {from}: {document}");
                    }
                }
                // What was there, and a further one, keep their sense beside it.
                let third = joined(&document, "third@x.kr");
                for allowed in [from, "a@example.co.kr", "me@blog.kr", "third@x.kr"] {
                    assert!(sends(&third, allowed), "{allowed}: {third}");
                }
                assert!(!sends(&third, "you@blog.kr") && !not.iter().any(|it| sends(&third, it)), "{third}");
            }
            assert_eq!(policy::senders(alone.as_ref().expect("a change")), [IdentityName::Email(a(from)).senders()]);
        }
        assert_eq!(lacking(&wishing("a*b@x.kr"), holding(&statements([send(json!("*@x.kr"))]).to_string())), None);
        assert!(joined(empty, "a*b@x.kr").contains("a${*}b@x.kr"));
    }

    #[test]
    fn what_a_document_lets_send_is_read_with_its_escapes() {
        use open_sesame::setup::policy::{SendingRights, sending_rights};
        let rights = |operator: &str, version: &str, value: &str, from: &str| {
            let mut statement = send(json!(value));
            let condition = json!({operator: {"ses:FromAddress": value}});
            statement["Condition"] = condition;
            let document = json!({"Version": version, "Statement": [statement]}).to_string();
            let known = sending_rights(&holding(&document), from, "ses:SendRawEmail") == Some(SendingRights::Allowed);
            assert_eq!(known, sends(&document, from), "{document}, {from}");
            known
        };
        const NEW: &str = "2012-10-17";
        const OLD: &str = "2008-10-17";
        assert!(rights("StringLike", NEW, "a${*}b@x.kr", "a*b@x.kr"));
        assert!(!rights("StringLike", NEW, "a${*}b@x.kr", "a-b@x.kr"));
        assert!(rights("StringLike", NEW, "a*b@x.kr", "a-b@x.kr"));
        assert!(!rights("StringEquals", NEW, "a*b@x.kr", "a-b@x.kr"));
        assert!(rights("StringEquals", NEW, "a*b@x.kr", "a*b@x.kr"));
        assert!(rights("StringEquals", NEW, "a${?}b@x.kr", "a?b@x.kr"));
        assert!(rights("StringEquals", OLD, "a${?}b@x.kr", "a${?}b@x.kr"));
        assert!(rights("StringLike", OLD, "a${*}b@x.kr", "a${xyz}b@x.kr"));
        assert!(!rights("StringLike", OLD, "a${*}b@x.kr", "a*b@x.kr"));
    }

    proptest! {
        #![proptest_config(crate::property::cases(256))]

        #[test]
        fn any_two_addresses_join_and_only_they_send(
            first in "[ab*?${}]{1,5}", second in "[ab*?${}]{1,5}", other in "[ab*?${}]{1,5}",
            version in prop::sample::select(&["2012-10-17", "2008-10-17"][..]),
        ) {
            let [first, second, other] = [first, second, other].map(|local| format!("{local}@x.kr"));
            let before = json!({"Version": version, "Statement": [send(json!("me@blog.kr"))]}).to_string();
            let document = joined(&joined(&before, &first), &second);
            prop_assert!(sends(&document, &first) && sends(&document, &second), "{}", document);
            prop_assert_eq!(sends(&document, &other), other == first || other == second, "{} in {}", other, document);
        }
    }
}
