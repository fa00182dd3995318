"""Services that need more than a list: what is asked follows from what was answered."""

from datetime import datetime, timedelta, timezone


def balancers(place):
    """Elastic Load Balancing."""
    found = place.ask("elbv2", "describe_load_balancers", "LoadBalancers")
    if not found:
        return
    for start in range(0, len(found), 20):
        place.ask("elbv2", "describe_tags", ResourceArns=[b["LoadBalancerArn"] for b in found[start : start + 20]])
    policies = False
    for balancer in found:
        arn = {"LoadBalancerArn": balancer["LoadBalancerArn"]}
        place.ask("elbv2", "describe_load_balancer_attributes", **arn)
        for listener in place.ask("elbv2", "describe_listeners", "Listeners", **arn):
            policies |= "SslPolicy" in listener
            place.ask("elbv2", "describe_rules", "Rules", ListenerArn=listener["ListenerArn"])
    if policies:
        place.ask("elbv2", "describe_ssl_policies", "SslPolicies")
    for group in place.ask("elbv2", "describe_target_groups", "TargetGroups"):
        place.ask("elbv2", "describe_target_health", TargetGroupArn=group["TargetGroupArn"])


def peaks(place, clusters):
    """How much the databases used at most, day by day."""
    now = datetime.now(timezone.utc)
    metric = {"Namespace": "AWS/RDS", "MetricName": "ServerlessDatabaseCapacity"}
    queries = [
        {
            "Id": f"c{number}",
            "MetricStat": {
                "Metric": {**metric, "Dimensions": [{"Name": "DBClusterIdentifier", "Value": cluster}]}, "Period": 86400, "Stat": "Maximum",
            },
        }
        for number, cluster in enumerate(clusters)
    ]
    when = {"StartTime": now - timedelta(days=14), "EndTime": now}
    place.ask("cloudwatch", "get_metric_data", "MetricDataResults", MetricDataQueries=queries, **when)


def images(place):
    """Amazon ECR: the registry, its repositories, and the newest images' scans."""
    for what in ("describe_registry", "get_registry_policy", "get_registry_scanning_configuration"):
        place.ask("ecr", what)
    repositories = place.ask("ecr", "describe_repositories", "repositories", PaginationConfig={"PageSize": 1000})
    names = [repository["repositoryName"] for repository in repositories]
    for start in range(0, len(names), 25):
        place.ask("ecr", "batch_get_repository_scanning_configuration", repositoryNames=names[start : start + 25])
    for repository in repositories:
        name = {"repositoryName": repository["repositoryName"]}
        place.ask("ecr", "get_repository_policy", **name)
        place.ask("ecr", "get_lifecycle_policy", **name)
        place.ask("ecr", "list_tags_for_resource", resourceArn=repository["repositoryArn"])
        found = place.ask("ecr", "describe_images", "imageDetails", PaginationConfig={"PageSize": 1000}, **name)
        tagged = [image for image in found if image.get("imageTags")]
        newest = max((image["imagePushedAt"] for image in tagged), default=None)
        for image in tagged:
            if image["imagePushedAt"] == newest:
                digest = {"imageId": {"imageDigest": image["imageDigest"]}}
                place.ask("ecr", "describe_image_scan_findings", maxResults=1, **digest, **name)


def shares(place):
    """AWS RAM: what the account shares, and what is shared with it."""
    for owner in ("SELF", "OTHER-ACCOUNTS"):
        place.ask("ram", "get_resource_shares", "resourceShares", resourceOwner=owner)
        place.ask("ram", "list_resources", "resources", resourceOwner=owner)
    place.ask("ram", "list_principals", "principals", resourceOwner="SELF")


def queues(place):
    """Amazon SQS, and the EventBridge rules that feed queues."""
    attributes = ["QueueArn", "Policy", "KmsMasterKeyId", "SqsManagedSseEnabled"]
    for url in place.ask("sqs", "list_queues", "QueueUrls", PaginationConfig={"PageSize": 1000}):
        place.ask("sqs", "get_queue_attributes", QueueUrl=url, AttributeNames=attributes)
    for rule in place.ask("events", "list_rules", "Rules"):
        place.ask("events", "list_targets_by_rule", "Targets", Rule=rule["Name"])


def quotas(place):
    """Service Quotas: the account's own values, and AWS's defaults where it has none."""
    for service, code in (
        ("ec2", "L-1216C47A"), ("ec2", "L-34B43A08"), ("eks", "L-1194D53C"), ("elasticloadbalancing", "L-53DA6B97"), ("vpc", "L-FE5A380F"),
    ):
        which = {"ServiceCode": service, "QuotaCode": code}
        if not place.ask("service-quotas", "get_service_quota", **which):
            place.ask("service-quotas", "get_aws_default_service_quota", **which)


def sign_in(place):
    """IAM Identity Center."""
    paged = {"PaginationConfig": {"PageSize": 100}}
    for instance in place.ask("sso-admin", "list_instances", "Instances", **paged):
        if instance["OwnerAccountId"] != place.account:
            continue
        instance = {"InstanceArn": instance["InstanceArn"]}
        for permissions in place.ask("sso-admin", "list_permission_sets", "PermissionSets", **instance, **paged):
            one = {**instance, "PermissionSetArn": permissions}
            for account in place.ask("sso-admin", "list_accounts_for_provisioned_permission_set", "AccountIds", **one, **paged):
                place.ask("sso-admin", "list_account_assignments", "AccountAssignments", AccountId=account, **one, **paged)


def distributions(place):
    """Amazon CloudFront, its deliveries of logs, and the page that users come in by."""
    place.ask("logs", "describe_delivery_sources", "deliverySources")
    place.ask("logs", "describe_deliveries", "deliveries")
    place.ask("cloudfront", "list_origin_access_controls")
    place.ask("cloudfront", "list_vpc_origins", "VpcOriginList.Items")
    for distribution in place.ask("cloudfront", "list_distributions", "DistributionList.Items"):
        own = {"Id": distribution["Id"]}
        page = place.ask("cloudfront", "get_distribution_config", **own)["DistributionConfig"]["DefaultRootObject"]
        for found in place.ask("cloudfront", "list_invalidations", "InvalidationList.Items", DistributionId=own["Id"]):
            place.ask("cloudfront", "get_invalidation", DistributionId=own["Id"], Id=found["Id"])
        for origin in distribution["Origins"]["Items"]:
            bucket, _, rest = origin["DomainName"].partition(".s3.")
            if rest:
                there = place.elsewhere(rest.partition(".")[0])
                there.ask("s3", "list_objects_v2", Bucket=bucket, Prefix=page, MaxKeys=1)


def trails(place):
    """AWS CloudTrail: the account's own trails and its organization's."""
    for trail in place.ask("cloudtrail", "describe_trails", "trailList", includeShadowTrails=True):
        if trail["TrailARN"].split(":")[4] == place.account:
            place.ask("cloudtrail", "get_trail_status", Name=trail["TrailARN"])
            place.ask("cloudtrail", "get_event_selectors", TrailName=trail["TrailARN"])
