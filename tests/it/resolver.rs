//! Does the real resolver read DNS as it is spoken? Against servers of our own on this machine, which read their zones
//! from the rows below. The fault rows: `SERVFAIL`, `SILENT`, `TRUNCATED` (over UDP), `NOEDNS` (a server that knows no
//! EDNS), `NOAUTH` (a cache in between), `LIES` (about names and types), `UNVOUCHED` (DNSSEC: told
//! to those alone who want no check), each for a name and all below it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use hickory_resolver::proto::{
    op::{Message, ResponseCode},
    rr::{
        Name, RData, Record, RecordType as Wire,
        rdata::{CNAME, MX, NS, SOA, TXT},
    },
};
use open_sesame::{
    dns::{Answer, RecordType, ServerAnswer, Sighting, ZoneCut},
    engine::ports::Resolver as _,
    host::dns::{Dns, Doh},
    terms::FailureKind,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, UdpSocket},
    time::timeout,
};

const WORLD: &str = "
    test                            SOA     ns.test
    test                            NS      ns.test
    ns.test                         A       127.0.0.1
    example.test                    SOA     ns1.example.test
    example.test                    NS      ns1.example.test
    ns1.example.test                A       127.0.0.1
    abc._domainkey.example.test     CNAME   ABC.dkim.amazonses.com
    bounce.example.test             MX      10 feedback-smtp.ap-northeast-2.amazonses.com
    bounce.example.test             TXT     v=spf1 include:amazonses.com ~all
    long.example.test               TXT     in two |pieces
    cut.example.test                TXT     too long for UDP
    cut.example.test                TRUNCATED -
    broken.example.test             SERVFAIL  -
    mute.example.test               SILENT    -
    old.example.test                A       192.0.2.7
    old.example.test                NOEDNS    -
    cached.example.test             A       192.0.2.8
    cached.example.test             NOAUTH    -
    www.example.test                CNAME   host.elsewhere.test
    gone.example.test               CNAME   nothing.elsewhere.test
    sub.example.test                SOA     ns1.example.test
    sub.example.test                NS      ns1.example.test
    elsewhere.test                  SOA     ns1.example.test
    elsewhere.test                  NS      ns1.example.test
    host.elsewhere.test             AAAA    2001:db8::1
    lame.test                       SERVFAIL  -
    unsigned.example.test           A         192.0.2.9
    unsigned.example.test           UNVOUCHED -
    lies.example.test               LIES      -
";

#[tokio::test]
async fn an_answer_is_told_apart_from_no_name_no_data_and_silence() {
    use RecordType::{A, Aaaa, Cname, Mx, Ns, Soa, Txt};
    let found = |value: &str| Answer::Found(vec![value.into()]);
    let (dns, zone) = (serve(&[("127.0.0.1", WORLD)]).await, example(&["ns1.example.test"]));
    let check = async |name: &str, kind, expected: Answer| {
        let seen = dns.look(name, kind, &zone).await;
        let [direct, public] = both(&seen);
        assert_eq!((&direct.answer, &public.answer), (&expected, &expected), "{kind} {name}");
        assert_eq!((direct.server.as_str(), public.server.starts_with("127.0.0.1:")), ("ns1.example.test", true));
    };
    check("abc._domainkey.example.test", Cname, found("abc.dkim.amazonses.com")).await;
    check("bounce.example.test", Mx, found("10 feedback-smtp.ap-northeast-2.amazonses.com")).await;
    check("bounce.example.test", Txt, found("v=spf1 include:amazonses.com ~all")).await;
    check("bounce.example.test", A, Answer::NoData).await;
    check("_domainkey.example.test", Txt, Answer::NoData).await;
    check("nothing.example.test", Mx, Answer::NoName).await;
    check("-odd.nothing.example.test.", Cname, Answer::NoName).await;
    check("long.example.test", Txt, found("in two pieces")).await;
    check("cut.example.test", Txt, found("too long for UDP")).await;
    check("old.example.test", A, found("192.0.2.7")).await;
    check("gone.example.test", A, Answer::NoData).await;
    check("host.elsewhere.test", Aaaa, found("2001:db8::1")).await;
    check("example.test", Ns, found("ns1.example.test")).await;
    check("example.test", Soa, found("ns1.example.test. hostmaster.test. 1 2 3 4 5")).await;
    check("broken.example.test", A, Answer::Silent("SERVFAIL".into())).await;
    check("mute.example.test", A, Answer::Silent("no answer within 2 s".into())).await;
}

/// The zone's servers answer, a resolver fails, and has the answer where it need not check: it is DNSSEC.
#[tokio::test]
async fn what_dnssec_does_not_vouch_for_is_told_apart() {
    let (dns, zone) = (serve(&[("127.0.0.1", WORLD)]).await, example(&["ns1.example.test"]));
    let seen = dns.look("unsigned.example.test", RecordType::A, &zone).await;
    let [direct, public] = both(&seen);
    assert_eq!(direct.answer, Answer::Found(vec!["192.0.2.9".into()]));
    assert_eq!(public.answer, Answer::Silent("SERVFAIL (DNSSEC)".into()));
    // Where the zone's own servers are silent too, nothing is known of DNSSEC.
    let seen = dns.look("broken.example.test", RecordType::A, &zone).await;
    assert_eq!(both(&seen)[1].answer, Answer::Silent("SERVFAIL".into()));
}

#[tokio::test]
async fn a_direct_answer_without_authority_is_no_answer() {
    let dns = serve(&[("127.0.0.1", WORLD)]).await;
    let seen = dns.look("cached.example.test", RecordType::A, &example(&["ns1.example.test"])).await;
    let [direct, public] = both(&seen);
    assert_eq!(direct.answer, Answer::Silent("answers without authority for the zone".into()));
    assert_eq!(public.answer, Answer::Found(vec!["192.0.2.8".into()]));
}

#[tokio::test]
async fn a_server_that_cannot_be_found_leaves_the_others_heard() {
    let dns = serve(&[("127.0.0.1", WORLD)]).await;
    let zone = example(&["ns9.example.test", "ns1.example.test"]);
    let seen = dns.look("bounce.example.test", RecordType::Mx, &zone).await;
    let answers: Vec<&Answer> = seen.authoritative.iter().map(|said| &said.answer).collect();
    assert!(
        matches!(answers[..], [Answer::Silent(why), Answer::Found(_)] if why == "its name has no address"),
        "{seen:?}"
    );
    assert_eq!(seen.heard().len(), 1);
}

#[tokio::test]
async fn a_resolver_that_is_not_there_is_silent_at_once() {
    let port = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let seen = Dns::at(vec![port]).look("example.test", RecordType::A, &example(&[])).await;
    assert!(
        matches!(&seen.public[..], [ServerAnswer { answer: Answer::Silent(why), .. }] if why.contains("refused")),
        "{seen:?}"
    );
}

#[tokio::test]
async fn the_second_resolver_stands_in_for_the_first() {
    let nobody = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let here = listen(&[("127.0.0.1", WORLD)]).await;
    let zone = Dns::at(vec![nobody, here]).zone_of("bounce.example.test").await;
    // Its servers are found all the same; only their port is the first resolver's, where nobody listens.
    assert_eq!(zone.unwrap(), example(&["ns1.example.test"]));
}

#[tokio::test]
async fn a_name_is_found_in_its_zone() {
    let dns = serve(&[("127.0.0.1", WORLD)]).await;
    let check = async |name: &str, expected: Result<&str, (FailureKind, &str)>| {
        let got = dns.zone_of(name).await;
        match (&got, expected) {
            (Ok(cut), Ok(zone)) => {
                assert_eq!((cut.zone.as_str(), &cut.servers[..]), (zone, &["ns1.example.test".into()][..]))
            }
            (Err(failure), Err((kind, text))) => {
                assert_eq!(failure.kind, kind, "{name}: {failure}");
                assert!(failure.in_full().contains(text), "{name}: {failure}");
            }
            (Ok(_), Err(_)) | (Err(_), Ok(_)) => panic!("{name}: {got:?}"),
        }
    };
    check("example.test", Ok("example.test")).await;
    check("Example.Test.", Ok("example.test")).await;
    check("abc._domainkey.example.test", Ok("example.test")).await;
    check("not.there.yet.example.test", Ok("example.test")).await;
    check("bounce.sub.example.test", Ok("sub.example.test")).await;
    // Its CNAME leads into another zone.
    check("www.example.test", Ok("example.test")).await;
    check("broken.example.test", Ok("example.test")).await;
    check("bounce.nobody.test", Err((FailureKind::NotFound, "registry zone “test”"))).await;
    check("bounce.lame.test", Err((FailureKind::Dns, "SERVFAIL"))).await;
    check("a..b", Err((FailureKind::BadInput, "not a name in DNS"))).await;
}

/// Only Linux has all of 127.0.0.0/8 without being told.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn each_server_of_a_zone_speaks_for_itself() {
    let first = format!("{WORLD}\n ns2.example.test A 127.0.0.2");
    let second = "example.test SOA ns2.example.test";
    let dns = serve(&[("127.0.0.1", &first), ("127.0.0.2", second)]).await;
    let zone = example(&["ns1.example.test", "ns2.example.test"]);
    let seen = dns.look("bounce.example.test", RecordType::Mx, &zone).await;
    let answers: Vec<&Answer> = seen.authoritative.iter().map(|said| &said.answer).collect();
    assert!(matches!(answers[..], [Answer::Found(_), Answer::NoName]), "{seen:?}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_the_parent_delegates_to_counts_not_what_the_zone_says_of_itself() {
    let resolver = "
        test            SOA  ns.test
        test            NS   ns.test
        ns.test         A    127.0.0.2
        example.test    SOA  ns1.example.test
        example.test    NS   somebody.said.so
    ";
    let parent = "test SOA ns.test\n example.test NS ns1.example.test";
    let dns = serve(&[("127.0.0.1", resolver), ("127.0.0.2", parent)]).await;
    assert_eq!(dns.zone_of("bounce.example.test").await.unwrap(), example(&["ns1.example.test"]));
}

/// What is no answer to the question is not taken for one: other names, and other types than were asked for.
#[tokio::test]
async fn a_server_that_lies_about_names_and_types_is_not_believed() {
    let dns = serve(&[("127.0.0.1", WORLD)]).await;
    let zone = example(&["ns1.example.test"]);
    let check = async |name: &str, kind, expected: Answer| {
        let seen = dns.look(name, kind, &zone).await;
        assert_eq!([&seen.authoritative[0].answer, &seen.public[0].answer], [&expected; 2], "{name}");
    };
    check("lies.example.test", RecordType::Txt, Answer::NoData).await;
    check("lies.example.test", RecordType::Mx, Answer::NoData).await;
}

#[tokio::test]
async fn a_resolver_says_for_how_long_it_remembers_that_there_is_nothing() {
    let dns = serve(&[("127.0.0.1", WORLD)]).await;
    let zone = example(&["ns1.example.test"]);
    let absent_for = async |name: &str| {
        let seen = dns.look(name, RecordType::Txt, &zone).await;
        (seen.authoritative[0].absent_for, seen.public[0].absent_for)
    };
    // The least of the SOA's own time to live and its last number, which is 5.
    assert_eq!(absent_for("nothing.example.test").await, (None, Some(5)));
    assert_eq!(absent_for("bounce.example.test").await, (None, None));
    assert_eq!(absent_for("broken.example.test").await, (None, None));
}

/// What it has it hands out for as long as the shortest part of it lasts, the CNAME that leads there included.
#[tokio::test]
async fn a_resolver_says_for_how_long_it_hands_out_what_it_found() {
    let dns = serve(&[("127.0.0.1", WORLD)]).await;
    let zone = example(&["ns1.example.test"]);
    let held_for = async |name: &str| {
        let seen = dns.look(name, RecordType::Txt, &zone).await;
        (seen.authoritative[0].held_for, seen.public[0].held_for)
    };
    assert!(matches!(held_for("bounce.example.test").await, (None, Some(seconds)) if seconds > 0));
    assert_eq!(held_for("nothing.example.test").await, (None, None));
    assert_eq!(held_for("broken.example.test").await, (None, None));
}

/// Sixty thousand bytes, with what a terminal would obey: read whole, over TCP, and nothing hangs.
#[tokio::test]
async fn a_huge_text_is_read_whole() {
    let huge = format!("v=spf1 \u{1b}]0;owned\u{7} {}", format!("{}|", "ip4:192.0.2.1 ".repeat(10)).repeat(430));
    let world = format!("{WORLD}\n huge.example.test TXT {}\n huge.example.test TRUNCATED -", huge.trim());
    let dns = serve(&[("127.0.0.1", &world)]).await;
    let seen = dns.look("huge.example.test", RecordType::Txt, &example(&["ns1.example.test"])).await;
    assert!(matches!(&seen.authoritative[0].answer, Answer::Found(values) if values[0].len() > 60_000), "{seen:?}");
}

/// Port 53 is blocked, and one resolver is reached over HTTPS: here without the S, on this machine.
#[tokio::test]
async fn dns_goes_over_https_where_port_53_does_not() {
    let here = listen(&[("127.0.0.1", WORLD)]).await;
    let nobody = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/dns-query", door.local_addr().unwrap());
    tokio::spawn(over_http(door, here));
    let dns = Dns::at(vec![nobody]).over_https(url.parse().unwrap());
    let zone = dns.zone_of("bounce.example.test").await.unwrap();
    assert_eq!(zone, example(&["ns1.example.test"]));
    let seen = dns.look("bounce.example.test", RecordType::Txt, &zone).await;
    let [direct, public] = both(&seen);
    assert!(matches!(direct.answer, Answer::Silent(_)), "{seen:?}");
    assert_eq!(public.answer, Answer::Found(vec!["v=spf1 include:amazonses.com ~all".into()]));
    assert_eq!(public.server, "127.0.0.1");
    assert_eq!(seen.heard(), [public]);
    // Nothing answers at all: that is not "missing".
    let dead = format!("http://{nobody}/dns-query");
    let dns = Dns::at(vec![nobody]).over_https(dead.parse().unwrap());
    let seen = dns.look("bounce.example.test", RecordType::Txt, &zone).await;
    assert_eq!(seen.heard(), Vec::<&ServerAnswer>::new());
    assert_eq!(dns.zone_of("bounce.example.test").await.map_err(|it| it.kind), Err(FailureKind::Dns));
}

#[test]
fn a_resolver_over_https_is_named_by_its_url() {
    for url in ["https://1.1.1.1/dns-query", "https://dns.example.test/dns-query", "http://127.0.0.1:8053/dns-query"] {
        assert!(url.parse::<Doh>().is_ok(), "{url}");
    }
    for url in [
        "",
        "1.1.1.1",
        "http://1.1.1.1/dns-query",
        "ftp://1.1.1.1/",
        "https:///dns-query",
        "https://me@1.1.1.1/dns-query",
    ] {
        let bad = url.parse::<Doh>().unwrap_err().to_string();
        assert_eq!(bad, format!("“{url}” is not https://HOST/PATH; write it like https://1.1.1.1/dns-query"));
    }
}

/// One request a connection: the body goes on to the server over UDP, and its answer comes back.
async fn over_http(door: TcpListener, server: SocketAddr) {
    loop {
        let (mut stream, _) = door.accept().await.unwrap();
        tokio::spawn(async move {
            let (mut request, mut piece) = (Vec::new(), [0; 4096]);
            let (head, length) = loop {
                let read = stream.read(&mut piece).await.unwrap();
                request.extend_from_slice(&piece[..read]);
                let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
                let Some(end) = text.find("\r\n\r\n") else { continue };
                assert!(text.starts_with("post /dns-query ") && text.contains("content-type: application/dns-message"));
                let length = text.split_once("content-length: ").unwrap().1.split_once("\r\n").unwrap().0;
                let length: usize = length.parse().unwrap();
                if request.len() >= end + 4 + length {
                    break (end + 4, length);
                }
            };
            let ask = Message::from_vec(&request[head..head + length]).unwrap();
            let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            socket.send_to(&request[head..head + length], server).await.unwrap();
            let mut buffer = [0; 4096];
            let length = loop {
                let length = socket.recv(&mut buffer).await.unwrap();
                // The server makes noise before it answers.
                if Message::from_vec(&buffer[..length]).is_ok_and(|it| it.metadata.id == ask.metadata.id) {
                    break length;
                }
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/dns-message\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(&[head.as_bytes(), &buffer[..length]].concat()).await.unwrap();
        });
    }
}

#[test]
fn resolvers_are_named_by_address_and_port() {
    let check = |given: &str, expected: &str| match given.parse::<Dns>() {
        Ok(dns) => assert_eq!(format!("{dns:?}"), format!("Dns {{ resolvers: [{expected}] }}")),
        Err(bad) => assert_eq!(bad.to_string(), expected),
    };
    let bad = |part| format!("“{part}” is not IP:PORT; write it like 127.0.0.1:5300, several with a comma between");
    check("127.0.0.1:5300", "127.0.0.1:5300");
    check("127.0.0.1:5300, [::1]:5301", "127.0.0.1:5300, [::1]:5301");
    check("9.9.9.9", "9.9.9.9:53");
    check("dns.example.test:53", &bad("dns.example.test:53"));
    check("127.0.0.1:5300,", &bad(""));
    check("127.0.0.1:99999", &bad("127.0.0.1:99999"));
}

/// Answers only once nothing more is asked, and then everything together: each time is one trip over the network.
async fn in_rounds(socket: UdpSocket, rows: Vec<Row>, rounds: Arc<AtomicUsize>) {
    const QUIET: Duration = Duration::from_millis(60);
    let (mut buffer, mut held) = ([0; 4096], Vec::new());
    loop {
        let next = socket.recv_from(&mut buffer);
        let heard = if held.is_empty() { Some(next.await) } else { timeout(QUIET, next).await.ok() };
        match heard {
            Some(question) => {
                let (length, whom) = question.unwrap();
                held.push((Message::from_vec(&buffer[..length]).unwrap(), whom));
            }
            None => {
                rounds.fetch_add(1, Ordering::SeqCst);
                for (ask, whom) in held.drain(..) {
                    let say = reply(&rows, &ask).expect("it answers");
                    socket.send_to(&say.to_vec().unwrap(), whom).await.unwrap();
                }
            }
        }
    }
}

/// The zone takes three trips and each record one; where the zone is known, the record's is all.
#[tokio::test]
async fn what_does_not_need_the_other_is_asked_together() {
    let socket = UdpSocket::bind(("127.0.0.1", 0)).await.unwrap();
    let (dns, rounds) = (Dns::at(vec![socket.local_addr().unwrap()]), Arc::new(AtomicUsize::new(0)));
    tokio::spawn(in_rounds(socket, rows(WORLD), rounds.clone()));
    let names = ["abc._domainkey.example.test", "bounce.example.test", "www.example.test"];
    for expected in [4, 1] {
        let before = rounds.load(Ordering::SeqCst);
        let zone = dns.zone_of("example.test").await.unwrap();
        assert_eq!(zone.primary.as_deref(), Some("ns1.example.test"));
        let looks = names.map(|name| dns.look(name, RecordType::Txt, &zone));
        futures_util::future::join_all(looks).await;
        assert_eq!(rounds.load(Ordering::SeqCst) - before, expected);
    }
}

fn example(servers: &[&str]) -> ZoneCut {
    ZoneCut {
        zone: "example.test".into(),
        servers: servers.iter().map(|&server| server.into()).collect(),
        primary: Some("ns1.example.test".into()),
    }
}

fn both(seen: &Sighting) -> [&ServerAnswer; 2] {
    let ([direct], [public]) = (&seen.authoritative[..], &seen.public[..]) else { panic!("{seen:?}") };
    [direct, public]
}

async fn serve(worlds: &[(&str, &str)]) -> Dns {
    Dns::at(vec![listen(worlds).await])
}

/// A server per address, all on one port; returns the first.
async fn listen(worlds: &[(&str, &str)]) -> SocketAddr {
    'again: loop {
        let first = UdpSocket::bind((worlds[0].0, 0)).await.unwrap();
        let at = first.local_addr().unwrap();
        let mut sockets = vec![first];
        let mut listeners = Vec::new();
        for (number, (ip, _)) in worlds.iter().enumerate() {
            let at = (ip.parse::<Ipv4Addr>().unwrap(), at.port());
            let Ok(listener) = TcpListener::bind(at).await else { continue 'again };
            listeners.push(listener);
            if number > 0 {
                let Ok(socket) = UdpSocket::bind(at).await else { continue 'again };
                sockets.push(socket);
            }
        }
        for ((socket, listener), (_, world)) in sockets.into_iter().zip(listeners).zip(worlds) {
            let rows = Arc::new(rows(world));
            tokio::spawn(over_udp(socket, rows.clone()));
            tokio::spawn(over_tcp(listener, rows));
        }
        return at;
    }
}

async fn over_udp(socket: UdpSocket, rows: Arc<Vec<Row>>) {
    let mut buffer = [0; 4096];
    loop {
        let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
        let ask = Message::from_vec(&buffer[..length]).unwrap();
        if let Some(say) = reply(&rows, &ask) {
            let cut = faulty(&rows, &plain(ask.queries[0].name()), "TRUNCATED");
            let say = if cut { say.truncate() } else { say };
            // Noise before the answer: a resolver must not take it.
            let mut forged = say.clone();
            forged.metadata.id = !say.metadata.id;
            socket.send_to(&forged.to_vec().unwrap(), from).await.unwrap();
            socket.send_to(b"?", from).await.unwrap();
            socket.send_to(&say.to_vec().unwrap(), from).await.unwrap();
        }
    }
}

async fn over_tcp(listener: TcpListener, rows: Arc<Vec<Row>>) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut ask = vec![0; stream.read_u16().await.unwrap().into()];
        stream.read_exact(&mut ask).await.unwrap();
        let Some(say) = reply(&rows, &Message::from_vec(&ask).unwrap()) else { continue };
        let bytes = say.to_vec().unwrap();
        stream.write_u16(bytes.len().try_into().unwrap()).await.unwrap();
        stream.write_all(&bytes).await.unwrap();
    }
}

struct Row {
    name: String,
    kind: String,
    value: String,
}

fn rows(world: &str) -> Vec<Row> {
    let lines = world.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (name, rest) = line.split_once(' ').unwrap();
            let (kind, value) = rest.trim().split_once(' ').unwrap();
            Row { name: name.into(), kind: kind.into(), value: value.trim().into() }
        })
        .collect()
}

/// A small server: knows its rows, follows no CNAME into what it does not hold.
fn reply(rows: &[Row], ask: &Message) -> Option<Message> {
    let query = &ask.queries[0];
    let (name, kind) = (plain(query.name()), query.query_type());
    let mut say = Message::response(ask.metadata.id, ask.metadata.op_code);
    say.add_query(query.clone());
    say.metadata.authoritative = !faulty(rows, &name, "NOAUTH");
    if faulty(rows, &name, "SILENT") {
        return None;
    }
    let is_unvouched =
        ask.metadata.recursion_desired && !ask.metadata.checking_disabled && faulty(rows, &name, "UNVOUCHED");
    if is_unvouched || faulty(rows, &name, "SERVFAIL") {
        say.metadata.response_code = ResponseCode::ServFail;
        return Some(say);
    }
    if faulty(rows, &name, "NOEDNS") && ask.edns.is_some() {
        say.metadata.response_code = ResponseCode::FormErr;
        return Some(say);
    }
    if faulty(rows, &name, "LIES") {
        // Of another name, of another type, and in the place of each other.
        let other = Name::from_ascii("other.example.test.").unwrap();
        say.add_answer(Record::from_rdata(
            other,
            60,
            RData::TXT(TXT::new(vec!["v=spf1 include:amazonses.com".into()])),
        ));
        let own = query.name().clone();
        say.add_answer(Record::from_rdata(own, 60, RData::A("192.0.2.9".parse().unwrap())));
        return Some(say);
    }
    let mut target = name;
    if let Some(alias) = rows.iter().find(|row| row.name == target && row.kind == "CNAME" && kind != Wire::CNAME) {
        say.add_answer(record(alias));
        target = alias.value.clone();
    }
    say.add_answers(rows.iter().filter(|row| row.name == target && row.kind == kind.to_string()).map(record));
    if !say.answers.iter().any(|record| record.record_type() == kind) {
        let zones = rows.iter().filter(|row| row.kind == "SOA" && is_below(&target, &row.name));
        say.add_authorities(zones.max_by_key(|row| row.name.len()).map(record));
        if !rows.iter().any(|row| is_below(&row.name, &target)) {
            say.metadata.response_code = ResponseCode::NXDomain;
        }
    }
    Some(say)
}

fn faulty(rows: &[Row], name: &str, fault: &str) -> bool {
    rows.iter().any(|row| row.kind == fault && is_below(name, &row.name))
}

fn is_below(name: &str, other: &str) -> bool {
    name.strip_suffix(other).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

fn record(row: &Row) -> Record {
    let value = row.value.as_str();
    let host = |text: &str| Name::from_ascii(format!("{text}.")).unwrap();
    let data = match row.kind.as_str() {
        "A" => RData::A(value.parse().unwrap()),
        "AAAA" => RData::AAAA(value.parse().unwrap()),
        "CNAME" => RData::CNAME(CNAME(host(value))),
        "NS" => RData::NS(NS(host(value))),
        "SOA" => RData::SOA(SOA::new(host(value), host("hostmaster.test"), 1, 2, 3, 4, 5)),
        "TXT" => RData::TXT(TXT::new(value.split('|').map(String::from).collect())),
        "MX" => {
            let (preference, exchange) = value.split_once(' ').unwrap();
            RData::MX(MX::new(preference.parse().unwrap(), host(exchange)))
        }
        other => panic!("no such row: {other}"),
    };
    Record::from_rdata(host(&row.name), 60, data)
}

fn plain(name: &Name) -> String {
    name.to_lowercase().to_ascii().trim_end_matches('.').into()
}
