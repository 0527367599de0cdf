//! Reads the app's own newest log, whatever its size. Does not know what it says.

use super::ports::Place;
use crate::{
    laravel::{ARTISAN, LOGS, newest_log},
    terms::Failure,
};

/// Hands over the newest log, piece by piece, and says which it is. `None` where there is no app, or it keeps no log here.
pub async fn read_newest(
    place: &dyn Place,
    take: &mut (dyn for<'a> FnMut(&'a [u8]) + Send),
) -> Result<Option<String>, Failure> {
    if place.read(ARTISAN).await?.is_none() {
        return Ok(None);
    }
    let files = place.list(LOGS).await?;
    // What was begun and holds nothing yet is not what happened last.
    let written = files.iter().filter(|it| it.size > 0).map(|it| (it.name.as_str(), it.written));
    let Some(name) = newest_log(written) else { return Ok(None) };
    let file = format!("{LOGS}/{name}");
    Ok(place.read_in_pieces(&file, take).await?.then_some(file))
}
