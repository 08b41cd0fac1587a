import Foundation
import Pages
import Testing

private let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil

/// The blocks `console` of `Tests/Spec`: commands behind `$ `, and what they print, on stdout and on
/// stderr. `make update` writes it anew.
@Suite(.serialized) struct ConsoleTests {
  /// Where the commands of a block run.
  enum Place: String, CaseIterable {
    /// On a host in namespaces of its own: this is 192.168.8.100 on enp0s8.
    case host
    /// On one with a Docker engine: this is 172.31.0.106 on eth0.
    case engine
    /// From a third place, with two hosts a and b on one cable: `on a COMMAND`.
    case hosts
    /// Where labs have the real FRR: `on NODE COMMAND` runs in that of `bgp-of-two.vxl`.
    case routers
  }

  @Test func commandsPrintWhatStandsThere() throws {
    try compare(nil) { try Program.shell($0) }
  }

  @Test(.enabled(if: hasNamespaces)) func hostsSayWhatStandsThere() throws {
    try compare(.host) { try Program.isolated(Box.start + $0) }
  }

  @Test(.enabled(if: hasNamespaces)) func twoHostsSayWhatStandsThere() throws {
    try compare(.hosts) { try Program.isolated(Hosts.start + $0) }
  }

  @Test(.enabled(if: hasNamespaces && hasFRR)) func routersSayWhatStandsThere() throws {
    try compare(.routers) { script in
      try Program.shell(
        """
        on() { node=$1; shift; vxloom lab exec bgp-of-two.vxl "$node" -- "$@"; }
        until_not() {
          tries=0; while "$@" >/dev/null 2>&1 && [ $tries -lt 200 ]; do
            tries=$((tries + 1)); sleep 0.1
          done
        }
        trap '"$V" lab down -q bgp-of-two.vxl 2>/dev/null' EXIT

        """ + script)
    }
  }

  @Test(.enabled(if: Engines.areThere)) func enginesSayWhatStandsThere() throws {
    // The engine's own client comes first there.
    try compare(.engine) { script in
      try Engines.run("on a /bin/sh -euc '\(script.replacing("'", with: "'\\''"))'")
    }
  }

  private func compare(_ place: Place?, _ run: (String) throws -> Ending) throws {
    var count = 0
    for name in pageNames {
      var page = try readPage(name)
      var isChanged = false
      for (index, files) in page.consoles(place?.rawValue) {
        guard var block = page.block(index) else { continue }
        count += 1
        let made = try printed(block, files, run)
        guard made != block.content else { continue }
        Issue.record("Tests/Spec/\(name):\(block.line)\n\(lineDifference(block.content, made))")
        block.content = made
        page.parts[index] = .block(block)
        isChanged = true
      }
      if isUpdating, isChanged {
        try page.text.write(to: pageURL(name), atomically: true, encoding: .utf8)
      }
    }
    #expect(count > 0)
  }

  /// The commands of a block, each with what it prints.
  private func printed(
    _ block: Page.Block, _ files: [Page.Block], _ run: (String) throws -> Ending
  ) throws -> String {
    try withFolder { folder in
      for file in files where file.info.count == 2 {
        try file.content.write(
          toFile: "\(folder)/\(file.info[1])", atomically: true, encoding: .utf8)
      }
      let commands = block.content.split(separator: "\n").filter { $0.hasPrefix("$ ") }
      #expect(!commands.isEmpty, "line \(block.line): no command")
      var script = """
        exec 2>&1; set +eu
        mkdir \(folder)/bin; ln -s "$V" \(folder)/bin/vxloom; PATH=\(folder)/bin:$PATH
        cd \(folder)

        """
      for command in commands {
        script += "cat <<'END'\n\(command)\nEND\n\(command.dropFirst(2))\n"
      }
      let ending = try run(script)
      return ending.output + ending.errors
    }
  }
}
