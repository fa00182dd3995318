"""Any number of further accounts, each with nothing but the role that the scanner assumes."""

from layer import accounts
from layer.answers import mends
from layer.names import ACCOUNTS, SCANNER_ROLE
from moto.backends import get_backend
from moto.ec2.models import EC2Backend

FIRST = 500000000001
#: The accounts that have not even a default VPC.
bare = set()


def add(world, count):
    """Makes the accounts, beside the environments: on moto's objects, as hundreds of calls would take seconds."""
    organizations = get_backend("organizations")[ACCOUNTS["management"]]["aws"]
    model = next(role for role in _roles(world.envs["dev"].account).roles.values() if role.name == SCANNER_ROLE)
    for number in range(count):
        name, account = f"workload-{number + 1:04}", str(FIRST + number)
        accounts.IDS[name] = account
        bare.add(account)
        organizations.create_account(AccountName=name, Email=accounts.MAIL.format(name))
        organizations.accounts[-1].parent_id = world.organization["unit"]
        scanner(_roles(account), model)


def scanner(iam, model):
    """The scanner's role, as the environments have it, and no other."""
    iam.roles.clear()
    made = iam.create_role(
        role_name=SCANNER_ROLE, assume_role_policy_document=model.assume_role_policy_document, path=model.path,
        permissions_boundary=None, description=model.description, tags=model.tags, max_session_duration="3600",
    )
    made.policies.update(model.policies)


def _roles(account):
    return get_backend("iam")[account]["aws"]


@mends(EC2Backend, "create_default_vpc")
def create_default_vpc(make, self):
    """AWS makes one in each region of each account; who has hundreds of accounts removes them."""
    return None if self.account_id in bare else make(self)
