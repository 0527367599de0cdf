//! `sesame login`: signing in to AWS by the browser. Knows neither how the browser is opened nor where the session rests.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use serde_json::json;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::{
    bench::Bench,
    exit::Exit,
    out::{Out, to_be_hidden},
    stop::Stop,
};
use crate::{
    cli,
    engine::{
        browser::{BrowserPatience, BrowserWish, OthersSession, sign_in_by_text, sign_in_here},
        ports::CallbackPages,
    },
    setup::{BrowserNews, Intent, KeepQuestion, SignIn, SignInEnd, SignInPage, SignedIn},
    terms::{Failure, FailureKind, Region, Secret, shell_word},
    words::Text,
};

/// Runs the command. The account's principal is shown, and the profile is used from here on.
pub async fn run(bench: Bench, flags: &cli::LoginArgs, global: &cli::Global) -> Result<Exit, Stop> {
    let wish = BrowserWish {
        profile: global.profile.clone(),
        region: bench.intent.region,
        port: flags.redirect_port,
        others: if flags.replace { OthersSession::Replaced } else { OthersSession::Asked },
    };
    let end = match flags.remote {
        false => here(&bench, &wish, global.region).await?,
        true => elsewhere(&bench, &wish, global.region).await?,
    };
    let signed_in = match end {
        SignInEnd::SignedIn(signed_in) => signed_in,
        SignInEnd::Asked(question) => return Err(asked(&bench.text, &question)),
    };
    learn(&[&signed_in.arn]);
    remember(&bench, &signed_in)?;
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "profile": signed_in.profile,
            "account": signed_in.account,
            "arn": signed_in.arn,
            "region": signed_in.region,
            "config": signed_in.config,
        })),
        Out::Text => told_in_lines(&bench, &signed_in),
    }
    Ok(Exit::Well)
}

/// A command asks no questions: what would be asked ends it, and a flag says yes.
fn asked(text: &Text, question: &KeepQuestion) -> Stop {
    let hint = match question {
        KeepQuestion::OtherPrincipal { held, arn, .. } => {
            learn(&[held, arn]);
            text.browser_other_principal_hint()
        }
        KeepQuestion::OtherRegion { arn, .. } => {
            learn(&[arn]);
            text.browser_other_region_hint()
        }
    };
    Stop::asked(FailureKind::Conflict, text.keep_question(question)).with_hint(hint)
}

/// Of what this set-up remembers only the sign-in changes: --region was about that, and moves nothing.
fn remember(bench: &Bench, signed_in: &SignedIn) -> Result<(), Failure> {
    let new = || Intent {
        setup: bench.intent.setup.clone(),
        keep: bench.ports.desk.machine().usual_keep(),
        ..Intent::default()
    };
    let remembered = bench.ports.home.intent().and_then(|before| {
        let sign_in = SignIn::Profile(signed_in.profile.clone());
        bench.ports.remember(&Intent { sign_in, ..before.unwrap_or_else(new) })
    });
    remembered.map_err(|failure| {
        let profile = shell_word(&signed_in.profile);
        failure.because(format!("the session itself stands: --profile {profile} signs in with it"))
    })
}

/// What `--share` hides of these.
fn learn(arns: &[&str]) {
    to_be_hidden(|veil| arns.iter().for_each(|arn| veil.learn_arn(arn)));
}

fn told_in_lines(bench: &Bench, signed_in: &SignedIn) {
    let (text, out) = (&bench.text, bench.out);
    out.says(
        text.browser_signed_in(
            signed_in.account.grouped(),
            signed_in.arn.rsplit(['/', ':']).next().unwrap_or_default(),
        ),
    );
    match &signed_in.config {
        Some(config) => out.says(text.browser_profile(config, &signed_in.profile, &signed_in.region)),
        None => out.says(text.browser_profile_unwritten(&signed_in.profile)),
    }
    if signed_in.is_root() {
        out.note(text.browser_root());
    }
    out.note(text.browser_lasts());
    if signed_in.profile != "default" {
        out.note(text.browser_others(&signed_in.profile));
    }
}

async fn here(bench: &Bench, wish: &BrowserWish, given: Option<Region>) -> Result<SignInEnd, Stop> {
    let (text, out) = (bench.text, bench.out);
    let tell = |news| match news {
        BrowserNews::Page(page) => {
            told_of_page(bench, &page, given);
            match bench.ports.desk.machine().without_pages() {
                Some(_) => {
                    out.note(text.browser_not_here());
                    out.note(text.browser_elsewhere());
                }
                None => out.note(text.browser_waiting()),
            }
        }
        // Of a browser on another device alone; its text is asked for below.
        BrowserNews::Opened(Ok(())) | BrowserNews::NotThatText => {}
        BrowserNews::Opened(Err(_)) => out.note(text.browser_not_opened()),
        BrowserNews::StillWaiting => {
            out.note(text.browser_hint());
            out.note(text.browser_elsewhere());
        }
    };
    Ok(sign_in_here(&bench.ports, wish, pages(&text), BrowserPatience::default(), tell).await?)
}

/// What the browser shows when it has come back.
fn pages(text: &Text) -> CallbackPages {
    CallbackPages {
        lang: text.locale().code(),
        done: text.browser_page_done().to_owned(),
        refused: text.browser_page_refused().to_owned(),
        failed: text.browser_page_failed().to_owned(),
        stray: text.browser_page_stray().to_owned(),
    }
}

async fn elsewhere(bench: &Bench, wish: &BrowserWish, given: Option<Region>) -> Result<SignInEnd, Stop> {
    let (text, out) = (bench.text, bench.out);
    let (hand_in, mut texts) = mpsc::unbounded_channel();
    let tell = |news| match news {
        BrowserNews::Page(page) => {
            told_of_page(bench, &page, given);
            out.note(match io::stdin().is_terminal() {
                true => text.browser_paste_unseen(),
                false => text.browser_paste(),
            });
        }
        BrowserNews::NotThatText => out.note(text.browser_not_that_text()),
        BrowserNews::StillWaiting => out.note(text.browser_hint()),
        // No browser is opened here.
        BrowserNews::Opened(Ok(()) | Err(_)) => {}
    };
    // A thread of its own: the end of the wait does not wait for another line.
    std::thread::spawn(move || {
        while let Ok(Some(line)) = line() {
            if hand_in.send(line).is_err() {
                break;
            }
        }
    });
    Ok(sign_in_by_text(&bench.ports, wish, &mut texts, BrowserPatience::default(), tell).await?)
}

/// More bytes than the text of a page has.
const LIMIT: u64 = 16 * 1024;

/// The next line of stdin with something on it; none at its end.
fn line() -> Result<Option<Secret>, Failure> {
    let failed = |e: io::Error| Failure::new(FailureKind::File, "read what the page shows").because(e);
    loop {
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(LIMIT).unwrap_or_default()));
        if io::stdin().lock().take(LIMIT).read_until(b'\n', &mut bytes).map_err(failed)? == 0 {
            return Ok(None);
        }
        let line = Secret::new(String::from_utf8_lossy(&bytes));
        if line.lines() > 0 {
            return Ok(Some(line));
        }
    }
}

fn told_of_page(bench: &Bench, page: &SignInPage, given: Option<Region>) {
    let (text, out) = (&bench.text, bench.out);
    if let Some(given) = given.filter(|given| given.code() != page.region) {
        out.note(text.browser_profile_region(given.code(), &page.profile, &page.region));
    }
    if page.is_overridden {
        out.note(text.browser_overridden(&page.host));
    }
    out.note(text.browser_open(&page.host));
    out.note(format!("  {}", page.url));
}
