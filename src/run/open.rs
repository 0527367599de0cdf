//! The ports of a run, live or rehearsed: the only file that decides which. Knows no command.

use super::{
    flags::{Hears, read_passphrase},
    live::live,
    opened::Opened,
    rehearsed::{rehearsed, scenario},
};
use crate::{
    aws::CallLog,
    cli::Global,
    engine::hold,
    rehearsal::Pacing,
    report::{Stop, out::Out},
    terms::{Slot, VaultNews},
    words::Text,
};

/// Opens the ports for a command that needs a region to send from.
pub(super) async fn open(global: &Global, text: Text, out: Out) -> Result<Opened, Stop> {
    Ok(open_anywhere(global, text, out).await?.with_ses()?.naming_the_server())
}

/// The same for a command that itself reports what is wrong with the region.
pub(super) async fn open_anywhere(global: &Global, text: Text, out: Out) -> Result<Opened, Stop> {
    let log = match global.verbose {
        true => CallLog::new(move |call| out.call(&call)),
        false => CallLog::new(|_| ()),
    };
    let keychain = move |news| match news {
        VaultNews::Waits => out.note(text.keychain_waits()),
        VaultNews::Answered => {}
    };
    open_with(global, text, out, Hears { log, keychain: Box::new(keychain) }, Pacing::Headless).await
}

/// Opens the ports, live or rehearsed.
pub(super) async fn open_with(
    global: &Global,
    text: Text,
    out: Out,
    hears: Hears,
    pace: Pacing,
) -> Result<Opened, Stop> {
    let passphrase = global.passphrase_file.as_deref().map(|file| read_passphrase(&text, file)).transpose()?;
    let opened = match &global.rehearse {
        Some(name) => rehearsed(global, scenario(&text, name)?, text, out, hears, pace).await,
        None => live(global, text, out, hears).await,
    }?;
    if let Some(passphrase) = passphrase {
        hold(&opened.bench.ports, Slot::passphrase(), passphrase);
    }
    Ok(opened)
}
