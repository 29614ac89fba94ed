//! The part of a window that a page has, made of any size: a window itself can't be as narrow as a
//! telephone.

use reqwest::Method;
use serde_json::json;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{RequestData, SessionId};

use super::browser::Browser;

impl Browser {
    /// Makes what the page has of the window exactly this large, in CSS pixels.
    pub async fn view_port(&self, width: u32, height: u32) {
        let size = Size { width, height };
        let done = self.web.handle().cmd(size).await;
        done.expect("the page can be made of any size");
    }
}

/// The browser's own command; WebDriver has none for this.
#[derive(Debug)]
struct Size {
    width: u32,
    height: u32,
}

impl FormatRequestData for Size {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let (width, height) = (self.width, self.height);
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        RequestData::new(Method::POST, format!("session/{session}/goog/cdp/execute"))
            .add_body(json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size }))
    }
}
