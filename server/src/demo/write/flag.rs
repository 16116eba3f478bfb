//! Flags: the record and what became of it.

use app::{
    domain::{addressee::Addressee, area::AreaCodes, flag::FlagStatus, record::RecordKind},
    error::AppError,
};

use super::{
    super::{account::People, story::FlagStory},
    Deed, Writer,
};
use crate::storage::{NewStoredFlag, StorageResult, Tx};

impl Writer {
    pub(super) async fn flag(
        &mut self,
        tx: &mut Tx,
        story: &FlagStory,
        people: &People,
    ) -> StorageResult<()> {
        let me = people.of(story.by).ok_or(AppError::Internal)?;
        let photos = self.claimed(tx, RecordKind::Flag, story.id.0).await?;
        let new = NewStoredFlag {
            id: story.id,
            campaign: Some(story.campaign),
            kind: story.kind,
            location_class: story.location_class,
            grounds: story.grounds.clone(),
            status: FlagStatus::Recorded,
            capture: self.capture(
                me,
                story.at,
                story.place,
                &story.street,
                story.note,
                photos,
                &AreaCodes::default(),
            ),
        };
        tx.create_flag(&new).await?;
        let mut deed = Deed {
            at: story.at,
            by: Some(me),
            record: RecordKind::Flag,
            id: story.id.0,
            order: 0,
        };
        let mut status = new.status;
        tx.create_event(&deed.event(&mut self.random, "record", None, Some(status.code()), None))
            .await?;
        for step in &story.steps {
            let by = step.by.and_then(|role| people.of(role));
            let mut deed = Deed {
                at: step.at,
                by,
                ..deed
            };
            let (from, to) = (Some(status.code()), Some(step.to.code()));
            tx.create_event(&deed.event(&mut self.random, step.action, from, to, step.reason))
                .await?;
            tx.update_flag_status(story.id, step.to, step.at).await?;
            if step.to == FlagStatus::HandedOver {
                // The police record every outcome of the story.
                tx.update_flag_addressee(story.id, Addressee::Police)
                    .await?;
            }
            status = step.to;
        }
        Ok(())
    }
}
