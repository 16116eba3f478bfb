//! The photo that a step needs: taken or chosen, painted over where it shows a person, sent. Nothing of it is kept on this machine
//! but the file that was chosen, and nothing but the painted picture leaves it.

use leptos::{prelude::*, task::spawn_local};

use super::steps::Panel;
use crate::{
    components::icon::{Icon, icon},
    domain::photo::Sha256,
    error::{AppError, AppResult},
    i18n::{lang, steps::steps, t},
    ports::{PhotoSource, device},
};

/// The photo of one dialog.
#[derive(Clone, Copy)]
pub struct StepPhoto {
    panel: Panel,
    canvas: StoredValue<String>,
    /// Whether there is one.
    shown: RwSignal<bool>,
    touched: RwSignal<bool>,
    busy: RwSignal<bool>,
    device: StoredValue<Option<std::sync::Arc<dyn crate::ports::Device>>>,
}

impl StepPhoto {
    /// None yet. `code` names the dialog.
    pub fn new(panel: Panel, code: &str) -> Self {
        Self {
            panel,
            canvas: StoredValue::new(format!("{code}-photo")),
            shown: RwSignal::new(false),
            touched: RwSignal::new(false),
            busy: RwSignal::new(false),
            device: StoredValue::new(device()),
        }
    }

    /// Whether there is one.
    pub fn is_there(self) -> bool {
        self.shown.get_untracked()
    }

    /// Sends it as it was painted over.
    ///
    /// # Errors
    /// What the server says, or that nothing gets through.
    pub async fn send(self) -> AppResult<Sha256> {
        let device = self.device.get_value().ok_or(AppError::Internal)?;
        device.send_photo(&self.canvas.get_value()).await
    }

    fn open(self, source: PhotoSource) {
        let Some(device) = self.device.get_value() else {
            return;
        };
        let lang = lang();
        // First of all, in the click itself, or the browser opens nothing.
        let chosen = device.choose_photos(source);
        self.panel.problem.set(None);
        let canvas = self.canvas.with_value(|canvas| canvas.clone());
        spawn_local(async move {
            let chosen = chosen.await;
            if self.busy.try_set(true).is_some() {
                return;
            }
            let opened = match chosen {
                Ok(chosen) => device.open_photo(chosen, &canvas).await,
                Err(error) => Err(error),
            };
            if self.busy.try_set(false).is_some() {
                return;
            }
            match opened {
                Ok(true) => {
                    self.shown.set(true);
                    self.touched.set(false);
                }
                Ok(false) => {}
                Err(error) => self.panel.problem.set(Some(error.message(lang))),
            }
        });
    }

    /// Asks for it.
    pub fn ask(self) -> AnyView {
        let (texts, words) = (t().phone, steps());
        let hidden = move || !self.shown.get();
        let button = |source, sign, name: &'static str| {
            let disabled = move || self.busy.get() || self.panel.acting.get();
            view! {
                <button type="button" class="button outlined small" disabled=disabled on:click=move |_| self.open(source)>
                    {icon(sign)} {name}
                </button>
            }
        };
        let undo = move |_| {
            if let Some(device) = self.device.get_value() {
                self.canvas
                    .with_value(|canvas| device.undo_redaction(canvas));
            }
        };
        view! {
            <div class="field step-photo" aria-busy=move || self.busy.get().then_some("true")>
                <span class="label">{words.photo}</span>
                <canvas id=self.canvas.get_value() hidden=hidden role="img" aria-label=words.photo
                    on:pointerdown=move |_| self.touched.set(true)></canvas>
                <p class="hint" hidden=hidden>{words.paint}</p>
                <div class="review-actions">
                    {button(PhotoSource::Camera, Icon::Camera, texts.photo_take)}
                    {button(PhotoSource::Gallery, Icon::Gallery, texts.photo_choose)}
                    <button type="button" class="button outlined small" hidden=hidden
                        disabled=move || !self.touched.get() on:click=undo>
                        {icon(Icon::Undo)} {texts.paint_undo}
                    </button>
                </div>
                <p class="hint" role="status">{move || self.busy.get().then_some(texts.photo_working)}</p>
            </div>
        }
        .into_any()
    }
}
