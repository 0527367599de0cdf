//! What was seen of the Laravel app, without the secrets in it. Does not know how it was looked at, or what is wanted of it.

use std::path::PathBuf;

use super::{EditKind, FileDigest, FileEdit, Intent, Leak, NotInForce, ProjectFile, Renewed, Switch};
use crate::{
    laravel::{
        App, DiffLine, OwnConfig,
        dotenv::MergeError,
        plan::{KeyNames, PatchRefusal, SMTP_USER, SwitchLine, keys_in},
    },
    terms::KeyId,
};

/// The Laravel app, without the secrets in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    pub root: PathBuf,
    pub app: App,
    /// `.env` as it was when `app` was read from it.
    pub env: FileDigest,
    /// Keys of ours that `.env` may hold. Any other key in it belongs to something else.
    pub own_keys: Vec<KeyId>,
    /// Configuration files that the wanted mailer needs changed, as they are now.
    pub patches: Vec<Patch>,
    /// How others may read `.env`.
    pub leaks: Vec<Leak>,
    /// What else they need once the mailer is switched.
    pub switch_patches: Vec<Patch>,
    /// Why a configuration file cannot be patched by us, where it needs it.
    pub unpatchable: Option<PatchRefusal>,
    /// What will keep the wanted configuration from counting once everything is written.
    pub kept_back: Option<NotInForce>,
    /// Why `.env` cannot take the lines.
    pub unfit: Option<MergeError>,
    pub renewed: Renewed,
}

/// What a configuration file needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    pub file: ProjectFile,
    /// As it is now.
    pub seen: FileDigest,
    /// What would change in it.
    pub lines: Vec<DiffLine>,
    /// Not needed where the app's own key is this one, which stands in the usual names already.
    pub unless: Option<KeyId>,
}

impl Project {
    /// The ids of the keys that `.env` names for mail, in the order in which Laravel would take them.
    pub fn keys(&self) -> Vec<KeyId> {
        keys_in(&self.app.env)
    }

    /// The mailer that the app's files name where the wanted one was switched off, by `sesame switch off`.
    pub fn switched_off(&self, intent: &Intent) -> Option<&str> {
        let own = match &self.app.own {
            OwnConfig::Read(own) => own,
            OwnConfig::Planned => &self.app.effective,
        };
        let (wanted, now): (&str, _) = (intent.mailer_of(&self.app).into(), own.default.text());
        (intent.switch == Switch::Off && now != Some(wanted)).then_some(now.unwrap_or("null"))
    }

    /// The variables of `.env` with a key in them, which goes before a role.
    pub fn before_a_role(&self) -> Vec<&'static str> {
        let names = [KeyNames::Standard, KeyNames::Separate].map(KeyNames::id);
        let env = self.app.env_in_force().unwrap_or(&self.app.env);
        names.into_iter().filter(|name| env.has_value(name)).collect()
    }

    /// The names under which a key rests in `.env`: those where this one stands already, else those of the app's mailer.
    pub fn resting_names(&self, intent: &Intent, stands: Option<&KeyId>) -> KeyNames {
        let has_it = |names: &KeyNames| stands.is_some_and(|key| self.names_of(key).contains(&names.id()));
        let there = [KeyNames::Standard, KeyNames::Separate].into_iter().find(has_it);
        there.unwrap_or_else(|| KeyNames::at_rest(Some(&self.app), intent.mailer_of(&self.app), &self.own_keys))
    }

    /// The patches that an edit of a configuration file is one of.
    pub fn patches_for(&self, edit: &FileEdit) -> &[Patch] {
        match &edit.kind {
            EditKind::Config(wish) if wish.switch == SwitchLine::Now => &self.switch_patches,
            EditKind::Config(_) | EditKind::Dotenv(_) => &self.patches,
        }
    }

    /// The variables of `.env` that name this key.
    pub fn names_of(&self, key: &KeyId) -> Vec<&'static str> {
        let names = [KeyNames::Standard.id(), KeyNames::Separate.id(), SMTP_USER];
        names.into_iter().filter(|name| self.app.env.text(name).as_deref() == Some(key.as_str())).collect()
    }
}
