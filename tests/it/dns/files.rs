//! Records as files.

use super::*;

#[test]
fn a_record_goes_into_a_file_and_comes_back() {
    let json = serde_json::to_value(bounce_mx()).unwrap();
    let value = serde_json::json!({"mx": {"priority": 10, "host": FEEDBACK}});
    assert_eq!(json, serde_json::json!({"purpose": "mail-from-mx", "name": "bounce.example.kr", "value": value}));
    assert_eq!(serde_json::from_value::<Record>(json).unwrap(), bounce_mx());
}

#[test]
fn a_zone_file_names_everything_in_full() {
    let long = Record { value: RecordValue::Txt(format!("a\"b{}", "c".repeat(260))), ..dmarc() };
    let expected = format!(
        "t1._domainkey.example.kr. 300 IN CNAME t1.dkim.amazonses.com. ; cf_tags=cf-proxied:false\n\
         bounce.example.kr. 300 IN MX 10 feedback-smtp.ap-northeast-2.amazonses.com.\n\
         bounce.example.kr. 300 IN TXT \"v=spf1 include:amazonses.com ~all\"\n\
         _dmarc.example.kr. 300 IN TXT \"a\\\"b{}\" \"{}\"\n",
        "c".repeat(252),
        "c".repeat(8),
    );
    assert_eq!(zonefile::bind(&[dkim(), bounce_mx(), bounce_spf(), long]), expected);
    let remarks = zonefile::remarks(&[dkim(), bounce_spf()]);
    assert!(remarks.lines().count() == 2 && remarks.lines().all(|line| line.starts_with("; ")), "{remarks}");
}

#[test]
fn a_table_quotes_what_it_must() {
    let odd =
        Record { value: RecordValue::Txt("v=DMARC1; p=none; rua=mailto:a@b.kr,mailto:\"c\"@d.kr".into()), ..dmarc() };
    assert_eq!(
        zonefile::csv(&[dkim(), bounce_mx(), odd]),
        "type,name,value,priority\n\
         CNAME,t1._domainkey.example.kr,t1.dkim.amazonses.com,\n\
         MX,bounce.example.kr,feedback-smtp.ap-northeast-2.amazonses.com,10\n\
         TXT,_dmarc.example.kr,\"v=DMARC1; p=none; rua=mailto:a@b.kr,mailto:\"\"c\"\"@d.kr\",\n"
    );
}

#[test]
fn cloudflares_form_says_dns_only_where_it_asks() {
    let rows = zonefile::cloudflare(&[dkim(), bounce_mx()], "example.kr");
    let (dkim, mx) = ("t1._domainkey", "bounce");
    let expected = serde_json::json!([
        {"type": "CNAME", "name": dkim, "value": "t1.dkim.amazonses.com", "priority": null, "proxy": "DNS only",
         "ttl": "Auto"},
        {"type": "MX", "name": mx, "value": FEEDBACK, "priority": 10, "proxy": null, "ttl": "Auto"},
    ]);
    assert_eq!(serde_json::to_value(rows).unwrap(), expected);
}
