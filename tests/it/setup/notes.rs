//! What is worth knowing beside the standings: where else the sender is verified already.

use open_sesame::{
    setup::{
        HostInDns, RegionFacts,
        notes::{Note, Sandbox, notes, where_to_look},
    },
    words::{Locale, Text},
};

use super::*;

/// SES in a region, with what is listed there.
fn region(account: Fact<SesAccount>, listed: &[(&str, Check)]) -> RegionFacts {
    let listed = listed.iter().map(|(name, check)| (a(name), check.clone())).collect();
    RegionFacts { account, listed: Fact::Present(listed), ..RegionFacts::default() }
}

#[test]
fn where_the_sender_is_verified_already_is_told_while_it_is_not_verified_here() {
    let check = |what: &str, from: &str, facts: Facts, expected: Option<(&str, &str, Sandbox)>| {
        let intent = Intent { from: Some(a(from)), ..intent() };
        let expected = expected.map(|(name, there, sandbox)| Note::VerifiedElsewhere {
            name: a(name),
            here: seoul(),
            there: a(there),
            sandbox,
        });
        assert_eq!(notes(&intent, &facts), Vec::from_iter(expected), "{what}");
    };
    let (shop, me) = ("example.co.kr", "no-reply@example.co.kr");
    let with = |regions: &[(&str, RegionFacts)]| Facts {
        regions: regions.iter().map(|(code, seen)| (a(code), seen.clone())).collect(),
        ..nothing()
    };
    let there = |name| region(Fact::Present(sandbox()), &[(name, Check::Success)]);
    let virginia = || Some((shop, "us-east-1", Sandbox::In));

    check("nobody looked", me, nothing(), None);
    check("verified", me, with(&[("us-east-1", there(shop))]), virginia());
    check("covered by the domain above", "me@mail.example.co.kr", with(&[("us-east-1", there(shop))]), virginia());
    check("the one address", me, with(&[("us-east-1", there(me))]), Some((me, "us-east-1", Sandbox::In)));
    check("another address", me, with(&[("us-east-1", there("me@example.co.kr"))]), None);
    check("another domain", me, with(&[("us-east-1", there("ample.co.kr"))]), None);
    check("pending", me, with(&[("us-east-1", region(Fact::Absent, &[(shop, Check::Pending)]))]), None);
    check("only here", me, with(&[("ap-northeast-2", there(shop))]), None);
    // Where mail may leave at once comes first.
    let granted = region(Fact::Present(production()), &[(shop, Check::Success)]);
    let both = with(&[("ap-northeast-1", there(shop)), ("us-west-2", granted)]);
    check("in two, one out of the sandbox", me, both, Some((shop, "us-west-2", Sandbox::Out)));
    let hidden = region(Fact::Hidden(denied()), &[(shop, Check::Success)]);
    check("its account hidden", me, with(&[("us-east-1", hidden)]), Some((shop, "us-east-1", Sandbox::Unseen)));
    // Begun here, it still counts there; verified here, that is enough.
    let begun = Facts { identity: Fact::Present(pending_domain()), ..with(&[("us-east-1", there(shop))]) };
    check("begun here", me, begun, virginia());
    let done = Facts { identity: Fact::Present(domain()), ..with(&[("us-east-1", there(shop))]) };
    check("verified here", me, done, None);
    // The doctor asks by name.
    let asked = RegionFacts { identities: [(a(shop), Fact::Present(domain()))].into(), ..RegionFacts::default() };
    check("asked by name", me, with(&[("us-east-1", asked)]), Some((shop, "us-east-1", Sandbox::Unseen)));
    let nobody = Intent { from: None, ..intent() };
    assert_eq!(notes(&nobody, &with(&[("us-east-1", there(shop))])), []);
}

#[test]
fn the_other_regions_are_looked_at_once_and_only_before_there_is_an_identity() {
    let check = |what: &str, intent: &Intent, facts: Facts, regions: usize| {
        let around = where_to_look(intent, &facts);
        assert!(around.identities.is_empty() && !around.lists.contains(&seoul()), "{what}");
        assert_eq!(around.lists.len(), regions, "{what}");
    };
    let all = Region::all().filter(|it| it.row().partition == seoul().row().partition).count();
    check("nothing here", &intent(), nothing(), all - 1);
    check("begun here", &intent(), Facts { identity: Fact::Present(pending_domain()), ..nothing() }, 0);
    check("not looked at here", &intent(), Facts { identity: Fact::Unknown, ..nothing() }, 0);
    check("hidden here", &intent(), Facts { identity: Fact::Hidden(denied()), ..nothing() }, 0);
    check("nobody signed in", &intent(), Facts { caller: Fact::Absent, ..nothing() }, 0);
    check("no region", &Intent { region: None, ..intent() }, nothing(), 0);
    let seen = [(a("us-east-1"), RegionFacts::default())].into();
    check("looked around already", &intent(), Facts { regions: seen, ..nothing() }, 0);
}

#[test]
fn a_note_says_what_it_would_mean() {
    let check = |sandbox: Sandbox, said: [&str; 2], means: [&str; 2]| {
        let note = Note::VerifiedElsewhere { name: a("example.co.kr"), here: seoul(), there: a("us-east-1"), sandbox };
        for (at, locale) in [Locale::En, Locale::Ko].into_iter().enumerate() {
            let text = Text::new(locale);
            assert_eq!(text.note(&note), said[at]);
            let [_, meaning] = text.note_with_its_meaning(&note).expect("there is one to use");
            assert!(meaning.ends_with(means[at]), "{meaning}");
        }
    };
    check(
        Sandbox::Out,
        [
            "example.co.kr is already verified in us-east-1, where the account is out of the sandbox; with --region \
             us-east-1 it is used as it is",
            "example.co.kr은 샌드박스가 풀린 us-east-1에서 이미 인증되어 있습니다. --region us-east-1 옵션을 쓰면 그대로 씁니다",
        ],
        ["There the account is out of the sandbox already.", "거기서는 샌드박스가 이미 풀려 있습니다."],
    );
    let plain = [
        "example.co.kr is already verified in us-east-1; with --region us-east-1 it is used as it is",
        "example.co.kr은 us-east-1에서 이미 인증되어 있습니다. --region us-east-1 옵션을 쓰면 그대로 씁니다",
    ];
    check(Sandbox::In, plain, ["There the account is in the sandbox too.", "인증된 그 리전도 아직 샌드박스입니다."]);
    check(Sandbox::Unseen, plain, ["Nothing in ap-northeast-2 changes.", "ap-northeast-2에 있는 것은 그대로입니다."]);
}

#[test]
fn a_host_that_dns_does_not_have_is_told_before_an_mx_leads_there() {
    let host = "feedback-smtp.mx-central-1.amazonses.com";
    let intent = Intent { region: Some(a("mx-central-1")), ..intent() };
    let with = |found| Facts { hosts: [(host.to_owned(), found)].into(), ..nothing() };
    let here = a("mx-central-1");
    assert_eq!(notes(&intent, &with(HostInDns::There)), [Note::HostsByPattern { here }]);
    let told = notes(&intent, &with(HostInDns::Nowhere));
    assert_eq!(told, [Note::HostsByPattern { here }, Note::NoFeedbackHost { here }]);
    for locale in [Locale::En, Locale::Ko] {
        let said = Text::new(locale).note(&told[1]);
        assert!(said.contains(host) && said.contains("--mail-from none"), "{said}");
    }
    // What was seen of another region says nothing of this one.
    assert!(!notes(&Intent { region: Some(seoul()), ..intent }, &with(HostInDns::Nowhere)).contains(&told[1]));
}

#[test]
fn what_is_not_known_of_a_region_is_told_beside() {
    let check = |code: &str, expected: Option<(Note, [&str; 2])>| {
        let intent = Intent { region: Some(a(code)), ..intent() };
        // Whatever stands there: nothing of it makes the region better known.
        for facts in [nothing(), everything()] {
            let told = notes(&intent, &facts);
            assert_eq!(told, Vec::from_iter(expected.clone().map(|(note, _)| note)), "{code}");
            for (locale, part) in [Locale::En, Locale::Ko].into_iter().zip(expected.iter().flat_map(|(_, parts)| parts))
            {
                let said = Text::new(locale).note(&told[0]);
                assert!(said.contains(part) && said.contains(code), "{said}");
            }
        }
    };
    check("ap-northeast-2", None);
    check("ap-southeast-3", None);
    let here = a("mx-central-1");
    let hosts = [
        "no list says yet whether email-smtp.mx-central-1.amazonaws.com and feedback-smtp.mx-central-1.amazonses.com",
        "아직 어느 목록에도 없습니다",
    ];
    check("mx-central-1", Some((Note::HostsByPattern { here }, hosts)));
    let unlisted = ["list of regions, of 2026-11", "리전 목록(2026-11)"];
    check("ap-southeast-9", Some((Note::RegionNotListed { here: a("ap-southeast-9") }, unlisted)));
}

/// One that waits for its records and is not ours; not one that was given to us, and not what other sentences tell of.
#[test]
fn a_pending_identity_of_somebody_elses_is_told_until_it_is_given() {
    let told = |what: &str, intent: &Intent, identity: Identity, expected: bool| {
        let facts = Facts { identity: Fact::Present(identity), ..everything() };
        let note = Note::PendingOfAnother { name: IdentityName::Domain(a("example.co.kr")) };
        assert_eq!(notes(intent, &facts).contains(&note), expected, "{what}");
    };
    let theirs = |identity| Identity { made: Authorship::Foreign, ..identity };
    told("theirs", &intent(), theirs(pending_domain()), true);
    told("ours", &intent(), pending_domain(), false);
    told("tagged", &intent(), Identity { made: Authorship::Adopted, ..pending_domain() }, false);
    told("verified", &intent(), theirs(domain()), false);
    told("given", &Intent { adopt_identity: intent().identity_name(), ..intent() }, theirs(pending_domain()), false);
    let failed = Dkim { status: Check::Failed, ..pending_domain().dkim };
    told("given up on", &intent(), theirs(Identity { dkim: failed, ..pending_domain() }), false);
}
