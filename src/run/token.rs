//! Cloudflare's API token on its way into the keychain: typed where a terminal shows nothing of it, or piped in. Knows no command.

use std::io::{BufRead as _, IsTerminal as _, Read as _};

use zeroize::Zeroizing;

use crate::{
    engine::{Ports, zones::keep_cloudflare_token},
    report::{Stop, out::Out},
    shell::plain::Input,
    terms::{Failure, FailureKind, Secret},
    words::Text,
};

/// Longer than a token is; in bytes.
const LONGEST: u64 = 4096;

/// Reads it, and keeps it.
pub(super) async fn keep_token(ports: &Ports, text: &Text, out: Out) -> Result<(), Stop> {
    let failed = |e: std::io::Error| Failure::new(FailureKind::BadInput, "read Cloudflare's API token").because(e);
    let line = match std::io::stdin().is_terminal() {
        true => {
            let mut input = Input::from_stdin();
            // Before it is asked for: what is typed at once is a secret too.
            input.hide().map_err(failed)?;
            out.note(text.writing_token_ask());
            input.secret_line().await.map_err(failed)?.unwrap_or_default()
        }
        false => {
            let mut line = Zeroizing::new(String::with_capacity(LONGEST as usize));
            std::io::stdin().lock().take(LONGEST).read_line(&mut line).map_err(failed)?;
            line
        }
    };
    match line.trim() {
        "" => Err(Stop::asked(FailureKind::BadInput, text.writing_token_empty())),
        token => Ok(keep_cloudflare_token(ports, Secret::new(token)).await?),
    }
}
