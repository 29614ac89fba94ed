//! Frames of messages, as the server reads those of clients and clients those of the server.

use hallway_protocol::client::{Hello, Input, Sending};
use hallway_protocol::limits::CLIENT_FRAME_MESSAGES;
use hallway_protocol::motion::{
    Come, Motion, Records, Spot, Talks, write_come, write_gone, write_moved, write_talks,
};
use hallway_protocol::{
    BubbleId, ClientMsg, Dir, Look, PersonId, Presence, ServerMsg, VERSION, decode_frame, encode,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// See [`super::MESSAGES`].
pub(super) fn read(bytes: &[u8]) {
    again::<ClientMsg>(bytes);
    for message in again::<ServerMsg>(bytes) {
        if let ServerMsg::Motion(motion) = message {
            let (mut all, mut told) = (0, 0);
            assert_eq!(motion.records.read(|_| all += 1), Ok(()));
            motion.records.in_order(|_| told += 1);
            assert_eq!(told, all);
        }
    }
}

/// What is read of a frame, written again, is read as the same.
fn again<M: Serialize + DeserializeOwned>(bytes: &[u8]) -> Vec<M> {
    let read = |bytes: &[u8]| decode_frame::<M>(bytes, CLIENT_FRAME_MESSAGES);
    let Ok(messages) = read(bytes) else {
        return Vec::new();
    };
    let written = |messages: &[M]| {
        let mut frame = Vec::new();
        messages.iter().for_each(|it| encode(it, &mut frame));
        frame
    };
    let frame = written(&messages);
    let second = read(&frame).map(|messages| written(&messages));
    assert_eq!(second, Ok(frame));
    messages
}

/// A greeting, steps, and what is told of a view.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let hello = ClientMsg::Hello(Hello {
        version: VERSION,
        room: "room".to_owned(),
        entry: "door".to_owned(),
        name: "Ada".to_owned(),
        look: Look::default(),
        sending: Sending::default(),
        presence: Presence::default(),
        resume: None,
        invitation: String::new(),
        password: String::new(),
        policy: String::new(),
    });
    let input = ClientMsg::Input(Input {
        seq: 7,
        dx: 128,
        dy: -128,
    });
    let heed = ClientMsg::Heed(vec![PersonId(3), PersonId(300)]);
    let talks = Some(Talks {
        bubble: BubbleId(9),
        locked: true,
    });
    let mut written = Vec::new();
    write_gone(&mut written, &[PersonId(1), PersonId(70_000)]);
    let come = |id, x| Come {
        id: PersonId(id),
        at: Spot { x, y: -x },
        dir: Dir::Left,
        talks,
    };
    write_come(&mut written, &[come(2, 100), come(3, 100_000)]);
    write_moved(&mut written, &[(PersonId(2), 8, -8), (PersonId(3), 300, 0)]);
    write_talks(&mut written, &[(PersonId(2), None), (PersonId(3), talks)]);
    let motion = ServerMsg::Motion(Motion {
        tick: 1000,
        ticks: 2,
        fresh: true,
        records: Records::of_written(written),
    });
    let frame = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut frame = Vec::new();
        write(&mut frame);
        frame
    };
    vec![
        frame(&|out| encode(&hello, out)),
        frame(&|out| {
            [&input, &heed, &input]
                .iter()
                .for_each(|it| encode(*it, out))
        }),
        frame(&|out| encode(&motion, out)),
    ]
}
