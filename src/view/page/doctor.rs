//! Doctor: what is behind the error, and below it the checks. The error itself is not shown again: it may hold a secret.
//! Does not know how a cause is found.

use unicode_width::UnicodeWidthStr as _;

use crate::{
    diagnosis::{
        Certainty,
        checks::{Verdict, checks},
    },
    laravel::{WhyWins, Winner},
    view::{sheet::Sheet, theme},
    wizard::Model,
    words::Text,
};

/// Of several causes the surest are shown.
const CAUSES: usize = 2;

/// Findings of one check that are told in full.
const FINDINGS: usize = 3;

/// What is wrong or to be known, each with its finding; what is well, and what could not be seen, in a line.
pub(super) fn checks_below(sheet: &mut Sheet, model: &Model, text: &Text) {
    let (checks, _) = checks(&model.intent, &model.facts, model.now);
    let named = |wanted: Verdict| {
        let names = checks.iter().filter(|check| check.verdict == wanted).map(|check| text.check_name(check.id));
        names.collect::<Vec<_>>().join(", ")
    };
    sheet.blank();
    for (wanted, mark, style) in [
        (Verdict::Fail, "✗ ", theme::WRONG),
        (Verdict::Warn, "! ", theme::NOTICE),
        (Verdict::Waiting, "◐ ", theme::NOTICE),
    ] {
        for check in checks.iter().filter(|check| check.verdict == wanted) {
            let name = text.check_name(check.id);
            match text.check_summary(check) {
                said if said.is_empty() => sheet.say_indented(name, mark, style),
                said => sheet.say_indented(&format!("{name}: {said}"), mark, style),
            }
            for (at, finding) in check.findings.iter().take(FINDINGS).enumerate() {
                if at > 0 {
                    sheet.say_indented(text.cause_what(finding.cause), "  ", style);
                }
                // One that is only possible is said by its evidence.
                if finding.certainty != Certainty::Possible {
                    let seen = finding.evidence.iter().take(1).map(|it| text.evidence(it));
                    seen.for_each(|it| sheet.say_indented(&it, "  - ", theme::QUIET));
                }
                sheet.say_indented(&text.remedy(finding), "  → ", theme::PLAIN);
            }
        }
    }
    for (wanted, mark, style) in [(Verdict::Pass, "✓ ", theme::PLAIN), (Verdict::Unknown, "? ", theme::QUIET)] {
        let names = named(wanted);
        if !names.is_empty() {
            sheet.say_indented(&names, mark, style);
        }
    }
}

/// The variables that mail depends on: which value counts, and where it stands.
pub(super) fn values_below(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some(project) = model.facts.project.present() else { return };
    let rows = project.app.truth.iter().filter_map(|row| Some((row, text.value_that_counts(row, &model.facts)?)));
    let rows: Vec<_> = rows.collect();
    let widest = rows.iter().map(|(row, _)| row.name.width()).max().unwrap_or_default();
    sheet.blank();
    sheet.say(text.doctor_table(), theme::STRONG);
    for (row, value) in rows {
        let name = format!("{}{}", row.name, " ".repeat(widest - row.name.width()));
        let line = format!("{name}  {value}  ← {}", text.place_and_reason(row));
        let style = match (row.wins, row.why) {
            (_, WhyWins::NotRead) => theme::QUIET,
            (Winner::Process | Winner::EnvApp | Winner::Cached | Winner::Unknown, _) => theme::NOTICE,
            (Winner::Env | Winner::Default, _) => theme::PLAIN,
        };
        sheet.say_indented(&line, "  ", style);
        for other in text.what_does_not_count(row) {
            sheet.say_indented(&other, "    - ", theme::QUIET);
        }
    }
    sheet.say_indented(text.why_it_counts(WhyWins::OnlyThere), "  ", theme::QUIET);
}

/// What is behind the error, surest first.
pub(super) fn causes(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some(diagnosis) = model.diagnosis() else {
        if !model.doctor.complaint.is_empty() {
            sheet.say(text.explain_no_cause(), theme::NOTICE);
            sheet.anchor_above();
        }
        return;
    };
    if diagnosis.findings.is_empty() {
        sheet.say(text.explain_no_cause(), theme::NOTICE);
    }
    for finding in diagnosis.findings.iter().take(CAUSES) {
        let style = if finding.certainty == Certainty::Proven { theme::STRONG } else { theme::PLAIN };
        let certainty = text.cause_certainty(finding.certainty);
        sheet.say(&format!("{certainty}: {}", text.cause_what(finding.cause)), style);
        // What speaks for it comes first: a line that speaks for another cause would be read as the reason.
        let (gaps, reasons): (Vec<_>, Vec<_>) = finding.evidence.iter().partition(|it| it.is_no_reason());
        for evidence in reasons.into_iter().chain(gaps).take(2) {
            sheet.say_indented(&text.evidence(evidence), "  - ", theme::QUIET);
        }
        sheet.say_indented(&text.remedy(finding), "  → ", theme::PLAIN);
    }
    sheet.anchor_above();
}
