//! What the policies of the organization keep an account from. The evidence is the statement that denies, or the policies there are.

use super::super::{code::*, trace::Trace};
use super::{Machine, Value};
use crate::graph::policy::{self, Request};
use crate::graph::{NodeId, Reason};
use crate::model::{Account, OrganizationPolicy, PolicyDocument, PolicyStatement, Record, Shape};

impl<'a, T: Trace> Machine<'a, T> {
    pub(super) fn scp_denies(&mut self, account: &'a Expr, action: &'a Expr, keys: &'a Expr) -> Value {
        let (account, path) = self.value(account);
        let node = match account {
            Value::Node(node) => node,
            Value::Unknown(_) => {
                self.trace.read(path, account);
                return account;
            }
            _ => return Value::Unknown(Reason::NULL_OPERAND),
        };
        let (action, keys) = (self.read(action), self.read(keys));
        let asked = match (self.text(action), self.keys(node, keys)) {
            (Ok(action), Ok(keys)) => (action.to_owned(), keys),
            (Err(reason), _) | (_, Err(reason)) => return Value::Unknown(reason),
        };
        let decision = policy::denies(self.graph, node, &Request { action: &asked.0, keys: &asked.1 });
        let value = decision.denied.map_or_else(Value::Unknown, Value::Bool);
        if T::ON {
            self.decided_by(path, &decision, value)
        }
        value
    }

    /// The keys that are given, and those that every request has: of a role of the account that nothing is said of.
    fn keys(&self, account: NodeId, given: Value) -> Result<Vec<(String, String)>, Reason> {
        let id = self.graph.id(account);
        let mut keys = Vec::new();
        let len = if let Value::Map(span) | Value::Pairs(span) = given { span.len } else { 0 };
        for i in 0..len {
            let (key, value) = self.pair(given, i);
            keys.push((self.text(key)?.to_lowercase(), self.text(value)?.to_owned()));
        }
        let role = format!("arn:aws:iam::{id}:role/-");
        for (key, value) in [
            ("aws:principalarn", role.as_str()),
            ("aws:principalaccount", id),
            ("aws:principalisawsservice", "false"),
            ("aws:viaawsservice", "false"),
        ] {
            if !keys.iter().any(|(k, _)| k == key) {
                keys.push((key.to_owned(), value.to_owned()));
            }
        }
        Ok(keys)
    }

    fn decided_by(&mut self, account: T::Path, decision: &policy::Decision, value: Value) {
        let policies = self.slot_of(Account::shape(), account, "service_control_policies");
        let Some((policy, statement)) = decision.by else {
            let value = if let Value::Unknown(_) = value { value } else { Value::Bool(true) };
            return self.trace.read(policies, value);
        };
        let policy = self.trace.item(policies, 0, Value::Node(policy));
        let content = self.slot_of(OrganizationPolicy::shape(), policy, "content");
        let statements = self.slot_of(PolicyDocument::shape(), content, "statements");
        let statement = self.trace.item(statements, statement, Value::Null);
        for field in ["effect", "actions", "not_actions"] {
            let place = self.slot_of(PolicyStatement::shape(), statement, field);
            self.trace.read(place, Value::Bool(true));
        }
        if let Value::Unknown(_) = value {
            let conditions = self.slot_of(PolicyStatement::shape(), statement, "conditions");
            self.trace.read(conditions, value);
        }
    }

    fn slot_of(&mut self, shape: &'static Shape, of: T::Path, member: &str) -> T::Path {
        let relation = || shape.relations().find(|(.., r)| r.name == member).map(|(_, to, ..)| to);
        let index = shape.slot(member).or_else(relation).unwrap_or_default() as u32;
        self.trace.field(of, Slot { shape, index })
    }
}
