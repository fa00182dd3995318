//! AWS CloudTrail: the trails that an account sees. One region shows every trail of several regions, wherever its home is,
//! and members of an organization see its trails as shadows. Status and selectors are the owner's to ask, in the trail's home.

use super::context::{Context, Header, fetched};
use super::convert::{timestamp, unless_empty};
use super::endpoint::in_region;
use super::{Collector, Operation};
use crate::model::{Ref, Trail, TrailAdvancedEventSelector, TrailEventSelector, TrailFieldSelector};
use crate::snapshot::Gap;
use aws_sdk_cloudtrail::Client;
use aws_sdk_cloudtrail::operation::get_event_selectors::GetEventSelectorsOutput;
use aws_sdk_cloudtrail::operation::get_trail_status::GetTrailStatusOutput;
use aws_sdk_cloudtrail::types;
use futures_util::future::{BoxFuture, join, join_all};

/// It has no pages.
const DESCRIBE_TRAILS: Operation = Operation::account("cloudtrail:DescribeTrails");
/// Asked of the trails that the account owns.
const GET_TRAIL_STATUS: Operation = of_own_trails("cloudtrail:GetTrailStatus");
/// Asked of the trails that the account owns.
const GET_EVENT_SELECTORS: Operation = of_own_trails("cloudtrail:GetEventSelectors");

const fn of_own_trails(action: &'static str) -> Operation {
    Operation::account(action).after(&["cloudtrail:DescribeTrails"]).conditional()
}

/// The collector.
pub(super) const COLLECTOR: Collector =
    Collector { operations: &[DESCRIBE_TRAILS, GET_TRAIL_STATUS, GET_EVENT_SELECTORS], run };

fn run(context: &Context) -> BoxFuture<'_, ()> {
    Box::pin(async move {
        if !context.asks(&DESCRIBE_TRAILS) {
            return;
        }
        let Some(region) = context.first_region() else { return };
        let answer = client(context, region).describe_trails().include_shadow_trails(true).send();
        let Ok(answer) = context.call(&DESCRIBE_TRAILS, None, answer).await else { return };
        join_all(answer.trail_list().iter().map(|trail| read(context, trail, region))).await;
    })
}

fn client(context: &Context, region: &str) -> Client {
    Client::new(&in_region(&context.config, region))
}

async fn read(context: &Context, trail: &types::Trail, region: &str) {
    let Some(arn) = trail.trail_arn() else { return };
    let home = trail.home_region().unwrap_or(region);
    let (status, selectors) = match is_own(arn, &context.account.id) {
        true => {
            let client = client(context, home);
            let status = client.get_trail_status().name(arn).send();
            let selectors = client.get_event_selectors().trail_name(arn).send();
            join(
                context.call(&GET_TRAIL_STATUS, Some(arn), status),
                context.call(&GET_EVENT_SELECTORS, Some(arn), selectors),
            )
            .await
        }
        false => (Err(not_asked(&GET_TRAIL_STATUS)), Err(not_asked(&GET_EVENT_SELECTORS))),
    };
    let header = Header { arn: arn.to_owned(), id: arn, name: trail.name() };
    context.add_in(home, header, Ok(fields(arn, trail, &status, &selectors)));
}

/// Whether the account owns the trail: its ARN says whose it is.
fn is_own(arn: &str, account: &str) -> bool {
    arn.split(':').nth(4) == Some(account)
}

fn not_asked(operation: &Operation) -> Gap {
    Gap::new(operation.action, crate::snapshot::Outcome::NotRequested, None)
}

fn fields(
    arn: &str,
    trail: &types::Trail,
    status: &Result<GetTrailStatusOutput, Gap>,
    selectors: &Result<GetEventSelectorsOutput, Gap>,
) -> Trail {
    let (status, selectors) = (|| status.as_ref().map_err(Clone::clone), || selectors.as_ref().map_err(Clone::clone));
    Trail {
        trail_arn: arn.to_owned(),
        is_organization_trail: trail.is_organization_trail,
        is_multi_region_trail: trail.is_multi_region_trail,
        include_global_service_events: trail.include_global_service_events,
        log_file_validation_enabled: trail.log_file_validation_enabled,
        s3_bucket_name: unless_empty(trail.s3_bucket_name()).map(Ref::from),
        kms_key_id: unless_empty(trail.kms_key_id()).map(Ref::from),
        is_logging: fetched(status(), |s| s.is_logging),
        latest_delivery_time: fetched(status(), |s| timestamp(s.latest_delivery_time())),
        latest_delivery_error: fetched(status(), |s| unless_empty(s.latest_delivery_error())),
        start_logging_time: fetched(status(), |s| timestamp(s.start_logging_time())),
        event_selectors: fetched(selectors(), |s| s.event_selectors().iter().map(selector).collect()),
        advanced_event_selectors: fetched(selectors(), |s| {
            s.advanced_event_selectors().iter().map(advanced_selector).collect()
        }),
    }
}

fn selector(selector: &types::EventSelector) -> TrailEventSelector {
    TrailEventSelector {
        include_management_events: selector.include_management_events,
        read_write_type: selector.read_write_type().map(|t| t.as_str().to_owned()),
        exclude_management_event_sources: selector.exclude_management_event_sources().to_vec(),
    }
}

fn advanced_selector(selector: &types::AdvancedEventSelector) -> TrailAdvancedEventSelector {
    let fields = selector.field_selectors().iter().map(|f| TrailFieldSelector {
        field: f.field.clone(),
        equals: f.equals().to_vec(),
        not_equals: f.not_equals().to_vec(),
        has_patterns: [f.starts_with(), f.ends_with(), f.not_starts_with(), f.not_ends_with()]
            .iter()
            .any(|patterns| !patterns.is_empty()),
    });
    TrailAdvancedEventSelector { field_selectors: fields.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fetched;

    #[test]
    fn a_trail_belongs_to_the_account_in_its_arn() {
        let arn = "arn:aws:cloudtrail:eu-west-1:111111111111:trail/organization";
        assert!(is_own(arn, "111111111111"));
        assert!(!is_own(arn, "444444444444"));
        assert!(!is_own("organization", "111111111111"));
    }

    #[test]
    fn what_another_account_owns_has_no_status() {
        let trail = types::Trail::builder().is_organization_trail(true).build();
        let fields = fields("arn", &trail, &Err(not_asked(&GET_TRAIL_STATUS)), &Err(not_asked(&GET_EVENT_SELECTORS)));
        assert!(matches!(fields.is_logging, Fetched::Unknown(why) if why == "cloudtrail:GetTrailStatus not_requested"));
        assert!(matches!(fields.event_selectors, Fetched::Unknown(_)));
    }

    #[test]
    fn a_selector_that_asks_for_a_pattern_says_so() {
        let field =
            types::AdvancedFieldSelector::builder().field("eventCategory").equals("Management").build().unwrap();
        let narrow = types::AdvancedFieldSelector::builder().field("eventName").starts_with("Create").build().unwrap();
        let selector = types::AdvancedEventSelector::builder().field_selectors(field).field_selectors(narrow);
        let fields = advanced_selector(&selector.build().unwrap()).field_selectors;
        assert_eq!(fields.iter().map(|f| f.has_patterns).collect::<Vec<_>>(), [false, true]);
        assert_eq!(fields[0].equals, ["Management"]);
    }
}
