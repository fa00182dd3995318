"""The registry of what the layer answers itself or amends: the tables of `gaps` are filled from here."""


class Refusal(Exception):
    """A call that AWS would refuse: the wire's code, the status and the message."""

    def __init__(self, code, message, status=400):
        super().__init__(code, message)
        self.code, self.message, self.status = code, message, status


class Gap:
    """One thing that moto lacks and what the layer does about it."""

    def __init__(self, name, lacks, kind, function):
        self.name, self.lacks, self.kind, self.function = name, lacks, kind, function


#: Operation and members → what moto lacks of them until its resources hold it.
MEMBERS = {}
#: Operation → the function that answers in moto's place: it takes the call and returns the result's members.
ANSWERS = {}
#: Operation → the functions that amend moto's answer: they take the call and the result's members.
AMENDMENTS = {}
#: Operation → the functions that look at a call before moto does and may refuse it.
GUARDS = {}
#: Operation → the functions that do what AWS does along with a write: they take the cloud, the environment, the call and moto's answer.
#: In forks, from their deviations on: the seeding does the same by itself.
CONSEQUENCES = {}


def answers(name, lacks):
    """Answers an operation that moto lacks."""
    return _register(ANSWERS, name, lacks, "answered")


def amends(name, lacks):
    """Amends moto's answer to an operation."""
    return _register(AMENDMENTS, name, lacks, "amended")


def guards(name, lacks):
    """Looks at a call before moto does."""
    return _register(GUARDS, name, lacks, "guarded")


def follows(name, lacks):
    """Does what AWS does along with a write, and moto does not."""
    return _register(CONSEQUENCES, name, lacks, "followed")


def sets(name, lacks):
    """Notes a member that moto answers once its resource holds it: the seeding, or the layer on import, sees to that."""
    MEMBERS[name] = lacks


def mends(owner, name):
    """Replaces a method of moto's by a function that is given the method first."""

    def replace(function):
        method = getattr(owner, name)
        setattr(owner, name, lambda self, *arguments, **members: function(method, self, *arguments, **members))
        return function

    return replace


def _register(table, name, lacks, kind):
    def decorate(function):
        assert name not in table, name
        table[name] = Gap(name, lacks, kind, function)
        return function

    return decorate
