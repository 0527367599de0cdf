//! The ports of this machine: the account, the secret stores, DNS and SMTP, by its environment and profiles. Knows
//! nothing of rehearsals.

use std::{
    env,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    flags::{Hears, changes_allowed, passphrase_in, require_folder},
    opened::Opened,
};
use crate::{
    aws::{ApiUrl, BadApiUrl, Cloud, region_here},
    cli::Global,
    engine::{
        Held, Ports,
        home::Home,
        ports::Desk as _,
        zones::{TOKEN_VARIABLE, hold_cloudflare_token},
    },
    host::{
        BadWebsites, Folder, Keychain, LoopbackPorch, OpenWeb, Sealed, Smtp, SystemClock, ThisDesk, Tools,
        dns::{BadDoh, Dns},
    },
    laravel::ARTISAN,
    report::{Bench, Stop, UnfitRegion, out::Out},
    setup::Intent,
    terms::{Failure, FailureKind, Secret},
    words::Text,
};

/// Opens the real ports.
pub(super) async fn live(global: &Global, text: Text, out: Out, hears: Hears) -> Result<Opened, Stop> {
    let project = project_of(global, &text)?;
    let home = home_of(global, &project)?;
    let desk = ThisDesk::of_this_machine();
    let mut intent =
        home.intent()?.unwrap_or_else(|| Intent { keep: desk.machine().usual_keep(), ..Intent::default() });
    global.tell(&mut intent);
    let unfit_region = region_of_this_machine(&mut intent);
    let held = Held::default();
    let (keychain, leaving) = Keychain::new(desk.machine(), hears.keychain);
    let ports = Ports {
        cloud: match cloudflare()? {
            Some(url) => Cloud::live(intent.sign_in.profile(), hears.log).await.with_cloudflare_at(url),
            None => Cloud::live(intent.sign_in.profile(), hears.log).await,
        },
        vault: Arc::new(keychain),
        sealed: Arc::new(Sealed::at(home.sealed_path(), passphrase_in(&held))),
        desk: Arc::new(desk),
        porch: Arc::new(LoopbackPorch),
        resolver: Arc::new(resolver()?),
        post: Arc::new(post()?),
        web: Arc::new(websites()?),
        place: Arc::new(Folder::at(&project, Tools::Allowed)),
        clock: Arc::new(SystemClock),
        home,
        changes: changes_allowed(global),
        held,
    };
    if let Ok(token) = env::var(TOKEN_VARIABLE)
        && !token.trim().is_empty()
    {
        hold_cloudflare_token(&ports, Secret::new(token.trim()));
    }
    let bench = Bench {
        unfit_region,
        typed: global.typed.clone(),
        here: global.here(),
        ..Bench::new(ports, intent, text, out)
    };
    Ok(Opened { leaving: Some(leaving), ..Opened::on(bench, project) })
}

/// The remembered intent with the flags of this run, for a command that needs no ports.
pub(super) fn remembered(global: &Global, text: &Text) -> Result<Intent, Stop> {
    let mut intent = home_of(global, &project_of(global, text)?)?.intent()?.unwrap_or_default();
    global.tell(&mut intent);
    Ok(intent)
}

fn project_of(global: &Global, text: &Text) -> Result<PathBuf, Stop> {
    match &global.project {
        Some(folder) => require_folder(text, folder),
        None => {
            let here = env::current_dir()
                .map_err(|e| Failure::new(FailureKind::File, "find the current folder").because(e))?;
            Ok(app_around(&here).unwrap_or(&here).to_owned())
        }
    }
}

/// The app that a folder lies in, or is.
fn app_around(folder: &Path) -> Option<&Path> {
    let has = |folder: &&Path, file: &str| folder.join(file).is_file();
    folder.ancestors().find(|it| has(it, ARTISAN) && (has(it, "composer.json") || has(it, "composer.lock")))
}

fn home_of(global: &Global, project: &Path) -> Result<Home, Failure> {
    Ok(Home::at(
        own_folder("XDG_CONFIG_HOME", ".config")?,
        own_folder("XDG_DATA_HOME", ".local/share")?,
        project,
        global.setup.clone(),
    ))
}

/// Fills in the region where the intent has none, from the environment, then from the profile. Returns it where mail
/// cannot be sent from it.
pub(super) fn region_of_this_machine(intent: &mut Intent) -> Option<UnfitRegion> {
    if intent.region.is_some() {
        return None;
    }
    let named = region_here(intent.sign_in.profile())?;
    match named.said.parse() {
        Ok(region) => {
            intent.region = Some(region);
            None
        }
        Err(why) => Some(UnfitRegion { why, by: named.by }),
    }
}

fn resolver() -> Result<Dns, Failure> {
    let dns = match env::var("SESAME_DNS") {
        Ok(servers) => {
            servers.parse().map_err(|why| Failure::new(FailureKind::BadInput, "use SESAME_DNS").because(why))?
        }
        Err(_) => Dns::system(),
    };
    match env::var("SESAME_DOH") {
        Ok(url) if !url.trim().is_empty() => {
            let bad = |why| Failure::new(FailureKind::BadInput, "use SESAME_DOH").because(why);
            Ok(dns.over_https(url.parse().map_err(|why: BadDoh| bad(why))?))
        }
        Ok(_) | Err(_) => Ok(dns),
    }
}

/// Where Cloudflare's API is, if it is not at its own address.
fn cloudflare() -> Result<Option<ApiUrl>, Failure> {
    let bad = |why: BadApiUrl| Failure::new(FailureKind::BadInput, "use SESAME_CLOUDFLARE_URL").because(why);
    match env::var("SESAME_CLOUDFLARE_URL") {
        Ok(url) if !url.trim().is_empty() => url.parse().map(Some).map_err(bad),
        Ok(_) | Err(_) => Ok(None),
    }
}

fn post() -> Result<Smtp, Failure> {
    match env::var("SESAME_SMTP") {
        Ok(end) => end.parse().map_err(|why| Failure::new(FailureKind::BadInput, "use SESAME_SMTP").because(why)),
        Err(_) => Ok(Smtp::OfSes),
    }
}

/// Who answers for websites, if not they themselves.
fn websites() -> Result<OpenWeb, Failure> {
    let bad = |why: BadWebsites| Failure::new(FailureKind::BadInput, "use SESAME_SITE").because(why);
    match env::var("SESAME_SITE") {
        Ok(url) if !url.trim().is_empty() => url.parse().map_err(bad),
        Ok(_) | Err(_) => Ok(OpenWeb::default()),
    }
}

/// `$XDG_…/sesame`, or its usual place under the home folder, on every platform.
fn own_folder(variable: &str, usual: &str) -> Result<PathBuf, Failure> {
    let set = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || env::home_dir().map(|home| home.join(usual));
    let base = set.or_else(home).ok_or_else(|| {
        Failure::new(FailureKind::File, "find a folder for Sesame's own files")
            .because(format!("neither {variable} nor HOME is set"))
    })?;
    Ok(base.join("sesame"))
}
