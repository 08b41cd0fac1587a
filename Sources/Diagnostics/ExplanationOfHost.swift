// The command line, the files, and the host. The examples are lines for the shell.

private let sample = "samples/01-point-to-point.vxl"

extension Explanation {
  static let unreadableFile = Explanation(
    "The file is not there, may not be read, or is not a file.",
    wrong: "$ vxloom check nowhere.vxl", repaired: "$ vxloom check \(sample)")

  static let unwritableFile = Explanation(
    "The output cannot be written: the directory is not there, may not be written, or is full.",
    wrong: "$ vxloom emit --node vm1 -o /nowhere/vm1.sh \(sample)",
    repaired: "$ vxloom emit --node vm1 -o vm1.sh \(sample)")

  static let nodeNotFound = Explanation(
    "A recipe describes many hosts, and it must be clear which one is meant. On a host it is the"
      + " node whose underlay address the host has, else the node with the host's name.",
    wrong: "$ vxloom emit --node vm9 \(sample)", repaired: "$ vxloom emit --node vm1 \(sample)")

  static let ownerNeeded = Explanation(
    "What is made on a host is marked with an owner: the file's name. Standard input has no name,"
      + " and some names cannot be used.",
    wrong: "$ vxloom apply --node vm1 - < \(sample)",
    repaired: "$ vxloom apply --node vm1 --owner office - < \(sample)")

  static let formatRefuses = Explanation(
    "The recipe is right, but this output format cannot say it: here the device that holds the"
      + " underlay address, which is looked up on the host.",
    wrong: flooded(""), repaired: flooded(" dev eth0"))

  private static func flooded(_ device: String) -> String {
    "$ echo 'overlay 42 group 239.1.1.1\(device) < node1 192.168.8.100 -> 10.20.1.2/24,"
      + " node2 192.168.8.101 -> 10.20.1.3/24 >' | vxloom emit --format plain --node node1 -"
  }

  static let notPermitted = Explanation(
    "Changing network devices needs CAP_NET_ADMIN, and network namespaces CAP_SYS_ADMIN as well."
      + " `check`, `emit` and `lab` work without.",
    wrong: "$ vxloom apply --node vm1 \(sample)",
    repaired: "$ sudo vxloom apply --node vm1 \(sample)")

  static let missingDevice = Explanation(
    "The recipe names a device that this host does not have.",
    wrong: "$ echo 'overlay 42 dev nosuch0 < node1 192.168.8.100 -> 10.20.1.2/24,"
      + " node2 192.168.8.101 -> 10.20.1.3/24 >' | sudo vxloom plan --node node1 --owner office -",
    repaired: "$ echo 'overlay 42 dev eth0 < node1 192.168.8.100 -> 10.20.1.2/24,"
      + " node2 192.168.8.101 -> 10.20.1.3/24 >' | sudo vxloom plan --node node1 --owner office -")

  static let foreignDevice = Explanation(
    "The host has a device of this name that vxloom did not make for this owner. It is not"
      + " touched: take it away, or give the recipe's device another `name`.",
    wrong: "$ sudo ip link add dev vxlan1 type dummy && sudo vxloom apply --node vm1 \(sample)",
    repaired: "$ sudo ip link delete dev vxlan1; sudo vxloom apply --node vm1 \(sample)")

  static let differentDevice = Explanation(
    "The device is ours, but differs in something that the kernel cannot change on a device that"
      + " exists. It must be made anew, and what it has learned is lost.",
    wrong: "$ sed s/4789/4790/ \(sample) | sudo vxloom apply --node vm1"
      + " --owner 01-point-to-point -",
    repaired: "$ sudo vxloom remove --node vm1 \(sample) && sed s/4789/4790/ \(sample) |"
      + " sudo vxloom apply --node vm1 --owner 01-point-to-point -")

  static let unknownMTU = Explanation(
    "Without `dev` the MTU follows from the routes to the peers, and this host has no route to"
      + " any. What an Ethernet underlay leaves is taken.",
    wrong: routed(""), repaired: routed(" mtu 1400"))

  private static func routed(_ option: String) -> String {
    "$ echo 'overlay 42\(option) < node1 192.168.8.100 -> 10.20.1.2/24,"
      + " node2 192.168.8.101 -> 10.20.1.3/24 >'"
      + " | unshare -Urn vxloom plan --node node1 --owner office -"
  }

  static let kernelRefused = Explanation(
    "The kernel refused a step. The message shows the part of the recipe that the step comes from"
      + " and the kernel's own words. The steps before it have been undone.",
    wrong: "$ sudo ip link add dev other type vxlan id 1 dstport 4789 &&"
      + " sudo vxloom apply --node vm1 \(sample)",
    repaired: "$ sudo ip link delete dev other; sudo vxloom apply --node vm1 \(sample)")

  static let kernelTooOld = Explanation(
    "An option came with a later kernel than the one that runs here. Kernels take many options that"
      + " they do not know without a word, and do not heed them, so nothing is begun.",
    wrong: bypassing(" localbypass"), repaired: bypassing(""))

  private static func bypassing(_ option: String) -> String {
    "$ echo 'overlay 42\(option) < node1 192.168.8.100 -> 10.20.1.2/24,"
      + " node2 192.168.8.101 -> 10.20.1.3/24 >'"
      + " | sudo vxloom apply --node node1 --owner office -"
  }

  static let undoFailed = Explanation(
    "A step was refused, and taking back the steps before it was refused as well. What still"
      + " stands is listed: look at it, and take it away with `vxloom remove`.",
    wrong: "$ sudo vxloom apply --node vm1 \(sample)",
    repaired: "$ sudo vxloom remove --node vm1 \(sample)")

  static let interrupted = Explanation(
    "A signal stopped the program. What it had begun has been undone.",
    wrong: "$ timeout --signal INT 1 vxloom lab \(sample)", repaired: "$ vxloom lab \(sample)")

  static let locked = Explanation(
    "Another run is changing this network namespace. Without `--no-wait` this one waits.",
    wrong: "$ sudo vxloom apply --no-wait --node vm1 \(sample)",
    repaired: "$ sudo vxloom apply --node vm1 \(sample)")

  static let missingTool = Explanation(
    "Something that this command needs is not on this host: a kernel module, or `ip` and `bridge`"
      + " for scripts.",
    wrong: "$ PATH=/nowhere \"$(command -v vxloom)\" lab --via script \(sample)",
    repaired: "$ vxloom lab --via netlink \(sample)")

  static let aliasTooLong = Explanation(
    "What we do to things that are not ours, such as a namespace that we make, is noted in the"
      + " alias of our device, so that `remove` can take it back. The kernel keeps 255 bytes of an"
      + " alias. What does not fit is refused before anything is done.",
    wrong: "$ sudo vxloom apply many-namespaces.vxl",
    repaired: "$ sudo ip netns add web1 && sudo vxloom apply many-namespaces.vxl")
}
