//! Doctor: what is behind the error, and below it the checks. The error itself is not shown again: it may hold a secret.
//! Does not know how a cause is found.
//!
//! In a wide window the list of the checks stands left, and what was seen right of each name. In one of 80 columns the page has
//! 58: some 35 would be left beside the longest name, in which a sentence takes four lines and a command breaks. So there
//! what was seen stands below the name, and what is well is a line of names.
//!
//! With a check picked the list has all names, and what was seen is that of the one: beside the list, or below its name.

use ratatui::{style::Style, text::Span};
use unicode_width::UnicodeWidthStr as _;

use crate::{
    diagnosis::{
        Cause, Certainty, Complaint,
        checks::{CheckId, CheckResult, Verdict},
    },
    laravel::{WhyWins, Winner},
    setup::typed_with,
    view::{
        sheet::{Sheet, padded, wrap, wrapping},
        theme,
    },
    wizard::Model,
    words::Text,
};

/// Of several causes the surest are shown.
const CAUSES: usize = 2;

/// The columns of the page from which on the checks and what was seen stand side by side.
const WIDE: usize = 84;

/// Findings of one check that are told in full.
const FINDINGS: usize = 3;

/// The checks: what fails first, and of that first what explains the others.
pub(super) fn checks_below(sheet: &mut Sheet, model: &Model, text: &Text) {
    let checks = model.listed_checks();
    sheet.blank();
    let is_wide = sheet.width() >= WIDE;
    match model.doctor.picked.filter(|_| !sheet.is_whole()) {
        Some(picked) if is_wide => beside_the_list(sheet, &checks, picked, &model.doctor.here, text),
        Some(picked) => within_the_list(sheet, &checks, picked, &model.doctor.here, text),
        None if is_wide && !sheet.is_whole() => beside_their_names(sheet, &checks, text),
        None => below_their_names(sheet, &checks, text),
    }
}

/// A name of the list, with the cursor where it is the picked one.
fn listed(check: &CheckResult, picked: CheckId, text: &Text) -> (String, Style) {
    let (mark, style) = mark(check.verdict);
    match check.id == picked {
        true => (format!("▸ {mark}{}", text.check_name(check.id)), theme::PICKED),
        false => (format!("  {mark}{}", text.check_name(check.id)), style),
    }
}

/// The list on the left, and right of it what was seen in the picked check.
fn beside_the_list(sheet: &mut Sheet, checks: &[CheckResult], picked: CheckId, here: &[String], text: &Text) {
    let widest = checks.iter().map(|check| text.check_name(check.id).width()).max().unwrap_or_default();
    let columns = widest + 6;
    let room = sheet.width().saturating_sub(columns);
    let mut beside: Vec<Span<'static>> = Vec::new();
    for (said, indent, style) in
        checks.iter().filter(|check| check.id == picked).flat_map(|check| whole(check, here, text))
    {
        let hanging = " ".repeat(indent.width());
        let options = wrapping(room).initial_indent(indent).subsequent_indent(&hanging);
        beside.extend(wrap(&said, options).into_iter().map(|line| Span::styled(line, style)));
    }
    let mut beside = beside.into_iter();
    for check in checks {
        if check.id == picked {
            sheet.anchor();
        }
        let (name, style) = listed(check, picked, text);
        let gap = " ".repeat(columns.saturating_sub(name.width()));
        let seen = beside.next().unwrap_or_default();
        sheet.line(vec![Span::styled(name, style), Span::raw(gap), seen]);
    }
    beside.for_each(|seen| sheet.line(vec![Span::raw(" ".repeat(columns)), seen]));
}

/// The list, and what was seen in the picked check below its name.
fn within_the_list(sheet: &mut Sheet, checks: &[CheckResult], picked: CheckId, here: &[String], text: &Text) {
    for check in checks {
        let (name, style) = listed(check, picked, text);
        sheet.line(vec![Span::styled(name, style)]);
        if check.id == picked {
            for (said, indent, style) in whole(check, here, text) {
                sheet.say_indented(&said, &format!("    {indent}"), style);
            }
            sheet.anchor_above();
        }
    }
}

/// All that was seen in one check: of each finding every reason, and what is done about it.
fn whole(check: &CheckResult, here: &[String], text: &Text) -> Vec<(String, &'static str, Style)> {
    let (_, style) = mark(check.verdict);
    let mut told: Vec<(String, &'static str, Style)> = Vec::new();
    for finding in &check.findings {
        let said = format!("{}: {}", text.cause_certainty(finding.certainty), text.cause_what(finding.cause));
        told.push((said, "", style));
        told.extend(finding.evidence.iter().map(|it| (text.evidence(it), "- ", theme::QUIET)));
        told.push((text.remedy(finding), "→ ", theme::PLAIN));
        told.extend(finding.commands.iter().map(|command| (typed_with(here, command), "  $ ", theme::PLAIN)));
    }
    told.extend(check.evidence.iter().map(|it| (text.evidence(it), "", theme::PLAIN)));
    if told.is_empty() {
        told.push((text.check_verdict(check.verdict).to_owned(), "", style));
    }
    told
}

/// The list of the checks on the left, and right of each name what was seen.
fn beside_their_names(sheet: &mut Sheet, checks: &[CheckResult], text: &Text) {
    let widest = checks.iter().map(|check| text.check_name(check.id).width()).max().unwrap_or_default();
    let columns = widest + 4;
    let room = sheet.width().saturating_sub(columns);
    let told = TOLD.into_iter().chain([Verdict::Unknown, Verdict::Pass]);
    for check in told.flat_map(|wanted| checks.iter().filter(move |check| check.verdict == wanted)) {
        let (mark, style) = mark(check.verdict);
        let mut name = padded(&format!("{mark}{}", text.check_name(check.id)), columns);
        for (said, indent, said_in) in seen(check, text) {
            let hanging = " ".repeat(indent.width());
            let options = wrapping(room).initial_indent(indent).subsequent_indent(&hanging);
            for line in wrap(&said, options) {
                sheet.line(vec![Span::styled(name, style), Span::styled(line, said_in)]);
                name = " ".repeat(columns);
            }
        }
    }
}

/// What was seen in one check: what comes of it, then each finding with its evidence and its remedy.
fn seen(check: &CheckResult, text: &Text) -> Vec<(String, &'static str, Style)> {
    let (_, style) = mark(check.verdict);
    let summary = match text.check_summary(check) {
        said if said.is_empty() => text.check_verdict(check.verdict).to_owned(),
        said => said,
    };
    let mut told = vec![(summary, "", style)];
    for (at, finding) in check.findings.iter().take(FINDINGS).enumerate() {
        if at > 0 {
            told.push((text.cause_what(finding.cause).to_owned(), "", style));
        }
        // One that is only possible is said by its evidence.
        if finding.certainty != Certainty::Possible {
            told.extend(finding.evidence.iter().take(1).map(|it| (text.evidence(it), "- ", theme::QUIET)));
        }
        told.push((text.remedy(finding), "→ ", theme::PLAIN));
    }
    told
}

/// What is wrong or to be known, each with its finding; what is well, and what could not be seen, in a line.
fn below_their_names(sheet: &mut Sheet, checks: &[CheckResult], text: &Text) {
    for check in TOLD.into_iter().flat_map(|wanted| checks.iter().filter(move |check| check.verdict == wanted)) {
        let (mark, style) = mark(check.verdict);
        let name = text.check_name(check.id);
        let mut told = seen(check, text).into_iter();
        match told.next().filter(|_| !text.check_summary(check).is_empty()) {
            Some((said, ..)) => sheet.say_indented(&format!("{name}: {said}"), mark, style),
            None => sheet.say_indented(name, mark, style),
        }
        for (said, indent, style) in told {
            sheet.say_indented(&said, &format!("  {indent}"), style);
        }
    }
    for wanted in [Verdict::Pass, Verdict::Unknown] {
        let (mark, style) = mark(wanted);
        let names = checks.iter().filter(|check| check.verdict == wanted).map(|check| text.check_name(check.id));
        let names = names.collect::<Vec<_>>().join(", ");
        if !names.is_empty() {
            sheet.say_indented(&names, mark, style);
        }
    }
}

/// What is told in full, in this order.
const TOLD: [Verdict; 3] = [Verdict::Fail, Verdict::Warn, Verdict::Waiting];

fn mark(verdict: Verdict) -> (&'static str, Style) {
    match verdict {
        Verdict::Fail => ("✗ ", theme::WRONG),
        Verdict::Warn => ("! ", theme::NOTICE),
        Verdict::Waiting => ("◐ ", theme::NOTICE),
        Verdict::Pass => ("✓ ", theme::PLAIN),
        Verdict::Unknown => ("? ", theme::QUIET),
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
            (_, WhyWins::NotRead | WhyWins::NotAsked) => theme::QUIET,
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
        let complaint = Complaint::read(&model.doctor.complaint);
        sheet.say(text.without_a_cause(complaint.as_ref(), &diagnosis.ruled_out), theme::NOTICE);
        let of_the_sender = diagnosis.ruled_out.iter().filter(|it| it.cause == Cause::SenderNotVerified);
        for evidence in of_the_sender.flat_map(|it| &it.evidence).take(2) {
            sheet.say_indented(&text.evidence(evidence), "  - ", theme::QUIET);
        }
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
