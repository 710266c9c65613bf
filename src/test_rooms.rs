//! The rooms of the crate, and that imports point down their list.
//!
//! A room is a folder of `src/`, or a file that lies in `src/` itself. Inside a room no two files import each other. A file may
//! take what its parent module defines or hands on: a `mod.rs` is its room's door.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{ItemUse, UseTree};

/// From the rim inwards. A room imports from those below it.
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

/// A file of the crate, and the paths that its code names.
struct Source {
    /// Its place below `src/`, without the ending: `["pool", "desk"]`.
    place: Vec<String>,
    /// Each path from `crate` or `super`, as its segments.
    names: BTreeSet<Vec<String>>,
}

#[test]
fn every_room_stands_in_the_list() {
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
fn no_two_files_of_a_room_import_each_other() {
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
    // What imports nothing that is left can be in no circle.
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

impl Source {
    fn room(&self) -> String {
        self.place[0].clone()
    }
}

/// Every file but the tests and the crate's door.
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
        // A door's own imports are its room's, and it is no sibling of the files behind it.
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

/// The paths that stand in the code, whether imported or named in place.
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
