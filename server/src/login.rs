//! Logging in with OpenID Connect: the browser is led to the provider and comes back with a code, for which this
//! server asks the provider who that is. Kept of it are a number that only this server can tell from the account,
//! a role and a name, for some hours, in the visitor's own cookie.

mod claims;
mod pending;
mod provider;

pub use pending::{Pending, path_back};
pub use provider::{LoggedIn, Provider};
