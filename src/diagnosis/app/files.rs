//! The files that a configuration is made from: which of them counts, whether it can be read, and who else may. Knows no value
//! that may be a secret.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    evidence::{EnvAt, Evidence, OverriddenBy},
    reading::is_a_sign_in,
};
use crate::{
    laravel::{
        App, CachedConfig, ConfigSetting, Contained, Effective, EnvFile, EnvFileUsed, EnvPlace, MaskedValue, OwnConfig,
        PlaceValue, Placed, SetAtStart, SettingValue, Tracking, TruthRow, Winner, has_secret_of_mail,
    },
    setup::Leak,
};

/// `config-cached`: the cache says something else than the files.
pub(super) fn config_cached(case: &Case) -> Option<Judgement> {
    let app = case.app()?;
    match (&app.cached, &app.own) {
        (CachedConfig::Absent, _) => None,
        (CachedConfig::Read(cached), OwnConfig::Read(own)) => {
            let differing: Vec<Evidence> = differences(cached, own).take(4).collect();
            match differing.is_empty() {
                // What would be computed anew is what is in force: nothing to clear.
                true => Some(Judgement::Silent),
                false => {
                    let evidence = std::iter::once(Evidence::ConfigCached).chain(differing).collect();
                    Some(Judgement::Named(Certainty::Proven, evidence))
                }
            }
        }
        (CachedConfig::Read(_), OwnConfig::Planned) | (CachedConfig::Unreadable(_) | CachedConfig::Elsewhere, _) => {
            Some(Judgement::Named(Certainty::Possible, vec![Evidence::ConfigCached]))
        }
    }
}

/// The entries that the cache has otherwise. What is not known of one of the two does not differ.
fn differences<'e>(cached: &'e Effective, own: &'e Effective) -> impl Iterator<Item = Evidence> + 'e {
    let of = |settings: &'e Effective, path: &str| settings.settings().find(|it| it.path == path);
    cached.settings().filter_map(move |was| {
        let now = of(own, &was.path)?;
        let differs =
            was.value != SettingValue::Absent && !was.is_unknown() && !now.is_unknown() && was.value != now.value;
        differs.then(|| Evidence::CacheDiffers { cached: was.clone(), own: now.clone() })
    })
}

/// `config-unreadable`: a config file that PHP cannot read stops the app.
pub(super) fn config_unreadable(case: &Case) -> Option<Judgement> {
    let broken = &case.app()?.broken;
    let evidence = broken.iter().map(|(file, line)| Evidence::ConfigBroken { file: file.clone(), line: *line });
    let no_arrays = case.app()?.no_arrays.iter().map(|file| Evidence::ConfigNoArray { file: file.clone() });
    let evidence: Vec<Evidence> = evidence.chain(no_arrays).collect();
    (!evidence.is_empty()).then_some(Judgement::Named(Certainty::Proven, evidence))
}

/// `config-set-at-start`: what the files say of mail is not the last word. In which case the code sets it is not known.
pub(super) fn set_at_start(case: &Case) -> Option<Judgement> {
    let told =
        |set: &SetAtStart| Evidence::SetAtStart { file: set.file.clone(), line: set.line, path: set.path.clone() };
    let evidence: Vec<Evidence> = case.app()?.set_at_start.iter().take(4).map(told).collect();
    (!evidence.is_empty()).then_some(Judgement::Named(Certainty::Possible, evidence))
}

/// `env-overridden`: `.env` says one thing, and another place another, which counts.
pub(super) fn env_overridden(case: &Case) -> Option<Judgement> {
    let app = case.app()?;
    if matches!(app.cached, CachedConfig::Read(_)) {
        // That is `config-cached`.
        return None;
    }
    let here: Vec<Evidence> = app.truth.iter().filter_map(|row| overridden(app, row)).collect();
    if !here.is_empty() {
        return Some(Judgement::Named(Certainty::Proven, here));
    }
    let mut in_it: Vec<Evidence> = app.containers.iter().flat_map(|contained| in_container(app, contained)).collect();
    if !in_it.is_empty() {
        let cleared = app.clears_env.clone();
        in_it.extend(cleared.map(|(file, line)| Evidence::PoolClearsEnv { file, line }));
        return Some(Judgement::Named(Certainty::Likely, in_it));
    }
    let elsewhere: Vec<Evidence> = app.other_places.iter().flat_map(|placed| in_other_place(app, placed)).collect();
    (!elsewhere.is_empty()).then_some(Judgement::Named(Certainty::Possible, elsewhere))
}

/// The variables of a place where the app may run that make another configuration there.
fn in_other_place<'a>(app: &'a App, placed: &'a Placed) -> impl Iterator<Item = Evidence> + 'a {
    let Placed { place, effective, env_used: _ } = placed;
    place.written.iter().filter(|(name, _)| makes_another(app, effective, name)).map(move |(name, value)| {
        let PlaceValue { file, line, value } = value;
        let by =
            OverriddenBy::OtherPlace { file: file.clone(), line: *line, kind: place.kind, name: place.name.clone() };
        overridden_by(app, name, by, value)
    })
}

/// Whether what an entry that asks for a variable comes to there is known, and is something else than here.
fn makes_another(app: &App, there: &Effective, name: &str) -> bool {
    let Some(there) = there.made_of(name) else { return false };
    let here = own(app).settings().find(|it| it.path == there.path);
    let is_same = here.is_some_and(|here| here.value == there.value || here.is_unknown());
    !is_same && !there.is_unknown()
}

fn own(app: &App) -> &Effective {
    match &app.own {
        OwnConfig::Read(own) => own,
        OwnConfig::Planned => &app.effective,
    }
}

/// The variables of a container that make another configuration there than the files make without them.
fn in_container<'a>(app: &'a App, contained: &'a Contained) -> impl Iterator<Item = Evidence> + 'a {
    let given = contained.service.written.iter().filter(|(name, _)| makes_another(app, &contained.effective, name));
    let given = given.map(|(name, value)| by_container(app, contained, name, value));
    given.chain(contained.effective.settings().filter_map(|there| in_its_file(app, own(app), contained, there)))
}

/// A value of the file that is read in a container in the place of `.env`.
fn in_its_file(app: &App, own: &Effective, contained: &Contained, there: &ConfigSetting) -> Option<Evidence> {
    let EnvFileUsed::Other { path, .. } = contained.env_used.clone() else { return None };
    let read = there.origin.as_ref()?.variable.as_ref()?;
    let is_of_the_file = contained.env_used != app.env_used && read.place == EnvPlace::File(path.clone());
    let here = own.settings().find(|it| it.path == there.path)?;
    (is_of_the_file && here.value != there.value && !here.is_unknown() && !there.is_unknown()).then(|| {
        let env = app.env_in_force().and_then(|env| env.seen(&read.name));
        Evidence::Overridden {
            at: at(app, &read.name),
            name: read.name.clone(),
            env: env.map_or(Some(String::new()), plain),
            by: OverriddenBy::OtherFile { file: path },
            value: there.masked().and_then(plain),
        }
    })
}

/// A value that a container gives to the app, which counts whether `.env` has a line for it or not.
pub(super) fn by_container(app: &App, contained: &Contained, name: &str, value: &MaskedValue) -> Evidence {
    let by = OverriddenBy::Container {
        file: contained.service.giver(name).to_owned(),
        service: contained.service.name.clone(),
    };
    overridden_by(app, name, by, value)
}

fn overridden_by(app: &App, name: &str, by: OverriddenBy, value: &MaskedValue) -> Evidence {
    let env = app.env_in_force().and_then(|env| env.seen(name));
    let (at, env) = (at(app, name), env.map_or(Some(String::new()), plain));
    Evidence::Overridden { at, name: name.to_owned(), env, by, value: plain(value) }
}

/// Where a variable stands in the file that is read, or would.
fn at(app: &App, name: &str) -> EnvAt {
    EnvAt { file: app.env_name().to_owned(), line: app.env_in_force().and_then(|env| env.line_number(name)) }
}

/// A line of an env file that does not count, where what counts is something else. The caller's own sign-in is no value of the
/// app's.
fn overridden(app: &App, row: &TruthRow) -> Option<Evidence> {
    row.entry.as_ref()?;
    let usual = || EnvAt { file: ENV.into(), line: app.env.line_number(&row.name) };
    let (at, env, by, value) = match row.wins {
        Winner::Process if is_a_sign_in(&row.name) => return None,
        Winner::Process => {
            let env = app.env_in_force().unwrap_or(&app.env).seen(&row.name)?;
            (at(app, &row.name), env, OverriddenBy::Process, row.process.as_ref()?)
        }
        Winner::EnvApp => {
            let by = OverriddenBy::OtherFile { file: app.env_name().to_owned() };
            (usual(), row.env.as_ref()?, by, row.env_app.as_ref()?)
        }
        Winner::Env | Winner::Cached | Winner::Default | Winner::Unknown => return None,
    };
    (value != env).then(|| Evidence::Overridden {
        at,
        name: row.name.clone(),
        env: plain(env),
        by,
        value: plain(value),
    })
}

fn plain(value: &MaskedValue) -> Option<String> {
    match value {
        MaskedValue::Plain(text) => Some(text.clone()),
        MaskedValue::Hidden { .. } => None,
    }
}

/// `env-exposed`: git keeps a file with the variables, and with it the secret; or the other users of the machine, or the
/// visitors of the site can read it.
pub(super) fn env_exposed(case: &Case) -> Option<Judgement> {
    let (app, project) = (case.app()?, case.facts.project.present()?);
    // Without a secret in it that is how every file of a project is; a copy is only looked at for its secret.
    let is_without = |file: &str| {
        let is = |name: &str, env: Option<&EnvFile>| file == name && !env.is_some_and(has_secret_of_mail);
        is(ENV, Some(&app.env)) || file != ENV && is(app.env_name(), app.env_in_force())
    };
    let tracked = |file: &str| Evidence::EnvTracked { file: file.to_owned() };
    let by_index = [(ENV, app.surroundings.git), (app.env_name(), app.surroundings.git_in_force)];
    let by_index = by_index.into_iter().filter(|(_, git)| *git == Tracking::Tracked).map(|(file, _)| tracked(file));
    let seen = project.leaks.iter().flat_map(|leak| match leak {
        Leak::Tracked { files } => files.iter().map(|file| tracked(file)).collect(),
        Leak::Readable { file, .. } if is_without(file) => Vec::new(),
        Leak::Readable { file, mode } => {
            vec![Evidence::EnvReadable { file: file.clone(), mode: format!("{mode:o}") }]
        }
        Leak::Public { files } => files.iter().map(|file| Evidence::EnvPublic { file: file.clone() }).collect(),
    });
    let mut proven: Vec<Evidence> = Vec::new();
    for evidence in by_index.chain(seen) {
        if !proven.contains(&evidence) {
            proven.push(evidence);
        }
    }
    if !proven.is_empty() {
        return Some(Judgement::Named(Certainty::Proven, proven));
    }
    let parts: Vec<&str> = project.root.components().filter_map(|part| part.as_os_str().to_str()).collect();
    let is_root =
        |(at, part): &(usize, &&str)| WEB_ROOTS.contains(*part) || **part == "www" && is_a_home(&parts[..*at]);
    let folder = parts.iter().enumerate().rfind(is_root).map(|(_, part)| (*part).to_owned())?;
    Some(Judgement::Named(Certainty::Possible, vec![Evidence::EnvInWebRoot { folder }]))
}

/// Whether a folder `www` in it is what a host hands out: in `/home/USER` it is, and `/var/www` only holds sites.
fn is_a_home(above: &[&str]) -> bool {
    above.iter().any(|part| part.starts_with("home") || part.starts_with("user"))
}

/// The usual file of variables.
const ENV: &str = ".env";

/// Folders that web servers hand out whole, by the names that hosting panels, XAMPP and IIS give them.
const WEB_ROOTS: [&str; 3] = ["public_html", "htdocs", "wwwroot"];
