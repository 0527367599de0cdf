//! PHP with which the app itself sends: through its own configuration and mailer, in a process of its own. Pure: it is text for
//! PHP, and the answer read back. Makes no user, and names no secret.

use serde::Deserialize;

use super::runner::Runner;
use crate::terms::{Address, shell_word};

/// What the app is to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letter {
    /// A line of text.
    Plain,
    /// The mail of sign-up: the app's verification notification, with a link that confirms nothing.
    Verification,
}

/// What the app says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct AppAnswer {
    /// The mailer that it went through.
    pub mailer: Option<String>,
    /// The From address of the configuration.
    pub from: Option<String>,
    /// The link in the mail of sign-up.
    pub link: Option<String>,
    /// What Laravel threw, outermost first; empty where the mailer took the message.
    pub errors: Vec<String>,
}

/// What stands before the answer, in a line of its own.
const MARK: &str = "sesame-answer:";

impl AppAnswer {
    /// From what the program printed; `None` where it did not come so far.
    pub fn read(output: &str) -> Option<AppAnswer> {
        let line = output.lines().rfind(|line| line.starts_with(MARK))?;
        serde_json::from_str(line.strip_prefix(MARK)?).ok()
    }

    /// What is wrong with the link, where there is one: its host, or that it is not https.
    pub fn link_flaw(&self) -> Option<LinkFlaw> {
        let link = self.link.as_deref()?;
        let Some((scheme, rest)) = link.split_once("://") else { return Some(LinkFlaw::NoHost) };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = match authority.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        };
        let is_here = matches!(host, "localhost" | "127.0.0.1" | "0.0.0.0" | "::1") || host.ends_with(".localhost");
        match (host, is_here, scheme) {
            ("", ..) => Some(LinkFlaw::NoHost),
            (_, true, _) => Some(LinkFlaw::ThisMachine(host.to_owned())),
            (_, false, "https") => None,
            (_, false, _) => Some(LinkFlaw::NotHttps),
        }
    }
}

/// Why the link cannot be followed from another machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkFlaw {
    /// It has none.
    NoHost,
    /// It leads to the reader's own machine.
    ThisMachine(String),
    /// It is `http`.
    NotHttps,
}

/// The words of the program that sends it, as the project runs PHP.
pub fn command(runner: &Runner, letter: Letter, to: &Address) -> Vec<String> {
    let mut words = runner.php();
    words.extend(["-r".to_owned(), format!("{BOOT}{}", sending(letter, to))]);
    words
}

/// The same as the user types it where the app runs, by `tinker`.
pub fn line(runner: &Runner, letter: Letter, to: &Address) -> String {
    let code = match letter {
        Letter::Plain => format!("Mail::raw('Sesame', fn ($m) => $m->to({})->subject('Sesame'))", quoted(to)),
        Letter::Verification => format!(
            "(new (config('auth.providers.users.model')))->forceFill(['id' => 0, 'email' => {}])\
             ->sendEmailVerificationNotification()",
            quoted(to)
        ),
    };
    format!("{} --execute={}", runner.shown("tinker"), shell_word(&code))
}

/// The app as `artisan` starts it; what goes wrong before it is up is printed by PHP.
const BOOT: &str = "require 'vendor/autoload.php'; $app = require 'bootstrap/app.php'; \
    $app->make('Illuminate\\\\Contracts\\\\Console\\\\Kernel')->bootstrap(); ";

/// Takes the notification that the user model sends, so that it goes out at once: a queue would look for the user.
const HELD: &str = "$held = new class { public $letters = []; \
    public function send($to, $letter) { $this->letters[] = $letter; } \
    public function sendNow($to, $letter, $channels = null) { $this->letters[] = $letter; } };";

fn sending(letter: Letter, to: &Address) -> String {
    let to = quoted(to);
    let send = match letter {
        Letter::Plain => format!(
            "$app['mailer']->raw('Sesame sent this through the app.', function ($m) {{ $m->to({to})->subject('Sesame'); }});"
        ),
        Letter::Verification => format!(
            "$class = config('auth.providers.users.model'); \
             $user = (new $class)->forceFill([(new $class)->getKeyName() => 0, 'email' => {to}]); \
             $way = 'Illuminate\\Contracts\\Notifications\\Dispatcher'; $sends = $app->make($way); {HELD} \
             $app->instance($way, $held); \
             try {{ $user->sendEmailVerificationNotification(); }} finally {{ $app->instance($way, $sends); }} \
             foreach ($held->letters as $letter) {{ \
             $answer['link'] = (function ($user) {{ return method_exists($this, 'verificationUrl') ? \
             $this->verificationUrl($user) : null; }})->call($letter, $user); \
             $sends->sendNow($user, $letter); }}"
        ),
    };
    format!(
        "$answer = ['mailer' => config('mail.driver') ?: config('mail.default'), 'from' => config('mail.from.address'), \
         'errors' => []]; try {{ {send} }} catch (\\Throwable $e) {{ \
         for (; $e; $e = $e->getPrevious()) {{ $answer['errors'][] = get_class($e) . ': ' . $e->getMessage(); }} }} \
         echo PHP_EOL, '{MARK}', json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_UNICODE), PHP_EOL;"
    )
}

/// A text of PHP.
fn quoted(to: &Address) -> String {
    format!("'{}'", to.to_string().replace('\\', "\\\\").replace('\'', "\\'"))
}
