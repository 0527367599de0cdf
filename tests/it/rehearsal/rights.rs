//! Who may what: roles that are taken on, and which sort of policy says no.

use std::time::Duration;

use open_sesame::rehearsal::{MARKER, Play};
use serde_json::Value;

use super::{Ask, Served, open, told};

const ROLE: &str = "
    [[role]]
    name = 'Mailer'
    path = '/apps/'
    trusts = ['arn:aws:iam::123456789012:root']
    external_id = 'shop'
    attached = ['arn:aws:iam::aws:policy/AmazonSESReadOnlyAccess']
";
const ARN: &str = "RoleArn=arn:aws:iam::123456789012:role/apps/Mailer";

fn taken(form: &str, element: &str) -> String {
    let (_, rest) = form.split_once(&format!("<{element}>")).expect(element);
    rest.split('<').next().expect("text").to_owned()
}

fn take_on(it: &Served, rest: &str) -> Ask {
    it.query("sts", &format!("Action=AssumeRole&{rest}"))
}

#[tokio::test]
async fn a_role_is_taken_on_by_whom_it_trusts_and_only_for_a_while() {
    let it = open(told(ROLE), Play::ByHand).await;
    let session = "RoleSessionName=me";
    it.check(vec![
        (take_on(&it, &format!("{ARN}&{session}")), "AccessDenied", "sts:AssumeRole"),
        (take_on(&it, &format!("{ARN}&{session}&ExternalId=other")), "AccessDenied", ""),
        (take_on(&it, &format!("{ARN}2&{session}&ExternalId=shop")), "AccessDenied", ""),
        (take_on(&it, &format!("{ARN}&RoleSessionName=a%20b&ExternalId=shop")), "ValidationError", "roleSessionName"),
        (take_on(&it, &format!("{ARN}&{session}&ExternalId=shop&DurationSeconds=60")), "ValidationError", "900"),
    ])
    .await;
    let given = it.send(take_on(&it, &format!("{ARN}&{session}&ExternalId=shop"))).await.body;
    let (id, secret, token) =
        (taken(&given, "AccessKeyId"), taken(&given, "SecretAccessKey"), taken(&given, "SessionToken"));
    assert!(id.starts_with("ASIA") && secret.starts_with(MARKER) && token.starts_with(MARKER), "{given}");
    assert!(given.contains("<Arn>arn:aws:sts::123456789012:assumed-role/Mailer/me</Arn>"), "{given}");

    let as_role = |ask: Ask| Ask { key: id.clone(), secret: secret.clone(), token: Some(token.clone()), ..ask };
    it.check(vec![
        (as_role(it.query("sts", "Action=GetCallerIdentity")), "", "assumed-role/Mailer/me"),
        (as_role(it.v2("GET", "/account", Value::Null)), "", "SendQuota"),
        (as_role(it.query("iam", "Action=GetRole&RoleName=Mailer")), "AccessDenied", "role/apps/Mailer"),
        (it.query("iam", "Action=GetRole&RoleName=Mailer"), "", "<Arn>arn:aws:iam::123456789012:role/apps/Mailer<"),
        (it.query("iam", "Action=GetRole&RoleName=Nobody"), "NoSuchEntity", "The role with name Nobody"),
    ])
    .await;
    it.world.advance(Duration::from_secs(3600));
    it.check(vec![(as_role(it.query("sts", "Action=GetCallerIdentity")), "ExpiredToken", "is expired")]).await;
}

#[tokio::test]
async fn a_trust_in_one_user_is_enough_and_root_takes_on_nothing() {
    let trusting = ROLE.replace(":root", ":user/developer").replace("external_id = 'shop'", "");
    let nothing = "[admin]\nprincipal = 'user/developer'\npolicies = []\n";
    let session = format!("{ARN}&RoleSessionName=me");
    let it = open(told(&format!("{nothing}{trusting}")), Play::ByHand).await;
    it.check(vec![(take_on(&it, &session), "", MARKER)]).await;
    // The account is trusted, and nobody in it was allowed to.
    let it = open(told(&format!("{nothing}{}", ROLE.replace("external_id = 'shop'", ""))), Play::ByHand).await;
    it.check(vec![(take_on(&it, &session), "AccessDenied", "")]).await;
    let it = open(told(&format!("[admin]\nprincipal = 'root'\n{trusting}")), Play::ByHand).await;
    it.check(vec![(take_on(&it, &session), "AccessDenied", "root accounts")]).await;
}

const NO_IAM: &str = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:Create*","Resource":"*"}]}"#;
const ONLY_SES: &str =
    r#"{"Statement":[{"Effect":"Allow","Action":["ses:*","iam:Simulate*","iam:GetRole"],"Resource":"*"}]}"#;

#[tokio::test]
async fn a_refusal_names_the_sort_of_policy_that_refuses() {
    let boundary = "boundary = 'arn:aws:iam::aws:policy/AmazonSESFullAccess'";
    let create = |it: &Served| it.query("iam", "Action=CreateUser&UserName=app");
    for (told_of, sort) in [
        (format!("organization = '''{NO_IAM}'''"), "with an explicit deny in a service control policy"),
        (format!("organization = '''{NO_IAM}'''\n[admin]\nprincipal = 'root'"), "deny in a service control policy"),
        (
            format!("organization = '''{ONLY_SES}'''"),
            "because no service control policy allows the iam:CreateUser action",
        ),
        (format!("[admin]\n{boundary}"), "because no permissions boundary allows the iam:CreateUser action"),
        (
            format!("[admin]\npolicies = []\npolicy = '''{ONLY_SES}'''"),
            "because no identity-based policy allows the iam:CreateUser action",
        ),
        (
            format!("[admin]\npolicies = []\npolicy = '''{NO_IAM}'''"),
            "with an explicit deny in an identity-based policy",
        ),
    ] {
        let it = open(told(&told_of), Play::ByHand).await;
        it.check(vec![(create(&it), "AccessDenied", sort)]).await;
    }
}

#[tokio::test]
async fn the_simulator_tells_which_sort_would_refuse() {
    let simulate = |it: &Served, arn: &str| {
        let actions = "ActionNames.member.1=iam:CreateUser&ActionNames.member.2=ses:GetAccount";
        it.query(
            "iam",
            &format!("Action=SimulatePrincipalPolicy&PolicySourceArn=arn:aws:iam::123456789012:{arn}&{actions}"),
        )
    };
    let no = |detail: &str, member: &str| format!("<{detail}><{member}>false</{member}></{detail}>");
    let organization = no("OrganizationsDecisionDetail", "AllowedByOrganizations");
    let bound = no("PermissionsBoundaryDecisionDetail", "AllowedByPermissionsBoundary");
    let session = "[admin]\nprincipal = 'assumed-role/Ops/me'\nexpires_after = '1h'";
    for (told_of, arn, code, part) in [
        (String::new(), "user/admin", "", "<EvalDecision>allowed</EvalDecision>"),
        (format!("organization = '''{NO_IAM}'''"), "user/admin", "", organization.as_str()),
        (format!("organization = '''{NO_IAM}'''\n{session}"), "role/Ops", "", organization.as_str()),
        ("[admin]\nboundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess'".into(), "user/admin", "", bound.as_str()),
        ("[admin]\nprincipal = 'root'".into(), "root", "InvalidInput", "does not clearly define"),
        (session.into(), "role/Nobody", "NoSuchEntity", "cannot be found"),
    ] {
        let it = open(told(&told_of), Play::ByHand).await;
        it.check(vec![(simulate(&it, arn), code, part)]).await;
    }
}
