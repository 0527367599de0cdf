//! Does a conversation by lines lead where the screen leads? The binary with pipes at both ends, answered as its questions
//! come, and the face alone on lines that were written before. Waits for questions, never for time.

use std::{
    io::{Read as _, Write as _},
    process::{ChildStdin, Command, Output, Stdio},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use open_sesame::{
    laravel::dotenv,
    rehearsal::{MARKER, Scenario, World},
    setup::{Intent, StandingKind, Step, Wait},
    shell::{
        converse,
        plain::{Echo, Input, Paper},
    },
    view::Theme,
    wizard::{ActKind, FieldId, Hidden, Page, Steer, Wish},
    words::{Locale, Text, at_blanks},
};

use unicode_width::UnicodeWidthStr as _;

use crate::{
    headless::machine::{Machine, Ran},
    live::{Account, QUICK},
};

/// Long enough for a slow machine; nothing waits for it that goes well.
const LIMIT: Duration = Duration::from_secs(90);
const MOMENT: Duration = Duration::from_millis(60);

/// A conversation with the binary.
struct Talk {
    child: std::process::Child,
    hand: Option<ChildStdin>,
    heard: Receiver<Vec<u8>>,
    said: Arc<Mutex<Vec<u8>>>,
    /// As far as it was answered.
    answered: usize,
}

impl Talk {
    fn begin(mut command: Command) -> Talk {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut stdout = child.stdout.take().expect("piped");
        let (tell, heard) = channel();
        let said = Arc::new(Mutex::new(Vec::new()));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = stdout.read(&mut buffer) {
                let _ = tell.send(buffer[..n].to_vec());
            }
        });
        let hand = child.stdin.take();
        Talk { child, hand, heard, said, answered: 0 }
    }

    fn so_far(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().unwrap()).into_owned()
    }

    /// Everything since the last answer, up to a question that stands there open.
    fn question(&mut self) -> String {
        loop {
            let whole = self.so_far();
            // Whoever reads takes a moment, and what comes meanwhile is read too.
            let more = self.heard.recv_timeout(MOMENT);
            if let Ok(bytes) = more {
                self.said.lock().unwrap().extend(bytes);
                continue;
            }
            if whole.len() > self.answered && whole.ends_with(": ") {
                let new = whole[self.answered..].to_owned();
                self.answered = whole.len();
                return new;
            }
            match self.heard.recv_timeout(LIMIT) {
                Ok(bytes) => self.said.lock().unwrap().extend(bytes),
                Err(_) => panic!("nothing is asked any more:\n{whole}"),
            }
        }
    }

    /// The question that says this too. News may have asked the one before it again meanwhile.
    fn question_with(&mut self, said: &str) -> String {
        loop {
            let asked = self.question();
            if asked.contains(said) {
                return asked;
            }
        }
    }

    fn says(&mut self, line: &str) {
        let hand = self.hand.as_mut().expect("there is somebody");
        writeln!(hand, "{line}").and_then(|()| hand.flush()).expect("it is heard");
    }

    /// The input ends here; everything that was said.
    fn leaves(mut self, line: &str) -> Ran {
        drop(self.hand.take());
        while let Ok(bytes) = self.heard.recv_timeout(LIMIT) {
            self.said.lock().unwrap().extend(bytes);
        }
        let stdout = self.said.lock().unwrap().clone();
        let mut stderr = Vec::new();
        self.child.stderr.take().expect("piped").read_to_end(&mut stderr).expect("it ends");
        let status = self.child.wait().expect("it ends");
        Ran::of(line.to_owned(), Output { status, stdout, stderr })
    }
}

/// Answers what is asked until the receipt is there. Whatever waits is helped along.
fn answers_to_the_receipt(talk: &mut Talk, text: &Text) {
    let says =
        |asked: &str, kind| asked.lines().any(|line| line.starts_with(&format!("{}: ", text.standing_name(kind))));
    let mut waits = false;
    for _ in 0..200 {
        let asked = talk.question();
        if asked.contains(&format!("\n{}\n", text.page_name(Page::Receipt))) {
            return;
        }
        let question = asked.lines().last().unwrap_or_default().to_owned();
        let field = |id| question.starts_with(text.field_name(id));
        waits = (waits || says(&asked, StandingKind::Waiting) || says(&asked, StandingKind::Blocked))
            && !says(&asked, StandingKind::Done);
        if question.starts_with(text.plain_ask()) || field(FieldId::Wish(Wish::AcceptTerms)) {
            talk.says(if text.locale() == Locale::Ko { "예" } else { "y" });
        } else if field(FieldId::Wish(Wish::From)) {
            talk.says("no-reply@example.co.kr");
        } else if waits && question.starts_with(&text.plain_enter(text.act_name(ActKind::GoOn))) {
            talk.says(text.word_time());
        } else {
            talk.says("");
        }
    }
    panic!("it does not end:\n{}", talk.so_far());
}

#[test]
fn lines_lead_from_nothing_to_the_same_env_as_the_commands() {
    let machine = Machine::new();
    let asked =
        "--rehearse setup --from no-reply@example.co.kr --website https://example.co.kr --accept-terms --yes --wait 2h";
    machine.sesame(&asked.split(' ').collect::<Vec<_>>());
    let wanted = env_of(&machine);
    assert_eq!(wanted["MAIL_MAILER"].as_deref(), Some("ses"));
    for (locale, lang) in [(Locale::Ko, "ko"), (Locale::En, "en")] {
        let machine = Machine::new();
        let text = Text::new(locale);
        let mut talk = Talk::begin(machine.command(&["--rehearse", "--plain", "--lang", lang]));
        answers_to_the_receipt(&mut talk, &text);
        talk.says(text.word_quit());
        let ran = talk.leaves("--rehearse --plain").ends(0);
        machine.search(&ran);
        let env = env_of(&machine);
        let names = |env: &Env| env.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&env), names(&wanted), "{ran}");
        for (name, value) in &wanted {
            // Another key in another account.
            match name.as_str() {
                "AWS_ACCESS_KEY_ID" => assert!(env[name].as_deref().is_some_and(|id| id.starts_with("AKIA")), "{ran}"),
                "AWS_SECRET_ACCESS_KEY" => {
                    assert!(env[name].as_deref().is_some_and(|secret| secret.starts_with(MARKER)), "{name}");
                }
                _ => assert_eq!(env[name], *value, "{name}\n{ran}"),
            }
        }
        assert!(!ran.stdout.contains('\x1b'), "{ran}");
        let marks = ran.stdout.chars().filter(|c| "✓◐▸✗○●─│┌".contains(*c)).collect::<String>();
        assert_eq!(marks, "", "{ran}");
        assert!(
            ran.stdout
                .contains(&text.plain_turned(text.standing_name(StandingKind::Done), text.step_name(Step::Production))),
            "{ran}"
        );
        every_record_is_read_whole(&ran);
    }
}

/// A name or a value that is cut cannot be typed in anywhere.
fn every_record_is_read_whole(ran: &Ran) {
    let dkim = ran.stdout.lines().filter(|line| line.starts_with("CNAME ") && line.contains("._domainkey"));
    let mut names: Vec<&str> = dkim.filter_map(|line| line.split(' ').nth(1)).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 3, "{ran}");
    for name in names {
        let token = name.strip_suffix("._domainkey").expect("a name");
        assert_eq!(token.len(), 32, "{ran}");
        assert!(ran.stdout.contains(&format!("{token}.dkim.amazonses.com")), "{ran}");
    }
}

type Env = std::collections::BTreeMap<String, Option<String>>;

/// The `.env` that a rehearsal left behind.
fn env_of(machine: &Machine) -> Env {
    let (apps, _) = machine.env_files();
    let [env] = &apps[..] else { panic!("{apps:?}") };
    dotenv::read(&std::fs::read(env).unwrap()).unwrap()
}

#[test]
fn another_story_is_chosen_by_a_word_and_a_number() {
    for (lang, word, pick) in [("ko", "시나리오", "2"), ("en", "stories", "half-done"), ("en", "F10", "2")] {
        let machine = Machine::new();
        let mut talk = Talk::begin(machine.command(&["--rehearse", "--plain", "--lang", lang]));
        let asked = talk.question();
        assert!(asked.contains("fresh"), "{asked}");
        talk.says(word);
        let asked = talk.question();
        for name in Scenario::names() {
            assert!(asked.contains(&format!(". {name} - ")), "{name}:\n{asked}");
        }
        talk.says("0");
        talk.question();
        talk.says(pick);
        let asked = talk.question();
        assert!(asked.contains("half-done") && !asked.contains("fresh"), "{asked}");
        // Back from the list one is where one was.
        talk.says(word);
        talk.question();
        talk.says("back");
        let again = talk.question();
        assert_eq!(again.lines().last(), asked.lines().last(), "{again}");
        talk.says("quit");
        machine.search(&talk.leaves("--rehearse --plain").ends(0));
    }
    let account = Account::serve(QUICK);
    let mut talk = Talk::begin(account.command("--plain"));
    talk.question();
    talk.says("stories");
    talk.question_with(&Text::new(Locale::En).plain_not_here("stories"));
    talk.says("quit");
    talk.leaves("--plain").ends(0);
}

#[test]
fn the_input_may_end_anywhere() {
    let all = ["", "no-reply@example.co.kr", "", "", "", "", "", "y", "y", "", "2", "", "y"];
    for many in 0..all.len() {
        let account = Account::serve(QUICK);
        let command = account.command("--plain");
        let lines: String = all[..many].iter().map(|line| format!("{line}\n")).collect();
        let input = account.machine.path("here/lines");
        std::fs::write(&input, lines).unwrap();
        // Who pipes lines in has seen the first look: a sign-in that is there by then is passed by.
        let mut later = Command::new("sh");
        later
            .args(["-c", "(sleep 3; cat \"$0\") | \"$@\""])
            .arg(&input)
            .arg(command.get_program())
            .args(command.get_args());
        later.env_clear().env("PATH", "/bin:/usr/bin");
        let set = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
        later.envs(set.filter(|(name, _)| *name != "PATH"));
        if let Some(folder) = command.get_current_dir() {
            later.current_dir(folder);
        }
        let ran = account.machine.finish(later).ends(1);
        let keys = account.keys();
        assert_eq!(account.count("CreateUser"), usize::from(many > 7), "{ran}");
        assert_eq!(keys.len(), usize::from(many > 12), "{ran}");
    }
}

#[test]
fn only_yes_changes_anything() {
    let account = Account::serve(QUICK);
    let mut talk = Talk::begin(account.command("--plain"));
    for line in ["", "no-reply@example.co.kr", "", "", "", "", ""] {
        talk.question();
        talk.says(line);
    }
    let text = Text::new(Locale::En);
    let block = [
        "Create the IAM user mail-user",
        &text.card_fixed("nothing", "delete the user in IAM"),
        "1234-5678-9012",
        "ap-northeast-2",
    ];
    let asked = talk.question_with(text.plain_ask());
    for said in &block {
        assert!(asked.contains(said), "{said} does not stand above the question:\n{asked}");
    }
    // It stands there; after a no the question alone says how to go on.
    for line in ["", "n", "maybe", "yes please", "1", "예?", "=y", "확인"] {
        talk.says(line);
        let asked = talk.question_with(text.plain_left());
        assert!(!block.iter().any(|said| asked.contains(said)), "{line}:\n{asked}");
    }
    let ran = talk.leaves("--plain").ends(1);
    account.machine.search(&ran);
    assert_eq!(account.count("CreateUser"), 0, "{ran}");
}

/// What is written where these lines are all that is ever typed.
async fn written(scenario: &str, intent: Intent, lines: &[&str]) -> String {
    let world = World::open(&Scenario::named(scenario).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let setting = crate::shell::setting(&world, folder.path());
    let mut paper = Paper::of(Vec::new(), Input::of(lines.iter().copied()), Echo::None, Theme::default());
    let text = Text::new(Locale::En);
    let talk = converse(&mut paper, setting, intent, &text, std::future::pending());
    tokio::time::timeout(Duration::from_secs(3000), talk).await.expect("it ends").expect("it holds");
    String::from_utf8(paper.into_inner()).unwrap()
}

fn from_seoul() -> Intent {
    Intent { region: "ap-northeast-2".parse().ok(), ..Intent::default() }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_number_is_asked_again_and_a_name_does_as_well() {
    let text = Text::new(Locale::En);
    let rows: &[(&str, bool)] =
        &[("9", false), ("0", false), ("e", false), ("2", true), ("not-working", true), ("only", true)];
    for (typed, taken) in rows {
        let said = written("fresh", from_seoul(), &[typed]).await;
        assert_eq!(said.contains(&text.plain_number(3)), !taken, "{typed}:\n{said}");
        let stays = said.matches(&format!("{} [1]: ", text.field_name(FieldId::Steer(Steer::Door)))).count();
        assert_eq!(stays, 1 + usize::from(!taken), "{typed}:\n{said}");
    }
}

/// Nobody's answer is taken for one to another question, and what was refused is not what Enter takes.
#[tokio::test(start_paused = true)]
async fn an_answer_is_one_to_the_question_that_was_asked() {
    let text = Text::new(Locale::En);
    let from = |default: &str| format!("{}{default}: ", text.field_name(FieldId::Wish(Wish::From)));
    let good = "no-reply@example.co.kr";
    for (lines, asked, not_asked) in [
        (&["", "1", ""][..], from(""), from(" [1]")),
        (&["", good, "answers", "", "1", ""], from(&format!(" [{good}]")), from(" [1]")),
        (&["", "y"], text.plain_really(text.field_name(FieldId::Wish(Wish::From)), "y"), from(" [y]")),
    ] {
        let said = written("fresh", from_seoul(), lines).await;
        assert!(said.contains(&asked) && !said.contains(&not_asked), "{lines:?}:\n{said}");
    }
    // On the user's page a bare y is asked after, and taken only where it is meant so.
    let user = |default: &str| format!("{} [{default}]: ", text.field_name(FieldId::Wish(Wish::User)));
    let at_the_user = ["", "", ""];
    let address = || Intent { from: good.parse().ok(), ..from_seoul() };
    let really = text.plain_really(text.field_name(FieldId::Wish(Wish::User)), "y");
    for (lines, name) in
        [(&["y", "n", ""][..], "mail-user"), (&["y", "", ""], "mail-user"), (&["y", "y"], "y"), (&["=y"], "y")]
    {
        let lines: Vec<&str> = at_the_user.iter().chain(lines).copied().chain(["", "answers", ""]).collect();
        let said = written("fresh", address(), &lines).await;
        assert_eq!(said.contains(&really), !lines.contains(&"=y"), "{lines:?}:\n{said}");
        assert!(said.contains(&user("mail-user")), "{lines:?}:\n{said}");
        assert_eq!(said.contains(&user("y")), name == "y", "{lines:?}:\n{said}");
        assert!(said.contains(&format!("Create the IAM user {name}\n")), "{lines:?}:\n{said}");
    }
    // After a no there is a word for going on, and one for doing it after all.
    let next = written("fresh", address(), &[&at_the_user[..], &["", "", "n", "", "next"]].concat()).await;
    assert!(next.matches(text.plain_left()).count() == 2 && next.contains(text.page_why(Page::Key)), "{next}");
    assert_eq!(next.matches("Create the IAM user mail-user").count(), 1, "{next}");
    let done = written("fresh", address(), &[&at_the_user[..], &["", "", "n", "y"]].concat()).await;
    assert!(done.contains("Create the IAM user mail-user: done"), "{done}");
}

#[tokio::test(start_paused = true)]
async fn words_do_what_keys_do_in_both_languages() {
    let text = Text::new(Locale::En);
    for (word, said) in [
        ("?", text.plain_commands()),
        ("도움말", text.plain_commands()),
        ("log", "sts GetCallerIdentity"),
        ("기록", "sts GetCallerIdentity"),
        ("doctor", text.page_why(Page::Doctor)),
        ("F2", text.page_why(Page::Doctor)),
        ("단계", "IAM user: undecided"),
        ("next", text.page_name(Page::SignIn)),
        ("policy", "“policy” does nothing here"),
    ] {
        let written = written("fresh", from_seoul(), &[word]).await;
        assert!(written.contains(said), "{word}:\n{written}");
    }
    let address = Intent { from: "no-reply@example.co.kr".parse().ok(), ..from_seoul() };
    let said = written("fresh", address.clone(), &[MARKER]).await;
    assert!(said.contains(text.plain_unknown()) && !said.contains(MARKER), "{said}");
    let said = written("fresh", address, &["", "", "", "", "", "way", "way", "copy"]).await;
    assert!(said.matches("Subject: [AWS]").count() >= 2, "copy shows the message:\n{said}");
}

/// As every question that most pass by: asked where the word is said, and answered by its number or its name.
#[tokio::test(start_paused = true)]
async fn the_price_plan_is_switched_by_lines_too() {
    let text = Text::new(Locale::En);
    let address = Intent { from: "no-reply@example.co.kr".parse().ok(), ..from_seoul() };
    let told = written("fresh", address.clone(), &["", "steps"]).await;
    assert!(told.contains(text.plain_price()), "{told}");
    assert!(!told.contains(&format!("{} [", text.field_name(FieldId::Wish(Wish::Pricing)))), "{told}");
    let said = written("fresh", address, &["", "answers", "", "none", "y"]).await;
    assert!(
        said.contains("Switch AWS's price plan in ap-northeast-2 from Essentials to none (a la carte): done"),
        "{said}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_of_many_lines_is_read_to_the_empty_one_and_not_said_again() {
    let error = format!("Expected response code 250\nEmail address is not verified. {MARKER}");
    let mut lines = vec!["2"];
    lines.extend(error.lines());
    lines.push("");
    let said = written("fresh", from_seoul(), &lines).await;
    assert!(!said.contains(MARKER), "{said}");
    let text = Text::new(Locale::En);
    assert!(said.contains(text.cause_what(open_sesame::diagnosis::Cause::RecipientInSandbox)), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_is_said_once_and_then_by_its_changes() {
    let address = Intent { from: "no-reply@example.co.kr".parse().ok(), ..from_seoul() };
    let said =
        written("slow-dns", address, &["", "", "", "", "", "y", "y", "", "", "", "y", "", "", "", "", "y", "y"]).await;
    let text = Text::new(Locale::En);
    let normal = text.wait_normal(Wait::Dns);
    assert_eq!(said.matches(normal).count(), 1, "{said}");
    // How long ago AWS looked is no news each second.
    let looks = said.matches("AWS looked ").count();
    assert!(looks < 6, "{looks} times: {said}");
}

/// Where it is made is said before it is asked for, and so is whether it is kept; what Enter does at the zone has its name.
#[tokio::test(start_paused = true)]
async fn the_providers_token_is_asked_for_as_on_the_screen() {
    let address = Intent { from: "no-reply@example.co.kr".parse().ok(), ..from_seoul() };
    let to_the_records = ["", "", "", "", "", "y", "y", "", "", "", "y", "", "", "", "", "y", "y"];
    let said =
        written("fresh", address, &[&to_the_records[..], &["way", "", "2", "a-token", "", "way"]].concat()).await;
    let text = Text::new(Locale::En);
    let places = [
        text.plain_enter(text.act_name(ActKind::ReadZone)),
        "https://dash.cloudflare.com/profile/api-tokens".into(),
        format!("\n{} [", text.field_name(FieldId::Steer(Steer::KeepToken))),
        format!("\n{}: ", text.field_name(FieldId::Hidden(Hidden::DnsToken))),
    ]
    .map(|it| said.find(&it).unwrap_or_else(|| panic!("nothing says {it}:\n{said}")));
    assert!(places.is_sorted(), "{places:?}:\n{said}");
    assert!(!said.contains("a-token"), "{said}");
}

#[test]
fn a_sentence_breaks_between_words_and_a_command_nowhere() {
    let said = "아래 레코드 여섯 개를 example.co.kr의 DNS 업체 Cloudflare에 직접 추가하세요. 지금 쓰는 메일은 바뀌지 않습니다.";
    for (line, width) in [(said, 40), (said, 21), ("  Mail goes only to people who asked for it.", 20)] {
        let broken = at_blanks(line, width);
        let words = |text: &str| text.split_whitespace().map(String::from).collect::<Vec<_>>();
        assert_eq!(words(&broken), words(line), "a word was broken");
        assert!(broken.lines().all(|line| line.width() <= width), "{broken}");
        let indent = line.len() - line.trim_start().len();
        assert!(broken.lines().all(|it| it.len() - it.trim_start().len() == indent), "{broken}");
    }
    let command = "  aws sesv2 create-email-identity --region ap-northeast-2 --email-identity example.co.kr";
    assert_eq!(at_blanks(command, 40), command);
    assert_eq!(at_blanks(said, 200), said);
}

/// A script that has too few answers must not look like one that has done its work.
#[test]
fn input_that_ends_early_is_not_taken_for_the_end_of_the_work() {
    for (lang, said) in [("en", "The input ended before"), ("ko", "입력이 끝났습니다")] {
        let machine = Machine::new();
        let mut command = machine.command(&["--plain", "--rehearse", "--lang", lang]);
        command.stdin(Stdio::null());
        let ran = machine.finish(command).ends(1);
        assert!(ran.stderr.contains(said), "{ran}");
        // Who leaves by a word has left.
        let input = machine.path("here/lines");
        std::fs::write(&input, if lang == "ko" { "나가기\n" } else { "quit\n" }).unwrap();
        let mut command = machine.command(&["--plain", "--rehearse", "--lang", lang]);
        command.stdin(std::fs::File::open(&input).unwrap());
        let ran = machine.finish(command).ends(0);
        assert!(!ran.stderr.contains(said), "{ran}");
    }
}
