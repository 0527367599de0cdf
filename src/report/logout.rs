//! `sesame logout`: a session that was begun by the browser is forgotten on this machine. Asks AWS nothing.

use serde_json::json;

use super::{
    bench::Bench,
    exit::Exit,
    out::{Out, to_be_hidden},
    stop::Stop,
};
use crate::{cli, setup::SignIn};

/// Runs the command. Where nobody is signed in there is nothing to do, and that is well.
pub async fn run(bench: &Bench, flags: &cli::LogoutArgs, profile: Option<&str>) -> Result<Exit, Stop> {
    bench.ports.refuse_if_read_only("sign out")?;
    let (text, out, cloud) = (&bench.text, bench.out, &bench.ports.cloud);
    if flags.all {
        let gone = cloud.end_all_logins().await?;
        match out {
            Out::Json => out.object(&json!({ "profile": null, "arn": null, "sessions": gone })),
            Out::Text if gone == 0 => out.data(text.browser_no_session()),
            Out::Text => out.data(text.browser_all_gone(gone)),
        }
        return Ok(Exit::Well);
    }
    // The one that this set-up signs in by, where none is named.
    let remembered = match &bench.intent.sign_in {
        SignIn::Profile(name) => Some(name.as_str()),
        SignIn::Ambient | SignIn::Pasted | SignIn::AppKey => None,
    };
    let profile = profile.or(remembered);
    let gone = cloud.end_login(profile).await?;
    to_be_hidden(|veil| gone.iter().for_each(|arn| veil.learn_arn(arn)));
    match out {
        Out::Json => out.object(&json!({
            "profile": profile.unwrap_or("sesame"),
            "arn": gone,
            "sessions": usize::from(gone.is_some()),
        })),
        Out::Text => match &gone {
            Some(arn) => {
                out.data(text.browser_gone(arn.rsplit(['/', ':']).next().unwrap_or_default()));
                out.note(text.browser_gone_later());
            }
            None => out.data(text.browser_no_session()),
        },
    }
    Ok(Exit::Well)
}
