//! Why what is written does not count, each reason with all that its sentence needs. Knows no sentence and no step.

/// A setting that does not take effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotInForce {
    /// Its path in the configuration, or `.env`.
    pub setting: String,
    /// What keeps it from taking effect.
    pub why: WhyNot,
}

/// What keeps a setting from taking effect.
#[derive(Debug, Clone, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(WhyNotKind), doc = "What keeps a setting from taking effect, without its details.")]
#[strum_discriminants(derive(Hash, PartialOrd, Ord, strum::EnumIter))]
pub enum WhyNot {
    /// The environment of the process has the variable, and goes first.
    Process { variable: String },
    /// This variable of this file has another value.
    Variable { variable: String, file: String },
    /// Laravel reads this file in the place of `.env`.
    OtherFile { file: String, app_env: Option<String> },
    /// `bootstrap/app.php` moves `.env` to where only PHP can tell.
    Moved { line: usize },
    /// This variable has no value, and a config file says something else then.
    Unset { variable: String, file: String, line: usize },
    /// This variable has a value, and a config file says something else all the same.
    Decided { variable: String, file: String, line: usize },
    /// The app's own code sets this entry or variable when it starts.
    SetInCode { file: String, line: usize, path: String },
    /// A config file says it without reading a variable.
    Written { file: String, line: usize },
    /// What a config file says can only be told by running it.
    Unreadable { file: String, line: usize, source: String },
    /// PHP cannot read a config file.
    Broken { file: String, line: usize },
    /// No config file has it.
    Missing,
    /// Laravel refuses the mailer, in these words.
    Refused { words: String },
    /// The cached configuration lies outside of the app.
    CacheElsewhere,
    /// A service of a compose file gives the variable.
    Container { file: String, service: String, variable: String },
    /// The AWS SDK for PHP is not there; with what brings it.
    NoSdk { command: String },
    /// The project removes this service from the AWS SDK for PHP; with what brings it back.
    SdkTrimmed { service: String, command: String },
}
