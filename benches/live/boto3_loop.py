"""What trueline is compared with: the same operations in the same accounts and regions, one after another, with boto3.

It asks nothing twice and decides nothing; each answer is kept, as a scanner would. Settings are those of the emulated organization.
"""

import json
import os

import boto3
import services
from place import CONFIG, KEPT, Place

HOME, DR, GLOBAL = "eu-west-1", "eu-central-1", "us-east-1"
ROLE, EXTERNAL_ID = "ComplianceScanner", "trueline-tests"


def every_region(place, configured):
    """What must be nowhere is looked for everywhere; what belongs to it is read where the environments live."""
    vpcs = place.ask("ec2", "describe_vpcs", "Vpcs")
    paged = {"PaginationConfig": {"PageSize": 1000}, "IncludeManagedResources": True}
    place.ask("ec2", "describe_instances", "Reservations", **paged)
    place.ask("ec2", "describe_network_interfaces", "NetworkInterfaces", **paged)
    services.balancers(place)
    databases(place, configured)
    kubernetes(place, configured)
    place.ask("logs", "describe_log_groups", "logGroups", PaginationConfig={"PageSize": 50})
    services.sign_in(place)
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
        ("describe_managed_prefix_lists", "PrefixLists"),
        ("describe_transit_gateway_attachments", "TransitGatewayAttachments"),
    ):
        place.ask("ec2", operation, member)
    for key in place.ask("kms", "list_keys", "Keys", PaginationConfig={"PageSize": 1000}):
        key = place.ask("kms", "describe_key", KeyId=key["KeyId"])["KeyMetadata"]
        replica = key.get("MultiRegionConfiguration", {}).get("MultiRegionKeyType") == "REPLICA"
        sort = (key["KeyManager"], key["KeySpec"], key["Origin"], key["KeyState"])
        if sort == ("CUSTOMER", "SYMMETRIC_DEFAULT", "AWS_KMS", "Enabled") and not replica:
            place.ask("kms", "get_key_rotation_status", KeyId=key["KeyId"])
        if key["KeyManager"] == "CUSTOMER":
            place.ask("kms", "get_key_policy", KeyId=key["KeyId"])
    place.ask("kms", "list_aliases", "Aliases", PaginationConfig={"PageSize": 100})
    for secret in place.ask("secretsmanager", "list_secrets", "SecretList", IncludePlannedDeletion=True):
        place.ask("secretsmanager", "get_resource_policy", SecretId=secret["ARN"])
    backups(place)
    services.images(place)
    services.shares(place)
    services.queues(place)
    services.quotas(place)


def databases(place, configured):
    """Amazon RDS."""
    clusters = place.ask("rds", "describe_db_clusters", "DBClusters")
    instances = place.ask("rds", "describe_db_instances", "DBInstances")
    if not configured:
        return
    if clusters:
        services.peaks(place, [c["DBClusterIdentifier"] for c in clusters])
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
        place.ask("eks", "list_capabilities", "capabilities", clusterName=name)
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
        place.ask("backup", "get_backup_vault_access_policy", BackupVaultName=name)
    place.ask("backup", "describe_region_settings")
    place.ask("backup", "list_restore_jobs", "RestoreJobs")
    for plan in place.ask("backup", "list_restore_testing_plans", "RestoreTestingPlans"):
        plan = {"RestoreTestingPlanName": plan["RestoreTestingPlanName"]}
        for selection in place.ask("backup", "list_restore_testing_selections", "RestoreTestingSelections", **plan):
            name = selection["RestoreTestingSelectionName"]
            place.ask("backup", "get_restore_testing_selection", RestoreTestingSelectionName=name, **plan)


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
    services.distributions(place)
    services.trails(place.elsewhere(HOME))
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
            there = place.elsewhere(name)
            region(there) if name in (HOME, DR) else every_region(there, False)
        everywhere(place)
    if out := os.environ.get("LOOP_OUT"):
        with open(out, "w") as file:
            json.dump(KEPT, file, default=str)


if __name__ == "__main__":
    main()
