//! Looks: the commands that only tell. Each leaves everything as it was, on the disk and at AWS. Knows of no change but as
//! something that was stopped half-way.

use std::fs;

use crate::{keys::STORY, live::Account};

/// What only looks, whatever else is said.
const LOOKS: [&str; 7] = [
    "status",
    "doctor",
    "records",
    "env",
    "key list",
    "setup --plan",
    "explain Email_address_is_not_verified._The_following_identities_failed_the_check_in_region_AP-NORTHEAST-2:_a@example.com",
];

/// The rest of a life that ended between AWS's deletion of a key and the removal of its secret.
#[test]
fn looks_write_nothing_where_there_is_something_to_mend_and_who_changes_something_mends_it() {
    let account = Account::serve(&format!("seed = 'looks-mend'\n{STORY}"));
    let passphrase = account.machine.passphrase();
    let said = format!("--passphrase-file {}", passphrase.display());
    let from = "--from no-reply@example.co.kr --mail-from none --no-dmarc --keep file";
    account.sesame(&format!("{said} setup {from} --yes")).ends(0);
    let first = account.value("AWS_ACCESS_KEY_ID");
    account.sesame(&format!("{said} key rotate --yes --keep-old")).ends(0);
    let (sealed, ledger) =
        (account.machine.path("data/sesame/secrets.age"), account.machine.path("data/sesame/ledger.jsonl"));
    let with_both = fs::read(&sealed).expect("a sealed file");
    account.sesame(&format!("{said} key retire {first} --yes")).ends(0);
    let without = fs::read(&sealed).expect("a sealed file");
    assert_ne!(with_both, without, "the secret has gone with its key");

    fs::write(&sealed, &with_both).expect("written");
    let text = fs::read_to_string(&ledger).expect("a ledger");
    let lines: Vec<&str> = text.lines().collect();
    let [rest @ .., last] = &lines[..] else { panic!("an empty ledger") };
    assert!(last.contains("after"), "the end of the deletion: {last}");
    fs::write(&ledger, format!("{}\n", rest.join("\n"))).expect("written");

    let (files, app, changes) = (account.files(), account.env(), account.changes());
    for look in LOOKS {
        // A word of an argument has no blanks here.
        let args: Vec<String> = look.split(' ').map(|word| word.replace('_', " ")).collect();
        let mut command = account.command(&said);
        let ran = account.machine.finish({
            command.args(&args);
            command
        });
        assert!(ran.code.is_some_and(|code| code < 4), "{ran}");
        assert_eq!(account.files(), files, "{look} wrote something: {ran}");
        assert_eq!((account.env(), account.changes()), (app.clone(), changes.clone()), "{look}: {ran}");
    }
    // Nor does who may change nothing.
    account.sesame(&format!("{said} --read-only setup {from} --yes")).ends(0);
    assert_eq!(fs::read_to_string(&ledger).expect("a ledger").lines().count(), rest.len());

    account.sesame(&format!("{said} setup {from} --yes")).ends(0);
    assert_eq!(fs::read_to_string(&ledger).expect("a ledger").lines().count(), lines.len(), "its end is written down");
    assert_eq!(account.changes(), changes, "and nothing else was done");
    let listed = account.sesame(&format!("{said} key list --json")).ends(0).json();
    assert_eq!(listed["keys"].as_array().map(Vec::len), Some(1), "{listed:#}");
    assert_ne!(fs::read(&sealed).expect("a sealed file"), with_both, "the secret has gone");
}
