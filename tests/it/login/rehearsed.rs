//! Signing in inside of a rehearsal: a story may begin with nobody signed in, and its person decides on the page.

use std::{fs, sync::Arc, time::Duration};

use open_sesame::{
    engine::{
        Ports,
        browser::{BrowserPatience, BrowserWish, sign_in_by_text, sign_in_here},
        ports::{CallbackAnswer, CallbackPages, Porch as _},
    },
    host::LoopbackPorch,
    setup::{BrowserNews, SignInEnd},
    terms::{FailureKind, Secret},
};

use super::browser::get;
use crate::{headless::machine::Machine, interrupt::Stage, live::QUICK};

fn story(machine: &Machine, browser: &str) -> String {
    let path = machine.path("here/story.toml");
    fs::write(&path, format!("{QUICK}[browser]\nsigned_out = true\n{browser}\n")).expect("written");
    format!("--rehearse={}", path.display())
}

#[test]
fn a_story_that_begins_with_nobody_signed_in_says_so_and_its_person_allows_it() {
    let machine = Machine::new();
    let story = story(&machine, "");
    let status = machine.sesame(&[&story, "--json", "status"]).ends(1).json();
    assert_eq!(status["steps"][0]["standing"], "undecided", "{status:#}");
    let ran = machine.sesame(&[&story, "--json", "login"]).ends(0);
    let said = ran.json();
    assert_eq!(said["arn"], "arn:aws:iam::123456789012:user/admin", "{said:#}");
    assert!(said["config"].is_null() && said["profile"] == "sesame", "nothing of this machine is touched: {said:#}");
    assert!(ran.stderr.contains("https://ap-northeast-2.signin.aws.amazon.com/v1/authorize?"), "{ran}");
    assert!(!machine.path("home/.aws").exists(), "{ran}");
    let text = machine.sesame(&[&story, "--lang", "ko", "login"]).ends(0);
    assert!(text.stdout.contains("메모리에만 있습니다"), "{text}");
}

#[test]
fn a_person_who_denies_it_ends_it() {
    let machine = Machine::new();
    let ran = machine.sesame(&[&story(&machine, "decides = 'deny'"), "--json", "login"]).ends(1);
    assert!(ran.json()["error"]["kind"] == "sign-in-refused" && ran.stdout.contains("access_denied"), "{ran}");
}

fn pages() -> CallbackPages {
    CallbackPages {
        lang: "en",
        done: "done".into(),
        refused: "refused".into(),
        failed: "failed".into(),
        stray: "stray".into(),
    }
}

/// In a world whose person does this.
async fn in_a_world(
    decides: &str,
    patience: BrowserPatience,
) -> (Vec<BrowserNews>, Result<SignInEnd, FailureKind>, Ports) {
    let text = format!("{QUICK}[browser]\nsigned_out = true\ndecides = '{decides}'\n");
    let stage = Stage::over(&text);
    let ports = stage.ports(None);
    let mut news = Vec::new();
    let ended = sign_in_here(&ports, &BrowserWish::default(), pages(), patience, |it| news.push(it)).await;
    (news, ended.map_err(|failure| failure.kind), ports)
}

#[tokio::test]
async fn nobody_who_comes_back_ends_it_after_a_hint() {
    let stage = Stage::over(&format!("{QUICK}[browser]\ndecides = 'never'\n"));
    // A real address, to which nobody comes.
    let ports = Ports { porch: Arc::new(LoopbackPorch), ..stage.ports(None) };
    let at_once = BrowserPatience { hint: Duration::ZERO, limit: Duration::ZERO };
    let mut news = Vec::new();
    let ended = sign_in_here(&ports, &BrowserWish::default(), pages(), at_once, |it| news.push(it)).await;
    assert_eq!(ended.map_err(|failure| failure.kind), Err(FailureKind::OutcomeUnknown));
    assert!(
        matches!(&news[..], [BrowserNews::Page(_), BrowserNews::Opened(Ok(())), BrowserNews::StillWaiting]),
        "{news:?}"
    );
}

/// The same with the browser on another device: what is pasted there is waited for as long, and no longer.
#[tokio::test]
async fn no_text_that_is_pasted_ends_it_after_a_hint_too() {
    let stage = Stage::over(QUICK);
    let ports = stage.ports(None);
    let at_once = BrowserPatience { hint: Duration::ZERO, limit: Duration::ZERO };
    let (hand_in, mut texts) = tokio::sync::mpsc::unbounded_channel();
    let mut news = Vec::new();
    let ended = sign_in_by_text(&ports, &BrowserWish::default(), &mut texts, at_once, |it| news.push(it)).await;
    assert_eq!(ended.map_err(|failure| failure.kind), Err(FailureKind::OutcomeUnknown));
    assert!(matches!(&news[..], [BrowserNews::Page(_), BrowserNews::StillWaiting]), "{news:?}");
    // What is no text of it leaves the wait as it is; where no more can come, it says what was wrong.
    hand_in.send(Secret::new("c29tZXRoaW5n")).expect("it is heard");
    drop(hand_in);
    let mut news = Vec::new();
    let patience = BrowserPatience::default();
    let ended = sign_in_by_text(&ports, &BrowserWish::default(), &mut texts, patience, |it| news.push(it)).await;
    assert_eq!(ended.map_err(|failure| failure.kind), Err(FailureKind::BadInput));
    assert!(matches!(&news[..], [BrowserNews::Page(_), BrowserNews::NotThatText]), "{news:?}");
}

/// A connection that is open for nothing, as browsers keep them, does not hold up the one that has answered.
#[tokio::test]
async fn only_the_browser_that_has_answered_gets_its_page_before_the_address_is_gone() {
    let callback = LoopbackPorch.open(None, pages()).await.expect("a port");
    let (address, state) = (callback.address(), Secret::new("a-state"));
    let back = format!("{address}?code=x&state=a-state");
    let host = address.trim_start_matches("http://").split('/').next().expect("a host").to_owned();
    let idle = std::net::TcpStream::connect(host).expect("it listens");
    let browser = std::thread::spawn(move || get(&back));
    let began = std::time::Instant::now();
    let answer = callback.answer(&state).await;
    let took = began.elapsed();
    assert!(matches!(answer, CallbackAnswer::Code(_)), "{answer:?}");
    assert_eq!(browser.join().expect("it ends").status, 200);
    assert!(took < Duration::from_secs(2), "it waited {took:?} for a connection that says nothing");
    drop(idle);
}

#[tokio::test]
async fn credentials_of_a_quarter_of_an_hour_are_renewed_until_the_session_ends() {
    let (_, ended, ports) = in_a_world("allow", BrowserPatience::default()).await;
    let Ok(SignInEnd::SignedIn(signed_in)) = ended else { panic!("{ended:?}") };
    assert_eq!(signed_in.config, None);
    let region = "ap-northeast-2".parse().expect("a region");
    let who = async || {
        let signer = ports.cloud.of_this_machine(None).await.map_err(|failure| failure.kind)?;
        let caller = ports.cloud.session(&signer, region).caller().await.map_err(|failure| failure.kind)?;
        Ok::<_, FailureKind>(caller.arn)
    };
    for _ in 0..4 {
        assert_eq!(who().await.as_ref(), Ok(&signed_in.arn));
        ports.clock.sleep(Duration::from_secs(20 * 60)).await;
    }
    ports.clock.sleep(Duration::from_secs(12 * 3600)).await;
    assert_eq!(who().await, Err(FailureKind::CredentialsExpired));
}
