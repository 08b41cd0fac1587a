extension ItemKeyword {
  /// What it begins, in a line.
  package var summary: String {
    switch self {
    case .import: "take the params, lets, nodes and recipes of another file"
    case .param: "a value that is given from outside"
    case .let: "a name for a value"
    case .node: "a host, declared once, used in many overlays"
    case .recipe: "items with parameters, to be used many times"
    case .use: "carry out a recipe"
    case .for: "repeat items for each element of a list"
    case .if: "items that depend on a condition"
    case .else: "what holds where the condition before does not"
    case .overlay: "an overlay: its VNI, its options, its members"
    case .netns: "a network namespace on the member's bridge"
    case .container: "a Docker container on the overlay's network"
    case .port: "a device of the host that joins the bridge"
    case .route: "a route, as `ip route` spells it"
    case .fdb: "a forwarding entry, as `bridge fdb` spells it"
    case .neigh: "a neighbour, as `ip neigh` spells it"
    }
  }

  package var example: String {
    switch self {
    case .import: "import \"common.vxl\" as c"
    case .param: "param vni: int = 42"
    case .let: "let lan = 10.20.1.0/24"
    case .node: "node node1 192.168.8.100 dev enp0s8"
    case .recipe: "recipe mesh(vni: int) < overlay $vni < node1 -> 10.20.1.2/24 > >"
    case .use: "use mesh(vni = 42)"
    case .for: "for i in 1..9 < node node${i} (192.168.8.100 + $i) >"
    case .if: "if $vni == 42 < overlay 42 < … > >"
    case .else: "if $vni == 42 < … > else < … >"
    case .overlay: "overlay 42 port 4789 < node1 192.168.8.100 -> 10.20.1.2/24 >"
    case .netns: "netns container dev eth0 veth foo -> 10.20.1.2/24"
    case .container: "container web image nginx -> 172.18.0.2"
    case .port: "port enp0s9 -> 10.20.1.7 mac 52:54:00:00:00:07"
    case .route: "route 10.30.0.0/16 via 10.20.1.3"
    case .fdb: "fdb 52:54:00:00:00:09 dst 192.168.8.109"
    case .neigh: "neigh 10.20.1.9 lladdr 52:54:00:00:00:09"
    }
  }
}
