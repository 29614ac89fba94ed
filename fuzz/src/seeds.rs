//! Writes down what an input may look like, for libFuzzer to begin with.

use std::path::PathBuf;

use hallway::media::fuzzing::Target;

/// Where to; nothing is written when it is not set.
const FOLDER: &str = "HALLWAY_FUZZ_SEEDS";

/// Writes the seeds of a target, before libFuzzer looks for them.
pub fn begin(target: &Target) {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    for (number, seed) in (target.seeds)().iter().enumerate() {
        let file = PathBuf::from(&folder).join(format!("{}-{number}", target.name));
        if let Err(error) = std::fs::write(&file, seed) {
            eprintln!("{}: {error}", file.display());
        }
    }
}
