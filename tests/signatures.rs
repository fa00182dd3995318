//! Signatures of evidence bundles, checked here and by other programs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // helpers break a test off as tests do

#[path = "evidence/bundles.rs"]
mod bundles;
#[path = "evidence/packed.rs"]
mod packed;
#[path = "evidence/runs.rs"]
mod runs;
mod support;

#[cfg(feature = "signatures")]
mod signed {
    use super::bundles::{SAMPLE, bundle, bundled, refused, verified, verify};
    use super::packed::{Entry, changed, files, keys, pack, python, unpacked};
    use super::runs::{directory, judged};
    use serde_json::{Value, json};
    use std::path::Path;

    #[test]
    fn signatures_are_checked_here_and_by_another_program() {
        let directory = directory();
        let path = directory.path();
        keys(path);
        judged(path, SAMPLE, &[]);
        for name in ["ed25519", "p256", "sec1"] {
            let (key, public) = (format!("{name}.pem"), format!("{name}.pub.pem"));
            let run = bundled(path, SAMPLE, &["--key", &key]);
            verified(path, &["--key", &public], &["signed by sha256:", "byte for byte"]);
            verified(path, &[], &["not checked: --key was not given; it says to be signed by sha256:"]);
            let entries = unpacked(&path.join("out.tar.zst"));
            let files = files(&entries);
            assert!(!files.contains_key("statement.json"));
            std::fs::write(path.join("envelope"), files["statement.dsse.json"]).unwrap();
            let output = python(&[Path::new("check"), &path.join("envelope"), &path.join(&public)]);
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            let statement = serde_json::from_slice::<Value>(&output.stdout).unwrap();
            assert_eq!(statement["subject"].as_array().unwrap().len() + 1, entries.len());
            let other = python(&[Path::new("check"), &path.join("envelope"), &path.join("other.pub.pem")]);
            assert!(!other.status.success());
            // A key is in nothing that is written.
            let secret = std::fs::read_to_string(path.join(&key)).unwrap();
            let lines = secret.lines().filter(|line| !line.starts_with("-----")).collect::<Vec<_>>();
            for text in entries
                .iter()
                .map(|(_, bytes, _)| String::from_utf8_lossy(bytes))
                .chain([run.stdout.into(), run.stderr.into()])
            {
                assert!(lines.iter().all(|line| !text.contains(line)));
            }
            if name == "ed25519" {
                let first = std::fs::read(path.join("out.tar.zst")).unwrap();
                bundled(path, SAMPLE, &["--key", &key]);
                assert!(
                    first == std::fs::read(path.join("out.tar.zst")).unwrap(),
                    "a signed bundle is not the same again"
                );
            }
        }
    }

    #[test]
    fn keys_that_openssl_makes_are_used_and_openssl_checks_their_signatures() {
        use base64::Engine;
        let lacks = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lacks");
        std::fs::create_dir_all(&lacks).unwrap();
        let note = lacks.join("openssl.txt");
        drop(std::fs::remove_file(&note));
        let directory = directory();
        let path = directory.path();
        let openssl = |arguments: &str| {
            let run = std::process::Command::new("openssl").args(arguments.split(' ')).current_dir(path).output();
            run.map(|run| (run.status.success(), format!("{run:?}")))
        };
        if openssl("version").is_err() {
            std::fs::write(note, "openssl: not on this machine; signatures are checked by a Python package alone")
                .unwrap();
            return;
        }
        let run = |arguments: &str| {
            let (done, said) = openssl(arguments).unwrap();
            assert!(done, "openssl {arguments}: {said}");
        };
        judged(path, SAMPLE, &[]);
        for (name, make, check) in [
            (
                "ed",
                "genpkey -algorithm ed25519 -out ed.pem",
                "pkeyutl -verify -pubin -inkey ed.pub.pem -rawin -in signed -sigfile sig",
            ),
            (
                "ec",
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.pem",
                "dgst -sha256 -verify ec.pub.pem -signature sig signed",
            ),
            (
                "sec",
                "ecparam -name prime256v1 -genkey -out sec.pem",
                "dgst -sha256 -verify sec.pub.pem -signature sig signed",
            ),
        ] {
            run(make);
            run(&format!("pkey -in {name}.pem -pubout -out {name}.pub.pem"));
            bundled(path, SAMPLE, &["--key", &format!("{name}.pem")]);
            verified(path, &["--key", &format!("{name}.pub.pem")], &["signed by sha256:"]);
            let entries = unpacked(&path.join("out.tar.zst"));
            let envelope = serde_json::from_slice::<Value>(files(&entries)["statement.dsse.json"]).unwrap();
            let decoded =
                |text: &Value| base64::engine::general_purpose::STANDARD.decode(text.as_str().unwrap()).unwrap();
            let (kind, payload) = (envelope["payloadType"].as_str().unwrap(), decoded(&envelope["payload"]));
            let mut signed = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
            signed.extend(payload);
            std::fs::write(path.join("sig"), decoded(&envelope["signatures"][0]["sig"])).unwrap();
            std::fs::write(path.join("signed"), &signed).unwrap();
            run(check);
            signed.push(b' ');
            std::fs::write(path.join("signed"), &signed).unwrap();
            assert!(!openssl(check).unwrap().0);
        }
    }

    #[test]
    fn keys_that_cannot_be_used_are_refused() {
        let directory = directory();
        let path = directory.path();
        keys(path);
        std::fs::write(path.join("none.pem"), "-----BEGIN PRIVATE KEY-----\nMC4CAQ").unwrap();
        judged(path, SAMPLE, &[]);
        for (key, words) in [
            ("rsa.pem", "is neither an Ed25519 key nor an ECDSA key with P-256"),
            ("p384.pem", "is neither an Ed25519 key nor an ECDSA key with P-256"),
            ("encrypted.pem", "the key is encrypted"),
            ("ed25519.pub.pem", "is a public key"),
            ("none.pem", "holds no private key"),
            ("nowhere.pem", "No such file"),
        ] {
            let run = bundle(path, SAMPLE, &["--key", key]);
            assert_eq!((run.code, &run.stdout[..]), (2, ""));
            assert!(run.stderr.contains(key) && run.stderr.contains(words), "{}", run.stderr);
            assert!(!path.join("out.tar.zst").exists());
        }
        bundled(path, SAMPLE, &["--key", "ed25519.pem"]);
        for key in ["rsa.pub.pem", "p384.pub.pem", "ed25519.pem", "none.pem", "nowhere.pem"] {
            let run = verify(path, &["--key", key]);
            assert!(run.code == 2 && run.stdout.is_empty() && run.stderr.contains(key), "{}", run.stderr);
        }
    }

    #[test]
    fn what_is_wrong_with_a_signature_is_said() {
        let directory = directory();
        let path = directory.path();
        keys(path);
        judged(path, SAMPLE, &[]);
        bundled(path, SAMPLE, &[]);
        refused(path, &["--key", "ed25519.pub.pem"], &["signature  NO  the bundle is not signed"]);
        let unsigned = unpacked(&path.join("out.tar.zst"));
        bundled(path, SAMPLE, &["--key", "ed25519.pem"]);
        refused(path, &["--key", "other.pub.pem"], &["signature  NO  signed by another key: by sha256:"]);
        let signed = unpacked(&path.join("out.tar.zst"));
        let again = |entries: &[Entry], words: &[&str]| {
            pack(&path.join("out.tar.zst"), entries);
            refused(path, &["--key", "ed25519.pub.pem"], words);
        };
        let enveloped = |change: &dyn Fn(&mut Value)| {
            changed(&signed, "statement.dsse.json", |bytes| {
                let mut envelope = serde_json::from_slice(bytes).unwrap();
                change(&mut envelope);
                *bytes = envelope.to_string().into_bytes();
            })
        };
        let payload = |e: &Value| e["payload"].as_str().unwrap().to_owned();
        again(&enveloped(&|e| e["payload"] = json!(payload(e).replacen('a', "b", 1))), &["the signature does not fit"]);
        again(&enveloped(&|e| e["signatures"][0]["sig"] = json!("AAAA")), &["the signature does not fit"]);
        again(&enveloped(&|e| e["signatures"] = json!([])), &["has no signature"]);
        again(&enveloped(&|e| e["payloadType"] = json!("text/plain")), &["is no in-toto statement but `text/plain`"]);
        again(&enveloped(&|e| e["payload"] = json!("%%")), &["is no base64"]);
        again(&changed(&signed, "statement.dsse.json", |b| b.truncate(b.len() / 2)), &["truncated or no envelope"]);
        again(
            &changed(&signed, "report.json", |b| b.push(b' ')),
            &["signature  ok", "files      NO  report.json was changed"],
        );
        // The id is nobody's word: what counts is the signature.
        pack(&path.join("out.tar.zst"), &enveloped(&|e| e["signatures"][0]["keyid"] = json!("")));
        verified(path, &["--key", "ed25519.pub.pem"], &[]);
        // Who takes the signature away cannot hide it.
        let both = [&signed[..], &unsigned[unsigned.len() - 1..]].concat();
        again(&both, &["one of them is a lie"]);
        again(&signed[..signed.len() - 1], &["is no bundle"]);
    }
}

#[cfg(not(feature = "signatures"))]
#[test]
fn a_program_without_signatures_says_so() {
    use bundles::{SAMPLE, bundle, bundled, refused, verify};
    use packed::{pack, unpacked};
    let directory = runs::directory();
    let path = directory.path();
    runs::judged(path, SAMPLE, &[]);
    let run = bundle(path, SAMPLE, &["--key", "key.pem"]);
    assert!(run.code == 2 && run.stderr.contains("was built without the feature `signatures`"), "{}", run.stderr);
    bundled(path, SAMPLE, &[]);
    let run = verify(path, &["--key", "key.pem"]);
    assert!(run.code == 2 && run.stderr.contains("was built without the feature `signatures`"), "{}", run.stderr);
    let mut entries = unpacked(&path.join("out.tar.zst"));
    entries.last_mut().unwrap().0 = "statement.dsse.json".to_owned();
    pack(&path.join("out.tar.zst"), &entries);
    refused(path, &[], &["the bundle is signed, and this program was built without"]);
}
