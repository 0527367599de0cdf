//! The records on their way into the provider's form: one by one, or all at once.

use open_sesame::wizard::{Act, Effect, Key, Msg, Notice, offered};

use crate::gallery::exhibits::at_cloudflare;

#[test]
fn with_its_value_a_record_is_copied_and_the_next_one_picked() {
    let script = at_cloudflare();
    let first = script.model.row();
    let script = script.press(&[Key::F(6)]);
    assert_eq!((script.model.row(), script.model.window.copied.len()), (first, 0), "the name alone is half of it");
    let script = script.press(&[Key::F(7)]);
    assert_eq!(script.model.row(), first + 1);
    assert!(script.model.window.copied.contains(&first));
    let last = script.model.records().len() - 1;
    let script = script.press(&vec![Key::F(7); last + 3]);
    assert_eq!(script.model.row(), last);
}

#[test]
fn what_cloudflare_lacks_is_saved_as_a_file_that_it_imports() {
    let mut script = at_cloudflare().press(&[Key::F(8)]);
    let saved = script.asked().into_iter().find_map(|effect| match effect {
        Effect::Save { name, text } => Some((name, text)),
        _ => None,
    });
    let (name, text) = saved.expect("it is saved");
    assert_eq!(name, "sesame-dns-example.co.kr.txt");
    assert_eq!(text.lines().filter(|line| line.ends_with("; cf_tags=cf-proxied:false")).count(), 3, "{text}");
    assert!(text.contains(" IN MX ") && !text.contains("_dmarc"), "what is there already would be refused: {text}");
    script.tell(Msg::Saved(Ok(name.clone())));
    assert_eq!(script.model.window.notice, Some(Notice::Saved(name)));
    assert!(offered(&script.model).iter().any(|offer| offer.act == Act::SaveRecords));
}
