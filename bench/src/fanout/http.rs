//! The little HTTP that it takes to ask a server on this machine something. One question for each
//! connection, whose end is the answer's.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// Time for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks, and gives the body of the answer. `body` is JSON.
///
/// # Errors
/// When there is no answer, or none of success.
pub fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = body.len();
    let question = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(question.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .with_context(|| format!("{method} {path}: no answer"))?;
    ensure!(
        head.starts_with("HTTP/1.1 200 "),
        "{method} {path}: {head} {body}"
    );
    Ok(body.to_owned())
}
