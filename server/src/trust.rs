//! Whom this server knows, what they may do, and whom it keeps out. The folder's files are pure but for the
//! keys; what they decide is carried out by rooms (`hub/order.rs`) and answered by requests.

pub mod address;
pub mod blocks;
pub mod capacity;
pub mod entrance;
pub mod flow;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod identity;
pub mod invite;
pub mod key;
pub mod likeness;
pub mod order_book;
pub mod reports;
pub mod sanctions;
pub mod waiting;
