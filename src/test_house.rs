//! Checks what the house asks of every file: imports point down the list of rooms, and lines fit a screen.
//!
//! A room is a folder in `src/`, or a file directly in `src/`. Two files of one room never import each other. A file
//! may use what its parent module defines or re-exports, because a room's `mod.rs` is the door to that room.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{ItemUse, UseTree};

/// The rooms from the rim inwards. A room may import only from rooms below it.
const ROOMS: [&str; 10] = [
    "node",
    "pool",
    "scheduler",
    "completion",
    "tasks",
    "timer",
    "memory",
    "bell",
    "seats",
    "sync",
];

/// One source file of the crate, with the paths that its code names.
struct Source {
    /// The path of the file below `src/`, without the file extension: `["pool", "desk"]`.
    place: Vec<String>,
    /// Every path that starts with `crate` or `super`, split into segments.
    names: BTreeSet<Vec<String>>,
}

#[test]
fn the_list_names_every_room() {
    let found: BTreeSet<String> = sources().iter().map(Source::room).collect();
    let known = ROOMS.map(str::to_owned).into_iter().collect();
    assert_eq!(found, known);
}

#[test]
fn imports_between_rooms_point_down_the_list() {
    let rank = |room: &str| ROOMS.iter().position(|name| *name == room);
    let mut upward = Vec::new();
    for source in sources() {
        let own = source.room();
        for name in source.names.iter().filter(|name| name[0] == "crate") {
            let room = if name[1] == "Bell" { "bell" } else { &name[1] };
            if room != own && rank(room) <= rank(&own) {
                upward.push(format!(
                    "{} imports {}",
                    source.place.join("/"),
                    name.join("::")
                ));
            }
        }
    }
    assert_eq!(upward, Vec::<String>::new());
}

#[test]
fn files_of_one_room_do_not_import_each_other() {
    let mut imports: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    let sources = sources();
    let places: BTreeSet<Vec<String>> = sources.iter().map(|source| source.place.clone()).collect();
    for source in &sources {
        let folder = &source.place[..source.place.len() - 1];
        let siblings = source.names.iter().filter_map(|name| {
            let sibling = match name[0].as_str() {
                "super" => name.get(1)?,
                "crate" if name.get(1) == folder.first() => name.get(2)?,
                _ => return None,
            };
            let place = [folder, std::slice::from_ref(sibling)].concat();
            (places.contains(&place) && place != source.place).then_some(place)
        });
        imports.insert(source.place.clone(), siblings.collect());
    }
    // A file that imports none of the remaining files can't be part of a circle.
    loop {
        let left: BTreeSet<_> = imports.keys().cloned().collect();
        imports.retain(|_, names| names.iter().any(|name| left.contains(name)));
        if imports.len() == left.len() {
            break;
        }
    }
    let circle: Vec<_> = imports.keys().map(|place| place.join("/")).collect();
    assert_eq!(circle, Vec::<String>::new());
}

/// So that a line fits a screen: rustfmt breaks code, but not comments.
#[test]
fn no_line_is_longer_than_120_columns() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    list(&src, &mut files);
    let long = files.iter().flat_map(|file| {
        let text = fs::read_to_string(file).expect("a source can be read");
        let lines = text.lines().enumerate();
        lines
            .filter(|(_, line)| line.chars().count() > 120)
            .map(|(at, _)| format!("{}:{}", file.display(), at + 1))
            .collect::<Vec<_>>()
    });
    assert_eq!(long.collect::<Vec<_>>(), Vec::<String>::new());
}

impl Source {
    fn room(&self) -> String {
        self.place[0].clone()
    }
}

/// Every source file except the tests and `lib.rs`.
fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    list(&src, &mut files);
    let sources = files.iter().filter_map(|file| {
        let mut place: Vec<String> = file
            .strip_prefix(&src)
            .ok()?
            .with_extension("")
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        if place == ["lib"] || place.iter().any(|part| part.starts_with("test")) {
            return None;
        }
        // The imports of a subfolder's `mod.rs` count as those of the subfolder, so `mod.rs` is no
        // sibling of the files beside it.
        if place.len() > 2 && place.last().is_some_and(|last| last == "mod") {
            place.pop();
        }
        let text = fs::read_to_string(file).expect("a source can be read");
        Some(Source {
            place,
            names: Names::of(&text),
        })
    });
    sources.collect()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be listed") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            list(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// The paths in one file's code, both those it imports and those it names in place.
#[derive(Default)]
struct Names(BTreeSet<Vec<String>>);

impl Names {
    fn of(text: &str) -> BTreeSet<Vec<String>> {
        let mut names = Self::default();
        names.visit_file(&syn::parse_file(text).expect("what compiles can be parsed"));
        names
            .0
            .retain(|name| name.len() > 1 && ["crate", "super"].contains(&name[0].as_str()));
        names.0
    }

    fn add(&mut self, mut path: Vec<String>, tree: &UseTree) {
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                return self.add(path, &part.tree);
            }
            UseTree::Group(group) => {
                return group
                    .items
                    .iter()
                    .for_each(|item| self.add(path.clone(), item));
            }
            UseTree::Name(name) => path.push(name.ident.to_string()),
            UseTree::Rename(name) => path.push(name.ident.to_string()),
            UseTree::Glob(_) => {}
        }
        self.0.insert(path);
    }
}

impl<'a> Visit<'a> for Names {
    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.add(Vec::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments = path.segments.iter();
        self.0
            .insert(segments.map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}
