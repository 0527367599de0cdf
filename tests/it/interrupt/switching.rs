//! The app's files at every write: whoever dies leaves an app that sends as before or as wanted, the next life makes it whole,
//! and what was there before comes back byte for byte.

use std::{collections::BTreeMap, fs, path::Path};

use open_sesame::{
    engine::{
        apply,
        backups::{WayBack, app_before, undoings},
    },
    laravel::{self, EffectiveMailer, Files, OwnConfig, Transport},
    report::switch::switching_off,
    setup::{Change, ProjectFile, Switch},
};

use super::*;

/// An app with a provider of its own that works, and one file that keeps the mailer from `.env`.
struct App {
    what: &'static str,
    mail: Option<&'static str>,
    services: Option<&'static str>,
    /// What `.env` says of the mailer, which counts where the file asks.
    line: &'static str,
}

const FIXED: &str = "<?php\n\nreturn [\n    'default' => 'smtp',\n    'mailers' => [\n        'ses' => ['transport' => 'ses'],\n        'smtp' => [\n            'transport' => 'smtp',\n            'host' => env('MAIL_HOST'),\n            'port' => env('MAIL_PORT', 587),\n            'username' => env('MAIL_USERNAME'),\n            'password' => env('MAIL_PASSWORD'),\n        ],\n    ],\n    'from' => ['address' => env('MAIL_FROM_ADDRESS'), 'name' => env('MAIL_FROM_NAME')],\n];\n";
const OWN_NAMES: &str = "<?php\n\nreturn [\n    'ses' => [\n        'key' => env('SES_KEY'),\n        'secret' => env('SES_SECRET'),\n        'region' => 'us-east-1',\n    ],\n];\n";

const APPS: [App; 3] = [
    App { what: "as it comes", mail: None, services: None, line: "MAIL_MAILER=smtp" },
    App { what: "the mailer is fixed", mail: Some(FIXED), services: None, line: "MAIL_MAILER=log" },
    App { what: "both files", mail: Some(FIXED), services: Some(OWN_NAMES), line: "MAIL_MAILER=smtp" },
];

const PROVIDER: &str = "MAIL_HOST=smtp.mailgun.org\nMAIL_PORT=587\nMAIL_USERNAME=postmaster\nMAIL_PASSWORD=theirs\nMAIL_FROM_ADDRESS=shop@moa.example\nMAIL_FROM_NAME=Moa\n";

impl App {
    fn on(&self, stage: &Stage) {
        let at = |file: &str| stage.folder.path().join("app").join(file);
        let env = fs::read_to_string(at(".env")).unwrap();
        let kept = env.lines().filter(|line| !line.starts_with("MAIL_"));
        fs::write(at(".env"), kept.chain([self.line]).map(|line| format!("{line}\n")).collect::<String>() + PROVIDER)
            .unwrap();
        for (file, text) in [("config/mail.php", self.mail), ("config/services.php", self.services)] {
            if let Some(text) = text {
                fs::write(at(file), text).unwrap();
            }
        }
    }
}

/// Every file of the app.
fn files(stage: &Stage) -> Files {
    fn walk(root: &Path, folder: &Path, files: &mut Files) {
        for entry in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
            match entry.is_dir() {
                true => walk(root, &entry, files),
                false => {
                    let inside = entry.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                    files.insert(inside, fs::read(&entry).unwrap());
                }
            }
        }
    }
    let (root, mut files) = (stage.folder.path().join("app"), Files::new());
    walk(&root, &root, &mut files);
    files
}

/// Which of the two an app sends by, read as Laravel reads it: the provider's own way whole, or SES's whole.
#[derive(Debug, PartialEq)]
enum SendsBy {
    Provider,
    Ses,
}

fn sends_by(stage: &Stage) -> Result<SendsBy, String> {
    let app = laravel::understand(&files(stage)).map_err(|e| e.to_string())?;
    let OwnConfig::Read(own) = &app.own else { return Err("only planned".into()) };
    let mailer: &EffectiveMailer = own.mailer().ok_or("no mailer")?;
    let value = |key: &str| mailer.get(key).and_then(|it| it.text()).unwrap_or_default().to_owned();
    let from = own.from_address.text().unwrap_or_default();
    match &mailer.transport {
        Transport::Smtp if value("host") == "smtp.mailgun.org" && from == "shop@moa.example" => Ok(SendsBy::Provider),
        Transport::Ses if value("region") == "ap-northeast-2" && from == "no-reply@example.co.kr" => {
            let keys = stage.world.state().keys().map(|key| key.id.clone()).collect::<Vec<_>>();
            if keys.contains(&value("key")) { Ok(SendsBy::Ses) } else { Err(format!("by another key: {own:#?}")) }
        }
        _ => Err(format!("by neither: {own:#?}")),
    }
}

impl Stage {
    async fn looks(&self, ports: &Ports, intent: &Intent) -> Facts {
        let mut facts = Facts::default();
        look(ports, intent, &mut facts, Scope::everything(), &mut |_| ()).await;
        facts
    }

    /// As `sesame switch off` does it.
    async fn switches_off(&self, intent: &Intent, witness: Option<&Arc<Witness>>) {
        let ports = self.ports(witness);
        let facts = self.looks(&ports, intent).await;
        let before = app_before(&ports).await.expect("the backups are read");
        if let Some(change) = switching_off(facts.project.present().expect("an app"), before.as_ref()) {
            apply(&ports, change).await.expect("it is written");
        }
    }

    /// As `sesame undo` does it.
    async fn goes_back(&self, what: &str) {
        let ports = self.ports(None);
        let all = undoings(&ports).await.unwrap_or_else(|e| panic!("{what}: {}", e.in_full()));
        let stay: Vec<_> = all.iter().filter(|it| matches!(it.way, WayBack::Changed | WayBack::Unknown)).collect();
        assert!(stay.is_empty(), "{what}: {stay:?} could not go back");
        let files = all.iter().map(|it| ProjectFile(it.file.clone())).collect();
        apply(&ports, Change::RestoreFiles { files }).await.expect("they go back");
    }
}

fn off() -> Intent {
    Intent { switch: Switch::Off, ..intent(IdentityKind::Domain, Keep::Keychain) }
}

fn on() -> Intent {
    intent(IdentityKind::Domain, Keep::Keychain)
}

/// Dies at each of these, and lives again: all or none there, all after it, and the beginning again once it is undone.
async fn at_each(stage: &mut Stage, app: &App, moments: Vec<Moment>, begun: &BTreeMap<String, Vec<u8>>, ends: SendsBy) {
    for moment in &moments {
        let what = format!("{}, {}", app.what, moment.what);
        stage.goes_back_to(moment);
        if let Err(why) = sends_by(stage) {
            panic!("{what}: {why}");
        }
        match ends {
            SendsBy::Ses => drop(stage.live(&on(), None).await.expect("it lives")),
            SendsBy::Provider => stage.switches_off(&off(), None).await,
        }
        assert_eq!(sends_by(stage).as_ref(), Ok(&ends), "{what}");
        stage.goes_back(&what).await;
        let now = files(stage);
        let differing: Vec<&String> =
            begun.keys().chain(now.keys()).filter(|it| begun.get(*it) != now.get(*it)).collect();
        assert!(differing.is_empty(), "{what}: {differing:?} did not come back");
    }
}

#[tokio::test(start_paused = true)]
async fn a_switch_that_dies_at_any_write_leaves_the_one_or_the_other_and_nothing_is_lost() {
    for app in APPS {
        let mut stage = Stage::set();
        app.on(&stage);
        let begun = files(&stage);
        // From nothing: the preparing writes are among these.
        let preparing = stage.witness();
        stage.live(&off(), Some(&preparing)).await.expect("it lives");
        assert_eq!(sends_by(&stage), Ok(SendsBy::Provider), "{}: preparing switches nothing", app.what);
        let prepared = stage.moment();
        let switching = stage.witness();
        stage.live(&on(), Some(&switching)).await.expect("it lives");
        assert_eq!(sends_by(&stage), Ok(SendsBy::Ses), "{}", app.what);
        let switched = stage.moment();
        let back = stage.witness();
        stage.switches_off(&off(), Some(&back)).await;
        assert_eq!(sends_by(&stage), Ok(SendsBy::Provider), "{}", app.what);

        let writes = |witness: &Arc<Witness>| -> Vec<Moment> {
            witness.moments().into_iter().filter(|it| it.what.ends_with("is written")).collect()
        };
        let (preparing, switching, back) = (writes(&preparing), writes(&switching), writes(&back));
        let files = 1 + usize::from(app.mail.is_some());
        assert!(switching.len() >= 2 * files, "{}: {} moments of the switch", app.what, switching.len());
        assert!(preparing.len() >= 2 && back.len() >= 2, "{}", app.what);
        at_each(&mut stage, &app, preparing, &begun, SendsBy::Ses).await;
        stage.goes_back_to(&prepared);
        at_each(&mut stage, &app, switching, &begun, SendsBy::Ses).await;
        stage.goes_back_to(&switched);
        at_each(&mut stage, &app, back, &begun, SendsBy::Provider).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_death_between_a_backup_and_its_note_loses_no_byte() {
    let stage = Stage::set();
    APPS[0].on(&stage);
    let begun = files(&stage);
    let ports = stage.ports(None);
    // The bytes without the note are what a life left that died there; meanwhile the file was edited.
    let left = ports.home.backup_path(".env");
    fs::create_dir_all(left.parent().unwrap()).unwrap();
    fs::write(&left, "OLDER=1\n").unwrap();
    stage.live(&on(), None).await.expect("it lives");
    assert_eq!(sends_by(&stage), Ok(SendsBy::Ses));
    stage.goes_back("the note was missing").await;
    assert_eq!(files(&stage).get(".env"), begun.get(".env"));
}
