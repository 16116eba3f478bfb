//! The stores of the phone's database, and what can be done with them in one transaction.

use wasm_bindgen::JsValue;
use web_sys::{IdbKeyRange, IdbRequest, IdbTransaction};

/// A store of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// Drafts and items by id; beside what is encrypted the plain fields of [`super::kept`].
    Items,
    /// Photos by `item/SHA-256`; version 1 had plain ArrayBuffers by SHA-256.
    Photos,
    /// Their thumbnails, by the same key; those of photos that the server has by `server/SHA-256`.
    Thumbs,
    /// Single values by name: who is signed in, the field pack; plain: the clock's offset and times.
    Meta,
    /// A CryptoKey that can't be read out, by account.
    Keys,
}

impl Store {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Items,
        Self::Photos,
        Self::Thumbs,
        Self::Meta,
        Self::Keys,
    ];

    /// Its name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Photos => "photos",
            Self::Thumbs => "thumbs",
            Self::Meta => "meta",
            Self::Keys => "keys",
        }
    }
}

/// One step of a transaction.
#[derive(Clone)]
pub enum Step {
    /// Reads a value; `undefined` where there is none.
    Get(Store, String),
    /// Reads all values.
    All(Store),
    /// Reads all keys.
    Keys(Store),
    /// Writes a value.
    Put(Store, String, JsValue),
    /// Writes a value where there is none; else the transaction fails.
    Add(Store, String, JsValue),
    /// Deletes a value.
    Delete(Store, String),
    /// Deletes every value whose key begins with that and a slash.
    DeleteUnder(Store, String),
}

impl Step {
    /// Writes text.
    pub fn put(store: Store, key: impl ToString, text: &str) -> Self {
        Self::Put(store, key.to_string(), text.into())
    }

    /// Deletes a value.
    pub fn delete(store: Store, key: impl ToString) -> Self {
        Self::Delete(store, key.to_string())
    }

    /// Whether it needs a transaction that writes.
    pub const fn writes(&self) -> bool {
        !matches!(self, Self::Get(..) | Self::All(..) | Self::Keys(..))
    }

    /// Asks for it within a transaction.
    ///
    /// # Errors
    /// The browser refused, as for a transaction that has ended.
    pub fn ask(&self, transaction: &IdbTransaction) -> Result<IdbRequest, JsValue> {
        let store = |store: &Store| transaction.object_store(store.name());
        match self {
            Self::Get(from, key) => store(from)?.get(&key.into()),
            Self::All(from) => store(from)?.get_all(),
            Self::Keys(from) => store(from)?.get_all_keys(),
            Self::Put(into, key, value) => store(into)?.put_with_key(value, &key.into()),
            Self::Add(into, key, value) => store(into)?.add_with_key(value, &key.into()),
            Self::Delete(from, key) => store(from)?.delete(&key.into()),
            Self::DeleteUnder(from, start) => store(from)?.delete(&under(start)?),
        }
    }
}

/// The keys that begin with `start` and a slash; `0` follows the slash.
fn under(start: &str) -> Result<JsValue, JsValue> {
    let bound = |end: &str| JsValue::from([start, end].concat());
    Ok(IdbKeyRange::bound(&bound("/"), &bound("0"))?.into())
}
