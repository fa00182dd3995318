"""Images and where they are kept."""

from .table import only, word


@word("REPOSITORY")
def repository(found):
    """The repository's name."""
    listed = lambda: (r["repositoryName"] for r in found.client("ecr").describe_repositories()["repositories"])
    return found.own("AWS::ECR::Repository", lambda: only(listed(), "repository"))


@word("RELEASE")
def release(_found):
    """The release that the newest image holds, which the pipeline knows."""
    return "1.5.1"
