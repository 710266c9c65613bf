//! Tells the linker what a Node addon needs. A build without the `node` feature needs nothing.
fn main() {
    if std::env::var_os("CARGO_FEATURE_NODE").is_some() {
        napi_build::setup();
    }
}
