//! Where a server is, the map of a room there, and connections to it.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use hallway_protocol::{SUBPROTOCOL, decode_frame};
use hallway_world::scene::Scene;
use mio::net::TcpStream;
use tokio_tungstenite::tungstenite::WebSocket;
use tokio_tungstenite::tungstenite::client::{IntoClientRequest, client};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use url::Url;

use crate::line::Watched;

/// Time for a connection to be taken, and for each answer of its handshake.
const CONNECTING: Duration = Duration::from_secs(10);

/// Bytes read at a time. That many are cleared before, and few frames are longer.
const READ: usize = 4 * 1024;

/// A connection that never waits.
pub type Socket = WebSocket<TcpStream>;

/// A room of a server.
#[derive(Clone, Debug)]
pub struct Place {
    url: Url,
    address: SocketAddr,
    pub(super) room: String,
}

impl Place {
    /// The room of this name on the server at this URL.
    ///
    /// # Errors
    /// When there is no such server, or it is none to be burdened: on another network.
    pub fn of(url: &str, room: &str) -> Result<Self> {
        let url = Url::parse(url).with_context(|| format!("--url {url}"))?;
        ensure!(
            url.scheme() == "http",
            "--url: bots speak plain http:// only"
        );
        let host = url.host_str().context("--url: there is no host in it")?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = url.port_or_known_default().unwrap_or(80);
        let mut found = (host, port)
            .to_socket_addrs()
            .with_context(|| format!("--url: {host}"))?;
        let address = found.next().context("--url: the name leads nowhere")?;
        let near = match address.ip() {
            IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
            IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
        };
        ensure!(
            near,
            "--url: {} is on another network; bots are for servers of one's own",
            address.ip()
        );
        Ok(Self {
            url,
            address,
            room: room.to_owned(),
        })
    }

    /// Where the server is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A new connection, after its handshake.
    ///
    /// # Errors
    /// When the server does not take it.
    pub fn connect(&self) -> Result<Socket> {
        Ok(over(self.stream()?))
    }

    /// The same, for those who look at it when a poll tells that something came.
    pub(super) fn connect_watched(&self) -> Result<WebSocket<Watched>> {
        Ok(over(Watched::new(self.stream()?)))
    }

    /// A connection after its handshake.
    fn stream(&self) -> Result<TcpStream> {
        let stream = std::net::TcpStream::connect_timeout(&self.address, CONNECTING)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(CONNECTING))?;
        let mut url = self.url.join("/ws")?;
        if url.set_scheme("ws").is_err() {
            bail!("--url can't be turned into a WebSocket's");
        }
        let mut request = url.as_str().into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", SUBPROTOCOL.parse()?);
        let (socket, _) = client(request, &stream).map_err(|error| anyhow::anyhow!("{error}"))?;
        drop(socket);
        stream.set_nonblocking(true)?;
        // Nobody is told anything before they say who they are: no byte is lost between the two.
        Ok(TcpStream::from_std(stream))
    }

    /// The map that people of the room walk on.
    ///
    /// # Errors
    /// When it can't be had.
    pub fn scene(&self, path: &str) -> Result<Scene> {
        let url = self.url.join(path)?;
        let client = crate::sessions::client()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let bytes = runtime.block_on(async {
            let response = client.get(url).send().await?.error_for_status()?;
            response.bytes().await
        })?;
        let mut scenes = decode_frame::<Scene>(&bytes, 1)?;
        scenes.pop().context("there is no scene")
    }
}

fn over<S: Read + Write>(stream: S) -> WebSocket<S> {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ)
        .write_buffer_size(0)
        .max_message_size(None)
        .max_frame_size(None);
    WebSocket::from_raw_socket(stream, Role::Client, Some(config))
}
