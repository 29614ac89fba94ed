//! A page of this server that plays something of others in a frame: it says when it is ready, is
//! told what to play, and says what became of it. Nothing else is listened to, and nothing secret
//! stands in a URL.

use hallway_protocol::SessionId;
use hallway_protocol::session::Grant;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlIFrameElement, MessageEvent};

use crate::announce::Announcement;
use crate::dom::{listen, property, report};
use crate::text::LOCALES;
use crate::ui::Ui;

/// Key of all messages between client and page, with the message's name as its value.
const KEY: &str = "hallway";

/// The frame.
#[component]
pub fn Embedded(
    /// The interface.
    ui: Ui,
    /// The session.
    id: SessionId,
    /// Its title.
    title: String,
    /// What the page is told.
    grant: Grant,
    /// The page.
    src: String,
    /// What it may use.
    allow: &'static str,
) -> impl IntoView {
    let frame = NodeRef::<html::Iframe>::new();
    let shown = title.clone();
    // The place in the list of the source that plays; pauses are no news.
    let source = StoredValue::new(0.0);
    let heard = move |event: MessageEvent| {
        let Some(frame) = frame.get_untracked() else {
            return;
        };
        let ours = frame.content_window().map(JsValue::from);
        let from = event.source().map(JsValue::from);
        if ours.is_none() || from != ours || event.origin() != origin() {
            return;
        }
        match property(&event.data(), KEY).as_string().as_deref() {
            Some("ready") => begin(ui, &frame, &grant, &shown),
            Some("playing") => {
                let now = property(&event.data(), "index").as_f64().unwrap_or(0.0);
                if now > source.get_value() {
                    source.set_value(now);
                    ui.announce(&Announcement::naming("stage-next-source", &shown));
                }
            }
            Some("failed") => ui.tell(|c| c.with_visit(|visit| visit.session_failed(id))),
            Some("left") => ui.tell(|c| c.with_visit(|visit| visit.close_session(id))),
            _ => {}
        }
    };
    let listener = StoredValue::new_local(Some(listen(&window(), "message", heard)));
    on_cleanup(move || listener.set_value(None));
    view! {
        <iframe
            class="session-frame"
            node_ref=frame
            title=title
            allow=allow
            referrerpolicy="no-referrer"
            src=src
        ></iframe>
    }
}

fn origin() -> String {
    let location = property(&window(), "location");
    property(&location, "origin")
        .as_string()
        .unwrap_or_default()
}

/// Tells the page what to play, and for whom.
fn begin(ui: Ui, frame: &HtmlIFrameElement, grant: &Grant, title: &str) {
    let mut name = String::new();
    ui.tell(|client| name.clone_from(&client.settings.borrow().name));
    let locale = LOCALES.get(ui.locale.get_untracked());
    let message = serde_json::json!({
        KEY: "begin",
        "grant": grant,
        "title": title,
        "name": name,
        "locale": locale.map(|locale| locale.id),
    });
    let text = message.to_string();
    let Some(message) = report(js_sys::JSON::parse(&text)) else {
        return;
    };
    if let Some(page) = frame.content_window() {
        report(
            page.unchecked_ref::<web_sys::Window>()
                .post_message(&message, &origin()),
        );
    }
}
