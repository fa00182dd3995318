"""CloudTrail: the shadows in which an organization's trail shows, its status, and what a trail records by default."""

import json
from datetime import timedelta
from fnmatch import fnmatchcase

from moto.backends import get_backend

from . import clock
from .answers import amends, sets

#: Every management event, and no data event.
DEFAULT = {"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": [], "ExcludeManagementEventSources": []}


@amends("cloudtrail:DescribeTrails", "the organization's trails in its member accounts")
def trails(call, answer):
    """A member sees the trails that the organization's account has made for all, where they record."""
    if call.params.get("includeShadowTrails") is False:
        return
    for account, regions in list(get_backend("cloudtrail").items()):
        for region, held in list(regions.items()) if account != call.account else ():
            answer["trailList"] += [
                trail.description(include_region=True) for trail in held.trails.values()
                if trail.is_org_trail and (trail.is_multi_region or region == call.region)
            ]


def _trail(call, name):
    regions = get_backend("cloudtrail")[call.account]
    return next(t for held in list(regions.values()) for t in held.trails.values() if name in (t.arn, t.trail_name))


@amends("cloudtrail:GetTrailStatus", "`LatestDeliveryError`, and a latest delivery other than the moment of the question")
def status(call, answer):
    """A trail delivers every few minutes, for as long as its bucket admits it."""
    trail = _trail(call, call.params["Name"])
    lag = timedelta(minutes=4)
    if not _admitted(trail):
        answer["LatestDeliveryError"], lag = "AccessDenied", timedelta(days=3)
    answer["LatestDeliveryTime"] = getattr(trail, "delivered", clock.now() - lag)


def _admitted(trail):
    """Whether the policy of the trail's bucket lets CloudTrail write."""
    bucket = get_backend("s3")[trail.account_id]["aws"].buckets.get(trail.bucket_name)
    statements = json.loads(bucket.policy)["Statement"] if bucket and bucket.policy else []
    return any(
        s["Effect"] == "Allow" and "cloudtrail.amazonaws.com" in str(s.get("Principal"))
        and any(fnmatchcase("s3:PutObject", action) for action in _list(s.get("Action", [])))
        for s in _list(statements)
    )


def _list(value):
    return value if isinstance(value, list) else [value]


@amends("cloudtrail:GetEventSelectors", "the selector of a trail to which nobody has given one")
def selectors(call, answer):
    """Without selectors, a trail records management events."""
    if not answer.get("EventSelectors") and not answer.get("AdvancedEventSelectors"):
        answer["EventSelectors"] = [DEFAULT]


sets("cloudtrail:GetTrailStatus LatestDeliveryTime", "when the trail delivered last")
