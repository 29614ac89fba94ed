//! The line to the server: one WebSocket, opened again by itself when it breaks. Knows messages as
//! such, not what they mean, but for those by which a connection begins and ends.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use hallway_protocol::client::Hello;
use hallway_protocol::{ClientMsg, Refusal, SUBPROTOCOL, ServerMsg, decode_frame, encode};
use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

use crate::backoff::Backoff;
use crate::dom::{self, Listener, Timer, listen, now_ms, property, report};

/// Silence after which the line counts as dead, in milliseconds. The server says something every
/// five seconds.
const SILENCE_MS: f64 = 20_000.0;

/// Silence of our own after which we say that we are there, in milliseconds.
const IDLE_MS: f64 = 5_000.0;

/// Longest time for a connection to come about, in milliseconds.
const OPENING_MS: f64 = 10_000.0;

/// Most messages read from one frame. The server sends a handful.
const FRAME_MESSAGES: usize = 1024;

/// What happens on the line.
pub enum LineEvent {
    /// The server said something.
    Said(ServerMsg),
    /// The line broke; it is being opened again. How many tries were made so far.
    Lost(u32),
    /// The server will not have us; nothing is tried any more.
    Refused(Refusal),
}

/// The line.
pub struct Net {
    on_event: Box<dyn Fn(LineEvent)>,
    hello: Box<dyn Fn() -> Option<Hello>>,
    line: RefCell<Option<Line>>,
    backoff: Cell<Backoff>,
    waiting: Cell<bool>,
    welcomed: Cell<bool>,
    ended: Cell<bool>,
    last_heard: Cell<f64>,
    last_said: Cell<f64>,
    guards: RefCell<Vec<Guard>>,
}

/// One connection; dropping it closes it without a word from its listeners.
struct Line {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

/// What runs as long as the line is wanted.
#[expect(dead_code, reason = "held for what dropping it ends")]
enum Guard {
    Timer(Timer),
    Listener(Listener),
}

impl Drop for Line {
    fn drop(&mut self) {
        report(self.socket.close());
    }
}

impl Net {
    /// Opens the line. `hello` gives the first words of every connection; `None` when the
    /// visit is over.
    pub fn open(
        hello: impl Fn() -> Option<Hello> + 'static,
        on_event: impl Fn(LineEvent) + 'static,
    ) -> Rc<Self> {
        let net = Rc::new(Self {
            on_event: Box::new(on_event),
            hello: Box::new(hello),
            line: RefCell::new(None),
            backoff: Cell::default(),
            waiting: Cell::new(false),
            welcomed: Cell::new(false),
            ended: Cell::new(false),
            last_heard: Cell::new(0.0),
            last_said: Cell::new(0.0),
            guards: RefCell::default(),
        });
        let weak = Rc::downgrade(&net);
        let watch = dom::every(1000, move || with(&weak, |net| net.watch()));
        let weak = Rc::downgrade(&net);
        let online = listen(&window(), "online", move |_: Event| {
            with(&weak, |net| net.retry_now());
        });
        *net.guards.borrow_mut() = vec![Guard::Timer(watch), Guard::Listener(online)];
        net.connect();
        net
    }

    /// Says something. Lost when the line is: every connection begins with telling all anew.
    pub fn say(&self, messages: &[ClientMsg]) {
        let line = self.line.borrow();
        let Some(line) = line.as_ref().filter(|_| !messages.is_empty()) else {
            return;
        };
        if line.socket.ready_state() == WebSocket::OPEN {
            let mut frame = Vec::new();
            for message in messages {
                encode(message, &mut frame);
            }
            report(line.socket.send_with_u8_array(&frame));
            self.last_said.set(now_ms());
        }
    }

    /// Ends the line for good, after saying so.
    pub fn leave(&self) {
        self.say(&[ClientMsg::Leave]);
        self.end();
    }

    fn end(&self) {
        self.ended.set(true);
        self.line.take();
        self.guards.take();
    }

    fn connect(self: &Rc<Self>) {
        self.welcomed.set(false);
        self.last_heard.set(now_ms());
        let opened = WebSocket::new_with_str(&url(), SUBPROTOCOL);
        let Some(socket) = report(opened) else {
            self.lost();
            return;
        };
        socket.set_binary_type(BinaryType::Arraybuffer);
        let weak = Rc::downgrade(self);
        let open = listen(&socket, "open", move |_: Event| {
            with(&weak, |net| {
                if let Some(hello) = (net.hello)() {
                    net.say(&[ClientMsg::Hello(hello)]);
                }
            });
        });
        let weak = Rc::downgrade(self);
        let message = listen(&socket, "message", move |event: MessageEvent| {
            with(&weak, |net| net.heard(&event.data()));
        });
        let weak = Rc::downgrade(self);
        let close = listen(&socket, "close", move |_: CloseEvent| {
            with(&weak, Self::lost);
        });
        let listeners = [open, message, close];
        *self.line.borrow_mut() = Some(Line {
            socket,
            _listeners: listeners,
        });
    }

    fn heard(self: &Rc<Self>, data: &JsValue) {
        let now = now_ms();
        self.last_heard.set(now);
        let buffer: &ArrayBuffer = wasm_bindgen::JsCast::unchecked_ref(data);
        let bytes = Uint8Array::new(buffer).to_vec();
        let messages = match decode_frame::<ServerMsg>(&bytes, FRAME_MESSAGES) {
            Ok(messages) => messages,
            Err(error) => {
                report::<()>(Err(error.to_string().into()));
                self.lost();
                return;
            }
        };
        for message in messages {
            match message {
                ServerMsg::Refused(refusal) => return self.refused(refusal),
                message => {
                    if matches!(message, ServerMsg::Welcome(_)) {
                        self.welcomed.set(true);
                        self.backoff.take();
                    }
                    (self.on_event)(LineEvent::Said(message));
                }
            }
            if self.ended.get() {
                return;
            }
        }
        // Timers of a hidden page run rarely; messages come on time.
        if now - self.last_said.get() > IDLE_MS {
            self.say(&[ClientMsg::Alive]);
        }
    }

    /// Some refusals end an established visit only for a moment; all others, and all at the door,
    /// are for the visitor to decide.
    fn refused(self: &Rc<Self>, refusal: Refusal) {
        if refusal.worth_retrying() && (self.welcomed.get() || self.backoff.get().tries() > 0) {
            self.lost();
        } else {
            self.end();
            (self.on_event)(LineEvent::Refused(refusal));
        }
    }

    fn lost(self: &Rc<Self>) {
        self.line.take();
        if self.ended.get() || self.waiting.replace(true) {
            return;
        }
        let mut backoff = self.backoff.get();
        let pause = backoff.next(js_sys::Math::random());
        self.backoff.set(backoff);
        (self.on_event)(LineEvent::Lost(backoff.tries()));
        let weak = Rc::downgrade(self);
        wasm_bindgen_futures::spawn_local(async move {
            dom::sleep(pause).await;
            with(&weak, Self::retry_now);
        });
    }

    /// Ends a pause between two tries.
    fn retry_now(self: &Rc<Self>) {
        if self.waiting.replace(false) && !self.ended.get() {
            self.connect();
        }
    }

    fn watch(self: &Rc<Self>) {
        let now = now_ms();
        let limit = if self.welcomed.get() {
            SILENCE_MS
        } else {
            OPENING_MS
        };
        if self.line.borrow().is_some() && now - self.last_heard.get() > limit {
            self.lost();
        } else if self.welcomed.get() && now - self.last_said.get() > IDLE_MS {
            self.say(&[ClientMsg::Alive]);
        }
    }
}

fn with(net: &Weak<Net>, f: impl FnOnce(&Rc<Net>)) {
    if let Some(net) = net.upgrade() {
        f(&net);
    }
}

fn url() -> String {
    let location = property(&window(), "location");
    let part = |name| property(&location, name).as_string().unwrap_or_default();
    let scheme = if part("protocol") == "https:" {
        "wss"
    } else {
        "ws"
    };
    format!("{scheme}://{}/ws", part("host"))
}
