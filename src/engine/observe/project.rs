//! The Laravel app. `.env` is full of other people's secrets: what goes up from here is plain for a closed list of names,
//! and a fingerprint and a shape for all others.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::News;
use crate::{
    engine::{ENV, Ports},
    laravel::{self, dotenv},
    setup::{EnvFile, Facts, FileDigest, Intent, Project, ProjectFile, Seen},
    terms::{Fact, Failure, FailureKind, Secret},
};

/// Names whose values are no secret. Everything else may be one.
const PLAIN: &[&str] = &[
    "APP_ENV", "APP_NAME", "APP_URL", "AWS_ACCESS_KEY_ID", "AWS_BUCKET", "AWS_DEFAULT_REGION", "AWS_REGION",
    "AWS_SES_ACCESS_KEY_ID", "AWS_SES_REGION", "CACHE_DRIVER", "CACHE_STORE", "FILESYSTEM_DISK", "FILESYSTEM_DRIVER",
    "MAIL_DRIVER", "MAIL_ENCRYPTION", "MAIL_FROM_ADDRESS", "MAIL_FROM_NAME", "MAIL_HOST", "MAIL_MAILER", "MAIL_PORT",
    "MAIL_SCHEME", "MAIL_USERNAME", "QUEUE_CONNECTION", "SESSION_DRIVER",
];

pub(super) async fn look(ports: &Ports, intent: &Intent) -> News {
    match look_whole(ports, intent).await {
        Ok(project) => News::told(Facts { project: Fact::Present(project), ..Facts::default() }),
        Err(failure) if failure.kind == FailureKind::NotLaravel => {
            News { facts: Facts { project: Fact::Absent, ..Facts::default() }, trouble: vec![failure] }
        }
        Err(failure) => News::of(failure),
    }
}

async fn look_whole(ports: &Ports, intent: &Intent) -> Result<Project, Failure> {
    let files = read_files(ports).await?;
    let root = ports.place.root();
    let app = laravel::understand(&files).map_err(|why| {
        Failure::new(FailureKind::NotLaravel, format!("find a Laravel app in {}", root.display())).because(why)
    })?;
    let env = match files.get(ENV) {
        None => Fact::Absent,
        Some(bytes) => Fact::Present(EnvFile {
            digest: digest(Some(bytes)),
            values: dotenv::read(bytes).map(seen).map_err(|error| error.to_string()),
        }),
    };
    let mut project = Project { root, app, env, patches: Vec::new(), unpatchable: None };
    if let Some(region) = intent.region
        && let Some(wish) = crate::setup::wish(intent, &project, region)
    {
        match laravel::plan::config_patches(&project.app, &files, &wish) {
            Ok(patches) => {
                let now = |path: &String| digest(files.get(path).map(Vec::as_slice));
                project.patches = patches.iter().map(|(path, _)| (ProjectFile(path.clone()), now(path))).collect();
            }
            Err(refusal) => project.unpatchable = Some(refusal.to_string()),
        }
    }
    Ok(project)
}

/// Every file that tells what the app is.
pub(in crate::engine) async fn read_files(ports: &Ports) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let mut files = BTreeMap::new();
    for path in laravel::FILES {
        if let Some(bytes) = ports.place.read(path).await? {
            files.insert((*path).to_owned(), bytes);
        }
    }
    Ok(files)
}

/// SHA-256 of a file as it is.
pub(in crate::engine) fn digest(bytes: Option<&[u8]>) -> FileDigest {
    FileDigest(bytes.map(|bytes| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn seen(values: BTreeMap<String, Option<String>>) -> BTreeMap<String, Seen> {
    let as_read = |value: String| match dotenv::as_env(&value) {
        dotenv::EnvValue::Text(text) => text,
        dotenv::EnvValue::True | dotenv::EnvValue::False | dotenv::EnvValue::Null | dotenv::EnvValue::Empty => value,
    };
    let values = values.into_iter().filter_map(|(name, value)| Some((name, as_read(value?))));
    values
        .map(|(name, value)| {
            let seen = if PLAIN.contains(&name.as_str()) {
                Seen::Plain(value)
            } else {
                let secret = Secret::new(value);
                Seen::Hidden { print: secret.fingerprint(), shape: secret.shape() }
            };
            (name, seen)
        })
        .collect()
}
