//! The records that are wanted, by name and by zone.

use super::*;

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
