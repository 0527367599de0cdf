//! The address that the browser comes back to, and what else comes there: a client that says nothing, half of something or far
//! too much, and more of them than a process may have open.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    process::Command,
    time::{Duration, Instant},
};

use open_sesame::host::is_callback_host;

use super::browser::{Waiting, decide, get};
use crate::live::{Account, QUICK};

/// No browser writes the port of plain HTTP.
#[test]
fn on_port_80_the_host_is_named_without_it() {
    let rows = [
        ("127.0.0.1", 80, true),
        ("127.0.0.1:80", 80, true),
        ("127.0.0.1", 8080, false),
        ("127.0.0.1:8080", 8080, true),
        ("127.0.0.1:80", 8080, false),
        ("127.0.0.1:080", 80, false),
        ("127.0.0.1:", 80, false),
        ("127.0.0.10", 80, false),
        ("localhost", 80, false),
        ("evil.example", 80, false),
        ("", 80, false),
    ];
    for (host, port, is_one) in rows {
        assert_eq!(is_callback_host(host, port), is_one, "{host:?} on {port}");
    }
}

fn host(waiting: &Waiting) -> String {
    let address = waiting.query("redirect_uri");
    address.trim_start_matches("http://").split('/').next().expect("a host").to_owned()
}

fn says(host: &str, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(host).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
    // What is far too much is hung up on.
    let _ = stream.write_all(text.as_bytes());
    stream
}

/// What comes back until it hangs up.
fn hears(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    let _ = stream.read_to_end(&mut all);
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn clients_that_say_nothing_half_of_it_or_too_much_hold_nobody_up() {
    let account = Account::serve(QUICK);
    let waiting = account.login("--lang en login");
    let (host, back) = (host(&waiting), decide(&waiting.address, "allow"));
    let (_, query) = back.split_once('?').expect("a query");
    let open = [
        String::new(),
        "GET /oauth".into(),
        format!("GET /oauth/callback?{query} HTTP/1.1\r\nHost: {host}\r\n"),
        format!("POST /oauth/callback HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000\r\n\r\nhalf"),
    ]
    .map(|text| says(&host, &text));
    // More than a browser's head has, and what is no HTTP at all, is hung up on at once.
    let began = Instant::now();
    for text in [
        format!("GET /oauth/callback?{query} HTTP/1.1\r\nHost: {host}\r\nX-Long: {}\r\n\r\n", "x".repeat(64 * 1024)),
        format!("GET /oauth/callback?{query} HTTP/1.1\r\nHost: {host}\r\n{}\r\n", "X-Many: x\r\n".repeat(500)),
        "\u{16}\u{3}\u{1} this is TLS\r\n\r\n".into(),
    ] {
        let heard = hears(says(&host, &text));
        let status = heard.split(' ').nth(1).unwrap_or("none").to_owned();
        assert!(["400", "414", "431", "none"].contains(&status.as_str()), "{status}: {heard:?}");
    }
    assert_eq!(get(&back).status, 200);
    let ran = waiting.ends(&account.machine, 0);
    assert!(ran.stdout.contains("as admin"), "{ran}");
    // Sooner than a silent client is given up: it was not waited for.
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}: {ran}", began.elapsed());
    drop(open);
}

/// What cannot be accepted is passed over, and the browser comes back all the same.
#[test]
fn more_clients_than_a_process_may_have_open_are_outlived() {
    let account = Account::serve(QUICK);
    let login = account.nobody("--lang en login");
    let mut few = Command::new("/bin/sh");
    few.args(["-c", "ulimit -n 48 && exec \"$0\" \"$@\""]).arg(login.get_program()).args(login.get_args());
    few.env_clear().current_dir(account.machine.path("here")).stdin(std::process::Stdio::null());
    few.envs(login.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let waiting = Waiting::begin(few);
    let (host, back) = (host(&waiting), decide(&waiting.address, "allow"));
    let crowd: Vec<TcpStream> = (0..80).map(|_| says(&host, "")).collect();
    let files = || std::fs::read_dir(format!("/proc/{}/fd", waiting.child.id())).map_or(0, Iterator::count);
    let until = Instant::now() + Duration::from_secs(30);
    while files() < 48 {
        assert!(Instant::now() < until, "only {} are open", files());
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(crowd);
    assert_eq!(get(&back).status, 200);
    waiting.ends(&account.machine, 0);
}
