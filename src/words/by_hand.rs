//! A change by other hands, in words: what to click in the console, and the message for a colleague. No secret is in any of
//! them. Knows no screen.

use super::Text;
use crate::{
    dns::{compare::RecordStanding, mistakes::Mistake, provider::Detected, records::Record},
    setup::{
        Change, ChangeKind, Facts, Grant, IdentityName, Intent, Step, by_hand, handover, letter, policy, wanted_records,
    },
    terms::{Region, Timestamp, shell_word},
    wizard::{Handover, Model, Page},
};

impl Text {
    /// What to click in AWS's console, a line each. `None` where it is not done there.
    pub fn console(&self, change: &Change) -> Option<String> {
        Some(match change {
            Change::CreateSender { user, .. } => self.console_create_sender(user),
            Change::AdoptSender { user, .. } => self.console_adopt_sender(user),
            Change::AllowSending { user, grant: Grant::Inline { name, before: Some(_), .. }, .. } => {
                self.console_widen_sending(name, user)
            }
            Change::AllowSending { user, grant: Grant::Inline { name, before: None, .. }, .. } => {
                self.console_allow_sending(name, user)
            }
            Change::AllowSending { user, grant: Grant::Managed { arn }, .. } => {
                self.console_allow_sending_all(arn.rsplit('/').next().unwrap_or(arn), user)
            }
            Change::IssueKey { user, .. } | Change::IssueServerKey { user, .. } => {
                format!("{}\n{}", self.console_issue_key(user), self.console_issue_key_secret())
            }
            Change::DeactivateKey { user, key, .. } => self.console_deactivate_key(key, user),
            Change::DeleteKey { user, key, .. } => self.console_delete_key(key, user),
            Change::CreateIdentity { name: IdentityName::Domain(domain), .. } => self.console_create_domain(domain),
            Change::CreateIdentity { name: IdentityName::Email(address), .. }
            | Change::VerifyRecipient { address, .. } => self.console_create_address(address),
            Change::AdoptIdentity { name, .. } => self.console_adopt_identity(name),
            Change::RecreateIdentity { name, .. } => self.console_recreate_identity(name),
            Change::RestartDkim { domain, .. } => self.console_restart_dkim(domain),
            Change::SetMailFrom { identity, mail_from, .. } => self.console_set_mail_from(mail_from, identity),
            Change::SuppressBounces { .. } => self.console_suppress_bounces().to_owned(),
            Change::AskForProduction { website, mail_type, .. } => {
                self.console_ask_for_production(<&str>::from(*mail_type), website)
            }
            Change::SetPricePlan { plan, .. } => self.console_set_price_plan(self.price_plan_named(plan.of_aws())),
            Change::WriteRecords { .. }
            | Change::RemoveRecords { .. }
            | Change::KeepKey { .. }
            | Change::EditProject { .. }
            | Change::SwitchMailer { .. }
            | Change::MendLeak { .. }
            | Change::RestoreFiles { .. }
            | Change::RunTool { .. }
            | Change::SendTest { .. } => return None,
        })
    }

    /// A block for AWS CloudShell that makes the user, its policy and a key, or says what is there. `None` before the
    /// sender is known, whom the policy names.
    pub fn cloud_shell(&self, intent: &Intent) -> Option<String> {
        // IAM is global; a command names a region all the same.
        let region = intent.region.unwrap_or_else(|| Region::all().next().expect("there are regions"));
        let intent = Intent { region: Some(region), account: None, ..intent.clone() };
        let changes = handover::errand(&intent, &Facts::default(), Timestamp::UNIX_EPOCH);
        let command = |kind: ChangeKind| changes.iter().find(|it| it.kind() == kind).and_then(by_hand::cli);
        let (create, issue) = (command(ChangeKind::CreateSender)?, command(ChangeKind::IssueKey)?);
        let grant = changes.iter().find(|it| it.kind() == ChangeKind::AllowSending)?;
        let (policy, list, named) = match granted(grant)? {
            Grant::Managed { arn } => {
                let name = arn.rsplit('/').next().unwrap_or(arn);
                (name, "list-attached-user-policies", format!("AttachedPolicies[?PolicyName=='{name}'].PolicyName"))
            }
            Grant::Inline { name, .. } => (name.as_str(), "list-user-policies", format!("PolicyNames[?@=='{name}']")),
        };
        let user = &intent.user;
        let sender = intent.identity_name()?.senders();
        let said = |text: String| shell_word(&text).into_owned();
        let parts = [
            ("about", self.cloud_shell_about(user)),
            ("user_made", said(self.cloud_shell_user_made(user))),
            ("user_foreign", said(self.cloud_shell_user_foreign(user))),
            ("policy_made", said(self.cloud_shell_policy_made(policy))),
            ("policy_there", said(self.cloud_shell_policy_there(policy, sender))),
            ("key_there", said(self.cloud_shell_key_there().into())),
            ("key_made", said(self.cloud_shell_key_made().into())),
            ("adopt", if intent.adopt.as_ref() == Some(user) { "yes" } else { "no" }.into()),
            ("look", by_hand::of_user("get-user", user, region)),
            ("wait", by_hand::of_user("wait user-exists", user, region)),
            ("list", by_hand::of_user("list-access-keys", user, region)),
            ("has", by_hand::of_user(list, user, region)),
            ("named", shell_word(&named).into_owned()),
            ("create", create),
            ("grant", by_hand::cli(grant)?),
            ("issue", issue),
        ];
        Some(filled_in(include_str!("../../assets/cloudshell.sh"), &parts))
    }

    /// The message for the colleague who brings about what the page is about.
    pub fn errand(&self, model: &Model) -> Option<String> {
        self.handed_over(&model.handover()?, &model.intent, &model.facts)
    }

    /// The message for the colleague who does these.
    pub(super) fn handed_over(&self, about: &Handover, intent: &Intent, facts: &Facts) -> Option<String> {
        match about {
            Handover::Records => self.errand_dns(intent, facts),
            Handover::Changes(changes) => Some(self.errand_aws(changes, intent, facts)),
        }
    }

    /// The message for an administrator who may do these at AWS: what, why, exact values, how to undo.
    /// Where AWS's reviewers are asked, the letter to them stands before its end.
    pub fn errand_aws(&self, changes: &[Change], intent: &Intent, facts: &Facts) -> String {
        let under = changes.iter().find_map(Change::under);
        let account = under.map(|it| &it.account).filter(|it| it.as_str() != handover::NOBODYS);
        let account = account.map_or_else(|| self.errand_some_account().to_owned(), |it| it.grouped());
        let region = intent.region.map(|it| self.region(it)).unwrap_or_default();
        let from = intent.from.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut said = vec![self.errand_aws_subject().to_owned(), self.errand_aws_why(account, from, region)];
        let mut reasoned = None;
        for (at, change) in changes.iter().enumerate() {
            let kind = change.kind();
            // This computer's keychain means nothing to a colleague: the two agree on how the secret is handed over.
            let (what, clicks) = match change {
                Change::IssueKey { user, .. } | Change::IssueServerKey { user, .. } => {
                    (self.errand_issue_key(user), self.console_issue_key(user))
                }
                other => (self.change(other), self.console(other).unwrap_or_default()),
            };
            let mut lines = vec![format!("{}. {what}", at + 1)];
            if reasoned.replace(kind.step()) != Some(kind.step()) {
                let why = match kind.step() == Step::Key {
                    true => self.errand_why_key(),
                    false => self.page_why(Page::about(kind.step())),
                };
                lines.push(format!("   {}", self.errand_reason(why)));
            }
            lines.extend(clicks.lines().map(|line| format!("   - {line}")));
            if let Change::AllowSending { grant: Grant::Inline { document, .. }, .. } = change {
                let document = serde_json::from_str(document).map(|it| policy::pretty(&it));
                lines.extend(document.unwrap_or_default().lines().map(|line| format!("     {line}")));
            }
            lines.extend(by_hand::console(change).map(|link| format!("   {link}")));
            lines.extend(by_hand::cli(change).map(|command| format!("   {}", self.errand_or_cli(command))));
            if matches!(kind, ChangeKind::IssueKey | ChangeKind::IssueServerKey) {
                lines.push(format!("   {}", self.errand_secret()));
            }
            if kind == ChangeKind::AskForProduction {
                lines.push(format!("   {}", self.errand_request()));
                lines.extend(
                    change.review_request().into_iter().map(|(member, value)| format!("     {member}: {value}")),
                );
                lines.push(format!("     {}", self.detail_use_case()));
                if facts.identity.present().is_none_or(|identity| !identity.verified) {
                    lines.push(format!("   {}", self.errand_verified_first()));
                }
                lines.push(format!("   {}", self.errand_promise()));
            }
            lines.push(format!("   {}", self.errand_undo(self.undoes(change))));
            said.push(lines.join("\n"));
        }
        if changes.iter().any(|change| change.kind() == ChangeKind::AskForProduction) {
            let guesses = if letter::is_a_guess(intent) { self.errand_letter_guesses() } else { "" };
            said.push(format!("{} {guesses}", self.errand_letter()).trim_end().to_owned());
            said.push(letter::letter(intent, facts).trim_end().to_owned());
        }
        let hands_a_key = changes.iter().any(|change| change.kind() == ChangeKind::IssueKey);
        said.push(match (handover::will_show(changes, facts), hands_a_key) {
            (true, false) => self.errand_end().to_owned(),
            (true | false, true) => self.errand_end_with_key().to_owned(),
            (false, false) => self.errand_end_unseen().to_owned(),
        });
        said.join("\n\n") + "\n"
    }

    /// The message for the administrator of the zone: the records that are not there, or not as they should be. `None`
    /// where there are none of these.
    pub fn errand_dns(&self, intent: &Intent, facts: &Facts) -> Option<String> {
        let (identity, region) = (facts.identity.present()?, intent.region?);
        let mut records = wanted_records(intent, identity, region);
        records.retain(|record| facts.record_standing(record) != Some(RecordStanding::Present));
        if records.is_empty() {
            return None;
        }
        let from = intent.from.as_ref().map(ToString::to_string).unwrap_or_default();
        let cut = facts.zone.present();
        let zone = cut.map_or_else(|| identity.name.to_string(), |cut| cut.zone.clone());
        let form = facts.provider();
        let mut said = vec![
            self.errand_dns_subject(records.len(), &zone),
            self.errand_dns_why(from, &identity.name, self.region(region)),
            match &form {
                Some(Detected::One(provider)) => self.errand_dns_at(self.provider(provider), &zone),
                Some(Detected::Shared(_) | Detected::Split(_) | Detected::Unknown(_)) | None => {
                    self.errand_dns_where(&zone)
                }
            },
        ];
        let is_missing = |record: &Record| facts.record_standing(record) == Some(RecordStanding::Missing);
        if records.iter().all(is_missing) && self.one_first(facts).is_some() {
            said.push(self.errand_dns_one_first().to_owned());
        }
        said.extend(self.rows(&records, facts));
        said.push(self.errand_dns_notes().to_owned());
        Some(said.join("\n\n") + "\n")
    }

    /// The records as the provider's form takes them, and by their whole names.
    fn rows(&self, records: &[Record], facts: &Facts) -> Vec<String> {
        let rows = facts.form_rows(records).into_iter().zip(records).enumerate();
        let labels = self.form_of(facts).labels;
        rows.map(|(at, (row, record))| {
            let mut lines = vec![format!("{}. {} ({})", at + 1, row.kind, record.name)];
            lines.push(match labels.name {
                Some(label) => format!("   {label}: {}", row.name),
                None => format!("   {}", self.errand_dns_name(row.name)),
            });
            lines.push(format!("   {}", self.errand_dns_value(row.value)));
            lines.extend(row.priority.map(|priority| match labels.priority {
                Some(label) => format!("   {label}: {priority}"),
                None => format!("   {}", self.errand_dns_priority(priority)),
            }));
            let seen = facts.record_comparison(record).map(|it| it.mistakes).unwrap_or_default();
            let seen = seen.iter().filter(|mistake| !matches!(mistake, Mistake::Missing { clue: None, .. }));
            lines.extend(seen.map(|mistake| format!("   {}", self.errand_dns_now(self.mistake(mistake)))));
            lines.join("\n")
        })
        .collect()
    }

    /// A provider by its name in this language.
    pub fn provider(&self, provider: &crate::dns::provider::Provider) -> &'static str {
        match self.locale() {
            super::Locale::En => provider.english,
            super::Locale::Ko => provider.korean,
        }
    }
}

/// How the user comes to be allowed.
fn granted(change: &Change) -> Option<&Grant> {
    let Change::AllowSending { grant, .. } = change else { return None };
    Some(grant)
}

/// `{name}` by its part. What is put in may hold braces itself, and is not looked through again.
fn filled_in(template: &str, parts: &[(&str, String)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        let part = parts.iter().find(|(known, _)| *known == name).map(|(_, part)| part.as_str());
        filled.push_str(before);
        filled.push_str(part.unwrap_or_default());
        rest = behind;
    }
    filled + rest
}
