//! What is left to do where the app runs, step by step. Knows no machine but by the operator's word, and no secret.

use super::Text;
use crate::{
    laravel::plan::{self, AppKey, MailSettings, Mailer, SwitchLine},
    laravel::{App, LaravelHost, Runner, SdkPackage, sdk_service},
    setup::{Change, Facts, Intent, RunsOn, Standing, Step, assess, may_switch, wish},
    terms::Timestamp,
    wizard::Page,
};

impl Text {
    /// The title and the steps. `None` before there is a key to take anywhere, and before its lines stand in the `.env`
    /// here.
    pub fn where_it_runs(&self, intent: &Intent, facts: &Facts, now: Timestamp) -> Option<(&'static str, Vec<String>)> {
        let key = facts.app_key()?;
        let standing = assess(Step::Project, intent, facts, now);
        if let Standing::Open { next: Change::EditProject { .. } } = standing {
            return None;
        }
        let project = facts.project.present();
        let there = project.map(|project| as_run_there(&project.app, intent.runs_on));
        let app = there.as_ref();
        let runner = app.map(|app| app.runner.clone()).unwrap_or_default();
        let wish = project.zip(intent.region).and_then(|(project, region)| {
            let key = AppKey::Known(key.id.clone());
            wish(intent, project, key, region)
        })?;
        // The line here says something else, and perhaps is to go on saying it.
        let is_switched_here = !matches!(standing, Standing::Open { next: Change::SwitchMailer { .. } });
        let switches = may_switch(intent, facts, now).is_ok();
        let switch = if switches { SwitchLine::Now } else { SwitchLine::Later };
        let lines = plan::lines(project.map(|project| &project.app), &MailSettings { switch, ..wish.clone() });
        let mailer = plan::mailer_variable(project.map(|project| &project.app));
        let names = lines.iter().map(|(name, _)| match name == mailer && !is_switched_here {
            true => self.server_with_value(name, <&str>::from(wish.mailer)),
            false => name.clone(),
        });
        let names: Vec<String> = names.collect();
        let (names, place) = (names.join(", "), self.resting_places(intent.keep, facts));
        let hosts = project.map(|project| project.app.surroundings.hosts.as_slice()).unwrap_or_default();
        let at_a_host = !hosts.is_empty() && intent.runs_on != RunsOn::Local;
        let (title, mut steps) = match intent.runs_on {
            RunsOn::Local => (self.server_local_title(), Vec::new()),
            RunsOn::Server | RunsOn::Panel | RunsOn::Container if at_a_host => {
                (self.server_host_title(), vec![self.server_host_lines(names, place)])
            }
            RunsOn::Server => (self.server_title(), vec![self.server_lines(names, place)]),
            RunsOn::Panel => (self.server_panel_title(), vec![self.server_panel_lines(names, place)]),
            RunsOn::Container => (self.server_container_title(), vec![self.server_container_lines(names, place)]),
        };
        steps.extend(hosts.iter().map(|host| match host {
            LaravelHost::Forge => self.server_host_forge(commands_at_forge(app)),
            LaravelHost::Vapor => self.server_host_vapor().to_owned(),
            LaravelHost::Cloud => self.server_host_cloud().to_owned(),
        }));
        match wish.mailer {
            Mailer::Ses | Mailer::SesV2 if intent.runs_on != RunsOn::Local => {
                steps.push(self.server_sdk(runner.composer("show aws/aws-sdk-php")));
            }
            Mailer::Ses | Mailer::SesV2 | Mailer::Smtp => {}
        }
        let taken_up = match intent.runs_on {
            // The host's own line says it.
            RunsOn::Server | RunsOn::Panel | RunsOn::Container if at_a_host => None,
            RunsOn::Local => {
                Some(match project.map(|project| plan::restarts(&project.app)).unwrap_or_default().as_slice() {
                    [] => self.server_local_reads().into(),
                    some => self.server_local_caches(some.join(", ")),
                })
            }
            RunsOn::Server => Some(self.server_caches(
                runner.shown("config:cache"),
                runner.shown("config:clear"),
                restarts_there(app),
            )),
            RunsOn::Panel => Some(self.server_panel_caches().into()),
            RunsOn::Container => Some(match &runner {
                Runner::Compose { service } => {
                    self.server_container_caches_by_compose(runner.shown("config:clear"), anew(service))
                }
                Runner::Php | Runner::Sail => self.server_container_caches().into(),
            }),
        };
        steps.extend(taken_up);
        if !switches {
            steps.push(self.server_switch_later(mailer));
        }
        Some((title, steps))
    }

    /// What is left to do, in a line.
    pub fn next_in_brief(&self, intent: &Intent, facts: &Facts) -> String {
        let app = facts.project.present().map(|project| &project.app);
        let there = app.map(|app| as_run_there(app, intent.runs_on));
        let app = there.as_ref();
        let runner = app.map(|app| app.runner.clone()).unwrap_or_default();
        let host = app.and_then(|app| app.surroundings.hosts.first());
        match intent.runs_on {
            RunsOn::Local => self.receipt_next_local(restarts_there(app)),
            RunsOn::Server | RunsOn::Panel | RunsOn::Container if let Some(host) = host => match host {
                LaravelHost::Forge => self.receipt_next_host_forge(commands_at_forge(app)),
                LaravelHost::Vapor => self.receipt_next_host_vapor().to_owned(),
                LaravelHost::Cloud => self.receipt_next_host_cloud().to_owned(),
            },
            RunsOn::Server => self.receipt_next_server(runner.shown("config:clear"), restarts_there(app)),
            RunsOn::Panel => self.receipt_next_panel().to_owned(),
            RunsOn::Container => match &runner {
                Runner::Compose { service } => self.receipt_next_container_by_compose(anew(service)),
                Runner::Php | Runner::Sail => self.receipt_next_container().to_owned(),
            },
        }
    }

    /// What the words of a page mean, a line each; what restarts workers is the app's own command, as everywhere.
    pub fn terms(&self, page: Page, facts: &Facts) -> Vec<String> {
        let app = facts.project.present().map(|project| &project.app);
        let queue = (page == Page::Project).then(|| self.terms_queue(restarts_there(app)));
        self.page_terms(page).lines().map(str::to_owned).chain(queue).collect()
    }

    /// What became of the three things in the app that every guide names beside `.env`: the package, the configuration
    /// files and the cached configuration. Nothing before the lines stand in `.env`.
    pub fn in_the_app(&self, intent: &Intent, facts: &Facts, now: Timestamp) -> Vec<String> {
        let prepared = match assess(Step::Project, intent, facts, now) {
            Standing::Done | Standing::Blocked { by: Step::Identity | Step::Production } => true,
            Standing::Open { next: Change::SwitchMailer { .. } | Change::RunTool { .. } } => true,
            Standing::Open { .. }
            | Standing::Blocked { .. }
            | Standing::Undecided { .. }
            | Standing::Waiting { .. }
            | Standing::Wrong { .. }
            | Standing::Refused(_)
            | Standing::Unknown => false,
        };
        let Some(project) = facts.project.present().filter(|_| prepared) else { return Vec::new() };
        let mailer = intent.mailer.unwrap_or_else(|| plan::default_mailer(&project.app));
        let mut lines = Vec::new();
        if let Some(service) = sdk_service(mailer) {
            lines.push(match &project.app.sdk {
                SdkPackage::Present(version) => self.app_sdk_there(version),
                sdk @ SdkPackage::Trimmed(_) if sdk.serves(mailer) => self.app_sdk_kept(service),
                sdk @ SdkPackage::Trimmed(_) => self.app_sdk_trimmed(sdk.command(&project.app.runner), service),
                sdk @ (SdkPackage::DevOnly | SdkPackage::Missing | SdkPackage::Unknown) => {
                    self.app_sdk_needed(sdk.command(&project.app.runner))
                }
            });
        }
        lines.push(self.app_config().to_owned());
        lines.push(match project.app.is_cached() {
            false => self.app_cache_absent(project.app.runner.shown("config:clear")),
            true => self.app_cache_there(project.app.runner.shown(plan::renewal(&project.app))),
        });
        lines
    }
}

/// The app as its commands are run there: what runs them on this computer, Sail say, need not be on a server. A container is
/// the one of the project's compose file, where it has one.
fn as_run_there(app: &App, runs_on: RunsOn) -> App {
    let runner = match (runs_on, &app.runner) {
        (RunsOn::Local, runner) | (RunsOn::Container, runner @ Runner::Compose { .. }) => runner.clone(),
        (RunsOn::Container, Runner::Php | Runner::Sail) | (RunsOn::Server | RunsOn::Panel, _) => Runner::Php,
    };
    App { runner, ..app.clone() }
}

/// What makes a container anew, with the variables that its compose file names now.
fn anew(service: &str) -> String {
    format!("docker compose up -d --force-recreate {service}")
}

/// What is run at Forge, by PHP on its server.
fn commands_at_forge(app: Option<&App>) -> String {
    format!("`{}`, {}", Runner::Php.shown("config:cache"), restarts_there(app))
}

/// The commands for the app's workers; of an app without known ones, and of one that is not here, the usual one.
fn restarts_there(app: Option<&App>) -> String {
    let restarts = app.map(plan::restarts).unwrap_or_default();
    let usual = || app.map(|app| app.runner.clone()).unwrap_or_default().shown(plan::usual_restart(app));
    match restarts.is_empty() {
        true => format!("`{}`", usual()),
        false => restarts.iter().map(|command| format!("`{command}`")).collect::<Vec<_>>().join(", "),
    }
}
