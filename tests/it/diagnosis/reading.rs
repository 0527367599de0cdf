//! Pasted text to what it complains of.

use super::*;

/// The parts of a complaint that a row names; the others are to be empty.
#[derive(Default)]
struct Parts {
    kind: Option<Kind>,
    code: Option<&'static str>,
    api: Option<Api>,
    identities: &'static [&'static str],
    cut: Option<&'static str>,
    region: Option<&'static str>,
    action: Option<&'static str>,
    resource: Option<&'static str>,
    request_id: Option<&'static str>,
}

#[track_caller]
fn check_text(text: &str, parts: Parts) {
    let Some(kind) = parts.kind else {
        assert_eq!(Complaint::read(text), None, "{text}");
        return;
    };
    let complaint = Complaint::read(text).unwrap_or_else(|| panic!("not understood: {text}"));
    let expected = Complaint {
        kind,
        code: parts.code.map(String::from),
        message: complaint.message.clone(),
        api: parts.api,
        identities: parts.identities.iter().map(|it| (*it).into()).collect(),
        cut: parts.cut.map(String::from),
        region: parts.region.map(String::from),
        action: parts.action.map(String::from),
        resource: parts.resource.map(String::from),
        request_id: parts.request_id.map(String::from),
        // What the text says besides has tests of its own.
        principal: complaint.principal.clone(),
        denier: complaint.denier,
        endpoint: complaint.endpoint.clone(),
        program: None,
        key: complaint.key,
        received: complaint.received.clone(),
    };
    assert_eq!(complaint, expected, "{text}");
}

fn not_verified(api: Option<Api>, identities: &'static [&'static str]) -> Parts {
    Parts {
        kind: Some(Kind::NotVerified),
        code: Some("MessageRejected"),
        api,
        identities,
        region: Some("ap-northeast-2"),
        ..Parts::default()
    }
}

#[test]
fn the_same_sentence_is_read_in_every_wrapping() {
    let laravel = |api: &str, list: &str| format!("Request to AWS {api} API failed. Reason: {LIST}{list}.");
    check_text(&laravel("SES", "a@x.com"), not_verified(Some(Api::V1), &["a@x.com"]));
    check_text(&laravel("SES V2", "a@x.com, b@y.co.kr"), not_verified(Some(Api::V2), &["a@x.com", "b@y.co.kr"]));
    // A list that AWS ended with a full stop, and Laravel with another.
    check_text(&laravel("SES", "a@x.com."), not_verified(Some(Api::V1), &["a@x.com"]));
    let smtp = format!(
        "Expected response code \"250\" but got code \"554\", with message \"554 Message rejected: {LIST}a@x.com\"."
    );
    check_text(&smtp, not_verified(Some(Api::Smtp), &["a@x.com"]));
    let cli = format!("\nAn error occurred (MessageRejected) when calling the SendEmail operation: {LIST}a@x.com\n");
    check_text(&cli, not_verified(None, &["a@x.com"]));
    let json = format!(r#"{{"message":"{LIST}a@x.com, b@y.com"}}"#);
    check_text(&json, not_verified(None, &["a@x.com", "b@y.com"]));
    let xml = format!(
        "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">\n  <Error>\n    <Type>Sender</Type>\n    \
         <Code>MessageRejected</Code>\n    <Message>{LIST}a@x.com</Message>\n  </Error>\n  \
         <RequestId>8d5c1ba3-7d1c-4a4a-9f41-2f0a1b2c3d4e</RequestId>\n</ErrorResponse>"
    );
    let request_id = Some("8d5c1ba3-7d1c-4a4a-9f41-2f0a1b2c3d4e");
    check_text(&xml, Parts { request_id, ..not_verified(None, &["a@x.com"]) });
    let node = format!("MessageRejected: {LIST}a@x.com\n    at throwDefaultError (/app/node_modules/x.js:8:22)");
    check_text(&node, not_verified(None, &["a@x.com"]));
    // As a terminal wraps it.
    check_text(&laravel("SES", "a@x.com").replace(' ', "\n   "), not_verified(Some(Api::V1), &["a@x.com"]));
}

#[test]
fn a_log_with_its_stack_trace_is_read_once() {
    let log = r##"[2026-11-23 18:00:02] production.ERROR: Request to AWS SES API failed. Reason: Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: no-reply@example.co.kr, guest@naver.com. {"userId":1,"exception":"[object] (Symfony\\Component\\Mailer\\Exception\\TransportException(code: 0): Request to AWS SES API failed. Reason: Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: no-reply@example.co.kr, guest@naver.com. at /var/www/app/vendor/laravel/framework/src/Illuminate/Mail/Transport/SesTransport.php:82)
[stacktrace]
#0 /var/www/app/vendor/symfony/mailer/Transport/AbstractTransport.php(69): Illuminate\\Mail\\Transport\\SesTransport->doSend(Object(Symfony\\Component\\Mailer\\SentMessage))

[previous exception] [object] (Aws\\Ses\\Exception\\SesException(code: 0): Error executing \"SendRawEmail\" on \"https://email.ap-northeast-2.amazonaws.com\"; AWS HTTP error: Client error: `POST https://email.ap-northeast-2.amazonaws.com` resulted in a `400 Bad Request` response:
<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">
  <Error>
    <Type>Sender</Type>
    <Code>MessageReje (truncated...)
 MessageRejected (client): Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: no-reply@example.co.kr, guest@naver.com - <ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\">
  <RequestId>0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0</RequestId>
"##;
    let expected = not_verified(Some(Api::V1), &["no-reply@example.co.kr", "guest@naver.com"]);
    check_text(log, Parts { request_id: Some("0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"), ..expected });
}

#[test]
fn names_are_read_as_ses_lists_them() {
    let rows: [(&str, &[&str], Option<&str>); 9] = [
        ("a@x.com, b@y.com", &["a@x.com", "b@y.com"], None),
        ("a@x.com, A@X.com", &["a@x.com"], None),
        ("x.com", &["x.com"], None),
        ("arn:aws:ses:ap-northeast-2:123456789012:identity/x.com", &["x.com"], None),
        ("Sesame Shop <a@x.com>, b@y.com", &["a@x.com", "b@y.com"], None),
        ("\"Kim, Minsu\" <a@x.com>", &["a@x.com"], None),
        // Of a name that is cut off only the beginning is known.
        ("a@x.com, b@y.c...", &["a@x.com"], Some("b@y.c")),
        ("a@x.com, b@y.com, ...", &["a@x.com", "b@y.com"], Some("")),
        ("a@x.com (Connection: smtp, user c@z.com)", &["a@x.com"], None),
    ];
    for (list, identities, cut) in rows {
        let complaint = Complaint::read(&format!("{LIST}{list}")).unwrap();
        assert_eq!(
            (complaint.identities, complaint.cut),
            (identities.iter().map(|it| String::from(*it)).collect(), cut.map(String::from)),
            "{list}"
        );
    }
}

#[test]
fn other_complaints_are_told_apart() {
    let kind = |kind, code| Parts { kind: Some(kind), code, ..Parts::default() };
    let v1 = |it: Kind, code| Parts { api: Some(Api::V1), ..kind(it, Some(code)) };
    let ses = |text: &str| format!("Request to AWS SES API failed. Reason: {text}.");
    check_text("{\"message\":\"Your email address is not verified.\"}", kind(Kind::UnverifiedUser, None));
    check_text("Email address is not verified.", kind(Kind::NotVerified, None));
    let signature = "The request signature we calculated does not match the signature you provided. Check your AWS \
                     Secret Access Key and signing method";
    check_text(&ses(signature), v1(Kind::Signature, "SignatureDoesNotMatch"));
    check_text(
        &ses("Signature expired: 20261123T090000Z is now earlier than 20261123T093000Z"),
        v1(Kind::Clock, "SignatureDoesNotMatch"),
    );
    let invalid = "The security token included in the request is invalid.";
    check_text(&ses(invalid), v1(Kind::KeyNotAccepted, "InvalidClientTokenId"));
    check_text(
        &format!(
            "x-amzn-ErrorType: UnrecognizedClientException:http://internal.amazon.com/\n{{\"message\":\"{invalid}\"}}"
        ),
        kind(Kind::KeyNotAccepted, Some("UnrecognizedClientException")),
    );
    check_text(
        "535 Authentication Credentials Invalid",
        Parts { api: Some(Api::Smtp), ..kind(Kind::SmtpLogin, Some("535")) },
    );
    check_text("Class \"Aws\\Ses\\SesClient\" not found", kind(Kind::SdkMissing, None));
    check_text("Class \\\"Aws\\\\Ses\\\\SesClient\\\" not found", kind(Kind::SdkMissing, None));
    check_text("Mailer [ses-v2] is not defined.", kind(Kind::MailerUndefined, None));
    check_text("The environment file is invalid!\nFailed to parse dotenv file.", kind(Kind::EnvRefused, None));
    check_text(
        "Error retrieving credentials from the instance profile metadata service. (cURL error 28)",
        kind(Kind::NoCredentials, None),
    );
    check_text(
        "An error occurred (TooManyRequestsException) when calling the SendEmail operation: Maximum sending rate exceeded.",
        kind(Kind::RateExceeded, Some("TooManyRequestsException")),
    );
    for text in ["", "hello world", "email not verified", "SQLSTATE[23000]: Integrity constraint violation"] {
        check_text(text, Parts::default());
    }
}

#[test]
fn a_denial_names_its_action_and_resource() {
    let resource = "arn:aws:ses:ap-northeast-2:123456789012:identity/example.co.kr";
    check_text(
        &format!(
            "Request to AWS SES API failed. Reason: User `arn:aws:iam::123456789012:user/mail-user' is not authorized to \
             perform `ses:SendRawEmail' on resource `{resource}'."
        ),
        Parts {
            kind: Some(Kind::NotAuthorized),
            code: Some("AccessDenied"),
            api: Some(Api::V1),
            region: Some("ap-northeast-2"),
            action: Some("ses:SendRawEmail"),
            resource: Some(resource),
            ..Parts::default()
        },
    );
    check_text(
        "An error occurred (AccessDeniedException) when calling the GetAccount operation: User: \
         arn:aws:iam::123456789012:user/x is not authorized to perform: ses:GetAccount on resource: \
         arn:aws:ses:us-east-1:123456789012:* because no identity-based policy allows the ses:GetAccount action",
        Parts {
            kind: Some(Kind::NotAuthorized),
            code: Some("AccessDeniedException"),
            region: Some("us-east-1"),
            action: Some("ses:GetAccount"),
            resource: Some("arn:aws:ses:us-east-1:123456789012:*"),
            ..Parts::default()
        },
    );
}

#[test]
fn nothing_of_the_text_is_kept_but_known_sentences_and_no_key_in_them() {
    let secret = "Ses4meSENT1NELx9Qv7/abcdefghijklmnopqrst";
    let text = format!(
        "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY={secret}\n{LIST}{secret}@x.com, \
         AKIAIOSFODNN7EXAMPLE@x.com, a@x.com {secret}"
    );
    let complaint = Complaint::read(&text).unwrap();
    let kept = format!("{complaint:?}");
    assert!(!kept.contains("SENT1NEL") && !kept.contains("IOSFODNN7"), "{kept}");
    assert_eq!(complaint.identities, ["•••@x.com", "AKIA…MPLE@x.com", "a@x.com"]);
}
