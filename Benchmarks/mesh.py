"""The plain commands of a full mesh: `mesh.py fstrings N DIR` or `mesh.py jinja N DIR`."""
import sys


def underlay(node):
    return f"10.1.{node // 250}.{node % 250 + 1}"


def fstrings(nodes):
    addresses = [underlay(node) for node in range(nodes)]
    for node in range(nodes):
        lines = [f"ip link add dev vxlan42 type vxlan id 42 dstport 4789 local {addresses[node]}\n"]
        for peer in range(nodes):
            if peer != node:
                lines.append(
                    f"bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst {addresses[peer]}\n")
        lines.append("ip link set dev vxlan42 up\n")
        yield "".join(lines)


TEMPLATE = """ip link add dev vxlan42 type vxlan id 42 dstport 4789 local {{ own }}
{% for peer in peers %}bridge fdb append 00:00:00:00:00:00 dev vxlan42 dst {{ peer }}
{% endfor %}ip link set dev vxlan42 up
"""


def jinja(nodes):
    import jinja2

    template = jinja2.Template(TEMPLATE)
    addresses = [underlay(node) for node in range(nodes)]
    for node in range(nodes):
        peers = addresses[:node] + addresses[node + 1:]
        yield template.render(own=addresses[node], peers=peers)


how, nodes, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
for number, text in enumerate({"fstrings": fstrings, "jinja": jinja}[how](nodes)):
    with open(f"{folder}/n{number}.txt", "w") as file:
        file.write(text)
