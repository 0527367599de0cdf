//! The paths of SES v2. Knows which operation a path means, not what it does.

use bytes::Bytes;
use http::Request;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{account, identities, rest::Rest, send};
use crate::rehearsal::{call::CallEffect, reply::AwsError, turn::Turn};

/// An operation of SES v2.
#[derive(Debug, Clone, Copy)]
pub struct RestOperation {
    pub name: &'static str,
    pub effect: CallEffect,
    method: &'static str,
    /// Behind `/v2/email`; `*` is the one part that varies.
    path: &'static str,
    pub run: fn(&mut Turn<'_>, &Rest) -> Result<Value, AwsError>,
}

use CallEffect::{Changes, Reads};

type Run = fn(&mut Turn<'_>, &Rest) -> Result<Value, AwsError>;

const fn operation(
    name: &'static str,
    effect: CallEffect,
    method: &'static str,
    path: &'static str,
    run: Run,
) -> RestOperation {
    RestOperation { name, effect, method, path, run }
}

/// Everything that SES v2 does here, by route.
pub const OPERATIONS: &[RestOperation] = &[
    operation("GetAccount", Reads, "GET", "/account", account::get_account),
    operation("PutAccountDetails", Changes, "POST", "/account/details", account::put_account_details),
    operation(
        "PutAccountPricingAttributes",
        Changes,
        "PUT",
        "/account/pricing-attributes",
        account::put_account_pricing,
    ),
    operation("PutAccountSendingAttributes", Changes, "PUT", "/account/sending", account::put_account_sending),
    operation(
        "PutAccountSuppressionAttributes",
        Changes,
        "PUT",
        "/account/suppression",
        account::put_account_suppression,
    ),
    operation("GetSuppressedDestination", Reads, "GET", "/suppression/addresses/*", account::get_suppressed),
    operation("DeleteSuppressedDestination", Changes, "DELETE", "/suppression/addresses/*", account::delete_suppressed),
    operation("GetConfigurationSet", Reads, "GET", "/configuration-sets/*", account::get_configuration_set),
    operation("CreateEmailIdentity", Changes, "POST", "/identities", identities::create),
    operation("GetEmailIdentity", Reads, "GET", "/identities/*", identities::get),
    operation("DeleteEmailIdentity", Changes, "DELETE", "/identities/*", identities::delete),
    // botocore's route, then the one that newer SDKs have.
    operation("ListEmailIdentities", Reads, "GET", "/identities", identities::list),
    operation("ListEmailIdentities", Reads, "POST", "/list-identities", identities::list),
    operation(
        "PutEmailIdentityMailFromAttributes",
        Changes,
        "PUT",
        "/identities/*/mail-from",
        identities::put_mail_from,
    ),
    operation("PutEmailIdentityDkimAttributes", Changes, "PUT", "/identities/*/dkim", identities::put_dkim),
    operation(
        "PutEmailIdentityDkimSigningAttributes",
        Changes,
        "PUT",
        "/identities/*/dkim/signing",
        identities::restart_dkim,
    ),
    operation("PutEmailIdentityFeedbackAttributes", Changes, "PUT", "/identities/*/feedback", identities::put_feedback),
    operation("TagResource", Changes, "POST", "/tags", identities::tag_resource),
    operation("ListTagsForResource", Reads, "GET", "/tags", identities::list_tags),
    operation("SendEmail", Changes, "POST", "/outbound-emails", send::send_email),
];

/// Finds the operation that a method and a path (without its `/v2/email`) mean, and the part of the path that varies.
pub fn route(request: &Request<Bytes>, path: &str) -> Result<(RestOperation, String), AwsError> {
    let mut found = OPERATIONS.iter().filter(|it| it.method == request.method().as_str());
    found.find_map(|it| Some((*it, matched(it.path, path)?))).ok_or_else(|| {
        let text = format!("This rehearsal does not know {} {}", request.method(), request.uri().path());
        AwsError::new(400, "UnknownOperationException", text)
    })
}

fn matched(pattern: &str, path: &str) -> Option<String> {
    let (mut id, mut rest) = (String::new(), path.split('/'));
    for part in pattern.split('/') {
        let given = rest.next()?;
        if part == "*" && !given.is_empty() {
            id = percent_decode_str(given).decode_utf8().ok()?.into_owned();
        } else if part != given {
            return None;
        }
    }
    rest.next().is_none().then_some(id)
}
