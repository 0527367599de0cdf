//! What AWS's reviewers look for, in words: what was seen of it, and the way to what is missing. Knows no screen.

use super::{Text, as_seen};
use crate::setup::{Preflight, SiteFound};

impl Text {
    /// What was seen.
    pub fn preflight(&self, seen: &Preflight) -> String {
        match seen {
            Preflight::DomainVerified(name) => self.preflight_domain_verified(name),
            Preflight::DomainNotVerified(name) => self.preflight_domain_not_verified(name),
            Preflight::DomainToCome(name) => self.preflight_domain_to_come(name),
            Preflight::AddressAlone(name) => self.preflight_address_alone(name),
            Preflight::MailFromFound(domain) => self.preflight_mail_from_found(domain),
            Preflight::MailFromNotFound(domain) => self.preflight_mail_from_not_found(domain),
            Preflight::MailFromUnset | Preflight::MailFromToCome => self.preflight_mail_from_unset().into(),
            Preflight::MailFromTheirs => self.preflight_mail_from_theirs().into(),
            Preflight::DmarcPublished => self.preflight_dmarc_published().into(),
            Preflight::DmarcMissing => self.preflight_dmarc_missing().into(),
            Preflight::DmarcToCome => self.preflight_dmarc_to_come().into(),
            Preflight::BouncesSuppressed => self.preflight_bounces_suppressed().into(),
            Preflight::BouncesOff => self.preflight_bounces_off().into(),
            Preflight::BouncesRefused => self.preflight_bounces_refused().into(),
            Preflight::OptOutUnsaid => self.preflight_opt_out_unsaid().into(),
            Preflight::SiteAnswers => self.preflight_site_answers().into(),
            Preflight::SiteWrong(found) => self.site_wrong(found),
            Preflight::SiteSilent(why) => self.preflight_site_silent(as_seen(why)),
            Preflight::PrivacyLinked(link) => self.preflight_privacy_linked(as_seen(link)),
            Preflight::SiteChallenged => self.preflight_site_challenged().into(),
            Preflight::PrivacyElsewhere(link) => self.preflight_privacy_elsewhere(as_seen(link)),
            Preflight::PrivacyByScript => self.preflight_privacy_by_script().into(),
            Preflight::PrivacyDrawn => self.preflight_privacy_drawn().into(),
            Preflight::PrivacyMissing => self.preflight_privacy_missing().into(),
            Preflight::PrivacyNotReadWhole => self.preflight_privacy_not_read_whole().into(),
            Preflight::DomainUnseen
            | Preflight::MailFromUnseen
            | Preflight::DmarcUnseen
            | Preflight::SiteUnasked
            | Preflight::PrivacyUnasked => self.preflight_unseen().into(),
        }
    }

    fn site_wrong(&self, found: &SiteFound) -> String {
        match found {
            SiteFound::WithoutHttps { at } => self.preflight_site_without_https(as_seen(at)),
            SiteFound::Status(status) => self.preflight_site_status(status),
            SiteFound::TooManyTurns => self.preflight_site_turns().into(),
            SiteFound::Private { host } => self.preflight_site_private(as_seen(host)),
            SiteFound::Silent { why } => self.preflight_site_silent(as_seen(why)),
            SiteFound::Challenged => self.preflight_site_challenged().into(),
            SiteFound::Answers { .. } => self.preflight_site_answers().into(),
        }
    }

    /// The same on a page of the wizard, which has steps and no flags.
    pub fn preflight_way_here(&self, seen: &Preflight) -> Option<&'static str> {
        match seen {
            Preflight::DomainNotVerified(_) | Preflight::MailFromNotFound(_) | Preflight::DmarcMissing => {
                Some(self.preflight_way_records_here())
            }
            Preflight::AddressAlone(_) => Some(self.preflight_way_domain_here()),
            Preflight::MailFromUnset => Some(self.preflight_way_mail_from_here()),
            Preflight::DomainUnseen | Preflight::MailFromUnseen | Preflight::DmarcUnseen => {
                Some(self.preflight_way_look_here())
            }
            other => self.preflight_way(other),
        }
    }

    /// The way to what is missing, or was not looked at, for a user who types commands; nothing where nothing is to be done.
    pub fn preflight_way(&self, seen: &Preflight) -> Option<&'static str> {
        Some(match seen {
            Preflight::DomainVerified(_)
            | Preflight::MailFromFound(_)
            | Preflight::DmarcPublished
            | Preflight::BouncesSuppressed
            | Preflight::SiteAnswers
            | Preflight::PrivacyLinked(_)
            // With the website.
            | Preflight::PrivacyUnasked
            // With the domain.
            | Preflight::DmarcToCome => return None,
            Preflight::DomainNotVerified(_) | Preflight::MailFromNotFound(_) | Preflight::DmarcMissing => {
                self.preflight_way_records()
            }
            Preflight::DomainToCome(_) | Preflight::MailFromToCome => self.preflight_way_set_up(),
            Preflight::AddressAlone(_) => self.preflight_way_domain(),
            Preflight::MailFromUnset => self.preflight_way_mail_from(),
            Preflight::MailFromTheirs => self.preflight_way_theirs(),
            Preflight::DomainUnseen | Preflight::MailFromUnseen | Preflight::DmarcUnseen => self.preflight_way_look(),
            Preflight::BouncesOff => self.preflight_way_bounces_off(),
            Preflight::BouncesRefused => self.preflight_way_bounces_refused(),
            Preflight::OptOutUnsaid => self.preflight_way_opt_out(),
            Preflight::SiteWrong(SiteFound::WithoutHttps { .. }) => self.preflight_way_https(),
            Preflight::SiteWrong(
                SiteFound::Status(_)
                | SiteFound::TooManyTurns
                | SiteFound::Private { .. }
                | SiteFound::Silent { .. }
                | SiteFound::Challenged
                | SiteFound::Answers { .. },
            ) => self.preflight_way_site(),
            Preflight::SiteSilent(_) => self.preflight_way_silent(),
            Preflight::SiteUnasked => self.preflight_way_check_site(),
            Preflight::SiteChallenged | Preflight::PrivacyByScript | Preflight::PrivacyDrawn => {
                self.preflight_way_browser()
            }
            Preflight::PrivacyMissing
            | Preflight::PrivacyElsewhere(_)
            | Preflight::PrivacyNotReadWhole => self.preflight_way_privacy(),
        })
    }
}
