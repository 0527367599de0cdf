//! What can be wrong with a record, each with the evidence and what to enter instead. Does not know how it was found,
//! and knows no provider's form. `Display` is the English; other languages are made of the same parts.

use super::{RecordType, dmarc::DmarcFlaw, mailbox::delivers_other_mail, spf::SpfFault};

/// One thing that is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::EnumDiscriminants)]
#[strum_discriminants(name(MistakeKind), doc = "Which mistake, without its evidence.")]
#[strum_discriminants(derive(Hash, PartialOrd, Ord, strum::EnumIter, strum::IntoStaticStr))]
#[strum_discriminants(strum(serialize_all = "kebab-case"))]
pub enum Mistake {
    /// Nothing of ours is at the name.
    #[error("{name} has no {kind} record yet{}", clue.as_ref().map(|clue| format!(": {clue}")).unwrap_or_default())]
    Missing {
        /// Where it should be.
        name: String,
        /// What it should be.
        kind: RecordType,
        /// What was found instead of it.
        clue: Option<Clue>,
    },
    /// The zone stands twice in the name.
    #[error("the record stands at {at}, where the zone is there twice; as the name type only {instead}")]
    NameDoubled {
        /// Where it is.
        at: String,
        /// What to type as the name.
        instead: String,
    },
    /// The right type with another value.
    #[error("{name} holds {}, not {instead}: {slip}", seen.join(" and "))]
    WrongValue {
        /// Where.
        name: String,
        /// All values there that could be meant.
        seen: Vec<String>,
        /// What to type as the value.
        instead: String,
        /// How it came to be.
        slip: Slip,
    },
    /// Something of another type is in the record's place.
    #[error("at {name} there is {found} {}, and no {wanted}", seen.join(" and "))]
    WrongType {
        /// Where.
        name: String,
        /// The type that is there.
        found: RecordType,
        /// What it holds.
        seen: Vec<String>,
        /// The type that should be there.
        wanted: RecordType,
    },
    /// The name is a CNAME that something else uses, beside which nothing else can stand.
    #[error(
        "{name} is a CNAME to {target}, which answers; choose another name, since beside a CNAME there is no {wanted}"
    )]
    CnameInUse {
        /// Where.
        name: String,
        /// Where it leads.
        target: String,
        /// The type that should be there.
        wanted: RecordType,
    },
    /// The provider answers with addresses instead of the CNAME.
    #[error("{name} is proxied or flattened: {}; set it to DNS only", match addresses.as_slice() {
        [] => "the name exists, and no CNAME is shown".into(),
        some => format!("it answers with {} instead of a CNAME", some.join(" and ")),
    })]
    Proxied {
        /// Where.
        name: String,
        /// What it answers instead; nothing where the target has no address.
        addresses: Vec<String>,
    },
    /// The record exists, but not on the servers that the domain is delegated to.
    #[error(
        "{name} is not on the servers that the domain is delegated to ({}); a copy that a resolver still holds came \
         from another provider, or was removed since",
        servers.join(", ")
    )]
    WrongProvider {
        /// Which.
        name: String,
        /// The servers that count.
        servers: Vec<String>,
    },
    /// Some servers have it, others do not.
    #[error("{right} of {of} servers have it; {}: {}{}", match apart {
        true => "another company's servers do not, and nothing is passed on to them",
        false => "not yet",
    }, behind.join(", "), others.iter().map(|(server, values)| {
        format!("; {server} has {}", values.join(" and "))
    }).collect::<String>())]
    ServersDisagree {
        /// How many have it.
        right: usize,
        /// How many answered.
        of: usize,
        /// Those that do not have it.
        behind: Vec<String>,
        /// Those among them that have something else in its place, each with that.
        others: Vec<(String, Vec<String>)>,
        /// Whether those behind are another company's, to which no change is passed on.
        apart: bool,
    },
    /// More than one SPF record, which makes all of them void.
    #[error("{name} has {} SPF records; leave one: {instead}", seen.len())]
    SpfDuplicate {
        /// Where.
        name: String,
        /// All of them.
        seen: Vec<String>,
        /// What the one that stays should say.
        instead: String,
    },
    /// More than one DMARC record, which makes all of them void.
    #[error("{name} has {} DMARC records; leave one: {keep}", seen.len())]
    DmarcDuplicate {
        /// Where.
        name: String,
        /// All of them.
        seen: Vec<String>,
        /// The strictest of them.
        keep: String,
    },
    /// Ours is there, and others beside it. SES wants exactly one.
    #[error("{name} has other MX records beside {keep}; remove {}", extra.join(" and "))]
    MxExtra {
        /// Where.
        name: String,
        /// Those to be removed.
        extra: Vec<String>,
        /// Ours.
        keep: String,
    },
}

/// What was found where a record is missing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Clue {
    /// The answer is the wildcard's.
    #[error("the answer ({}) is that of the wildcard *", .0.join(" and "))]
    Wildcard(Vec<String>),
    /// The name is of a zone below, of which this server knows.
    #[error("the name is of another zone, which {0} serves: the record belongs there")]
    PassedOn(String),
    /// The form removed the underscore.
    #[error("it stands at {0}; the form took the underscore, which must stay")]
    UnderscoreLost(String),
    /// A dot of the name, or a part of it, is not there.
    #[error("it stands at {at}, where a part of the name is missing; as the name type {instead}")]
    NameCut {
        /// Where it is.
        at: String,
        /// What to type as the name.
        instead: String,
    },
    /// It was entered without the subdomain.
    #[error("it stands at {at}; as the name type {instead}")]
    SubdomainLost {
        /// Where it is.
        at: String,
        /// What to type as the name.
        instead: String,
    },
    /// The name has a part that is not there in the one that is wanted.
    #[error("it stands at {at}, where the name has a part too many; as the name type {instead}")]
    NameLonger {
        /// Where it is.
        at: String,
        /// What to type as the name.
        instead: String,
    },
    /// The value was entered as the name.
    #[error("name and value are exchanged, so that {at} leads to it; as the name type {instead}")]
    Exchanged {
        /// The value, where it stands as a name.
        at: String,
        /// What to type as the name.
        instead: String,
    },
    /// What is right at the name is the wildcard's, which no longer answers once another record stands there.
    #[error(
        "what is there ({}) is that of the wildcard *, and goes as soon as another record stands at the name; add this \
         one too", .0.join(" and ")
    )]
    ByWildcard(Vec<String>),
    /// The domain's `www` has what this name lacks. It counts there.
    #[error("that of {at} counts for mail of {host} alone; as the name type {instead}")]
    UnderWww {
        /// Where it is.
        at: String,
        /// Whose mail it is about.
        host: String,
        /// What to type as the name.
        instead: String,
    },
    /// A MAIL FROM was set up under another label, of which SES was not told.
    #[error("one stands at {at}, and SES was told of this name; as the name type {instead}, or tell SES of {label}")]
    OtherLabel {
        /// Where it is.
        at: String,
        /// Its label there.
        label: String,
        /// What to type as the name.
        instead: String,
    },
    /// The domain above has what this name lacks. It counts there, for other mail.
    #[error("that of {at} counts for other mail; as the name type {instead}")]
    OfTheDomain {
        /// Where it is.
        at: String,
        /// What to type as the name.
        instead: String,
    },
}

/// How a value came to be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Slip {
    /// The zone was added to the host.
    #[error("the form added the zone; end the value with a dot")]
    ZoneAppended,
    /// A blank, a quotation mark or something invisible.
    #[error("character {at} is {found:?} (U+{:04X}); type the value anew", *.found as u32)]
    OddCharacter {
        /// Which one, from 1.
        at: usize,
        /// What it is.
        found: char,
    },
    /// The host of another region.
    #[error("it belongs to the region {0}")]
    OtherRegion(String),
    /// SES's host, with an end that is not this region's.
    #[error("its end is not that of this region")]
    OtherEnd,
    /// Something was pasted along with the host.
    #[error("“{0}” is no part of it")]
    Surplus(String),
    /// Mail for this name goes to the server of another mail service.
    #[error("mail for this name goes there; where that is in use, keep it and choose another label for the MAIL FROM")]
    OtherMail,
    /// The host of SES that receives mail.
    #[error("that is the host of SES that receives mail, and bounces go to another")]
    ForReceiving,
    /// All names beside this one lead elsewhere, by a DNAME above them.
    #[error("all names beside it lead to {0} as well, by a DNAME above them; no record can stand below one")]
    Redirected(String),
    /// SPF that does not let SES send.
    #[error("it does not let SES send")]
    SesNotIncluded,
    /// SPF that receivers do not pass, for another reason.
    #[error(transparent)]
    Spf(SpfFault),
    /// SPF that passes everybody.
    #[error("it passes mail from anybody")]
    SpfOpen,
    /// SPF that has no room for SES: so many look-ups it would have.
    #[error(
        "with SES it asks DNS {0} times and receivers stop at 10; this name is for SES alone, so move the other senders \
         to another"
    )]
    SpfFull(usize),
    /// DMARC that receivers refuse.
    #[error(transparent)]
    Dmarc(DmarcFlaw),
    /// A text that is no DMARC, beside one that is: some receivers (OpenDMARC) look at the first that is answered, and no other.
    #[error("some receivers look at the first text at a name alone")]
    BesideDmarc,
    /// DMARC that takes the domain for one under which anybody may register.
    #[error("psd=y says that anybody may register below it, so that the MAIL FROM counts as another's domain")]
    PublicSuffix,
    /// DMARC that has reports sent to a domain which has not agreed.
    #[error("{0} has not agreed in DNS to take its reports, so receivers send none there")]
    ReportsRefused(String),
    /// A text that receivers ignore.
    #[error("receivers cannot read it")]
    Unreadable,
    /// What another of the records should hold.
    #[error("this is the value of {0}")]
    OfAnother(String),
    /// The priority of an MX in the field of the host.
    #[error("the priority stands in the field of the host, too")]
    PriorityInHost,
    /// The beginning, the end or a piece of the token was not pasted along.
    #[error("a part of it is missing; paste it whole")]
    Cut,
    /// Another value: an old token, a typing error.
    #[error("it is another value")]
    Different,
}

impl Clue {
    /// Whether the record was entered, under another name than its own.
    pub fn was_entered(&self) -> bool {
        match self {
            Clue::Wildcard(_)
            | Clue::ByWildcard(_)
            | Clue::PassedOn(_)
            | Clue::OfTheDomain { .. }
            | Clue::UnderWww { .. }
            | Clue::OtherLabel { .. } => false,
            Clue::UnderscoreLost(_)
            | Clue::NameCut { .. }
            | Clue::SubdomainLost { .. }
            | Clue::NameLonger { .. }
            | Clue::Exchanged { .. } => true,
        }
    }
}

impl Clue {
    /// Whether what was found does something of its own where it is, so that it is of interest only while this name has nothing.
    pub fn counts_elsewhere(&self) -> bool {
        match self {
            Clue::OfTheDomain { .. } | Clue::UnderWww { .. } | Clue::OtherLabel { .. } => true,
            Clue::Wildcard(_)
            | Clue::ByWildcard(_)
            | Clue::PassedOn(_)
            | Clue::UnderscoreLost(_)
            | Clue::NameCut { .. }
            | Clue::SubdomainLost { .. }
            | Clue::NameLonger { .. }
            | Clue::Exchanged { .. } => false,
        }
    }
}

impl Mistake {
    /// Whether something else uses the name, so that a record of ours there would break it: another name is to be taken.
    pub fn is_of_a_name_in_use(&self) -> bool {
        match self {
            Mistake::CnameInUse { .. } => true,
            Mistake::WrongValue { slip, .. } => matches!(slip, Slip::OtherMail | Slip::ForReceiving),
            Mistake::MxExtra { extra, .. } => extra.iter().any(|value| delivers_other_mail(value)),
            Mistake::Missing { .. }
            | Mistake::NameDoubled { .. }
            | Mistake::WrongType { .. }
            | Mistake::Proxied { .. }
            | Mistake::WrongProvider { .. }
            | Mistake::ServersDisagree { .. }
            | Mistake::SpfDuplicate { .. }
            | Mistake::DmarcDuplicate { .. } => false,
        }
    }

    /// What was found where a record is missing.
    pub fn clue(&self) -> Option<&Clue> {
        if let Mistake::Missing { clue, .. } = self { clue.as_ref() } else { None }
    }

    /// Whether it stays until the user corrects it. A record that is not there yet, or not everywhere, may still
    /// arrive.
    pub fn is_to_be_mended(&self) -> bool {
        match self {
            Mistake::Missing { clue, .. } => clue.as_ref().is_some_and(Clue::was_entered),
            Mistake::ServersDisagree { apart, .. } => *apart,
            Mistake::NameDoubled { .. }
            | Mistake::WrongValue { .. }
            | Mistake::WrongType { .. }
            | Mistake::CnameInUse { .. }
            | Mistake::Proxied { .. }
            | Mistake::WrongProvider { .. }
            | Mistake::SpfDuplicate { .. }
            | Mistake::DmarcDuplicate { .. }
            | Mistake::MxExtra { .. } => true,
        }
    }

    /// Whether nothing of the record's sort stands at its name, so that adding the record is what is to be done.
    pub fn leaves_its_place_free(&self) -> bool {
        match self {
            Mistake::Missing { .. } | Mistake::NameDoubled { .. } | Mistake::WrongProvider { .. } => true,
            Mistake::WrongValue { .. }
            | Mistake::WrongType { .. }
            | Mistake::CnameInUse { .. }
            | Mistake::Proxied { .. }
            | Mistake::ServersDisagree { .. }
            | Mistake::SpfDuplicate { .. }
            | Mistake::DmarcDuplicate { .. }
            | Mistake::MxExtra { .. } => false,
        }
    }

    /// The id of the cause.
    pub fn cause(&self) -> &'static str {
        match self {
            Mistake::Missing { .. } => "dns-missing",
            Mistake::NameDoubled { .. } => "dns-name-doubled",
            Mistake::WrongValue { .. } => "dns-wrong-value",
            Mistake::WrongType { .. } => "dns-wrong-type",
            Mistake::CnameInUse { .. } => "from-cname-in-use",
            Mistake::Proxied { .. } => "dns-proxied",
            Mistake::WrongProvider { .. } => "dns-wrong-provider",
            Mistake::ServersDisagree { .. } => "dns-servers-disagree",
            Mistake::SpfDuplicate { .. } => "dns-spf-duplicate",
            Mistake::DmarcDuplicate { .. } => "dns-dmarc-duplicate",
            Mistake::MxExtra { .. } => "dns-mx-extra",
        }
    }
}
