// What a Docker engine has, or does, that stands in the way. The examples are lines for the shell.

private let sample = "samples/14-docker-networks.vxl"
private let apply = "sudo vxloom apply --node vm1 \(sample)"

/// The network of the sample, made by hand.
private func network(_ words: String) -> String {
  "docker network create --subnet 172.18.0.0/16 --gateway 172.18.0.11 \(words) mynetwork"
}
private let range = "--ip-range 172.18.1.0/24"
private let mtu = "--opt com.docker.network.driver.mtu=1450"

extension Explanation {
  static let missingNetwork = Explanation(
    "The host has no Docker network of this name, and without `subnet` it cannot be made: the"
      + " addresses of its containers would be Docker's choice.",
    wrong: named(""), repaired: named(" subnet 172.18.0.0/16"))

  private static func named(_ subnet: String) -> String {
    "$ echo 'overlay 200 docker lan\(subnet) < vm1 172.31.0.106 -> 172.18.0.11/16,"
      + " vm2 172.31.0.107 -> 172.18.0.12/16 >'"
      + " | sudo vxloom plan --node vm1 --owner office -"
  }

  static let missingContainer = Explanation(
    "The host has no container of this name, or it does not run. With `image` a missing one is"
      + " started; one that is there is the business of whoever made it.",
    wrong: "$ sed 's/ image busybox//' \(sample) | sudo vxloom apply --node vm1 --owner office -",
    repaired: "$ sudo vxloom apply --node vm1 --owner office \(sample)")

  static let differentNetwork = Explanation(
    "A Docker network cannot be changed once it is made, and the one of this name has no bridge,"
      + " another subnet, or, where it is ours, another gateway. One that others made is not touched.",
    wrong: "$ docker network create --subnet 172.30.0.0/16 mynetwork; \(apply)",
    repaired: "$ docker network rm mynetwork; \(apply)")

  static let differentContainer = Explanation(
    "The container of this name has another address on the network, another MAC than the tables"
      + " hold, or, where it is ours, another image. Docker gives these where a container is started.",
    wrong: "$ docker run -itd --name c1 --network mynetwork busybox; \(apply)",
    repaired: "$ docker rm --force c1; \(apply)")

  static let dockerRefused = Explanation(
    "The Docker engine refused a step. The message shows the part of the recipe that the step comes"
      + " from and the engine's own words. The steps before it have been undone.",
    wrong: "$ docker network create --subnet 172.18.0.0/16 other; \(apply)",
    repaired: "$ docker network rm other; \(apply)")

  static let sharedPool = Explanation(
    "Each engine hands out the addresses of its network by itself and knows nothing of the others:"
      + " containers that the recipe does not name get the same addresses on several hosts. Give the"
      + " network of each host a part of the subnet of its own.",
    wrong: "$ \(network(mtu)); \(apply)",
    repaired: "$ \(network(mtu + " " + range)); \(apply)")

  static let networkMTU = Explanation(
    "Docker gives containers an MTU of 1500 unless the network says otherwise. What they send is"
      + " then larger than what the overlay takes, and is lost without a word.",
    wrong: "$ \(network(range)); \(apply)",
    repaired: "$ \(network(mtu + " " + range)); \(apply)")

  static let filteredBridge = Explanation(
    "With br_netfilter what a bridge passes from port to port goes through the FORWARD chain, and"
      + " Docker sets its policy to DROP. Docker's own rules accept what stays on a bridge of its"
      + " networks; where they are missing, or where `enable_icc` is off, the overlay is cut. Accept"
      + " what is bridged; do not switch br_netfilter off.",
    wrong: "$ sudo iptables -F FORWARD; sudo vxloom plan --node vm1 \(sample)",
    repaired: "$ sudo iptables -I FORWARD -m physdev --physdev-is-bridged -j ACCEPT;"
      + " sudo vxloom plan --node vm1 \(sample)")
}
