//! What `--json` promises to scripts (DESIGN.md, section 4), checked by hand: names, types, and the words of each list.
//! Fields may be added. Knows no code of ours, on purpose: a script does not either.

use serde_json::Value as Json;

const STEPS: &str = "sign-in region sender key identity production project delivery";
const STANDINGS: &str = "done open undecided waiting blocked refused unknown";
const WAITS: &str = "dns click review propagation colleague";
const CHANGES: &str = "create-sender adopt-sender allow-sending issue-key keep-key deactivate-key delete-key \
     create-identity recreate-identity restart-dkim set-mail-from suppress-bounces ask-for-production edit-project \
     switch-mailer run-tool verify-recipient send-test";
const QUESTIONS: &str = "credentials region from adopt-user retire-key passphrase website accept-terms project test-to";
const CAUSES: &str = "dns-missing dns-name-doubled dns-wrong-value dns-wrong-type dns-proxied dns-wrong-provider \
     dns-servers-disagree dns-spf-duplicate dns-dmarc-duplicate dns-mx-extra";

/// Which object it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Plan,
    Setup,
    Status,
    Env,
    Records,
    Handover,
    Doctor,
    Explain,
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
    match shape {
        Shape::Error => check.error(&object["error"]),
        Shape::Plan => {
            check.each(object, "changes", |check, it| {
                check.word(it, "change", CHANGES);
                check.word(it, "step", STEPS);
                check.text(it, "summary");
                match &it["known"] {
                    Json::Bool(true) if it["details"].is_object() => {}
                    Json::Bool(false) if has(it, "details") && it["details"].is_null() => {}
                    _ => check.say(format!("known and details do not go together: {it}")),
                }
            });
            check.waits(object);
        }
        Shape::Setup => {
            check.each(object, "applied", |check, it| {
                check.word(it, "change", CHANGES);
                check.word(it, "step", STEPS);
                check.word(it, "outcome", "done already unknown");
            });
            check.waits(object);
            check.each(object, "waits", Check::causes);
            match object.get("error") {
                Some(Json::Null) => {}
                Some(error) => check.error(error),
                None => check.say("error is missing"),
            }
        }
        Shape::Status => check.status(object),
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
        Shape::Handover => {
            check.word(&object["handover"], "to", "dns aws");
            check.text_or_null(&object["handover"], "message");
        }
        Shape::Doctor => check.doctor(object),
        Shape::Explain => check.explain(object),
    }
    check.breaches
}

struct Check {
    breaches: Vec<String>,
}

fn has(object: &Json, name: &str) -> bool {
    object.get(name).is_some()
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

    fn waits(&mut self, object: &Json) {
        self.each(object, "waits", |check, it| {
            check.word(it, "on", WAITS);
            check.word(it, "step", STEPS);
        });
    }

    fn causes(&mut self, object: &Json) {
        self.each(object, "causes", |check, cause| {
            if !cause.as_str().is_some_and(|cause| CAUSES.split_whitespace().any(|it| it == cause)) {
                check.say(format!("no cause: {cause}"));
            }
        });
    }

    fn error(&mut self, error: &Json) {
        self.text(error, "kind");
        self.text(error, "message");
        self.text(error, "hint");
        self.text_or_null(error, "request_id");
        self.each(error, "causes", |check, cause| {
            if !cause.is_string() {
                check.say(format!("a cause is no text: {cause}"));
            }
        });
        if error["kind"].as_str().is_some_and(|kind| kind.contains(|c: char| !c.is_ascii_lowercase() && c != '-')) {
            self.say(format!("kind is no id: {error}"));
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
            check.each(step, "asks", |check, ask| {
                check.word(ask, "question", QUESTIONS);
                if !ask["flag"].as_str().is_some_and(|flag| flag.starts_with("--")) {
                    check.say(format!("flag is no flag: {ask}"));
                }
            });
        });
    }

    fn records(&mut self, object: &Json) {
        self.text(object, "domain");
        self.text(object, "zone");
        self.text_or_null(object, "provider");
        self.each(object, "records", |check, record| {
            check.word(record, "purpose", "dkim mail-from-mx mail-from-spf dmarc");
            check.word(record, "type", "CNAME MX TXT");
            check.text(record, "name");
            check.text(record, "value");
            check.word(record, "standing", "present missing wrong unknown");
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
            check.text(it, "check");
            check.word(it, "verdict", "pass warn fail unknown");
            check.text(it, "summary");
            check.each(it, "causes", |check, cause| {
                check.text(cause, "cause");
                check.word(cause, "certainty", "proven likely possible");
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
                check.word(value, "wins", "env env_app process cached default");
                check.text(value, "reason");
            }),
            None => self.say("project is missing"),
        }
    }

    fn explain(&mut self, object: &Json) {
        match object.get("complaint") {
            Some(Json::Null) => {}
            Some(complaint) => {
                for name in ["code", "region", "action", "resource", "request_id"] {
                    self.text_or_null(complaint, name);
                }
                self.texts(complaint, "identities");
            }
            None => self.say("complaint is missing"),
        }
        self.each(object, "causes", |check, it| {
            check.text(it, "cause");
            check.word(it, "certainty", "proven likely possible");
            check.texts(it, "evidence");
            check.remedy(&it["remedy"]);
        });
        self.each(object, "ruled_out", |check, it| {
            check.text(it, "cause");
            check.texts(it, "evidence");
        });
    }
}
