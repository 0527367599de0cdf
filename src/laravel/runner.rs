//! How a project's own commands are run: by PHP on this machine, by Sail, or in the Compose service that the app is. Pure;
//! whether the program is there it does not know.

use serde::{Deserialize, Serialize};

use super::{
    compose,
    files::{COMPOSE_FILES, Files, SAIL},
};

/// What runs `artisan`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runner {
    /// `php artisan …`
    #[default]
    Php,
    /// `./vendor/bin/sail artisan …`
    Sail,
    /// `docker compose exec SERVICE php artisan …`
    Compose {
        /// The service that the app runs in.
        service: String,
    },
}

impl Runner {
    /// By the files of the project. Sail counts where it was set up: new apps up to 12 bring the package, and most never use
    /// it.
    pub fn of(files: &Files) -> Runner {
        let Some(compose) = COMPOSE_FILES.iter().find_map(|path| files.get(*path)) else { return Runner::Php };
        let is_sails = ["vendor/laravel/sail", "laravel.test", "SAIL_"]
            .iter()
            .any(|word| memchr::memmem::find(compose, word.as_bytes()).is_some());
        match (files.contains_key(SAIL) && is_sails, compose::app_service(files)) {
            (true, _) => Runner::Sail,
            (false, Some(service)) => Runner::Compose { service: service.name },
            (false, None) => Runner::Php,
        }
    }

    /// Whether it is PHP on this machine.
    pub fn is_usual(&self) -> bool {
        *self == Runner::Php
    }

    /// The words of an `artisan` command for a process, without a terminal.
    pub fn command(&self, artisan: &str) -> Vec<String> {
        let before: Vec<&str> = match self {
            Runner::Php => vec!["php", "artisan"],
            Runner::Sail => vec!["./vendor/bin/sail", "artisan"],
            Runner::Compose { service } => vec!["docker", "compose", "exec", "-T", service, "php", "artisan"],
        };
        before.into_iter().chain(artisan.split(' ')).map(str::to_owned).collect()
    }

    /// What starts PHP in the app's folder.
    pub fn php(&self) -> Vec<String> {
        let words: &[&str] = match self {
            Runner::Php => &["php"],
            Runner::Sail => &["./vendor/bin/sail", "php"],
            Runner::Compose { service } => &["docker", "compose", "exec", "-T", service, "php"],
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// The same as the user types it.
    pub fn shown(&self, artisan: &str) -> String {
        match self {
            Runner::Php => format!("php artisan {artisan}"),
            Runner::Sail => format!("./vendor/bin/sail artisan {artisan}"),
            Runner::Compose { service } => format!("docker compose exec {service} php artisan {artisan}"),
        }
    }

    /// A Composer command as the user types it.
    pub fn composer(&self, command: &str) -> String {
        match self {
            Runner::Php => format!("composer {command}"),
            Runner::Sail => format!("./vendor/bin/sail composer {command}"),
            Runner::Compose { service } => format!("docker compose exec {service} composer {command}"),
        }
    }
}
