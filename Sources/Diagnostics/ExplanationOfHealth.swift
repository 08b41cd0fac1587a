// What keeps hosts from reaching each other, and what a host lacks or does that would hurt. The
// examples are lines for the shell.

private let sample = "samples/01-point-to-point.vxl"

/// `verify` of the sample, before and after something was mended.
private func mended(by command: String, _ reason: String) -> Explanation {
  Explanation(
    reason, wrong: "$ sudo vxloom verify --node vm1 \(sample)",
    repaired: "$ \(command); sudo vxloom verify --node vm1 \(sample)")
}

/// `doctor` for the sample, before and after something was mended.
private func healed(by command: String, _ reason: String) -> Explanation {
  Explanation(
    reason, wrong: "$ sudo vxloom doctor --node vm1 \(sample)",
    repaired: "$ \(command); sudo vxloom doctor --node vm1 \(sample)")
}

extension Explanation {
  static let linkDown = mended(
    by: "sudo ip link set dev eth0 up",
    "A device that the packets have to pass is down, has no carrier, or is not there: the underlay"
      + " device, the vxlan device, its bridge, or a pair that leads into a namespace. `vxloom apply`"
      + " makes and sets up what is the recipe's; the underlay is not.")

  static let unheldAddress = mended(
    by: "sudo ip address add 192.168.8.100/24 dev eth0",
    "The recipe says that this host has an address, and it has not. The kernel takes a `local` that"
      + " no device holds without a word, and then sends nothing.")

  static let underlayUnreachable = mended(
    by: "sudo ip route add 192.168.8.0/24 dev eth0",
    "VXLAN packets go from underlay address to underlay address, and the peer's cannot be reached"
      + " from here: there is no route, or nobody answers. What carries the overlay comes first.")

  static let portTaken = healed(
    by: "sudo systemctl stop the-other-program",
    "A vxlan device receives on a UDP port of all addresses of its host, whatever its `local`. Where"
      + " another program has the port, or a vxlan device with other flags (`gbp`, `gpe`), the"
      + " device can be made but not set up. `port` in the header takes another for all hosts.")

  static let takenVNI = healed(
    by: "sudo ip -n other link delete vxlan9",
    "A host has each VNI once on a UDP port. It belongs to the network namespace in which its device"
      + " was made, also when the device has been moved to another, as container runtimes do: `ip"
      + " link` does not show it then. `port` in the header takes another for all hosts.")

  static let pathMTU = mended(
    by: "sudo ip link set dev eth0 mtu 1500",
    "Small packets pass and large ones do not: something between the hosts takes less than the"
      + " devices promise. Connections open and then hang. VXLAN takes 50 bytes of the underlay's"
      + " MTU, 70 over IPv6: make the underlay's larger, or write the `mtu` that passes.")

  static let noAnswer = mended(
    by: "ssh vm2 sudo vxloom apply --node vm2 \(sample)",
    "The peer's underlay answers, and the peer does not answer within the overlay: its device is not"
      + " there, is down, or has another VNI or port, or something on the way drops the UDP port."
      + " Look on the other side whether packets arrive: that tells the two apart.")

  static let noBGP = mended(
    by: "sudo systemctl start frr",
    "Under `control evpn` the tables are filled by BGP, and this host has none that could be asked:"
      + " FRR is not installed, does not run, or has not been given the configuration that `emit"
      + " --format frr` writes. In Debian's /etc/frr/daemons it has to say `bgpd=yes`.")

  static let sessionDown = mended(
    by: "sudo systemctl restart frr",
    "BGP has no session with a node that has routes for this host. Its FRR does not run, has not"
      + " been told of this host, is in another autonomous system, or something on the way drops TCP"
      + " port 179. `vtysh -c 'show bgp neighbors'` tells what was last tried.")

  static let missingRoute = mended(
    by: "ssh vm2 sudo vxloom apply --node vm2 \(sample)",
    "BGP has its sessions, and none brings a route of the peer for this VNI: the peer's FRR does not"
      + " have the device, because it is not there, is down, is in no bridge, or because its"
      + " configuration lacks `advertise-all-vni`.")

  static let missingModule = healed(
    by: "sudo modprobe vxlan",
    "The kernel makes a device only with the code for its kind, and this one has no such module."
      + " Ubuntu on a Raspberry Pi has it in the package linux-modules-extra-raspi; kernels of some"
      + " virtual machines and routers have none at all.")

  static let filteredPort = healed(
    by: "sudo nft insert rule inet filter input udp dport 4789 accept",
    "A packet filter of this host drops the UDP port of the overlay: nothing arrives, and nobody is"
      + " told. Rules with sets, marks or addresses may do so for some packets only; that is not"
      + " judged here.")

  static let strictReversePath = healed(
    by: "sudo sysctl net.ipv4.conf.eth0.rp_filter=2",
    "With `rp_filter` 1 the kernel drops what comes in by another device than the one by which it"
      + " would answer. Where the underlay address is on one device and the route to a peer leaves"
      + " by another, that is the peer's packets. 2 is the loose mode of the same check (RFC 3704)."
  )

  static let checksumOffload = healed(
    by: "sudo ethtool -K eth0 tx-checksum-ip-generic off",
    "Some virtual network cards, vmxnet3 above all, get the checksums wrong of what is inside of"
      + " VXLAN packets: pings pass and TCP hangs. Let the kernel compute them.")

  static let policyMAC = healed(
    by: "sudo ln -s /dev/null /etc/systemd/network/99-default.link",
    "systemd-udevd gives new devices a MAC that follows from the machine-id (MACAddressPolicy="
      + "persistent). Hosts that were cloned with their machine-id have the same MACs then, and drop"
      + " each other's frames. `apply` and the emitted scripts set MACs when they make a device,"
      + " which udevd leaves alone; devices made by hand are not safe.")

  static let toolTooOld = Explanation(
    "An emitted script gives the option to `ip`, and that of this host is too old to know it."
      + " `apply` speaks with the kernel itself and needs no `ip`.",
    wrong: bypassing(" localbypass"), repaired: bypassing(""))

  private static func bypassing(_ option: String) -> String {
    "$ echo 'overlay 42\(option) < node1 192.168.8.100 -> 10.20.1.2/24,"
      + " node2 192.168.8.101 -> 10.20.1.3/24 >'"
      + " | sudo vxloom doctor --node node1 -"
  }
}
