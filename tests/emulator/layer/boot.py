"""Makes moto repeatable. Import this before anything else of moto's.

moto draws ids from one random source, takes the time from one function and names its first account 123456789012. Two seedings
must give the same ids, resources must look as if they had stood for a while, and the management account has a readable id: so
the source is seeded, the function replaced by the emulator's clock and the account renamed in every module that copied it.
"""

import os
import sys
from functools import cache

os.environ.pop("MOTO_ACCOUNT_ID", None)  # It would override the account of assumed roles.
os.environ.update(
    MOTO_EC2_LOAD_DEFAULT_AMIS="false",  # Otherwise each account gets a thousand snapshots.
    MOTO_IAM_LOAD_MANAGED_POLICIES="false",  # Otherwise each account loads its own copy of all of them.
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="eu-west-1",
    AWS_EC2_METADATA_DISABLED="true",
)
for leftover in ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
    os.environ.pop(leftover, None)

import botocore.handlers  # noqa: E402
from botocore.loaders import JSONFileLoader  # noqa: E402
from moto import backends  # noqa: E402
from moto.core import responses  # noqa: E402
from moto.moto_api._internal import mock_random  # noqa: E402

from . import clock, names  # noqa: E402

SEED = 20261101
mock_random.seed(SEED)
botocore.handlers.uuid = mock_random  # The tokens that clients send along, and that some answers repeat.

#: Each of moto's many sessions reads these again, seconds in all. Service models are not among them: clients change theirs.
SHARED = ("endpoints", "partitions", "sdk-default-configuration", "_retry")
_load_file = JSONFileLoader._load_file
_load_once = cache(lambda path, opener: _load_file(None, path, opener))


def load_file(self, path, opener):
    """A data file of botocore's, read once if it is shared."""
    name = os.path.basename(path).split(".")[0]
    return _load_once(path, opener) if name in SHARED else _load_file(self, path, opener)


JSONFileLoader._load_file = load_file

#: moto reads its folder and its classes again for each request: a third of its time.
MODULES = tuple(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: MODULES
responses.method_names_from_class = cache(responses.method_names_from_class)

#: Everything that the organization uses, so that one sweep over the loaded modules reaches all of it.
SERVICES = (
    "organizations sts iam ec2 eks rds s3 s3control cloudfront wafv2 kms secretsmanager elbv2 backup acm logs ecr cloudtrail sqs events"
    " ssoadmin ram cloudwatch awslambda ecs ssm".split()
)


def public_address():
    """moto's public addresses are loopback ones."""
    return f"34.{mock_random.randint(240, 255)}.{mock_random.randint(0, 255)}.{mock_random.randint(1, 254)}"


def sweep():
    """Replaces moto's account, clock and second random source wherever a module holds a name for them."""
    for name, module in list(sys.modules.items()):
        if not name.startswith("moto.") or module is None:
            continue
        if getattr(module, "DEFAULT_ACCOUNT_ID", None) == "123456789012":
            module.DEFAULT_ACCOUNT_ID = names.ACCOUNTS["management"]
        if callable(getattr(module, "utcnow", None)):
            module.utcnow = clock.moto_now
        for address in ("random_ip", "random_public_ip"):
            if callable(getattr(module, address, None)):
                setattr(module, address, public_address)
        if getattr(module, "uuid", None) is sys.modules["uuid"]:
            module.uuid = mock_random


sweep()
for service in SERVICES:
    __import__(f"moto.{service}.responses")
    __import__(f"moto.{service}.urls")
sweep()
