//! The words of the contract: every list that a script may know. Knows no object. From now on a list only gains words.

/// `step`, in `status`, plans and what was applied.
pub const STEPS: &str = "sign-in region sender key identity production project delivery";
/// `standing` of a step.
pub const STANDINGS: &str = "done open undecided waiting blocked refused unknown";
/// `on` of a wait.
pub const WAITS: &str = "dns click review propagation colleague";
/// `change`, in `status`, plans and what was applied.
pub const CHANGES: &str = "create-sender adopt-sender allow-sending issue-key issue-server-key keep-key deactivate-key \
     delete-key create-identity adopt-identity recreate-identity restart-dkim set-mail-from write-records remove-records suppress-bounces ask-for-production set-price-plan \
     edit-project switch-mailer mend-leak restore-files run-tool verify-recipient send-test";
/// `why` of a key that goes, in the details of a plan.
pub const REASONS: &str = "nobody-holds-it chosen replaced";
/// `ended` of `wait`.
pub const ENDED: &str = "done timed-out over";
/// `reason` of `wait`, where no waiting brings it; those of the causes are called as there.
pub const OVER: &str = "dkim-failed mail-from-failed verification-link-expired production-denied request-not-received \
     review-unknown sending-paused account-suspended";
/// What `wait` waits for.
pub const AWAITED: &str = "verified production";
/// `outcome` of a change.
pub const OUTCOMES: &str = "done already unknown";
/// `question`, with its `flag`.
pub const QUESTIONS: [(&str, &str); 11] = [
    ("credentials", "--profile"),
    ("region", "--region"),
    ("from", "--from"),
    ("adopt-user", "--adopt-user"),
    ("retire-key", "--retire-key"),
    ("passphrase", "--passphrase-file"),
    ("given-key", "--import-key"),
    ("website", "--website"),
    ("accept-terms", "--accept-terms"),
    ("project", "--project"),
    ("test-to", "--send-test"),
];
/// `check` of the doctor.
pub const CHECKS: &str = "sign-in clock app env-file config-cache mailer sdk from-address region smtp-server app-key smtp-password \
     identity dns mail-from dmarc sandbox quota recipient sign-up";
/// `verdict` of a check.
pub const VERDICTS: &str = "pass warn fail unknown";
/// `cause`, and in `causes` of waits and records those that begin with `dns-`, and `from-cname-in-use`.
pub const CAUSES: &str = "sender-not-verified region-mismatch recipient-in-sandbox from-address-not-covered \
     from-public-mailbox message-from-elsewhere smtp-password-as-secret secret-mismatch clock-skew key-unknown key-inactive \
     key-not-yet-visible credentials-missing config-cached env-unreadable env-swallowed config-unreadable config-set-at-start mail-redirected wrong-mailer \
     mailer-undefined sdk-missing policy-lacks-action policy-excludes-sender verification-not-wired \
     laravel-unverified-user smtp-credentials-wrong-region smtp-credentials-not-derived rate-exceeded \
     quota-exceeded production-pending production-denied region-without-ses dns-missing dns-name-doubled \
     dns-wrong-value dns-wrong-type dns-proxied dns-wrong-provider dns-servers-disagree dns-spf-duplicate \
     dns-dmarc-duplicate dns-mx-extra from-name-default address-malformed header-malformed alignment-missing \
     key-quarantined key-id-malformed session-token-missing token-misplaced credentials-expired \
     account-not-activated endpoint-overridden worker-stale queue-not-running env-overridden env-exposed \
     smtp-scheme-unsupported dsn-malformed aws-keys-shared policy-excludes-recipient \
     policy-excludes-configuration-set organization-denies app-url-wrong proxy-not-trusted smtp-unreachable \
     smtp-idle-closed tls-mode-mismatch network-unreachable tls-intercepted ca-file-missing sending-paused \
     account-suspended recipient-suppressed configuration-set-missing region-not-enabled region-without-smtp \
     region-missing dkim-failed verification-link-expired mail-from-failed mail-from-not-set from-cname-in-use \
     records-removed";
/// `way` of what `doctor --fix` has left.
pub const WAYS: &str = "wait asks refused by-hand";
/// `certainty` of a cause.
pub const CERTAINTIES: &str = "proven likely possible";
/// `kind` of what `explain` has read.
pub const COMPLAINTS: &str = "not-verified unverified-user signature clock key-not-accepted expired no-credentials \
     not-authorized rate-exceeded quota-exceeded smtp-login sdk-missing mailer-undefined env-refused other \
     address-refused header-refused key-id-refused wrong-scope token-option region-missing region-refused \
     not-subscribed sending-paused account-suspended configuration-set-missing mail-from suppressed \
     host-not-found not-connected not-established no-answer certificate ca-file tls-mode idle-closed dropped scheme-refused \
     dsn-refused link-refused another-host emulated smtp-unclear key-limit review-pending review-denied received dmarc-refused \
     dkim-given-up identity-given-up records-gone rejected identity-missing";
/// `kind` of an error.
pub const FAILURES: &str = "bad-input missing-flag no-credentials login-unusable credentials-expired sign-in-refused \
     key-not-accepted signature-refused denied other-account not-activated region-unavailable not-found conflict request-refused \
     limit-exceeded throttled rejected network outcome-unknown garbled service-failed vault dns dns-token not-laravel env-unusable \
     file-changed file no-program command clipboard read-only bug";
/// `vault` of an error whose kind is `vault`.
pub const VAULTS: &str = "no-bus no-provider no-collection locked dismissed stuck refused failed not-text several altered \
     gone no-passphrase wrong-passphrase not-sealed damaged unseen no-plugin";
/// `by` of what a sign-in may not do.
pub const BARRIERS: &str = "not-allowed denied boundary session organization";
/// `note`.
pub const NOTES: &str = "verified-elsewhere hosts-by-pattern no-feedback-host region-not-listed from-name-unsaid set-at-start \
     encrypted-copy mail-from-in-use pending-of-another";
/// `purpose` of a record.
pub const PURPOSES: &str = "dkim mail-from-mx mail-from-spf dmarc";
/// `type` of a record that is wanted.
pub const TYPES: &str = "CNAME MX TXT";
/// `standing` of a record.
pub const RECORDS: &str = "present missing wrong unknown";
/// `provider` of a zone that is written to.
pub const WRITERS: &str = "cloudflare route53";
/// `outlook` of a record that is to be written.
pub const OUTLOOKS: &str = "create there merge conflict";
/// `conflict` of one that cannot be.
pub const CONFLICTS: &str = "other-cname cname-in-the-way no-room-for-cname other-mx several-spf several-dmarc proxied \
     set-stands delegated outside-the-zone unjudged policy-above-unseen";
/// `obstacle` of a zone that cannot be written to.
pub const OBSTACLES: &str = "not-active not-whole served-elsewhere delegation-unseen";
/// `state` of a record that was written.
pub const STATES: &str = "stands changed gone unseen";
/// `provider` of a zone.
pub const PROVIDERS: &str = "gabia cafe24 whois hosting-kr dnsever dnszi inames imweb dothome naver-cloud nhn-cloud hostway \
     route53 godaddy namecheap squarespace wix vercel netlify google-cloud azure digitalocean ovh ionos \
     hetzner gandi porkbun hostinger hover linode cloudflare akamai constellix dnsimple dnsmadeeasy \
     dreamhost hurricane-electric name-com namesilo ns1 ultradns wordpress";
/// `origin` of a key.
pub const ORIGINS: &str = "ours given for-server orphan elsewhere";
/// Where a key `rests`.
pub const RESTS: &str = "keychain file project";
/// `standing` of a key that a command was about.
pub const KEYS: &str = "active inactive gone unknown";
/// Which value `wins`, in the doctor's table.
pub const SOURCES: &str = "env env_app process cached default unknown";
/// Where else a value stands, in the doctor's table.
pub const PLACES_OF_APP: &str =
    "service image compose-file pool program direnv fly render app-engine digital-ocean serverless";
/// The codes of refusals by Sesame itself. A refusal by AWS has AWS's own code, and where AWS gave none the `kind` of the
/// failure.
pub const REFUSALS: [&str; 24] = [
    "OtherAccount",         // setup/steps/sign_in.rs: signed in to another account than the set-up's
    "RegionNotEnabled",     // engine/observe/region.rs: SES does not know keys that STS has just known
    "denied",               // setup/policy.rs, the kind of the failure: the user's policies cannot be read
    "conflict",             // setup/policy.rs: its policy SesameSend is not JSON
    "limit-exceeded",       // setup/policy.rs: its inline policies would be too long
    "SenderBarred",         // setup/steps/sender.rs: another policy of the user denies sending
    "NoKeyInEnv",           // setup/steps/key.rs: --import-key=env, and .env has none of this user's
    "UnknownKey",           // setup/steps/key.rs: AWS does not know the key that was given
    "OtherAccountsKey",     // setup/steps/key.rs: it is another account's
    "OtherUsersKey",        // setup/steps/key.rs: it is another user's
    "InvalidClientTokenId", // setup/steps/key.rs, in AWS's words: listed as active for an hour, and still not taken
    "InactiveKey",          // setup/steps/key.rs: the app's key was deactivated in IAM
    "LinkExpired",          // setup/steps/identity.rs: the link to a foreign address is over
    "NoMail",               // setup/steps/identity.rs: the domain of the address takes no mail
    "ForeignDkim",          // setup/steps/identity.rs: SES has given up on a foreign domain
    "SendingShutDown",      // setup/steps/production.rs: EnforcementStatus SHUTDOWN
    "SendingPaused",        // setup/steps/production.rs: SendingEnabled false
    "ReviewStatus",         // setup/steps/production.rs: a word of AWS's that we do not know
    "ProductionDenied",     // setup/steps/production.rs: the reviewers said no
    "ConfigUnusable",       // setup/steps/project.rs: config/*.php cannot be patched
    "EnvUnusable",          // setup/steps/project.rs: phpdotenv refuses .env, or a quote in it swallows lines
    "ConfigNotInForce",     // setup/steps/in_force.rs: another value counts, or only PHP can tell which
    "SmtpWithoutKey",       // setup/steps/project.rs: a role has no SMTP password
    "NoSmtpHost",           // setup/steps/project.rs: SES speaks no SMTP in the region
];
/// The same, of what is only ever asked for: a test, and a server's key.
pub const REFUSALS_ON_REQUEST: [&str; 2] = [
    "NoKeyHere",    // setup/steps/delivery.rs: only what has the role can send a test
    "RoleHasNoKey", // setup/steps/server.rs: a role has no key to be carried to a server
];

// ---- the command line ----------------------------------------------------------------------------------------------

/// How it can end; a command that `exec` runs ends as it likes.
pub const EXITS: [u8; 5] = [0, 1, 2, 3, 70];
/// What `setup`, `status` and others ask for, together.
pub const WANTED: &str = "--from --from-name --identity --user --policy --no-key --key --keep --mail-from --dmarc --no-dmarc --mailer \
     --runs-on";
/// The commands with their flags and what stands without one; the first row is of all commands. `@` stands for [`WANTED`].
pub const COMMANDS: [(&str, &str); 23] = [
    (
        "",
        "--rehearse --profile --region --project --setup --passphrase-file --read-only --share --lang --json --plain --ascii \
         --no-color --verbose -v",
    ),
    (
        "setup",
        "@ --plan --yes --wait --adopt-user --adopt-identity --retire-key --website --mail-type --contact --answers --import-key \
         --accept-terms --check-site --pricing --switch-on --send-test --permissions-boundary --iam-path --tag --write-dns \
         --dns-profile",
    ),
    ("status", "@"),
    ("wait", "@ verified|production --timeout"),
    ("doctor", "@ --fix --yes --to"),
    ("explain", "@ TEXT"),
    ("env", "@ --write --out --guide --only --format"),
    ("switch", "@ --now on|off"),
    ("send", "@ --to --through-app --sign-up"),
    ("undo", "--plan --yes"),
    ("records", "@ --as --missing --write-dns --dns-profile --unwrite --plan --yes --keep-token"),
    ("handover", "@ dns|aws --adopt-user --adopt-identity --retire-key --website --mail-type --contact --answers"),
    ("key", ""),
    ("key list", "@"),
    ("key issue", "@ --out --plan --yes"),
    ("key rotate", "@ ID --plan --yes --keep-old --delete-old --retire-key --send-test"),
    ("key retire", "@ ID --plan --yes --in-use"),
    ("login", "--remote --redirect-port --replace"),
    ("logout", "--all"),
    ("exec", "@ --smtp COMMAND"),
    ("policy", "@ app|wizard|reader|trust|dns --permissions-boundary --iam-path --adopt-user"),
    ("radar", "--profile --regions"),
    ("rehearsal", "--listen --dns --smtp --scenario --auto"),
];
/// What may follow a flag, or stand without one, where it is out of a list.
pub const VALUES: [(&str, &str); 17] = [
    ("--pricing", "none essentials pro"),
    ("--lang", "ko en"),
    ("--identity", "domain email"),
    ("--policy", "sender send-only full-access ses-star"),
    ("--no-key", "ec2 ecs lambda"),
    ("--keep", "keychain file project"),
    ("--mailer", "ses ses-v2 smtp"),
    ("--runs-on", "local server panel container"),
    ("--mail-type", "transactional marketing"),
    ("--import-key", "stdin env"),
    ("--format", "dotenv shell json docker compose"),
    ("on|off", "on off"),
    ("verified|production", "verified production"),
    ("--as", "table bind cloudflare csv json"),
    ("dns|aws", "dns aws"),
    ("app|wizard|reader|trust|dns", "app wizard reader trust dns"),
    ("--write-dns", "cloudflare route53"),
];
/// The stories of `--rehearse` and `--scenario`.
pub const STORIES: &str = "fresh half-done denied slow-dns lost-replies wrong-region two-keys locked-keychain no-permission no-region \
     signed-out records-removed";
/// What a file of answers may hold.
pub const ANSWERS: [(&str, &str); 6] = [
    ("sends", "account-mail order-mail notices newsletter"),
    ("list", "sign-up customers staff"),
    ("volume", "hundred thousand ten-thousand more"),
    ("bounces", "suppression-list notifications"),
    ("opt-out", "by-itself link settings"),
    ("guard", "rate-limit captcha signed-in"),
];
/// Whether SES answers in a region.
pub const REGION_STATES: &str = "enabled not-enabled denied unknown";
/// `item` of a plan's `preflight`.
pub const PREFLIGHT: &str = "domain mail-from dmarc bounces opt-out site privacy";
/// `state` of the same.
pub const PREFLIGHT_STATES: &str = "ok missing not-checked";
