//! `--share`: what is hidden from the start, and which commands it cannot be used with. Does not know how anything is
//! hidden.

use std::env;

use crate::{
    cli::{Command, Global, RecordsAs},
    report::{
        Stop,
        out::{begin_to_share, to_be_hidden},
    },
    terms::FailureKind,
    words::Text,
};

/// Hides the names of the user on this machine and in the flags, before anything is printed.
pub(super) fn share(global: &Global) {
    begin_to_share();
    to_be_hidden(|veil| {
        let here = global.project.as_ref().map_or_else(env::current_dir, std::path::absolute);
        here.iter().for_each(|folder| veil.learn_folder(folder));
        env::home_dir().iter().for_each(|home| veil.learn_home(home));
        global.profile.iter().for_each(|name| veil.learn_name(name));
        veil.learn_name(global.setup.as_str());
    });
}

/// Why a command cannot be used with `--share`: its output is to be used as it is, or it has none.
pub(super) fn unfit_to_share(text: &Text, command: Option<&Command>) -> Option<Stop> {
    let name = match command {
        None => return Some(Stop::asked(FailureKind::BadInput, text.stop_share_screen())),
        Some(Command::Env(_)) => "sesame env",
        Some(Command::Exec(_)) => "sesame exec",
        Some(Command::Login(_)) => "sesame login",
        Some(Command::Policy(_)) => "sesame policy",
        Some(Command::Handover(_)) => "sesame handover",
        Some(Command::Rehearsal(_)) => "sesame rehearsal",
        Some(Command::Records(flags)) => match flags.form {
            RecordsAs::Table | RecordsAs::Json => return None,
            RecordsAs::Bind => "sesame records --as bind",
            RecordsAs::Cloudflare => "sesame records --as cloudflare",
            RecordsAs::Csv => "sesame records --as csv",
        },
        Some(
            Command::Setup(_)
            | Command::Status(_)
            | Command::Wait(_)
            | Command::Doctor(_)
            | Command::Explain(_)
            | Command::Key(_)
            | Command::Logout(_)
            | Command::Switch(_)
            | Command::Send(_)
            | Command::Undo(_)
            | Command::Radar(_),
        ) => return None,
    };
    Some(Stop::asked(FailureKind::BadInput, text.stop_share(name)).with_hint(text.stop_share_hint()))
}
