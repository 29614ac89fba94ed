//! What visitors do about one another, as it is kept: reports and blocks.

use std::time::SystemTime;

use sqlx::{query, query_as, query_scalar};

use super::Store;
use super::rows::ReportRow;
use crate::clock::{moment, seconds};
use crate::trust::identity::Identity;

impl Store {
    /// Reports that nobody has answered, or whose answer was not heard.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn reports(&self) -> sqlx::Result<Vec<ReportRow>> {
        query_as(
            "SELECT id, at, room, place, by_identity, by_name, identity, name, body, context, answer, \
             answered_by, answered_at FROM reports WHERE heard = 0 ORDER BY at, id",
        )
        .fetch_all(&self.pool)
        .await
    }

    /// Keeps a report.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn add_report(&self, row: &ReportRow) -> sqlx::Result<()> {
        query(
            "INSERT INTO reports (id, at, room, place, by_identity, by_name, identity, name, body, \
             context, answer, heard) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0)",
        )
        .bind(row.id)
        .bind(row.at)
        .bind(&row.room)
        .bind(&row.place)
        .bind(&row.by_identity)
        .bind(&row.by_name)
        .bind(&row.identity)
        .bind(&row.name)
        .bind(&row.body)
        .bind(&row.context)
        .bind(&row.answer)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Keeps the answer to a report.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn answer_report(&self, row: &ReportRow) -> sqlx::Result<()> {
        query("UPDATE reports SET answer = $1, answered_by = $2, answered_at = $3 WHERE id = $4")
            .bind(&row.answer)
            .bind(row.answered_by.as_deref())
            .bind(row.answered_at)
            .bind(row.id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Who reported this has heard the answer.
    ///
    /// # Errors
    /// When that is not kept.
    pub async fn report_heard(&self, id: i64) -> sqlx::Result<()> {
        query("UPDATE reports SET heard = 1 WHERE id = $1")
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Who wants to be kept apart from whom.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn blocks(&self) -> sqlx::Result<Vec<(Identity, Identity)>> {
        let rows: Vec<(String, String)> = query_as("SELECT by_identity, identity FROM blocks")
            .fetch_all(&self.pool)
            .await?;
        let pairs = rows.iter();
        Ok(pairs
            .filter_map(|(by, from)| Some((Identity::read(by)?, Identity::read(from)?)))
            .collect())
    }

    /// Keeps that somebody wants to be kept apart from another, or no longer.
    ///
    /// # Errors
    /// When that is not kept.
    pub async fn set_block(
        &self,
        (by, from): (Identity, Identity),
        blocked: bool,
        now: SystemTime,
    ) -> sqlx::Result<()> {
        let (by, from) = (by.text(), from.text());
        let done = match blocked {
            true => query(
                "INSERT INTO blocks (by_identity, identity, at) VALUES ($1, $2, $3) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(by)
            .bind(from)
            .bind(seconds(now)),
            false => query("DELETE FROM blocks WHERE by_identity = $1 AND identity = $2")
                .bind(by)
                .bind(from),
        };
        done.execute(&self.pool).await?;
        Ok(())
    }

    /// Since when an account is known here: since now, the first time. Seen it is now in any case.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn account_since(
        &self,
        identity: Identity,
        now: SystemTime,
    ) -> sqlx::Result<SystemTime> {
        let since: i64 = query_scalar(
            "INSERT INTO accounts (identity, since, seen) VALUES ($1, $2, $2) \
             ON CONFLICT (identity) DO UPDATE SET seen = excluded.seen RETURNING since",
        )
        .bind(identity.text())
        .bind(seconds(now))
        .fetch_one(&self.pool)
        .await?;
        Ok(moment(since))
    }
}
