//! Evidence as sentences, for every face. Knows no screen. What AWS said stays in English beside ours: it is searched for.

use super::Text;
use crate::{
    diagnosis::{Cause, Complaint, Evidence, Finding, Kind, NamedBy, Received, RuledOut, SdkState},
    laravel::SmtpManner,
    setup::ProfileEndpoint,
    terms::{AS_OF, Region},
};

impl Text {
    /// The way out of a cause, for what was seen of it: a mailbox provider's domain cannot be verified.
    pub fn remedy(&self, finding: &Finding) -> String {
        let public = |evidence: &Evidence| {
            let Evidence::PublicMailbox { address } = evidence else { return None };
            Some(address.clone())
        };
        let of_whom = |evidence: &Evidence| {
            matches!(evidence, Evidence::SenderNotKnown | Evidence::SentByAnother { .. } | Evidence::ListCut)
        };
        let reserved = |evidence: &Evidence| matches!(evidence, Evidence::CannotBeVerified { .. });
        if finding.cause == Cause::FromAddressNotCovered && finding.evidence.iter().any(reserved) {
            return self.remedy_reserved_sender().to_owned();
        }
        let region_of_setup = |evidence: &Evidence| {
            let Evidence::RegionOfSetup { region } = evidence else { return None };
            Some(*region)
        };
        let of_setup =
            finding.evidence.iter().find_map(region_of_setup).filter(|_| finding.cause == Cause::SenderNotVerified);
        match finding.evidence.iter().find_map(public).filter(|_| finding.cause == Cause::SenderNotVerified) {
            Some(address) if finding.evidence.iter().any(of_whom) => self.remedy_public_of_somebody(address),
            Some(address) => self.remedy_public_sender(address),
            None if let Some(region) = of_setup => self.remedy_verify_in_the_set_up(self.region(region)),
            None => self.cause_remedy(finding.cause).to_owned(),
        }
    }

    /// What is said of an error behind which nothing is wrong with mail. What SES refused may have been mended since.
    pub fn without_a_cause(&self, complaint: Option<&Complaint>, ruled_out: &[RuledOut]) -> &'static str {
        let is_mended = || ruled_out.iter().any(|it| it.cause == Cause::SenderNotVerified);
        match complaint {
            Some(complaint) if complaint.kind == Kind::KeyLimit => self.explain_key_limit(),
            Some(complaint) if complaint.received.as_ref().is_some_and(Received::passed) => {
                self.explain_received_well()
            }
            Some(complaint) if complaint.kind == Kind::NotVerified && is_mended() => self.explain_no_longer(),
            Some(_) | None => self.explain_no_cause(),
        }
    }

    /// One thing that was seen, or could not be.
    pub fn evidence(&self, evidence: &Evidence) -> String {
        let region = |region: &Region| self.region(*region);
        let regions = |all: &[Region]| all.iter().map(|it| it.code()).collect::<Vec<_>>().join(", ");
        match evidence {
            Evidence::Role(runtime) => self.evidence_role(self.runtime(*runtime)),
            Evidence::KeyBeforeRole { at, name } => self.evidence_key_before_role(name, self.env_at(at)),
            Evidence::Said(words) => self.evidence_said(words),
            Evidence::AnsweredBySes => self.evidence_answered_by_ses().into(),
            Evidence::SenderNamed { address } => self.evidence_sender_named(address),
            Evidence::SenderPassed { address } => self.evidence_sender_passed(address),
            Evidence::RecipientNamed { address, from } => self.evidence_recipient_named(address, from),
            Evidence::SenderNotKnown => self.evidence_sender_not_known().into(),
            Evidence::NoNames => self.evidence_no_names().into(),
            Evidence::ReasonLeftOut { sentence } => self.evidence_reason_left_out(sentence),
            Evidence::SentByAnother { address } => self.evidence_sent_by_another(address),
            Evidence::ListCut => self.evidence_list_cut().into(),
            Evidence::Covered { address, by, region: at } => self.evidence_covered(address, by, region(at)),
            Evidence::VerifiedElsewhere { address, by, regions: at } => {
                self.evidence_verified_elsewhere(address, by, regions(at))
            }
            Evidence::VerifiedNowhere { address, regions } => self.evidence_verified_nowhere(address, regions),
            Evidence::NotVerifiedYet { identity, status, region: at } => {
                self.evidence_not_verified_yet(identity, region(at), status.word())
            }
            Evidence::NoIdentity { address, region: at } => self.evidence_no_identity(address, region(at)),
            Evidence::OthersVerified { address, verified, region: at } => {
                self.evidence_others_verified(address, region(at), verified.join(", "))
            }
            Evidence::CannotBeVerified { address } => match address.rsplit_once('@') {
                Some((local, _)) if !local.is_ascii() => self.evidence_not_ascii(address),
                Some(_) | None => self.evidence_cannot_be_verified(address),
            },
            Evidence::PublicMailbox { address } => self.evidence_public_mailbox(address),
            Evidence::SentFrom { region: at } => self.evidence_sent_from(region(at)),
            Evidence::SetUpIn { region: at } => self.evidence_set_up_in(region(at)),
            Evidence::RegionInEnv { at, variable, region } => {
                self.evidence_region_in_env(self.env_at(at), region, variable)
            }
            Evidence::BadRegion { named, why } => self.region_named_by(named, &self.bad_region(why)),
            Evidence::RegionNotListed { named, region } => {
                self.region_named_by(named, &self.bad_region_not_listed(AS_OF, region.code()))
            }
            Evidence::RegionOfSetup { region: at } => self.evidence_region_of_setup(region(at)),
            Evidence::InSandbox { region: at } => self.evidence_in_sandbox(region(at)),
            Evidence::InProduction { region: at } => self.evidence_in_production(region(at)),
            Evidence::ReviewPending { region: at } => self.evidence_review_pending(region(at)),
            Evidence::ReviewDenied { region: at, case: None } => self.evidence_review_denied(region(at)),
            Evidence::ReviewDenied { region: at, case: Some(case) } => {
                self.evidence_review_denied_case(case, region(at))
            }
            Evidence::ConfigCached => self.evidence_config_cached().into(),
            Evidence::NoConfigCache { file } => self.evidence_no_config_cache(file),
            Evidence::EnvLine { at, name, value } => self.evidence_env_line(name, self.env_at(at), value),
            Evidence::EnvEmpty { at, name } => self.evidence_env_empty(name, self.env_at(at)),
            Evidence::EnvFlaw { file, flaw } => self.env_refused(file, flaw),
            Evidence::EnvSwallow { file, swallow } => self.env_swallows(file, swallow),
            Evidence::Setting(setting) => self.config_setting(setting),
            Evidence::MailerRefused { mailer, fault } => self.mailer_refused(mailer, fault),
            Evidence::MailerWithin { mailer, within } => self.evidence_mailer_within(mailer, within),
            Evidence::SmtpBegins { manner, port } => match manner {
                SmtpManner::Implicit => self.evidence_begins_with_tls(port),
                SmtpManner::Upgraded => self.evidence_begins_in_the_clear(port),
                SmtpManner::Plain => self.evidence_stays_in_the_clear(port),
            },
            Evidence::Overridden { at, name, env, by, value } => {
                self.overridden(&self.env_at(at), name, env.as_deref(), by, value.as_deref())
            }
            Evidence::PoolClearsEnv { file, line } => self.evidence_pool_clears_env(file, line),
            Evidence::CacheDiffers { cached, own } => {
                self.evidence_cache_differs(self.setting_value(cached), self.setting_value(own), &cached.path)
            }
            Evidence::CacheIsCurrent => self.evidence_cache_is_current().into(),
            Evidence::ConfigBroken { file, line } => self.evidence_config_broken(file, line),
            Evidence::ConfigNoArray { file } => self.evidence_config_no_array(file),
            Evidence::SetAtStart { file, line, path } => self.evidence_set_at_start(file, line, path),
            Evidence::EnvTracked { file } => self.evidence_env_tracked(file),
            Evidence::EnvReadable { file, mode } => self.evidence_env_readable(file, mode),
            Evidence::EnvPublic { file } => self.evidence_env_public(file),
            Evidence::EnvInWebRoot { folder } => self.evidence_env_in_web_root(folder),
            Evidence::KeysShared { with } => {
                let uses = with.iter().map(|it| self.shared_use(*it)).collect::<Vec<_>>().join(", ");
                self.evidence_keys_shared(uses)
            }
            Evidence::ListenerMissing => self.evidence_listener_missing().into(),
            Evidence::EventMissing => self.evidence_event_missing().into(),
            Evidence::ProxiesNone => self.evidence_proxies_none().into(),
            Evidence::NeedsWorker { connection } => self.evidence_needs_worker(connection),
            Evidence::ValuesWritten { file, seconds } => self.evidence_values_written(self.ago(*seconds), file),
            Evidence::WorkerOlder { command, seconds } => {
                let time = self.duration(std::time::Duration::from_secs(seconds.unsigned_abs()));
                self.evidence_worker_older(command, time)
            }
            Evidence::RestartOlder { seconds } => self.evidence_restart_older(self.ago(*seconds)),
            Evidence::WorkersUnseen => self.evidence_workers_unseen().into(),
            Evidence::LinkRouteMissing => self.evidence_link_route_missing().into(),
            Evidence::NoVerifiedRoutes => self.evidence_no_verified_routes().into(),
            Evidence::SiteIs { url } => self.evidence_site_is(url),
            Evidence::EnvMissing { file } => self.evidence_env_missing(file),
            Evidence::EnvElsewhere => self.evidence_env_elsewhere().into(),
            Evidence::Sdk(SdkState::Present(version)) => self.evidence_sdk_present(version),
            Evidence::Sdk(SdkState::DevOnly) => self.evidence_sdk_dev_only().into(),
            Evidence::Sdk(SdkState::Trimmed(kept)) => self.evidence_sdk_trimmed(kept.join(", ")),
            Evidence::Sdk(SdkState::Missing) => self.evidence_sdk_missing().into(),
            Evidence::SignUpNotWired => self.evidence_sign_up_not_wired().into(),
            Evidence::SignUpWired => self.evidence_sign_up_wired().into(),
            Evidence::SmtpPasswordForm { name } => self.evidence_smtp_password_form(name),
            Evidence::NotSmtpPasswordForm { name } => self.evidence_not_smtp_password_form(name),
            Evidence::SecretLength { name, length } => self.evidence_secret_length(length, name),
            Evidence::SecretSpaced { name } => self.evidence_secret_spaced(name),
            Evidence::SecretQuoted { name } => self.evidence_secret_quoted(name),
            Evidence::SecretIsAnothers { name, key } => self.evidence_secret_is_anothers(key, name),
            Evidence::SecretIsTheKeys { name, key } => self.evidence_secret_is_the_keys(key, name),
            Evidence::KeyAccepted { key } => self.evidence_key_accepted(key),
            Evidence::KeyAcceptedOnce { key } => self.evidence_key_accepted_once(key),
            Evidence::RestsIn { key, keep: _, file: Some(path) } => {
                self.evidence_rests_in(key, self.keep_file_at(path))
            }
            Evidence::RestsIn { key, keep, file: None } => self.evidence_rests_in(key, self.place(*keep)),
            Evidence::KeyYoung { key, seconds } => {
                let age = std::time::Duration::from_secs(seconds.unsigned_abs());
                self.evidence_key_young(key, self.duration(age))
            }
            Evidence::KeyRefused { key } => self.evidence_key_refused(key),
            Evidence::PolicyReachesNot { user, action, resource } => {
                self.evidence_policy_reaches_not(action, resource, user)
            }
            Evidence::EndpointOfProcess { variable, url } => self.evidence_endpoint_of_process(url, variable),
            Evidence::SmtpAnswers { host, port } => self.evidence_smtp_answers(host, port),
            Evidence::SmtpSilent { host, port, denial } => self.evidence_smtp_silent(host, port, &denial.message),
            Evidence::ClockAgrees => self.evidence_clock_agrees().into(),
            Evidence::ClockOff { seconds } => {
                let by = self.duration(std::time::Duration::from_secs(seconds.unsigned_abs()));
                if *seconds > 0 { self.evidence_clock_ahead(by) } else { self.evidence_clock_behind(by) }
            }
            Evidence::QuotaUsed { sent, most: Some(most), rate } => self.evidence_quota_used(most, rate, sent),
            Evidence::QuotaUsed { sent, most: None, rate } => self.evidence_quota_unlimited(rate, sent),
            Evidence::MailFromWorks { domain } => self.evidence_mail_from_works(domain),
            Evidence::MailFromWaits { domain, rejects: false } => self.evidence_mail_from_waits(domain),
            Evidence::MailFromWaits { domain, rejects: true } => self.evidence_mail_from_rejects(domain),
            Evidence::MailFromOfSes => self.evidence_mail_from_of_ses().into(),
            Evidence::DmarcThere { name } => self.evidence_dmarc_there(name),
            Evidence::KeyNotTaken { key } => self.evidence_key_not_taken(key),
            Evidence::KeyDenied { denial } => self.evidence_key_denied(self.denial(denial)),
            Evidence::KeysHidden { denial } => self.evidence_keys_hidden(self.denial(denial)),
            Evidence::KeysNotSeen { user } => self.evidence_keys_not_seen(user),
            Evidence::KeyInactive { key } => self.evidence_key_inactive(key),
            Evidence::KeyNotOfUser { key, user } => self.evidence_key_not_of_user(key, user),
            Evidence::SmtpRegions { host, password } => self.evidence_smtp_regions(host, region(password)),
            Evidence::Record(mistake) => self.mistake(mistake),
            Evidence::NeedsSignIn => self.evidence_needs_sign_in().into(),
            Evidence::Hidden { region: at, denial } => self.evidence_hidden(self.denial(denial), region(at)),
            Evidence::NotSeen { region: at } => self.evidence_not_seen(region(at)),
            Evidence::RegionsNotSeen { regions: at } => self.evidence_regions_not_seen(regions(at)),
            Evidence::NoApp => self.evidence_no_app().into(),
            Evidence::SignedIn { account, arn } => self.evidence_signed_in(account, arn),
            Evidence::SignInRefused { denial } => self.evidence_sign_in_refused(self.denial(denial)),
            Evidence::Refused { refusal } => self.refusal(refusal),
            Evidence::AppHere { root, version: Some(version) } => self.evidence_app_here(root, version),
            Evidence::AppHere { root, version: None } => self.evidence_app_here_no_version(root),
            Evidence::DeniedTo { arn } => self.evidence_denied_to(arn),
            Evidence::CalledEndpoint { host } => self.evidence_called_endpoint(host),
            Evidence::OfProgram { program } => self.evidence_of_program(program),
            Evidence::EndpointOfProfile(ProfileEndpoint { profile, url, at }) => {
                self.evidence_endpoint_of_profile(&at.file, at.line, profile, url)
            }
            Evidence::TemporaryKey => self.evidence_temporary_key().into(),
            Evidence::RegionOptIn { region: at } => self.evidence_region_opt_in(region(at)),
            Evidence::DkimGivenUp { identity, region: at } => self.evidence_dkim_given_up(identity, region(at)),
            Evidence::MailFromGivenUp { domain, region: at } => self.evidence_mail_from_given_up(domain, region(at)),
            Evidence::MailFromInDns { domain, region: at } => self.evidence_mail_from_in_dns(domain, region(at)),
            Evidence::LinkExpired { address } => self.evidence_link_expired(address),
            Evidence::UnalignedAddress { from, dmarc, policy } => self.evidence_unaligned_address(dmarc, from, policy),
            Evidence::Unaligned { from, identity, dmarc } => self.evidence_unaligned(dmarc, from, identity),
            Evidence::RecordsPresent { records } => self.evidence_records_present(records),
            Evidence::AccountPaused { region: at } => self.evidence_account_paused(region(at)),
            Evidence::AccountShutDown { region: at } => self.evidence_account_shut_down(region(at)),
            Evidence::AccountSends { region: at } => self.evidence_account_sends(region(at)),
            Evidence::RegionOff { region: at } => self.evidence_region_off(region(at)),
            Evidence::RegionOn { region: at } => self.evidence_region_on(region(at)),
            Evidence::Quarantined { user, policy } => self.evidence_quarantined(policy, user),
            Evidence::NotQuarantined { user } => self.evidence_not_quarantined(user),
            Evidence::PolicyAllows { user, sender } => self.evidence_policy_allows(sender, user),
            Evidence::PolicyAllowsOthers { user, senders } => {
                self.evidence_policy_allows_others(senders.join(", "), user)
            }
            Evidence::PolicyLimitsRecipients { user, recipients } => {
                self.evidence_policy_limits_recipients(recipients.join(", "), user)
            }
            Evidence::PolicyAllowsNothing { user } => self.evidence_policy_allows_nothing(user),
            Evidence::OnSuppressionList { address, reason, since: Some(since), region: at } => {
                self.evidence_on_suppression_list_since(address, self.date(*since), reason, region(at))
            }
            Evidence::OnSuppressionList { address, reason, since: None, region: at } => {
                self.evidence_on_suppression_list(address, reason, region(at))
            }
            Evidence::NotOnSuppressionList { address, region: at } => {
                self.evidence_not_on_suppression_list(address, region(at))
            }
            Evidence::NoConfigurationSet { name, region: at } => self.evidence_no_configuration_set(name, region(at)),
            Evidence::ConfigurationSetThere { name, region: at } => {
                self.evidence_configuration_set_there(name, region(at))
            }
            Evidence::ConfigurationSetPaused { name, region: at } => {
                self.evidence_configuration_set_paused(name, region(at))
            }
        }
    }

    fn ago(&self, seconds: i64) -> String {
        self.time_ago(self.duration(std::time::Duration::from_secs(seconds.unsigned_abs())))
    }

    fn region_named_by(&self, named: &NamedBy, why: &str) -> String {
        match named {
            NamedBy::Complaint => self.evidence_bad_region_said(why),
            NamedBy::App(variable) => self.evidence_bad_region_in_app(variable, why),
            NamedBy::Machine => self.evidence_bad_region_here(why),
        }
    }
}
