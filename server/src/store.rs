//! What is kept: SQLite in the data folder, or PostgreSQL where the settings name one. The same queries for
//! both. Whoever is told that something is kept can rely on it, also when the machine goes dark.

mod attendance;
mod chat;
mod journal;
mod organize;
mod own;
mod people;
mod rows;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AnyPool, Connection, Executor, query, query_as, query_scalar};

pub use attendance::{DAY, Day, Minute, Seen};
pub use chat::ChatRow;
pub use journal::{Entry, Journal};
pub use organize::{AnnouncementRow, AuditFilter, InvitationRow};
pub use own::Own;
pub use rows::{Audit, ReportRow, letters};

use crate::clock::seconds;
use crate::trust::sanctions::Sanction;
use rows::{SanctionRow, signed, unsigned};

/// The database's name in the data folder.
pub const FILE: &str = "hallway.db";

/// Connections at most: SQLite has one writer anyway, and readers are few.
const CONNECTIONS: u32 = 4;

/// Time to wait for a connection, or for another program that writes to the same file.
const PATIENCE: Duration = Duration::from_secs(10);

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// What is kept. Clones are the same.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
}

/// Where to keep things.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// In a folder.
    Folder(&'a Path),
    /// At a server: `postgres://…`.
    Url(&'a str),
}

impl Store {
    /// Opens what was kept, and brings it up to this version.
    ///
    /// # Errors
    /// When the database can't be opened or is of a newer version.
    pub async fn open(place: Place<'_>) -> anyhow::Result<Self> {
        install_default_drivers();
        let (options, sqlite) = match place {
            Place::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                make_private(&folder.join(FILE))?;
                (AnyConnectOptions::from_str(&url_in(folder)?)?, true)
            }
            Place::Url(url) => (AnyConnectOptions::from_str(url)?, false),
        };
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if sqlite {
                        // Kept is what is on the disk, not what the system is about to write.
                        connection
                            .execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000")
                            .await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool })
    }

    /// Copies the database of a data folder into an empty file, as it is at one moment, also while a server
    /// writes to it.
    ///
    /// # Errors
    /// When it can't be read or the copy can't be written.
    pub async fn copy(data: &Path, to: &Path) -> anyhow::Result<()> {
        if !data.join(FILE).is_file() {
            anyhow::bail!("there is no {FILE} in {}", data.display());
        }
        let to = to.to_str().context("the path of the copy is no text")?;
        let mut connection = connection(data).await?;
        query("VACUUM INTO $1")
            .bind(to)
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        Ok(())
    }

    /// Looks whether the database of a data folder is whole.
    ///
    /// # Errors
    /// When it is not, or can't be read.
    pub async fn check(data: &Path) -> anyhow::Result<()> {
        let mut connection = connection(data).await?;
        let found: String = query_scalar("PRAGMA integrity_check")
            .fetch_one(&mut connection)
            .await?;
        connection.close().await?;
        if found != "ok" {
            anyhow::bail!("it is damaged: {found}");
        }
        Ok(())
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// All sanctions that are not over.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn sanctions(&self, now: SystemTime) -> sqlx::Result<Vec<Sanction>> {
        let rows: Vec<SanctionRow> = query_as(
            "SELECT * FROM sanctions WHERE until IS NULL OR until > $1 ORDER BY since, id",
        )
        .bind(seconds(now))
        .fetch_all(&self.pool)
        .await?;
        // What can't be read is as good as none, and said in the log.
        Ok(rows.into_iter().filter_map(SanctionRow::read).collect())
    }

    /// Keeps a sanction.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn add_sanction(&self, sanction: &Sanction) -> sqlx::Result<()> {
        let row = SanctionRow::of(sanction);
        query(
            "INSERT INTO sanctions (id, kind, mutes, identity, prefix, prefix_until, name, by_name, \
             reason, since, until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(row.id)
        .bind(row.kind)
        .bind(row.mutes)
        .bind(row.identity)
        .bind(row.prefix)
        .bind(row.prefix_until)
        .bind(row.name)
        .bind(row.by_name)
        .bind(row.reason)
        .bind(row.since)
        .bind(row.until)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends a sanction.
    ///
    /// # Errors
    /// When it is still kept.
    pub async fn lift_sanction(&self, id: u64) -> sqlx::Result<()> {
        query("DELETE FROM sanctions WHERE id = $1")
            .bind(signed(id))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Keeps what somebody did who keeps order.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn add_audit(&self, audit: &Audit) -> sqlx::Result<()> {
        query(
            "INSERT INTO audit (id, at, room, place, by_identity, by_name, act, identity, name, reason) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(audit.id)
        .bind(audit.at)
        .bind(&audit.room)
        .bind(&audit.place)
        .bind(&audit.by_identity)
        .bind(&audit.by_name)
        .bind(&audit.act)
        .bind(&audit.identity)
        .bind(&audit.name)
        .bind(&audit.reason)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// What was done before a moment, the last first, at most so many.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn audit(&self, before: SystemTime, most: u32) -> sqlx::Result<Vec<Audit>> {
        query_as("SELECT * FROM audit WHERE at <= $1 ORDER BY at DESC, id DESC LIMIT $2")
            .bind(seconds(before))
            .bind(i64::from(most))
            .fetch_all(&self.pool)
            .await
    }

    /// Keeps an announcement.
    ///
    /// # Errors
    /// When it is not kept.
    pub async fn add_announcement(&self, at: SystemTime, by: &str, text: &str) -> sqlx::Result<()> {
        query("INSERT INTO announcements (id, at, by_name, body) VALUES ($1, $2, $3, $4)")
            .bind(new_id())
            .bind(seconds(at))
            .bind(by)
            .bind(text)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Counts one use of an invitation; of the same person one counts.
    ///
    /// # Errors
    /// When it is not counted.
    pub async fn use_invitation(
        &self,
        number: u64,
        identity: &str,
        now: SystemTime,
    ) -> sqlx::Result<()> {
        query(
            "INSERT INTO invitation_uses (number, identity, at) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
        )
        .bind(signed(number))
        .bind(identity)
        .bind(seconds(now))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// How many people used which invitation.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn invitation_uses(&self) -> sqlx::Result<Vec<(u64, u64)>> {
        let rows: Vec<(i64, i64)> = query_as(
            "SELECT number, COUNT(*) FROM invitation_uses GROUP BY number ORDER BY number",
        )
        .fetch_all(&self.pool)
        .await?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|(number, uses)| (unsigned(number), unsigned(uses)))
            .collect())
    }

    /// Takes away what is kept for long enough: networks of the sanctioned at their hour, the rest `kept`
    /// after it was of use.
    ///
    /// # Errors
    /// When the database can't be changed.
    pub async fn forget_old(&self, now: SystemTime, kept: Duration) -> sqlx::Result<()> {
        let old = now.checked_sub(kept).unwrap_or(SystemTime::UNIX_EPOCH);
        let mut all = self.pool.begin().await?;
        query("UPDATE sanctions SET prefix = NULL, prefix_until = NULL WHERE prefix_until <= $1")
            .bind(seconds(now))
            .execute(&mut *all)
            .await?;
        for statement in [
            "DELETE FROM sanctions WHERE until <= $1",
            "DELETE FROM audit WHERE at <= $1",
            "DELETE FROM invitation_uses WHERE at <= $1",
            "DELETE FROM announcements WHERE at <= $1",
            "DELETE FROM reports WHERE at <= $1",
            "DELETE FROM consents WHERE at <= $1",
            "DELETE FROM invitations WHERE expires <= $1",
            "DELETE FROM attendance WHERE at <= $1",
            "DELETE FROM attendance_days WHERE day <= $1",
            "DELETE FROM blocks WHERE at <= $1",
            "DELETE FROM accounts WHERE seen <= $1",
        ] {
            query(statement)
                .bind(seconds(old))
                .execute(&mut *all)
                .await?;
        }
        all.commit().await
    }
}

/// A connection to the database of a data folder, which is there already.
async fn connection(data: &Path) -> anyhow::Result<AnyConnection> {
    install_default_drivers();
    Ok(AnyConnection::connect(&url_in(data)?).await?)
}

/// The database of a data folder, as drivers name it.
fn url_in(folder: &Path) -> anyhow::Result<String> {
    let path = std::path::absolute(folder.join(FILE))?;
    let mut url = url::Url::from_file_path(path)
        .map_err(|()| anyhow::anyhow!("{} is no path", folder.display()))?;
    url.set_query(Some("mode=rwc"));
    Ok(url.as_str().replacen("file:", "sqlite:", 1))
}

/// Makes the file if there is none, for nobody else to read; what SQLite puts beside it is as private.
fn make_private(file: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file).map(|_| ())
}

/// A number for something new.
pub fn new_id() -> i64 {
    // Positive: a number that people may see in a log or an address.
    i64::from_ne_bytes(rand::random::<[u8; 8]>()) & i64::MAX
}
