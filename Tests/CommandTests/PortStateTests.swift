import Testing

/// The state of a bridge port, which the kernel takes when port and bridge are up, and options of a
/// bridge that stands.
@Suite(.enabled(if: hasNamespaces)) struct PortStateTests {
  private static func recipe(_ state: Int) -> String {
    """
    cat >/run/port-state.vxl <<'X'
    overlay 42 bridge br0 ( hello_time 133 nf_call_iptables 0 ) bridgeport ( state \(state) cost 9 ) <
      node1 192.168.8.100 -> 10.20.1.1/24
      node2 192.168.8.101 -> 10.20.1.2/24
    >
    X

    """
  }

  @Test(arguments: [(1, "listening"), (2, "learning"), (3, "forwarding")])
  func statesHoldByBothPaths(_ number: Int, _ word: String) async throws {
    let ending = try await Program.isolated(
      Box.start + Self.recipe(number) + """
        port_state() { ip -d link show dev vxlan42 | grep -o 'state [a-z][a-z]* ' | tail -n 1; }
        V plan /run/port-state.vxl; V apply --yes /run/port-state.vxl; V plan /run/port-state.vxl
        port_state
        ip link set vxlan42 down; V plan /run/port-state.vxl
        V remove --yes /run/port-state.vxl
        "$V" emit --node node1 /run/port-state.vxl >/run/port-state.sh
        sh /run/port-state.sh; sh /run/port-state.sh | grep 'nothing to change'; port_state
        "$V" emit --node node1 --format plain /run/port-state.vxl >/run/plain
        sh /run/port-state.sh remove; sh -eu /run/plain; port_state
        """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    let statuses = ending.output.matches(of: /(?m)^status (\d+)/).compactMap { Int($0.1) }
    #expect(statuses == [1, 0, 0, 1, 0], "\(told)")
    let states = ending.output.matches(of: /(?m)^state (\w+)/).map { String($0.1) }
    #expect(states == [word, word, word], "\(told)")
  }

  /// Where no daemon speaks the Spanning Tree Protocol, the kernel makes forwarding ports of these;
  /// where the kernel does, it says that it is busy.
  @Test(arguments: [(0, "stp_state 0"), (4, "stp_state 0"), (3, "stp_state 1")])
  func whatTheKernelDoesNotHoldIsRefused(_ number: Int, _ protocolState: String) async throws {
    let ending = try await Program.isolated(
      Box.start + Self.recipe(number) + """
        sed -i 's/hello_time 133/\(protocolState)/' /run/port-state.vxl
        keep before
        V apply --yes /run/port-state.vxl; same before
        """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0 && ending.output.contains("status 2"), "\(told)")
    let reason = protocolState.hasSuffix("0") ? "daemon" : "chooses the states"
    #expect(ending.errors.contains(reason), "\(told)")
    #expect(!ending.errors.contains("newer kernel"), "\(told)")
    // The place is that of the option.
    #expect(ending.errors.contains("state \(number) cost"), "\(told)")
  }

  /// Of a bridge that stands, the script sets what differs and nothing else.
  @Test func whatDiffersIsSetAlone() async throws {
    let ending = try await Program.isolated(
      Box.start + Self.recipe(3) + """
        "$V" emit --node node1 /run/port-state.vxl >/run/port-state.sh
        sh /run/port-state.sh
        ip link set dev br0 type bridge hello_time 200
        ip link set dev vxlan42 type bridge_slave cost 7
        sh /run/port-state.sh --dry-run
        sh /run/port-state.sh; sh /run/port-state.sh | grep 'nothing to change'
        """)
    let told = "\(ending.output)\n\(ending.errors)"
    #expect(ending.status == 0, "\(told)")
    for command in [
      "ip link set dev br0 type bridge hello_time 133",
      "ip link set dev vxlan42 type bridge_slave cost 9",
    ] {
      #expect(ending.output.contains("\(command)\n"), "\(told)")
    }
  }
}
