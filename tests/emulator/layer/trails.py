"""CloudTrail: the shadows in which an organization's trail shows, its status, and what a trail records by default."""

from datetime import timedelta

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
    """A trail delivers every few minutes."""
    trail = _trail(call, call.params["Name"])
    answer["LatestDeliveryTime"] = getattr(trail, "delivered", clock.now() - timedelta(minutes=4))
    if error := getattr(trail, "delivery_error", None):
        answer["LatestDeliveryError"] = error


@amends("cloudtrail:GetEventSelectors", "the selector of a trail to which nobody has given one")
def selectors(call, answer):
    """Without selectors, a trail records management events."""
    if not answer.get("EventSelectors") and not answer.get("AdvancedEventSelectors"):
        answer["EventSelectors"] = [DEFAULT]


sets("cloudtrail:GetTrailStatus LatestDeliveryTime", "when the trail delivered last")
