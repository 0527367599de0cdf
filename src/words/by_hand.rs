//! A change by other hands, in words: what to click in the console, and the message for a colleague. No secret is in any of
//! them. Knows no screen.

use super::{Text, wrong::as_seen};
use crate::{
    dns::{
        RecordType,
        compare::{Comparison, RecordStanding},
        mistakes::{Clue, Mistake},
        provider::{Detected, PasteRow},
        records::{Purpose, Record},
    },
    setup::{
        Change, ChangeKind, Facts, Grant, IdentityName, Intent, Step, by_hand, handover, letter, policy, wanted_records,
    },
    terms::{Region, Timestamp, in_both, shell_word},
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

    /// The message for the administrator of the zone: what is to be added, changed and removed so that the records are there.
    /// `None` where there is nothing to do.
    pub fn errand_dns(&self, intent: &Intent, facts: &Facts) -> Option<String> {
        let (identity, region) = (facts.identity.present()?, intent.region?);
        let records = wanted_records(intent, identity, region);
        let mut chores: Vec<Chore> = Vec::new();
        let in_use = facts.mail_from_in_use(&records);
        for chore in records.iter().flat_map(|record| match in_use.as_ref().filter(|it| it.name == record.name) {
            Some(in_use) => in_use.elsewhere(record).map(|it| self::added(&it, facts)).into_iter().collect(),
            None => self::chores(record, facts),
        }) {
            // One thing may stand in the way of several.
            let is_same =
                |other: &Chore| (other.kind, &other.name, &other.row) == (chore.kind, &chore.name, &chore.row);
            if !chores.iter().any(is_same) {
                chores.push(chore);
            }
        }
        if chores.is_empty() {
            return None;
        }
        let left = in_use.as_ref().map(|it| match it.free {
            Some(label) => self.errand_dns_left_for(label, &it.name),
            None => self.errand_dns_left(&it.name),
        });
        let from = intent.from.as_ref().map(|from| in_both(&from.to_string())).unwrap_or_default();
        let cut = facts.zone.present();
        let zone = in_both(&cut.map_or_else(|| identity.name.to_string(), |cut| cut.zone.clone()));
        let count = |kind: ChoreKind| chores.iter().filter(|chore| chore.kind == kind).count();
        let counts = ChoreKind::ALL.map(|kind| (kind, count(kind))).into_iter().filter(|(_, n)| *n > 0);
        let asked: Vec<String> = counts.map(|(kind, n)| self.chore_count(kind, n)).collect();
        let only_adds = count(ChoreKind::Add) == chores.len();
        let why = self.errand_dns_why(from, in_both(&identity.name.to_string()), self.region(region));
        let mut said = vec![
            self.errand_dns_subject(asked.join(", "), &zone),
            // What is added touches nothing else; what is changed was used until today.
            if only_adds { format!("{why} {}", self.errand_dns_unchanged()) } else { why },
        ];
        said.push(match facts.provider() {
            Some(Detected::One(provider)) => self.errand_dns_at(self.provider(provider), &zone),
            Some(Detected::Shared(_) | Detected::Split(_) | Detected::Unknown(_)) | None => {
                self.errand_dns_where(&zone)
            }
        });
        said.extend(left);
        if let (Some(split @ Detected::Split(_)), Some(cut)) = (facts.provider(), cut) {
            said.push(self.served_elsewhere(&split, cut));
        }
        let is_missing = |record: &Record| facts.record_standing(record) == Some(RecordStanding::Missing);
        let is_there = |record: &&Record| facts.record_standing(record) == Some(RecordStanding::Present);
        let mut open = records.iter().filter(|record| !is_there(record));
        if open.all(is_missing) && self.one_first(facts).is_some() {
            said.push(self.errand_dns_one_first().to_owned());
        }
        let mut number = 0;
        for kind in ChoreKind::ALL.into_iter().filter(|kind| count(*kind) > 0) {
            said.push(self.chore_heading(kind).to_owned());
            for chore in chores.iter().filter(|chore| chore.kind == kind) {
                number += 1;
                said.push(self.chore(number, chore, facts));
            }
        }
        let undo = ChoreKind::ALL.into_iter().filter(|kind| count(*kind) > 0).map(|kind| self.chore_undo(kind));
        said.push([self.errand_dns_notes()].into_iter().chain(undo).collect::<Vec<_>>().join(" "));
        said.push(self.errand_dns_end().to_owned());
        Some(said.join("\n\n") + "\n")
    }

    fn chore_count(&self, kind: ChoreKind, n: usize) -> String {
        match kind {
            ChoreKind::Add => self.errand_dns_to_add(n),
            ChoreKind::Change => self.errand_dns_to_change(n),
            ChoreKind::Remove => self.errand_dns_to_remove(n),
        }
    }

    fn chore_heading(&self, kind: ChoreKind) -> &'static str {
        match kind {
            ChoreKind::Add => self.errand_dns_add(),
            ChoreKind::Change => self.errand_dns_change(),
            ChoreKind::Remove => self.errand_dns_remove(),
        }
    }

    fn chore_undo(&self, kind: ChoreKind) -> &'static str {
        match kind {
            ChoreKind::Add => self.errand_dns_undo_add(),
            ChoreKind::Change => self.errand_dns_undo_change(),
            ChoreKind::Remove => self.errand_dns_undo_remove(),
        }
    }

    /// One thing to do, as the provider's form takes it, and by the whole name.
    fn chore(&self, number: usize, chore: &Chore, facts: &Facts) -> String {
        let labels = self.form_of(facts).labels;
        let mut lines = vec![format!("{number}. {} ({})", chore.row.kind, chore.name)];
        lines.push(match labels.name {
            Some(label) => format!("   {label}: {}", chore.row.name),
            None => format!("   {}", self.errand_dns_name(&chore.row.name)),
        });
        let value = |value: &str| match chore.kind {
            ChoreKind::Add | ChoreKind::Remove => self.errand_dns_value(value),
            ChoreKind::Change => self.errand_dns_to(value),
        };
        lines.extend(chore.from.iter().map(|from| format!("   {}", self.errand_dns_from(as_seen(from)))));
        lines.push(format!("   {}", value(&chore.row.value)));
        lines.extend(chore.row.priority.map(|priority| match labels.priority {
            Some(label) => format!("   {label}: {priority}"),
            None => format!("   {}", self.errand_dns_priority(priority)),
        }));
        if chore.from.len() > 1 {
            lines.push(format!("   {}", self.errand_dns_one_stays()));
        }
        if chore.is_unread {
            lines.push(format!("   {}", self.errand_dns_if_none()));
        }
        lines.extend(chore.why.iter().map(|mistake| format!("   {}", self.errand_dns_now(self.mistake(mistake)))));
        lines.join("\n")
    }

    /// A provider by its name in this language.
    pub fn provider(&self, provider: &crate::dns::provider::Provider) -> &'static str {
        match self.locale() {
            super::Locale::En => provider.english,
            super::Locale::Ko => provider.korean,
        }
    }
}

/// What an administrator of a zone does with one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChoreKind {
    Add,
    Change,
    Remove,
}

impl ChoreKind {
    const ALL: [ChoreKind; 3] = [ChoreKind::Add, ChoreKind::Change, ChoreKind::Remove];
}

/// One thing to do in a zone.
struct Chore {
    kind: ChoreKind,
    /// The whole name.
    name: String,
    row: PasteRow,
    /// What stands there, and is changed.
    from: Vec<String>,
    /// Why, where it is more than that nothing stands there.
    why: Vec<Mistake>,
    /// No look told whether something stands there.
    is_unread: bool,
}

/// A record for a name where nothing stands.
fn added(record: &Record, facts: &Facts) -> Chore {
    let row = facts.form_rows(std::slice::from_ref(record)).into_iter().next().expect("a row a record");
    let (name, kind) = (record.name.clone(), ChoreKind::Add);
    Chore { kind, name, row, from: Vec::new(), why: Vec::new(), is_unread: false }
}

/// What is to be done so that this record is there; nothing where it is, or is on its way.
fn chores(record: &Record, facts: &Facts) -> Vec<Chore> {
    let comparison = facts.record_comparison(record);
    let standing = comparison.as_ref().map_or(RecordStanding::Unknown, |it| it.standing);
    let is_free = comparison.as_ref().is_some_and(Comparison::is_to_be_added);
    let zone = facts.zone.present().map_or("", |cut| &cut.zone);
    let mistakes = comparison.map(|it| it.mistakes).unwrap_or_default();
    let row = facts.form_rows(std::slice::from_ref(record)).into_iter().next();
    let row = row.expect("a row a record");
    let chore = |kind| Chore {
        kind,
        name: record.name.clone(),
        row: row.clone(),
        from: Vec::new(),
        why: mistakes.iter().filter(|it| is_for_an_operator(it)).cloned().collect(),
        // The name of a DKIM record is the token's: no other sender has one there.
        is_unread: standing == RecordStanding::Unknown && record.purpose != Purpose::Dkim,
    };
    let remove = |name: &str, kind: RecordType, value: &str| {
        let stray = Record { name: name.into(), ..record.clone() };
        let row = PasteRow { kind, name: stray.relative_to(zone), value: value.into(), priority: None };
        Chore { name: name.into(), row, why: Vec::new(), ..chore(ChoreKind::Remove) }
    };
    if standing == RecordStanding::Present {
        return Vec::new();
    }
    let stands: Vec<Chore> = mistakes
        .iter()
        .flat_map(|mistake| match mistake {
            Mistake::NameDoubled { at, .. }
            | Mistake::Missing {
                clue:
                    Some(
                        Clue::UnderscoreLost(at)
                        | Clue::NameCut { at, .. }
                        | Clue::SubdomainLost { at, .. }
                        | Clue::NameLonger { at, .. },
                    ),
                ..
            } => vec![remove(at, record.kind(), &facts.to_type(record).value.to_string())],
            Mistake::Missing { clue: Some(Clue::Exchanged { at, .. }), .. } => {
                vec![remove(at, record.kind(), &record.name)]
            }
            // Addresses are another service's, and an MX stands beside them.
            Mistake::WrongType { found: RecordType::A | RecordType::Aaaa, .. } => Vec::new(),
            Mistake::WrongType { name, found, seen, .. } => {
                seen.iter().map(|value| remove(name, *found, value)).collect()
            }
            Mistake::MxExtra { name, extra, .. } => {
                extra.iter().map(|value| remove(name, RecordType::Mx, value)).collect()
            }
            Mistake::WrongValue { name, seen, .. }
            | Mistake::SpfDuplicate { name, seen, .. }
            | Mistake::DmarcDuplicate { name, seen, .. } => {
                let mut change = Chore { name: name.clone(), from: seen.clone(), ..chore(ChoreKind::Change) };
                // Behind a CNAME the text stands at another name.
                if *name != record.name {
                    change.row.name = Record { name: name.clone(), ..record.clone() }.relative_to(zone);
                }
                vec![change]
            }
            Mistake::Proxied { addresses, .. } => vec![Chore { from: addresses.clone(), ..chore(ChoreKind::Change) }],
            Mistake::Missing {
                clue:
                    None
                    | Some(
                        Clue::Wildcard(_)
                        | Clue::ByWildcard(_)
                        | Clue::PassedOn(_)
                        | Clue::OfTheDomain { .. }
                        | Clue::UnderWww { .. }
                        | Clue::OtherLabel { .. },
                    ),
                ..
            }
            | Mistake::CnameInUse { .. }
            | Mistake::WrongProvider { .. }
            | Mistake::ServersDisagree { .. } => Vec::new(),
        })
        .collect();
    let is_on_its_way = |it: &Mistake| matches!(it, Mistake::ServersDisagree { apart: false, .. });
    let makes_room = |it: &Mistake| {
        matches!(
            it,
            Mistake::WrongType { .. } | Mistake::CnameInUse { .. } | Mistake::ServersDisagree { apart: true, .. }
        )
    };
    let is_added = is_free || standing == RecordStanding::Unknown || mistakes.iter().any(makes_room);
    let added = (is_added && !mistakes.iter().any(is_on_its_way)).then(|| chore(ChoreKind::Add));
    added.into_iter().chain(stands).collect()
}

/// Whether a mistake tells the administrator of a zone more than that nothing stands there. The label that SES has is for the
/// administrator of AWS to change.
fn is_for_an_operator(mistake: &Mistake) -> bool {
    !matches!(mistake, Mistake::Missing { clue: None | Some(Clue::OtherLabel { .. }), .. })
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
