//! Firefox with a visitor before it, by geckodriver. Without a screen it draws no WebGL, so that it
//! gets one that nobody sees.

use serde_json::json;
use thirtyfour::prelude::*;

use super::browser::Browser;
use super::driver::Driver;

/// Where Debian puts it.
const PROGRAM: &str = "/usr/bin/firefox-esr";

impl Browser {
    /// Opens a Firefox whose microphone and camera are a tone and a moving picture, and which gives
    /// the page both unasked. `driver` is one of [`Driver::start_firefox`].
    pub async fn open_firefox(driver: &Driver, name: &str) -> Self {
        let mut capabilities = DesiredCapabilities::firefox();
        let options = json!({
            "binary": PROGRAM,
            "args": ["--width", "720", "--height", "600"],
            "prefs": {
                "media.navigator.permission.disabled": true,
                "media.navigator.streams.fake": true,
                "media.autoplay.default": 0,
                "webgl.force-enabled": true,
                // Containers have no user namespaces for the sandbox.
                "security.sandbox.content.level": 0,
                // Nothing is fetched that no test asks for.
                "app.update.enabled": false,
                "browser.safebrowsing.downloads.remote.enabled": false,
                "datareporting.policy.dataSubmissionEnabled": false,
                "media.gmp-manager.url": "",
                "media.gmp-manager.updateEnabled": false,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
                "media.peerconnection.ice.loopback": true,
                "media.peerconnection.ice.obfuscate_host_addresses": false,
            },
        });
        let set = capabilities.as_mut().set("moz:firefoxOptions", options);
        set.expect("options");
        let web = WebDriver::new(driver.url(), capabilities)
            .await
            .expect("a browser opens");
        // As with the other browser: the driver takes it along.
        web.clone().leak().expect("a session that has not ended");
        Self {
            name: name.to_owned(),
            web,
        }
    }
}
