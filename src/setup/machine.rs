//! This machine, as far as it decides where a secret can rest and how a page opens. Does not know how it was found out.

use crate::terms::Keep;

/// What was seen of the machine, and of how the user is connected to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    pub system: System,
    /// There is a session bus. Only where the keychain is asked over one.
    pub bus: bool,
    /// A window could open.
    pub display: bool,
    /// The user came in over SSH.
    pub ssh: bool,
}

/// What Linux and its kin show of themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signs<'a> {
    /// `WSL_DISTRO_NAME` is set.
    pub wsl_name: bool,
    /// `/proc/version`.
    pub kernel: &'a str,
    /// Programs of Windows can be started: in a container on WSL they cannot.
    pub interop: bool,
    /// `DBUS_SESSION_BUS_ADDRESS` is set.
    pub bus_named: bool,
    /// There is a bus where the session's usually is.
    pub bus_there: bool,
    /// `DISPLAY` or `WAYLAND_DISPLAY` is set.
    pub display: bool,
    /// `SSH_CONNECTION` or the like is set.
    pub ssh: bool,
}

/// The system that Sesame runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum System {
    /// Linux and its kin: the keychain is whatever keeps secrets on the session bus.
    Unix,
    /// Linux inside of Windows.
    Wsl,
    MacOs,
    Windows,
}

/// Why a keychain is not to be expected here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum NoKeychain {
    /// WSL comes without one, and the one of Windows cannot be reached from there.
    Wsl,
    /// No session bus.
    NoBus,
    /// No screen: a dialog that asks to unlock it would not be seen.
    NoDisplay,
}

/// Why no page can be opened from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum NoPage {
    /// A browser would open on another machine's screen than the user's.
    Ssh,
    /// No screen.
    NoDisplay,
}

impl Machine {
    /// What these signs mean. `sudo` drops the name that WSL gives, and a container has the kernel without the rest.
    pub fn of_unix(signs: &Signs) -> Machine {
        let wsl = signs.wsl_name || signs.interop && signs.kernel.to_lowercase().contains("microsoft");
        Machine {
            system: if wsl { System::Wsl } else { System::Unix },
            bus: signs.bus_named || signs.bus_there,
            display: signs.display,
            ssh: signs.ssh,
        }
    }

    /// Why no keychain is to be expected; none where one may well be.
    pub fn without_keychain(self) -> Option<NoKeychain> {
        match (self.system, self.bus, self.display) {
            (System::MacOs | System::Windows, _, _) | (System::Unix, true, true) => None,
            (System::Wsl, _, _) => Some(NoKeychain::Wsl),
            (System::Unix, false, _) => Some(NoKeychain::NoBus),
            (System::Unix, true, false) => Some(NoKeychain::NoDisplay),
        }
    }

    /// Where a secret rests unless the operator says otherwise.
    pub fn usual_keep(self) -> Keep {
        match self.without_keychain() {
            Some(NoKeychain::Wsl | NoKeychain::NoBus | NoKeychain::NoDisplay) => Keep::File,
            None => Keep::Keychain,
        }
    }

    /// Why no page can be opened; none where one can. Under WSL it is Windows that opens it.
    pub fn without_pages(self) -> Option<NoPage> {
        match (self.system, self.ssh, self.display) {
            (System::Unix | System::Wsl | System::MacOs | System::Windows, true, _) => Some(NoPage::Ssh),
            (System::Unix, false, false) => Some(NoPage::NoDisplay),
            (System::Unix, false, true) | (System::Wsl | System::MacOs | System::Windows, false, _) => None,
        }
    }
}
