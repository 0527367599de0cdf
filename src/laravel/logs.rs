//! The logs of an app, as the channels `single` and `daily` name them; an app that logs elsewhere (`stderr`, `syslog`,
//! a service) has none. Knows no file system, and not what a log says.

/// Where they lie, from the app's root.
pub const LOGS: &str = "storage/logs";

/// The file of the channel `single`.
const SINGLE: &str = "laravel.log";

/// Which of the files in [`LOGS`] was written last, given the name and the time of each.
///
/// Daily files are ordered by the day in their name, which a copy or a deployment does not change as it may change the
/// file's time; between the newest of them and the single file the time decides.
pub fn newest_log<'a, T: Ord>(files: impl IntoIterator<Item = (&'a str, T)>) -> Option<&'a str> {
    let (mut single, mut daily) = (None, None);
    for (name, written) in files {
        match (name == SINGLE, day(name)) {
            (true, _) => single = Some((written, name)),
            (false, Some(day)) if daily.as_ref().is_none_or(|(newest, _, _)| day > *newest) => {
                daily = Some((day, written, name));
            }
            (false, Some(_) | None) => {}
        }
    }
    let daily = daily.map(|(_, written, name)| (written, name));
    single.into_iter().chain(daily).max_by(|one, other| one.0.cmp(&other.0)).map(|(_, name)| name)
}

/// `2026-11-20` of `laravel-2026-11-20.log`.
fn day(name: &str) -> Option<&str> {
    let day = name.strip_prefix("laravel-")?.strip_suffix(".log")?;
    day.parse::<jiff::civil::Date>().is_ok().then_some(day)
}
