//! Keeps this program's memory out of core dumps: secrets are in it, and a dump is a file. Does not know which secrets.

/// From here on the system writes none of it down, and lets no other program of the same user read it. What cannot be
/// set is left as it is: the user could not set it either.
pub fn keep_out_of_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let most = getrlimit(Resource::Core).maximum;
        // What it starts begins with the same, and may raise it again: so the most stays.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: most });
    }
    // A handler of core dumps gets them whatever the limit says.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
