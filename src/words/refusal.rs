//! Refusals as sentences. Knows no facts: a refusal carries what its sentence needs.

use super::Text;
use crate::{
    dns::mailbox::NoMail,
    laravel::dotenv::MergeError,
    setup::{
        Barrier, EnvFlaw, KeyRefusal, NotInForce, PolicyFlaw, Refusal, SendingBar, SendingStop, WhyNot,
        policy::INLINE_NAME,
    },
    terms::{Denial, FailureKind, in_both},
};

impl Text {
    /// Why a step was refused, and what to do about it; AWS's own refusals by what they mean, with AWS's words.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::ByAws(denial) => self.denial(denial),
            Refusal::OtherAccount { here, pinned } => self.say_other_account(here.grouped(), pinned.grouped()),
            Refusal::RegionOff(region) => self.say_region_off(self.region(*region)),
            Refusal::Policy { user, flaw } => match flaw {
                PolicyFlaw::Unreadable => self.say_policy_unreadable(user),
                PolicyFlaw::NotJson => self.say_policy_broken(INLINE_NAME, user),
                PolicyFlaw::Full => self.say_policy_full(user),
            },
            Refusal::SenderBarred { user, by: SendingBar::Quarantine(arn) } => {
                self.say_sender_quarantined(arn.rsplit('/').next().unwrap_or(arn), user)
            }
            Refusal::SenderBarred { user, by: SendingBar::Denied(policy) } => self.say_sender_denied(policy, user),
            Refusal::LinkExpired(identity) => self.say_link_expired(identity),
            Refusal::NoMail { domain, why } => {
                let domain = in_both(domain.as_str());
                match why {
                    NoMail::NoDomain => self.say_no_mail_no_domain(domain),
                    NoMail::NullMx => self.say_no_mail_null_mx(domain),
                    NoMail::NoServer => self.say_no_mail_no_server(domain),
                }
            }
            Refusal::ForeignDkim(domain) => self.say_foreign_dkim(domain),
            Refusal::SendingStopped(SendingStop::ShutDown) => self.say_sending_shut_down().into(),
            Refusal::SendingStopped(SendingStop::Paused) => self.say_sending_paused().into(),
            Refusal::ReviewDenied { case: Some(case) } => self.say_production_denied(case),
            Refusal::ReviewDenied { case: None } => self.say_production_denied_somewhere().into(),
            Refusal::ReviewWord(word) => self.say_review_word(word),
            Refusal::Env(EnvFlaw::Unreadable { file, why }) => self.env_refused(&file.0, why),
            Refusal::Env(EnvFlaw::Swallows(swallow)) => self.env_swallows(".env", swallow),
            Refusal::Env(EnvFlaw::Unfit(why)) => self.env_unfit(why),
            Refusal::Config(why) => self.unpatchable(why),
            Refusal::NotInForce(it) => self.not_in_force(it),
            Refusal::SmtpWithoutKey => self.say_smtp_without_key().into(),
            Refusal::NoSmtpHost(region) => self.say_no_smtp_host(region.smtp_host(), self.region(*region)),
            Refusal::NoKeyHere => self.say_no_key_here().into(),
            Refusal::Key(why) => self.key_refusal(why),
        }
    }

    fn not_in_force(&self, it: &NotInForce) -> String {
        let setting = &it.setting;
        match &it.why {
            WhyNot::Process { variable } => self.say_overridden_by_process(setting, variable),
            WhyNot::Variable { variable, file } => self.say_overridden_by_variable(file, setting, variable),
            WhyNot::OtherFile { file, app_env: Some(app_env) } => self.say_other_env_selected(app_env, file),
            WhyNot::OtherFile { file, app_env: None } => self.say_other_env_named(file),
            WhyNot::Moved { line } => self.say_env_moved(line),
            WhyNot::Unset { variable, file, line } => self.say_setting_unset(file, line, setting, variable),
            WhyNot::Decided { variable, file, line } => self.say_setting_decided(file, line, setting, variable),
            WhyNot::SetInCode { file, line, path } => self.note_set_at_start(file, line, path),
            WhyNot::Written { file, line } => self.say_setting_written(file, line, setting),
            WhyNot::Unreadable { file, line, source } => self.say_setting_unreadable(file, line, setting, source),
            WhyNot::Broken { file, line } => self.say_config_broken(file, line),
            WhyNot::Missing => self.say_setting_missing(setting),
            WhyNot::Refused { words } => self.say_mailer_refused(setting, words),
            WhyNot::CacheElsewhere => self.say_cache_elsewhere().into(),
            WhyNot::Container { file, service, variable } => {
                self.say_overridden_by_container(file, service, setting, variable)
            }
            WhyNot::NoSdk { command } => self.say_no_sdk(command, setting),
            WhyNot::SdkTrimmed { service, command } => self.say_sdk_trimmed(command, service, setting),
        }
    }

    /// Why `.env` cannot take the lines; what keeps phpdotenv from reading it is told before.
    fn env_unfit(&self, why: &MergeError) -> String {
        match why {
            MergeError::Affects { name, line } => self.say_env_affects(line, name),
            MergeError::Entangled { name, line } => self.say_env_entangled(line, name),
            MergeError::Refused(error) => self.env_refused(".env", error),
            MergeError::Swallows(swallow) => self.env_swallows(".env", swallow),
            MergeError::Nul { .. }
            | MergeError::BadName(_)
            | MergeError::Twice(_)
            | MergeError::Utf16
            | MergeError::NotUtf8 { .. } => self.say_env_unfit(why),
        }
    }

    /// The same in a line or two, for where the step's own page says the rest: of AWS's refusals what they mean.
    pub(super) fn refusal_in_brief(&self, refusal: &Refusal) -> String {
        match refusal.by_aws() {
            Some(denial) => self.failure_what(denial.kind).to_owned(),
            None => self.refusal(refusal),
        }
    }

    fn key_refusal(&self, why: &KeyRefusal) -> String {
        match why {
            KeyRefusal::NotInEnv { user } => self.say_no_key_in_env(user),
            KeyRefusal::Unknown(key) => self.say_unknown_key(key),
            KeyRefusal::OfOtherAccount { key, there, here } => {
                self.say_other_accounts_key(here.grouped(), key, there.grouped())
            }
            KeyRefusal::OfOtherUser { key, user } => self.say_other_users_key(key, user),
            KeyRefusal::OfNoUser { key, arn } => self.say_nobodys_key(arn, key),
            KeyRefusal::Inactive(key) => self.say_inactive_key(key),
            KeyRefusal::NotTaken(key) => self.say_key_not_taken(key),
            KeyRefusal::SecretOfAnother { key, keep, denial } => {
                self.say_secret_of_another(key, self.place(*keep), self.denial(denial))
            }
            KeyRefusal::RoleHasNone => self.key_role().into(),
        }
    }

    /// A refusal by what it means, and in AWS's own words, which are searched for.
    pub fn denial(&self, denial: &Denial) -> String {
        if !denial.is_by_aws() {
            return self.say_refused_here(self.failure_what(denial.kind), &denial.message);
        }
        // AWS's sentence often begins with its code already.
        let words = match denial.message.starts_with(&denial.code) {
            true => denial.message.clone(),
            false => format!("{}: {}", denial.code, denial.message),
        };
        let barrier = match denial.kind == FailureKind::Denied {
            true => Barrier::of(&denial.message),
            false => None,
        };
        let meaning = barrier.map_or(self.failure_what(denial.kind), |barrier| self.barrier_what(barrier));
        self.say_refused(meaning, words)
    }
}
