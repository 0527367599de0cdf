//! SES v2's calls on identities. Knows how they are made and changed; whether DNS bears them out is found in `settle`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::{
    filter::IdentityFilter,
    region::{DkimSigning, EmailIdentity, IdentityType, MailFromAttributes, Status},
    rest::Rest,
};
use crate::{
    rehearsal::{
        form::Rules,
        reply::{AwsError, epoch},
        turn::Turn,
    },
    terms::{Address, Domain},
};

/// CreateEmailIdentity.
pub fn create(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let given = rest.body.text("EmailIdentity")?;
    let tags = rest.body.tags()?;
    let set = rest.body.text("ConfigurationSetName")?;
    let length = key_length(rest)?;
    let mut rules = Rules::default();
    rules.present("emailIdentity", given.as_ref());
    rules.length("emailIdentity", given.as_deref().unwrap_or("-"), 1..=320);
    rules.tags(&tags);
    rules.hold()?;
    let (name, kind) = well_formed(&given.unwrap_or_default())?;

    let arn = turn.identity_arn(&name);
    turn.allow("ses:CreateEmailIdentity", &arn)?;
    if !tags.is_empty() {
        turn.allow("ses:TagResource", &arn)?;
    }
    let ses = turn.ses();
    if let Some(set) = set.as_ref().filter(|set| !ses.configuration_sets.contains(*set)) {
        return Err(no_such_set(set));
    }
    if ses.identities.contains_key(&name) {
        return Err(AwsError::new(400, "AlreadyExistsException", format!("Email identity {name} already exist.")));
    }
    if ses.identities.len() >= 10_000 {
        return Err(AwsError::new(400, "LimitExceededException", "You have reached the maximum number of identities."));
    }
    let (region, now) = (turn.region.clone(), turn.now);
    let identity = turn.state.begin_identity(&region, &name, kind, now);
    identity.tags = tags.into_iter().collect();
    identity.configuration_set = set;
    if let Some(length) = length {
        identity.dkim.key_length = length;
    }
    let shown = json!({
        "IdentityType": <&str>::from(kind),
        "VerifiedForSendingStatus": identity.is_verified(),
        "DkimAttributes": shown_dkim(identity, identity.status),
    });
    Ok(shown)
}

/// GetEmailIdentity.
pub fn get(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let name = spelled(&rest.id);
    turn.allow("ses:GetEmailIdentity", &turn.identity_arn(&name))?;
    let now = turn.now;
    let ses = turn.ses();
    let identity = ses.identities.get(&name).ok_or_else(|| no_such(&name))?;
    let parent = ses.identities.get(identity.domain()).filter(|_| identity.kind == IdentityType::EmailAddress);
    let dkim = match (identity.kind, parent) {
        (IdentityType::Domain, _) => shown_dkim(identity, identity.status),
        // An address shows the state of exactly its domain.
        (IdentityType::EmailAddress, Some(parent)) => shown_dkim(parent, parent.status),
        (IdentityType::EmailAddress, None) => shown_dkim(identity, Status::NotStarted),
    };
    let mut mail_from = json!({ "BehaviorOnMxFailure": "USE_DEFAULT_VALUE" });
    if let Some(it) = &identity.mail_from {
        mail_from = json!({
            "MailFromDomain": it.domain,
            "MailFromDomainStatus": <&str>::from(it.status),
            "BehaviorOnMxFailure": it.on_mx_failure,
        });
    }
    let mut info = Map::new();
    if let Some(at) = identity.checked {
        info.insert("LastCheckedTimestamp".into(), epoch(at));
    }
    if let Some(at) = identity.succeeded {
        info.insert("LastSuccessTimestamp".into(), epoch(at));
    }
    if let Some(error) = identity.error {
        info.insert("ErrorType".into(), json!(error));
    }
    let mut answer = json!({
        "IdentityType": <&str>::from(identity.kind),
        "FeedbackForwardingStatus": identity.feedback,
        "VerifiedForSendingStatus": identity.is_verified(),
        "VerificationStatus": <&str>::from(identity.status),
        "DkimAttributes": dkim,
        "MailFromAttributes": mail_from,
        "Policies": {},
        "Tags": tags_of(identity),
    });
    if let Some(set) = &identity.configuration_set {
        answer["ConfigurationSetName"] = json!(set);
    }
    if identity.checked.is_some() {
        let zones = &turn.state.zones;
        let zone = zones.zone(&name);
        let soa: Vec<String> = zones.soa(&zone, now).split(' ').map(str::to_string).collect();
        let serial: u64 = soa[2].parse().unwrap_or_default();
        info.insert(
            "SOARecord".into(),
            json!({ "PrimaryNameServer": soa[0], "AdminEmail": soa[1], "SerialNumber": serial }),
        );
    }
    if !info.is_empty() {
        answer["VerificationInfo"] = Value::Object(info);
    }
    Ok(answer)
}

/// ListEmailIdentities.
pub fn list(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    turn.allow("ses:ListEmailIdentities", "*")?;
    rest.only(&["Filter", "NextToken", "PageSize"])?;
    let filter = IdentityFilter::read(rest)?;
    let in_query = rest.query.get("PageSize").and_then(|size| size.parse().ok());
    let size = rest.body.number("PageSize")?.or(in_query).unwrap_or(100);
    let mut rules = Rules::default();
    if size > 1000 {
        rules.broken("pageSize", "Member must have value less than or equal to 1000");
    }
    rules.hold()?;
    let size = if size == 0 { 100 } else { usize::try_from(size).unwrap_or(100) };
    let token = rest.body.text("NextToken")?.or_else(|| rest.query.get("NextToken").map(str::to_string));
    let after = match token {
        Some(token) => {
            let bytes = URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            bytes.ok_or_else(|| AwsError::bad_request("The specified next token is not valid."))?
        }
        None => String::new(),
    };
    let mut rest_of_them = turn.ses().identities.values().filter(|it| it.name > after && filter.takes(it));
    let page: Vec<&EmailIdentity> = rest_of_them.by_ref().take(size).collect();
    let shown: Vec<Value> = page.iter().map(|it| in_list(it)).collect();
    let mut answer = json!({ "EmailIdentities": shown });
    if let (Some(last), Some(_)) = (page.last(), rest_of_them.next()) {
        answer["NextToken"] = json!(URL_SAFE_NO_PAD.encode(&last.name));
    }
    Ok(answer)
}

fn in_list(identity: &EmailIdentity) -> Value {
    json!({
        "IdentityType": <&str>::from(identity.kind),
        "IdentityName": identity.name,
        "SendingEnabled": identity.is_verified(),
        "VerificationStatus": <&str>::from(identity.status),
    })
}

/// DeleteEmailIdentity.
pub fn delete(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let name = spelled(&rest.id);
    turn.allow("ses:DeleteEmailIdentity", &turn.identity_arn(&name))?;
    turn.ses().identities.remove(&name).ok_or_else(|| no_such(&name))?;
    Ok(json!({}))
}

/// PutEmailIdentityMailFromAttributes.
pub fn put_mail_from(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let wanted = rest.body.text("MailFromDomain")?.unwrap_or_default().to_ascii_lowercase();
    let on_mx_failure = rest.body.text("BehaviorOnMxFailure")?.unwrap_or_else(|| "USE_DEFAULT_VALUE".into());
    let mut rules = Rules::default();
    rules.one_of("behaviorOnMxFailure", &on_mx_failure, &["USE_DEFAULT_VALUE", "REJECT_MESSAGE"]);
    rules.hold()?;
    let identity = change(turn, "ses:PutEmailIdentityMailFromAttributes", &rest.id)?;
    if wanted.is_empty() {
        identity.mail_from = None;
        return Ok(json!({}));
    }
    let domain = identity.domain().to_string();
    if !wanted.ends_with(&format!(".{domain}")) {
        return Err(AwsError::bad_request(format!(
            "Provided MAIL-FROM domain <{wanted}> is not subdomain of the domain of the identity <{domain}>"
        )));
    }
    if wanted.parse::<Domain>().is_err() {
        return Err(AwsError::bad_request(format!("Invalid MAIL-FROM domain name <{wanted}>.")));
    }
    let (region, name, now) = (turn.region.clone(), spelled(&rest.id), turn.now);
    let generation = turn.state.count("identity");
    change(turn, "ses:PutEmailIdentityMailFromAttributes", &name)?.mail_from =
        Some(MailFromAttributes { domain: wanted, status: Status::Pending, since: now, on_mx_failure, generation });
    turn.state.watch_mail_from(&region, &name, now);
    Ok(json!({}))
}

/// PutEmailIdentityDkimAttributes.
pub fn put_dkim(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let signing = rest.body.flag("SigningEnabled")?.unwrap_or_default();
    change(turn, "ses:PutEmailIdentityDkimAttributes", &rest.id)?.dkim.signing = signing;
    Ok(json!({}))
}

/// PutEmailIdentityDkimSigningAttributes: new tokens; keys of the caller's own are refused.
pub fn restart_dkim(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let origin = rest.body.text("SigningAttributesOrigin")?;
    let length = key_length(rest)?;
    let mut rules = Rules::default();
    rules.present("signingAttributesOrigin", origin.as_ref());
    rules.one_of("signingAttributesOrigin", origin.as_deref().unwrap_or("AWS_SES"), &["AWS_SES", "EXTERNAL"]);
    rules.hold()?;
    if origin.as_deref() == Some("EXTERNAL") {
        return Err(AwsError::bad_request("This rehearsal does not know keys of one's own (BYODKIM)."));
    }
    let (region, name, now) = (turn.region.clone(), spelled(&rest.id), turn.now);
    let identity = change(turn, "ses:PutEmailIdentityDkimSigningAttributes", &name)?;
    if identity.kind == IdentityType::EmailAddress {
        return Err(AwsError::bad_request(format!("Identity {name} is an email address, which has no DKIM keys.")));
    }
    let length = length.unwrap_or_else(|| identity.dkim.key_length.clone());
    let a_day_ago = now - SignedDuration::from_hours(24);
    if length != identity.dkim.key_length && identity.dkim.generated > a_day_ago {
        return Err(AwsError::bad_request("The length of a signing key can be changed once in 24 hours."));
    }
    let identity = turn.state.restart_dkim(&region, &name, now);
    identity.dkim.key_length = length;
    Ok(json!({
        "DkimStatus": <&str>::from(identity.status),
        "DkimTokens": identity.dkim.tokens,
        "SigningHostedZone": identity.dkim.hosted_zone,
    }))
}

/// PutEmailIdentityFeedbackAttributes.
pub fn put_feedback(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let forwards = rest.body.flag("EmailForwardingEnabled")?.unwrap_or_default();
    change(turn, "ses:PutEmailIdentityFeedbackAttributes", &rest.id)?.feedback = forwards;
    Ok(json!({}))
}

/// TagResource.
pub fn tag_resource(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let tags = rest.body.tags()?;
    let mut rules = Rules::default();
    rules.present("tags", tags.first());
    rules.tags(&tags);
    rules.hold()?;
    let name = tagged(turn, rest.body.text("ResourceArn")?)?;
    change(turn, "ses:TagResource", &name)?.tags.extend(tags);
    Ok(json!({}))
}

/// ListTagsForResource.
pub fn list_tags(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let name = tagged(turn, rest.query.get("ResourceArn").map(str::to_string))?;
    let identity = change(turn, "ses:ListTagsForResource", &name)?;
    Ok(json!({ "Tags": tags_of(identity) }))
}

/// The identity, where the caller may do this to it.
fn change<'a>(turn: &'a mut Turn<'_>, action: &str, id: &str) -> Result<&'a mut EmailIdentity, AwsError> {
    let name = spelled(id);
    turn.allow(action, &turn.identity_arn(&name))?;
    turn.ses().identities.get_mut(&name).ok_or_else(|| no_such(&name))
}

/// The name in an identity's ARN of this region and account.
fn tagged(turn: &Turn<'_>, arn: Option<String>) -> Result<String, AwsError> {
    let arn = arn.unwrap_or_default();
    let name = arn.strip_prefix(&turn.identity_arn("")).map(str::to_string);
    name.ok_or_else(|| AwsError::new(404, "NotFoundException", format!("Resource {arn} does not exist.")))
}

/// A domain in lower case, or an address whose domain is.
pub fn well_formed(given: &str) -> Result<(String, IdentityType), AwsError> {
    let plain = given.is_ascii() && given.trim() == given && !given.ends_with('.');
    let parsed = if given.contains('@') {
        given.parse::<Address>().ok().map(|it| (it.to_string(), IdentityType::EmailAddress))
    } else {
        given.parse::<Domain>().ok().map(|it| (it.to_string(), IdentityType::Domain))
    };
    parsed.filter(|_| plain).ok_or_else(|| {
        let what = if given.contains('@') { "email address" } else { "domain name" };
        AwsError::bad_request(format!("Invalid {what}<{given}>."))
    })
}

/// The name under which an identity is kept; only the local part tells upper from lower case.
fn spelled(given: &str) -> String {
    match given.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_ascii_lowercase()),
        None => given.to_ascii_lowercase(),
    }
}

fn key_length(rest: &Rest) -> Result<Option<String>, AwsError> {
    let Some(attributes) = rest.body.object("DkimSigningAttributes")?.or(rest.body.object("SigningAttributes")?) else {
        return Ok(None);
    };
    if attributes.text("DomainSigningPrivateKey")?.is_some() || attributes.text("DomainSigningSelector")?.is_some() {
        return Err(AwsError::bad_request("This rehearsal does not know keys of one's own (BYODKIM)."));
    }
    let length = attributes.text("NextSigningKeyLength")?;
    let mut rules = Rules::default();
    rules.one_of(
        "nextSigningKeyLength",
        length.as_deref().unwrap_or("RSA_2048_BIT"),
        &["RSA_1024_BIT", "RSA_2048_BIT"],
    );
    rules.hold()?;
    Ok(length)
}

fn shown_dkim(identity: &EmailIdentity, status: Status) -> Value {
    let DkimSigning { signing, tokens, hosted_zone, key_length, generated } = &identity.dkim;
    let mut shown = json!({
        "SigningEnabled": signing,
        "Status": <&str>::from(status),
        "SigningAttributesOrigin": "AWS_SES",
        "NextSigningKeyLength": key_length,
    });
    if !tokens.is_empty() {
        shown["Tokens"] = json!(tokens);
        shown["SigningHostedZone"] = json!(hosted_zone);
        shown["CurrentSigningKeyLength"] = json!(key_length);
        shown["LastKeyGenerationTimestamp"] = epoch(*generated);
    }
    shown
}

fn tags_of(identity: &EmailIdentity) -> Value {
    identity.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
}

fn no_such(name: &str) -> AwsError {
    AwsError::new(404, "NotFoundException", format!("Email identity {name} does not exist."))
}

/// v1 has a name of its own for it.
pub fn no_such_set(name: &str) -> AwsError {
    let codes = ((404, "NotFoundException"), (400, "ConfigurationSetDoesNotExist"));
    AwsError::split(codes.0, codes.1, format!("Configuration set <{name}> does not exist."))
}
