//! A session that one is in: its frame, with no more rights than it needs, or a link where it can't
//! be framed.

use hallway_protocol::SessionId;
use hallway_protocol::session::Grant;
use leptos::prelude::*;

use super::card::TabLink;
use super::embedded::Embedded;
use super::questions::Questions;
use crate::dom::{hostname, property};
use crate::hosts;
use crate::ui::Ui;

/// What a meeting may use. Delegated to the frame alone; the browser asks the visitor all the same.
const MEETING: &str = "camera; microphone; display-capture; autoplay; fullscreen; clipboard-write; \
    speaker-selection";

/// What a player may use.
const PLAYER: &str = "autoplay; fullscreen; picture-in-picture; encrypted-media";

/// What a page may do: nothing to the page around it.
const SANDBOX: &str = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox";

/// The same for pages of other sites, which may know their own visitors.
const SANDBOX_OF_OTHERS: &str =
    "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin";

/// The body of a session that one is in.
pub fn opened(ui: Ui, id: SessionId, title: String, grant: Grant) -> AnyView {
    match grant {
        Grant::Jitsi(ref jitsi) => {
            // The page may contact the one server that its URL names.
            let server = js_sys::encode_uri_component(&jitsi.server);
            let src = format!("/embed/jitsi?server={server}");
            view! { <Embedded ui=ui id=id title=title grant=grant src=src allow=MEETING/> }
                .into_any()
        }
        Grant::BigBlueButton { ref url } => match hosts::host(url) {
            Some(_) => {
                let src = url.clone();
                view! { <Embedded ui=ui id=id title=title grant=grant src=src allow=MEETING/> }
                    .into_any()
            }
            None => view! { <Broken ui=ui/> }.into_any(),
        },
        Grant::Website {
            url,
            policy,
            framing,
        } => match framing && (hosts::host(&url).is_some() || hosts::is_own(&url)) {
            true => view! {
                <iframe
                    class="session-frame page"
                    title=title
                    sandbox=sandbox(&url)
                    allow=policy
                    referrerpolicy=hosts::referrer_policy(&url)
                    src=hosts::named_parent(&url, &hostname())
                ></iframe>
            }
            .into_any(),
            false => view! { <TabLink ui=ui url=url why="session-in-tab"/> }.into_any(),
        },
        Grant::Tab { url } => view! { <TabLink ui=ui url=url why="session-tab"/> }.into_any(),
        Grant::Stage { facilitator, .. } => {
            let src = "/embed/stage".to_owned();
            view! {
                <div class="stage">
                    <div class="stage-screen">
                        <Embedded ui=ui id=id title=title grant=grant src=src allow=PLAYER/>
                    </div>
                    <Questions ui=ui id=id facilitator=facilitator/>
                </div>
            }
            .into_any()
        }
    }
}

/// A page of this very server must not reach the client around it.
fn sandbox(url: &str) -> &'static str {
    let location = property(&window(), "location");
    let origin = property(&location, "origin")
        .as_string()
        .unwrap_or_default();
    match hosts::is_same_origin(url, &origin) {
        true => SANDBOX,
        false => SANDBOX_OF_OTHERS,
    }
}

#[component]
fn Broken(ui: Ui) -> impl IntoView {
    view! {
        <div class="session-card">
            <p>{move || ui.tr("session-broken")}</p>
        </div>
    }
}
