//! Is the difference between the wanted and the seen told rightly, and the records written as each provider takes them?
//! The world is text, a line per answer: `server name TYPE value`, where `server` is `own` (both of the zone's own
//! servers), `own1`, `own2` or `public`, several values have ` | ` between them, and the value may be `-` (NODATA), `!`
//! (NXDOMAIN) or `?` (silent). What no line says is `!`; `_v=` is a text with a blank at its beginning.

use open_sesame::{
    dns::{
        Answer, Said, Sighting, ZoneCut,
        ask::{self, Aim, Question, Sightings},
        compare::{Comparison, compare},
        provider::{self, Detected},
        records::{Dmarc, Purpose, Record, RecordValue, RecordWish, wanted},
        txt::{DmarcRecord, Merged, Policy, Spf, merge_dmarc, merge_spf},
        zonefile,
    },
    terms::Domain,
};
use proptest::prelude::*;

const SPF: &str = "v=spf1 include:amazonses.com ~all";
const FEEDBACK: &str = "feedback-smtp.ap-northeast-2.amazonses.com";

#[test]
fn six_records_are_wanted_of_a_domain() {
    let check = |domain: &str, mail_from: Option<&str>, dmarc, expected: &[(&str, &str, &str)]| {
        let records = records(domain, mail_from, dmarc);
        let got: Vec<_> =
            records.iter().map(|it| (it.kind().to_string(), it.name.clone(), it.value.to_string())).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, name, value)| (kind.to_string(), name.to_string(), value.to_string()))
            .collect();
        assert_eq!(got, expected);
    };
    let cname = |token, name| ("CNAME", name, token);
    let dkim = [
        cname("t1.dkim.amazonses.com", "t1._domainkey.example.co.kr"),
        cname("t2.dkim.amazonses.com", "t2._domainkey.example.co.kr"),
        cname("t3.dkim.amazonses.com", "t3._domainkey.example.co.kr"),
    ];
    let mx = ("MX", "bounce.example.co.kr", "10 feedback-smtp.ap-northeast-2.amazonses.com");
    let spf = ("TXT", "bounce.example.co.kr", SPF);
    let dmarc = ("TXT", "_dmarc.example.co.kr", "v=DMARC1; p=none;");
    check("example.co.kr", None, Dmarc::Declined, &dkim);
    check("example.co.kr", None, Dmarc::Wanted, &[&dkim[..], &[dmarc]].concat());
    check("example.co.kr", Some("bounce.example.co.kr"), Dmarc::Wanted, &[&dkim[..], &[mx, spf, dmarc]].concat());
}

#[test]
fn a_record_goes_into_a_file_and_comes_back() {
    let json = serde_json::to_value(bounce_mx()).unwrap();
    let value = serde_json::json!({"mx": {"priority": 10, "host": FEEDBACK}});
    assert_eq!(json, serde_json::json!({"purpose": "mail-from-mx", "name": "bounce.example.kr", "value": value}));
    assert_eq!(serde_json::from_value::<Record>(json).unwrap(), bounce_mx());
}

#[test]
fn a_name_is_relative_to_its_zone() {
    let check = |name: &str, zone: &str, expected: &str| {
        assert_eq!(Record { name: name.into(), ..bounce_mx() }.relative_to(zone), expected, "{name} in {zone}");
    };
    check("bounce.example.kr", "example.kr", "bounce");
    check("bounce.app.example.kr", "example.kr", "bounce.app");
    check("bounce.example.kr", "bounce.example.kr", "@");
    check("bounce.example.kr", "ample.kr", "bounce.example.kr");
    check("bounce.example.kr", "other.kr", "bounce.example.kr");
}

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
    check(
        dkim(),
        &format!("own {at} CNAME -\n own {at} A 104.16.0.1\n own {at} AAAA 2606:4700::1"),
        "wrong: dns-proxied: t1._domainkey.example.kr is proxied or flattened: it answers with 104.16.0.1 and \
         2606:4700::1 instead of a CNAME; set it to DNS only",
    );
    check(
        dkim(),
        &format!("own {at} CNAME -\n own {at} A -\n own {at} AAAA -\n own {at} TXT -"),
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
        &["A", "AAAA", "TXT", "CNAME"].map(|kind| format!("own {at} {kind} -\n own {any} {kind} -")).join("\n"),
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

    // DMARC: whatever somebody chose is right.
    let at = "_dmarc.example.kr";
    check(dmarc(), &format!("own {at} TXT v=DMARC1; p=none;"), "present");
    check(dmarc(), &format!("own {at} TXT v=DMARC1;p=reject;rua=mailto:d@example.kr"), "present");
    check(
        dmarc(),
        &format!("own {at} TXT -\n own {at} CNAME d.vendor.kr\n public {at} TXT v=DMARC1; p=reject"),
        "present",
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
        "wrong: dns-wrong-value: _dmarc.example.kr holds v=DMARC1 p=none, not v=DMARC1; p=none;: receivers cannot \
         read it",
    );
    check(
        dmarc(),
        &format!("own {at} TXT -\n own {at} CNAME nowhere.kr"),
        "wrong: dns-wrong-type: at _dmarc.example.kr there is CNAME nowhere.kr, and no TXT",
    );
    // The domain above has one, and a weaker one below would undo it.
    let below = Record { name: "_dmarc.app.example.kr".into(), ..dmarc() };
    check(below.clone(), "public _dmarc.example.kr TXT v=DMARC1; p=reject; sp=reject", "present");
    check(below, "", "missing: dns-missing: _dmarc.app.example.kr has no TXT record yet");
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
    ];
    check(dkim(), "", &strays);
    let others = ["A", "AAAA", "TXT"].map(|kind| format!("{kind} t1._domainkey.example.kr"));
    let beside =
        ["A", "AAAA", "TXT", "CNAME"].map(|kind| format!("{kind} nobody-made-this-name._domainkey.example.kr"));
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
            "TXT _dmarc.example.kr",
        ],
    );
}

#[test]
fn a_provider_is_known_by_most_of_its_servers() {
    let check = |servers: &[&str], expected: &str| {
        let servers: Vec<String> = servers.iter().map(|it| it.to_string()).collect();
        let names = |all: &[&provider::Provider]| all.iter().map(|it| it.id).collect::<Vec<_>>().join(" ");
        let got = match provider::detect(&servers) {
            Detected::One(it) => it.id.to_owned(),
            Detected::Shared(all) => format!("shared: {}", names(&all)),
            Detected::Split(all) => format!("split: {}", names(&all)),
            Detected::Unknown(all) => format!("unknown: {}", all.join(" ")),
        };
        assert_eq!(got, expected, "{servers:?}");
    };
    check(&["ns.gabia.co.kr", "ns1.gabia.co.kr", "ns.gabia.net"], "gabia");
    check(&["NS1.Cafe24.com.", "ns2.cafe24.co.kr"], "cafe24");
    check(&["ns1.cafe24dns.co.kr", "ns3.cafe24dns.co.kr"], "cafe24");
    check(&["ns1.whoisdomain.kr", "ns2.whoisdomain.kr"], "whois");
    check(&["ns1.hosting.co.kr"], "hosting-kr");
    check(&["cns1.hostcocoa.com", "bns2.hostcocoa.com"], "imweb");
    check(&["ns1-1.ns-ncloud.com", "ns1-2.ns-ncloud.com"], "naver-cloud");
    check(&["ns.toastdns-jin.com", "ns.toastdns-woo.com"], "nhn-cloud");
    check(&["amalia.ns.cloudflare.com", "bob.ns.cloudflare.com"], "cloudflare");
    check(&["ns-1.awsdns-09.com", "ns-520.awsdns-01.net", "ns-1800.awsdns-33.co.uk"], "route53");
    check(&["ns1-01.azure-dns.com", "ns2-01.azure-dns.net"], "azure");
    check(&["ns1045.ui-dns.com", "ns1045.ui-dns.biz"], "ionos");
    check(&["pdns1.ultradns.net"], "ultradns");
    check(&["dns1.p01.nsone.net", "dns2.p01.nsone.net"], "shared: squarespace netlify ns1");
    check(&["ns-cloud-a1.googledomains.com"], "shared: squarespace google-cloud");
    check(&["ns.gabia.co.kr", "ns1.gabia.co.kr", "amalia.ns.cloudflare.com"], "split: gabia cloudflare");
    // Not on a label boundary, nor a majority.
    check(&["ns1.notgabia.co.kr"], "unknown: ns1.notgabia.co.kr");
    check(&["gabia.co.kr.example.net"], "unknown: gabia.co.kr.example.net");
    check(&["ns.gabia.co.kr", "ns1.example.net"], "unknown: ns.gabia.co.kr ns1.example.net");
    check(&["ns.gabia.co.kr", "ns1.gabia.co.kr", "ns1.example.net"], "gabia");
    check(&[], "unknown: ");
}

#[test]
fn no_two_providers_share_an_id_and_korean_ones_come_first() {
    let ids: Vec<&str> = provider::all().map(|it| it.id).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
    assert_eq!(ids[..3], ["gabia", "cafe24", "whois"]);
}

#[test]
fn a_form_is_filled_as_its_provider_wants_it() {
    let check = |servers: &[&str], records: &[Record], zone: &str, expected: &[&str]| {
        let servers: Vec<String> = servers.iter().map(|it| it.to_string()).collect();
        let rows = provider::paste_sheet(records, zone, provider::detect(&servers).form());
        let got: Vec<String> =
            rows.iter().map(|row| format!("{} [{}] [{}] {:?}", row.kind, row.name, row.value, row.priority)).collect();
        assert_eq!(got, expected, "{servers:?}");
    };
    let all = [dkim(), bounce_mx(), bounce_spf()];
    let safe = [
        "CNAME [t1._domainkey] [t1.dkim.amazonses.com] None",
        "MX [bounce] [feedback-smtp.ap-northeast-2.amazonses.com] Some(10)",
        "TXT [bounce] [v=spf1 include:amazonses.com ~all] None",
    ];
    check(&["amalia.ns.cloudflare.com"], &all, "example.kr", &safe);
    check(&["ns1.example.net"], &all, "example.kr", &safe);
    check(&["ns-cloud-a1.googledomains.com"], &all, "example.kr", &safe);
    check(
        &["ns.gabia.co.kr"],
        &all,
        "example.kr",
        &[
            "CNAME [t1._domainkey] [t1.dkim.amazonses.com.] None",
            "MX [bounce] [feedback-smtp.ap-northeast-2.amazonses.com.] Some(10)",
            "TXT [bounce] [v=spf1 include:amazonses.com ~all] None",
        ],
    );
    check(
        &["ns-1.awsdns-09.com"],
        &all,
        "example.kr",
        &[
            "CNAME [t1._domainkey] [t1.dkim.amazonses.com] None",
            "MX [bounce] [10 feedback-smtp.ap-northeast-2.amazonses.com] None",
            "TXT [bounce] [\"v=spf1 include:amazonses.com ~all\"] None",
        ],
    );
    check(
        &["ns.toastdns-jin.com"],
        &all[1..2],
        "example.kr",
        &["MX [bounce.example.kr.] [10 feedback-smtp.ap-northeast-2.amazonses.com.] None"],
    );
    // The MAIL FROM domain is a zone of its own.
    check(&["ns.gabia.co.kr"], &all[2..], "bounce.example.kr", &["TXT [@] [v=spf1 include:amazonses.com ~all] None"]);
    check(&["ns1.cafe24.com"], &all[2..], "bounce.example.kr", &["TXT [] [v=spf1 include:amazonses.com ~all] None"]);
}

#[test]
fn a_zone_file_names_everything_in_full() {
    let long = Record { value: RecordValue::Txt(format!("a\"b{}", "c".repeat(260))), ..dmarc() };
    let expected = format!(
        "t1._domainkey.example.kr. 300 IN CNAME t1.dkim.amazonses.com. ; cf_tags=cf-proxied:false\n\
         bounce.example.kr. 300 IN MX 10 feedback-smtp.ap-northeast-2.amazonses.com.\n\
         bounce.example.kr. 300 IN TXT \"v=spf1 include:amazonses.com ~all\"\n\
         _dmarc.example.kr. 300 IN TXT \"a\\\"b{}\" \"{}\"\n",
        "c".repeat(252),
        "c".repeat(8),
    );
    assert_eq!(zonefile::bind(&[dkim(), bounce_mx(), bounce_spf(), long]), expected);
}

#[test]
fn a_table_quotes_what_it_must() {
    let odd =
        Record { value: RecordValue::Txt("v=DMARC1; p=none; rua=mailto:a@b.kr,mailto:\"c\"@d.kr".into()), ..dmarc() };
    assert_eq!(
        zonefile::csv(&[dkim(), bounce_mx(), odd]),
        "type,name,value,priority\n\
         CNAME,t1._domainkey.example.kr,t1.dkim.amazonses.com,\n\
         MX,bounce.example.kr,feedback-smtp.ap-northeast-2.amazonses.com,10\n\
         TXT,_dmarc.example.kr,\"v=DMARC1; p=none; rua=mailto:a@b.kr,mailto:\"\"c\"\"@d.kr\",\n"
    );
}

#[test]
fn cloudflares_form_says_dns_only_where_it_asks() {
    let rows = zonefile::cloudflare(&[dkim(), bounce_mx()], "example.kr");
    let (dkim, mx) = ("t1._domainkey", "bounce");
    let expected = serde_json::json!([
        {"type": "CNAME", "name": dkim, "value": "t1.dkim.amazonses.com", "priority": null, "proxy": "DNS only",
         "ttl": "Auto"},
        {"type": "MX", "name": mx, "value": FEEDBACK, "priority": 10, "proxy": null, "ttl": "Auto"},
    ]);
    assert_eq!(serde_json::to_value(rows).unwrap(), expected);
}

#[test]
fn spf_is_changed_and_never_added_to() {
    let add = || Merged::Add(SPF.into());
    let keep = |text: &str| Merged::Keep(text.into());
    let replace = |old: &str, new: &str| Merged::Replace { old: old.into(), new: new.into() };
    let check = |there: &[&str], expected: Merged| {
        let there: Vec<String> = there.iter().map(|it| it.to_string()).collect();
        assert_eq!(merge_spf(&there), expected, "{there:?}");
    };
    check(&[], add());
    check(&["google-site-verification=x", " v=spf1 -all", "v=spf10 -all"], add());
    check(&[SPF], keep(SPF));
    check(&["V=SPF1 +Include:AmazonSES.com. -all"], keep("V=SPF1 +Include:AmazonSES.com. -all"));
    check(&["v=spf1"], replace("v=spf1", "v=spf1 include:amazonses.com"));
    check(&["v=spf1 mx -all"], replace("v=spf1 mx -all", "v=spf1 mx include:amazonses.com -all"));
    check(&["v=spf1 all a"], replace("v=spf1 all a", "v=spf1 include:amazonses.com all a"));
    check(
        &["v=spf1 a redirect=_spf.x.kr"],
        replace("v=spf1 a redirect=_spf.x.kr", "v=spf1 a include:amazonses.com redirect=_spf.x.kr"),
    );
    // Behind `all`, or not passing, an include does nothing.
    check(
        &["v=spf1 -all include:amazonses.com"],
        replace("v=spf1 -all include:amazonses.com", "v=spf1 include:amazonses.com -all include:amazonses.com"),
    );
    check(
        &["v=spf1 a ?include:amazonses.com -all"],
        replace("v=spf1 a ?include:amazonses.com -all", "v=spf1 a include:amazonses.com ?include:amazonses.com -all"),
    );
    check(
        &["v=spf1 a -all", "v=spf1 a mx ~all"],
        Merged::Reduce {
            old: vec!["v=spf1 a -all".into(), "v=spf1 a mx ~all".into()],
            new: "v=spf1 a mx include:amazonses.com -all".into(),
        },
    );
}

#[test]
fn dmarc_is_never_weakened() {
    let check = |there: &[&str], expected: Merged| {
        let there: Vec<String> = there.iter().map(|it| it.to_string()).collect();
        assert_eq!(merge_dmarc(&there), expected, "{there:?}");
    };
    check(&[], Merged::Add("v=DMARC1; p=none;".into()));
    check(&["v=DMARC1; p=reject"], Merged::Keep("v=DMARC1; p=reject".into()));
    check(
        &["v=DMARC1; p=none", "v=DMARC1; p=reject", "v=DMARC1; p=quarantine"],
        Merged::Reduce {
            old: vec!["v=DMARC1; p=none".into(), "v=DMARC1; p=reject".into(), "v=DMARC1; p=quarantine".into()],
            new: "v=DMARC1; p=reject".into(),
        },
    );
}

#[test]
fn dmarc_is_read_as_receivers_read_it() {
    let check = |text: &str, expected: Option<(Policy, Option<Policy>)>| {
        let got = DmarcRecord::parse(text).map(|it| (it.policy, it.subdomain_policy));
        assert_eq!(got, expected, "{text}");
    };
    check("v=DMARC1; p=none;", Some((Policy::None, None)));
    check("v=DMARC1;p=Quarantine;sp=reject", Some((Policy::Quarantine, Some(Policy::Reject))));
    check("v = DMARC1 ; pct=50; P = reject ; ", Some((Policy::Reject, None)));
    check("v=DMARC1; rua=mailto:a@b.kr", Some((Policy::None, None)));
    check("v=DMARC1; p=strict; rua=mailto:a@b.kr", Some((Policy::None, None)));
    check("v=DMARC1; p=strict", None);
    check("v=DMARC1", None);
    check("v=DMARC1 p=none", None);
    check("v=dmarc1; p=none", None);
    check("p=none; v=DMARC1", None);
    check(" v=DMARC1; p=none", None);
    check("", None);
}

#[test]
fn strict_alignment_takes_half_of_dmarc_away_from_a_subdomain() {
    let check = |dmarc: &str, from: &str, mail_from: Option<&str>, expected: &[&str]| {
        let mail_from = mail_from.map(domain);
        let costs =
            DmarcRecord::parse(dmarc).unwrap().misaligned(&domain(from), &domain("example.kr"), mail_from.as_ref());
        assert_eq!(costs.iter().map(|it| it.to_string()).collect::<Vec<_>>(), expected);
    };
    let bounce = Some("bounce.example.kr");
    check("v=DMARC1; p=reject", "app.example.kr", bounce, &[]);
    check("v=DMARC1; p=reject; aspf=s; adkim=s", "example.kr", None, &[]);
    check(
        "v=DMARC1; p=reject; aspf=s; adkim=s",
        "app.example.kr",
        bounce,
        &[
            "aspf=s wants app.example.kr, mail leaves from bounce.example.kr: SPF does not count, DKIM must",
            "adkim=s wants app.example.kr, the signature is of example.kr: DKIM does not count; verify \
             app.example.kr itself",
        ],
    );
}

proptest! {
    #[test]
    fn merging_spf_lets_ses_send_keeps_the_rest_and_is_done_once(
        records in prop::collection::vec(prop::collection::vec(prop::sample::select(TERMS), 0..7), 1..3)
    ) {
        let texts: Vec<String> =
            records.iter().map(|terms| [&["v=spf1"][..], terms.as_slice()].concat().join(" ")).collect();
        let merged = match merge_spf(&texts) {
            Merged::Keep(text) => text,
            Merged::Replace { new, .. } => new,
            Merged::Reduce { new, .. } => new,
            Merged::Add(text) => panic!("added {text} to {texts:?}"),
        };
        prop_assert!(Spf::parse(&merged).unwrap().lets_ses_send(), "{}", merged);
        prop_assert_eq!(merge_spf(std::slice::from_ref(&merged)), Merged::Keep(merged.clone()));
        let after: Vec<&str> = merged.split(' ').skip(1).collect();
        if let [terms] = &records[..] {
            // Take our one insertion out again, and the record is as it was.
            let restored = (0..after.len()).any(|at| [&after[..at], &after[at + 1..]].concat() == *terms);
            prop_assert!(after == *terms || restored, "{} from {:?}", merged, terms);
        }
        for term in records.iter().flat_map(|terms| terms.iter().take_while(|term| !term.ends_with("all"))) {
            prop_assert!(term.contains('=') || after.contains(term), "{} lost {}", merged, term);
        }
    }
}

const TERMS: &[&str] = &[
    "a",
    "mx",
    "ip4:192.0.2.0/24",
    "include:_spf.google.com",
    "include:amazonses.com",
    "?include:amazonses.com",
    "-all",
    "~all",
    "redirect=_spf.example.kr",
    "exp=why.example.kr",
];

fn domain(text: &str) -> Domain {
    text.parse().unwrap()
}

fn records(of: &str, mail_from: Option<&str>, dmarc: Dmarc) -> Vec<Record> {
    wanted(RecordWish {
        domain: &domain(of),
        tokens: &["T1", "t2", "t3"].map(String::from),
        signing_zone: "dkim.amazonses.com.",
        mail_from: mail_from.map(domain).as_ref(),
        region: "ap-northeast-2".parse().unwrap(),
        dmarc,
    })
}

fn record(purpose: Purpose) -> Record {
    let all = records("example.kr", Some("bounce.example.kr"), Dmarc::Wanted);
    all.into_iter().find(|it| it.purpose == purpose).unwrap()
}

fn dkim() -> Record {
    record(Purpose::Dkim)
}

fn bounce_mx() -> Record {
    record(Purpose::MailFromMx)
}

fn bounce_spf() -> Record {
    record(Purpose::MailFromSpf)
}

fn dmarc() -> Record {
    record(Purpose::Dmarc)
}

fn zone(name: &str) -> ZoneCut {
    ZoneCut { zone: name.into(), servers: vec!["ns1.example.net".into(), "ns2.example.net".into()] }
}

/// Asks what the room says is to be asked, and tells the outcome in one line.
fn told(record: &Record, name: &str, world: &str) -> String {
    let zone = zone(name);
    let mut seen = Sightings::default();
    let first = ask::first(record);
    seen.add(first.clone(), answer(world, &first));
    for question in ask::follow_ups(record, &seen, &zone) {
        let said = answer(world, &question);
        seen.add(question, said);
    }
    let Comparison { standing, mistakes } = compare(record, &seen, &zone);
    let mistakes: Vec<String> = mistakes.iter().map(|it| format!(": {}: {it}", it.cause())).collect();
    format!("{standing}{}", mistakes.join(" and "))
}

fn answer(world: &str, question: &Question) -> Sighting {
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
        Said { server: server.into(), answer }
    };
    Sighting {
        authoritative: vec![said("ns1.example.net", ["own", "own1"]), said("ns2.example.net", ["own", "own2"])],
        public: vec![said("1.1.1.1", ["public", "public"])],
    }
}
