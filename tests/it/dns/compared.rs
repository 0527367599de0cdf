//! What is wanted against what is seen: each failure by its cause.

use open_sesame::dns::faults::by_cause;

use super::*;

#[test]
fn each_failure_of_a_record_is_told_apart() {
    let check = |record: Record, world: &str, expected: &str| {
        let got = told(&record, "example.kr", world);
        assert_eq!(got, expected, "{} in{world}", record.name);
    };
    let at = "t1._domainkey.example.kr";
    let ours = "t1.dkim.amazonses.com";

    // DKIM
    check(dkim(), &format!("own {at} CNAME {ours}"), "present");
    check(dkim(), &format!("own {at} CNAME T1.DKIM.amazonses.com."), "present");
    check(dkim(), &format!("own {at} CNAME ?\n public {at} CNAME {ours}"), "present");
    check(dkim(), &format!("own {at} CNAME ?\n public {at} CNAME ?"), "unknown");
    check(dkim(), &format!("own1 {at} CNAME {ours}\n own2 {at} CNAME ?"), "present");
    check(dkim(), "", "missing: dns-missing: t1._domainkey.example.kr has no CNAME record yet");
    check(
        dkim(),
        &format!("own1 {at} CNAME {ours}\n own2 {at} CNAME !"),
        "missing: dns-servers-disagree: 1 of 2 servers have it; not yet: ns2.example.net",
    );
    check(
        dkim(),
        &format!("own1 {at} CNAME {ours}\n own2 {at} CNAME old.example.net"),
        "missing: dns-servers-disagree: 1 of 2 servers have it; not yet: ns2.example.net; ns2.example.net has old.example.net",
    );
    check(
        dkim(),
        &format!("public {at} CNAME {ours}"),
        "missing: dns-wrong-provider: t1._domainkey.example.kr is not on the servers that the domain is delegated to \
         (ns1.example.net, ns2.example.net); a copy that a resolver still holds came from another provider, or was \
         removed since",
    );
    check(
        dkim(),
        &format!("own {at}.example.kr CNAME {ours}"),
        "wrong: dns-name-doubled: the record stands at t1._domainkey.example.kr.example.kr, where the zone is there \
         twice; as the name type only t1._domainkey",
    );
    check(
        dkim(),
        &format!("own t1.domainkey.example.kr CNAME {ours}"),
        "missing: dns-missing: t1._domainkey.example.kr has no CNAME record yet: it stands at \
         t1.domainkey.example.kr; the form took the underscore, which must stay",
    );
    check(
        Record { name: "t1._domainkey.app.example.kr".into(), ..dkim() },
        &format!("own t1._domainkey.example.kr CNAME {ours}"),
        "missing: dns-missing: t1._domainkey.app.example.kr has no CNAME record yet: it stands at \
         t1._domainkey.example.kr; as the name type t1._domainkey.app",
    );
    check(
        dkim(),
        &format!("own {at} CNAME {ours}.example.kr"),
        "wrong: dns-wrong-value: t1._domainkey.example.kr holds t1.dkim.amazonses.com.example.kr, not \
         t1.dkim.amazonses.com.: the form added the zone; end the value with a dot",
    );
    check(
        dkim(),
        &format!("own {at} CNAME t9.dkim.amazonses.com"),
        "wrong: dns-wrong-value: t1._domainkey.example.kr holds t9.dkim.amazonses.com, not t1.dkim.amazonses.com: it \
         is another value",
    );
    // Pasted in part; the form may have added the zone.
    for cut in [
        "t1.dkim.amazonses.co",
        "t1.dkim.amazonses",
        "1.dkim.amazonses.com",
        "dkim.amazonses.com",
        "t1",
        "t1.example.kr",
    ] {
        check(
            dkim(),
            &format!("own {at} CNAME {cut}"),
            &format!(
                "wrong: dns-wrong-value: t1._domainkey.example.kr holds {cut}, not t1.dkim.amazonses.com: a part of it is \
                 missing; paste it whole"
            ),
        );
    }
    check(
        dkim(),
        &format!("own {at} CNAME shop.example.com"),
        "wrong: dns-wrong-value: t1._domainkey.example.kr holds shop.example.com, not t1.dkim.amazonses.com: it is \
         another value",
    );
    check(
        dkim(),
        &format!("own {at} CNAME -\n own {at} A 104.16.0.1\n own {at} AAAA 2606:4700::1"),
        "wrong: dns-proxied: t1._domainkey.example.kr is proxied or flattened: it answers with 104.16.0.1 and \
         2606:4700::1 instead of a CNAME; set it to DNS only",
    );
    check(
        dkim(),
        &format!("own {at} CNAME -\n own {at} A -\n own {at} AAAA -\n own {at} TXT -\n own {at} MX -"),
        "wrong: dns-proxied: t1._domainkey.example.kr is proxied or flattened: the name exists, and no CNAME is shown; \
         set it to DNS only",
    );
    check(
        dkim(),
        &format!("own {at} CNAME -\n own {at} A -\n own {at} AAAA -\n own {at} TXT {ours}"),
        "wrong: dns-wrong-type: at t1._domainkey.example.kr there is TXT t1.dkim.amazonses.com, and no CNAME",
    );
    // A wildcard answers for the name as it does for any other.
    let any = "nobody-made-this-name._domainkey.example.kr";
    check(
        dkim(),
        &format!("own {at} CNAME shop.host.kr\n own {any} CNAME shop.host.kr"),
        "missing: dns-missing: t1._domainkey.example.kr has no CNAME record yet: the answer (shop.host.kr) is that of \
         the wildcard *",
    );
    check(
        dkim(),
        &format!("own {at} CNAME -\n own {at} A 192.0.2.1\n own {any} CNAME -\n own {any} A 192.0.2.1"),
        "missing: dns-missing: t1._domainkey.example.kr has no CNAME record yet",
    );
    // Servers that deny nothing (compact denial) say NODATA of every name.
    check(
        dkim(),
        &["A", "AAAA", "TXT", "MX", "CNAME"].map(|kind| format!("own {at} {kind} -\n own {any} {kind} -")).join("\n"),
        "missing: dns-missing: t1._domainkey.example.kr has no CNAME record yet",
    );

    // MAIL FROM, MX
    let at = "bounce.example.kr";
    check(bounce_mx(), &format!("own {at} MX 10 {FEEDBACK}"), "present");
    check(bounce_mx(), &format!("own {at} MX 5 {FEEDBACK}."), "present");
    check(
        bounce_mx(),
        &format!("own {at} MX -\n own {at} TXT {SPF}"),
        "missing: dns-missing: bounce.example.kr has no MX record yet",
    );
    check(
        bounce_mx(),
        &format!("own {at} MX 10 {FEEDBACK} | 20 mail.example.kr"),
        "wrong: dns-mx-extra: bounce.example.kr has other MX records beside 10 \
         feedback-smtp.ap-northeast-2.amazonses.com; remove 20 mail.example.kr",
    );
    for (there, keep, extra) in [
        (format!("20 {FEEDBACK} | 10 {FEEDBACK}"), "10", format!("20 {FEEDBACK}")),
        (
            format!("20 {FEEDBACK} | 30 {FEEDBACK} | 5 mail.example.kr"),
            "20",
            format!("30 {FEEDBACK} and 5 mail.example.kr"),
        ),
    ] {
        check(
            bounce_mx(),
            &format!("own {at} MX {there}"),
            &format!(
                "wrong: dns-mx-extra: bounce.example.kr has other MX records beside {keep} {FEEDBACK}; remove {extra}"
            ),
        );
    }
    check(
        bounce_mx(),
        &format!("own {at} MX 10 10\\040{FEEDBACK}"),
        &format!(
            "wrong: dns-wrong-value: bounce.example.kr holds 10 10\\040{FEEDBACK}, not 10 {FEEDBACK}: the priority stands \
             in the field of the host, too"
        ),
    );
    check(
        bounce_mx(),
        &format!("own {at} MX 10 feedback-smtp.ap-northeast2.amazonses.com"),
        &format!(
            "wrong: dns-wrong-value: bounce.example.kr holds 10 feedback-smtp.ap-northeast2.amazonses.com, not 10 \
             {FEEDBACK}: it is another value"
        ),
    );
    check(
        bounce_mx(),
        &format!("own {at} MX 10 feedback-smtp.us-east-1.amazonses.com"),
        "wrong: dns-wrong-value: bounce.example.kr holds 10 feedback-smtp.us-east-1.amazonses.com, not 10 \
         feedback-smtp.ap-northeast-2.amazonses.com: it belongs to the region us-east-1",
    );
    check(
        bounce_mx(),
        &format!("own {at} MX 10 {FEEDBACK}.example.kr"),
        "wrong: dns-wrong-value: bounce.example.kr holds 10 feedback-smtp.ap-northeast-2.amazonses.com.example.kr, not \
         10 feedback-smtp.ap-northeast-2.amazonses.com.: the form added the zone; end the value with a dot",
    );
    check(
        bounce_mx(),
        &format!("own {at} MX -\n own {at} CNAME {FEEDBACK}"),
        "wrong: dns-wrong-type: at bounce.example.kr there is CNAME feedback-smtp.ap-northeast-2.amazonses.com, and no \
         MX",
    );
    check(
        bounce_mx(),
        &format!("own {at} MX -\n own {at} TXT 10 {FEEDBACK}"),
        "wrong: dns-wrong-type: at bounce.example.kr there is TXT 10 feedback-smtp.ap-northeast-2.amazonses.com, and \
         no MX",
    );
    check(
        bounce_mx(),
        &format!("own {at} MX -\n own {at} A 192.0.2.1"),
        "wrong: dns-wrong-type: at bounce.example.kr there is A 192.0.2.1, and no MX",
    );

    // MAIL FROM, SPF
    check(bounce_spf(), &format!("own {at} TXT {SPF}"), "present");
    check(
        bounce_spf(),
        &format!("own {at} TXT hello=world | v=spf1 ip4:192.0.2.0/24 include:amazonses.com -all"),
        "present",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT hello=world"),
        "missing: dns-missing: bounce.example.kr has no TXT record yet",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT v=spf1 mx -all"),
        "wrong: dns-wrong-value: bounce.example.kr holds v=spf1 mx -all, not v=spf1 mx include:amazonses.com -all: it \
         does not let SES send",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT {SPF} | v=spf1 mx -all"),
        "wrong: dns-spf-duplicate: bounce.example.kr has 2 SPF records; leave one: v=spf1 include:amazonses.com mx \
         ~all",
    );
    // What stands beside it for something else is not of concern.
    let other = "google-site-verification=abc";
    check(
        bounce_spf(),
        &format!("own {at} TXT {other} | v=spf1 mx -all"),
        "wrong: dns-wrong-value: bounce.example.kr holds v=spf1 mx -all, not v=spf1 mx include:amazonses.com -all: it \
         does not let SES send",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT {other} | v=spf1 include:amazonses.com ~al"),
        "wrong: dns-wrong-value: bounce.example.kr holds v=spf1 include:amazonses.com ~al, not v=spf1 \
         include:amazonses.com ~all: “~al” is no SPF term, and one such term voids the whole record",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT {other} | {SPF} | v=spf1 mx -all"),
        "wrong: dns-spf-duplicate: bounce.example.kr has 2 SPF records; leave one: v=spf1 include:amazonses.com mx \
         ~all",
    );
    check(
        bounce_spf(),
        &format!("own1 {at} TXT {other} | {SPF}\n own2 {at} TXT {other}"),
        "missing: dns-servers-disagree: 1 of 2 servers have it; not yet: ns2.example.net",
    );
    check(
        bounce_spf(),
        &format!("own1 {at} TXT {SPF}\n own2 {at} TXT {other} | v=spf1 mx -all"),
        "missing: dns-servers-disagree: 1 of 2 servers have it; not yet: ns2.example.net; ns2.example.net has v=spf1 mx \
         -all",
    );
    check(
        bounce_spf(),
        &format!("own1 {at} TXT v=spf1 mx -all\n own2 {at} TXT v=spf1 a -all"),
        "wrong: dns-wrong-value: bounce.example.kr holds v=spf1 mx -all, not v=spf1 mx include:amazonses.com -all: it \
         does not let SES send",
    );
    // As Gabia keeps it when a blank was pasted along.
    check(
        bounce_spf(),
        &format!("own {at} TXT _{SPF}"),
        "wrong: dns-wrong-value: bounce.example.kr holds  v=spf1 include:amazonses.com ~all, not v=spf1 \
         include:amazonses.com ~all: character 1 is ' ' (U+0020); type the value anew",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT v=spf1\u{a0}include:amazonses.com ~all"),
        "wrong: dns-wrong-value: bounce.example.kr holds v=spf1\u{a0}include:amazonses.com ~all, not v=spf1 \
         include:amazonses.com ~all: character 7 is '\\u{a0}' (U+00A0); type the value anew",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT spf1 include:amazonses.com ~all"),
        "wrong: dns-wrong-value: bounce.example.kr holds spf1 include:amazonses.com ~all, not v=spf1 \
         include:amazonses.com ~all: receivers cannot read it",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT -\n own {at} CNAME mail.example.kr"),
        "wrong: dns-wrong-type: at bounce.example.kr there is CNAME mail.example.kr, and no TXT",
    );

    // SPF's own value, typed as a CNAME.
    for (record, kind) in [(bounce_mx(), "MX"), (bounce_spf(), "TXT")] {
        check(
            record,
            &format!("own {at} {kind} -\n own {at} CNAME amazonses.com\n public amazonses.com TXT v=spf1 -all"),
            &format!("wrong: dns-wrong-type: at bounce.example.kr there is CNAME amazonses.com, and no {kind}"),
        );
    }
    // What lets everybody send does what it is for, and is told all the same.
    check(
        bounce_spf(),
        &format!("own {at} TXT v=spf1 include:amazonses.com +all"),
        "present; though bounce.example.kr holds v=spf1 include:amazonses.com +all, not v=spf1 include:amazonses.com \
         ~all: it passes mail from anybody",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT v=spf1 ip4:0.0.0.0/0 include:amazonses.com -all"),
        "present; though bounce.example.kr holds v=spf1 ip4:0.0.0.0/0 include:amazonses.com -all, not v=spf1 \
         include:amazonses.com -all: it passes mail from anybody",
    );
    // A wildcard answers for the doubled name as for any other.
    let any = "nobody-made-this-name.example.kr.example.kr";
    check(
        bounce_spf(),
        &format!("own {at} TXT -\n own {at}.example.kr TXT {SPF}\n own {any} TXT {SPF}"),
        "missing: dns-missing: bounce.example.kr has no TXT record yet",
    );
    check(
        bounce_spf(),
        &format!("own {at} TXT -\n own {at}.example.kr TXT {SPF}\n own {any} TXT hello"),
        "wrong: dns-name-doubled: the record stands at bounce.example.kr.example.kr, where the zone is there twice; as \
         the name type only bounce",
    );

    // Servers that follow the CNAME show what stands at its target.
    for (record, kind, value) in [(bounce_mx(), "MX", "10 mail.example.kr"), (bounce_spf(), "TXT", "v=spf1 mx -all")] {
        check(
            record,
            &format!("own {at} CNAME example.kr\n own {at} {kind} {value}\n own example.kr {kind} {value}"),
            &format!(
                "wrong: from-cname-in-use: bounce.example.kr is a CNAME to example.kr, which answers; choose another \
                 name, since beside a CNAME there is no {kind}"
            ),
        );
    }

    // DMARC: whatever somebody chose is right.
    let at = "_dmarc.example.kr";
    check(dmarc(), &format!("own {at} TXT v=DMARC1; p=none;"), "present");
    check(dmarc(), &format!("own {at} TXT v=DMARC1;p=reject;rua=mailto:d@example.kr"), "present");
    // What stands beside it may be answered first, and OpenDMARC looks no further.
    check(
        dmarc(),
        &format!("own {at} TXT v=DMARC1; p=none | site-verification=1"),
        &format!(
            "present; though {at} holds site-verification=1, not v=DMARC1; p=none: some receivers look at the first text \
             at a name alone"
        ),
    );
    check(
        dmarc(),
        &format!("own {at} TXT -\n own {at} CNAME d.vendor.kr\n public {at} TXT v=DMARC1; p=reject"),
        "present",
    );
    // Behind a CNAME it is the vendor's.
    check(
        dmarc(),
        &format!("own {at} TXT -\n own {at} CNAME d.vendor.kr\n public {at} TXT v=DMARC1; p=reject; junk"),
        "wrong: dns-wrong-value: d.vendor.kr holds v=DMARC1; p=reject; junk, not v=DMARC1; p=reject: “junk” is no \
         tag=value",
    );
    check(
        dmarc(),
        &format!("own {at} TXT -\n own {at} CNAME d.vendor.kr\n public {at} TXT v=DMARC1; p=none | v=DMARC1; p=reject"),
        "wrong: dns-dmarc-duplicate: d.vendor.kr has 2 DMARC records; leave one: v=DMARC1; p=reject",
    );
    check(
        dmarc(),
        &format!("own {at} TXT v=DMARC1; p=none | v=DMARC1; p=quarantine"),
        "wrong: dns-dmarc-duplicate: _dmarc.example.kr has 2 DMARC records; leave one: v=DMARC1; p=quarantine",
    );
    check(
        dmarc(),
        &format!("own {at} TXT \"v=DMARC1; p=reject\""),
        "wrong: dns-wrong-value: _dmarc.example.kr holds \"v=DMARC1; p=reject\", not v=DMARC1; p=reject: character 1 \
         is '\"' (U+0022); type the value anew",
    );
    check(
        dmarc(),
        &format!("own {at} TXT v=DMARC1 p=none"),
        "wrong: dns-wrong-value: _dmarc.example.kr holds v=DMARC1 p=none, not v=DMARC1; p=none: behind v=DMARC1 \
         there is no semicolon; receivers refuse it, and p=none is what it seems to mean",
    );
    check(
        dmarc(),
        &format!("own {at} TXT -\n own {at} CNAME nowhere.kr"),
        "wrong: dns-wrong-type: at _dmarc.example.kr there is CNAME nowhere.kr, and no TXT",
    );
    // The domain above has one, and a weaker one below would undo it.
    let below = Record { name: "_dmarc.app.example.kr".into(), ..dmarc() };
    check(below.clone(), "public _dmarc.example.kr TXT v=DMARC1; p=reject; sp=reject", "present");
    for above in ["v=dmarc1; p=reject", "v=DMARC1; p=reject; junk", "v=DMARC1; p=none | v=DMARC1; p=reject"] {
        check(below.clone(), &format!("own _dmarc.example.kr TXT {above}"), "present");
    }
    check(below.clone(), "own _dmarc.example.kr TXT ?\n public _dmarc.example.kr TXT ?", "unknown");
    check(
        below.clone(),
        "own _dmarc.example.kr TXT ?",
        "missing: dns-missing: _dmarc.app.example.kr has no TXT record yet",
    );
    check(below, "", "missing: dns-missing: _dmarc.app.example.kr has no TXT record yet");
}

#[test]
fn what_is_typed_keeps_what_holds() {
    let check = |record: Record, world: &str, expected: &str, is_added: bool| {
        let (seen, zone) = (seen(&record, "example.kr", world), zone("example.kr"));
        assert_eq!(to_type(&record, &seen, &zone).value.to_string(), expected, "{} in {world}", record.name);
        assert_eq!(compare(&record, &seen, &zone).is_to_be_added(), is_added, "{} in {world}", record.name);
    };
    let (at, none) = ("_dmarc.example.kr", "v=DMARC1; p=none;");
    check(dmarc(), "", none, true);
    check(dmarc(), &format!("own {at} TXT v=DMARC1; p=reject; junk"), "v=DMARC1; p=reject", false);
    check(dmarc(), &format!("own {at} TXT v=dmarc1; p=quarantine"), "v=DMARC1; p=quarantine", false);
    check(dmarc(), &format!("own {at} TXT {none} | v=DMARC1; p=reject"), "v=DMARC1; p=reject", false);
    check(dmarc(), &format!("own {at} TXT v=DMARC1; p=reject"), "v=DMARC1; p=reject", false);
    // Under another name it does nothing yet, and was chosen all the same.
    check(dmarc(), "own dmarc.example.kr TXT v=DMARC1; p=reject", "v=DMARC1; p=reject", true);
    // Another provider's copy, and one behind a CNAME.
    check(dmarc(), &format!("public {at} TXT v=DMARC1; p=reject"), "v=DMARC1; p=reject", true);
    let behind = format!("own {at} TXT -\n own {at} CNAME d.kr\n public {at} TXT v=DMARC1; p=reject; junk");
    check(dmarc(), &behind, "v=DMARC1; p=reject", false);
    let disagree = format!("own1 {at} TXT v=DMARC1; p=reject\n own2 {at} TXT !");
    check(dmarc(), &disagree, "v=DMARC1; p=reject", false);
    let below = Record { name: "_dmarc.app.example.kr".into(), ..dmarc() };
    check(below, &format!("own {at} TXT v=DMARC1; p=reject"), "v=DMARC1; p=reject", false);

    let at = "bounce.example.kr";
    check(bounce_spf(), &format!("own {at} TXT hello=world"), SPF, true);
    check(bounce_spf(), &format!("own {at} TXT v=spf1 mx -all"), "v=spf1 mx include:amazonses.com -all", false);
    check(bounce_spf(), &format!("own {at} TXT _{SPF}"), SPF, false);
    check(bounce_mx(), &format!("own {at} MX 10 mail.example.kr"), &format!("10 {FEEDBACK}"), false);
    check(dkim(), "own t1._domainkey.example.kr.example.kr CNAME t1.dkim.amazonses.com", "t1.dkim.amazonses.com", true);
    check(dkim(), "own t1._domainkey.example.kr CNAME t9.dkim.amazonses.com", "t1.dkim.amazonses.com", false);
}

#[test]
fn what_stays_until_somebody_corrects_it_is_told_from_what_may_be_on_its_way() {
    let check = |record: Record, world: &str, expected: bool| {
        let seen = seen(&record, "example.kr", world);
        let got = compare(&record, &seen, &zone("example.kr")).is_to_be_mended();
        assert_eq!(got, expected, "{} in {world}", record.name);
    };
    let at = "t1._domainkey.example.kr";
    let ours = "t1.dkim.amazonses.com";
    let any = "nobody-made-this-name._domainkey.example.kr";
    check(dkim(), &format!("own {at} CNAME {ours}"), false);
    check(dkim(), "", false);
    check(dkim(), &format!("own {at} CNAME ?\n public {at} CNAME ?"), false);
    check(dkim(), &format!("own1 {at} CNAME {ours}\n own2 {at} CNAME !"), false);
    check(dkim(), &format!("own {at} CNAME shop.host.kr\n own {any} CNAME shop.host.kr"), false);
    check(dkim(), &format!("public {at} CNAME {ours}"), true);
    check(dkim(), &format!("own {at}.example.kr CNAME {ours}"), true);
    check(dkim(), &format!("own t1.domainkey.example.kr CNAME {ours}"), true);
    check(dkim(), &format!("own {at} CNAME t9.dkim.amazonses.com"), true);
    check(dkim(), &format!("own {at} CNAME -\n own {at} A 104.16.0.1"), true);
    check(bounce_mx(), &format!("own bounce.example.kr MX 10 {FEEDBACK} | 20 mail.example.kr"), true);
    check(bounce_spf(), &format!("own bounce.example.kr TXT {SPF} | v=spf1 mx -all"), true);
    check(dmarc(), "own _dmarc.example.kr TXT v=DMARC1; p=none | v=DMARC1; p=quarantine", true);
}

#[test]
fn one_slip_at_several_records_is_one_fault() {
    let check = |what: &str, world: &str, expected: &[(&str, &[&str])]| {
        let records = [dkim(), Record { name: "t2._domainkey.example.kr".into(), ..dkim() }, bounce_mx(), bounce_spf()];
        let mistakes = records.iter().flat_map(|record| {
            let mistakes = compare(record, &seen(record, "example.kr", world), &zone("example.kr")).mistakes;
            mistakes.into_iter().map(move |it| (record, it))
        });
        let got: Vec<(&str, Vec<String>)> =
            by_cause(mistakes, &records).iter().map(|it| (it.at[0].1.cause(), it.names("example.kr"))).collect();
        let expected: Vec<(&str, Vec<String>)> =
            expected.iter().map(|(cause, names)| (*cause, names.iter().map(|it| it.to_string()).collect())).collect();
        assert_eq!(got, expected, "{what}: {world}");
    };
    let doubled = format!(
        "own t1._domainkey.example.kr.example.kr CNAME t1.dkim.amazonses.com
        own t2._domainkey.example.kr.example.kr CNAME t1.dkim.amazonses.com
        own bounce.example.kr.example.kr MX 10 {FEEDBACK}
        own bounce.example.kr.example.kr TXT {SPF}"
    );
    let all = ["t1._domainkey", "t2._domainkey", "bounce"];
    check("every name twice", &doubled, &[("dns-name-doubled", &all)]);
    check("nothing there", "", &[("dns-missing", &all)]);
    let mixed = format!(
        "own t1._domainkey.example.kr.example.kr CNAME t1.dkim.amazonses.com
        own t2._domainkey.example.kr CNAME t9.dkim.amazonses.com
        own bounce.example.kr MX 10 feedback-smtp.us-east-1.amazonses.com
        own bounce.example.kr TXT {SPF}"
    );
    // Two other values, and each for a reason of its own.
    let each: [(&str, &[&str]); 3] = [
        ("dns-name-doubled", &["t1._domainkey"]),
        ("dns-wrong-value", &["t2._domainkey"]),
        ("dns-wrong-value", &["bounce"]),
    ];
    check("one of each", &mixed, &each);
    let behind = "own1 t1._domainkey.example.kr CNAME t1.dkim.amazonses.com
        own1 t2._domainkey.example.kr CNAME t1.dkim.amazonses.com";
    check("one server is behind", behind, &[("dns-servers-disagree", &all[..2]), ("dns-missing", &["bounce"])]);
}

/// Servers of two companies tell each other nothing: what one lacks does not come by waiting.
#[test]
fn servers_of_two_companies_do_not_come_to_agree() {
    let check = |servers: [&str; 2], expected: &str, is_to_be_mended: bool| {
        let zone = ZoneCut { servers: servers.map(String::from).to_vec(), ..zone("example.kr") };
        let first = ask::first(&dkim());
        let said = |server: &str, answer| ServerAnswer::new(server, answer);
        let ours = Answer::Found(vec!["t1.dkim.amazonses.com".into()]);
        let authoritative = vec![said(servers[0], ours), said(servers[1], Answer::NoName)];
        let seen = Sightings::from_iter([(first, Sighting { authoritative, public: Vec::new() })]);
        let comparison = compare(&dkim(), &seen, &zone);
        let told: Vec<String> = comparison.mistakes.iter().map(ToString::to_string).collect();
        assert_eq!((told.join(" "), comparison.is_to_be_mended()), (expected.into(), is_to_be_mended));
    };
    check(
        ["ns.gabia.co.kr", "ns1.cafe24.com"],
        "1 of 2 servers have it; another company's servers do not, and nothing is passed on to them: ns1.cafe24.com",
        true,
    );
    check(["ns.gabia.co.kr", "ns1.gabia.co.kr"], "1 of 2 servers have it; not yet: ns1.gabia.co.kr", false);
    check(["ns.gabia.co.kr", "ns1.example.net"], "1 of 2 servers have it; not yet: ns1.example.net", false);
}

/// The values of two records that were exchanged are told, each with its own.
#[test]
fn exchanged_values_are_told_one_by_one() {
    let records = records("example.kr", None, Dmarc::Declined);
    let world = "own t1._domainkey.example.kr CNAME t2.dkim.amazonses.com
        own t2._domainkey.example.kr CNAME t1.dkim.amazonses.com
        own t3._domainkey.example.kr CNAME t9.dkim.amazonses.com";
    let mistakes = records.iter().flat_map(|record| {
        let mistakes = compare(record, &seen(record, "example.kr", world), &zone("example.kr")).mistakes;
        mistakes.into_iter().map(move |it| (record, it))
    });
    let told: Vec<String> = by_cause(mistakes, &records).iter().map(|it| it.at[0].1.to_string()).collect();
    let expected = [
        ("t1", "t2", "this is the value of t2._domainkey.example.kr"),
        ("t2", "t1", "this is the value of t1._domainkey.example.kr"),
        ("t3", "t9", "it is another value"),
    ];
    let expected = expected.map(|(name, value, slip)| {
        format!("{name}._domainkey.example.kr holds {value}.dkim.amazonses.com, not {name}.dkim.amazonses.com: {slip}")
    });
    assert_eq!(told, expected);
}

#[test]
fn more_is_asked_only_where_the_first_answer_leaves_a_doubt() {
    let check = |record: Record, world: &str, expected: &[&str]| {
        let zone = zone("example.kr");
        let first = ask::first(&record);
        let seen = Sightings::from_iter([(first.clone(), answer(world, &first))]);
        let asked = ask::follow_ups(&record, &seen, &zone);
        let asked: Vec<String> = asked.iter().map(|it| format!("{} {}", it.kind, it.name)).collect();
        assert_eq!((first.why, asked), (Aim::Itself, expected.iter().map(|it| it.to_string()).collect()));
    };
    check(dkim(), "own t1._domainkey.example.kr CNAME t1.dkim.amazonses.com", &[]);
    check(dkim(), "own t1._domainkey.example.kr CNAME ?\n public t1._domainkey.example.kr CNAME ?", &[]);
    let strays = [
        "CNAME t1._domainkey.example.kr.example.kr",
        "CNAME t1.domainkey.example.kr",
        "CNAME t1.-domainkey.example.kr",
        "CNAME t1_domainkey.example.kr",
        "CNAME t1.example.kr",
        "CNAME t1domainkey.example.kr",
        "CNAME t1._domainkey.example.example.kr",
        "CNAME t1._domainkey.www.example.kr",
        "CNAME t1.dkim.amazonses.com.example.kr",
    ];
    check(dkim(), "", &strays);
    let others = ["A", "AAAA", "TXT", "MX"].map(|kind| format!("{kind} t1._domainkey.example.kr"));
    let beside =
        ["A", "AAAA", "TXT", "MX", "CNAME"].map(|kind| format!("{kind} nobody-made-this-name._domainkey.example.kr"));
    let all: Vec<&str> = others.iter().chain(&beside).map(String::as_str).chain(strays).collect();
    check(dkim(), "own t1._domainkey.example.kr CNAME -", &all);
    let below = Record { name: "_dmarc.a.example.kr".into(), ..dmarc() };
    check(
        below,
        "",
        &[
            "TXT _dmarc.a.example.kr.example.kr",
            "TXT dmarc.a.example.kr",
            "TXT -dmarc.a.example.kr",
            "TXT _dmarc.a.example.example.kr",
            "TXT _dmarc.www.a.example.kr",
            "TXT a.example.kr",
            "TXT _dmarc.example.kr",
        ],
    );
}

/// Asks what the room says is to be asked, and tells the outcome in one line.
pub fn told(record: &Record, name: &str, world: &str) -> String {
    let Comparison { standing, mistakes, remark } = compare(record, &seen(record, name, world), &zone(name));
    let mistakes: Vec<String> = mistakes.iter().map(|it| format!(": {}: {it}", it.cause())).collect();
    let remark = remark.map(|it| format!("; though {it}")).unwrap_or_default();
    format!("{standing}{}{remark}", mistakes.join(" and "))
}

/// What is seen of a record in such a world: all that the room says is to be asked.
pub fn seen(record: &Record, name: &str, world: &str) -> Sightings {
    let mut seen = Sightings::default();
    let first = ask::first(record);
    seen.add(first.clone(), answer(world, &first));
    loop {
        let more = ask::follow_ups(record, &seen, &zone(name));
        if more.is_empty() {
            return seen;
        }
        for question in more {
            let said = answer(world, &question);
            seen.add(question, said);
        }
    }
}

fn answer(world: &str, question: &Query) -> Sighting {
    let said = |server: &str, lines: [&str; 2]| {
        let wanted = lines.map(|line| format!("{line} {} {} ", question.name, question.kind));
        let value =
            world.lines().find_map(|line| wanted.iter().find_map(|start| line.trim_start().strip_prefix(start)));
        let answer = match value.unwrap_or("!") {
            "!" => Answer::NoName,
            "-" => Answer::NoData,
            "?" => Answer::Silent("no answer".into()),
            values => Answer::Found(values.split(" | ").map(|it| it.replace("_v=", " v=")).collect()),
        };
        ServerAnswer::new(server, answer)
    };
    Sighting {
        authoritative: vec![said("ns1.example.net", ["own", "own1"]), said("ns2.example.net", ["own", "own2"])],
        public: vec![said("1.1.1.1", ["public", "public"])],
    }
}
