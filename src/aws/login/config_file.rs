//! The AWS CLI's `config` with a session in one of its profiles: text in, text out. Every other byte stays: comments, the way in
//! which lines end, the byte order mark. Knows no file.

/// The text in which this profile has this session, and this region where one is given. The settings go to the profile's
/// section where there is one, and else into a new one at the end; of two sections of the same name, into the one whose
/// settings win.
pub fn with_session(text: &str, profile: &str, session: &str, region: Option<&str>) -> String {
    let ending =
        if text.split_inclusive('\n').next().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" };
    let mut lines: Vec<String> = text.split_inclusive('\n').map(String::from).collect();
    let wanted = [Some(("login_session", session)), region.map(|region| ("region", region))];
    if section(&lines, profile).is_none() {
        let is_blank = |line: &String| line.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty();
        if let Some(last) = lines.last_mut().filter(|last| !last.ends_with('\n') && *last != "\u{feff}") {
            last.push_str(ending);
        }
        if lines.last().is_some_and(|last| !is_blank(last)) {
            lines.push(ending.to_owned());
        }
        let name = if profile == "default" { profile.to_owned() } else { format!("profile {profile}") };
        lines.push(format!("[{name}]{ending}"));
    }
    // From the last to the first: each goes right below the header.
    for (name, value) in wanted.into_iter().rev().flatten() {
        let (head, end) = section(&lines, profile).expect("it was there, or was just made");
        let own = own_settings(&lines[head + 1..end]);
        let stands = own.iter().rev().map(|at| head + 1 + at).find(|at| is_setting(&lines[*at], name));
        match stands {
            Some(at) => {
                let (before, _) = lines[at].split_once('=').expect("a setting has one");
                lines[at] = format!("{before}= {value}{}", tail(&lines[at]));
            }
            None => {
                if !lines[head].ends_with('\n') {
                    lines[head].push_str(ending);
                }
                // What is moved in further than the setting above would go on with that one.
                let first = own.first().map(|at| lines[head + 1 + at].as_str()).unwrap_or_default();
                let moved_in = first[..moved_in(first)].to_owned();
                lines.insert(head + 1, format!("{moved_in}{name} = {value}{ending}"));
            }
        }
    }
    lines.concat()
}

/// The lines of a profile's section: its header, and the line behind its end. Where the same name is there twice the settings
/// of the later one win; `[profile default]` wins over `[default]`.
fn section(lines: &[String], profile: &str) -> Option<(usize, usize)> {
    let heads: Vec<usize> = (0..lines.len()).filter(|at| header(&lines[*at]).is_some()).collect();
    let is = |at: &&usize, prefixed: bool| match header(&lines[**at]) {
        Some((prefix, name)) => name == profile && prefix == prefixed,
        None => false,
    };
    let prefixed = heads.iter().rev().find(|at| is(at, true));
    let head = *prefixed.or_else(|| heads.iter().rev().find(|at| profile == "default" && is(at, false)))?;
    let end = heads.iter().find(|at| **at > head).copied().unwrap_or(lines.len());
    Some((head, end))
}

/// Whether a header has the word `profile`, and the name in it.
fn header(line: &str) -> Option<(bool, &str)> {
    let inner = line.trim_start_matches('\u{feff}').trim_start_matches([' ', '\t']).strip_prefix('[')?;
    let (name, _) = inner.split_once(']')?;
    let name = name.trim_matches([' ', '\t']);
    match name.split_once([' ', '\t']) {
        Some(("profile", name)) => Some((true, name.trim_matches([' ', '\t']))),
        Some((_, _)) => Some((false, "")),
        None => Some((false, name)),
    }
}

/// Which lines of a section are settings of its own, in order: what is moved in further than the setting above it goes on with that
/// one, as the `region` under an `s3 =` does.
fn own_settings(section: &[String]) -> Vec<usize> {
    let mut own: Vec<usize> = Vec::new();
    for (at, line) in section.iter().enumerate().filter(|(_, line)| is_any_setting(line)) {
        if own.last().is_none_or(|above| moved_in(line) <= moved_in(&section[*above])) {
            own.push(at);
        }
    }
    own
}

/// How far a line is moved in, in bytes.
fn moved_in(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// What stays behind a value: its comment, which begins behind white space, and the line's end.
fn tail(line: &str) -> &str {
    let inner = line.trim_end_matches(['\r', '\n']);
    let mut marks = inner.char_indices().filter(|(_, c)| matches!(c, '#' | ';'));
    let comment = marks.find(|(at, _)| inner[..*at].ends_with(char::is_whitespace)).map(|(at, _)| at);
    let value_ends = comment.map_or(inner.len(), |at| inner[..at].trim_end().len());
    &line[value_ends..]
}

fn is_any_setting(line: &str) -> bool {
    let inner = line.trim_start_matches([' ', '\t']);
    !inner.trim().is_empty() && !inner.starts_with(['#', ';', '['])
}

fn is_setting(line: &str, name: &str) -> bool {
    is_any_setting(line) && line.split_once('=').is_some_and(|(is, _)| is.trim().eq_ignore_ascii_case(name))
}
