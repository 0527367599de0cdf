//! An element that a config file is to have, as text. Knows no file.

/// An element to be written into an array.
pub(super) enum ConfigEntry {
    Plain { key: String, expression: String },
    Array { key: String, entries: Vec<ConfigEntry> },
}

impl ConfigEntry {
    /// An expression under a key.
    pub fn plain(key: &str, expression: &str) -> ConfigEntry {
        ConfigEntry::Plain { key: key.to_owned(), expression: expression.to_owned() }
    }

    /// An array under a key.
    pub fn array(key: &str, entries: impl IntoIterator<Item = ConfigEntry>) -> ConfigEntry {
        ConfigEntry::Array { key: key.to_owned(), entries: entries.into_iter().collect() }
    }

    pub fn is_tall(&self) -> bool {
        matches!(self, ConfigEntry::Array { .. })
    }

    /// On one line.
    pub fn inline(&self) -> String {
        match self {
            ConfigEntry::Plain { key, expression } => format!("'{key}' => {expression}"),
            ConfigEntry::Array { key, entries } => {
                let entries: Vec<String> = entries.iter().map(ConfigEntry::inline).collect();
                format!("'{key}' => [{}]", entries.join(", "))
            }
        }
    }

    /// Over several lines, the first of them not indented.
    pub fn tall(&self, indent: &str, line_end: &str) -> String {
        match self {
            ConfigEntry::Plain { .. } => self.inline(),
            ConfigEntry::Array { key, entries } => {
                let deeper = format!("{indent}{}", if indent.contains('\t') { "\t" } else { "    " });
                let line = |entry: &ConfigEntry| format!("{deeper}{},{line_end}", entry.tall(&deeper, line_end));
                let lines: String = entries.iter().map(line).collect();
                format!("'{key}' => [{line_end}{lines}{indent}]")
            }
        }
    }
}
