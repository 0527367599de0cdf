//! What the doctor found, as a text to be shown to others: of an error only the sentence that is known, with what looks like a
//! key masked; of the app no value that may be a secret. Finds nothing itself.

use super::Text;
use crate::{
    diagnosis::{
        Complaint, Finding,
        checks::{Verdict, checks},
        diagnose,
    },
    setup::{Facts, Intent},
    terms::Timestamp,
};

impl Text {
    /// The error with its causes, where there is one; then every check.
    pub fn doctors_report(
        &self,
        complaint: Option<&Complaint>,
        intent: &Intent,
        facts: &Facts,
        now: Timestamp,
    ) -> String {
        let mut lines = vec![format!("# {}", self.doctor_report_title()), String::new()];
        if let Some(complaint) = complaint {
            let said: Vec<&str> =
                [&complaint.code, &complaint.message].into_iter().flatten().map(String::as_str).collect();
            lines.push(format!("> {}", said.join(": ")));
            lines.push(String::new());
            let diagnosis = diagnose(Some(complaint), intent, facts, now);
            for finding in &diagnosis.findings {
                lines.push(format!("- {}", self.named(finding)));
                lines.extend(self.details_of(finding));
            }
            lines.push(String::new());
        }
        let (checks, _) = checks(intent, facts, now);
        for check in &checks {
            let (name, verdict) = (self.check_name(check.id), self.check_verdict(check.verdict));
            let mark = if check.verdict == Verdict::Pass { "x" } else { " " };
            lines.push(format!("- [{mark}] {name}: {verdict}"));
            lines.extend(check.evidence.iter().map(|it| format!("    - {}", self.evidence(it))));
            for finding in &check.findings {
                lines.push(format!("    - {}", self.named(finding)));
                lines.extend(self.details_of(finding));
            }
        }
        lines.join("\n") + "\n"
    }

    fn named(&self, finding: &Finding) -> String {
        let certainty = self.cause_certainty(finding.certainty);
        format!("{certainty}: {} [{}]", self.cause_what(finding.cause), finding.cause)
    }

    fn details_of(&self, finding: &Finding) -> Vec<String> {
        let evidence = finding.evidence.iter().map(|it| format!("        - {}", self.evidence(it)));
        let remedy = std::iter::once(format!("        - → {}", self.remedy(finding)));
        let commands = finding.commands.iter().map(|command| format!("            {command}"));
        evidence.chain(remedy).chain(commands).collect()
    }
}
