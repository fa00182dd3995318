"""What was made: the ids that deviations need to find what they break, and shortcuts to moto's objects."""

from dataclasses import dataclass, field

from moto.backends import get_backend

from layer.names import ACCOUNTS, HOME


def backend(service, account, region=HOME):
    """moto's store of a service: for what no call can set."""
    return get_backend(service)[account][region]


@dataclass
class Environment:
    """One of dev, staging, prod."""

    name: str
    number: int
    account: str = ""
    vpc: str = ""
    igw: str = ""
    nat: str = ""
    public: dict = field(default_factory=dict)
    private: dict = field(default_factory=dict)
    public_table: str = ""
    private_table: str = ""
    groups: dict = field(default_factory=dict)
    endpoints: dict = field(default_factory=dict)
    flow_log: str = ""
    keys: dict = field(default_factory=dict)
    roles: dict = field(default_factory=dict)
    balancer: str = ""
    logs: str = ""
    nodes: dict = field(default_factory=dict)
    backup: dict = field(default_factory=dict)
    edge: dict = field(default_factory=dict)

    def __post_init__(self):
        self.account = ACCOUNTS[self.name]

    @property
    def label(self):
        """The name that most of its resources carry."""
        return f"innovate-{self.name}"

    @property
    def cidr(self):
        """The range of its VPC."""
        return f"10.{self.number}.0.0/16"

    def arn(self, service, resource, region=HOME):
        """An ARN in its account."""
        return f"arn:aws:{service}:{region}:{self.account}:{resource}"

    def backend(self, service, region=HOME):
        """moto's store of a service in its account."""
        return backend(service, self.account, region)

    @property
    def cluster(self):
        """Its EKS cluster, as moto holds it."""
        return self.backend("eks").clusters[self.label]

    @property
    def database(self):
        """Its Aurora cluster, as moto holds it."""
        return self.backend("rds").clusters[self.label]

    @property
    def instances(self):
        """Its database instances, the writer first."""
        databases = self.backend("rds").databases
        return [databases[f"{self.label}-{n}"] for n in (0, 1)]


def tags(name, **more):
    """Tags as EC2 and most others take them."""
    return [{"Key": key, "Value": value} for key, value in {"Name": name, **more}.items()]


def specification(kind, name, **more):
    """Tags for EC2's create calls."""
    return [{"ResourceType": kind, "Tags": tags(name, **more)}]
