//! Glue between the desk's map page and `frontend/js/map.js`, which `boot.js` loads with that page, or this when it comes later.

use app::{
    domain::record::RecordKind,
    error::{AppError, AppResult},
    ports::{Callback, Local, MapEvent, MapHandle},
};
use serde::Deserialize;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};

#[wasm_bindgen(inline_js = r#"
export async function mount_map(element_id, tell) {
  const element = document.getElementById(element_id);
  if (!element) throw new Error(`no element ${element_id}`);
  const { mount } = await import("../../map.js");
  return mount(element, tell);
}
"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn mount_map(
        element_id: &str,
        tell: &Closure<dyn Fn(String)>,
    ) -> Result<DeskMap, JsValue>;

    /// The class of the same name in map.js.
    type DeskMap;
    #[wasm_bindgen(method)]
    fn show(this: &DeskMap, query: &str);
    #[wasm_bindgen(method)]
    fn choose(this: &DeskMap, record: &str, id: &str);
    #[wasm_bindgen(method, js_name = flyTo)]
    fn fly_to(this: &DeskMap, lon: f64, lat: f64);
    #[wasm_bindgen(method)]
    fn fit(this: &DeskMap, bbox: &str);
    #[wasm_bindgen(method)]
    fn tell(this: &DeskMap, tool: &str, value: &str);
    #[wasm_bindgen(method)]
    fn remove(this: &DeskMap);
}

/// What map.js tells, as JSON.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Told {
    Moved { bbox: String, zoom: f64 },
    Chosen(RecordRef),
    Stack { records: Vec<RecordRef> },
    Said { tool: String, value: String },
}

#[derive(Deserialize)]
struct RecordRef {
    record: RecordKind,
    id: Uuid,
}

impl From<Told> for MapEvent {
    fn from(told: Told) -> Self {
        match told {
            Told::Moved { bbox, zoom } => Self::Moved { bbox, zoom },
            Told::Chosen(RecordRef { record, id }) => Self::Chosen { record, id },
            Told::Said { tool, value } => Self::Said(tool, value),
            Told::Stack { records } => {
                Self::ChosenStack(records.iter().map(|one| (one.record, one.id)).collect())
            }
        }
    }
}

/// A map in the page; dropping it takes the map away.
struct Mounted {
    map: DeskMap,
    _tell: Closure<dyn Fn(String)>,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.map.remove();
    }
}

impl MapHandle for Mounted {
    fn show(&self, query: &str) {
        self.map.show(query);
    }

    fn choose(&self, chosen: Option<(RecordKind, Uuid)>) {
        match chosen {
            Some((record, id)) => self.map.choose(record.code(), &id.to_string()),
            None => self.map.choose("", ""),
        }
    }

    fn fly_to(&self, lon: f64, lat: f64) {
        self.map.fly_to(lon, lat);
    }

    fn fit(&self, bbox: &str) {
        self.map.fit(bbox);
    }

    fn tell(&self, tool: &str, value: &str) {
        self.map.tell(tool, value);
    }
}

/// Puts the map into the element with that id, or takes over the one that began there with the page.
///
/// # Errors
/// [`AppError::Device`] when the map can't start: no WebGL, no basemap. `on_event` hears of it too.
pub fn mount(
    element_id: &str,
    on_event: Callback<MapEvent>,
) -> Local<'static, AppResult<Box<dyn MapHandle>>> {
    let element_id = element_id.to_owned();
    let on_event = std::rc::Rc::new(on_event);
    Box::pin(async move {
        let hears = std::rc::Rc::clone(&on_event);
        let tell = Closure::<dyn Fn(String)>::new(move |text: String| {
            if let Ok(told) = serde_json::from_str::<Told>(&text) {
                hears(told.into());
            }
        });
        match mount_map(&element_id, &tell).await {
            Ok(map) => Ok(Box::new(Mounted { map, _tell: tell }) as Box<dyn MapHandle>),
            Err(error) => {
                let problem = words(&error);
                on_event(MapEvent::Failed(problem.clone()));
                Err(AppError::Device { problem })
            }
        }
    })
}

fn words(error: &JsValue) -> String {
    let error = error.dyn_ref::<js_sys::Error>();
    error.map_or_else(String::new, |error| String::from(error.message()))
}
