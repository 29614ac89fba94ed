//! What organizers set and read, as it is kept: settings, invitations, announcements, the log.

use serde::Serialize;
use sqlx::{FromRow, query, query_as, query_scalar};

use super::Store;
use super::rows::Audit;

/// An invitation that an organizer made.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow, Serialize)]
pub struct InvitationRow {
    /// Its number.
    pub number: i64,
    /// What it grants.
    pub role: String,
    /// The room that it is for; empty for all.
    pub room: String,
    /// The zone that it is for; empty for all of the venue.
    pub zone: String,
    /// The name of who made it.
    pub by_name: String,
    /// When, in seconds since 1970.
    pub at: i64,
    /// When it counts no more, in seconds since 1970.
    pub expires: i64,
}

/// What all of the venue was told.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct AnnouncementRow {
    /// When, in seconds since 1970.
    pub at: i64,
    /// The name of who said it.
    pub by_name: String,
    /// What.
    pub body: String,
}

/// Which of the log's entries are wanted.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Up to this moment, in seconds since 1970.
    pub before: i64,
    /// What was done; empty for anything.
    pub act: String,
    /// Part of the name of who did it or whom it was about; empty for anybody.
    pub name: String,
    /// Entries at most.
    pub most: u32,
}

impl Store {
    /// What is kept under a name.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn setting(&self, name: &str) -> sqlx::Result<Option<String>> {
        query_scalar("SELECT value FROM settings WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.pool)
            .await
    }

    /// Keeps something under a name, in place of what was there.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn set_setting(&self, name: &str, value: &str) -> sqlx::Result<()> {
        query(
            "INSERT INTO settings (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Keeps that an invitation was made.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn add_invitation(&self, row: &InvitationRow) -> sqlx::Result<()> {
        query(
            "INSERT INTO invitations (number, role, room, zone, by_name, at, expires) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(row.number)
        .bind(&row.role)
        .bind(&row.room)
        .bind(&row.zone)
        .bind(&row.by_name)
        .bind(row.at)
        .bind(row.expires)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// The invitations that were made, the last first.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn invitations(&self, most: u32) -> sqlx::Result<Vec<InvitationRow>> {
        query_as("SELECT * FROM invitations ORDER BY at DESC, number LIMIT $1")
            .bind(i64::from(most))
            .fetch_all(&self.pool)
            .await
    }

    /// What all of the venue was told, the last first.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn announcements(&self, most: u32) -> sqlx::Result<Vec<AnnouncementRow>> {
        query_as("SELECT at, by_name, body FROM announcements ORDER BY at DESC, id LIMIT $1")
            .bind(i64::from(most))
            .fetch_all(&self.pool)
            .await
    }

    /// Entries of the log, the last first.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn audit_of(&self, filter: &AuditFilter) -> sqlx::Result<Vec<Audit>> {
        let name = filter.name.to_lowercase().replace(['%', '_', '\\'], " ");
        query_as(
            "SELECT * FROM audit WHERE at <= $1 AND ($2 = '' OR act = $3) \
             AND ($4 = '' OR LOWER(by_name) LIKE $5 OR LOWER(COALESCE(name, '')) LIKE $6) \
             ORDER BY at DESC, id DESC LIMIT $7",
        )
        .bind(filter.before)
        .bind(&filter.act)
        .bind(&filter.act)
        .bind(&name)
        .bind(format!("%{name}%"))
        .bind(format!("%{name}%"))
        .bind(i64::from(filter.most))
        .fetch_all(&self.pool)
        .await
    }
}
