//! Roles. Knows how they are shown, not how they are assumed: that is STS's.

use percent_encoding::utf8_percent_encode;
use serde_json::json;

use super::request::{check_name, missing};
use crate::rehearsal::{
    account::IamRole,
    call::CallEffect,
    form::{FormFields, UNRESERVED},
    operation::QueryOperation,
    reply::{AwsError, Xml, iso},
    turn::Turn,
};

/// The operations on roles.
pub const OPERATIONS: &[QueryOperation] =
    &[QueryOperation { name: "GetRole", effect: CallEffect::Reads, run: get_role }];

fn get_role(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let name = form.need("RoleName")?;
    check_name("RoleName", name, 64)?;
    let account = turn.state.account();
    let role = turn.state.roles.get(name).cloned();
    let asked = role.as_ref().map_or_else(|| format!("arn:aws:iam::{account}:role/{name}"), |role| role.arn(&account));
    turn.allow("iam:GetRole", &asked)?;
    let role = role.ok_or_else(|| missing(format!("The role with name {name} cannot be found.")))?;
    let shown = Xml::new()
        .text("Path", &role.path)
        .text("RoleName", &role.name)
        .text("RoleId", turn.state.chance.role_id(&role.name))
        .text("Arn", role.arn(&account))
        .text("CreateDate", iso(role.created))
        .text("AssumeRolePolicyDocument", utf8_percent_encode(&trust(&role), UNRESERVED));
    Ok(Some(Xml::new().node("Role", shown)))
}

fn trust(role: &IamRole) -> String {
    let statement = json!({"Effect": "Allow", "Principal": {"AWS": role.trusts}, "Action": "sts:AssumeRole"});
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}
