//! Items as a ZIP, for when they can't be sent. Each file is read and decrypted when its turn comes,
//! so that a full queue needs no more memory than its largest photo. The archive is written by
//! `frontend/js/zip.js`, which is loaded when somebody exports.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use app::{
    error::{AppError, AppResult},
    phone::export::ExportFile,
};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::future_to_promise;

use super::kept;
use crate::{js::failed, photos};

#[wasm_bindgen(inline_js = r#"
export async function save_zip(name, next) {
  const { save } = await import("../../zip.js");
  await save(name, next);
}
"#)]
extern "C" {
    /// `next` resolves to `[path, content]`, and to nothing after the last file.
    #[wasm_bindgen(catch)]
    async fn save_zip(name: &str, next: &Closure<dyn FnMut() -> Promise>) -> Result<(), JsValue>;
}

/// Lets the person have these files as a ZIP of that name.
///
/// # Errors
/// [`AppError::Device`] when the file could not be made.
pub async fn save(name: String, files: Vec<ExportFile>) -> AppResult<()> {
    let mut files = VecDeque::from(files);
    let problem = Rc::new(RefCell::new(None));
    let told = Rc::clone(&problem);
    let next = Closure::new(move || {
        let (file, told) = (files.pop_front(), Rc::clone(&told));
        future_to_promise(async move {
            let Some(file) = file else {
                return Ok(JsValue::UNDEFINED);
            };
            let (path, content) = read(&file).await.map_err(|error| {
                told.replace(Some(error));
                JsValue::UNDEFINED
            })?;
            Ok(Array::of2(&path.into(), &content).into())
        })
    });
    let saved = save_zip(&name, &next).await;
    saved.map_err(|_| problem.take().unwrap_or_else(not_made))
}

/// A file's path and content. In the place of a photo or draft that can't be read there are words that say so: the rest is
/// exported, and nobody takes it for complete.
async fn read(file: &ExportFile) -> AppResult<(String, JsValue)> {
    let path = file.path();
    let content = match file {
        ExportFile::Text(_, text) => Ok(text.into()),
        ExportFile::Photo(item, sha256) => match photos::bytes(*item, sha256).await {
            Ok(Some(bytes)) => Ok(Uint8Array::new(&bytes).into()),
            Ok(None) => Err(photos::gone()),
            Err(error) => Err(error),
        },
        ExportFile::Raw(id) => kept::raw(*id).await.map(JsValue::from),
    };
    match content {
        Ok(content) => Ok((path, content)),
        Err(AppError::Device { problem }) => Ok(([&path, ".txt"].concat(), problem.into())),
        Err(error) => Err(error),
    }
}

fn not_made() -> AppError {
    failed(
        "Không tạo được tệp. Hãy kiểm tra bộ nhớ máy, có mạng thì tải lại trang rồi thử lại.",
        "The file could not be made. Check the phone's storage, load the page again with a network, and try again.",
    )
}
