//! What the world's name servers say, and what SES makes of it.

use std::time::Duration;

use open_sesame::{
    dns::{Answer, RecordType},
    rehearsal::{Play, World},
    terms::FailureKind,
};
use serde_json::{Value, json};

use super::{SEOUL, served, told};

#[tokio::test]
async fn dns_answers_over_the_wire_as_a_name_server_does() {
    use hickory_resolver::{
        Resolver,
        config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig},
        net::runtime::TokioRuntimeProvider,
        proto::rr::{RData, RecordType as Wire},
    };
    let it = served("half-done", Play::ByHand).await;
    let long = "x".repeat(700);
    it.world.set_dns("long.example.co.kr", RecordType::Txt, std::slice::from_ref(&long), 60);
    it.world.set_dns("mail.example.co.kr", RecordType::Mx, &["10 MX.Example.com.".into()], 60);
    it.world.set_dns("*.wild.example.co.kr", RecordType::A, &["192.0.2.1".into()], 60);
    it.world.set_dns("a.b.example.co.kr", RecordType::A, &["192.0.2.2".into()], 60);
    it.world.set_dns("www.example.co.kr", RecordType::Cname, &["a.b.example.co.kr".into()], 60);
    it.world.break_zone("broken.com");
    let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
    (udp.port, tcp.port) = (it.dns.port(), it.dns.port());
    let config = ResolverConfig::from_name_servers(vec![NameServerConfig::new(it.dns.ip(), true, vec![udp, tcp])]);
    let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
    let options = builder.options_mut();
    (options.cache_size, options.use_hosts_file) = (0, ResolveHosts::Never);
    let resolver = builder.build().expect("a resolver");
    let token = it.world.state().identity(SEOUL, "example.co.kr").expect("there").tokens.clone();
    let dkim = format!("{}._domainkey.example.co.kr", token[0]);
    let unpublished = format!("{}._domainkey.example.co.kr", token[2]);
    let target = format!("{}.dkim.amazonses.com", token[0]);
    let rows: Vec<(&str, Wire, &str)> = vec![
        (&dkim, Wire::CNAME, &target),
        (&unpublished, Wire::CNAME, "NXDOMAIN"),
        ("_domainkey.example.co.kr", Wire::TXT, "NODATA"),
        ("example.co.kr", Wire::NS, "amalia.ns.cloudflare.com"),
        // Somebody reads the mail of each domain.
        ("example.co.kr", Wire::MX, "10 mail.example.co.kr"),
        ("example.co.kr", Wire::AAAA, "NODATA"),
        ("amalia.ns.cloudflare.com", Wire::A, "127.0.0.1"),
        ("amalia.ns.cloudflare.com", Wire::AAAA, "NODATA"),
        ("mail.example.co.kr", Wire::MX, "10 mx.example.com"),
        ("MAIL.example.CO.KR", Wire::MX, "10 mx.example.com"),
        ("x.y.wild.example.co.kr", Wire::A, "192.0.2.1"),
        ("x.wild.example.co.kr", Wire::TXT, "NODATA"),
        ("b.example.co.kr", Wire::A, "NODATA"),
        ("www.example.co.kr", Wire::A, "192.0.2.2"),
        ("long.example.co.kr", Wire::TXT, &long),
        ("email-smtp.ap-northeast-2.amazonaws.com", Wire::A, "192.0.2.25"),
        ("email-smtp.ap-southeast-3.amazonaws.com", Wire::A, "NXDOMAIN"),
        ("feedback-smtp.ap-southeast-3.amazonses.com", Wire::A, "192.0.2.25"),
        ("feedback-smtp.mx-central-1.amazonses.com", Wire::A, "192.0.2.25"),
        ("feedback-smtp.mx-central-1.amazonaws.com", Wire::A, "NXDOMAIN"),
        ("feedback-smtp.ap-northeast-9.amazonses.com", Wire::A, "NXDOMAIN"),
        ("x.broken.com", Wire::A, "SERVFAIL"),
    ];
    for (name, kind, expected) in rows {
        let said = match resolver.lookup(format!("{name}."), kind).await {
            Ok(found) => {
                let last = found.answers().last().expect("an answer");
                match &last.data {
                    RData::TXT(txt) => String::from_utf8_lossy(&txt.txt_data.concat()).into_owned(),
                    other => other.to_string().trim_end_matches('.').to_string(),
                }
            }
            Err(none) if none.is_nx_domain() => "NXDOMAIN".into(),
            Err(none) if none.is_no_records_found() => "NODATA".into(),
            Err(_) => "SERVFAIL".into(),
        };
        let first = if kind == Wire::NS { said.contains("ns.cloudflare.com") } else { said == expected };
        assert!(first, "{name} {kind}: {said}, not {expected}");
    }
}

#[tokio::test]
async fn the_resolver_of_a_rehearsal_sees_what_its_servers_and_the_slower_public_see() {
    let world = told("");
    let resolver = world.resolver();
    let zone = resolver.zone_of("_dmarc.mail.example.co.kr").await.expect("somebody's");
    assert_eq!((zone.zone.as_str(), zone.servers.len()), ("example.co.kr", 2));
    let registry = resolver.zone_of("co.kr").await.expect_err("nobody's");
    assert_eq!(registry.kind, FailureKind::NotFound);
    world.set_dns("_dmarc.example.co.kr", RecordType::Txt, &["v=DMARC1; p=none;".into()], 300);
    let seen = |after: u64| {
        world.advance(Duration::from_secs(after));
        let (resolver, zone) = (resolver.clone(), zone.clone());
        async move {
            let seen = resolver.look("_dmarc.example.co.kr", RecordType::Txt, &zone).await;
            let there = |said: &open_sesame::dns::ServerAnswer| matches!(said.answer, Answer::Found(_));
            (seen.authoritative.iter().all(there), seen.public.iter().map(there).collect::<Vec<_>>())
        }
    };
    assert_eq!(seen(0).await, (true, vec![false, false]));
    assert_eq!(seen(31).await, (true, vec![true, false]));
    assert_eq!(seen(60).await, (true, vec![true, true]));
}

/// What a DNS provider can do to three CNAMEs, and what SES makes of it.
#[tokio::test]
async fn ses_calls_a_domain_verified_only_when_all_three_records_stand() {
    type Doing = fn(&World, &[String]);
    fn cname(world: &World, token: &str, target: &str) {
        world.set_dns(&format!("{token}._domainkey.example.co.kr"), RecordType::Cname, &[target.into()], 60);
    }
    fn right(world: &World, tokens: &[String]) {
        for token in tokens {
            cname(world, token, &format!("{token}.dkim.amazonses.com"));
        }
    }
    let rows: [(&str, Doing, Duration, &str, &str); 9] = [
        ("all three", right, Duration::from_secs(90), "SUCCESS", "DOMAIN"),
        ("nothing", |_, _| {}, Duration::from_secs(90), "PENDING", "HOST_NOT_FOUND"),
        ("two", |world, tokens| right(world, &tokens[..2]), Duration::from_secs(90), "PENDING", "HOST_NOT_FOUND"),
        (
            "a wrong value",
            |world, tokens| {
                right(world, &tokens[..2]);
                cname(world, &tokens[2], "elsewhere.example.com");
            },
            Duration::from_secs(90),
            "PENDING",
            "INVALID_VALUE",
        ),
        (
            "a flattened record",
            |world, tokens| {
                right(world, &tokens[..2]);
                let name = format!("{}._domainkey.example.co.kr", tokens[2]);
                world.set_dns(&name, RecordType::A, &["192.0.2.1".into()], 60);
            },
            Duration::from_secs(90),
            "PENDING",
            "TYPE_NOT_FOUND",
        ),
        (
            "broken servers",
            |world, _| world.break_zone("example.co.kr"),
            Duration::from_secs(90),
            "TEMPORARY_FAILURE",
            "DNS_SERVER_ERROR",
        ),
        ("too late", |_, _| {}, Duration::from_secs(72 * 3600), "FAILED", "HOST_NOT_FOUND"),
        (
            "records that went away",
            |world, tokens| {
                right(world, tokens);
                world.advance(Duration::from_secs(90));
                world.set_dns(&format!("{}._domainkey.example.co.kr", tokens[0]), RecordType::Cname, &[], 60);
            },
            Duration::from_secs(2 * 3600),
            "TEMPORARY_FAILURE",
            "HOST_NOT_FOUND",
        ),
        (
            "records that stayed away",
            |world, tokens| {
                right(world, tokens);
                world.advance(Duration::from_secs(90));
                world.set_dns(&format!("{}._domainkey.example.co.kr", tokens[0]), RecordType::Cname, &[], 60);
            },
            Duration::from_secs(75 * 3600),
            "FAILED",
            "HOST_NOT_FOUND",
        ),
    ];
    for (what, doing, after, status, part) in rows {
        let it = served("fresh", Play::ByHand).await;
        it.check(vec![(it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" })), "", "")]).await;
        let tokens = it.world.state().identity(SEOUL, "example.co.kr").expect("there").tokens.clone();
        doing(&it.world, &tokens);
        it.world.advance(after);
        let reply = it.send(it.v2("GET", "/identities/example.co.kr", Value::Null)).await;
        let shown = format!(r#""VerificationStatus":"{status}""#);
        assert!(reply.body.contains(&shown) && reply.body.contains(part), "{what}: {}", reply.body);
        let restart = json!({ "SigningAttributesOrigin": "AWS_SES" });
        let again = it.send(it.v2("PUT", "/identities/example.co.kr/dkim/signing", restart)).await;
        assert!(!again.body.contains(&tokens[0]) && again.body.contains("PENDING"), "{what}: {}", again.body);
    }
}

/// What stands at the MAIL FROM name, and what SES makes of it.
#[tokio::test]
async fn ses_calls_a_mail_from_good_only_with_exactly_its_one_mx() {
    type Doing = fn(&World);
    const RIGHT: &str = "10 feedback-smtp.ap-northeast-2.amazonses.com";
    fn mx(world: &World, values: &[&str]) {
        let values: Vec<String> = values.iter().map(|value| (*value).to_string()).collect();
        world.set_dns("bounce.example.co.kr", RecordType::Mx, &values, 60);
    }
    fn then(world: &World, values: &[&str]) {
        world.advance(Duration::from_secs(90));
        mx(world, values);
    }
    let rows: [(&str, Doing, u64, &str); 6] = [
        ("its own", |world| mx(world, &[RIGHT]), 90, "SUCCESS"),
        ("another preference", |world| mx(world, &["20 feedback-smtp.ap-northeast-2.amazonses.com."]), 90, "SUCCESS"),
        ("two", |world| mx(world, &[RIGHT, "20 mail.example.co.kr"]), 90, "PENDING"),
        ("of another region", |world| mx(world, &["10 feedback-smtp.us-east-1.amazonses.com"]), 90, "PENDING"),
        ("nothing in 72 hours", |_| {}, 72 * 3600, "FAILED"),
        (
            "gone again",
            |world| {
                mx(world, &[RIGHT]);
                then(world, &[]);
            },
            2 * 3600,
            "TEMPORARY_FAILURE",
        ),
    ];
    let put = json!({ "MailFromDomain": "bounce.example.co.kr" });
    for (what, doing, after, status) in rows {
        let it = served("fresh", Play::ByHand).await;
        it.check(vec![
            (it.v2("POST", "/identities", json!({ "EmailIdentity": "example.co.kr" })), "", ""),
            (it.v2("PUT", "/identities/example.co.kr/mail-from", put.clone()), "", ""),
        ])
        .await;
        doing(&it.world);
        it.world.advance(Duration::from_secs(after));
        let shown = format!(r#""MailFromDomainStatus":"{status}""#);
        it.check(vec![(it.v2("GET", "/identities/example.co.kr", Value::Null), "", shown.as_str())]).await;
        // Failed is for good, until it is set again.
        mx(&it.world, &[RIGHT]);
        it.world.advance(Duration::from_secs(2 * 3600));
        let later = if status == "FAILED" { "FAILED" } else { "SUCCESS" };
        let shown = format!(r#""MailFromDomainStatus":"{later}""#);
        let seen = it.send(it.v2("GET", "/identities/example.co.kr", Value::Null)).await;
        assert!(seen.body.contains(&shown), "{what}: {}", seen.body);
        it.send(it.v2("PUT", "/identities/example.co.kr/mail-from", put.clone())).await;
        it.world.advance(Duration::from_secs(90));
        let seen = it.send(it.v2("GET", "/identities/example.co.kr", Value::Null)).await;
        assert!(seen.body.contains(r#""MailFromDomainStatus":"SUCCESS""#), "{what}: {}", seen.body);
    }
}

#[tokio::test]
async fn a_zone_moves_to_other_servers_when_its_delegation_does() {
    let world = told("");
    let servers = ["ns.gabia.co.kr".to_string(), "ns1.gabia.co.kr.".to_string()];
    world.set_dns("example.co.kr", RecordType::Ns, &servers, 60);
    let resolver = world.resolver();
    let zone = resolver.zone_of("www.example.co.kr").await.expect("somebody's");
    assert_eq!(zone.servers, ["ns.gabia.co.kr", "ns1.gabia.co.kr"]);
    let stale = open_sesame::dns::ZoneCut { servers: vec!["amalia.ns.cloudflare.com".into()], ..zone };
    let seen = resolver.look("example.co.kr", RecordType::Ns, &stale).await;
    assert!(matches!(&seen.authoritative[0].answer, Answer::Silent(why) if why.contains("REFUSED")), "{seen:?}");
}
