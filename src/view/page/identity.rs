//! Identity: its records row by row, as DNS has them, and AWS's own verdict. Does not compare; `dns` has done it.

use ratatui::text::Span;
use unicode_width::UnicodeWidthStr as _;

use crate::{
    dns::{
        ZoneCut,
        compare::RecordStanding,
        faults::by_cause,
        mistakes::Mistake,
        provider::{Detected, Labels, PasteRow},
        records::Record,
    },
    terms::in_both,
    view::{
        around::ROOMY,
        names::in_language,
        sheet::{Sheet, middle_cut, padded},
        theme,
    },
    wizard::Model,
    words::Text,
};

/// Rows of a window in which each record stands whole.
const TALL: u16 = 38;
/// Columns for the type, for what a server has, and at the least for a name.
const KIND: usize = 6;
const COLUMN: usize = 9;
const LEAST: usize = 20;

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let records = model.records();
    if records.is_empty() {
        super::region::verified_elsewhere(sheet, model, text);
        return;
    }
    if !model.shows_records() {
        return;
    }
    let zone = model.facts.zone.present();
    // Where an action waits the page has room for what Enter does; how the records get there is said once they are due.
    let acts = is_short_of_room(sheet, model) && model.ready().is_some();
    let by_hand = model.writes_into().is_none();
    if let Some(cut) = zone.filter(|_| !acts && by_hand) {
        let missing = missing(model, &records);
        sheet.say(&where_to(model, text, cut, missing, records.len()), theme::PLAIN);
        // The commonest mistake with this provider, before it is made.
        if missing > 0
            && let Some(note) = model.provider().form().notes.first()
        {
            sheet.note(&text.quirk(note));
        }
        if missing == records.len() {
            // The commonest way to lose a day, said before the first is typed; where room is short below what is waited for.
            if !is_short_of_room(sheet, model) {
                other_screen(sheet, model, text);
            }
            text.one_first(&model.facts).iter().for_each(|said| sheet.say(said, theme::NOTICE));
        }
        if missing > 0 {
            imported(sheet, model, text);
        }
    }
    rows(sheet, model, text, &records, zone);
    for fault in by_cause(visible_mistakes(model, &records), &records) {
        let style = if fault.at[0].1.is_to_be_mended() { theme::WRONG } else { theme::NOTICE };
        let said = match sheet.is_whole() {
            true => text.fault(&fault, &model.facts),
            false => text.fault_in_table(&fault, &model.facts),
        };
        sheet.say(&said, style);
    }
    if let Some(gone) = text.records_gone(&records, &model.facts) {
        sheet.say(&gone, theme::WRONG);
    }
    if let Some(refused) = text.records_refused(&records, &model.facts) {
        sheet.say(&refused, theme::WRONG);
    }
    remembered(sheet, model, text, &records);
    let is_tight = is_short_of_room(sheet, model) && missing(model, &records) > 0;
    match model.facts.identity.present() {
        // What is waited for says it below.
        Some(_) if is_tight => {}
        Some(identity) => {
            sheet.say(&text.card_aws_says(identity.verdict()), theme::PLAIN);
            // How long ago it looked is another word each second.
            let seen = text.seen_by_aws(identity, &model.facts, model.now);
            sheet.ticking(|sheet| seen.iter().for_each(|said| sheet.say(said, theme::PLAIN)));
        }
        None => sheet.say(text.card_dkim_unseen(), theme::PLAIN),
    }
    sheet.blank();
}

/// That another company's form has no effect.
fn other_screen(sheet: &mut Sheet, model: &Model, text: &Text) {
    if let Detected::One(provider) = model.provider() {
        sheet.say(&text.records_other_screen(text.provider(provider)), theme::QUIET);
    }
}

fn is_short_of_room(sheet: &Sheet, model: &Model) -> bool {
    !sheet.is_whole() && model.window.rows < ROOMY
}

/// How long resolvers go on to say that a record is not there that the provider has by now.
fn remembered(sheet: &mut Sheet, model: &Model, text: &Text, records: &[Record]) {
    if let Some((servers, seconds)) = model.facts.absent_still(records) {
        let time = text.duration(std::time::Duration::from_secs(seconds.into()));
        sheet.say(&text.card_absent_still(servers.join(", "), time), theme::QUIET);
    } else if let Some((servers, seconds)) = model.facts.absent_but_found(records) {
        let time = text.duration(std::time::Duration::from_secs(seconds.into()));
        sheet.say(&text.card_absent_but_found(servers.join(", "), time), theme::QUIET);
    }
    if let Some((servers, seconds)) = model.facts.wrong_still(records) {
        let time = text.duration(std::time::Duration::from_secs(seconds.into()));
        sheet.say(&text.card_wrong_still(servers.join(", "), time), theme::QUIET);
    }
    if let Some(said) = text.records_left_over(&model.facts) {
        sheet.say(&said, theme::QUIET);
    }
}

/// What is wrong, but for what is simply not there yet.
fn visible_mistakes<'r>(model: &Model, records: &'r [Record]) -> Vec<(&'r Record, Mistake)> {
    let seen = |record| model.facts.record_comparison(record).into_iter();
    let mistakes = |record| seen(record).flat_map(|it| it.mistakes.into_iter().chain(it.remark));
    let each = records.iter().flat_map(|record| mistakes(record).map(move |it| (record, it)));
    each.filter(|(_, mistake)| !matches!(mistake, Mistake::Missing { clue: None, .. })).collect()
}

/// How each server has a record: the provider's own, and public resolvers by their names.
type Seen<'f> = Vec<(Option<&'f str>, RecordStanding)>;

/// A row a record; how the provider has it, and each public resolver.
fn rows(sheet: &mut Sheet, model: &Model, text: &Text, records: &[Record], zone: Option<&ZoneCut>) {
    let wrong = model.facts.to_be_mended(records);
    let seen: Vec<Seen> = records.iter().map(|record| model.facts.record_by_server(record)).collect();
    let name = |record: &Record| zone.map_or_else(|| record.name.clone(), |cut| record.relative_to(&cut.zone));
    let in_short = |record: &Record| {
        let mistake = wrong.iter().find(|(of, _)| *of == record);
        match model.facts.was_removed(record) {
            true => Some(text.fault_short_removed()),
            false => mistake.map(|(_, mistake)| text.mistake_in_short(mistake)),
        }
    };
    if sheet.is_whole() {
        for (record, seen) in records.iter().zip(&seen) {
            spoken(sheet, text, &model.facts.to_type(record), &name(record), in_short(record), seen);
        }
        return;
    }
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
    let (rows, picked_row) = (model.form_rows(), model.row());
    for (row, (record, seen)) in records.iter().zip(&seen).enumerate() {
        let picked = row == picked_row;
        if picked {
            sheet.keep();
        }
        let (whole, in_short_name) = (name(record), middle_cut(&name(record), name_width));
        let is_cut = in_short_name != whole;
        // What lies on the provider's form already, as far as the keys here know.
        let copied = model.window.copied.contains(&row);
        let mark = if picked {
            "▸ "
        } else if copied {
            "· "
        } else {
            "  "
        };
        let mut line = vec![
            Span::styled(mark, theme::ACCENT),
            Span::raw(padded(&record.kind().to_string(), KIND)),
            // Whole, and to be copied, it stands below.
            Span::styled(padded(&in_short_name, name_width), if is_cut { theme::QUIET } else { theme::PLAIN }),
        ];
        match in_short(record) {
            // It is the same on every server, and takes the room of their columns.
            Some(wrong) => line.push(Span::styled(format!(" {wrong}"), theme::WRONG)),
            None => line.extend((0..shown).map(|at| cell(text, seen.get(at)))),
        }
        sheet.line(line);
        // Where there is room every record can be read whole, and copied by hand; where an action waits none is due.
        let waits = is_short_of_room(sheet, model) && model.ready().is_some() && model.window.picked.is_none();
        let is_typed = !waits && picked || model.window.rows >= TALL;
        if let Some(typed) = rows.get(row).filter(|_| is_typed) {
            as_typed(sheet, text, typed, model.provider().form().labels);
        }
    }
}

/// Name and value as they go into the provider's form; a form has a field of its own for a priority. Moved in by one column
/// alone, so that DKIM's value stays in one line on a screen of 80.
fn as_typed(sheet: &mut Sheet, text: &Text, row: &PasteRow, labels: Labels) {
    let priority = row.priority.map(|it| match labels.priority {
        Some(label) => format!("   {label} {it}"),
        None => format!("   {}", text.screen_priority(it)),
    });
    let (name, value) = (labels.name.unwrap_or(text.screen_column_name()), text.screen_column_value());
    let width = name.width().max(value.width()) + 1;
    for (label, typed, more) in [(name, &row.name, ""), (value, &row.value, priority.as_deref().unwrap_or_default())] {
        sheet.payload(&format!(" {}", padded(label, width)), typed, more);
    }
}

/// How many of them the provider does not have: what is there wrongly is corrected, not added. What was not seen SES has
/// found, where it has verified the domain.
fn missing(model: &Model, records: &[Record]) -> usize {
    let is_verified = is_verified(model);
    let own = |record: &Record| model.facts.record_by_server(record).first().map(|(_, standing)| *standing);
    let is_missing = |record: &&Record| match own(record) {
        Some(RecordStanding::Present | RecordStanding::Wrong) => false,
        Some(RecordStanding::Missing) => true,
        Some(RecordStanding::Unknown) | None => !is_verified,
    };
    records.iter().filter(is_missing).count()
}

fn is_verified(model: &Model) -> bool {
    model.facts.identity.present().is_some_and(|it| it.verified)
}

/// What is to be done, and at whose.
fn where_to(model: &Model, text: &Text, cut: &ZoneCut, missing: usize, all: usize) -> String {
    match model.provider() {
        Detected::One(provider) if missing == 0 || is_verified(model) => {
            text.records_zone(in_language(text, provider.english, provider.korean), in_both(&cut.zone))
        }
        Detected::One(provider) => {
            let name = in_language(text, provider.english, provider.korean);
            match missing == all {
                true => text.screen_add_records(all, name, in_both(&cut.zone)),
                false => text.screen_add_rest(all, missing, name, in_both(&cut.zone)),
            }
        }
        other @ (Detected::Shared(_) | Detected::Split(_) | Detected::Unknown(_)) => text.served_elsewhere(&other, cut),
    }
}

/// The way there, and what is odd about the provider's form.
pub(in crate::view) fn at_the_provider(sheet: &mut Sheet, model: &Model, text: &Text) {
    let records = model.records();
    if is_short_of_room(sheet, model) && !records.is_empty() && missing(model, &records) == records.len() {
        other_screen(sheet, model, text);
    }
    let provider = model.provider().form();
    let way = [provider.url.unwrap_or_default(), provider.path].into_iter().filter(|it| !it.is_empty());
    let way = way.collect::<Vec<_>>().join(" → ");
    if !way.is_empty() {
        sheet.say_indented(&way, "  ", theme::PLAIN);
    }
    // The first stands above the records.
    for note in provider.notes.iter().skip(1) {
        sheet.say_indented(&text.quirk(note), "  · ", theme::QUIET);
    }
}

/// The clicks that hand all records over at once.
fn imported(sheet: &mut Sheet, model: &Model, text: &Text) {
    if model.zone_file().is_some() && !sheet.is_whole() {
        sheet.say_indented(text.records_import(), "→ ", theme::PLAIN);
    }
}

fn cell(text: &Text, seen: Option<&(Option<&str>, RecordStanding)>) -> Span<'static> {
    let standing = seen.map_or(RecordStanding::Unknown, |(_, standing)| *standing);
    let style = match standing {
        RecordStanding::Present => theme::GOOD,
        RecordStanding::Missing => theme::PLAIN,
        RecordStanding::Unknown => theme::QUIET,
        RecordStanding::Wrong => theme::WRONG,
    };
    Span::styled(format!(" {}", padded(text.record_standing(standing), COLUMN - 1)), style)
}

/// The same without columns: each value behind what it is.
fn spoken(sheet: &mut Sheet, text: &Text, record: &Record, name: &str, wrong: Option<&str>, seen: &Seen) {
    let by_server = seen.iter().map(|(server, standing)| {
        text.plain_cell(server.unwrap_or(text.screen_column_provider()), text.record_standing(*standing))
    });
    let said = match (wrong, seen.as_slice()) {
        (Some(wrong), _) => wrong.to_owned(),
        (None, []) => text.record_standing(RecordStanding::Unknown).to_owned(),
        (None, _) => by_server.collect::<Vec<_>>().join(", "),
    };
    sheet.say(&text.plain_record(record.kind(), name, said), theme::PLAIN);
    sheet.say_indented(&text.plain_cell(text.records_column_value(), &record.value), "    ", theme::QUIET);
}

fn quiet(text: String) -> Span<'static> {
    Span::styled(text, theme::QUIET)
}
