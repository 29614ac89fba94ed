//! What was written to a whole room, where the operator has it kept.

use std::time::SystemTime;

use sqlx::{FromRow, query, query_as};

use super::Store;
use crate::clock::seconds;

/// A line of the chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct ChatRow {
    /// Its number.
    pub id: i64,
    /// When it was written, in seconds since 1970.
    pub at: i64,
    /// The room.
    pub room: String,
    /// Who wrote it.
    pub identity: String,
    /// The name they had.
    pub name: String,
    /// What.
    pub body: String,
}

impl Store {
    /// The last lines of a room that are not hidden, at most so many, the oldest first.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn chat(&self, room: &str, most: u32) -> sqlx::Result<Vec<ChatRow>> {
        let mut lines: Vec<ChatRow> = query_as(
            "SELECT id, at, room, identity, name, body FROM chat WHERE room = $1 AND hidden = 0 \
             ORDER BY at DESC, id DESC LIMIT $2",
        )
        .bind(room)
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await?;
        lines.reverse();
        Ok(lines)
    }

    /// Keeps a line.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn add_line(&self, row: &ChatRow) -> sqlx::Result<()> {
        query(
            "INSERT INTO chat (id, at, room, identity, name, body, hidden) \
             VALUES ($1, $2, $3, $4, $5, $6, 0)",
        )
        .bind(row.id)
        .bind(row.at)
        .bind(&row.room)
        .bind(&row.identity)
        .bind(&row.name)
        .bind(&row.body)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Hides a line, or shows it again.
    ///
    /// # Errors
    /// When that is not kept.
    pub async fn hide_line(&self, id: i64, hidden: bool) -> sqlx::Result<()> {
        query("UPDATE chat SET hidden = $1 WHERE id = $2")
            .bind(i64::from(hidden))
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Takes away what was written before a moment.
    ///
    /// # Errors
    /// When the database can't be changed.
    pub async fn forget_chat(&self, before: SystemTime) -> sqlx::Result<()> {
        query("DELETE FROM chat WHERE at <= $1")
            .bind(seconds(before))
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
