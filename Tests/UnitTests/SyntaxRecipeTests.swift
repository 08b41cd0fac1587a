import Testing

// The examples of the language page are read without a mistake.

@Suite struct SyntaxRecipes {
  @Test func oneIdea() {
    check(
      """
      overlay 42 port 4789 <
        node1 192.168.8.100 -> 10.20.1.2/24
        node2 192.168.8.101 -> 10.20.1.3/24
      >
      """, errors: [])
  }

  @Test func statements() {
    check(
      """
      import "common.vxl"                     # its params, lets, nodes, recipes
      param vni: int = 42                     # set from outside: --set vni=43
      let   lan = 10.20.1.0/24                # a constant
      node  node1 192.168.8.100 dev enp0s8    # a host, declared once

      recipe mesh(vni: int, lan: prefix, hosts: list) <
        overlay $vni subnet $lan <
          for i, h in $hosts < $h -> .${i + 2} >
        >
      >
      use mesh(vni = 42, lan = 10.20.1.0/24, hosts = [node1, node2, node3])

      for i in 0..99 < node node${i} (192.168.8.100 + $i) >
      if $vni == 42 < a > else if $vni in [43, 44] < b > else < c >
      """, errors: [])
  }

  @Test func pointToPoint() {
    check(
      """
      overlay 1 port 4789 dev eth0 <
        vm1 172.31.0.106 -> 10.0.0.106/24
        vm2 172.31.0.107 -> 10.0.0.107/24
      >
      """, errors: [])
  }

  @Test func containers() {
    check(
      """
      overlay 200 name vxlan_docker port 4789 dev eth0 docker mynetwork subnet 172.18.0.0/16 <
        vm1 172.31.0.106 -> .11 < container c1 image centos -> .2 >
        vm2 172.31.0.107 -> .12 < container c2 image centos -> .3 >
      >
      """, errors: [])
  }

  @Test func everyOption() {
    check(
      """
      overlay 1 port 4789 dev eth0 name v1 subnet 10.0.0.0/24 fd00::/64 local 10.9.9.9
        ttl 8 tos inherit df set flowlabel 7 srcport 32768 61000 ageing 300 maxaddress 100
        learning noproxy norsc nol2miss nol3miss udpcsum noudp6zerocsumtx noudp6zerocsumrx
        gbp localbypass reserved_bits 0x0 mtu auto
      <
        vm1 172.31.0.106 peers [vm2] -> .2
        vm2 172.31.0.107 peers vm1 -> .3
      >
      """, errors: [])
  }

  @Test func multicast() {
    check(
      """
      overlay 42 name vxlan0 port 4789 group 239.1.1.1 dev enp0s8 subnet 10.20.1.0/24 <
        node1 192.168.8.100 -> .2, node2 192.168.8.101 -> .3, node3 192.168.8.102 -> .4
      >
      """, errors: [])
  }

  @Test func namespaces() {
    check(
      """
      overlay 42 name vxlan0 port 4789 group 239.1.1.1 dev enp0s8 bridge br0 subnet 10.20.1.0/24 <
        node1 192.168.8.100 < netns container dev eth0 veth foo -> .2 >
        node2 192.168.8.101 < netns container dev eth0 veth foo -> .3 >
      >
      """, errors: [])
  }

  @Test(arguments: ["learn", "static", "resolve"]) func control(_ word: String) {
    check(
      """
      overlay 42 name vxlan0 port 4789 dev enp0s8 control \(word) subnet 10.20.1.0/24 <
        node1 192.168.8.100 -> .2, node2 192.168.8.101 -> .3, node3 192.168.8.102 -> .4
      >
      """, errors: [])
  }

  @Test func items() {
    check(
      """
      overlay 42 bridge br0 bridgeport (neigh_suppress on isolated on) <
        node1 192.168.8.100 <
          netns container dev eth0 veth foo -> 10.20.1.2/24 gateway 10.20.1.1
          container web image nginx         -> 172.18.0.2
          port  enp0s9
          port  enp0s9 -> 10.20.1.7 mac 52:54:00:00:00:07
          route 10.30.0.0/16 via 10.20.1.3 encap ip id 7 dst node2 src 10.20.1.2 metric 5
          route default via 10.20.1.3 table 7 onlink dev br0
          fdb   52:54:00:00:00:09 dst 192.168.8.109 port 4 vni 5 src_vni 6 via eth0 router
          neigh 10.20.1.9 lladdr 52:54:00:00:00:09
        >
      >
      """, errors: [])
  }

  @Test func hundredNodes() {
    check(
      """
      recipe mesh(vni: int, lan: prefix, count: int = 100) <
        overlay $vni subnet $lan <
          for i in 1..$count < node${i} (192.168.0.0 + $i) -> .${i} >
        >
      >
      use mesh(42, 10.20.0.0/16), use mesh(43, 10.21.0.0/16, count = 50)
      """, errors: [])
  }
}
