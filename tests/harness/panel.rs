//! What is open beside the map, and the way there.

use thirtyfour::prelude::*;

use super::browser::Browser;
use super::wait::until;

/// The panel's place in the window and the window's size, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// From the window's left edge.
    pub left: f64,
    /// From the window's upper edge.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The window's width.
    pub all_width: f64,
    /// The window's height.
    pub all_height: f64,
}

impl Browser {
    /// Has oneself led to a zone, and waits to be there.
    pub async fn go_to(&self, zone: &str) {
        let walk = format!("Walk to {zone}");
        // On a wide window the list stays open.
        if self.find_role("button", &walk).await.is_none() {
            self.press("People and places").await;
        }
        self.press(&walk).await;
        let what = format!("{} is in {zone}", self.name);
        until(&what, async || {
            let zones = self.told("zone").await?;
            zones.split(',').any(|name| name == zone).then_some(())
        })
        .await;
    }

    /// Waits until the panel says something.
    pub async fn panel_says(&self, words: &str) {
        let what = format!("{}'s panel says `{words}`", self.name);
        until(&what, async || {
            self.panel_text().await.contains(words).then_some(())
        })
        .await;
    }

    /// All that the panel says now; nothing when there is none.
    pub async fn panel_text(&self) -> String {
        self.ask("return document.getElementById('session')?.innerText ?? ''")
            .await
    }

    /// Waits until nothing is open beside the map.
    pub async fn has_no_panel(&self) {
        let what = format!("{} has nothing beside the map", self.name);
        until(&what, async || self.panel().await.is_none().then_some(())).await;
    }

    /// Where the panel is.
    pub async fn panel(&self) -> Option<Place> {
        const SCRIPT: &str = "const panel = document.getElementById('session');
            if (!panel) return null;
            const at = panel.getBoundingClientRect();
            return [at.left, at.top, at.width, at.height, innerWidth, innerHeight];";
        let sides: Option<[f64; 6]> = self.ask(SCRIPT).await;
        let [left, top, width, height, all_width, all_height] = sides?;
        Some(Place {
            left,
            top,
            width,
            height,
            all_width,
            all_height,
        })
    }

    /// What a stand-in's page in the panel says it was given, so many frames below our page.
    pub async fn given(&self, frames: usize) -> Option<String> {
        let web = &self.web;
        let text = async {
            for _ in 0..frames {
                web.find(By::Css("iframe")).await?.enter_frame().await?;
            }
            web.find(By::Id("given")).await?.text().await
        };
        let text: WebDriverResult<String> = text.await;
        web.enter_default_frame().await.expect("back to the page");
        text.ok()
    }

    /// Waits until a stand-in's page says something, and gives all that it says.
    pub async fn is_given(&self, frames: usize, words: &str) -> String {
        let what = format!("{} is given `{words}`", self.name);
        until(&what, async || {
            let given = self.given(frames).await?;
            given.contains(words).then_some(given)
        })
        .await
    }
}
