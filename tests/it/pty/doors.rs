//! Each door at a terminal, against a served account, to the end that Enter names.

use super::Person;
use crate::live::{Account, QUICK};

struct Words {
    lang: &'static str,
    from: &'static str,
    to_region: &'static str,
    key: &'static str,
    ends: &'static str,
    fixes: &'static str,
    region: &'static str,
    copied: &'static str,
}

const BOTH: [Words; 2] = [
    Words {
        lang: "ko",
        from: "▸ 보내는 주소",
        to_region: "▸ 리전",
        key: "▸ ID와 비밀 키",
        ends: "Enter 나가기",
        fixes: "Enter 고칠 화면으로",
        region: "1  리전",
        copied: ".env에 넣을 줄",
    },
    Words {
        lang: "en",
        from: "▸ From address",
        to_region: "▸ Region",
        key: "▸ ID and secret",
        ends: "Enter quit",
        fixes: "Enter to the page that fixes it",
        region: "1  Region",
        copied: "Copied the lines",
    },
];

/// Asks for the region and a key, shows the lines, and is over: no test, no sign-in.
#[test]
fn just_the_env_shows_the_lines_and_ends() {
    for words in BOTH {
        let account = Account::serve(QUICK);
        let command = account.command_without_region(&format!("--lang {}", words.lang));
        let mut person = Person::sits_at(&command);
        person.waits_for("1234-5678-9012");
        person.types("\x1b[B\x1b[B\r");
        person.waits_for(words.from);
        person.types("no-reply@example.co.kr\r");
        person.waits_for(words.to_region);
        person.types("\r");
        person.waits_for(words.key);
        person.types("\r\r");
        person.waits_for(words.ends);
        person.waits_for("AWS_DEFAULT_REGION=ap-northeast-2");
        person.types("\x0e");
        person.waits_for(words.copied);
        person.types("\r");
        let (status, _) = person.leaves();
        assert!(status.success(), "{status:?}");
        assert_eq!(account.changes(), Vec::<String>::new());
    }
}

/// From what is wrong one key leads to the page that mends it.
#[test]
fn what_does_not_work_leads_to_the_page_that_mends_it() {
    for words in BOTH {
        let account = Account::serve(&format!(
            "{QUICK}[[identity]]\nname = 'example.co.kr'\nregion = 'us-east-1'\nage = '90d'\nstands = 'verified'\n"
        ));
        let mut person = Person::sits_at(&account.command(&format!("--lang {}", words.lang)));
        person.waits_for("1234-5678-9012");
        person.types("\x1b[B\r");
        person.waits_until("the doctor", |screen| screen.contains("│ 진단") || screen.contains("│ Doctor"));
        person.types(
            "Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: no-reply@example.co.kr\r",
        );
        person.waits_for(words.fixes);
        person.types("\r");
        person.waits_for(words.region);
        person.types("\x03");
        let (status, _) = person.leaves();
        assert!(status.success(), "{status:?}");
    }
}
