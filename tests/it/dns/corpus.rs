//! A few hundred SPF and DMARC texts, each judged by us and by readers that others wrote: pyspf, checkdmarc and OpenDMARC. All
//! of them, ours too, ask the rehearsal's DNS over the wire and nothing else.
//!
//! SPF is *present* where no reader refuses it and each passes what SES sends; DMARC where each finds the same policy. It is
//! *wrong* where one of them refuses, or does not pass. What is proposed instead is read by them too, and a DMARC record's
//! proposal is as strict as the strictest policy that one of them found.

use std::{
    collections::BTreeMap,
    io::Write as _,
    net::SocketAddr,
    process::{Command, Stdio},
};

use open_sesame::{
    dns::{compare::RecordStanding, dmarc::OUR_DMARC, mistakes::Slip, spf::OUR_SPF},
    engine::ports::Resolver as _,
    host::dns::Dns,
    rehearsal::Play,
};
use serde_json::{Value, json};

use super::*;

/// Some of SES's addresses as the rehearsal's DNS has them: ends of ranges, and two that the texts speak of.
const SENDERS: [&str; 5] = ["199.255.192.0", "199.255.195.255", "199.255.193.7", "54.240.0.0", "54.240.63.255"];

/// Addresses of nobody that the texts mean.
const STRANGERS: [&str; 3] = ["203.0.113.99", "129.0.0.1", "2600:1f00::1"];

/// The reader of `tests/outside/mail-readers`, where that runs this test.
const OUTSIDE: &str = "SESAME_MAILAUTH";

/// What the texts lead to, a line each: name, type, values.
const ELSEWHERE: &str = "
    *._report._dmarc.example.net TXT v=DMARC1;
    h1.sesame-corpus.com A 192.0.2.1
    h6.sesame-corpus.com AAAA 2001:db8::1
    ses.sesame-corpus.com A 199.255.193.7
    mail.sesame-corpus.com MX 10 h1.sesame-corpus.com
    many.sesame-corpus.com MX 1 h1.sesame-corpus.com | 2 h1.sesame-corpus.com | 3 h1.sesame-corpus.com | 4 h1.sesame-corpus.com | 5 h1.sesame-corpus.com | 6 h1.sesame-corpus.com | 7 h1.sesame-corpus.com | 8 h1.sesame-corpus.com | 9 h1.sesame-corpus.com | 10 h1.sesame-corpus.com | 11 h1.sesame-corpus.com
    one.sesame-corpus.com TXT v=spf1 ip4:192.0.2.0/24 -all
    three.sesame-corpus.com TXT v=spf1 include:one.sesame-corpus.com include:one.sesame-corpus.com include:one.sesame-corpus.com ~all
    nine.sesame-corpus.com TXT v=spf1 include:three.sesame-corpus.com include:three.sesame-corpus.com a:h1.sesame-corpus.com -all
    ours.sesame-corpus.com TXT v=spf1 include:amazonses.com -all
    onward.sesame-corpus.com TXT v=spf1 redirect=ours.sesame-corpus.com
    broken.sesame-corpus.com TXT v=spf1 ipv4:192.0.2.1 -all
    two.sesame-corpus.com TXT v=spf1 -all | v=spf1 ~all
    circle.sesame-corpus.com TXT v=spf1 include:circle.sesame-corpus.com -all
    nospf.sesame-corpus.com TXT hello
    open.sesame-corpus.com TXT v=spf1 +all
    nomail.sesame-corpus.com MX 0 .
";

fn spf_texts() -> Vec<String> {
    let c = |terms: &str| terms.replace("@", ".sesame-corpus.com");
    let terms = [
        "a",
        "mx",
        "ptr",
        "a:h1@",
        "a:h1@/24",
        "a:h1@//64",
        "a:h1@/24//64",
        "A:H1@",
        "a:h6@",
        "a:ses@",
        "mx:mail@",
        "mx:many@",
        "mx:h1@",
        "ip4:192.0.2.1",
        "ip4:192.0.2.0/24",
        "ip4:0.0.0.0/0",
        "ip6:2001:db8::/32",
        "ip6:2001:db8::1",
        "include:one@",
        "include:three@",
        "include:nine@",
        "include:ours@",
        "include:onward@",
        "include:broken@",
        "include:two@",
        "include:circle@",
        "include:nospf@",
        "include:missing@",
        "a:missing@",
        "mx:missing@",
        "exists:h1@",
        "exists:missing@",
        "exists:%{ir}.h1@",
        "a:%{d}",
        "include:%{l}.one@",
        "all",
        "-all",
        "?all",
        "-ip4:192.0.2.0/24",
        "-ip4:0.0.0.0/0",
        "?ip4:199.255.193.7",
        "~ip4:199.255.192.0/22",
        "-include:ours@",
        "-include:one@",
        "~a:ses@",
        "-a:h1@",
        "-exists:h1@",
        "redirect=ours@",
        "redirect=one@",
        "redirect=missing@",
        "redirect=broken@",
        "exp=why@",
        "exp=why@ exp=why@",
        "redirect=one@ redirect=one@",
        "x-own=1",
        "x-own=1 x-own=1",
        "foo:bar",
        "foo",
        "foo:bar/24",
        "foo@",
        "ip4:1.2.3.4/33",
        "ip4:1.2.3.4/032",
        "ip4:1.2.3",
        "ip4:1.2.3.4.5",
        "ip4:256.1.1.1",
        "ip4:",
        "ip4",
        "ip4:2001:db8::1",
        "ip6:1.2.3.4",
        "ip6:2001:db8::/129",
        "ip6:2001:db8:::1",
        "ipv4:1.2.3.4",
        "all:h1@",
        "all/24",
        "include",
        "include:",
        "include:localhost",
        "include=one@",
        "include:one@/24",
        "a:",
        "a/33",
        "a/24/64",
        "a//129",
        "mx/",
        "mx/x",
        "ptr:",
        "ptr/24",
        "exists",
        "exists:",
        "redirect:one@",
        "redirect=",
        "-redirect=one@",
        "exp=",
        "=x",
        "9x=1",
        "a:%{x}@",
        "a:%{d0}@",
        "a:%d@",
        "include:%{c}.one@",
        "a:%{d",
        "%{d}",
        "\u{a0}",
        "\t",
        "a\tmx",
        "“a:h1@”",
        "é",
        ",",
        ";",
        "v=spf1",
        "ip4:192.0.2.1,",
        "--all",
        "+-all",
        "~",
        "-",
        "–",
        "+",
        "-al",
        "–all",
        "+all",
        "ip6::/0",
        "ip6:::/0",
        "ip4:128.0.0.0/1",
        "a:h1@/0",
        "mx:mail@/0",
        "include:open@",
        "redirect=open@",
        "REDIRECT=ours@",
        "mx:nomail@",
        "include=amazonses.com",
        "ip4=192.0.2.1",
    ]
    .map(c);
    let mut texts: Vec<String> = [
        "v=spf1 include:amazonses.com ~all",
        "V=SPF1 INCLUDE:AMAZONSES.COM -ALL",
        "v=spf1 +include:amazonses.com",
        "v=spf1",
        "v=spf1 ",
        "v=spf1  include:amazonses.com   ~all  ",
        " v=spf1 include:amazonses.com ~all",
        "v=spf10 include:amazonses.com",
        "v=spf1\tinclude:amazonses.com ~all",
        "v=spf1 include:amazonses.com\t~all",
        "v=spf1\u{a0}include:amazonses.com ~all",
        "v=spf1,include:amazonses.com ~all",
        "\"v=spf1 include:amazonses.com ~all\"",
        "v=spf2.0/mfrom include:amazonses.com ~all",
        "v=spf1 redirect=amazonses.com",
        "v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 ip4:54.240.0.0/18 -all",
        "v=spf1 ip4:199.255.192.0/23 -all",
        "v=spf1 include:amazonses.com~all",
        "v=spf1 include:amazonses.com include:amazonses.com ~all",
        "v=spf1 ?include:amazonses.com include:amazonses.com ~all",
        "v=spf1 -include:amazonses.com ~all",
        "v=spf1 include:amazonses.com. ~all",
        "v=spf1 REDIRECT=amazonses.com",
        "v=spf1 include:amazonses.com ~ all",
        "v=spf1 include:amazonses.com - all",
        "v=spf1 include:amazonses.com – all",
        "v=spf1 include:amazonses.com -al all",
        "v=spf1 include:amazonses.com ~al",
        "v=spf1 include:amazonses.com-all",
        "v=spf1 include:amazonses.com+all",
        "v=spf1 ~all include:amazonses.com",
        "v=spf1 include:amazonses.com ~all ||| v=spf1 +all",
        "v=spf1 include:amazonses.com - all ||| v=spf1 include:amazonses.com ~all",
        "v=spf1 include:amazonses.com ~all ||| v=spf1 ip4:0.0.0.0/0",
    ]
    .map(String::from)
    .to_vec();
    for term in &terms {
        texts.push(format!("v=spf1 {term} include:amazonses.com ~all"));
        texts.push(format!("v=spf1 include:amazonses.com {term} ~all"));
        texts.push(format!("v=spf1 include:amazonses.com ~all {term}"));
    }
    texts.extend(terms[..56].iter().map(|term| format!("v=spf1 {term}")));
    for n in 8..12 {
        let lookups = vec![c("a:h1@"); n - 1].join(" ");
        texts.push(format!("v=spf1 {lookups} include:amazonses.com ~all"));
        texts.push(format!("v=spf1 include:amazonses.com {lookups} ~all"));
        texts.push(format!("v=spf1 include:amazonses.com ~all {lookups}"));
        texts.push(c(&format!("v=spf1 {lookups} redirect=ours@")));
    }
    for n in 1..4 {
        let void: Vec<String> = (0..n).map(|at| c(&format!("a:void{at}@"))).collect();
        texts.push(format!("v=spf1 {} include:amazonses.com ~all", void.join(" ")));
        texts.push(format!("v=spf1 include:amazonses.com {} ~all", void.join(" ")));
    }
    texts
}

fn dmarc_texts() -> Vec<String> {
    let tags = [
        "p=none",
        "p=reject",
        "P=Reject",
        "p=quarantine",
        "p=monitor",
        "p=rej",
        "p=r",
        "p=",
        "p",
        "p=\"reject\"",
        "p=rejec t",
        "p==reject",
        "p:reject",
        "sp=reject",
        "sp=none",
        "sp=foo",
        "np=reject",
        "np=foo",
        "t=y",
        "t=q",
        "psd=n",
        "psd=x",
        "adkim=s",
        "adkim=r",
        "adkim=strict",
        "adkim=x",
        "adkim=",
        "aspf=s",
        "aspf=x",
        "aspf=s r",
        "pct=50",
        "pct=0",
        "pct=101",
        "pct=-1",
        "pct=x",
        "pct=",
        "fo=1",
        "fo=0:d:s",
        "fo=7",
        "fo=1:1",
        "fo=1:",
        "rf=afrf",
        "rf=foo",
        "ri=86400",
        "ri=abc",
        "rua=mailto:a@example.net",
        "rua=mailto:a@example.net,mailto:b@example.net",
        "rua=mailto:a@example.net!10m",
        "rua=a@example.net",
        "rua=mailto:",
        "rua=",
        "rua=https://example.net/x",
        "ruf=mailto:a@example.net",
        "ruf=!",
        "x=y",
        "x=",
        "junk",
        "",
        "=x",
        "v=DMARC1",
        "v=DMARC2",
        "é=x",
        "x=é",
        "p1=x",
        "a-b=c",
        "rf=afrf:iodef",
        "rf=afrf,iodef",
        "ri=99999999999",
        "ri=-1",
        "rua=mailto:a@example.net mailto:b@example.net",
        "rua=a@example.net mailto:b@example.net",
        "rua=mailto:a@example.net,b@example.net",
        "rua=mailto:a@example.net,",
        "rua:mailto:a@example.net",
        "rua=mailto: a@example.net",
        "rua=mailto:a@example.net?subject=x",
        "rua=mailto:a@example.net?subject=x!10m,mailto:b@example.net",
        "rua=mailto:a@example.net>",
        "rua=mailto:a@b@example.net",
        "rua=mailto:a!b@example.net",
        "rua=mailto:a:b@example.net",
        "rua=mailto:@example.net",
        "rua=mailto:a@[192.0.2.1]",
        "rua=mailto:a b@example.net",
        "rua=mailto://a@example.net",
        "rua=tel:123",
        "rua=tel:<123>",
        "rua=https:x y",
        "p=reject.",
        "p=rejected",
        "p=quaratine",
        "p:quarantine",
        "p=quarantine pct=100",
        "p=quarantine, pct=100",
        "p=quarantine rua=mailto:a@example.net",
    ];
    let mut texts: Vec<String> = [
        "v=DMARC1",
        "v=DMARC1;",
        OUR_DMARC,
        "v=DMARC1;p=none",
        "v=dmarc1; p=reject",
        "V=DMARC1; p=reject",
        "V=Dmarc1; p=reject",
        "v = DMARC1 ; p = reject",
        " v=DMARC1; p=reject",
        "\tv=DMARC1; p=reject",
        "v=DMARC1 p=reject",
        "v=DMARC1,p=reject",
        "v=DMARC1: p=reject",
        "v=DMARC10; p=reject",
        "v=DMARC2; p=reject",
        "p=reject; v=DMARC1",
        "v=DMARC1;\tp=reject",
        "v=DMARC1; p=reject ;",
        "v=DMARC1; p=reject;;",
        "\"v=DMARC1; p=reject\"",
        "v=DMARC1; p=reject\u{a0}",
        "v=DMARC1\u{a0}; p=reject",
        "“v=DMARC1; p=reject”",
        "v=spf1 -all",
        "v=DMARC1; p=none; p=reject",
        "v=DMARC1; p=reject; p=none",
        "v=DMARC1; sp=none; sp=reject; p=quarantine",
        "v=DMARC 1; p=reject",
        "TXT v=DMARC1; p=reject",
        "_dmarc v=DMARC1; p=reject",
        "xv=DMARC1; p=reject",
        "; v=DMARC1; p=reject",
        "v=DMARC1；p=reject",
        "v=DMARC1p=reject",
        "v=DMARC1.0; p=reject",
        "DMARC1; p=reject",
        "v:DMARC1; p=reject",
        "v=DMARC1; \u{440}=reject",
        "v=DMARC1; p=quarantine; pct=5 ||| v=DMARC1; p=quarantine; rua=mailto:a@example.net",
        "v=DMARC1; p=reject; pct=0; sp=reject ||| v=DMARC1; p=reject; rua=mailto:a@example.net",
        "v=DMARC1; p=reject; pct=10 ||| v=DMARC1; p=none; pct=50",
        "v=DMARC1; p=none ||| v=DMARC1; p=reject; sp=none ||| v=DMARC1; p=quarantine",
        // OpenDMARC reads the first text and no other, whatever it is, so the record stands first.
        "v=DMARC1; p=none ||| p=reject",
        "v=DMARC1; p=none ||| v=DMARC2; p=reject",
        "v=DMARC1; p=none ||| v=DMARC10; p=reject",
        "v=DMARC1; p=none ||| v=DMARC1p=reject",
        "v=DMARC1; p=none ||| v=DMARC1,p=reject",
        "v=DMARC1; p=none ||| x v=DMARC1; p=reject",
        "v=DMARC1; p=none ||| DMARC1; p=reject",
        "v=DMARC1; p=none ||| p=reject; v=DMARC1",
        "v=DMARC1; p=none ||| \"v=DMARC1; p=reject\"",
        "v=DMARC1; p=none ||| google-site-verification=abc",
        "v=DMARC1; p=none |||  v=DMARC1; p=reject",
        "v=DMARC1; p=none ||| V = DMARC1; p=reject",
    ]
    .map(String::from)
    .to_vec();
    for tag in tags {
        texts.push(format!("v=DMARC1; {tag}"));
        texts.push(format!("v=DMARC1; p=reject; {tag}"));
        texts.push(format!("v=DMARC1; {tag}; p=quarantine"));
        texts.push(format!("v=DMARC1;p=none;{tag};"));
    }
    texts
}

/// The record that a text stands for, under a name of its own.
fn standing_at(kind: &str, at: usize) -> Record {
    let (purpose, name, ours) = match kind {
        "spf" => (Purpose::MailFromSpf, format!("s{at}.corpus.co.kr"), OUR_SPF),
        _ => (Purpose::Dmarc, format!("_dmarc.d{at}.corpus.co.kr"), OUR_DMARC),
    };
    Record { purpose, name, value: RecordValue::Txt(ours.into()) }
}

/// As the engine looks at a record.
pub async fn looked_at(dns: &Dns, record: &Record, zone: &ZoneCut) -> Comparison {
    let question = ask::first(record);
    let sighting = dns.look(&question.name, question.kind, zone).await;
    let mut seen: Sightings = [(question, sighting)].into_iter().collect();
    loop {
        let more = ask::follow_ups(record, &seen, zone);
        if more.is_empty() {
            return compare(record, &seen, zone);
        }
        for question in more {
            let sighting = dns.look(&question.name, question.kind, &ask::servers_for(&question, zone)).await;
            seen.add(question, sighting);
        }
    }
}

/// What a reader says of one text.
struct Reading {
    said: Option<String>,
    why: String,
    /// Of a DMARC record that it reads, what else would be done by it.
    more: BTreeMap<String, String>,
}

/// Whether the readers that tell a tag of this text tell the same of it.
fn are_alike(read: &[BTreeMap<String, Reading>], name: &str) -> bool {
    let told: Vec<(&String, &String)> = read.iter().flat_map(|all| &all[name].more).collect();
    told.iter().all(|(tag, value)| told.iter().all(|(other, also)| tag != other || value == also))
}

/// How much is asked for by a value of DMARC: the more, the stricter.
fn demand(tag: &str, value: &str) -> Option<usize> {
    match tag {
        "pct" => value.parse().ok(),
        "adkim" | "aspf" => ["r", "s"].iter().position(|it| *it == value),
        _ => strictness(value),
    }
}

/// What a reader would do by our own reading of the record: the same, tag by tag, or what differs.
fn differs_from_ours(text: &str, reading: &Reading) -> Vec<String> {
    // Of several the first is the record.
    let first = text.split(" ||| ").next().unwrap_or_default();
    let Some(ours) = DmarcRecord::parse(first) else { return vec!["we read no policy".into()] };
    let strict = |alignment| if alignment == Alignment::Strict { "s" } else { "r" };
    let below = ours.subdomain_policy.unwrap_or(ours.policy);
    let told = [("sp", <&str>::from(below)), ("adkim", strict(ours.dkim)), ("aspf", strict(ours.spf))];
    let differs = |(tag, ours): (&str, &str)| {
        let theirs = reading.more.get(tag).filter(|theirs| *theirs != ours)?;
        Some(format!("{tag}={theirs} to them, {ours} to us"))
    };
    told.into_iter().filter_map(differs).collect()
}

/// What a reader says of each name, by the name.
fn read_by(reader: &str, dns: SocketAddr, records: &[(String, Record)], ips: &[&str]) -> BTreeMap<String, Reading> {
    let mut command = match reader {
        "mailauth" => Command::new(std::env::var(OUTSIDE).expect("it was asked for")),
        _ => {
            let mut python =
                Command::new(std::env::var("SESAME_MAIL_READERS").expect("tests/all installs the readers"));
            python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/mail_readers.py")).arg(reader);
            python
        }
    };
    command.args([dns.ip().to_string(), dns.port().to_string()]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a reader");
    let mut input = child.stdin.take().expect("piped");
    let lines: String = records
        .iter()
        .map(|(kind, record)| {
            let name = record.name.strip_prefix("_dmarc.").unwrap_or(&record.name);
            json!({ "id": record.name, "kind": kind, "name": name, "ips": ips }).to_string() + "\n"
        })
        .collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("its answers");
    writer.join().expect("no panic").expect("written");
    assert!(output.status.success(), "{reader} came to its end");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let answers = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")).map(|it| {
        let text = |member: &str| it[member].as_str().map(String::from);
        let more = it["more"].as_object().into_iter().flatten();
        let more = more.filter_map(|(tag, value)| Some((tag.clone(), value.as_str()?.to_owned()))).collect();
        (text("id").expect("an id"), Reading { said: text("said"), why: text("why").unwrap_or_default(), more })
    });
    let answers: BTreeMap<_, _> = answers.collect();
    assert_eq!(answers.len(), records.len(), "{reader} answers for every text");
    answers
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs pyspf, checkdmarc and OpenDMARC; tests/all runs it"]
async fn others_read_spf_and_dmarc_as_we_say_that_receivers_do() {
    let it = crate::rehearsal::served("half-done", Play::ByHand).await;
    let set = |name: &str, kind: RecordType, values: &[String]| it.world.set_dns(name, kind, values, 60);
    for line in ELSEWHERE.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let [name, kind, values] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let kind = [RecordType::A, RecordType::Aaaa, RecordType::Mx, RecordType::Txt]
            .into_iter()
            .find(|it| it.to_string() == kind);
        set(name, kind.expect("a type"), &values.split(" | ").map(String::from).collect::<Vec<_>>());
    }
    let texts = spf_texts().into_iter().map(|text| ("spf", text));
    let texts: Vec<(&str, String)> = texts.chain(dmarc_texts().into_iter().map(|text| ("dmarc", text))).collect();
    let dns = Dns::at(vec![it.dns]);
    let zone = ZoneCut { zone: "corpus.co.kr".into(), servers: Vec::new(), primary: None };
    let mut records: Vec<(String, Record)> = Vec::new();
    let mut said: Vec<(String, Comparison)> = Vec::new();
    for (at, (kind, text)) in texts.iter().enumerate() {
        let record = standing_at(kind, at);
        set(&record.name, RecordType::Txt, &text.split(" ||| ").map(String::from).collect::<Vec<_>>());
        said.push((text.clone(), looked_at(&dns, &record, &zone).await));
        records.push((kind.to_string(), record));
    }
    // What we propose has to be read too.
    let mut proposed: BTreeMap<usize, usize> = BTreeMap::new();
    for at in 0..texts.len() {
        if let Some(instead) = instead_of(&said[at].1) {
            let record = standing_at(texts[at].0, records.len());
            set(&record.name, RecordType::Txt, std::slice::from_ref(&instead));
            let comparison = looked_at(&dns, &record, &zone).await;
            assert_eq!(comparison.standing, RecordStanding::Present, "{instead} in the place of {}", texts[at].1);
            assert_eq!(comparison.remark, None, "{instead} in the place of {}", texts[at].1);
            proposed.insert(at, said.len());
            said.push((instead, comparison));
            records.push((texts[at].0.into(), record));
        }
    }
    let mut readers = vec!["pyspf", "checkdmarc", "opendmarc"];
    readers.extend(std::env::var(OUTSIDE).is_ok().then_some("mailauth"));
    let read: Vec<_> = std::thread::scope(|scope| {
        let (records, dns) = (&records, it.dns);
        let reading: Vec<_> =
            readers.iter().map(|reader| scope.spawn(move || read_by(reader, dns, records, &SENDERS))).collect();
        reading.into_iter().map(|it| it.join().expect("a reader")).collect()
    });
    let mut disagreements = Vec::new();
    // Nobody else comes in by what we propose.
    let of_ours = proposed.values().map(|at| records[*at].clone()).filter(|(kind, _)| kind == "spf");
    let of_ours: Vec<(String, Record)> = of_ours.collect();
    for stranger in STRANGERS {
        let read = read_by("pyspf", it.dns, &of_ours, &[stranger]);
        let passed = read.iter().filter(|(_, reading)| reading.said.as_deref() == Some("pass"));
        disagreements.extend(passed.map(|(name, _)| {
            let at = records.iter().position(|(_, record)| record.name == *name).expect("one of them");
            format!("{stranger} passes by {}", said[at].0)
        }));
    }
    for (at, ((kind, record), (text, comparison))) in records.iter().zip(&said).enumerate() {
        let words: Vec<(&str, &str, &str)> = readers
            .iter()
            .zip(&read)
            .filter_map(|(reader, all)| {
                let Reading { said, why, .. } = &all[&record.name];
                Some((*reader, said.as_deref()?, why.as_str()))
            })
            .collect();
        let is_present = comparison.standing == RecordStanding::Present;
        let all_take_it = match kind.as_str() {
            "spf" => words.iter().all(|(_, said, _)| matches!(*said, "pass" | "readable")),
            // In each tag that they tell, too.
            _ => {
                words.iter().all(|(_, said, _)| *said != "refused" && *said == words[0].1)
                    && are_alike(&read, &record.name)
            }
        };
        let found = words.iter().filter_map(|(_, said, _)| strictness(said)).max();
        let kept = match comparison.mistakes.first() {
            Some(Mistake::WrongValue { instead, .. } | Mistake::DmarcDuplicate { keep: instead, .. })
                if kind == "dmarc" =>
            {
                DmarcRecord::parse(instead).and_then(|it| strictness(<&str>::from(it.policy)))
            }
            _ => found,
        };
        if is_present != all_take_it
            || (kind == "dmarc" && comparison.standing == RecordStanding::Wrong && kept < found)
        {
            disagreements.push(format!("{kind} {text:?}: we say {comparison:?}, they {words:?}"));
        }
        if kind != "dmarc" {
            continue;
        }
        // That a receiver acts on a policy is said where one does, and that none does where none does.
        if let Some(Mistake::WrongValue { slip: Slip::Dmarc(flaw), .. }) = comparison.mistakes.first() {
            let is_read = words.iter().any(|(_, said, _)| *said != "refused");
            let is_in_capitals = text.contains("DMARC1");
            if flaw.by_none.is_none() != is_read && is_in_capitals {
                disagreements.push(format!("dmarc {text:?}: we say {flaw:?}, they {words:?}"));
            }
        }
        for (reader, all) in readers.iter().zip(&read) {
            let reading = &all[&record.name];
            let reads = reading.said.as_deref().is_some_and(|said| said != "refused");
            // What is right is right in every tag; what is proposed asks for no less than what stands, of any reader.
            let differs = if is_present && reads { differs_from_ours(text, reading) } else { Vec::new() };
            let instead = proposed.get(&at).filter(|_| reads).map(|at| (&said[*at].0, &all[&records[*at].1.name]));
            let lowered = instead.into_iter().flat_map(|(instead, after)| {
                let lower = |(tag, before): (&String, &String)| {
                    let after = after.more.get(tag)?;
                    (demand(tag, after) < demand(tag, before))
                        .then(|| format!("{tag}={before} becomes {after} in {instead:?}"))
                };
                reading.more.iter().filter_map(lower).collect::<Vec<_>>()
            });
            for differs in differs.into_iter().chain(lowered) {
                disagreements.push(format!("dmarc {text:?}, by {reader}: {differs}"));
            }
        }
    }
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}

/// What is to stand instead, of one record or of several.
fn instead_of(comparison: &Comparison) -> Option<String> {
    match comparison.mistakes.first().or(comparison.remark.as_ref())? {
        Mistake::WrongValue { instead, .. }
        | Mistake::SpfDuplicate { instead, .. }
        | Mistake::DmarcDuplicate { keep: instead, .. } => Some(instead.clone()),
        _ => None,
    }
}

fn strictness(policy: &str) -> Option<usize> {
    ["none", "quarantine", "reject"].iter().position(|it| *it == policy)
}
