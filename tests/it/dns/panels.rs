//! What people make of a provider's form: each mistake as its panel, its guide or its clipboard makes it, with the words that
//! name it. What was expected was written before it was tried.

use super::{compared::told, *};

/// What is told of a record in a world has all these parts.
fn check(record: Record, world: &str, parts: &[&str]) {
    let got = told(&record, "example.kr", world);
    let lacking: Vec<&&str> = parts.iter().filter(|part| !got.contains(**part)).collect();
    assert!(lacking.is_empty(), "{got}\nlacks {lacking:?}; in\n{world}");
}

const KEY: &str = "t1._domainkey.example.kr";
const OURS: &str = "t1.dkim.amazonses.com";
const BOUNCE: &str = "bounce.example.kr";
const POLICY: &str = "_dmarc.example.kr";
const ANY: &str = "nobody-made-this-name";

#[test]
fn what_panels_make_of_a_dkim_record_is_named() {
    let all = |name: &str, there: &str| {
        let kinds = ["CNAME", "A", "AAAA", "TXT", "MX"];
        kinds.map(|kind| format!("own {name} {kind} -\n")).concat().replacen(&format!("own {name} {there}\n"), "", 1)
    };
    for (world, parts) in [
        // Cloudflare's orange cloud, and a flattened name whose target has no address.
        (format!("own {KEY} CNAME -\n own {KEY} A 104.16.0.1"), vec!["dns-proxied", "104.16.0.1", "DNS only"]),
        (all(KEY, ""), vec!["dns-proxied", "no CNAME is shown", "DNS only"]),
        // Forms of Korean registrars, which add the domain.
        (format!("own {KEY}.example.kr CNAME {OURS}"), vec!["dns-name-doubled", "as the name type only t1._domainkey"]),
        (format!("own {KEY} CNAME {OURS}.example.kr"), vec!["dns-wrong-value", "the form added the zone", "a dot"]),
        (format!("own t1.domainkey.example.kr CNAME {OURS}"), vec!["dns-missing", "the form took the underscore"]),
        (format!("own t1.-domainkey.example.kr CNAME {OURS}"), vec!["dns-missing", "the form took the underscore"]),
        (format!("own t1_domainkey.example.kr CNAME {OURS}"), vec!["dns-missing", "type t1._domainkey"]),
        (format!("own t1.example.kr CNAME {OURS}"), vec!["dns-missing", "a part of the name is missing"]),
        (format!("own t1._domainkey.www.example.kr CNAME {OURS}"), vec!["dns-missing", "a part too many"]),
        // Pasted along.
        (format!("own {KEY} CNAME https:\\/\\/{OURS}"), vec!["dns-wrong-value", "“https://” is no part of it"]),
        (format!("own {KEY} CNAME \\\"{OURS}\\\""), vec!["dns-wrong-value", "U+0022", "type the value anew"]),
        (format!("own {KEY} CNAME t1.dkim.amazonses"), vec!["dns-wrong-value", "paste it whole"]),
        // Another type.
        (all(KEY, "TXT -") + &format!("own {KEY} TXT {OURS}"), vec!["dns-wrong-type", "TXT", "no CNAME"]),
        (all(KEY, "MX -") + &format!("own {KEY} MX 10 {OURS}"), vec!["dns-wrong-type", "MX", "no CNAME"]),
        // A parked domain, whose every name exists.
        (
            format!("own {KEY} CNAME parked.host.kr\n own {ANY}._domainkey.example.kr CNAME parked.host.kr"),
            vec!["dns-missing", "the wildcard *", "parked.host.kr"],
        ),
        (
            format!("own {KEY} CNAME -\n own {KEY} A 203.0.113.5\n own {ANY}._domainkey.example.kr CNAME -\n")
                + &format!("own {ANY}._domainkey.example.kr A 203.0.113.5"),
            vec!["missing: dns-missing"],
        ),
        // The old provider after a move, a server that is not there, and one that is behind.
        (format!("public {KEY} CNAME {OURS}"), vec!["dns-wrong-provider", "ns1.example.net", "another provider"]),
        (format!("own1 {KEY} CNAME {OURS}\n own2 {KEY} CNAME ?"), vec!["present"]),
        (format!("own {KEY} CNAME ?\n public {KEY} CNAME ?"), vec!["unknown"]),
        (format!("own1 {KEY} CNAME {OURS}\n own2 {KEY} CNAME !"), vec!["dns-servers-disagree", "ns2.example.net"]),
        // Another record's, an older identity's, another region's.
        (format!("own {KEY} CNAME t9.dkim.amazonses.com"), vec!["dns-wrong-value", "another value"]),
        (format!("own {KEY} CNAME t1.dkim.eu-south-1.amazonses.com"), vec!["dns-wrong-value", "region eu-south-1"]),
        (format!("own {OURS}.example.kr CNAME t1._domainkey"), vec!["dns-missing", "exchanged", "t1._domainkey"]),
    ] {
        check(dkim(), &world, &parts);
    }
}

#[test]
fn what_panels_make_of_a_mail_from_mx_is_named() {
    let keep = "choose another label";
    for (world, parts) in [
        (format!("own {BOUNCE} MX 10 {FEEDBACK}.example.kr"), vec!["dns-wrong-value", "the form added the zone"]),
        (format!("own {BOUNCE}.example.kr MX 10 {FEEDBACK}"), vec!["dns-name-doubled", "type only bounce"]),
        (format!("own bounce.{BOUNCE} MX 10 {FEEDBACK}"), vec!["dns-missing", "a part too many", "type bounce"]),
        (format!("own example.kr MX 10 {FEEDBACK}"), vec!["dns-missing", "it stands at example.kr", "type bounce"]),
        (format!("own {BOUNCE} MX 10 10\\040{FEEDBACK}"), vec!["dns-wrong-value", "the priority stands in"]),
        (format!("own {BOUNCE} MX 10 feedback-smtp.us-east-1.amazonses.com"), vec!["region us-east-1"]),
        (format!("own {BOUNCE} MX 10 inbound-smtp.us-east-1.amazonaws.com"), vec!["receives mail"]),
        (format!("own {BOUNCE} MX 10 {FEEDBACK} | 20 mx.other.kr"), vec!["dns-mx-extra", "remove 20 mx.other.kr"]),
        (format!("own {BOUNCE} MX 1 aspmx.l.google.com"), vec!["dns-wrong-value", keep]),
        // A null MX delivers nothing, so that ours may take its place.
        (format!("own {BOUNCE} MX 0 ."), vec!["dns-wrong-value", FEEDBACK]),
        (format!("own {BOUNCE} MX -\n own {BOUNCE} CNAME {FEEDBACK}"), vec!["dns-wrong-type", "CNAME", "no MX"]),
        (format!("own {BOUNCE} MX -\n own {BOUNCE} TXT 10 {FEEDBACK}"), vec!["dns-wrong-type", "TXT", "no MX"]),
        (format!("own {BOUNCE} MX -\n own {BOUNCE} A 192.0.2.1"), vec!["dns-wrong-type", "A 192.0.2.1", "no MX"]),
        (
            format!("own {BOUNCE} MX -\n own {BOUNCE} CNAME s.host.kr\n own s.host.kr A 192.0.2.1"),
            vec!["from-cname-in-use", "s.host.kr", "choose another name"],
        ),
        // Another label than SES has.
        (
            format!("own mail.example.kr MX 10 {FEEDBACK}\n own mail.example.kr TXT {SPF}"),
            vec!["missing: dns-missing", "one stands at mail.example.kr", "type bounce, or tell SES of mail"],
        ),
        // Another region's is of another set-up.
        ("own mail.example.kr MX 10 feedback-smtp.us-east-1.amazonses.com".into(), vec!["has no MX record yet"]),
        (
            format!("own {BOUNCE} MX 10 {FEEDBACK}\n own {ANY}.example.kr MX 10 {FEEDBACK}"),
            vec!["missing: dns-missing", "that of the wildcard *", "add this one too"],
        ),
    ] {
        check(bounce_mx(), &world, &parts);
    }
    // A name below a domain whose zone is above.
    let below = Record { name: "bounce.app.example.kr".into(), ..bounce_mx() };
    check(
        below,
        &format!("own {BOUNCE} MX 10 {FEEDBACK}"),
        &["that of bounce.example.kr counts for other mail", "type bounce.app"],
    );
}

#[test]
fn what_panels_make_of_an_spf_record_is_named() {
    let spf = |text: &str| format!("own {BOUNCE} TXT {text}");
    let chain: Vec<String> = (0..11).map(|at| format!("include:s{at}.kr")).collect();
    let many = chain.iter().map(|it| format!("\nown {} TXT v=spf1 ip4:192.0.2.1 ~all", &it[8..])).collect::<String>();
    for (world, parts) in [
        (spf("v=spf1 include:amazonses.com~all"), vec!["dns-wrong-value", "include:amazonses.com~all"]),
        (spf("v=spf1 inlcude:amazonses.com ~all"), vec!["dns-wrong-value", "“inlcude:amazonses.com” is no SPF term"]),
        (spf("v=spf1 include: amazonses.com ~all"), vec!["dns-wrong-value", "is no SPF term"]),
        (spf("v=spf1 include=amazonses.com ~all"), vec!["dns-wrong-value", "include:amazonses.com"]),
        (spf("v=spf1 include:amazonses.com, ~all"), vec!["dns-wrong-value", "is no SPF term"]),
        (spf("v=spf1 include:amazonses.com ~all;"), vec!["dns-wrong-value", "“~all;” is no SPF term"]),
        (spf("v=spf1 include:amazonses.com –all"), vec!["dns-wrong-value", "“–all” is no SPF term"]),
        (spf("v=spf1;include:amazonses.com ~all"), vec!["dns-wrong-value"]),
        (spf("spf2.0/mfrom include:amazonses.com ~all"), vec!["dns-wrong-value"]),
        (spf("include:amazonses.com ~all"), vec!["dns-missing"]),
        (spf("\"v=spf1 include:amazonses.com ~all\""), vec!["dns-wrong-value", "U+0022"]),
        (spf("“v=spf1 include:amazonses.com ~all”"), vec!["dns-wrong-value", "U+201C"]),
        (spf("v=spf1\u{a0}include:amazonses.com ~all"), vec!["dns-wrong-value", "U+00A0"]),
        (spf("v=spf1 -all"), vec!["dns-wrong-value", "does not let SES send"]),
        (spf("v=spf1 -all include:amazonses.com"), vec!["dns-wrong-value", "not v=spf1 include:amazonses.com -all"]),
        (spf("v=spf1 include:amazonaws.com ~all\n own amazonaws.com TXT v=spf1 -all"), vec!["does not let SES send"]),
        (spf("v=spf1 include:amazonses.com +all"), vec!["present; though", "anybody"]),
        (spf("v=spf1 ptr include:amazonses.com ~all"), vec!["present"]),
        (spf("v=spf1 include:amazonses.com -all redirect=_spf.other.kr"), vec!["present"]),
        (spf(&format!("{SPF} | v=spf1 include:_spf.google.com ~all")), vec!["dns-spf-duplicate", "2 SPF records"]),
        (spf(&format!("v=spf1 {} include:amazonses.com ~all{many}", chain.join(" "))), vec!["dns-wrong-value", "10"]),
        (
            spf("v=spf1 include:gone1.kr include:gone2.kr include:amazonses.com ~all"),
            vec!["dns-wrong-value", "gone1.kr"],
        ),
        (format!("own example.kr TXT {SPF}"), vec!["dns-missing", "that of example.kr counts for other mail"]),
        (format!("own bounce.{BOUNCE} TXT {SPF}"), vec!["dns-missing", "a part too many", "type bounce"]),
        (
            format!("own {BOUNCE} TXT {SPF}\n own {ANY}.example.kr TXT {SPF}"),
            vec!["missing: dns-missing", "that of the wildcard *", "add this one too"],
        ),
        // Beside an MX of its own no wildcard answers, so that this one is its own.
        (
            format!("own {BOUNCE} TXT {SPF}\n own {ANY}.example.kr TXT {SPF}\n own {BOUNCE} MX 10 {FEEDBACK}"),
            vec!["present"],
        ),
        (
            format!("own {BOUNCE} TXT v=spf1 mx -all\n own {ANY}.example.kr TXT v=spf1 mx -all"),
            vec!["missing: dns-missing", "the answer (v=spf1 mx -all) is that of the wildcard *"],
        ),
    ] {
        check(bounce_spf(), &world, &parts);
    }
}

#[test]
fn what_panels_make_of_a_dmarc_record_is_named() {
    let policy = |text: &str| format!("own {POLICY} TXT {text}");
    for (world, parts) in [
        ("own example.kr TXT v=DMARC1; p=none".into(), vec!["dns-missing", "it stands at example.kr", "type _dmarc"]),
        ("own dmarc.example.kr TXT v=DMARC1; p=none".into(), vec!["dns-missing", "the form took the underscore"]),
        (format!("own {POLICY}.example.kr TXT v=DMARC1; p=none"), vec!["dns-name-doubled", "type only _dmarc"]),
        (
            "own _dmarc.www.example.kr TXT v=DMARC1; p=reject".into(),
            vec!["dns-missing", "that of _dmarc.www.example.kr counts for mail of www.example.kr alone", "type _dmarc"],
        ),
        (policy("v=DMARC1 p=none"), vec!["dns-wrong-value", "there is no semicolon"]),
        (policy("v=DMARC1, p=none"), vec!["dns-wrong-value", "p=none"]),
        (policy("v=DMARC1; p=none rua=mailto:a@example.kr"), vec!["dns-wrong-value"]),
        (policy("v=DMARC1; rua=mailto:a@example.kr"), vec!["dns-wrong-value"]),
        (policy("v=DMARC1; sp=reject"), vec!["dns-wrong-value"]),
        (policy("v=DMARC1; p=monitor"), vec!["dns-wrong-value", "monitor"]),
        (policy("v=DMARC1; p=none; p=reject"), vec!["dns-wrong-value", "reject"]),
        (policy("v=DMARC1; p=none; rua=a@example.kr"), vec!["rua=a@example.kr"]),
        (policy("p=none; v=DMARC1"), vec!["dns-wrong-value"]),
        (policy("\"v=DMARC1; p=none\""), vec!["dns-wrong-value", "U+0022"]),
        (policy("v=DMARC1; p=none | v=DMARC1; p=reject"), vec!["dns-dmarc-duplicate", "p=reject"]),
        (policy("v=DMARC1; p = none"), vec!["present"]),
        (format!("own {POLICY} TXT -\n own {POLICY} CNAME gone.vendor.kr"), vec!["dns-wrong-type", "gone.vendor.kr"]),
        // A text for something else, by a wildcard; and a policy by one, which stays as long as nothing stands at the name.
        (
            format!("own {POLICY} TXT v=spf1 -all\n own {ANY}.example.kr TXT v=spf1 -all"),
            vec!["missing: dns-missing", "the wildcard *"],
        ),
        (format!("own {POLICY} TXT v=DMARC1; p=none\n own {ANY}.example.kr TXT v=DMARC1; p=none"), vec!["present"]),
    ] {
        check(dmarc(), &world, &parts);
    }
}
