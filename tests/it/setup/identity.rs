//! The identity: verified, and with the parts that are wanted.

use open_sesame::{
    dns::records::{Purpose, RecordValue},
    setup::{DmarcPolicy, IdentityKind, Optional, wanted_records},
    words::{Locale, Text},
};

use super::*;

#[test]
fn a_domain_is_created_proven_and_whole() {
    check_sign_in(Step::Identity);
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Identity, what, &intent, &facts, &expected);
    };
    let seen = |identity| Facts { identity, ..everything() };
    check("no address yet", Intent { from: None, ..intent() }, seen(Fact::Absent), asks([Question::From]));
    check("not looked at", intent(), seen(Fact::Unknown), Standing::Unknown);
    check("hidden", intent(), seen(Fact::Hidden(denied())), Standing::Refused(denied().into()));
    check("absent", intent(), seen(Fact::Absent), open(create_identity()));
    let tagged = Intent { tags: vec![("team".into(), "shop".into())], ..intent() };
    let Change::CreateIdentity { under, name, mut tags } = create_identity() else { unreachable!() };
    tags.push(("team".into(), "shop".into()));
    check("absent, with tags", tagged, seen(Fact::Absent), open(Change::CreateIdentity { under, name, tags }));
    check("whole", intent(), everything(), Standing::Done);
    check("not in DNS yet", intent(), seen(Fact::Present(pending_domain())), waits(Wait::Dns));
    let dkim_only = Identity { verified: true, dkim: domain().dkim, ..pending_domain() };
    check("MAIL FROM not in DNS yet", intent(), seen(Fact::Present(dkim_only)), waits(Wait::Dns));
    // Seen for the sender that was named before.
    let renamed = Intent { from: Some(a("me@other.kr")), ..intent() };
    check("of another domain", renamed, everything(), Standing::Unknown);
}

#[test]
fn dkim_is_restarted_where_ses_looks_no_more() {
    let check = |status: Check, origin: DkimOrigin, tokens: usize, expected: Standing| {
        let what = format!("{status:?}, {origin:?}, {tokens} tokens");
        let tokens = domain().dkim.tokens[..tokens].to_vec();
        let dkim = Dkim { status, origin, tokens, ..domain().dkim };
        let facts = Facts { identity: Fact::Present(Identity { dkim, ..domain() }), ..everything() };
        check_standing(Step::Identity, &what, &intent(), &facts, &expected);
    };
    let ses = || DkimOrigin::Ses;
    let restart = |before: &[String]| {
        open(Change::RestartDkim { under: under(), domain: a("example.co.kr"), before: before.to_vec() })
    };
    check(Check::Failed, ses(), 3, restart(&domain().dkim.tokens));
    // A domain of the time before Easy DKIM, verified by a TXT record.
    check(Check::NotStarted, ses(), 0, restart(&[]));
    check(Check::NotStarted, ses(), 3, waits(Wait::Dns));
    check(Check::Pending, ses(), 3, waits(Wait::Dns));
    check(Check::TemporaryFailure, ses(), 3, waits(Wait::Dns));
    check(Check::Other("LATER".into()), ses(), 3, waits(Wait::Dns));
    check(Check::Success, ses(), 3, Standing::Done);
    // Bring-your-own and replicas are left as they are.
    for origin in [DkimOrigin::External, DkimOrigin::Other("AWS_SES_EU_WEST_1".into())] {
        check(Check::Failed, origin.clone(), 0, waits(Wait::Dns));
        check(Check::Success, origin, 0, Standing::Done);
    }
}

#[test]
fn where_dkim_points_is_said_by_ses_or_a_list_and_never_guessed() {
    let check = |region: &str, zone: Option<&str>, expected: Option<&str>| {
        let region: Region = a(region);
        let identity =
            Identity { dkim: Dkim { zone: zone.map(String::from), ..domain().dkim }, mail_from: None, ..domain() };
        let records = wanted_records(&Intent { region: Some(region), ..intent() }, &identity, region);
        let targets: Vec<String> = records
            .into_iter()
            .filter_map(|record| match record.value {
                RecordValue::Cname(target) => Some(target),
                RecordValue::Mx { .. } | RecordValue::Txt(_) => None,
            })
            .collect();
        let expected: Vec<String> = match expected {
            Some(zone) => identity.dkim.tokens.iter().map(|token| format!("{token}.{zone}")).collect(),
            None => Vec::new(),
        };
        assert_eq!(targets, expected, "{region}, {zone:?}");
    };
    check("ap-northeast-2", None, Some("dkim.amazonses.com"));
    check("ap-northeast-3", None, Some("dkim.ap-northeast-3.amazonses.com"));
    check("ap-northeast-3", Some("abcd.dkim.amazonses.com"), Some("abcd.dkim.amazonses.com"));
    for new in ["ap-southeast-6", "mars-north-1"] {
        check(new, None, None);
        check(new, Some("abcd.dkim.amazonses.com"), Some("abcd.dkim.amazonses.com"));
    }
}

#[test]
fn a_domain_of_somebody_elses_is_left_as_it_is() {
    let check = |what: &str, identity: Identity, expected: Standing| {
        let theirs = Identity { made: Authorship::Foreign, ..identity };
        let facts = Facts { identity: Fact::Present(theirs), records: Default::default(), ..everything() };
        check_standing(Step::Identity, what, &intent(), &facts, &expected);
    };
    check("whole", domain(), Standing::Done);
    check("without MAIL FROM", Identity { mail_from: None, ..domain() }, Standing::Done);
    let failed = Some(mail_from(Check::Failed));
    check("its MAIL FROM failed", Identity { mail_from: failed, ..domain() }, Standing::Done);
    let dkim = |status, verified| Identity { verified, dkim: Dkim { status, ..domain().dkim }, ..domain() };
    check("verified, its DKIM failed", dkim(Check::Failed, true), Standing::Done);
    check("not verified", Identity { mail_from: None, ..pending_domain() }, waits(Wait::Dns));
    let stopped = refused(Refusal::ForeignDkim(a("example.co.kr")));
    check("SES looks no more", dkim(Check::Failed, false), stopped);

    // One that was given to us is tagged first, and then as any other.
    let given = Intent { adopt_identity: intent().identity_name(), ..intent() };
    let check = |what: &str, identity: Identity, expected: Standing| {
        let facts = Facts { identity: Fact::Present(identity), records: Default::default(), ..everything() };
        check_standing(Step::Identity, what, &given, &facts, &expected);
    };
    let name = || domain().name;
    let theirs = |identity| Identity { made: Authorship::Foreign, ..identity };
    let tagged = |identity| Identity { made: Authorship::Adopted, ..identity };
    let bare = || Identity { mail_from: None, ..domain() };
    let set = Change::SetMailFrom {
        under: under(),
        identity: a("example.co.kr"),
        mail_from: a("bounce.example.co.kr"),
        before: None,
    };
    check("given", theirs(bare()), open(Change::AdoptIdentity { under: under(), name: name() }));
    check("given and whole", theirs(domain()), open(Change::AdoptIdentity { under: under(), name: name() }));
    check("tagged", tagged(bare()), open(set));
    let restart = Change::RestartDkim { under: under(), domain: a("example.co.kr"), before: domain().dkim.tokens };
    check("tagged, SES looks no more", tagged(dkim(Check::Failed, false)), open(restart));
    let other = Intent { adopt_identity: Some(IdentityName::Domain(a("another.kr"))), ..intent() };
    let facts = Facts { identity: Fact::Present(theirs(bare())), records: Default::default(), ..everything() };
    check_standing(Step::Identity, "another was given", &other, &facts, &Standing::Done);

    // Whoever looks is told of the records that there are, not of a MAIL FROM that nobody may set.
    let check = |made: Authorship, mail_from: Option<MailFrom>, names: &[&str]| {
        let records = wanted_records(&intent(), &Identity { made, mail_from, ..domain() }, seoul());
        let records = records.iter().map(|it| it.name.as_str()).filter(|name| !name.contains("_domainkey"));
        assert_eq!(records.collect::<Vec<_>>(), names);
    };
    let (bounce, dmarc) = ("bounce.example.co.kr", "_dmarc.example.co.kr");
    check(Authorship::Ours, None, &[bounce, bounce, dmarc]);
    check(Authorship::Foreign, None, &[dmarc]);
    check(Authorship::Foreign, domain().mail_from, &[bounce, bounce, dmarc]);
}

#[test]
fn the_records_are_the_identitys_own() {
    let check = |what: &str, from: &str, identity: Identity, names: &[&str]| {
        let intent = Intent { from: Some(a(from)), ..intent() };
        let records = wanted_records(&intent, &identity, seoul());
        assert_eq!(records.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), names, "{what}");
    };
    let (me, below) = ("me@example.co.kr", "me@shop.example.co.kr");
    let (bounce, dmarc) = ("bounce.example.co.kr", "_dmarc.example.co.kr");
    let keys = ["t1._domainkey.example.co.kr", "t2._domainkey.example.co.kr", "t3._domainkey.example.co.kr"];
    let [one, two, three] = keys;
    let whole = [one, two, three, bounce, bounce, dmarc];
    check("Easy DKIM", me, domain(), &whole);
    check("MAIL FROM not set yet", me, Identity { mail_from: None, ..domain() }, &whole);

    let of = |origin, tokens: &[&str]| {
        let tokens = tokens.iter().map(ToString::to_string).collect();
        Identity { dkim: Dkim { origin, tokens, ..domain().dkim }, ..domain() }
    };
    check("a key of the owner's", me, of(DkimOrigin::External, &["selector"]), &[bounce, bounce, dmarc]);
    check("a replica", me, of(DkimOrigin::Other("AWS_SES_EU_WEST_1".into()), &["t1", "t2", "t3"]), &whole);

    // A domain above the sender's: under its own name, and without what nobody will set.
    check("covered", below, domain(), &whole);
    check("covered, no MAIL FROM", below, Identity { mail_from: None, ..domain() }, &[one, two, three, dmarc]);
    let address = Identity { name: IdentityName::Email(a(me)), ..domain() };
    check("an address", me, address, &[]);
}

/// What was asked for is done, or it is said that it is not; and the records follow.
#[test]
fn a_mail_from_that_was_named_takes_the_place_of_another() {
    let named = |label: &str| {
        let mut intent = intent();
        intent.say_mail_from(Optional::Wanted(a(label)));
        intent
    };
    let check = |what: &str, intent: &Intent, identity: Identity, expected: Standing, at: &str| {
        let records = wanted_records(intent, &identity, seoul());
        let mx = records.iter().find(|it| it.purpose == Purpose::MailFromMx).expect("an MX");
        assert_eq!(mx.name, at, "{what}");
        let facts = Facts { identity: Fact::Present(identity), ..everything() };
        check_standing(Step::Identity, what, intent, &facts, &expected);
    };
    let set = |name, before| {
        let before = Some(a(before));
        open(Change::SetMailFrom { under: under(), identity: a("example.co.kr"), mail_from: a(name), before })
    };
    let (bounce, mail) = ("bounce.example.co.kr", "mail.example.co.kr");
    let elsewhere = |status| MailFrom { domain: a(mail), ..mail_from(status) };
    let at_mail = |status, made| Identity { mail_from: Some(elsewhere(status)), made, ..domain() };
    let (ours, adopted, theirs) = (Authorship::Ours, Authorship::Adopted, Authorship::Foreign);
    check("another is set", &named("mail"), domain(), set(mail, bounce), mail);
    check("the same is set", &named("bounce"), domain(), Standing::Done, bounce);
    check("the usual label, unsaid", &intent(), at_mail(Check::Success, ours), Standing::Done, mail);
    for status in [Check::Success, Check::Pending, Check::Failed] {
        for made in [ours, adopted] {
            check("the usual label, said", &named("bounce"), at_mail(status.clone(), made), set(bounce, mail), bounce);
        }
    }
    check("another's", &named("bounce"), at_mail(Check::Success, theirs), Standing::Done, mail);
    let given = Intent { adopt_identity: Some(domain().name), ..named("bounce") };
    let adopt = open(Change::AdoptIdentity { under: under(), name: domain().name });
    check("another's that was given", &given, at_mail(Check::Success, theirs), adopt, mail);
    // The undo names the one that stood there.
    for (locale, known, first) in [
        (Locale::En, "set it back to mail.example.co.kr in SES", "clear it in SES"),
        (Locale::Ko, "SES에서 mail.example.co.kr로 되돌리기", "SES에서 MAIL FROM 설정 해제"),
    ] {
        for (before, expected) in [(Some(a(mail)), known), (None, first)] {
            let (identity, mail_from) = (a("example.co.kr"), a(bounce));
            let change = Change::SetMailFrom { under: under(), identity, mail_from, before };
            assert_eq!(Text::new(locale).undoes(&change), expected);
        }
    }
    // A domain that covers the sender is its owner's.
    let below = Intent { from: Some(a("me@shop.example.co.kr")), ..named("bounce") };
    check("above the sender's", &below, at_mail(Check::Success, ours), Standing::Done, mail);

    let facts = Facts { identity: Fact::Present(at_mail(Check::Success, theirs)), ..everything() };
    for (locale, expected) in [
        (
            Locale::En,
            "example.co.kr is verified; Sesame did not make it, so its MAIL FROM stays mail.example.co.kr and does not \
             become bounce.example.co.kr; with --adopt-identity Sesame changes it",
        ),
        (
            Locale::Ko,
            "example.co.kr 인증됨. Sesame가 만들지 않았으므로 MAIL FROM을 bounce.example.co.kr로 바꾸지 않고 \
             mail.example.co.kr을 그대로 둡니다. --adopt-identity로 맡기면 바꿉니다",
        ),
    ] {
        let said = |intent: &Intent| Text::new(locale).summary(Step::Identity, &Standing::Done, intent, &facts);
        assert_eq!(said(&named("bounce")), expected);
        assert_ne!(said(&intent()), expected);
        assert_ne!(said(&named("mail")), expected);
    }
}

#[test]
fn a_mail_from_is_set_unless_it_is_declined() {
    let check = |what: &str, wish: Optional<&str>, mail_from: Option<(&str, Check)>, expected: Standing| {
        let wish = match wish {
            Optional::Wanted(label) => Optional::Wanted(a(label)),
            Optional::Declined => Optional::Declined,
            Optional::NotAsked => Optional::NotAsked,
        };
        let mail_from = mail_from.map(|(name, status)| MailFrom {
            domain: a(name),
            status,
            on_mx_failure: OnMxFailure::UseDefault,
        });
        let identity = Identity { mail_from, ..domain() };
        let facts = Facts { identity: Fact::Present(identity), ..everything() };
        check_standing(Step::Identity, what, &Intent { mail_from: wish, ..intent() }, &facts, &expected);
    };
    let set = |name| {
        open(Change::SetMailFrom { under: under(), identity: a("example.co.kr"), mail_from: a(name), before: None })
    };
    let wanted = || Optional::Wanted("bounce");
    let ours = "bounce.example.co.kr";
    check("not set", wanted(), None, set(ours));
    check("not set, under another label", Optional::Wanted("mail"), None, set("mail.example.co.kr"));
    check("whole", wanted(), Some((ours, Check::Success)), Standing::Done);
    check("whole, with an older label", wanted(), Some(("old.example.co.kr", Check::Success)), Standing::Done);
    check("pending", wanted(), Some((ours, Check::Pending)), waits(Wait::Dns));
    check("not seen for now", wanted(), Some((ours, Check::TemporaryFailure)), waits(Wait::Dns));
    check("in a new word", wanted(), Some((ours, Check::Other("ODD".into()))), waits(Wait::Dns));
    // SES has given up and looks again only once it is set again.
    check("failed", wanted(), Some((ours, Check::Failed)), set(ours));
    check(
        "failed, with an older label",
        wanted(),
        Some(("old.example.co.kr", Check::Failed)),
        set("old.example.co.kr"),
    );
    check("declined", Optional::Declined, None, Standing::Done);
    check("declined, and failed", Optional::Declined, Some((ours, Check::Failed)), Standing::Done);
    check("not asked", Optional::NotAsked, None, Standing::Done);
}

#[test]
fn dns_says_whether_there_is_dmarc() {
    let check = |what: &str, wish: Optional<DmarcPolicy>, facts: Facts, expected: Standing| {
        check_standing(Step::Identity, what, &Intent { dmarc: wish, ..intent() }, &facts, &expected);
    };
    let wanted = || Optional::Wanted(DmarcPolicy::None);
    let said = |answer| Facts { records: dmarc(answer), ..everything() };
    let found = |texts: &[&str]| said(Answer::Found(texts.iter().map(|text| text.to_string()).collect()));
    check("missing", wanted(), said(Answer::NoName), waits(Wait::Dns));
    check("stricter than ours", wanted(), found(&["v=DMARC1; p=reject; rua=mailto:me@example.co.kr"]), Standing::Done);
    check("twice", wanted(), found(&["v=DMARC1; p=none;", "v=DMARC1; p=reject;"]), wrong());
    check("nobody answers", wanted(), said(Answer::Silent("SERVFAIL".into())), waits(Wait::Dns));
    let unasked = Facts { records: Default::default(), ..everything() };
    check("nobody was asked", wanted(), unasked.clone(), waits(Wait::Dns));
    check("no zone is known", wanted(), Facts { zone: Fact::Unknown, ..everything() }, waits(Wait::Dns));
    check("declined", Optional::Declined, unasked.clone(), Standing::Done);
    check("not asked", Optional::NotAsked, unasked, Standing::Done);

    // A record of the domain above holds here too.
    let from_above = || {
        let answers = [
            ("_dmarc.shop.example.co.kr", Answer::NoName),
            ("_dmarc.example.co.kr", Answer::Found(vec!["v=DMARC1; p=quarantine".into()])),
        ];
        let sightings = answers.map(|(name, answer)| {
            let question = ask::Query { name: name.into(), kind: RecordType::Txt, why: ask::Aim::Inherited };
            let said = ServerAnswer::new("ns1.example.net", answer);
            (question, Sighting { authoritative: vec![said], public: Vec::new() })
        });
        let key = RecordKey { name: "_dmarc.shop.example.co.kr".into(), kind: RecordType::Txt };
        [(key, sightings.into_iter().collect())].into()
    };
    let identity = Identity { name: IdentityName::Domain(a("shop.example.co.kr")), ..domain() };
    let facts = Facts { identity: Fact::Present(identity), records: from_above(), ..everything() };
    let intent = Intent { from: Some(a("no-reply@shop.example.co.kr")), ..intent() };
    check_standing(Step::Identity, "DMARC from above", &intent, &facts, &Standing::Done);
}

#[test]
fn what_is_wrong_in_dns_is_more_than_a_wait() {
    let check = |what: &str, identity: Identity, records: &[(&str, RecordType, Seen)], expected: Standing| {
        let records = records.iter().map(|(name, kind, seen)| {
            let sightings = seen.iter().map(|(asked, kind, answer)| {
                let question = ask::Query { name: asked.to_string(), kind: *kind, why: ask::Aim::Itself };
                let said = |server: &str, answer| ServerAnswer::new(server, answer);
                let (own, public) = answer.clone();
                let sighting =
                    Sighting { authoritative: vec![said("ns1", own)], public: vec![said("1.1.1.1", public)] };
                (question, sighting)
            });
            (RecordKey { name: name.to_string(), kind: *kind }, sightings.collect())
        });
        let facts = Facts { identity: Fact::Present(identity), records: records.collect(), ..everything() };
        check_standing(Step::Identity, what, &intent(), &facts, &expected);
    };
    type Seen<'a> = &'a [(&'a str, RecordType, (Answer, Answer))];
    let (cname, mx) = (RecordType::Cname, RecordType::Mx);
    let (at, ours) = ("t1._domainkey.example.co.kr", "t1.dkim.amazonses.com");
    let none = || (Answer::NoName, Answer::NoName);
    let both = |value: &str| (Answer::Found(vec![value.into()]), Answer::Found(vec![value.into()]));

    check("nowhere", pending_domain(), &[(at, cname, &[(at, cname, none())])], waits(Wait::Dns));
    check("there", pending_domain(), &[(at, cname, &[(at, cname, both(ours))])], waits(Wait::Dns));
    let doubled = "t1._domainkey.example.co.kr.example.co.kr";
    let seen: Seen = &[(at, cname, none()), (doubled, cname, both(ours))];
    check("its name twice", pending_domain(), &[(at, cname, seen)], wrong());
    // Somebody else's domain is waited for in the same way.
    let theirs = Identity { made: Authorship::Foreign, ..pending_domain() };
    check("its name twice, somebody else's", theirs, &[(at, cname, seen)], wrong());
    let seen: Seen = &[(at, cname, none()), ("t1.domainkey.example.co.kr", cname, both(ours))];
    check("its underscore lost", pending_domain(), &[(at, cname, seen)], wrong());
    check("another value", pending_domain(), &[(at, cname, &[(at, cname, both("t9.dkim.amazonses.com"))])], wrong());
    // The resolver's copy is of another provider, or old.
    let elsewhere = (Answer::NoName, Answer::Found(vec![ours.into()]));
    check("not at the provider", pending_domain(), &[(at, cname, &[(at, cname, elsewhere)])], wrong());
    // Another record's mistake is no less one.
    let bounce = "bounce.example.co.kr";
    let seen: Seen = &[(bounce, mx, both("10 feedback-smtp.us-east-1.amazonses.com"))];
    check("the MX of another region", pending_domain(), &[(bounce, mx, seen)], wrong());
}

#[test]
fn a_verified_domain_above_covers_the_sender() {
    let check = |what: &str, from: &str, kind: IdentityKind, identity: Identity, expected: Standing| {
        let intent = Intent { from: Some(a(from)), identity: kind, ..intent() };
        let facts = Facts { identity: Fact::Present(identity), ..everything() };
        check_standing(Step::Identity, what, &intent, &facts, &expected);
    };
    // Its parts are its owner's: no MAIL FROM is set, no DKIM restarted, nothing is waited for.
    let bare = Identity {
        made: Authorship::Foreign,
        dkim: Dkim { status: Check::Failed, ..domain().dkim },
        mail_from: None,
        ..domain()
    };
    let unproven = Identity { verified: false, ..bare.clone() };
    check("a domain below", "me@shop.example.co.kr", IdentityKind::Domain, bare.clone(), Standing::Done);
    check("an address in it", "me@example.co.kr", IdentityKind::Email, bare.clone(), Standing::Done);
    check("an address below", "me@shop.example.co.kr", IdentityKind::Email, bare.clone(), Standing::Done);
    check("not verified", "me@shop.example.co.kr", IdentityKind::Domain, unproven, Standing::Unknown);
    check("only ends alike", "me@myexample.co.kr", IdentityKind::Domain, bare, Standing::Unknown);
    let address = Identity { verified: true, ..address("other@example.co.kr") };
    check("another address", "me@example.co.kr", IdentityKind::Email, address, Standing::Unknown);
}

#[test]
fn an_address_waits_for_the_click_as_long_as_the_link_lives() {
    let check = |what: &str, identity: Fact<Identity>, expected: Standing| {
        let intent = Intent { identity: IdentityKind::Email, from: Some(a("me@example.co.kr")), ..intent() };
        check_standing(Step::Identity, what, &intent, &Facts { identity, ..nothing() }, &expected);
    };
    let name = || IdentityName::Email(a("me@example.co.kr"));
    let tags = || vec![("managed-by".into(), "sesame".into())];
    let sent = |seconds| Identity { created: Some(ago(seconds)), ..address("me@example.co.kr") };
    let again = || open(Change::RecreateIdentity { under: under(), name: name(), tags: tags() });
    check("absent", Fact::Absent, open(Change::CreateIdentity { under: under(), name: name(), tags: tags() }));
    check("just sent", Fact::Present(sent(0)), waits(Wait::Click));
    check("a second before its day is over", Fact::Present(sent(24 * 3600 - 1)), waits(Wait::Click));
    check("after a day", Fact::Present(sent(24 * 3600)), again());
    check("clicked", Fact::Present(Identity { verified: true, ..sent(25 * 3600) }), Standing::Done);
    let failed = |made, created| Identity { verification: Check::Failed, made, created, ..sent(0) };
    check("AWS says so", Fact::Present(failed(Authorship::Ours, Some(ago(60)))), again());
    check("ours by its tag", Fact::Present(failed(Authorship::Ours, None)), again());
    // What somebody else made is not deleted, dead as it is.
    let theirs = refused(Refusal::LinkExpired(name()));
    check("somebody's", Fact::Present(failed(Authorship::Foreign, None)), theirs);
    check("somebody's, given to us", Fact::Present(failed(Authorship::Adopted, None)), again());
    let waiting = Identity { made: Authorship::Foreign, created: None, ..sent(0) };
    check("somebody's, not long ago", Fact::Present(waiting), waits(Wait::Click));
}

#[test]
fn a_mailbox_at_somebody_elses_is_verified_as_an_address() {
    let check = |from: &str, kind: IdentityKind, expected: IdentityName| {
        let intent = Intent { from: Some(a(from)), identity: kind, ..intent() };
        assert_eq!(intent.identity_name(), Some(expected), "{from}");
    };
    let (domain, email) = (|name| IdentityName::Domain(a(name)), |name| IdentityName::Email(a(name)));
    check("me@gmail.com", IdentityKind::Domain, email("me@gmail.com"));
    check("me@naver.com", IdentityKind::Domain, email("me@naver.com"));
    check("me@example.co.kr", IdentityKind::Domain, domain("example.co.kr"));
    check("me@example.co.kr", IdentityKind::Email, email("me@example.co.kr"));
    check("me@gmail.example.co.kr", IdentityKind::Domain, domain("gmail.example.co.kr"));
    assert_eq!(Intent { from: None, ..intent() }.identity_name(), None);
}

fn wrong() -> Standing {
    Standing::Wrong { on: Wait::Dns }
}

fn address(address: &str) -> Identity {
    Identity {
        name: IdentityName::Email(a(address)),
        verified: false,
        verification: Check::Pending,
        dkim: Dkim { status: Check::NotStarted, tokens: vec![], ..domain().dkim },
        mail_from: None,
        ..domain()
    }
}

#[test]
fn records_of_an_earlier_try_are_named_as_long_as_they_stand() {
    let seen = |answer: Answer| {
        let name = "old1._domainkey.example.co.kr";
        let question = ask::Query { name: name.into(), kind: RecordType::Cname, why: ask::Aim::Itself };
        let said = ServerAnswer::new("ns1.example.net", answer);
        let seen = [(question, Sighting { authoritative: vec![said], public: Vec::new() })].into_iter().collect();
        BTreeMap::from([(RecordKey { name: name.into(), kind: RecordType::Cname }, seen)])
    };
    let check = |former: &[&str], answer: Answer, names: &[&str]| {
        let former_tokens = former.iter().map(ToString::to_string).collect();
        let identity = Fact::Present(Identity { former_tokens, ..domain() });
        let facts = Facts { identity, records: seen(answer), ..everything() };
        assert_eq!(facts.left_over().iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), names, "{former:?}");
    };
    let old = || Answer::Found(vec!["old1.dkim.amazonses.com".into()]);
    check(&["old1"], old(), &["old1._domainkey.example.co.kr"]);
    check(&["old1"], Answer::NoName, &[]);
    // SES may give the same names again.
    check(&["t1", "t2", "t3"], old(), &[]);
    check(&[], old(), &[]);
    // What another put there meanwhile is not ours to name.
    check(&["old1"], Answer::Found(vec!["elsewhere.example.net".into()]), &[]);
}

#[test]
fn an_address_that_takes_no_mail_is_named_before_aws_writes_to_it() {
    use open_sesame::dns::mailbox::NoMail;
    let check = |what: &str, said: &[(RecordType, Answer)], expected: Option<NoMail>| {
        let intent = Intent { identity: IdentityKind::Email, ..intent() };
        let seen = said.iter().map(|(kind, answer)| {
            let question = ask::Query { name: "example.co.kr".into(), kind: *kind, why: ask::Aim::Itself };
            let said = ServerAnswer::new("ns1.example.net", answer.clone());
            (question, Sighting { authoritative: vec![said], public: Vec::new() })
        });
        let key = RecordKey { name: "example.co.kr".into(), kind: RecordType::Mx };
        let records = BTreeMap::from([(key, seen.collect())]);
        let facts = Facts { identity: Fact::Absent, records, ..everything() };
        let standing = assess(Step::Identity, &intent, &facts, now());
        match expected {
            Some(why) => assert_eq!(standing, refused(Refusal::NoMail { domain: a("example.co.kr"), why }), "{what}"),
            None => assert!(matches!(standing, Standing::Open { .. }), "{what}: {standing:?}"),
        }
        // Of the domain itself nobody writes to a mailbox.
        let domain = assess(Step::Identity, &super::intent(), &facts, now());
        assert!(matches!(domain, Standing::Open { .. }), "{what}: {domain:?}");
    };
    let (mx, ip) = (RecordType::Mx, RecordType::A);
    let found = |value: &str| Answer::Found(vec![value.into()]);
    let none = |kind| (kind, Answer::NoData);
    check("nobody asked", &[], None);
    check("a server", &[(mx, found("10 mail.example.co.kr"))], None);
    check("a null MX", &[(mx, found("0 "))], Some(NoMail::NullMx));
    check("a null MX, with its dot", &[(mx, found("0 ."))], Some(NoMail::NullMx));
    check("a null MX beside a server", &[(mx, Answer::Found(vec!["0 .".into(), "10 mail.kr".into()]))], None);
    check("nothing", &[none(mx), none(ip), none(RecordType::Aaaa)], Some(NoMail::NoServer));
    check("an address of its own", &[none(mx), (ip, found("192.0.2.1")), none(RecordType::Aaaa)], None);
    check("the newer address", &[none(mx), none(ip), (RecordType::Aaaa, found("2001:db8::1"))], None);
    check("no such name", &[(mx, Answer::NoName)], Some(NoMail::NoDomain));
    check("no answer", &[(mx, Answer::Silent("SERVFAIL".into()))], None);
    check(
        "no answer about addresses",
        &[none(mx), (ip, Answer::Silent("REFUSED".into())), none(RecordType::Aaaa)],
        None,
    );
}
