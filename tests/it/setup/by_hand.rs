//! A change by other hands: the command that makes it and the page of the console where it is made, for each that there is.

use std::collections::BTreeSet;

use open_sesame::{
    laravel::{Runner, plan::Mailer},
    setup::{
        ChangeKind, DeleteReason, DnsHost, Grant, HostedZone, MailType, PriceWish, Tool,
        by_hand::{cli, console},
        handover::{errand, will_show},
        policy,
    },
    terms::{Keep, Slot},
    words::{Locale, Text},
};
use strum::IntoEnumIterator as _;

use super::*;

const IAM: &str = "https://us-east-1.console.aws.amazon.com/iam/home#/users";
const SES: &str = "https://ap-northeast-2.console.aws.amazon.com/ses/home?region=ap-northeast-2#/";

/// What a change is made by, as far as it is made at AWS.
struct Row {
    change: Change,
    command: Option<&'static str>,
    page: Option<String>,
}

fn row(change: Change, command: &'static str, page: impl Into<String>) -> Row {
    Row { change, command: Some(command), page: Some(page.into()) }
}

/// On this computer and nowhere else.
fn here(change: Change) -> Row {
    Row { change, command: None, page: None }
}

fn tags(tags: &[(&str, &str)]) -> Vec<(String, String)> {
    tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn create(user: &str, path: Option<&str>, own: &[(&str, &str)]) -> Change {
    let path = path.map(str::to_owned);
    Change::CreateSender { under: under(), user: a(user), path, boundary: None, tags: tags(own) }
}

/// Names, paths and tags that a shell, the AWS CLI's own shorthand or a URL could take for something else.
pub(crate) fn odd() -> Vec<(Change, &'static str)> {
    vec![
        (
            create("mail+user=a,b@c", Some("/it's/$HOME/"), &[("team", "web shop")]),
            r#"aws iam create-user --region ap-northeast-2 --user-name 'mail+user=a,b@c' --path "/it's/"'$HOME/' --tags 'Key=team,Value="web shop"'"#,
        ),
        (
            create("-x", None, &[("팀", "")]),
            r#"aws iam create-user --region ap-northeast-2 --user-name=-x --tags 'Key="팀",Value=""'"#,
        ),
        (
            create("mail-user", Some("/a`b*/"), &[(" a ", "=b=c "), ("managed-by", "sesame")]),
            r#"aws iam create-user --region ap-northeast-2 --user-name mail-user --path '/a`b*/' --tags 'Key=" a ",Value="=b=c "' 'Key=managed-by,Value=sesame'"#,
        ),
        (
            Change::CreateIdentity {
                under: under(),
                name: IdentityName::Email(a("o'neil&co!@example.co.kr")),
                tags: tags(&[("cost:center", "a/b.c-d+e@f")]),
            },
            r#"aws sesv2 create-email-identity --region ap-northeast-2 --email-identity "o'neil&co"'!@example.co.kr' --tags 'Key=cost:center,Value=a/b.c-d+e@f'"#,
        ),
    ]
}

fn rows() -> Vec<Row> {
    let (user, id) = (a("mail-user"), "AKIAIOSFODNN7EXAMPLE");
    let address = IdentityName::Email(a("me+1@example.co.kr"));
    let name = || IdentityName::Domain(a("example.co.kr"));
    let grant = |grant| Change::AllowSending { under: under(), user: a("mail-user"), grant };
    let edits = Vec::new;
    vec![
        row(
            create("mail-user", None, &[("managed-by", "sesame")]),
            "aws iam create-user --region ap-northeast-2 --user-name mail-user --tags 'Key=managed-by,Value=sesame'",
            IAM,
        ),
        row(
            Change::CreateSender {
                under: under(),
                user: a("mail-user"),
                path: Some("/app/".into()),
                boundary: Some("arn:aws:iam::123456789012:policy/Developers".into()),
                tags: tags(&[("managed-by", "sesame"), ("team", "web")]),
            },
            "aws iam create-user --region ap-northeast-2 --user-name mail-user --path /app/ --permissions-boundary \
             arn:aws:iam::123456789012:policy/Developers --tags 'Key=managed-by,Value=sesame' 'Key=team,Value=web'",
            IAM,
        ),
        row(
            Change::AdoptSender { under: under(), user: a("we,send=@all") },
            "aws iam tag-user --region ap-northeast-2 --user-name 'we,send=@all' --tags 'Key=used-by,Value=sesame'",
            format!("{IAM}/details/we%2Csend%3D%40all?section=permissions"),
        ),
        row(
            Change::AdoptIdentity { under: under(), name: IdentityName::Email(a("me+a@example.co.kr")) },
            "aws sesv2 tag-resource --region ap-northeast-2 --resource-arn \
             arn:aws:ses:ap-northeast-2:123456789012:identity/me+a@example.co.kr --tags 'Key=used-by,Value=sesame'",
            format!("{SES}identities/me%2Ba%40example.co.kr"),
        ),
        row(
            grant(Grant::Inline {
                name: "SesameSend".into(),
                document: policy::pretty(&policy::app(Default::default(), &name(), None)),
                before: None,
                wanted: Default::default(),
            }),
            r#"aws iam put-user-policy --region ap-northeast-2 --user-name mail-user --policy-name SesameSend --policy-document '{"Version":"2012-10-17","Statement":[{"Sid":"SesameSend","Effect":"Allow","Action":["ses:SendEmail","ses:SendRawEmail"],"Resource":"*","Condition":{"StringLike":{"ses:FromAddress":"*@example.co.kr"}}},{"Sid":"SesameReadStatus","Effect":"Allow","Action":["ses:GetAccount","ses:GetSendQuota","ses:GetEmailIdentity","ses:ListEmailIdentities","ses:ListIdentities"],"Resource":"*"}]}'"#,
            format!("{IAM}/details/mail-user?section=permissions"),
        ),
        row(
            grant(Grant::Managed { arn: "arn:aws:iam::aws:policy/AmazonSESFullAccess".into() }),
            "aws iam attach-user-policy --region ap-northeast-2 --user-name mail-user --policy-arn arn:aws:iam::aws:policy/AmazonSESFullAccess",
            format!("{IAM}/details/mail-user?section=permissions"),
        ),
        row(
            Change::IssueKey {
                under: under(),
                user: a("mail-user"),
                keep: Keep::Keychain,
                instead_of: None,
                names: None,
            },
            "aws iam create-access-key --region ap-northeast-2 --user-name mail-user",
            format!("{IAM}/details/mail-user?section=security_credentials"),
        ),
        row(
            server::issue("/home/me/server.env"),
            "aws iam create-access-key --region ap-northeast-2 --user-name mail-user",
            format!("{IAM}/details/mail-user?section=security_credentials"),
        ),
        row(
            Change::DeactivateKey { under: under(), user: a("mail-user"), key: a(id), why: DeleteReason::Replaced },
            "aws iam update-access-key --region ap-northeast-2 --user-name mail-user --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive",
            format!("{IAM}/details/mail-user?section=security_credentials"),
        ),
        row(
            Change::DeleteKey { under: under(), user, key: a(id), why: DeleteReason::Chosen },
            "aws iam delete-access-key --region ap-northeast-2 --user-name mail-user --access-key-id AKIAIOSFODNN7EXAMPLE",
            format!("{IAM}/details/mail-user?section=security_credentials"),
        ),
        row(
            Change::CreateIdentity { under: under(), name: name(), tags: tags(&[("managed-by", "sesame")]) },
            "aws sesv2 create-email-identity --region ap-northeast-2 --email-identity example.co.kr --tags \
             'Key=managed-by,Value=sesame'",
            format!("{SES}identities"),
        ),
        row(
            Change::SetMailFrom {
                under: under(),
                identity: a("example.co.kr"),
                mail_from: a("bounce.example.co.kr"),
                before: None,
            },
            "aws sesv2 put-email-identity-mail-from-attributes --region ap-northeast-2 --email-identity example.co.kr \
             --mail-from-domain bounce.example.co.kr",
            format!("{SES}identities/example.co.kr"),
        ),
        row(
            Change::SuppressBounces { under: under() },
            "aws sesv2 put-account-suppression-attributes --region ap-northeast-2 --suppressed-reasons BOUNCE COMPLAINT",
            format!("{SES}account"),
        ),
        row(
            Change::AskForProduction {
                under: under(),
                website: a("https://example.co.kr/shop?a=1&b=2"),
                mail_type: MailType::Marketing,
                contact: Some(a("ceo@example.co.kr")),
            },
            "aws sesv2 put-account-details --region ap-northeast-2 --production-access-enabled --mail-type MARKETING \
             --website-url 'https://example.co.kr/shop?a=1&b=2' --contact-language EN --additional-contact-email-addresses ceo@example.co.kr",
            format!("{SES}account"),
        ),
        row(
            Change::SetPricePlan { under: under(), plan: PriceWish::None, from: "ESSENTIALS".into() },
            "aws sesv2 put-account-pricing-attributes --region ap-northeast-2 --plan NONE",
            format!("{SES}account"),
        ),
        row(
            Change::VerifyRecipient { under: under(), address: a("me@naver.com"), tags: tags(&[("team", "web")]) },
            "aws sesv2 create-email-identity --region ap-northeast-2 --email-identity me@naver.com --tags \
             'Key=team,Value=web'",
            format!("{SES}identities"),
        ),
        // Two calls, of which the second needs to know what the first said.
        Row {
            change: Change::RecreateIdentity { under: under(), name: address, tags: Vec::new() },
            command: None,
            page: Some(format!("{SES}identities/me%2B1%40example.co.kr")),
        },
        Row {
            change: Change::RestartDkim { under: under(), domain: a("example.co.kr"), before: Vec::new() },
            command: None,
            page: Some(format!("{SES}identities/example.co.kr")),
        },
        here(Change::WriteRecords { at: DnsHost::Cloudflare, zone: zone(), records: Vec::new() }),
        Row {
            change: Change::WriteRecords { at: DnsHost::Route53(under()), zone: zone(), records: Vec::new() },
            command: None,
            page: Some(format!("{ZONES}Z0123")),
        },
        Row {
            change: Change::RemoveRecords { at: DnsHost::Route53(under()), zone: zone(), records: Vec::new() },
            command: None,
            page: Some(format!("{ZONES}Z0123")),
        },
        here(Change::KeepKey {
            account: under().account,
            region: under().region,
            user: a("mail-user"),
            key: a(id),
            from: Slot::Resting(Keep::Project, a(id)),
            keep: Keep::Keychain,
            names: None,
        }),
        here(Change::EditProject { edits: edits() }),
        here(Change::SwitchMailer { mailer: Mailer::Ses, edits: edits() }),
        here(Change::MendLeak { leaks: Vec::new() }),
        here(Change::RestoreFiles { files: Vec::new() }),
        here(Change::RunTool { tool: Tool::ConfigCache, runner: Runner::Php }),
        here(Change::SendTest {
            region: seoul(),
            mailer: Mailer::Ses,
            key: a(id),
            secret: Slot::Resting(Keep::Keychain, a(id)),
            from: a("no-reply@example.co.kr"),
            to: a("me@naver.com"),
            options: Default::default(),
        }),
    ]
}

const ZONES: &str = "https://us-east-1.console.aws.amazon.com/route53/v2/hostedzones#ListRecordSets/";

fn zone() -> HostedZone {
    HostedZone { id: "Z0123".into(), name: "example.co.kr".into() }
}

/// Every change that there is.
pub(crate) fn every_change() -> Vec<Change> {
    rows().into_iter().map(|row| row.change).collect()
}

#[test]
fn every_change_at_aws_has_its_command_and_its_page() {
    let mut met = BTreeSet::new();
    for Row { change, command, page } in rows() {
        assert_eq!(cli(&change).as_deref(), command, "{change:?}");
        assert_eq!(console(&change), page, "{change:?}");
        assert_eq!(page.is_some(), change.under().is_some(), "{change:?}");
        met.insert(change.kind());
    }
    assert_eq!(met, ChangeKind::iter().collect(), "a change without a row");
    for (change, command) in odd() {
        assert_eq!(cli(&change).as_deref(), Some(command));
    }
}

#[test]
fn elsewhere_than_in_the_aws_partition_there_is_another_console_and_iam_wants_the_region() {
    let under = Under { region: a("us-gov-west-1"), ..under() };
    let issue = Change::IssueKey {
        under: under.clone(),
        user: a("mail-user"),
        keep: Keep::Keychain,
        instead_of: None,
        names: None,
    };
    assert_eq!(console(&issue), None);
    let command = "aws iam create-access-key --region us-gov-west-1 --user-name mail-user";
    assert_eq!(cli(&issue).as_deref(), Some(command));
    assert_eq!(console(&Change::SuppressBounces { under }), None);
}

#[test]
fn the_message_asks_to_be_told_where_nobody_here_would_see_the_end() {
    let check = |what: &str, step: Option<Step>, facts: Facts, shows: bool, ends: [&str; 2]| {
        let mut changes = errand(&intent(), &facts, now());
        changes.retain(|change| step.is_none_or(|step| change.kind().step() == step));
        assert!(!changes.is_empty(), "{what}");
        assert_eq!(will_show(&changes, &facts), shows, "{what}");
        for (locale, end) in [Locale::En, Locale::Ko].into_iter().zip(ends) {
            let message = Text::new(locale).errand_aws(&changes, &intent(), &facts);
            let last = message.trim_end().lines().last().expect("a line");
            assert!(
                last.contains(end) && last.contains(["There is no secret", "비밀 키는 없습니다"][locale as usize]),
                "{what}: {last}"
            );
        }
    };
    let seen = ["I shall see", "제가 확인합니다"];
    let key = ["hand me the id and the secret of the key", "키의 ID와 비밀 키를"];
    let told = ["Please tell me when it is done.", "마치시면 알려 주시기 바랍니다."];
    let hidden = || Facts { sender: Fact::Hidden(denied()), keys: Fact::Hidden(denied()), ..nothing() };
    check("all of it", None, nothing(), true, key);
    check("nothing of IAM is seen", None, hidden(), false, key);
    check("the user is not seen", Some(Step::Sender), hidden(), false, told);
    // What SES shows is seen all the same.
    check("the identity is", Some(Step::Identity), hidden(), true, seen);
    check("nobody is signed in", None, Facts { caller: Fact::Absent, ..nothing() }, false, key);
}
