//! A website, looked at once: by the real client over a port of this machine, and in pretend worlds.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use open_sesame::{
    engine::{
        Ports,
        ports::{NoWebPage, Web},
        site::{TURNS, look_at_site},
    },
    host::OpenWeb,
    rehearsal::{Listen, Play, World, serve},
    setup::{PrivacyPage, SiteFound},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::interrupt::Stage;

fn told(story: &str) -> Stage {
    Stage::over(&format!("{story}\n[story]\nko = \"\"\nen = \"\"\n"))
}

async fn found(ports: &Ports, website: &str) -> SiteFound {
    let facts = look_at_site(ports, &website.parse().expect("a website")).await;
    facts.site.expect("it was looked at").found
}

/// How often a website was asked.
fn asked(world: &World) -> usize {
    world.requests().iter().filter(|it| it.operation.starts_with("GET /") && it.service.is_none()).count()
}

async fn served(world: &World) -> OpenWeb {
    let loopback: SocketAddr = (Ipv4Addr::LOCALHOST, 0).into();
    let listen = Listen { http: loopback, dns: None, smtp: None, play: Play::ByHand };
    let serving = serve(world.clone(), listen).await.expect("a free port");
    let web = format!("http://{}", serving.http).parse().expect("it is here");
    tokio::spawn(serving.run());
    web
}

/// Each story in the process, and over a port through the real client.
#[tokio::test]
async fn what_answers_is_told_as_it_is() {
    let linked = SiteFound::Answers { privacy: PrivacyPage::Linked("/privacy".into()) };
    let rows = [
        ("", "https://example.co.kr/", linked.clone(), 1),
        ("", "https://example.co.kr/ko/shop?a=1", linked.clone(), 1),
        // Another name for Hangul, and the way from HTTP to HTTPS.
        ("", "http://참깨.한국", linked.clone(), 2),
        (
            "[site]\nprivacy = false",
            "https://example.co.kr/",
            SiteFound::Answers { privacy: PrivacyPage::NotLinked },
            1,
        ),
        ("[site]\nstatus = 503", "https://example.co.kr/", SiteFound::Status(503), 1),
        ("[site]\nstatus = 404", "https://example.co.kr/", SiteFound::Status(404), 1),
        (
            "[site]\nhttps = false",
            "http://example.co.kr/",
            SiteFound::WithoutHttps { at: "http://example.co.kr/".into() },
            1,
        ),
        ("[site]\nleads_to = '/again'", "https://example.co.kr/", SiteFound::TooManyTurns, TURNS + 1),
        (
            "[site]\nleads_to = 'http://192.168.0.1/'",
            "https://example.co.kr/",
            SiteFound::Private { host: "192.168.0.1".into() },
            1,
        ),
        (
            "[site]\nleads_to = 'https://localhost:8000/login'",
            "https://example.co.kr/",
            SiteFound::Private { host: "localhost".into() },
            1,
        ),
    ];
    for (story, website, expected, times) in rows {
        let stage = told(story);
        let ports = stage.ports(None);
        assert_eq!(found(&ports, website).await, expected, "{story} {website}");
        assert_eq!(asked(&stage.world), times, "{story} {website}");
        let ports = Ports { web: Arc::new(served(&stage.world).await), ..stage.ports(None) };
        assert_eq!(found(&ports, website).await, expected, "over a port: {story} {website}");
        assert_eq!(asked(&stage.world), 2 * times, "over a port: {story} {website}");
    }
    for story in ["[site]\ndown = true", "[site]\nhttps = false"] {
        let stage = told(story);
        for ports in [stage.ports(None), Ports { web: Arc::new(served(&stage.world).await), ..stage.ports(None) }] {
            let found = found(&ports, "https://example.co.kr/").await;
            assert!(matches!(&found, SiteFound::Silent { why } if !why.is_empty()), "{story}: {found:?}");
        }
    }
}

/// A page is asked for as it is, with no more than that, and read as far as it must be.
#[tokio::test]
async fn a_long_page_is_read_from_its_beginning_and_no_further() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await.expect("a request");
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 4000000\r\n\r\n";
        stream.write_all(head.as_bytes()).await.expect("sent");
        // Its reader goes away in the middle.
        stream.write_all(&vec![b'x'; 4_000_000]).await.ok();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    let web: OpenWeb = format!("http://{address}").parse().expect("it is here");
    let page = web.get(&"https://shop.example.com/a?b=c".parse().expect("an address")).await.expect("a page");
    assert_eq!((page.status, page.is_whole, page.body.len()), (200, false, 256 * 1024));
    let request = server.await.expect("it was asked").to_lowercase();
    assert!(request.starts_with("get /a?b=c http/1.1\r\n"), "{request}");
    assert!(request.contains("\r\nhost: shop.example.com\r\n") && request.contains("user-agent: sesame/"), "{request}");
    assert!(!request.contains("cookie") && !request.contains("authorization"), "{request}");
}

/// What a browser would pass is no error of the site.
#[tokio::test]
async fn a_check_for_robots_is_told_as_that() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let web: OpenWeb = format!("http://{}", listener.local_addr().expect("bound")).parse().expect("it is here");
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a client");
        let mut request = vec![0; 4096];
        let _ = stream.read(&mut request).await.expect("a request");
        let answer = "HTTP/1.1 403 Forbidden\r\ncf-mitigated: challenge\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer.as_bytes()).await.expect("sent");
    });
    let stage = told("");
    let ports = Ports { web: Arc::new(web), ..stage.ports(None) };
    assert_eq!(found(&ports, "https://example.co.kr/").await, SiteFound::Challenged);
    server.await.expect("it was asked");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_not_waited_for() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let web: OpenWeb = format!("http://{}", listener.local_addr().expect("bound")).parse().expect("it is here");
    let began = tokio::time::Instant::now();
    let silent = web.get(&"https://shop.example.com/".parse().expect("an address")).await;
    assert_eq!(silent, Err(NoWebPage::Silent("no answer within 10 s".into())));
    assert!(began.elapsed() < Duration::from_secs(11));
}

/// What only this machine or its network reaches is not asked, whatever leads there.
#[tokio::test]
async fn nothing_inside_of_a_network_is_asked() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let hosts = ["127.0.0.1", "[::1]", "localhost", "10.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "printer.local"];
    for host in hosts {
        let url = format!("http://{host}:{port}/").parse().expect("an address");
        assert_eq!(OpenWeb::default().get(&url).await, Err(NoWebPage::Private(host.into())));
    }
    let came = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(came.is_err(), "it was asked all the same");
}

#[test]
fn only_a_server_on_this_machine_stands_for_websites() {
    for given in ["http://127.0.0.1:4599", " http://localhost:80/ ", "http://[::1]:4599"] {
        assert!(matches!(given.parse::<OpenWeb>(), Ok(OpenWeb::Here(_))), "{given}");
    }
    for given in ["", "127.0.0.1:80", "http://example.co.kr", "https://127.0.0.1:1", "http://127.0.0.1:1/x"] {
        let bad = given.parse::<OpenWeb>().expect_err(given);
        assert!(bad.to_string().contains("http://127.0.0.1:4599"), "{bad}");
    }
}
