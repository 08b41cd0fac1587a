"""The two-node recipe by pyroute2, as its manual shows it."""
from pyroute2 import IPRoute

with IPRoute() as ip:
    ip.link("add", ifname="vxlan42", kind="vxlan", vxlan_id=42, vxlan_port=4789,
            vxlan_group="192.168.8.2", vxlan_local="192.168.8.1")
    index = ip.link_lookup(ifname="vxlan42")[0]
    ip.addr("add", index=index, address="10.20.1.2", prefixlen=24)
    ip.link("set", index=index, state="up")
