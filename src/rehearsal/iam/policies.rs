//! What users are allowed: inline policies, managed ones attached, and the simulator. Knows how documents are kept, not
//! how they are judged.

use percent_encoding::utf8_percent_encode;

use super::request::{arn_of, boundary_of, check_name, find, limit, missing, named_user, page};
use crate::rehearsal::{
    call::CallEffect,
    form::{FormFields, Rules, UNRESERVED},
    operation::QueryOperation,
    policy::{self, Context, PolicyDocument, Ruling, Sort},
    reply::{AwsError, Xml},
    turn::Turn,
};

/// The operations on policies, and the simulator.
pub const OPERATIONS: &[QueryOperation] = &[
    QueryOperation { name: "PutUserPolicy", effect: CallEffect::Changes, run: put_user_policy },
    QueryOperation { name: "GetUserPolicy", effect: CallEffect::Reads, run: get_user_policy },
    QueryOperation { name: "ListUserPolicies", effect: CallEffect::Reads, run: list_user_policies },
    QueryOperation { name: "DeleteUserPolicy", effect: CallEffect::Changes, run: delete_user_policy },
    QueryOperation { name: "AttachUserPolicy", effect: CallEffect::Changes, run: attach_user_policy },
    QueryOperation { name: "DetachUserPolicy", effect: CallEffect::Changes, run: detach_user_policy },
    QueryOperation { name: "ListAttachedUserPolicies", effect: CallEffect::Reads, run: list_attached_user_policies },
    QueryOperation { name: "SimulatePrincipalPolicy", effect: CallEffect::Reads, run: simulate_principal_policy },
];

fn put_user_policy(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let (name, policy) = user_and_policy(turn, form)?;
    let document = form.need("PolicyDocument")?;
    let mut rules = Rules::default();
    rules.length("policyDocument", document, 1..=131_072);
    rules.pattern("policyDocument", document, r"[\u0009\u000A\u000D\u0020-\u00FF]+", |c| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{ff}')
    });
    rules.hold()?;
    turn.allow_with("iam:PutUserPolicy", &arn_of(turn, &name), boundary_of(turn, &name))?;
    document.parse::<PolicyDocument>()?;
    let now = turn.now;
    let grants = &mut find(turn, &name)?.grants;
    let others = grants.latest().inline.iter().filter(|(other, _)| **other != policy).map(|(_, it)| it.as_str());
    let size = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    if others.map(size).sum::<usize>() + size(document) > 2048 {
        return Err(limit(format!("Maximum policy size of 2048 bytes exceeded for user {name}")));
    }
    grants.change(now, |it| it.inline.extend([(policy, document.to_string())]));
    Ok(None)
}

fn get_user_policy(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let (name, policy) = user_and_policy(turn, form)?;
    turn.allow("iam:GetUserPolicy", &arn_of(turn, &name))?;
    let grants = find(turn, &name)?.grants.latest();
    let document = grants.inline.get(&policy).ok_or_else(|| no_such_policy(&policy))?;
    let encoded = utf8_percent_encode(document, UNRESERVED);
    Ok(Some(Xml::new().text("UserName", &name).text("PolicyName", &policy).text("PolicyDocument", encoded)))
}

fn list_user_policies(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    form.need("UserName")?;
    let name = named_user(turn, form)?;
    turn.allow("iam:ListUserPolicies", &arn_of(turn, &name))?;
    let names: Vec<String> = find(turn, &name)?.grants.latest().inline.keys().cloned().collect();
    page(form, names, |xml, names| xml.words("PolicyNames", names))
}

fn delete_user_policy(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let (name, policy) = user_and_policy(turn, form)?;
    turn.allow_with("iam:DeleteUserPolicy", &arn_of(turn, &name), boundary_of(turn, &name))?;
    let now = turn.now;
    let grants = &mut find(turn, &name)?.grants;
    if !grants.latest().inline.contains_key(&policy) {
        return Err(no_such_policy(&policy));
    }
    grants.change(now, |it| it.inline.retain(|other, _| *other != policy));
    Ok(None)
}

fn attach_user_policy(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let (name, arn) = user_and_arn(turn, form)?;
    allow_with_arn(turn, "iam:AttachUserPolicy", &name, &arn)?;
    if policy::managed(&arn).is_none() {
        return Err(missing(format!("Policy {arn} does not exist or is not attachable.")));
    }
    let now = turn.now;
    let grants = &mut find(turn, &name)?.grants;
    if grants.latest().attached.len() >= 10 && !grants.latest().attached.contains(&arn) {
        return Err(limit("Cannot exceed quota for PoliciesPerUser: 10".into()));
    }
    grants.change(now, |it| it.attached.extend([arn]));
    Ok(None)
}

fn detach_user_policy(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let (name, arn) = user_and_arn(turn, form)?;
    allow_with_arn(turn, "iam:DetachUserPolicy", &name, &arn)?;
    let now = turn.now;
    let grants = &mut find(turn, &name)?.grants;
    if !grants.latest().attached.contains(&arn) {
        return Err(missing(format!("Policy {arn} was not found.")));
    }
    grants.change(now, |it| it.attached.retain(|other| *other != arn));
    Ok(None)
}

fn list_attached_user_policies(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    form.need("UserName")?;
    let name = named_user(turn, form)?;
    turn.allow("iam:ListAttachedUserPolicies", &arn_of(turn, &name))?;
    let prefix = form.get("PathPrefix").unwrap_or("/").to_owned();
    let mut rules = Rules::default();
    rules.length("pathPrefix", &prefix, 1..=512);
    if !(prefix.starts_with('/') && prefix.chars().all(|c| ('!'..='~').contains(&c))) {
        rules.broken("pathPrefix", r"Member must satisfy regular expression pattern: ((/[A-Za-z0-9\.,\+@=_-]+)*)/");
    }
    rules.hold()?;
    let attached = &find(turn, &name)?.grants.latest().attached;
    let arns: Vec<String> = attached.iter().filter(|arn| path_of(arn).starts_with(&prefix)).cloned().collect();
    let one = |arn: &String| {
        let name = arn.rsplit('/').next().unwrap_or_default();
        Xml::new().text("PolicyName", name).text("PolicyArn", arn)
    };
    page(form, arns, |xml, arns| xml.members("AttachedPolicies", arns.iter().map(one)))
}

/// `/` of `arn:aws:iam::aws:policy/AmazonSESFullAccess`, with whatever stands before the name.
fn path_of(arn: &str) -> &str {
    let path = arn.split_once(":policy").map_or("", |(_, path)| path);
    path.rfind('/').map_or("", |end| &path[..=end])
}

/// Answers for what the policies say now, without waiting for the news to spread.
fn simulate_principal_policy(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let source = form.need("PolicySourceArn")?.to_string();
    turn.allow("iam:SimulatePrincipalPolicy", &source)?;
    let account = turn.state.account();
    if source.ends_with(":root") || source.contains(":sts:") {
        let text = format!("Invalid Entity Arn: {source} does not clearly define entity type and name.");
        return Err(AwsError::new(400, "InvalidInput", text));
    }
    let user = turn.state.users.values().find(|user| user.arn(&account) == source).map(|user| user.grants.latest());
    let role = || turn.state.roles.values().find(|role| role.arn(&account) == source).map(|role| &role.grants);
    let grants = user.or_else(role).ok_or_else(|| missing(format!("The entity {source} cannot be found.")))?;
    let rights = grants.rights(turn.state.scenario.organization.as_deref());
    let mut context = Context::new();
    let entry = |number: usize, part: &str| format!("ContextEntries.member.{number}.{part}");
    for number in (1..).take_while(|number| form.get(&entry(*number, "ContextKeyName")).is_some()) {
        let key = form.need(&entry(number, "ContextKeyName"))?.to_ascii_lowercase();
        let values = form.members(&entry(number, "ContextKeyValues"));
        context.insert(key, values.into_iter().map(str::to_string).collect());
    }
    let resources = match form.members("ResourceArns") {
        none if none.is_empty() => vec!["*"],
        some => some,
    };
    let results = form.members("ActionNames").into_iter().map(|action| {
        let rulings = resources.iter().map(|resource| (*resource, rights.rule(action, resource, &context)));
        let rulings: Vec<(&str, Ruling)> = rulings.collect();
        let unknown = |resource: &str| -> Vec<String> {
            rights.unknown(action, resource, &context).into_iter().map(str::to_owned).collect()
        };
        let stopped_by =
            |ruling: Ruling, sort: Sort| matches!(ruling, Ruling::NotAllowed(it) | Ruling::Denied(it) if it == sort);
        let by_boundary = |xml: Xml, stopped: bool| match rights.boundary {
            Some(_) => {
                let allowed = Xml::new().text("AllowedByPermissionsBoundary", !stopped);
                xml.node("PermissionsBoundaryDecisionDetail", allowed)
            }
            None => xml,
        };
        // Of all resources together the strictest.
        let worst = rulings.iter().map(|(_, ruling)| *ruling).max_by_key(|ruling| match ruling {
            Ruling::Allowed => 0,
            Ruling::NotAllowed(_) => 1,
            Ruling::Denied(_) => 2,
        });
        let worst = worst.unwrap_or(Ruling::Allowed);
        let mut result = Xml::new()
            .text("EvalActionName", action)
            .text("EvalResourceName", resources[0])
            .text("EvalDecision", decision(worst));
        if rights.organization.is_some() {
            let stopped = rulings.iter().any(|(_, ruling)| stopped_by(*ruling, Sort::Organization));
            result = result.node("OrganizationsDecisionDetail", Xml::new().text("AllowedByOrganizations", !stopped));
        }
        result = by_boundary(result, stopped_by(worst, Sort::Boundary));
        // What is missing stands beside the resource, where one was named.
        if resources[..] == ["*"] {
            return result.words("MissingContextValues", unknown("*"));
        }
        let on_each = rulings.iter().map(|(resource, ruling)| {
            let one = Xml::new().text("EvalResourceName", resource).text("EvalResourceDecision", decision(*ruling));
            by_boundary(one.words("MissingContextValues", unknown(resource)), stopped_by(*ruling, Sort::Boundary))
        });
        result.members("ResourceSpecificResults", on_each)
    });
    let results: Vec<Xml> = results.collect();
    page(form, results, |xml, results| xml.members("EvaluationResults", results))
}

/// As AWS words it.
fn decision(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Allowed => "allowed",
        Ruling::NotAllowed(_) => "implicitDeny",
        Ruling::Denied(_) => "explicitDeny",
    }
}

fn user_and_policy(turn: &Turn<'_>, form: &FormFields) -> Result<(String, String), AwsError> {
    form.need("UserName")?;
    let policy = form.need("PolicyName")?;
    check_name("PolicyName", policy, 128)?;
    Ok((named_user(turn, form)?, policy.into()))
}

fn user_and_arn(turn: &Turn<'_>, form: &FormFields) -> Result<(String, String), AwsError> {
    let name = form.need("UserName")?;
    check_name("UserName", name, 64)?;
    let arn = form.need("PolicyArn")?;
    let mut rules = Rules::default();
    rules.length("policyArn", arn, 20..=2048);
    rules.hold()?;
    Ok((named_user(turn, form)?, arn.into()))
}

fn allow_with_arn(turn: &Turn<'_>, action: &str, name: &str, arn: &str) -> Result<(), AwsError> {
    let mut known = boundary_of(turn, name);
    known.insert("iam:policyarn".into(), vec![arn.into()]);
    turn.allow_with(action, &arn_of(turn, name), known)
}

fn no_such_policy(policy: &str) -> AwsError {
    missing(format!("The user policy with name {policy} cannot be found."))
}
