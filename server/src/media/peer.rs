//! One visitor's peer connection: their microphone and camera in, their slots out. Knows nothing
//! of other peers, and does no I/O: datagrams and time come in, datagrams and packets go out.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use hallway_protocol::SLOTS;
use rtc::peer_connection::RTCPeerConnection;
use rtc::peer_connection::event::{RTCPeerConnectionEvent, RTCTrackEvent, RTCTrackEventInit};
use rtc::peer_connection::message::{RTCMessage, TaggedRTCMessage};
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::RTCPeerConnectionState;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtp::Packet;
use rtc::rtp_transceiver::RTCRtpSenderId;
use rtc::sansio::Protocol;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};
use tokio::sync::mpsc::Sender;

use super::MediaEvent;
use super::downlink::{Downlink, Passed};
use super::engine::{Ciphers, Engine};
use super::gate::Gate;
use super::interceptors::KeyframeRequests;
use super::metrics::Kind;
use super::rewrite::SourceId;
use super::sdp::{self, CheckedOffer};
use super::speakers;
use super::uplink::Uplink;

/// Time to get connected after the answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// Browsers check a connection every few seconds; one this silent is gone.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(30);
/// Key frames are large, so that a sender is asked for one at most this often.
const KEYFRAME_INTERVAL: Duration = Duration::from_millis(300);
/// Streams that may begin during one connection; each costs the library some memory for good.
const MAX_STREAMS: u32 = 32;

/// A packet a visitor sent, to be passed on.
pub struct Received {
    /// What it carries.
    pub kind: Kind,
    /// The stream it is of.
    pub source: SourceId,
    /// How loud it is, in decibels below full scale; for audio, if the browser says it.
    pub level: Option<u8>,
    /// The packet as the visitor sent it.
    pub packet: Packet,
}

/// What is decided about a connection before the offer is looked at.
pub struct Terms {
    /// ICE user fragment, by which the browser's first datagram finds its peer.
    pub ufrag: String,
    /// ICE password.
    pub password: String,
    /// Ciphers on offer.
    pub ciphers: Ciphers,
    /// Counts connections over the life of the unit.
    pub serial: u64,
}

/// How a connection came to its end.
pub type Failure = String;

/// One peer connection.
pub struct Peer {
    connection: RTCPeerConnection,
    serial: u64,
    events: Sender<MediaEvent>,
    uplink: Uplink,
    /// Number of the header extension that tells how loud the microphone's packets are.
    level: Option<u8>,
    audio: [Downlink; SLOTS],
    video: [Downlink; SLOTS],
    requests: KeyframeRequests,
    gate: Gate,
    keyframe_asked: Option<Instant>,
    connected: bool,
    streams: u32,
    born: Instant,
    heard: Instant,
    wake: Option<Instant>,
}

impl Peer {
    /// Takes an offer; gives the peer and its answer.
    ///
    /// # Errors
    /// Why the offer can't be answered.
    pub fn answer(
        engine: &Engine,
        offer: CheckedOffer,
        terms: &Terms,
        events: Sender<MediaEvent>,
        now: Instant,
    ) -> Result<(Self, String), Failure> {
        let text = |error: rtc::shared::error::Error| error.to_string();
        let requests = KeyframeRequests::default();
        let Terms {
            ufrag,
            password,
            ciphers,
            serial,
        } = terms;
        let made = engine.connection(ufrag, password, *ciphers, requests.clone(), now);
        let mut connection = made.map_err(text)?;
        let description = RTCSessionDescription::offer(offer.sdp).map_err(text)?;
        connection
            .set_remote_description(now, description)
            .map_err(text)?;
        let answer = connection.create_answer(None).map_err(text)?;
        connection
            .set_local_description(now, answer)
            .map_err(text)?;
        let local = connection.local_description();
        let answer = local.ok_or("there is no local description")?.sdp;
        let audio = downlinks(&mut connection, Kind::Audio)?;
        let video = downlinks(&mut connection, Kind::Video)?;
        let peer = Self {
            connection,
            serial: *serial,
            events,
            uplink: Uplink::new(offer.layers),
            level: offer.level,
            audio,
            video,
            requests,
            gate: Gate::default(),
            keyframe_asked: None,
            connected: false,
            streams: 0,
            born: now,
            heard: now,
            wake: Some(now),
        };
        Ok((peer, answer))
    }

    /// Takes a datagram from this visitor's browser; appends what is to be passed on.
    ///
    /// # Errors
    /// When the connection is over.
    pub fn read(
        &mut self,
        datagram: TaggedBytesMut,
        received: &mut Vec<Received>,
    ) -> Result<(), Failure> {
        let now = datagram.now;
        if !self.gate.admits(&datagram.message, self.connected) {
            return Ok(());
        }
        self.heard = now;
        // What is malformed or not authentic is an error of that datagram, never of the peer.
        let _ = self.connection.handle_read(datagram);
        self.take_events()?;
        while let Some(message) = self.connection.poll_media_read() {
            let RTCMessage::RtpPacket(_, packet) = message.message else {
                continue;
            };
            let ssrc = packet.header.ssrc;
            if let Some(kind) = self.uplink.accept(ssrc, now) {
                let source = self.source(ssrc);
                let level = self.level.filter(|_| kind == Kind::Audio);
                let level = level.and_then(|id| packet.header.get_extension(id));
                received.push(Received {
                    kind,
                    source,
                    level: level.and_then(|extension| speakers::level(&extension)),
                    packet,
                });
            }
        }
        Ok(())
    }

    /// Passes a packet on through a slot.
    pub fn write(&mut self, slot: usize, received: &Received, now: Instant) -> Passed {
        let slots = match received.kind {
            Kind::Audio => &mut self.audio,
            Kind::Video => &mut self.video,
        };
        if !self.connected {
            return Passed::No;
        }
        let Some(downlink) = slots.get_mut(slot) else {
            return Passed::No;
        };
        let (passed, packet) = downlink.rewrite(received.source, &received.packet, now);
        if let Some(packet) = packet {
            let message = RTCMessage::RtpPacket(String::new(), packet);
            let _ = self
                .connection
                .handle_write(TaggedRTCMessage { now, message });
        }
        passed
    }

    /// What comes next through this slot is from another sender, or begins anew.
    pub fn release(&mut self, slot: usize, kind: Kind) {
        let slots = match kind {
            Kind::Audio => &mut self.audio,
            Kind::Video => &mut self.video,
        };
        if let Some(downlink) = slots.get_mut(slot) {
            downlink.release();
        }
    }

    /// The slots whose video this visitor's browser can't go on decoding without a key frame.
    pub fn wants_keyframes(&mut self) -> Vec<usize> {
        let requests = self.requests.take();
        let slots = self.video.iter().enumerate();
        let wanted = slots.filter(|(_, slot)| requests.contains(&slot.ssrc()));
        wanted.map(|(slot, _)| slot).collect()
    }

    /// Asks this visitor's camera for a key frame, not too often. True when asked.
    pub fn ask_keyframe(&mut self, now: Instant) -> bool {
        let soon = |asked: Instant| now.saturating_duration_since(asked) < KEYFRAME_INTERVAL;
        let Some(media_ssrc) = self.uplink.camera(now) else {
            return false;
        };
        if !self.connected || self.keyframe_asked.is_some_and(soon) {
            return false;
        }
        self.keyframe_asked = Some(now);
        let request = PictureLossIndication {
            sender_ssrc: 0,
            media_ssrc,
        };
        let message = RTCMessage::RtcpPacket(String::new(), vec![Box::new(request)]);
        let _ = self
            .connection
            .handle_write(TaggedRTCMessage { now, message });
        true
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// When the connection is over.
    pub fn tick(&mut self, now: Instant) -> Result<(), Failure> {
        let since = |then: Instant| now.saturating_duration_since(then);
        if !self.connected && since(self.born) >= CONNECT_TIMEOUT {
            return Err(format!(
                "not connected after {} s",
                CONNECT_TIMEOUT.as_secs()
            ));
        }
        if since(self.heard) >= SILENCE_TIMEOUT {
            return Err(format!("nothing heard for {} s", SILENCE_TIMEOUT.as_secs()));
        }
        if self.wake.is_some_and(|wake| wake <= now) {
            let _ = self.connection.handle_timeout(now);
            self.take_events()?;
        }
        Ok(())
    }

    /// When [`Self::tick`] has something to do.
    pub fn deadline(&self) -> Instant {
        let limit = if self.connected {
            self.heard + SILENCE_TIMEOUT
        } else {
            self.born + CONNECT_TIMEOUT
        };
        self.wake.map_or(limit, |wake| wake.min(limit))
    }

    /// Appends the datagrams that are to be sent, after anything else was called.
    pub fn flush(&mut self, out: &mut Vec<(SocketAddr, BytesMut)>) {
        while let Some(datagram) = self.connection.poll_write() {
            out.push((datagram.transport.peer_addr, datagram.message));
        }
        self.wake = self.connection.poll_timeout();
    }

    /// Says goodbye to the browser; what is to be sent follows from [`Self::flush`].
    pub fn close(&mut self) {
        let _ = self.connection.close();
    }

    /// Whether packets ever flowed.
    pub fn was_connected(&self) -> bool {
        self.connected
    }

    /// Reports to whoever made the offer. When they can't take it, it is lost.
    pub fn report(&self, event: MediaEvent) {
        let _ = self.events.try_send(event);
    }

    fn source(&self, ssrc: u32) -> SourceId {
        SourceId {
            connection: self.serial,
            ssrc,
        }
    }

    fn take_events(&mut self) -> Result<(), Failure> {
        while let Some(event) = self.connection.poll_event() {
            match event {
                RTCPeerConnectionEvent::OnConnectionStateChangeEvent(state) => {
                    self.state_changed(state)?;
                }
                RTCPeerConnectionEvent::OnTrack(RTCTrackEvent::OnOpen(stream)) => {
                    self.stream_opened(&stream)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn state_changed(&mut self, state: RTCPeerConnectionState) -> Result<(), Failure> {
        match state {
            RTCPeerConnectionState::Connected if !self.connected => {
                self.connected = true;
                self.report(MediaEvent::Connected);
            }
            RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed => {
                return Err(format!("the connection is {state}"));
            }
            _ => {}
        }
        Ok(())
    }

    fn stream_opened(&mut self, stream: &RTCTrackEventInit) -> Result<(), Failure> {
        self.streams += 1;
        if self.streams > MAX_STREAMS {
            return Err("too many streams were begun".to_owned());
        }
        let line = usize::from(stream.receiver_id);
        self.uplink
            .open(line, stream.ssrc, stream.rid.as_deref(), self.heard);
        Ok(())
    }
}

/// The address pair of a datagram.
pub fn transport(local: SocketAddr, peer: SocketAddr) -> TransportContext {
    TransportContext {
        local_addr: local,
        peer_addr: peer,
        transport_protocol: TransportProtocol::UDP,
        ecn: None,
    }
}

fn downlinks(connection: &mut RTCPeerConnection, kind: Kind) -> Result<[Downlink; SLOTS], Failure> {
    let mut made = Vec::with_capacity(SLOTS);
    for slot in 0..SLOTS {
        let line = sdp::slot_line(kind, slot);
        let sender = connection.rtp_sender(RTCRtpSenderId::from(line));
        let mut sender = sender.ok_or("a slot was not negotiated")?;
        let ssrc = sender.track().ssrcs().next();
        let codecs = &sender.get_parameters().rtp_parameters.codecs;
        let payload_type = Downlink::payload_type(kind, codecs);
        made.push(Downlink::new(
            kind,
            ssrc.ok_or("a slot has no stream")?,
            payload_type.ok_or("a slot has no codec")?,
        ));
    }
    made.try_into()
        .map_err(|_| "wrong number of slots".to_owned())
}
