//! Does the pretend IAM mean by a condition what IAM means by it? Rows of operator, value in the policy, value in the
//! request. No request is sent: the evaluator is asked.

use open_sesame::rehearsal::{Context, PolicyDocument, Rights, Ruling};
use serde_json::{Value, json};

/// Whether a statement with this condition alone allows a request of which this is known.
fn holds(condition: &Value, known: &[(&str, &[&str])]) -> bool {
    let known: Context = known
        .iter()
        .map(|(key, values)| (key.to_lowercase(), values.iter().map(ToString::to_string).collect()))
        .collect();
    let statement = json!({"Effect": "Allow", "Action": "ses:*", "Resource": "*", "Condition": condition});
    let document = json!({"Version": "2012-10-17", "Statement": statement}).to_string();
    let policy: PolicyDocument = document.parse().unwrap_or_else(|refusal| panic!("{document}: {refusal:?}"));
    let rights = Rights { identity: vec![policy], ..Rights::default() };
    match rights.rule("ses:SendEmail", "arn:aws:ses:ap-northeast-2:123456789012:identity/example.co.kr", &known) {
        Ruling::Allowed => true,
        Ruling::NotAllowed(_) => false,
        denied @ Ruling::Denied(_) => panic!("{denied:?}"),
    }
}

#[test]
fn each_operator_compares_as_iam_does() {
    // Operator, what the policy has, what the request has, whether it holds.
    let rows: [(&str, Value, &str, bool); 75] = [
        ("StringEquals", json!("a@x.kr"), "a@x.kr", true),
        ("StringEquals", json!("a@x.kr"), "A@x.kr", false),
        ("StringEquals", json!("*@x.kr"), "a@x.kr", false),
        ("StringEquals", json!("*@x.kr"), "*@x.kr", true),
        ("StringEquals", json!(["b@x.kr", "a@x.kr"]), "a@x.kr", true),
        ("StringNotEquals", json!("a@x.kr"), "a@x.kr", false),
        ("StringNotEquals", json!(["b@x.kr", "a@x.kr"]), "a@x.kr", false),
        ("StringNotEquals", json!(["b@x.kr", "c@x.kr"]), "a@x.kr", true),
        ("StringEqualsIgnoreCase", json!("a@x.kr"), "A@X.kr", true),
        ("StringEqualsIgnoreCase", json!("*@x.kr"), "A@X.kr", false),
        ("StringNotEqualsIgnoreCase", json!("a@x.kr"), "A@X.kr", false),
        ("StringNotEqualsIgnoreCase", json!("a@x.kr"), "b@x.kr", true),
        ("StringLike", json!("*@x.kr"), "a@x.kr", true),
        ("StringLike", json!("*@x.kr"), "a@X.kr", false),
        ("StringLike", json!("*@x.kr"), "a@m.x.kr", false),
        ("StringLike", json!("?@x.kr"), "ab@x.kr", false),
        ("StringLike", json!("a*b*c"), "a-b-b-c", true),
        ("StringLike", json!("a${*}b@x.kr"), "a*b@x.kr", true),
        ("StringLike", json!("a${*}b@x.kr"), "ab@x.kr", false),
        ("StringLike", json!("a${*}b@x.kr"), "a-b@x.kr", false),
        ("StringLike", json!("a${?}b@x.kr"), "a-b@x.kr", false),
        ("StringLike", json!("a${$}{x}@x.kr"), "a${x}@x.kr", true),
        ("StringNotLike", json!("*@x.kr"), "a@x.kr", false),
        ("StringNotLike", json!("*@x.kr"), "a@y.kr", true),
        ("Bool", json!("true"), "true", true),
        ("Bool", json!(true), "true", true),
        ("Bool", json!("true"), "false", false),
        ("Bool", json!("False"), "false", true),
        ("BinaryEquals", json!("QmluYXJ5"), "QmluYXJ5", true),
        ("BinaryEquals", json!("QmluYXJ5"), "qmluYXJ5", false),
        ("Null", json!("true"), "there", false),
        ("Null", json!("false"), "there", true),
        ("Null", json!(false), "there", true),
        ("NumericEquals", json!("5"), "5.0", true),
        ("NumericEquals", json!(5), "6", false),
        ("NumericEquals", json!("5"), "five", false),
        ("NumericNotEquals", json!("5"), "5", false),
        ("NumericNotEquals", json!("5"), "6", true),
        ("NumericLessThan", json!("5"), "4", true),
        ("NumericLessThan", json!("5"), "5", false),
        ("NumericLessThanEquals", json!("5"), "5", true),
        ("NumericGreaterThan", json!("5"), "6", true),
        ("NumericGreaterThan", json!("5"), "5", false),
        ("NumericGreaterThanEquals", json!("5"), "5", true),
        ("DateEquals", json!("2026-11-29T00:00:00Z"), "2026-11-29T09:00:00+09:00", true),
        ("DateEquals", json!("2026-11-29"), "2026-11-29T00:00:00Z", true),
        ("DateNotEquals", json!("2026-11-29"), "2026-11-29T00:00:00Z", false),
        ("DateNotEquals", json!("2026-11-29"), "2026-11-30T00:00:00Z", true),
        ("DateLessThan", json!("2026-12-01T00:00:00Z"), "2026-11-29T00:00:00Z", true),
        ("DateLessThan", json!("2026-11-29T00:00:00Z"), "2026-11-29T00:00:00Z", false),
        ("DateLessThanEquals", json!("2026-11-29T00:00:00Z"), "2026-11-29T00:00:00Z", true),
        ("DateGreaterThan", json!("2026-11-28T00:00:00Z"), "2026-11-29T00:00:00Z", true),
        ("DateGreaterThan", json!("1795910400"), "2026-11-29T00:00:01Z", true),
        ("DateGreaterThan", json!("1795910400"), "2026-11-29T00:00:00Z", false),
        ("DateGreaterThanEquals", json!("2026-11-29T00:00:00Z"), "2026-11-28T00:00:00Z", false),
        ("DateGreaterThanEquals", json!("soon"), "2026-11-28T00:00:00Z", false),
        ("ArnEquals", json!("arn:aws:iam::*:user/mail-user"), "arn:aws:iam::123456789012:user/mail-user", true),
        ("ArnEquals", json!("arn:aws:iam::123456789012:user/*"), "arn:aws:iam::123456789012:user/a/b:c", true),
        // A wildcard does not reach over a colon.
        ("ArnLike", json!("arn:aws:*:user/mail-user"), "arn:aws:iam::123456789012:user/mail-user", false),
        ("ArnLike", json!("arn:*:iam::1?3456789012:user/mail-user"), "arn:aws:iam::123456789012:user/mail-user", true),
        ("ArnLike", json!("*"), "arn:aws:iam::123456789012:user/mail-user", true),
        ("ArnNotEquals", json!("arn:aws:iam::*:user/a"), "arn:aws:iam::123456789012:user/a", false),
        ("ArnNotLike", json!("arn:aws:iam::*:user/a"), "arn:aws:iam::123456789012:user/b", true),
        ("IpAddress", json!("203.0.113.0/24"), "203.0.113.7", true),
        ("IpAddress", json!("203.0.113.0/24"), "203.0.114.7", false),
        ("IpAddress", json!("203.0.113.7"), "203.0.113.7", true),
        ("IpAddress", json!("203.0.113.7"), "203.0.113.8", false),
        ("IpAddress", json!("0.0.0.0/0"), "203.0.113.8", true),
        ("IpAddress", json!("0.0.0.0/0"), "2001:db8::1", false),
        ("IpAddress", json!("2001:db8::/32"), "2001:db8:1::1", true),
        ("IpAddress", json!("2001:db8::/32"), "2001:db9::1", false),
        ("IpAddress", json!("203.0.113.0/33"), "203.0.113.0", false),
        ("IpAddress", json!(["198.51.100.0/24", "203.0.113.0/24"]), "203.0.113.7", true),
        ("NotIpAddress", json!("203.0.113.0/24"), "203.0.113.7", false),
        ("NotIpAddress", json!("203.0.113.0/24"), "203.0.114.7", true),
    ];
    for (operator, wanted, found, expected) in rows {
        let condition = json!({operator: {"test:Key": wanted}});
        assert_eq!(holds(&condition, &[("test:key", &[found])]), expected, "{condition} of {found}");
    }
}

#[test]
fn a_key_that_the_request_lacks_and_one_that_it_has_several_times() {
    // Operator, what the request has under the key, whether `x*` is fine with it.
    let rows: [(&str, &[&str], bool); 30] = [
        ("StringLike", &[], false),
        ("StringNotLike", &[], true),
        ("StringLikeIfExists", &[], true),
        ("StringLikeIfExists", &["x1"], true),
        ("StringLikeIfExists", &["y"], false),
        ("NumericNotEquals", &[], true),
        ("DateNotEquals", &[], true),
        ("NotIpAddress", &[], true),
        ("ArnNotLike", &[], true),
        ("IpAddress", &[], false),
        ("Bool", &[], false),
        ("BoolIfExists", &[], true),
        ("StringLike", &["x1", "y"], true),
        ("StringLike", &["y", "z"], false),
        ("StringNotLike", &["x1", "y"], false),
        ("StringNotLike", &["y", "z"], true),
        ("ForAnyValue:StringLike", &[], false),
        ("ForAnyValue:StringLike", &["x1", "y"], true),
        ("ForAnyValue:StringLike", &["y"], false),
        ("ForAnyValue:StringLikeIfExists", &[], true),
        ("ForAnyValue:StringNotLike", &[], false),
        ("ForAnyValue:StringNotLike", &["x1", "y"], true),
        ("ForAnyValue:StringNotLike", &["x1", "x2"], false),
        ("ForAllValues:StringLike", &[], true),
        ("ForAllValues:StringLike", &["x1", "x2"], true),
        ("ForAllValues:StringLike", &["x1", "y"], false),
        ("ForAllValues:StringNotLike", &[], true),
        ("ForAllValues:StringNotLike", &["y", "z"], true),
        ("ForAllValues:StringNotLike", &["x1", "z"], false),
        ("ForAllValues:StringLikeIfExists", &["y"], false),
    ];
    for (operator, found, expected) in rows {
        let condition = json!({operator: {"test:Key": "x*"}});
        assert_eq!(holds(&condition, &[("test:key", found)]), expected, "{operator} of {found:?}");
        // A key with no value is one that is not there.
        if found.is_empty() {
            assert_eq!(holds(&condition, &[]), expected, "{operator} of nothing");
        }
    }
    assert!(holds(&json!({"Null": {"test:Key": "true"}}), &[]));
    assert!(!holds(&json!({"Null": {"test:Key": "false"}}), &[]));
}

#[test]
fn all_conditions_must_hold_and_keys_do_not_tell_upper_from_lower() {
    let both = json!({"StringLike": {"SES:fromADDRESS": "*@x.kr", "ses:FromDisplayName": "Shop*"},
        "Bool": {"aws:SecureTransport": "true"}});
    let known = |from: &'static str, name: &'static str, tls: &'static str| {
        [("ses:FromAddress", [from]), ("ses:FromDisplayName", [name]), ("aws:SecureTransport", [tls])]
    };
    for (known, expected) in [
        (known("a@x.kr", "Shop 1", "true"), true),
        (known("a@y.kr", "Shop 1", "true"), false),
        (known("a@x.kr", "Blog", "true"), false),
        (known("a@x.kr", "Shop 1", "false"), false),
    ] {
        let known: Vec<(&str, &[&str])> = known.iter().map(|(key, values)| (*key, values.as_slice())).collect();
        assert_eq!(holds(&both, &known), expected, "{known:?}");
    }
}

#[test]
fn a_variable_stands_for_what_the_request_has() {
    let known: [(&str, &[&str]); 2] = [("aws:username", &["mail-user"]), ("ses:FromAddress", &["mail-user@x.kr"])];
    let like = |pattern: &str| json!({"StringLike": {"ses:FromAddress": pattern}});
    for (pattern, expected) in [
        ("${aws:username}@x.kr", true),
        ("${AWS:UserName}@*", true),
        ("${aws:userid}@x.kr", false),
        ("${aws:userid, 'mail-user'}@x.kr", true),
        ("${*}@x.kr", false),
        ("${aws:username", false),
    ] {
        assert_eq!(holds(&like(pattern), &known), expected, "{pattern}");
    }
    assert!(holds(&like("${*}@x.kr"), &[("ses:FromAddress", &["*@x.kr"])]));
    // A value is a text, also where it looks like a pattern.
    let starred: [(&str, &[&str]); 2] = [("aws:username", &["*"]), ("ses:FromAddress", &["a@x.kr"])];
    assert!(!holds(&like("${aws:username}@x.kr"), &starred));
    // In the version before, it is a text like any other.
    let statement = json!({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::*:user/${aws:username}"});
    for (document, expected) in [
        (json!({"Version": "2012-10-17", "Statement": statement}), true),
        (json!({"Version": "2008-10-17", "Statement": statement}), false),
        (json!({"Statement": statement}), false),
    ] {
        let policy: PolicyDocument = document.to_string().parse().expect("a policy");
        let rights = Rights { identity: vec![policy], ..Rights::default() };
        let known = Context::from([("aws:username".into(), vec!["me".into()])]);
        let ruling = rights.rule("iam:GetUser", "arn:aws:iam::123456789012:user/me", &known);
        assert_eq!(ruling == Ruling::Allowed, expected, "{document}: {ruling:?}");
    }
}

#[test]
fn an_operator_that_iam_does_not_have_is_refused() {
    for operator in ["Likes", "stringlike", "NullIfExists", "ForAnyValue:Null", "ForSomeValues:StringLike", "IfExists"]
    {
        let statement = json!({"Effect": "Allow", "Action": "ses:*", "Resource": "*",
            "Condition": {operator: {"ses:FromAddress": "true"}}});
        let refused = json!({"Statement": statement}).to_string().parse::<PolicyDocument>().expect_err(operator);
        assert!(format!("{refused:?}").contains("Invalid Condition type"), "{operator}: {refused:?}");
    }
}
