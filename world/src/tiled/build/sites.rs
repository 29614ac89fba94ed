//! Pages that lie on the map: objects of class `website`.

use tiled::{LayerType, Object};

use super::Plan;
use super::flat::Flat;
use super::names::{cut, readable};
use super::sessions::{Said, policy};
use super::words::Words;
use crate::scene::Site;
use crate::tiled::address::host_and_rest;
use crate::tiled::error::Notes;
use crate::tiled::limits::MAX_FIXTURES;

/// All pages on the map, in its order.
pub(super) fn sites(plan: &Plan<'_>, notes: &mut Notes) -> Vec<Site> {
    let map = Words::of(&plan.map.properties);
    let mut sites = Vec::new();
    for flat in &plan.layers {
        let LayerType::Objects(objects) = flat.layer.layer_type() else {
            continue;
        };
        for object in objects.objects() {
            let words = Words::of(&object.properties);
            let class = object.user_type.trim();
            let is_site = class.eq_ignore_ascii_case("website");
            if !is_site && (!class.is_empty() || words.text("url").is_none()) {
                continue;
            }
            let place = format!("{}, object “{}”", flat.place, cut(&object.name));
            let mut said = Said {
                words: &words,
                map: &map,
                file: plan.file,
                place: &place,
                notes,
            };
            if sites.len() >= MAX_FIXTURES {
                let message = format!("there are more than {MAX_FIXTURES} pages on the map");
                said.warn("too-many-sites", message);
                return sites;
            }
            sites.extend(site(&object, flat, &mut said));
        }
    }
    sites
}

fn site(object: &Object<'_>, flat: &Flat<'_>, said: &mut Said<'_>) -> Option<Site> {
    let Some(text) = said.words.text("url") else {
        let message = "it is a website and has no “url”";
        said.warn("empty-site", message.to_owned());
        return None;
    };
    let (width, height) = super::objects::size(&object.shape);
    if width <= 0.0 || height <= 0.0 || object.get_tile().is_some() {
        let message = "the page has no rectangle to be shown in";
        said.warn("empty-site", message.to_owned());
        return None;
    }
    let url = said.page("url", &text)?;
    let host = host_and_rest(&url).map(|(host, _)| cut(host));
    Some(Site {
        title: readable(&object.name)
            .or(host)
            .unwrap_or_else(|| "Page".to_owned()),
        url,
        policy: policy(said.words.text("policy")),
        x: object.x + flat.offset.0,
        y: object.y + flat.offset.1,
        width: width as f32,
        height: height as f32,
    })
}
