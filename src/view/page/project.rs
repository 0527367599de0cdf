//! Laravel: the lines that `.env` gets and those that change in the configuration, as far as they are no secret; and what is
//! still missing for the app's mail.

use crate::{
    laravel::{
        DiffLine, SignUp,
        dotenv::Reader,
        plan::{self, AppKey, LineValue, default_mailer},
    },
    setup::{Change, EditKind, FileEdit, Project, Standing, Step, Value, may_switch, wish},
    view::{sheet::Sheet, theme},
    wizard::{Clipboard, Model},
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let standing = model.standing(Step::Project);
    if model.is_only_env() {
        return only_lines(sheet, model, text);
    }
    let Some(project) = model.facts.project.present() else { return };
    let blocked = standing.blocked_by();
    if let Some(Change::EditProject { edits }) = standing.open() {
        why_these(sheet, model, text, project, edits);
    } else if blocked == Some(Step::Key) {
        to_come(sheet, model, text, project);
    } else if (blocked.is_some() || standing == Standing::Done) && project.app.sign_up == SignUp::NotWired {
        sheet.say(text.screen_sign_up_not_wired(), theme::NOTICE);
        sheet.blank();
    }
    let in_the_app = text.in_the_app(&model.intent, &model.facts, model.now);
    if !in_the_app.is_empty() && !sheet.is_terse() {
        in_the_app.iter().for_each(|line| sheet.say_indented(line, "· ", theme::PLAIN));
        sheet.blank();
    }
    if model.copying.clipboard != Clipboard::None && !sheet.is_whole() && !model.secret_lines().is_empty() {
        sheet.say(text.secret_offer(), theme::PLAIN);
        sheet.blank();
    }
    // Just above the field that asks for it.
    if let (Some(name), None) = (plan::unsaid_name(&project.app), &model.intent.from_name) {
        sheet.say(&text.screen_from_name_unsaid(name), theme::NOTICE);
        sheet.blank();
    }
}

/// The lines alone, for a user who came for nothing else.
fn only_lines(sheet: &mut Sheet, model: &Model, text: &Text) {
    let lines = model.env_lines();
    if lines.is_empty() {
        return;
    }
    sheet.say(text.screen_env_only(), theme::PLAIN);
    if let Some(nowhere) = model.env_host_nowhere() {
        sheet.say(&text.refusal(&nowhere), theme::WRONG);
    }
    let has_key = !model.secret_lines().is_empty();
    for (name, value) in lines {
        let said = match value {
            LineValue::Secret | LineValue::SmtpPassword if has_key => format!("{name}=•••"),
            // As it is copied, with its quotes.
            value => text.lines_as_written(&[(name, value)]).unwrap_or_default().trim_end().to_owned(),
        };
        sheet.say_indented(&said, "    ", theme::PLAIN);
    }
    let later = model.env_lines_later();
    if !later.is_empty() {
        sheet.say_indented(text.env_later(), "    # ", theme::QUIET);
        let later = text.lines_as_written(&later).unwrap_or_default();
        later.lines().for_each(|line| sheet.say_indented(line, "    # ", theme::QUIET));
    }
    sheet.say(if has_key { text.screen_env_only_key() } else { text.screen_env_only_no_key() }, theme::QUIET);
    sheet.blank();
}

/// The lines among these that the mailer does not read; they are corrected for a later one that does.
fn unread_lines<'e>(model: &Model, project: &Project, edits: &'e [FileEdit]) -> Vec<&'e str> {
    let mailer = model.intent.mailer.unwrap_or_else(|| default_mailer(&project.app));
    let lines = edits.iter().flat_map(|edit| match &edit.kind {
        EditKind::Dotenv(lines) => lines.as_slice(),
        EditKind::Config(_) => &[],
    });
    lines.map(|(name, _)| name.as_str()).filter(|name| !mailer.reads(name)).collect()
}

/// Every line that changes, with what stands there now.
pub(in crate::view) fn lines_of(sheet: &mut Sheet, model: &Model, text: &Text, edits: &[FileEdit]) {
    let Some(project) = model.facts.project.present() else { return };
    for edit in edits {
        let unread = unread_lines(model, project, std::slice::from_ref(edit));
        let file = match unread.is_empty() || sheet.is_whole() {
            true => edit.file.0.clone(),
            // The reason stands where the lines stand, however small the window is.
            false => format!("{} ({})", edit.file.0, text.screen_env_unread_in_short(unread.join(", "))),
        };
        sheet.say_indented(&file, "    ", theme::QUIET);
        match &edit.kind {
            EditKind::Dotenv(lines) => dotenv(sheet, project, lines),
            EditKind::Config(_) => config(sheet, project, edit),
        }
    }
}

fn dotenv(sheet: &mut Sheet, project: &Project, lines: &[(String, Value)]) {
    for (name, value) in lines {
        let env = &project.app.env;
        if let Some(old) = env.line_now(name) {
            sheet.say_indented(&old, "    - ", theme::WRONG);
        }
        let new = match value {
            Value::Plain(text) => env.line_with(name, text, &project.app.readers),
            Value::Null => env.line_around(name, "null"),
            Value::KeyId(key) => env.line_with(name, key.as_str(), &project.app.readers),
            Value::Of(_) | Value::SmtpPasswordOf { .. } | Value::AsBefore => env.line_around(name, "•••"),
        };
        sheet.say_indented(&new, "    + ", theme::GOOD);
    }
}

fn config(sheet: &mut Sheet, project: &Project, edit: &FileEdit) {
    let patches = project.patches_for(edit);
    let lines = patches.iter().filter(|patch| patch.file == edit.file).flat_map(|patch| &patch.lines);
    for line in lines {
        match line {
            DiffLine::Removed(line) => sheet.say_indented(line.trim(), "    - ", theme::WRONG),
            DiffLine::Added(line) => sheet.say_indented(line.trim(), "    + ", theme::GOOD),
        }
    }
}

/// Why lines are among them that mail does not need, and one is not that it does.
fn why_these(sheet: &mut Sheet, model: &Model, text: &Text, project: &Project, edits: &[FileEdit]) {
    let names: Vec<&str> = edits
        .iter()
        .flat_map(|edit| match &edit.kind {
            EditKind::Dotenv(lines) => lines.iter().map(|(name, _)| name.as_str()).collect(),
            EditKind::Config(_) => Vec::new(),
        })
        .collect();
    let mailer = model.intent.mailer.unwrap_or_else(|| default_mailer(&project.app));
    let unread = unread_lines(model, project, edits);
    if !unread.is_empty() && !sheet.is_terse() {
        sheet.say(&text.screen_env_unread(<&str>::from(mailer), unread.join(", ")), theme::QUIET);
    }
    let variable = project.app.mailer_variable.as_str();
    if !names.contains(&variable) && project.app.env.text(variable).as_deref() != Some(<&str>::from(mailer)) {
        let said = match may_switch(&model.intent, &model.facts, model.now) {
            Ok(()) => text.screen_env_mailer_next(variable),
            Err(_) => text.screen_env_mailer_later(variable),
        };
        sheet.say(&said, theme::QUIET);
    }
    for (name, readers) in misread(project, edits) {
        sheet.say(&text.env_misread(name, text.readers(&readers)), theme::NOTICE);
    }
    sheet.blank();
}

/// The lines that another program of the project takes for another value, whichever way they are written.
fn misread<'e>(project: &Project, edits: &'e [FileEdit]) -> Vec<(&'e str, Vec<Reader>)> {
    let lines = edits.iter().flat_map(|edit| match &edit.kind {
        EditKind::Dotenv(lines) => lines.as_slice(),
        EditKind::Config(_) => &[],
    });
    let misread = |(name, value): &'e (String, Value)| match value {
        Value::Plain(text) => Some((name.as_str(), project.app.misreaders(name, text))),
        Value::Null | Value::KeyId(_) | Value::Of(_) | Value::SmtpPasswordOf { .. } | Value::AsBefore => None,
    };
    lines.filter_map(misread).filter(|(_, readers)| !readers.is_empty()).collect()
}

/// The lines as they will be, before there is a key.
fn to_come(sheet: &mut Sheet, model: &Model, text: &Text, project: &Project) {
    let wish = model.intent.region.and_then(|region| wish(&model.intent, project, AppKey::ToCome, region));
    let Some(wish) = wish else { return };
    sheet.say(text.screen_env_to_come(), theme::QUIET);
    for (name, value) in plan::lines(Some(&project.app), &wish) {
        let env = &project.app.env;
        let line = match value {
            LineValue::Plain(value) => env.line_with(&name, &value, &project.app.readers),
            LineValue::Null => env.line_around(&name, "null"),
            LineValue::KeyId(Some(id)) => env.line_with(&name, id.as_str(), &project.app.readers),
            LineValue::KeyId(None) => env.line_around(&name, text.env_key_placeholder()),
            LineValue::Secret | LineValue::SmtpPassword => env.line_around(&name, "•••"),
        };
        sheet.say_indented(&line, "    ", theme::PLAIN);
    }
    sheet.blank();
}
