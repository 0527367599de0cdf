//! The way to AWS: names, ports, TLS, and whose endpoint it is. Does not know what AWS would have said.

use super::{
    super::{
        case::Case,
        cause::{Certainty, Judgement},
        complaint::{Api, Complaint, Kind},
        evidence::Evidence,
    },
    concern::said_of,
};
use crate::terms::{FailureSort, Known};

/// `smtp-unreachable`. Without a complaint: what came of a connection from here, as the app begins it.
pub fn smtp_unreachable(case: &Case) -> Judgement {
    let Some(complaint) = case.complaint else { return not_reached_from_here(case).unwrap_or(Judgement::Silent) };
    if matches!(complaint.kind, Kind::Dropped | Kind::SmtpUnclear | Kind::NotEstablished) {
        return said_of(case, complaint.kind, Certainty::Possible);
    }
    if complaint.kind == Kind::NoAnswer && over_smtp(complaint) {
        return said_of(case, Kind::NoAnswer, Certainty::Possible);
    }
    // Of an address alone it is not known whose it is.
    let certainty = if complaint.region.is_some() { Certainty::Proven } else { Certainty::Possible };
    if over_smtp(complaint) { said_of(case, Kind::NotConnected, certainty) } else { Judgement::Silent }
}

fn not_reached_from_here(case: &Case) -> Option<Judgement> {
    let dial = case.facts.smtp.as_ref()?;
    let denial = dial.refused.clone()?;
    let certainty = match denial.kind.sort() {
        FailureSort::Lost => Certainty::Proven,
        FailureSort::Usage
        | FailureSort::SignIn
        | FailureSort::Refused
        | FailureSort::Request
        | FailureSort::Here
        | FailureSort::Bug => Certainty::Likely,
    };
    let (host, port) = (dial.host.clone(), dial.port);
    Some(Judgement::Named(certainty, vec![Evidence::SmtpSilent { host, port, denial }]))
}

/// `network-unreachable`. A host that there is not says nothing of the network.
pub fn network_unreachable(case: &Case) -> Judgement {
    let Some(complaint) = case.complaint else { return Judgement::Silent };
    let is_vague = complaint.kind == Kind::NoAnswer && !over_smtp(complaint);
    let certainty = if complaint.kind == Kind::HostNotFound || is_vague {
        Certainty::Likely
    } else if complaint.kind == Kind::NotConnected && !over_smtp(complaint) {
        Certainty::Proven
    } else {
        return Judgement::Silent;
    };
    match complaint.ses_region() {
        None if complaint.region.is_some() => Judgement::Silent,
        Some(region) if over_smtp(complaint) && !region.has_smtp() => Judgement::Silent,
        // It may not exist.
        Some(region) if region.row().known == Known::ByItsLooks => {
            Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)])
        }
        Some(_) | None => Judgement::Named(certainty, vec![Evidence::said(complaint)]),
    }
}

/// `region-without-smtp`.
pub fn region_without_smtp(case: &Case) -> Judgement {
    let Some(complaint) = case.complaint.filter(|it| it.kind == Kind::HostNotFound && over_smtp(it)) else {
        return Judgement::Silent;
    };
    match complaint.ses_region() {
        Some(region) if !region.has_smtp() => {
            Judgement::Named(Certainty::Proven, vec![Evidence::said(complaint), Evidence::SentFrom { region }])
        }
        Some(_) | None => Judgement::Silent,
    }
}

/// `tls-intercepted`. Where the list of authorities may be missing, either is possible.
pub fn tls_intercepted(case: &Case) -> Judgement {
    let may_be_the_list = case.complaint.is_some_and(lacks_an_authority);
    said_of(case, Kind::Certificate, if may_be_the_list { Certainty::Possible } else { Certainty::Likely })
}

/// `ca-file-missing`.
pub fn ca_file_missing(case: &Case) -> Judgement {
    match case.complaint {
        Some(complaint) if complaint.kind == Kind::Certificate && lacks_an_authority(complaint) => {
            Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)])
        }
        Some(_) | None => said_of(case, Kind::CaFile, Certainty::Proven),
    }
}

/// Whether no authority for the certificate was found: an empty list does that, and so does a proxy.
fn lacks_an_authority(complaint: &Complaint) -> bool {
    let said = complaint.message.as_deref().unwrap_or_default().to_lowercase();
    let with_another = ["in certificate chain", "peer certificate cn", "did not match", "altnames", "is valid for"];
    !with_another.iter().any(|it| said.contains(it))
}

/// `tls-mode-mismatch`. Also a client that has one sentence for everything may mean it.
pub fn tls_mode_mismatch(case: &Case) -> Judgement {
    match case.complaint {
        Some(complaint) if matches!(complaint.kind, Kind::SmtpUnclear | Kind::NotEstablished) => {
            Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)])
        }
        // The one waits for TLS and the other for a greeting.
        Some(complaint) if complaint.kind == Kind::NoAnswer && over_smtp(complaint) => {
            Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)])
        }
        Some(_) | None => said_of(case, Kind::TlsMode, Certainty::Proven),
    }
}

/// `smtp-idle-closed`.
pub fn smtp_idle_closed(case: &Case) -> Judgement {
    match case.complaint {
        Some(complaint) if complaint.kind == Kind::Dropped => {
            Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)])
        }
        Some(_) | None => said_of(case, Kind::IdleClosed, Certainty::Proven),
    }
}

/// `endpoint-overridden`: the host that was called is not AWS's, or not the one that the signature is for.
pub fn endpoint_overridden(case: &Case) -> Judgement {
    let Some(complaint) = case.complaint else {
        return case
            .endpoint_of_profile()
            .map_or(Judgement::Silent, |it| Judgement::Named(Certainty::Proven, vec![it]));
    };
    match (&complaint.endpoint, complaint.kind) {
        (Some(host), _) => Judgement::Named(Certainty::Proven, vec![Evidence::CalledEndpoint { host: host.clone() }]),
        (None, Kind::Emulated | Kind::WrongScope) => {
            Judgement::Named(Certainty::Likely, vec![Evidence::said(complaint)])
        }
        (None, _) => Judgement::Silent,
    }
}

fn over_smtp(complaint: &Complaint) -> bool {
    complaint.api == Some(Api::Smtp)
}
