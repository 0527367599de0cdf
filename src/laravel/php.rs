//! A PHP file as a tree: which variables it reads, and where an entry of the array that it returns lies. Runs nothing
//! and knows no Laravel; the value of an expression is known only where it is written out.

use std::{collections::BTreeSet, ops::Range};

use tree_sitter::{Node, Parser, Tree, TreeCursor};

/// A parsed file. One with errors is read as far as possible.
pub struct Php<'s> {
    source: &'s [u8],
    tree: Tree,
}

impl<'s> Php<'s> {
    /// Parses a whole file, `<?php` included.
    pub fn parse(source: &'s [u8]) -> Php<'s> {
        let mut parser = Parser::new();
        parser.set_language(&tree_sitter_php::LANGUAGE_PHP.into()).expect("the grammar fits the parser");
        let tree = parser.parse(source, None).expect("a parser with a language and no time limit answers");
        Php { source, tree }
    }

    /// Whether part of it could not be parsed. Where exactly, `php -l` says better.
    pub fn is_flawed(&self) -> bool {
        self.tree.root_node().has_error()
    }

    /// The line of the first part that could not be parsed, from 1.
    pub fn first_flaw(&self) -> Option<usize> {
        if !self.is_flawed() {
            return None;
        }
        let flawed = self.root().nodes().find(|node| node.is_error() || node.is_missing());
        Some(flawed.map_or(1, |node| node.start_position().row + 1))
    }

    /// What the file returns.
    pub fn returned(&self) -> Option<Expr<'_>> {
        let root = self.root();
        let last = root.children().rfind(|child| child.node.kind() == "return_statement")?;
        last.children().next()
    }

    /// What stands under these keys in the array that the file returns.
    pub fn entry(&self, path: &[&str]) -> Option<Expr<'_>> {
        path.iter().try_fold(self.returned()?, |array, key| array.entry(key))
    }

    /// The names in the file's calls of `env()`. Comments and texts are not calls.
    pub fn env_names(&self) -> BTreeSet<String> {
        self.root().env_names()
    }

    /// Whether a method of this name is called.
    pub fn calls_method(&self, name: &str) -> bool {
        self.method_call(name).is_some()
    }

    /// The first call of a method of this name.
    pub fn method_call<'n>(&'n self, name: &'n str) -> Option<Expr<'n>> {
        self.method_calls(name).next()
    }

    /// Every call of a method of this name.
    pub fn method_calls<'n>(&'n self, name: &'n str) -> impl Iterator<Item = Expr<'n>> {
        let root = self.root();
        let calls = |node: &Node| matches!(node.kind(), "member_call_expression" | "scoped_call_expression");
        let called = move |call: &Node| call.child_by_field_name("name").is_some_and(|it| root.at(it).text() == name);
        root.nodes().filter(calls).filter(called).map(move |call| root.at(call))
    }

    /// Whether a name, also one that an import gives it here, or a text with its quotes, stands in the code. Comments do not
    /// count, and neither do the imports.
    pub fn names(&self, name: &str) -> bool {
        let is_word = |kind: &str| matches!(kind, "name" | "string" | "encapsed_string");
        let names = self.known_as(name);
        self.root()
            .descendants()
            .filter(|expr| is_word(expr.kind()) && names.iter().any(|name| expr.bytes() == name.as_bytes()))
            .any(|expr| !expr.is_imported())
    }

    /// A class's own name, and those that `use … as …` gives it in this file.
    fn known_as(&self, name: &str) -> Vec<String> {
        let root = self.root();
        let clauses =
            root.nodes().filter(|node| node.kind().starts_with("namespace_use_") && node.kind().ends_with("clause"));
        let aliases = clauses.filter_map(|clause| {
            let text = root.at(clause).text();
            let words: Vec<&str> = text.split_whitespace().collect();
            let [class, word, alias] = words.as_slice() else { return None };
            let is_it = word.eq_ignore_ascii_case("as") && class.rsplit('\\').next() == Some(name);
            is_it.then(|| (*alias).to_owned())
        });
        std::iter::once(name.to_owned()).chain(aliases).collect()
    }

    /// The value that a class gives to a property.
    pub fn property(&self, name: &str) -> Option<Expr<'_>> {
        let mut elements = self.root().descendants().filter(|expr| expr.kind() == "property_element");
        let element =
            elements.find(|it| it.part("name").is_some_and(|it| it.text().trim_start_matches('$') == name))?;
        element.part("default_value")
    }

    /// Whether a class declares that it implements this interface.
    pub fn implements(&self, interface: &str) -> bool {
        let root = self.root();
        let clauses = root.nodes().filter(|node| node.kind() == "class_interface_clause");
        let mut names = clauses.flat_map(|clause| root.at(clause).children());
        let wanted = self.known_as(interface);
        names.any(|name| name.text().rsplit('\\').next().is_some_and(|name| wanted.iter().any(|it| it == name)))
    }

    /// The line, from 1, in which the first part stands that could not be parsed.
    pub fn flaw(&self) -> Option<usize> {
        let root = self.root();
        let mut nodes = root.nodes().filter(|node| node.is_error() || node.is_missing());
        self.is_flawed().then(|| nodes.next().map_or(1, |node| node.start_position().row + 1))
    }

    /// The whole file.
    pub(super) fn root(&self) -> Expr<'_> {
        Expr { node: self.tree.root_node(), source: self.source }
    }
}

/// An expression in a file.
#[derive(Clone, Copy)]
pub struct Expr<'p> {
    node: Node<'p>,
    source: &'p [u8],
}

/// The value of an expression, as far as it is written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Simple {
    /// A text without anything inserted.
    Text(String),
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number, as written.
    Number(String),
    /// `env('NAME', default)`
    Env {
        /// The variable.
        name: String,
        /// The second argument.
        default: Option<Box<Simple>>,
    },
    /// An expression that would have to be run.
    Computed,
}

impl<'p> Expr<'p> {
    /// Its source.
    pub fn text(self) -> String {
        String::from_utf8_lossy(&self.source[self.range()]).into_owned()
    }

    /// Where it lies in the file, in bytes.
    pub fn range(self) -> Range<usize> {
        self.node.byte_range()
    }

    /// The line on which it begins, from 1.
    pub fn line(self) -> usize {
        self.node.start_position().row + 1
    }

    /// What stands around it as the last operand of another expression: brackets, where it may be one of several words.
    pub fn as_operand(self) -> (&'static str, &'static str) {
        match self.node.kind() {
            "function_call_expression"
            | "member_call_expression"
            | "scoped_call_expression"
            | "string"
            | "encapsed_string"
            | "integer"
            | "float"
            | "boolean"
            | "null"
            | "variable_name"
            | "name"
            | "class_constant_access_expression"
            | "member_access_expression"
            | "subscript_expression"
            | "array_creation_expression"
            | "parenthesized_expression" => ("", ""),
            _ => ("(", ")"),
        }
    }

    /// Whether it is run whenever the file is: it stands in no branch, and in no function that may never be called.
    pub fn is_always_run(self) -> bool {
        let above = std::iter::successors(self.node.parent(), Node::parent);
        above.into_iter().all(|node| {
            matches!(
                node.kind(),
                "program"
                    | "compound_statement"
                    | "expression_statement"
                    | "return_statement"
                    | "assignment_expression"
                    | "member_call_expression"
                    | "scoped_call_expression"
                    | "function_call_expression"
                    | "arguments"
                    | "argument"
                    | "parenthesized_expression"
            )
        })
    }

    /// Whether it is the word `null`.
    pub fn is_null(self) -> bool {
        self.node.kind() == "null"
    }

    /// Whether another array is unpacked behind a key of this one, whose entry it may replace, or another key stands there that only
    /// PHP can tell; without the key, anywhere.
    pub fn has_spread_after(self, key: Option<&str>) -> bool {
        let elements = self.elements();
        let from = elements.iter().rposition(|element| key.is_some() && element.key().as_deref() == key);
        elements[from.unwrap_or(0)..].iter().any(|element| element.value().is_none() || element.may_have_any_key())
    }

    /// The names in calls of `env()` inside, in the order in which they stand there.
    pub fn env_names_in_order(self) -> Vec<String> {
        self.nodes().filter_map(|node| self.at(node).env_call()).map(|(name, _)| name).collect()
    }

    /// The first argument of a call.
    pub fn first_argument(self) -> Option<Expr<'p>> {
        self.part("arguments")?.children().next()?.children().last()
    }

    /// The argument of a call with this name.
    pub fn argument(self, name: &str) -> Option<Expr<'p>> {
        let mut arguments = self.part("arguments")?.children();
        let named = arguments.find(|it| it.part("name").is_some_and(|it| it.text() == name))?;
        named.children().last()
    }

    /// `require …`, `include_once …` and their like.
    pub fn is_required(self) -> bool {
        matches!(
            self.node.kind(),
            "require_expression" | "require_once_expression" | "include_expression" | "include_once_expression"
        )
    }

    /// What stands in brackets.
    pub(super) fn in_brackets(self) -> Option<Expr<'p>> {
        (self.node.kind() == "parenthesized_expression").then(|| self.children().next())?
    }

    /// The two sides of `one + other`.
    pub(super) fn sum(self) -> Option<[Expr<'p>; 2]> {
        let is_one = self.node.kind() == "binary_expression" && self.part("operator")?.text() == "+";
        let (left, right) = self.part("left").zip(self.part("right"))?;
        is_one.then_some([left, right])
    }

    /// The function that is called, in lower case, and its arguments, where none has a name, is unpacked or handed over by
    /// reference.
    pub(super) fn plain_call(self) -> Option<(String, Vec<Expr<'p>>)> {
        let function = self.part("function").filter(|it| it.kind() == "name" || it.kind() == "qualified_name")?;
        let plain = |it: Expr<'p>| {
            let mut parts = it.children();
            let value = parts.next()?;
            (parts.next().is_none() && value.kind() != "variadic_unpacking").then_some(value)
        };
        let arguments: Option<Vec<Expr>> = self.part("arguments")?.children().map(plain).collect();
        Some((function.text().trim_start_matches('\\').to_ascii_lowercase(), arguments?))
    }

    /// `[…]` or `array(…)`.
    pub fn is_array(self) -> bool {
        self.node.kind() == "array_creation_expression"
    }

    /// The elements of an array.
    pub fn elements(self) -> Vec<Element<'p>> {
        let elements = self.children().filter(|child| child.node.kind() == "array_element_initializer");
        if self.is_array() { elements.map(Element).collect() } else { Vec::new() }
    }

    /// The value under a key of an array; the last one of several, as in PHP.
    pub fn entry(self, key: &str) -> Option<Expr<'p>> {
        let found = self.elements().into_iter().rfind(|element| element.key().as_deref() == Some(key));
        found.and_then(Element::value)
    }

    /// The names in calls of `env()` inside.
    pub fn env_names(self) -> BTreeSet<String> {
        self.nodes().filter_map(|node| self.at(node).env_call()).map(|(name, _)| name).collect()
    }

    /// Its value, as far as it is written out.
    pub fn simple(self) -> Simple {
        if let Some((name, default)) = self.env_call() {
            return Simple::Env { name, default: default.map(|default| Box::new(default.simple())) };
        }
        match self.node.kind() {
            "string" | "encapsed_string" => self.content().map_or(Simple::Computed, Simple::Text),
            "null" => Simple::Null,
            "boolean" if self.text().eq_ignore_ascii_case("true") => Simple::True,
            "boolean" => Simple::False,
            "integer" | "float" => Simple::Number(self.text()),
            _ => Simple::Computed,
        }
    }

    /// The name and the default of `env('NAME', …)` or `Env::get('NAME', …)`; the name of what reads the same without a default:
    /// `getenv('NAME')`, `$_ENV['NAME']`.
    fn env_call(self) -> Option<(String, Option<Expr<'p>>)> {
        let field = |name| self.node.child_by_field_name(name).map(|node| self.at(node).text());
        let called = match self.node.kind() {
            "function_call_expression" => {
                let function = field("function")?;
                let is = |name: &str| function.trim_start_matches('\\').eq_ignore_ascii_case(name);
                is("env") || is("getenv")
            }
            "scoped_call_expression" => {
                let method = field("name")?.to_ascii_lowercase();
                field("scope")?.rsplit('\\').next() == Some("Env") && matches!(method.as_str(), "get" | "getorfail")
            }
            "subscript_expression" => {
                let mut parts = self.children();
                let base = parts.next()?;
                let name = parts.next()?.content()?;
                return matches!(base.bytes(), b"$_ENV" | b"$_SERVER").then_some((name, None));
            }
            _ => false,
        };
        let arguments = called.then(|| self.node.child_by_field_name("arguments")).flatten()?;
        let mut arguments = self.at(arguments).children().filter_map(|argument| argument.children().last());
        let name = arguments.next()?.content()?;
        Some((name, arguments.next()))
    }

    /// The text that is written there, in quotes.
    pub fn written_text(self) -> Option<String> {
        self.content()
    }

    /// The content of a quoted text, unless something is inserted or escaped in a way that only PHP can resolve.
    fn content(self) -> Option<String> {
        let single = match self.node.kind() {
            "string" => true,
            "encapsed_string" => false,
            _ => return None,
        };
        let parts = self.children().map(|part| match part.node.kind() {
            "string_content" => Some(part.text()),
            "escape_sequence" if single => part.text().strip_prefix('\\').map(str::to_owned),
            _ => None,
        });
        parts.collect()
    }

    /// Whether it stands in a `use` of the file.
    fn is_imported(self) -> bool {
        let above = std::iter::successors(self.node.parent(), Node::parent);
        above.into_iter().any(|node| node.kind() == "namespace_use_declaration")
    }

    fn at(self, node: Node<'p>) -> Expr<'p> {
        Expr { node, source: self.source }
    }

    /// What the grammar calls it.
    pub(super) fn kind(self) -> &'p str {
        self.node.kind()
    }

    /// The part of it that the grammar gives this name.
    pub(super) fn part(self, name: &str) -> Option<Expr<'p>> {
        self.node.child_by_field_name(name).map(|node| self.at(node))
    }

    /// The bytes of the file that it covers.
    pub(super) fn bytes(self) -> &'p [u8] {
        &self.source[self.range()]
    }

    /// Named children without comments.
    pub(super) fn children(self) -> impl DoubleEndedIterator<Item = Expr<'p>> {
        let mut cursor = self.node.walk();
        let children: Vec<Node<'p>> = self.node.named_children(&mut cursor).collect();
        children.into_iter().filter(|child| child.kind() != "comment").map(move |child| self.at(child))
    }

    /// All children, also those that the grammar gives no name: brackets, quotes.
    pub(super) fn tokens(self) -> impl Iterator<Item = Expr<'p>> {
        let mut cursor = self.node.walk();
        let children: Vec<Node<'p>> = self.node.children(&mut cursor).collect();
        children.into_iter().map(move |child| self.at(child))
    }

    /// Whether the grammar gives it a name.
    pub(super) fn is_named(self) -> bool {
        self.node.is_named()
    }

    /// This and all below it, in the order of the file.
    pub(super) fn descendants(self) -> impl Iterator<Item = Expr<'p>> {
        self.nodes().map(move |node| self.at(node))
    }

    /// This node and all below it, in the order of the file.
    fn nodes(self) -> impl Iterator<Item = Node<'p>> {
        let mut cursor = self.node.walk();
        let mut next = Some(self.node);
        std::iter::from_fn(move || {
            let now = next?;
            next = move_on(&mut cursor).then(|| cursor.node());
            Some(now)
        })
    }
}

/// Moves to the node that comes next in the order of the file; false behind the last one.
fn move_on(cursor: &mut TreeCursor) -> bool {
    if cursor.goto_first_child() {
        return true;
    }
    loop {
        if cursor.goto_next_sibling() {
            return true;
        }
        if !cursor.goto_parent() {
            return false;
        }
    }
}

/// An element of an array.
#[derive(Clone, Copy)]
pub struct Element<'p>(Expr<'p>);

impl<'p> Element<'p> {
    /// Its key, where that is a plain text.
    pub fn key(self) -> Option<String> {
        let mut parts = self.0.children();
        let key = parts.next()?;
        parts.next()?;
        key.content()
    }

    /// Its key, whatever it is.
    pub(super) fn key_expr(self) -> Option<Expr<'p>> {
        let mut parts = self.0.children();
        let key = parts.next()?;
        parts.next().map(|_| key)
    }

    /// Whether its key would have to be run, as that of a constant.
    pub(super) fn may_have_any_key(self) -> bool {
        self.key().is_none() && self.key_expr().is_some_and(|key| key.kind() != "integer")
    }

    /// Its value; `None` for `...$others`.
    pub fn value(self) -> Option<Expr<'p>> {
        self.0.children().last().filter(|value| value.node.kind() != "variadic_unpacking")
    }

    /// What is unpacked in `...$others`.
    pub(super) fn unpacked(self) -> Option<Expr<'p>> {
        self.0.children().last().filter(|value| value.node.kind() == "variadic_unpacking")?.children().next()
    }

    /// The line on which it begins, from 1.
    pub fn line(self) -> usize {
        self.0.line()
    }

    /// Where it lies in the file, in bytes; the comma behind it is not part of it.
    pub fn range(self) -> Range<usize> {
        self.0.range()
    }

    /// Whether it stands on more than one line.
    pub fn is_tall(self) -> bool {
        self.0.node.start_position().row != self.0.node.end_position().row
    }

    /// Where the comma behind it ends.
    pub fn after_comma(self) -> Option<usize> {
        let mut next = self.0.node.next_sibling();
        while let Some(node) = next {
            match node.kind() {
                "," => return Some(node.end_byte()),
                "comment" => next = node.next_sibling(),
                _ => return None,
            }
        }
        None
    }
}
