"""What trueline is compared with: the same operations in the same accounts and regions, one after another, with boto3.

It asks nothing twice and decides nothing; each answer is kept, as a scanner would. Settings are those of the emulated organization.
"""

import json
import os
import socket

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

HOME, DR, GLOBAL = "eu-west-1", "eu-central-1", "us-east-1"
ROLE, EXTERNAL_ID = "ComplianceScanner", "trueline-tests"
CONFIG = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
KEPT = []

# S3 Control puts the account's id before the host. Below `localhost` every name is this machine, which few resolvers know.
RESOLVE = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: RESOLVE("127.0.0.1" if host.endswith(".localhost") else host, *rest, **more)


class Place:
    """An account's session in a region."""

    def __init__(self, session, account, region):
        self.session, self.account, self.region, self.clients = session, account, region, {}

    def client(self, service):
        """One client per service."""
        if service not in self.clients:
            self.clients[service] = self.session.client(service, region_name=self.region, config=CONFIG)
        return self.clients[service]

    def ask(self, service, operation, member=None, **arguments):
        """All pages of a list's member, or one answer. What does not exist is an answer too."""
        client = self.client(service)
        try:
            if member and client.can_paginate(operation):
                answer = [item for page in client.get_paginator(operation).paginate(**arguments) for item in within(page, member)]
            else:
                answer = getattr(client, operation)(**arguments)
                answer = within(answer, member) if member else answer
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (400, 404):
                raise
            return None
        KEPT.append(answer)
        return answer


def within(answer, member):
    """A member, which may lie deeper."""
    for name in member.split("."):
        answer = (answer or {}).get(name)
    return answer or []


def every_region(place, configured):
    """What must be nowhere is looked for everywhere; what belongs to it is read where the environments live."""
    vpcs = place.ask("ec2", "describe_vpcs", "Vpcs")
    paged = {"PaginationConfig": {"PageSize": 1000}, "IncludeManagedResources": True}
    place.ask("ec2", "describe_instances", "Reservations", **paged)
    place.ask("ec2", "describe_network_interfaces", "NetworkInterfaces", **paged)
    place.ask("elbv2", "describe_load_balancers", "LoadBalancers")
    databases(place, configured)
    kubernetes(place, configured)
    return vpcs


def region(place):
    """A configured region."""
    for vpc in every_region(place, True):
        for attribute in ("enableDnsSupport", "enableDnsHostnames"):
            if not vpc["IsDefault"]:
                place.ask("ec2", "describe_vpc_attribute", VpcId=vpc["VpcId"], Attribute=attribute)
    for operation, member in (
        ("describe_subnets", "Subnets"),
        ("describe_vpc_peering_connections", "VpcPeeringConnections"),
        ("describe_flow_logs", "FlowLogs"),
        ("describe_route_tables", "RouteTables"),
        ("describe_nat_gateways", "NatGateways"),
        ("describe_internet_gateways", "InternetGateways"),
        ("describe_vpc_endpoints", "VpcEndpoints"),
        ("describe_security_groups", "SecurityGroups"),
    ):
        place.ask("ec2", operation, member)
    for key in place.ask("kms", "list_keys", "Keys", PaginationConfig={"PageSize": 1000}):
        key = place.ask("kms", "describe_key", KeyId=key["KeyId"])["KeyMetadata"]
        replica = key.get("MultiRegionConfiguration", {}).get("MultiRegionKeyType") == "REPLICA"
        sort = (key["KeyManager"], key["KeySpec"], key["Origin"], key["KeyState"])
        if sort == ("CUSTOMER", "SYMMETRIC_DEFAULT", "AWS_KMS", "Enabled") and not replica:
            place.ask("kms", "get_key_rotation_status", KeyId=key["KeyId"])
    place.ask("secretsmanager", "list_secrets", "SecretList", IncludePlannedDeletion=True)
    backups(place)


def databases(place, configured):
    """Amazon RDS."""
    clusters = place.ask("rds", "describe_db_clusters", "DBClusters")
    instances = place.ask("rds", "describe_db_instances", "DBInstances")
    if not configured:
        return
    groups = {c["DBClusterParameterGroup"] for c in clusters if c["Engine"] == "aurora-postgresql"}
    for group in sorted(groups):
        only = [{"Name": "parameter-name", "Values": ["rds.force_ssl"]}]
        name = {"DBClusterParameterGroupName": group}
        values = place.ask("rds", "describe_db_cluster_parameters", "Parameters", Filters=only, **name)
        if not any(p["ParameterName"] == "rds.force_ssl" and p.get("ParameterValue") for p in values):
            found = place.ask("rds", "describe_db_cluster_parameter_groups", **name)["DBClusterParameterGroups"]
            family = found[0]["DBParameterGroupFamily"]
            place.ask("rds", "describe_engine_default_cluster_parameters", DBParameterGroupFamily=family)
    if instances:
        place.ask("rds", "describe_certificates", "Certificates")
    place.ask("rds", "describe_db_subnet_groups", "DBSubnetGroups")
    for snapshot in place.ask("rds", "describe_db_cluster_snapshots", "DBClusterSnapshots"):
        if snapshot["SnapshotType"] == "manual":
            name = snapshot["DBClusterSnapshotIdentifier"]
            place.ask("rds", "describe_db_cluster_snapshot_attributes", DBClusterSnapshotIdentifier=name)


def kubernetes(place, configured):
    """Amazon EKS."""
    clusters = place.ask("eks", "list_clusters", "clusters")
    if clusters and configured:
        place.ask("eks", "describe_cluster_versions", "clusterVersions")
    for name in clusters:
        cluster = place.ask("eks", "describe_cluster", name=name)["cluster"]
        if not configured:
            continue
        for group in place.ask("eks", "list_nodegroups", "nodegroups", clusterName=name):
            place.ask("eks", "describe_nodegroup", clusterName=name, nodegroupName=group)
        for addon in place.ask("eks", "list_addons", "addons", clusterName=name):
            place.ask("eks", "describe_addon", clusterName=name, addonName=addon)
        for found in place.ask("eks", "list_pod_identity_associations", "associations", clusterName=name):
            place.ask("eks", "describe_pod_identity_association", clusterName=name, associationId=found["associationId"])
        if cluster.get("accessConfig", {}).get("authenticationMode") != "CONFIG_MAP":
            for principal in place.ask("eks", "list_access_entries", "accessEntries", clusterName=name):
                place.ask("eks", "describe_access_entry", clusterName=name, principalArn=principal)


def backups(place):
    """AWS Backup."""
    for plan in place.ask("backup", "list_backup_plans", "BackupPlansList"):
        plan = {"BackupPlanId": plan["BackupPlanId"]}
        place.ask("backup", "get_backup_plan", **plan)
        for selection in place.ask("backup", "list_backup_selections", "BackupSelectionsList", **plan):
            place.ask("backup", "get_backup_selection", SelectionId=selection["SelectionId"], **plan)
    for vault in place.ask("backup", "list_backup_vaults", "BackupVaultList"):
        name = vault["BackupVaultName"]
        place.ask("backup", "list_recovery_points_by_backup_vault", "RecoveryPoints", BackupVaultName=name)


def everywhere(place):
    """What belongs to no region."""
    place.ask("sts", "get_caller_identity")
    place.ask("iam", "get_account_summary")
    what = {"Filter": ["Role", "User", "LocalManagedPolicy"], "PaginationConfig": {"PageSize": 1000}}
    for user in place.ask("iam", "get_account_authorization_details", "UserDetailList", **what):
        place.ask("iam", "get_login_profile", UserName=user["UserName"])
        place.ask("iam", "list_access_keys", "AccessKeyMetadata", UserName=user["UserName"])
    for provider in place.ask("iam", "list_open_id_connect_providers", "OpenIDConnectProviderList"):
        place.ask("iam", "get_open_id_connect_provider", OpenIDConnectProviderArn=provider["Arn"])
    place.ask("iam", "list_saml_providers")
    place.ask("s3control", "get_public_access_block", AccountId=place.account)
    buckets(place)
    for distribution in place.ask("cloudfront", "list_distributions", "DistributionList.Items"):
        place.ask("cloudfront", "list_invalidations", "InvalidationList.Items", DistributionId=distribution["Id"])
    place.ask("cloudfront", "list_origin_access_controls")
    for acl in place.ask("wafv2", "list_web_acls", "WebACLs", Scope="CLOUDFRONT", Limit=100):
        place.ask("wafv2", "get_web_acl", Scope="CLOUDFRONT", Name=acl["Name"], Id=acl["Id"])
    place.ask("wafv2", "list_logging_configurations", Scope="CLOUDFRONT", Limit=100)


def buckets(place):
    """Amazon S3."""
    homes = {place.region: place}
    for bucket in place.ask("s3", "list_buckets", "Buckets", PaginationConfig={"PageSize": 1000}):
        home = bucket.get("BucketRegion", place.region)
        there = homes.setdefault(home, Place(place.session, place.account, home))
        name = {"Bucket": bucket["Name"]}
        if there.ask("s3", "get_bucket_policy", **name):
            there.ask("s3", "get_bucket_policy_status", **name)
        for what in ("bucket_encryption", "bucket_versioning", "bucket_ownership_controls", "bucket_website", "bucket_tagging"):
            there.ask("s3", f"get_{what}", **name)
        there.ask("s3", "get_public_access_block", **name)


def organization(place):
    """The organization's tree and policies; its active accounts."""
    place.ask("organizations", "describe_organization")
    accounts = place.ask("organizations", "list_accounts", "Accounts")
    waiting = [root["Id"] for root in place.ask("organizations", "list_roots", "Roots")]
    while waiting:
        parent = {"ParentId": waiting.pop()}
        place.ask("organizations", "list_accounts_for_parent", "Accounts", **parent)
        units = place.ask("organizations", "list_organizational_units_for_parent", "OrganizationalUnits", **parent)
        waiting += [unit["Id"] for unit in units]
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        for policy in place.ask("organizations", "list_policies", "Policies", Filter=kind):
            place.ask("organizations", "describe_policy", PolicyId=policy["Id"])
            place.ask("organizations", "list_targets_for_policy", "Targets", PolicyId=policy["Id"])
    return [account["Id"] for account in accounts if account["Status"] == "ACTIVE"]


def main():
    """Every account, region by region."""
    caller = boto3.Session(region_name=GLOBAL)
    sts = caller.client("sts", region_name=HOME, config=CONFIG)
    own = sts.get_caller_identity()["Account"]
    for account in organization(Place(caller, own, GLOBAL)):
        session = caller
        if account != own:
            role = f"arn:aws:iam::{account}:role/{ROLE}"
            found = sts.assume_role(RoleArn=role, RoleSessionName="loop", ExternalId=EXTERNAL_ID)["Credentials"]
            session = boto3.Session(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
        place = Place(session, account, GLOBAL)
        enabled = place.ask("ec2", "describe_regions")["Regions"]
        for name in (r["RegionName"] for r in enabled):
            there = place if name == GLOBAL else Place(session, account, name)
            region(there) if name in (HOME, DR) else every_region(there, False)
        everywhere(place)
    if out := os.environ.get("LOOP_OUT"):
        with open(out, "w") as file:
            json.dump(KEPT, file, default=str)


if __name__ == "__main__":
    main()
