//! SES: the account in a region, its identities, and sending by both of its APIs. Knows no step, and no DNS.

use std::collections::BTreeMap;

use aws_sdk_sesv2::{
    config::Builder,
    error::BuildError,
    primitives::Blob,
    types::{
        BehaviorOnMxFailure, ContactLanguage, Destination, DkimSigningAttributesOrigin, DkimStatus, EmailContent,
        IdentityInfo, MailFromDomainStatus, MailType as SdkMailType, PricingPlan, RawMessage,
        ReviewStatus as SdkReview, SuppressionListReason, Tag, VerificationStatus,
    },
};
use aws_smithy_types::retry::RetryConfig;

use super::{
    delivery_mode::DeliveryTold,
    error::{fact, failure},
    iam::{already, gone},
    session::Session,
};
use crate::{
    setup::{
        Authorship, Check, ConfigurationSet, Dkim, DkimOrigin, Identity, IdentityName, MailFrom, MailType, OnMxFailure,
        Outcome, PricePlan, PriceWish, Quota, Review, ReviewStatus, SesAccount, Suppression,
    },
    terms::{Address, Domain, Fact, Failure, FailureKind, Timestamp, WebsiteUrl},
};

impl Session {
    /// GetAccount.
    pub async fn account(&self) -> Result<Fact<SesAccount>, Failure> {
        self.once("GetAccount", "", self.ask_for_the_account()).await
    }

    async fn ask_for_the_account(&self) -> Result<Fact<SesAccount>, Failure> {
        let told = DeliveryTold::default();
        let out = self.ses.get_account().customize().interceptor(told.clone()).send().await;
        fact(out.map_err(|e| failure(format!("look at SES in {}", self.region), e)).map(|out| {
            let review = out.details().and_then(|it| it.review_details());
            SesAccount {
                region: self.region,
                production: out.production_access_enabled(),
                quota: out.send_quota().map(|it| Quota {
                    max_24_hour: it.max24_hour_send(),
                    max_rate: it.max_send_rate(),
                    sent_24_hour: it.sent_last24_hours(),
                }),
                sending_enabled: out.sending_enabled(),
                enforcement: out.enforcement_status().map(String::from),
                delivery_mode: told.mode(),
                suppressed: out
                    .suppression_attributes()
                    .map(|it| it.suppressed_reasons().iter().map(|it| it.as_str().to_owned()).collect())
                    .unwrap_or_default(),
                review: review.and_then(|it| {
                    let case = it.case_id().map(String::from);
                    it.status().map(|status| Review { status: review_status(status), case })
                }),
                plan: out.pricing_attributes().and_then(|it| {
                    let next = it.next_plan().map(|plan| plan.as_str().to_owned());
                    Some(PricePlan { current: it.current_plan()?.as_str().to_owned(), next })
                }),
            }
        }))
    }

    /// GetEmailIdentity. `made` is what the tags say.
    pub async fn identity(&self, name: &IdentityName) -> Result<Fact<Identity>, Failure> {
        self.once("GetEmailIdentity", name, self.ask_for_the_identity(name)).await
    }

    async fn ask_for_the_identity(&self, name: &IdentityName) -> Result<Fact<Identity>, Failure> {
        let out = self.ses.get_email_identity().email_identity(name.to_string()).send().await;
        fact(out.map_err(|e| failure(format!("look up the identity {name}"), e)).map(|out| {
            let dkim = out.dkim_attributes();
            let info = out.verification_info();
            let verification = out.verification_status().map_or(Check::NotStarted, verification);
            // An absent member that the model calls required arrives as an empty text.
            let mail_from = out.mail_from_attributes().and_then(|it| {
                let domain: Domain = it.mail_from_domain().parse().ok()?;
                Some(MailFrom {
                    domain,
                    status: mail_from_status(it.mail_from_domain_status()),
                    on_mx_failure: match it.behavior_on_mx_failure() {
                        BehaviorOnMxFailure::RejectMessage => OnMxFailure::Reject,
                        _ => OnMxFailure::UseDefault,
                    },
                })
            });
            Identity {
                name: name.clone(),
                made: {
                    let has = |wanted| out.tags().iter().any(|tag| (tag.key(), tag.value()) == wanted);
                    match (has(crate::setup::TAG), has(crate::setup::ADOPTED_TAG)) {
                        (true, _) => Authorship::Ours,
                        (false, true) => Authorship::Adopted,
                        (false, false) => Authorship::Foreign,
                    }
                },
                verified: out.verified_for_sending_status(),
                // After a success AWS leaves an old error standing.
                error: info
                    .filter(|_| verification != Check::Success)
                    .and_then(|it| it.error_type())
                    .map(|it| it.as_str().to_owned()),
                checked: info
                    .and_then(|it| it.last_checked_timestamp())
                    .and_then(|at| Timestamp::from_second(at.secs()).ok()),
                zone_server: info
                    .and_then(|it| it.soa_record())
                    .and_then(|it| it.primary_name_server())
                    .map(|it| it.trim_end_matches('.').to_ascii_lowercase()),
                verification,
                dkim: Dkim {
                    status: dkim.and_then(|it| it.status()).map_or(Check::NotStarted, dkim_status),
                    tokens: dkim.map(|it| it.tokens().to_vec()).unwrap_or_default(),
                    zone: dkim.and_then(|it| it.signing_hosted_zone()).map(String::from),
                    origin: match dkim.and_then(|it| it.signing_attributes_origin()) {
                        None | Some(DkimSigningAttributesOrigin::AwsSes) => DkimOrigin::Ses,
                        Some(DkimSigningAttributesOrigin::External) => DkimOrigin::External,
                        Some(other) => DkimOrigin::Other(other.as_str().to_owned()),
                    },
                },
                mail_from,
                created: None,
                former_tokens: Vec::new(),
            }
        }))
    }

    /// ListEmailIdentities, all pages. Names that we cannot read are left out: nothing of ours has one.
    pub async fn identities(&self) -> Result<Fact<BTreeMap<IdentityName, Check>>, Failure> {
        self.once("ListEmailIdentities", "", self.ask_for_the_list()).await
    }

    async fn ask_for_the_list(&self) -> Result<Fact<BTreeMap<IdentityName, Check>>, Failure> {
        let pages = self.ses.list_email_identities().page_size(1000).into_paginator().send();
        let all = pages.collect::<Result<Vec<_>, _>>().await;
        fact(all.map_err(|e| failure(format!("list the identities in {}", self.region), e)).map(|pages| {
            let row = |it: &IdentityInfo| {
                let status = it.verification_status().map_or(Check::NotStarted, verification);
                Some((it.identity_name()?.parse().ok()?, status))
            };
            pages.iter().flat_map(|page| page.email_identities()).filter_map(row).collect()
        }))
    }

    /// GetSuppressedDestination: whether an address is on the account's list. *Unknown* in the sandbox, which has none.
    pub async fn suppression(&self, address: &Address) -> Result<Fact<Suppression>, Failure> {
        self.once("GetSuppressedDestination", address, self.ask_for_the_suppression(address)).await
    }

    async fn ask_for_the_suppression(&self, address: &Address) -> Result<Fact<Suppression>, Failure> {
        let out = self.ses.get_suppressed_destination().email_address(address.to_string()).send().await;
        let out = out.map_err(|e| failure(format!("look for {address} on the suppression list"), e));
        match out {
            Err(refused) if refused.kind == FailureKind::RequestRefused => Ok(Fact::Unknown),
            out => fact(out).map(|out| match out {
                Fact::Present(out) => out.suppressed_destination().map_or(Fact::Absent, |it| {
                    let since = Timestamp::from_second(it.last_update_time().secs()).ok();
                    Fact::Present(Suppression { reason: it.reason().as_str().to_owned(), since })
                }),
                Fact::Absent => Fact::Absent,
                Fact::Hidden(denial) => Fact::Hidden(denial),
                Fact::Unknown => Fact::Unknown,
            }),
        }
    }

    /// GetConfigurationSet.
    pub async fn configuration_set(&self, name: &str) -> Result<Fact<ConfigurationSet>, Failure> {
        self.once("GetConfigurationSet", name, self.ask_for_the_set(name)).await
    }

    async fn ask_for_the_set(&self, name: &str) -> Result<Fact<ConfigurationSet>, Failure> {
        let out = self.ses.get_configuration_set().configuration_set_name(name).send().await;
        fact(out.map_err(|e| failure(format!("look up the configuration set {name}"), e)).map(|out| ConfigurationSet {
            sends: out.sending_options().is_none_or(|options| options.sending_enabled()),
        }))
    }

    /// CreateEmailIdentity.
    pub async fn create_identity(&self, name: &IdentityName, tags: &[(String, String)]) -> Result<Outcome, Failure> {
        let doing = format!("create the identity {name}");
        let tags: Result<Vec<Tag>, BuildError> =
            tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect();
        let tags = tags.map_err(|e| unbuildable(&doing, &e))?;
        let call = self.ses.create_email_identity().email_identity(name.to_string()).set_tags(Some(tags));
        already(call.send().await.map(drop).map_err(|e| failure(doing, e)))
    }

    /// TagResource, of an identity.
    pub async fn tag_identity(&self, name: &IdentityName, arn: &str, tag: (&str, &str)) -> Result<Outcome, Failure> {
        let doing = format!("tag the identity {name}");
        let tag = Tag::builder().key(tag.0).value(tag.1).build().map_err(|e| unbuildable(&doing, &e))?;
        let out = self.ses.tag_resource().resource_arn(arn).tags(tag).send().await;
        out.map(|_| Outcome::Done).map_err(|e| failure(doing, e))
    }

    /// DeleteEmailIdentity.
    pub async fn delete_identity(&self, name: &IdentityName) -> Result<Outcome, Failure> {
        let call = self.ses.delete_email_identity().email_identity(name.to_string());
        gone(call.send().await.map(drop).map_err(|e| failure(format!("delete the identity {name}"), e)))
    }

    /// PutEmailIdentityDkimSigningAttributes, once: each call may make new tokens.
    pub async fn restart_dkim(&self, domain: &Domain) -> Result<Outcome, Failure> {
        let call = self
            .ses
            .put_email_identity_dkim_signing_attributes()
            .email_identity(domain.as_str())
            .signing_attributes_origin(DkimSigningAttributesOrigin::AwsSes)
            .customize()
            .config_override(once());
        let out = call.send().await.map_err(|e| failure(format!("restart DKIM for {domain}"), e));
        out.map(|_| Outcome::Done)
    }

    /// PutEmailIdentityMailFromAttributes.
    pub async fn set_mail_from(
        &self,
        identity: &Domain,
        mail_from: &Domain,
        on_mx_failure: OnMxFailure,
    ) -> Result<Outcome, Failure> {
        let call = self
            .ses
            .put_email_identity_mail_from_attributes()
            .email_identity(identity.as_str())
            .mail_from_domain(mail_from.as_str())
            .behavior_on_mx_failure(match on_mx_failure {
                OnMxFailure::UseDefault => BehaviorOnMxFailure::UseDefaultValue,
                OnMxFailure::Reject => BehaviorOnMxFailure::RejectMessage,
            });
        let out = call.send().await.map_err(|e| failure(format!("set the MAIL FROM domain {mail_from}"), e));
        out.map(|_| Outcome::Done)
    }

    /// PutAccountSuppressionAttributes: bounces and complaints, beside what is there. The call replaces all that it can hold, so
    /// what others have set is read first and goes with it.
    pub async fn suppress(&self) -> Result<Outcome, Failure> {
        let doing = "switch on the account's suppression list";
        let now = self.ses.get_account().send().await.map_err(|e| failure(doing, e))?;
        let held = now.suppression_attributes();
        let mut reasons = held.map(|it| it.suppressed_reasons().to_vec()).unwrap_or_default();
        let wanted = [SuppressionListReason::Bounce, SuppressionListReason::Complaint];
        let missing: Vec<_> = wanted.into_iter().filter(|reason| !reasons.contains(reason)).collect();
        if missing.is_empty() {
            return Ok(Outcome::Already);
        }
        reasons.extend(missing);
        let call = self
            .ses
            .put_account_suppression_attributes()
            .set_suppressed_reasons(Some(reasons))
            .set_validation_attributes(held.and_then(|it| it.validation_attributes().cloned()));
        call.send().await.map_err(|e| failure(doing, e))?;
        Ok(Outcome::Done)
    }

    /// PutAccountPricingAttributes. The same plan again changes nothing.
    pub async fn set_price_plan(&self, plan: PriceWish) -> Result<Outcome, Failure> {
        let call = self.ses.put_account_pricing_attributes().plan(match plan {
            PriceWish::None => PricingPlan::None,
            PriceWish::Essentials => PricingPlan::Essentials,
            PriceWish::Pro => PricingPlan::Pro,
        });
        let doing = format!("set the price plan in {}", self.region);
        let out = call.send().await.map_err(|e| failure(doing, e));
        out.map(|_| Outcome::Done)
    }

    /// PutAccountDetails, once. The use case is left out: AWS has retired it and asks in the case.
    pub async fn ask_for_production(
        &self,
        website: &WebsiteUrl,
        mail_type: MailType,
        contact: Option<&Address>,
    ) -> Result<Outcome, Failure> {
        let call = self
            .ses
            .put_account_details()
            .mail_type(match mail_type {
                MailType::Transactional => SdkMailType::Transactional,
                MailType::Marketing => SdkMailType::Marketing,
            })
            .website_url(website.as_str())
            .contact_language(ContactLanguage::En)
            .set_additional_contact_email_addresses(contact.map(|it| vec![it.to_string()]))
            .production_access_enabled(true)
            .customize()
            .config_override(once());
        let doing = format!("ask for production access in {}", self.region);
        let out = call.send().await.map_err(|e| failure(doing, e));
        out.map(|_| Outcome::Done)
    }

    /// SendEmail of v2 with a raw message, once: what Laravel's `ses-v2` mailer calls. The message's id.
    pub async fn send_v2(&self, to: &Address, set: Option<&str>, mime: Vec<u8>) -> Result<String, Failure> {
        let doing = format!("send to {to}");
        let raw = RawMessage::builder().data(Blob::new(mime)).build().map_err(|e| unbuildable(&doing, &e))?;
        let call = self
            .ses
            .send_email()
            .destination(Destination::builder().to_addresses(to.to_string()).build())
            .content(EmailContent::builder().raw(raw).build())
            .set_configuration_set_name(set.map(str::to_owned))
            .customize()
            .config_override(once());
        let out = call.send().await.map_err(|e| failure(doing, e))?;
        Ok(out.message_id.unwrap_or_default())
    }

    /// SendRawEmail of v1, once: what Laravel's `ses` mailer calls. The message's id.
    pub async fn send_v1(
        &self,
        from: &Address,
        to: &Address,
        set: Option<&str>,
        mime: Vec<u8>,
    ) -> Result<String, Failure> {
        let doing = format!("send to {to}");
        let raw = aws_sdk_ses::types::RawMessage::builder()
            .data(aws_sdk_ses::primitives::Blob::new(mime))
            .build()
            .map_err(|e| Failure::new(FailureKind::Bug, &doing).because(e))?;
        let call = self
            .ses_v1
            .send_raw_email()
            .source(from.to_string())
            .destinations(to.to_string())
            .raw_message(raw)
            .set_configuration_set_name(set.map(str::to_owned))
            .customize()
            .config_override(aws_sdk_ses::config::Builder::new().retry_config(RetryConfig::disabled()));
        let out = call.send().await.map_err(|e| failure(doing, e))?;
        Ok(out.message_id)
    }
}

/// For what must happen once.
fn once() -> Builder {
    Builder::new().retry_config(RetryConfig::disabled())
}

fn unbuildable(doing: &str, error: &BuildError) -> Failure {
    Failure::new(FailureKind::Bug, doing).because(error)
}

fn verification(status: &VerificationStatus) -> Check {
    check(status.as_str())
}

fn dkim_status(status: &DkimStatus) -> Check {
    check(status.as_str())
}

fn mail_from_status(status: &MailFromDomainStatus) -> Check {
    check(status.as_str())
}

fn check(word: &str) -> Check {
    match word {
        "NOT_STARTED" => Check::NotStarted,
        "PENDING" => Check::Pending,
        "SUCCESS" => Check::Success,
        "FAILED" => Check::Failed,
        "TEMPORARY_FAILURE" => Check::TemporaryFailure,
        other => Check::Other(other.to_owned()),
    }
}

fn review_status(status: &SdkReview) -> ReviewStatus {
    match status {
        SdkReview::Pending => ReviewStatus::Pending,
        SdkReview::Granted => ReviewStatus::Granted,
        SdkReview::Denied => ReviewStatus::Denied,
        SdkReview::Failed => ReviewStatus::Failed,
        other => ReviewStatus::Other(other.as_str().to_owned()),
    }
}
