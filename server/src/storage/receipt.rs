//! Idempotency: an id is taken once, and the same request gets the same receipt for ever.

use app::domain::{
    ids::AccountId,
    photo::Sha256,
    record::{Receipt, RecordKind},
    time::Timestamp,
};
use uuid::Uuid;

use super::{
    StorageResult, Tx, on_tx,
    row::{code, codes, joined},
};

/// A receipt to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewReceipt {
    /// Kind of record.
    pub record: RecordKind,
    /// Who sends it.
    pub account: AccountId,
    /// What it will say.
    pub receipt: Receipt,
    /// The record that the request changes; none where it makes one.
    pub target: Option<Uuid>,
}

/// What came of claiming an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The id was free and is this request's now.
    Fresh,
    /// The id was taken by the same request: its receipt.
    Repeated(Receipt),
    /// The id was taken by a request with another payload, of another kind, or for another record.
    Conflict,
    /// The id was taken by another account.
    OtherOwner,
}

#[derive(sqlx::FromRow)]
struct ReceiptRow {
    record: String,
    account: Uuid,
    payload_sha256: String,
    received_at: i64,
    photos: String,
    target: Option<Uuid>,
}

impl Tx {
    /// Takes the id for this request, or tells what it was taken for.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn claim_id(&mut self, new: &NewReceipt) -> StorageResult<Claim> {
        let receipt = &new.receipt;
        let sql = "INSERT INTO receipt (id, record, account, payload_sha256, received_at, photos, target) \
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
        let done = on_tx!(self, conn => sqlx::query(sql)
            .bind(receipt.id)
            .bind(new.record.code())
            .bind(new.account.0)
            .bind(receipt.payload_sha256.as_str())
            .bind(receipt.received_at.0)
            .bind(joined(&receipt.photos))
            .bind(new.target)
            .execute(conn).await?.rows_affected());
        if done == 1 {
            return Ok(Claim::Fresh);
        }
        let sql = "SELECT record, account, payload_sha256, received_at, photos, target FROM receipt WHERE id = $1";
        let row: ReceiptRow =
            on_tx!(self, conn => sqlx::query_as(sql).bind(receipt.id).fetch_one(conn).await?);
        if row.account != new.account.0 {
            return Ok(Claim::OtherOwner);
        }
        let payload_sha256: Sha256 = code("receipt.payload_sha256", &row.payload_sha256)?;
        let same = row.record == new.record.code() && row.target == new.target;
        if !same || payload_sha256 != receipt.payload_sha256 {
            return Ok(Claim::Conflict);
        }
        let photos = codes("receipt.photos", &row.photos)?;
        Ok(Claim::Repeated(Receipt {
            id: receipt.id,
            received_at: Timestamp(row.received_at),
            payload_sha256,
            photos,
        }))
    }

    /// Whether the id was taken by anything.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn is_claimed(&mut self, id: Uuid) -> StorageResult<bool> {
        let sql = "SELECT COUNT(*) FROM receipt WHERE id = $1";
        let found: i64 =
            on_tx!(self, conn => sqlx::query_scalar(sql).bind(id).fetch_one(conn).await?);
        Ok(found > 0)
    }
}
