//! What would be written into a zone, in words: what becomes of each record, and why nothing can be written. Knows neither a screen
//! nor a command.

use super::{Text, as_seen, to_be_typed};
use crate::{
    dns::writing::{OutlookKind, PlannedRecord, RecordOutlook, WritePlan, ZoneObstacle},
    setup::PlannedWriting,
    terms::in_both,
};

impl Text {
    /// What is shown: of which zone.
    pub fn writing_of(&self, planned: &PlannedWriting) -> String {
        self.writing_title(planned.at.provider().name(), in_both(&planned.zone.name))
    }

    /// What keeps the whole zone from being written to.
    pub fn zone_obstacle(&self, planned: &PlannedWriting, obstacle: &ZoneObstacle) -> String {
        let (zone, at) = (in_both(&planned.zone.name), planned.at.provider().name());
        match obstacle {
            ZoneObstacle::NotActive(word) => self.writing_zone_not_active(at, as_seen(word), zone),
            ZoneObstacle::NotWhole(word) => self.writing_zone_not_whole(at, as_seen(word), zone),
            ZoneObstacle::ServedElsewhere { own, delegated } => {
                self.writing_zone_elsewhere(all_as_seen(delegated, ", "), all_as_seen(own, ", "), at, zone)
            }
            ZoneObstacle::DelegationUnseen => self.writing_zone_unseen(zone),
        }
    }

    /// What becomes of a record, in a word.
    pub fn record_outlook(&self, row: &PlannedRecord, plan: &WritePlan) -> &'static str {
        match row.outlook {
            // Whatever keeps all of them from being written stands above them.
            RecordOutlook::Create if plan.obstacle.is_some() => self.writing_not_created(),
            RecordOutlook::Create
            | RecordOutlook::There
            | RecordOutlook::Merge { .. }
            | RecordOutlook::Conflict { .. } => self.writing_outlook(OutlookKind::from(&row.outlook)),
        }
    }

    /// What is to be said of a record that is not created, below it.
    pub fn outlook_explained(&self, outlook: &RecordOutlook) -> Option<String> {
        match outlook {
            RecordOutlook::Create | RecordOutlook::There => None,
            RecordOutlook::Merge { stands, instead, why } => {
                Some(self.writing_merge(to_be_typed(instead), as_seen(stands), self.slip(why)))
            }
            RecordOutlook::Conflict { stands, why } => {
                let said = self.writing_conflict(*why);
                Some(if stands.is_empty() {
                    said.to_owned()
                } else {
                    format!("{said}: {}", all_as_seen(stands, " · "))
                })
            }
        }
    }
}

/// What others wrote, one beside the other.
pub fn all_as_seen(all: &[String], between: &str) -> String {
    all.iter().map(|it| as_seen(it)).collect::<Vec<_>>().join(between)
}
