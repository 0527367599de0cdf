//! A body in XML, as a tree. Knows no operation, and takes no document that is deeper than one of Route 53's.

use quick_xml::{Reader, events::Event};

/// Deeper than anything that is asked here.
const DEEPEST: usize = 16;

/// An element, without its attributes and its namespace.
#[derive(Debug, Clone, Default)]
pub struct MarkupElement {
    pub name: String,
    pub text: String,
    inside: Vec<MarkupElement>,
}

impl MarkupElement {
    /// The root of a document; `None` where the text is not a document.
    pub fn read(bytes: &[u8]) -> Option<MarkupElement> {
        let mut reader = Reader::from_str(std::str::from_utf8(bytes).ok()?);
        let mut open: Vec<MarkupElement> = vec![MarkupElement::default()];
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) if open.len() < DEEPEST => {
                    let name = start.local_name().as_ref().to_owned();
                    open.push(MarkupElement { name, ..MarkupElement::default() });
                }
                Event::Empty(start) => {
                    let name = start.local_name().as_ref().to_owned();
                    open.last_mut()?.inside.push(MarkupElement { name, ..MarkupElement::default() });
                }
                Event::End(_) => {
                    let done = open.pop()?;
                    open.last_mut()?.inside.push(done);
                }
                Event::Text(text) => open.last_mut()?.text.push_str(&text),
                Event::GeneralRef(name) => open.last_mut()?.text.push_str(resolved(&name)?),
                Event::Eof => break,
                Event::Start(_) => return None,
                Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        open.pop()?.inside.into_iter().next().filter(|_| open.is_empty())
    }

    /// The first element of this name in it.
    pub fn child(&self, name: &str) -> Option<&MarkupElement> {
        self.inside.iter().find(|it| it.name == name)
    }

    /// Every element of this name in it.
    pub fn children<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e MarkupElement> {
        self.inside.iter().filter(move |it| it.name == name)
    }
}

/// The references that every document knows.
fn resolved(name: &str) -> Option<&'static str> {
    Some(match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" | "#34" | "#x22" => "\"",
        "apos" | "#39" | "#x27" => "'",
        _ => return None,
    })
}
