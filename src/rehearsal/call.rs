//! The words of a call before anything is made of it: whom it asks, how it came, whether it changes something. Knows no
//! operation beyond its name, no account and no protocol.

use bytes::Bytes;
use http::Request;
use serde::{Deserialize, Serialize};

/// The service that a request is for, by its name in the request log and in faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// SES v1.
    Ses,
    /// SES v2.
    Sesv2,
    Iam,
    Sts,
    /// AWS Sign-In.
    Signin,
    /// Zones in the account.
    Route53,
    /// The API of another DNS provider.
    Cloudflare,
    Smtp,
}

/// What an operation does to the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallEffect {
    /// It leaves the account as it was.
    Reads,
    /// Sending is a change: it cannot be taken back.
    Changes,
}

/// How a request came here, which decides how strictly its signature is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Through the connector: the SDK signs with the world's time, for the hosts of AWS.
    InProcess,
    /// Through a loopback port. Clients sign with real time; the world's is taken as well, because a client that corrects
    /// its clock by the `Date` of our answers arrives there once the world was moved. And with an endpoint of their own
    /// they sign IAM for the region they were given, not for us-east-1.
    Served,
}

/// One arrival of a request.
pub struct Visit<'a> {
    pub request: &'a Request<Bytes>,
    pub way: Arrival,
    /// No two requests have the same.
    pub number: u64,
}

/// Every operation that a service answers here, by AWS's name. A test holds it against the tables of the services.
pub const KNOWN_OPERATIONS: &[(Service, &[&str])] = &[
    (
        Service::Iam,
        &[
            "AttachUserPolicy",
            "CreateAccessKey",
            "CreateUser",
            "DeleteAccessKey",
            "DeleteUser",
            "DeleteUserPolicy",
            "DetachUserPolicy",
            "GetAccessKeyLastUsed",
            "GetRole",
            "GetUser",
            "GetUserPolicy",
            "ListAccessKeys",
            "ListAttachedUserPolicies",
            "ListUserPolicies",
            "ListUserTags",
            "PutUserPolicy",
            "SimulatePrincipalPolicy",
            "TagUser",
            "UpdateAccessKey",
        ],
    ),
    (Service::Cloudflare, &["BatchDnsRecords", "DeleteDnsRecord", "ListDnsRecords", "ListZones"]),
    (
        Service::Route53,
        &["ChangeResourceRecordSets", "GetChange", "GetHostedZone", "ListHostedZonesByName", "ListResourceRecordSets"],
    ),
    (Service::Sts, &["AssumeRole", "GetCallerIdentity"]),
    (Service::Signin, &["CreateOAuth2Token"]),
    (Service::Ses, &["GetSendQuota", "SendEmail", "SendRawEmail", "VerifyEmailIdentity"]),
    (
        Service::Sesv2,
        &[
            "CreateEmailIdentity",
            "DeleteEmailIdentity",
            "DeleteSuppressedDestination",
            "GetAccount",
            "GetConfigurationSet",
            "GetEmailIdentity",
            "GetSuppressedDestination",
            "ListEmailIdentities",
            "ListTagsForResource",
            "PutAccountDetails",
            "PutAccountPricingAttributes",
            "PutAccountSendingAttributes",
            "PutAccountSuppressionAttributes",
            "PutEmailIdentityDkimAttributes",
            "PutEmailIdentityDkimSigningAttributes",
            "PutEmailIdentityFeedbackAttributes",
            "PutEmailIdentityMailFromAttributes",
            "SendEmail",
            "TagResource",
        ],
    ),
];

/// Whether there is such an operation, of this service or of any.
pub fn knows(service: Option<Service>, operation: &str) -> bool {
    match service {
        // Its commands are no operations, and no table lists them.
        Some(Service::Smtp) => true,
        Some(
            Service::Iam
            | Service::Sts
            | Service::Signin
            | Service::Ses
            | Service::Sesv2
            | Service::Route53
            | Service::Cloudflare,
        )
        | None => KNOWN_OPERATIONS
            .iter()
            .filter(|(of, _)| service.is_none_or(|wanted| wanted == *of))
            .any(|(_, names)| names.contains(&operation)),
    }
}

impl Service {
    /// As it stands in a credential scope.
    pub fn signing_name(self) -> &'static str {
        match self {
            Service::Ses | Service::Sesv2 | Service::Smtp => "ses",
            Service::Iam => "iam",
            Service::Sts => "sts",
            Service::Signin => "signin",
            Service::Route53 => "route53",
            Service::Cloudflare => "cloudflare",
        }
    }
}
