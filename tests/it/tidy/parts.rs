//! The model is made of parts: what belongs together is a struct of its own, in its own file, with the methods that keep it
//! right.

use std::{fs, path::Path};

use super::rust_files;

/// A struct with more fields than this is several.
const MOST: usize = 15;

/// The public and private fields of each struct that has names for them.
fn structs(source: &str) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut inside = false;
    for line in source.lines() {
        let head = line.trim_start_matches("pub(super) ").trim_start_matches("pub ").strip_prefix("struct ");
        if let Some(head) = head.filter(|head| head.ends_with('{')) {
            found.push((head.trim_end_matches(" {").to_owned(), 0));
            inside = true;
        } else if line == "}" {
            inside = false;
        } else if inside
            && line.starts_with("    ")
            && line.ends_with(',')
            && !line.trim_start().starts_with("//")
            && line.split_once(": ").is_some_and(|(name, _)| !name[4..].starts_with(' '))
            && let Some((_, fields)) = found.last_mut()
        {
            *fields += 1;
        }
    }
    found
}

#[test]
fn no_struct_of_the_conversation_is_several() {
    let mut model = None;
    for path in rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/wizard")) {
        for (name, fields) in structs(&fs::read_to_string(&path).unwrap()) {
            assert!(fields <= MOST, "{}: {name} has {fields} fields", path.display());
            model = if name == "Model" { Some(fields) } else { model };
        }
    }
    assert!(model.is_some_and(|fields| fields > 1), "the model was not found, or not its fields: {model:?}");
}

#[test]
fn fields_are_counted() {
    let source = "/// A.\npub struct A {\n    // b: C,\n    pub b: C,\n    d: Vec<(E, F)>,\n}\n\nstruct G(H);\nstruct I<'a> {\n    j: K,\n}\n";
    assert_eq!(structs(source), [("A".to_owned(), 2), ("I<'a>".to_owned(), 1)]);
}
