//! What somebody may: IAM's own simulator is asked, which changes nothing. Knows no step and no change.

use aws_sdk_iam::types::{EvaluationResult, PolicyEvaluationDecisionType};

use super::{
    Session,
    error::{fact, failure},
};
use crate::{
    setup::{Barred, Barrier},
    terms::{Fact, Failure},
};

impl Session {
    /// GetRole: the ARN of a role, with the path that the ARN of somebody in it leaves out.
    pub async fn role(&self, name: &str) -> Result<Fact<String>, Failure> {
        let out = self.iam.get_role().role_name(name).send().await;
        let out = out.map_err(|e| failure(format!("look up the role {name}"), e));
        fact(out.map(|out| out.role().map(|role| role.arn().to_owned()).unwrap_or_default()))
    }

    /// SimulatePrincipalPolicy, a call for each resource: of these actions, those that are certainly not allowed.
    pub async fn barred(&self, who: &str, asked: &[(String, Vec<&'static str>)]) -> Result<Fact<Barred>, Failure> {
        let mut barred = Barred::new();
        for (resource, actions) in asked {
            let call = self
                .iam
                .simulate_principal_policy()
                .policy_source_arn(who)
                .set_action_names(Some(actions.iter().map(|action| (*action).to_owned()).collect()))
                .resource_arns(resource);
            let mut pages = call.into_paginator().send();
            while let Some(page) = pages.next().await {
                let page = page.map_err(|e| failure("ask IAM what this sign-in may do", e));
                match fact(page)? {
                    Fact::Present(page) => barred.extend(page.evaluation_results().iter().filter_map(barrier)),
                    Fact::Hidden(denial) => return Ok(Fact::Hidden(denial)),
                    Fact::Absent => return Ok(Fact::Absent),
                    Fact::Unknown => return Ok(Fact::Unknown),
                }
            }
        }
        Ok(Fact::Present(barred))
    }
}

fn barrier(result: &EvaluationResult) -> Option<(String, Barrier)> {
    let no = |allowed: Option<bool>| allowed == Some(false);
    let by_organization = no(result.organizations_decision_detail().map(|it| it.allowed_by_organizations()));
    let by_boundary = no(result.permissions_boundary_decision_detail().map(|it| it.allowed_by_permissions_boundary()));
    let decision = result.eval_decision();
    if *decision == PolicyEvaluationDecisionType::Allowed {
        return None;
    }
    // It depends on what the simulator does not know of the request: the region, MFA, the address it comes from.
    if !result.missing_context_values().is_empty() {
        return None;
    }
    let barrier = match (by_organization, by_boundary, *decision == PolicyEvaluationDecisionType::ExplicitDeny) {
        (true, _, _) => Barrier::Organization,
        (false, true, _) => Barrier::Boundary,
        (false, false, true) => Barrier::Denied,
        (false, false, false) => Barrier::NotAllowed,
    };
    Some((result.eval_action_name().to_owned(), barrier))
}
