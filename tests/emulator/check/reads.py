"""Reads what the collectors read, with AWS's own client: which calls, where, and what follows from what was listed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from layer.names import ACCOUNTS, EXTERNAL_ID, GLOBAL, HOME, REGIONS, SCANNER_ROLE
from layer.quotas import APPLIED, DEFAULTS

#: Codes that say "there is none".
NONE = {
    "NoSuchBucketPolicy", "NoSuchTagSet", "NoSuchWebsiteConfiguration", "OwnershipControlsNotFoundError",
    "NoSuchPublicAccessBlockConfiguration", "ServerSideEncryptionConfigurationNotFoundError", "NoSuchEntity",
    "UnsupportedOperationException", "RegistryPolicyNotFoundException", "RepositoryPolicyNotFoundException",
    "LifecyclePolicyNotFoundException", "ScanNotFoundException",
}
PAGED = {"ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeInternetGateways", "ec2:DescribeNatGateways",
         "ec2:DescribeVpcEndpoints", "ec2:DescribeSecurityGroups", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces",
         "ec2:DescribeVpcPeeringConnections", "ec2:DescribeTransitGatewayAttachments", "ec2:DescribeFlowLogs"}
MANAGED = {"ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces"}


@dataclass
class Results:
    """Every answer, by operation."""

    answers: dict = field(default_factory=dict)
    none: list = field(default_factory=list)
    calls: int = 0

    def of(self, operation):
        """The answers to an operation."""
        return self.answers.get(operation, [])


class Reader:
    """One account, read as the scanner reads it."""

    def __init__(self, url, account, results):
        self.url, self.account, self.results = url, account, results
        self.session = boto3.session.Session()
        self.keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        self.clients = {}
        if account != ACCOUNTS["management"]:
            made = self.call("sts:AssumeRole", HOME, RoleArn=f"arn:aws:iam::{account}:role/{SCANNER_ROLE}", RoleSessionName="check",
                             ExternalId=EXTERNAL_ID)["Credentials"]
            self.keys = {
                "aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"],
                "aws_session_token": made["SessionToken"],
            }
            self.clients = {}

    def client(self, service, region):
        """A client of the service in the region."""
        if (service, region) not in self.clients:
            config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
            client = self.session.client(service, region_name=region, endpoint_url=self.url, config=config, **self.keys)
            client.meta.events.register("before-send", self._resolve)
            self.clients[service, region] = client
        return self.clients[service, region]

    def _resolve(self, request, **_):
        """S3 Control's name begins with the account, which resolves nowhere: connect to the server, but keep the name."""
        prefix = f"//{self.account}."
        if prefix in request.url:
            request.headers["Host"] = request.url.split("//")[1].split("/")[0]
            request.url = request.url.replace(prefix, "//")

    def call(self, operation, region, **params):
        """The answer to one call, noted; none if AWS says that there is none."""
        service, name = operation.split(":")
        client = self.client(service, region)
        method = next(m for m, n in client.meta.method_to_api_mapping.items() if n == name)
        if operation in PAGED:
            params["MaxResults"] = 1000
        if operation in MANAGED:
            params["IncludeManagedResources"] = True
        self.results.calls += 1
        try:
            answer = getattr(client, method)(**params)
        except ClientError as error:
            if error.response["Error"]["Code"] not in NONE:
                raise RuntimeError(f"{self.account} {region} {operation} {params}: {error}") from error
            self.results.none.append((self.account, region, operation, error.response["Error"]["Code"]))
            return {}
        answer.pop("ResponseMetadata")
        self.results.answers.setdefault(operation, []).append((self.account, region, answer))
        return answer

    def each(self, operation, region, values, **names):
        """The same call for each value: `each("eks:DescribeCluster", region, clusters, name=str)`."""
        (name, pick), = names.items()
        return [self.call(operation, region, **{name: pick(value)}) for value in values]


def read(url, accounts=None):
    """Everything, of every account."""
    results = Results()
    for account in accounts or ACCOUNTS.values():
        reader = Reader(url, account, results)
        if account == ACCOUNTS["management"]:
            organization(reader)
        once(reader)
        for region in REGIONS:
            regional(reader, region)
    return results


def organization(reader):
    """The organization, from the management account."""
    def call(name, **params):
        return reader.call(f"organizations:{name}", GLOBAL, **params)

    call("DescribeOrganization")
    call("ListAccounts")
    root = call("ListRoots")["Roots"][0]["Id"]
    units = call("ListOrganizationalUnitsForParent", ParentId=root)["OrganizationalUnits"]
    for parent in [root, *(unit["Id"] for unit in units)]:
        call("ListAccountsForParent", ParentId=parent)
    for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
        for policy in call("ListPolicies", Filter=kind)["Policies"]:
            call("DescribePolicy", PolicyId=policy["Id"])
            call("ListTargetsForPolicy", PolicyId=policy["Id"])


def once(reader):
    """What an account has once: identities, buckets, the edge."""
    call = reader.call
    call("sts:GetCallerIdentity", HOME)
    call("ec2:DescribeRegions", HOME)
    details = call("iam:GetAccountAuthorizationDetails", GLOBAL, Filter=["Role", "User", "LocalManagedPolicy"])
    call("iam:GetAccountSummary", GLOBAL)
    for user in details["UserDetailList"]:
        call("iam:GetLoginProfile", GLOBAL, UserName=user["UserName"])
        call("iam:ListAccessKeys", GLOBAL, UserName=user["UserName"])
    providers = call("iam:ListOpenIDConnectProviders", GLOBAL)["OpenIDConnectProviderList"]
    reader.each("iam:GetOpenIDConnectProvider", GLOBAL, providers, OpenIDConnectProviderArn=lambda p: p["Arn"])
    call("iam:ListSAMLProviders", GLOBAL)
    call("s3control:GetPublicAccessBlock", HOME, AccountId=reader.account)
    for bucket in call("s3:ListBuckets", HOME, MaxBuckets=1000).get("Buckets", []):
        for name in ("GetPublicAccessBlock", "GetBucketPolicy", "GetBucketPolicyStatus", "GetBucketEncryption", "GetBucketVersioning",
                     "GetBucketOwnershipControls", "GetBucketWebsite", "GetBucketTagging"):
            call(f"s3:{name}", HOME, Bucket=bucket["Name"])
    for item in call("cloudfront:ListDistributions", GLOBAL)["DistributionList"].get("Items", []):
        edge(call, item)
    call("cloudfront:ListVpcOrigins", GLOBAL)
    call("logs:DescribeDeliverySources", GLOBAL)
    call("logs:DescribeDeliveries", GLOBAL)
    call("cloudfront:ListOriginAccessControls", GLOBAL)
    for acl in call("wafv2:ListWebACLs", GLOBAL, Scope="CLOUDFRONT")["WebACLs"]:
        call("wafv2:GetWebACL", GLOBAL, Scope="CLOUDFRONT", Name=acl["Name"], Id=acl["Id"])
    call("wafv2:ListLoggingConfigurations", GLOBAL, Scope="CLOUDFRONT")
    for trail in call("cloudtrail:DescribeTrails", HOME, includeShadowTrails=True)["trailList"]:
        if f":{reader.account}:" in trail["TrailARN"]:
            call("cloudtrail:GetTrailStatus", trail["HomeRegion"], Name=trail["TrailARN"])
            call("cloudtrail:GetEventSelectors", trail["HomeRegion"], TrailName=trail["TrailARN"])


def edge(call, distribution):
    """A distribution, its invalidations and the object that users come in by."""
    identifier = distribution["Id"]
    configuration = call("cloudfront:GetDistributionConfig", GLOBAL, Id=identifier)["DistributionConfig"]
    for found in call("cloudfront:ListInvalidations", GLOBAL, DistributionId=identifier)["InvalidationList"].get("Items", []):
        call("cloudfront:GetInvalidation", GLOBAL, DistributionId=identifier, Id=found["Id"])
    for origin in distribution["Origins"]["Items"]:
        if "S3OriginConfig" in origin:
            bucket = origin["DomainName"].split(".s3.")[0]
            call("s3:ListObjectsV2", HOME, Bucket=bucket, Prefix=configuration["DefaultRootObject"], MaxKeys=1)


def ingress(call, region):
    """The load balancers of a region, with what they listen to and where it goes."""
    balancers = [found["LoadBalancerArn"] for found in call("elbv2:DescribeLoadBalancers", region)["LoadBalancers"]]
    if not balancers:
        return
    call("elbv2:DescribeTags", region, ResourceArns=balancers[:20])
    call("elbv2:DescribeSSLPolicies", region)
    for balancer in balancers:
        call("elbv2:DescribeLoadBalancerAttributes", region, LoadBalancerArn=balancer)
        for listener in call("elbv2:DescribeListeners", region, LoadBalancerArn=balancer)["Listeners"]:
            call("elbv2:DescribeRules", region, ListenerArn=listener["ListenerArn"])
    for group in call("elbv2:DescribeTargetGroups", region)["TargetGroups"]:
        call("elbv2:DescribeTargetHealth", region, TargetGroupArn=group["TargetGroupArn"])


def regional(reader, region):
    """What an account has in a region."""
    call = reader.call
    for vpc in call("ec2:DescribeVpcs", region)["Vpcs"]:
        if not vpc["IsDefault"]:
            for attribute in ("enableDnsSupport", "enableDnsHostnames"):
                call("ec2:DescribeVpcAttribute", region, VpcId=vpc["VpcId"], Attribute=attribute)
    for operation in sorted(PAGED - {"ec2:DescribeVpcs"}):
        call(operation, region)
    kubernetes(reader, region)
    identity_center(reader, region)
    for cluster in call("rds:DescribeDBClusters", region)["DBClusters"]:
        group, filters = cluster["DBClusterParameterGroup"], [{"Name": "parameter-name", "Values": ["rds.force_ssl"]}]
        call("rds:DescribeDBClusterParameters", region, DBClusterParameterGroupName=group, Filters=filters)
    call("rds:DescribeEngineDefaultClusterParameters", region, DBParameterGroupFamily="aurora-postgresql16")
    for name in ("DescribeDBInstances", "DescribeDBSubnetGroups", "DescribeCertificates"):
        call(f"rds:{name}", region)
    manual = [s for s in call("rds:DescribeDBClusterSnapshots", region)["DBClusterSnapshots"] if s["SnapshotType"] == "manual"]
    for snapshot in manual:
        call("rds:DescribeDBClusterSnapshotAttributes", region, DBClusterSnapshotIdentifier=snapshot["DBClusterSnapshotIdentifier"])
    call("kms:ListAliases", region)
    for key in call("kms:ListKeys", region)["Keys"]:
        call("kms:DescribeKey", region, KeyId=key["KeyArn"])
        call("kms:GetKeyRotationStatus", region, KeyId=key["KeyArn"])
        call("kms:GetKeyPolicy", region, KeyId=key["KeyArn"], PolicyName="default")
    secrets = call("secretsmanager:ListSecrets", region)["SecretList"]
    reader.each("secretsmanager:GetResourcePolicy", region, secrets, SecretId=lambda s: s["ARN"])
    call("logs:DescribeLogGroups", region)
    images(reader, region)
    ingress(call, region)
    call("ec2:DescribeManagedPrefixLists", region)
    for url in call("sqs:ListQueues", region).get("QueueUrls", []):
        names = ["QueueArn", "Policy", "KmsMasterKeyId", "SqsManagedSseEnabled"]
        call("sqs:GetQueueAttributes", region, QueueUrl=url, AttributeNames=names)
    for rule in call("events:ListRules", region)["Rules"]:
        call("events:ListTargetsByRule", region, Rule=rule["Name"])
    for plan in call("backup:ListBackupPlans", region)["BackupPlansList"]:
        call("backup:GetBackupPlan", region, BackupPlanId=plan["BackupPlanId"])
        for made in call("backup:ListBackupSelections", region, BackupPlanId=plan["BackupPlanId"])["BackupSelectionsList"]:
            call("backup:GetBackupSelection", region, BackupPlanId=plan["BackupPlanId"], SelectionId=made["SelectionId"])
    for owner in ("SELF", "OTHER-ACCOUNTS"):
        for name in ("GetResourceShares", "ListResources"):
            call(f"ram:{name}", region, resourceOwner=owner)
    call("ram:ListPrincipals", region, resourceOwner="SELF")
    restores(reader, region)
    for service, code in APPLIED:
        call("service-quotas:GetServiceQuota", region, ServiceCode=service, QuotaCode=code)
    for service, code in DEFAULTS:
        call("service-quotas:GetAWSDefaultServiceQuota", region, ServiceCode=service, QuotaCode=code)
    now = datetime.now(timezone.utc)
    peak = {"Namespace": "AWS/RDS", "MetricName": "ServerlessDatabaseCapacity"}
    for cluster in call("rds:DescribeDBClusters", region)["DBClusters"]:
        metric = {**peak, "Dimensions": [{"Name": "DBClusterIdentifier", "Value": cluster["DBClusterIdentifier"]}]}
        query = {"Id": "c0", "MetricStat": {"Metric": metric, "Period": 86400, "Stat": "Maximum"}}
        call("cloudwatch:GetMetricData", region, MetricDataQueries=[query], StartTime=now - timedelta(days=14), EndTime=now)
    vaults = call("backup:ListBackupVaults", region)["BackupVaultList"]
    for name in ("ListRecoveryPointsByBackupVault", "GetBackupVaultAccessPolicy"):
        reader.each(f"backup:{name}", region, vaults, BackupVaultName=lambda v: v["BackupVaultName"])


def restores(reader, region):
    """What is restored to see whether it can be."""
    call = reader.call
    call("backup:DescribeRegionSettings", region)
    for plan in call("backup:ListRestoreTestingPlans", region)["RestoreTestingPlans"]:
        of = {"RestoreTestingPlanName": plan["RestoreTestingPlanName"]}
        for made in call("backup:ListRestoreTestingSelections", region, **of)["RestoreTestingSelections"]:
            call("backup:GetRestoreTestingSelection", region, RestoreTestingSelectionName=made["RestoreTestingSelectionName"], **of)
    call("backup:ListRestoreJobs", region)


def identity_center(reader, region):
    """The organization's Identity Center, if it is in the region, with whom it lets in where."""
    call = reader.call
    for instance in call("sso-admin:ListInstances", region)["Instances"]:
        if instance["OwnerAccountId"] != reader.account:
            continue
        of = {"InstanceArn": instance["InstanceArn"]}
        for made in call("sso-admin:ListPermissionSets", region, **of)["PermissionSets"]:
            for account in call("sso-admin:ListAccountsForProvisionedPermissionSet", region, PermissionSetArn=made, **of)["AccountIds"]:
                call("sso-admin:ListAccountAssignments", region, PermissionSetArn=made, AccountId=account, **of)


def images(reader, region):
    """The registry of a region, with its repositories."""
    call = reader.call
    for name in ("DescribeRegistry", "GetRegistryPolicy", "GetRegistryScanningConfiguration"):
        call(f"ecr:{name}", region)
    for repository in call("ecr:DescribeRepositories", region)["repositories"]:
        name = repository["repositoryName"]
        call("ecr:BatchGetRepositoryScanningConfiguration", region, repositoryNames=[name])
        call("ecr:GetRepositoryPolicy", region, repositoryName=name)
        call("ecr:GetLifecyclePolicy", region, repositoryName=name)
        call("ecr:ListTagsForResource", region, resourceArn=repository["repositoryArn"])
        for image in call("ecr:DescribeImages", region, repositoryName=name)["imageDetails"]:
            call("ecr:DescribeImageScanFindings", region, repositoryName=name, imageId={"imageDigest": image["imageDigest"]})


def kubernetes(reader, region):
    """The EKS clusters of a region, with what belongs to them."""
    call = reader.call
    call("eks:DescribeClusterVersions", region, includeAll=True)
    for name in call("eks:ListClusters", region)["clusters"]:
        call("eks:DescribeCluster", region, name=name)
        for group in call("eks:ListNodegroups", region, clusterName=name)["nodegroups"]:
            call("eks:DescribeNodegroup", region, clusterName=name, nodegroupName=group)
        for addon in call("eks:ListAddons", region, clusterName=name)["addons"]:
            call("eks:DescribeAddon", region, clusterName=name, addonName=addon)
        for found in call("eks:ListCapabilities", region, clusterName=name)["capabilities"]:
            call("eks:DescribeCapability", region, clusterName=name, capabilityName=found["capabilityName"])
        for found in call("eks:ListPodIdentityAssociations", region, clusterName=name)["associations"]:
            call("eks:DescribePodIdentityAssociation", region, clusterName=name, associationId=found["associationId"])
        for principal in call("eks:ListAccessEntries", region, clusterName=name)["accessEntries"]:
            call("eks:DescribeAccessEntry", region, clusterName=name, principalArn=principal)
