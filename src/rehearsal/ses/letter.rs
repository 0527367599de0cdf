//! The headers of a message, and the mailboxes in them. Knows no body and no SES.

/// A mailbox of an address header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mailbox {
    /// The display name, which may be empty.
    pub name: String,
    pub address: String,
}

/// The headers of a message.
#[derive(Debug)]
pub struct MessageHeaders(Vec<(String, String)>);

impl MessageHeaders {
    /// Reads up to the first empty line; folded lines are joined.
    pub fn read(message: &str) -> MessageHeaders {
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in message.lines().take_while(|line| !line.is_empty()) {
            match (line.strip_prefix([' ', '\t']), headers.last_mut()) {
                (Some(more), Some((_, value))) => {
                    value.push(' ');
                    value.push_str(more.trim());
                }
                (Some(_), None) => {}
                (None, _) => {
                    if let Some((name, value)) = line.split_once(':') {
                        headers.push((name.trim().to_ascii_lowercase(), value.trim().into()));
                    }
                }
            }
        }
        MessageHeaders(headers)
    }

    /// The first header of this name, which is in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// All mailboxes of the headers of this name.
    pub fn mailboxes(&self, name: &str) -> Vec<Mailbox> {
        self.0.iter().filter(|(it, _)| it == name).flat_map(|(_, value)| mailboxes(value)).collect()
    }
}

/// `"Kim, Minsu" <kim@example.co.kr>, lee@example.co.kr`
pub fn mailboxes(list: &str) -> Vec<Mailbox> {
    // A group (`friends: a@b, c@d;`) is the list inside it.
    let list = match list.trim().strip_suffix(';').and_then(|inside| inside.split_once(':')) {
        Some((_, members)) => members,
        None => list,
    };
    split(list).into_iter().filter(|one| !one.trim().is_empty()).map(|one| mailbox(&one)).collect()
}

fn mailbox(one: &str) -> Mailbox {
    match one.rfind('<').zip(one.rfind('>')) {
        Some((open, close)) if open < close => Mailbox {
            name: one[..open].trim().trim_matches('"').replace("\\\"", "\""),
            address: one[open + 1..close].trim().into(),
        },
        Some(_) | None => Mailbox { name: String::new(), address: one.trim().into() },
    }
}

/// At the commas that stand outside quotes and angle brackets.
fn split(list: &str) -> Vec<String> {
    let (mut parts, mut quoted, mut angled, mut escaped) = (vec![String::new()], false, false, false);
    for c in list.chars() {
        match c {
            '"' if !escaped => quoted = !quoted,
            '<' if !quoted => angled = true,
            '>' if !quoted => angled = false,
            ',' if !quoted && !angled => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        parts.last_mut().expect("begun with one").push(c);
    }
    parts
}
