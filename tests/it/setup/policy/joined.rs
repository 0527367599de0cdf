//! A sender joins a policy that its user's owner has edited. What comes of it is judged by the pretend IAM, whose reading of
//! policies is written apart from ours: whoever could send before still can, the new sender can, and nothing else is wider.

use open_sesame::{
    rehearsal::{Context, PolicyDocument, Rights, Ruling},
    setup::PolicyFlaw,
    words::{Locale, Text},
};
use proptest::{prelude::*, sample::subsequence};

use super::*;

const ACTIONS: [&str; 8] = [
    "ses:SendEmail",
    "ses:SendRawEmail",
    "ses:SendTemplatedEmail",
    "ses:GetAccount",
    "ses:ListIdentities",
    "ses:DeleteEmailIdentity",
    "ses:GetSendStatistics",
    "s3:PutObject",
];
const SENDERS: [Option<&str>; 7] = [
    Some("no-reply@example.co.kr"),
    Some("No-Reply@Example.co.kr"),
    Some("me@blog.kr"),
    Some("m@blog.kr"),
    Some("mail-user@third.kr"),
    Some("*@example.co.kr"),
    None,
];
const RESOURCES: [&str; 3] = ["identity/example.co.kr", "identity/blog.kr", "configuration-set/all"];

/// What is asked of a policy.
#[derive(Debug, Clone, Copy)]
struct Question {
    action: &'static str,
    from: Option<&'static str>,
    resource: &'static str,
    /// Over TLS, from the office, to a reader of ours, after the summer; or none of it.
    as_limited: bool,
}

fn questions() -> impl Iterator<Item = Question> {
    ACTIONS.into_iter().flat_map(|action| {
        SENDERS.into_iter().flat_map(move |from| {
            RESOURCES.into_iter().flat_map(move |resource| {
                [true, false].map(|as_limited| Question { action, from, resource, as_limited })
            })
        })
    })
}

fn judged(document: &str, question: Question) -> Ruling {
    let Question { action, from, resource, as_limited } = question;
    let policy: PolicyDocument =
        document.parse().unwrap_or_else(|refusal| panic!("IAM refuses it: {refusal:?}\n{document}"));
    let of = |limited: &str, other: &str| vec![if as_limited { limited } else { other }.to_owned()];
    let mut known = Context::from([
        ("aws:username".into(), vec!["mail-user".into()]),
        ("aws:securetransport".into(), of("true", "false")),
        ("aws:sourceip".into(), of("203.0.113.7", "198.51.100.7")),
        ("aws:currenttime".into(), of("2026-11-29T00:00:00Z", "2026-05-01T00:00:00Z")),
        ("ses:recipients".into(), of("reader@naver.com", "reader@example.net")),
    ]);
    if let Some(from) = from {
        known.insert("ses:fromaddress".into(), vec![from.to_owned()]);
    }
    let rights = Rights { identity: vec![policy], ..Rights::default() };
    rights.rule(action, &format!("arn:aws:ses:ap-northeast-2:123456789012:{resource}"), &known)
}

/// What the app of me@blog.kr comes to be allowed by [`PolicyChoice::Sender`].
fn is_wanted(question: Question) -> bool {
    let sends = ["ses:SendEmail", "ses:SendRawEmail"].contains(&question.action);
    let reads = ["ses:GetAccount", "ses:ListIdentities"].contains(&question.action);
    reads || (sends && question.from.is_some_and(|from| from.ends_with("@blog.kr")))
}

/// The document with the sender of me@blog.kr in it, and what the plan says of the change.
fn joined(before: &str) -> Result<(String, String), PolicyFlaw> {
    let intent = Intent { from: Some(a("me@blog.kr")), ..intent() };
    let inline = |text: &str| Fact::Present([("SesameSend".to_owned(), text.to_owned())].into());
    let with = |text: &str| Sender { inline: inline(text), opened: Authorship::Foreign, ..sender() };
    let grant = policy::lacking(&intent, &with(before), seoul())?;
    let Some(grant) = grant else { return Ok((before.to_owned(), "nothing".into())) };
    let change = Change::AllowSending { under: under(), user: a("mail-user"), grant: grant.clone() };
    let said = Text::new(Locale::En).change(&change);
    let Grant::Inline { document, .. } = grant else { panic!("{grant:?}") };
    let again = policy::lacking(&intent, &with(&document), seoul());
    assert_eq!(again, Ok(None), "once it is written nothing is lacking: {document}");
    Ok((document, said))
}

/// What was denied stays so, what was allowed stays so, and of the rest what is wanted comes.
fn check_joined(before: &str, after: &str) {
    for question in questions() {
        let expected = match judged(before, question) {
            Ruling::Denied(_) => false,
            Ruling::Allowed => true,
            Ruling::NotAllowed(_) => is_wanted(question),
        };
        let got = judged(after, question) == Ruling::Allowed;
        assert_eq!(got, expected, "{question:?}\nbefore: {before}\nafter: {after}");
    }
}

/// A statement of ours, edited.
fn edited(edit: impl FnOnce(&mut Value)) -> Value {
    let mut statement = send(json!("*@example.co.kr"));
    edit(&mut statement);
    statement
}

#[test]
fn whoever_could_send_still_can_however_the_policy_names_them() {
    let one = || json!("*@example.co.kr");
    let adds = "Add the sender *@blog.kr to the policy SesameSend of mail-user";
    let check = |what: &str, condition: Value, after: Option<Value>| {
        let before = statements([edited(|it| it["Condition"] = condition), read()]).to_string();
        let (document, said) = joined(&before).expect(what);
        assert_eq!(said, adds, "{what}");
        check_joined(&before, &document);
        let count = json_of(&document)["Statement"].as_array().map(Vec::len);
        match after {
            // One statement takes it in, in its own words.
            Some(condition) => {
                assert_eq!(json_of(&document)["Statement"][0]["Condition"], condition, "{what}");
                assert_eq!(count, Some(2), "{what}: {document}");
            }
            None => assert_eq!(count, Some(3), "{what}: {document}"),
        }
    };
    let both = || json!(["*@example.co.kr", "*@blog.kr"]);
    let keys = ["ses:FromAddress", "SES:FromAddress", "ses:fromaddress", "SES:FROMADDRESS"];
    for key in keys {
        for list in [one(), json!([one()])] {
            check(key, json!({"StringLike": {key: list}}), Some(json!({"StringLike": {key: both()}})));
            let any = "ForAnyValue:StringLike";
            check(any, json!({any: {key: list}}), Some(json!({any: {key: both()}})));
        }
        // Without a wildcard both operators mean the same, and the new sender has one.
        let named = json!({"StringEquals": {key: "no-reply@example.co.kr"}});
        let like = json!({"StringLike": {key: ["no-reply@example.co.kr", "*@blog.kr"]}});
        check("StringEquals", named, Some(like));
        let any = json!({"ForAnyValue:StringEquals": {key: ["no-reply@example.co.kr"]}});
        let like = json!({"ForAnyValue:StringLike": {key: ["no-reply@example.co.kr", "*@blog.kr"]}});
        check("ForAnyValue:StringEquals", any, Some(like));
        // What would say another thing in ours stays as it is.
        let list = json!({key: [one(), "no-reply@example.co.kr"]});
        for operator in [
            "StringEquals",
            "StringEqualsIgnoreCase",
            "ForAnyValue:StringEqualsIgnoreCase",
            "StringLikeIfExists",
            "ForAllValues:StringLike",
        ] {
            check(operator, json!({operator: list}), None);
        }
        check("variables", json!({"StringEquals": {key: "${aws:username}@third.kr"}}), None);
    }
}

#[test]
fn what_was_narrowed_stays_narrow() {
    let limited =
        |operator: &str, key: &str, value: Value| edited(|it| it["Condition"][operator] = json!({key: value}));
    let rows = [
        ("TLS", limited("Bool", "aws:SecureTransport", json!("true"))),
        ("a key that must be there", limited("Null", "ses:FromAddress", json!("false"))),
        ("until a day", limited("DateLessThan", "aws:CurrentTime", json!("2026-06-01T00:00:00Z"))),
        ("readers", limited("ForAllValues:StringLike", "ses:Recipients", json!(["*@naver.com"]))),
        ("the office", limited("IpAddress", "aws:SourceIp", json!("203.0.113.0/24"))),
        ("senders twice", limited("StringEquals", "ses:FromAddress", json!("no-reply@example.co.kr"))),
        ("not a sender", limited("StringNotLike", "ses:FromAddress", json!("No-*"))),
        ("a resource", edited(|it| it["Resource"] = json!("arn:aws:ses:*:*:identity/example.co.kr"))),
        ("resources", edited(|it| it["Resource"] = json!(["arn:aws:ses:*:*:identity/*"]))),
        ("one action", edited(|it| it["Action"] = json!("SES:sendemail"))),
        ("more actions", edited(|it| it["Action"] = json!(["ses:Send*", "s3:PutObject"]))),
        ("denied", edited(|it| it["Effect"] = json!("Deny"))),
        ("all but actions", {
            edited(|it| it["NotAction"] = it.as_object_mut().and_then(|it| it.shift_remove("Action")).expect("actions"))
        }),
        ("all but resources", {
            edited(|it| {
                it.as_object_mut().and_then(|it| it.shift_remove("Resource"));
                it["NotResource"] = json!("arn:aws:ses:*:*:identity/blog.kr");
            })
        }),
    ];
    for (what, statement) in rows {
        for before in [json!([statement]), json!([read(), statement]), statement.clone()] {
            let before = json!({"Version": "2012-10-17", "Statement": before}).to_string();
            let (document, said) = joined(&before).expect(what);
            check_joined(&before, &document);
            let mut theirs = statement.clone();
            theirs.as_object_mut().expect("a statement").shift_remove("Sid");
            let kept = json_of(&document)["Statement"].as_array().is_some_and(|all| all.contains(&theirs));
            assert!(kept, "{what}: {document}");
            assert!(!said.contains("lift"), "{what}: {said}");
        }
    }
}

#[test]
fn a_limit_that_ends_is_named() {
    let check = |what: &str, before: Value, expected: &str| {
        let before = json!({"Version": "2012-10-17", "Statement": before}).to_string();
        let (document, said) = joined(&before).expect(what);
        check_joined(&before, &document);
        assert_eq!(said, expected, "{what}");
    };
    let blog = |edit: fn(&mut Value)| {
        edited(|it| {
            it["Condition"]["StringLike"]["ses:FromAddress"] = json!("*@blog.kr");
            edit(it);
        })
    };
    let lift = |limits: &str| {
        format!("Allow mail-user to send as *@blog.kr, and lift what limits that in the policy SesameSend: {limits}")
    };
    let office = blog(|it| it["Condition"]["IpAddress"] = json!({"aws:SourceIp": "203.0.113.0/24"}));
    check("of the sender itself", json!([office.clone(), read()]), &lift("IpAddress aws:SourceIp"));
    let arn = blog(|it| it["Resource"] = json!(["arn:aws:ses:*:*:identity/blog.kr"]));
    check("a resource", json!([arn, read()]), &lift("arn:aws:ses:*:*:identity/blog.kr"));
    let several = blog(|it| {
        it["Resource"] = json!("arn:aws:ses:*:*:identity/blog.kr");
        it["Condition"]["Bool"] = json!({"aws:SecureTransport": true});
    });
    let both = lift("arn:aws:ses:*:*:identity/blog.kr, Bool aws:SecureTransport");
    check("several", json!([several]), &both);
    let anybody = edited(|it| it["Condition"] = json!({"Bool": {"aws:SecureTransport": "true"}}));
    check("of any sender", json!([anybody]), &lift("Bool aws:SecureTransport"));
    // Another sender's are left as they are.
    let others = edited(|it| it["Condition"]["Bool"] = json!({"aws:SecureTransport": "true"}));
    check("of another", json!([others, read()]), "Add the sender *@blog.kr to the policy SesameSend of mail-user");

    let details = |before: &Value| {
        let before = json!({"Version": "2012-10-17", "Statement": [before, read()]}).to_string();
        let (document, _) = joined(&before).expect("a change");
        let grant =
            Grant::Inline { name: "SesameSend".into(), document, wanted: PolicyChoice::Sender, before: Some(before) };
        let change = Change::AllowSending { under: under(), user: a("mail-user"), grant };
        let details = Text::new(Locale::En).allowed(&change);
        details.into_iter().map(|it| format!("{} {} ({})", it.sign, it.what, it.means)).collect::<Vec<_>>()
    };
    let said = details(&office);
    assert!(said.contains(&"- IpAddress aws:SourceIp (no longer a limit)".to_owned()), "{said:?}");
}

#[test]
fn a_sender_that_a_wider_one_covers_lacks_nothing() {
    let check = |what: &str, senders: Value, lacks: bool| {
        let (_, said) = joined(&statements([send(senders), read()]).to_string()).expect(what);
        assert_eq!(said != "nothing", lacks, "{what}: {said}");
    };
    check("anybody", json!("*"), false);
    check("any of .kr", json!(["*@example.co.kr", "*.kr"]), false);
    check("one letter", json!("?@blog.kr"), true);
    check("below it", json!("*@m.blog.kr"), true);
    // Without a condition it may send as anybody already.
    let all = edited(|it| drop(it.as_object_mut().and_then(|it| it.shift_remove("Condition"))));
    let (_, said) = joined(&statements([all, read()]).to_string()).expect("a policy");
    assert_eq!(said, "nothing");
}

// ---- any policy ----------------------------------------------------------------------------------------------------

fn one_or_list(values: &'static [&'static str]) -> impl Strategy<Value = Value> {
    (subsequence(values, 1..=2), any::<bool>()).prop_map(|(some, alone)| match some.as_slice() {
        [one] if alone => json!(one),
        some => json!(some),
    })
}

fn condition() -> impl Strategy<Value = (&'static str, &'static str, Value)> {
    let operators = prop::sample::select(
        &[
            "StringLike",
            "StringLike",
            "StringEquals",
            "StringEqualsIgnoreCase",
            "ForAnyValue:StringLike",
            "ForAnyValue:StringEquals",
            "ForAnyValue:StringEqualsIgnoreCase",
            "ForAllValues:StringLike",
            "StringLikeIfExists",
            "StringNotLike",
            "StringNotEquals",
            "ForAnyValue:StringNotEqualsIgnoreCase",
        ][..],
    );
    let keys = prop::sample::select(&["ses:FromAddress", "SES:FROMADDRESS", "ses:fromaddress"][..]);
    let values = one_or_list(&[
        "*@example.co.kr",
        "*@blog.kr",
        "no-reply@example.co.kr",
        "NO-REPLY@EXAMPLE.CO.KR",
        "?@blog.kr",
        "*",
        "${aws:username}@third.kr",
    ]);
    let others = prop::sample::select(vec![
        ("Bool", "aws:SecureTransport", json!("true")),
        ("Null", "SES:FromAddress", json!(true)),
        ("Null", "ses:Nothing", json!("true")),
        ("IpAddress", "aws:SourceIp", json!(["203.0.113.0/24"])),
        ("DateGreaterThan", "aws:CurrentTime", json!("2026-09-01T00:00:00Z")),
        ("ForAllValues:StringLike", "ses:Recipients", json!(["*@naver.com"])),
    ]);
    prop_oneof![3 => (operators, keys, values), 1 => others]
}

fn statement() -> impl Strategy<Value = Value> {
    const SIDS: [&str; 6] = ["SesameSend", "SesameSend", "SesameReadStatus", "SesameEverything", "VisualEditor0", ""];
    let actions = one_or_list(&[
        "ses:SendEmail",
        "ses:SendRawEmail",
        "SES:sendrawemail",
        "ses:Send*",
        "ses:*",
        "ses:Get*",
        "ses:ListIdentities",
        "s3:PutObject",
    ]);
    let actions = prop_oneof![actions, Just(json!(["ses:SendEmail", "ses:SendRawEmail"]))];
    let arns = one_or_list(&["arn:aws:ses:*:*:identity/blog.kr", "arn:aws:ses:*:123456789012:identity/*", "*"]);
    let resources = prop_oneof![2 => Just(json!("*")), 1 => arns];
    let named = |often: &'static str, seldom: &'static str| prop_oneof![6 => Just(often), 1 => Just(seldom)];
    let conditions = prop::collection::vec(condition(), 0..=2);
    let parts = (
        prop::sample::select(SIDS.to_vec()).prop_map(String::from),
        named("Allow", "Deny"),
        (named("Action", "NotAction"), actions),
        (named("Resource", "NotResource"), resources),
        conditions,
    );
    parts.prop_map(|(sid, effect, (action, actions), (resource, resources), conditions)| {
        let mut statement = json!({"Sid": sid, "Effect": effect, action: actions, resource: resources});
        for (operator, key, values) in conditions {
            statement["Condition"][operator][key] = values;
        }
        statement
    })
}

fn policies() -> impl Strategy<Value = String> {
    let version = prop::sample::select(&[Some("2012-10-17"), Some("2012-10-17"), Some("2008-10-17"), None][..]);
    (version, prop::collection::vec(statement(), 1..=3), any::<bool>()).prop_map(|(version, mut all, alone)| {
        // Of one name there may be one.
        let mut names = Vec::new();
        for statement in &mut all {
            let name = statement["Sid"].clone();
            if name == "" || names.contains(&name) {
                statement.as_object_mut().expect("a statement").shift_remove("Sid");
            }
            names.push(name);
        }
        let statements = if alone { all.swap_remove(0) } else { json!(all) };
        match version {
            Some(version) => json!({"Version": version, "Statement": statements}),
            None => json!({"Statement": statements}),
        }
        .to_string()
    })
}

proptest! {
    #![proptest_config(crate::property::cases(256))]

    #[test]
    fn a_sender_joins_any_policy_and_nothing_else_becomes_wider_or_narrower(before in policies()) {
        // The one refusal is the limit on its length.
        match joined(&before) {
            Ok((after, _)) => check_joined(&before, &after),
            Err(refused) => prop_assert_eq!(refused, PolicyFlaw::Full),
        }
    }
}
