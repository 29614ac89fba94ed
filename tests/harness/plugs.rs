//! Devices that the browser pretends to have: which is in use, and pulling their plugs.

use serde::Deserialize;
use thirtyfour::prelude::*;

use super::browser::Browser;
use super::wait::until;

/// One of the layers in which the camera is sent.
#[derive(Clone, Debug, Deserialize)]
pub struct Layer {
    /// Its name.
    pub rid: String,
    /// Pictures sent.
    pub frames: u64,
    /// Width of the last one.
    pub width: u64,
}

impl Browser {
    /// Has the page's devices under control from now on; before one enters.
    pub async fn control_devices(&self) {
        self.run(CONTROL).await;
    }

    /// Waits until the device with this name is what is sent as the microphone (0) or camera (1).
    pub async fn sends_from(&self, sender: usize, label: &str) {
        let what = format!("{} sends from `{label}`", self.name);
        until(&what, async || {
            (self.sent_from(sender).await.as_deref() == Some(label)).then_some(())
        })
        .await;
    }

    /// The name of the device that is sent as the microphone (0) or camera (1).
    pub async fn sent_from(&self, sender: usize) -> Option<String> {
        let script = format!(
            "const track = window.pcs?.at(-1)?.getSenders()[{sender}]?.track;
             return track && track.readyState === 'live' ? track.label : null;"
        );
        self.ask(&script).await
    }

    /// A setting of the track that is sent as the microphone.
    pub async fn voice_setting(&self, name: &str) -> Option<bool> {
        let script =
            format!("return pcs.at(-1).getSenders()[0].track?.getSettings()['{name}'] ?? null;");
        self.ask(&script).await
    }

    /// Pulls the plug of all devices with this name.
    pub async fn unplug(&self, label: &str) {
        self.run(&format!("window.unplug({label:?})")).await;
    }

    /// Plugs them in again.
    pub async fn plug_in(&self, label: &str) {
        self.run(&format!("window.plugIn({label:?})")).await;
    }

    /// Chooses from a list by what it says.
    pub async fn select(&self, list: &str, choice: &str) {
        let what = format!("{} can choose `{choice}` of `{list}`", self.name);
        until(&what, async || {
            let list = self.find_role("combobox", list).await?;
            for option in list.find_all(By::Css("option")).await.ok()? {
                if option.text().await.ok()?.trim() == choice {
                    return option.click().await.ok();
                }
            }
            None
        })
        .await;
    }

    /// What a list is set to.
    pub async fn selected(&self, list: &str) -> String {
        let list = self.role("combobox", list).await;
        let chosen = list.find(By::Css("option:checked")).await;
        let text = chosen.expect("something is chosen").text().await;
        text.expect("an option has a text").trim().to_owned()
    }

    /// Ticks a box, or takes the tick away.
    pub async fn tick(&self, name: &str) {
        let what = format!("{} can tick `{name}`", self.name);
        until(&what, async || {
            self.find_role("checkbox", name).await?.click().await.ok()
        })
        .await;
    }

    /// In which layers the camera is sent.
    pub async fn layers(&self) -> Vec<Layer> {
        let answer = self.web.execute_async(LAYERS, Vec::new()).await;
        let layers = answer.and_then(|answer| answer.convert());
        layers.expect("the page tells its layers")
    }
}

const CONTROL: &str = r"
    window.pcs = [];
    const Connection = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Connection {
        constructor(...all) { super(...all); window.pcs.push(this); }
    };
    const media = navigator.mediaDevices;
    const list = media.enumerateDevices.bind(media);
    const get = media.getUserMedia.bind(media);
    const gone = new Set(), tracks = [];
    media.enumerateDevices = async () => (await list()).filter(one => !gone.has(one.label));
    media.getUserMedia = async wanted => {
        for (const [key, kind] of [['audio', 'audioinput'], ['video', 'videoinput']]) {
            if (!wanted[key]) continue;
            const there = (await media.enumerateDevices()).filter(one => one.kind === kind);
            if (!there.length) throw new DOMException('none', 'NotFoundError');
            const asked = wanted[key].deviceId?.exact ?? wanted[key].deviceId?.ideal;
            const found = there.find(one => one.deviceId === asked);
            if (asked && !found && wanted[key].deviceId.exact) {
                throw new DOMException('gone', 'OverconstrainedError');
            }
            wanted[key].deviceId = { exact: (found ?? there[0]).deviceId };
        }
        const stream = await get(wanted);
        tracks.push(...stream.getTracks());
        return stream;
    };
    const changed = () => media.dispatchEvent(new Event('devicechange'));
    window.unplug = label => {
        gone.add(label);
        for (const track of tracks) {
            if (track.label === label && track.readyState === 'live') {
                track.stop();
                track.dispatchEvent(new Event('ended'));
            }
        }
        changed();
    };
    window.plugIn = label => { gone.delete(label); changed(); };
";

const LAYERS: &str = r"
    const done = arguments[arguments.length - 1];
    window.pcs.at(-1).getSenders()[1].getStats().then(all => done(
        [...all.values()].filter(one => one.type === 'outbound-rtp').map(one => ({
            rid: one.rid ?? '', frames: one.framesSent ?? 0, width: one.frameWidth ?? 0 }))));
";
