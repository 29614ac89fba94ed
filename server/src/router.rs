//! All routes.

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::map_response;
use axum::routing::{delete, get};

use crate::app::App;
use crate::http::{
    api, assets, embed, files, headers, health, login, maps, me, metrics, organize, pages,
};
use crate::ws;

/// All routes.
pub fn router(app: App) -> Router {
    let is_tls = app.config.server.is_tls();
    Router::new()
        .route("/", get(pages::default_room))
        .route("/v/{*room}", get(pages::room))
        .route("/client/{*file}", get(assets::client))
        .route("/scene/{name}", get(maps::scene))
        .route("/maps/{*path}", get(files::file))
        .route("/login", get(login::start))
        .route("/login/back", get(login::back))
        .route("/embed/jitsi", get(embed::jitsi))
        .route("/embed/left", get(embed::left))
        .route("/embed/stage", get(embed::stage))
        .route("/embed/{file}", get(embed::part))
        .route("/ws", get(ws::connect))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::text))
        .route("/api/v1/venue", get(api::venue))
        .route("/api/v1/openapi.json", get(api::description))
        .route("/api/v1/me", get(me::export).delete(me::erase))
        .route("/api/v1/login", delete(login::out))
        .nest("/api/v1/organize", organize::routes())
        .route("/organize", get(pages::organize))
        .fallback(|| async { (StatusCode::NOT_FOUND, "there is nothing here\n") })
        .layer(map_response(move |response| headers::add(response, is_tls)))
        .with_state(app)
}
