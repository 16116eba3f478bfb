//! A phone's exported queue, brought in by somebody else: each item as if the owner's phone had sent it, and noted as
//! brought in, because who brings in a flag must not be its second person.

use app::{
    domain::{
        account::Me,
        area::AreaCodes,
        check_in::NewCheckIn,
        flag::{NewFlag, Withdrawal},
        ids::{self, FlagId},
        photo::Sha256,
        placement::NewPlacement,
        record::RecordKind,
        role::Permission,
    },
    error::{AppError, AppResult},
};
use sha2::Digest;
use uuid::Uuid;

use super::{
    Recorded, Service,
    capture::{Act, MAX_PAYLOAD_BYTES},
    json,
};
use crate::{
    queue_import::{Archive, ArchiveLimits, MANIFEST, Manifest, ManifestItem, without_mark},
    state::AppState,
    storage::{StorageResult, Tx},
};

/// Most entries of a file: every item with its record and its photos.
const MAX_ENTRIES: usize = 50_000;
/// Most bytes of `queue.json`.
const MAX_MANIFEST_BYTES: usize = 4 * 1024 * 1024;

/// Who brings in another's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Importer {
    /// Somebody at a desk; they answer for the records' areas too.
    Account(Me),
    /// The command line of the server.
    CommandLine,
}

/// What came of one item.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The item as the file lists it.
    pub item: ManifestItem,
    /// Its receipt, or why it was refused.
    pub outcome: AppResult<Recorded>,
}

/// What came of a file.
#[derive(Debug, Clone)]
pub struct ImportedQueue {
    /// Whose queue it is.
    pub owner: Me,
    /// Its items, oldest first.
    pub items: Vec<Imported>,
}

/// A record of the file, read.
enum New {
    Placement(NewPlacement),
    CheckIn(NewCheckIn),
    Flag(NewFlag),
    Correction(FlagId, NewFlag),
    Withdrawal(FlagId, Withdrawal),
}

/// How a file names the two changes of a flag; a server that does not know them refuses them.
const CORRECTION: &str = "flag_correction";
const WITHDRAWAL: &str = "flag_withdrawal";

impl New {
    fn read(item: &ManifestItem, payload: &[u8]) -> AppResult<Self> {
        let flag = || {
            item.flag
                .ok_or_else(|| AppError::bad_request("it does not say which flag it changes"))
        };
        match item.record.as_str() {
            CORRECTION => return Ok(Self::Correction(flag()?, json::read_record(payload)?)),
            WITHDRAWAL => return Ok(Self::Withdrawal(flag()?, json::read_record(payload)?)),
            _ => {}
        }
        Ok(match item.record.parse().map_err(AppError::bad_request)? {
            RecordKind::Placement => Self::Placement(json::read_record(payload)?),
            RecordKind::CheckIn => Self::CheckIn(json::read_record(payload)?),
            RecordKind::Flag => Self::Flag(json::read_record(payload)?),
        })
    }

    fn photos(&self) -> &[Sha256] {
        match self {
            Self::Placement(new) => &new.capture.photos,
            Self::CheckIn(new) => &new.capture.photos,
            Self::Flag(new) | Self::Correction(_, new) => &new.capture.photos,
            Self::Withdrawal(..) => &[],
        }
    }
}

impl Service {
    /// Whether they may bring in a queue at all; asked before its bytes are taken.
    ///
    /// # Errors
    /// Role.
    pub fn check_may_import(&self) -> AppResult<()> {
        self.require(Permission::ImportQueues).map(drop)
    }

    /// Brings in a ZIP file. One item that is refused leaves the others as they are.
    ///
    /// # Errors
    /// Role; a file that can't be read, is for another server, or whose owner may not record: nothing is brought in.
    pub async fn import_queue(&self, file: std::fs::File) -> AppResult<ImportedQueue> {
        let me = self.require(Permission::ImportQueues)?;
        import_queue(&self.state, Importer::Account(me.clone()), file).await
    }

    /// Brings in one item.
    async fn import_item(&self, archive: &Archive, item: &ManifestItem) -> AppResult<Recorded> {
        let sha256 = item.payload_sha256.clone();
        let sha256 = sha256.ok_or_else(|| AppError::bad_request("a draft was never saved"))?;
        let name = format!("records/{}.json", item.id);
        let payload = archive.read(name.clone(), MAX_PAYLOAD_BYTES).await?;
        let payload =
            payload.ok_or_else(|| AppError::bad_request(format!("{name} is not there")))?;
        let is_whole = |bytes: &[u8]| hex::encode(sha2::Sha256::digest(bytes)) == sha256.as_str();
        let payload = match without_mark(&payload) {
            unmarked if is_whole(unmarked) => unmarked,
            _ => &payload,
        };
        if !is_whole(payload) {
            return Err(AppError::bad_request(format!("{name} was changed")));
        }
        let new = New::read(item, payload)?;
        self.import_photos(archive, new.photos()).await?;
        match new {
            New::Placement(new) => {
                let id = ids::PlacementId(item.id);
                self.record_placement(id, sha256, new).await
            }
            New::CheckIn(new) => {
                let id = ids::CheckInId(item.id);
                self.record_check_in(id, sha256, new).await
            }
            New::Flag(new) => self.record_flag(FlagId(item.id), sha256, new).await,
            New::Correction(flag, new) => self.correct_flag(flag, item.id, sha256, new).await,
            New::Withdrawal(flag, new) => self.withdraw_flag(flag, item.id, sha256, new).await,
        }
    }

    /// Takes the photos that the file has and the server has not. One that is missing is told with the record.
    async fn import_photos(&self, archive: &Archive, photos: &[Sha256]) -> AppResult<()> {
        for sha256 in photos {
            if self.state.db.find_photo(sha256).await?.is_some() {
                continue;
            }
            let name = format!("photos/{sha256}.jpg");
            let max_bytes = self.state.config.photo_max_bytes;
            if let Some(bytes) = archive.read(name, max_bytes).await? {
                self.put_photo(sha256.clone(), bytes.into()).await?;
            }
        }
        Ok(())
    }
}

/// Brings in a ZIP file for whoever is named in it.
///
/// # Errors
/// As [`Service::import_queue`].
pub async fn import_queue(
    state: &AppState,
    importer: Importer,
    file: std::fs::File,
) -> AppResult<ImportedQueue> {
    let limits = ArchiveLimits {
        entries: MAX_ENTRIES,
        bytes: state.config.queue_import_max_bytes,
    };
    let archive = Archive::open(file, MANIFEST, limits).await?;
    let json = archive
        .read(MANIFEST.to_owned(), MAX_MANIFEST_BYTES)
        .await?;
    let json = json.ok_or_else(|| AppError::bad_request("queue.json is not there"))?;
    let manifest = Manifest::read(&json).map_err(AppError::bad_request)?;
    if !state.config.is_own_origin(&manifest.server) {
        let problem = format!(
            "the queue is for {}; where that was this server's address before, an administrator adds it to `former_origins`",
            manifest.server
        );
        return Err(AppError::bad_request(problem));
    }
    let owner = find_owner(state, &manifest).await?;
    let service = Service {
        importer: Some(importer),
        ..Service::new(state.clone(), Some(owner.clone()))
    };
    let mut items = Vec::new();
    for item in manifest.items {
        let outcome = service.import_item(&archive, &item).await;
        items.push(Imported { item, outcome });
    }
    Ok(ImportedQueue { owner, items })
}

async fn find_owner(state: &AppState, manifest: &Manifest) -> AppResult<Me> {
    let named = &manifest.owner;
    let account = state.db.find_account_by_username(&named.username).await?;
    let account = account.filter(|account| {
        account.active && account.me.id == named.id && account.me.may(Permission::Record)
    });
    let unknown = || {
        AppError::bad_request(format!(
            "{} is no active account that records here",
            named.username
        ))
    };
    Ok(account.ok_or_else(unknown)?.me)
}

impl Act {
    /// Whether who acts answers for these areas, and who brings it in as well.
    pub(super) fn covers(&self, areas: &AreaCodes) -> bool {
        self.importer_covers(areas) && self.me.covers(areas)
    }

    /// Whether who brings it in, if somebody does, answers for these areas.
    pub(super) fn importer_covers(&self, areas: &AreaCodes) -> bool {
        match &self.importer {
            Some(Importer::Account(importer)) => importer.covers(areas),
            Some(Importer::CommandLine) | None => true,
        }
    }

    /// Notes that this account asks for a change by which photos go, and says whether another one must bring in the same before it is
    /// made: a file can be forged, and one who could review the flag would so decide on it alone.
    pub(super) async fn waits_for_another(&self, tx: &mut Tx, change: Uuid) -> StorageResult<bool> {
        let Some(Importer::Account(by)) = &self.importer else {
            return Ok(false);
        };
        if tx.is_claimed(change).await? {
            return Ok(false);
        }
        tx.create_import(self.record, change, by.id, self.at)
            .await?;
        Ok(!tx.was_imported_by_another(change, by.id).await?)
    }

    /// Notes who brought the record in, if somebody did: an event of its own, before those of the record.
    pub(super) async fn note_import(&self, tx: &mut Tx) -> StorageResult<()> {
        let importer = match &self.importer {
            None => return Ok(()),
            Some(Importer::Account(importer)) => Some(importer),
            Some(Importer::CommandLine) => None,
        };
        let mut event = self.event("import", None, None, None);
        event.actor = importer.map(|importer| (importer.id, importer.role));
        tx.create_event(&event).await?;
        match importer {
            Some(by) => tx.create_import(self.record, self.id, by.id, self.at).await,
            None => Ok(()),
        }
    }

    /// Notes on a record that who brought this in may not be its second person either.
    pub(super) async fn bar_importer(&self, tx: &mut Tx) -> StorageResult<()> {
        match &self.importer {
            Some(Importer::Account(by)) => {
                tx.create_import(self.record, self.id, by.id, self.at).await
            }
            Some(Importer::CommandLine) | None => Ok(()),
        }
    }
}
