"""The members that the model reads (the doc comments in src/model name them), by the call that answers them.

A member is checked for being answered for at least one resource of the organization. Those that no compliant organization has
are named with the deviation that brings them, or with the reason why nothing does.
"""

ORGANIZATIONS = {
    "organizations:ListAccounts": "Accounts[] Id Name State Status Email JoinedMethod JoinedTimestamp",
    "organizations:DescribeOrganization": "Organization Id FeatureSet MasterAccountId",
    "organizations:ListRoots": "Roots[] Id PolicyTypes[].Type PolicyTypes[].Status",
    "organizations:ListOrganizationalUnitsForParent": "OrganizationalUnits[] Id Name",
    "organizations:ListAccountsForParent": "Accounts[] Id",
    "organizations:ListPolicies": "Policies[] Id Name Type AwsManaged",
    "organizations:DescribePolicy": "Policy Content PolicySummary.Id",
    "organizations:ListTargetsForPolicy": "Targets[] TargetId Type",
    "sts:GetCallerIdentity": ". UserId Account Arn",
    "ec2:DescribeRegions": "Regions[] RegionName OptInStatus",
}
IAM = {
    "iam:GetAccountAuthorizationDetails":
        "RoleDetailList[] RoleName Path CreateDate AssumeRolePolicyDocument RolePolicyList[].PolicyName RolePolicyList[].PolicyDocument"
        " AttachedManagedPolicies[].PolicyArn RoleLastUsed.LastUsedDate Tags[].Key"
        " | Policies[] PolicyName Path AttachmentCount PolicyVersionList[].Document PolicyVersionList[].IsDefaultVersion",
    "iam:GetAccountSummary":
        "SummaryMap AccountAccessKeysPresent AccountMFAEnabled AccountPasswordPresent Users",
    "iam:ListOpenIDConnectProviders": "OpenIDConnectProviderList[] Arn",
    "iam:ListSAMLProviders": "SAMLProviderList[] Arn ValidUntil CreateDate",
    "iam:GetOpenIDConnectProvider": ". Url ClientIDList[] CreateDate",
    "sso-admin:ListInstances": "Instances[] InstanceArn OwnerAccountId Status IdentityStoreId CreatedDate Name",
    "sso-admin:ListPermissionSets": ". PermissionSets[]",
    "sso-admin:ListAccountsForProvisionedPermissionSet": ". AccountIds[]",
    "sso-admin:ListAccountAssignments": "AccountAssignments[] AccountId PermissionSetArn PrincipalType PrincipalId",
    "kms:ListKeys": "Keys[] KeyId KeyArn",
    "kms:DescribeKey": "KeyMetadata KeyId Arn KeyState KeyManager KeySpec Origin CreationDate",
    "kms:GetKeyRotationStatus": ". KeyRotationEnabled",
    "kms:GetKeyPolicy": ". Policy",
    "kms:ListAliases": "Aliases[] AliasArn TargetKeyId",
    "secretsmanager:ListSecrets":
        "SecretList[] ARN Name KmsKeyId RotationEnabled RotationRules.AutomaticallyAfterDays LastRotatedDate LastAccessedDate"
        " RotationLambdaARN OwningService Tags[].Key NextRotationDate CreatedDate",
    "secretsmanager:GetResourcePolicy": ". ResourcePolicy",
}
EC2 = {
    "ec2:DescribeVpcs":
        "Vpcs[] VpcId OwnerId CidrBlock CidrBlockAssociationSet[].CidrBlock CidrBlockAssociationSet[].CidrBlockState.State IsDefault"
        " State InstanceTenancy Tags[].Key",
    "ec2:DescribeVpcAttribute": ". EnableDnsSupport.Value EnableDnsHostnames.Value",
    "ec2:DescribeSubnets":
        "Subnets[] SubnetId VpcId OwnerId AvailabilityZone AvailabilityZoneId AvailableIpAddressCount CidrBlock DefaultForAz"
        " MapPublicIpOnLaunch State Tags[].Key",
    "ec2:DescribeRouteTables":
        "RouteTables[] RouteTableId VpcId Routes[].DestinationCidrBlock Routes[].DestinationPrefixListId Routes[].GatewayId"
        " Routes[].NatGatewayId Routes[].State Associations[].RouteTableAssociationId Associations[].SubnetId Associations[].Main"
        " Associations[].AssociationState.State Tags[].Key",
    "ec2:DescribeInternetGateways": "InternetGateways[] InternetGatewayId Attachments[].VpcId Attachments[].State Tags[].Key",
    "ec2:DescribeNatGateways":
        "NatGateways[] NatGatewayId VpcId SubnetId State ConnectivityType AvailabilityMode NatGatewayAddresses[].PublicIp CreateTime Tags[].Key",
    "ec2:DescribeVpcEndpoints":
        "VpcEndpoints[] VpcEndpointId VpcId ServiceName VpcEndpointType State PrivateDnsEnabled PolicyDocument RouteTableIds[] SubnetIds[]"
        " Groups[].GroupId Tags[].Key",
    "ec2:DescribeSecurityGroups":
        "SecurityGroups[] GroupId GroupName Description VpcId IpPermissions[].IpProtocol IpPermissions[].FromPort IpPermissions[].ToPort"
        " IpPermissions[].IpRanges[].CidrIp IpPermissions[].UserIdGroupPairs[].GroupId IpPermissions[].PrefixListIds[].PrefixListId"
        " IpPermissionsEgress[].IpProtocol Tags[].Key",
    "ec2:DescribeInstances":
        "Reservations[].Instances[] InstanceId VpcId SubnetId State.Name InstanceType InstanceLifecycle SecurityGroups[].GroupId"
        " MetadataOptions.HttpTokens CpuOptions.CoreCount CpuOptions.ThreadsPerCore LaunchTime Tags[].Key",
    "ec2:DescribeNetworkInterfaces":
        "NetworkInterfaces[] NetworkInterfaceId VpcId SubnetId InterfaceType Description RequesterId RequesterManaged Status"
        " Association.PublicIp Groups[].GroupId Attachment.InstanceId PrivateIpAddresses[].PrivateIpAddress",
    "ec2:DescribeFlowLogs":
        "FlowLogs[] FlowLogId ResourceId FlowLogStatus TrafficType DeliverLogsStatus LogDestinationType LogDestination LogGroupName CreationTime",
}
EKS = {
    "eks:DescribeCluster":
        "cluster name status version upgradePolicy.supportType resourcesVpcConfig.vpcId resourcesVpcConfig.subnetIds[]"
        " resourcesVpcConfig.clusterSecurityGroupId resourcesVpcConfig.securityGroupIds[] resourcesVpcConfig.endpointPublicAccess"
        " resourcesVpcConfig.endpointPrivateAccess resourcesVpcConfig.publicAccessCidrs[] encryptionConfig[].resources[]"
        " encryptionConfig[].provider.keyArn identity.oidc.issuer accessConfig.authenticationMode logging.clusterLogging[].types[]"
        " logging.clusterLogging[].enabled roleArn createdAt tags.Name",
    "eks:DescribeClusterVersions": "clusterVersions[] clusterVersion versionStatus endOfStandardSupportDate",
    "eks:DescribeNodegroup":
        "nodegroup nodegroupArn nodegroupName clusterName status capacityType instanceTypes[] subnets[] labels.role taints[].key"
        " taints[].value taints[].effect scalingConfig.minSize scalingConfig.maxSize scalingConfig.desiredSize version nodeRole"
        " health.issues tags.Name",
    "eks:DescribeAddon": "addon addonArn addonName clusterName status addonVersion serviceAccountRoleArn",
    "eks:DescribePodIdentityAssociation": "association associationId clusterName namespace serviceAccount roleArn",
    "eks:DescribeAccessEntry": "accessEntry accessEntryArn clusterName principalArn type kubernetesGroups[]",
}
RDS = {
    "rds:DescribeDBClusters":
        "DBClusters[] DBClusterIdentifier DbClusterResourceId Engine EngineMode EngineVersion Status BackupRetentionPeriod"
        " PreferredBackupWindow MultiAZ AvailabilityZones[] StorageEncrypted StorageEncryptionType KmsKeyId DeletionProtection"
        " IAMDatabaseAuthenticationEnabled EarliestRestorableTime LatestRestorableTime ClusterCreateTime EnabledCloudwatchLogsExports[]"
        " ServerlessV2ScalingConfiguration.MinCapacity ServerlessV2ScalingConfiguration.MaxCapacity DBClusterMembers[].DBInstanceIdentifier"
        " DBClusterMembers[].IsClusterWriter DBClusterMembers[].PromotionTier DBClusterMembers[].DBClusterParameterGroupStatus"
        " DBSubnetGroup VpcSecurityGroups[].VpcSecurityGroupId Port MasterUserSecret.SecretArn MasterUserSecret.SecretStatus"
        " DBClusterParameterGroup TagList[].Key DBClusterArn",
    "rds:DescribeDBClusterParameters": "Parameters[] ParameterName ParameterValue Source",
    "rds:DescribeEngineDefaultClusterParameters": "EngineDefaults.Parameters[] ParameterName ParameterValue",
    "rds:DescribeDBInstances":
        "DBInstances[] DBInstanceIdentifier DBClusterIdentifier Engine DBInstanceClass DBInstanceStatus AvailabilityZone PubliclyAccessible"
        " DBSubnetGroup.DBSubnetGroupName CACertificateIdentifier CertificateDetails.ValidTill StorageEncrypted TagList[].Key",
    "rds:DescribeDBSubnetGroups": "DBSubnetGroups[] DBSubnetGroupName VpcId Subnets[].SubnetIdentifier",
    "rds:DescribeCertificates": "Certificates[] CertificateIdentifier ValidTill",
    "rds:DescribeDBClusterSnapshots":
        "DBClusterSnapshots[] DBClusterSnapshotIdentifier DBClusterIdentifier DbClusterResourceId SnapshotType Status SnapshotCreateTime"
        " SourceDBClusterSnapshotArn Engine StorageEncrypted KmsKeyId DBClusterSnapshotArn",
    "rds:DescribeDBClusterSnapshotAttributes": "DBClusterSnapshotAttributesResult DBClusterSnapshotAttributes[].AttributeName",
    "cloudwatch:GetMetricData": "MetricDataResults[] Id StatusCode Values[]",
    "service-quotas:GetServiceQuota": "Quota QuotaName Value Adjustable",
    "service-quotas:GetAWSDefaultServiceQuota": "Quota QuotaName Value Adjustable",
    "backup:ListBackupPlans": "BackupPlansList[] BackupPlanId",
    "backup:GetBackupPlan":
        ". BackupPlanId BackupPlan.Rules[].RuleName BackupPlan.Rules[].TargetBackupVaultName BackupPlan.Rules[].ScheduleExpression"
        " BackupPlan.Rules[].CopyActions[].DestinationBackupVaultArn",
    "backup:GetBackupSelection": "BackupSelection SelectionName Resources[]",
    "backup:ListBackupVaults": "BackupVaultList[] BackupVaultName BackupVaultArn EncryptionKeyArn Locked",
    "backup:GetBackupVaultAccessPolicy": ". Policy",
    "backup:DescribeRegionSettings": "ResourceTypeOptInPreference Aurora",
    "backup:ListRestoreTestingPlans":
        "RestoreTestingPlans[] RestoreTestingPlanArn RestoreTestingPlanName ScheduleExpression LastExecutionTime",
    "backup:ListRestoreTestingSelections": "RestoreTestingSelections[] RestoreTestingSelectionName",
    "backup:GetRestoreTestingSelection":
        "RestoreTestingSelection RestoreTestingSelectionName ProtectedResourceType ProtectedResourceArns[] ValidationWindowHours",
    "backup:ListRestoreJobs":
        "RestoreJobs[] RestoreJobId Status SourceResourceArn CreatedBy.RestoreTestingPlanArn CreationDate CompletionDate ValidationStatus",
    "backup:ListRecoveryPointsByBackupVault":
        "RecoveryPoints[] RecoveryPointArn BackupVaultName ResourceArn ResourceType Status CreationDate IsEncrypted",
}
EDGE = {
    "s3:ListBuckets": "Buckets[] Name CreationDate BucketRegion",
    "s3:GetPublicAccessBlock":
        "PublicAccessBlockConfiguration BlockPublicAcls IgnorePublicAcls BlockPublicPolicy RestrictPublicBuckets",
    "s3:GetBucketPolicy": ". Policy",
    "s3:GetBucketPolicyStatus": "PolicyStatus IsPublic",
    "s3:GetBucketEncryption": "ServerSideEncryptionConfiguration.Rules[] ApplyServerSideEncryptionByDefault.SSEAlgorithm",
    "s3:GetBucketVersioning": ". Status",
    "s3:GetBucketOwnershipControls": "OwnershipControls.Rules[] ObjectOwnership",
    "s3:GetBucketTagging": "TagSet[] Key Value",
    "s3control:GetPublicAccessBlock":
        "PublicAccessBlockConfiguration BlockPublicAcls IgnorePublicAcls BlockPublicPolicy RestrictPublicBuckets",
    "cloudfront:ListDistributions":
        "DistributionList.Items[] Id ARN Enabled Staging Status DomainName Aliases.Items[] WebACLId Origins.Items[].Id"
        " Origins.Items[].DomainName Origins.Items[].OriginAccessControlId Origins.Items[].S3OriginConfig.OriginAccessIdentity"
        " Origins.Items[].CustomOriginConfig.OriginProtocolPolicy Origins.Items[].CustomHeaders.Items[].HeaderName"
        " CacheBehaviors.Items[].PathPattern CacheBehaviors.Items[].TargetOriginId CacheBehaviors.Items[].ViewerProtocolPolicy"
        " DefaultCacheBehavior.TargetOriginId DefaultCacheBehavior.ViewerProtocolPolicy ViewerCertificate.MinimumProtocolVersion"
        " ViewerCertificate.CloudFrontDefaultCertificate LastModifiedTime",
    "cloudfront:ListOriginAccessControls":
        "OriginAccessControlList.Items[] Id OriginAccessControlOriginType SigningBehavior SigningProtocol",
    "cloudfront:ListInvalidations": "InvalidationList.Items[] Id Status CreateTime",
    "cloudfront:GetInvalidation": "Invalidation.InvalidationBatch Paths.Items[]",
    "cloudfront:GetDistributionConfig":
        "DistributionConfig DefaultRootObject Logging.Enabled Logging.Bucket CustomErrorResponses.Items[].ResponsePagePath"
        " CustomErrorResponses.Items[].ResponseCode",
    "s3:ListObjectsV2": "Contents[] Key LastModified",
    "wafv2:ListWebACLs": "WebACLs[] Id Name ARN",
    "wafv2:GetWebACL":
        "WebACL Id ARN DefaultAction.Allow Rules[].Name Rules[].Priority Rules[].Action.Block Rules[].OverrideAction.None"
        " Rules[].Statement.ManagedRuleGroupStatement.VendorName Rules[].Statement.ManagedRuleGroupStatement.Name",
    "wafv2:ListLoggingConfigurations": "LoggingConfigurations[] ResourceArn LogDestinationConfigs[]",
}
INGRESS = {
    "elbv2:DescribeLoadBalancers":
        "LoadBalancers[] LoadBalancerArn LoadBalancerName DNSName Scheme Type State.Code VpcId AvailabilityZones[].SubnetId SecurityGroups[]"
        " CreatedTime",
    "elbv2:DescribeLoadBalancerAttributes": "Attributes[] Key Value",
    "elbv2:DescribeTags": "TagDescriptions[] ResourceArn Tags[].Key Tags[].Value",
    "elbv2:DescribeListeners":
        "Listeners[] ListenerArn LoadBalancerArn Port Protocol SslPolicy Certificates[].CertificateArn DefaultActions[].Type"
        " DefaultActions[].TargetGroupArn DefaultActions[].RedirectConfig.Protocol DefaultActions[].RedirectConfig.StatusCode"
        " DefaultActions[].FixedResponseConfig.StatusCode",
    "elbv2:DescribeRules":
        "Rules[] Priority IsDefault Conditions[].Field Conditions[].HttpHeaderConfig.HttpHeaderName Actions[].Type Actions[].TargetGroupArn",
    "elbv2:DescribeSSLPolicies": "SslPolicies[] Name SslProtocols[]",
    "elbv2:DescribeTargetGroups": "TargetGroups[] TargetGroupArn TargetGroupName Protocol Port VpcId TargetType LoadBalancerArns[]",
    "elbv2:DescribeTargetHealth": "TargetHealthDescriptions[] Target.Id Target.Port TargetHealth.State",
    "ec2:DescribeManagedPrefixLists": "PrefixLists[] PrefixListId PrefixListName OwnerId AddressFamily PrefixListArn",
    "sqs:ListQueues": "QueueUrls[] .",
    "sqs:GetQueueAttributes": "Attributes QueueArn Policy SqsManagedSseEnabled",
    "events:ListRules": "Rules[] Name Arn State EventPattern",
    "events:ListTargetsByRule": "Targets[] Id Arn",
    "logs:DescribeDeliverySources": "deliverySources[] name arn resourceArns[] service logType",
    "logs:DescribeDeliveries": "deliveries[] id arn deliverySourceName deliveryDestinationArn deliveryDestinationType",
}
AUDIT = {
    "cloudtrail:DescribeTrails":
        "trailList[] TrailARN Name HomeRegion IsOrganizationTrail IsMultiRegionTrail IncludeGlobalServiceEvents"
        " LogFileValidationEnabled S3BucketName",
    "cloudtrail:GetTrailStatus": ". IsLogging LatestDeliveryTime StartLoggingTime",
    "cloudtrail:GetEventSelectors": "EventSelectors[] IncludeManagementEvents ReadWriteType",
}
IMAGES = {
    "logs:DescribeLogGroups":
        "logGroups[] logGroupName logGroupArn retentionInDays kmsKeyId logGroupClass storedBytes creationTime",
    "ecr:DescribeRegistry": ". registryId",
    "ecr:GetRegistryScanningConfiguration": "scanningConfiguration scanType",
    "ecr:DescribeRepositories":
        "repositories[] repositoryArn repositoryName repositoryUri createdAt imageTagMutability encryptionConfiguration.encryptionType"
        " encryptionConfiguration.kmsKey imageScanningConfiguration.scanOnPush",
    "ecr:BatchGetRepositoryScanningConfiguration": "scanningConfigurations[] repositoryName scanFrequency",
    "ecr:GetRepositoryPolicy": ". policyText",
    "ecr:GetLifecyclePolicy": ". lifecyclePolicyText",
    "ecr:ListTagsForResource": "tags[] Key Value",
    "ecr:DescribeImages": "imageDetails[] imageDigest imageTags[] imagePushedAt imageManifestMediaType",
    "ecr:DescribeImageScanFindings":
        ". imageScanStatus.status imageScanFindings.findingSeverityCounts imageScanFindings.imageScanCompletedAt",
}
MEMBERS = {**ORGANIZATIONS, **IAM, **EC2, **EKS, **RDS, **EDGE, **INGRESS, **IMAGES, **AUDIT}

#: What the model reads and the organization does not have: why.
ABSENT = {
    "ec2:DescribeVpcs Ipv6CidrBlockAssociationSet": "the documented networks have IPv4 alone",
    "ec2:DescribeRouteTables Routes[].NetworkInterfaceId, TransitGatewayId, VpcPeeringConnectionId, EgressOnlyInternetGatewayId": "isolated",
    "ec2:DescribeVpcPeeringConnections *": "environments are isolated",
    "ec2:DescribeTransitGatewayAttachments *": "environments are isolated",
    "ram:GetResourceShares, ListPrincipals, ListResources *": "environments share nothing",
    "ec2:DescribeInstances PublicIpAddress": "dev-instance-with-public-ip",
    "ec2:DescribeSecurityGroups IpPermissions[].Ipv6Ranges": "not used",
    "iam:GetAccountAuthorizationDetails UserDetailList": "dev-user-with-access-key",
    "iam:GetAccountAuthorizationDetails PermissionsBoundary": "not used",
    "kms:DescribeKey MultiRegionConfiguration": "keys of one region",
    "eks:DescribeCapability *": "dev-argocd-capability",
    "eks:DescribeCluster computeConfig, kubernetesNetworkConfig.elasticLoadBalancing": "no Auto Mode",
    "sqs:GetQueueAttributes KmsMasterKeyId": "SQS's own keys",
    "eks:DescribeNodegroup launchTemplate": "the groups say it themselves",
    "rds:DescribeDBClusters PubliclyAccessible, ReplicationSourceIdentifier": "not Aurora's; no replicas",
    "backup:GetBackupSelection ListOfTags, Conditions": "the cluster is selected by its ARN",
    "backup:GetRestoreTestingSelection ProtectedResourceConditions": "the cluster is selected by its ARN",
    "secretsmanager:ListSecrets PrimaryRegion, DeletedDate": "no replicas, none deleted",
    "s3:GetBucketEncryption KMSMasterKeyID": "S3's own keys",
    "s3:GetBucketWebsite *": "CloudFront serves the bucket",
    "cloudfront:ListDistributions VpcOriginConfig, RealtimeLogConfigArn": "the load balancer is internet-facing; logs are delivered the newer way",
    "cloudfront:ListVpcOrigins *": "prod-vpc-origin-open-to-vpc",
    "s3:GetBucketLocation *": "the origin's name says where its bucket is",
    "elbv2:DescribeTargetHealth TargetHealth.Reason": "all are healthy",
    "ecr:DescribeRepositories imageTagMutabilityExclusionFilters": "dev-repository-tags-excluded",
    "ecr:GetRegistryPolicy *": "prod-registry-open",
    "ecr:DescribeRegistry replicationConfiguration.rules": "environments are isolated",
    "cloudtrail:DescribeTrails KmsKeyId": "S3's own keys",
    "cloudtrail:GetTrailStatus LatestDeliveryError": "management-trail-not-delivering",
    "cloudtrail:GetEventSelectors AdvancedEventSelectors": "the older form says it",
    "wafv2:GetWebACL ScopeDownStatement, RuleActionOverrides, ExcludedRules, Firewall Manager's groups": "nothing is weakened",
}


def missing(results):
    """What is not answered for any resource: lines for people."""
    lines = []
    for operation, text in MEMBERS.items():
        answers = [answer for _, _, answer in results.of(operation)]
        for part in text.split(" | "):
            where, *paths = part.split()
            roots = [item for answer in answers for item in found(answer, where)]
            if not roots:
                lines.append(f"{operation}: no {where}")
                continue
            lines += [f"{operation}: {where} has no {path}" for path in paths if not any(found(root, path) for root in roots)]
    return lines


def found(value, path):
    """The values at a path such as `Rules[].Statement`; `.` is the value itself."""
    values = [value]
    for step in [] if path == "." else path.split("."):
        name, many = step.removesuffix("[]"), step.endswith("[]")
        values = [v[name] for v in values if isinstance(v, dict) and v.get(name) is not None]
        if many:
            values = [item for v in values for item in v]
    return values
