//! Amazon EC2: networks and what stands in them.

mod endpoint;
mod gateway;
mod instance;
mod route_table;
mod security_group;
mod vpc;

pub use endpoint::*;
pub use gateway::*;
pub use instance::*;
pub use route_table::*;
pub use security_group::*;
pub use vpc::*;
