//! What only looks, tells or hands over: status, lines, records, letters, policies, the doctor.

use std::process::Stdio;

use super::*;

#[test]
fn status_is_a_line_per_step() {
    check("status", Shape::Status, 1, "--rehearse status");
    check("status-of-a-sender", Shape::Status, 1, &format!("--rehearse=half-done status {FROM}"));
    check("status-not-allowed", Shape::Status, 1, &format!("--rehearse=no-permission status {FROM}"));
    check("status-of-two-keys", Shape::Status, 1, &format!("--rehearse=two-keys status {FROM}"));
}

#[test]
fn the_lines_for_env_in_every_form() {
    for form in ["dotenv", "shell", "docker", "json"] {
        check(&format!("env-{form}"), Shape::Env, 0, &format!("--rehearse env {FROM} --format {form}"));
    }
    check("env-guide", Shape::Env, 0, &format!("--rehearse env {FROM} --guide"));
    check("env-smtp", Shape::Env, 0, &format!("--rehearse env {FROM} --mailer smtp"));
    check("env-ses-v2", Shape::Env, 0, &format!("--rehearse env {FROM} --mailer ses-v2"));
    check("env-without-a-sender", Shape::Error, 2, "--rehearse env");
    check("env-before-the-key", Shape::Error, 1, &format!("--rehearse env {FROM} --write"));
}

/// Where it is known, and where it breaks no reader of the lines.
#[test]
fn that_the_account_is_in_the_sandbox_is_told_beside_the_lines() {
    let machine = Machine::new();
    let env = |line: &str| machine.sesame(&words(&format!("--rehearse --lang en env {FROM} {line}"))).ends(0);
    let told = |line: &str| env(line).stderr.contains("the account is in the sandbox");
    for form in ["", "--format shell", "--format json", "--mailer smtp"] {
        assert!(told(form), "{form}");
        assert!(!env(form).stdout.contains("sandbox"), "{form}");
    }
    assert!(!told("--only AWS_DEFAULT_REGION"), "without the line that switches");
    assert!(!told("--runs-on local"), "for an app that nobody else uses");
}

#[test]
fn a_shell_reads_each_line_back_as_one_word() {
    let machine = Machine::new();
    let env = machine.app().join(".env");
    let before = std::fs::read_to_string(&env).expect("an .env");
    std::fs::write(&env, before.replace("참깨 상점", "O'Hara & Sons; `id`")).expect("written");
    let ran = machine.sesame(&words(&format!("--rehearse --project app env {FROM} --format shell"))).ends(0);
    // What is to wait is a comment.
    let lines = ran.stdout.lines().filter(|line| !line.starts_with("# "));
    let lines: Vec<Vec<String>> = lines.map(|line| shlex::split(line).expect(line)).collect();
    assert!(lines.iter().all(|line| line.len() == 2 && line[0] == "export"), "{ran}");
    assert!(lines.iter().any(|line| line[1] == "MAIL_FROM_NAME=O'Hara & Sons; `id`"), "{ran}");
}

#[test]
fn the_lines_for_env_without_an_app() {
    let machine = Machine::new();
    let env = |line: &str, code| machine.sesame(&words(&format!("--region ap-northeast-2 {line}"))).ends(code);
    let ran = env(&format!("env {FROM}"), 0);
    let lines: Vec<&str> = ran.stdout.lines().map(|line| line.split_once('=').expect("a line").0).collect();
    let smtp =
        "MAIL_MAILER MAIL_HOST MAIL_PORT MAIL_USERNAME MAIL_PASSWORD MAIL_FROM_ADDRESS MAIL_FROM_NAME MAIL_SCHEME";
    assert_eq!(lines.join(" "), smtp, "{ran}");
    for part in ["artisan", "--mailer", "credentials", "access key"] {
        assert!(ran.stderr.contains(part), "{part}: {ran}");
    }
    let ses = env(&format!("env {FROM} --mailer ses"), 0);
    for line in ["MAIL_MAILER=ses", "AWS_DEFAULT_REGION=ap-northeast-2", "MAIL_HOST=email-smtp", "MAIL_ENCRYPTION=tls"]
    {
        assert!(ses.stdout.contains(line), "{line}: {ses}");
    }
    assert!(ses.stdout.contains("<the key's id") && ses.stdout.contains("<the secret"), "{ses}");
    let object = env(&format!("--json env {FROM} --mailer ses"), 0).json();
    assert_eq!(contract::breaches(Shape::Env, &object), [""; 0], "{object}");
    assert_eq!(object["values"]["AWS_ACCESS_KEY_ID"], serde_json::Value::Null);
    assert!(env("env", 2).stderr.contains("--from"));
    assert!(env(&format!("env {FROM} --write"), 1).stderr.contains("artisan"));
}

#[test]
fn the_records_in_every_form() {
    for form in ["table", "bind", "cloudflare", "csv", "json"] {
        check(
            &format!("records-{form}"),
            Shape::Records,
            3,
            &format!("--rehearse=half-done records {FROM} --as {form}"),
        );
    }
    check("records-missing", Shape::Records, 3, &format!("--rehearse=half-done records {FROM} --missing"));
    check("records-of-nothing", Shape::Error, 1, &format!("--rehearse records {FROM}"));
    check("records-without-a-sender", Shape::Error, 2, "--rehearse records");
    let elsewhere = format!("--rehearse=wrong-region --region us-east-1 records {FROM} --mail-from none --no-dmarc");
    check("records-all-there", Shape::Records, 0, &elsewhere);
}

#[test]
fn a_message_for_somebody_else_is_ready_to_send() {
    let site = "--website https://example.co.kr";
    check("handover-dns", Shape::Handover, 0, &format!("--rehearse=half-done handover dns {FROM}"));
    check("handover-aws", Shape::Handover, 0, &format!("--rehearse handover aws {FROM} {site}"));
    check("handover-aws-half-done", Shape::Handover, 0, &format!("--rehearse=half-done handover aws {FROM} {site}"));
    check("handover-aws-not-allowed", Shape::Handover, 0, &format!("--rehearse=no-permission handover aws {FROM}"));
    check("handover-aws-two-keys", Shape::Handover, 0, &format!("--rehearse=two-keys handover aws {FROM}"));
    // What is missing is named, with the way there.
    check("handover-dns-of-nothing", Shape::Error, 1, &format!("--rehearse handover dns {FROM}"));
    check("handover-without-a-sender", Shape::Error, 2, "--rehearse handover aws");
    check("handover-to-nobody", Shape::Error, 2, &format!("--rehearse handover {FROM}"));
}

/// What delivers the mail of others stays: the operator of the zone is asked for the records of the MAIL FROM under another label.
#[test]
fn a_dns_operator_is_not_asked_to_change_the_mail_of_others() {
    let run = |command: &str, lang: &str, records: &[(&str, &str, &str)]| {
        let machine = Machine::new();
        let row = |(name, kind, values): &(&str, &str, &str)| {
            format!("[[dns.records]]\nname = '{name}'\ntype = '{kind}'\nvalues = {values}\n")
        };
        let story = "region = 'ap-northeast-2'\n[story]\nko = '가'\nen = 'a'\n[dns]\npublish_after = '9999h'\n\
                     [[identity]]\nname = 'example.co.kr'\nage = '1h'\nmail_from = 'bounce'\n\
                     tags = { managed-by = 'sesame' }\n";
        let story = story.to_owned() + &records.iter().map(row).collect::<String>();
        fs::write(machine.path("here/own.toml"), story).unwrap();
        machine.sesame(&words(&format!("--lang {lang} --rehearse=own.toml {command} {FROM}")))
    };
    let handed = |lang: &str, records: &[(&str, &str, &str)]| run("handover dns", lang, records).ends(0);
    let bounce = "bounce.example.co.kr";
    let feedback = "feedback-smtp.ap-northeast-2.amazonses.com";
    let other = ("A", "['192.0.2.1']");
    for records in [
        vec![(bounce, "MX", "['10 mail.example.co.kr']"), (bounce, "TXT", "['v=spf1 mx -all']")],
        vec![(bounce, "MX", "['10 mail.example.co.kr', '20 feedback-smtp.ap-northeast-2.amazonses.com']")],
        vec![(bounce, "MX", "['10 inbound-smtp.us-east-1.amazonaws.com']")],
        vec![(bounce, "CNAME", "['shop.example.net']"), ("shop.example.net", other.0, other.1)],
    ] {
        let ran = handed("en", &records);
        for part in ["Change", "Remove", "to change", "to remove", "Now:", "(bounce.example.co.kr)"] {
            assert!(!ran.stdout.contains(part), "{part}: {ran}");
        }
        for part in ["bounces.example.co.kr", feedback, "Leave everything at bounce.example.co.kr"] {
            assert!(ran.stdout.contains(part), "{part}: {ran}");
        }
        assert!(ran.stderr.contains("--mail-from bounces"), "{ran}");
        let korean = handed("ko", &records);
        assert!(korean.stdout.contains("그대로 둡니다") && korean.stderr.contains("--mail-from bounces"), "{korean}");
    }
    // No file to import has them either: an SPF for SES alone would have receivers doubt the mail that is sent under that name.
    for form in ["bind", "csv", "cloudflare"] {
        let ran = run(&format!("records --as {form}"), "en", &[(bounce, "MX", "['10 mail.example.co.kr']")]);
        assert!(!ran.stdout.contains("bounce"), "{form}: {ran}");
        assert!(ran.stdout.contains("_dmarc") && ran.stderr.contains("uses bounce.example.co.kr"), "{form}: {ran}");
        let free = run(&format!("records --as {form}"), "en", &[]);
        assert!(free.stdout.contains("bounce"), "{form}: {free}");
    }
    // Where a wildcard answers for every label none is free, and none is proposed.
    let mx = "['10 mail.example.co.kr']";
    let ran = handed("en", &[(bounce, "MX", mx), ("*.example.co.kr", "MX", mx)]);
    assert!(!ran.stdout.contains("bounces") && !ran.stdout.contains("Change"), "{ran}");
    // Of another label that has them the user is told, who has both ways out, and not the operator.
    let ours = "['10 feedback-smtp.ap-northeast-2.amazonses.com']";
    let ran = handed("en", &[("mail.example.co.kr", "MX", ours)]);
    assert!(!ran.stdout.contains("mail.example.co.kr") && ran.stdout.contains("(bounce.example.co.kr)"), "{ran}");
    // A website's address may stay beside an MX.
    let ran = handed("en", &[(bounce, "A", "['192.0.2.1']")]);
    assert!(!ran.stdout.contains("Remove") && ran.stdout.contains("(bounce.example.co.kr)"), "{ran}");
    // What is of no mail is changed as before.
    let ran = handed("en", &[(bounce, "MX", "['10 feedback-smtp.us-east-1.amazonses.com']")]);
    assert!(ran.stdout.contains("1 to change"), "{ran}");
}

#[test]
fn the_letter_is_made_of_the_answers_in_a_file() {
    let machine = Machine::new();
    let handover = |answers: &str, command: &str, code| {
        fs::write(machine.path("here/answers.toml"), answers).unwrap();
        let line = format!("--rehearse {command} {ASKED_ONLY} --answers answers.toml");
        machine.sesame(&words(&line)).ends(code)
    };
    let all = "sends = 'newsletter'\nlist = 'customers'\nvolume = 'ten-thousand'\nbounces = 'notifications'\n\
               opt-out = 'link'\nguard = 'captcha'\n";
    let letter = handover(all, "handover aws", 0).stdout;
    assert!(!letter.contains("guesses"), "{letter}");
    for part in ["a newsletter, only", "our customers", "10,000 messages", "SNS topic", "List-Unsubscribe", "CAPTCHA"] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    // What a file leaves out is as it was.
    let letter = handover("# only this\nvolume = \"more\"", "handover aws", 0).stdout;
    assert!(letter.contains("more than 10,000") && letter.contains("confirmations of a new account"), "{letter}");
    // Answers that nobody gave are guesses, for the reader of the message too.
    for (lang, said) in [("en", "guesses"), ("ko", "추측")] {
        let guessed = machine.sesame(&words(&format!("--lang {lang} --rehearse handover aws {ASKED_ONLY}"))).ends(0);
        assert!(guessed.stdout.contains(said) && guessed.stderr.contains("--answers"), "{guessed}");
    }
    // A receipt is about something else.
    let receipt = handover(all, "setup --yes --accept-terms --wait 2h", 0);
    assert!(!receipt.stdout.contains("newsletter") && !receipt.stderr.contains("answers"), "{receipt}");
}

#[test]
fn an_answer_that_is_none_is_told_with_its_line_before_anything_is_done() {
    let rows = [
        ("answers-unknown-name", "volume = 'more'\nopt_out = 'link'\n"),
        ("answers-unknown-value", "\n\nvolume = 'lots'\n"),
        ("answers-no-text", "volume = 100\n"),
        ("answers-no-toml", "volume = more\n"),
        ("answers-twice", "volume = 'more'\nvolume = 'more'\n"),
        ("answers-that-a-terminal-would-obey", "volume = \"\\u001b[2J\"\n"),
    ];
    for (name, answers) in rows {
        let mut said = Vec::new();
        for first in ["--lang ko", "--lang en", "--json"] {
            let machine = Machine::new();
            fs::write(machine.path("here/answers.toml"), answers).unwrap();
            let line = format!("{first} --rehearse -v setup {ASKED} --yes --answers answers.toml");
            let ran = machine.sesame(&words(&line)).ends(2);
            assert!(!ran.stderr.contains("aws sts") && !ran.stderr.contains('\u{1b}'), "{ran}");
            if first == "--json" {
                assert_eq!(contract::breaches(Shape::Error, &ran.json()), [""; 0], "{ran}");
            }
            said.push(machine.redacted(&ran.to_string()));
        }
        keep(name, &said.join("\n"));
    }
    check("answers-not-there", Shape::Error, 2, &format!("--rehearse setup {ASKED} --plan --answers nowhere.toml"));
}

#[test]
fn where_there_is_nothing_to_hand_over_it_says_why() {
    let verified = "--region us-east-1 --mail-from none --no-dmarc";
    check("handover-dns-there", Shape::Handover, 0, &format!("--rehearse=wrong-region handover dns {FROM} {verified}"));
    let machine = Machine::new();
    let story = "story = { ko = '가', en = 'a' }\nproduction = ['ap-northeast-2']\n[[user]]\nname = 'mail-user'\n\
                 [[identity]]\nname = 'no-reply@naver.com'\nstands = 'verified'\n";
    fs::write(machine.path("here/own.toml"), story).unwrap();
    for (lang, dns, aws) in
        [("ko", "필요 없습니다", "부탁할 것이 없습니다"), ("en", "needs no DNS records", "nothing at AWS")]
    {
        let own = format!("--lang {lang} --rehearse=own.toml handover");
        let ran = machine.sesame(&words(&format!("{own} dns --from no-reply@naver.com"))).ends(0);
        assert!(ran.stdout.is_empty() && ran.stderr.contains(dns), "{ran}");
        // The user is somebody else's, which only the operator can decide about.
        let ran = machine.sesame(&words(&format!("{own} aws --from no-reply@naver.com"))).ends(0);
        assert!(ran.stdout.is_empty() && ran.stderr.contains(aws) && ran.stderr.contains("--adopt-user"), "{ran}");
    }
}

#[test]
fn somebody_without_any_sign_in_can_hand_the_account_over() {
    let machine = Machine::new();
    let line = format!("--region ap-northeast-2 handover aws {FROM} --website https://example.co.kr");
    let mut said = Vec::new();
    for lang in ["ko", "en"] {
        let ran = machine.sesame(&words(&format!("--lang {lang} {line}"))).ends(0);
        assert!(!ran.stdout.contains("0000"), "an account that is nobody's was named: {ran}");
        for part in
            ["create-user", "put-user-policy", "create-access-key", "create-email-identity", "put-account-details"]
        {
            assert!(ran.stdout.contains(part), "{part}: {ran}");
        }
        // The letter stands before the end, which asks for what nobody here would see.
        let ends = [
            "limited per visitor and per address.",
            if lang == "ko" {
                "키의 ID와 비밀 키를 비밀번호 관리자로"
            } else {
                "the id and the secret of the key in a password"
            },
        ];
        assert_eq!(ends.map(|said| ran.stdout.contains(said)), [true; 2], "{ran}");
        assert!(ran.stdout.find(ends[0]) < ran.stdout.find(ends[1]), "{ran}");
        said.push(ran.to_string());
    }
    keep("handover-aws-without-sign-in", &said.join("\n"));
    // What the records are only AWS can tell.
    let ran = machine.sesame(&words(&format!("--region ap-northeast-2 handover dns {FROM}"))).ends(1);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("aws login"), "{ran}");
}

#[test]
fn policies_are_documents_of_awss_own_form() {
    for (name, line) in [
        ("policy-app", format!("policy app {FROM}")),
        ("policy-app-send-only", format!("policy app {FROM} --policy send-only --identity email")),
        ("policy-wizard", "policy wizard".into()),
        ("policy-reader", "policy reader".into()),
    ] {
        let machine = Machine::new();
        let ran = machine.sesame(&words(&line)).ends(0);
        assert_eq!(ran.json()["Version"], "2012-10-17");
        let wrapped = machine.sesame(&words(&format!("--json --lang ko {line}"))).ends(0).json();
        assert_eq!(contract::breaches(Shape::Policy, &wrapped), [""; 0], "{wrapped}");
        assert_eq!(wrapped, serde_json::json!({ "schema": 1, "policy": ran.json() }), "{name}");
        keep(name, &ran.to_string());
    }
    check("policy-without-a-sender", Shape::Error, 2, "policy app");
}

#[test]
fn the_doctor_and_the_explainer_keep_to_their_objects() {
    let refused = "MessageRejected: Email address is not verified. The following identities failed the check in region \
                   AP-NORTHEAST-2: no-reply@example.co.kr";
    let machine = Machine::new();
    for (shape, line) in [(Shape::Doctor, &["doctor"][..]), (Shape::Explain, &["explain", refused])] {
        for from in [&["--rehearse", "--from", "no-reply@example.co.kr"][..], &["--rehearse=no-permission"], &[]] {
            let ran = machine.sesame(&[&["--json"], line, from].concat());
            assert_eq!(contract::breaches(shape, &ran.json()), [""; 0], "{ran}");
        }
    }
}

/// Of several the one that was written last, whatever stdin is that holds nothing.
#[test]
fn without_a_text_the_apps_own_newest_log_is_explained() {
    let machine = Machine::new();
    let logs = machine.app().join("storage/logs");
    fs::create_dir_all(&logs).unwrap();
    let said = |name: &str| {
        let names =
            "Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: ";
        format!("[2026-11-20 10:00:00] production.ERROR: Reason: {names}{name}. {{}} \n")
    };
    let write = |file: &str, text: &str, day: u64| {
        fs::write(logs.join(file), text).unwrap();
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_760_000_000 + day * 86_400);
        fs::File::options().write(true).open(logs.join(file)).unwrap().set_modified(at).unwrap();
    };
    let empty = machine.path("here/empty");
    fs::write(&empty, "").unwrap();
    let explain = |line: &str, stdin: Stdio| {
        let mut command = machine.command(&words(line));
        command.stdin(stdin);
        machine.finish(command)
    };
    let read = |stdin: Stdio| {
        let ran = explain("--json --project app explain", stdin).ends(1);
        let object = ran.json();
        assert_eq!(contract::breaches(Shape::Explain, &object), [""; 0], "{ran}");
        let file = object["file"].as_str().expect("a file").to_owned();
        assert!(ran.stderr.contains(&file), "{ran}");
        assert_eq!(object["complaint"]["seen"]["count"], 1, "{ran}");
        (file, object["complaint"]["identities"][0].as_str().expect("a name").to_owned())
    };
    let expect = |file: &str, name: &str| (format!("storage/logs/{file}"), name.to_owned());
    write("worker.log", &said("worker@x.com"), 9);
    write("laravel.log", &said("single@x.com"), 1);
    assert_eq!(read(Stdio::null()), expect("laravel.log", "single@x.com"));
    // The day is in the name; what was copied has another time.
    write("laravel-2026-11-19.log", &said("nineteenth@x.com"), 5);
    write("laravel-2026-11-20.log", &said("twentieth@x.com"), 4);
    write("laravel-2026-11-21.log", "", 6);
    write("laravel-old.log", &said("old@x.com"), 9);
    assert_eq!(read(Stdio::piped()), expect("laravel-2026-11-20.log", "twentieth@x.com"));
    write("laravel.log", &said("single@x.com"), 7);
    let opened = || Stdio::from(fs::File::open(&empty).unwrap());
    assert_eq!(read(opened()), expect("laravel.log", "single@x.com"));

    // A file on stdin that holds something is the text.
    fs::write(&empty, said("stdin@x.com")).unwrap();
    let ran = explain("--json --project app explain", opened()).ends(1);
    assert_eq!(ran.json()["complaint"]["identities"][0], "stdin@x.com", "{ran}");
    // A log without a complaint: the question is what would make one.
    write("laravel.log", "[2026-11-20 10:00:00] production.INFO: hello \n", 8);
    let ran = explain("--lang en --project app explain", Stdio::null());
    assert!(ran.stderr.contains("storage/logs/laravel.log\nThere is no error"), "{ran}");
    let ran = explain("--json --project app explain", Stdio::null());
    assert_eq!(
        (&ran.json()["complaint"], &ran.json()["file"]),
        (&serde_json::Value::Null, &"storage/logs/laravel.log".into()),
        "{ran}"
    );
    // Neither an app, nor a rehearsal's, keeps one here; a text that is empty was meant.
    for line in ["--lang en explain", "--lang en --rehearse explain", "--lang en --project app explain -"] {
        let ran = explain(line, Stdio::null());
        assert!(ran.stderr.contains("No error was given") && !ran.stderr.contains("storage/logs"), "{ran}");
    }
}

#[test]
fn where_the_doctor_can_tell_nothing_it_says_what_would_help() {
    for (lang, said) in [
        ("ko", ["앱의 폴더에서 실행하거나 --project로", "`aws sso login`으로 로그인하면"]),
        (
            "en",
            ["run it in the app's folder, or name that with --project", "`aws sso login` the account is checked too"],
        ),
    ] {
        let machine = Machine::new();
        // Nothing is known to be well.
        let ran = machine.sesame(&["--lang", lang, "doctor"]).ends(1);
        assert!(said.iter().all(|said| ran.stderr.contains(said)), "{ran}");
        let app = machine.app();
        let ran = machine.sesame(&["--lang", lang, "--project", app.to_str().unwrap(), "doctor"]);
        assert_eq!(said.map(|said| ran.stderr.contains(said)), [false, true], "{ran}");
        let ran = machine.sesame(&["--lang", lang, "--rehearse", "doctor"]);
        assert_eq!(said.map(|said| ran.stderr.contains(said)), [false, false], "{ran}");
    }
}

#[test]
fn the_doctor_says_where_a_value_comes_from() {
    let machine = Machine::new();
    let app = machine.app();
    fs::write(app.join(".env.staging"), "MAIL_HOST=smtp.staging.example\n").unwrap();
    let value = |variables: &[(&str, &str)], name: &str| {
        let mut command = machine.command(&["--json", "--project", "app", "doctor"]);
        command.envs(variables.iter().copied());
        let object = machine.finish(command).json();
        let values = object["project"]["values"].as_array().expect("a list").clone();
        values.into_iter().find(|it| it["name"] == name).expect("the value")
    };
    let process = [("MAIL_MAILER", "smtp"), ("AWS_SECRET_ACCESS_KEY", "not/the/apps+own")];
    let mailer = value(&process, "MAIL_MAILER");
    assert_eq!((&mailer["process"], &mailer["wins"]), (&"smtp".into(), &"process".into()), "{mailer}");
    let secret = value(&process, "AWS_SECRET_ACCESS_KEY");
    assert_eq!(secret["process"], serde_json::json!({ "hidden": true }), "{secret}");
    let staging = [("APP_ENV", "staging")];
    let host = value(&staging, "MAIL_HOST");
    assert_eq!((&host["env_app"], &host["wins"]), (&"smtp.staging.example".into(), &"env_app".into()), "{host}");
    assert_eq!(value(&staging, "MAIL_MAILER")["wins"], "default");
    fs::create_dir_all(app.join("bootstrap/cache")).unwrap();
    let config = "<?php return array ('mail' => array ('default' => 'log'), 'services' => array ('ses' => array ('secret' => 'not/the/apps+own')));";
    fs::write(app.join("bootstrap/cache/config.php"), config).unwrap();
    let cached = value(&process, "MAIL_MAILER");
    assert_eq!((&cached["cached"], &cached["wins"]), (&"log".into(), &"cached".into()), "{cached}");
    assert_eq!(cached["entry"], "mail.default");
    let secret = value(&[], "AWS_SECRET_ACCESS_KEY");
    assert_eq!(secret["cached"], serde_json::json!({ "hidden": true }), "{secret}");
}

#[test]
fn the_app_is_found_from_a_folder_inside_it() {
    let machine = Machine::new();
    let app = machine.app();
    let values = |folder: &std::path::Path| {
        let mut command = machine.command(&["--json", "doctor"]);
        command.current_dir(folder);
        machine.finish(command).json()["project"]["values"].as_array().map(Vec::len)
    };
    let inside = values(&app.join("app/Models")).expect("the app's values");
    assert!(inside > 5);
    assert_eq!(values(&app), Some(inside));
    assert_eq!(values(&machine.path("here")), None, "an app below is not one around");
}

#[test]
fn flags_for_all_stand_before_and_behind_the_command() {
    let machine = Machine::new();
    let line = |before: &str, behind: &str| {
        let line = format!("{before} status {FROM} {behind}");
        let ran = machine.sesame(&words(&line)).ends(1);
        (machine.redacted(&ran.stdout), machine.redacted(&ran.stderr))
    };
    let globals = "--rehearse=half-done --lang ko --region us-west-2 --setup staging --read-only";
    assert_eq!(line(globals, ""), line("", globals));
    assert_eq!(line("--rehearse", "--json"), line("--json", "--rehearse"));
    assert!(line(globals, "").0.contains("us-west-2"));
    let (_, calls) = line("--rehearse", "-v");
    assert!(calls.contains("aws sts GetCallerIdentity ap-northeast-2 ok"), "{calls}");
}

#[test]
fn the_region_is_the_environments_then_the_profiles_then_the_storys() {
    let machine = Machine::new();
    let status = |line: &str, variables: &[(&str, &str)]| {
        let mut command = machine.command(&words(&format!("--json {line} status")));
        command.envs(variables.iter().copied());
        machine.finish(command).json()
    };
    let region = |line: &str, variables: &[(&str, &str)]| {
        let status = status(&format!("--rehearse {line}"), variables);
        status["account"]["region"].as_str().expect("a region").to_owned()
    };
    let variable = [("AWS_REGION", "us-east-1")];
    assert_eq!(region("", &[]), "ap-northeast-2");
    assert_eq!(region("", &variable), "us-east-1");
    assert_eq!(region("--region us-west-2", &variable), "us-west-2");
    // One story is of a machine that says none.
    let nowhere = status("--rehearse=no-region", &[]);
    let asked = nowhere["steps"].as_array().expect("steps").iter().find(|it| it["step"] == "region").expect("a region");
    assert_eq!(asked["standing"], "undecided", "{nowhere:#}");
    assert_eq!(status("--rehearse=no-region", &variable)["account"]["region"], "us-east-1");
    fs::create_dir(machine.path("home/.aws")).unwrap();
    fs::write(machine.path("home/.aws/config"), "[default]\nregion = eu-west-1\n").unwrap();
    assert_eq!(region("", &[]), "eu-west-1");
    assert_eq!(region("", &variable), "us-east-1");
    // An empty variable is none, and the next one counts.
    assert_eq!(region("", &[("AWS_REGION", "")]), "eu-west-1");
    assert_eq!(region("", &[("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "us-west-2")]), "us-west-2");
}

#[test]
fn a_region_without_ses_is_a_cause_and_keeps_nobody_from_looking() {
    let machine = Machine::new();
    for (code, kind) in [("ap-east-1", "홍콩"), ("seoul", "리전 코드가 아닙니다"), ("narnia", "리전이 아닙니다")]
    {
        let run = |line: &[&str]| {
            let mut command = machine.command(line);
            command.env("AWS_REGION", code);
            machine.finish(command)
        };
        for rehearse in [&["--rehearse"][..], &[]] {
            let doctor = run(&[rehearse, &["--lang", "ko", "doctor"]].concat()).ends(1);
            assert!(doctor.stdout.contains("[region-without-ses]") && doctor.stdout.contains(kind), "{doctor}");
            let nothing_said = "Email address is not verified.";
            let explain = run(&[rehearse, &["--json", "explain", nothing_said]].concat()).ends(1).json();
            let causes = explain["causes"].as_array().expect("a list");
            assert!(causes.iter().any(|it| it["cause"] == "region-without-ses"), "{explain:#}");
            assert!(causes.len() > 1, "{explain:#}");
            // Whoever sets something up must name another.
            let status = run(&[rehearse, &["status"]].concat()).ends(2);
            assert!(status.stderr.contains("AWS_REGION"), "{status}");
        }
    }
    let there =
        "Could not resolve host: https://email.ap-east-1.amazonaws.com MessageRejected: Email address is not verified.";
    let explain = machine.sesame(&["--json", "explain", there]).ends(1).json();
    assert_eq!(explain["causes"][0]["cause"], "region-without-ses", "{explain:#}");
}

#[test]
fn a_region_that_the_list_does_not_have_is_asked_and_told_as_such() {
    let machine = Machine::new();
    let from = ["--from", "no-reply@example.co.kr"];
    for (region, note, said) in [
        ("ap-southeast-9", "region-not-listed", "could not be looked at"),
        ("mx-central-1", "hosts-by-pattern", "Mexico (Central) mx-central-1 is switched off in this account"),
    ] {
        let line = ["--json", "--rehearse", "--region", region, "status"];
        let status = machine.sesame(&[&line[..], &from].concat()).ends(1).json();
        assert_eq!(status["steps"][1]["summary"].as_str().map(|it| it.contains(said)), Some(true), "{status:#}");
        assert_eq!(status["notes"][0]["note"], note, "{status:#}");
        assert_eq!(status["notes"][0]["region"], region, "{status:#}");
        let told = machine.sesame(&[&["--lang", "en", "--rehearse", "--region", region, "status"][..], &from].concat());
        let told = told.ends(1);
        assert!(told.stderr.contains(status["notes"][0]["summary"].as_str().expect("a sentence")), "{told}");
    }
    let there = "Could not resolve host: https://email.ap-southeast-9.amazonaws.com MessageRejected: Email address is not verified.";
    let explain = machine.sesame(&["--json", "explain", there]).ends(1).json();
    let causes = explain["causes"].as_array().expect("a list");
    let cause = causes.iter().find(|it| it["cause"] == "region-without-ses").unwrap_or_else(|| panic!("{explain:#}"));
    assert_eq!(cause["certainty"], "possible", "{explain:#}");
    assert!(cause["evidence"][0].as_str().is_some_and(|it| it.contains("ap-southeast-9 is not in")), "{explain:#}");
    // A zone within a region is a slip of the pen.
    let zone = machine.sesame(&["--lang", "en", "--rehearse", "--region", "ap-northeast-2a", "status"]).ends(2);
    assert!(
        zone.stderr.contains("“ap-northeast-2a” is not the code of a region; Asia Pacific (Seoul) is ap-northeast-2"),
        "{zone}"
    );
}

#[test]
fn the_radar_tells_every_region_once() {
    check("radar", Shape::Radar, 0, "--rehearse=wrong-region radar");
    check("radar-of-some-regions", Shape::Radar, 0, "--rehearse=wrong-region radar --regions us-east-1,eu-south-2");
    // One that the table does not have is asked, and here there is none.
    check("radar-of-no-region", Shape::Radar, 1, "--rehearse=wrong-region radar --regions ap-northeast-9,us-east-1");
    check("radar-of-no-place", Shape::Error, 2, "--rehearse radar --regions Seoul");
}
