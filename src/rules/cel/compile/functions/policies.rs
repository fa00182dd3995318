//! Functions of policies.

use super::*;
use crate::model::{Account, Record};

pub(super) static FUNCTIONS: [Function; 1] = [own(
    "scp_denies",
    "scp_denies(account, action, keys)",
    "Whether the service control policies that count for an account keep its roles from an action on every resource; `keys` are \
     condition keys of the request, {'aws:RequestedRegion': 'eu-west-1'}. Unknown when a policy asks for another key.",
    scp_denies,
)];

fn scp_denies(c: &mut Compiler, call: &Call) -> Result<Option<Code>> {
    let (None, [account, action, keys]) = (call.target, call.args) else { return Ok(None) };
    let is_account = |kind: &Kind| matches!(kind, Kind::Node(shape) if std::ptr::eq(*shape, Account::shape()));
    let account = c.typed(account, "an account", is_account)?;
    let action = c.typed(action, "a string", Kind::is_text)?;
    let texts = |kind: &Kind| match kind {
        Kind::Object(members) => members.iter().all(|(_, ty)| ty.kind.is_text() && !ty.nullable),
        Kind::Map(key, value) => key.is_text() && value.kind.is_text() && !value.nullable,
        _ => false,
    };
    let keys = c.typed(keys, "a map of strings", texts)?;
    Ok(Some(Code::Expr(Expr::ScpDenies(Box::new([account, action, keys])), Kind::Bool.into())))
}
