//! What is waited for by itself: so, still to come, or not to be brought by waiting.

use open_sesame::setup::{Awaited, DnsRest, Outlook, Part, Review, ReviewStatus, Scope, SendingStop, WhyOver};

use open_sesame::words::{Locale, Text};

use super::*;

#[track_caller]
fn check(what: &str, awaited: Awaited, facts: &Facts, expected: Outlook) {
    assert_eq!(awaited.outlook(&intent(), facts, now()), expected, "{what}");
}

#[test]
fn a_domain_is_verified_when_ses_signs_for_it_and_takes_its_mail_from() {
    let check = |what: &str, identity: Identity, expected: Outlook| {
        let facts = Facts { identity: Fact::Present(identity), ..everything() };
        check(what, Awaited::Verified, &facts, expected);
    };
    let dns = || Outlook::Open(Wait::Dns);
    check("whole", domain(), Outlook::So);
    check("pending", pending_domain(), dns());
    check("without MAIL FROM", Identity { mail_from: None, ..domain() }, Outlook::So);
    for status in [Check::Pending, Check::TemporaryFailure, Check::Other("ODD".into())] {
        check("its MAIL FROM", Identity { mail_from: Some(mail_from(status)), ..domain() }, dns());
    }
    let bounce = || WhyOver::MailFromFailed(a("bounce.example.co.kr"));
    check(
        "its MAIL FROM failed",
        Identity { mail_from: Some(mail_from(Check::Failed)), ..domain() },
        Outlook::Over(bounce()),
    );
    let dkim = |status, verified| Identity { verified, dkim: Dkim { status, ..domain().dkim }, ..domain() };
    let failed = || Outlook::Over(WhyOver::DkimFailed(a("example.co.kr")));
    check("DKIM failed", dkim(Check::Failed, false), failed());
    check("DKIM failed after it was verified", dkim(Check::Failed, true), failed());
    check("records removed", dkim(Check::TemporaryFailure, true), dns());
    // What is another's is done with as it is.
    let foreign = |identity| Identity { made: Authorship::Foreign, ..identity };
    check("another's, verified", foreign(dkim(Check::Failed, true)), Outlook::So);
    check("another's, given up", foreign(dkim(Check::Failed, false)), failed());
    let below = Intent { from: Some(a("me@shop.example.co.kr")), ..intent() };
    let facts = Facts { identity: Fact::Present(dkim(Check::Pending, true)), ..everything() };
    assert_eq!(Awaited::Verified.outlook(&below, &facts, now()), Outlook::So, "covered from above");
}

#[test]
fn an_address_is_waited_for_as_long_as_its_link_lives() {
    let address = IdentityName::Email(a("no-reply@example.co.kr"));
    let check = |what: &str, verified: bool, status: Check, age: i64, expected: Outlook| {
        let created = Some(now() - jiff::SignedDuration::from_hours(age));
        let identity = Identity { name: address.clone(), verified, verification: status, created, ..domain() };
        check(what, Awaited::Verified, &Facts { identity: Fact::Present(identity), ..everything() }, expected);
    };
    let expired = || Outlook::Over(WhyOver::VerificationLinkExpired(address.clone()));
    check("clicked", true, Check::Success, 30, Outlook::So);
    check("sent", false, Check::Pending, 23, Outlook::Open(Wait::Click));
    check("sent a day ago", false, Check::Pending, 24, expired());
    check("AWS says so", false, Check::Failed, 1, expired());
}

#[test]
fn production_is_the_accounts_word_and_not_the_reviews() {
    let check = |what: &str, account: SesAccount, expected: Outlook| {
        let facts = Facts { account: Fact::Present(account), ..everything() };
        check(what, Awaited::Production, &facts, expected);
    };
    let review = |status, case: Option<&str>| Review { status, case: case.map(String::from) };
    let with = |status| SesAccount { review: Some(review(status, Some("8214556"))), ..sandbox() };
    check("out", production(), Outlook::So);
    check("under review", under_review(), Outlook::Open(Wait::Review));
    check("granted a moment ago", with(ReviewStatus::Granted), Outlook::Open(Wait::Review));
    check("never asked", sandbox(), Outlook::Unbegun);
    let denied = review(ReviewStatus::Denied, Some("8214556"));
    assert!(denied.link().is_some_and(|link| link.ends_with("displayId=8214556")));
    assert_eq!(review(ReviewStatus::Denied, None).link(), None);
    check("denied", with(ReviewStatus::Denied), Outlook::Over(WhyOver::ProductionDenied(denied)));
    check("never received", with(ReviewStatus::Failed), Outlook::Over(WhyOver::RequestNotReceived));
    let odd = || ReviewStatus::Other("PAUSED".into());
    check("a new word", with(odd()), Outlook::Over(WhyOver::ReviewUnknown("PAUSED".into())));
    for (stop, why) in
        [(SendingStop::Paused, WhyOver::SendingPaused), (SendingStop::ShutDown, WhyOver::AccountSuspended)]
    {
        let enforcement = (stop == SendingStop::ShutDown).then(|| "SHUTDOWN".to_owned());
        let stopped = SesAccount { sending_enabled: false, enforcement, ..production() };
        check("stopped", stopped, Outlook::Over(why));
    }
}

#[test]
fn what_is_not_seen_is_not_waited_for() {
    for awaited in [Awaited::Verified, Awaited::Production] {
        let unseen = |what: &str, facts: Facts| check(what, awaited, &facts, Outlook::Unseen);
        unseen("nobody has looked", Facts::default());
        unseen("nobody is signed in", Facts { caller: Fact::Absent, ..everything() });
        unseen("neither is known", Facts { identity: Fact::Unknown, account: Fact::Unknown, ..everything() });
        let hidden = Facts { identity: Fact::Hidden(denied()), account: Fact::Hidden(denied()), ..everything() };
        check("hidden", awaited, &hidden, Outlook::Hidden(denied()));
        let elsewhere = Intent { account: Some(a("999988887777")), ..intent() };
        assert_eq!(awaited.outlook(&elsewhere, &everything(), now()), Outlook::Unseen, "in another account");
    }
    check("no identity", Awaited::Verified, &Facts { identity: Fact::Absent, ..everything() }, Outlook::Unbegun);
}

#[test]
fn a_look_asks_no_more_than_can_have_changed() {
    let check = |what: &str, awaited: Awaited, facts: &Facts, parts: &[Part]| {
        let none = std::time::Duration::ZERO;
        let scope = DnsRest::default().spare(awaited.shows_in(facts), &intent(), facts, none, now());
        assert_eq!(scope, Scope::of(parts.iter().copied()), "{what}");
    };
    check("at first", Awaited::Verified, &Facts::default(), &[Part::Caller, Part::Identity, Part::Dns]);
    check("at first", Awaited::Production, &Facts::default(), &[Part::Caller, Part::Account]);
    check("later", Awaited::Production, &everything(), &[Part::Account]);
    let unseen = Facts { records: Default::default(), ..everything() };
    check("records not seen", Awaited::Verified, &unseen, &[Part::Identity, Part::Dns]);
    // An address has none.
    let address = Identity { name: IdentityName::Email(a("me@example.co.kr")), ..domain() };
    let facts = Facts { identity: Fact::Present(address), ..everything() };
    check("of an address", Awaited::Verified, &facts, &[Part::Identity]);
}

#[test]
fn looks_become_rarer_and_never_so_many_as_one_a_second() {
    let seconds = |n| std::time::Duration::from_secs(n);
    for on in <Wait as strum::IntoEnumIterator>::iter() {
        let (mut passed, mut looks, mut last) = (0, 0, 0);
        while passed < 3600 {
            let gap = on.gap(seconds(passed)).as_secs();
            assert!((last.max(3)..=60).contains(&gap), "{on} after {passed} s: {gap} s");
            (passed, looks, last) = (passed + gap, looks + 1, gap);
        }
        assert!(on == Wait::Propagation || looks <= 80, "{on}: {looks} looks in an hour");
    }
}

/// What is asked again while one waits, by how long nothing moved and how long ago DNS was asked.
#[test]
fn dns_is_spared_where_it_was_just_asked_or_has_said_all() {
    use std::time::Duration;

    let (all, alone) = (Wait::Dns.shows_in(), Scope::of([Part::Identity]));
    let seconds = Duration::from_secs;
    let asked_again = |still: u64, ago: u64, facts: &Facts| {
        let mut rest = DnsRest::default();
        let first = rest.spare(all.clone(), &intent(), facts, Duration::ZERO, now() - seconds(ago));
        (first == all, rest.spare(all.clone(), &intent(), facts, seconds(still), now()) == all)
    };
    let open = crate::gallery::standings::published(false);
    assert_eq!(asked_again(0, 9, &open), (true, false));
    assert_eq!(asked_again(0, 10, &open), (true, true));
    assert_eq!(asked_again(60, 29, &open), (true, false));
    assert_eq!(asked_again(60, 30, &open), (true, true));
    assert_eq!(asked_again(86_400, 299, &open), (true, false));
    assert_eq!(asked_again(86_400, 300, &open), (true, true));
    let there = crate::gallery::standings::published(true);
    assert_eq!(asked_again(86_400, 86_400, &there), (false, false), "only SES can say more");
    assert_eq!(DnsRest::default().spare(alone.clone(), &intent(), &open, Duration::ZERO, now()), alone);
}

/// A look at SES alone says nothing against DNS, which was asked before.
#[test]
fn what_ses_finds_after_dns_was_asked_is_not_called_removed() {
    let names: Vec<String> = {
        let records = open_sesame::setup::wanted_records(&intent(), &pending_domain(), seoul());
        records.into_iter().map(|record| record.name).collect()
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let empty = || crate::gallery::standings::published_but(&names);
    let (mut facts, found) = (empty(), Fact::Present(domain()));
    let removed = |facts: &Facts| {
        let records = open_sesame::setup::wanted_records(&intent(), &domain(), seoul());
        records.iter().filter(|record| facts.was_removed(record)).count()
    };
    facts.learn(Facts { identity: found.clone(), ..Facts::default() });
    assert_eq!(removed(&facts), 0);
    let Facts { records, zone, .. } = empty();
    facts.learn(Facts { identity: found, records, zone, ..Facts::default() });
    assert_eq!(removed(&facts), 4);
    let all = open_sesame::setup::wanted_records(&intent(), &domain(), seoul());
    let said = |locale, records: &[_]| Text::new(locale).records_gone(records, &facts).expect("they are gone");
    let gone: Vec<_> = all.iter().filter(|record| facts.was_removed(record)).cloned().collect();
    assert!(said(Locale::En, &gone).starts_with("4 records that SES had found are gone from DNS. Put them back: t1."));
    let one = said(Locale::En, &gone[..1]);
    assert_eq!(one, "One record that SES had found is gone from DNS. Put it back: t1._domainkey");
    let one = said(Locale::Ko, &gone[..1]);
    assert_eq!(one, "SES가 전에 확인한 레코드 하나가 DNS에서 사라졌습니다. 다시 넣으세요: t1._domainkey");
}
