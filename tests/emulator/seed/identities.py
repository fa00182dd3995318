"""Roles and identity providers: nobody in the organization is a user."""

import json

from layer.names import ACCOUNTS, EXTERNAL_ID, GLOBAL, SCANNER_ROLE

from . import images

GITHUB = "token.actions.githubusercontent.com"
#: Role → the service that it serves, and what AWS's own policies give it.
SERVICE_ROLES = {
    "flow-logs": ("vpc-flow-logs.amazonaws.com", []),
    "cluster": ("eks.amazonaws.com", ["AmazonEKSClusterPolicy"]),
    "node": ("ec2.amazonaws.com", ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy"]),
    "backup": ("backup.amazonaws.com", ["service-role/AWSBackupServiceRolePolicyForBackup"]),
}
#: Service accounts of the cluster, with what each may do.
PODS = {
    "aws-load-balancer-controller": ("kube-system", ["elasticloadbalancing:*", "ec2:Describe*"]),
    "karpenter": ("kube-system", [
        "ec2:RunInstances", "ec2:CreateFleet", "ec2:TerminateInstances", "ec2:Describe*", "sqs:ReceiveMessage", "sqs:DeleteMessage",
    ]),
    "external-secrets": ("external-secrets", ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]),
}


def trust(principal, action="sts:AssumeRole", condition=None):
    """A trust policy of one statement."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    if condition:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}


def role(cloud, name, policy, **more):
    """A role with this trust; returns its ARN."""
    return cloud.client("iam", GLOBAL).create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps(policy), Tags=[{"Key": "Name", "Value": name}], **more
    )["Role"]["Arn"]


def every_account(cloud, account):
    """Management knows the company's directory; in the others, it may assume the scanner's role if it knows the external id."""
    if account == ACCOUNTS["management"]:
        return directory(cloud, account)
    scanner(cloud)


def scanner(cloud):
    """The scanner's role, for who comes from the management account."""
    condition = {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
    role(cloud, SCANNER_ROLE, trust({"AWS": f"arn:aws:iam::{ACCOUNTS['management']}:root"}, condition=condition))
    inline(cloud, SCANNER_ROLE, ["ec2:Describe*", "eks:Describe*", "eks:List*", "rds:Describe*", "iam:Get*", "iam:List*"])


def directory(cloud, account):
    """The company's directory: people sign in through it, and nobody is a user of IAM."""
    arn = saml_provider(cloud, "innovate-directory")
    condition = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    role(cloud, "Administrator", trust({"Federated": arn}, "sts:AssumeRoleWithSAML", condition))


def saml_provider(cloud, name):
    """A directory that people can sign in through; returns its ARN."""
    metadata = f'<EntityDescriptor entityID="https://login.innovate.example/saml">{"." * 1000}</EntityDescriptor>'
    return cloud.client("iam", GLOBAL).create_saml_provider(Name=name, SAMLMetadataDocument=metadata)["SAMLProviderArn"]


def inline(cloud, name, actions, resources="*"):
    """A policy written into a role."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources}]}
    cloud.client("iam", GLOBAL).put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=json.dumps(document))


def environment(cloud, env):
    """The roles of an environment: for services, for pods, and for the pipeline."""
    for key, (service, managed) in SERVICE_ROLES.items():
        env.roles[key] = role(cloud, f"{env.label}-{key}", trust({"Service": service}))
        for policy in managed:
            attach_aws(cloud, f"{env.label}-{key}", policy)
    inline(cloud, f"{env.label}-flow-logs", ["logs:CreateLogStream", "logs:PutLogEvents"])
    for name, (_, actions) in PODS.items():
        pods = trust({"Service": "pods.eks.amazonaws.com"}, ["sts:AssumeRole", "sts:TagSession"])
        env.roles[name] = role(cloud, f"{env.label}-{name}", pods)
        own_policy(cloud, env, name, actions, secrets(env) if name == "external-secrets" else "*")
    deployment(cloud, env)


def secrets(env):
    """The environment's own secrets: the application's, and the one that RDS keeps."""
    return [env.arn("secretsmanager", f"secret:{name}") for name in (f"innovate/{env.name}/*", "rds!cluster-*")]


def own_policy(cloud, env, name, actions, resources="*"):
    """A managed policy of the account's own, on the role of the same name."""
    iam = cloud.client("iam", GLOBAL)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources}]}
    made = iam.create_policy(PolicyName=f"{env.label}-{name}", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=f"{env.label}-{name}", PolicyArn=made)


def attach_aws(cloud, role_name, policy):
    """One of AWS's policies."""
    arn = f"arn:aws:iam::aws:policy/{policy}"
    cloud.client("iam", GLOBAL).attach_role_policy(RoleName=role_name, PolicyArn=arn)


def deployment(cloud, env):
    """GitHub Actions, and the role that the company's own repositories may assume through it."""
    iam = cloud.client("iam", GLOBAL)
    provider = iam.create_open_id_connect_provider(
        Url=f"https://{GITHUB}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["6938fd4d98bab03faadb97b34396831e3780aea1"]
    )["OpenIDConnectProviderArn"]
    env.roles["github-provider"] = provider
    env.roles["deploy"] = role(cloud, f"{env.label}-deploy", github_trust(provider, f"repo:innovate-inc/app:environment:{env.name}"))
    inline(cloud, f"{env.label}-deploy", ["ecr:GetAuthorizationToken", "eks:DescribeCluster", *images.PUSH])


def github_trust(provider, subject):
    """A trust for workflows of this subject."""
    condition = {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}, "StringLike": {f"{GITHUB}:sub": subject}}
    return trust({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", condition)
