//! Rotation: what is next on the way from one key to another, for these facts.

use open_sesame::{
    laravel::{Mailer, plan::KeyNames},
    setup::{ChangeKind, DeleteReason, Delivery, OfferedKey, Planned, SIMULATOR, Value, plan_rotation, rotation},
    terms::{Keep, Slot},
};

use super::*;

/// `KEY` is to be replaced, `OTHER_KEY` has come after it.
fn rotating() -> Intent {
    Intent { rotating: Some(a(KEY)), ..intent() }
}

fn first() -> AccessKey {
    AccessKey { created: Some(ago(400 * 86_400)), ..key(KEY) }
}

fn second(seconds: i64) -> AccessKey {
    AccessKey { created: Some(ago(seconds)), ..key(OTHER_KEY) }
}

/// Before anything was done about it.
fn before() -> Facts {
    Facts { keys: Fact::Present(vec![first()]), ..everything() }
}

/// The second key is at rest, and AWS takes it.
fn with_second() -> Facts {
    Facts {
        keys: Fact::Present(vec![first(), second(300)]),
        kept: Fact::Present(vec![kept(KEY), kept(OTHER_KEY)]),
        accepted: Fact::Present(a(OTHER_KEY)),
        issue: IssueTrace::Made { key: a(OTHER_KEY), at: ago(290) },
        ..everything()
    }
}

/// And it stands where the first one stood.
fn written() -> Facts {
    Facts { project: Fact::Present(app(&DONE_ENV.replace(KEY, OTHER_KEY))), ..with_second() }
}

fn proven() -> Facts {
    let delivery = Delivery { to: a(SIMULATOR), key: a(OTHER_KEY), message_id: "0100".into() };
    Facts { delivery: Fact::Present(delivery), ..written() }
}

fn stopped() -> Facts {
    Facts { keys: Fact::Present(vec![AccessKey { active: false, ..first() }, second(300)]), ..written() }
}

fn issue(keep: Keep) -> Change {
    Change::IssueKey {
        under: under(),
        user: a("mail-user"),
        keep,
        instead_of: Some(a(KEY)),
        names: (keep == Keep::Project).then_some(KeyNames::Standard),
    }
}

fn lines(pairs: &[(&str, Value)]) -> Change {
    project::edit(project::edits(pairs))
}

fn new_secret() -> Value {
    Value::Of(Slot::Resting(Keep::Keychain, a(OTHER_KEY)))
}

fn message() -> Change {
    message_of("참깨 상점")
}

/// From somebody of this name.
fn message_of(name: &str) -> Change {
    Change::SendTest {
        region: seoul(),
        mailer: Mailer::Ses,
        key: a(OTHER_KEY),
        secret: Slot::Resting(Keep::Keychain, a(OTHER_KEY)),
        from: a("no-reply@example.co.kr"),
        to: a(SIMULATOR),
        options: Box::new(open_sesame::setup::SendOptions { from_name: Some(name.into()), ..*named() }),
    }
}

fn deactivate(id: &str, why: DeleteReason) -> Change {
    Change::DeactivateKey { under: under(), user: a("mail-user"), key: a(id), why }
}

fn delete(id: &str, why: DeleteReason) -> Change {
    Change::DeleteKey { under: under(), user: a("mail-user"), key: a(id), why }
}

#[test]
fn a_second_key_takes_the_place_of_the_first_one_thing_at_a_time() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Key, what, &intent, &facts, &expected);
    };
    check("begun", rotating(), before(), open(issue(Keep::Keychain)));
    let in_env = Intent { keep: Keep::Project, ..rotating() };
    check("begun, for the .env", in_env, before(), open(issue(Keep::Project)));
    let asked = Facts { issue: IssueTrace::Open { since: ago(5) }, ..before() };
    check("asked for, and nothing heard", rotating(), asked, waits(Wait::Propagation));
    let not_taken = |seconds| Facts {
        keys: Fact::Present(vec![first(), second(seconds)]),
        accepted: Fact::Absent,
        ..with_second()
    };
    check("AWS does not take it yet", rotating(), not_taken(5), waits(Wait::Propagation));
    check("AWS does not take it", rotating(), not_taken(500), refused(KeyRefusal::NotTaken(a(OTHER_KEY))));
    let both = lines(&[("AWS_ACCESS_KEY_ID", project::id(OTHER_KEY)), ("AWS_SECRET_ACCESS_KEY", new_secret())]);
    check("AWS takes it", rotating(), with_second(), open(both));
    check("written", rotating(), written(), open(message()));
    let of_another = Facts {
        delivery: Fact::Present(Delivery { to: a(SIMULATOR), key: a(KEY), message_id: "1".into() }),
        ..written()
    };
    check("a message left, with the first", rotating(), of_another, open(message()));
    check("a message left", rotating(), proven(), open(deactivate(KEY, DeleteReason::Replaced)));
    check("the first deactivated", rotating(), stopped(), open(delete(KEY, DeleteReason::Replaced)));
    let gone =
        Facts { keys: Fact::Present(vec![second(300)]), kept: Fact::Present(vec![kept(OTHER_KEY)]), ..written() };
    check("the first gone", rotating(), gone, Standing::Done);
}

#[test]
fn it_is_written_wherever_the_first_one_stood() {
    let check = |what: &str, env: &str, expected: &[(&str, Value)]| {
        let facts = Facts { project: Fact::Present(app(env)), ..with_second() };
        let expected = if expected.is_empty() { open(message_of("example.co.kr")) } else { open(lines(expected)) };
        check_standing(Step::Key, what, &rotating(), &facts, &expected);
    };
    let id = |name| (name, project::id(OTHER_KEY));
    let password = || Value::SmtpPasswordOf { slot: Slot::Resting(Keep::Keychain, a(OTHER_KEY)), region: seoul() };
    check(
        "by its own names",
        &format!("AWS_SES_ACCESS_KEY_ID={KEY}\n"),
        &[id("AWS_SES_ACCESS_KEY_ID"), ("AWS_SES_SECRET_ACCESS_KEY", new_secret())],
    );
    let all = format!("MAIL_USERNAME={KEY}\nMAIL_PASSWORD=old\nAWS_ACCESS_KEY_ID={KEY}\nAWS_SECRET_ACCESS_KEY=old\n");
    check(
        "twice",
        &all,
        &[
            id("AWS_ACCESS_KEY_ID"),
            ("AWS_SECRET_ACCESS_KEY", new_secret()),
            id("MAIL_USERNAME"),
            ("MAIL_PASSWORD", password()),
        ],
    );
    check("nowhere", &format!("AWS_ACCESS_KEY_ID={THIRD_KEY}\n"), &[]);
    let nowhere = Facts { project: Fact::Absent, ..with_second() };
    check_standing(Step::Key, "no app", &rotating(), &nowhere, &open(message_of("example.co.kr")));
}

#[test]
fn what_stands_in_its_way_is_told_and_the_first_key_stays() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Key, what, &intent, &facts, &expected);
    };
    let strangers = AccessKey { origin: KeyOrigin::Elsewhere, created: Some(ago(900 * 86_400)), ..key(THIRD_KEY) };
    let two = || Facts { keys: Fact::Present(vec![first(), strangers.clone()]), ..before() };
    check("no room", rotating(), two(), asks([Question::RetireKey]));
    let naming = |id: &str| Intent { retire_key: Some(a(id)), ..rotating() };
    check("the first named to make room", naming(KEY), two(), asks([Question::RetireKey]));
    check("the other named", naming(THIRD_KEY), two(), open(deactivate(THIRD_KEY, DeleteReason::Chosen)));
    // An older key at rest is none that has come after the first.
    let older = Facts { kept: Fact::Present(vec![kept(KEY), kept(THIRD_KEY)]), ..two() };
    check("an older one at rest", rotating(), older, asks([Question::RetireKey]));
    let not_allowed = Sender { inline: Fact::Absent, ..sender() };
    let facts = Facts { sender: Fact::Present(not_allowed), ..before() };
    check("the user is not allowed to send", rotating(), facts, blocked(Step::Sender));
    check("the app not looked at", rotating(), Facts { project: Fact::Unknown, ..with_second() }, Standing::Unknown);
    let cached_with = |key: &str| {
        let mail = "'mail' => array ('default' => 'ses', 'mailers' => array ('ses' => array ('transport' => 'ses')))";
        format!("<?php return array ({mail}, 'services' => array ('ses' => array ('key' => '{key}')));")
    };
    let cached = project(
        Some(&DONE_ENV.replace(KEY, OTHER_KEY)),
        &["aws/aws-sdk-php"],
        &[("bootstrap/cache/config.php", &cached_with(KEY))],
    );
    let cached = Facts { project: Fact::Present(cached), ..with_second() };
    check("the app reads a cache", rotating(), cached, {
        open(Change::RunTool { tool: open_sesame::setup::Tool::ConfigCache, runner: open_sesame::laravel::Runner::Php })
    });
    let swallowed = app(&format!("AWS_ACCESS_KEY_ID={KEY}\nAPP_NAME=\"x\nB=1\n"));
    let facts = Facts { project: Fact::Present(swallowed), ..with_second() };
    assert!(matches!(assess(Step::Key, &rotating(), &facts, now()), Standing::Refused(_)));
    let pending = Facts { identity: Fact::Present(pending_domain()), ..written() };
    check("nothing can leave yet", rotating(), pending, blocked(Step::Identity));
    check("AWS takes only the first", rotating(), Facts { accepted: Fact::Present(a(KEY)), ..with_second() }, {
        Standing::Unknown
    });
}

#[test]
fn a_set_up_goes_on_beside_it_and_ends_nothing() {
    // What was begun goes as far as the file, and no message leaves, and no key goes, that nobody asked for.
    assert_eq!(next_change(&rotating(), &before(), now()), Some(issue(Keep::Keychain)));
    for facts in [written(), proven(), stopped()] {
        assert_eq!(next_change(&rotating(), &facts, now()), None);
        assert_eq!(next_move(&rotating(), &facts, now()), None);
    }
    // The lines of a set-up wait as well until AWS takes the new key.
    let young = Facts { keys: Fact::Present(vec![first(), second(5)]), accepted: Fact::Absent, ..with_second() };
    for intent in [intent(), rotating()] {
        check_standing(Step::Project, "not taken yet", &intent, &young, &blocked(Step::Key));
    }
}

#[test]
fn its_plan_is_told_to_the_end() {
    let told = |planned: Vec<Planned>| -> Vec<String> {
        let one = |it| match it {
            Planned::Ready(change) => Change::kind(&change).to_string(),
            Planned::Later { what, .. } => ChangeKind::to_string(&what),
            Planned::Wait { on, .. } => format!("({on})"),
        };
        planned.into_iter().map(one).collect()
    };
    let all = ["issue-key", "edit-project", "send-test", "deactivate-key", "delete-key"];
    assert_eq!(told(plan_rotation(&rotating(), &before(), now())), all);
    let in_env = Intent { keep: Keep::Project, ..rotating() };
    let without = ["issue-key", "send-test", "deactivate-key", "delete-key"];
    assert_eq!(told(plan_rotation(&in_env, &before(), now())), without);
    assert_eq!(told(plan_rotation(&rotating(), &written(), now())), all[2..]);
    assert_eq!(told(plan_rotation(&intent(), &everything(), now())), [""; 0]);
}

#[test]
fn a_key_that_is_to_go_is_deactivated_first() {
    let check = |what: &str, key: &str, facts: Facts, expected: Standing| {
        assert_eq!(rotation::retirement(&intent(), &facts, &a(key)), expected, "{what}");
    };
    check("active", KEY, before(), open(deactivate(KEY, DeleteReason::Chosen)));
    check("inactive", KEY, stopped(), open(delete(KEY, DeleteReason::Chosen)));
    check("gone", THIRD_KEY, before(), Standing::Done);
    check("nobody listed", KEY, Facts { keys: Fact::Unknown, ..before() }, Standing::Unknown);
    check("hidden", KEY, Facts { keys: Fact::Hidden(denied()), ..before() }, Standing::Refused(denied().into()));
    assert!(before().is_in_use(&a(KEY)) && !before().is_in_use(&a(OTHER_KEY)));
    let named = Facts { project: Fact::Present(app(&format!("MAIL_USERNAME={OTHER_KEY}\n"))), ..before() };
    assert!(named.is_in_use(&a(OTHER_KEY)));
}

#[test]
fn a_key_that_exists_is_kept_rather_than_another_made() {
    let offered = |id: &str, slot: Slot, owner: Caller| Fact::Present(OfferedKey { id: a(id), slot, owner });
    let in_env = || Slot::Resting(Keep::Project, a(KEY));
    let keep = |from: Slot| Change::KeepKey {
        account: a("123456789012"),
        region: seoul(),
        user: a("mail-user"),
        key: a(KEY),
        from,
        keep: Keep::Keychain,
        names: None,
    };
    let not_kept = |offered| Facts { kept: Fact::Present(vec![]), offered, ..everything() };
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Key, what, &intent, &facts, &expected);
    };
    let fresh =
        Change::IssueKey { under: under(), user: a("mail-user"), keep: Keep::Keychain, instead_of: None, names: None };
    check("in .env", intent(), not_kept(offered(KEY, in_env(), senders_own())), open(keep(in_env())));
    check("not looked at", intent(), not_kept(Fact::Unknown), Standing::Unknown);
    check("none", intent(), not_kept(Fact::Absent), open(fresh.clone()));
    check("its secret is wrong", intent(), not_kept(Fact::Hidden(denied())), open(fresh.clone()));
    let anew = Intent { key_from: Some(open_sesame::setup::KeyFrom::New), ..intent() };
    check("a new one wanted", anew, not_kept(offered(KEY, in_env(), senders_own())), open(fresh.clone()));
    check("of somebody else", intent(), not_kept(offered(KEY, in_env(), caller())), open(fresh));

    let given = || Intent { given: Some(a(KEY)), ..intent() };
    let slot = || Intent::given_slot(&a(KEY));
    check("given", given(), not_kept(offered(KEY, slot(), senders_own())), open(keep(slot())));
    check("given, and kept by now", given(), everything(), Standing::Done);
    check("given, not looked at", given(), not_kept(Fact::Unknown), Standing::Unknown);
    let key = || a(KEY);
    check("given, unknown to AWS", given(), not_kept(Fact::Absent), refused(KeyRefusal::Unknown(key())));
    let of = |owner: Caller| not_kept(offered(KEY, slot(), owner));
    let another = KeyRefusal::OfOtherUser { key: key(), user: "admin".into() };
    check("given, another user's", given(), of(caller()), refused(another));
    let root = Caller { arn: "arn:aws:iam::123456789012:root".into(), ..caller() };
    let no_user = KeyRefusal::OfNoUser { key: key(), arn: root.arn.clone() };
    check("given, root's", given(), of(root), refused(no_user));
    let elsewhere = Caller { account: a("999988887777"), ..senders_own() };
    let away = KeyRefusal::OfOtherAccount { key: key(), there: a("999988887777"), here: a("123456789012") };
    check("given, another account's", given(), of(elsewhere), refused(away));
    // We may not list keys, and AWS has told whose it is.
    let hidden = Facts { keys: Fact::Hidden(denied()), ..not_kept(offered(KEY, slot(), senders_own())) };
    check("given, the list hidden", given(), hidden, open(keep(slot())));
}
