//! Identity: its records row by row, as DNS has them, and AWS's own verdict.

use ratatui::text::Span;

use super::Sheet;
use crate::{
    dns::{
        ZoneCut,
        compare::RecordStanding,
        provider::{Detected, detect},
        records::Record,
    },
    setup::{Identity, IdentityName},
    view::{
        in_language,
        sheet::{middle_cut, padded},
        theme,
    },
    wizard::Model,
    words::Text,
};

/// Columns for the type, for what a server has, and at the least for a name.
const KIND: usize = 6;
const COLUMN: usize = 9;
const LEAST: usize = 20;

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let records = model.records();
    if records.is_empty() {
        super::region::verified_elsewhere(sheet, model, text);
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
    columns(sheet, model, text, &records, zone);
    let mistakes = records.iter().filter_map(|record| model.facts.record_comparison(record)).flat_map(|it| it.mistakes);
    let odd: Vec<String> = mistakes.filter(|it| it.cause() != "dns-missing").map(|it| text.mistake(&it)).collect();
    for mistake in odd.iter().take(2) {
        sheet.say_indented(mistake, "  ", theme::WRONG);
    }
    if let Some(identity) = model.facts.identity.present() {
        sheet.say(&text.card_aws_says(verdict(identity)), theme::PLAIN);
    }
    sheet.blank();
}

/// A row a record; how the provider has it, and each public resolver.
fn columns(sheet: &mut Sheet, model: &Model, text: &Text, records: &[Record], zone: Option<&ZoneCut>) {
    let seen: Vec<_> = records.iter().map(|record| model.facts.record_by_server(record)).collect();
    let servers = seen.iter().max_by_key(|seen| seen.len()).cloned().unwrap_or_default();
    // Where there is no room for all, the provider decides.
    let room = sheet.width().saturating_sub(2 + KIND);
    let shown = servers.len().max(1).min(room.saturating_sub(LEAST) / COLUMN);
    let name_width = sheet.name_columns(room.saturating_sub(shown * COLUMN));
    let mut head = vec![Span::raw(" ".repeat(2 + KIND)), quiet(padded(text.screen_column_name(), name_width))];
    for (server, _) in servers.iter().take(shown) {
        head.push(quiet(format!(" {}", padded(server.unwrap_or(text.screen_column_provider()), COLUMN - 1))));
    }
    sheet.line(head);
    for (row, (record, seen)) in records.iter().zip(&seen).enumerate() {
        let name = zone.map_or_else(|| record.name.clone(), |cut| record.relative_to(&cut.zone));
        let picked = row == model.row;
        let mut line = vec![
            Span::raw(if picked { "▸ " } else { "  " }),
            Span::raw(padded(&record.kind().to_string(), KIND)),
            Span::styled(
                padded(&middle_cut(&name, name_width), name_width),
                if picked { theme::STRONG } else { theme::PLAIN },
            ),
        ];
        for at in 0..shown {
            let standing = seen.get(at).map_or(RecordStanding::Unknown, |(_, standing)| *standing);
            let style = match standing {
                RecordStanding::Present | RecordStanding::Unknown => theme::PLAIN,
                RecordStanding::Missing => theme::NOTICE,
                RecordStanding::Wrong => theme::WRONG,
            };
            line.push(Span::styled(format!(" {}", padded(text.record_standing(standing), COLUMN - 1)), style));
        }
        sheet.line(line);
        if picked || sheet.is_whole() {
            sheet.say_indented(&record.value.to_string(), "    ", theme::QUIET);
        }
    }
}

fn quiet(text: String) -> Span<'static> {
    Span::styled(text, theme::QUIET)
}

/// AWS's own words for each part of the identity that is verified by itself.
fn verdict(identity: &Identity) -> String {
    let mut said = vec![identity.verification.word().to_owned()];
    if matches!(identity.name, IdentityName::Domain(_)) {
        said.push(format!("DKIM {}", identity.dkim.status.word()));
    }
    said.extend(identity.mail_from.iter().map(|it| format!("MAIL FROM {}", it.status.word())));
    said.join(" · ")
}
