//! Every way to sign in that lies in files: does the binary find its way to AWS by it, or say what to do?

use std::{fs, process::Command};

use serde_json::json;
use sha1::Sha1;

use super::{ASKED, Account, QUICK, Server};
use crate::{headless::machine::Ran, sentinel::MARKER};

/// A role of the account, and an administrator who may take it on.
pub const WITH_A_ROLE: &str = "
    [[role]]
    name = 'Mailer'
    trusts = ['arn:aws:iam::123456789012:root']
    attached = ['arn:aws:iam::aws:policy/AdministratorAccess']
";
pub const ROLE: &str = "role_arn = arn:aws:iam::123456789012:role/Mailer";

impl Account {
    /// What stands in `~/.aws/config`; `KEYS` is the administrator's key in it, `HERE` this machine's folder.
    pub fn config(&self, text: &str) {
        let keys = format!("aws_access_key_id = {}\naws_secret_access_key = {}", self.server.key, self.server.secret);
        let here = self.machine.path(".").display().to_string();
        self.file("home/.aws/config", &text.replace("KEYS", &keys).replace("HERE", here.trim_end_matches('.')));
    }

    pub fn file(&self, path: &str, text: &str) {
        let path = self.machine.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// A command of somebody who has nothing in the environment.
    pub fn by_files(&self, line: &str) -> Command {
        let mut command = self.command(line);
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").env_remove("AWS_SESSION_TOKEN");
        command
    }

    /// The same, where there is no AWS CLI either.
    pub fn nobody(&self, line: &str) -> Command {
        let mut command = self.by_files(line);
        command.env("PATH", self.machine.path("here"));
        command
    }

    /// The administrator's temporary credentials.
    pub fn temporary(&self) -> (&str, &str, &str) {
        let Server { key, secret, token, .. } = &self.server;
        assert!(key.starts_with("ASIA") && !token.is_empty(), "this administrator's do not end");
        (key, secret, token)
    }

    /// As if that had been chosen on the page.
    pub fn chooses(&self, sign_in: &str) {
        let chosen = "sign-in = \"ambient\"";
        let mut files =
            self.files().into_iter().filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)));
        let (path, text) = files.find(|(_, text)| text.contains(chosen)).expect("a set-up is remembered");
        fs::write(path, text.replace(chosen, &format!("sign-in = \"{sign_in}\""))).expect("written");
    }

    /// What `aws login` leaves behind for a session of theirs: under which name, and what.
    pub fn session_of(&self, session: &str) -> (String, String) {
        self.session_until(session, "2099-01-01T00:00:00Z")
    }

    fn session_until(&self, session: &str, end: &str) -> (String, String) {
        let name = <sha2::Sha256 as sha2::Digest>::digest(session.as_bytes());
        let held = json!({
            "accessToken": {
                "accessKeyId": self.server.key, "secretAccessKey": self.server.secret,
                "sessionToken": self.server.token, "accountId": "123456789012", "expiresAt": end,
            },
            "tokenType": "aws_sigv4", "refreshToken": "refresh", "clientId": "arn:aws:signin:::devtools/same-device",
            "dpopKey": DPOP_KEY,
        });
        (name.iter().map(|byte| format!("{byte:02x}")).collect(), held.to_string())
    }

    /// Who it is by this profile: an ARN, or the error's kind with all that is said of it.
    pub fn who(&self, profile: &str) -> Result<String, (String, String)> {
        let line = format!("--json --profile {profile} status");
        let ran = self.machine.finish(self.by_files(&line));
        let status = ran.json();
        match status["account"]["arn"].as_str() {
            Some(arn) => Ok(arn.to_owned()),
            None => {
                let line = format!("--json --profile {profile} records --from no-reply@example.co.kr");
                let ran = self.machine.finish(self.by_files(&line)).ends(1);
                let error = &ran.json()["error"];
                Err((error["kind"].as_str().expect("a kind").to_owned(), format!("{error}")))
            }
        }
    }
}

pub const ADMIN: &str = "arn:aws:iam::123456789012:user/admin";
pub const IN_THE_ROLE: &str = "arn:aws:sts::123456789012:assumed-role/Mailer/";

/// AWS speaks of the region in the signature, and the key is a good one.
#[test]
fn a_region_that_aws_does_not_know_is_not_laid_on_the_key() {
    let account = Account { region: "ap-northeast-9", ..Account::serve(QUICK) };
    for lang in ["en", "ko"] {
        let ran = account.sesame(&format!("--lang {lang} setup {ASKED} --keep project --plan"));
        let all = format!("{}{}", ran.stdout, ran.stderr);
        let [what, not] = match lang {
            "en" => ["This region is off in the account, or SES is not in it.", "does not belong to"],
            _ => ["리전", "시크릿"],
        };
        assert!(all.contains(what) && all.contains("scoped to a valid region"), "{ran}");
        assert!(!all.contains(not), "{ran}");
    }
}

#[test]
fn each_kind_of_profile_leads_to_whoever_it_is() {
    let account = Account::serve(&format!("{QUICK}{WITH_A_ROLE}"));
    let answer = json!({ "Version": 1, "AccessKeyId": account.server.key, "SecretAccessKey": account.server.secret });
    account.file("home/program", &format!("#!/bin/sh\necho '{answer}'\n"));
    account.config(&format!(
        "[profile keys]
KEYS
[profile role]
{ROLE}
source_profile = keys
[profile role-of-itself]
{ROLE}
source_profile = role-of-itself
KEYS
[profile role-of-a-role]
{ROLE}
source_profile = role
[profile program]
credential_process = sh HEREhome/program
[profile role-of-a-program]
{ROLE}
source_profile = program
role_session_name = by-program
[profile not-mine]
role_arn = arn:aws:iam::123456789012:role/Nobody
source_profile = keys
"
    ));
    let rows = [
        ("keys", ADMIN),
        ("role", IN_THE_ROLE),
        ("role-of-itself", IN_THE_ROLE),
        ("role-of-a-role", IN_THE_ROLE),
        ("program", ADMIN),
        ("role-of-a-program", "arn:aws:sts::123456789012:assumed-role/Mailer/by-program"),
    ];
    for (profile, arn) in rows {
        let who = account.who(profile);
        assert!(who.as_ref().is_ok_and(|who| who.starts_with(arn)), "{profile}: {who:?}");
    }
    let (kind, said) = account.who("not-mine").expect_err("nobody may take on that role");
    assert!(
        kind == "denied" && said.contains("sts:AssumeRole on resource: arn:aws:iam::123456789012:role/Nobody"),
        "{said}"
    );
}

#[test]
fn a_profile_that_leads_nowhere_says_why_and_where() {
    let account = Account::serve(QUICK);
    // In two pieces, for it may stand in no file.
    let (half, other) = MARKER.split_at(9);
    let program = |named: &str, script: &str| {
        account.file(&format!("home/{named}"), &format!("secret={half}''{other}secret\n{script}\n"));
    };
    program("garbage", "echo \"not $secret json\"\necho \"$secret $secret\" >&2");
    program("half", "echo \"{\\\"Version\\\":1,\\\"SecretAccessKey\\\":\\\"$secret\\\"\"");
    program("fails", "echo \"run corp-login first, $secret$secret\" >&2\nexit 3");
    account.config(
        "[profile first]
role_arn = arn:aws:iam::123456789012:role/A
source_profile = second
[profile second]
role_arn = arn:aws:iam::123456789012:role/B
source_profile = first
[profile itself]
role_arn = arn:aws:iam::123456789012:role/C
source_profile = itself
[profile orphan]
role_arn = arn:aws:iam::123456789012:role/D
source_profile = gone
[profile alone]
role_arn = arn:aws:iam::123456789012:role/E
[profile half]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
[profile garbage]
credential_process = sh HEREhome/garbage
[profile cut]
credential_process = sh HEREhome/half
[profile fails]
credential_process = sh HEREhome/fails
[profile no-program]
credential_process = HEREhome/not-there --flag
",
    );
    let rows = [
        ("first", "the profiles first → second → first take their credentials from each other", "config, line 6"),
        ("itself", "the profile itself takes its credentials from itself, and holds none", "config, line 9"),
        ("orphan", "takes its credentials from gone, which does not exist", "config, line 12"),
        ("alone", "the profile alone has no source_profile", "config, line 14"),
        ("half", "the profile half has no aws_secret_access_key", "config, line 16"),
        ("sso", "names the SSO session corp, which does not exist", "config, line 18"),
        ("garbage", "the program of the profile garbage", "it did not print the JSON"),
        ("cut", "the program of the profile cut", "it did not print the JSON"),
        ("fails", "it ended with exit status: 3: run corp-login first, …", "profile fails"),
        ("no-program", "it ended with exit status: 127", "profile no-program"),
    ];
    for (profile, why, place) in rows {
        let (kind, said) = account.who(profile).expect_err(profile);
        assert_eq!(kind, "login-unusable", "{profile}: {said}");
        assert!(said.contains(why) && said.contains(place), "{profile}: {said}");
        assert!(!said.contains(MARKER), "{profile}: {said}");
    }
    let (kind, said) = account.who("nobody").expect_err("there is no such profile");
    let exist = "there is no profile nobody; there are: alone, cut, fails, first, garbage, half, itself, no-program";
    assert!(kind == "login-unusable" && said.contains(exist), "{said}");

    // A file that cannot be read is told by its line, whatever profile is meant.
    account.config("[profile keys]\nKEYS\n[default\nregion = ap-northeast-2\n");
    let (kind, said) = account.who("keys").expect_err("the file is broken");
    assert!(
        kind == "login-unusable" && said.contains("home/.aws/config, line 4: Profile definition must end"),
        "{said}"
    );
    let korean =
        account.machine.finish(account.by_files("--lang ko --profile keys records --from no-reply@example.co.kr"));
    assert!(korean.stderr.contains("프로필이나 프로필의 프로그램에 문제가 있습니다"), "{korean}");
}

#[test]
fn a_profile_that_is_not_read_as_it_was_meant_says_so() {
    let account = Account::serve(QUICK);
    let printed = json!({
        "Version": 1, "AccessKeyId": account.server.key, "SecretAccessKey": account.server.secret,
        "Expiration": "2020-01-01T00:00:00Z",
    });
    account.file("home/expired", &format!("#!/bin/sh\necho '{printed}'\n"));
    account.config(
        "[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
[profile quoted]
aws_access_key_id = \"AKIAIOSFODNN7EXAMPLE\"
aws_secret_access_key = x
[profile expired]
credential_process = sh HEREhome/expired
[profile 상점]
KEYS
[bare]
KEYS
[default]
  region = ap-northeast-2
  aws_access_key_id = AKIAIOSFODNN7EXAMPLE
",
    );
    let keys =
        format!("aws_access_key_id = {}\naws_secret_access_key = {}\n", account.server.key, account.server.secret);
    account.file(
        "home/.aws/credentials",
        &format!("\u{feff}[profile admin]\n{keys}[mine]\n  {}", keys.replace('\n', "\n  ")),
    );
    let rows = [
        ("sso", "login-unusable", "the SSO session corp has no sso_region", "config, line 1"),
        (
            "quoted",
            "login-unusable",
            "the value of aws_access_key_id in the profile quoted has quotes",
            "config, line 8",
        ),
        ("expired", "credentials-expired", "what it printed expired at 2020-01-01T00:00:00Z", ""),
        ("상점", "login-unusable", "has a letter or blank that the AWS SDKs do not take", "config, line 12"),
        ("bare", "login-unusable", "lacks the word profile before the name", "config, line 15"),
        ("admin", "login-unusable", "begins with the word profile", "credentials, line 1"),
        ("mien", "login-unusable", "there is no profile mien; there are: default, expired, mine, quoted, sso", ""),
    ];
    for (profile, kind, why, place) in rows {
        let (found, said) = account.who(profile).expect_err(profile);
        assert_eq!(found, kind, "{profile}: {said}");
        assert!(said.contains(why) && said.contains(place), "{profile}: {said}");
    }
    // Indented as the AWS CLI reads it, behind a byte order mark.
    assert_eq!(account.who("mine").as_deref(), Ok(ADMIN));

    // The environment names a profile: AWS_PROFILE before AWS_DEFAULT_PROFILE, and an empty one is none.
    let arn = |variables: &[(&str, &str)]| {
        let mut command = account.by_files("--json status --from no-reply@example.co.kr");
        command.envs(variables.iter().copied());
        let ran = account.machine.finish(command);
        (ran.json()["account"]["arn"].as_str().unwrap_or_default().to_owned(), format!("{}", ran.json()["steps"][0]))
    };
    assert_eq!(arn(&[("AWS_DEFAULT_PROFILE", "mine")]).0, ADMIN);
    assert_eq!(arn(&[("AWS_PROFILE", "mine"), ("AWS_DEFAULT_PROFILE", "gone")]).0, ADMIN);
    assert_eq!(arn(&[("AWS_PROFILE", ""), ("AWS_DEFAULT_PROFILE", "mine")]).0, ADMIN);
    let (_, said) = arn(&[("AWS_PROFILE", "amdin")]);
    assert!(said.contains("there is no profile amdin; there are: default, expired, mine"), "{said}");
    assert!(!said.contains("AWS's words"), "AWS was not asked: {said}");
}

#[test]
fn a_program_that_never_answers_is_ended() {
    let account = Account::serve(QUICK);
    // What it would print after its end is not waited for either.
    account.file(
        "home/hangs",
        "echo $$ > HERE/pid\nexec sleep 600\n"
            .replace("HERE", &account.machine.path("home").display().to_string())
            .as_str(),
    );
    account.config("[profile hangs]\ncredential_process = sh HEREhome/hangs\n");
    let began = std::time::Instant::now();
    let line = "--json --profile hangs records --from no-reply@example.co.kr";
    let ran = account.machine.finish(account.by_files(line)).ends(1);
    let error = &ran.json()["error"];
    assert_eq!(error["kind"], "login-unusable", "{ran}");
    assert!(error["message"].as_str().is_some_and(|it| it.contains("hangs")), "{ran}");
    assert!(ran.stdout.contains("did not answer within 20 seconds and was ended"), "{ran}");
    assert!(began.elapsed().as_secs() < 60, "{ran}");
    let pid = fs::read_to_string(account.machine.path("home/pid")).expect("it ran");
    // What has ended may still be listed until its parent has heard of it.
    let goes_on = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        stat.rsplit(')').next().is_some_and(|rest| !rest.trim().is_empty() && !rest.trim().starts_with('Z'))
    };
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while goes_on() {
        assert!(std::time::Instant::now() < until, "it goes on");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
fn sso_that_is_over_names_the_command_that_begins_it_anew() {
    let account = Account::serve(QUICK);
    account.config(
        "[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
[profile work]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Admin
[profile legacy]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Admin
",
    );
    let cached = |named: &str, end: &str| {
        let name: String =
            <Sha1 as sha1::Digest>::digest(named.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        let url = if named == "corp" { "https://corp.awsapps.com/start" } else { named };
        let token = json!({ "accessToken": format!("{MARKER}token"), "expiresAt": end, "startUrl": url });
        account.file(&format!("home/.aws/sso/cache/{name}.json"), &token.to_string());
        account.machine.path(&format!("home/.aws/sso/cache/{name}.json"))
    };
    let says = |profile: &str, words: &[&str]| {
        let ran = account.by_files(&format!("--json --profile {profile} status"));
        let ran = Ran::of("status".into(), { ran }.output().expect("it starts"));
        assert_eq!(ran.json()["steps"][0]["standing"], "refused", "{ran}");
        let ran = account.by_files(&format!("--json --profile {profile} records --from no-reply@example.co.kr"));
        let ran = Ran::of("records".into(), { ran }.output().expect("it starts")).ends(1);
        let error = &ran.json()["error"];
        assert_eq!(error["kind"], "credentials-expired", "{ran}");
        assert!(words.iter().all(|it| error.to_string().contains(it)), "{words:?}: {ran}");
        assert!(!ran.stdout.contains(MARKER) && !ran.stderr.contains(MARKER), "{ran}");
    };
    says("work", &["there is no session", "sign in anew with `aws sso login --sso-session corp`"]);
    says("legacy", &["there is no session", "sign in anew with `aws sso login --profile legacy`"]);
    cached("corp", "2026-01-01T00:00:00Z");
    cached("https://old.awsapps.com/start", "2026-01-01T00:00:00UTC");
    says("work", &["its session ended at 2026-01-01T00:00:00Z", "aws sso login --sso-session corp"]);
    says("legacy", &["its session ended at 2026-01-01T00:00:00Z", "aws sso login --profile legacy"]);
    assert_eq!(account.server.door("GET", "requests", None).as_array().map(Vec::len), Some(0), "somebody was asked");
    // A token that looks good is asked with, and AWS has the last word.
    cached("corp", "2099-01-01T00:00:00Z");
    says("work", &["aws sso login --sso-session corp"]);
}

#[test]
fn a_session_of_the_console_is_used_and_one_that_is_gone_begun_anew() {
    let account = Account::serve(&format!("{QUICK}[admin]\nprincipal = 'root'\nexpires_after = '10h'\n"));
    let session = "arn:aws:iam::123456789012:root";
    account.config(&format!("[default]\nlogin_session = {session}\n[profile shop]\nlogin_session = {session}\n"));
    let over = |profile: &str, command: &str| {
        let (kind, said) = account.who(profile).expect_err("there is no session");
        assert!(kind == "credentials-expired" && said.contains(&format!("sign in anew with `{command}`")), "{said}");
    };
    over("default", "aws login");
    over("shop", "aws login --profile shop");
    // Where the environment names a profile, nothing is left unsaid: what names none is not the default one.
    for (named, line, command) in [
        ("shop", "", "aws login --profile shop`, or with `sesame login --profile shop"),
        ("shop", "--profile shop", "aws login --profile shop`, or with `sesame login --profile shop"),
        ("shop", "--profile default", "aws login --profile default`, or with `sesame login --profile default"),
    ] {
        let mut command_line = account.by_files(&format!("--json {line} records --from no-reply@example.co.kr"));
        command_line.env("AWS_PROFILE", named);
        let ran = account.machine.finish(command_line).ends(1);
        assert!(ran.json()["error"].to_string().contains(command), "{line}: {ran}");
    }

    let cached = |end: &str| {
        let (name, held) = account.session_until(session, end);
        account.file(&format!("home/.aws/login/cache/{name}.json"), &held);
    };
    cached("2099-01-01T00:00:00Z");
    assert_eq!(account.who("shop").as_deref(), Ok(session));
    assert_eq!(account.who("default").as_deref(), Ok(session));
    // Its quarter of an hour is over, and AWS does not go along any more.
    cached("2026-01-01T00:00:00Z");
    over("shop", "aws login --profile shop");
}

/// A key of nobody's: the one that the SDK's own documentation prints.
const DPOP_KEY: &str = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIFDZHUzOG1Pzq+6F0mjMlOSp1syN9LRPBuHMoCFXTcXhoAoGCCqGSM49\nAwEHoUQDQgAE9qhj+KtcdHj1kVgwxWWWw++tqoh7H7UHs7oXh8jBbgF47rrYGC+t\ndjiIaHK3dBvvdE7MGj5HsepzLm3Kj91bqA==\n-----END EC PRIVATE KEY-----\n";

#[test]
fn a_session_that_ends_on_the_way_is_over_and_nothing_is_said_to_be_absent() {
    let role = "[admin]\nprincipal = 'assumed-role/Ops/me'\nexpires_after = '1h'\n";
    let account = Account::serve(&format!("{QUICK}{role}"));
    let setup = format!("setup {ASKED} --keep project --yes");
    account.sesame(&setup).ends(3);
    account.advance("2h");
    let changes = account.changes();
    let error = account.sesame(&format!("--json {setup}")).ends(1).json();
    assert_eq!(error["error"]["kind"], "credentials-expired", "{error:#}");
    for (lang, words) in [("en", "have run out"), ("ko", "만료")] {
        let ran = account.sesame(&format!("--lang {lang} {setup}")).ends(1);
        assert!(ran.stderr.contains(words) && ran.stderr.contains("ExpiredToken"), "{ran}");
    }
    let status = account.sesame("--json status").ends(1).json();
    let steps = status["steps"].as_array().expect("a list");
    assert_eq!(steps[0]["standing"], "refused", "{status:#}");
    assert!(steps[2..6].iter().all(|step| step["standing"] == "blocked"), "{status:#}");
    assert_eq!(account.changes(), changes);
}

/// A machine's own role is nobody's login, and asking for one where there is none takes seconds.
#[test]
fn a_profile_of_a_machines_role_is_told_and_the_machine_is_not_asked() {
    let account = Account::serve(QUICK);
    for (source, said) in [("Ec2InstanceMetadata", "asks no machine"), ("EcsContainer", "asks no machine")] {
        let role = "role_arn = arn:aws:iam::123456789012:role/Deploy";
        let config = format!("[profile server]\n{role}\ncredential_source = {source}\n");
        let file = account.machine.path("home/.aws/config");
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        fs::write(&file, config).expect("written");
        let mut command = account.by_files("--lang en --profile server status");
        command.env("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:9");
        let ran = account.machine.finish(command).ends(1);
        assert!(ran.stderr.contains(said) && ran.stderr.contains(source), "{ran}");
    }
}
