//! A page's peer connections, as the browser itself counts them: what arrived and what had to be made
//! up, and by which way. And the same with ways forbidden to it.

use serde::Deserialize;

use super::browser::Browser;
use super::wait::until;

/// What the newest peer connection of a page tells.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Counted {
    /// Peer connections made so far.
    pub connections: u32,
    /// `connectionState`.
    pub state: String,
    /// `udp` or `tcp`, of the way in use.
    pub protocol: String,
    /// `host`, `relay` and so on, of the way in use.
    pub candidate: String,
    /// Samples of sound played, made up ones included.
    pub samples: u64,
    /// Samples that had to be made up, silence excepted. Below nothing at times: when sound comes late
    /// after all, Chromium takes back what it made up, but not what of that was silence.
    pub concealed: i64,
    /// Loudness of all sound, added up.
    pub energy: f64,
    /// Packets of sound received.
    pub packets: u64,
    /// Pictures decoded.
    pub frames: u64,
    /// Height of the largest picture, in pixels.
    pub height: u64,
    /// Bytes of pictures received.
    pub video_bytes: u64,
}

impl Counted {
    /// Part of the sound since then that had to be made up.
    pub fn concealed_since(&self, before: &Self) -> f64 {
        let samples = self.samples.saturating_sub(before.samples);
        let concealed = (self.concealed - before.concealed).max(0);
        concealed as f64 / samples.max(1) as f64
    }
}

/// What is done to the page before it makes any connection. Takes a configuration that overrides.
const WATCH: &str = "
    const forced = FORCED;
    const Real = window.RTCPeerConnection;
    window.calls = [];
    window.RTCPeerConnection = class extends Real {
        constructor(wanted) {
            super({ ...wanted, ...forced });
            window.calls.push(this);
        }
    };";

/// What is done to the page besides, so that it hears of no way but TCP.
const NO_UDP: &str = "
    const set = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (answer) {
        const lines = answer.sdp.split('\\r\\n');
        const kept = lines.filter(line => !/^a=candidate:\\S+ 1 udp /.test(line));
        return set.call(this, { type: answer.type, sdp: kept.join('\\r\\n') });
    };";

/// Asks the newest connection.
const COUNT: &str = "
    const done = arguments[arguments.length - 1];
    const call = window.calls[window.calls.length - 1];
    const told = { connections: window.calls.length, state: call?.connectionState ?? '',
        protocol: '', candidate: '', samples: 0, concealed: 0, energy: 0, packets: 0, frames: 0,
        height: 0, videoBytes: 0 };
    const all = call ? call.getStats() : Promise.resolve(new Map());
    all.then(stats => {
        let pair = null;
        stats.forEach(it => {
            if (it.type === 'inbound-rtp' && it.kind === 'audio') {
                told.samples += it.totalSamplesReceived ?? 0;
                told.concealed += (it.concealedSamples ?? 0) - (it.silentConcealedSamples ?? 0);
                told.energy += it.totalAudioEnergy ?? 0;
                told.packets += it.packetsReceived ?? 0;
            } else if (it.type === 'inbound-rtp' && it.kind === 'video') {
                told.frames += it.framesDecoded ?? 0;
                told.height = Math.max(told.height, it.frameHeight ?? 0);
                told.videoBytes += it.bytesReceived ?? 0;
            } else if (it.type === 'transport' && it.selectedCandidatePairId) {
                pair = stats.get(it.selectedCandidatePairId);
            } else if (it.type === 'candidate-pair' && it.selected) {
                pair = it;
            }
        });
        const local = pair ? stats.get(pair.localCandidateId) : null;
        told.protocol = local?.protocol ?? '';
        told.candidate = local?.candidateType ?? '';
        done(JSON.stringify(told));
    }, error => done(String(error)));";

impl Browser {
    /// Watches all connections that the page will make. `forced` is a piece of an
    /// `RTCConfiguration`, such as `{}`.
    pub async fn watch_calls(&self, forced: &str) {
        self.run(&WATCH.replace("FORCED", forced)).await;
    }

    /// Keeps all candidates but those for TCP from the page.
    pub async fn hear_of_tcp_only(&self) {
        self.run(NO_UDP).await;
    }

    /// What its newest peer connection tells.
    pub async fn counted(&self) -> Counted {
        let answer = self.web.execute_async(COUNT, Vec::new()).await;
        let text: String = answer
            .and_then(|answer| answer.convert())
            .expect("the page answers");
        match serde_json::from_str(&text) {
            Ok(counted) => counted,
            Err(error) => panic!("{}: {error} in {text}", self.name),
        }
    }

    /// Waits until so many more samples of sound were played; gives what is told then.
    pub async fn plays(&self, samples: u64) -> Counted {
        let before = self.counted().await;
        let what = format!("{} has played {samples} samples more", self.name);
        until(&what, async || {
            let now = self.counted().await;
            (now.samples >= before.samples + samples).then_some(now)
        })
        .await
    }
}
