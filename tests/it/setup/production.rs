//! Production: asked for once the identity is whole, decided by AWS.

use open_sesame::setup::{MailType, Review, ReviewStatus, SendingStop, SuppressionRefusal};

use super::*;

#[test]
fn production_is_asked_for_once_the_identity_is_whole() {
    check_sign_in(Step::Production);
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Production, what, &intent, &facts, &expected);
    };
    let seen = |account| Facts { account, ..everything() };
    let sandboxed = || seen(Fact::Present(sandbox()));
    check("not looked at", intent(), seen(Fact::Unknown), Standing::Unknown);
    check("absent", intent(), seen(Fact::Absent), Standing::Unknown);
    check("hidden", intent(), seen(Fact::Hidden(denied())), Standing::Refused(denied().into()));
    check("granted long ago", intent(), everything(), Standing::Done);
    let quiet = Intent { website: None, terms: Terms::NotAsked, ..intent() };
    check("granted, nothing said", quiet.clone(), everything(), Standing::Done);

    check("nothing said", quiet.clone(), sandboxed(), asks([Question::Website, Question::AcceptTerms]));
    check("no site", Intent { website: None, ..intent() }, sandboxed(), asks([Question::Website]));
    check("no promise", Intent { terms: Terms::NotAsked, ..intent() }, sandboxed(), asks([Question::AcceptTerms]));
    // What can be said is asked for before it is needed.
    check("nothing said, no identity", quiet, nothing(), asks([Question::Website, Question::AcceptTerms]));

    let with = |identity| Facts { identity, ..sandboxed() };
    check("no identity", intent(), with(Fact::Absent), blocked(Step::Identity));
    check("no address", Intent { from: None, ..intent() }, sandboxed(), blocked(Step::Identity));
    check("the identity not looked at", intent(), with(Fact::Unknown), Standing::Unknown);
    check("the identity hidden", intent(), with(Fact::Hidden(denied())), blocked(Step::Identity));
    check("DNS is slow", intent(), with(Fact::Present(pending_domain())), blocked(Step::Identity));
    let ask = |mail_type, contact| {
        open(Change::AskForProduction { under: under(), website: a("https://example.co.kr/"), mail_type, contact })
    };
    check("all is said", intent(), sandboxed(), ask(MailType::Transactional, None));
    let marketing = Intent { mail_type: MailType::Marketing, contact: Some(a("ops@example.co.kr")), ..intent() };
    check("all is said, and more", marketing, sandboxed(), ask(MailType::Marketing, Some(a("ops@example.co.kr"))));
}

#[test]
fn the_review_says_whose_move_it_is() {
    let check = |status: ReviewStatus, case: Option<&str>, expected: Standing| {
        let what = format!("{status:?}");
        let review = Some(Review { status, case: case.map(String::from) });
        let account = SesAccount { review, ..sandbox() };
        // No answer is needed where the request is made, nor an identity.
        let facts = Facts { account: Fact::Present(account), ..nothing() };
        let quiet = Intent { website: None, terms: Terms::NotAsked, ..intent() };
        check_standing(Step::Production, &what, &quiet, &facts, &expected);
    };
    check(ReviewStatus::Pending, None, waits(Wait::Review));
    // Granted, and the switch follows a moment later.
    check(ReviewStatus::Granted, None, waits(Wait::Review));
    check(ReviewStatus::Denied, None, refused(Refusal::ReviewDenied { case: None }));
    let case = Some("8214556".to_owned());
    check(ReviewStatus::Denied, Some("8214556"), refused(Refusal::ReviewDenied { case }));
    check(ReviewStatus::Other("PAUSED".into()), None, refused(Refusal::ReviewWord("PAUSED".into())));
    check(ReviewStatus::Failed, None, asks([Question::Website, Question::AcceptTerms]));

    let failed = Review { status: ReviewStatus::Failed, case: None };
    let account = SesAccount { review: Some(failed), ..sandbox() };
    let facts = Facts { account: Fact::Present(account), ..everything() };
    let standing = assess(Step::Production, &intent(), &facts, now());
    assert!(matches!(standing, Standing::Open { next: Change::AskForProduction { .. } }), "{standing:?}");
}

#[test]
fn an_account_that_may_not_send_is_not_done() {
    let stopped = |how| refused(Refusal::SendingStopped(how));
    let check = |enforcement: Option<&str>, sending_enabled: bool, expected: Standing| {
        for account in [production(), sandbox(), under_review()] {
            let what = format!("{enforcement:?}, sending {sending_enabled}, production {}", account.production);
            let account = SesAccount { enforcement: enforcement.map(String::from), sending_enabled, ..account };
            let facts = Facts { account: Fact::Present(account.clone()), ..everything() };
            check_standing(Step::Production, &what, &intent(), &facts, &expected);
            assert_eq!(next_change(&intent(), &facts, now()), None, "{what}");
            // Nobody's sign-up is sent into the wall.
            let prepared = Facts { project: Fact::Present(prepared_app()), ..facts };
            check_standing(Step::Project, &what, &intent(), &prepared, &blocked(Step::Production));
        }
    };
    check(Some("SHUTDOWN"), true, stopped(SendingStop::ShutDown));
    check(Some("SHUTDOWN"), false, stopped(SendingStop::ShutDown));
    check(Some("HEALTHY"), false, stopped(SendingStop::Paused));
    check(None, false, stopped(SendingStop::Paused));
    for enforcement in [Some("PROBATION"), Some("HEALTHY"), Some("A NEW WORD"), None] {
        let account = SesAccount { enforcement: enforcement.map(String::from), ..production() };
        let facts = Facts { account: Fact::Present(account), ..everything() };
        check_standing(Step::Production, &format!("{enforcement:?}"), &intent(), &facts, &Standing::Done);
    }
}

#[test]
fn bounces_are_suppressed_before_the_request_or_else_after_it() {
    let check = |what: &str, suppressed: &[&str], production: bool, refused_in: Option<bool>, expected: Standing| {
        let suppressed = suppressed.iter().map(|reason| reason.to_string()).collect();
        let account = Fact::Present(SesAccount { production, suppressed, ..sandbox() });
        let refusal = |in_production| SuppressionRefusal { in_production, denial: denied() };
        let facts = Facts { account, suppression_refused: refused_in.map(refusal), ..everything() };
        check_standing(Step::Production, what, &intent(), &facts, &expected);
    };
    let suppress = || open(Change::SuppressBounces { under: under() });
    let ask = || {
        let (website, mail_type) = (a("https://example.co.kr/"), MailType::Transactional);
        open(Change::AskForProduction { under: under(), website, mail_type, contact: None })
    };
    let both = ["BOUNCE", "COMPLAINT"];
    check("off", &[], false, None, suppress());
    check("half off", &["BOUNCE"], false, None, suppress());
    check("on", &both, false, None, ask());
    check("off, and the sandbox refuses it", &[], false, Some(false), ask());
    check("off, and the sandbox refused it", &[], true, Some(false), suppress());
    check("off, and production refuses it too", &[], true, Some(true), Standing::Done);
    check("off, never tried", &[], true, None, suppress());
    check("on in production", &both, true, Some(false), Standing::Done);
}
