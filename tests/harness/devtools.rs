//! What a browser can be told only in its own words; WebDriver has no command for it.

use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{RequestData, SessionId};

use super::browser::Browser;

/// How slow a line is.
#[derive(Clone, Copy, Debug)]
pub struct NetworkLine {
    /// Milliseconds by which each answer is later.
    pub round_trip_ms: u32,
    /// To the browser, in bits a second.
    pub down: u32,
    /// From the browser, in bits a second.
    pub up: u32,
}

impl Browser {
    /// Makes what the page has of the window exactly this large, in CSS pixels: a window itself
    /// can't be as narrow as a telephone.
    pub async fn view_port(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Lets the test run scripts and workers of its own in pages that allow only their own.
    pub async fn allow_own_scripts(&self) {
        self.tell("Page.setBypassCSP", json!({ "enabled": true }))
            .await;
    }

    /// Runs a script in every page from now on before the page's own.
    pub async fn before_scripts(&self, script: &str) {
        let source = json!({ "source": script });
        self.tell("Page.addScriptToEvaluateOnNewDocument", source)
            .await;
    }

    /// Loads through a line like this from now on.
    pub async fn on_line(&self, line: NetworkLine) {
        self.tell("Network.enable", json!({})).await;
        let line = json!({
            "offline": false,
            "latency": line.round_trip_ms,
            "downloadThroughput": line.down / 8,
            "uploadThroughput": line.up / 8,
        });
        self.tell("Network.emulateNetworkConditions", line).await;
    }

    /// Has the page's scripts let go of the memory that they do not use any more.
    pub async fn collect_garbage(&self) {
        self.tell("HeapProfiler.collectGarbage", json!({})).await;
    }

    async fn tell(&self, name: &'static str, parameters: Value) {
        let command = Devtools { name, parameters };
        let done = self.web.handle().cmd(command).await;
        done.expect("the browser knows the command");
    }
}

#[derive(Debug)]
struct Devtools {
    name: &'static str,
    parameters: Value,
}

impl FormatRequestData for Devtools {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new(Method::POST, format!("session/{session}/goog/cdp/execute"))
            .add_body(json!({ "cmd": self.name, "params": self.parameters }))
    }
}
