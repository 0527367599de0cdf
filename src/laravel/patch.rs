//! Patches for `config/mail.php` and `config/services.php`, made only where a line of `.env` would have no effect
//! without them. Nothing is removed; a patched file still parses; a second patch changes nothing. Writes no file, and
//! knows no secret.
//!
//! An existing expression becomes the last resort: `env('NAME') ?: <what was there>`. So a server that gets the new code
//! before the new variables goes on as before, also where the variable stands there already and is empty. What takes effect
//! at once, the fixed choice of a mailer for one, is patched with the switch and not before.

mod entry;
mod spots;
mod writing;

use super::{
    app::{App, MailLayout},
    files::{Files, MAIL, SERVICES},
    mailer::Mailer,
    patch_refusal::PatchRefusal,
    plan::{AppKey, KeyNames, MailSettings, SwitchLine, another_sends, can_have},
    sources::Defaults,
};
use entry::ConfigEntry;
use spots::{Config, Spot, Table};
use writing::{Edit, around, edited, insertion, new_file};

/// The config files that must change for the lines of [`super::plan::lines`] to have an effect, with their new bytes.
pub fn config_patches(app: &App, files: &Files, wish: &MailSettings) -> Result<Vec<(String, Vec<u8>)>, PatchRefusal> {
    if !can_have(app, wish.mailer) {
        return Err(PatchRefusal::NoSesV2);
    }
    if app.config_elsewhere.is_some() {
        return Err(PatchRefusal::Elsewhere);
    }
    let job = Job { app, wish };
    Ok([job.services(files)?, job.mail(files)?].concat())
}

struct Job<'a> {
    app: &'a App,
    wish: &'a MailSettings,
}

/// A key of a config array and what it should be: `'region' => env('AWS_DEFAULT_REGION', 'us-east-1')`.
struct Field {
    key: &'static str,
    variable: &'static str,
    expression: String,
}

impl Field {
    fn asking(key: &'static str, variable: &'static str, otherwise: Option<&str>) -> Field {
        let expression = match otherwise {
            Some(otherwise) => format!("env('{variable}', {otherwise})"),
            None => format!("env('{variable}')"),
        };
        Field { key, variable, expression }
    }
}

impl Job<'_> {
    /// Patches the entry `ses`, from which both API mailers take their key and region.
    fn services(&self, files: &Files) -> Result<Vec<(String, Vec<u8>)>, PatchRefusal> {
        match self.wish.mailer {
            Mailer::Ses | Mailer::SesV2 => {}
            Mailer::Smtp => return Ok(Vec::new()),
        }
        let fields = self.key_fields();
        let new_entry = || entry_of("ses", &fields);
        let default_will_do = self.names() == KeyNames::Standard && self.app.defaults == Defaults::Framework;
        if !files.contains_key(SERVICES) {
            let new = (!default_will_do).then(|| (SERVICES.to_owned(), new_file(&new_entry())));
            return Ok(new.into_iter().collect());
        }
        let config = Config::open(SERVICES, files)?;
        let all = config.returned(&new_entry())?;
        let mut edits = Vec::new();
        match config.entry_of(&all, "ses", &new_entry())? {
            Some(ses) => edits.extend(self.filled(&config, &ses, &fields, files)?),
            None if default_will_do => {}
            None => edits.extend(insertion(&all, None, &[new_entry()], files)),
        }
        edited(files, edits)
    }

    /// Patches the mailer itself, and entries that do not ask for our lines.
    fn mail(&self, files: &Files) -> Result<Vec<(String, Vec<u8>)>, PatchRefusal> {
        let new_mailer = || self.new_mailer();
        let new_mailers = || ConfigEntry::array("mailers", [new_mailer()]);
        let named = self.app.mail_layout == MailLayout::Mailers;
        let must_be_written = match self.wish.mailer {
            Mailer::SesV2 => true,
            Mailer::Ses | Mailer::Smtp => named && self.app.defaults == Defaults::None,
        };
        if !files.contains_key(MAIL) {
            return match (self.wish.mailer, self.app.defaults) {
                (Mailer::Ses | Mailer::Smtp, Defaults::Framework) => Ok(Vec::new()),
                (Mailer::SesV2, Defaults::Framework) => Ok(vec![(MAIL.to_owned(), new_file(&new_mailers()))]),
                (_, Defaults::None) => Err(PatchRefusal::Missing { path: MAIL }),
            };
        }
        let config = Config::open(MAIL, files)?;
        let all = config.returned(&new_mailers())?;
        let (mut edits, mut new_entries) = self.choices(&config, &all, files)?;
        if !named {
            edits.extend(self.way_to_the_server(&config, &all)?);
            edits.extend(insertion(&all, None, &new_entries, files));
            return edited(files, edits);
        }
        let name: &'static str = self.wish.mailer.into();
        match config.entry_of(&all, "mailers", &new_mailer())? {
            Some(mailers) => match config.entry_of(&mailers, name, &new_mailer())? {
                Some(mailer) => {
                    // A key in the mailer takes precedence over that of config/services.php.
                    edits.extend(self.redirected(&config, &mailer, &self.key_fields())?);
                    edits.extend(self.way_to_the_server(&config, &mailer)?);
                }
                None if must_be_written => edits.extend(insertion(&mailers, Some("ses"), &[new_mailer()], files)),
                None => {}
            },
            None if must_be_written => new_entries.push(new_mailers()),
            None => {}
        }
        edits.extend(insertion(&all, None, &new_entries, files));
        edited(files, edits)
    }

    fn new_mailer(&self) -> ConfigEntry {
        let name: &'static str = self.wish.mailer.into();
        let transport = ConfigEntry::plain("transport", &format!("'{name}'"));
        match self.wish.mailer {
            Mailer::Ses | Mailer::SesV2 => ConfigEntry::array(name, [transport]),
            Mailer::Smtp => {
                let encryption = Field::asking("encryption", "MAIL_ENCRYPTION", Some("'tls'"));
                let fields = smtp_fields().into_iter().chain([encryption]);
                let fields = fields.map(|field| ConfigEntry::plain(field.key, &field.expression));
                ConfigEntry::array(name, std::iter::once(transport).chain(fields))
            }
        }
    }

    fn names(&self) -> KeyNames {
        KeyNames::of(Some(self.app), &self.wish.key, &self.wish.own_keys)
    }

    /// The entries that the app's SES client needs. A role needs no key.
    fn key_fields(&self) -> Vec<Field> {
        let (names, standard) = (self.names(), KeyNames::Standard);
        let field = |key, variable: &'static str, standard, default| {
            let usual = Field::asking(key, standard, default);
            match variable == standard {
                true => usual,
                false => Field { key, variable, expression: format!("env('{variable}') ?: {}", usual.expression) },
            }
        };
        let region = field("region", names.region(), standard.region(), Some("'us-east-1'"));
        match (self.wish.mailer, &self.wish.key) {
            (Mailer::Smtp, _) => Vec::new(),
            (Mailer::Ses | Mailer::SesV2, AppKey::Role) => vec![region],
            (Mailer::Ses | Mailer::SesV2, AppKey::Known(_) | AppKey::ToCome) => vec![
                field("key", names.id(), standard.id(), None),
                field("secret", names.secret(), standard.secret(), None),
                region,
            ],
        }
    }

    /// The array with every one of these entries in it, each asking for our line first.
    fn filled(
        &self,
        config: &Config,
        array: &Table,
        fields: &[Field],
        files: &Files,
    ) -> Result<Vec<Edit>, PatchRefusal> {
        let mut edits = self.redirected(config, array, fields)?;
        let missing = fields.iter().filter(|field| array.entry(field.key).is_none());
        let missing: Vec<ConfigEntry> = missing.map(|field| ConfigEntry::plain(field.key, &field.expression)).collect();
        edits.extend(insertion(array, None, &missing, files));
        Ok(edits)
    }

    /// Makes the entries of an array that are there ask for our lines first. A session token belongs to another key, so
    /// beside ours it is null.
    fn redirected(&self, config: &Config, array: &Table, fields: &[Field]) -> Result<Vec<Edit>, PatchRefusal> {
        let mut edits = Vec::new();
        for field in fields {
            if let Some(value) = config.value_of(array, field.key, &ConfigEntry::plain(field.key, &field.expression))? {
                edits.extend(self.ask_first(value, field.variable));
            }
        }
        let id = self.names().id();
        let brings_a_key = fields.iter().any(|field| field.variable == id);
        if let Some(token) = array.entry("token").filter(|token| brings_a_key && self.may_meet_our_key(*token, id)) {
            let (open, close) = token.expr.as_operand();
            edits.extend(around(token, format!("env('{id}') ? null : {open}"), close));
        }
        Ok(edits)
    }

    /// Whether this token may come to stand beside our key. Under the usual names a variable that is not set here brings none,
    /// and where a role gives the key it must stay.
    fn may_meet_our_key(&self, token: Spot, id: &str) -> bool {
        let names = token.expr.env_names_in_order();
        if token.expr.is_null() || names.iter().any(|name| name == id) {
            return false;
        }
        match self.names() {
            KeyNames::Separate => true,
            KeyNames::Standard => names.is_empty() || names.iter().any(|name| self.app.env.has_value(name)),
        }
    }

    /// The mailer and the sender, where the file does not ask for our lines; and what is to be added to it.
    fn choices(
        &self,
        config: &Config,
        all: &Table,
        files: &Files,
    ) -> Result<(Vec<Edit>, Vec<ConfigEntry>), PatchRefusal> {
        let (mut edits, mut new_entries) = (Vec::new(), Vec::new());
        if self.wish.switch == SwitchLine::Now {
            let choice = match self.app.mail_layout {
                MailLayout::Mailers => "default",
                MailLayout::Flat => "driver",
            };
            let variable = &self.app.mailer_variable;
            let wanted = ConfigEntry::plain(choice, &format!("env('{variable}', 'log')"));
            if let Some(value) = config.value_of(all, choice, &wanted)? {
                edits.extend(self.ask_first(value, variable));
            }
        }
        if self.wish.switch == SwitchLine::Now || !another_sends(self.app) {
            let fields = [
                Field::asking("address", "MAIL_FROM_ADDRESS", Some("'hello@example.com'")),
                Field::asking("name", "MAIL_FROM_NAME", Some("'Example'")),
            ];
            let wanted = entry_of("from", &fields);
            match config.entry_of(all, "from", &wanted)? {
                Some(from) => edits.extend(self.filled(config, &from, &fields, files)?),
                None if self.app.defaults == Defaults::Framework => {}
                None => new_entries.push(wanted),
            }
        }
        Ok((edits, new_entries))
    }

    /// Host, port and login of the mailer `smtp`. They take effect at once, so they come with the switch.
    fn way_to_the_server(&self, config: &Config, mailer: &Table) -> Result<Vec<Edit>, PatchRefusal> {
        match (self.wish.mailer, self.wish.switch) {
            (Mailer::Smtp, SwitchLine::Now) => self.redirected(config, mailer, &smtp_fields()),
            (Mailer::Smtp, SwitchLine::Later) | (Mailer::Ses | Mailer::SesV2, _) => Ok(Vec::new()),
        }
    }

    /// `env('NAME') ?: <value>`, where the value does not ask for the variable yet, or asks for another one that is set
    /// before.
    fn ask_first(&self, value: Spot, variable: &str) -> Vec<Edit> {
        let names = value.expr.env_names_in_order();
        let before = names.iter().position(|name| name == variable).map(|at| &names[..at]);
        let is_asked = before.is_some_and(|others| !others.iter().any(|other| self.app.env.defines(other)));
        if is_asked {
            return Vec::new();
        }
        let (open, close) = value.expr.as_operand();
        around(value, format!("env('{variable}') ?: {open}"), close).into()
    }
}

fn smtp_fields() -> Vec<Field> {
    vec![
        Field::asking("host", "MAIL_HOST", None),
        Field::asking("port", "MAIL_PORT", Some("587")),
        Field::asking("username", "MAIL_USERNAME", None),
        Field::asking("password", "MAIL_PASSWORD", None),
    ]
}

fn entry_of(key: &str, fields: &[Field]) -> ConfigEntry {
    ConfigEntry::array(key, fields.iter().map(|field| ConfigEntry::plain(field.key, &field.expression)))
}
