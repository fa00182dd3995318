//! Pages in a browser: they are written to a folder, and a script drives Chromium over them.

use crate::pages::{drawings, large, page, rich};
use crate::support::{Run, trueline};
use crate::{changed, harmless, hostile};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TMP: &str = env!("CARGO_TARGET_TMPDIR");
const LACKS: &str = "Chromium: neither on this machine nor to be had from npm; no browser has opened the HTML report";

fn here(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser").join(file)
}

fn npm(folder: &Path, manifest: &str) -> bool {
    let package = fs::read(here(manifest)).unwrap();
    if fs::read(folder.join("installed.json")).ok().as_ref() == Some(&package) {
        return true;
    }
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("package.json"), &package).unwrap();
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let run = Command::new(npm)
        .args(["install", "--no-audit", "--no-fund", "--no-package-lock"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(folder)
        .output();
    let run = run.unwrap_or_else(|why| panic!("npm: {why}; the tests need Node.js 20 or later, with npm"));
    let done = run.status.success();
    if done {
        fs::write(folder.join("installed.json"), &package).unwrap();
    } else {
        println!("{}", String::from_utf8_lossy(&run.stderr));
    }
    done
}

/// Chromium of this machine, or the one that a package of npm brings with the place of its libraries.
fn chromium() -> Option<Vec<String>> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let own = std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|p| p.is_file());
    own.map(|path| vec![path.display().to_string()]).or_else(|| {
        let folder = Path::new(TMP).join("chromium");
        if !npm(&folder, "chromium.json") {
            return None;
        }
        let run = Command::new("node").arg(here("chromium.mjs")).arg(&folder).env("TMPDIR", &folder).output().unwrap();
        println!("{}", String::from_utf8_lossy(&run.stderr));
        run.status.success().then(|| String::from_utf8_lossy(&run.stdout).lines().map(str::to_owned).collect())
    })
}

#[test]
fn a_browser_shows_it_and_runs_nothing_else() {
    let lacks = Path::new(TMP).join("lacks/chromium.txt");
    fs::create_dir_all(lacks.parent().unwrap()).unwrap();
    drop(fs::remove_file(&lacks));
    let Some(chromium) = chromium() else { return fs::write(lacks, LACKS).unwrap() };
    let tools = Path::new(TMP).join("browser");
    assert!(npm(&tools, "package.json"), "npm could not install what tests/browser/package.json names");
    let folder = Path::new(TMP).join("pages");
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    let report = rich();
    write("rich.html", page(&report, Some(&drawings(&report))));
    let sample = format!("html={}", folder.join("sample.html").display());
    assert_eq!(Run::of(trueline(&folder).args(["scan", "--sample", "--report", &sample])).code, 1);
    write("large.html", page(&large(100_000), None));
    for (kind, before) in [("before", true), ("after", false)] {
        write(&format!("harmless-{kind}.html"), page(&changed(&report, &harmless(before)), None));
        for at in 0..4 {
            write(&format!("hostile-{kind}-{at}.html"), page(&changed(&report, &hostile(at * 3, before)), None));
        }
    }
    let run = Command::new("node").arg(here("drive.mjs")).args([&tools, &folder]).args(chromium).output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    println!("{told}");
    assert!(run.status.success(), "{told}{}", String::from_utf8_lossy(&run.stderr));
}
