//! `sesame radar`: SES in every region and in every account that is named, in one table. Looks only, and needs neither an app
//! nor a set-up. Does not know how a region is asked: that is `engine::radar`.

use std::{cell::Cell, collections::BTreeSet};

use futures_util::future::join_all;
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::{
    bench::Bench,
    columns::padded,
    exit::Exit,
    out::{self, Out},
    stop::Stop,
};
use crate::{
    cli::RadarArgs,
    engine::{
        radar::{NotSeen, Swept, sweep},
        regions::LIMIT,
    },
    setup::{Check, IdentityName, RegionFacts, RegionState, SesAccount, SignIn},
    terms::{AS_OF, Fact, Failure, Partition, Region},
    words::Text,
};

/// Names of regions are told in lines of so many columns.
const WIDTH: usize = 78;

/// What one sign-in saw, and by which profile it was named.
type Row<'a> = (Option<&'a str>, Swept);

/// Runs the command.
pub async fn run(bench: &Bench, flags: &RadarArgs) -> Result<Exit, Stop> {
    let (text, out) = (&bench.text, bench.out);
    let by: Vec<(Option<&str>, SignIn)> = match flags.profile.as_slice() {
        [] => vec![(None, bench.intent.sign_in.clone())],
        some => some.iter().map(|name| (Some(name.as_str()), SignIn::Profile(name.clone()))).collect(),
    };
    let regions = asked(bench, flags);
    let (all, seen) = (regions.len() * by.len(), Cell::new(0));
    let count = |_| {
        seen.set(seen.get() + 1);
        out.passing(text.screen_radar_so_far(all, seen.get()));
    };
    let swept = by
        .iter()
        .map(|(name, sign_in)| async { (*name, Box::pin(sweep(&bench.ports, sign_in, &regions, count)).await) });
    let (mut rows, mut failed): (Vec<Row<'_>>, Vec<(Option<&str>, Failure)>) = (Vec::new(), Vec::new());
    for (name, swept) in join_all(swept).await {
        match swept {
            Err(failure) => failed.push((name, failure)),
            Ok(swept) => match rows.iter().find(|(_, other)| other.caller.account == swept.caller.account) {
                Some((other, _)) => {
                    let [name, other] = [name, *other].map(Option::unwrap_or_default);
                    out.note(text.radar_same_account(swept.caller.account.grouped(), other, name));
                }
                None => rows.push((name, swept)),
            },
        }
    }
    rows.iter().for_each(|(_, swept)| bench.learn(&swept.facts()));
    flags.profile.iter().for_each(|name| out::to_be_hidden(|veil| veil.learn_name(name)));
    match (rows.is_empty(), failed.len()) {
        (true, 1..) => return Err(failed.swap_remove(0).1.into()),
        (true | false, _) => failed.iter().for_each(|(name, failure)| {
            name.iter().for_each(|name| out.note(text.radar_profile(name)));
            out.trouble(text, failure);
        }),
    }
    match out {
        Out::Text => table(bench, &rows),
        Out::Json => out.object(&json!({
            "as_of": AS_OF,
            "regions": rows.iter().flat_map(|(name, swept)| in_json(text, *name, swept)).collect::<Vec<_>>(),
            "failed": failed.iter().map(|(name, failure)| json!({
                "profile": name,
                "kind": failure.kind,
                "message": failure.in_full(),
            })).collect::<Vec<_>>(),
        })),
    }
    let whole = |(_, swept): &Row<'_>| swept.regions.values().all(|it| it.counts().is_some() || it.is_off());
    Ok(if failed.is_empty() && rows.iter().all(whole) { Exit::Well } else { Exit::Finding })
}

/// The regions that are named; else all that the table has of the partition, and the set-up's own, which it may not have.
fn asked(bench: &Bench, flags: &RadarArgs) -> BTreeSet<Region> {
    if !flags.regions.is_empty() {
        return flags.regions.iter().copied().collect();
    }
    let own = bench.intent.region;
    let partition = own.map_or(Partition::Aws, |region| region.row().partition);
    Region::all().filter(|it| it.row().partition == partition).chain(own).collect()
}

// ---- as a table ----------------------------------------------------------------------------------------------------

fn table(bench: &Bench, rows: &[Row<'_>]) {
    let (text, out) = (&bench.text, bench.out);
    let cells: Vec<Vec<[String; 6]>> = rows
        .iter()
        .map(|(_, swept)| {
            let told =
                swept.regions.iter().filter(|(_, seen)| seen.state() == RegionState::Enabled && !seen.is_unused());
            told.filter_map(|(region, seen)| Some(cells(text, *region, seen, seen.account.present()?))).collect()
        })
        .collect();
    let head = [
        text.radar_region(),
        text.radar_identities(),
        text.radar_access(),
        text.radar_health(),
        text.radar_quota(),
        text.radar_plan(),
    ];
    let wide = |column: usize| {
        let widths = cells.iter().flatten().map(|row| row[column].width());
        widths.chain([head[column].width()]).max().unwrap_or_default() + 2
    };
    let widths: [usize; 6] = std::array::from_fn(wide);
    let line = |row: &[&str; 6]| {
        let columns = row.iter().zip(widths).map(|(cell, width)| padded(cell, width));
        columns.collect::<String>().trim_end().to_owned()
    };
    for (index, ((name, swept), cells)) in rows.iter().zip(&cells).enumerate() {
        if index > 0 {
            out.data("");
        }
        let account = swept.caller.account.grouped();
        out.data(match name {
            Some(name) => text.radar_account_of(account, name),
            None => text.radar_account(account),
        });
        if !cells.is_empty() {
            out.data(line(&head));
        }
        cells.iter().for_each(|row| out.data(line(&std::array::from_fn(|column| row[column].as_str()))));
        folded(bench, swept);
    }
}

fn cells(text: &Text, region: Region, seen: &RegionFacts, account: &SesAccount) -> [String; 6] {
    [
        text.region_short(region),
        seen.counts().map_or_else(|| "?".to_owned(), |(verified, all)| text.radar_verified(all, verified)),
        text.account_stage(account.stage()).to_owned(),
        text.health(account),
        account.quota.map_or_else(|| "?".to_owned(), |quota| text.quota_in_brief(quota)),
        account.plan.as_ref().map_or_else(|| "-".to_owned(), |plan| text.price_plan(plan)),
    ]
}

/// What there is little to tell of: regions with nothing in them, regions that are off, and what was not seen.
fn folded(bench: &Bench, swept: &Swept) {
    let (text, out) = (&bench.text, bench.out);
    let of = |wanted: &dyn Fn(&RegionFacts) -> bool| -> Vec<Region> {
        swept.regions.iter().filter(|(_, seen)| wanted(seen)).map(|(region, _)| *region).collect()
    };
    let unused = of(&RegionFacts::is_unused);
    if !unused.is_empty() {
        wrapped(out, &text.radar_unused(unused.len()), &unused);
    }
    let off = of(&RegionFacts::is_off);
    if !off.is_empty() {
        wrapped(out, &text.radar_off(off.len()), &off);
    }
    // What kept several from being seen is said once.
    let mut unlike: Vec<(String, Vec<Region>)> = Vec::new();
    for (region, seen) in &swept.regions {
        let Some(why) = unseen(text, swept, *region, seen) else { continue };
        match unlike.iter_mut().find(|(other, _)| *other == why) {
            Some((_, regions)) => regions.push(*region),
            None => unlike.push((why, vec![*region])),
        }
    }
    for (why, regions) in &unlike {
        match regions.as_slice() {
            [only] => out.data(text.radar_unseen(only, why)),
            some => wrapped(out, &text.radar_unseen_alike(some.len(), why), some),
        }
    }
}

/// Why a region, or a part of it, was not seen; nothing where it was.
fn unseen(text: &Text, swept: &Swept, region: Region, seen: &RegionFacts) -> Option<String> {
    let denied = match (&seen.account, &seen.listed) {
        (Fact::Hidden(denial), _) | (_, Fact::Hidden(denial)) => Some(denial),
        (Fact::Unknown | Fact::Absent | Fact::Present(_), Fact::Unknown | Fact::Absent | Fact::Present(_)) => None,
    };
    match swept.unseen.get(&region) {
        Some(NotSeen::Late) => Some(text.radar_late(LIMIT.as_secs())),
        Some(NotSeen::Failed(failure)) => Some(text.failed_in_full(failure)),
        None if seen.is_off() => None,
        None => denied.map(|denial| text.denial(denial)),
    }
}

fn wrapped(out: Out, first: &str, regions: &[Region]) {
    let mut line = first.to_owned();
    for region in regions {
        if line.width() + 1 + region.code().len() > WIDTH {
            out.data(&line);
            line = "   ".to_owned();
        }
        line.push(' ');
        line.push_str(region.code());
    }
    out.data(line);
}

// ---- for programs --------------------------------------------------------------------------------------------------

fn in_json(text: &Text, profile: Option<&str>, swept: &Swept) -> Vec<Value> {
    let identity = |(name, check): (&IdentityName, &Check)| {
        let kind = match name {
            IdentityName::Domain(_) => "domain",
            IdentityName::Email(_) => "email",
        };
        json!({ "name": name.to_string(), "type": kind, "verified": *check == Check::Success })
    };
    let row = |(region, seen): (&Region, &RegionFacts)| {
        let account = seen.account.present();
        let listed = seen.listed.present();
        json!({
            "region": region,
            "account": swept.caller.account,
            "profile": profile,
            "state": <&str>::from(seen.state()),
            "why": unseen(text, swept, *region, seen),
            "sandbox": account.map(|it| !it.production),
            "review": account.and_then(|it| it.review.as_ref()).map(|it| it.status.word()),
            "sending": account.map(|it| it.sending_enabled),
            "enforcement": account.and_then(|it| it.enforcement.as_ref()),
            "quota": account.and_then(|it| it.quota),
            "plan": account.and_then(|it| it.plan.as_ref()),
            "delivery_mode": account.and_then(|it| it.delivery_mode.as_ref()),
            "identities": listed.map(|listed| listed.iter().map(identity).collect::<Vec<_>>()),
        })
    };
    swept.regions.iter().map(row).collect()
}
