"""The texts that the benchmarks work on; each function gives lines."""


def mac(number):
    return "52:54:%02x:%02x:%02x:%02x" % tuple((number >> shift) & 255 for shift in (24, 16, 8, 0))


def address(base, number):
    value = base + number
    return ".".join(str((value >> shift) & 255) for shift in (24, 16, 8, 0))


def entries(count, kind):
    """One node with so many forwarding entries, or neighbours, of its own."""
    yield "overlay 42 dev und subnet 10.0.0.0/8 <"
    yield "  a 192.168.8.1 -> 10.0.0.2 <"
    for number in range(count):
        if kind == "fdb":
            yield f"    fdb {mac(number)} dst 192.168.9.{number % 250 + 1}"
        else:
            yield f"    neigh {address(0x0A010000, number)} lladdr {mac(number)}"
    yield "  >"
    yield "  b 192.168.8.2 -> 10.0.0.3"
    yield ">"


def overlays(count):
    """So many overlays of two nodes, written one by one."""
    for number in range(count):
        network = f"10.{number // 250}.{number % 250}"
        yield f"overlay {number + 1} < a 192.168.8.1 -> {network}.1/24, b 192.168.8.2 -> {network}.2/24 >"


def members(count):
    """One overlay with so many members in plain text."""
    yield "overlay 42 subnet 10.0.0.0/8 <"
    for number in range(count):
        yield f"  node{number} {address(0xAC000001, number)} -> {address(0x0A000001, number)}/8"
    yield ">"


def loop(count):
    """The same from a loop."""
    yield "overlay 42 subnet 10.0.0.0/8 <"
    yield f"  for i in 0..{count - 1} < node${{i}} (172.0.0.1 + $i) -> (10.0.0.1 + $i) >"
    yield ">"


def mesh(count):
    """A full mesh: every node has an entry for every other."""
    yield f"overlay 42 <"
    yield f"  for i in 0..{count - 1} <"
    yield "    n${i} 10.1.${i / 250}.${i % 250 + 1} -> 10.200.${i / 250}.${i % 250 + 1}/16"
    yield "  >"
    yield ">"


TWO = """overlay 42 port 4789 <
  a 192.168.8.1 -> 10.20.1.2/24
  b 192.168.8.2 -> 10.20.1.3/24
>
"""


def write(path, lines):
    with open(path, "w") as file:
        for line in lines:
            file.write(line + "\n")
