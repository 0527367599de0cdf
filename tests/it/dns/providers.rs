//! Who serves a zone, and how their form wants a record.

use super::*;

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
    let ids: Vec<&str> = provider::providers().map(|it| it.id).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), ids.len());
    assert_eq!(ids[..3], ["gabia", "cafe24", "whois"]);
}

#[test]
fn only_a_form_that_was_checked_is_trusted_with_all_records_at_once() {
    use open_sesame::dns::provider::Sure;
    let checked = |id: &str| provider::providers().find(|it| it.id == id).map(|it| it.checked);
    for (id, sure) in [("cloudflare", Sure::Read), ("gabia", Sure::Reported), ("cafe24", Sure::Assumed)] {
        assert_eq!(checked(id), Some(sure), "{id}");
    }
    assert_eq!(provider::GENERIC.checked, Sure::Assumed, "of an unknown one nobody has");
    let label = |id: &str| provider::providers().find(|it| it.id == id).map(|it| (it.labels.name, it.labels.priority));
    assert_eq!(label("dnsever"), Some((Some("도메인 별명"), None)));
    assert_eq!(label("azure"), Some((None, Some("Preference"))));
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
fn a_zone_names_its_provider_where_its_servers_do_not() {
    let check = |text: &str, expected: Option<&str>| {
        assert_eq!(provider::by_domain_connect(text).map(|it| it.id), expected, "{text}");
    };
    assert_eq!(provider::domain_connect("example.kr"), "_domainconnect.example.kr");
    check("api.cloudflare.com/client/v4/dns/domainconnect", Some("cloudflare"));
    check("https://domainconnect.api.godaddy.com", Some("godaddy"));
    check("api.domainconnect.1and1.com", Some("ionos"));
    check("DomainConnect.Vercel.com", Some("vercel"));
    check("domainconnect.example.net", None);
    check("notgodaddy.com/godaddy", None);
    check("\u{1b}[2J", None);
    check("", None);
}
