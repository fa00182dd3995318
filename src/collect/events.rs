//! Amazon EventBridge: rules of the default bus, and where they send events.

use super::context::{Context, Header, fetched};
use super::pages::pages;
use super::{Collector, Operation};
use crate::model::{EventPattern, EventRule, EventTarget, Fetched, event_pattern};
use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::types;
use futures_util::future::{BoxFuture, join_all};

const LIST_RULES: Operation = Operation::region("events:ListRules");
const LIST_TARGETS_BY_RULE: Operation = Operation::region("events:ListTargetsByRule").after(&["events:ListRules"]);

/// The collector.
pub(super) const COLLECTOR: Collector = Collector { operations: &[LIST_RULES, LIST_TARGETS_BY_RULE], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        let client = Client::new(&context.config);
        let ask = client.list_rules();
        let list = pages(move |token| ask.clone().set_next_token(token).send(), |page| page.next_token.clone());
        let rules = context.pages(&LIST_RULES, list, |page| page.rules.unwrap_or_default()).await;
        join_all(rules.iter().flatten().map(|rule| read(context, &client, rule))).await;
    })
}

async fn read(context: &Context, client: &Client, rule: &types::Rule) {
    let Some(name) = rule.name() else { return };
    let ask = client.list_targets_by_rule().rule(name);
    let list = pages(move |token| ask.clone().set_next_token(token).send(), |page| page.next_token.clone());
    let list = context.pages_of(&LIST_TARGETS_BY_RULE, Some(name), list, |page| page.targets.unwrap_or_default());
    let (targets, gap) = list.await;
    let targets = targets.into_iter().map(|t| EventTarget { target_id: t.id, target_arn: t.arn });
    let fields = EventRule {
        rule_name: name.to_owned(),
        state: rule.state.as_ref().map(|s| s.as_str().to_owned()),
        event_pattern: pattern(rule.event_pattern()),
        targets: fetched(gap.map_or(Ok(()), Err), |()| targets.collect()),
    };
    let arn = rule.arn.clone().unwrap_or_else(|| context.arn("events", &format!("rule/{name}")));
    context.add(Header { arn, id: name, name: None }, Ok(fields));
}

fn pattern(text: Option<&str>) -> Fetched<Option<EventPattern>> {
    let Some(text) = text.filter(|t| !t.is_empty()) else { return Fetched::Value(None) };
    match event_pattern(text) {
        Ok(pattern) => Fetched::Value(Some(pattern)),
        Err(why) => Fetched::Unknown(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_a_pattern_lacks_is_null_and_one_that_is_not_understood_matches_nothing() {
        let text = r#"{"source": ["aws.ec2", {"prefix": "aws."}], "detail": {"state": ["stopping"]}}"#;
        let Fetched::Value(Some(found)) = pattern(Some(text)) else { panic!("a pattern") };
        assert_eq!(found.sources, Some(vec!["aws.ec2".to_owned()]));
        assert_eq!((found.detail_types, found.other_keys), (None, vec!["detail".to_owned()]));
        assert!(matches!(pattern(None), Fetched::Value(None)));
        assert!(matches!(pattern(Some("[]")), Fetched::Unknown(_)));
    }
}
