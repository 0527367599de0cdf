//! What `--help` says, in another language than its own English. Knows no language: each sentence is looked up by its
//! English, so that a flag which several commands take is said once.
//!
//! The flags of the set-up are taken by nearly every command, and are what few of them are about. The others name them in
//! one line, so that a command's own flags are seen.

use std::{collections::BTreeSet, ffi::OsString};

use clap::{
    Arg, Command, CommandFactory,
    builder::{PossibleValue, StyledStr},
};

use super::Cli;

/// The heading of the set-up's flags.
const OF_THE_SET_UP: &str = "The set-up (what is not given stays as remembered)";
/// The commands that are about what the set-up wants.
const ABOUT_THE_SET_UP: [&str; 4] = ["setup", "env", "handover", "policy"];
const NAMED_ELSEWHERE: &str =
    "The flags of the set-up, like --from, --identity and --mailer, are taken here too: see sesame setup --help.";

/// A sentence by its English; `None` where it stays as it is.
pub type Said<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The help that this command line asks for. Clap gives it as an error, which prints itself.
pub fn help(args: &[OsString], said: Said<'_>) -> Option<clap::Error> {
    translated(built(), said).try_get_matches_from(args).err()
}

/// Every sentence that `--help` of some command says.
pub fn sentences() -> BTreeSet<String> {
    let found = std::cell::RefCell::new(BTreeSet::new());
    translated(built(), &|english| {
        found.borrow_mut().insert(english.to_owned());
        None
    });
    found.into_inner()
}

/// With the flags that clap adds by itself, so that their sentences are there.
fn built() -> Command {
    let mut command = Cli::command();
    command.build();
    command
}

fn translated(command: Command, said: Said<'_>) -> Command {
    let command = match ABOUT_THE_SET_UP.contains(&command.get_name()) {
        true => command,
        false => without_the_set_up(command, said),
    };
    let say = |english: &StyledStr| said(&english.to_string());
    let (about, long) = (command.get_about().and_then(say), command.get_long_about().and_then(say));
    let names: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let mut command = command.help_template(template(said)).mut_args(|arg| argument(arg, said));
    if let Some(heading) = said("Commands") {
        command = command.subcommand_help_heading(heading);
    }
    command = about.into_iter().fold(command, Command::about);
    command = long.into_iter().fold(command, Command::long_about);
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, |inner| translated(inner, said)))
}

/// The flags of the set-up named in one line, where the command takes them.
fn without_the_set_up(command: Command, said: Said<'_>) -> Command {
    let is_one = |arg: &Arg| arg.get_help_heading() == Some(OF_THE_SET_UP);
    let takes_them = command.get_arguments().any(is_one);
    match takes_them {
        true => command
            .mut_args(|arg| if is_one(&arg) { arg.hide(true) } else { arg })
            .after_help(in_words(NAMED_ELSEWHERE, said)),
        false => command,
    }
}

/// As clap lays it out, with its one heading that cannot be set.
fn template(said: Said<'_>) -> String {
    let usage = said("Usage").unwrap_or_else(|| "Usage".into());
    format!("{{before-help}}{{about-with-newline}}\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}")
}

fn argument(arg: Arg, said: Said<'_>) -> Arg {
    let heading = match (arg.get_help_heading(), arg.is_positional()) {
        (Some(heading), _) => heading.to_owned(),
        (None, true) => "Arguments".into(),
        (None, false) => "Options".into(),
    };
    let mut words: Vec<String> =
        arg.get_help().into_iter().map(|english| in_words(&english.to_string(), said)).collect();
    let defaults: Vec<_> = arg.get_default_values().iter().map(|it| it.to_string_lossy().into_owned()).collect();
    if !defaults.is_empty() && !arg.is_hide_default_value_set() && arg.get_action().takes_values() {
        words.push(format!("[{}: {}]", in_words("default", said), defaults.join(" ")));
    }
    let values: Vec<PossibleValue> = arg.get_possible_values();
    if !values.is_empty() && !arg.is_hide_possible_values_set() && arg.get_action().takes_values() {
        let value = |value: &PossibleValue| match value.get_help() {
            Some(help) => format!("{} ({})", value.get_name(), in_words(&help.to_string(), said)),
            None => value.get_name().to_owned(),
        };
        let values: Vec<_> = values.iter().map(value).collect();
        words.push(format!("[{}: {}]", in_words("possible values", said), values.join(", ")));
    }
    let heading = in_words(&heading, said);
    // Only what clap adds by itself says more where all is shown.
    let long = arg.get_long_help().map(|english| in_words(&english.to_string(), said));
    let arg = long.into_iter().fold(arg, Arg::long_help);
    arg.help(words.join(" ")).hide_default_value(true).hide_possible_values(true).help_heading(heading)
}

fn in_words(english: &str, said: Said<'_>) -> String {
    said(english).unwrap_or_else(|| english.to_owned())
}
