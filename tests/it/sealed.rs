//! The file of secrets under a passphrase: what it keeps, and that nothing else opens it, breaks it or overwrites it. Read
//! back with the age library itself where it matters, as `age -d` would.

use std::{
    collections::BTreeMap,
    fs, iter,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use age::secrecy::SecretString;
use open_sesame::{
    engine::ports::{SealedVault as _, Vault as _, VaultEntry, VaultLabel},
    host::Sealed,
    setup::Seal,
    terms::{Failure, FailureKind, Secret, VaultTrouble},
};
use proptest::prelude::*;

use crate::sentinel::{MARKER, Sentinel};

const ONE: &str = "AKIAIOSFODNN7EXAMPLE";
const OTHER: &str = "AKIAI44QH8DHBEXAMPLE";
const OPEN: &str = "열려라 참깨";

/// A home, and what is said as the passphrase now.
struct Home {
    folder: tempfile::TempDir,
    said: Arc<Mutex<Option<String>>>,
    file: Sealed,
}

impl Home {
    fn new() -> Home {
        Home::with(Sealed::of_pretended_secrets)
    }

    fn with(open: fn(PathBuf, open_sesame::host::Passphrase) -> Sealed) -> Home {
        let folder = tempfile::tempdir().unwrap();
        let said: Arc<Mutex<Option<String>>> = Arc::new(Mutex::new(Some(OPEN.to_owned())));
        let hears = said.clone();
        let passphrase = Arc::new(move || hears.lock().unwrap().as_deref().map(Secret::new));
        let file = open(folder.path().join("data/secrets.age"), passphrase);
        Home { folder, said, file }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("data/secrets.age")
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).unwrap()
    }

    fn says(&self, passphrase: Option<&str>) {
        *self.said.lock().unwrap() = passphrase.map(str::to_owned);
    }

    async fn put(&self, id: &str, secret: &str) -> Result<(), Failure> {
        let label = VaultLabel { user: "mail-user".parse().ok(), region: "ap-northeast-2".parse().ok() };
        self.file.put(&key(id), &Secret::new(secret), &label).await
    }

    async fn get(&self, id: &str) -> Result<Option<String>, Failure> {
        Ok(self.file.get(&key(id)).await?.map(|secret| secret.reveal().to_owned()))
    }

    /// Nothing but the file is in its folder.
    fn leaves_nothing_beside(&self) {
        let names = fs::read_dir(self.folder.path().join("data")).unwrap().map(|it| it.unwrap().file_name());
        assert!(names.into_iter().all(|name| name == "secrets.age"));
    }
}

fn key(id: &str) -> VaultEntry {
    VaultEntry::Key(id.parse().unwrap())
}

fn trouble<T: std::fmt::Debug>(done: Result<T, Failure>) -> VaultTrouble {
    let failure = done.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Vault, "{failure}");
    failure.vault.expect("a trouble")
}

#[tokio::test]
async fn it_keeps_replaces_and_forgets() {
    let home = Home::new();
    assert_eq!(home.get(ONE).await, Ok(None));
    home.file.remove(&key(ONE)).await.expect("already gone is fine");
    for text in [format!("{MARKER}/+ \"'\\ 한글"), format!("{MARKER}-second")] {
        home.put(ONE, &text).await.expect("kept");
        assert_eq!(home.get(ONE).await, Ok(Some(text)));
    }
    home.put(OTHER, "another").await.expect("kept");
    assert_eq!(home.get(ONE).await, Ok(Some(format!("{MARKER}-second"))));
    home.file.remove(&key(ONE)).await.expect("removed");
    assert_eq!((home.get(ONE).await, home.get(OTHER).await), (Ok(None), Ok(Some("another".into()))));
    home.leaves_nothing_beside();
    // Whoever keeps nothing is asked for no passphrase.
    home.file.remove(&key(OTHER)).await.expect("removed");
    assert!(!home.path().exists(), "an empty file was left");
}

#[tokio::test]
async fn age_reads_it_and_nobody_else() {
    let home = Home::with(Sealed::at);
    let mut sentinel = Sentinel::new();
    let secret = sentinel.secret_access_key('a', &["ap-northeast-2"]);
    sentinel.watch("the passphrase", OPEN);
    home.put(ONE, &secret).await.expect("kept");
    sentinel.assert_tree_clean(home.folder.path(), &[]);
    let bytes = home.bytes();
    let header = String::from_utf8_lossy(&bytes[..200]).into_owned();
    assert!(header.starts_with("age-encryption.org/v1\n-> scrypt ") && header.contains(" 17\n"), "{header}");

    let identity = age::scrypt::Identity::new(SecretString::from(OPEN.to_owned()));
    let plain = age::decrypt(&identity, &bytes).expect("age opens it");
    let plain: serde_json::Value = serde_json::from_slice(&plain).expect("JSON");
    let expected = serde_json::json!({ "secret": secret, "user": "mail-user", "region": "ap-northeast-2" });
    assert_eq!(plain["secrets"][ONE], expected, "{plain}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&home.path()), mode(home.path().parent().unwrap())), (0o600, 0o700));
    }
}

#[tokio::test]
async fn without_the_right_passphrase_nothing_is_read_written_or_lost() {
    let home = Home::new();
    home.put(ONE, "kept").await.expect("kept");
    let before = home.bytes();
    for (said, expected, seal) in [
        (None, VaultTrouble::NoPassphrase, Seal::Closed),
        (Some("열려라 콩깨"), VaultTrouble::WrongPassphrase, Seal::Wrong),
        (Some(""), VaultTrouble::WrongPassphrase, Seal::Wrong),
    ] {
        home.says(said);
        assert_eq!(trouble(home.get(ONE).await), expected, "{said:?}");
        assert_eq!(trouble(home.put(OTHER, "x").await), expected, "{said:?}");
        assert_eq!(trouble(home.file.remove(&key(ONE)).await), expected, "{said:?}");
        assert_eq!(home.file.look().await.unwrap().seal, seal, "{said:?}");
        assert!(home.bytes() == before, "{said:?}: the file was written");
        home.leaves_nothing_beside();
    }
    home.says(Some(OPEN));
    assert_eq!(home.get(ONE).await, Ok(Some("kept".into())));
    assert_eq!(home.file.look().await.unwrap().seal, Seal::Open);
}

#[tokio::test]
async fn a_file_that_is_not_there_needs_no_passphrase_until_it_is_written() {
    let home = Home::new();
    home.says(None);
    assert_eq!(home.file.look().await.unwrap().seal, Seal::Unmade);
    assert_eq!(home.get(ONE).await, Ok(None));
    assert_eq!(trouble(home.put(ONE, "x").await), VaultTrouble::NoPassphrase);
    assert!(!home.path().exists());
    home.says(Some(OPEN));
    assert_eq!(home.file.look().await.unwrap().seal, Seal::Open);
}

#[tokio::test]
async fn what_lies_there_and_is_not_ours_is_left_alone() {
    let to_somebody = {
        let identity = age::x25519::Identity::generate();
        age::encrypt(&identity.to_public(), b"{}").unwrap()
    };
    let of_another_program = sealed_by_hand(b"a diary");
    let newer = sealed_by_hand(br#"{"version":2,"secrets":{}}"#);
    for (what, bytes) in [
        ("nothing", Vec::new()),
        ("a text", b"AWS_SECRET_ACCESS_KEY=x\n".to_vec()),
        ("for somebody's key", to_somebody),
        ("of another program", of_another_program),
        ("of a newer Sesame", newer),
    ] {
        let home = Home::new();
        fs::create_dir(home.folder.path().join("data")).unwrap();
        fs::write(home.path(), &bytes).unwrap();
        assert_eq!(trouble(home.get(ONE).await), VaultTrouble::NotSealed, "{what}");
        assert_eq!(trouble(home.put(ONE, "x").await), VaultTrouble::NotSealed, "{what}");
        assert_eq!(trouble(home.file.remove(&key(ONE)).await), VaultTrouble::NotSealed, "{what}");
        assert_eq!(trouble(home.file.look().await), VaultTrouble::NotSealed, "{what}");
        assert!(home.bytes() == bytes, "{what} was written over");
    }
}

fn sealed_by_hand(plain: &[u8]) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(OPEN.to_owned()));
    recipient.set_work_factor(1);
    age::encrypt(&recipient, plain).unwrap()
}

/// As `age -p -a` writes it anew.
#[tokio::test]
async fn a_file_that_was_made_anew_as_text_is_read_and_written() {
    use std::io::Write as _;
    let home = Home::new();
    home.put(ONE, "kept").await.expect("kept");
    let mut writer = age::armor::ArmoredWriter::wrap_output(Vec::new(), age::armor::Format::AsciiArmor).unwrap();
    writer.write_all(&home.bytes()).unwrap();
    let text = writer.finish().unwrap();
    assert!(text.starts_with(b"-----BEGIN AGE"));
    for text in [text.clone(), [b"\n", &text[..]].concat()] {
        fs::write(home.path(), &text).unwrap();
        assert_eq!(home.get(ONE).await, Ok(Some("kept".into())));
        home.put(OTHER, "also").await.expect("kept");
        assert_eq!(home.get(ONE).await, Ok(Some("kept".into())));
        assert!(home.bytes().starts_with(b"age-encryption.org/"), "it is written as ever");
    }
    fs::write(home.path(), &text[..text.len() / 2]).unwrap();
    assert_eq!(trouble(home.get(ONE).await), VaultTrouble::Damaged, "cut in the middle");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_a_failure_of_files() {
    let home = Home::new();
    fs::write(home.folder.path().join("data"), "in the way").unwrap();
    let failure = home.put(ONE, "x").await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::File, "{failure}");
    assert!(failure.in_full().contains("secrets.age"), "{failure}");
}

#[tokio::test]
async fn the_same_letters_are_the_same_passphrase() {
    let home = Home::new();
    home.put(ONE, "kept").await.expect("kept");
    let decomposed =
        "\u{110b}\u{1167}\u{11af}\u{1105}\u{1167}\u{1105}\u{1161} \u{110e}\u{1161}\u{11b7}\u{1101}\u{1162}";
    home.says(Some(decomposed));
    assert_eq!(home.get(ONE).await, Ok(Some("kept".into())));
}

/// Another Sesame, or somebody with age, writes while this one runs.
#[tokio::test]
async fn what_was_changed_behind_our_back_is_seen() {
    let home = Home::new();
    home.put(ONE, "first").await.expect("kept");
    assert_eq!(home.get(ONE).await, Ok(Some("first".into())));
    fs::write(home.path(), sealed_by_hand(br#"{"version":1,"secrets":{"AKIAIOSFODNN7EXAMPLE":{"secret":"second"}}}"#))
        .unwrap();
    assert_eq!(home.get(ONE).await, Ok(Some("second".into())));
    fs::write(home.path(), sealed_by_hand(br#"{"version":1,"secrets":{"AKIAI44QH8DHBEXAMPLE":{"secret":"x"}}}"#))
        .unwrap();
    home.put(ONE, "third").await.expect("kept");
    assert_eq!((home.get(ONE).await, home.get(OTHER).await), (Ok(Some("third".into())), Ok(Some("x".into()))));
    fs::remove_file(home.path()).unwrap();
    assert_eq!(home.get(ONE).await, Ok(None));
}

/// Power went while the sibling was being written: it never became the file.
#[tokio::test]
async fn half_a_sibling_changes_nothing() {
    let home = Home::new();
    home.put(ONE, "kept").await.expect("kept");
    let half = home.bytes()[..60].to_vec();
    fs::write(home.folder.path().join("data/.sesame-x1y2z3"), half).unwrap();
    assert_eq!(home.get(ONE).await, Ok(Some("kept".into())));
    home.put(OTHER, "x").await.expect("kept");
    assert_eq!(home.get(OTHER).await, Ok(Some("x".into())));
}

#[tokio::test]
async fn a_file_that_lost_or_changed_a_byte_anywhere_is_told_as_such_and_left_alone() {
    let home = Home::new();
    home.put(ONE, "kept").await.expect("kept");
    let whole = home.bytes();
    let cut = (1..whole.len()).map(|end| whole[..end].to_vec());
    let flipped = (0..whole.len()).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    });
    for bytes in cut.chain(flipped).chain(iter::once([&whole[..], b"x"].concat())) {
        fs::write(home.path(), &bytes).unwrap();
        let said = trouble(home.get(ONE).await);
        let known = [VaultTrouble::Damaged, VaultTrouble::NotSealed, VaultTrouble::WrongPassphrase];
        assert!(known.contains(&said), "{said:?}");
        trouble(home.put(ONE, "x").await);
        assert!(home.bytes() == bytes, "a damaged file was written over");
    }
    fs::write(home.path(), &whole).unwrap();
    assert_eq!(home.get(ONE).await, Ok(Some("kept".into())));
}

/// What may be done to the file.
#[derive(Debug, Clone)]
enum Done {
    Put(usize, String),
    Remove(usize),
    /// With a passphrase that is none.
    Fails(usize),
}

fn done() -> impl Strategy<Value = Done> {
    prop_oneof![
        3 => (0..4usize, any::<String>()).prop_map(|(at, secret)| Done::Put(at, secret)),
        2 => (0..4usize).prop_map(Done::Remove),
        1 => (0..4usize).prop_map(Done::Fails),
    ]
}

proptest! {
    #![proptest_config(crate::property::cases(24))]

    #[test]
    fn it_holds_what_was_put_there_last(story in prop::collection::vec(done(), 1..12)) {
        let names = [ONE, OTHER, "AKIAAAAAAAAAAAAAAAAA", "ASIABBBBBBBBBBBBBBBB"];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let home = Home::new();
            let mut expected: BTreeMap<&str, String> = BTreeMap::new();
            for what in story {
                match what {
                    Done::Put(at, secret) => {
                        home.put(names[at], &secret).await.expect("kept");
                        expected.insert(names[at], secret);
                    }
                    Done::Remove(at) => {
                        home.file.remove(&key(names[at])).await.expect("removed");
                        expected.remove(names[at]);
                    }
                    Done::Fails(at) => {
                        home.says(Some("another"));
                        let put = home.put(names[at], "lost").await;
                        home.says(Some(OPEN));
                        // Where there is no file, another passphrase makes one.
                        if expected.is_empty() {
                            put.expect("a new file");
                            fs::remove_file(home.path()).unwrap();
                        } else {
                            assert_eq!(trouble(put), VaultTrouble::WrongPassphrase);
                        }
                    }
                }
                for name in names {
                    assert_eq!(home.get(name).await, Ok(expected.get(name).cloned()));
                }
                assert_eq!(home.path().exists(), !expected.is_empty());
            }
        });
    }
}
