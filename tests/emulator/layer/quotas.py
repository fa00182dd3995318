"""Service Quotas: those that the organization grows towards. moto has those of VPCs alone, as AWS has them by default."""

from .answers import Refusal, answers
from .store import held

#: Service and code → what it is called, and its value. The first group is AWS's default everywhere, the second the account's own.
DEFAULTS = {
    ("eks", "L-1194D53C"): ("Clusters", 100.0),
    ("vpc", "L-FE5A380F"): ("NAT gateways per Availability Zone", 5.0),
}
APPLIED = {
    ("ec2", "L-1216C47A"): ("Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", 64.0),
    ("ec2", "L-34B43A08"): ("All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests", 64.0),
    ("elasticloadbalancing", "L-53DA6B97"): ("Application Load Balancers per Region", 50.0),
}


def _key(call):
    return call.params["ServiceCode"], call.params["QuotaCode"]


def _quota(call, key, value):
    service, code = key
    name, _ = {**DEFAULTS, **APPLIED}[key]
    return {
        "ServiceCode": service, "QuotaCode": code, "QuotaName": name, "Value": value, "Unit": "None", "Adjustable": True,
        "GlobalQuota": False, "QuotaArn": f"arn:aws:servicequotas:{call.region}:{call.account}:{service}/{code}",
    }


@answers("service-quotas:GetServiceQuota", "quotas of an account's own")
def own(call):
    """What the account was granted, or starts with; none for quotas that are still AWS's default."""
    key = _key(call)
    granted = held(call.account, call.region, "quotas")
    value = granted.get(key, APPLIED.get(key, (None, None))[1])
    if value is None:
        raise Refusal("NoSuchResourceException", "The request failed because the specified quota does not exist.", 400)
    return {"Quota": _quota(call, key, value)}


@answers("service-quotas:GetAWSDefaultServiceQuota", "quotas beside those of VPCs")
def default(call):
    """What every account starts with."""
    key = _key(call)
    if key not in DEFAULTS and key not in APPLIED:
        raise Refusal("NoSuchResourceException", "The request failed because the specified quota does not exist.", 400)
    return {"Quota": _quota(call, key, {**DEFAULTS, **APPLIED}[key][1])}


@answers("service-quotas:RequestServiceQuotaIncrease", "requests")
def increase(call):
    """Granted at once: nobody learns anything by waiting."""
    key, wanted = _key(call), call.params["DesiredValue"]
    held(call.account, call.region, "quotas")[key] = wanted
    name, _ = {**DEFAULTS, **APPLIED}[key]
    return {"RequestedQuota": {
        "Id": f"{key[1]}-1", "ServiceCode": key[0], "QuotaCode": key[1], "QuotaName": name, "DesiredValue": wanted, "Status": "APPROVED",
    }}
