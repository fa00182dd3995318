"""The organization's names: accounts, regions, and the role that the scanner assumes."""

ACCOUNTS = {
    "management": "111111111111",
    "dev": "222222222222",
    "staging": "333333333333",
    "prod": "444444444444",
}
#: The account of the deviation `account-extra`, and its name.
EXTRA, EXTRA_ACCOUNT = "sandbox", "555555555555"
ENVIRONMENTS = ("dev", "staging", "prod")

HOME = "eu-west-1"
DR = "eu-central-1"
GLOBAL = "us-east-1"
#: A scan that proves "nothing elsewhere" reads every enabled region: three keep it short.
REGIONS = (HOME, DR, GLOBAL)

SCANNER_ROLE = "ComplianceScanner"
#: The role of the management account that may stand between a caller and the scanner's roles.
HUB_ROLE = "ComplianceHub"
EXTERNAL_ID = "trueline-tests"


def account_id(name):
    """The id of an account, by its name or its id."""
    return ACCOUNTS.get(name, name)
