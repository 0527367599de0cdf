//! SES v2's calls on the account of a region: the sandbox, its review, pausing, suppression. Knows no identity.

use serde_json::{Value, json};

use super::{
    identities::no_such_set,
    region::{CaseStatus, Details, ReviewDetails, SuppressionValidation},
    rest::Rest,
};
use crate::{
    rehearsal::{
        form::Rules,
        reply::{AwsError, epoch},
        scenario::Answered,
        state::ScheduledEvent,
        turn::Turn,
    },
    terms::WorldNews,
};

/// GetAccount.
pub fn get_account(turn: &mut Turn<'_>, _: &Rest) -> Result<Value, AwsError> {
    turn.allow("ses:GetAccount", "*")?;
    let now = turn.now;
    let delivery_mode = turn.state.scenario.ses.delivery_mode.clone();
    let ses = turn.ses();
    let mut answer = json!({
        "DedicatedIpAutoWarmupEnabled": true,
        "EnforcementStatus": ses.enforcement,
        "ProductionAccessEnabled": ses.production,
        "SendQuota": {
            "Max24HourSend": ses.daily_quota() as f64,
            "MaxSendRate": ses.send_rate(),
            "SentLast24Hours": ses.sent_last_24_hours(now) as f64,
        },
        "DeliveryAttributes": { "SharedPoolDeliveryMode": delivery_mode },
        "PricingAttributes": { "CurrentPlan": ses.plan },
        "SendingEnabled": ses.sending,
        "SuppressionAttributes": { "SuppressedReasons": ses.suppressed_reasons },
    });
    if let Some(validation) = &ses.suppression_validation {
        answer["SuppressionAttributes"]["ValidationAttributes"] = validation.shown();
    }
    if let Some(next) = &ses.next_plan {
        answer["PricingAttributes"]["NextPlan"] = json!(next);
    }
    if let Some(details) = &ses.details {
        answer["Details"] = details.shown(ses.review.as_ref());
    }
    Ok(answer)
}

impl SuppressionValidation {
    fn shown(&self) -> Value {
        let mut threshold = json!({ "ConditionThresholdEnabled": self.enabled });
        if let Some(verdict) = &self.threshold {
            threshold["OverallConfidenceThreshold"] = json!({ "ConfidenceVerdictThreshold": verdict });
        }
        json!({ "ConditionThreshold": threshold })
    }
}

impl Details {
    fn shown(&self, review: Option<&ReviewDetails>) -> Value {
        let mut shown =
            json!({ "MailType": self.mail_type, "WebsiteURL": self.website, "ContactLanguage": self.language });
        if let Some(use_case) = &self.use_case {
            shown["UseCaseDescription"] = json!(use_case);
        }
        if !self.contacts.is_empty() {
            shown["AdditionalContactEmailAddresses"] = json!(self.contacts);
        }
        if let Some(review) = review {
            shown["ReviewDetails"] = json!({ "Status": <&str>::from(review.status) });
            if let Some(case) = &review.case_id {
                shown["ReviewDetails"]["CaseId"] = json!(case);
            }
        }
        shown
    }
}

/// PutAccountDetails: the request for production access.
pub fn put_account_details(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let (mail_type, website) = (rest.body.text("MailType")?, rest.body.text("WebsiteURL")?);
    let language = rest.body.text("ContactLanguage")?.unwrap_or_else(|| "EN".into());
    let use_case = rest.body.text("UseCaseDescription")?;
    let contacts = rest.body.texts("AdditionalContactEmailAddresses")?;
    let asks = rest.body.flag("ProductionAccessEnabled")?.unwrap_or_default();
    let mut rules = Rules::default();
    rules.present("mailType", mail_type.as_ref());
    rules.present("websiteURL", website.as_ref());
    let (mail_type, website) = (mail_type.unwrap_or_else(|| "MARKETING".into()), website.unwrap_or_else(|| "-".into()));
    rules.one_of("mailType", &mail_type, &["MARKETING", "TRANSACTIONAL"]);
    rules.length("websiteURL", &website, 1..=1000);
    rules.one_of("contactLanguage", &language, &["EN", "JA"]);
    rules.length("useCaseDescription", use_case.as_deref().unwrap_or_default(), 0..=5000);
    if contacts.len() > 4 {
        rules.broken("additionalContactEmailAddresses", "Member must have length less than or equal to 4");
    }
    for contact in &contacts {
        rules.length("additionalContactEmailAddresses", contact, 6..=254);
        if contact.split_once('@').is_none_or(|(local, domain)| local.is_empty() || domain.is_empty()) {
            let pattern = "Member must satisfy regular expression pattern: ^(.+)@(.+)$";
            rules.broken("additionalContactEmailAddresses", pattern);
        }
    }
    rules.hold()?;

    turn.allow("ses:PutAccountDetails", "*")?;
    let region = turn.region.clone();
    let number = turn.state.count("case");
    let case_id = turn.state.chance.case_id(&region, number);
    let ses = turn.ses();
    match ses.review.as_ref().map(|review| review.status) {
        // Details are locked: there is no cancel call, and a refusal is answered in its case.
        Some(CaseStatus::Pending | CaseStatus::Denied) => return Err(AwsError::wordless(409, "ConflictException")),
        Some(CaseStatus::Granted | CaseStatus::Failed) | None => {}
    }
    ses.details = Some(Details { mail_type, website, language, use_case, contacts });
    let answered = ses.review.as_ref().is_some_and(|review| review.status == CaseStatus::Granted);
    if !asks || ses.production || answered {
        return Ok(json!({}));
    }
    ses.review = Some(ReviewDetails { status: CaseStatus::Pending, case_id: Some(case_id) });
    if let Some(after) = turn.state.scenario.review.after {
        turn.state.schedule(turn.now + after.signed(), ScheduledEvent::Review { region: region.clone() });
    }
    turn.state.news.push(WorldNews::ReviewOpened { region });
    Ok(json!({}))
}

/// The plans, by what they cost.
const PLANS: [&str; 4] = ["NONE", "ESSENTIALS", "PRO", "ENTERPRISE"];

/// PutAccountPricingAttributes. A plan that costs more counts at once, and so does à la carte; another that costs less from the
/// next month on, and until then AWS takes back the change and takes no other.
pub fn put_account_pricing(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let plan = rest.body.text("Plan")?;
    let mut rules = Rules::default();
    rules.present("plan", plan.as_ref());
    let plan = plan.unwrap_or_else(|| "NONE".into());
    rules.one_of("plan", &plan, &PLANS);
    rules.hold()?;
    turn.allow("ses:PutAccountPricingAttributes", "*")?;
    let ses = turn.ses();
    if ses.next_plan.as_ref().is_some_and(|next| *next != plan && ses.plan != plan) {
        return Err(AwsError::wordless(409, "ConflictException"));
    }
    let rank = |plan: &str| PLANS.iter().position(|it| *it == plan);
    match plan == "NONE" || rank(&plan) >= rank(&ses.plan) {
        true => (ses.plan, ses.next_plan) = (plan, None),
        false => ses.next_plan = Some(plan),
    }
    Ok(json!({}))
}

/// PutAccountSendingAttributes.
pub fn put_account_sending(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    turn.allow("ses:PutAccountSendingAttributes", "*")?;
    turn.ses().sending = rest.body.flag("SendingEnabled")?.unwrap_or_default();
    Ok(json!({}))
}

/// PutAccountSuppressionAttributes.
pub fn put_account_suppression(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let reasons = rest.body.texts("SuppressedReasons")?;
    let mut rules = Rules::default();
    for reason in &reasons {
        rules.one_of("suppressedReasons", reason, &["COMPLAINT", "BOUNCE"]);
    }
    let validation = validation_in(rest, &mut rules)?;
    rules.hold()?;
    turn.allow("ses:PutAccountSuppressionAttributes", "*")?;
    let in_sandbox = turn.state.scenario.ses.suppression_in_sandbox;
    let ses = turn.ses();
    if !ses.production && in_sandbox == Answered::Refused {
        return Err(AwsError::bad_request("The account-level suppression list is not available in the sandbox."));
    }
    // A whole value: what is left out is gone.
    (ses.suppressed_reasons, ses.suppression_validation) = (reasons, validation);
    Ok(json!({}))
}

fn validation_in(rest: &Rest, rules: &mut Rules) -> Result<Option<SuppressionValidation>, AwsError> {
    let Some(attributes) = rest.body.object("ValidationAttributes")? else { return Ok(None) };
    let Some(condition) = attributes.object("ConditionThreshold")? else { return Ok(None) };
    let enabled = condition.text("ConditionThresholdEnabled")?;
    rules.present("conditionThresholdEnabled", enabled.as_ref());
    let enabled = enabled.unwrap_or_else(|| "DISABLED".into());
    rules.one_of("conditionThresholdEnabled", &enabled, &["ENABLED", "DISABLED"]);
    let overall = condition.object("OverallConfidenceThreshold")?;
    let threshold = overall.map(|it| it.text("ConfidenceVerdictThreshold")).transpose()?.flatten();
    if let Some(threshold) = &threshold {
        rules.one_of("confidenceVerdictThreshold", threshold, &["MEDIUM", "HIGH", "MANAGED"]);
    }
    Ok(Some(SuppressionValidation { enabled, threshold }))
}

/// GetConfigurationSet. The sets of this world have no options of their own.
pub fn get_configuration_set(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let account = turn.state.account();
    let arn = format!("arn:aws:ses:{}:{account}:configuration-set/{}", turn.region, rest.id);
    turn.allow("ses:GetConfigurationSet", &arn)?;
    if !turn.ses().configuration_sets.contains(&rest.id) {
        return Err(no_such_set(&rest.id));
    }
    Ok(json!({ "ConfigurationSetName": rest.id, "SendingOptions": { "SendingEnabled": true } }))
}

/// GetSuppressedDestination.
pub fn get_suppressed(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let (reason, at) = suppressed(turn, rest, "ses:GetSuppressedDestination")?;
    Ok(json!({ "SuppressedDestination": { "EmailAddress": rest.id, "Reason": reason, "LastUpdateTime": epoch(at) } }))
}

/// DeleteSuppressedDestination.
pub fn delete_suppressed(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    suppressed(turn, rest, "ses:DeleteSuppressedDestination")?;
    turn.ses().suppressed.remove(&rest.id);
    Ok(json!({}))
}

/// The entry, where the caller may ask and the sandbox is over.
fn suppressed(turn: &mut Turn<'_>, rest: &Rest, action: &str) -> Result<(String, crate::terms::Timestamp), AwsError> {
    turn.allow(action, "*")?;
    let ses = turn.ses();
    if !ses.production {
        return Err(AwsError::bad_request("The suppression list is not available to accounts in the sandbox."));
    }
    let entry = ses.suppressed.get(&rest.id).cloned();
    entry.ok_or_else(|| {
        let text = format!("Email address {} does not exist on your suppression list.", rest.id);
        AwsError::new(404, "NotFoundException", text)
    })
}
