import Testing
import Values

@testable import Driver

/// What printed rules do to the first packet of an overlay.
@Suite struct PacketFilterTests {
  private enum Fate: Equatable {
    case passes
    case dropped(String)
    case doubtful(Int)
  }

  private func fate(_ filter: PacketFilter) -> Fate {
    let fate = filter.fate()
    if let drop = fate.drop { return .dropped("\(drop.table) \(drop.chain): \(drop.what)") }
    return fate.doubts.isEmpty ? .passes : .doubtful(fate.doubts.count)
  }

  private func nft(
    _ rules: String..., policy: String = "accept", family: Family = .ipv4, device: String? = nil,
    table: String = "inet f"
  ) -> Fate {
    let text = """
      table \(table) {
      \tset known {
      \t\ttype inet_service
      \t\telements = { 22,
      \t\t\t     4789 }
      \t}

      \tchain in {
      \t\ttype filter hook input priority filter; policy \(policy);
      \(rules.map { "\t\t" + $0 }.joined(separator: "\n"))
      \t}

      \tchain other {
      \t\tudp dport 4789 drop
      \t}

      \tchain circle {
      \t\tjump circle
      \t}
      }
      table bridge f {
      \tchain in {
      \t\ttype filter hook input priority filter; policy drop;
      \t}
      }
      """
    return fate(
      PacketFilter(nft: text, FilteredPacket(port: 4789, family: family, device: device)))
  }

  @Test func policies() {
    #expect(nft() == .passes)
    #expect(nft(policy: "drop") == .dropped("inet f in: policy drop"))
    #expect(nft("udp dport 4789 accept", policy: "drop") == .passes)
    #expect(nft(policy: "drop", family: .ipv6, table: "ip f") == .passes)
    #expect(nft(policy: "drop", family: .ipv6, table: "ip6 f") != .passes)
  }

  @Test func portsAndProtocols() {
    for rule in [
      "udp dport 4789 drop", "udp dport { 53, 4789 } drop", "udp dport 4000-5000 counter drop",
      "udp dport != 53 drop", "meta l4proto udp drop", "ip protocol udp drop", "drop",
      "meta l4proto { tcp, udp } th dport 4789 reject with icmp port-unreachable",
      "counter packets 7 bytes 100 drop comment \"accept\"", "meta nfproto ipv4 drop",
      "log prefix \"accept \" level debug drop", "ct state new drop", "ct state { new } drop",
    ] {
      #expect(nft(rule) == .dropped("inet f in: \(rule)"))
    }
    for rule in [
      "udp dport 53 drop", "tcp dport 4789 drop", "udp dport != { 53, 4789 } drop",
      "icmp type echo-request drop", "meta l4proto tcp drop", "ct state invalid drop",
      "ct state established,related drop", "iif \"lo\" drop", "meta nfproto ipv6 drop",
      "ip daddr 224.0.0.251 udp dport 5353 drop", "udp dport 4789 counter packets 0 bytes 0",
      "log prefix \"drop \"", "ct state vmap { established : accept, invalid : drop }",
    ] {
      #expect(nft(rule) == .passes, "\(rule)")
    }
  }

  @Test func whatIsNotCertainIsADoubt() {
    for rule in [
      "udp dport @known drop", "ip saddr 10.0.0.0/8 drop", "iifname \"eth1\" drop",
      "udp sport 4789 drop", "limit rate over 10/second drop", "meta mark 0x00000001 drop",
    ] {
      #expect(nft(rule) == .doubtful(1), "\(rule)")
    }
    #expect(nft("ip saddr 192.168.8.0/24 accept", policy: "drop") == .doubtful(2))
    #expect(nft("ip saddr 192.168.8.0/24 accept") == .passes)
    #expect(nft("iifname \"eth1\" drop", device: "eth0") == .passes)
    #expect(nft("iifname \"eth0\" drop", device: "eth0") != .passes)
  }

  @Test func jumps() {
    #expect(nft("udp dport 4789 jump other") != .passes)
    #expect(nft("tcp dport 22 jump other") == .passes)
    #expect(nft("ip saddr 10.0.0.0/8 jump other") == .doubtful(1))
    #expect(nft("return", "udp dport 4789 drop") == .passes)
    // Nobody waits for the end of it.
    #expect(nft("jump circle") == .passes)
  }

  private func iptables(_ lines: String...) -> Fate {
    let text = lines.joined(separator: "\n")
    return fate(
      PacketFilter(
        iptables: text, FilteredPacket(port: 4789, family: .ipv4, device: "eth0")))
  }

  @Test func iptablesRules() {
    let accept = "-P INPUT ACCEPT"
    #expect(iptables("-P INPUT DROP", "-P FORWARD DROP") == .dropped("iptables INPUT: policy drop"))
    #expect(iptables(accept, "-P FORWARD DROP") == .passes)
    for rule in [
      "-p udp -m udp --dport 4789 -j DROP", "-p udp -m multiport --dports 53,4000:5000 -j REJECT",
      "! -p tcp -j DROP", "-m conntrack --ctstate NEW,INVALID -j DROP", "-i eth0 -j DROP",
      "-p udp -m comment --comment \"a b\" -j DROP",
    ] {
      #expect(iptables(accept, "-A INPUT \(rule)") == .dropped("iptables INPUT: \(rule)"))
    }
    for rule in [
      "-p tcp -m tcp --dport 4789 -j DROP", "-i lo -j DROP", "! -i eth0 -j DROP",
      "-m conntrack --ctstate RELATED,ESTABLISHED -j DROP", "-p udp -m udp ! --dport 4789 -j DROP",
      "-j LOG --log-prefix \"drop it \"",
    ] {
      #expect(iptables(accept, "-A INPUT \(rule)") == .passes, "\(rule)")
    }
    #expect(iptables(accept, "-A INPUT -s 10.0.0.0/8 -j DROP") == .doubtful(1))
    #expect(
      iptables("-P INPUT DROP", "-N ours", "-A INPUT -j ours", "-A ours -p udp -j ACCEPT")
        == .passes)
    #expect(
      iptables(accept, "-N ours", "-A INPUT -g ours", "-A ours -p udp -j DROP")
        == .dropped("iptables ours: -p udp -j DROP"))
  }
}
