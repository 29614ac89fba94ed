//! Every sentence shown or spoken: Fluent files from `assets/locales`, one per language, all built
//! in. Chooses a language and fills in values; shows nothing.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentError, FluentResource};
use unic_langid::LanguageIdentifier;

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// Its tag, as in the `lang` attribute.
    pub id: &'static str,
    /// Its own name for itself.
    pub name: &'static str,
    /// Direction of its script, as in the `dir` attribute.
    pub dir: &'static str,
    source: &'static str,
}

/// All languages. The first stands in where no other fits.
pub const LOCALES: &[Locale] = &[
    Locale {
        id: "en",
        name: "English",
        dir: "ltr",
        source: include_str!("../../assets/locales/en.ftl"),
    },
    Locale {
        id: "de",
        name: "Deutsch",
        dir: "ltr",
        source: include_str!("../../assets/locales/de.ftl"),
    },
];

/// Index into [`LOCALES`] of the first wish that can be met, by language without region.
pub fn choose(wishes: impl IntoIterator<Item = impl AsRef<str>>) -> usize {
    let language = |tag: &str| {
        let parsed: Option<LanguageIdentifier> = tag.parse().ok();
        parsed.map(|id| id.language)
    };
    wishes
        .into_iter()
        .filter_map(|wish| {
            let wish = language(wish.as_ref())?;
            let mut known = LOCALES.iter().map(|locale| language(locale.id));
            known.position(|id| id == Some(wish))
        })
        .next()
        .unwrap_or(0)
}

/// The sentences of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// Reads a language. Lines that are no sentences are left out; a test sees to it that there
    /// are none.
    pub fn new(locale: &Locale) -> Self {
        let ids = locale.id.parse::<LanguageIdentifier>().into_iter();
        let mut bundle = FluentBundle::new(ids.collect());
        // Marks around names would end up in what is compared and copied.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(locale.source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
        Self { bundle }
    }

    /// A sentence with values filled in. A key without a sentence shows itself, which a test
    /// prevents.
    pub fn get(&self, key: &str, values: &[(&str, &str)]) -> String {
        let pattern = self.bundle.get_message(key).and_then(|m| m.value());
        let Some(pattern) = pattern else {
            return key.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, *value);
        }
        let mut errors: Vec<FluentError> = Vec::new();
        let text: Cow<'_, str> = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors);
        text.into_owned()
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
