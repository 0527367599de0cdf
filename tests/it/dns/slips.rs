//! Mistakes of other people's hands: what is pasted along, put into the wrong field, or true of another region; each is told by
//! what it is, and not as a value that is merely another.

use open_sesame::{
    dns::{PASSES_ON, compare::RecordStanding, faults::by_cause, mistakes::Slip},
    engine::ports::Resolver as _,
    host::dns::Dns,
    rehearsal::Play,
};

use super::{compared::told, corpus::looked_at, *};

fn check(record: Record, world: &str, expected: &str) {
    assert_eq!(told(&record, "example.kr", world), expected, "{} in{world}", record.name);
}

const AT: &str = "t1._domainkey.example.kr";
const OURS: &str = "t1.dkim.amazonses.com";

/// As DNS writes what is no letter of a host: behind a stroke, or by its number.
#[test]
fn what_was_pasted_along_with_a_host_is_named() {
    for (there, slip) in [
        (format!("\\\"{OURS}\\\""), "character 1 is '\"' (U+0022); type the value anew"),
        (format!("\\\"{OURS}\\\".example.kr"), "character 1 is '\"' (U+0022); type the value anew"),
        (format!("{OURS}\\040"), "character 22 is ' ' (U+0020); type the value anew"),
        ("t1\\357\\274\\216dkim.amazonses.com".into(), "character 3 is '．' (U+FF0E); type the value anew"),
        ("t1\\343\\200\\202dkim.amazonses.com".into(), "character 3 is '。' (U+3002); type the value anew"),
        (format!("https:\\/\\/{OURS}"), "“https://” is no part of it"),
        (format!("in\\040cname\\040{OURS}"), "“in cname” is no part of it"),
        (format!("{OURS}\\/"), "“/” is no part of it"),
        (format!("{OURS}\\,"), "“,” is no part of it"),
        (format!("{OURS}\\;"), "“;” is no part of it"),
        // A longer token is another token.
        (format!("x{OURS}"), "it is another value"),
        (format!("x-{OURS}"), "it is another value"),
        (format!("{OURS}x"), "it is another value"),
    ] {
        check(
            dkim(),
            &format!("own {AT} CNAME {there}"),
            &format!("wrong: dns-wrong-value: {AT} holds {there}, not {OURS}: {slip}"),
        );
    }
    let at = "bounce.example.kr";
    for (there, slip) in [
        (format!("10 {FEEDBACK}\\/"), "“/” is no part of it"),
        (format!("10 mx\\04010\\040{FEEDBACK}"), "“mx 10” is no part of it"),
        (format!("10 \\\"{FEEDBACK}\\\""), "character 1 is '\"' (U+0022); type the value anew"),
    ] {
        check(
            bounce_mx(),
            &format!("own {at} MX {there}"),
            &format!("wrong: dns-wrong-value: {at} holds {there}, not 10 {FEEDBACK}: {slip}"),
        );
    }
}

#[test]
fn a_value_of_another_region_is_told_by_its_region() {
    let regional = Record { value: RecordValue::Cname("t1.dkim.ap-northeast-3.amazonses.com".into()), ..dkim() };
    for (record, there, slip) in [
        (dkim(), "t1.dkim.ap-northeast-3.amazonses.com", "it belongs to the region ap-northeast-3"),
        (dkim(), "t9.dkim.eu-south-1.amazonses.com", "it belongs to the region eu-south-1"),
        (regional.clone(), "t1.dkim.eu-south-1.amazonses.com", "it belongs to the region eu-south-1"),
        // As guides write it for every region.
        (regional, "t1.dkim.amazonses.com", "its end is not that of this region"),
        (dkim(), "t9.dkim.amazonses.com", "it is another value"),
        // The host of another record says nothing of a region.
        (dkim(), FEEDBACK, "it is another value"),
    ] {
        let wanted = record.value.to_string();
        check(
            record,
            &format!("own {AT} CNAME {there}"),
            &format!("wrong: dns-wrong-value: {AT} holds {there}, not {wanted}: {slip}"),
        );
    }
}

#[test]
fn a_value_of_another_record_is_told_by_that_record() {
    let all = records("example.kr", Some("bounce.example.kr"), Dmarc::Wanted);
    let slip = |record: Record, world: &str| {
        let seen = compared::seen(&record, "example.kr", world);
        let mistakes = compare(&record, &seen, &zone("example.kr")).mistakes;
        let faults = by_cause(mistakes.into_iter().map(|it| (&record, it)), &all);
        faults.iter().flat_map(|it| &it.at).map(|(_, it)| it.to_string()).collect::<Vec<_>>().join(" and ")
    };
    assert_eq!(
        slip(dkim(), &format!("own {AT} CNAME {FEEDBACK}")),
        format!("{AT} holds {FEEDBACK}, not {OURS}: this is the value of bounce.example.kr")
    );
    assert_eq!(
        slip(bounce_mx(), &format!("own bounce.example.kr MX 10 {OURS}")),
        format!("bounce.example.kr holds 10 {OURS}, not 10 {FEEDBACK}: this is the value of {AT}")
    );
}

#[test]
fn a_record_that_stands_at_another_name_is_found_there() {
    let missing =
        |name: &str, kind: &str, clue: &str| format!("missing: dns-missing: {name} has no {kind} record yet: {clue}");
    for at in ["t1._domainkey.www.example.kr", "t1._domainkey.example.example.kr"] {
        let clue = format!("it stands at {at}, where the name has a part too many; as the name type t1._domainkey");
        check(dkim(), &format!("own {at} CNAME {OURS}"), &missing(AT, "CNAME", &clue));
    }
    let at = "bounce.www.example.kr";
    let clue = format!("it stands at {at}, where the name has a part too many; as the name type bounce");
    check(bounce_mx(), &format!("own {at} MX 10 {FEEDBACK}"), &missing("bounce.example.kr", "MX", &clue));
    check(bounce_spf(), &format!("own {at} TXT {SPF}"), &missing("bounce.example.kr", "TXT", &clue));
    let at = "_dmarc.example.example.kr";
    let clue = format!("it stands at {at}, where the name has a part too many; as the name type _dmarc");
    let name = "_dmarc.example.kr";
    check(dmarc(), &format!("own {at} TXT v=DMARC1; p=none"), &missing(name, "TXT", &clue));
    // That name may have a policy of its own, so that nothing is to be removed there.
    check(
        dmarc(),
        "own _dmarc.www.example.kr TXT v=DMARC1; p=none",
        "missing: dns-missing: _dmarc.example.kr has no TXT record yet: that of _dmarc.www.example.kr counts for mail of \
         www.example.kr alone; as the name type _dmarc",
    );

    // The two fields exchanged, with the zone behind the value as forms add it or not.
    for value in [AT, "t1._domainkey", "t1._domainkey.example.kr.example.kr"] {
        let at = format!("{OURS}.example.kr");
        let clue = format!("name and value are exchanged, so that {at} leads to it; as the name type t1._domainkey");
        check(dkim(), &format!("own {at} CNAME {value}"), &missing(AT, "CNAME", &clue));
    }
    check(
        dkim(),
        &format!("own {OURS}.example.kr CNAME t9._domainkey.example.kr"),
        &format!("missing: dns-missing: {AT} has no CNAME record yet"),
    );
}

/// A guide for the domain's own mail was followed: that record is right where it stands.
#[test]
fn spf_of_the_domain_is_no_spf_of_the_mail_from() {
    let told = "missing: dns-missing: bounce.example.kr has no TXT record yet: that of example.kr counts for other mail; as \
                the name type bounce";
    check(bounce_spf(), &format!("own example.kr TXT {SPF}"), told);
    check(bounce_spf(), "own example.kr TXT v=spf1 include:_spf.google.com include:amazonses.com ~all", told);
    let nothing = "missing: dns-missing: bounce.example.kr has no TXT record yet";
    check(bounce_spf(), "own example.kr TXT v=spf1 include:_spf.google.com ~all", nothing);
    // What stands at the name itself is of more interest.
    check(
        bounce_spf(),
        &format!("own example.kr TXT {SPF}\n own bounce.example.kr TXT v=spf1 mx -all"),
        "wrong: dns-wrong-value: bounce.example.kr holds v=spf1 mx -all, not v=spf1 mx include:amazonses.com -all: it does \
         not let SES send",
    );
    let world = format!("own example.kr TXT {SPF}");
    let seen = compared::seen(&bounce_spf(), "example.kr", &world);
    let comparison = compare(&bounce_spf(), &seen, &zone("example.kr"));
    assert!(!comparison.is_to_be_mended() && comparison.is_to_be_added(), "{comparison:?}");
}

#[test]
fn the_mail_of_others_is_not_to_be_replaced() {
    let at = "bounce.example.kr";
    let wrong =
        |there: &str, slip: &str| format!("wrong: dns-wrong-value: {at} holds {there}, not 10 {FEEDBACK}: {slip}");
    for there in ["10 aspmx.l.google.com", "10 mail.example.kr"] {
        check(
            bounce_mx(),
            &format!("own {at} MX {there}"),
            &wrong(
                there,
                "mail for this name goes there; where that is in use, keep it and choose another label for the MAIL FROM",
            ),
        );
    }
    let receiving = "10 inbound-smtp.ap-northeast-2.amazonaws.com";
    let slip = "that is the host of SES that receives mail, and bounces go to another";
    check(bounce_mx(), &format!("own {at} MX {receiving}"), &wrong(receiving, slip));
    // Neither takes mail.
    for there in ["0 .", "10 localhost", "10 feedback-smtp.ap-northeast-2.amazonaws.com"] {
        check(bounce_mx(), &format!("own {at} MX {there}"), &wrong(there, "it is another value"));
    }
}

/// By a DNAME above every name has a CNAME of its own kind.
#[test]
fn names_that_are_led_elsewhere_together_are_told() {
    let world = format!(
        "own {AT} CNAME t1._domainkey.other.kr\n own nobody-made-this-name._domainkey.example.kr CNAME \
         nobody-made-this-name._domainkey.other.kr"
    );
    check(
        dkim(),
        &world,
        &format!(
            "wrong: dns-wrong-value: {AT} holds t1._domainkey.other.kr, not {OURS}: all names beside it lead to \
             _domainkey.other.kr as well, by a DNAME above them; no record can stand below one"
        ),
    );
}

/// A Korean keyboard writes wide letters, and what is no SPF to a receiver was meant as SPF all the same.
#[test]
fn a_text_in_wide_letters_is_told_from_none() {
    let at = "bounce.example.kr";
    for (there, slip) in [
        ("ｖ=spf1 include:amazonses.com ~all", "character 1 is 'ｖ' (U+FF56); type the value anew"),
        ("v＝spf1 include:amazonses.com ~all", "character 2 is '＝' (U+FF1D); type the value anew"),
        ("v=spf1 include：amazonses.com ~all", "character 15 is '：' (U+FF1A); type the value anew"),
        ("spf2.0/mfrom include:amazonses.com ~all", "receivers cannot read it"),
    ] {
        check(
            bounce_spf(),
            &format!("own {at} TXT {there}"),
            &format!("wrong: dns-wrong-value: {at} holds {there}, not {SPF}: {slip}"),
        );
    }
    let at = "_dmarc.example.kr";
    for (there, odd) in [
        ("v=DMARC1； p=reject", "character 9 is '；' (U+FF1B)"),
        ("ｖ=DMARC1; p=reject", "character 1 is 'ｖ' (U+FF56)"),
    ] {
        check(
            dmarc(),
            &format!("own {at} TXT {there}"),
            &format!("wrong: dns-wrong-value: {at} holds {there}, not v=DMARC1; p=reject: {odd}; type the value anew"),
        );
    }
}

/// Reports go to another's domain only where that has agreed to it in DNS (RFC 7489, 7.1), with a wildcard or by name.
#[test]
fn reports_that_nobody_agreed_to_take_are_told() {
    let at = "_dmarc.example.kr";
    let agreement = "example.kr._report._dmarc.vendor.com";
    let text = "v=DMARC1; p=none; rua=mailto:a@example.kr,mailto:d@mail.example.kr,mailto:r@vendor.com!10m";
    let refused = format!(
        "present; though {at} holds {text}, not {text}: vendor.com has not agreed in DNS to take its reports, so receivers \
         send none there"
    );
    check(dmarc(), &format!("own {at} TXT {text}"), &refused);
    check(dmarc(), &format!("own {at} TXT {text}\n own {agreement} TXT hello"), &refused);
    check(dmarc(), &format!("own {at} TXT {text}\n own {agreement} TXT v=DMARC1;"), "present");
    // Where nobody answered, nothing is claimed.
    check(dmarc(), &format!("own {at} TXT {text}\n own {agreement} TXT ?\n public {agreement} TXT ?"), "present");
    check(dmarc(), &format!("own {at} TXT v=DMARC1; p=none; rua=mailto:d@reports.example.kr"), "present");
}

/// RFC 9989: `psd=y` is for registries.
#[test]
fn a_domain_that_calls_itself_a_public_suffix_is_told() {
    let at = "_dmarc.example.kr";
    let text = "v=DMARC1; p=none; psd=y";
    check(
        dmarc(),
        &format!("own {at} TXT {text}"),
        &format!(
            "present; though {at} holds {text}, not {text}: psd=y says that anybody may register below it, so that the \
             MAIL FROM counts as another's domain"
        ),
    );
    for text in ["v=DMARC1; p=none; psd=n", "v=DMARC1; p=reject; pct=0; sp=none; np=reject; t=y; fo=1"] {
        check(dmarc(), &format!("own {at} TXT {text}"), "present");
    }
}

/// DNS writes what is no letter of a host by its number; here by a server and over the wire.
#[tokio::test(flavor = "multi_thread")]
async fn a_host_comes_over_the_wire_as_it_was_typed() {
    let it = crate::rehearsal::served("half-done", Play::ByHand).await;
    let dns = Dns::at(vec![it.dns]);
    let cut = dns.zone_of("example.kr").await.expect("a zone");
    for (typed, slip) in [
        (format!("\"{OURS}\""), Slip::OddCharacter { at: 1, found: '"' }),
        (OURS.replace('.', "．"), Slip::OddCharacter { at: 3, found: '．' }),
        (format!("https://{OURS}"), Slip::Surplus("https://".into())),
        (format!("{OURS} "), Slip::OddCharacter { at: 22, found: ' ' }),
        (format!("{OURS}."), Slip::Different),
    ] {
        it.world.set_dns(AT, RecordType::Cname, std::slice::from_ref(&typed), 60);
        let said = looked_at(&dns, &dkim(), &cut).await;
        match said.mistakes.as_slice() {
            [] => assert_eq!((slip, said.standing), (Slip::Different, RecordStanding::Present), "{typed}"),
            [Mistake::WrongValue { slip: told, .. }] => assert_eq!(*told, slip, "{typed}"),
            others => panic!("{typed}: {others:?}"),
        }
    }
}

/// `_domainkey` was given to another company once: what is added to the zone above it is seen by nobody.
#[test]
fn a_name_of_a_zone_below_is_told_with_its_server() {
    let passes_on = |server: &str, to: &str| ServerAnswer::new(server, Answer::Silent(format!("{PASSES_ON}{to}")));
    let nothing = ServerAnswer::new("1.1.1.1", Answer::NoName);
    let seen = |authoritative: Vec<ServerAnswer>| {
        let sighting = Sighting { authoritative, public: vec![nothing.clone()] };
        let seen = Sightings::from_iter([(ask::first(&dkim()), sighting)]);
        compare(&dkim(), &seen, &zone("example.kr"))
    };
    let both = ["ns1.example.net", "ns2.example.net"].map(|server| passes_on(server, "ns1.vendor.com"));
    let told = seen(both.to_vec());
    let mistakes: Vec<String> = told.mistakes.iter().map(ToString::to_string).collect();
    let expected = format!(
        "{AT} has no CNAME record yet: the name is of another zone, which ns1.vendor.com serves: the record belongs there"
    );
    assert_eq!((mistakes, told.is_to_be_added()), (vec![expected], true));
    // One that only does not answer names nobody.
    let silent = ServerAnswer::new("ns2.example.net", Answer::Silent("no answer".into()));
    let told = seen(vec![passes_on("ns1.example.net", "ns1.vendor.com"), silent]);
    assert!(matches!(told.mistakes.as_slice(), [Mistake::Missing { clue: None, .. }]), "{told:?}");
}
