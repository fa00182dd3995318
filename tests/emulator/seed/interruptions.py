"""The queue by which Karpenter hears that nodes are going to be taken, and the rules that feed it."""

import json

from layer.names import HOME

#: Name of a rule → source and kind of the events that it takes.
EVENTS = {
    "health": ("aws.health", "AWS Health Event"),
    "spot": ("aws.ec2", "EC2 Spot Instance Interruption Warning"),
    "rebalance": ("aws.ec2", "EC2 Instance Rebalance Recommendation"),
    "instance": ("aws.ec2", "EC2 Instance State-change Notification"),
}


def name(env):
    """What queue and rules are called."""
    return f"{env.label}-karpenter"


def arn(env):
    """The queue's ARN."""
    return env.arn("sqs", name(env))


def build(cloud, env):
    """Makes the queue and its rules."""
    sqs = cloud.client("sqs")
    attributes = {"MessageRetentionPeriod": "300", "SqsManagedSseEnabled": "true", "Policy": json.dumps(policy(env))}
    sqs.create_queue(QueueName=name(env), Attributes=attributes, tags={"Name": name(env)})
    for kind, (source, detail) in EVENTS.items():
        rule(cloud, env, kind, {"source": [source], "detail-type": [detail]})


def rule(cloud, env, kind, pattern):
    """A rule that sends such events to the queue."""
    events, called = cloud.client("events"), f"{name(env)}-{kind}"
    events.put_rule(Name=called, EventPattern=json.dumps(pattern), Tags=[{"Key": "Name", "Value": called}])
    events.put_targets(Rule=called, Targets=[{"Id": "queue", "Arn": arn(env)}])


def policy(env, tls=True, principal=None):
    """Who may send: AWS's own events alone, by TLS."""
    statements = [{
        "Sid": "TheEvents", "Effect": "Allow", "Principal": principal or {"Service": ["events.amazonaws.com", "sqs.amazonaws.com"]},
        "Action": "sqs:SendMessage", "Resource": arn(env),
    }]
    if tls:
        statements.append({
            "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": arn(env),
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        })
    return {"Version": "2012-10-17", "Statement": statements}


def set_policy(cloud, env, document):
    """Gives the queue another policy; returns its ARN."""
    sqs = cloud.client("sqs", HOME)
    url = sqs.get_queue_url(QueueName=name(env))["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(document)})
    return arn(env)
