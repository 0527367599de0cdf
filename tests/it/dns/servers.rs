//! Servers of DNS that others wrote: Knot DNS with the zones of every mistake that the rehearsal's DNS plays, several of them that
//! disagree, and Unbound between, which remembers. What is said of the records has to come out as against the rehearsal.
//!
//! All of it on loopback and high ports; a server ends with the test that began it, however that ends. Outside parts: `knotd`,
//! `unbound` and `setpriv`; `tests/all` installs them.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use open_sesame::{dns::compare::RecordStanding, engine::ports::Resolver as _, host::dns::Dns, rehearsal::Play};

use super::{corpus::looked_at, *};

/// What stands in a zone, and what is to be said of its six records. A line is a name, a type and values; `{z}` is the zone.
const MISTAKES: [(&str, &str, &str); 26] = [
    (
        "all is there",
        "t1._domainkey.{z} CNAME t1.dkim.amazonses.com\n t2._domainkey.{z} CNAME t2.dkim.amazonses.com\n \
         t3._domainkey.{z} CNAME t3.dkim.amazonses.com\n bounce.{z} MX 10 feedback-smtp.ap-northeast-2.amazonses.com\n \
         bounce.{z} TXT v=spf1 include:amazonses.com ~all\n _dmarc.{z} TXT v=DMARC1; p=none;",
        "",
    ),
    ("nothing", "", "dns-missing"),
    ("the zone twice", "t1._domainkey.{z}.{z} CNAME t1.dkim.amazonses.com", "dns-missing dns-name-doubled"),
    ("no underscore", "t1.domainkey.{z} CNAME t1.dkim.amazonses.com", "dns-missing"),
    ("no dot", "t1_domainkey.{z} CNAME t1.dkim.amazonses.com", "dns-missing"),
    ("the zone behind the value", "t1._domainkey.{z} CNAME t1.dkim.amazonses.com.{z}", "dns-missing dns-wrong-value"),
    ("another value", "t1._domainkey.{z} CNAME other.example.net", "dns-missing dns-wrong-value"),
    (
        "a value of another region",
        "bounce.{z} MX 10 feedback-smtp.us-east-1.amazonses.com",
        "dns-missing dns-wrong-value",
    ),
    ("proxied", "t1._domainkey.{z} A 192.0.2.44", "dns-missing dns-proxied"),
    ("hidden", "x.t1._domainkey.{z} A 192.0.2.44", "dns-missing dns-proxied"),
    ("a text for a CNAME", "t1._domainkey.{z} TXT t1.dkim.amazonses.com", "dns-missing dns-wrong-type"),
    ("an address for an MX", "bounce.{z} A 192.0.2.44", "dns-missing dns-wrong-type"),
    ("a CNAME for both", "bounce.{z} CNAME gone.example.net", "dns-missing dns-wrong-type"),
    ("a CNAME that is in use", "bounce.{z} CNAME shop.example.net", "dns-missing from-cname-in-use"),
    (
        "another MX beside it",
        "bounce.{z} MX 10 feedback-smtp.ap-northeast-2.amazonses.com | 20 mx.example.net",
        "dns-missing dns-mx-extra",
    ),
    ("SPF without SES", "bounce.{z} TXT v=spf1 -all", "dns-missing dns-wrong-value"),
    (
        "SPF that is void",
        "bounce.{z} TXT v=spf1 include:amazonses.com ip4:1.2.3.4/33 ~all",
        "dns-missing dns-wrong-value",
    ),
    ("SPF twice", "bounce.{z} TXT v=spf1 include:amazonses.com ~all | v=spf1 -all", "dns-missing dns-spf-duplicate"),
    ("SPF in quotes", "bounce.{z} TXT “v=spf1 include:amazonses.com ~all”", "dns-missing dns-wrong-value"),
    ("SPF with another blank", "bounce.{z} TXT v=spf1\u{a0}include:amazonses.com ~all", "dns-missing dns-wrong-value"),
    ("DMARC twice", "_dmarc.{z} TXT v=DMARC1; p=none | v=DMARC1; p=reject", "dns-missing dns-dmarc-duplicate"),
    ("DMARC that is void", "_dmarc.{z} TXT v=DMARC1 p=none", "dns-missing dns-wrong-value"),
    ("DMARC with a word of its own", "_dmarc.{z} TXT v=DMARC1; p=monitor", "dns-missing dns-wrong-value"),
    ("DMARC elsewhere", "_dmarc.{z} CNAME gone.example.net", "dns-missing dns-wrong-type"),
    ("a wildcard", "*.{z} CNAME parked.example.net", "dns-missing"),
    ("texts with what a terminal obeys", "bounce.{z} TXT \u{1b}]0;v=spf1\u{7} \"\\ é", "dns-missing dns-wrong-value"),
];

/// What the mistakes lead to.
const ELSEWHERE: &str = "shop.example.net A 192.0.2.9\n parked.example.net A 192.0.2.10";

/// A server of its own that ends with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    fn begin(program: &str, config: &Path) -> Running {
        // Where the test is ended from outside, nothing is dropped: the kernel ends it then.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--", program, "-c"]).arg(config);
        if program == "unbound" {
            command.arg("-d");
        }
        let said = fs::File::create(config.with_extension("log")).expect("a log");
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
        Running(command.spawn().unwrap_or_else(|e| panic!("this test needs {program} and setpriv: {e}")))
    }
}

/// A port that is free on all of these addresses.
fn free_port(addresses: &[Ipv4Addr]) -> u16 {
    for _ in 0..50 {
        let first = UdpSocket::bind((addresses[0], 0)).expect("a port");
        let port = first.local_addr().expect("bound").port();
        let others = addresses[1..].iter().all(|ip| UdpSocket::bind((*ip, port)).is_ok());
        let streams = addresses.iter().all(|ip| std::net::TcpListener::bind((*ip, port)).is_ok());
        if others && streams {
            return port;
        }
    }
    panic!("no port is free on {addresses:?}");
}

fn knot(folder: &Path, at: SocketAddr, zones: &[(String, Option<String>)]) -> Running {
    let here = folder.join(format!("knot-{}", at.ip()));
    fs::create_dir_all(here.join("zones")).expect("made");
    let here = here.display();
    let mut config = format!(
        "server:\n    listen: [ {}@{} ]\n    rundir: {here}\ndatabase:\n    storage: {here}/db\n\
         log:\n  - target: stderr\n    any: info\ntemplate:\n  - id: default\n    storage: {here}/zones\n    \
         file: \"%s.zone\"\n    semantic-checks: off\n    zonefile-load: whole\n    journal-content: none\nzone:\n",
        at.ip(),
        at.port()
    );
    for (zone, text) in zones {
        writeln!(config, "  - domain: {zone}").expect("text");
        // One without a file is known, and fails.
        let file = format!("{here}/zones/{zone}.zone");
        match text {
            Some(text) => fs::write(file, text).expect("written"),
            None => drop(fs::remove_file(file)),
        }
    }
    let file = folder.join(format!("knot-{}/knot.conf", at.ip()));
    fs::write(&file, config).expect("written");
    Running::begin("knotd", &file)
}

/// Waits until a server answers for this zone.
async fn answers(at: SocketAddr, zone: &str, folder: &Path) {
    for _ in 0..200 {
        let cut = ZoneCut { zone: zone.into(), servers: Vec::new(), primary: None };
        let seen = Dns::at(vec![at]).look(zone, RecordType::Soa, &cut).await;
        if seen.public.iter().any(|said| matches!(said.answer, Answer::Found(_))) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let logs = fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path());
    let logs =
        logs.chain([folder.join("unbound.log")]).map(|path| if path.is_dir() { path.join("knot.log") } else { path });
    let said: Vec<String> = logs.filter_map(|path| fs::read_to_string(path).ok()).collect();
    panic!("{at} does not answer for {zone}:\n{}", said.join("\n"));
}

fn line_of(name: &str, kind: RecordType, value: &str, ttl: u32) -> String {
    let value = match kind {
        RecordType::Cname | RecordType::Ns => format!("{value}."),
        RecordType::Mx => format!("{value}."),
        RecordType::A | RecordType::Aaaa => value.to_owned(),
        RecordType::Soa => {
            let (hosts, numbers): (Vec<&str>, Vec<&str>) = value.split(' ').partition(|it| it.parse::<u32>().is_err());
            format!("{}. {}", hosts.join(". "), numbers.join(" "))
        }
        RecordType::Txt => {
            let bytes: Vec<String> = value
                .bytes()
                .map(|byte| match byte {
                    b'"' | b'\\' => format!("\\{}", char::from(byte)),
                    b' '..=b'~' => char::from(byte).to_string(),
                    other => format!("\\{other:03}"),
                })
                .collect();
            bytes.chunks(200).map(|chunk| format!("\"{}\"", chunk.concat())).collect::<Vec<_>>().join(" ")
        }
    };
    format!("{name}. {ttl} IN {kind} {value}\n")
}

/// Rows as text: a name, a type and values.
fn rows(text: &str) -> Vec<(String, RecordType, Vec<String>)> {
    let kinds = [RecordType::A, RecordType::Cname, RecordType::Mx, RecordType::Ns, RecordType::Txt];
    let row = |line: &str| {
        let (name, rest) = line.split_once(' ').expect("a name");
        let (kind, values) = rest.split_once(' ').expect("a type");
        let kind = kinds.into_iter().find(|it| it.to_string() == kind).expect("a type that is played");
        (name.to_owned(), kind, values.split(" | ").map(String::from).collect())
    };
    text.lines().map(|line| line.trim_start()).filter(|line| !line.is_empty()).map(row).collect()
}

/// What is said of each of the six records.
async fn judged(dns: &Dns, zone: &str) -> Vec<Comparison> {
    let cut = dns.zone_of(zone).await.unwrap_or_else(|e| panic!("{zone}: {}", e.in_full()));
    let mut all = Vec::new();
    for record in records(zone, Some(&format!("bounce.{zone}")), Dmarc::Wanted) {
        all.push(looked_at(dns, &record, &cut).await);
    }
    all
}

fn ids(all: &[Comparison]) -> String {
    let ids: BTreeSet<&str> = all.iter().flat_map(|it| &it.mistakes).map(Mistake::cause).collect();
    ids.into_iter().collect::<Vec<_>>().join(" ")
}

fn in_order(ids: &str) -> String {
    ids.split_whitespace().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Knot DNS; tests/all installs it"]
async fn knot_plays_every_mistake_as_the_rehearsal_does() {
    let it = crate::rehearsal::served("half-done", Play::ByHand).await;
    let set = |rows: Vec<(String, RecordType, Vec<String>)>| {
        rows.iter().for_each(|(name, kind, values)| it.world.set_dns(name, *kind, values, 60));
    };
    set(rows(ELSEWHERE));
    let zone_of = |at: usize| format!("mistake{at}.co.kr");
    for (at, (_, text, _)) in MISTAKES.iter().enumerate() {
        set(rows(&text.replace("{z}", &zone_of(at))));
    }
    it.world.break_zone("broken.co.kr");
    let rehearsed = Dns::at(vec![it.dns]);
    let mut said = Vec::new();
    for at in 0..MISTAKES.len() {
        said.push(judged(&rehearsed, &zone_of(at)).await);
    }

    // The same zones, and whatever was asked about besides, as Knot reads them.
    let (held, now) = (it.world.zones(), it.world.now());
    let mut names: BTreeSet<String> = held.known_zones().into_iter().collect();
    names.extend(names.clone().iter().flat_map(|zone| {
        std::iter::successors(zone.split_once('.'), |it| it.1.split_once('.'))
            .map(|it| it.1.to_owned())
            .collect::<Vec<_>>()
    }));
    let servers: BTreeSet<String> = names.iter().flat_map(|zone| held.servers(zone, now)).collect();
    let holds = |zone: &str, name: &str| {
        let above = |it: &&String| name == it.as_str() || name.ends_with(&format!(".{it}"));
        names.iter().filter(above).max_by_key(|it| it.len()).is_some_and(|it| it == zone)
    };
    let mut zones: Vec<(String, Option<String>)> = vec![("broken.co.kr".into(), None)];
    for zone in names.iter().filter(|it| *it != "broken.co.kr") {
        let mut text = line_of(zone, RecordType::Soa, &held.soa(zone, now), 300);
        held.servers(zone, now).iter().for_each(|it| text.push_str(&line_of(zone, RecordType::Ns, it, 300)));
        let own = servers.iter().filter(|it| holds(zone, it));
        own.for_each(|it| text.push_str(&line_of(it, RecordType::A, "127.0.0.1", 300)));
        for (name, kind, set) in held.all_in(zone, now) {
            set.values.iter().for_each(|it| text.push_str(&line_of(&name, kind, it, set.ttl)));
        }
        zones.push((zone.clone(), Some(text)));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port(&[Ipv4Addr::LOCALHOST])));
    let _knot = knot(folder.path(), at, &zones);
    answers(at, &zone_of(0), folder.path()).await;
    let dns = Dns::at(vec![at]);
    for (number, (what, _, expected)) in MISTAKES.iter().enumerate() {
        let seen = judged(&dns, &zone_of(number)).await;
        assert_eq!(ids(&seen), in_order(expected), "{what}: {seen:#?}");
        assert_eq!(seen, said[number], "{what}: Knot, then the rehearsal");
    }
    // What fails says nothing, there and here.
    let broken = ZoneCut { zone: "broken.co.kr".into(), servers: held.servers("broken.co.kr", now), primary: None };
    for record in records("broken.co.kr", Some("bounce.broken.co.kr"), Dmarc::Wanted) {
        for dns in [&dns, &rehearsed] {
            assert_eq!(looked_at(dns, &record, &broken).await.standing, RecordStanding::Unknown, "{record:?}");
        }
    }
}

const SHOP: &str = "shop.co.kr";
/// For so long it is remembered that there is nothing.
const NEGATIVE: u32 = 30;

/// The zones above it and itself, with these records.
fn shops(text: &str) -> Vec<(String, Option<String>)> {
    let soa = |zone: &str| {
        line_of(zone, RecordType::Soa, &format!("ns1.{SHOP} dns.{SHOP} 1 100 100 100 {NEGATIVE}"), NEGATIVE)
    };
    let above = ["kr", "co.kr"].map(|zone| {
        let server = format!("a.nic.{zone}");
        let text =
            soa(zone) + &line_of(zone, RecordType::Ns, &server, 60) + &line_of(&server, RecordType::A, "127.0.0.1", 60);
        (zone.to_owned(), Some(text))
    });
    let mut whole = soa(SHOP);
    for (at, ip) in ["127.0.0.1", "127.0.0.2", "127.0.0.3"].iter().enumerate() {
        let server = format!("ns{}.{SHOP}", at + 1);
        whole += &line_of(SHOP, RecordType::Ns, &server, 60);
        whole += &line_of(&server, RecordType::A, ip, 60);
    }
    for (name, kind, values) in rows(&text.replace("{z}", SHOP)) {
        values.iter().for_each(|value| whole += &line_of(&name, kind, value, 60));
    }
    above.into_iter().chain([(SHOP.to_owned(), Some(whole))]).collect()
}

/// Three servers of a zone, and a resolver between that asks the first and remembers.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Knot DNS and Unbound; tests/all installs them"]
async fn servers_that_disagree_and_a_resolver_that_remembers_are_told_apart() {
    let ips = [1, 2, 3, 4].map(|last| Ipv4Addr::new(127, 0, 0, last));
    let port = free_port(&ips);
    let at = |number: usize| SocketAddr::new(IpAddr::V4(ips[number]), port);
    let folder = tempfile::tempdir().expect("a folder");
    let begin = async |texts: [&str; 3]| {
        let mut all = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            all.push(knot(folder.path(), at(number), &shops(text)));
        }
        for number in 0..3 {
            answers(at(number), SHOP, folder.path()).await;
        }
        all
    };
    let stubs: String = ["kr", "co.kr", SHOP]
        .iter()
        .map(|zone| format!("stub-zone:\n    name: \"{zone}\"\n    stub-addr: 127.0.0.1@{port}\n"))
        .collect();
    let here = folder.path().display();
    let config = format!(
        "server:\n    interface: {}\n    port: {port}\n    access-control: 127.0.0.0/8 allow\n    do-not-query-localhost: no\n    \
         directory: \"{here}\"\n    chroot: \"\"\n    username: \"\"\n    pidfile: \"\"\n    use-syslog: no\n    \
         module-config: \"iterator\"\n    qname-minimisation: no\n    do-ip6: no\nremote-control:\n    control-enable: no\n{stubs}",
        ips[3]
    );
    let file = folder.path().join("unbound.conf");
    fs::write(&file, config).expect("written");

    let dkim = "t1._domainkey.{z} CNAME t1.dkim.amazonses.com";
    let old = "t1._domainkey.{z} CNAME old.example.net";
    let record = records(SHOP, None, Dmarc::Declined).remove(0);
    let mut knots = begin([dkim, dkim, dkim]).await;
    let _unbound = Running::begin("unbound", &file);
    answers(at(3), SHOP, folder.path()).await;
    let dns = Dns::at(vec![at(3)]);
    let cut = dns.zone_of(SHOP).await.expect("the zone");
    assert_eq!(cut.servers.len(), 3, "{cut:?}");
    let seen = looked_at(&dns, &record, &cut).await;
    assert_eq!(seen.standing, RecordStanding::Present, "{seen:?}");

    // One still has what stood there before, and one has nothing.
    drop(std::mem::take(&mut knots));
    let mut knots = begin([dkim, old, ""]).await;
    let seen = looked_at(&dns, &record, &cut).await;
    let said = seen.mistakes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let expected = format!("1 of 3 servers have it; not yet: ns2.{SHOP}, ns3.{SHOP}; ns2.{SHOP} has old.example.net");
    assert_eq!(said, [expected], "{seen:?}");

    // It is gone everywhere, and the resolver does not know yet.
    drop(std::mem::take(&mut knots));
    let mut knots = begin(["", "", ""]).await;
    let seen = looked_at(&dns, &record, &cut).await;
    assert_eq!(ids(std::slice::from_ref(&seen)), "dns-wrong-provider", "{seen:?}");

    // Asked too early, it remembers that there was nothing, and says for how long.
    let text = records(SHOP, None, Dmarc::Wanted).pop().expect("one");
    let left = async || {
        let seen = dns.look(&text.name, RecordType::Txt, &cut).await;
        let public = seen.public.first().expect("it answers").clone();
        (public.answer.values().is_empty(), public.absent_for)
    };
    let (is_absent, first) = left().await;
    assert!(is_absent && first.is_some_and(|seconds| seconds <= NEGATIVE), "{first:?}");
    tokio::time::sleep(Duration::from_millis(2100)).await;
    drop(std::mem::take(&mut knots));
    let there = "_dmarc.{z} TXT v=DMARC1; p=none;";
    let _knots = begin([there, there, there]).await;
    let (is_absent, later) = left().await;
    assert!(is_absent && later.zip(first).is_some_and(|(later, first)| later + 2 <= first), "{first:?}, {later:?}");
    // What the zone's own servers say decides.
    let seen = looked_at(&dns, &text, &cut).await;
    assert_eq!(seen.standing, RecordStanding::Present, "{seen:?}");
}
