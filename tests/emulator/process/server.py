"""One server: a seeded organization, changed as a test wants it, on a free port."""

from consequences import Consequences
from layer import bulk, clock, sessions, store, unsigned
from layer.faults import Fault
from layer.inprocess import Cloud
from layer.names import ENVIRONMENTS, account_id
from moto.core.base_backend import BackendDict
from moto.moto_server.werkzeug_app import MotoRequestHandler
from moto.organizations.models import organizations_backends
from seed import backups, database, edge, images
from seed.made import Environment
from werkzeug.serving import make_server

from . import emptied, hostile, varied, workloads


class QuietHandler(MotoRequestHandler):
    """Says nothing of requests: the log is for that."""

    def make_environ(self):
        """Werkzeug leaves out headers with an underscore, as the token of Identity Center's portal is."""
        environ = super().make_environ()
        if environ["PATH_INFO"] == unsigned.PORTAL:  # moto takes headers of other calls for parameters.
            environ["HTTP_X_AMZ_SSO_BEARER_TOKEN"] = self.headers.get("x-amz-sso_bearer_token", "")
        return environ

    def log_request(self, *_, **__):
        """Nothing."""

    def connection_dropped(self, *_, **__):
        """A reset connection is what a test asked for: there is nothing to read from it."""
        self.close_connection = True


def prepare(application, world, spec):
    """Starts the clock, breaks what is to be broken, and sets the faults. Returns what was broken."""
    from deviations import apply

    if unknown := set(spec) - {"deviations", "empty", "emptied", "faults", "record", "session_seconds", "hostile", "varied", "accounts", "listing"}:
        raise ValueError(f"a fork has no {', '.join(sorted(unknown))}")
    clock.start()
    if spec.get("empty"):
        if spec.get("deviations"):
            raise ValueError("an empty organization has no deviations")
        broken = empty(application)
    else:
        for env in world.envs.values():
            for part in (database, backups, edge, images):
                part.settle(env)
        wanted = list(varied.DEVIATIONS) if spec.get("varied") else []
        broken = apply(world, wanted + spec.get("deviations", []))
        if spec.get("varied"):
            varied.vary(world)
        for name in spec.get("emptied", []):
            emptied.empty(account_id(name))
        if spec.get("hostile"):
            hostile.fill(world.cloud, world.envs["dev"])
        workloads.add(world, spec.get("accounts", 0))
        application.consequences = Consequences(world.cloud, world.envs.values())
        application.listing = bulk.listing(world, spec.get("listing"))
    application.faults = [Fault(fault) for fault in spec.get("faults", [])]
    application.log, application.recorded = [], spec.get("record", False)
    sessions.last(spec.get("session_seconds"))
    return broken


def empty(application):
    """Forgets the organization."""
    BackendDict.reset()
    organizations_backends.master_accounts.clear()
    store.clear()
    made = [Environment(name, number) for number, name in enumerate(ENVIRONMENTS, 1)]
    application.consequences = Consequences(Cloud(application), made)
    return {}


def listen(application, port=0):
    """A server on this machine alone."""
    return make_server("127.0.0.1", port, application, threaded=True, request_handler=QuietHandler)


def url(server):
    """Where it listens."""
    return f"http://127.0.0.1:{server.server_port}"
