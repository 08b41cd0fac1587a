"""The files that the variants of the rows read, written when the first one asks."""
import os

import recipes

HUNDRED = "overlay 42 subnet 10.20.0.0/16 < for i in 1..100 < n${i} (10.1.0.0 + $i) -> .${i} > >"
TWO_COMMANDS = [
    "ip link add vxlan42 type vxlan id 42 dstport 4789 remote 192.168.8.2 local 192.168.8.1",
    "ip address add 10.20.1.2/24 dev vxlan42", "ip link set vxlan42 up",
]


class Inputs:
    def __init__(self, folder):
        self.folder = folder

    def file(self, name, lines):
        """The path of a file that has these lines."""
        path = f"{self.folder}/{name}"
        if not os.path.exists(path):
            recipes.write(path, lines)
        return path

    def two(self):
        return self.file("two.vxl", recipes.TWO.splitlines())

    def entries(self, kind, count=100_000):
        return self.file(f"{kind}{count}.vxl", recipes.entries(count, kind))

    def overlays(self, count=1000):
        return self.file(f"overlays{count}.vxl", recipes.overlays(count))

    def members(self, count=1_000_000):
        return self.file(f"members{count}.vxl", recipes.members(count))

    def loop(self, count=1_000_000):
        return self.file(f"loop{count}.vxl", recipes.loop(count))

    def mesh(self, count=1000):
        return self.file(f"mesh{count}.vxl", recipes.mesh(count))

    def hundred(self):
        return self.file("hundred.vxl", [HUNDRED])

    def prompt(self, more):
        """A thousand overlays, then so many statements, each entered by itself."""
        def lines():
            yield from recipes.overlays(1000)
            for number in range(more):
                yield ":node a"
                yield f"let value{number} = {number}"
        return self.file(f"prompt{more}", lines())

    def fdb_batch(self, count=100_000):
        return self.file(f"fdb{count}.batch", (
            f"fdb replace {recipes.mac(n)} dev vxlan42 dst 192.168.9.{n % 250 + 1}"
            for n in range(count)))

    def neigh_batch(self, count=100_000):
        return self.file(f"neigh{count}.batch", (
            f"neigh replace {recipes.address(0x0A010000, n)} lladdr {recipes.mac(n)}"
            " dev vxlan42 nud permanent" for n in range(count)))

    def links_batch(self, count=1000):
        def lines():
            for n in range(count):
                yield (f"link add vxlan{n + 1} type vxlan id {n + 1} dstport 4789"
                       " remote 192.168.8.2 local 192.168.8.1")
                yield f"address add 10.{n // 250}.{n % 250}.1/24 dev vxlan{n + 1}"
                yield f"link set vxlan{n + 1} up"
        return self.file(f"links{count}.batch", lines())

    def delete_batch(self, count=1000):
        return self.file(
            f"delete{count}.batch", (f"link delete vxlan{n + 1}" for n in range(count)))

    def two_script(self):
        return self.file("two.sh", TWO_COMMANDS)

    def two_batch(self):
        return self.file("two.batch", [line[3:] for line in TWO_COMMANDS])

    def lab_script(self, count=100):
        """A lab as one would write it: the entries of a node go through one `bridge -batch`."""
        def lines():
            yield "ip link add lab type bridge; ip link set lab up"
            for n in range(1, count + 1):
                yield f"ip netns add n{n}; ip link add p{n} type veth peer name eth0 netns n{n}"
                yield f"ip link set p{n} master lab up; ip -n n{n} link set lo up; ip -n n{n} link set eth0 up"
                yield f"ip -n n{n} address add 10.1.0.{n}/16 dev eth0"
                yield f"ip -n n{n} link add vxlan42 type vxlan id 42 dstport 4789 local 10.1.0.{n}"
                yield f"bridge -n n{n} -batch - <<'END'"
                for peer in range(1, count + 1):
                    if peer != n:
                        yield f"fdb append 00:00:00:00:00:00 dev vxlan42 dst 10.1.0.{peer}"
                yield "END"
                yield f"ip -n n{n} address add 10.20.0.{n}/16 dev vxlan42; ip -n n{n} link set vxlan42 up"
            for n in range(1, count + 1):
                yield f"ip netns delete n{n}"
        return self.file(f"lab{count}.sh", lines())
