//! Which service of AWS a text names near an error: programs say it in their own ways, and most services share AWS's sentences.
//! Knows no error and no host.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What stands before the name of a service, and behind it; in lower case. Whatever stands there is one.
const SAID: [(&str, &str); 12] = [
    ("operation error ", ":,"),
    ("(service: ", ";,)"),
    ("com.amazonaws.services.", "."),
    ("awssdk.services.", "."),
    ("@aws-sdk/client-", "/@'\": )\n"),
    ("boto3.client(\"", "\""),
    ("boto3.client('", "'"),
    ("boto3.resource(\"", "\""),
    ("boto3.resource('", "'"),
    ("session.client(\"", "\""),
    ("session.client('", "'"),
    (" for the \"", "\" service"),
];

/// What stands before a word that may be the name of a service, and behind it.
const MAY_BE_SAID: [(&str, &str); 7] = [
    ("aws_sdk_", ":/.("),
    ("aws-sdk-", "/@'\": )-"),
    ("aws::", ":"),
    ("aws\\\\", "\\"),
    ("aws\\", "\\"),
    ("new aws.", "(."),
    (" at aws.", "(."),
];

/// The services by which mail is sent, a sign-in is made, or DNS is written; without blanks and marks.
const OURS: [&str; 22] = [
    "ses",
    "sesv2",
    "sesclient",
    "email",
    "pinpointemail",
    "simpleemail",
    "simpleemailservice",
    "simpleemailv2",
    "simpleemailservicev2",
    "amazonsimpleemailservice",
    "amazonsimpleemailservicev2",
    "sts",
    "securitytoken",
    "securitytokenservice",
    "awssecuritytokenservice",
    "iam",
    "identitymanagement",
    "amazonidentitymanagement",
    "sso",
    "ssooidc",
    "signin",
    "route53",
];

/// The names of other services where a word need not be one.
const OTHERS: [&str; 34] = [
    "s3",
    "s3control",
    "sqs",
    "sns",
    "dynamodb",
    "dynamodbstreams",
    "lambda",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "rds",
    "kms",
    "ssm",
    "secretsmanager",
    "cloudwatch",
    "cloudwatchlogs",
    "cloudformation",
    "cloudfront",
    "kinesis",
    "firehose",
    "athena",
    "glue",
    "sfn",
    "eventbridge",
    "cognitoidentityprovider",
    "cognitoidentity",
    "bedrockruntime",
    "sagemaker",
    "textract",
    "rekognition",
    "polly",
    "transcribe",
    "translate",
];

/// What a text names: whether a service that is ours is among it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ServiceNamed {
    /// None.
    Nothing,
    /// SES, or a service of AWS's sign-in.
    Ours,
    /// Others alone.
    Another,
}

static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = SAID.iter().chain(&MAY_BE_SAID).map(|(before, _)| *before);
    AhoCorasick::new(words).expect("a few words are no more than a search can hold")
});

/// All that is looked for here.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let said = SAID.iter().chain(&MAY_BE_SAID).flat_map(|(before, behind)| [*before, *behind]);
    said.chain(OURS).chain(OTHERS).chain([OF_THE_MACHINE])
}

/// Where any client asks for the machine's role.
const OF_THE_MACHINE: &str = "ec2imds";

/// Which services a text in lower case names.
pub(super) fn services(low: &str) -> ServiceNamed {
    let mut named = ServiceNamed::Nothing;
    for hit in WORDS.find_overlapping_iter(low) {
        let word = hit.pattern().as_usize();
        let is_sure = word < SAID.len();
        let behind = if is_sure { SAID[word].1 } else { MAY_BE_SAID[word - SAID.len()].1 };
        let Some(name) = name(&low[hit.end()..], behind).filter(|name| name != OF_THE_MACHINE) else { continue };
        if OURS.contains(&name.as_str()) {
            return ServiceNamed::Ours;
        }
        if is_sure || OTHERS.contains(&name.as_str()) {
            named = ServiceNamed::Another;
        }
    }
    named
}

/// What stands before what is behind a name, without blanks and marks; nothing that is longer than a name.
fn name(rest: &str, behind: &str) -> Option<String> {
    /// AWS's longest has some 40 letters.
    const LONGEST: usize = 48;
    let end = match behind {
        whole @ "\" service" => rest.find(whole)?,
        marks => rest.find(|c: char| marks.contains(c)).unwrap_or(rest.len()),
    };
    if end > LONGEST {
        return None;
    }
    let name: String = rest[..end].chars().filter(char::is_ascii_alphanumeric).collect();
    Some(name).filter(|name| !name.is_empty())
}
