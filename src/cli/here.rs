//! The flags that say which account, folder and set-up a run is about, as another command line needs them. Reads none.

use super::Global;
use crate::terms::shell_word;

impl Global {
    /// The flags of this run that another command needs to be about the same account, folder and set-up.
    pub fn here(&self) -> Vec<String> {
        let named = |flag: &str, value: &str| format!("{flag} {}", shell_word(value));
        let rehearse = self.rehearse.as_deref().map(|story| match story {
            "fresh" => "--rehearse".to_owned(),
            other => format!("--rehearse={}", shell_word(other)),
        });
        let profile = self.profile.as_deref().map(|name| named("--profile", name));
        let region = self.region.map(|region| format!("--region {region}"));
        let project = self.project.as_ref().map(|folder| named("--project", &folder.to_string_lossy()));
        let setup = (!self.setup.is_default()).then(|| format!("--setup {}", self.setup));
        let passphrase = self.passphrase_file.as_ref().map(|file| named("--passphrase-file", &file.to_string_lossy()));
        [rehearse, profile, region, project, setup, passphrase].into_iter().flatten().collect()
    }
}
