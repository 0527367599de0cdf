//! Why receivers do not pass mail from SES by an SPF record, in the words of English. Does not know how it was found.

/// Why receivers do not pass mail from SES.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpfFault {
    /// SES is not in it.
    #[error("it does not let SES send")]
    NotIncluded,
    /// A term before SES matches its addresses, and does not pass them.
    #[error("{0} stands before SES and refuses it")]
    Refused(String),
    /// The version in capitals, which only some receivers take.
    #[error("some receivers read it only where it begins with v=spf1, the letters small")]
    Version,
    /// It hangs on a `redirect=` in capitals, which only some receivers take.
    #[error("some receivers know redirect= only in small letters")]
    Capitals,
    /// Not a term of SPF.
    #[error("“{0}” is no SPF term, and one such term voids the whole record")]
    Term(String),
    /// A modifier that stands twice.
    #[error("{0}= stands there twice, which voids the whole record")]
    Repeated(String),
    /// Receivers stop at the eleventh look-up.
    #[error("it makes receivers ask DNS {0} times, and more than 10 void it")]
    LookUps(usize),
    /// More than two names have nothing to tell.
    #[error("it names {}, which hold nothing, and more than two such names void it", .0.join(", "))]
    Void(Vec<String>),
    /// A name has more than ten mail servers.
    #[error("{0} has more than 10 MX records, which voids it")]
    ManyMx(String),
    /// What it includes has no SPF record.
    #[error("it relies on {0}, which has no SPF record, and that voids it")]
    NothingThere(String),
    /// What it includes has several.
    #[error("it relies on {0}, which has several SPF records, and that voids it")]
    SeveralThere(String),
    /// What it includes is void itself.
    #[error("it relies on {name}, whose record is void for the term “{term}”")]
    BrokenThere {
        /// The name.
        name: String,
        /// The first of its bad terms.
        term: String,
    },
    /// Records that include each other.
    #[error("it includes {0} in a circle")]
    Circle(String),
}
