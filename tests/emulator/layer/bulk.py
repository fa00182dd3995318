"""A listing of any size, made as it is asked for: network interfaces that hang on nothing."""

from functools import cache

from .names import HOME

OPERATION = "DescribeNetworkInterfaces"
KEYS = {"account", "operation", "count"}
#: They stand in the one item that is written by the service model, for what differs between items.
NAME, ADDRESS = "eni-00000000000000000", "10.0.0.0"
FRAME = "networkInterfaceSet"


class Listing:
    """So many interfaces of an environment, in its home region."""

    def __init__(self, env, count):
        self.env, self.count = env, count
        self.page = cache(self._page)
        self.sample = None

    def holds(self, call):
        """Whether a call lists them; who asks for some of them is moto's to answer."""
        where = (call.name, call.account, call.region) == (f"ec2:{OPERATION}", self.env.account, HOME)
        return where and not call.params.get("Filters") and not call.params.get("NetworkInterfaceIds")

    def answer(self, call):
        """A page of them, as large as the call wants it."""
        self.sample = self.sample or call.write({"NetworkInterfaces": [self._interface()], "NextToken": "next"})
        start = int(call.params.get("NextToken") or 0)
        status, headers, _ = self.sample
        return status, headers, self.page(start, min(start + (call.params.get("MaxResults") or 1000), self.count))

    def _page(self, start, end):
        text = self.sample[2]
        text = text.decode() if isinstance(text, bytes) else text
        head, _, rest = text.partition(f"<{FRAME}>")
        item, _, tail = rest.partition(f"</{FRAME}>")
        token = "<nextToken>next</nextToken>"
        further = token.replace("next<", f"{end}<") if end < self.count else ""
        items = "".join(item.replace(NAME, f"eni-{n:017x}").replace(ADDRESS, address(n)) for n in range(start, end))
        return f"{head}<{FRAME}>{items}</{FRAME}>{tail}".replace(token, further).encode()

    def _interface(self):
        """One that nobody uses."""
        own = {"Primary": True, "PrivateIpAddress": ADDRESS}
        return {
            "NetworkInterfaceId": NAME, "PrivateIpAddress": ADDRESS, "PrivateIpAddresses": [own], "OwnerId": self.env.account,
            "VpcId": self.env.vpc, "SubnetId": self.env.private["a"], "AvailabilityZone": f"{HOME}a", "Status": "available",
            "InterfaceType": "interface", "Description": "", "RequesterManaged": False, "SourceDestCheck": True, "TagSet": [],
            "MacAddress": "02:00:00:00:00:00", "Groups": [{"GroupId": self.env.groups["endpoints"], "GroupName": "endpoints"}],
        }


def address(number):
    """A private address for each."""
    return f"10.{128 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"


def listing(world, spec):
    """The listing that a fork's spec wants; None without one."""
    if not spec:
        return None
    if set(spec) != KEYS or spec["operation"] != OPERATION or spec["account"] not in world.envs:
        raise ValueError(f"a listing has an environment's account, the operation {OPERATION} and a count")
    return Listing(world.envs[spec["account"]], spec["count"])
