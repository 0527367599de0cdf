//! What a PHP file returns, without running it. Knows no Laravel but its `env()`, and of PHP what a config file is made
//! of. Whatever else stands there is unknown, with its source, and so is all that depends on it.
//!
//! Time and depth are bounded: an expression beyond the bounds is unknown as well.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    calls,
    closures::{is_closure, made_by},
    constants,
    datum::{ArrayKey, Datum, EnvPlace, EnvRead, Evaluated, Origin, PhpArray},
    literals::{heredoc, integer, single_quoted, unescaped},
    required::{Required, loaded_by, required_by},
    variables,
};
use crate::laravel::{
    diff::without_secrets,
    dotenv::{EnvValue, as_env},
    php::{Expr, Php},
};

/// What `env()` finds under a name.
pub(in crate::laravel) enum EnvAnswer {
    /// This text, there.
    Value(String, EnvPlace),
    /// Nothing: the default counts.
    Absent,
    /// The file that would tell cannot be read.
    Unknown,
}

/// What `env()` finds under each name.
pub(super) type Env<'e> = &'e dyn Fn(&str) -> EnvAnswer;

/// What `config()` finds at a path with dots.
pub(super) enum ConfigAnswer {
    /// This, which may be null.
    Value(Evaluated),
    /// Nothing: the default counts.
    Absent,
    /// What a file returns that is not known here.
    Unknown,
}

/// What `config()` finds at each path, while the file is loaded.
pub(super) type Loaded<'e> = &'e dyn Fn(&str) -> ConfigAnswer;

/// Expressions that are evaluated of one file, and entries that are copied.
const MOST_STEPS: usize = 500_000;
/// Expressions within expressions.
const DEEPEST: usize = 120;
/// Bytes of a text that is put together.
const LONGEST: usize = 64 * 1024;
/// Characters of an unknown expression that are kept.
const SHOWN: usize = 80;

/// What a file returns. `name` is what its values are said to come from.
pub(super) fn evaluate(
    php: &Php<'_>,
    name: &str,
    env: Env<'_>,
    loaded: Loaded<'_>,
    required: &Required<'_>,
) -> Evaluated {
    let file = name.into();
    let (variables, constants) = (BTreeMap::new(), BTreeMap::new());
    let mut run = Evaluator { env, loaded, required, file, within: 0, variables, constants, steps: 0, depth: 0 };
    run.whole(php)
}

struct Evaluator<'e> {
    env: Env<'e>,
    loaded: Loaded<'e>,
    required: &'e Required<'e>,
    file: Arc<str>,
    /// How many files have required each other down to this one.
    within: usize,
    variables: BTreeMap<String, Evaluated>,
    constants: BTreeMap<String, Evaluated>,
    steps: usize,
    depth: usize,
}

/// Files that require each other.
const DEEPEST_FILE: usize = 6;

impl<'e> Evaluator<'e> {
    fn whole(&mut self, php: &Php<'_>) -> Evaluated {
        let root = php.root();
        if let Some(line) = php.flaw() {
            let whole = Evaluated { datum: Datum::Unknown("a syntax error".into()), origin: self.origin(line) };
            return whole.decided_by(&root.env_names_in_order());
        }
        self.file(root)
    }

    /// What another file of the app returns.
    fn required(&mut self, expr: Expr<'_>) -> Evaluated {
        let found = required_by(expr, &self.file).and_then(|path| self.load(&path));
        found.unwrap_or_else(|| self.unknown(expr))
    }

    /// Another file of the app, with the constants that it finds and leaves.
    fn load(&mut self, path: &str) -> Option<Evaluated> {
        let all: &'e Required<'e> = self.required;
        let (path, php) = all.get_key_value(path).filter(|_| self.within < DEEPEST_FILE)?;
        let (env, loaded, required, file) = (self.env, self.loaded, all, path.as_str().into());
        let (within, steps, depth) = (self.within + 1, self.steps, self.depth);
        let (variables, constants) = (BTreeMap::new(), std::mem::take(&mut self.constants));
        let mut run = Evaluator { env, loaded, required, file, within, variables, constants, steps, depth };
        let value = run.whole(php);
        (self.steps, self.constants) = (run.steps, run.constants);
        Some(value)
    }

    /// Whether a file that is required here leaves the variables of this one as they are: it has none.
    fn leaves_variables(&self, expr: Expr<'_>) -> bool {
        let found = loaded_by(expr, &self.file).and_then(|path| self.required.get(&path));
        found.is_some_and(|php| php.root().descendants().all(|it| it.kind() != "variable_name"))
    }

    /// Statement by statement to the first `return`.
    fn file(&mut self, root: Expr<'_>) -> Evaluated {
        let certain = variables::certain(root, &|expr| self.leaves_variables(expr));
        let perhaps = constants::perhaps_defined(root);
        for statement in root.children() {
            for (name, value) in constants::defined_by(statement).into_iter().filter(|it| !perhaps.contains(&it.0)) {
                let value = self.eval(value);
                // The first one counts.
                self.constants.entry(name).or_insert(value);
            }
            match statement.kind() {
                "return_statement" => {
                    return match statement.children().next() {
                        Some(returned) => self.eval(returned),
                        None => self.known(Datum::Null, statement),
                    };
                }
                "expression_statement" => {
                    let other = statement.children().next().and_then(|it| loaded_by(it, &self.file));
                    other.and_then(|path| self.load(&path));
                    let assignment = statement.children().next().filter(|it| it.kind() == "assignment_expression");
                    let parts = assignment.and_then(|it| Some((it.part("left")?, it.part("right")?)));
                    if let Some((left, right)) = parts
                        && certain.contains(&left.text())
                    {
                        let value = self.eval(right);
                        self.variables.insert(left.text(), value);
                    }
                }
                _ if may_return(statement) => return self.unknown(statement),
                _ => {}
            }
        }
        // As PHP's `require` of a file without `return`.
        self.known(Datum::Int(1), root)
    }

    fn eval(&mut self, expr: Expr<'_>) -> Evaluated {
        self.steps += 1;
        if self.depth >= DEEPEST || self.steps > MOST_STEPS {
            return self.unknown(expr);
        }
        self.depth += 1;
        let value = self.eval_within(expr);
        self.depth -= 1;
        value
    }

    fn eval_within(&mut self, expr: Expr<'_>) -> Evaluated {
        match expr.kind() {
            "string" => self.text_or_unknown(single_quoted(expr), expr),
            "encapsed_string" => self.interpolated(expr),
            "heredoc" | "nowdoc" => self.text_or_unknown(heredoc(expr), expr),
            "integer" => match integer(&expr.text()) {
                Some(number) => self.known(Datum::Int(number), expr),
                None => self.unknown(expr),
            },
            "float" => match expr.text().replace('_', "").parse() {
                Ok(number) => self.known(Datum::Float(number), expr),
                Err(_) => self.unknown(expr),
            },
            "boolean" => self.known(Datum::Bool(expr.text().eq_ignore_ascii_case("true")), expr),
            "null" => self.known(Datum::Null, expr),
            "parenthesized_expression" | "error_suppression_expression" => self.only_part(expr),
            "array_creation_expression" => self.array(expr),
            "variable_name" => match self.variables.get(&expr.text()) {
                Some(value) => value.clone(),
                None => self.unknown(expr),
            },
            "subscript_expression" => self.subscript(expr),
            "function_call_expression" | "scoped_call_expression" => self.call(expr),
            "require_expression" | "include_expression" => self.required(expr),
            "cast_expression" => self.cast(expr),
            "unary_op_expression" => self.unary(expr),
            "binary_expression" => self.binary(expr),
            "conditional_expression" => self.conditional(expr),
            "match_expression" => self.matched(expr),
            "name" | "qualified_name" => self.constant(&expr.text(), expr),
            _ => self.unknown(expr),
        }
    }

    fn constant(&self, name: &str, expr: Expr<'_>) -> Evaluated {
        let name = name.trim_start_matches('\\');
        match (self.constants.get(name), constants::of_php(name)) {
            (Some(value), _) => value.clone(),
            (None, Some(datum)) => self.known(datum, expr),
            (None, None) => self.unknown(expr),
        }
    }

    // ---- what is made of parts -------------------------------------------------------------------------------------

    fn only_part(&mut self, expr: Expr<'_>) -> Evaluated {
        match expr.children().next() {
            Some(inner) => self.eval(inner),
            None => self.unknown(expr),
        }
    }

    fn array(&mut self, expr: Expr<'_>) -> Evaluated {
        let mut array = PhpArray::default();
        for element in expr.children() {
            let parts: Vec<Expr> = element.children().collect();
            match parts.as_slice() {
                [spread] if spread.kind() == "variadic_unpacking" => {
                    let value = self.only_part(*spread);
                    match &value.datum {
                        Datum::Array(other) => {
                            self.steps += other.len();
                            array.spread(other);
                        }
                        _ => array.spread_unknown(self.unknown(*spread)),
                    }
                }
                [value] => {
                    let value = self.eval(*value);
                    array.push(value);
                }
                [key, value] => {
                    let key = self.eval(*key);
                    let value = self.eval(*value);
                    match ArrayKey::from(&key.datum) {
                        Some(key) => array.set(key, value),
                        None => array.spread_unknown(self.unknown(element)),
                    }
                }
                _ => array.spread_unknown(self.unknown(element)),
            }
        }
        self.known(Datum::Array(Arc::new(array)), expr)
    }

    fn subscript(&mut self, expr: Expr<'_>) -> Evaluated {
        let parts: Vec<Expr> = expr.children().collect();
        let [base, key] = parts.as_slice() else { return self.unknown(expr) };
        if matches!(base.bytes(), b"$_ENV" | b"$_SERVER") {
            return self.superglobal(expr, *base, *key);
        }
        let (base, key) = (self.eval(*base), self.eval(*key));
        match (&base.datum, ArrayKey::from(&key.datum)) {
            (Datum::Array(array), Some(key)) => match array.get(&key) {
                Some(value) => value.clone(),
                None => self.known(Datum::Null, expr),
            },
            (Datum::Null, Some(_)) => self.known(Datum::Null, expr),
            _ => self.unknown(expr),
        }
    }

    /// `$_ENV['NAME']` and `$_SERVER['NAME']`, into which phpdotenv writes what a file says. Whether PHP puts the process's own
    /// into the first depends on its settings, and into the second comes what a request brings.
    fn superglobal(&mut self, expr: Expr<'_>, base: Expr<'_>, key: Expr<'_>) -> Evaluated {
        let Some(name) = self.eval(key).datum.as_text() else { return self.unknown(expr) };
        match ((self.env)(&name), base.bytes()) {
            (EnvAnswer::Value(_, EnvPlace::Process), b"$_ENV") => self.unknown(expr),
            (EnvAnswer::Value(text, place), _) => self.read(&name, place, Datum::text(text), expr),
            (EnvAnswer::Absent, b"$_ENV") => self.known(Datum::Null, expr).unset(&[name.to_string()]),
            (EnvAnswer::Absent | EnvAnswer::Unknown, _) => self.unknown(expr),
        }
    }

    fn interpolated(&mut self, expr: Expr<'_>) -> Evaluated {
        let (mut text, mut origin) = (String::new(), self.origin(expr.line()));
        let (start, bytes) = (expr.range().start, expr.bytes());
        let mut at = 0;
        for part in expr.tokens() {
            let (from, to) = (part.range().start - start, part.range().end - start);
            // Between the parts that the grammar names, text stands as it is.
            if at > 0 {
                text.push_str(&String::from_utf8_lossy(&bytes[at.min(from)..from]));
            }
            at = to;
            match part.kind() {
                // The quotes, and the brackets of `{$x}`.
                _ if !part.is_named() => {}
                "string_content" => text.push_str(&part.text()),
                "escape_sequence" => match unescaped(&part.text()) {
                    Some(character) => text.push_str(&character),
                    None => return self.unknown(expr),
                },
                _ => {
                    let value = self.eval(part);
                    let Some(inserted) = value.datum.as_text() else { return self.unknown(expr) };
                    text.push_str(&inserted);
                    origin = joined(origin, &value.origin);
                }
            }
            if text.len() > LONGEST {
                return self.unknown(expr);
            }
        }
        if text.contains('\u{fffd}') { self.unknown(expr) } else { Evaluated { datum: Datum::text(text), origin } }
    }

    fn cast(&mut self, expr: Expr<'_>) -> Evaluated {
        let Some((kind, value)) = expr.part("type").zip(expr.part("value")) else { return self.unknown(expr) };
        let value = self.eval(value);
        let cast = match kind.text().to_ascii_lowercase().as_str() {
            "string" => value.datum.as_text().map(Datum::Text),
            "int" | "integer" => value.datum.as_int().map(Datum::Int),
            "bool" | "boolean" => value.datum.truth().map(Datum::Bool),
            "array" => match &value.datum {
                Datum::Array(_) => Some(value.datum.clone()),
                Datum::Null => Some(Datum::Array(Arc::default())),
                _ => None,
            },
            _ => None,
        };
        self.derived(cast, expr, &[&value])
    }

    fn unary(&mut self, expr: Expr<'_>) -> Evaluated {
        let (Some(sign), Some(value)) = (expr.part("operator"), expr.part("argument")) else {
            return self.unknown(expr);
        };
        let value = self.eval(value);
        let datum = match (sign.text().as_str(), &value.datum) {
            ("!", datum) => datum.truth().map(|truth| Datum::Bool(!truth)),
            ("-", Datum::Int(number)) => number.checked_neg().map(Datum::Int),
            ("-", Datum::Float(number)) => Some(Datum::Float(-number)),
            ("+", Datum::Int(_) | Datum::Float(_)) => Some(value.datum.clone()),
            _ => None,
        };
        self.derived(datum, expr, &[&value])
    }

    fn binary(&mut self, expr: Expr<'_>) -> Evaluated {
        let (Some(left), Some(sign), Some(right)) = (expr.part("left"), expr.part("operator"), expr.part("right"))
        else {
            return self.unknown(expr);
        };
        let sign = sign.text().to_ascii_lowercase();
        let left = self.eval(left);
        // The right side may not count at all.
        match (sign.as_str(), &left.datum, left.datum.truth()) {
            ("??", Datum::Unknown(_), _) => return self.unknown(expr),
            ("??", Datum::Null, _) => return self.eval(right).unset(&left.origin.unset),
            ("??", _, _) => return left,
            ("&&" | "and", _, Some(false)) => return self.derived(Some(Datum::Bool(false)), expr, &[&left]),
            ("||" | "or", _, Some(true)) => return self.derived(Some(Datum::Bool(true)), expr, &[&left]),
            _ => {}
        }
        let right = self.eval(right);
        let (one, other) = (&left.datum, &right.datum);
        let datum = match sign.as_str() {
            "." => one.as_text().zip(other.as_text()).and_then(|(one, other)| {
                (one.len() + other.len() <= LONGEST).then(|| Datum::text([&*one, &*other].concat()))
            }),
            "&&" | "and" | "||" | "or" => one.truth().and(other.truth()).map(Datum::Bool),
            "xor" => one.truth().zip(other.truth()).map(|(one, other)| Datum::Bool(one != other)),
            "===" => one.is_identical(other).map(Datum::Bool),
            "!==" => one.is_identical(other).map(|same| Datum::Bool(!same)),
            "==" => one.is_equal(other).map(Datum::Bool),
            "!=" | "<>" => one.is_equal(other).map(|same| Datum::Bool(!same)),
            _ => match (one, other) {
                (Datum::Int(one), Datum::Int(other)) => arithmetic(&sign, *one, *other),
                (Datum::Array(one), Datum::Array(other)) if sign == "+" => {
                    self.steps += one.len() + other.len();
                    union(one, other)
                }
                _ => None,
            },
        };
        self.derived(datum, expr, &[&left, &right])
    }

    /// `a ? b : c`, and `a ?: c`.
    fn conditional(&mut self, expr: Expr<'_>) -> Evaluated {
        let Some((condition, otherwise)) = expr.part("condition").zip(expr.part("alternative")) else {
            return self.unknown(expr);
        };
        let condition = self.eval(condition);
        match (condition.datum.truth(), expr.part("body")) {
            (Some(true), Some(body)) => self.eval(body).decided_by(&asked(&condition)),
            (Some(true), None) => condition,
            (Some(false), _) => self.eval(otherwise).unset(&asked(&condition)),
            (None, _) => self.unknown(expr),
        }
    }

    fn matched(&mut self, expr: Expr<'_>) -> Evaluated {
        let (Some(subject), Some(body)) = (expr.part("condition"), expr.part("body")) else {
            return self.unknown(expr);
        };
        let subject = self.eval(subject);
        let (mut otherwise, mut decided) = (None, asked(&subject));
        for arm in body.children() {
            let Some(result) = arm.part("return_expression") else { return self.unknown(expr) };
            let Some(conditions) = arm.part("conditional_expressions") else {
                otherwise = Some(result);
                continue;
            };
            for condition in conditions.children() {
                let condition = self.eval(condition);
                decided.extend(asked(&condition));
                match subject.datum.is_identical(&condition.datum) {
                    Some(true) => return self.eval(result).decided_by(&decided),
                    Some(false) => {}
                    None => return self.unknown(expr),
                }
            }
        }
        match otherwise {
            Some(result) => self.eval(result).decided_by(&decided),
            None => self.unknown(expr),
        }
    }

    // ---- calls -----------------------------------------------------------------------------------------------------

    fn call(&mut self, expr: Expr<'_>) -> Evaluated {
        let Some(arguments) = expr.part("arguments").and_then(arguments) else { return self.unknown(expr) };
        let Some(name) = called(expr) else { return self.unknown(expr) };
        match name.as_str() {
            "env" => return self.env_call(expr, &arguments),
            // Without a value it ends the app.
            "getorfail" => {
                let found = self.env_call(expr, &arguments);
                return if matches!(found.datum, Datum::Null) { self.unknown(expr) } else { found };
            }
            _ => {}
        }
        if arguments.iter().any(|(name, _)| name.is_some()) {
            return self.unknown(expr);
        }
        match (name.as_str(), arguments.as_slice()) {
            ("value", [(_, inner)]) => self.eval(made_by(*inner).unwrap_or(*inner)),
            ("getenv", [(_, name)]) => {
                let Some(name) = self.eval(*name).datum.as_text() else { return self.unknown(expr) };
                match (self.env)(&name) {
                    EnvAnswer::Value(text, place) => self.read(&name, place, Datum::text(text), expr),
                    EnvAnswer::Absent => self.known(Datum::Bool(false), expr).unset(&[name.to_string()]),
                    EnvAnswer::Unknown => self.unknown(expr),
                }
            }
            ("config", [(_, path), rest @ ..]) if rest.len() < 2 => {
                self.config_call(expr, *path, rest.first().map(|it| it.1))
            }
            ("constant", [(_, name)]) => match self.eval(*name).datum.as_text() {
                Some(name) => self.constant(&name, expr),
                None => self.unknown(expr),
            },
            ("isset", all) => {
                let values: Vec<Evaluated> = all.iter().map(|(_, it)| self.eval(*it)).collect();
                let known = values.iter().all(|it| !it.datum.is_unknown());
                let there = values.iter().all(|it| !matches!(it.datum, Datum::Null));
                let datum = known.then_some(Datum::Bool(there));
                self.derived(datum, expr, &values.iter().collect::<Vec<_>>())
            }
            ("parse_url", [(_, url), (_, part)]) => {
                let url = self.eval(*url);
                let datum = calls::part_of_url(&url.datum, &part.text());
                self.derived(datum, expr, &[&url])
            }
            ("filter_var", [(_, value), (_, filter)]) => {
                let value = self.eval(*value);
                let datum = calls::filtered(&value.datum, &filter.text());
                self.derived(datum, expr, &[&value])
            }
            (name, all) => {
                let values: Vec<Evaluated> = all.iter().map(|(_, it)| self.eval(*it)).collect();
                let given: Vec<&Datum> = values.iter().map(|it| &it.datum).collect();
                self.steps +=
                    given.iter().map(|it| if let Datum::Array(array) = it { array.len() } else { 0 }).sum::<usize>();
                let origin = values.iter().fold(self.origin(expr.line()), |origin, it| joined(origin, &it.origin));
                let datum = calls::result(name, &given, &origin);
                self.derived(datum, expr, &values.iter().collect::<Vec<_>>())
            }
        }
    }

    fn env_call(&mut self, expr: Expr<'_>, arguments: &[(Option<String>, Expr<'_>)]) -> Evaluated {
        let given = |at: usize, name: &str| {
            let named = arguments.iter().find(|(said, _)| said.as_deref() == Some(name));
            named.or_else(|| arguments.get(at).filter(|(said, _)| said.is_none())).map(|(_, expr)| *expr)
        };
        let Some(name) = given(0, "key").map(|key| self.eval(key)).and_then(|key| key.datum.as_text()) else {
            return self.unknown(expr);
        };
        let (text, place) = match (self.env)(&name) {
            EnvAnswer::Value(text, place) => (text, place),
            EnvAnswer::Unknown => return self.unknown(expr),
            EnvAnswer::Absent => {
                let default = match given(1, "default") {
                    Some(default) => made_by(default).or(Some(default)),
                    None => None,
                };
                let value = match default {
                    Some(default) => self.eval(default),
                    None => self.known(Datum::Null, expr),
                };
                let unset: Vec<String> = [name.to_string()].into_iter().chain(value.origin.unset.clone()).collect();
                return Evaluated { origin: Origin { unset, ..value.origin }, datum: value.datum };
            }
        };
        let datum = match as_env(&text) {
            EnvValue::True => Datum::Bool(true),
            EnvValue::False => Datum::Bool(false),
            EnvValue::Null => Datum::Null,
            EnvValue::Empty => Datum::text(""),
            EnvValue::Text(text) => Datum::text(text),
        };
        self.read(&name, place, datum, expr)
    }

    /// `config('app.name', default)`, of the files that Laravel has loaded by then.
    fn config_call(&mut self, expr: Expr<'_>, path: Expr<'_>, default: Option<Expr<'_>>) -> Evaluated {
        let path = self.eval(path).datum.as_text();
        match path.map_or(ConfigAnswer::Unknown, |path| (self.loaded)(&path)) {
            ConfigAnswer::Value(found) => found,
            ConfigAnswer::Absent => match default {
                Some(default) if is_closure(default) => self.unknown(expr),
                Some(default) => self.eval(default),
                None => self.known(Datum::Null, expr),
            },
            ConfigAnswer::Unknown => self.unknown(expr),
        }
    }

    // ---- values ----------------------------------------------------------------------------------------------------

    fn origin(&self, line: usize) -> Origin {
        Origin { file: self.file.clone(), line, variable: None, unset: Vec::new(), besides: Vec::new() }
    }

    /// The value of a variable, from where it stands.
    fn read(&self, name: &str, place: EnvPlace, datum: Datum, expr: Expr<'_>) -> Evaluated {
        let variable = Some(EnvRead { name: name.to_owned(), place });
        Evaluated { datum, origin: Origin { variable, ..self.origin(expr.line()) } }
    }

    fn known(&self, datum: Datum, expr: Expr<'_>) -> Evaluated {
        Evaluated { datum, origin: self.origin(expr.line()) }
    }

    fn unknown(&self, expr: Expr<'_>) -> Evaluated {
        let bytes = expr.bytes();
        let first = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
        let line = String::from_utf8_lossy(&first[..first.len().min(4 * SHOWN)]).into_owned();
        let text = without_secrets(&line);
        let cut = text.chars().count() > SHOWN || first.len() < bytes.len();
        let shown: String = text.chars().take(SHOWN).chain(cut.then_some('…')).collect();
        // Whatever it comes to, it reads them.
        self.known(Datum::Unknown(shown.into()), expr).decided_by(&expr.env_names_in_order())
    }

    fn text_or_unknown(&self, text: Option<String>, expr: Expr<'_>) -> Evaluated {
        match text {
            Some(text) => self.known(Datum::text(text), expr),
            None => self.unknown(expr),
        }
    }

    /// A value made of others, whose variable it comes from where that is a single one.
    fn derived(&self, datum: Option<Datum>, expr: Expr<'_>, from: &[&Evaluated]) -> Evaluated {
        let Some(datum) = datum else { return self.unknown(expr) };
        if datum.is_unknown() {
            return self.unknown(expr);
        }
        let origin = from.iter().fold(self.origin(expr.line()), |origin, it| joined(origin, &it.origin));
        Evaluated { datum, origin }
    }
}

fn joined(mut origin: Origin, other: &Origin) -> Origin {
    if origin.variable.is_none() {
        origin.variable.clone_from(&other.variable);
    }
    for name in &other.unset {
        if !origin.unset.contains(name) {
            origin.unset.push(name.clone());
        }
    }
    let own = origin.variable.as_ref().map(|it| it.name.clone());
    let of_other = other.variable.iter().map(|it| &it.name).chain(&other.besides);
    for name in of_other.filter(|name| own.as_ref() != Some(*name)) {
        if !origin.besides.contains(name) {
            origin.besides.push(name.clone());
        }
    }
    origin
}

/// The variables that were asked for a value that does not count.
fn asked(value: &Evaluated) -> Vec<String> {
    value.origin.asked().map(str::to_owned).collect()
}

/// Whether a statement may end the file, other than in a function of its own.
fn may_return(statement: Expr<'_>) -> bool {
    const OF_ITS_OWN: [&str; 7] = [
        "function_definition",
        "class_declaration",
        "interface_declaration",
        "trait_declaration",
        "enum_declaration",
        "anonymous_function",
        "arrow_function",
    ];
    let mut open = vec![statement];
    while let Some(expr) = open.pop() {
        match expr.kind() {
            "return_statement" | "exit_statement" | "throw_expression" => return true,
            kind if OF_ITS_OWN.contains(&kind) => {}
            _ => open.extend(expr.children()),
        }
    }
    false
}

/// What is called, in lower case: a function by its name without namespace, `env` also as `Env::get`, and `Env::getOrFail`.
fn called(expr: Expr<'_>) -> Option<String> {
    match expr.kind() {
        "function_call_expression" => {
            let function = expr.part("function").filter(|it| matches!(it.kind(), "name" | "qualified_name"))?;
            let name = function.text();
            let name = name.strip_prefix('\\').unwrap_or(&name);
            (!name.contains('\\')).then(|| name.to_ascii_lowercase())
        }
        _ => {
            let (scope, name) = expr.part("scope").zip(expr.part("name"))?;
            if scope.text().rsplit('\\').next() != Some("Env") {
                return None;
            }
            match name.text().to_ascii_lowercase().as_str() {
                "get" => Some("env".to_owned()),
                "getorfail" => Some("getorfail".to_owned()),
                _ => None,
            }
        }
    }
}

/// The arguments with their names, where none is spread or handed over by reference.
fn arguments(list: Expr<'_>) -> Option<Vec<(Option<String>, Expr<'_>)>> {
    list.children().map(argument).collect()
}

fn argument(it: Expr<'_>) -> Option<(Option<String>, Expr<'_>)> {
    let value = it.children().last()?;
    let plain = it.kind() == "argument" && it.part("reference_modifier").is_none();
    let named = it.part("name").map(Expr::text);
    (plain && value.kind() != "variadic_unpacking").then_some((named, value))
}

/// The array with the keys of both; those of the first count.
fn union(one: &PhpArray, other: &PhpArray) -> Option<Datum> {
    let (mut array, others) = (one.whole().map(|_| one.clone())?, other.whole()?);
    for (key, value) in others {
        if array.get(key).is_none() {
            array.set(key.clone(), value.clone());
        }
    }
    Some(Datum::Array(Arc::new(array)))
}

fn arithmetic(sign: &str, one: i64, other: i64) -> Option<Datum> {
    match sign {
        "+" => one.checked_add(other).map(Datum::Int),
        "-" => one.checked_sub(other).map(Datum::Int),
        "*" => one.checked_mul(other).map(Datum::Int),
        "<" => Some(Datum::Bool(one < other)),
        "<=" => Some(Datum::Bool(one <= other)),
        ">" => Some(Datum::Bool(one > other)),
        ">=" => Some(Datum::Bool(one >= other)),
        _ => None,
    }
}
