"""Values that a scanner has no business with, in services that it does not read: each says CANARY, to be known if it turns up."""

import io
from zipfile import ZipFile, ZipInfo

PLAIN = "CANARY-{}-never-collected"


def build(cloud, env):
    """A parameter, a function and a container with something to hide."""
    parameter(cloud, env)
    function(cloud, env)
    container(cloud, env)


def parameter(cloud, env):
    """An encrypted parameter."""
    cloud.client("ssm").put_parameter(
        Name=f"/innovate/{env.name}/license", Type="SecureString", Value=PLAIN.format("parameter"), KeyId=env.keys["database"]
    )


def function(cloud, env):
    """A function with a token among its variables."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(ZipInfo("index.py"), "def handler(event, context):\n    pass\n")
    cloud.client("lambda").create_function(
        FunctionName=f"{env.label}-report", Runtime="python3.13", Role=env.roles["backup"], Handler="index.handler",
        Code={"ZipFile": packed.getvalue()}, Environment={"Variables": {"TOKEN": PLAIN.format("lambda-environment")}},
    )


def container(cloud, env):
    """A task with a token among its variables."""
    cloud.client("ecs").register_task_definition(family=f"{env.label}-report", containerDefinitions=[{
        "name": "report", "image": "public.ecr.aws/docker/library/busybox:1", "memory": 128,
        "environment": [{"name": "TOKEN", "value": PLAIN.format("task-environment")}],
    }])
