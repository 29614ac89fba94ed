//! Jitsi rooms: a name, a name with settings behind it, or a whole URL.

use serde_json::{Map, Value};

use super::super::names::cut;
use super::Said;
use crate::tiled::address::{decoded, host_and_rest};
use crate::tiled::limits::{MAX_JSON_BYTES, MAX_URL_BYTES};
use crate::zone::{Jitsi, SessionSpec};

pub(super) fn read(said: &mut Said<'_>) -> Option<(&'static str, SessionSpec)> {
    let text = said.words.text("jitsiroom")?;
    let (address, settings) = text.split_once('#').unwrap_or((text.as_str(), ""));
    let no_prefix = said.words.flag("jitsinoprefix");
    let no_prefix = no_prefix.or_else(|| said.map.flag("jitsinoprefix"));
    let mut jitsi = Jitsi {
        no_prefix: no_prefix == Some(true),
        admin_tag: cut(&said.setting("jitsiroomadmintag").unwrap_or_default()),
        ..Jitsi::default()
    };
    if let Some((host, rest)) = host_and_rest(address) {
        // The room of a URL is that very room.
        let scheme = address.split("://").next().unwrap_or_default();
        jitsi.server = origin(&format!("{scheme}://{host}")).or_else(|| {
            let message = format!("the jitsiRoom “{}” names no server", cut(&text));
            said.warn("bad-url", message);
            None
        })?;
        let name = rest.split('?').next().unwrap_or_default().trim_matches('/');
        jitsi.room = cut(&decoded(name).unwrap_or_else(|| name.to_owned()));
        jitsi.no_prefix = true;
    } else {
        jitsi.room = cut(address);
        jitsi.server = server(said);
    }
    if jitsi.room.is_empty() {
        let message = format!("the jitsiRoom “{}” names no room", cut(&text));
        said.warn("bad-url", message);
        return None;
    }
    let (mut config, mut interface) = (Map::new(), Map::new());
    for setting in settings.split('&') {
        if let Some(setting) = setting.strip_prefix("config.") {
            set(&mut config, setting);
        } else if let Some(setting) = setting.strip_prefix("interfaceConfig.") {
            set(&mut interface, setting);
        }
    }
    config.extend(object(said, "jitsiConfig"));
    config.extend(object(said, "jitsiClientConfig"));
    interface.extend(object(said, "jitsiInterfaceConfig"));
    jitsi.config = written(config);
    jitsi.interface_config = written(interface);
    Some(("jitsi", SessionSpec::Jitsi(jitsi)))
}

/// The server that the place or the map names; empty for the configured ones.
fn server(said: &mut Said<'_>) -> String {
    let text = said
        .setting("jitsiurl")
        .or_else(|| said.setting("jitsiserver"));
    let Some(text) = text else {
        return String::new();
    };
    origin(&text).unwrap_or_else(|| {
        let message = format!(
            "the jitsiUrl “{}” is no name of a server; the configured one is used",
            cut(&text)
        );
        said.warn("bad-url", message);
        String::new()
    })
}

/// The origin of a server that is written as a domain, with or without a port, or as a URL. HTTPS,
/// unless the author asks for HTTP or it is this very machine.
fn origin(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("//").unwrap_or(text);
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
        None => (None, text),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let allowed = |c: char| c.is_alphanumeric() || ".-_:[]".contains(c);
    let named = host.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    if !named || !host.chars().all(allowed) || host.len() > MAX_URL_BYTES {
        return None;
    }
    let host = host.to_lowercase();
    let scheme = match scheme.as_deref() {
        Some("http") => "http",
        Some("https") => "https",
        None if is_loopback(&host) => "http",
        None => "https",
        Some(_) => return None,
    };
    Some(format!("{scheme}://{host}"))
}

fn is_loopback(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    let numbers = name.starts_with("127.") && name.chars().all(|c| c.is_ascii_digit() || c == '.');
    name == "localhost" || numbers || host.starts_with("[::1]")
}

/// A setting as it stands in the URL of a room, `a.b=value`.
fn set(object: &mut Map<String, Value>, setting: &str) {
    let Some((path, value)) = setting.split_once('=') else {
        return;
    };
    let value = decoded(value).unwrap_or_else(|| value.to_owned());
    let value = serde_json::from_str(&value).unwrap_or(Value::String(value));
    let mut names: Vec<&str> = path.split('.').take(MAX_DEPTH).collect();
    let Some(last) = names.pop() else {
        return;
    };
    let mut object = object;
    for name in names {
        let inner = object
            .entry(name)
            .or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(inner) = inner else {
            return;
        };
        object = inner;
    }
    object.insert(last.to_owned(), value);
}

/// Objects inside one another that a setting in a URL may make.
const MAX_DEPTH: usize = 8;

/// The JSON object in a property; warns and is empty when there is something else.
fn object(said: &mut Said<'_>, name: &str) -> Map<String, Value> {
    let Some(text) = said.setting(&name.to_ascii_lowercase()) else {
        return Map::new();
    };
    let problem = if text.len() > MAX_JSON_BYTES {
        format!("is longer than {MAX_JSON_BYTES} bytes")
    } else {
        match serde_json::from_str(&text) {
            Ok(Value::Object(object)) => return object,
            Ok(_) => "is no JSON object".to_owned(),
            Err(error) => format!("is no JSON: {error}"),
        }
    };
    said.warn("bad-json", format!("the {name} {problem}; it is ignored"));
    Map::new()
}

fn written(object: Map<String, Value>) -> String {
    if object.is_empty() {
        return String::new();
    }
    let text = Value::Object(object).to_string();
    if text.len() > MAX_JSON_BYTES * 2 {
        return String::new();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_origins() {
        for (text, expected) in [
            ("meet.jit.si", Some("https://meet.jit.si")),
            (
                " Meet.Example.org:8443/ ",
                Some("https://meet.example.org:8443"),
            ),
            (
                "https://kleiber.xvlc.de/x?y#z",
                Some("https://kleiber.xvlc.de"),
            ),
            ("http://10.0.0.1", Some("http://10.0.0.1")),
            ("//meet.example.org", Some("https://meet.example.org")),
            ("localhost:8000", Some("http://localhost:8000")),
            ("127.0.0.1", Some("http://127.0.0.1")),
            ("[::1]:8000", Some("http://[::1]:8000")),
            ("https://localhost", Some("https://localhost")),
            (
                "user:secret@meet.example.org",
                Some("https://meet.example.org"),
            ),
            ("", None),
            ("a b", None),
            ("javascript://x", None),
            ("{{server}}", None),
            ("https://", None),
            ("-", None),
        ] {
            assert_eq!(origin(text).as_deref(), expected, "{text}");
        }
    }
}
