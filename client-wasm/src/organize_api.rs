//! Asks the server for what only organizers and facilitators may, with their invitation in a header.

use hallway_protocol::limits::clean_name;
use js_sys::{Object, Reflect};
use leptos::prelude::window;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::dom::{report, save};

const ROOT: &str = "/api/v1/organize";

/// Who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Api {
    /// The invitation; empty where the account that one has logged in with is known by the cookie.
    pub invitation: String,
    /// That account may ask.
    pub account: bool,
    /// The name, for the log.
    pub name: String,
}

/// Why an answer is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The invitation does not count.
    NotInvited,
    /// What the server said.
    Said(String),
    /// The server can't be reached.
    Unreachable,
}

impl Api {
    /// Reads something.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let text = self.text(path).await?;
        serde_json::from_str(&text).map_err(|error| Failure::Said(error.to_string()))
    }

    /// Reads something as text.
    pub async fn text(&self, path: &str) -> Result<String, Failure> {
        let response = self.ask("GET", path, None).await?;
        body(&response).await
    }

    /// Does something; gives the answer, which may be empty.
    pub async fn send(&self, method: &str, path: &str, value: &Value) -> Result<String, Failure> {
        let response = self.ask(method, path, Some(value.to_string())).await?;
        body(&response).await
    }

    /// Has the browser keep an answer as a file.
    pub async fn save(&self, path: &str, file: &str) -> Result<(), Failure> {
        let text = self.text(path).await?;
        save(&text, "text/csv", file);
        Ok(())
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
    ) -> Result<Response, Failure> {
        let name = clean_name(&self.name).unwrap_or_default();
        let headers = Object::new();
        set(&headers, "x-hallway-invitation", &self.invitation);
        set(
            &headers,
            "x-hallway-name",
            &String::from(js_sys::encode_uri_component(&name)),
        );
        let init = Object::new();
        set(&init, "method", method);
        set(&init, "cache", "no-store");
        if let Some(body) = body {
            set(&headers, "content-type", "application/json");
            set(&init, "body", &body);
        }
        report(Reflect::set(&init, &"headers".into(), &headers));
        let url = format!("{ROOT}{path}");
        let asked = window().fetch_with_str_and_init(&url, init.unchecked_ref());
        let answer = JsFuture::from(asked).await;
        let response: Response = report(answer).ok_or(Failure::Unreachable)?.unchecked_into();
        if response.ok() {
            return Ok(response);
        }
        let said = self::body(&response).await?;
        let said: Value = serde_json::from_str(&said).unwrap_or_default();
        Err(match response.status() {
            401 => Failure::NotInvited,
            _ => {
                let message = said.get("message").and_then(Value::as_str);
                Failure::Said(message.unwrap_or_default().to_owned())
            }
        })
    }
}

fn set(object: &Object, key: &str, value: &str) {
    report(Reflect::set(object, &key.into(), &value.into()));
}

async fn body(response: &Response) -> Result<String, Failure> {
    let text = report(response.text()).ok_or(Failure::Unreachable)?;
    let text = report(JsFuture::from(text).await);
    text.and_then(|text| text.as_string())
        .ok_or(Failure::Unreachable)
}
