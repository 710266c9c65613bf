//! Gives the linker what a Node add-on needs; a build without the rim needs nothing.
fn main() {
    if std::env::var_os("CARGO_FEATURE_NODE").is_some() {
        napi_build::setup();
    }
}
