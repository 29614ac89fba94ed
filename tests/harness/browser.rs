//! A browser with a visitor before it.

use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use thirtyfour::prelude::*;

use super::driver::Driver;
use super::server::Server;
use super::venue::target;
use super::wait::until;

/// What the visitor's microphone and camera are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devices {
    /// A tone and a moving picture made by the browser; access is granted.
    Fake,
    /// The visitor does not let the page have any.
    Denied,
}

/// A browser window of its own process and profile, no larger than it needs to be: every pixel is
/// drawn by the CPU.
pub struct Browser {
    /// The visitor's name.
    pub name: String,
    /// The WebDriver session.
    pub web: WebDriver,
}

/// What the page tells about its peer connection, by `window.hallway.stats()`.
#[derive(Clone, Debug, Deserialize)]
pub struct Stats {
    /// Offers and answers exchanged since the page was entered.
    pub negotiations: u32,
    /// The remote people.
    pub slots: Vec<Slot>,
    /// Audio packets sent.
    pub sent_audio_packets: u64,
    /// Video packets sent.
    pub sent_video_packets: u64,
    /// The screen that is seen.
    pub screen: ScreenSeen,
}

/// Somebody else's screen.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ScreenSeen {
    /// Pictures decoded.
    pub frames: u64,
    /// The last one's width in pixels.
    pub width: u64,
}

/// One remote person's audio and video.
#[derive(Clone, Debug, Deserialize)]
pub struct Slot {
    /// Who is heard and seen through it.
    pub name: Option<String>,
    /// Audio samples decoded.
    pub samples: u64,
    /// Video frames decoded.
    pub frames: u64,
}

impl Stats {
    /// The slot of a person.
    pub fn of(&self, name: &str) -> Option<&Slot> {
        self.slots.iter().find(|s| s.name.as_deref() == Some(name))
    }

    /// Video frames decoded in all slots.
    pub fn frames(&self) -> u64 {
        self.slots.iter().map(|slot| slot.frames).sum()
    }

    /// The names in the slots, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .slots
            .iter()
            .filter_map(|s| s.name.as_deref())
            .collect();
        names.sort_unstable();
        names
    }
}

impl Browser {
    /// Opens a browser, with nothing in it yet.
    pub async fn open(driver: &Driver, name: &str, devices: Devices) -> Self {
        Self::open_with_flags(driver, name, devices, &[]).await
    }

    /// The same with more flags for the browser.
    pub async fn open_with_flags(
        driver: &Driver,
        name: &str,
        devices: Devices,
        more: &[&str],
    ) -> Self {
        let capabilities = DesiredCapabilities::chrome();
        Self::open_as(driver, name, devices, more, capabilities).await
    }

    /// Opens a browser that opens no windows unasked, as people's browsers do. Driven ones do
    /// otherwise.
    pub async fn open_guarded(driver: &Driver, name: &str) -> Self {
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities
            .add_exclude_switch("disable-popup-blocking")
            .expect("a switch");
        Self::open_as(driver, name, Devices::Fake, &[], capabilities).await
    }

    async fn open_as(
        driver: &Driver,
        name: &str,
        devices: Devices,
        more: &[&str],
        mut capabilities: thirtyfour::ChromeCapabilities,
    ) -> Self {
        for flag in FLAGS.iter().chain(more) {
            capabilities.add_arg(flag).expect("a flag");
        }
        let folder = format!("--user-data-dir={}", driver.new_profile().display());
        capabilities.add_arg(&folder).expect("a flag");
        match devices {
            Devices::Fake => {
                for flag in FAKE_DEVICES.iter().filter(|flag| !is_replaced(flag, more)) {
                    capabilities.add_arg(flag).expect("a flag");
                }
            }
            Devices::Denied => {
                const BLOCK: u8 = 2;
                let settings = json!({
                    "profile.default_content_setting_values.media_stream_mic": BLOCK,
                    "profile.default_content_setting_values.media_stream_camera": BLOCK,
                });
                capabilities
                    .add_experimental_option("prefs", settings)
                    .expect("settings");
            }
        }
        let web = WebDriver::new(driver.url(), capabilities)
            .await
            .expect("a browser opens");
        // The driver takes its browsers with it when it ends. Left to itself, the session would
        // ask to be closed from its destructor, and block the test for that.
        web.clone().leak().expect("a session that has not ended");
        Self {
            name: name.to_owned(),
            web,
        }
    }

    /// Opens a browser and enters the server's room.
    pub async fn enter(driver: &Driver, server: &Server, name: &str) -> Self {
        Self::enter_with(driver, server, name, Devices::Fake).await
    }

    /// The same with a choice of devices.
    pub async fn enter_with(
        driver: &Driver,
        server: &Server,
        name: &str,
        devices: Devices,
    ) -> Self {
        let browser = Self::open(driver, name, devices).await;
        browser.come_in(server).await;
        browser
    }

    /// Opens one of many browsers, with a camera of few pictures, and enters the server's room.
    pub async fn enter_among_many(driver: &Driver, server: &Server, name: &str) -> Self {
        let browser = Self::open_with_flags(driver, name, Devices::Fake, &[FEW_PICTURES]).await;
        browser.come_in(server).await;
        browser
    }

    async fn come_in(&self, server: &Server) {
        self.goto(&server.url(&server.venue.page())).await;
        self.fill_in_and_enter().await;
    }

    /// Enters the server's room with all peer connections watched, see [`Self::watch_calls`].
    pub async fn enter_watched(self, server: &Server, forced: &str) -> Self {
        self.goto(&server.url(&server.venue.page())).await;
        self.watch_calls(forced).await;
        self.fill_in_and_enter().await;
        self
    }

    /// Goes to a page of the server and waits for the entry.
    pub async fn goto(&self, url: &str) {
        self.web.goto(url).await.expect("the page loads");
        self.is_in_state("entry").await;
        self.run(LISTEN).await;
    }

    /// Types the name on the entry page and enters, wherever that leads.
    pub async fn fill_in(&self) {
        let field = self.role("textbox", "Your name").await;
        field.clear().await.expect("the field can be cleared");
        field.send_keys(&self.name).await.expect("typing works");
        self.press("Enter").await;
    }

    /// The same, and waits to be in the venue.
    pub async fn fill_in_and_enter(&self) {
        self.fill_in().await;
        self.is_in_state("venue").await;
    }

    /// Waits until the page shows these words.
    pub async fn shows(&self, words: &str) {
        let what = format!("{} is shown `{words}`", self.name);
        until(&what, async || {
            let text: String = self.ask("return document.body.innerText").await;
            text.contains(words).then_some(())
        })
        .await;
    }

    /// Waits for a value of `data-hallway-state`.
    pub async fn is_in_state(&self, state: &str) {
        let what = format!("{}'s page is in the state `{state}`", self.name);
        until(&what, async || {
            (self.told("state").await.as_deref() == Some(state)).then_some(())
        })
        .await;
    }

    /// An attribute `data-hallway-…` of the page.
    pub async fn told(&self, name: &str) -> Option<String> {
        let html = self.web.find(By::Css("html")).await.ok()?;
        html.attr(format!("data-hallway-{name}")).await.ok()?
    }

    /// Waits until an announcement with these words was made.
    pub async fn hears(&self, words: &str) {
        let what = format!("{} hears `{words}`", self.name);
        until(&what, async || {
            let heard = self.announcements().await;
            heard.iter().any(|line| line.contains(words)).then_some(())
        })
        .await;
    }

    /// All announcements so far.
    pub async fn announcements(&self) -> Vec<String> {
        self.ask("return window.heard").await
    }

    /// Forgets all announcements so far.
    pub async fn forget_announcements(&self) {
        self.run("window.heard = []").await;
    }

    /// How the peer connection does.
    pub async fn stats(&self) -> Stats {
        const SCRIPT: &str = "const done = arguments[arguments.length - 1];
            window.hallway.stats().then(done, error => done(String(error)))";
        let answer = self.web.execute_async(SCRIPT, Vec::new()).await;
        let text: String = answer
            .and_then(|answer| answer.convert())
            .expect("the page answers");
        match serde_json::from_str(&text) {
            Ok(stats) => stats,
            Err(error) => panic!("{}: {error} in {text}", self.name),
        }
    }

    /// Runs a script.
    pub async fn run(&self, script: &str) {
        if let Err(error) = self.web.execute(script, Vec::new()).await {
            panic!("{}: {error}", self.name);
        }
    }

    /// Runs a script for its value.
    pub async fn ask<T: DeserializeOwned>(&self, script: &str) -> T {
        let answer = self.web.execute(script, Vec::new()).await;
        match answer.and_then(|answer| answer.convert()) {
            Ok(value) => value,
            Err(error) => panic!("{}: {error}", self.name),
        }
    }

    /// Keeps what is seen as `target/e2e/NAME.png`.
    pub async fn screenshot(&self, name: &str) {
        let folder: PathBuf = target().join("e2e");
        std::fs::create_dir_all(&folder).expect("a folder for screenshots");
        let path = folder.join(format!("{name}.png"));
        self.web.screenshot(&path).await.expect("a screenshot");
        println!("screenshot: {}", path.display());
    }

    /// Makes the window another size.
    pub async fn resize(&self, width: u32, height: u32) {
        let done = self.web.set_window_rect(0, 0, width, height).await;
        done.expect("the window can be resized");
    }
}

/// Records what is announced: the live region shows a sentence only for a while.
const LISTEN: &str = r#"
    window.heard = [];
    let last = "";
    const listen = () => {
        const region = document.querySelector('[role=status][aria-label="Announcements"]');
        const text = region ? region.innerText.trim() : "";
        if (text && text !== last) window.heard.push(text);
        last = text;
    };
    new MutationObserver(listen).observe(document.documentElement,
        { childList: true, characterData: true, subtree: true });
"#;

const FLAGS: [&str; 14] = [
    "--headless=new",
    // Containers have no user namespaces for the sandbox.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    // WebGL on the CPU.
    "--disable-gpu",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Several windows lie over each other; all count as seen.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--window-size=720,600",
];

/// Whether one of these flags says the same with another value.
fn is_replaced(flag: &str, by: &[&str]) -> bool {
    let name = |flag: &str| flag.split('=').next().map(str::to_owned);
    by.iter().any(|other| name(other) == name(flag))
}

/// With four and more browsers even that is more than two cores can code, decode and draw.
const FEW_PICTURES: &str = "--use-fake-device-for-media-stream=fps=5";

/// Half as many pictures a second as a camera gives: with several browsers on two cores, coding pictures is most
/// of the work.
const FAKE_DEVICES: [&str; 2] = [
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
];
