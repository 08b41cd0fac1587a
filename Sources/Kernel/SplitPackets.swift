extension Machine {
  /// How many fragments the network namespace that we are in has made of packets that were too long
  /// for a device (FragCreates of IPv4 and IPv6: RFC 4293; /proc/net/snmp and snmp6, proc_net(5)). 0
  /// where the kernel does not count them.
  package static var splitPackets: Int {
    // /proc/net is that of the process's first thread.
    let ipv4 = (try? readFile("/proc/thread-self/net/snmp")) ?? []
    let ipv6 = (try? readFile("/proc/thread-self/net/snmp6")) ?? []
    return ipv4Fragments(String(decoding: ipv4, as: UTF8.self))
      + ipv6Fragments(String(decoding: ipv6, as: UTF8.self))
  }

  /// Two lines begin with `Ip:`: the names, and the numbers below them.
  private static func ipv4Fragments(_ text: String) -> Int {
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("Ip:") }
      .map { $0.split(separator: " ") }
    guard lines.count == 2, let column = lines[0].firstIndex(of: "FragCreates"),
      lines[1].indices.contains(column)
    else { return 0 }
    return Int(lines[1][column]) ?? 0
  }

  private static func ipv6Fragments(_ text: String) -> Int {
    for line in text.split(separator: "\n") where line.hasPrefix("Ip6FragCreates") {
      return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).last.flatMap { Int($0) } ?? 0
    }
    return 0
  }
}
