//! The key: one that is at rest, and that AWS takes. Nobody's goes; everybody else's stays until it is named.

use open_sesame::{setup::DeleteReason, terms::Keep};

use super::*;

#[test]
fn a_key_at_rest_that_aws_takes_is_the_key() {
    check_sign_in(Step::Key);
    let check = |what: &str, facts: Facts, expected: Standing| {
        check_standing(Step::Key, what, &intent(), &facts, &expected);
    };
    let accepted = |accepted| Facts { accepted, ..everything() };
    check("nobody listed", Facts { keys: Fact::Unknown, ..everything() }, Standing::Unknown);
    check("nobody looked where it rests", Facts { kept: Fact::Unknown, ..everything() }, Standing::Unknown);
    let locked = Denial { kind: FailureKind::Vault, code: "Locked".into(), message: "the keychain is locked".into() };
    let facts = Facts { kept: Fact::Hidden(locked.clone()), ..everything() };
    check("the resting place is closed to us", facts, refused(locked));
    check("AWS takes it", accepted(Fact::Present(a(KEY))), Standing::Done);
    check("AWS was not asked", accepted(Fact::Unknown), Standing::Unknown);
    let young = |made: AccessKey| Facts { accepted: Fact::Absent, keys: Fact::Present(vec![made]), ..everything() };
    check(
        "AWS does not take it yet",
        young(AccessKey { created: Some(ago(20)), ..key(KEY) }),
        waits(Wait::Propagation),
    );
    check("nobody says how old it is", young(AccessKey { created: None, ..key(KEY) }), waits(Wait::Propagation));
    let not_taken = refused(KeyRefusal::NotTaken(a(KEY)));
    check("AWS does not take it, and had an hour", accepted(Fact::Absent), not_taken);
    check("AWS took another", accepted(Fact::Present(a(OTHER_KEY))), Standing::Unknown);
    check("AWS refuses it", accepted(Fact::Hidden(denied())), Standing::Refused(denied().into()));
    let wrong = KeyRefusal::SecretOfAnother { key: a(KEY), keep: Keep::Keychain, denial: wrong_secret() };
    check("its secret is another key's", accepted(Fact::Hidden(wrong_secret())), refused(wrong));
    let beside_another = Facts { keys: Fact::Present(vec![foreign(OTHER_KEY), key(KEY)]), ..everything() };
    check("beside somebody else's", beside_another, Standing::Done);
}

#[test]
fn the_sealed_file_is_asked_for_its_passphrase_before_anything_else() {
    let intent = || Intent { keep: Keep::File, ..intent() };
    let asks = Standing::Undecided { asks: vec![Question::Passphrase] };
    let rows = [
        ("nobody looked", Fact::Unknown, Standing::Unknown),
        ("there is none yet", Fact::Present(sealed(Seal::Unmade)), asks.clone()),
        ("nobody has said it", Fact::Present(sealed(Seal::Closed)), asks.clone()),
        ("another was said", Fact::Present(sealed(Seal::Wrong)), asks),
    ];
    for (what, file, expected) in rows {
        for (world, facts) in [("nothing", nothing()), ("everything", everything())] {
            let facts = Facts { sealed: file.clone(), ..facts };
            check_standing(Step::Key, &format!("{what}, in a world of {world}"), &intent(), &facts, &expected);
            // It is the key that is missing, not knowledge of it.
            let kept = Fact::Hidden(Denial {
                kind: FailureKind::Vault,
                code: "Sealed".into(),
                message: "it is sealed".into(),
            });
            let facts = Facts { kept, ..facts };
            if world == "everything" {
                check_standing(Step::Project, what, &intent(), &facts, &Standing::Blocked { by: Step::Key });
            }
        }
    }
    let open = |facts| Facts { sealed: Fact::Present(sealed(Seal::Open)), ..facts };
    check_standing(Step::Key, "open", &intent(), &open(everything()), &Standing::Done);
    let next =
        Change::IssueKey { under: under(), user: a("mail-user"), keep: Keep::File, instead_of: None, names: None };
    let facts = Facts { sender: everything().sender, ..open(nothing()) };
    check_standing(Step::Key, "open, and no key", &intent(), &facts, &Standing::Open { next });
}

#[test]
fn the_list_may_be_hidden_as_long_as_the_key_at_rest_works() {
    let check = |what: &str, kept, accepted, expected: Standing| {
        let facts = Facts { keys: Fact::Hidden(denied()), kept: Fact::Present(kept), accepted, ..everything() };
        check_standing(Step::Key, what, &intent(), &facts, &expected);
    };
    check("none at rest", vec![], Fact::Unknown, Standing::Refused(denied().into()));
    check("AWS takes it", vec![kept(KEY)], Fact::Present(a(KEY)), Standing::Done);
    check("AWS was not asked", vec![kept(KEY)], Fact::Unknown, Standing::Unknown);
    check("AWS took another", vec![kept(KEY)], Fact::Present(a(OTHER_KEY)), Standing::Unknown);
    check("AWS does not take it", vec![kept(KEY)], Fact::Absent, Standing::Refused(denied().into()));
    let wrong = KeyRefusal::SecretOfAnother { key: a(KEY), keep: Keep::Keychain, denial: wrong_secret() };
    check("its secret is another key's", vec![kept(KEY)], Fact::Hidden(wrong_secret()), refused(wrong));
}

#[test]
fn a_key_is_issued_where_there_is_room_and_somebody_to_have_it() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Key, what, &intent, &facts, &expected);
    };
    let with = |sender| Facts { sender, ..keyless(Fact::Absent) };
    let not_allowed = Sender { inline: Fact::Absent, ..sender() };
    check("no user yet", intent(), with(Fact::Absent), blocked(Step::Sender));
    check("the user not looked at", intent(), with(Fact::Unknown), Standing::Unknown);
    check("the user hidden", intent(), with(Fact::Hidden(denied())), blocked(Step::Sender));
    check("the user not allowed to send yet", intent(), with(Fact::Present(not_allowed)), blocked(Step::Sender));
    check("no keys", intent(), keyless(Fact::Absent), open(issue()));
    check("an empty list", intent(), keyless(Fact::Present(vec![])), open(issue()));
    check("nothing at rest", intent(), Facts { kept: Fact::Absent, ..keyless(Fact::Absent) }, open(issue()));
    let names = Some(open_sesame::laravel::plan::KeyNames::Standard);
    let into_env =
        Change::IssueKey { under: under(), user: a("mail-user"), keep: Keep::Project, instead_of: None, names };
    check("for the .env", Intent { keep: Keep::Project, ..intent() }, keyless(Fact::Absent), open(into_env));
    check("beside somebody else's", intent(), keyless(Fact::Present(vec![foreign(OTHER_KEY)])), open(issue()));
    // Made by us once, and lost with an old computer: it may be in use on the server.
    check("beside our own, not at rest here", intent(), keyless(Fact::Present(vec![key(OTHER_KEY)])), open(issue()));
}

#[test]
fn with_two_keys_the_operator_names_the_one_that_goes() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Key, what, &intent, &facts, &expected);
    };
    let two = || keyless(Fact::Present(vec![foreign(KEY), foreign(OTHER_KEY)]));
    let question = asks([Question::RetireKey]);
    check("none named", intent(), two(), question.clone());
    check("none named, the user not allowed yet", intent(), not_allowed(two()), question.clone());
    check("one that is not there named", naming(THIRD_KEY), two(), question);
    // One that somebody may miss can be had back for a while.
    let of_use = |used, active| {
        let named = AccessKey { used, active, ..foreign(OTHER_KEY) };
        keyless(Fact::Present(vec![foreign(KEY), named]))
    };
    let deactivate = || open(deactivate(OTHER_KEY, DeleteReason::Chosen));
    let delete = || open(delete(OTHER_KEY, DeleteReason::Chosen));
    let day = 24 * 3600;
    check("one named, never used", naming(OTHER_KEY), of_use(Fact::Absent, true), delete());
    check("one named, used long ago", naming(OTHER_KEY), of_use(Fact::Present(ago(90 * day)), true), delete());
    check("one named, used lately", naming(OTHER_KEY), of_use(Fact::Present(ago(89 * day)), true), deactivate());
    check("one named, its use hidden", naming(OTHER_KEY), of_use(Fact::Hidden(denied()), true), deactivate());
    check("one named, its use not seen", naming(OTHER_KEY), of_use(Fact::Unknown, true), deactivate());
    check("one named, deactivated before", naming(OTHER_KEY), of_use(Fact::Present(ago(day)), false), delete());
    // Room is made only for a key that can be issued.
    check("one named, the user not allowed yet", naming(OTHER_KEY), not_allowed(two()), blocked(Step::Sender));
    // The name outlives what it named.
    let one = keyless(Fact::Present(vec![foreign(KEY)]));
    check("the named one gone", naming(OTHER_KEY), one.clone(), open(issue()));
    check("room enough without", naming(KEY), one, open(issue()));
}

#[test]
fn a_key_that_nobody_holds_goes() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Key, what, &intent, &facts, &expected);
    };
    let nobodys = |id| open(delete(id, DeleteReason::NobodyHoldsIt));
    let asked = IssueTrace::Open { since: ago(5) };
    let keys = |keys| Facts { keys: Fact::Present(keys), issue: asked.clone(), ..keyless(Fact::Absent) };
    check("one", intent(), keys(vec![orphan(OTHER_KEY)]), nobodys(OTHER_KEY));
    check("one beside another", intent(), keys(vec![foreign(THIRD_KEY), orphan(OTHER_KEY)]), nobodys(OTHER_KEY));
    check("one, another named", naming(THIRD_KEY), keys(vec![orphan(OTHER_KEY)]), nobodys(OTHER_KEY));
    let beside_ours = Facts { keys: Fact::Present(vec![key(KEY), orphan(OTHER_KEY)]), ..everything() };
    check("one beside the app's", intent(), beside_ours, nobodys(OTHER_KEY));

    // Two strangers in one window: one of them may be somebody else's.
    let two = || keys(vec![orphan(OTHER_KEY), orphan(THIRD_KEY)]);
    check("two", intent(), two(), asks([Question::RetireKey]));
    check("two, neither named", naming(KEY), two(), asks([Question::RetireKey]));
    check("two, the second named", naming(THIRD_KEY), two(), open(delete(THIRD_KEY, DeleteReason::Chosen)));
}

#[test]
fn a_key_that_may_still_show_is_waited_for() {
    let check = |what: &str, issue: IssueTrace, keys: Vec<AccessKey>, expected: Standing| {
        let facts = Facts { issue, ..keyless(Fact::Present(keys)) };
        check_standing(Step::Key, what, &intent(), &facts, &expected);
    };
    let asked = |seconds| IssueTrace::Open { since: ago(seconds) };
    let made = |seconds| IssueTrace::Made { key: a(KEY), at: ago(seconds) };
    let wait = || waits(Wait::Propagation);
    check("asked for just now", asked(0), vec![], wait());
    check("asked for 59 seconds ago", asked(59), vec![], wait());
    check("asked for a minute ago", asked(60), vec![], open(issue()));
    check("asked for 59 seconds ago, two there", asked(59), vec![foreign(KEY), foreign(OTHER_KEY)], wait());
    check("made 59 seconds ago, not listed", made(59), vec![], wait());
    check("made 59 seconds ago, others listed", made(59), vec![foreign(OTHER_KEY)], wait());
    check("made a minute ago, not listed", made(60), vec![], open(issue()));
    check("made just now, listed, not at rest", made(1), vec![key(KEY)], open(issue()));

    // What works is not held up by what was asked for beside it.
    let facts = Facts { issue: asked(5), ..everything() };
    check_standing(Step::Key, "asked for beside a key that works", &intent(), &facts, &Standing::Done);
}

#[test]
fn a_key_that_somebody_switched_off_is_not_replaced_without_a_word() {
    let check = |what: &str, intent: Intent, keys: Vec<AccessKey>, expected: Standing| {
        let facts = Facts { kept: Fact::Present(vec![kept(KEY)]), ..keyless(Fact::Present(keys)) };
        check_standing(Step::Key, what, &intent, &facts, &expected);
    };
    let stopped = || AccessKey { active: false, ..key(KEY) };
    let refusal = refused(KeyRefusal::Inactive(a(KEY)));
    check("alone", intent(), vec![stopped()], refusal.clone());
    check("beside another", intent(), vec![foreign(OTHER_KEY), stopped()], refusal.clone());
    check("beside another, which is named", naming(OTHER_KEY), vec![foreign(OTHER_KEY), stopped()], refusal);
    check("alone, named", naming(KEY), vec![stopped()], open(issue()));
    let beside = vec![foreign(OTHER_KEY), stopped()];
    check("beside another, named", naming(KEY), beside, open(delete(KEY, DeleteReason::Chosen)));
    let others = AccessKey { active: false, ..foreign(OTHER_KEY) };
    check("somebody else's, not at rest here", intent(), vec![others], open(issue()));
}

/// The user may send, and no key rests here.
fn keyless(keys: Fact<Vec<AccessKey>>) -> Facts {
    Facts { keys, kept: Fact::Present(vec![]), accepted: Fact::Unknown, issue: IssueTrace::Nothing, ..everything() }
}

fn wrong_secret() -> Denial {
    let (kind, code) = (FailureKind::SignatureRefused, "SignatureDoesNotMatch".into());
    Denial { kind, code, message: "check the secret".into() }
}

fn not_allowed(facts: Facts) -> Facts {
    Facts { sender: Fact::Present(Sender { inline: Fact::Absent, ..sender() }), ..facts }
}

fn foreign(id: &str) -> AccessKey {
    AccessKey { origin: KeyOrigin::Elsewhere, ..key(id) }
}

fn orphan(id: &str) -> AccessKey {
    AccessKey { origin: KeyOrigin::Orphan, created: Some(ago(4)), ..key(id) }
}

fn naming(id: &str) -> Intent {
    Intent { retire_key: Some(a(id)), ..intent() }
}

fn issue() -> Change {
    Change::IssueKey { under: under(), user: a("mail-user"), keep: Keep::Keychain, instead_of: None, names: None }
}

fn deactivate(id: &str, why: DeleteReason) -> Change {
    Change::DeactivateKey { under: under(), user: a("mail-user"), key: a(id), why }
}

fn delete(id: &str, why: DeleteReason) -> Change {
    Change::DeleteKey { under: under(), user: a("mail-user"), key: a(id), why }
}
