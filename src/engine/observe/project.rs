//! The Laravel app. `.env` is full of other people's secrets: what goes up from here is what `laravel` makes of it, plain for
//! a closed list of names, and a fingerprint and a shape for all others. Does not know the grammar of any file.

use super::{
    hosts, leak,
    news::{News, note},
    renewed,
};
use crate::{
    engine::{
        ENV, Ports,
        files::{app_of, digest, environment, own_keys, read_files},
    },
    laravel::{
        self, Files,
        plan::{AppKey, KeyNames, MailSettings, PatchRefusal, SwitchLine, config_patches},
    },
    setup::{Facts, Intent, Patch, Project, ProjectFile, kept_back, lines_do, unfit_env, wish},
    terms::{Fact, Failure, FailureKind, KeyId},
};

/// Looks at the app's files.
pub(super) async fn look(ports: &Ports, intent: &Intent) -> News {
    let mut news = match look_whole(ports, intent).await {
        Ok(project) => {
            let hosts = hosts::of_smtp(ports, intent, Some(&project)).await;
            News::told(Facts { project: Fact::Present(project), hosts, ..Facts::default() })
        }
        Err(failure) if failure.kind == FailureKind::NotLaravel => {
            let hosts = hosts::of_smtp(ports, intent, None).await;
            News { facts: Facts { project: Fact::Absent, hosts, ..Facts::default() }, trouble: vec![failure] }
        }
        Err(failure) => News::of(failure),
    };
    news.facts.others = note(ports.home.others().map(Fact::Present), &mut news.trouble);
    news
}

async fn look_whole(ports: &Ports, intent: &Intent) -> Result<Project, Failure> {
    let files = read_files(ports).await?;
    let root = ports.place.root();
    let app = app_of(ports, &files).await.map_err(|why| {
        Failure::new(FailureKind::NotLaravel, format!("find a Laravel app in {}", root.display())).because(why)
    })?;
    let own_keys = own_keys(ports, &app).await?;
    let env = digest(files.get(ENV).map(Vec::as_slice));
    let leaks = leak::look(ports, &app, &files).await;
    let renewed = renewed::look(ports, &app).await;
    let mut project = Project {
        root,
        app,
        env,
        own_keys,
        patches: Vec::new(),
        switch_patches: Vec::new(),
        leaks,
        unpatchable: None,
        kept_back: None,
        unfit: None,
        renewed,
    };
    if let Some(region) = intent.region
        && let Some(wish) = wish(intent, &project, AppKey::ToCome, region)
    {
        match patches(&project, &files, &wish) {
            Ok((now, with_the_switch)) => (project.patches, project.switch_patches) = (now, with_the_switch),
            Err(_) if lines_do(&project.app, &files, &environment(ports), &wish) => {}
            Err(refusal) => project.unpatchable = Some(refusal),
        }
        project.unfit = unfit_env(&project.app, &files, &wish);
        project.kept_back = kept_back(&project.app, &files, &environment(ports), &wish);
    }
    Ok(project)
}

/// What the configuration files need before the mailer is switched, and what else with the switch.
fn patches(project: &Project, files: &Files, wish: &MailSettings) -> Result<(Vec<Patch>, Vec<Patch>), PatchRefusal> {
    let prepared = MailSettings { switch: SwitchLine::Later, ..wish.clone() };
    let first = config_patches(&project.app, files, &prepared)?;
    let with_first = |files: &Files| files.clone().into_iter().chain(first.clone()).collect::<Files>();
    let then = config_patches(&project.app, &with_first(files), &MailSettings { switch: SwitchLine::Now, ..prepared })?;
    let key = key_there(project);
    let of = |files: &Files, patches: Vec<(String, Vec<u8>)>, switch: SwitchLine| {
        let with_it = key.clone().and_then(|id| {
            let wish = MailSettings { key: AppKey::Known(id.clone()), switch, ..wish.clone() };
            Some((id, config_patches(&project.app, files, &wish).ok()?))
        });
        let patch = |(path, after): (String, Vec<u8>)| {
            let now = files.get(&path).map(Vec::as_slice);
            let lines = laravel::diff(now.unwrap_or_default(), &after);
            let unless = with_it.iter().find(|(_, needed)| needed.iter().all(|(file, _)| *file != path));
            let unless = unless.map(|(id, _)| id.clone());
            Patch { seen: digest(now), file: ProjectFile(path), lines, unless }
        };
        patches.into_iter().map(patch).collect::<Vec<_>>()
    };
    Ok((of(files, first.clone(), SwitchLine::Later), of(&with_first(files), then, SwitchLine::Now)))
}

/// The key in the standard names, which may turn out to be the app's own although we have no trace of it.
fn key_there(project: &Project) -> Option<KeyId> {
    project.app.env.text(KeyNames::Standard.id())?.parse().ok().filter(|id| !project.own_keys.contains(id))
}
