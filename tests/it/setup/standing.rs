//! What is asked of a standing and of a change with one answer: each is answered by the variants that have one.

use open_sesame::{
    setup::{DeleteReason, FileEdit, SIMULATOR},
    terms::{Keep, KeyId, Slot},
};

use super::*;

#[test]
fn a_standing_answers_by_what_it_holds() {
    type Row = (Standing, Option<Change>, Vec<Question>, Option<Step>, Option<Wait>, Option<Refusal>);
    let rows: [Row; 8] = [
        (Standing::Unknown, None, vec![], None, None, None),
        (Standing::Done, None, vec![], None, None, None),
        (asks([Question::From]), None, vec![Question::From], None, None, None),
        (blocked(Step::Key), None, vec![], Some(Step::Key), None, None),
        (open(create_sender()), Some(create_sender()), vec![], None, None, None),
        (waits(Wait::Review), None, vec![], None, Some(Wait::Review), None),
        (Standing::Wrong { on: Wait::Dns }, None, vec![], None, Some(Wait::Dns), None),
        (refused(denied()), None, vec![], None, None, Some(denied().into())),
    ];
    for (standing, open, asks, by, on, why) in rows {
        assert_eq!(standing.open(), open.as_ref(), "{standing:?}");
        assert_eq!(standing.asks(), asks, "{standing:?}");
        assert_eq!((standing.blocked_by(), standing.waits_on()), (by, on), "{standing:?}");
        assert_eq!(standing.refusal(), why.as_ref(), "{standing:?}");
    }
}

#[test]
fn a_change_says_whose_it_is_and_what_it_leaves_behind() {
    let (user, key) = (|| a("mail-user"), || a::<KeyId>(KEY));
    let issue = Change::IssueKey { under: under(), user: user(), keep: Keep::Project, instead_of: None, names: None };
    let from = Intent::given_slot(&key());
    let (account, region) = (a("999988887777"), seoul());
    let kept = Change::KeepKey { account, region, user: user(), key: key(), from, keep: Keep::File, names: None };
    let delete = |why| Change::DeleteKey { under: under(), user: user(), key: key(), why };
    let test = Change::SendTest {
        region,
        mailer: open_sesame::laravel::Mailer::Ses,
        key: key(),
        secret: Slot::Resting(Keep::Keychain, key()),
        from: a("no-reply@example.co.kr"),
        to: a(SIMULATOR),
        options: Default::default(),
    };
    let prepared = prepare_app();
    let Change::EditProject { edits } = &prepared else { unreachable!() };

    let accounts = [(&issue, Some("123456789012")), (&kept, Some("999988887777")), (&prepared, None), (&test, None)];
    for (change, account) in accounts {
        assert_eq!(change.account().map(|it| it.as_str()), account, "{change:?}");
        assert_eq!(change.under().is_some(), account == Some("123456789012"), "{change:?}");
    }
    assert_eq!((issue.keeps(), kept.keeps()), (Some((None, Keep::Project)), Some((Some(&key()), Keep::File))));
    assert_eq!((test.keeps(), test.retires(), test.edits()), (None, None, &[] as &[FileEdit]));
    assert_eq!((prepared.edits(), switch_mailer().edits().len()), (edits.as_slice(), 1));
    for (why, by_request) in
        [(DeleteReason::Replaced, true), (DeleteReason::Chosen, false), (DeleteReason::NobodyHoldsIt, false)]
    {
        let change = delete(why);
        assert_eq!((change.retires(), change.is_by_request()), (Some((&key(), why)), by_request), "{change:?}");
    }
    assert!(test.is_by_request() && !issue.is_by_request() && !prepared.is_by_request());
}
