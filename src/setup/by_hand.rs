//! A change of AWS by other hands: the page of the console where it is made, and the command of the AWS CLI that makes it.
//! Knows no language; what to click is told by `words`.
//!
//! Links are those of facts that are sure; where a page of the console is not, the nearest sure one stands for it and the
//! menus are named beside it. They are of the `aws` partition.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{CONTACT_LANGUAGE, Change, Grant, steps::sender::ADOPTED_TAG};
use crate::terms::{Partition, Region, UserName, shell_word};

/// All but what a part of a URL holds as it is.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What prints temporary credentials in AWS CloudShell, on one line.
pub const EXPORT_CREDENTIALS: &str = "aws configure export-credentials --format env";

/// AWS CloudShell: a terminal in the browser, signed in as the console is. It opens in the region that the
/// console was in last, which is as good as any: credentials and IAM are the same in all of them.
pub const CLOUD_SHELL: &str = "https://console.aws.amazon.com/cloudshell/home";

/// The page of the console where this is done by hand. `None` where it is not done at AWS, or the partition has a console of
/// its own.
pub fn console(change: &Change) -> Option<String> {
    let region = change.under()?.region;
    if region.row().partition != Partition::Aws {
        return None;
    }
    let identity = |name: &str| format!("identities/{}", utf8_percent_encode(name, UNRESERVED));
    Some(match change {
        Change::CreateSender { .. } => iam("users"),
        Change::AdoptSender { user, .. } | Change::AllowSending { user, .. } => user_page(user, "permissions"),
        Change::IssueKey { user, .. }
        | Change::IssueServerKey { user, .. }
        | Change::DeactivateKey { user, .. }
        | Change::DeleteKey { user, .. } => user_page(user, "security_credentials"),
        Change::CreateIdentity { .. } | Change::VerifyRecipient { .. } => ses(region, "identities"),
        Change::AdoptIdentity { name, .. } | Change::RecreateIdentity { name, .. } => {
            ses(region, &identity(&name.to_string()))
        }
        Change::RestartDkim { domain, .. } => ses(region, &identity(domain.as_str())),
        Change::SetMailFrom { identity: domain, .. } => ses(region, &identity(domain.as_str())),
        Change::SuppressBounces { .. } | Change::AskForProduction { .. } | Change::SetPricePlan { .. } => {
            ses(region, "account")
        }
        Change::WriteRecords { zone, .. } | Change::RemoveRecords { zone, .. } => zone_page(&zone.id),
        Change::KeepKey { .. }
        | Change::EditProject { .. }
        | Change::SwitchMailer { .. }
        | Change::MendLeak { .. }
        | Change::RestoreFiles { .. }
        | Change::RunTool { .. }
        | Change::SendTest { .. } => return None,
    })
}

/// The command of the AWS CLI that does this, on one line for a POSIX shell. `None` where it is not done at AWS, or where no
/// one command does it.
pub fn cli(change: &Change) -> Option<String> {
    let under = change.under()?;
    let region = under.region.code();
    // There is one IAM in a partition, and the region says which; without any the CLI may ask for one.
    let iam_words = |operation: &str, user: &UserName| -> Vec<String> {
        let mut words = ["iam", operation, "--region", region].map(str::to_owned).to_vec();
        words.extend(option("--user-name", user));
        words
    };
    let command: Vec<String> = match change {
        Change::CreateSender { user, path, boundary, tags, .. } => {
            let mut words = iam_words("create-user", user);
            words.extend(path.iter().flat_map(|path| ["--path".into(), path.clone()]));
            words.extend(boundary.iter().flat_map(|arn| ["--permissions-boundary".into(), arn.clone()]));
            words.push("--tags".into());
            words.extend(tags.iter().map(tag_word));
            words
        }
        Change::AdoptSender { user, .. } => {
            let tag = ADOPTED_TAG;
            let mut words = iam_words("tag-user", user);
            words.extend(["--tags".into(), tag_word(&(tag.0.into(), tag.1.into()))]);
            words
        }
        Change::AllowSending { user, grant: Grant::Inline { name, document, .. }, .. } => {
            let mut words = iam_words("put-user-policy", user);
            words.extend(["--policy-name".into(), name.clone(), "--policy-document".into(), one_line(document)]);
            words
        }
        Change::AllowSending { user, grant: Grant::Managed { arn }, .. } => {
            let mut words = iam_words("attach-user-policy", user);
            words.extend(["--policy-arn".into(), arn.clone()]);
            words
        }
        Change::IssueKey { user, .. } | Change::IssueServerKey { user, .. } => iam_words("create-access-key", user),
        Change::DeactivateKey { user, key, .. } => {
            let mut words = iam_words("update-access-key", user);
            words.extend(["--access-key-id".into(), key.to_string(), "--status".into(), "Inactive".into()]);
            words
        }
        Change::DeleteKey { user, key, .. } => {
            let mut words = iam_words("delete-access-key", user);
            words.extend(["--access-key-id".into(), key.to_string()]);
            words
        }
        Change::CreateIdentity { name, tags, .. } => {
            let mut words = ses_words("create-email-identity", region);
            words.extend(option("--email-identity", name));
            words.push("--tags".into());
            words.extend(tags.iter().map(tag_word));
            words
        }
        Change::AdoptIdentity { name, .. } => {
            let (key, value) = ADOPTED_TAG;
            let mut words = ses_words("tag-resource", region);
            words.extend(["--resource-arn".into(), under.identity_arn(name)]);
            words.extend(["--tags".into(), tag_word(&(key.into(), value.into()))]);
            words
        }
        Change::VerifyRecipient { address, tags, .. } => {
            let mut words = ses_words("create-email-identity", region);
            words.extend(option("--email-identity", address));
            words.push("--tags".into());
            words.extend(tags.iter().map(tag_word));
            words
        }
        Change::SetMailFrom { identity, mail_from, .. } => {
            let mut words = ses_words("put-email-identity-mail-from-attributes", region);
            words.extend(["--email-identity".into(), identity.to_string()]);
            words.extend(["--mail-from-domain".into(), mail_from.to_string()]);
            words
        }
        Change::SuppressBounces { .. } => {
            let mut words = ses_words("put-account-suppression-attributes", region);
            words.extend(["--suppressed-reasons", "BOUNCE", "COMPLAINT"].map(str::to_owned));
            words
        }
        Change::AskForProduction { website, mail_type, contact, .. } => {
            let mut words = ses_words("put-account-details", region);
            words.extend(["--production-access-enabled".into(), "--mail-type".into(), mail_type.of_aws().into()]);
            words.extend(["--website-url".into(), website.to_string()]);
            words.extend(["--contact-language".into(), CONTACT_LANGUAGE.into()]);
            words.extend(contact.iter().flat_map(|it| option("--additional-contact-email-addresses", it)));
            words
        }
        Change::SetPricePlan { plan, .. } => {
            let mut words = ses_words("put-account-pricing-attributes", region);
            words.extend(["--plan".into(), plan.of_aws().to_owned()]);
            words
        }
        // Each of these takes two calls, of which the second needs to know what the first said.
        Change::RecreateIdentity { .. } | Change::RestartDkim { .. } => return None,
        // Its batch is a file of its own.
        Change::WriteRecords { .. } | Change::RemoveRecords { .. } => return None,
        Change::KeepKey { .. }
        | Change::EditProject { .. }
        | Change::SwitchMailer { .. }
        | Change::MendLeak { .. }
        | Change::RestoreFiles { .. }
        | Change::RunTool { .. }
        | Change::SendTest { .. } => return None,
    };
    Some(
        std::iter::once("aws".to_owned())
            .chain(command.iter().map(|word| shell_word(word).into_owned()))
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// A command of the AWS CLI about a user of IAM.
pub fn of_user(operation: &str, user: &UserName, region: Region) -> String {
    let operation = operation.split(' ');
    let words = ["aws", "iam"].into_iter().chain(operation).chain(["--region", region.code()]);
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.extend(option("--user-name", user));
    words.iter().map(|word| shell_word(word).into_owned()).collect::<Vec<_>>().join(" ")
}

fn zone_page(id: &str) -> String {
    let id = utf8_percent_encode(id, UNRESERVED);
    format!("https://us-east-1.console.aws.amazon.com/route53/v2/hostedzones#ListRecordSets/{id}")
}

fn iam(page: &str) -> String {
    format!("https://us-east-1.console.aws.amazon.com/iam/home#/{page}")
}

fn user_page(user: &UserName, section: &str) -> String {
    iam(&format!("users/details/{}?section={section}", utf8_percent_encode(user.as_str(), UNRESERVED)))
}

fn ses(region: Region, page: &str) -> String {
    let code = region.code();
    format!("https://{code}.console.aws.amazon.com/ses/home?region={code}#/{page}")
}

fn ses_words(operation: &str, region: &str) -> Vec<String> {
    ["sesv2", operation, "--region", region].map(str::to_owned).to_vec()
}

/// A flag with its value. One that begins like a flag has to stand in the same word.
fn option(flag: &str, value: &impl std::fmt::Display) -> Vec<String> {
    let value = value.to_string();
    match value.starts_with('-') {
        true => vec![format!("{flag}={value}")],
        false => vec![flag.to_owned(), value],
    }
}

/// In the AWS CLI's own shorthand, in which blanks at the ends, `=` and nothing at all need its quotes.
fn tag_word((key, value): &(String, String)) -> String {
    let plain =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.:/+-@".contains(c));
    let part = |text: &str| if plain(text) { text.to_owned() } else { format!("\"{text}\"") };
    format!("Key={},Value={}", part(key), part(value))
}

/// The same JSON without what only people need.
fn one_line(document: &str) -> String {
    serde_json::from_str::<serde_json::Value>(document).map_or_else(|_| document.to_owned(), |it| it.to_string())
}
