//! What Sesame promises to scripts: the words of each list, the commands with their flags, and what the objects of `--json`
//! hold. Knows no code of ours, on purpose: a script does not either. `ids` holds what is really printed against the lists.
//!
//! From now on a list only gains words. One that is taken away or renamed breaks a user's script, and fails here by its
//! name; a new one fails until it is listed. Of the objects members may be added, never renamed.

use serde_json::Value as Json;

mod words;

pub use words::*;

// ---- the members of the objects ------------------------------------------------------------------------------------

/// Members that are always there, by the path of what they are members of; null or an empty list where there is nothing
/// to say.
const MEMBERS: &[(&[Shape], &str, &str)] = &[
    (&[Shape::Error], "error", "kind message causes hint request_id"),
    (&[Shape::Status], "", "setup account steps notes"),
    (&[Shape::Status], "account", "id arn region"),
    (&[Shape::Status], "steps[]", "step standing summary next asks wait refused proof"),
    (&[Shape::Status], "steps[].proof", "from to at"),
    (&[Shape::Status], "steps[].refused", "code"),
    (&[Shape::Status], "steps[].next", "change"),
    (&[Shape::Status], "steps[].asks[]", "question flag"),
    (&[Shape::Status], "steps[].wait", "on causes"),
    (&[Shape::Status, Shape::Plan, Shape::Setup], "notes[]", "note identity region summary"),
    (&[Shape::Wait], "", "for subject region ended on reason summary hint causes since at looks by aws"),
    (&[Shape::Wait], "aws", "verification dkim mail_from production review case"),
    (&[Shape::Plan], "", "setup account region changes waits notes preflight asks refused barred error"),
    (&[Shape::Plan], "changes[]", "change step summary costs undo known details lines"),
    (&[Shape::Plan], "preflight[]", "item state summary hint"),
    (&[Shape::Plan], "asks[]", "question flag"),
    (&[Shape::Plan], "refused[]", "step summary"),
    (&[Shape::Plan], "barred[]", "action by"),
    (&[Shape::Plan], "waits[]", "on step"),
    (&[Shape::Setup], "", "applied waits error"),
    (&[Shape::Setup], "waits[]", "on step causes"),
    (&[Shape::Setup, Shape::Rotated, Shape::Retired, Shape::Issued], "applied[]", "change step outcome"),
    (&[Shape::Plan, Shape::Setup], "role", "policy trust"),
    (&[Shape::Env], "", "values"),
    (&[Shape::Records], "", "domain zone provider records remarks left_over aws"),
    (&[Shape::Records], "records[]", "purpose type name value priority standing causes seen"),
    (&[Shape::Records], "records[].seen", "authoritative public"),
    (&[Shape::Records], "records[].seen.authoritative[]", "server values absent_for held_for silent"),
    (&[Shape::Records], "records[].seen.public[]", "server values absent_for held_for"),
    (&[Shape::Records], "aws", "status error checked_at zone_server"),
    (&[Shape::Writing], "", "provider zone obstacle records applied error"),
    (&[Shape::Writing], "zone", "id name"),
    (&[Shape::Writing], "records[]", "purpose type name value priority outlook conflict stands instead reason"),
    (&[Shape::Unwriting], "", "written applied error"),
    (&[Shape::Unwriting], "written[]", "provider zone purpose type name value priority state"),
    (&[Shape::Writing, Shape::Unwriting], "applied[]", "change step outcome"),
    (&[Shape::Handover], "handover", "to message"),
    (&[Shape::Doctor, Shape::Fixed], "", "checks project"),
    (&[Shape::Fixed], "", "applied left error"),
    (&[Shape::Fixed], "left[]", "cause way on asks summary commands"),
    (&[Shape::Doctor, Shape::Fixed], "checks[]", "check verdict waits summary causes evidence remedy"),
    (&[Shape::Doctor, Shape::Fixed], "checks[].causes[]", "cause certainty"),
    (
        &[Shape::Doctor, Shape::Fixed],
        "project.values[]",
        "name env env_app process cached wins reason entry known elsewhere",
    ),
    (&[Shape::Doctor, Shape::Fixed], "project.values[].elsewhere[]", "place name file line value"),
    (&[Shape::Doctor, Shape::Fixed], "checks[].remedy", "summary commands"),
    (&[Shape::Explain], "", "complaint causes ruled_out"),
    (
        &[Shape::Send],
        "",
        "sent mailer region key from from_name configuration_set to simulator message_id refusal complaint causes ruled_out",
    ),
    (&[Shape::Send], "refusal", "code message request_id"),
    (
        &[Shape::Explain, Shape::Send],
        "complaint",
        "kind code message identities region action resource principal endpoint request_id",
    ),
    (&[Shape::Explain, Shape::Send], "complaint.received", "by from checks"),
    (&[Shape::Explain, Shape::Send], "complaint.received.checks[]", "check result domain aligned advice"),
    (&[Shape::Explain, Shape::Send], "causes[]", "cause certainty summary evidence remedy"),
    (&[Shape::Explain, Shape::Send], "causes[].remedy", "summary commands"),
    (&[Shape::Explain, Shape::Send], "ruled_out[]", "cause evidence"),
    (&[Shape::Keys], "", "user keys rotating"),
    (&[Shape::Keys], "keys[]", "id created last_used active origin rests env file in_use old"),
    (&[Shape::Issued], "", "applied key file error"),
    (&[Shape::Rotated], "", "applied old new error"),
    (&[Shape::Retired], "", "applied key error"),
    (&[Shape::Issued, Shape::Retired], "key", "id standing"),
    (&[Shape::Rotated], "old", "id standing"),
    (&[Shape::Policy], "", "policy"),
    (&[Shape::Radar], "", "as_of regions failed"),
    (
        &[Shape::Radar],
        "regions[]",
        "region account profile state why sandbox review sending enforcement quota plan delivery_mode identities",
    ),
    (&[Shape::Radar], "regions[].quota", "max_24_hour max_rate sent_24_hour"),
    (&[Shape::Radar], "regions[].plan", "current next"),
    (&[Shape::Radar], "regions[].identities[]", "name type verified"),
    (&[Shape::Radar], "failed[]", "profile kind message"),
    (
        &[Shape::Served],
        "",
        "access_key_id secret_access_key session_token endpoint_url dns smtp cloudflare_api_token cloudflare_url site_url",
    ),
];
/// `details` of a plan's changes; those with a question mark may be left out.
pub const DETAILS: [(&str, &str); 25] = [
    ("create-sender", "change under user path boundary tags"),
    ("adopt-sender", "change under user"),
    ("allow-sending", "change under user grant"),
    ("issue-key", "change under user keep instead_of? names?"),
    ("issue-server-key", "change under user file wish"),
    ("keep-key", "change account region user key from keep names?"),
    ("deactivate-key", "change under user key why"),
    ("delete-key", "change under user key why"),
    ("create-identity", "change under name tags"),
    ("adopt-identity", "change under name"),
    ("recreate-identity", "change under name tags"),
    ("restart-dkim", "change under domain before?"),
    ("set-mail-from", "change under identity mail_from before?"),
    ("write-records", "change at zone records"),
    ("remove-records", "change at zone records"),
    ("suppress-bounces", "change under"),
    ("ask-for-production", "change under website mail_type contact"),
    ("set-price-plan", "change under plan from"),
    ("edit-project", "change edits"),
    ("switch-mailer", "change mailer edits"),
    ("mend-leak", "change leaks"),
    ("restore-files", "change files"),
    ("run-tool", "change tool runner?"),
    ("verify-recipient", "change under address tags"),
    ("send-test", "change region mailer key secret from to options"),
];

// ---- an object -----------------------------------------------------------------------------------------------------

/// Which object it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Plan,
    Setup,
    Status,
    Wait,
    Env,
    Records,
    Handover,
    Doctor,
    /// `records --write-dns`
    Writing,
    /// `records --unwrite`
    Unwriting,
    /// `doctor --fix`
    Fixed,
    Explain,
    /// `send`, but for `--through-app`
    Send,
    /// `key list`
    Keys,
    /// `key issue --yes`
    Issued,
    /// `key rotate --yes`
    Rotated,
    /// `key retire --yes`
    Retired,
    Policy,
    Radar,
    /// `rehearsal`
    Served,
    Error,
}

/// What the object breaks of the contract.
pub fn breaches(shape: Shape, object: &Json) -> Vec<String> {
    let mut check = Check { breaches: Vec::new() };
    if object["schema"] != 1 {
        check.say("schema is not 1");
    }
    if object.as_object().and_then(|members| members.keys().next()).map(String::as_str) != Some("schema") {
        check.say("schema is not the first member");
    }
    check.members(shape, object);
    match shape {
        Shape::Error => check.error(&object["error"]),
        Shape::Plan => {
            check.each(object, "changes", |check, it| {
                check.word(it, "change", CHANGES);
                check.word(it, "step", STEPS);
                check.text(it, "summary");
                match &it["known"] {
                    Json::Bool(true) if it["details"].is_object() => check.details(it),
                    Json::Bool(false) if has(it, "details") && it["details"].is_null() => {}
                    _ => check.say(format!("known and details do not go together: {it}")),
                }
            });
            check.waits(object);
            check.each(object, "preflight", |check, it| {
                check.word(it, "item", PREFLIGHT);
                check.word(it, "state", PREFLIGHT_STATES);
                check.text(it, "summary");
            });
            check.each(object, "asks", |check, ask| check.ask(ask));
            check.each(object, "barred", |check, it| check.word(it, "by", BARRIERS));
            check.notes(object);
            if !object["error"].is_null() {
                check.error(&object["error"]);
            }
            // A plan for a key asks nothing that keeps it from its end.
            if !object["error"].is_null() && object["asks"].as_array().is_none_or(Vec::is_empty) {
                check.say("a plan with an error asks nothing");
            }
        }
        Shape::Setup => {
            check.applied(object);
            check.waits(object);
            check.each(object, "waits", Check::causes);
        }
        Shape::Status => check.status(object),
        Shape::Wait => {
            check.word(object, "for", AWAITED);
            check.word(object, "ended", ENDED);
            check.text(object, "subject");
            check.text(object, "summary");
            check.word(object, "by", "sign-in app-key");
            check.causes(object);
            match (object["ended"].as_str(), &object["on"], &object["reason"]) {
                (Some("timed-out"), _, Json::Null) => check.word(object, "on", WAITS),
                (Some("over"), Json::Null, _) => check.word(object, "reason", OVER),
                (Some("done"), Json::Null, Json::Null) => {}
                _ => check.say(format!("ended, on and reason do not go together: {object}")),
            }
        }
        Shape::Env => match object["values"].as_object() {
            None => check.say("values is no object"),
            Some(values) => {
                for (name, value) in values {
                    let secret = ["SECRET", "PASSWORD"].iter().any(|part| name.contains(part));
                    if secret != value.is_null() && !name.ends_with("ACCESS_KEY_ID") && name != "MAIL_USERNAME" {
                        check.say(format!("{name} is {value}"));
                    }
                }
            }
        },
        Shape::Records => check.records(object),
        Shape::Writing => {
            check.word(object, "provider", WRITERS);
            if !object["obstacle"].is_null() {
                check.word(object, "obstacle", OBSTACLES);
            }
            check.applied(object);
            check.each(object, "records", |check, record| {
                check.word(record, "purpose", PURPOSES);
                check.word(record, "type", TYPES);
                check.word(record, "outlook", OUTLOOKS);
                if !record["conflict"].is_null() {
                    check.word(record, "conflict", CONFLICTS);
                }
            });
        }
        Shape::Unwriting => {
            check.applied(object);
            check.each(object, "written", |check, record| {
                check.word(record, "provider", WRITERS);
                check.word(record, "state", STATES);
            });
        }
        Shape::Handover => {
            check.word(&object["handover"], "to", "dns aws");
            check.text_or_null(&object["handover"], "message");
        }
        Shape::Doctor => check.doctor(object),
        Shape::Fixed => {
            check.doctor(object);
            check.applied(object);
            check.each(object, "left", |check, it| {
                check.word(it, "cause", CAUSES);
                check.word(it, "way", WAYS);
            });
        }
        Shape::Explain | Shape::Send => check.explain(object),
        Shape::Keys => check.each(object, "keys", |check, key| {
            check.word(key, "origin", ORIGINS);
            check.words(key, "rests", RESTS);
        }),
        Shape::Issued | Shape::Retired => {
            check.applied(object);
            if !object["key"].is_null() {
                check.word(&object["key"], "standing", KEYS);
            }
        }
        Shape::Rotated => {
            check.applied(object);
            check.word(&object["old"], "standing", KEYS);
        }
        Shape::Radar => check.each(object, "regions", |check, it| {
            check.word(it, "state", REGION_STATES);
            if !it["identities"].is_null() {
                check.each(it, "identities", |check, it| check.word(it, "type", "domain email"));
            }
        }),
        Shape::Policy | Shape::Served => {}
    }
    check.breaches
}

struct Check {
    breaches: Vec<String>,
}

fn has(object: &Json, name: &str) -> bool {
    object.get(name).is_some()
}

/// Everything at a path: `steps[].wait`. What is null or left out is not there.
fn at<'a>(object: &'a Json, path: &str) -> Vec<&'a Json> {
    let parts = path.split('.').filter(|part| !part.is_empty());
    let found = parts.fold(vec![object], |found, part| match part.strip_suffix("[]") {
        Some(list) => found.iter().filter_map(|it| it[list].as_array()).flatten().collect(),
        None => found.iter().filter_map(|it| it.get(part)).collect(),
    });
    found.into_iter().filter(|it| it.is_object()).collect()
}

impl Check {
    fn say(&mut self, breach: impl Into<String>) {
        self.breaches.push(breach.into());
    }

    fn text(&mut self, object: &Json, name: &str) {
        if object[name].as_str().is_none_or(str::is_empty) {
            self.say(format!("{name} is no text: {object}"));
        }
    }

    fn text_or_null(&mut self, object: &Json, name: &str) {
        match object.get(name) {
            Some(Json::Null) => {}
            Some(_) => self.text(object, name),
            None => self.say(format!("{name} is missing: {object}")),
        }
    }

    fn word(&mut self, object: &Json, name: &str, words: &str) {
        if !object[name].as_str().is_some_and(|word| words.split_whitespace().any(|it| it == word)) {
            self.say(format!("{name} is none of {words}: {object}"));
        }
    }

    fn each(&mut self, object: &Json, name: &str, check: impl Fn(&mut Check, &Json)) {
        match object[name].as_array() {
            Some(all) => all.iter().for_each(|it| check(self, it)),
            None => self.say(format!("{name} is no list: {object}")),
        }
    }

    /// The members that are always there.
    fn members(&mut self, shape: Shape, object: &Json) {
        for (_, path, members) in MEMBERS.iter().filter(|(shapes, ..)| shapes.contains(&shape)) {
            for found in at(object, path) {
                for member in members.split_whitespace().filter(|member| !has(found, member)) {
                    self.say(format!("{path}.{member} is missing: {found}"));
                }
            }
        }
    }

    fn details(&mut self, change: &Json) {
        let Some((_, members)) = DETAILS.iter().find(|(name, _)| change["change"] == *name) else { return };
        for member in members.split_whitespace().filter(|it| !it.ends_with('?') && !has(&change["details"], it)) {
            self.say(format!("details.{member} is missing: {change}"));
        }
    }

    fn words(&mut self, object: &Json, name: &str, words: &str) {
        self.each(object, name, |check, it| {
            if !it.as_str().is_some_and(|word| words.split_whitespace().any(|it| it == word)) {
                check.say(format!("{name} holds none of {words}: {object}"));
            }
        });
    }

    /// What was done, and what ended it.
    fn applied(&mut self, object: &Json) {
        self.each(object, "applied", |check, it| {
            check.word(it, "change", CHANGES);
            check.word(it, "step", STEPS);
            check.word(it, "outcome", OUTCOMES);
        });
        match object.get("error") {
            Some(Json::Null) => {}
            Some(error) => self.error(error),
            None => self.say("error is missing"),
        }
    }

    fn ask(&mut self, ask: &Json) {
        if !QUESTIONS.iter().any(|(question, flag)| ask["question"] == *question && ask["flag"] == *flag) {
            self.say(format!("no question with its flag: {ask}"));
        }
    }

    fn notes(&mut self, object: &Json) {
        self.each(object, "notes", |check, it| check.word(it, "note", NOTES));
    }

    fn waits(&mut self, object: &Json) {
        self.each(object, "waits", |check, it| {
            check.word(it, "on", WAITS);
            check.word(it, "step", STEPS);
        });
    }

    fn causes(&mut self, object: &Json) {
        self.each(object, "causes", |check, cause| {
            let of_dns = |cause: &str| cause.starts_with("dns-") || cause == "from-cname-in-use";
            let listed = |cause: &str| of_dns(cause) && CAUSES.split_whitespace().any(|it| it == cause);
            if !cause.as_str().is_some_and(listed) {
                check.say(format!("no cause of DNS: {cause}"));
            }
        });
    }

    fn error(&mut self, error: &Json) {
        self.text(error, "message");
        self.text(error, "hint");
        self.text_or_null(error, "request_id");
        self.each(error, "causes", |check, cause| {
            if !cause.is_string() {
                check.say(format!("a cause is no text: {cause}"));
            }
        });
        self.word(error, "kind", FAILURES);
        if has(error, "vault") {
            self.word(error, "vault", VAULTS);
        }
    }

    fn status(&mut self, object: &Json) {
        match object.get("account") {
            Some(Json::Null) => {}
            Some(account) => {
                self.text(account, "id");
                self.text(account, "arn");
                self.text_or_null(account, "region");
            }
            None => self.say("account is missing"),
        }
        let steps = object["steps"].as_array().into_iter().flatten();
        let steps: Vec<&str> = steps.filter_map(|step| step["step"].as_str()).collect();
        if steps.join(" ") != STEPS {
            self.say(format!("the steps are {steps:?}"));
        }
        self.each(object, "steps", |check, step| {
            check.word(step, "standing", STANDINGS);
            check.text(step, "summary");
            let standing = step["standing"].as_str().unwrap_or_default();
            match (standing, &step["next"]) {
                ("open", next) => check.word(next, "change", CHANGES),
                (_, Json::Null) if has(step, "next") => {}
                _ => check.say(format!("next is out of place: {step}")),
            }
            match (standing, &step["wait"]) {
                ("waiting", wait) => {
                    check.word(wait, "on", WAITS);
                    check.causes(wait);
                }
                (_, Json::Null) if has(step, "wait") => {}
                _ => check.say(format!("wait is out of place: {step}")),
            }
            match (standing, &step["refused"]) {
                ("refused", refused) => check.text(refused, "code"),
                (_, Json::Null) if has(step, "refused") => {}
                _ => check.say(format!("refused is out of place: {step}")),
            }
            check.each(step, "asks", |check, ask| check.ask(ask));
        });
        self.notes(object);
    }

    fn records(&mut self, object: &Json) {
        self.text(object, "domain");
        self.text(object, "zone");
        if !object["provider"].is_null() {
            self.word(object, "provider", PROVIDERS);
        }
        self.each(object, "records", |check, record| {
            check.word(record, "purpose", PURPOSES);
            check.word(record, "type", TYPES);
            check.text(record, "name");
            check.text(record, "value");
            check.word(record, "standing", RECORDS);
            if record["type"] == "MX" && !record["priority"].is_u64() || !has(record, "priority") {
                check.say(format!("priority is no number: {record}"));
            }
            check.causes(record);
            for side in ["authoritative", "public"] {
                check.each(&record["seen"], side, |check, said| {
                    check.text(said, "server");
                    if !said["values"].is_array() {
                        check.say(format!("values is no list: {said}"));
                    }
                });
            }
        });
        self.text(&object["aws"], "status");
        self.text_or_null(&object["aws"], "error");
        self.text_or_null(&object["aws"], "checked_at");
        self.text_or_null(&object["aws"], "zone_server");
    }

    fn texts(&mut self, object: &Json, name: &str) {
        self.each(object, name, |check, it| {
            if !it.is_string() {
                check.say(format!("{name} holds something else than text: {object}"));
            }
        });
    }

    fn remedy(&mut self, remedy: &Json) {
        self.text(remedy, "summary");
        self.texts(remedy, "commands");
    }

    fn doctor(&mut self, object: &Json) {
        self.each(object, "checks", |check, it| {
            check.word(it, "check", CHECKS);
            check.word(it, "verdict", VERDICTS);
            check.text(it, "summary");
            check.each(it, "causes", |check, cause| {
                check.word(cause, "cause", CAUSES);
                check.word(cause, "certainty", CERTAINTIES);
            });
            check.texts(it, "evidence");
            match it.get("remedy") {
                Some(Json::Null) => {}
                Some(remedy) => check.remedy(remedy),
                None => check.say(format!("remedy is missing: {it}")),
            }
        });
        match object.get("project") {
            Some(Json::Null) => {}
            Some(project) => self.each(project, "values", |check, value| {
                check.text(value, "name");
                for place in ["env", "env_app", "process", "cached"] {
                    let hidden = value[place] == serde_json::json!({ "hidden": true });
                    if !has(value, place) || !(value[place].is_string() || value[place].is_null() || hidden) {
                        check.say(format!("{place} is neither text, null nor hidden: {value}"));
                    }
                }
                check.word(value, "wins", SOURCES);
                check.text(value, "reason");
                check.each(value, "elsewhere", |check, it| {
                    check.word(it, "place", PLACES_OF_APP);
                    check.text(it, "file");
                });
            }),
            None => self.say("project is missing"),
        }
    }

    fn explain(&mut self, object: &Json) {
        match object.get("complaint") {
            Some(Json::Null) => {}
            Some(complaint) => {
                self.word(complaint, "kind", COMPLAINTS);
                for name in ["code", "region", "action", "resource", "request_id"] {
                    self.text_or_null(complaint, name);
                }
                self.texts(complaint, "identities");
                match complaint.get("seen") {
                    Some(Json::Null) => {}
                    Some(seen) => {
                        if seen["count"].as_u64().is_none_or(|count| count == 0) {
                            self.say(format!("seen has no count: {seen}"));
                        }
                        self.text_or_null(seen, "last");
                    }
                    None => self.say("seen is missing"),
                }
            }
            None => self.say("complaint is missing"),
        }
        self.each(object, "causes", |check, it| {
            check.word(it, "cause", CAUSES);
            check.word(it, "certainty", CERTAINTIES);
            check.texts(it, "evidence");
            check.remedy(&it["remedy"]);
        });
        self.each(object, "ruled_out", |check, it| {
            check.word(it, "cause", CAUSES);
            check.texts(it, "evidence");
        });
    }
}
