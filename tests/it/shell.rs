//! Does the loop hold? A face with scripted fingers over ratatui's test backend, on the real engine and a rehearsed world.

use std::{collections::VecDeque, io, process::ExitStatus, sync::Arc};

use aws_credential_types::Credentials;
use open_sesame::{
    aws::{CallLog, Cloud},
    engine::{Changes, Held, Ports, home::Home, waits_of},
    host::{Folder, Tools},
    rehearsal::{FaultKind, InjectedFault, Pacing, Scenario, World},
    setup::{Intent, Standing, Step},
    shell::{Aside, Ended, Face, FaceEvent, Playing, Setting, Then, converse},
    terms::{InEarnest, Programme, Secret},
    view,
    wizard::{Act, Clipboard, Key, Model, Msg, Offer, Page, Shown, offered},
    words::{Locale, Text},
};
use ratatui::{Terminal, backend::TestBackend};

use crate::gallery::shot;

/// What must be true of the model before a key is pressed.
type Ready = fn(&Model) -> bool;

/// Presses a key as soon as the screen is ready for it.
struct Fingers {
    terminal: Terminal<TestBackend>,
    script: VecDeque<(Ready, Key)>,
    /// Whether Enter reads on, or the next key of the script is pressed.
    pressed: Option<bool>,
    copied: Vec<String>,
    rang: Vec<String>,
    clipboard: Clipboard,
    /// What was put on the clipboard as a secret, and when it was cleared.
    secrets: Vec<(tokio::time::Instant, Option<String>)>,
    /// When something was drawn, and whether it was true for a moment only.
    drawn: Vec<(tokio::time::Instant, bool)>,
}

impl Fingers {
    fn new(script: impl IntoIterator<Item = (Ready, Key)>) -> Fingers {
        let terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        Fingers {
            terminal,
            script: script.into_iter().collect(),
            pressed: None,
            copied: Vec::new(),
            rang: Vec::new(),
            clipboard: Clipboard::Terminal,
            secrets: Vec::new(),
            drawn: Vec::new(),
        }
    }
}

/// A key that acts is pressed by who has seen what it does.
fn may_press(model: &Model, key: Key) -> bool {
    let acts = matches!(key, Key::Enter | Key::Esc | Key::Tab | Key::F(_) | Key::Ctrl(_));
    !acts || open_sesame::wizard::unsettled(model).is_none()
}

impl Face for Fingers {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn draw(&mut self, model: &Model, text: &Text) -> io::Result<Shown> {
        let mut shown = Shown::default();
        self.drawn.push((tokio::time::Instant::now(), model.is_passing()));
        // This backend, unlike a terminal, keeps the half of a wide character that another was written over.
        self.terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        self.terminal.draw(|frame| shown = view::draw(frame, model, text)).unwrap();
        // What a page has no room for is read first. What the last drawing shows counts.
        let reads = offered(model).contains(&Offer { key: Key::Enter, act: Act::ReadOn });
        let next = self.script.front().filter(|(ready, key)| ready(model) && may_press(model, *key));
        self.pressed = next.map(|(_, key)| reads && *key == Key::Enter);
        Ok(shown)
    }

    async fn next(&mut self) -> Option<io::Result<FaceEvent>> {
        let key = match self.pressed.take() {
            Some(true) => Some(Key::Enter),
            Some(false) => self.script.pop_front().map(|(_, key)| key),
            None => None,
        };
        match key {
            Some(key) => Some(Ok(FaceEvent::Msg(Msg::Key(key)))),
            None => std::future::pending().await,
        }
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.copied.push(text.to_owned());
        Ok(())
    }

    fn clipboard(&self) -> Clipboard {
        self.clipboard
    }

    fn copy_secret(&mut self, secret: &Secret) -> io::Result<()> {
        self.secrets.push((tokio::time::Instant::now(), Some(secret.reveal().to_owned())));
        Ok(())
    }

    fn clear_secret(&mut self) -> io::Result<()> {
        self.secrets.push((tokio::time::Instant::now(), None));
        Ok(())
    }

    fn forget_secret(&mut self) {}

    fn ring(&mut self, said: &str) -> io::Result<()> {
        self.rang.push(said.to_owned());
        Ok(())
    }

    async fn step_aside(&mut self, aside: Aside<'_>) -> io::Result<io::Result<ExitStatus>> {
        Ok(Err(io::Error::other(format!("nobody runs {}", aside.program))))
    }
}

pub fn setting(world: &World, folder: &std::path::Path) -> Setting {
    setting_at(world, folder, Pacing::Headless)
}

pub fn setting_at(world: &World, folder: &std::path::Path, pace: Pacing) -> Setting {
    setting_for(world, folder, pace, true)
}

/// The same for somebody who may not be signed in yet.
pub fn setting_for(world: &World, folder: &std::path::Path, pace: Pacing, is_signed_in: bool) -> Setting {
    let app = folder.join("app");
    crate::interrupt::copy(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample-app"), &app);
    let (id, secret) = world.admin();
    let token = world.admin_session_token().map(|token| token.reveal().to_owned());
    let keys = Credentials::new(id.as_str(), secret.reveal(), token, None, "rehearsal");
    let (tell, heard) = tokio::sync::mpsc::unbounded_channel();
    let calls = tell.clone();
    let log = CallLog::new(move |call| drop(calls.send(Msg::Called(call))));
    let clock = world.clock(pace);
    let held = Held::default();
    let home = Home::at(folder.join("config"), folder.join("data"), &app, Default::default());
    let ports = Ports {
        cloud: Cloud::behind(world.http(), world.time_source(), is_signed_in.then_some(keys), log)
            .waiting(waits_of(&clock)),
        vault: world.vault(),
        sealed: Arc::new(crate::interrupt::sealed(&home, &held)),
        desk: world.desk(),
        porch: world.porch(&clock),
        web: world.web(),
        resolver: world.resolver(),
        post: world.post(),
        place: Arc::new(Folder::at(&app, Tools::Pretended)),
        clock,
        home,
        changes: Changes::Allowed,
        held,
    };
    let in_earnest = InEarnest { command: "sesame".into(), folder: None };
    let programme = Programme { stories: Scenario::stories(), in_earnest };
    let stage = Some(Playing { stage: world.stage(), programme });
    Setting { ports: Arc::new(ports), stage, tell, heard, here: Vec::new(), browser: Default::default() }
}

fn settled(model: &Model) -> bool {
    model.work.doing.is_none() && !model.looks.any()
}

fn ready_to_change(model: &Model) -> bool {
    settled(model) && model.ready().is_some()
}

fn turned(model: &Model) -> bool {
    settled(model) && model.page.step().is_some_and(|step| model.standing(step) == Standing::Done)
}

#[tokio::test(start_paused = true)]
async fn enter_alone_goes_from_an_address_to_a_written_env() {
    let world = World::open(&Scenario::named("fresh").unwrap());
    let folder = tempfile::tempdir().unwrap();
    let setting = setting(&world, folder.path());
    let always: Ready = |_| true;
    let mut script: Vec<(Ready, Key)> = Vec::new();
    script.push((settled, Key::Enter));
    script.extend("no-reply@example.co.kr".chars().map(|c| (settled as Ready, Key::Char(c))));
    // Two answers, then the region: the sign-in that is there already is passed by.
    script.extend([(always, Key::Enter), (always, Key::Enter), (settled, Key::Enter)]);
    // User and policy, key, identity and MAIL FROM; each page is left when it is done.
    script.extend([(ready_to_change as Ready, Key::Enter), (ready_to_change, Key::Enter), (turned, Key::Enter)]);
    script.extend([(ready_to_change as Ready, Key::Enter), (turned, Key::Enter)]);
    script.extend([(ready_to_change as Ready, Key::Enter), (ready_to_change, Key::Enter), (turned, Key::Enter)]);
    // The web site is guessed, the promise must be given.
    let asked: Ready = |model| settled(model) && model.form.focused().is_some();
    script.extend([(asked, Key::Enter), (asked, Key::Up), (asked, Key::Enter)]);
    script.extend([(ready_to_change as Ready, Key::Enter), (turned, Key::Enter)]);
    // `.env`, then the mailer, for production is granted by now.
    script.extend([(ready_to_change as Ready, Key::Enter), (ready_to_change, Key::Enter), (turned, Key::Enter)]);
    script.extend([(asked, Key::Enter), (ready_to_change as Ready, Key::Enter), (turned, Key::Enter)]);
    script.push((|model| model.page == Page::Receipt, Key::Ctrl('c')));
    let presses = script.len() - "no-reply@example.co.kr".len();
    let mut face = Fingers::new(script);
    let intent = Intent { region: "ap-northeast-2".parse().ok(), ..Intent::default() };
    let text = Text::new(Locale::Ko);
    let talk = converse(&mut face, setting, intent, &text, std::future::pending());
    let ended = tokio::time::timeout(std::time::Duration::from_secs(3000), talk).await;
    let screen = shot(face.terminal.backend().buffer());
    let Ok(Ok(Ended { model, .. })) = ended else { panic!("it hangs, {} keys left:\n{screen}", face.script.len()) };
    assert!(Step::all().all(|step| model.standing(step) == Standing::Done), "{screen}");
    let mut rang = face.rang.clone();
    rang.sort();
    rang.dedup();
    assert!(face.rang.contains(&"Sesame: 발신 인증 완료".to_owned()), "{:?}", face.rang);
    assert_eq!(rang.len(), face.rang.len(), "told twice: {:?}", face.rang);
    assert!(presses < 40, "{presses} keys");
    let env = std::fs::read(folder.path().join("app/.env")).unwrap();
    let env = open_sesame::laravel::dotenv::read(&env).unwrap();
    assert_eq!(env["MAIL_MAILER"].as_deref(), Some("ses"));
    crate::sentinel::Sentinel::new().assert_clean([("screen", screen.as_bytes())]);
}

/// The domain is at a provider that Sesame writes to: Enter alone reads its zone, shows what is missing and writes it.
#[tokio::test(start_paused = true)]
async fn a_domain_at_route_53_or_cloudflare_is_verified_with_no_value_typed_by_hand() {
    for (provider, before) in [("route53", vec![]), ("cloudflare", vec![Key::F(4)])] {
        let story = format!(
            "region = 'ap-northeast-2'\nstory = {{ ko = '쓰기', en = 'writing' }}\n[dns]\nprovider = '{provider}'\n\
             publish_after = '9999h'\n[[identity]]\nname = 'example.co.kr'\nage = '1h'\nmail_from = 'bounce'\n\
             tags = {{ managed-by = 'sesame' }}\n"
        );
        let world = World::open(&Scenario::parse("writing", &story).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let setting = setting_at(&world, folder.path(), Pacing::Watched);
        open_sesame::engine::zones::hold_cloudflare_token(&setting.ports, world.cloudflare_token());
        let on_the_page: Ready = |model| settled(model) && model.page == Page::Identity;
        let mut script: Vec<(Ready, Key)> = Vec::new();
        let not_there: Ready = |model| settled(model) && model.page != Page::Identity;
        script.extend(vec![(not_there, Key::Tab); 5]);
        script.extend(before.iter().map(|key| (on_the_page, *key)));
        script.push((on_the_page, Key::Enter));
        script.push((|model| ready_to_change(model) && model.planned_writing().is_some(), Key::Enter));
        script.push((turned, Key::Ctrl('c')));
        let mut face = Fingers::new(script);
        let from = "no-reply@example.co.kr".parse().ok();
        let intent = Intent { region: "ap-northeast-2".parse().ok(), from, ..Intent::default() };
        let text = Text::new(Locale::Ko);
        let talk = converse(&mut face, setting, intent, &text, std::future::pending());
        let ended = tokio::time::timeout(std::time::Duration::from_secs(900), talk).await;
        let screen = shot(face.terminal.backend().buffer());
        let Ok(Ok(Ended { model, .. })) = ended else { panic!("it hangs, {} keys left:\n{screen}", face.script.len()) };
        assert_eq!(model.standing(Step::Identity), Standing::Done, "{provider}\n{screen}");
        let written = world
            .requests()
            .iter()
            .filter(|it| ["ChangeResourceRecordSets", "BatchDnsRecords"].contains(&it.operation.as_str()))
            .count();
        assert_eq!(written, 1, "{provider}: {:#?}", world.requests());
    }
}

#[tokio::test(start_paused = true)]
async fn another_story_ends_this_conversation_and_is_named() {
    let listed: Ready = |model| model.window.overlay.is_some();
    for (keys, then) in [
        (
            vec![(settled as Ready, Key::F(10)), (listed, Key::Down), (listed, Key::Enter)],
            Then::Play("half-done".into()),
        ),
        (vec![(settled as Ready, Key::F(10)), (listed, Key::Ctrl('c'))], Then::Leave),
    ] {
        let world = World::open(&Scenario::named("fresh").unwrap());
        let folder = tempfile::tempdir().unwrap();
        let text = Text::new(Locale::En);
        let mut face = Fingers::new(keys);
        let setting = setting(&world, folder.path());
        let talk = converse(&mut face, setting, Intent::default(), &text, std::future::pending());
        let ended = tokio::time::timeout(std::time::Duration::from_secs(300), talk).await.expect("it ends");
        assert_eq!(ended.expect("it holds").then, then);
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_it_is_told_to_and_when_the_face_has_gone() {
    let world = World::open(&Scenario::named("fresh").unwrap());
    let folder = tempfile::tempdir().unwrap();
    let text = Text::new(Locale::En);
    let mut face = Fingers::new([]);
    let told = converse(&mut face, setting(&world, folder.path()), Intent::default(), &text, std::future::ready(()));
    assert!(told.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_on_the_screen_for_a_second_or_not_at_all() {
    use std::time::Duration;
    let rows = [(0, false), (100, false), (300, true), (1500, true)];
    for (lasts, shown) in rows {
        let world = World::open(&Scenario::named("fresh").unwrap());
        let delay = FaultKind::Delay(Duration::from_millis(lasts));
        world.inject(InjectedFault::new(delay).on("CreateUser").times(1));
        let folder = tempfile::tempdir().unwrap();
        let tabs = std::iter::repeat_n((settled as Ready, Key::Tab), 3);
        let at_last: Ready = |model| settled(model) && model.work.done.len() == 1;
        let script = tabs.chain([(ready_to_change as Ready, Key::Enter), (at_last, Key::Ctrl('c'))]);
        let mut face = Fingers::new(script);
        let region = "ap-northeast-2".parse().ok();
        let intent = Intent { region, from: "no-reply@example.co.kr".parse().ok(), ..Intent::default() };
        let text = Text::new(Locale::Ko);
        let setting = setting_at(&world, folder.path(), Pacing::Watched);
        let talk = converse(&mut face, setting, intent, &text, std::future::pending());
        tokio::time::timeout(Duration::from_secs(300), talk).await.expect("it ends").expect("it holds");
        let runs: Vec<_> = face.drawn.chunk_by(|(_, a), (_, b)| a == b).collect();
        let passing = runs.windows(2).filter(|pair| pair[0][0].1);
        let on_screen: Vec<Duration> = passing.map(|pair| pair[1][0].0 - pair[0][0].0).collect();
        assert_eq!(!on_screen.is_empty(), shown, "{lasts} ms: {on_screen:?}");
        assert!(on_screen.iter().all(|time| *time >= Duration::from_secs(1)), "{lasts} ms: {on_screen:?}");
    }
}

/// F8 on the page of the records: the file lies in the app's folder, and where nothing may be changed there is none.
#[tokio::test(start_paused = true)]
async fn what_cloudflare_imports_is_saved_beside_the_app_unless_nothing_may_be_changed() {
    for changes in [Changes::Allowed, Changes::Refused] {
        let world = World::open(&Scenario::named("half-done").unwrap());
        let folder = tempfile::tempdir().unwrap();
        let mut setting = setting(&world, folder.path());
        Arc::get_mut(&mut setting.ports).expect("it is this test's alone").changes = changes;
        let there: Ready = |model| settled(model) && model.page == Page::Identity && model.zone_file().is_some();
        let told: Ready = |model| model.window.notice.is_some() || model.trouble.all().next().is_some();
        let tabs = std::iter::repeat_n((settled as Ready, Key::Tab), 5);
        let mut face = Fingers::new(tabs.chain([(there, Key::F(8)), (told, Key::Ctrl('c'))]));
        let intent =
            crate::interrupt::intent(open_sesame::setup::IdentityKind::Domain, open_sesame::terms::Keep::Keychain);
        let text = Text::new(Locale::En);
        let talk = converse(&mut face, setting, intent, &text, std::future::pending());
        let ended = tokio::time::timeout(std::time::Duration::from_secs(300), talk).await;
        let screen = shot(face.terminal.backend().buffer());
        let Ok(Ok(Ended { model, .. })) = ended else { panic!("it hangs:\n{screen}") };
        let saved = std::fs::read_to_string(folder.path().join("app/sesame-dns-example.co.kr.txt"));
        match changes {
            Changes::Allowed => {
                let lines = saved.expect("it is there");
                assert_eq!(model.zone_file().map(|(_, text)| text), Some(lines.clone()));
                assert_eq!(lines.lines().filter(|line| line.contains(" IN CNAME ")).count(), 1, "{lines}");
            }
            Changes::Refused => {
                assert!(saved.is_err());
                assert!(screen.contains("--read-only"), "{screen}");
            }
        }
    }
}

/// The face gets the secret, the conversation only hears of it; and when its time is over it is gone.
#[tokio::test(start_paused = true)]
async fn a_secret_goes_to_the_face_alone_and_is_cleared_in_time() {
    use open_sesame::engine::settle::{Halt, Patience, look, settle};
    let world = World::open(&Scenario::named("fresh").unwrap());
    let folder = tempfile::tempdir().unwrap();
    let setting = setting_at(&world, folder.path(), Pacing::Watched);
    let intent = crate::interrupt::intent(open_sesame::setup::IdentityKind::Domain, open_sesame::terms::Keep::Keychain);
    let mut facts = open_sesame::setup::Facts::default();
    look(&setting.ports, &intent, &mut facts, open_sesame::setup::Scope::everything(), &mut |_| ()).await;
    let until = setting.ports.clock.now() + jiff::SignedDuration::from_hours(5);
    settle(&setting.ports, &intent, facts, Patience::Until(until), &Halt::default(), |_| ()).await;

    let tabs = std::iter::repeat_n((settled as Ready, Key::Tab), 9);
    let cleared: Ready = |model| model.copying.copied.is_none();
    let there: Ready = |model| model.copying.copied.is_some();
    let keys = [(settled as Ready, Key::F(6)), (settled, Key::Enter), (there, Key::F(12)), (cleared, Key::Ctrl('c'))];
    let mut face = Fingers::new(tabs.chain(keys));
    let text = Text::new(Locale::Ko);
    let talk = converse(&mut face, setting, intent, &text, std::future::pending());
    let Ended { model, .. } =
        tokio::time::timeout(std::time::Duration::from_secs(300), talk).await.expect("it ends").expect("it holds");
    let [(put, Some(lines)), (taken, None)] = &face.secrets[..] else { panic!("{:?}", face.secrets.len()) };
    // A rehearsal's time passes faster, and not evenly; how long it is in the conversation's own time is a row of `wizard`.
    assert!(*taken - *put > std::time::Duration::from_secs(1), "{:?}", *taken - *put);
    let env = std::fs::read(folder.path().join("app/.env")).unwrap();
    let (env, lines) = (open_sesame::laravel::dotenv::read(&env).unwrap(), lines.as_bytes());
    for (name, value) in open_sesame::laravel::dotenv::read(lines).unwrap() {
        assert_eq!(env[&name], value, "{name}");
    }
    let secret = env["AWS_SECRET_ACCESS_KEY"].clone().unwrap();
    assert!(String::from_utf8_lossy(lines).contains(&secret));
    let mut sentinel = crate::sentinel::Sentinel::nothing();
    sentinel.watch("the secret", &secret);
    let screen = shot(face.terminal.backend().buffer());
    sentinel.assert_clean([("the model", format!("{model:?}").as_bytes()), ("the screen", screen.as_bytes())]);
    assert!(face.copied.is_empty(), "it was copied as if it were none");
}
