//! Folders that only their owner may enter. Does not know what lies in them.

use std::{fs, io, path::Path};

/// Makes a folder that only its owner may enter.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
