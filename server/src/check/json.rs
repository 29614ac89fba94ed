//! Findings for programs.

use std::io::{self, Write};

use hallway_world::check::Finding;
use serde_json::{Value, json};

use super::{Checked, is_error, text};

/// Writes all findings as one JSON document.
///
/// # Errors
/// When writing fails.
pub fn write(checked: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    let files: Vec<Value> = checked.iter().map(file).collect();
    serde_json::to_writer_pretty(&mut *out, &json!({ "files": files }))?;
    writeln!(out)
}

fn file(map: &Checked) -> Value {
    let list = |errors: bool| -> Vec<Value> {
        let findings = map.findings.iter().filter(|f| is_error(f) == errors);
        findings.map(|found| finding(found, &map.file)).collect()
    };
    let mut out = json!({
        "path": map.path,
        "errors": list(true),
        "warnings": list(false),
    });
    if let Some(weight) = &map.weight {
        out["download"] = json!({
            "scene_bytes": weight.scene,
            "image_bytes": weight.images,
            "fast_3g_seconds": (weight.seconds() * 10.0).round() / 10.0,
        });
    }
    out
}

fn finding(finding: &Finding, file: &str) -> Value {
    let mut out = json!({
        "code": finding.code.name,
        "level": finding.code.level.title(),
        "message": finding.message,
        "where": text::place(finding, file),
        "hint": finding.code.hint,
    });
    if let Some((column, row)) = finding.tile {
        out["tile"] = json!([column, row]);
    }
    out
}
