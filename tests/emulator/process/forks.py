"""Forks of the seeded process: each serves its own copy of the organization, and none outlives the parent."""

import ctypes
import json
import os
import signal
import sys
import traceback

from . import server

PR_SET_PDEATHSIG = 1


class Forks:
    """The children."""

    def __init__(self, application, world):
        self.application, self.world = application, world
        self.pids = set()

    def fork(self, spec):
        """A child that serves; its answer comes through a pipe once it listens."""
        receive, send = os.pipe()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(receive)
            self._child(spec, send, parent)
        os.close(send)
        self.pids.add(pid)
        with os.fdopen(receive) as pipe:
            text = pipe.read()
        answer = json.loads(text) if text else {"error": "the fork ended before it listened"}
        if "error" in answer:
            self.stop(pid)
        return {**answer, "pid": pid}

    def _child(self, spec, send, parent):
        """Never returns: the parent's loop is not the child's."""
        try:
            _die_with(parent)
            quiet = os.open(os.devnull, os.O_RDWR)
            os.dup2(quiet, 0)
            os.dup2(quiet, 1)  # The parent's answers go there.
            broken = server.prepare(self.application, self.world, spec)
            listener = server.listen(self.application)
            answer = {"url": server.url(listener), "broken": broken}
        except BaseException:
            answer, listener = {"error": traceback.format_exc(limit=-4)}, None
        with os.fdopen(send, "w") as pipe:
            pipe.write(json.dumps(answer))
        if listener is not None:
            try:
                listener.serve_forever()
            except BaseException:
                pass
        sys.stderr.flush()
        os._exit(0)

    def stop(self, pid):
        """Ends a child of ours, by its id."""
        if pid not in self.pids:
            return {"error": f"no fork {pid}"}
        self.pids.discard(pid)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(pid, 0)
        return {"stopped": pid}

    def stop_all(self):
        """Ends every child of ours."""
        for pid in list(self.pids):
            self.stop(pid)


def _die_with(parent):
    """The kernel ends the child when the parent ends, however that happens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except (AttributeError, OSError):  # Not Linux: the tests' parent ends its children itself.
        pass
    if os.getppid() != parent:
        os._exit(0)
