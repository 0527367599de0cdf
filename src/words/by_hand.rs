//! A change by other hands, in words: what to click in the console, and the message for whoever may. No secret is in any of
//! them. Knows no screen.

use super::Text;
use crate::{
    dns::{
        compare::RecordStanding,
        mistakes::Mistake,
        provider::{Detected, detect, paste_sheet},
        records::Record,
    },
    setup::{
        Change, ChangeKind, Facts, Grant, IdentityName, Intent, Step, by_hand, letter::letter, policy, wanted_records,
    },
    wizard::{Model, Page},
};

impl Text {
    /// What to click in AWS's console, a line each. `None` where it is not done there.
    pub fn console(&self, change: &Change) -> Option<String> {
        Some(match change {
            Change::CreateSender { user, .. } => self.console_create_sender(user),
            Change::AdoptSender { user, .. } => self.console_adopt_sender(user),
            Change::AllowSending { user, grant: Grant::Inline { name, .. }, .. } => {
                self.console_allow_sending(name, user)
            }
            Change::AllowSending { user, grant: Grant::Managed { arn }, .. } => {
                self.console_allow_sending_all(arn.rsplit('/').next().unwrap_or(arn), user)
            }
            Change::IssueKey { user, .. } => {
                format!("{}\n{}", self.console_issue_key(user), self.console_issue_key_secret())
            }
            Change::DeactivateKey { user, key, .. } => self.console_deactivate_key(key, user),
            Change::DeleteKey { user, key, .. } => self.console_delete_key(key, user),
            Change::CreateIdentity { name: IdentityName::Domain(domain), .. } => self.console_create_domain(domain),
            Change::CreateIdentity { name: IdentityName::Email(address), .. }
            | Change::VerifyRecipient { address, .. } => self.console_create_address(address),
            Change::RecreateIdentity { name, .. } => self.console_recreate_identity(name),
            Change::RestartDkim { domain, .. } => self.console_restart_dkim(domain),
            Change::SetMailFrom { identity, mail_from, .. } => self.console_set_mail_from(mail_from, identity),
            Change::SuppressBounces { .. } => self.console_suppress_bounces().to_owned(),
            Change::AskForProduction { website, mail_type, .. } => {
                self.console_ask_for_production(<&str>::from(*mail_type), website)
            }
            Change::KeepKey { .. }
            | Change::EditProject { .. }
            | Change::SwitchMailer { .. }
            | Change::RunTool { .. }
            | Change::SendTest { .. } => return None,
        })
    }

    /// The message for the colleague who brings about what the page is about.
    pub fn errand(&self, model: &Model) -> Option<String> {
        let waits_for_dns = model.page == Page::Identity && !model.records().is_empty();
        if waits_for_dns {
            return self.errand_dns(&model.intent, &model.facts);
        }
        let changes = model.errand();
        (!changes.is_empty()).then(|| self.errand_aws(&changes, &model.intent, &model.facts))
    }

    /// The message for whoever may do these at AWS: what, why, exact values, how to undo.
    /// Where AWS's reviewers are asked, the letter to them is its end.
    pub fn errand_aws(&self, changes: &[Change], intent: &Intent, facts: &Facts) -> String {
        let under = changes.iter().find_map(Change::under);
        let account = under.map(|it| &it.account).filter(|it| it.as_str() != by_hand::NOBODYS);
        let account = account.map_or_else(|| self.errand_some_account().to_owned(), |it| it.grouped());
        let region = intent.region.map(|it| self.region(it)).unwrap_or_default();
        let from = intent.from.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut said = vec![self.errand_aws_subject().to_owned(), self.errand_aws_why(account, from, region)];
        let mut reasoned = None;
        for (at, change) in changes.iter().enumerate() {
            let kind = change.kind();
            // Where the secret goes is between the two of them: this computer's keychain is nothing to a colleague.
            let (what, clicks) = match change {
                Change::IssueKey { user, .. } => (self.errand_issue_key(user), self.console_issue_key(user)),
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
            if kind == ChangeKind::IssueKey {
                lines.push(format!("   {}", self.errand_secret()));
            }
            if kind == ChangeKind::AskForProduction {
                if facts.identity.present().is_none_or(|identity| !identity.verified) {
                    lines.push(format!("   {}", self.errand_verified_first()));
                }
                lines.push(format!("   {}", self.errand_promise()));
            }
            lines.push(format!("   {}", self.errand_undo(self.undoes(change))));
            said.push(lines.join("\n"));
        }
        said.push(self.errand_end().to_owned());
        if changes.iter().any(|change| change.kind() == ChangeKind::AskForProduction) {
            said.push(self.errand_letter().to_owned());
            said.push(letter(intent, facts).trim_end().to_owned());
        }
        said.join("\n\n") + "\n"
    }

    /// The message for whoever keeps the zone: the records that are not there, or not as they should be. `None` where there
    /// are none of these.
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
        let form = cut.map(|cut| detect(&cut.servers));
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
        said.extend(self.rows(&records, facts, &zone, form.as_ref()));
        said.push(self.errand_dns_notes().to_owned());
        Some(said.join("\n\n") + "\n")
    }

    /// The records as the provider's form takes them, and by their whole names.
    fn rows(&self, records: &[Record], facts: &Facts, zone: &str, form: Option<&Detected>) -> Vec<String> {
        let provider = form.map_or_else(|| Detected::Unknown(Vec::new()).form(), Detected::form);
        let rows = paste_sheet(records, zone, provider).into_iter().zip(records).enumerate();
        rows.map(|(at, (row, record))| {
            let mut lines = vec![format!("{}. {} ({})", at + 1, row.kind, record.name)];
            lines.push(format!("   {}", self.errand_dns_name(row.name)));
            lines.push(format!("   {}", self.errand_dns_value(row.value)));
            lines.extend(row.priority.map(|priority| format!("   {}", self.errand_dns_priority(priority))));
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
