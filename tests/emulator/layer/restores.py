"""AWS Backup: the listings of restore testing, and restore jobs."""

from .answers import answers
from .store import held, page
from .vault_writes import testing_plan_of


def _listing(call, name, items):
    items, token = page(call, items, "MaxResults", "NextToken")
    return {name: items, **({"NextToken": token} if token else {})}


@answers("backup:ListRestoreTestingPlans", "restore testing")
def testing_plans(call):
    """The plans, without which recovery points they choose."""
    plans = held(call.account, call.region, "restore testing").values()
    rows = [{k: v for k, v in plan.items() if k != "RecoveryPointSelection"} for plan in plans]
    return _listing(call, "RestoreTestingPlans", rows)


@answers("backup:ListRestoreTestingSelections", "restore testing")
def testing_selections(call):
    """The selections of a plan, without the resources that they hold."""
    plan = testing_plan_of(call)["RestoreTestingPlanName"]
    shown = ("CreationTime", "IamRoleArn", "ProtectedResourceType", "RestoreTestingPlanName", "RestoreTestingSelectionName", "ValidationWindowHours")
    selections = held(call.account, call.region, "restore testing selections").items()
    rows = [{k: found[k] for k in shown if k in found} for (own, _), found in selections if own == plan]
    return _listing(call, "RestoreTestingSelections", rows)


@answers("backup:ListRestoreJobs", "restore jobs")
def jobs(call):
    """The restores of the region, newest first."""
    found = sorted(held(call.account, call.region, "restore jobs").values(), key=lambda job: job["CreationDate"], reverse=True)
    return _listing(call, "RestoreJobs", found)
