//! The receipt: what there is now, in Markdown, without a secret.

use super::{Bench, setup::Applied, status};
use crate::{
    setup::{Authorship, ChangeKind, Facts, wanted_records},
    words::Text,
};

pub(super) fn markdown(bench: &Bench, facts: &Facts, applied: &[Applied]) -> String {
    let text = &bench.text;
    let mut lines = vec![text.receipt_title().to_owned(), String::new()];
    if let Some(banner) = bench.banner {
        lines.extend([banner.to_owned(), String::new()]);
    }
    lines.extend([text.receipt_when(text.moment(bench.now())), String::new()]);
    if let Some(root) = facts.project.present().map(|project| project.root.display().to_string()) {
        lines.extend([format!("`{root}`"), String::new()]);
    }
    lines.extend([text.receipt_steps().to_owned(), String::new()]);
    for (step, standing) in bench.standings(facts) {
        lines.push(format!("- {}", status::line(bench, facts, step, &standing)));
    }
    lines.extend([String::new(), text.receipt_changes().to_owned(), String::new()]);
    match applied.is_empty() {
        true => lines.push(text.receipt_none().to_owned()),
        false => lines.extend(applied.iter().map(|it| format!("- {}", it.said))),
    }
    if let (Some(identity), Some(region)) = (facts.identity.present(), bench.intent.region) {
        let records = wanted_records(&bench.intent, identity, region);
        if !records.is_empty() {
            lines.extend([String::new(), text.receipt_records().to_owned(), String::new()]);
            for record in &records {
                lines.push(format!("- `{}` {} `{}`", record.name, record.kind(), record.value));
            }
        }
    }
    lines.extend([String::new(), text.receipt_server().to_owned(), String::new()]);
    lines.push(text.receipt_server_text(text.place(bench.intent.keep)));
    lines.extend([String::new(), text.receipt_undo().to_owned(), String::new()]);
    lines.extend(undo(bench, facts, applied, text).into_iter().map(|line| format!("- {line}")));
    lines.join("\n")
}

fn undo(bench: &Bench, facts: &Facts, applied: &[Applied], text: &Text) -> Vec<String> {
    let mut lines = Vec::new();
    if facts.sender.present().is_some_and(|sender| sender.made == Authorship::Ours) {
        lines.push(text.receipt_undo_user(&bench.intent.user));
    }
    if let Some(identity) = facts.identity.present().filter(|it| it.made == Authorship::Ours)
        && let Some(region) = bench.intent.region
    {
        lines.push(text.receipt_undo_identity(&identity.name, region));
    }
    let backup = bench.ports.home.backup_path(".env");
    let wrote = applied.iter().any(|it| matches!(it.change, ChangeKind::EditProject | ChangeKind::SwitchMailer));
    if wrote || backup.exists() {
        lines.push(text.receipt_undo_file(backup.display(), ".env"));
    }
    lines
}
