//! Our forwarding unit, without the rest of the server.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use hallway::media::{Kind, MediaCommand, MediaConfig, MediaEvent, MediaMetrics, start};
use hallway_protocol::client::Sending;
use hallway_protocol::{PersonId, SLOTS};
use tokio::sync::mpsc;

use crate::child::{Order, Reply, obey};

/// Serves what it is told, until there is no more.
///
/// # Errors
/// When the unit can't be started or refuses an offer.
pub fn run() -> Result<()> {
    let metrics = Arc::new(MediaMetrics::default());
    let config = MediaConfig {
        listen: "127.0.0.1:0".parse()?,
        public: Vec::new(),
        known_as: Vec::new(),
        tcp: false,
        max_peers: 10_000,
    };
    let media = start(config, Arc::clone(&metrics))?;
    let mut kept = Vec::new();
    obey(|order| match order {
        Order::Offer { person, sdp } => {
            let person = PersonId(person);
            let (events, mut heard) = mpsc::channel(8);
            let sending = Sending {
                microphone: true,
                camera: true,
                ..Sending::default()
            };
            media.send(MediaCommand::Take(person, sending));
            media.send(MediaCommand::Offer {
                person,
                sdp,
                events,
            });
            let answer = heard.blocking_recv().context("no answer")?;
            kept.push(heard);
            match answer {
                MediaEvent::Answer { sdp } => Ok(Reply::Answer(sdp)),
                other => bail!("the offer was not answered: {other:?}"),
            }
        }
        Order::Bubble(people) => {
            for person in &people {
                let others = people.iter().filter(|other| *other != person);
                let mut slots = [None; SLOTS];
                for (slot, other) in slots.iter_mut().zip(others) {
                    *slot = Some(PersonId(*other));
                }
                media.send(MediaCommand::Slots(PersonId(*person), slots));
            }
            Ok(Reply::Done)
        }
        Order::Count => Ok(Reply::Count(
            metrics.forwarded(Kind::Audio),
            metrics.forwarded(Kind::Video),
        )),
    })
}
