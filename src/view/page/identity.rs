//! Identity: its records row by row, as DNS has them, and AWS's own verdict.

use ratatui::text::Span;

use super::Sheet;
use crate::{
    dns::{
        compare::RecordStanding,
        provider::{Detected, detect},
    },
    view::{
        in_language,
        sheet::{middle_cut, padded},
        theme,
    },
    wizard::Model,
    words::{Text, check},
};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let records = model.records();
    if records.is_empty() {
        return;
    }
    let zone = model.facts.zone.present();
    if let Some(cut) = zone {
        sheet.say(
            &match detect(&cut.servers) {
                Detected::One(provider) => {
                    text.records_zone(in_language(text, provider.english, provider.korean), &cut.zone)
                }
                Detected::Shared(_) | Detected::Split(_) | Detected::Unknown(_) => {
                    text.records_zone_unknown(cut.servers.join(", "), &cut.zone)
                }
            },
            theme::PLAIN,
        );
    }
    let name_width = sheet.name_columns(sheet.width().saturating_sub(22));
    for (row, record) in records.iter().enumerate() {
        let standing = model.facts.record_standing(record).unwrap_or(RecordStanding::Unknown);
        let style = match standing {
            RecordStanding::Present | RecordStanding::Unknown => theme::PLAIN,
            RecordStanding::Missing => theme::NOTICE,
            RecordStanding::Wrong => theme::WRONG,
        };
        let name = zone.map_or_else(|| record.name.clone(), |cut| record.relative_to(&cut.zone));
        let picked = row == model.row;
        sheet.line(vec![
            Span::raw(if picked { "▸ " } else { "  " }),
            Span::raw(padded(&record.kind().to_string(), 7)),
            Span::styled(
                padded(&middle_cut(&name, name_width), name_width),
                if picked { theme::STRONG } else { theme::PLAIN },
            ),
            Span::styled(format!(" {}", text.record_standing(standing)), style),
        ]);
        if picked || sheet.is_whole() {
            sheet.line(vec![Span::styled(format!("    {}", record.value), theme::QUIET)]);
        }
    }
    let mistakes = records.iter().filter_map(|record| model.facts.record_comparison(record)).flat_map(|it| it.mistakes);
    let odd: Vec<String> = mistakes.filter(|it| it.cause() != "dns-missing").map(|it| it.to_string()).collect();
    for mistake in odd.iter().take(2) {
        sheet.say_indented(mistake, "  ", theme::WRONG);
    }
    if let Some(identity) = model.facts.identity.present() {
        sheet.say(&text.card_aws_says(check(&identity.verification)), theme::PLAIN);
    }
    sheet.blank();
}
