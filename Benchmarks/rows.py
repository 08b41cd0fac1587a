"""All comparisons, each a row of the table."""
import os
import sys

from growth import EntryGrowth, ReadingGrowth
from inputs import Inputs
from measure import HERE, PromptRow, Row

HOST = """
ip link set lo up
ip link add und type veth peer name far; ip link set und up; ip link set far up
ip address add 192.168.8.1/24 dev und
"""
DEVICE = HOST + """
ip link add vxlan42 type vxlan id 42 dstport 4789 local 192.168.8.1 dev und
ip address add 10.0.0.2/8 dev vxlan42; ip link set vxlan42 up
"""
MEMORY_FILES = "mount -t tmpfs tmpfs /mnt"
# The text of a million members, in megabytes, for the memory that reading it may take.
MEGABYTE = 1 << 20


def rows(tools):
    """Names to functions that give a row, in the order of the table."""
    inputs = Inputs(tools.folder)
    found = {}
    for group in (starting, tables, devices, reading, writing, labs, growing):
        found.update(group(tools, inputs))
    return found


def netlink_alone(tools, name, file, setup, yardstick, runs=3):
    """What `apply` does once it has planned: requests are put together, sent, and answered."""
    own = f"sh -c '{tools.stages} send {file} a >own.json'"
    return Row(
        name, {"vxloom, netlink alone": (own, HOST), "C": (f"{tools.yardstick} {yardstick}", setup)},
        {"C": 1.15}, runs=runs, stages=("send", file, "a", HOST))


def starting(tools, inputs):
    v = tools.program

    def two():
        variants = {
            "vxloom": f"{v} apply -q --node a {inputs.two()}",
            "bash, three `ip`": f"bash {inputs.two_script()}",
            "ip -batch": f"ip -batch {inputs.two_batch()}",
        }
        if tools.pyroute2:
            variants["pyroute2"] = f"{tools.pyroute2} {HERE}/two.py"
        return Row(
            "the two-node recipe: `apply`, reading and planning included", variants,
            {"bash, three `ip`": 0.4, "ip -batch": 1.3}, setup=HOST, runs=15,
            stages=("send", inputs.two(), "a", HOST))

    return {
        "start": lambda: Row(
            "start: `vxloom --version` against `ip -V`",
            {"vxloom": f"{v} --version", "ip": "ip -V"}, {"ip": 1.5}, runs=25, isolated=False),
        "two": two,
        "prompt": lambda: PromptRow(
            "a statement more after 1,000 overlays at the prompt",
            {
                "50 statements": f"sh -c '{v} repl -q <{inputs.prompt(50)}'",
                "none": f"sh -c '{v} repl -q <{inputs.prompt(0)}'",
                "check of the text": f"{v} check -q {inputs.overlays()}",
            }, {}, runs=5, isolated=False),
    }


def tables(tools, inputs):
    v = tools.program
    return {
        "fdb": lambda: Row(
            "100,000 forwarding entries: `apply` on a clean host",
            {
                "vxloom": (f"{v} apply -q --node a {inputs.entries('fdb')}", HOST),
                "bridge -batch": (f"bridge -batch {inputs.fdb_batch()}", DEVICE),
                "C": (f"{tools.yardstick} fdb vxlan42 100000", DEVICE),
            }, {"bridge -batch": 0.333}, runs=3, stages=("send", inputs.entries("fdb"), "a", HOST)),
        "fdb-netlink": lambda: netlink_alone(
            tools, "the same, the netlink part alone", inputs.entries("fdb"), DEVICE,
            "fdb vxlan42 100000"),
        "neigh": lambda: Row(
            "100,000 neighbours: `apply` on a clean host",
            {
                "vxloom": (f"{v} apply -q --node a {inputs.entries('neigh')}", HOST),
                "ip -batch": (f"ip -batch {inputs.neigh_batch()}", DEVICE),
                "C": (f"{tools.yardstick} neigh vxlan42 100000", DEVICE),
            }, {"ip -batch": 0.25}, runs=3, stages=("send", inputs.entries("neigh"), "a", HOST)),
        "neigh-netlink": lambda: netlink_alone(
            tools, "the same, the netlink part alone", inputs.entries("neigh"), DEVICE,
            "neigh vxlan42 100000"),
        "again": lambda: Row(
            "100,000 entries again: `apply` with nothing to do",
            {
                "vxloom": f"{v} apply -q --node a {inputs.entries('fdb')}",
                "C, the dump alone": f"{tools.yardstick} dump vxlan42",
            }, {"C, the dump alone": 1.5},
            setup=HOST + f"{v} apply -q --node a {inputs.entries('fdb')}\n", runs=3,
            stages=("observe", inputs.entries("fdb"), "a",
                    HOST + f"{v} apply -q --owner bench --node a {inputs.entries('fdb')}")),
    }


def devices(tools, inputs):
    v = tools.program
    return {
        "links": lambda: Row(
            "1,000 overlays: `apply` on a clean host",
            {
                "vxloom": f"{v} apply -q --node a {inputs.overlays()}",
                "ip -batch": f"ip -batch {inputs.links_batch()}",
                "C": f"{tools.yardstick} links 1000",
            }, {"ip -batch": 0.8}, setup=HOST, runs=3,
            stages=("send", inputs.overlays(), "a", HOST)),
        "links-netlink": lambda: netlink_alone(
            tools, "the same, the netlink part alone", inputs.overlays(), HOST, "links 1000"),
        "remove": lambda: Row(
            "1,000 overlays taken away: `remove`",
            {
                "vxloom remove": f"{v} remove -q {inputs.overlays()}",
                "ip -batch, one by one": f"ip -batch {inputs.delete_batch()}",
            }, {"ip -batch, one by one": 0.02},
            setup=HOST + f"{v} apply -q --node a {inputs.overlays()}\n", runs=1),
        "remove-script": lambda: Row(
            "the same by the emitted script",
            {
                "the emitted script": "sh script.sh remove",
                "ip -batch, one by one": f"ip -batch {inputs.delete_batch()}",
            }, {"ip -batch, one by one": 1 / 30},
            setup=HOST + f"{v} emit -q --node a {inputs.overlays()} >script.sh\n"
            + f"{v} apply -q --node a {inputs.overlays()}\n", runs=1),
    }


def reading(tools, inputs):
    v = tools.program

    def size():
        return os.path.getsize(inputs.members()) / MEGABYTE

    return {
        "parse": lambda: Row(
            "1,000,000 members in plain text: lexed and parsed to the full tree",
            {
                "vxloom": f"sh -c '{tools.stages} parse {inputs.members()} node0 >own.json'",
                "C scanner": f"{tools.folder}/scan {inputs.members()}",
            }, {"C scanner": 3}, runs=3, isolated=False),
        "check": lambda: Row(
            "the same to the checked topology: `check`",
            {
                "vxloom": f"{v} check -q {inputs.members()}",
                "C scanner": f"{tools.folder}/scan {inputs.members()}",
            }, {"C scanner": 8}, runs=3, isolated=False, memory=12 * size(),
            stages=("check", inputs.members(), "node0", "")),
        "loop": lambda: Row(
            "`for` over 1,000,000 nodes: `check`",
            {
                "vxloom": f"{v} check -q {inputs.loop()}",
                "CPython, the loop alone": f"{sys.executable} {HERE}/loop.py 1000000",
            }, {"CPython, the loop alone": 0.333}, runs=3, isolated=False,
            stages=("check", inputs.loop(), "node0", "")),
    }


def writing(tools, inputs):
    v = tools.program

    def emit():
        commands = {
            "vxloom": f"{v} emit -q --format plain --all -o /mnt {inputs.mesh()}",
            "C by hand": f"{tools.folder}/mesh hand 1000 /mnt",
            "C fprintf": f"{tools.folder}/mesh printf 1000 /mnt",
            "Python f-strings": f"{sys.executable} {HERE}/mesh.py fstrings 1000 /mnt",
        }
        if tools.jinja2:
            commands["Jinja2"] = f"{tools.jinja2} {HERE}/mesh.py jinja 1000 /mnt"
        return Row(
            "the commands of a full mesh of 1,000 nodes: `emit --all`",
            {name: (words, MEMORY_FILES) for name, words in commands.items()},
            {"C by hand": 2, "C fprintf": 1 / 1.4, "Python f-strings": 0.5, "Jinja2": 0.04}, runs=3,
            stages=("emit", inputs.mesh(), "n0", ""))

    return {"emit": emit}


def labs(tools, inputs):
    v = tools.program
    return {
        "lab": lambda: Row(
            "a lab of 100 nodes, up and down",
            {
                "vxloom lab up, down":
                    f"sh -c '{v} lab up -q {inputs.hundred()} && {v} lab down {inputs.hundred()}'",
                "bash, ip netns and ip -n": f"bash {inputs.lab_script()}",
            }, {"bash, ip netns and ip -n": 0.2},
            # The kernel takes namespaces apart in the background, and whoever makes new ones waits.
            setup="sleep 3; mount -t tmpfs tmpfs /run; mkdir /run/netns", runs=3),
    }


def growing(tools, inputs):
    return {
        "growth-members": lambda: ReadingGrowth(
            "growth: members, to the checked topology", inputs.members,
            [1000, 10_000, 100_000, 1_000_000], "node0"),
        "growth-overlays": lambda: ReadingGrowth(
            "growth: overlays, to the checked topology", inputs.overlays,
            [1000, 10_000, 100_000, 400_000], "a"),
        "growth-entries": lambda: ReadingGrowth(
            "growth: entries, to the checked topology", lambda count: inputs.entries("fdb", count),
            [1000, 10_000, 100_000, 1_000_000], "a"),
        "growth-fdb": lambda: EntryGrowth(
            "growth: forwarding entries in the kernel", lambda count: inputs.entries("fdb", count),
            [1000, 10_000, 100_000], (HOST, DEVICE), "fdb vxlan42 {}"),
        "growth-links": lambda: EntryGrowth(
            "growth: devices in the kernel", inputs.overlays, [250, 1000, 4000], (HOST, HOST),
            "links {}"),
    }
