//! Programs that set machines up, fetch images and keep backups: they call AWS with credentials of their own, and have its
//! words. Knows no error, and not what the credentials may do.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What only those write that never send mail, in lower case. Terraform keeps its state in S3, and kubectl and docker ask
/// AWS for their sign-in.
const OF_OTHER_SERVICES: [&str; 47] = [
    "s3 backend",
    "initializing the backend",
    "the backend to store state",
    "the backend configuration argument",
    "failed to get existing workspaces",
    "error loading state",
    "error refreshing state",
    "failed to load state",
    "acquiring the state lock",
    "dynamodb state lock",
    "error inspecting states in the",
    "terraform_remote_state",
    "pulumi login s3",
    "read .pulumi/",
    "kubectl",
    "kubeconfig",
    "aws-iam-authenticator",
    "exec: executable aws",
    "couldn't get current server api group list",
    "eksctl",
    "eks get-token",
    "helm upgrade",
    "cluster.k8s",
    "docker-credential-ecr-login",
    "docker login",
    "dkr.ecr.",
    "get-login-password",
    "ecr-public",
    "failed to initialize logging driver",
    "awslogs",
    "s3fs",
    "goofys",
    "mount-s3",
    "rclone",
    "s3 bucket ",
    "s3cmd",
    "s5cmd",
    "s3 error:",
    "mc: <error>",
    "restic",
    "repository at s3:",
    "velero",
    "backupstoragelocation",
    "pgbackrest",
    "wal-g",
    "litestream",
    "amazon-ebs",
];

/// What those write that may set up SES too, and the name of each.
const OF_SET_UPS: [(&str, &str); 40] = [
    ("terraform", "Terraform"),
    ("provider.aws:", "Terraform"),
    ("validating provider credentials", "Terraform"),
    ("retrieving caller identity from sts", "Terraform"),
    (".tf line ", "Terraform"),
    ("registry.terraform.io", "Terraform"),
    ("opentofu", "OpenTofu"),
    ("terragrunt", "Terragrunt"),
    ("pulumi:", "Pulumi"),
    ("pulumi up", "Pulumi"),
    ("pulumi preview", "Pulumi"),
    ("cdk deploy", "AWS CDK"),
    ("cdk bootstrap", "AWS CDK"),
    ("cdk synth", "AWS CDK"),
    ("cdk diff", "AWS CDK"),
    ("/aws-cdk/", "AWS CDK"),
    ("cdk.out", "AWS CDK"),
    ("serverless deploy", "Serverless Framework"),
    ("sls deploy", "Serverless Framework"),
    ("deploying with the serverless", "Serverless Framework"),
    ("serverlesserror", "Serverless Framework"),
    ("serverless error", "Serverless Framework"),
    ("framework core:", "Serverless Framework"),
    ("sst deploy", "SST"),
    ("sst dev", "SST"),
    ("sam deploy", "AWS SAM"),
    ("samcli", "AWS SAM"),
    ("sam build", "AWS SAM"),
    ("amazon.aws.", "Ansible"),
    ("community.aws.", "Ansible"),
    ("failed! =>", "Ansible"),
    ("ansible", "Ansible"),
    ("aws-vault:", "aws-vault"),
    ("aws-actions/configure-aws-credentials", "GitHub Actions"),
    ("packer build", "Packer"),
    ("eb deploy", "EB CLI"),
    ("copilot svc", "AWS Copilot"),
    ("vapor deploy", "Laravel Vapor"),
    ("chamber exec", "chamber"),
    ("crossplane", "Crossplane"),
];

/// The calls that set up SES; whose words they are makes no difference then.
const OF_SES: [&str; 10] = [
    " ses:",
    "`ses:",
    "'ses:",
    "\"ses:",
    "aws_ses",
    "aws:ses",
    "aws.ses",
    "operation error ses",
    "email identity",
    "emailidentity",
];

/// All that is looked for here.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    OF_OTHER_SERVICES.into_iter().chain(OF_SET_UPS.map(|(word, _)| word)).chain(OF_SES)
}

fn search(words: impl IntoIterator<Item = &'static str>) -> AhoCorasick {
    let built = AhoCorasick::new(words);
    built.expect("a few words are no more than a search can hold")
}

static OTHERS: LazyLock<AhoCorasick> = LazyLock::new(|| search(OF_OTHER_SERVICES));
static SET_UPS: LazyLock<AhoCorasick> = LazyLock::new(|| search(OF_SET_UPS.map(|(word, _)| word)));
static SES: LazyLock<AhoCorasick> = LazyLock::new(|| search(OF_SES));

/// Whether a program that never sends mail is named in a text in lower case.
pub(super) fn serves_another(low: &str) -> bool {
    OTHERS.is_match(low) && !SES.is_match(low)
}

/// The program that sets things up and is named in a text in lower case, where SES is not.
pub(super) fn set_up_by(low: &str) -> Option<&'static str> {
    let hit = SET_UPS.find(low)?;
    (!SES.is_match(low)).then_some(OF_SET_UPS[hit.pattern().as_usize()].1)
}
