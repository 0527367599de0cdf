//! Doctor: the checks, and below the error what is behind it. The error itself is not shown again: it may hold a secret.

use ratatui::text::Span;

use super::Sheet;
use crate::{
    diagnosis::{
        Certainty,
        checks::{Verdict, checks},
    },
    view::{sheet::padded, theme},
    wizard::Model,
    words::Text,
};

/// Of several causes the surest are shown.
const CAUSES: usize = 2;

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let (checks, _) = checks(&model.intent, &model.facts, model.now);
    for check in &checks {
        let (mark, style) = match check.verdict {
            Verdict::Pass => ("✓", theme::PLAIN),
            Verdict::Warn => ("!", theme::NOTICE),
            Verdict::Waiting => ("◐", theme::NOTICE),
            Verdict::Fail => ("✗", theme::WRONG),
            Verdict::Unknown => ("?", theme::QUIET),
        };
        let what = check.findings.first().map_or("", |finding| text.cause_what(finding.cause));
        sheet.line(vec![
            Span::styled(mark, style),
            Span::raw(format!(" {}", padded(text.check_name(check.id), 22))),
            Span::styled(what.to_owned(), theme::QUIET),
        ]);
    }
    sheet.blank();
}

/// What is behind the error, surest first.
pub(super) fn causes(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some(diagnosis) = model.diagnosis() else {
        if !model.complaint.is_empty() {
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
        for evidence in finding.evidence.iter().take(2) {
            sheet.say_indented(&text.evidence(evidence), "  - ", theme::QUIET);
        }
        sheet.say_indented(text.cause_remedy(finding.cause), "  → ", theme::PLAIN);
    }
    sheet.anchor_above();
}
