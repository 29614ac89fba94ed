//! How loud each slot is now, as the browser tells it. Some browsers tell it of packets, some only
//! in their statistics.

use std::cell::Cell;

use hallway_protocol::SLOTS;
use js_sys::{Array, Function, Map};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::RtcRtpReceiver;

use crate::dom::property;

/// Remembers until when each slot was heard.
#[derive(Default)]
pub struct Voices {
    /// The time of the last packet of each slot, as the browser counts.
    last: Cell<[f64; SLOTS]>,
}

impl Voices {
    /// How loud a slot is, linear from 0 to 1; 0 when nothing has come since the last look.
    pub async fn level(&self, slot: usize, receiver: &RtcRtpReceiver) -> f64 {
        match self.of_packets(slot, receiver) {
            Some(level) => level,
            None => of_statistics(receiver).await,
        }
    }

    /// From the packets themselves; `None` where they don't tell, or the browser does not.
    fn of_packets(&self, slot: usize, receiver: &RtcRtpReceiver) -> Option<f64> {
        let sources: Function = property(receiver, "getSynchronizationSources")
            .dyn_into()
            .ok()?;
        let sources = sources.call0(receiver).ok()?;
        let mut last = self.last.get();
        let seen = last.get_mut(slot)?;
        let before = *seen;
        let mut loudest = None;
        for source in Array::from(&sources).iter() {
            let at = property(&source, "timestamp").as_f64()?;
            let level = property(&source, "audioLevel").as_f64()?;
            *seen = seen.max(at);
            // Levels of packets long gone are told for ten seconds.
            let fresh = if at > before { level } else { 0.0 };
            loudest = Some(fresh.max(loudest.unwrap_or(0.0)));
        }
        self.last.set(last);
        loudest
    }
}

async fn of_statistics(receiver: &RtcRtpReceiver) -> f64 {
    let Ok(reports) = JsFuture::from(receiver.get_stats()).await else {
        return 0.0;
    };
    let mut level = 0.0;
    reports
        .unchecked_ref::<Map>()
        .for_each(&mut |report: JsValue, _| {
            if property(&report, "type").as_string().as_deref() == Some("inbound-rtp") {
                level = property(&report, "audioLevel").as_f64().unwrap_or(0.0);
            }
        });
    level
}
