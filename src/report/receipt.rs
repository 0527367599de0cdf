//! The receipt: the state of the set-up in Markdown. Knows no secret, and looks at nothing.

use super::{
    bench::Bench,
    hearing::{Applied, AppliedOutcome},
    records::{faults, rows},
    status,
};
use crate::{
    setup::{Access, Authorship, ChangeKind, Facts, policy, policy::INLINE_NAME, wanted_records},
    words::Text,
};

/// The whole receipt.
pub(super) fn markdown(bench: &Bench, facts: &Facts, applied: &[Applied]) -> String {
    let text = &bench.text;
    let mut lines = vec![text.receipt_title().to_owned(), String::new()];
    if let Some(banner) = bench.banner {
        lines.extend([banner.to_owned(), String::new()]);
    }
    lines.extend([text.receipt_when(bench.moment(bench.now())), String::new()]);
    lines.extend(bench.set_up().into_iter().flat_map(|name| [name, String::new()]));
    if let Some(root) = facts.project.present().map(|project| project.root.display().to_string()) {
        lines.extend([format!("`{root}`"), String::new()]);
    }
    lines.extend([text.receipt_steps().to_owned(), String::new()]);
    for (step, standing) in bench.standings(facts) {
        lines.push(format!("- {}", status::line(bench, facts, step, &standing).0));
    }
    lines.extend([String::new(), text.receipt_changes().to_owned(), String::new()]);
    match applied.is_empty() {
        true => lines.push(text.receipt_none().to_owned()),
        false => lines.extend(applied.iter().map(|it| format!("- {}", heard(text, it)))),
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
    if let (Some([rights, trust]), Access::Role(runtime)) = (bench.intent.role_documents(), bench.intent.access) {
        lines.extend([String::new(), text.receipt_role().to_owned(), String::new()]);
        lines.push(text.role_how(INLINE_NAME, text.runtime(runtime)));
        for (title, document) in [(text.role_rights(), rights), (text.role_trust(), trust)] {
            lines.extend([String::new(), format!("{title}:"), String::new(), "```json".into()]);
            lines.extend([policy::pretty(&document), "```".into()]);
        }
    }
    let faults = faults(text, facts, &rows(bench, facts));
    if !faults.is_empty() {
        lines.extend([String::new(), text.receipt_wrong().to_owned(), String::new()]);
        lines.extend(faults.into_iter().map(|said| format!("- {said}")));
    }
    if let Some((title, steps)) = text.where_it_runs(&bench.intent, facts, bench.now()) {
        lines.extend([String::new(), format!("## {title}"), String::new()]);
        lines.extend(steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1)));
    }
    let undo = undo(bench, facts, applied, text);
    if !undo.is_empty() {
        lines.extend([String::new(), text.receipt_undo().to_owned(), String::new()]);
        lines.extend(undo.into_iter().map(|line| format!("- {line}")));
    }
    if let Some(after) = &bench.after {
        lines.extend([String::new(), after.clone()]);
    }
    lines.join("\n")
}

fn heard(text: &Text, applied: &Applied) -> String {
    match applied.outcome {
        AppliedOutcome::Done => applied.said.clone(),
        AppliedOutcome::Already => text.receipt_already(&applied.said),
        AppliedOutcome::Unknown => text.receipt_unknown(&applied.said),
    }
}

fn undo(bench: &Bench, facts: &Facts, applied: &[Applied], text: &Text) -> Vec<String> {
    let mut lines = text.undo(&bench.intent, facts);
    // Changes to what stays after the undoing.
    let identity_stays = facts.identity.present().is_none_or(|it| it.made != Authorship::Ours);
    let stays = |change: ChangeKind| {
        change == ChangeKind::SuppressBounces || change == ChangeKind::SetMailFrom && identity_stays
    };
    let done = applied.iter().filter(|it| it.outcome == AppliedOutcome::Done && stays(it.change));
    lines.extend(done.map(|it| text.receipt_undo_change(&it.said, &it.undo)));
    for file in bench.ports.home.backups().unwrap_or_default().into_iter().filter(|it| it.bytes.is_some()) {
        let backup = bench.ports.home.backup_path(&file.file);
        lines.push(text.receipt_undo_file(backup.display(), &file.file));
    }
    lines
}
