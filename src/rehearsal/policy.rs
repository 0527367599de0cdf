//! IAM's policy language: read, checked and evaluated. Knows no user, no SES and nothing of the product's own policies;
//! it is written apart from them on purpose, so that each can show the other's faults.

use std::{collections::BTreeSet, str::FromStr};

use serde_json::{Map, Value};

use self::condition::Condition;
use super::reply::AwsError;

mod condition;
mod pattern;

pub use pattern::Context;
use pattern::{Pattern, Variables};

/// A policy document that IAM would take.
#[derive(Debug, Clone)]
pub struct PolicyDocument {
    statements: Vec<Statement>,
}

/// What the policies of one sort say to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Some statement allows it, none denies it.
    Allowed,
    /// No statement speaks of it.
    NotAllowed,
    /// A statement denies it.
    Denied,
}

/// All that is said of one principal: no sort of policy allows what another does not.
#[derive(Debug, Clone, Default)]
pub struct Rights {
    /// What the principal's own policies allow, together.
    pub identity: Vec<PolicyDocument>,
    /// The permissions boundary, where the principal has one.
    pub boundary: Option<PolicyDocument>,
    /// The organization's service control policy, which binds the root user too.
    pub organization: Option<PolicyDocument>,
}

/// What is said to one question, and by which sort of policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// Every sort of policy that there is allows it, and none denies it.
    Allowed,
    /// That sort does not speak of it.
    NotAllowed(Sort),
    /// That sort denies it.
    Denied(Sort),
}

/// A sort of policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// The principal's own.
    Identity,
    /// A permissions boundary.
    Boundary,
    /// A service control policy.
    Organization,
}

impl Rights {
    /// A denial of any sort decides; then the first sort that does not allow it, the widest first.
    pub fn rule(&self, action: &str, resource: &str, context: &Context) -> Ruling {
        let says = |policies: &[PolicyDocument]| evaluate(policies, action, resource, context);
        let only = |policy: &Option<PolicyDocument>| policy.as_ref().map(|it| says(std::slice::from_ref(it)));
        let said = [
            (Sort::Organization, only(&self.organization)),
            (Sort::Boundary, only(&self.boundary)),
            (Sort::Identity, Some(says(&self.identity))),
        ];
        let first = |verdict| said.iter().find(|(_, it)| *it == Some(verdict)).map(|(sort, _)| *sort);
        match (first(Verdict::Denied), first(Verdict::NotAllowed)) {
            (Some(sort), _) => Ruling::Denied(sort),
            (None, Some(sort)) => Ruling::NotAllowed(sort),
            (None, None) => Ruling::Allowed,
        }
    }
}

impl Rights {
    /// The condition keys that decide on this question and of which nothing is known.
    pub fn unknown(&self, action: &str, resource: &str, context: &Context) -> BTreeSet<&str> {
        let all = self.identity.iter().chain(&self.boundary).chain(&self.organization);
        let speaking = all.flat_map(|policy| &policy.statements).filter(|it| it.is_about(action, resource, context));
        let keys = speaking.flat_map(|statement| &statement.conditions).map(Condition::key);
        keys.filter(|key| !context.contains_key(*key)).collect()
    }
}

impl Ruling {
    /// Why, as AWS ends its sentence.
    pub fn why(self, action: &str) -> Option<String> {
        match self {
            Ruling::Allowed => None,
            Ruling::NotAllowed(Sort::Identity) => {
                Some(format!("because no identity-based policy allows the {action} action"))
            }
            Ruling::NotAllowed(Sort::Boundary) => {
                Some(format!("because no permissions boundary allows the {action} action"))
            }
            Ruling::NotAllowed(Sort::Organization) => {
                Some(format!("because no service control policy allows the {action} action"))
            }
            Ruling::Denied(Sort::Identity) => Some("with an explicit deny in an identity-based policy".into()),
            Ruling::Denied(Sort::Boundary) => Some("with an explicit deny in a permissions boundary".into()),
            Ruling::Denied(Sort::Organization) => Some("with an explicit deny in a service control policy".into()),
        }
    }
}

/// Evaluates policies of one sort.
fn evaluate(policies: &[PolicyDocument], action: &str, resource: &str, context: &Context) -> Verdict {
    let speaking = |effect| {
        let mut statements = policies.iter().flat_map(|policy| &policy.statements);
        statements.any(|it| it.effect == effect && it.covers(action, resource, context))
    };
    match (speaking(Effect::Deny), speaking(Effect::Allow)) {
        (true, true | false) => Verdict::Denied,
        (false, true) => Verdict::Allowed,
        (false, false) => Verdict::NotAllowed,
    }
}

/// The documents of AWS's own policies that matter here, by the last part of the ARN.
pub fn managed(arn: &str) -> Option<PolicyDocument> {
    let document = match arn.strip_prefix("arn:aws:iam::aws:policy/")? {
        "AdministratorAccess" => r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        "AmazonSESFullAccess" => r#"{"Statement":{"Effect":"Allow","Action":"ses:*","Resource":"*"}}"#,
        "AmazonSESReadOnlyAccess" => {
            r#"{"Statement":{"Effect":"Allow","Action":["ses:Get*","ses:List*","ses:BatchGetMetricData"],"Resource":"*"}}"#
        }
        "IAMFullAccess" => {
            r#"{"Statement":{"Effect":"Allow","Action":["iam:*","organizations:Describe*"],"Resource":"*"}}"#
        }
        "ReadOnlyAccess" => {
            r#"{"Statement":{"Effect":"Allow","Action":["iam:Get*","iam:List*","iam:Simulate*","ses:Get*","ses:List*"],"Resource":"*"}}"#
        }
        "AWSCompromisedKeyQuarantine" | "AWSCompromisedKeyQuarantineV2" | "AWSCompromisedKeyQuarantineV3" => {
            r#"{"Statement":{"Effect":"Deny","Resource":"*","Action":["iam:AttachUserPolicy","iam:CreateAccessKey",
            "iam:CreateUser","iam:PutUserPolicy","iam:DetachUserPolicy","iam:UpdateUser","iam:TagUser","ses:CreateEmailIdentity",
            "ses:PutAccountDetails","ses:PutAccountSendingAttributes","ses:SendEmail","ses:SendRawEmail"]}}"#
        }
        _ => return None,
    };
    Some(document.parse().expect("our own documents are well formed"))
}

#[derive(Debug, Clone)]
struct Statement {
    effect: Effect,
    actions: Listed,
    resources: Listed,
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Allow,
    Deny,
}

/// `Action` and `Resource`, or `NotAction` and `NotResource`.
#[derive(Debug, Clone)]
enum Listed {
    Only(Vec<Pattern>),
    AllBut(Vec<Pattern>),
}

impl Statement {
    fn covers(&self, action: &str, resource: &str, context: &Context) -> bool {
        self.is_about(action, resource, context) && self.conditions.iter().all(|condition| condition.holds(context))
    }

    /// Whether it speaks of this action on this resource, whatever its conditions.
    fn is_about(&self, action: &str, resource: &str, context: &Context) -> bool {
        // Actions do not tell upper from lower case, resources do.
        let action = action.to_ascii_lowercase();
        self.actions.holds(&action, context) && self.resources.holds(resource, context)
    }
}

impl Listed {
    fn holds(&self, text: &str, context: &Context) -> bool {
        let matches = |pattern: &Pattern| pattern.filled(context).is_some_and(|it| it.is_like(text));
        match self {
            Listed::Only(list) => list.iter().any(matches),
            Listed::AllBut(list) => !list.iter().any(matches),
        }
    }
}

impl FromStr for PolicyDocument {
    type Err = AwsError;

    fn from_str(document: &str) -> Result<Self, AwsError> {
        let whole: Value =
            serde_json::from_str(document).map_err(|_| malformed("This policy contains invalid Json"))?;
        let whole = whole.as_object().ok_or_else(syntax)?;
        if whole.keys().any(|key| !["Version", "Id", "Statement"].contains(&key.as_str())) {
            return Err(syntax());
        }
        // Without a version it is the older one, in which a variable is a text like any other.
        let variables = match whole.get("Version").map(Value::as_str) {
            Some(Some("2012-10-17")) => Variables::Filled,
            Some(Some("2008-10-17")) | None => Variables::Unknown,
            Some(_) => return Err(syntax()),
        };
        let statements = match whole.get("Statement") {
            Some(Value::Array(list)) if !list.is_empty() => {
                list.iter().map(|one| Statement::read(one, variables)).collect::<Result<_, _>>()?
            }
            Some(one @ Value::Object(_)) => vec![Statement::read(one, variables)?],
            Some(_) | None => return Err(syntax()),
        };
        let several = whole["Statement"].as_array().into_iter().flatten();
        let mut names: Vec<&str> = several.filter_map(|one| one.get("Sid")?.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(malformed("Statement IDs (SID) in a single policy must be unique."));
        }
        Ok(PolicyDocument { statements })
    }
}

impl Statement {
    fn read(value: &Value, variables: Variables) -> Result<Statement, AwsError> {
        let fields = value.as_object().ok_or_else(syntax)?;
        if fields.contains_key("Principal") || fields.contains_key("NotPrincipal") {
            return Err(malformed("Policy document should not specify a principal."));
        }
        const KNOWN: &[&str] = &["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];
        if fields.keys().any(|key| !KNOWN.contains(&key.as_str())) {
            return Err(syntax());
        }
        if let Some(sid) = fields.get("Sid") {
            let sid = sid.as_str().ok_or_else(syntax)?;
            if !sid.chars().all(|c| c.is_ascii_alphanumeric()) {
                return Err(malformed(
                    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
                ));
            }
        }
        let effect = match fields.get("Effect").and_then(Value::as_str) {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            Some(_) | None => return Err(syntax()),
        };
        let actions = listed(fields, "Action", "NotAction", "Policy statement must contain actions.")?;
        let resources = listed(fields, "Resource", "NotResource", "Policy statement must contain resources.")?;
        if actions.written.iter().any(|name| name != "*" && !name.contains(':')) {
            return Err(malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."));
        }
        if let Some(arn) = resources.written.iter().find(|arn| arn.as_str() != "*" && !arn.starts_with("arn:")) {
            return Err(malformed(format!("Resource {arn} must be in ARN format or \"*\".")));
        }
        let action = |text: &String| Pattern::read(&text.to_ascii_lowercase(), Variables::Unknown);
        Ok(Statement {
            effect,
            actions: actions.patterns(action),
            resources: resources.patterns(|text| Pattern::read(text, variables)),
            conditions: conditions(fields.get("Condition"), variables)?,
        })
    }
}

/// The texts of an element, and whether it is the one that begins with `Not`.
struct Element {
    written: Vec<String>,
    all_but: bool,
}

impl Element {
    fn patterns(&self, read: impl Fn(&String) -> Pattern) -> Listed {
        let patterns = self.written.iter().map(read).collect();
        if self.all_but { Listed::AllBut(patterns) } else { Listed::Only(patterns) }
    }
}

fn listed(fields: &Map<String, Value>, only: &str, all_but: &str, missing: &str) -> Result<Element, AwsError> {
    match (fields.get(only), fields.get(all_but)) {
        (Some(value), None) => Ok(Element { written: words(value)?, all_but: false }),
        (None, Some(value)) => Ok(Element { written: words(value)?, all_but: true }),
        (None, None) => Err(malformed(missing)),
        (Some(_), Some(_)) => Err(syntax()),
    }
}

fn conditions(value: Option<&Value>, variables: Variables) -> Result<Vec<Condition>, AwsError> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (operator, keys) in value.as_object().ok_or_else(syntax)? {
        for (key, values) in keys.as_object().ok_or_else(syntax)? {
            if !key.contains(':') {
                return Err(malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."));
            }
            let values = words(values)?.iter().map(|text| Pattern::read(text, variables)).collect();
            let condition = Condition::read(operator, key, values);
            all.push(condition.ok_or_else(|| malformed(format!("Invalid Condition type : {operator}.")))?);
        }
    }
    Ok(all)
}

fn words(value: &Value) -> Result<Vec<String>, AwsError> {
    let word = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(syntax()),
    };
    match value {
        Value::Array(list) => list.iter().map(word).collect(),
        one => Ok(vec![word(one)?]),
    }
}

fn syntax() -> AwsError {
    malformed("Syntax errors in policy.")
}

fn malformed(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "MalformedPolicyDocument", message)
}
