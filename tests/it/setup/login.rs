//! What lies at hand to sign in with, and what keeps a sign-in from something.

use std::collections::BTreeMap;

use open_sesame::setup::{Barrier, ChangeKind, CliVersion, Renewal, lacks, refused_action};

use super::*;

#[test]
fn a_version_of_the_aws_cli_is_read_out_of_what_it_says() {
    let check = |said: &str, expected: Option<(u32, u32, u32)>, logs_in: bool| {
        let version = CliVersion::read(said);
        assert_eq!(version.as_ref().map(|it| (it.major, it.minor, it.patch)), expected, "{said}");
        assert_eq!(version.is_some_and(|it| it.can_log_in()), logs_in, "{said}");
    };
    check("aws-cli/2.32.1 Python/3.13.9 Linux/6.8 exe/x86_64.ubuntu.24\n", Some((2, 32, 1)), true);
    check("aws-cli/2.32.0 Python/3.13.9", Some((2, 32, 0)), true);
    check("aws-cli/3.0.0", Some((3, 0, 0)), true);
    check("aws-cli/2.31.39 Python/3.13.7", Some((2, 31, 39)), false);
    check("aws-cli/1.44.2 Python/3.12.3 Linux/6.8 botocore/1.42.2", Some((1, 44, 2)), false);
    check("aws-cli/2.40 Python/3.13", Some((2, 40, 0)), true);
    check("aws-cli/next", None, false);
    check("aws: not an AWS CLI", None, false);
    check("", None, false);
}

#[test]
fn what_begins_a_session_anew_is_as_one_types_it() {
    let check = |renewal: Renewal, command: &str| assert_eq!(renewal.to_string(), command);
    check(Renewal::Console { profile: None }, "aws login");
    check(Renewal::Console { profile: Some("shop".into()) }, "aws login --profile shop");
    check(Renewal::Sso { profile: "my shop".into() }, "aws sso login --profile 'my shop'");
    check(Renewal::SsoSession { session: "corp".into() }, "aws sso login --sso-session corp");
}

/// As AWS says it, by "Troubleshoot access denied error messages" of the IAM User Guide.
const SAYS: &str = "User: arn:aws:iam::123456789012:user/me is not authorized to perform: iam:CreateUser on resource: \
                    arn:aws:iam::123456789012:user/mail-user";

#[test]
fn whoever_refuses_is_read_out_of_awss_sentence() {
    let rows = [
        ("because no identity-based policy allows the iam:CreateUser action", Some(Barrier::NotAllowed)),
        ("with an explicit deny in an identity-based policy", Some(Barrier::Denied)),
        ("with an explicit deny in a resource-based policy", Some(Barrier::Denied)),
        ("because no permissions boundary allows the iam:CreateUser action", Some(Barrier::Boundary)),
        ("with an explicit deny in a permissions boundary", Some(Barrier::Boundary)),
        ("because no session policy allows the iam:CreateUser action", Some(Barrier::Session)),
        ("with an explicit deny in a session policy", Some(Barrier::Session)),
        ("because no service control policy allows the iam:CreateUser action", Some(Barrier::Organization)),
        ("with an explicit deny in a service control policy", Some(Barrier::Organization)),
        (
            "with an explicit deny in a service control policy: arn:aws:organizations::1:policy/o-1/p-1",
            Some(Barrier::Organization),
        ),
        ("with an explicit deny in a resource control policy", Some(Barrier::Organization)),
        ("", None),
    ];
    for (why, barrier) in rows {
        let denial = Denial { message: format!("AccessDenied: {SAYS} {why}"), ..denied() };
        assert_eq!(Barrier::of(&denial.message), barrier, "{why}");
        assert_eq!(refused_action(&denial), Some("iam:CreateUser"), "{why}");
    }
    let other = Denial { message: "You shall not pass".into(), ..denied() };
    assert_eq!((Barrier::of(&other.message), refused_action(&other)), (None, None));
}

#[test]
fn what_a_sign_in_lacks_is_what_is_still_to_be_done_and_what_it_may_not_see() {
    let all =
        ["iam:CreateUser", "iam:CreateAccessKey", "ses:CreateEmailIdentity", "ses:PutAccountDetails", "iam:Other"];
    let barred: BTreeMap<String, Barrier> = all.map(|action| (action.to_owned(), Barrier::NotAllowed)).into();
    let check = |what: &str, facts: Facts, expected: &[&str]| {
        let lacks = lacks(&intent(), &facts, now());
        assert_eq!(lacks.keys().map(String::as_str).collect::<Vec<_>>(), expected, "{what}");
    };
    let simulated = || Fact::Present(barred.clone());
    check("all is allowed", nothing(), &[]);
    let left = ["iam:CreateAccessKey", "iam:CreateUser", "ses:CreateEmailIdentity", "ses:PutAccountDetails"];
    check("nothing is done", Facts { permissions: simulated(), ..nothing() }, &left);
    let user_made = Facts { sender: Fact::Present(sender()), keys: Fact::Present(vec![]), ..nothing() };
    check("the user is made", Facts { permissions: simulated(), ..user_made }, &[left[0], left[2], left[3]]);
    check("all is done", Facts { permissions: simulated(), ..everything() }, &[]);

    // Where nobody may simulate, the reads that were refused say what they can.
    let message =
        format!("AccessDenied: {} because no permissions boundary allows it", SAYS.replace("CreateUser", "GetUser"));
    let hidden = Denial { message, ..denied() };
    let nobody_simulates = Facts { permissions: Fact::Hidden(denied()), ..nothing() };
    check("nothing is known", nobody_simulates.clone(), &[]);
    let facts = Facts { sender: Fact::Hidden(hidden), ..nobody_simulates };
    check("a read was refused", facts.clone(), &["iam:GetUser"]);
    assert_eq!(lacks(&intent(), &facts, now())["iam:GetUser"], Barrier::Boundary);
}

#[test]
fn a_change_is_barred_by_any_action_that_it_needs() {
    let facts = |action: &str, by| Facts { permissions: Fact::Present([(action.to_owned(), by)].into()), ..nothing() };
    let tagging = facts("iam:TagUser", Barrier::Boundary);
    assert_eq!(tagging.bars(ChangeKind::CreateSender), [("iam:TagUser", Barrier::Boundary)]);
    assert!(tagging.is_barred(ChangeKind::CreateSender) && tagging.is_barred(ChangeKind::AdoptSender));
    assert!(!tagging.is_barred(ChangeKind::IssueKey) && !tagging.is_barred(ChangeKind::EditProject));
    let refused = Facts { denied: [(ChangeKind::IssueKey, denied())].into(), ..nothing() };
    assert!(refused.is_barred(ChangeKind::IssueKey) && !refused.is_barred(ChangeKind::CreateSender));
}
