//! How many came, as it is kept.

use serde::Serialize;
use sqlx::{FromRow, query, query_as, query_scalar};

use super::Store;

/// How many were where in a minute.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct Minute {
    /// Its beginning, in seconds since 1970.
    pub at: i64,
    /// The room; empty for all.
    pub room: String,
    /// The title of the zone; empty for all of the room.
    pub zone: String,
    /// How many.
    pub people: i64,
}

/// How many were where on a day.
#[derive(Clone, Debug, PartialEq, Eq, FromRow, Serialize)]
pub struct Day {
    /// Its beginning (UTC), in seconds since 1970.
    pub day: i64,
    /// The room; empty for all.
    pub room: String,
    /// The title of the zone; empty for all of the room.
    pub zone: String,
    /// Different people.
    pub people: i64,
    /// People at the same time, at most.
    pub peak: i64,
}

/// Somebody was somewhere today.
#[derive(Clone, Debug, PartialEq, Eq, Hash, FromRow)]
pub struct Seen {
    /// The room; empty for all.
    pub room: String,
    /// The title of the zone; empty for all of the room.
    pub zone: String,
    /// Who, as a hash with the day's key.
    pub hash: String,
}

/// Seconds of a day.
pub const DAY: i64 = 24 * 60 * 60;

impl Store {
    /// Keeps a minute, and who was seen in it for the first time on its day.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn count(&self, minutes: &[Minute], day: i64, seen: &[Seen]) -> sqlx::Result<()> {
        let mut all = self.pool.begin().await?;
        for minute in minutes {
            query(
                "INSERT INTO attendance (at, room, zone, people) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(minute.at)
            .bind(&minute.room)
            .bind(&minute.zone)
            .bind(minute.people)
            .execute(&mut *all)
            .await?;
        }
        for it in seen {
            query(
                "INSERT INTO attendance_seen (day, room, zone, hash) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(day)
            .bind(&it.room)
            .bind(&it.zone)
            .bind(&it.hash)
            .execute(&mut *all)
            .await?;
        }
        all.commit().await
    }

    /// Who was seen on a day.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn seen(&self, day: i64) -> sqlx::Result<Vec<Seen>> {
        query_as("SELECT room, zone, hash FROM attendance_seen WHERE day = $1")
            .bind(day)
            .fetch_all(&self.pool)
            .await
    }

    /// Ends all days but this one: of who was seen nothing but the number is kept.
    ///
    /// # Errors
    /// When that is not done.
    pub async fn end_days(&self, today: i64) -> sqlx::Result<()> {
        let mut all = self.pool.begin().await?;
        query(
            "INSERT INTO attendance_days (day, room, zone, people) \
             SELECT day, room, zone, COUNT(*) FROM attendance_seen WHERE day <> $1 \
             GROUP BY day, room, zone ON CONFLICT DO NOTHING",
        )
        .bind(today)
        .execute(&mut *all)
        .await?;
        query("DELETE FROM attendance_seen WHERE day <> $1")
            .bind(today)
            .execute(&mut *all)
            .await?;
        all.commit().await
    }

    /// The minutes of a span of time, in order, of all of the venue or of everywhere.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn minutes(
        &self,
        (from, to): (i64, i64),
        everywhere: bool,
        most: u32,
    ) -> sqlx::Result<Vec<Minute>> {
        query_as(
            "SELECT at, room, zone, people FROM attendance WHERE at >= $1 AND at < $2 \
             AND ($3 = 1 OR (room = '' AND zone = '')) ORDER BY at, room, zone LIMIT $4",
        )
        .bind(from)
        .bind(to)
        .bind(i64::from(everywhere))
        .bind(i64::from(most))
        .fetch_all(&self.pool)
        .await
    }

    /// The days of a span of time, the last first.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn days(&self, from: i64, to: i64) -> sqlx::Result<Vec<Day>> {
        let over: Vec<(i64, String, String, i64)> = query_as(
            "SELECT day, room, zone, people FROM attendance_days WHERE day >= $1 AND day < $2 \
             UNION ALL SELECT day, room, zone, COUNT(*) FROM attendance_seen \
             WHERE day >= $3 AND day < $4 GROUP BY day, room, zone \
             ORDER BY 1 DESC, 2, 3",
        )
        .bind(from)
        .bind(to)
        .bind(from)
        .bind(to)
        .fetch_all(&self.pool)
        .await?;
        let mut days = Vec::with_capacity(over.len());
        for (day, room, zone, people) in over {
            let peak: Option<i64> = query_scalar(
                "SELECT MAX(people) FROM attendance \
                 WHERE at >= $1 AND at < $2 AND room = $3 AND zone = $4",
            )
            .bind(day)
            .bind(day + DAY)
            .bind(&room)
            .bind(&zone)
            .fetch_one(&self.pool)
            .await?;
            days.push(Day {
                day,
                room,
                zone,
                people,
                peak: peak.unwrap_or_default(),
            });
        }
        Ok(days)
    }
}
