//! IAM: the user, its policies and its keys. IAM shows a secret once; here it goes straight into a [`Secret`]. Knows no
//! step.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_iam::{
    config::Builder,
    types::{StatusType, Tag},
};
use aws_smithy_types::{error::operation::BuildError, retry::RetryConfig};
use futures_util::future::try_join_all;

use super::{
    error::{fact, failure},
    session::Session,
};
use crate::{
    setup::{Grant, Outcome},
    terms::{Fact, Failure, FailureKind, KeyId, Secret, Timestamp, UserName},
};

/// A user, as IAM has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub arn: String,
    /// By AWS's clock, to the second.
    pub created: Option<Timestamp>,
    pub tags: Vec<(String, String)>,
    /// The ARN of its permissions boundary.
    pub boundary: Option<String>,
}

impl Session {
    /// GetUser.
    pub async fn user(&self, name: &UserName) -> Result<Fact<User>, Failure> {
        let out = self.iam.get_user().user_name(name.as_str()).send().await;
        fact(out.map_err(|e| failure(format!("look up the IAM user {name}"), e)).map(|out| {
            let user = out.user();
            let tags = user.map(|it| it.tags()).unwrap_or_default();
            User {
                arn: user.map(|it| it.arn().to_owned()).unwrap_or_default(),
                created: user.and_then(|it| Timestamp::from_second(it.create_date().secs()).ok()),
                tags: tags.iter().map(|tag| (tag.key().to_owned(), tag.value().to_owned())).collect(),
                boundary: user
                    .and_then(|it| it.permissions_boundary())
                    .and_then(|it| it.permissions_boundary_arn())
                    .map(String::from),
            }
        }))
    }

    /// ListUserPolicies and GetUserPolicy: the inline policies by name, as JSON text.
    pub async fn inline_policies(&self, name: &UserName) -> Result<Fact<BTreeMap<String, String>>, Failure> {
        fact(self.read_inline(name).await)
    }

    async fn read_inline(&self, user: &UserName) -> Result<BTreeMap<String, String>, Failure> {
        let doing = format!("read the policies of {user}");
        let mut names = Vec::new();
        let mut pages = self.iam.list_user_policies().user_name(user.as_str()).into_paginator().send();
        while let Some(page) = pages.next().await {
            names.extend(page.map_err(|e| failure(&doing, e))?.policy_names);
        }
        let read = names.into_iter().map(|name| async {
            let out = self.iam.get_user_policy().user_name(user.as_str()).policy_name(&name).send().await;
            let out = out.map_err(|e| failure(&doing, e))?;
            // IAM hands documents back URL-encoded.
            let text = percent_encoding::percent_decode_str(out.policy_document()).decode_utf8_lossy().into_owned();
            Ok((name, text))
        });
        Ok(try_join_all(read).await?.into_iter().collect())
    }

    /// ListAttachedUserPolicies: ARNs.
    pub async fn attached_policies(&self, user: &UserName) -> Result<Fact<BTreeSet<String>>, Failure> {
        let mut arns = BTreeSet::new();
        let mut pages = self.iam.list_attached_user_policies().user_name(user.as_str()).into_paginator().send();
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    arns.extend(page.attached_policies().iter().filter_map(|it| it.policy_arn().map(String::from)))
                }
                Err(e) => return fact(Err(failure(format!("read the policies attached to {user}"), e))),
            }
        }
        Ok(Fact::Present(arns))
    }

    /// ListAccessKeys: id, whether active, when made.
    pub async fn keys(&self, user: &UserName) -> Result<Fact<Vec<(KeyId, bool, Option<Timestamp>)>>, Failure> {
        let mut keys = Vec::new();
        let mut pages = self.iam.list_access_keys().user_name(user.as_str()).into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(e) => return fact(Err(failure(format!("list the access keys of {user}"), e))),
            };
            for key in page.access_key_metadata() {
                let Some(id) = key.access_key_id().and_then(|id| id.parse().ok()) else { continue };
                let made = key.create_date().and_then(|at| Timestamp::from_second(at.secs()).ok());
                keys.push((id, key.status() == Some(&StatusType::Active), made));
            }
        }
        Ok(Fact::Present(keys))
    }

    /// CreateUser with its tags.
    pub async fn create_user(
        &self,
        name: &UserName,
        path: Option<&str>,
        boundary: Option<&str>,
        tags: &[(String, String)],
    ) -> Result<Outcome, Failure> {
        let doing = format!("create the IAM user {name}");
        let out = self
            .iam
            .create_user()
            .user_name(name.as_str())
            .set_path(path.map(String::from))
            .set_permissions_boundary(boundary.map(String::from))
            .set_tags(Some(as_tags(tags).map_err(|e| unbuildable(&doing, &e))?))
            .send()
            .await;
        already(out.map(drop).map_err(|e| failure(doing, e)))
    }

    /// TagUser.
    pub async fn tag_user(&self, name: &UserName, tags: &[(String, String)]) -> Result<Outcome, Failure> {
        let doing = format!("tag the IAM user {name}");
        let tags = as_tags(tags).map_err(|e| unbuildable(&doing, &e))?;
        let out = self.iam.tag_user().user_name(name.as_str()).set_tags(Some(tags)).send().await;
        out.map(|_| Outcome::Done).map_err(|e| failure(doing, e))
    }

    /// PutUserPolicy or AttachUserPolicy.
    pub async fn grant(&self, user: &UserName, grant: &Grant) -> Result<Outcome, Failure> {
        let doing = format!("allow {user} to send");
        match grant {
            Grant::Inline { name, document, .. } => {
                let put =
                    self.iam.put_user_policy().user_name(user.as_str()).policy_name(name).policy_document(document);
                put.send().await.map_err(|e| failure(doing, e))?;
            }
            Grant::Managed { arn } => {
                let attach = self.iam.attach_user_policy().user_name(user.as_str()).policy_arn(arn);
                attach.send().await.map_err(|e| failure(doing, e))?;
            }
        }
        Ok(Outcome::Done)
    }

    /// CreateAccessKey, once: a second attempt after a lost reply would leave a key whose secret is lost.
    pub async fn create_key(&self, user: &UserName) -> Result<(KeyId, Secret), Failure> {
        let doing = format!("create an access key for {user}");
        let once = Builder::new().retry_config(RetryConfig::disabled());
        let call = self.iam.create_access_key().user_name(user.as_str()).customize().config_override(once);
        let out = call.send().await.map_err(|e| failure(&doing, e))?;
        let garbled = || Failure::new(FailureKind::Garbled, &doing).because("AWS's answer holds no key");
        let key = out.access_key.ok_or_else(garbled)?;
        let id = key.access_key_id().parse().map_err(|_| garbled())?;
        // An answer that was cut off inside the secret still parses.
        if key.secret_access_key().len() < SECRET_LENGTH {
            return Err(garbled());
        }
        Ok((id, Secret::new(key.secret_access_key)))
    }

    /// UpdateAccessKey to Inactive.
    pub async fn deactivate_key(&self, user: &UserName, key: &KeyId) -> Result<Outcome, Failure> {
        let call = self
            .iam
            .update_access_key()
            .user_name(user.as_str())
            .access_key_id(key.as_str())
            .status(StatusType::Inactive);
        gone(call.send().await.map(drop).map_err(|e| failure(format!("deactivate the key {key}"), e)))
    }

    /// GetAccessKeyLastUsed. Some 15 minutes behind.
    pub async fn last_used(&self, key: &KeyId) -> Result<Fact<Timestamp>, Failure> {
        self.once("GetAccessKeyLastUsed", key, self.ask_when_it_was_used(key)).await
    }

    async fn ask_when_it_was_used(&self, key: &KeyId) -> Result<Fact<Timestamp>, Failure> {
        let out = self.iam.get_access_key_last_used().access_key_id(key.as_str()).send().await;
        match fact(out.map_err(|e| failure(format!("ask when the key {key} was used"), e)))? {
            Fact::Present(out) => {
                let at = out.access_key_last_used().and_then(|it| it.last_used_date());
                Ok(at.and_then(|at| Timestamp::from_second(at.secs()).ok()).map_or(Fact::Absent, Fact::Present))
            }
            Fact::Absent => Ok(Fact::Absent),
            Fact::Hidden(denial) => Ok(Fact::Hidden(denial)),
            Fact::Unknown => Ok(Fact::Unknown),
        }
    }

    /// DeleteAccessKey.
    pub async fn delete_key(&self, user: &UserName, key: &KeyId) -> Result<Outcome, Failure> {
        let call = self.iam.delete_access_key().user_name(user.as_str()).access_key_id(key.as_str());
        gone(call.send().await.map(drop).map_err(|e| failure(format!("delete the key {key}"), e)))
    }
}

/// Every secret access key has so many characters.
const SECRET_LENGTH: usize = 40;

fn as_tags(tags: &[(String, String)]) -> Result<Vec<Tag>, BuildError> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

fn unbuildable(doing: &str, error: &BuildError) -> Failure {
    Failure::new(FailureKind::Bug, doing).because(error)
}

/// "Already exists" is a fact that we had not seen.
pub(super) fn already(done: Result<(), Failure>) -> Result<Outcome, Failure> {
    match done {
        Ok(()) => Ok(Outcome::Done),
        Err(failure) if matches!(failure.code.as_deref(), Some("EntityAlreadyExists" | "AlreadyExistsException")) => {
            Ok(Outcome::Already)
        }
        Err(failure) => Err(failure),
    }
}

/// And so is "not there" of what was to go.
pub(super) fn gone(done: Result<(), Failure>) -> Result<Outcome, Failure> {
    match done {
        Ok(()) => Ok(Outcome::Done),
        Err(failure) if failure.kind == FailureKind::NotFound => Ok(Outcome::Already),
        Err(failure) => Err(failure),
    }
}
