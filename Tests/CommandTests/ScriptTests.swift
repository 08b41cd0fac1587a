import Foundation
import Testing

/// What `emit` writes for shells, as shells take it: every sample, and every shell that we promise.
@Suite struct ScriptTests {
  private static let shells = [("dash", "dash"), ("bash", "bash"), ("busybox", "busybox ash")]
    .filter { has($0.0) }.map(\.1)

  /// Nothing is left out, at no severity. bundle.sh holds what the scripts of all nodes do.
  @Test(.enabled(if: has("shellcheck")), arguments: Program.samples)
  func shellcheckFindsNothing(_ sample: String) async throws {
    for ending in try await Lanes.run({ try Self.checked(sample) }) {
      #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    }
  }

  private static func checked(_ sample: String) throws -> [Ending] {
    try withFolder { folder in
      let node = try Program.firstAndLastNode(sample)[0]
      let written = [
        try Program.run(["emit", "-q", "--all", "-o", folder, sample]),
        try Program.run(
          ["emit", "-q", "--format", "plain", "--node", node, "-o", "\(folder)/plain", sample]),
      ]
      // The scripts of a hundred nodes take their time, and one dialect will do.
      let bundle = sample.contains("hundred") ? "" : "bundle.sh"
      return try written
        + [("sh", "bundle.sh"), ("bash", bundle)].map { dialect, bundle in
          try Program.shell("cd '\(folder)'; shellcheck -s \(dialect) plain '\(node).sh' \(bundle)")
        }
    }
  }

  /// The bundle finds its node, applies, finds nothing to change, and takes it back; the plain
  /// commands make the same devices.
  /// Those with Docker are run on real engines (`DockerTests`).
  @Test(
    .enabled(if: hasNamespaces), arguments: Program.samples.filter { !$0.contains("docker") })
  func everyShellRunsThem(_ sample: String) async throws {
    for shell in Self.shells {
      let ending = try await Lanes.run { try Self.run(sample, shell) }
      #expect(ending.status == 0, "[\(shell)] \(ending.output)\n\(ending.errors)")
      #expect(ending.output.contains("applied") && ending.output.contains("removed"))
      #expect((Int(ending.output.split(separator: "\n").last ?? "") ?? 0) > 0, "\(ending.output)")
    }
  }

  private static func run(_ sample: String, _ shell: String) throws -> Ending {
    let node = try Program.firstAndLastNode(sample)[1]
    // There a bare `ip` is an applet that knows no vxlan: plain commands are not for it.
    let bare = shell == "busybox ash" ? "sh" : shell
    return try Program.isolated(
      """
      file=$R/\(sample)
      \(Box.node)
      host \(node)
      "$V" emit -q --all -o /run/all "$file" >/dev/null
      "$V" state | sed -E "s/ alias '[^']*'( name [^ ]*)?//" >/run/before
      \(shell) -u /run/all/bundle.sh
      settled >/run/made
      \(shell) /run/all/bundle.sh status >/run/status
      \(shell) /run/all/\(node).sh | grep 'nothing to change'
      \(shell) /run/all/bundle.sh remove
      "$V" state | sed -E "s/ alias '[^']*'( name [^ ]*)?//" >/run/now; diff /run/before /run/now
      "$V" emit -q --format plain --node \(node) "$file" >/run/plain
      \(bare) -eu /run/plain
      devices() { sed -n 's/^\\(link.* [a-z]*\\) mac .*/\\1/p' "$1"; }
      "$V" state >/run/now
      devices /run/made >/run/one; devices /run/now >/run/two; diff /run/one /run/two
      grep -c vxlan /run/one
      """)
  }

  /// Ten thousand entries are a few calls of `bridge -batch`, in the kernel, and gone again.
  @Test(.enabled(if: hasNamespaces)) func tenThousandEntriesAreABatch() throws {
    for shell in Self.shells {
      let ending = try Program.isolated(
        Box.start + """
          cat >/run/table.vxl <<'X'
          overlay 42 dev enp0s8 <
            for c in 10..13 <
              for a in 10..59 <
                for b in 10..59 < fdb 52:54:00:${c}:${a}:${b} dst node2 >
              >
            >
            node1 192.168.8.100 -> 10.20.1.1/24
            node2 192.168.8.101 -> 10.20.1.2/24
          >
          X
          "$V" emit --node node1 /run/table.vxl >/run/table.sh
          mkdir /run/tools; real=$(command -v bridge)
          printf '#!/bin/sh\\necho "$*" >>/run/calls\\nexec %s "$@"\\n' "$real" >/run/tools/bridge
          chmod 755 /run/tools/bridge; PATH=/run/tools:$PATH
          count() { "$real" fdb show | grep -c '52:54:00.* dst 192.168.8.101' || true; }
          keep before
          \(shell) /run/table.sh
          echo "entries $(count), calls $(wc -l </run/calls)"
          \(shell) /run/table.sh | grep 'nothing to change'
          # Some are lost, and come again.
          "$real" fdb show dev vxlan42 | sed -n 's/^\\(52:54[^ ]*\\) .*/fdb delete \\1 dev vxlan42/p' |
            head -n 7000 | "$real" -batch -
          echo "entries $(count)"
          \(shell) /run/table.sh
          echo "entries $(count), calls $(wc -l </run/calls)"
          \(shell) /run/table.sh remove
          same before
          """)
      #expect(ending.status == 0, "[\(shell)] \(ending.output)\n\(ending.errors)")
      let counts = ending.output.matches(of: /entries (\d+)/).compactMap { Int($0.1) }
      #expect(counts == [10_000, 3_000, 10_000], "\(ending.output)")
      let calls = ending.output.matches(of: /calls (\d+)/).compactMap { Int($0.1) }
      #expect(calls.count == 2 && calls.allSatisfy { $0 < 20 }, "\(ending.output)")
    }
  }
}
