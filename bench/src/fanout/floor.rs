//! The least that telling everybody can cost: a process that writes as many frames of the same mean
//! size to as many sockets as our server just did, one plain write for each, and does nothing else.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::Workload;
use super::figures::Figures;
use crate::process::cpu_time;
use crate::report::Row;
use crate::running::Running;

/// The argument by which this program is told to be one.
pub const ARGUMENT: &str = "--floor-fanout";

/// Sending before anything is counted.
const WARM_UP: Duration = Duration::from_secs(1);

/// Time for a connection to be taken.
const CONNECTING: Duration = Duration::from_secs(10);

/// Longest wait for something to come.
const WAIT: Duration = Duration::from_millis(1);

const EVENTS: usize = 4096;

/// Bytes read at a time.
const READ: usize = 64 * 1024;

/// What was counted.
#[derive(Clone, Copy, Debug)]
pub struct Floor {
    /// Bytes of one frame.
    size: usize,
    bytes: u64,
    used: Duration,
    took: Duration,
}

/// Measures it with the frames that ours sent under this workload.
///
/// # Errors
/// When it can't be started, or a connection breaks.
pub(super) fn measure(workload: &Workload, ours: &Figures) -> Result<Floor> {
    let frames = ours.frames.max(1);
    let size = (ours.bytes as f64 / frames as f64).round().max(1.0) as usize;
    let rate = frames as f64 / ours.seconds / workload.count as f64;
    let mut program = Command::new(std::env::current_exe()?);
    program
        .arg(ARGUMENT)
        .args([workload.count.to_string(), size.to_string()])
        .arg(rate.to_string());
    let sender = Running::start(&mut program)?;
    let mut readers = Readers::connect(sender.address, workload.count)?;
    readers.read(WARM_UP)?;
    let (before, began) = (cpu_time(sender.pid())?, Instant::now());
    let bytes = readers.read(workload.time)?;
    let (used, took) = (cpu_time(sender.pid())? - before, began.elapsed());
    Ok(Floor {
        size,
        bytes,
        used,
        took,
    })
}

impl Floor {
    /// CPU time of the sender for each frame that came, in microseconds.
    pub fn cpu_us_per_frame(&self) -> f64 {
        let frames = (self.bytes as f64 / self.size as f64).max(1.0);
        self.used.as_secs_f64() * 1e6 / frames
    }

    /// Each figure as a row. Updates are those that ours told by such frames.
    pub(super) fn rows(&self, workload: &Workload, ours: &Figures) -> Vec<Row> {
        let busy = self.used.as_secs_f64() / self.took.as_secs_f64();
        let updates = (ours.updates / ours.seconds).max(1.0);
        let bytes = self.bytes as f64 / self.took.as_secs_f64();
        [
            ("cpu_us_per_frame", "µs", self.cpu_us_per_frame()),
            ("cpu_percent", "%", 100.0 * busy),
            ("cpu_ns_per_update", "ns", busy * 1e9 / updates),
            ("mb_per_second", "MB/s", bytes / 1e6),
        ]
        .into_iter()
        .map(|(metric, unit, value)| workload.row("floor", metric, unit, value))
        .collect()
    }
}

/// In the process that is measured: sends to everybody until somebody is gone.
///
/// # Errors
/// When the arguments are no numbers, or nobody can connect.
pub fn run(arguments: &[&str]) -> Result<()> {
    let &[count, size, rate] = arguments else {
        bail!("{ARGUMENT} COUNT SIZE RATE");
    };
    let count: usize = count.parse()?;
    let frame = vec![0x42; size.parse()?];
    let pause = Duration::try_from_secs_f64(1.0 / rate.parse::<f64>()?)?;
    hallway::process::raise_open_files();
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?);
    let mut streams = Vec::with_capacity(count);
    for _ in 0..count {
        let (stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        streams.push(stream);
    }
    let mut due = Instant::now();
    loop {
        for stream in &mut streams {
            match stream.write(&frame) {
                // What does not fit is not sent: the other side counts what came.
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => return Ok(()),
            }
        }
        due += pause;
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
    }
}

/// All who read, and only read.
struct Readers {
    streams: Vec<TcpStream>,
    poll: Poll,
    buffer: Vec<u8>,
}

impl Readers {
    fn connect(address: SocketAddr, count: usize) -> Result<Self> {
        let poll = Poll::new()?;
        let mut streams = Vec::with_capacity(count);
        for number in 0..count {
            let stream = std::net::TcpStream::connect_timeout(&address, CONNECTING)?;
            stream.set_nonblocking(true)?;
            let mut stream = TcpStream::from_std(stream);
            let registry = poll.registry();
            registry.register(&mut stream, Token(number), Interest::READABLE)?;
            streams.push(stream);
        }
        Ok(Self {
            streams,
            poll,
            buffer: vec![0; READ],
        })
    }

    /// Reads for so long; gives how many bytes came.
    fn read(&mut self, time: Duration) -> Result<u64> {
        let until = Instant::now() + time;
        let mut events = Events::with_capacity(EVENTS);
        let mut bytes = 0;
        while Instant::now() < until {
            self.poll.poll(&mut events, Some(WAIT))?;
            for event in &events {
                if let Some(stream) = self.streams.get_mut(event.token().0) {
                    bytes += empty(stream, &mut self.buffer)?;
                }
            }
        }
        Ok(bytes)
    }
}

/// Reads all that came.
fn empty(stream: &mut TcpStream, buffer: &mut [u8]) -> Result<u64> {
    let mut bytes = 0;
    loop {
        match stream.read(buffer) {
            Ok(0) => bail!("the sender is gone"),
            Ok(length) => bytes += length as u64,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(bytes),
            Err(error) => return Err(error.into()),
        }
    }
}
