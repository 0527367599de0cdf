//! Logs to what they complain of last, and how often; and which of several errors in one record is the answer.

use proptest::prelude::*;

use super::*;

/// What a text is answered with: the kind, and where it has records how many like it and when the last was.
type Answer = Option<(Kind, Option<(u64, Option<String>)>)>;

fn answer(heard: Reading) -> Answer {
    match heard {
        Reading::Empty | Reading::NoComplaint => None,
        Reading::Complaint(complaint, seen) => Some((complaint.kind, seen.map(|seen| (seen.count, seen.last)))),
    }
}

/// In pieces of this size; what is held of the text stays small.
fn in_pieces(text: &[u8], size: usize) -> Reading {
    let mut reader = LogReader::default();
    for piece in text.chunks(size) {
        reader.take(piece);
        assert!(reader.held() < MOST_HELD, "{} bytes are held", reader.held());
    }
    reader.finish()
}

const MOST_HELD: usize = 2 * 1024 * 1024;

#[track_caller]
fn check_log(text: &str, kind: Kind, count: u64, last: Option<&str>) {
    let expected = Some((kind, Some((count, last.map(String::from)))));
    assert_eq!(answer(Reading::in_text(text)), expected, "{text}");
    assert_eq!(answer(in_pieces(text.as_bytes(), 7)), expected, "in pieces: {text}");
}

/// Nothing of it is a record of a log.
#[track_caller]
fn check_paste(text: &str, kind: Kind) {
    assert_eq!(answer(Reading::in_text(text)), Some((kind, None)), "{text}");
}

const RATE: &str = "Maximum sending rate exceeded.";
const TOKEN: &str = "The security token included in the request is invalid.";
const SIGNATURE: &str = "The request signature we calculated does not match the signature you provided.";
const MAY_NOT_SEND: &str =
    "User `arn:aws:iam::123456789012:user/x' is not authorized to perform `ses:SendRawEmail' on resource `*'";
const MAY_NOT_LOOK: &str =
    "User: arn:aws:iam::123456789012:user/x is not authorized to perform: ses:GetAccount on resource: *";
const MAY_NOT_STORE: &str =
    "User: arn:aws:iam::123456789012:user/x is not authorized to perform: s3:PutObject on resource: *";
const STORE: &str = "Error executing \"PutObject\" on \"https://bucket.s3.ap-northeast-2.amazonaws.com/a.txt\"; AWS HTTP \
                     error: Client error: `PUT https://bucket.s3.ap-northeast-2.amazonaws.com/a.txt` resulted in a `403 \
                     Forbidden` response: SignatureDoesNotMatch (client): The request signature we calculated does not \
                     match the signature you provided. Check your key and signing method.";

/// A reply of SES's mail server is one of mail, whatever else its record says.
#[test]
fn a_later_reply_of_the_mail_server_is_the_answer() {
    let refused =
        "Email address is not verified. The following identities failed the check in region EU-WEST-1: a@moa.kr";
    let later = |said: &str| {
        format!("[2026-11-20 10:00:01] production.ERROR: {refused}\n[2026-11-20 11:00:00] production.ERROR: {said}\n")
    };
    let login =
        "Expected response code \"235\" but got code \"535\", with message \"535 Authentication Credentials Invalid\".";
    check_log(&later(login), Kind::SmtpLogin, 1, Some("2026-11-20T11:00:00"));
    let tls = "Expected response code \"250\" but got code \"530\", with message \"530 Must issue a STARTTLS command first\".";
    check_log(&later(tls), Kind::TlsMode, 1, Some("2026-11-20T11:00:00"));
}

/// SES names all fifty recipients that a message may have; each is held against every region.
#[test]
fn a_list_of_many_names_is_judged_in_bounded_time() {
    let names: Vec<String> = (0..500).map(|at| format!("a{at}@b{at}.kr")).collect();
    let said = format!(
        "Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: {}",
        names.join(", ")
    );
    let Reading::Complaint(complaint, _) = Reading::in_text(&said) else { panic!("no complaint") };
    assert_eq!(complaint.identities.len(), 500);
    // Compared with one another for each name it took minutes.
    let diagnosis = diagnose(Some(&complaint), &Intent::default(), &Facts::default(), now());
    assert!(diagnosis.findings.iter().any(|it| it.cause == Cause::RecipientInSandbox));
}

/// A line of Laravel's, at this second, with a stack trace.
fn record(second: usize, said: &str) -> String {
    format!(
        "[2026-11-20 10:00:{second:02}] production.ERROR: {said} {{\"exception\":\"[object] (Foo(code: 0): {said} at \
         /app/x.php:82)\n[stacktrace]\n#0 /app/vendor/laravel/framework/src/Illuminate/Foundation/Bootstrap/\
         LoadEnvironmentVariables.php(69): Illuminate\\\\Mail->send(Object(Email))\n#1 {{main}}\n\"}} \n"
    )
}

fn not_verified_for(name: &str) -> String {
    format!("Request to AWS SES API failed. Reason: {LIST}{name}.")
}

#[test]
fn a_log_is_answered_for_its_last_record_with_a_complaint() {
    let quiet = record(1, "SQLSTATE[HY000] [2002] Connection refused");
    let (guest, other, rate) = (not_verified_for("guest@naver.com"), not_verified_for("b@y.com"), RATE);
    check_log(&record(2, rate), Kind::RateExceeded, 1, Some("2026-11-20T10:00:02"));
    let log = [&quiet, &*record(2, &guest), &record(3, rate), &record(4, &other), &quiet].concat();
    check_log(&log, Kind::NotVerified, 2, Some("2026-11-20T10:00:04"));
    let Reading::Complaint(complaint, _) = Reading::in_text(&log) else { panic!("not understood") };
    assert_eq!(complaint.identities, ["b@y.com"]);
    check_log(&format!("{log}{}", record(9, rate)), Kind::RateExceeded, 2, Some("2026-11-20T10:00:09"));
    // A log that was cut in the middle of a record, and one whose lines end as on Windows.
    check_log(&format!("#4 {{main}}\n{guest}\n{quiet}{quiet}"), Kind::NotVerified, 1, None);
    check_log(&log.replace('\n', "\r\n"), Kind::NotVerified, 2, Some("2026-11-20T10:00:04"));
    // The calls of a stack trace quote what was passed along; that is not what went wrong.
    let call = format!("#0 /app/x.php(8): Log->write('MessageRejected: {RATE}')\n#1 {{main}}\n");
    assert_eq!(Reading::in_text(&[&*quiet, &call, &quiet].concat()), Reading::NoComplaint);
    check_log(&[&*record(1, rate), &call].concat(), Kind::RateExceeded, 1, Some("2026-11-20T10:00:01"));
    assert_eq!(Reading::in_text(" \r\n\t"), Reading::Empty);
}

#[test]
fn a_record_begins_as_the_log_has_it_whatever_stands_before_each_line() {
    let said = not_verified_for("a@x.com");
    let (first, second) = (record(1, &said), record(2, &said));
    let both = [&*first, &second].concat();
    let each = |before: &str| both.lines().map(|line| format!("{before}{line}\n")).collect::<String>();
    for before in [
        // docker compose, docker with its time, Kubernetes, journald, syslog, CloudWatch, a platform.
        "app-1  | ",
        "2026-11-21T08:00:00.123456789Z ",
        "2026-11-21T08:00:00.123456789Z stdout F ",
        "[pod/app-7d9/app] ",
        "Nov 21 08:00:00 web php-fpm[812]: ",
        "<14>1 2026-11-21T08:00:00Z web app - - - ",
        "2026-11-21T08:00:00.123000+00:00 app/web/0123 ",
        "1763712000000 ",
    ] {
        check_log(&each(before), Kind::NotVerified, 2, Some("2026-11-20T10:00:02"));
    }
    // Docker's own file: a line is an object, a record is many.
    let wrapped = |line: &str| serde_json::json!({"log": format!("{line}\n"), "stream": "stderr"}).to_string() + "\n";
    check_log(&both.lines().map(wrapped).collect::<String>(), Kind::NotVerified, 2, Some("2026-11-20T10:00:02"));
    // AWS's answer on a line of its own is no record.
    let body = format!("{}{{\"message\":\"{LIST}a@x.com\"}}\n (client)\n", record(1, "resulted in `400`:"));
    check_log(&body, Kind::NotVerified, 1, Some("2026-11-20T10:00:01"));

    let iso = both.replace(" 10:00:0", "T10:00:0").replace("] production", ".123456+09:00] production");
    check_log(&iso, Kind::NotVerified, 2, Some("2026-11-20T10:00:02+09:00"));
    let object = |second: usize| {
        let context = serde_json::json!({"exception": {"class": "X", "message": said, "code": 0}});
        let datetime = format!("2026-11-20T10:00:{second:02}.123456+09:00");
        serde_json::json!({"message": said, "context": context, "level": 400, "datetime": datetime}).to_string() + "\n"
    };
    check_log(&[object(1), object(2)].concat(), Kind::NotVerified, 2, Some("2026-11-20T10:00:02+09:00"));
    check_log(&object(3), Kind::NotVerified, 1, Some("2026-11-20T10:00:03+09:00"));
    let sentry = serde_json::json!({"event_id": "0123", "message": said, "timestamp": 1_763_632_800.5}).to_string();
    check_log(&sentry, Kind::NotVerified, 1, Some("2025-11-20T10:00:00Z"));

    for (line, last) in [
        ("2026-11-20 10:00:02,345 ERROR mail: ", Some("2026-11-20T10:00:02")),
        ("2026/11/20 10:00:02 [error] 7#7: *1 ", Some("2026-11-20T10:00:02")),
        ("2026-11-20T10:00:02+0900 web php[1]: ", Some("2026-11-20T10:00:02+09:00")),
        ("[20-Nov-2026 10:00:02 UTC] PHP Fatal error:  ", Some("2026-11-20T10:00:02")),
        // It says no year.
        ("Nov  9 10:00:02 web php[1]: ", None),
        // No day of any calendar.
        ("2026-11-99 10:00:02 ", None),
    ] {
        check_log(&format!("{line}{said}\n  at x\n{line}{said}\n"), Kind::NotVerified, 2, last);
    }
}

#[test]
fn lines_that_a_process_wrote_at_the_same_second_are_one_record() {
    let log = |second: &str, process: &str| {
        format!(
            "Nov 20 10:00:00 web {process}: java.net.SocketTimeoutException: Connect timed out\n\
             Nov 20 10:00:{second} web app[812]: \tat com.sun.mail.smtp, host email-smtp.us-east-1.amazonaws.com, 25\n"
        )
    };
    let is_read = |log: String| matches!(Reading::in_text(&log), Reading::Complaint(..));
    assert!(is_read(log("00", "app[812]")));
    assert!(!is_read(log("00", "app[813]")), "another process");
    assert!(!is_read(log("01", "app[812]")), "another second");
    let failed = |message: &str| {
        format!(
            "Nov 20 10:00:00 web postfix/smtp[21]: {message}: status=deferred (host email-smtp.us-east-1.amazonaws.com[192.0.2.3] \
             said: 454 Throttling failure: Maximum sending rate exceeded.)\n"
        )
    };
    // A mail server's lines are each about a message of its own.
    check_log(&(failed("4F2A01C3") + &failed("4F2A01C4")), Kind::RateExceeded, 2, None);
    // Errors of one process within one second are errors each.
    for begins in ["Error: ", "MessageRejected: ", "Aws\\Ses\\Exception\\SesException: ", "[error] ", "FATAL: "] {
        let said = not_verified_for("a@x.com");
        let line = format!("Nov 20 10:00:00 web node[812]: {begins}{said}\n");
        let quiet = "Nov 20 10:00:00 web node[812]: Error: connect ECONNREFUSED 127.0.0.1:6379\n";
        check_log(&[&line, quiet, &line].concat(), Kind::NotVerified, 2, None);
    }
    // Below Python's calls stands the error that they led to.
    let python = "Nov 20 10:00:00 web app[812]: ";
    let calls =
        format!("{python}Traceback (most recent call last):\n{python}  File \"/app/mail.py\", line 2, in send\n");
    let said = not_verified_for("a@x.com");
    let error = format!("{python}botocore.errorfactory.Error: {said}\n{python}Error: connect ECONNREFUSED\n");
    check_log(&format!("{calls}{error}{calls}{error}"), Kind::NotVerified, 2, None);
    // What Java, nodemailer and PHP write below their error is no call above the next.
    for below in
        ["\tat a.b.C(C.java:1)\n\t... 12 more", "    at x\n  code: 'EENVELOPE'", "  thrown in /app/x.php on line 8"]
    {
        let trace = format!("Error: {said}\n{below}\n").repeat(2);
        let lines: String = trace.lines().map(|line| format!("{python}{line}\n")).collect();
        check_log(&lines, Kind::NotVerified, 2, None);
    }
    // What another service answered stays part of what was said of it.
    let other = [
        "PHP Fatal error:  Uncaught Aws\\DynamoDb\\Exception: Error executing \"PutItem\" on \"https://dynamodb.eu-central-1.amazonaws.com\"; response:",
        "{\"__type\":\"UnrecognizedClientException\",\"message\":\"The security token included in the request is invalid.\"}",
        " UnrecognizedClientException (client): The security token included in the request is invalid.",
    ];
    let (plain, logged) = (other.join("\n"), other.map(|line| format!("{python}{line}\n")).concat());
    let kind = |text: &str| answer(Reading::in_text(text)).map(|it| it.0);
    assert_eq!(kind(&logged), kind(&plain), "{logged}");
}

/// The time may be followed by anything.
#[test]
fn a_line_that_looks_like_a_processs_and_is_not_is_read() {
    let iso = Some("2026-11-20T10:00:00Z");
    for (begins, last) in [
        ("2026-11-20T10:00:00Z[main]: ", iso),
        ("2026-11-20T10:00:00Z[main]: x[7]: ", iso),
        ("Nov 20 10:00:00[812]: ", None),
        ("Nov 20 10:00:00 [812]: ", None),
        ("Nov 20 10:00:00 a[]: ", None),
    ] {
        let line = format!("{begins}{}\n", not_verified_for("a@x.com"));
        check_log(&format!("{line}  at x\n{line}"), Kind::NotVerified, 2, last);
    }
}

/// containerd and docker break a line that is too long for them anywhere.
#[test]
fn the_parts_of_a_containers_line_are_one_line() {
    let said = not_verified_for("guest@naver.com");
    let time = "2026-11-20T10:00:00.12345678";
    for cut in [1, 20, 70, said.len() - 9, said.len() - 1] {
        let (first, rest) = said.split_at(cut);
        for offset in ["Z", "+09:00"] {
            let tagged = format!("{time}{offset} stderr P {first}\n{time}{offset} stderr F {rest}\n");
            let object = |said: &str, end: &str| {
                format!("{{\"log\":\"{said}{end}\",\"stream\":\"stderr\",\"time\":\"{time}9Z\"}}\n")
            };
            let objects = object(first, "") + &object(rest, "\\n");
            for text in [&tagged, &objects] {
                let log = format!("{text}{}", text.replace("10:00:00", "10:00:07"));
                for reading in [Reading::in_text(&log), in_pieces(log.as_bytes(), 7), in_pieces(log.as_bytes(), 64)] {
                    let Reading::Complaint(complaint, Some(seen)) = reading else { panic!("{log}") };
                    assert_eq!((&*complaint.identities, seen.count), (&["guest@naver.com".to_owned()][..], 2), "{log}");
                }
            }
        }
    }
    // Another stream's line, and one that is whole, go on with nothing.
    let whole = format!("{time}Z stdout P x\n{time}Z stderr F {said}\n");
    check_log(&whole, Kind::NotVerified, 1, Some("2026-11-20T10:00:00Z"));
}

/// Errors that come at once are still errors of their own, where they say so.
#[test]
fn errors_within_a_tenth_of_a_second_are_counted_each() {
    let lines = |said: &[&str], before: &str| -> String {
        let line = |(at, said): (usize, &&str)| format!("2026-11-20T10:00:00.12{at}456789Z {before}{said}\n");
        said.iter().enumerate().map(line).collect()
    };
    let rate = format!("Error: {RATE}");
    let object = format!("{{\"level\":\"error\",\"msg\":\"{RATE}\"}}");
    let row = format!("time=2026-11-20T10:00:00Z level=error msg=\"{RATE}\"");
    for before in ["", "stderr F "] {
        for said in [&*rate, &object, &row] {
            check_log(&lines(&[said, said, said], before), Kind::RateExceeded, 3, Some("2026-11-20T10:00:00Z"));
        }
        // One exception has many lines.
        let trace = lines(&[&rate, "    at send (/app/a.js:1:2)", "    at b (/app/b.js:3:4)"], before);
        check_log(&trace, Kind::RateExceeded, 1, Some("2026-11-20T10:00:00Z"));
    }
}

/// A terminal draws a table, and breaks what is too long for a cell.
#[test]
fn what_stands_in_a_table_is_read_as_it_was() {
    let said = format!("MessageRejected: {}", not_verified_for("guest@naver.com"));
    let wrapped = |width: usize| -> Vec<String> {
        let letters: Vec<char> = said.chars().collect();
        letters.chunks(width).map(|part| part.iter().collect()).collect()
    };
    let by_words = |width: usize| -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in said.split(' ') {
            if lines.last().is_some_and(|line| line.len() + 1 + word.len() > width) {
                lines.push(String::new());
            }
            let line = lines.last_mut().unwrap();
            *line = format!("{line} {word}").trim().to_owned();
        }
        lines
    };
    for bar in ["|", "│"] {
        for lines in [wrapped(72), by_words(72), wrapped(40), by_words(40)] {
            let width = lines.iter().map(String::len).max().unwrap();
            let rule = format!("+{}+\n", "-".repeat(width + 2));
            let rows: String = lines.iter().map(|line| format!("{bar} {line:width$} {bar}\n")).collect();
            check_table(&format!("{rule}{rows}{rule}"));
            let two = |(at, line): (usize, &String)| {
                format!("{bar} {:6} {bar} {line:width$} {bar}\n", if at == 0 { "failed" } else { "" })
            };
            let rule = format!("+--------+{}+\n", "-".repeat(width + 2));
            check_table(&format!("{rule}{}{rule}", lines.iter().enumerate().map(two).collect::<String>()));
        }
    }
}

#[track_caller]
fn check_table(text: &str) {
    let complaint = Complaint::read(text).unwrap_or_else(|| panic!("{text}"));
    assert_eq!(
        (complaint.kind, &*complaint.identities),
        (Kind::NotVerified, &["guest@naver.com".to_owned()][..]),
        "{text}"
    );
}

/// What is left of a denial whose beginning was cut off names what was denied.
#[test]
fn a_denial_without_its_head_says_what_was_denied() {
    let identity = "arn:aws:ses:ap-northeast-2:111122223333:identity/example.co.kr";
    let of_old = format!(
        "User `arn:aws:iam::111122223333:user/x' is not authorized to perform `ses:SendRawEmail' on resource `{identity}'"
    );
    let new = format!(
        "User: arn:aws:iam::111122223333:user/x is not authorized to perform: ses:SendEmail on resource: {identity} because no \
         identity-based policy allows the ses:SendEmail action"
    );
    for said in [of_old, new] {
        let action = if said.contains("Raw") { "ses:SendRawEmail" } else { "ses:SendEmail" };
        for from in 0..said.find("ses:Send").unwrap() {
            let cut = &said[from..];
            let complaint = Complaint::read(cut).unwrap_or_else(|| panic!("{cut}"));
            assert_eq!(complaint.kind, Kind::NotAuthorized, "{cut}");
            assert_eq!(complaint.action.as_deref(), Some(action), "{cut}");
            assert_eq!(complaint.resource.as_deref(), Some(identity), "{cut}");
        }
    }
    let end = Complaint::read("because no identity-based policy allows the ses:SendEmail action").unwrap();
    assert_eq!(end.action.as_deref(), Some("ses:SendEmail"));
    // What tells how it ought to be is no refusal.
    assert_eq!(Complaint::read("Make sure that the policy allows the ses:SendEmail action."), None);
}

#[test]
fn a_text_without_records_is_not_counted() {
    check_paste(RATE, Kind::RateExceeded);
    check_paste(
        &format!("어제부터 이래요:\n\n{}\n#0 /app/x.php(1): send()", not_verified_for("a@x.com")),
        Kind::NotVerified,
    );
    check_paste(&format!("{{\"message\":\"{LIST}a@x.com\"}}"), Kind::NotVerified);
    check_paste(&format!("HTTP/2 400\nx-amzn-errortype: X\n\n{{\"message\":\"{TOKEN}\"}}"), Kind::KeyNotAccepted);
}

/// In a record and in a paste, whichever stands first.
#[test]
fn the_error_that_explains_the_others_wins_wherever_it_stands() {
    let list = not_verified_for("a@x.com");
    for (explains, other, kind) in [
        (&*list, "Unable to send an email: (code 554).", Kind::NotVerified),
        (MAY_NOT_SEND, "Connection could not be established with host \"email-smtp.x\"", Kind::NotAuthorized),
        ("The environment file is invalid!", TOKEN, Kind::EnvRefused),
        ("Class \"Aws\\Ses\\SesClient\" not found", &*list, Kind::SdkMissing),
        ("Unable to locate credentials", "MessageRejected: no", Kind::NoCredentials),
        ("Signature expired: 20261123T090000Z is now earlier", SIGNATURE, Kind::Clock),
        (TOKEN, &*list, Kind::KeyNotAccepted),
        (MAY_NOT_SEND, &*list, Kind::NotAuthorized),
        // To look is not to send.
        (&*list, MAY_NOT_LOOK, Kind::NotVerified),
        (MAY_NOT_SEND, MAY_NOT_LOOK, Kind::NotAuthorized),
        (&*list, "{\"message\":\"Your email address is not verified.\"}", Kind::NotVerified),
        (&*list, "An error occurred (AccessDenied) when calling the GetRole operation", Kind::NotVerified),
        (RATE, "<Code>NoSuchKey</Code>", Kind::RateExceeded),
    ] {
        for text in [format!("{explains}\n\n{other}\n"), format!("{other}\n\n{explains}\n")] {
            check_paste(&text, kind);
            check_log(&record(5, &text), kind, 1, Some("2026-11-20T10:00:05"));
        }
    }
    // The code and the action are those of the error that wins.
    let text = format!("AccessDeniedException: {MAY_NOT_LOOK}\nMessageRejected: {LIST}a@x.com");
    assert_eq!(Complaint::read(&text).unwrap().code.as_deref(), Some("MessageRejected"));
    let action = Complaint::read(&format!("{MAY_NOT_LOOK}\n{MAY_NOT_SEND}")).unwrap().action;
    assert_eq!(action.as_deref(), Some("ses:SendRawEmail"));
}

/// What a program may write that has nothing to do with mail, or an app of its own users.
#[test]
fn what_names_no_mail_does_not_take_the_place_of_what_does() {
    let refused = not_verified_for("guest@naver.com");
    // Its stack trace names no mail either.
    let record = |second: usize, said: &str| format!("[2026-11-20 10:00:{second:02}] production.ERROR: {said} {{}}\n");
    for (other, kind) in [
        (
            "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
            Kind::NoCredentials,
        ),
        ("Error: Region is missing", Kind::RegionMissing),
        ("The security token included in the request is invalid", Kind::KeyNotAccepted),
        (
            "SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
            Kind::Signature,
        ),
        ("self-signed certificate in certificate chain", Kind::Certificate),
        ("Illuminate\\Routing\\Exceptions\\InvalidSignatureException: Invalid signature.", Kind::LinkRefused),
        ("{\"message\":\"Your email address is not verified.\"}", Kind::UnverifiedUser),
        ("Email address is not verified.", Kind::NotVerified),
    ] {
        let log = [record(1, &refused), record(2, other), record(3, other)].concat();
        check_log(&log, Kind::NotVerified, 1, Some("2026-11-20T10:00:01"));
        let Reading::Complaint(complaint, _) = Reading::in_text(&log) else { panic!("{other}") };
        assert_eq!(complaint.identities, ["guest@naver.com"], "{other}");
        // Where nothing else stands, it is the answer, and before what is of no mail at all.
        check_log(
            &[record(1, other), record(2, "<Code>NoSuchKey</Code>")].concat(),
            kind,
            1,
            Some("2026-11-20T10:00:01"),
        );
        // Of mail it is the newest.
        let of_mail = format!("Request to AWS SES API failed. Reason: {other}");
        let is_of_laravel = matches!(kind, Kind::LinkRefused | Kind::UnverifiedUser);
        let log = [record(1, RATE), record(2, &of_mail)].concat();
        let (newest, last) = if is_of_laravel { (Kind::RateExceeded, 1) } else { (kind, 2) };
        check_log(&log, newest, 1, Some(&format!("2026-11-20T10:00:0{last}")));
    }
    for other in [
        "cURL error 60: SSL certificate problem: unable to get local issuer certificate for https://api.iamport.kr/users",
        "cURL error 35: error:1408F10B:SSL routines:ssl3_get_record:wrong version number for https://localhost:8443/hook",
    ] {
        let log = [record(1, &refused), record(2, other)].concat();
        check_log(&log, Kind::NotVerified, 1, Some("2026-11-20T10:00:01"));
    }
}

#[test]
fn what_may_be_about_something_else_answers_only_where_nothing_else_does() {
    for other in [
        STORE,
        MAY_NOT_STORE,
        "{\"code\":\"ConditionalCheckFailedException\"}",
        "<Code>NoSuchKey</Code>",
        "An error occurred (NoSuchBucket) when calling the ListObjects operation",
    ] {
        let log = [record(1, RATE), record(2, other), record(3, other)].concat();
        check_log(&log, Kind::RateExceeded, 1, Some("2026-11-20T10:00:01"));
        let Some((_, Some(seen))) = answer(Reading::in_text(&[record(2, other), record(3, other)].concat())) else {
            panic!("{other}");
        };
        assert_eq!(seen, (2, Some("2026-11-20T10:00:03".into())), "{other}");
    }
    // What was asked of SES is about mail, whatever else stands beside it.
    let mail = STORE.replace("PutObject", "SendRawEmail").replace("bucket.s3", "email");
    check_log(&record(1, &format!("{STORE} {mail}")), Kind::Signature, 1, Some("2026-11-20T10:00:01"));
    // Of codes that we do not know each is a kind of its own, and not every name in capitals is one.
    let codes = ["NoSuchKey", "SlowDown", "NoSuchKey"].map(|code| format!("<Code>{code}</Code>"));
    let log: String = codes.iter().enumerate().map(|(at, code)| record(at, code)).collect();
    check_log(&log, Kind::Other, 2, Some("2026-11-20T10:00:02"));
    for text in ["{\"code\":\"HY000\"}", "{\"code\":\"USER_CREATED\"}", "{\"country_code\":\"Korea\"}", "<Code>Message"]
    {
        assert_eq!(Reading::in_text(text), Reading::NoComplaint, "{text}");
    }
}

#[test]
fn an_error_is_found_at_the_end_of_a_long_log_and_within_a_long_line() {
    let log = record(1, "SQLSTATE[HY000]").repeat(6000) + &record(2, RATE);
    assert!(log.len() > 1024 * 1024);
    let expected = Some((Kind::RateExceeded, Some((1, Some("2026-11-20T10:00:02".to_owned())))));
    assert_eq!(answer(in_pieces(log.as_bytes(), 100_000)), expected);
    // Across each border at which a long line is let go.
    let said = format!("{LIST}a@x.com, b@y.com ");
    for before in (100_000..150_000).step_by(3001).chain([1_000_000]) {
        for filling in [&b"x"[..], b"\0", b"\xff\xfe", b" ", "가".as_bytes(), b"\\", b"email "] {
            let mut line = filling.repeat(before / filling.len());
            line.push(b' ');
            line.extend_from_slice(said.as_bytes());
            line.extend(filling.repeat(200_000 / filling.len()));
            let Reading::Complaint(complaint, None) = in_pieces(&line, 65_536) else { panic!("{filling:?} {before}") };
            assert_eq!(complaint.identities, ["a@x.com", "b@y.com"], "{filling:?} {before}");
        }
    }
    // What explains more wins there too, and the line that follows is a record of its own.
    let long = format!("{RATE}{}{TOKEN}{}{RATE}", "x".repeat(300_000), "y".repeat(300_000));
    check_paste(&long, Kind::KeyNotAccepted);
    let log = [record(1, TOKEN), record(2, &long), record(3, "x")].concat();
    let expected = Some((Kind::KeyNotAccepted, Some((2, Some("2026-11-20T10:00:02".to_owned())))));
    assert_eq!(answer(in_pieces(log.as_bytes(), 65_536)), expected);
}

/// What a log may hold: errors, and what is none.
fn sayings() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(not_verified_for("a@x.com")),
        Just(RATE.to_owned()),
        Just(TOKEN.to_owned()),
        Just(MAY_NOT_SEND.to_owned()),
        Just("Email address is not verified.".to_owned()),
        Just("An error occurred (MessageRejected) when calling".to_owned()),
        Just("verified email (code: 0) got 535 \"code\":\"x\" mailer [ses] signature [2026-11-20 10:00:00]".to_owned()),
        "[ -~]{0,40}",
    ]
}

/// What stands in runs: escapes that do not end, blanks, beginnings.
const RUNS: &[&[u8]] = &[b"\\", b"\0", b"\n", b" ", b"[", b"{\"", b"\xf0\x9f", b"&", b"\\u00", b","];

/// Bytes that readers stumble over, and pieces of what they look for.
fn debris() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        sayings().prop_map(String::into_bytes),
        sayings().prop_map(|said| said.replace(' ', "\n  ").into_bytes()),
        sayings().prop_map(|said| said.as_bytes()[..said.len() / 2].to_vec()),
        (prop::sample::select(RUNS), 0..3000_usize).prop_map(|(byte, times)| byte.repeat(times)),
        Just(b"[2026-11-20 10:00:00] production.ERROR: ".to_vec()),
        Just(b"\n2026-11-20T10:00:00Z ".to_vec()),
        Just(b"\n{\"code\":\"".to_vec()),
        Just(b"x".repeat(150_000)),
    ]
}

proptest! {
    #![proptest_config(crate::property::cases(200))]

    /// Each record for itself, by what is said of a paste, is what the log says of all.
    #[test]
    fn a_log_says_what_its_records_say(
        said in prop::collection::vec((sayings(), 1..4_usize), 0..12), size in 1..2000_usize
    ) {
        // Errors come again and again.
        let said: Vec<String> = said.into_iter().flat_map(|(said, times)| vec![said; times]).collect();
        let records: Vec<String> = said.iter().enumerate().map(|(at, said)| record(at, said)).collect();
        let kinds: Vec<Option<Kind>> = said.iter().map(|said| Complaint::read(said).map(|it| it.kind)).collect();
        let expected = kinds.iter().rposition(Option::is_some).map(|at| {
            let count = kinds.iter().filter(|kind| **kind == kinds[at]).count() as u64;
            (kinds[at].unwrap(), Some((count, Some(format!("2026-11-20T10:00:{at:02}")))))
        });
        prop_assert_eq!(answer(in_pieces(records.concat().as_bytes(), size)), expected);
    }

    #[test]
    fn any_bytes_are_read_and_it_matters_not_how_they_come(
        debris in prop::collection::vec(debris(), 0..12), sizes in prop::collection::vec(1..70_000_usize, 1..6)
    ) {
        let text = debris.concat();
        let whole = in_pieces(&text, usize::MAX);
        let (mut reader, mut rest) = (LogReader::default(), &text[..]);
        for size in sizes.iter().cycle() {
            let (piece, behind) = rest.split_at(rest.len().min(*size));
            reader.take(piece);
            prop_assert!(reader.held() < MOST_HELD);
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(reader.finish(), whole);
    }
}
