//! Where settings come from: the configuration file, environment variables, options of the command
//! line; what comes later wins. A key that does not exist is an error that names it and where it
//! stands.

use std::fmt;
use std::path::Path;

use toml::{Table, Value};

use super::Config;
use crate::args::ServeArgs;

/// Read when no other file is named.
const FILE: &str = "hallway.toml";

/// What environment variables of settings begin with.
const PREFIX: &str = "HALLWAY_";

/// What is wrong with the settings, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, the environment variable, or the key.
    pub place: String,
    /// What is wrong, in words.
    pub problem: String,
}

impl ConfigError {
    pub(super) fn new(place: impl Into<String>, problem: impl fmt::Display) -> Self {
        Self {
            place: place.into(),
            problem: problem.to_string(),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

impl std::error::Error for ConfigError {}

/// Puts the settings together.
///
/// # Errors
/// For a file that can't be read, an unknown key, and a value that is not usable.
pub fn load(
    args: &ServeArgs,
    environment: impl IntoIterator<Item = (String, String)>,
) -> Result<Config, ConfigError> {
    let environment: Vec<_> = environment.into_iter().collect();
    let mut config = put_together(Config::default(), args, &environment)?;
    if !config.server.domain.is_empty() {
        config = put_together(Config::of_a_domain(), args, &environment)?;
        if config.venue.public_url.is_empty() {
            config.venue.public_url = config.url_of_domain().unwrap_or_default();
        }
    }
    config.check()?;
    Ok(config)
}

/// Lays all that is said over the defaults.
fn put_together(
    defaults: Config,
    args: &ServeArgs,
    environment: &[(String, String)],
) -> Result<Config, ConfigError> {
    let mut settings =
        Table::try_from(defaults).map_err(|error| ConfigError::new("defaults", error))?;
    let file = args.config.as_deref().unwrap_or_else(|| Path::new(FILE));
    if args.config.is_some() || file.exists() {
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|e| ConfigError::new(&shown, e))?;
        let table: Table = text.parse().map_err(|e| ConfigError::new(&shown, e))?;
        merge(&mut settings, table, "", &shown)?;
    }
    for (name, value) in environment {
        if let Some(path) = name.strip_prefix(PREFIX).filter(|path| path.contains("__")) {
            set(&mut settings, &path.to_lowercase(), value, name)?;
        }
    }
    let mut config: Config = settings
        .try_into()
        .map_err(|error: toml::de::Error| ConfigError::new("settings", error.message()))?;
    if let Some(listen) = args.listen {
        config.server.listen = listen;
    }
    if !args.domain.is_empty() {
        config.server.domain.clone_from(&args.domain);
    }
    if let Some(maps) = &args.maps {
        config.maps.dir.clone_from(maps);
    }
    if let Some(data) = &args.data {
        config.data.dir.clone_from(data);
    }
    Ok(config)
}

/// Lays a file's tables over the settings.
fn merge(settings: &mut Table, table: Table, path: &str, file: &str) -> Result<(), ConfigError> {
    for (key, value) in table {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        match (settings.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(value)) => merge(inner, value, &path, file)?,
            (Some(known), value) if known.same_type(&value) => *known = value,
            (Some(known), value) => {
                let (wanted, found) = (known.type_str(), value.type_str());
                let problem = format!("`{path}` must be a {wanted}, it is a {found}");
                return Err(ConfigError::new(file, problem));
            }
            (None, _) => return Err(ConfigError::new(file, unknown(&path))),
        }
    }
    Ok(())
}

/// Sets one key, `a__b`, to a value written as in the environment.
fn set(settings: &mut Table, path: &str, text: &str, variable: &str) -> Result<(), ConfigError> {
    let key = path.replace("__", ".");
    let fail = |problem: String| ConfigError::new(variable, problem);
    let (section, name) = key.split_once('.').unwrap_or((&key, ""));
    let slot = settings
        .get_mut(section)
        .and_then(Value::as_table_mut)
        .and_then(|table| table.get_mut(name))
        .ok_or_else(|| fail(unknown(&key)))?;
    *slot = match &*slot {
        Value::String(_) => Value::String(text.to_owned()),
        // As in the file, or simply with commas.
        Value::Array(_) if text.trim_start().starts_with('[') => {
            let table: Result<Table, _> = format!("value = {text}").parse();
            let list = table.ok().and_then(|mut table| table.remove("value"));
            list.filter(|list| list.as_array().is_some_and(|l| l.iter().all(Value::is_str)))
                .ok_or_else(|| fail(format!("`{key}` must be a list of texts, it is “{text}”")))?
        }
        Value::Array(_) => {
            let items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        known => {
            let wanted = known.type_str();
            let table: Result<Table, _> = format!("value = {text}").parse();
            let value = table.ok().and_then(|mut table| table.remove("value"));
            value
                .filter(|value| value.same_type(known))
                .ok_or_else(|| fail(format!("`{key}` must be a {wanted}, it is “{text}”")))?
        }
    };
    Ok(())
}

fn unknown(path: &str) -> String {
    format!("there is no setting `{path}`; `hallway serve --print-config` lists all")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::config::EXAMPLE;

    fn with(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let mut config = tempfile::NamedTempFile::new().unwrap();
        config.write_all(file.as_bytes()).unwrap();
        let args = ServeArgs {
            config: Some(config.path().to_owned()),
            ..ServeArgs::default()
        };
        let environment = environment
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        load(&args, environment)
    }

    #[test]
    fn the_example_holds_every_key_with_its_default() {
        assert_eq!(with(EXAMPLE, &[]), Ok(Config::default()));
        let example: Table = EXAMPLE.parse().unwrap();
        let defaults = Table::try_from(Config::default()).unwrap();
        for (section, keys) in &defaults {
            for key in keys.as_table().unwrap().keys() {
                let shown = example.get(section).and_then(|keys| keys.get(key));
                assert!(shown.is_some(), "{section}.{key} is not in the example");
            }
        }
        for (before, line) in EXAMPLE.lines().zip(EXAMPLE.lines().skip(1)) {
            if line.contains(" = ") && !line.starts_with('#') {
                assert!(before.starts_with("# "), "no line on `{line}`");
            }
        }
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let config = with(
            "[server]\nlisten = \"127.0.0.1:1\"\n[venue]\ntitle = \"A\"\n",
            &[
                ("HALLWAY_VENUE__TITLE", "123"),
                ("HALLWAY_ROOMS__MAX_PEOPLE", "7"),
                ("HALLWAY_MEDIA__PUBLIC", "198.51.100.7, 198.51.100.8:9000"),
                ("HALLWAY_BIN", "no setting"),
                ("PATH", "/bin"),
            ],
        )
        .unwrap();
        assert_eq!(config.server.listen.port(), 1);
        assert_eq!(config.venue.title, "123");
        assert_eq!(config.rooms.max_people, 7);
        assert_eq!(config.media.public, ["198.51.100.7", "198.51.100.8:9000"]);
    }

    type Variables = &'static [(&'static str, &'static str)];

    #[test]
    fn what_is_wrong_is_named() {
        let cases: [(&str, Variables, &str); 8] = [
            ("[venue]\ntitel = \"x\"", &[], "venue.titel"),
            ("[venu]\ntitle = \"x\"", &[], "venu"),
            ("[rooms]\nmax_people = \"x\"", &[], "rooms.max_people"),
            ("[rooms]\nmax_people = -1", &[], "-1"),
            ("[venue", &[], "line 1"),
            ("", &[("HALLWAY_VENUE__TITEL", "x")], "venue.titel"),
            ("", &[("HALLWAY_ROOMS__MAX_PEOPLE", "many")], "many"),
            ("[bubble]\nmembers = 9", &[], "bubble.members"),
        ];
        for (file, environment, part) in cases {
            let error = with(file, environment).unwrap_err().to_string();
            assert!(error.contains(part), "{error} does not name {part}");
        }
    }
}
