//! `sesame rehearsal`: the simulated account, served to other programs. Does not know which programs use it.

use serde_json::json;

use super::ending::asked_to_end;
use crate::{
    cli,
    rehearsal::{self, Listen, Play, Scenario, World},
    report::{Exit, Stop, out::Out},
    terms::{Failure, FailureKind},
    words::Text,
};

/// Serves the simulated account until the process is asked to end. The administrator's key goes to stdout for `eval`,
/// the rest to stderr.
pub(super) async fn serve(out: Out, text: &Text, scenario: Scenario, flags: &cli::RehearsalArgs) -> Result<Exit, Stop> {
    let world = World::open(&scenario);
    let play = if flags.auto { Play::ByItself } else { Play::ByHand };
    let listen = Listen { http: flags.listen, dns: flags.dns, smtp: flags.smtp, play };
    let serving = rehearsal::serve(world.clone(), listen).await.map_err(|error| {
        let failure = Failure::new(FailureKind::BadInput, "serve the rehearsal").because(&error);
        match std::error::Error::source(&error) {
            Some(cause) => failure.because(cause),
            None => failure,
        }
    })?;
    // Before anything is said of it, so that what is ended on that word ends well.
    let asked = asked_to_end();
    let (id, secret) = world.admin();
    let token = world.admin_session_token();
    match out {
        Out::Text => {
            let token = token.map(|token| format!("\nexport AWS_SESSION_TOKEN={}", token.reveal())).unwrap_or_default();
            out.data(format!("export AWS_ACCESS_KEY_ID={id}\nexport AWS_SECRET_ACCESS_KEY={}{token}", secret.reveal()));
            out.data(format!("export CLOUDFLARE_API_TOKEN={}", world.cloudflare_token().reveal()));
        }
        Out::Json => out.object(&json!({
            "access_key_id": id,
            "secret_access_key": secret.reveal(),
            "session_token": token.as_ref().map(|token| token.reveal()),
            "endpoint_url": format!("http://{}", serving.http),
            "dns": serving.dns.map(|dns| dns.to_string()),
            "smtp": serving.smtp.map(|smtp| smtp.to_string()),
            "cloudflare_api_token": world.cloudflare_token().reveal(),
            "cloudflare_url": format!("http://{}/client/v4", serving.http),
            "site_url": format!("http://{}", serving.http),
        })),
    }
    out.note(text.rehearse_serving(format!("http://{}", serving.http)));
    out.note(format!("  export AWS_ENDPOINT_URL=http://{}", serving.http));
    out.note(format!("  export SESAME_CLOUDFLARE_URL=http://{}/client/v4", serving.http));
    out.note(format!("  export SESAME_SITE=http://{}", serving.http));
    if let Some(dns) = serving.dns {
        out.note(format!("  export SESAME_DNS={dns}"));
    }
    if let Some(smtp) = serving.smtp {
        out.note(format!("  export SESAME_SMTP={smtp}"));
    }
    tokio::select! {
        never = serving.run() => match never {},
        () = asked => {}
    }
    Ok(Exit::Well)
}
