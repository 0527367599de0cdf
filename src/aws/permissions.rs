//! What a principal may do: IAM's own simulator is asked, which changes nothing. Knows no step and no change.

use std::collections::BTreeSet;

use aws_sdk_iam::types::{EvaluationResult, PermissionsBoundaryDecisionDetail, PolicyEvaluationDecisionType};

use super::{
    error::{fact, failure},
    session::Session,
};
use crate::{
    setup::{Barred, Barrier},
    terms::{Fact, Failure},
};

impl Session {
    /// GetRole: the ARN of a role, with the path that the ARN of its sessions leaves out.
    pub async fn role(&self, name: &str) -> Result<Fact<String>, Failure> {
        let out = self.iam.get_role().role_name(name).send().await;
        let out = out.map_err(|e| failure(format!("look up the role {name}"), e));
        fact(out.map(|out| out.role().map(|role| role.arn().to_owned()).unwrap_or_default()))
    }

    /// SimulatePrincipalPolicy, once for all: of these actions, each on its resource, those that are certainly not allowed.
    pub async fn barred(&self, who: &str, asked: &[(String, Vec<&'static str>)]) -> Result<Fact<Barred>, Failure> {
        let actions: BTreeSet<&str> = asked.iter().flat_map(|(_, actions)| actions.iter().copied()).collect();
        let call = self
            .iam
            .simulate_principal_policy()
            .policy_source_arn(who)
            .set_action_names(Some(actions.into_iter().map(String::from).collect()))
            .set_resource_arns(Some(asked.iter().map(|(resource, _)| resource.clone()).collect()));
        // Each action is judged on each resource; most of these pairs mean nothing.
        let meant = |action: &str, resource: &str| {
            asked.iter().any(|(on, actions)| on == resource && actions.iter().any(|it| it.eq_ignore_ascii_case(action)))
        };
        let mut barred = Barred::new();
        let mut pages = call.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|e| failure("ask IAM what this sign-in may do", e));
            match fact(page)? {
                Fact::Present(page) => {
                    let rulings = page.evaluation_results().iter().flat_map(rulings);
                    let meant = rulings.filter(|ruling| meant(ruling.action, ruling.resource));
                    barred.extend(meant.filter_map(|ruling| Some((ruling.action.to_owned(), ruling.barrier()?))));
                }
                Fact::Hidden(denial) => return Ok(Fact::Hidden(denial)),
                Fact::Absent => return Ok(Fact::Absent),
                Fact::Unknown => return Ok(Fact::Unknown),
            }
        }
        Ok(Fact::Present(barred))
    }
}

/// What the simulator says of one action on one resource.
struct Ruling<'a> {
    action: &'a str,
    resource: &'a str,
    decision: &'a PolicyEvaluationDecisionType,
    /// Keys of the request that it depends on, and that the simulator was not told.
    missing: &'a [String],
    by_boundary: bool,
    by_organization: bool,
}

/// Where resources are named there is one result for each action, and in it one for each resource.
fn rulings(result: &EvaluationResult) -> Vec<Ruling<'_>> {
    let no = |allowed: Option<bool>| allowed == Some(false);
    let by_organization = no(result.organizations_decision_detail().map(|it| it.allowed_by_organizations()));
    let by_boundary = |detail: Option<&PermissionsBoundaryDecisionDetail>| {
        no(detail.map(PermissionsBoundaryDecisionDetail::allowed_by_permissions_boundary))
    };
    let action = result.eval_action_name();
    let whole = Ruling {
        action,
        resource: result.eval_resource_name().unwrap_or("*"),
        decision: result.eval_decision(),
        missing: result.missing_context_values(),
        by_boundary: by_boundary(result.permissions_boundary_decision_detail()),
        by_organization,
    };
    let on_each = result.resource_specific_results().iter().map(|it| Ruling {
        action,
        resource: it.eval_resource_name(),
        decision: it.eval_resource_decision(),
        missing: it.missing_context_values(),
        by_boundary: by_boundary(it.permissions_boundary_decision_detail()),
        by_organization,
    });
    let on_each: Vec<_> = on_each.collect();
    if on_each.is_empty() { vec![whole] } else { on_each }
}

impl Ruling<'_> {
    /// What is in the way, if anything certainly is.
    fn barrier(&self) -> Option<Barrier> {
        if *self.decision == PolicyEvaluationDecisionType::Allowed {
            return None;
        }
        // It depends on what the simulator does not know of the request: the region, MFA, the address it comes from.
        if !self.missing.is_empty() {
            return None;
        }
        let denied = *self.decision == PolicyEvaluationDecisionType::ExplicitDeny;
        Some(match (self.by_organization, self.by_boundary, denied) {
            (true, _, _) => Barrier::Organization,
            (false, true, _) => Barrier::Boundary,
            (false, false, true) => Barrier::Denied,
            (false, false, false) => Barrier::NotAllowed,
        })
    }
}
