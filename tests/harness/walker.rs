//! A native client: speaks the protocol as a browser does, without a screen. Honest unless a test
//! makes it say something else.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hallway_protocol::client::{Hello, Input, Sending};
use hallway_protocol::limits::CLIENT_FRAME_MESSAGES;
use hallway_protocol::server::Welcome;
use hallway_protocol::{
    ClientMsg, Look, Pos, Presence, SUBPROTOCOL, ServerMsg, TICK_HZ, VERSION, decode_frame, encode,
};
use hallway_world::movement::{step, wish_towards};
use hallway_world::path;
use hallway_world::walls::Walls;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpSocket;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};

use super::server::Server;
use super::trust::NAME;
use super::view::{Closed, View};
use super::wait::until;

/// Messages that may wait to be sent before the test waits with them.
const OUTBOX: usize = 64;

/// More messages than a server ever puts into one frame.
const SERVER_FRAME_MESSAGES: usize = 1 << 16;

/// Bytes of what came that are kept, to be searched.
const KEPT_BYTES: usize = 1 << 18;

/// A WebSocket of ours.
pub type Socket = WebSocketStream<Box<dyn Way>>;

/// What carries it, encrypted or not.
pub trait Way: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Way for T {}

/// A connected client.
pub struct Walker {
    view: Arc<Mutex<View>>,
    outbox: mpsc::Sender<Message>,
    seq: u32,
}

/// An honest `Hello`.
pub fn hello(room: &str, name: &str) -> Hello {
    Hello {
        version: VERSION,
        room: room.to_owned(),
        entry: String::new(),
        name: name.to_owned(),
        look: Look::default(),
        sending: Sending::default(),
        presence: Presence::default(),
        resume: None,
        invitation: String::new(),
        password: String::new(),
        policy: String::new(),
    }
}

/// A frame of these messages.
pub fn frame(messages: &[ClientMsg]) -> Message {
    let mut bytes = Vec::new();
    for message in messages {
        encode(message, &mut bytes);
    }
    Message::binary(bytes)
}

/// Opens a WebSocket that offers these subprotocols.
pub async fn open(server: &Server, subprotocol: &str) -> Result<Socket, tungstenite::Error> {
    open_from(server, subprotocol, Ipv4Addr::LOCALHOST).await
}

/// The same from another address of this machine.
pub async fn open_from(
    server: &Server,
    subprotocol: &str,
    from: Ipv4Addr,
) -> Result<Socket, tungstenite::Error> {
    let mut request = server.socket().into_client_request()?;
    if !subprotocol.is_empty() {
        let value = subprotocol.parse().expect("a header's value");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", value);
    }
    let stream = TcpSocket::new_v4()?;
    stream.bind((from, 0).into())?;
    let stream = stream.connect((Ipv4Addr::LOCALHOST, server.port()).into());
    let stream = stream.await?;
    let stream: Box<dyn Way> = match server.trust() {
        None => Box::new(stream),
        Some(trust) => Box::new(trust.secure(NAME, stream).await?),
    };
    let (socket, _) = tokio_tungstenite::client_async(request, stream).await?;
    Ok(socket)
}

impl Walker {
    /// Enters the server's room and waits to be let in.
    pub async fn enter(server: &Server, name: &str) -> Self {
        Self::enter_as(server, hello(server.venue.room, name)).await
    }

    /// The same with more to say than a name.
    pub async fn enter_as(server: &Server, hello: Hello) -> Self {
        Self::enter_from(server, hello, Ipv4Addr::LOCALHOST).await
    }

    /// The same from another address of this machine.
    pub async fn enter_from(server: &Server, hello: Hello, from: Ipv4Addr) -> Self {
        let walker = Self::connect_from(server, from).await;
        let what = format!("{} is let in", hello.name);
        walker.say(ClientMsg::Hello(hello)).await;
        until(&what, async || {
            let view = walker.view();
            assert_eq!(view.refused, None, "until {what}");
            (view.welcome.is_some() && !view.people.is_empty()).then_some(())
        })
        .await;
        walker
    }

    /// Connects and says nothing yet.
    pub async fn connect(server: &Server) -> Self {
        Self::connect_from(server, Ipv4Addr::LOCALHOST).await
    }

    pub async fn connect_from(server: &Server, from: Ipv4Addr) -> Self {
        let socket = open_from(server, SUBPROTOCOL, from)
            .await
            .expect("the server takes the connection");
        let view = Arc::new(Mutex::new(View::default()));
        let (outbox, waiting) = mpsc::channel(OUTBOX);
        tokio::spawn(talk(socket, waiting, Arc::clone(&view)));
        Self {
            view,
            outbox,
            seq: 0,
        }
    }

    /// What it knows now.
    pub fn view(&self) -> MutexGuard<'_, View> {
        self.view.lock().expect("no test thread panics with it")
    }

    /// How it was let in.
    pub fn welcome(&self) -> Welcome {
        self.view().welcome.clone().expect("it was let in")
    }

    /// Waits until what it knows fulfils a condition.
    pub async fn sees(&self, what: &str, mut condition: impl FnMut(&View) -> bool) {
        until(what, async || condition(&self.view()).then_some(())).await;
    }

    /// Waits for the connection's end, and how it came.
    pub async fn closed(&self) -> Closed {
        until("the connection is closed", async || {
            self.view().closed.clone()
        })
        .await
    }

    /// Sends one message. On a closed connection nothing happens.
    pub async fn say(&self, message: ClientMsg) {
        self.send(frame(&[message])).await;
    }

    /// Sends a frame of any content. On a closed connection nothing happens.
    pub async fn send(&self, message: Message) {
        let _ = self.outbox.send(message).await;
    }

    /// Sends a step, whatever it is, with the next number.
    pub async fn input(&mut self, dx: i16, dy: i16) {
        self.inputs([(dx, dy)]).await;
    }

    /// Sends steps, whatever they are, as many in a frame as are allowed.
    pub async fn inputs(&mut self, steps: impl IntoIterator<Item = (i16, i16)>) {
        let messages: Vec<ClientMsg> = steps
            .into_iter()
            .map(|(dx, dy)| {
                self.seq += 1;
                ClientMsg::Input(Input {
                    seq: self.seq,
                    dx,
                    dy,
                })
            })
            .collect();
        for chunk in messages.chunks(CLIENT_FRAME_MESSAGES) {
            self.send(frame(chunk)).await;
        }
    }

    /// Walks to a place as a browser would: one input per tick along a way around the walls.
    /// Gives the place where the server says it led.
    pub async fn walk_to(&mut self, walls: &Walls, to: Pos) -> Pos {
        let mut at = self.place();
        for corner in path::find(walls, at, to).unwrap_or_default() {
            while at != corner {
                let (dx, dy) = wish_towards(at, corner, true);
                self.input(dx, dy).await;
                let next = step(walls, at, dx, dy);
                assert_ne!(next, at, "the way leads through a wall");
                at = next;
                tokio::time::sleep(Duration::from_secs(1) / TICK_HZ).await;
            }
        }
        self.settled().await
    }

    /// Waits until the server has applied all inputs; gives the place where they led.
    pub async fn settled(&self) -> Pos {
        if self.seq == 0 {
            return self.place();
        }
        until("the server has applied all inputs", async || {
            let ack = self.view().ack?;
            (ack.seq >= self.seq).then_some(ack.pos)
        })
        .await
    }

    /// Where the server says it is.
    pub fn place(&self) -> Pos {
        self.view().own_pos
    }
}

/// Carries messages both ways until the connection or the test ends.
async fn talk(mut socket: Socket, mut waiting: mpsc::Receiver<Message>, view: Arc<Mutex<View>>) {
    let mut alive = tokio::time::interval(Duration::from_secs(2));
    let closed = loop {
        tokio::select! {
            message = waiting.recv() => {
                let Some(message) = message else {
                    return;
                };
                if let Err(error) = socket.send(message).await {
                    // What the server said before it hung up may still be unread.
                    break rest(&mut socket, &view).await.unwrap_or(Closed::Cut(error.to_string()));
                }
            }
            frame = socket.next() => {
                if let Some(closed) = heard(frame, &view) {
                    break closed;
                }
            }
            _ = alive.tick(), if view.lock().is_ok_and(|view| view.welcome.is_some()) => {
                let _ = socket.send(frame(&[ClientMsg::Alive])).await;
            }
        }
    };
    if let Ok(mut view) = view.lock() {
        view.closed = Some(closed);
    }
}

async fn rest(socket: &mut Socket, view: &Mutex<View>) -> Option<Closed> {
    while let Some(frame) = socket.next().await {
        if let Some(closed) = heard(Some(frame), view) {
            return Some(closed);
        }
    }
    None
}

/// Takes in what came. `Some` when it was the end.
fn heard(frame: Option<Result<Message, tungstenite::Error>>, view: &Mutex<View>) -> Option<Closed> {
    match frame {
        Some(Ok(Message::Binary(bytes))) => {
            let messages = decode_frame::<ServerMsg>(&bytes, SERVER_FRAME_MESSAGES);
            let mut view = view.lock().expect("no test thread panics with it");
            if view.bytes.len() < KEPT_BYTES {
                view.bytes.extend_from_slice(&bytes);
            }
            for message in messages.expect("the server's frames are whole") {
                view.apply(message);
            }
            None
        }
        Some(Ok(Message::Close(Some(frame)))) => {
            Some(Closed::Frame(frame.code.into(), frame.reason.to_string()))
        }
        Some(Ok(Message::Close(None))) => Some(Closed::Cut("closed without a reason".to_owned())),
        Some(Ok(_)) => None,
        Some(Err(error)) => Some(Closed::Cut(error.to_string())),
        None => Some(Closed::Cut("ended".to_owned())),
    }
}
