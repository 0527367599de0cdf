//! `sesame login`: signing in to AWS by the browser. Knows neither how the browser is opened nor where the session rests.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use serde_json::json;
use zeroize::Zeroizing;

use super::{
    bench::Bench,
    exit::Exit,
    out::{Out, to_be_hidden},
    stop::{Stop, UserError},
};
use crate::{
    cli,
    engine::{
        browser::{BrowserPatience, BrowserWish, OthersSession, sign_in_elsewhere, sign_in_here},
        ports::CallbackPages,
    },
    setup::{BrowserNews, SignIn, SignInEnd, SignInPage, SignedIn},
    terms::{Failure, FailureKind, Secret},
    words::Text,
};

/// Runs the command. The account's principal is shown, and the profile is used from here on.
pub async fn run(mut bench: Bench, flags: &cli::LoginArgs, profile: Option<&str>) -> Result<Exit, Stop> {
    let wish = BrowserWish {
        profile: profile.map(String::from),
        region: bench.intent.region,
        port: flags.redirect_port,
        others: if flags.replace { OthersSession::Replaced } else { OthersSession::Asked },
    };
    let end = match flags.remote {
        false => here(&bench, &wish).await?,
        true => elsewhere(&bench, &wish).await?,
    };
    let signed_in = match end {
        SignInEnd::SignedIn(signed_in) => signed_in,
        SignInEnd::OtherPrincipal { profile, held, arn } => {
            learn(&[&held, &arn]);
            return Err(Stop::Asked(UserError {
                kind: FailureKind::Conflict,
                said: bench.text.browser_other_principal(&arn, &held, &profile),
                more: Vec::new(),
                hint: Some(bench.text.browser_other_principal_hint().to_owned()),
            }));
        }
    };
    learn(&[&signed_in.arn]);
    bench.intent.sign_in = SignIn::Profile(signed_in.profile.clone());
    bench.ports.remember(&bench.intent)?;
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

/// What `--share` hides of these.
fn learn(arns: &[&str]) {
    to_be_hidden(|veil| arns.iter().for_each(|arn| veil.learn_arn(arn)));
}

fn told_in_lines(bench: &Bench, signed_in: &SignedIn) {
    let (text, out) = (&bench.text, bench.out);
    out.data(
        text.browser_signed_in(
            signed_in.account.grouped(),
            signed_in.arn.rsplit(['/', ':']).next().unwrap_or_default(),
        ),
    );
    match &signed_in.config {
        Some(config) => out.data(text.browser_profile(config, &signed_in.profile, &signed_in.region)),
        None => out.data(text.browser_profile_unwritten(&signed_in.profile)),
    }
    if signed_in.is_root() {
        out.note(text.browser_root());
    }
    out.note(text.browser_lasts());
    if signed_in.profile != "default" {
        out.note(text.browser_others(&signed_in.profile));
    }
}

async fn here(bench: &Bench, wish: &BrowserWish) -> Result<SignInEnd, Stop> {
    let (text, out) = (bench.text, bench.out);
    let tell = |news| match news {
        BrowserNews::Page(page) => {
            told_of_page(bench, &page);
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
        stray: text.browser_page_stray().to_owned(),
    }
}

async fn elsewhere(bench: &Bench, wish: &BrowserWish) -> Result<SignInEnd, Stop> {
    let (text, out) = (bench.text, bench.out);
    let (page, begun) = sign_in_elsewhere(&bench.ports, wish).await?;
    told_of_page(bench, &page);
    out.note(text.browser_paste());
    loop {
        // A text that belongs to another sign-in leaves this one as it is.
        let Some(line) = line()? else {
            let said = Failure::new(FailureKind::BadInput, "read what the page shows").because("nothing was pasted");
            return Err(said.into());
        };
        match begun.read(&line) {
            Ok(code) => return Ok(begun.finish(&bench.ports, code).await?),
            Err(failure) if io::stdin().is_terminal() => {
                out.trouble(&text, &failure);
                out.note(text.browser_paste());
            }
            Err(failure) => return Err(failure.into()),
        }
    }
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

fn told_of_page(bench: &Bench, page: &SignInPage) {
    let (text, out) = (&bench.text, bench.out);
    if page.is_overridden {
        out.note(text.browser_overridden(&page.host));
    }
    out.note(text.browser_open(&page.host));
    out.note(format!("  {}", page.url));
}
