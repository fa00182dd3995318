//! Pythons with what tests need besides this program.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python that has what `requirements.txt` in a folder of the tests pins, installed into the target folder.
pub fn python(of: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(of);
    let python = folder.join("bin/python");
    let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(of).join("requirements.txt");
    let wanted = std::fs::read_to_string(&requirements).unwrap();
    let installed = folder.join("installed.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return python;
    }
    let run = |command: &mut Command| {
        let output = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}; the tests need Python 3"));
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder));
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(&requirements));
    std::fs::write(installed, wanted).unwrap();
    python
}
