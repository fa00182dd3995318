//! Where a resource's block stands in the configuration's files. A plan does not say it: the folders of modules are known by the
//! sources of their calls, and a block begins with its type and name.

use super::address::steps;
use super::file::{Module, PlanFile};
use crate::snapshot::Change;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

/// The blocks of a folder: file and line by type and name.
type Blocks = HashMap<(String, String), (PathBuf, usize)>;

/// Finds the blocks of changes below the folder of the root module.
pub fn locate(file: &PlanFile, root: &Path, changes: &mut [Change]) {
    let mut folders = HashMap::<PathBuf, Blocks>::new();
    for change in changes {
        let all = steps(&change.address);
        let count = all.chunks(2).take_while(|pair| pair.first().is_some_and(|s| s.name == "module")).count();
        let (modules, own) = all.split_at((count * 2).min(all.len()));
        let ([r#type, name, ..], Some(folder)) = (own, folder(&file.configuration.root_module, root, modules)) else {
            continue;
        };
        let blocks = folders.entry(folder).or_insert_with_key(|folder| blocks(folder));
        if let Some((path, line)) = blocks.get(&(r#type.name.clone(), name.name.clone())) {
            change.file = Some(path.to_string_lossy().replace('\\', "/"));
            change.line = Some(*line);
        }
    }
}

/// The folder of a module that lies beside its caller; none of one that was downloaded.
fn folder(root: &Module, path: &Path, modules: &[super::address::Step]) -> Option<PathBuf> {
    let (mut module, mut folder) = (root, path.to_owned());
    for pair in modules.chunks(2) {
        let call = module.module_calls.get(&pair.last()?.name)?;
        if !call.source.starts_with("./") && !call.source.starts_with("../") {
            return None;
        }
        folder.push(&call.source);
        module = &call.module;
    }
    Some(plain(&folder))
}

/// Without `.` and `..`, as far as names tell.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if plain.components().next_back().is_some_and(|p| matches!(p, Component::Normal(_))) =>
            {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn blocks(folder: &Path) -> Blocks {
    let mut found = Blocks::new();
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut names = names.filter(|p| p.extension().is_some_and(|e| e == "tf" || e == "tofu")).collect::<Vec<_>>();
    names.sort();
    for path in names {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for (i, line) in text.lines().enumerate() {
            let mut words = line.split('"');
            if words.next().is_some_and(|w| w.trim() == "resource")
                && let (Some(r#type), Some(_), Some(name)) = (words.next(), words.next(), words.next())
            {
                found.entry((r#type.to_owned(), name.to_owned())).or_insert((path.clone(), i + 1));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_plain() {
        assert_eq!(plain(Path::new("infra/./prod/../modules/net")), Path::new("infra/modules/net"));
        assert_eq!(plain(Path::new("./../modules")), Path::new("../modules"));
    }
}
