//! A key of the server's own: what is true of it, for these facts.

use std::path::Path;

use open_sesame::{
    laravel::plan::{AppKey, MailSettings, SwitchLine},
    setup::{Access, DeleteReason, Runtime, servers_key, wish},
};

use super::*;

const FILE: &str = "/home/me/server.env";

/// The key for this file.
pub fn issue(file: &str) -> Change {
    let wish = wish(&intent(), &app(DONE_ENV), AppKey::ToCome, seoul()).expect("all is known");
    Change::IssueServerKey { under: under(), user: a("mail-user"), file: file.into(), wish: Box::new(wish) }
}

fn for_server(file: Option<&str>) -> AccessKey {
    AccessKey { origin: KeyOrigin::ForServer, file: file.map(Into::into), ..key(OTHER_KEY) }
}

fn with(other: AccessKey) -> Facts {
    Facts { keys: Fact::Present(vec![key(KEY), other]), ..everything() }
}

#[track_caller]
fn check(what: &str, intent: &Intent, facts: &Facts, wanted: &Standing) {
    assert_eq!(&servers_key(intent, facts, now(), Path::new(FILE)), wanted, "{what}");
}

#[test]
fn a_server_gets_a_key_beside_the_apps_own() {
    let open = Standing::Open { next: issue(FILE) };
    let full = Standing::Undecided { asks: vec![Question::RetireKey] };
    check("beside one", &intent(), &everything(), &open);
    check("and the first of all", &intent(), &Facts { keys: Fact::Absent, ..everything() }, &open);
    check("beside two", &intent(), &with(key(OTHER_KEY)), &full);
    check("in this file already", &intent(), &with(for_server(Some(FILE))), &Standing::Done);
    check("in another file", &intent(), &with(for_server(Some("/tmp/b.env"))), &full);
    check("taken to the server", &intent(), &with(for_server(None)), &full);

    let lost = AccessKey { origin: KeyOrigin::Orphan, ..key(OTHER_KEY) };
    let delete =
        Change::DeleteKey { under: under(), user: a("mail-user"), key: a(OTHER_KEY), why: DeleteReason::NobodyHoldsIt };
    check("a lost one goes first", &intent(), &with(lost), &Standing::Open { next: delete });
    let since = Facts { issue: IssueTrace::Open { since: ago(3) }, ..everything() };
    check("one may still show", &intent(), &since, &Standing::Waiting { on: Wait::Propagation });

    check("unseen", &intent(), &Facts { keys: Fact::Unknown, ..everything() }, &Standing::Unknown);
    let denial = denied();
    let hidden = Facts { keys: Fact::Hidden(denial.clone()), ..everything() };
    check("hidden", &intent(), &hidden, &refused(denial));
    let userless = Facts { sender: Fact::Absent, ..everything() };
    check("nobody to have it", &intent(), &userless, &Standing::Blocked { by: Step::Sender });
    let role = Intent { access: Access::Role(Runtime::Ec2), ..intent() };
    check("where a role signs in", &role, &everything(), &refused(KeyRefusal::RoleHasNone));
}

/// The server reads the same names as the app here, and is switched when the app here is.
#[test]
fn its_lines_are_the_apps_own_with_another_key() {
    let sandbox = Facts { account: Fact::Present(under_review()), ..everything() };
    for (facts, switch) in [(everything(), SwitchLine::Now), (sandbox, SwitchLine::Later)] {
        let standing = servers_key(&intent(), &facts, now(), Path::new(FILE));
        let Standing::Open { next: Change::IssueServerKey { wish, .. } } = standing else { panic!("{standing:?}") };
        assert_eq!((wish.switch, &wish.key), (switch, &AppKey::ToCome));
    }
    // Where no app is, nothing is merged.
    let nowhere = Facts { project: Fact::Absent, ..everything() };
    let standing = servers_key(&intent(), &nowhere, now(), Path::new(FILE));
    let Standing::Open { next: Change::IssueServerKey { wish, .. } } = standing else { panic!("{standing:?}") };
    let MailSettings { mailer, own_keys, .. } = *wish;
    assert_eq!((<&str>::from(mailer), own_keys), ("smtp", Vec::new()));
}
