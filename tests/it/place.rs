//! The folder of an app, on a real file system: whole or not at all, mode and links kept, and never outside.

use std::{fs, path::PathBuf, time::Duration};

use open_sesame::{
    engine::ports::Place as _,
    host::{Folder, Tools},
    terms::FailureKind,
};

/// A project folder, and a folder beside it.
struct Ground {
    folder: tempfile::TempDir,
    place: Folder,
}

fn ground() -> Ground {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["app", "beside"] {
        fs::create_dir(folder.path().join(name)).expect("a folder");
    }
    let place = Folder::at(folder.path().join("app"), Tools::Allowed);
    Ground { folder, place }
}

impl Ground {
    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
        fs::write(self.at(path), text).expect("written");
    }

    #[track_caller]
    fn holds(&self, path: &str, text: &str) {
        assert_eq!(fs::read_to_string(self.at(path)).ok().as_deref(), Some(text), "{path}");
    }

    /// What lies in the two folders; a sibling that was left behind would be here.
    fn names(&self) -> Vec<String> {
        let list = |folder: &str| fs::read_dir(self.at(folder)).expect("a folder").map(|it| it.expect("an entry"));
        let mut names: Vec<String> =
            ["app", "beside"].into_iter().flat_map(list).map(|it| it.file_name().to_string_lossy().into()).collect();
        names.sort();
        names
    }
}

#[tokio::test]
async fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
    let ground = ground();
    ground.put("app/.env", "old");
    ground.place.replace(".env", Some(b"old"), "새것\n".as_bytes()).await.expect("replaced");
    ground.holds("app/.env", "새것\n");
    assert_eq!(ground.place.read(".env").await.expect("read"), Some("새것\n".into()));
    ground.place.remove(".env", "새것\n".as_bytes()).await.expect("removed");
    assert_eq!(ground.place.read(".env").await.expect("read"), None);
    assert_eq!(ground.names(), [""; 0]);
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_not_touched() {
    let ground = ground();
    ground.put("app/.env", "somebody else's");
    for seen in [None, Some(b"old".as_slice()), Some(b"")] {
        let failure = ground.place.replace(".env", seen, b"new").await.expect_err("it changed");
        assert_eq!(failure.kind, FailureKind::FileChanged, "{failure}");
        assert!(failure.in_full().contains(".env"), "{failure}");
    }
    let gone = ground.place.replace("config/mail.php", Some(b"old"), b"new").await.expect_err("it is gone");
    assert_eq!(gone.kind, FailureKind::FileChanged, "{gone}");
    let failure = ground.place.remove(".env", b"old").await.expect_err("it changed");
    assert_eq!(failure.kind, FailureKind::FileChanged, "{failure}");
    ground.holds("app/.env", "somebody else's");
    assert_eq!(ground.names(), [".env"]);
}

#[tokio::test]
async fn no_path_leaves_the_project() {
    let ground = ground();
    ground.put("beside/secret", "theirs");
    let absolute = ground.at("beside/secret").display().to_string();
    for path in ["../beside/secret", "config/../../beside/secret", "./../beside/secret", &absolute, "", "."] {
        let read = ground.place.read(path).await.expect_err(path);
        let replaced = ground.place.replace(path, Some(b"theirs"), b"ours").await.expect_err(path);
        let removed = ground.place.remove(path, b"theirs").await.expect_err(path);
        for failure in [read, replaced, removed] {
            assert_eq!(failure.kind, FailureKind::Bug, "{failure}");
        }
    }
    ground.holds("beside/secret", "theirs");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_told_by_its_path() {
    let ground = ground();
    assert_eq!(ground.place.read("config/mail.php").await.expect("read"), None);
    let failure = ground.place.replace("config/mail.php", None, b"<?php").await.expect_err("no folder");
    assert_eq!(failure.kind, FailureKind::File);
    assert!(failure.in_full().contains("config/mail.php"), "{failure}");
}

#[tokio::test]
async fn folders_are_told_apart_and_looked_into() {
    let ground = ground();
    fs::create_dir_all(ground.at("app/config/mail/own/deep/deeper/deepest")).expect("a folder");
    for file in ["a.php", "own/b.php", "own/deep/c.php", "own/deep/deeper/d.php", "own/deep/deeper/deepest/e.php"] {
        ground.put(&format!("app/config/mail/{file}"), "<?php");
    }
    let listed = ground.place.list_below("config/mail").await.expect("listed");
    let mut names: Vec<&str> = listed.iter().map(|it| it.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a.php", "own/b.php", "own/deep/c.php", "own/deep/deeper/d.php"]);
    assert_eq!(ground.place.list_below("config/nowhere").await.expect("listed").len(), 0);
    assert!(ground.place.is_folder("config/mail").await);
    assert!(!ground.place.is_folder("config/mail/a.php").await);
    assert!(!ground.place.is_folder("config/nowhere").await);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// A pipe is not waited for, whoever would write to it.
    #[tokio::test]
    async fn a_pipe_in_the_place_of_a_file_is_named() {
        let ground = ground();
        let made = std::process::Command::new("mkfifo").arg(ground.at("app/.env")).status().expect("mkfifo");
        assert!(made.success());
        let failure = ground.place.read(".env").await.expect_err("it is a pipe");
        assert!(failure.in_full().contains("it is a pipe or a device"), "{failure}");
        let failure = ground.place.read_in_pieces(".env", &mut |_| {}).await.expect_err("it is a pipe");
        assert!(failure.in_full().contains("it is a pipe or a device"), "{failure}");
    }

    fn mode(path: PathBuf) -> u32 {
        fs::metadata(path).expect("a file").permissions().mode() & 0o7777
    }

    #[tokio::test]
    async fn a_new_file_is_its_owners_alone_and_an_old_one_keeps_its_mode() {
        let ground = ground();
        ground.place.replace(".env", None, b"new").await.expect("written");
        assert_eq!(mode(ground.at("app/.env")), 0o600);
        for wanted in [0o640, 0o444, 0o664] {
            fs::set_permissions(ground.at("app/.env"), fs::Permissions::from_mode(wanted)).expect("set");
            let before = fs::read(ground.at("app/.env")).expect("read");
            ground.place.replace(".env", Some(&before), format!("{wanted:o}").as_bytes()).await.expect("replaced");
            assert_eq!(mode(ground.at("app/.env")), wanted);
        }
    }

    #[tokio::test]
    async fn a_link_stays_one_and_its_target_is_written() {
        for absolute in [false, true] {
            let ground = ground();
            ground.put("beside/shared.env", "old");
            fs::set_permissions(ground.at("beside/shared.env"), fs::Permissions::from_mode(0o640)).expect("set");
            let target = if absolute { ground.at("beside/shared.env") } else { "../beside/shared.env".into() };
            symlink(&target, ground.at("app/current")).expect("a link");
            symlink("current", ground.at("app/.env")).expect("a link to a link");
            ground.place.replace(".env", Some(b"old"), b"new").await.expect("replaced");
            ground.holds("beside/shared.env", "new");
            assert_eq!(mode(ground.at("beside/shared.env")), 0o640);
            assert_eq!(fs::read_link(ground.at("app/.env")).expect("still a link"), PathBuf::from("current"));
            assert_eq!(fs::read_link(ground.at("app/current")).expect("still a link"), target);
            assert_eq!(ground.names(), [".env", "current", "shared.env"]);
        }
    }

    #[tokio::test]
    async fn a_link_to_nothing_yet_is_followed_too() {
        let ground = ground();
        symlink("../beside/shared.env", ground.at("app/.env")).expect("a link");
        assert_eq!(ground.place.read(".env").await.expect("read"), None);
        ground.place.replace(".env", None, b"new").await.expect("written");
        ground.holds("beside/shared.env", "new");
        assert_eq!(mode(ground.at("beside/shared.env")), 0o600);
        assert!(ground.at("app/.env").is_symlink());
    }

    #[tokio::test]
    async fn links_in_a_circle_are_an_error() {
        let ground = ground();
        symlink("b", ground.at("app/a")).expect("a link");
        symlink("a", ground.at("app/b")).expect("a link");
        for failure in [
            ground.place.read("a").await.expect_err("a circle"),
            ground.place.replace("a", None, b"new").await.expect_err("a circle"),
        ] {
            assert_eq!(failure.kind, FailureKind::File, "{failure}");
        }
        assert_eq!(ground.names(), ["a", "b"]);
    }

    #[tokio::test]
    async fn a_program_is_heard_and_its_status_told() {
        let ground = ground();
        let run = async |script: &str| ground.place.run("sh", &["-c", script], MINUTE).await;
        let ran = run("pwd; echo complaint >&2; exit 3").await.expect("it ran");
        assert_eq!(ran.status, Some(3));
        let here = ground.at("app").canonicalize().expect("a folder");
        assert_eq!(ran.output, format!("{}\ncomplaint\n", here.display()));
        assert_eq!(run("kill -9 $$").await.expect("it ran").status, None);
        let nothing_to_read = run("cat; echo end").await.expect("it ran");
        assert_eq!((nothing_to_read.status, nothing_to_read.output.as_str()), (Some(0), "end\n"));
        let failure = ground.place.run("no-such-program", &["artisan"], MINUTE).await.expect_err("no such program");
        assert_eq!(failure.kind, FailureKind::NoProgram);
        assert!(failure.in_full().contains("no-such-program artisan"), "{failure}");
    }

    /// So long that no machine is too slow.
    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn a_program_that_does_not_end_is_ended() {
        let ground = ground();
        let script = "echo $$ > pid; echo begun; exec sleep 600";
        let ran = ground.place.run("sh", &["-c", script], Duration::from_millis(1500)).await.expect("it ran");
        assert_eq!(ran.status, None);
        let pid = fs::read_to_string(ground.at("app/pid")).expect("it was begun");
        // Ended and fetched, or ended and not fetched yet: in neither case does it go on.
        let stat = || fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        let runs = || stat().is_ok_and(|stat| !stat.contains(") Z ") && !stat.contains(") X "));
        let begun = std::time::Instant::now();
        while cfg!(target_os = "linux") && runs() {
            assert!(begun.elapsed() < MINUTE, "the program goes on");
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_program_that_talks_on_is_cut_short_and_does_not_block() {
        let ground = ground();
        let script = "head -c 3000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero | tr '\\0' y >&2; exit 0";
        let ran = ground.place.run("sh", &["-c", script], MINUTE).await.expect("it ran");
        assert_eq!(ran.status, Some(0));
        let count = |letter| ran.output.bytes().filter(|byte| *byte == letter).count();
        assert_eq!((count(b'x'), count(b'y')), (64 * 1024, 64 * 1024));
    }

    #[tokio::test]
    async fn nothing_found_in_a_copy_is_run() {
        let ground = ground();
        let copy = Folder::at(ground.at("app"), Tools::Pretended);
        let failure = copy.run("sh", &["-c", "touch ran"], MINUTE).await.expect_err("it is a copy");
        assert!(failure.in_full().contains("rehearsal"), "{failure}");
        assert_eq!(ground.names(), [""; 0]);

        // What the app's own command would do is done to the copy, and the command is not run.
        ground.put("app/artisan", "<?php touch('ran');");
        fs::create_dir_all(ground.at("app/bootstrap/cache")).expect("a folder");
        ground.put("app/bootstrap/cache/config.php", "<?php return [];");
        for _ in 0..2 {
            let ran = copy.run("php", &["artisan", "config:clear"], MINUTE).await.expect("pretended");
            assert_eq!(ran.status, Some(0));
            assert!(!ground.at("app/bootstrap/cache/config.php").exists());
        }
        assert_eq!(ground.names(), ["artisan", "bootstrap"]);
    }
}

#[tokio::test]
async fn a_file_of_any_size_is_read_in_pieces_and_a_folder_lists_its_files() {
    let ground = ground();
    let text = "가나다".repeat(100_000);
    for folder in ["app/logs", "app/logs/more"] {
        fs::create_dir(ground.at(folder)).expect("a folder");
    }
    ground.put("app/logs/long", &text);
    ground.put("app/logs/empty", "");
    let (mut read, mut longest) = (Vec::new(), 0);
    let take = &mut |piece: &[u8]| {
        longest = longest.max(piece.len());
        read.extend_from_slice(piece);
    };
    assert!(ground.place.read_in_pieces("logs/long", take).await.expect("read"));
    assert!(!ground.place.read_in_pieces("logs/none", take).await.expect("read"));
    assert_eq!(String::from_utf8(read).expect("whole"), text);
    assert!(longest < text.len() / 4, "{longest} bytes at once");

    let mut listed = ground.place.list("logs").await.expect("listed");
    listed.sort_by(|one, other| one.name.cmp(&other.name));
    let files: Vec<_> = listed.iter().map(|it| (it.name.as_str(), it.size)).collect();
    assert_eq!(files, [("empty", 0), ("long", text.len() as u64)]);
    assert_eq!(ground.place.list("none").await.expect("listed"), []);
    for outside in ["../beside", "/etc", ""] {
        assert_eq!(ground.place.list(outside).await.expect_err("outside").kind, FailureKind::Bug, "{outside}");
    }
}
