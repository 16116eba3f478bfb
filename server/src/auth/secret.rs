//! What sums are made for with the key that lies outside the database. Each purpose has sums of its own.

/// A purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Names what sign-in attempts are counted by.
    Attempt,
    /// Signs which accounts a browser was used by.
    Device,
}

impl Purpose {
    /// What the sum begins with.
    pub const fn label(self) -> &'static [u8] {
        match self {
            Self::Attempt => b"bienpho sign-in attempt 1",
            Self::Device => b"bienpho known device 1",
        }
    }
}
