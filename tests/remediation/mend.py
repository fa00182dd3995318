"""Mends a finding as its reader would: a rule's AWS CLI commands, run by the AWS CLI against the emulated organization.

Reads one JSON object on stdin: `url` of the organization, `script`, and the `finding` as the report has it. Says on stderr what
went wrong. The commands run in the finding's account and region; each account is a profile by its name.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True  # The sources lie in the repository.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "emulator"))

from layer.names import ACCOUNTS, EXTERNAL_ID, HOME, SCANNER_ROLE
from words import Found, words_of


def main():
    """Fills in the words, runs the commands."""
    asked = json.load(sys.stdin)
    sessions = Sessions(asked["url"])
    found = Found(asked["finding"], sessions)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config"
        config.write_text(sessions.profiles(found))
        command(Path(folder) / "bin", asked["url"])
        environment = {
            "PATH": f"{folder}/bin{os.pathsep}{os.environ['PATH']}", "HOME": folder, "AWS_CONFIG_FILE": str(config),
            "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true",
        }
        words = words_of(asked["script"], found)
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", asked["script"]], env={**environment, **words}, cwd=folder, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )
    if run.returncode:
        print(f"{asked['script']}{json.dumps(words)}\n{run.stdout}{run.stderr}", file=sys.stderr)
    return run.returncode


def command(folder, url):
    """The command `aws`, which knows where the organization is: for SQS the AWS CLI does not heed the environment's word for it."""
    folder.mkdir()
    path = folder / "aws"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -B -m awscli --endpoint-url "{url}" "$@"\n')
    path.chmod(0o755)


class Sessions:
    """Clients in each account of the organization, as its administrator."""

    def __init__(self, url):
        self.url = url
        self._keys = {}

    def keys(self, account):
        """Credentials in an account: the management account's own, or those of the role that it may assume."""
        if account == ACCOUNTS["management"]:
            return {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        if account not in self._keys:
            role = f"arn:aws:iam::{account}:role/{SCANNER_ROLE}"
            sts = self._client("sts", HOME, self.keys(ACCOUNTS["management"]))
            made = sts.assume_role(RoleArn=role, RoleSessionName="mend", ExternalId=EXTERNAL_ID)["Credentials"]
            self._keys[account] = {
                "aws_access_key_id": made["AccessKeyId"], "aws_secret_access_key": made["SecretAccessKey"],
                "aws_session_token": made["SessionToken"],
            }
        return self._keys[account]

    def held(self, account):
        """The same, or none where nobody has been given a way in, or where there is no such account."""
        from botocore.exceptions import ClientError

        try:
            return self.keys(account)
        except ClientError:
            return {}

    def client(self, service, account, region):
        """A client of a service."""
        return self._client(service, region, self.keys(account))

    def _client(self, service, region, keys):
        import boto3
        from botocore.config import Config

        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        return boto3.client(service, region_name=region, endpoint_url=self.url, config=config, **keys)

    def profiles(self, found):
        """The AWS CLI's configuration: a profile per account, and the finding's account as the default."""
        lines = []
        for name, account in [("default", found.account), *((f"profile {name}", account) for name, account in ACCOUNTS.items())]:
            region = found.region if name == "default" else HOME
            lines += [f"[{name}]", f"region = {region}", "s3 =", "    addressing_style = path"]
            lines += [f"{key} = {value}" for key, value in self.held(account).items()]
        return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
