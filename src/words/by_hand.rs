//! A change by other hands, in words: what to click in the console, and the message for whoever may. No secret is in any of
//! them. Knows no screen.

use super::Text;
use crate::{
    dns::{
        provider::{Detected, detect, paste_sheet},
        records::Record,
    },
    setup::{Change, ChangeKind, Facts, Grant, IdentityName, Intent, by_hand, policy, wanted_records},
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
            Change::IssueKey { user, .. } => self.console_issue_key(user),
            Change::DeactivateKey { user, key, .. } => self.console_deactivate_key(key, user),
            Change::DeleteKey { user, key, .. } => self.console_delete_key(key, user),
            Change::CreateIdentity { name: IdentityName::Domain(domain), .. } => self.console_create_domain(domain),
            Change::CreateIdentity { name: IdentityName::Email(address), .. } => self.console_create_address(address),
            Change::RecreateIdentity { name, .. } => self.console_recreate_identity(name),
            Change::RestartDkim { domain, .. } => self.console_restart_dkim(domain),
            Change::SetMailFrom { identity, mail_from, .. } => self.console_set_mail_from(identity, mail_from),
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
        (!changes.is_empty()).then(|| self.errand_aws(&changes, &model.intent))
    }

    /// The message for whoever may do these at AWS: what, why, exact values, how to undo.
    pub fn errand_aws(&self, changes: &[Change], intent: &Intent) -> String {
        let under = changes.iter().find_map(Change::under);
        let account = under.map(|it| &it.account).filter(|it| it.as_str() != by_hand::NOBODYS);
        let account = account.map_or_else(|| self.errand_some_account().to_owned(), |it| it.grouped());
        let region = intent.region.map(|it| self.region(it)).unwrap_or_default();
        let from = intent.from.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut said = vec![self.errand_aws_subject().to_owned(), self.errand_aws_why(account, from, region)];
        for (at, change) in changes.iter().enumerate() {
            let kind = change.kind();
            let mut lines = vec![format!("{}. {}", at + 1, self.change(change))];
            lines.push(format!("   {}", self.errand_reason(self.page_why(Page::about(kind.step())))));
            let clicks = self.console(change).unwrap_or_default();
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
            lines.push(format!("   {}", self.errand_undo(self.change_undoes(kind))));
            said.push(lines.join("\n"));
        }
        said.push(self.errand_end().to_owned());
        said.join("\n\n") + "\n"
    }

    /// The message for whoever keeps the zone. `None` while there is nothing to ask for.
    pub fn errand_dns(&self, intent: &Intent, facts: &Facts) -> Option<String> {
        let (identity, region) = (facts.identity.present()?, intent.region?);
        let records = wanted_records(intent, identity, region);
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
        said.extend(self.rows(&records, &zone, form.as_ref()));
        said.push(self.errand_dns_notes().to_owned());
        Some(said.join("\n\n") + "\n")
    }

    /// The records as the provider's form takes them, and by their whole names.
    fn rows(&self, records: &[Record], zone: &str, form: Option<&Detected>) -> Vec<String> {
        let provider = form.map_or_else(|| Detected::Unknown(Vec::new()).form(), Detected::form);
        let rows = paste_sheet(records, zone, provider).into_iter().zip(records).enumerate();
        rows.map(|(at, (row, record))| {
            let mut lines = vec![format!("{}. {} ({})", at + 1, row.kind, record.name)];
            lines.push(format!("   {}", self.errand_dns_name(row.name)));
            lines.push(format!("   {}", self.errand_dns_value(row.value)));
            lines.extend(row.priority.map(|priority| format!("   {}", self.errand_dns_priority(priority))));
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
