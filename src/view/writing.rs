//! What Sesame would write into the zone, record by record, and what comes before that is known. Does not know what Enter does.

use super::{
    sheet::{Section, Sheet},
    theme,
};
use crate::{
    dns::writing::{PlannedRecord, RecordOutlook},
    setup::{DnsProvider, PlannedWriting},
    terms::in_both,
    wizard::{Model, WritingStage},
    words::Text,
};

/// What becomes of each record.
pub(super) fn rows(sheet: &mut Sheet, text: &Text, planned: &PlannedWriting) {
    planned.plan.rows.iter().for_each(|row| record(sheet, text, planned, row));
}

/// The same where nothing can be written, with the reason.
pub(super) fn nothing(sheet: &mut Sheet, text: &Text, planned: &PlannedWriting) {
    sheet.anchor();
    sheet.say(&text.writing_of(planned), theme::STRONG);
    if let Some(obstacle) = &planned.plan.obstacle {
        sheet.say_indented(&text.zone_obstacle(planned, obstacle), "! ", theme::WRONG);
    }
    rows(sheet, text, planned);
    sheet.say(text.writing_nothing(), theme::QUIET);
}

/// Before it is known: what Enter does, what is asked for, or that nothing came of it.
pub(super) fn before(sheet: &mut Sheet, model: &Model, text: &Text, provider: DnsProvider) {
    match model.writing() {
        None | Some(WritingStage::Planned(_)) => {}
        Some(WritingStage::Unasked) => sheet.say(&text.writing_look(provider.name()), theme::PLAIN),
        Some(WritingStage::Reading) => sheet.say(&text.writing_reading(provider.name()), theme::NOTICE),
        Some(WritingStage::Written) => sheet.say(text.writing_written(), theme::GOOD),
        Some(WritingStage::WantsToken) => {
            let zone = model.facts.zone.present().map(|cut| cut.zone.clone()).unwrap_or_default();
            // It belongs to the question, and is said where what Enter does is not.
            sheet.part(Section::Page, |sheet| sheet.say(&text.writing_token(in_both(&zone)), theme::PLAIN));
        }
        Some(WritingStage::Failed) => sheet.say(text.writing_unread(), theme::PLAIN),
    }
    sheet.anchor_above();
}

fn record(sheet: &mut Sheet, text: &Text, planned: &PlannedWriting, row: &PlannedRecord) {
    let (sign, style) = match &row.outlook {
        RecordOutlook::Create if planned.plan.obstacle.is_some() => ("·", theme::QUIET),
        RecordOutlook::Create => ("+", theme::GOOD),
        RecordOutlook::There => ("=", theme::QUIET),
        RecordOutlook::Merge { .. } => ("~", theme::NOTICE),
        RecordOutlook::Conflict { .. } => ("!", theme::WRONG),
    };
    let name = row.record.relative_to(&planned.zone.name);
    let what = format!("{} {name} {}", row.record.kind(), row.record.value);
    if sheet.is_whole() {
        sheet.say_indented(&text.plain_cell(text.record_outlook(row, &planned.plan), what), "    ", theme::PLAIN);
    } else {
        sheet.say_indented(&what, &format!("  {sign} "), style);
    }
    if let Some(said) = text.outlook_explained(&row.outlook) {
        sheet.say_indented(&said, "    ", theme::PLAIN);
    }
}
