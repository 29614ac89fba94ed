//! What is kept about one person: given to them, and erased when they wish.

use std::time::SystemTime;

use serde::Serialize;
use sqlx::{FromRow, query, query_as, query_scalar};

use super::Store;
use crate::clock::seconds;
use crate::trust::identity::Identity;

/// That somebody accepted a version of the privacy policy.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct Consent {
    /// Which.
    pub version: String,
    /// When, in seconds since 1970.
    pub at: i64,
}

/// What somebody reported, as they get it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct OwnReport {
    /// When, in seconds since 1970.
    pub at: i64,
    /// The room.
    pub room: String,
    /// What.
    pub body: String,
    /// The answer.
    pub answer: String,
}

/// What is in force against somebody, as they get it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct OwnSanction {
    /// What is done.
    pub kind: String,
    /// The name they had.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Since when, in seconds since 1970.
    pub since: i64,
    /// Until when; for good without.
    pub until: Option<i64>,
}

/// What the log says about somebody, as they get it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct OwnEntry {
    /// When, in seconds since 1970.
    pub at: i64,
    /// The room.
    pub room: String,
    /// What was done.
    pub act: String,
    /// The name they had.
    pub name: Option<String>,
    /// Why.
    pub reason: String,
}

/// A line of the chat, as its author is given it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct OwnLine {
    /// When, in seconds since 1970.
    pub at: i64,
    /// The room.
    pub room: String,
    /// What.
    pub body: String,
}

/// All that is kept about somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Own {
    /// The versions of the privacy policy that they accepted.
    pub consents: Vec<Consent>,
    /// Since when their account is known, in seconds since 1970, if they have logged in.
    pub account_since: Option<i64>,
    /// What they reported.
    pub reports: Vec<OwnReport>,
    /// What they wrote to rooms, as far as it is kept.
    pub chat: Vec<OwnLine>,
    /// How many people they block.
    pub blocks: i64,
    /// How many invitations they used.
    pub invitations: i64,
    /// What is in force against them.
    pub sanctions: Vec<OwnSanction>,
    /// What was done about them.
    pub log: Vec<OwnEntry>,
}

impl Store {
    /// Keeps that somebody accepts a version of the privacy policy.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn add_consent(
        &self,
        identity: Identity,
        version: &str,
        now: SystemTime,
    ) -> sqlx::Result<()> {
        query(
            "INSERT INTO consents (identity, version, at) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
        )
        .bind(identity.text())
        .bind(version)
        .bind(seconds(now))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// All that is kept about somebody.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn own(&self, identity: Identity) -> sqlx::Result<Own> {
        let who = identity.text();
        let count = async |statement: &'static str| -> sqlx::Result<i64> {
            query_scalar(statement)
                .bind(&who)
                .fetch_one(&self.pool)
                .await
        };
        Ok(Own {
            consents: query_as("SELECT version, at FROM consents WHERE identity = $1 ORDER BY at")
                .bind(&who)
                .fetch_all(&self.pool)
                .await?,
            reports: query_as(
                "SELECT at, room, body, answer FROM reports WHERE by_identity = $1 ORDER BY at",
            )
            .bind(&who)
            .fetch_all(&self.pool)
            .await?,
            account_since: query_scalar("SELECT since FROM accounts WHERE identity = $1")
                .bind(&who)
                .fetch_optional(&self.pool)
                .await?,
            chat: query_as("SELECT at, room, body FROM chat WHERE identity = $1 ORDER BY at, id")
                .bind(&who)
                .fetch_all(&self.pool)
                .await?,
            blocks: count("SELECT COUNT(*) FROM blocks WHERE by_identity = $1").await?,
            invitations: count("SELECT COUNT(*) FROM invitation_uses WHERE identity = $1").await?,
            sanctions: query_as(
                "SELECT kind, name, reason, since, until FROM sanctions WHERE identity = $1 \
                 ORDER BY since",
            )
            .bind(&who)
            .fetch_all(&self.pool)
            .await?,
            log: query_as(
                "SELECT at, room, act, name, reason FROM audit WHERE identity = $1 ORDER BY at",
            )
            .bind(&who)
            .fetch_all(&self.pool)
            .await?,
        })
    }

    /// Erases what is kept about somebody, but for what was done to keep order: that stays as long as it is
    /// needed for that, see [`Store::forget_old`]. Of their reports what they are about stays, not from whom.
    ///
    /// # Errors
    /// When it is not erased; then nothing is.
    pub async fn erase(&self, identity: Identity) -> sqlx::Result<()> {
        let who = identity.text();
        let mut all = self.pool.begin().await?;
        for statement in [
            "DELETE FROM consents WHERE identity = $1",
            "DELETE FROM chat WHERE identity = $1",
            "DELETE FROM accounts WHERE identity = $1",
            "DELETE FROM blocks WHERE by_identity = $1",
            "DELETE FROM invitation_uses WHERE identity = $1",
            "UPDATE reports SET by_identity = '', by_name = '' WHERE by_identity = $1",
        ] {
            query(statement).bind(&who).execute(&mut *all).await?;
        }
        all.commit().await
    }
}
