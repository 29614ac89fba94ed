//! Janus's API over a WebSocket: one session, a question and its answer at a time.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Message, WebSocket, client};

/// Time for Janus to start, and for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a plugin answered.
pub struct Told {
    /// Its words.
    pub data: Value,
    /// The offer or answer that came with them.
    pub sdp: Option<String>,
}

/// A session.
pub struct Api {
    line: WebSocket<TcpStream>,
    session: u64,
    asked: u64,
}

impl Api {
    /// Connects, as soon as somebody listens.
    ///
    /// # Errors
    /// When nobody does for long.
    pub fn connect(port: u16) -> Result<Self> {
        let began = Instant::now();
        let stream = loop {
            match TcpStream::connect(("127.0.0.1", port)) {
                Ok(stream) => break stream,
                Err(error) if began.elapsed() > PATIENCE => {
                    return Err(error).context("janus does not listen");
                }
                Err(_) => std::thread::sleep(Duration::from_millis(100)),
            }
        };
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut request = format!("ws://127.0.0.1:{port}/").into_client_request()?;
        let protocol = "janus-protocol".parse()?;
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", protocol);
        let (line, _) = client(request, stream).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(Self {
            line,
            session: 0,
            asked: 0,
        })
    }

    /// Begins the session.
    ///
    /// # Errors
    /// When Janus refuses.
    pub fn begin(&mut self) -> Result<()> {
        let told = self.say(json!({ "janus": "create" }), "success")?;
        self.session = id_of(&told)?;
        Ok(())
    }

    /// A new handle of a plugin.
    ///
    /// # Errors
    /// When Janus refuses.
    pub fn attach(&mut self, plugin: &str) -> Result<u64> {
        let attach = json!({ "janus": "attach", "plugin": plugin, "session_id": self.session });
        id_of(&self.say(attach, "success")?)
    }

    /// Asks the plugin something.
    ///
    /// # Errors
    /// When Janus or the plugin refuses.
    pub fn ask(&mut self, handle: u64, body: Value, jsep: Option<Value>) -> Result<Told> {
        let mut message = json!({
            "janus": "message", "session_id": self.session, "handle_id": handle, "body": body,
        });
        if let (Some(jsep), Some(message)) = (jsep, message.as_object_mut()) {
            message.insert("jsep".to_owned(), jsep);
        }
        let told = self.say(message, "event")?;
        let data = told
            .pointer("/plugindata/data")
            .cloned()
            .unwrap_or_default();
        if let Some(error) = data.get("error") {
            bail!("janus refuses {body}: {error}");
        }
        let sdp = told.pointer("/jsep/sdp").and_then(Value::as_str);
        Ok(Told {
            sdp: sdp.map(str::to_owned),
            data,
        })
    }

    /// Says something and waits for the answer, which is of this kind or, for what is answered at
    /// once, a success.
    fn say(&mut self, mut message: Value, kind: &str) -> Result<Value> {
        self.asked += 1;
        let transaction = self.asked.to_string();
        if let Some(message) = message.as_object_mut() {
            message.insert("transaction".to_owned(), transaction.clone().into());
        }
        self.line.send(Message::text(message.to_string()))?;
        loop {
            let Message::Text(text) = self.line.read()? else {
                continue;
            };
            let told: Value = serde_json::from_str(&text)?;
            if told.get("transaction").and_then(Value::as_str) != Some(&transaction) {
                continue;
            }
            match told.get("janus").and_then(Value::as_str) {
                Some("error") => bail!("janus refuses {message}: {told}"),
                Some("ack") => {}
                Some(found) if found == kind || found == "success" => return Ok(told),
                _ => {}
            }
        }
    }
}

fn id_of(told: &Value) -> Result<u64> {
    let id = told.pointer("/data/id").and_then(Value::as_u64);
    id.with_context(|| format!("no number in {told}"))
}
