//! The names in git's index, versions 2 to 4. Knows no repository.

/// Whether a path, as the index writes it, is in it; `None` where the index is of another form, or cut short.
pub(super) fn tracks(index: &[u8], path: &str) -> Option<bool> {
    let rest = index.strip_prefix(b"DIRC")?;
    let version = number(rest)?;
    let count = number(rest.get(4..)?)?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let mut at = 12;
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..count {
        let start = at;
        let flags = index.get(at + 60..at + 62)?;
        let extended = version >= 3 && flags[0] & 0x40 != 0;
        at += if extended { 64 } else { 62 };
        if version == 4 {
            let (cut, used) = offset(index.get(at..)?)?;
            at += used;
            name.truncate(name.len().checked_sub(cut)?);
        } else {
            name.clear();
        }
        let length = index.get(at..)?.iter().position(|byte| *byte == 0)?;
        name.extend_from_slice(&index[at..at + length]);
        at += length + 1;
        if version < 4 {
            // Each entry is filled up with NULs to a multiple of eight.
            at = start + (at - 1 - start + 8) / 8 * 8;
        }
        match name.as_slice().cmp(path.as_bytes()) {
            std::cmp::Ordering::Less => {}
            std::cmp::Ordering::Equal => return Some(true),
            // The names are in order.
            std::cmp::Ordering::Greater => return Some(false),
        }
    }
    Some(false)
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|four| u32::from_be_bytes(*four))
}

/// How many bytes of the name before go, and how many bytes say so.
fn offset(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0usize;
    for (at, byte) in bytes.iter().enumerate().take(8) {
        value = (value << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
        value += 1;
    }
    None
}
