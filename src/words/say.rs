//! Sentences about changes and standings, for every face. Knows no screen.

use super::Text;
use crate::{
    diagnosis::{Certainty, checks::CheckResult},
    dns::{compare::RecordStanding, records::Record},
    setup::{
        Access, Authorship, Change, DeleteReason, Delivery, DkimOrigin, EditKind, Facts, FileEdit, IdentityName,
        Intent, Leak, Planned, Proof, Question, Quota, ReviewStatus, Runtime, SIMULATORS, Sender, SignIn, Standing,
        StandingKind, Step, Unseen, Value, handover::AT_AWS, policy::unweighed, wanted_records,
    },
    terms::{Fact, Keep, Known, Region, Timestamp, in_both},
};

impl Text {
    /// The region by its name in this language and its code.
    pub fn region(&self, region: Region) -> String {
        let name = match self.locale() {
            super::Locale::En => region.row().english,
            super::Locale::Ko => region.row().korean,
        };
        match region.row().known {
            Known::Well | Known::WithoutHosts => format!("{name} {}", region.code()),
            Known::ByItsLooks => region.code().to_owned(),
        }
    }

    /// The same, as short as it can be told: `Seoul ap-northeast-2`.
    pub fn region_short(&self, region: Region) -> String {
        let whole = self.region(region);
        match whole.split_once('(').and_then(|(_, rest)| rest.split_once(')')) {
            Some((city, code)) => format!("{city}{code}"),
            None => whole,
        }
    }

    /// What gives its role to the app.
    pub fn runtime(&self, runtime: Runtime) -> &'static str {
        self.runtime_name(runtime)
    }

    /// Where a secret rests.
    pub fn place(&self, keep: Keep) -> &'static str {
        match keep {
            Keep::Keychain => self.keep_keychain(),
            Keep::File => self.keep_file(),
            Keep::Project => self.keep_project(),
        }
    }

    /// The same, and of a file which one.
    pub fn resting_place(&self, keep: Keep, facts: &Facts) -> String {
        match (keep, facts.sealed.present()) {
            (Keep::File, Some(file)) => self.keep_file_at(file.path.display()),
            (Keep::Keychain | Keep::File | Keep::Project, _) => self.place(keep).to_owned(),
        }
    }

    /// Every place in which the secret of the app's key rests by now: where it is kept, and the app's `.env` once it stands
    /// there too.
    pub fn resting_places(&self, keep: Keep, facts: &Facts) -> String {
        let place = self.resting_place(keep, facts);
        if stands_in_env_too(keep, facts) { self.keep_and_env(place) } else { place }
    }

    /// The same, as short as it can be told.
    pub fn resting_places_short(&self, keep: Keep, facts: &Facts) -> String {
        let env = stands_in_env_too(keep, facts).then(|| self.keep_short(Keep::Project));
        std::iter::once(self.keep_short(keep)).chain(env).collect::<Vec<_>>().join(", ")
    }

    /// One sentence that says exactly what a change does.
    pub fn change(&self, change: &Change) -> String {
        match change {
            Change::CreateSender { user, .. } => self.change_create_sender(user),
            Change::AdoptSender { user, .. } => self.change_adopt_sender(user),
            Change::AllowSending { user, grant, .. } => self.allow_sending(user, grant),
            Change::IssueKey { user, keep, instead_of: None, .. } => self.change_issue_key(self.place(*keep), user),
            Change::IssueKey { user, keep, instead_of: Some(old), .. } => {
                self.change_issue_second_key(old, self.place(*keep), user)
            }
            Change::IssueServerKey { user, file, .. } => self.change_issue_server_key(file.display(), user),
            Change::KeepKey { key, keep, .. } => self.change_keep_key(key, self.place(*keep)),
            Change::DeactivateKey { key, .. } => self.change_deactivate_key(key),
            Change::DeleteKey { key, why: DeleteReason::Chosen | DeleteReason::Replaced, .. } => {
                self.change_delete_key(key)
            }
            Change::DeleteKey { key, why: DeleteReason::NobodyHoldsIt, .. } => self.change_delete_lost_key(key),
            Change::CreateIdentity { under, name, .. } => {
                self.change_create_identity(in_both(&name.to_string()), under.region)
            }
            Change::AdoptIdentity { name, .. } => self.change_adopt_identity(in_both(&name.to_string())),
            Change::RecreateIdentity { name, .. } => self.change_recreate_identity(in_both(&name.to_string())),
            Change::RestartDkim { domain, .. } => self.change_restart_dkim(domain),
            Change::SetMailFrom { identity, mail_from, .. } => self.change_set_mail_from(mail_from, identity),
            Change::WriteRecords { at, zone, records } => {
                self.change_write_records(records.len(), at.provider().name(), in_both(&zone.name))
            }
            Change::RemoveRecords { at, zone, records } => {
                self.change_remove_records(records.len(), at.provider().name(), in_both(&zone.name))
            }
            Change::SuppressBounces { under } => self.change_suppress_bounces(under.region),
            Change::AskForProduction { under, website, .. } => self.change_ask_for_production(under.region, website),
            Change::SetPricePlan { under, plan, from } => self.change_set_price_plan(
                self.price_plan_named(from),
                under.region,
                self.price_plan_named(plan.of_aws()),
            ),
            Change::EditProject { edits } => {
                let edits = edits.iter().map(|edit| match &edit.kind {
                    EditKind::Dotenv(lines) => {
                        let names: Vec<&str> = lines.iter().map(|(name, _)| name.as_str()).collect();
                        self.change_edit_project(&edit.file.0, names.join(", "))
                    }
                    EditKind::Config(wish) => self.change_edit_config(&edit.file.0, wish.mailer),
                });
                edits.collect::<Vec<_>>().join(" · ")
            }
            Change::SwitchMailer { mailer, edits } => {
                self.change_switch_mailer(<&str>::from(mailer), switched_variable(edits, <&str>::from(mailer)))
            }
            Change::MendLeak { leaks } => {
                let commands: Vec<String> = leaks.iter().flat_map(Leak::commands).collect();
                self.change_mend_leak(commands.join(" · "))
            }
            Change::RestoreFiles { files } => {
                let files: Vec<&str> = files.iter().map(|file| file.0.as_str()).collect();
                self.change_restore_files(files.join(", "))
            }
            Change::RunTool { tool, runner } => self.change_run_tool(runner.shown(tool.artisan())),
            Change::VerifyRecipient { address, .. } => self.change_verify_recipient(address),
            Change::SendTest { from, to, .. } => self.change_send_test(from, to),
        }
    }

    /// The IAM user that is there already: whose work it is, since when, and what it has.
    pub fn user_there(&self, sender: &Sender, now: Timestamp) -> String {
        let age = sender.created.map(|at| now.duration_since(at).max(jiff::SignedDuration::ZERO).unsigned_abs());
        let ago = age.map_or_else(|| self.say_user_once().to_owned(), |age| self.time_ago(self.duration(age)));
        let inline = sender.inline.present().into_iter().flatten().map(|(name, _)| name.as_str());
        let attached = sender.attached.present().into_iter().flatten().filter_map(|arn| arn.rsplit('/').next());
        let names: Vec<&str> = inline.chain(attached).collect();
        let hidden = matches!((&sender.inline, &sender.attached), (Fact::Hidden(_), _) | (_, Fact::Hidden(_)));
        let policies = match names.as_slice() {
            [] if hidden => self.say_user_policies_hidden().to_owned(),
            [] => self.say_user_no_policy().to_owned(),
            some => self.say_user_policies(some.join(", ")),
        };
        match sender.made {
            Authorship::Ours => self.say_user_ours(ago, policies, &sender.name),
            Authorship::Adopted => self.say_user_adopted(ago, policies, &sender.name),
            Authorship::Foreign => self.say_user_foreign(ago, policies, &sender.name),
        }
    }

    /// That a step which was waited for has turned, in a line for a user who looks elsewhere.
    pub fn turned(&self, step: Step, standing: &Standing) -> String {
        self.plain_turned(self.standing_name(StandingKind::from(standing)), self.step_name(step))
    }

    /// One line of a plan.
    pub fn planned(&self, planned: &Planned) -> String {
        match planned {
            Planned::Ready(change) => self.change(change),
            Planned::Later { what, needs, after, .. } => {
                let needs = needs.iter().filter_map(|it| match it {
                    Unseen::Key => Some(self.unseen_key().to_owned()),
                    Unseen::Files => after.map(|line| self.unseen_after(line + 1)),
                });
                self.plan_later(self.change_name(*what), needs.collect::<Vec<_>>().join(", "))
            }
            Planned::Wait { on, .. } => self.plan_wait(self.wait_name(*on)),
        }
    }

    /// What is true of a step, in half a sentence.
    pub fn summary(&self, step: Step, standing: &Standing, intent: &Intent, facts: &Facts) -> String {
        match standing {
            // Nothing was looked at, because nothing could be: without a sign-in it is done by hand.
            Standing::Unknown if intent.sign_in == SignIn::AppKey && facts.caller == Fact::Absent => {
                match AT_AWS.contains(&step) {
                    true => self.say_unseen().into(),
                    false => self.say_unseen_here().into(),
                }
            }
            Standing::Unknown => self.say_not_looked().into(),
            Standing::Undecided { asks } if asks.contains(&Question::Credentials) => self.say_needs_sign_in().into(),
            Standing::Undecided { asks } => {
                self.say_needs(asks.iter().map(|ask| ask.flag()).collect::<Vec<_>>().join(", "))
            }
            Standing::Blocked { by }
                if step == Step::Project && facts.project.present().is_some() && facts.app_key().is_some() =>
            {
                self.switched_after(*by)
            }
            Standing::Blocked { by: Step::Identity } if step == Step::Production => {
                self.say_request_after_identity().into()
            }
            Standing::Blocked { by } => self.say_after(self.step_name(*by)),
            Standing::Open { next } if step == Step::Key => {
                let lost = facts.lost_key().map(|key| match intent.keep {
                    // Which of several keychains answers is up to the desktop.
                    Keep::Keychain => self.say_lost_from_keychain(&key.id),
                    Keep::File | Keep::Project => self.say_lost_secret(&key.id, self.place(intent.keep)),
                });
                lost.into_iter().chain([self.say_next(self.change(next))]).collect::<Vec<_>>().join(" ")
            }
            Standing::Open { next } => self.say_next(self.change(next)),
            Standing::Refused(refusal) => self.refusal(refusal),
            Standing::Waiting { on } => match step {
                Step::Identity => self.identity_waiting(intent, facts),
                Step::Production => self.review(facts).into(),
                Step::SignIn | Step::Region | Step::Sender | Step::Key | Step::Project | Step::Delivery => {
                    self.say_waiting(self.wait_name(*on))
                }
            },
            Standing::Wrong { on } => match (step, facts.identity.present(), intent.region) {
                (Step::Identity, Some(identity), Some(region)) => {
                    self.records_wrong(&wanted_records(intent, identity, region), facts)
                }
                (
                    Step::SignIn
                    | Step::Region
                    | Step::Sender
                    | Step::Key
                    | Step::Identity
                    | Step::Production
                    | Step::Project
                    | Step::Delivery,
                    _,
                    _,
                ) => self.say_waiting(self.wait_name(*on)),
            },
            Standing::Done => self
                .done(step, intent, facts)
                .unwrap_or_else(|| self.standing_name(StandingKind::from(standing)).into()),
        }
    }

    /// The same in a line or two, for where the step's own page says the rest: of AWS's refusals what they mean.
    pub fn brief(&self, step: Step, standing: &Standing, intent: &Intent, facts: &Facts) -> String {
        match standing.refusal() {
            Some(refusal) => self.refusal_in_brief(refusal),
            None => self.summary(step, standing, intent, facts),
        }
    }

    /// The app is prepared, and until when its mailer stays.
    pub fn switched_after(&self, by: Step) -> String {
        match by {
            Step::Identity => self.say_switch_after_identity(".env"),
            Step::Production => self.say_switch_after_production(".env"),
            Step::SignIn | Step::Region | Step::Sender | Step::Key | Step::Project | Step::Delivery => {
                self.say_after(self.step_name(by))
            }
        }
    }

    /// What a check found, in one sentence; empty where its verdict says it all.
    pub fn check_summary(&self, check: &CheckResult) -> String {
        match (check.findings.first(), check.evidence.first()) {
            (Some(finding), _) => match (finding.certainty, finding.evidence.first()) {
                (Certainty::Possible, Some(evidence)) => self.evidence(evidence),
                (Certainty::Likely, _) => {
                    format!("{}: {}", self.cause_certainty(finding.certainty), self.cause_what(finding.cause))
                }
                (Certainty::Proven | Certainty::Possible, _) => self.cause_what(finding.cause).to_owned(),
            },
            (None, Some(evidence)) => self.evidence(evidence),
            (None, None) => String::new(),
        }
    }

    fn done(&self, step: Step, intent: &Intent, facts: &Facts) -> Option<String> {
        Some(match step {
            Step::SignIn => match facts.caller.present() {
                Some(caller) => self.say_account(caller.account.grouped(), &caller.arn),
                None => self.say_by_hand().into(),
            },
            Step::Region => {
                let region = self.region(intent.region?);
                match &facts.account {
                    Fact::Present(account) if account.production => {
                        self.say_production(self.quota(account.quota?), region)
                    }
                    Fact::Present(_) => self.say_sandbox(region),
                    Fact::Hidden(_) | Fact::Unknown | Fact::Absent => self.say_region_hidden(region),
                }
            }
            Step::Sender if let Access::Role(runtime) = intent.access => self.say_role(self.runtime(runtime)),
            Step::Sender => {
                let (broad, senders) = (facts.broader_than_needed(), facts.allowed_senders());
                let said = match broad.is_empty() {
                    true if senders.is_empty() => return None,
                    true => self.say_sender(senders.join(", "), &intent.user),
                    false => self.say_sender_broad(broad.join(", "), &intent.user),
                };
                // Only a message shows what such a policy makes of it.
                let unweighed = facts.sender.present().map(unweighed).unwrap_or_default();
                match unweighed.is_empty() {
                    true => said,
                    false => self.say_sender_unweighed(unweighed.join(", "), said),
                }
            }
            Step::Key => match intent.access {
                Access::Key => {
                    let (key, place) = (&facts.app_key()?.id, self.resting_places(intent.keep, facts));
                    match facts.young.as_ref() == Some(key) {
                        true => self.say_key_young(key, place),
                        false => self.say_key(key, place),
                    }
                }
                Access::Role(_) => self.say_no_key().into(),
            },
            Step::Identity => {
                let identity = facts.identity.present()?;
                match Some(&identity.name) == intent.identity_name().as_ref() {
                    true if identity.made == Authorship::Foreign => match (&identity.name, &identity.mail_from) {
                        (IdentityName::Email(_), _) => self.say_identity(&identity.name),
                        (IdentityName::Domain(name), Some(it)) => match intent.other_mail_from(identity) {
                            Some(named) => self.say_identity_foreign_kept(named, &it.domain, name),
                            None => self.say_identity_foreign(&it.domain, name),
                        },
                        (IdentityName::Domain(name), None) => self.say_identity_foreign_plain(name),
                    },
                    true => self.say_identity(&identity.name),
                    false => self.say_identity_covered(&identity.name),
                }
            }
            Step::Production => {
                let account = facts.account.present()?;
                let quota = account.quota?;
                match account.on_probation() {
                    true => self.say_production_probation(self.quota(quota), quota.max_rate),
                    false => self.say_production_done(self.quota(quota), quota.max_rate),
                }
            }
            Step::Project => {
                let project = facts.project.present()?;
                let mailer = <&str>::from(intent.mailer_of(&project.app));
                let before = project.before_a_role();
                if let Some(now) = project.switched_off(intent) {
                    return Some(self.say_project_off(
                        project.app.env_name(),
                        mailer,
                        now,
                        &project.app.mailer_variable,
                    ));
                }
                match intent.access {
                    Access::Role(_) if !before.is_empty() => {
                        self.say_project_done_before_role(project.app.env_name(), mailer, before.join(", "))
                    }
                    Access::Key | Access::Role(_) => self.say_project_done(project.app.env_name(), mailer),
                }
            }
            Step::Delivery => {
                let Some(Delivery { to, .. }) = facts.delivery.present() else {
                    return facts.proof_of(intent).map(|proof| self.proof(proof));
                };
                match to.domain().as_str() == SIMULATORS {
                    true => self.say_delivery_simulator().into(),
                    false => self.say_delivery(to),
                }
            }
        })
    }

    /// Where the request is: a person reads it, or has said yes and the switch follows.
    fn review(&self, facts: &Facts) -> &'static str {
        let review = facts.account.present().and_then(|account| account.review.as_ref());
        match review.map(|review| &review.status) {
            Some(ReviewStatus::Granted) => self.say_review_granted(),
            Some(ReviewStatus::Pending | ReviewStatus::Denied | ReviewStatus::Failed | ReviewStatus::Other(_))
            | None => self.say_review_pending(),
        }
    }

    /// An earlier test, with its age.
    pub fn proof(&self, proof: &Proof) -> String {
        let age = proof.seen.duration_since(proof.at).max(jiff::SignedDuration::ZERO).unsigned_abs();
        let ago = self.time_ago(self.duration(age));
        match proof.to.domain().as_str() == SIMULATORS {
            true => self.say_delivery_simulator_then(ago, self.date(proof.at)),
            false => self.say_delivery_then(ago, self.date(proof.at), &proof.to),
        }
    }

    /// Recipients a day, in words.
    pub fn quota(&self, quota: Quota) -> String {
        match quota.per_day() {
            Some(recipients) => self.say_quota(self.number(recipients)),
            None => self.say_quota_unlimited().into(),
        }
    }

    fn identity_waiting(&self, intent: &Intent, facts: &Facts) -> String {
        let (Some(identity), Some(region)) = (facts.identity.present(), intent.region) else {
            return self.say_not_looked().into();
        };
        let records = wanted_records(intent, identity, region);
        match (&identity.name, &identity.dkim.origin) {
            (IdentityName::Email(address), _) => return self.say_mail_sent(address),
            (IdentityName::Domain(domain), DkimOrigin::External) => {
                return self.say_own_dkim_key(domain, identity.dkim.status.word());
            }
            (IdentityName::Domain(_), DkimOrigin::Ses | DkimOrigin::Other(_)) => {}
        }
        let there = |it: &&Record| facts.record_standing(it) == Some(RecordStanding::Present);
        let seen = records.iter().filter(there).count();
        let status = identity.verification.word();
        let is_unread = |it: &&Record| matches!(facts.record_standing(it), None | Some(RecordStanding::Unknown));
        match records.iter().filter(is_unread).count() {
            0 => {}
            unread if unread == records.len() => return self.say_records_unread(unread, status),
            unread => return self.say_records_seen_in_part(records.len() - unread, seen, status, unread),
        }
        // Public servers follow the provider's, and are shown beside it.
        let servers = records.iter().filter(there).map(|record| facts.record_by_server(record));
        let asked: Vec<_> = servers.filter(|by| by.len() > 1).collect();
        let is_public = |by: &&Vec<(Option<&str>, RecordStanding)>| {
            by.iter().skip(1).all(|(_, standing)| *standing == RecordStanding::Present)
        };
        let public = asked.iter().filter(is_public).count();
        match public < asked.len() {
            true => self.say_records_seen_apart(records.len(), public, seen, status),
            false => self.say_records_seen(records.len(), seen, status),
        }
    }
}

/// The variable that a switch sets to the mailer: an app of Laravel 6 names it otherwise.
fn switched_variable<'e>(edits: &'e [FileEdit], mailer: &str) -> &'e str {
    let lines = edits.iter().filter_map(|edit| match &edit.kind {
        EditKind::Dotenv(lines) => Some(lines),
        EditKind::Config(_) => None,
    });
    let names_it = |(_, value): &&(String, Value)| matches!(value, Value::Plain(text) if text == mailer);
    lines.flatten().find(names_it).map_or("MAIL_MAILER", |(name, _)| name)
}

/// Whether the key of the app, kept elsewhere, stands in its `.env` as well.
fn stands_in_env_too(keep: Keep, facts: &Facts) -> bool {
    let key = facts.app_key().zip(facts.project.present());
    keep != Keep::Project && key.is_some_and(|(key, project)| !project.names_of(&key.id).is_empty())
}
