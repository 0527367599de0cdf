//! Records written by the binary, over HTTPS's loopback form and Route 53's wire format: planned, written, verified, taken away. The
//! token is in the environment of the process and nowhere else.

use std::process::{Command, Stdio};

use serde_json::Value as Json;

use super::{ASKED, Account};
use crate::headless::{contract, machine::Ran};

fn story(provider: &str) -> String {
    format!(
        "region = 'ap-northeast-2'\nstory = {{ ko = '쓰기', en = 'writing' }}\nseed = 'writing {provider}'\n\
         iam.propagation = '0s'\n[dns]\nprovider = '{provider}'\npublish_after = '9999h'\n\
         records = [{{ name = '_dmarc.example.co.kr', type = 'TXT', values = ['v=DMARC1; p=quarantine;'] }}]\n"
    )
}

impl Account {
    fn writing(&self, line: &str) -> Command {
        let mut command = self.command(line);
        command.env("SESAME_CLOUDFLARE_URL", format!("http://{}/client/v4", self.endpoint()));
        command.env("CLOUDFLARE_API_TOKEN", self.cloudflare_token());
        command
    }

    fn writes(&self, line: &str) -> Ran {
        self.machine.finish(self.writing(line))
    }
}

const FROM: &str = "--from no-reply@example.co.kr";

#[test]
fn records_are_planned_written_verified_and_taken_away() {
    for provider in ["cloudflare", "route53"] {
        let account = Account::serve(&story(provider));
        account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
        let line = format!("records {FROM} --write-dns {provider}");

        let planned = account.writes(&format!("{line} --plan --json")).ends(0).json();
        assert_eq!(contract::breaches(contract::Shape::Writing, &planned), Vec::<String>::new());
        let outlooks = |object: &Json| -> Vec<String> {
            let rows = object["records"].as_array().expect("records").iter();
            rows.map(|row| row["outlook"].as_str().expect("a word").to_owned()).collect()
        };
        assert_eq!(outlooks(&planned), ["create", "create", "create", "create", "create", "there"], "{planned:#}");
        assert_eq!(planned["zone"]["name"], "example.co.kr");
        let before = account.changes().len();
        let told = account.writes(&format!("--lang en {line} --plan")).ends(0);
        assert!(told.stdout.contains("+ CNAME") && told.stdout.contains("= TXT"), "{told}");
        assert_eq!(account.changes().len(), before, "a plan changes nothing");
        account.writes(&format!("--read-only {line} --yes")).ends(1);
        assert_eq!(account.changes().len(), before, "nor does --read-only");

        let written = account.writes(&format!("{line} --yes --json")).ends(0).json();
        assert_eq!(contract::breaches(contract::Shape::Writing, &written), Vec::<String>::new());
        assert_eq!(written["applied"][0]["change"], "write-records", "{written:#}");
        let again = account.writes(&format!("{line} --yes --json --verbose")).ends(0);
        assert_eq!(again.json()["applied"], Json::Array(Vec::new()), "{again}");
        // The call log says what was asked, and not with what.
        let service = if provider == "cloudflare" { "ListDnsRecords" } else { "ListResourceRecordSets" };
        assert!(again.stderr.contains(service), "{again}");

        account.advance("2h");
        let records = account.sesame(&format!("records {FROM} --json")).json();
        assert!(records["records"].as_array().unwrap().iter().all(|it| it["standing"] == "present"), "{records:#}");
        assert_eq!(records["aws"]["status"], "SUCCESS", "{records:#}");

        let unwritten = account.writes(&format!("records {FROM} --unwrite --plan --json")).ends(0).json();
        assert_eq!(contract::breaches(contract::Shape::Unwriting, &unwritten), Vec::<String>::new());
        assert_eq!(unwritten["written"].as_array().unwrap().len(), 5, "{unwritten:#}");
        account.writes(&format!("records {FROM} --unwrite --yes")).ends(0);
        let nothing = account.writes(&format!("--lang en records {FROM} --unwrite --plan")).ends(0);
        assert!(nothing.stdout.contains("no DNS records"), "{nothing}");
        let left = account.writes(&format!("{line} --plan --json")).ends(0).json();
        assert_eq!(outlooks(&left), ["create", "create", "create", "create", "create", "there"], "{left:#}");
        // Nothing that was written down here, or said, has the token in it.
        let token = account.cloudflare_token();
        for (path, bytes) in account.files() {
            assert!(!String::from_utf8_lossy(&bytes).contains(&token), "{}", path.display());
        }
    }
}

#[test]
fn a_set_up_that_writes_goes_on_by_itself() {
    for provider in ["cloudflare", "route53"] {
        let account = Account::serve(&story(provider));
        let ran =
            account.writes(&format!("--lang en setup {ASKED} --keep project --yes --write-dns {provider}")).ends(3);
        assert!(ran.stderr.contains("5 records into the zone example.co.kr"), "{ran}");
        account.advance("2h");
        let told = account.sesame(&format!("status {FROM} --json")).json();
        let identity = told["steps"].as_array().unwrap().iter().find(|it| it["step"] == "identity").unwrap();
        assert_eq!(identity["standing"], "done", "{told:#}");
    }
}

#[test]
fn without_a_token_it_says_how_to_make_one() {
    let account = Account::serve(&story("cloudflare"));
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    let line = format!("records {FROM} --write-dns cloudflare --plan");
    for (lang, said) in [("en", "Edit zone DNS"), ("ko", "API 토큰")] {
        let mut command = account.writing(&format!("--lang {lang} {line}"));
        command.env_remove("CLOUDFLARE_API_TOKEN");
        let ran = account.machine.finish(command).ends(1);
        assert!(ran.stderr.contains(said) && ran.stderr.contains("CLOUDFLARE_API_TOKEN"), "{ran}");
    }
    // A wrong one, by its number.
    let wrong = format!("{}x", account.cloudflare_token());
    let mut command = account.writing(&format!("{line} --json"));
    command.env("CLOUDFLARE_API_TOKEN", &wrong);
    let ran = account.machine.finish(command).ends(1);
    assert_eq!(ran.json()["error"]["kind"], "dns-token", "{ran}");
    assert!(ran.stdout.contains("9109"), "{ran}");
    // It is not read from an address that is neither safe nor here.
    for url in ["http://192.0.2.1/client/v4", "ftp://127.0.0.1", "https://user:password@127.0.0.1", "nothing"] {
        let mut command = account.writing(&line);
        command.env("SESAME_CLOUDFLARE_URL", url);
        let ran = account.machine.finish(command).ends(2);
        assert!(ran.stderr.contains("SESAME_CLOUDFLARE_URL"), "{ran}");
    }
    // From stdin it is kept; where nothing comes, nothing is.
    let mut command = account.writing(&format!("{line} --keep-token"));
    command.stdin(Stdio::null());
    account.machine.finish(command).ends(2);
}

#[test]
fn another_accounts_zone_is_reached_by_its_profile() {
    let account = Account::serve(&story("route53"));
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    account.config("[profile zones]\nKEYS\nregion = ap-northeast-2\n");
    let line = format!("records {FROM} --write-dns route53 --plan --json");
    account.writes(&format!("{line} --dns-profile zones")).ends(0);
    let ran = account.writes(&format!("{line} --dns-profile nobody")).ends(1);
    assert_eq!(ran.json()["error"]["kind"], "login-unusable", "{ran}");
}

/// A text of DNS, as a plan shows it: what a terminal would obey is written out.
#[test]
fn what_others_wrote_reaches_no_terminal_as_a_command() {
    let odd = "{ name = 'bounce.example.co.kr', type = 'TXT', values = [\"v=spf1 \\u001b[2Jx -all\"] }, ";
    let account = Account::serve(&story("cloudflare").replace("records = [", &format!("records = [{odd}")));
    drop(account.sesame(&format!("setup {ASKED} --keep project --yes")));
    let ran = account.writes(&format!("--lang en records {FROM} --write-dns cloudflare --plan"));
    assert!(ran.stdout.contains("[2Jx") && ran.stdout.contains("change it yourself"), "{ran}");
    let table = account.sesame(&format!("records {FROM}"));
    for said in [&ran.stdout, &ran.stderr, &table.stdout, &table.stderr] {
        assert!(!said.contains('\u{1b}'), "{said:?}");
    }
}

/// A value of any width ends where the last column has not begun.
#[test]
fn the_columns_of_the_records_stay_apart() {
    let account = Account::serve(&story("route53"));
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    let mut widths = std::collections::BTreeSet::new();
    for hosts in 1..=7 {
        let there = format!("v=spf1 ip4:192.0.2.10 ip4:192.0.2.11 mx:{}.kr ~all", "m".repeat(hosts));
        let set = serde_json::json!({ "set": [{ "name": "bounce.example.co.kr", "type": "TXT", "values": [there] }] });
        account.server.door("POST", "dns", Some(set));
        let shown = account.sesame(&format!("--lang en records {FROM}")).stdout;
        let value = format!("{} include:amazonses.com ~all", there.trim_end_matches(" ~all"));
        let line = shown.lines().find(|line| line.contains(&value)).unwrap_or_else(|| panic!("{value}: {shown}"));
        let (_, behind) = line.split_once(&value).expect("it is there");
        assert!(behind.starts_with("  ") && !behind.trim().is_empty(), "{line:?}");
        widths.insert(value.len());
    }
    assert!(widths.contains(&72) && widths.contains(&74), "{widths:?}");
}
