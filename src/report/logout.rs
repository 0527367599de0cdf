//! `sesame logout`: a session that was begun by the browser is forgotten on this machine. Asks AWS nothing.

use serde_json::json;

use super::{
    bench::Bench,
    exit::Exit,
    out::{Out, to_be_hidden},
    stop::Stop,
};
use crate::{
    cli,
    setup::{EndedLogin, SignIn},
    terms::shell_word,
};

/// Runs the command. Without a session there is nothing to do, and that is well.
pub async fn run(bench: &Bench, flags: &cli::LogoutArgs, profile: Option<&str>) -> Result<Exit, Stop> {
    bench.ports.refuse_if_read_only("sign out")?;
    let (text, out, cloud) = (&bench.text, bench.out, &bench.ports.cloud);
    if flags.all {
        let gone = cloud.end_all_logins().await?;
        match out {
            Out::Json => out.object(&json!({ "profile": null, "arn": null, "sessions": gone, "remain": [] })),
            Out::Text if gone == 0 => out.says(text.browser_no_session()),
            Out::Text => out.says(text.browser_all_gone(gone)),
        }
        return Ok(Exit::Well);
    }
    // The one that this set-up signs in by, where none is named: the same that the other commands use.
    let sign_in = profile.map_or_else(|| bench.intent.sign_in.clone(), |name| SignIn::Profile(name.to_owned()));
    let ended = cloud.end_login(&sign_in).await?;
    to_be_hidden(|veil| ended.arn.iter().for_each(|arn| veil.learn_arn(arn)));
    match out {
        Out::Json => out.object(&json!({
            "profile": ended.profile,
            "arn": ended.arn,
            "sessions": usize::from(ended.arn.is_some()),
            "remain": ended.remain,
        })),
        Out::Text => match &ended.arn {
            Some(arn) => {
                out.says(text.browser_gone(arn.rsplit(['/', ':']).next().unwrap_or_default()));
                out.note(text.browser_gone_later());
            }
            None => none_ended(bench, &ended),
        },
    }
    Ok(Exit::Well)
}

/// Where there was none, those that there are, and what ends them.
fn none_ended(bench: &Bench, ended: &EndedLogin) {
    let (text, out) = (&bench.text, bench.out);
    out.says(match &ended.profile {
        Some(profile) => text.browser_no_session_of(profile),
        None => text.browser_no_session().to_owned(),
    });
    if !ended.remain.is_empty() {
        let names: Vec<String> = ended.remain.iter().map(|name| shell_word(name).into_owned()).collect();
        out.note(text.browser_remain(names.join(", ")));
    }
    if ended.unnamed > 0 {
        out.note(text.browser_remain_unnamed(ended.unnamed));
    }
}
