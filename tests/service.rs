//! The server as a service of systemd: the unit that comes with it, and what is said to the system.

use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::harness::server::binary;
use crate::harness::venue::repository;
use crate::harness::wait::PATIENCE;
use crate::harness::{Server, Venue};

/// What the unit may be exposed to at most, of 100, as `systemd-analyze security` counts. An address on the
/// internet and its network are most of it.
const EXPOSED: &str = "20";

/// The unit with the program where it is now; `None`, and a word on it, where there is no systemd.
fn unit(folder: &TempDir) -> Option<PathBuf> {
    if let Err(error) = Command::new("systemd-analyze").arg("--version").output() {
        println!("skipped: there is no systemd-analyze (Debian's package systemd): {error}");
        return None;
    }
    let file = repository().join("deploy/hallway.service");
    let unit = std::fs::read_to_string(file).expect("the unit");
    let installed = "/usr/local/bin/hallway";
    assert!(unit.contains(installed));
    let binary = binary().canonicalize().expect("a path");
    let unit = unit.replace(installed, binary.to_str().expect("a path"));
    let copy = folder.path().join("hallway.service");
    std::fs::write(&copy, unit).expect("a file");
    Some(copy)
}

#[test]
fn systemd_takes_the_unit_and_holds_it_tight() {
    let folder = TempDir::new().expect("a folder");
    let Some(unit) = unit(&folder) else {
        return;
    };
    let analyze = |arguments: &[&str]| {
        let ran = Command::new("systemd-analyze")
            .args(arguments)
            .arg(&unit)
            .output();
        let ran = ran.expect("it was there before");
        let said = [ran.stdout, ran.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(ran.status.success(), "{arguments:?}: {said}");
        said
    };
    // A directive that systemd does not know is only warned of.
    let said = analyze(&["verify", "--man=no"]);
    assert!(!said.contains("hallway.service"), "{said}");
    let threshold = format!("--threshold={EXPOSED}");
    let said = analyze(&["security", "--offline=true", "--no-pager", &threshold]);
    assert!(said.contains("Overall exposure level"), "{said}");
}

#[tokio::test]
async fn the_system_is_told_when_visitors_may_come() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    socket.set_read_timeout(Some(PATIENCE)).expect("a time");
    let settings = [("NOTIFY_SOCKET", path.to_str().expect("a path"))];
    let _server = Server::start_with(Venue::shipped(), &settings).await;
    let mut buffer = [0; 256];
    let told = socket.recv(&mut buffer).expect("a word");
    let told = String::from_utf8_lossy(&buffer[..told]).into_owned();
    assert!(told.lines().any(|line| line == "READY=1"), "{told}");
}
