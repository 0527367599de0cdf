//! UTF-16, in which PowerShell writes what a program printed, to UTF-8. The text comes in pieces. Does not know what it
//! says.

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Encoding {
    #[default]
    Unseen,
    Bytes,
    LittleEndian,
    BigEndian,
}

/// Takes any bytes, and gives them back as they are unless they are UTF-16.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    encoding: Encoding,
    /// What came in before the encoding could be seen, half a unit, or half a pair.
    waiting: Vec<u8>,
}

impl Decoder {
    /// The next bytes of the text. Nothing is kept of bytes that are not UTF-16.
    pub fn take<'a>(&mut self, bytes: &'a [u8], out: &'a mut Vec<u8>) -> &'a [u8] {
        if self.encoding == Encoding::Bytes {
            return bytes;
        }
        self.waiting.extend_from_slice(bytes);
        if self.encoding == Encoding::Unseen {
            // The mark and a letter, or two letters.
            if self.waiting.len() < 4 {
                return &[];
            }
            self.encoding = encoding_of(&self.waiting);
        }
        out.clear();
        if self.encoding == Encoding::Bytes {
            out.append(&mut self.waiting);
        } else {
            self.decode(out);
        }
        out
    }

    /// What is left of a text that has ended.
    pub fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.waiting)
    }

    fn decode(&mut self, out: &mut Vec<u8>) {
        let is_little = self.encoding == Encoding::LittleEndian;
        let unit = |pair: &[u8]| match is_little {
            true => u16::from_le_bytes([pair[0], pair[1]]),
            false => u16::from_be_bytes([pair[0], pair[1]]),
        };
        let whole = self.waiting.len() / 2 * 2;
        let mut units: Vec<u16> = self.waiting[..whole].chunks_exact(2).map(unit).collect();
        // The second half of a pair may still come.
        let split = units.last().is_some_and(|last| (0xD800..0xDC00).contains(last));
        if split {
            units.pop();
        }
        let mut room = [0; 4];
        for c in char::decode_utf16(units.iter().copied()) {
            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
            if c != '\u{FEFF}' {
                out.extend_from_slice(c.encode_utf8(&mut room).as_bytes());
            }
        }
        self.waiting.drain(..units.len() * 2);
    }
}

/// By the mark at the beginning, or by the zero beside the first letter.
fn encoding_of(begins: &[u8]) -> Encoding {
    let is_text = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    match (begins[0], begins[1]) {
        // Once: again and again it is no mark.
        (0xFF, 0xFE) if begins[2..4] != begins[..2] => Encoding::LittleEndian,
        (0xFE, 0xFF) if begins[2..4] != begins[..2] => Encoding::BigEndian,
        (first, 0) if is_text(first) => Encoding::LittleEndian,
        (0, second) if is_text(second) => Encoding::BigEndian,
        (_, _) => Encoding::Bytes,
    }
}
