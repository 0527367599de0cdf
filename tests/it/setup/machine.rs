//! Where a secret can rest and whether a page can open, from what a machine shows of itself.

use open_sesame::{
    setup::{Machine, NoKeychain, NoPage, Signs, System},
    terms::Keep,
};

const DEBIAN: &str = "Linux version 6.1.0-28-amd64 (debian-kernel@lists.debian.org) #1 SMP Debian 6.1.119-1";
const WSL: &str = "Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f) #1 SMP";

/// What shows, and what follows from it.
type Row = (&'static str, Signs<'static>, System, Option<NoKeychain>, Option<NoPage>);

#[test]
fn a_machine_is_what_it_shows() {
    let rows: [Row; 10] = [
        (
            "a desktop",
            Signs { kernel: DEBIAN, bus_named: true, display: true, ..Signs::default() },
            System::Unix,
            None,
            None,
        ),
        (
            "a desktop whose bus has its usual place",
            Signs { kernel: DEBIAN, bus_there: true, display: true, ..Signs::default() },
            System::Unix,
            None,
            None,
        ),
        (
            "a server, over SSH",
            Signs { kernel: DEBIAN, bus_there: true, ssh: true, ..Signs::default() },
            System::Unix,
            Some(NoKeychain::NoDisplay),
            Some(NoPage::Ssh),
        ),
        (
            "a container",
            Signs { kernel: DEBIAN, ..Signs::default() },
            System::Unix,
            Some(NoKeychain::NoBus),
            Some(NoPage::NoDisplay),
        ),
        (
            "a screen over SSH",
            Signs { kernel: DEBIAN, display: true, ssh: true, ..Signs::default() },
            System::Unix,
            Some(NoKeychain::NoBus),
            Some(NoPage::Ssh),
        ),
        ("nothing at all", Signs::default(), System::Unix, Some(NoKeychain::NoBus), Some(NoPage::NoDisplay)),
        (
            "WSL, by its name",
            Signs { wsl_name: true, kernel: WSL, interop: true, ..Signs::default() },
            System::Wsl,
            Some(NoKeychain::Wsl),
            None,
        ),
        (
            "WSL under sudo, with a screen and a bus",
            Signs { kernel: WSL, interop: true, display: true, bus_there: true, ..Signs::default() },
            System::Wsl,
            Some(NoKeychain::Wsl),
            None,
        ),
        (
            "WSL over SSH",
            Signs { wsl_name: true, kernel: WSL, ssh: true, ..Signs::default() },
            System::Wsl,
            Some(NoKeychain::Wsl),
            Some(NoPage::Ssh),
        ),
        (
            "a container on WSL, which starts nothing of Windows",
            Signs { kernel: WSL, ..Signs::default() },
            System::Unix,
            Some(NoKeychain::NoBus),
            Some(NoPage::NoDisplay),
        ),
    ];
    for (what, signs, system, keychain, page) in rows {
        let machine = Machine::of_unix(&signs);
        assert_eq!(
            (machine.system, machine.without_keychain(), machine.without_pages()),
            (system, keychain, page),
            "{what}"
        );
        let keep = if keychain.is_some() { Keep::File } else { Keep::Keychain };
        assert_eq!(machine.usual_keep(), keep, "{what}");
    }
}

#[test]
fn the_other_systems_have_both() {
    for system in [System::MacOs, System::Windows] {
        let machine = Machine { system, bus: false, display: false, ssh: false };
        assert_eq!((machine.usual_keep(), machine.without_pages()), (Keep::Keychain, None), "{system:?}");
        let machine = Machine { ssh: true, ..machine };
        assert_eq!((machine.usual_keep(), machine.without_pages()), (Keep::Keychain, Some(NoPage::Ssh)), "{system:?}");
    }
}
