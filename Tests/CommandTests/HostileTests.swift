import Foundation
import Testing

/// Nothing from a recipe becomes shell code: texts that shells love, in every place that takes a
/// text, and a command `x` that must never run.
@Suite(.enabled(if: hasNamespaces), .serialized) struct HostileTests {
  /// VXLOOM_SEED repeats a run.
  private static let seed: UInt64 = {
    let given = ProcessInfo.processInfo.environment["VXLOOM_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 1...UInt64(UInt32.max))
    print("hostile texts: VXLOOM_SEED=\(seed)")
    return seed
  }()

  private static let shells = [("dash", "dash"), ("bash", "bash"), ("busybox", "busybox ash")]
    .filter { has($0.0) }.map(\.1)

  @Test(arguments: 0..<6) func nothingRuns(_ turn: Int) async throws {
    var writer = HostileWriter(seed: Self.seed &+ UInt64(turn))
    let shell = Self.shells[turn % Self.shells.count]
    let (recipe, node) = writer.recipe()
    try await withFolderAwaiting { folder in
      // As a file's name, too, which a script's comments tell.
      let file = "\(folder)/\(writer.text(longest: 60, isName: true)).vxl"
      try recipe.write(toFile: file, atomically: true, encoding: .utf8)
      let words = [file, node].map(quoted).joined(separator: " ")
      let ending = try await Program.isolated(
        Box.start + """
          set -- \(words)
          mkdir /run/tools /run/place; cd /run/place
          # What is put into PATH, a file that is written to, and a command of any name.
          for name in x 'x;' "x'" 'x"' 'x)' 'x`'; do
            printf '#!/bin/sh\\necho canary >>/run/canary\\n' >"/run/tools/$name"
          done
          chmod 755 /run/tools/*; PATH=$PATH:/run/tools
          x; grep -q canary /run/canary; rm /run/canary
          "$V" emit --owner o --node="$2" "$1" >/run/one.sh
          "$V" emit --owner o --all -o /run/all "$1" >/dev/null 2>/run/errors || cat /run/errors
          keep before
          \(shell) /run/one.sh
          V plan --owner o --node="$2" "$1"
          \(shell) /run/one.sh status >/run/told || cat /run/told
          \(shell) /run/one.sh --dry-run >/run/told
          \(shell) /run/one.sh remove
          same before
          if [ -e /run/all/bundle.sh ]; then
            \(shell) /run/all/bundle.sh; \(shell) /run/all/bundle.sh --node "$2" remove; same before
          fi
          "$V" emit --format plain --node="$2" "$1" >/run/plain
          sh -e /run/plain
          "$V" emit --format batch --node="$2" -o /run/batch "$1" >/dev/null 2>&1 || true
          ls -A /run/place; [ ! -e /run/canary ] || echo A CANARY SANG
          """)
      let told = "VXLOOM_SEED=\(Self.seed), [\(shell)]\n\(recipe)\n\(ending.output)\(ending.errors)"
      #expect(ending.status == 0, "\(told)")
      #expect(ending.output.contains("status 0"), "\(told)")
      #expect(ending.output.hasSuffix("removed\n"), "\(told)")
    }
  }

  private func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}

/// Recipes whose every name is a trap.
private struct HostileWriter {
  private var state: UInt64
  private var number = 0

  init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

  /// This host is the node that is named: it has 192.168.8.100.
  mutating func recipe() -> (text: String, node: String) {
    let nodes = (0..<3).map { _ in text(longest: 40, isName: false) }
    let names = nodes.map(literal)
    // In the tables that are fed to `bridge -batch` some characters are refused.
    func harmless() -> String {
      literal("a" + text(longest: 14, isName: true).replacing("#", with: "$"))
    }
    let (device, bridge, far) = (harmless(), word(), harmless())
    let body = """
      # \(text(longest: 60, isName: true))
      node \(names[0]) 192.168.8.100
      overlay 42 name \(device) dev enp0s8 bridge \(bridge) subnet 10.20.1.0/24 < # $(x) `x`
        \(names[0]) -> .1 <
          netns \(word()) dev \(word()) veth \(word()) -> .3 gateway 10.20.1.1
          netns \(word()) -> .4
          route 10.30.0.0/16 via \(names[1])
          route 10.31.0.0/16 via 192.168.8.9 dev enp0s8
          fdb 52:54:00:00:00:09 dst \(names[1]) dynamic
          fdb 52:54:00:00:00:0a dev \(device) master static
          neigh .9 lladdr 52:54:00:00:00:09 dev \(bridge)
        >
        \(names[1]) 192.168.8.101 -> .2
      >
      overlay 43 name \(far) dev enp0s8 <
        \(names[0]) -> 10.20.2.1/24
        \(names[2]) 192.168.8.102 -> 10.20.2.2/24
      >

      """
    return (body, nodes[0])
  }

  private mutating func word() -> String { literal(text(longest: 15, isName: true)) }

  /// A text that no other place has; a name has no blanks and none of `/`, `:` and `%`.
  mutating func text(longest: Int, isName: Bool) -> String {
    let pieces = [
      "$(x)", "`x`", ";x;", "&x&", "|x|", ">x", "<x", "'", "\"", "\\", "'x'", "\"x\"", "'$(x)'",
      "${x}", "$x", "*", "?", "[a-z]", "~", "!x", "#x", "-x", "--", "=x", "(x)", "{x,x}", "é€",
      "\u{85}",
      "\u{2028}", "x", "$'x'", "$((1))", "\\'", "'\\''", "END", ".", "^", ",", "+",
    ]
    let more =
      isName
      ? [] : [" ", "\nx\n", "\n", "\t", "/", "%", "%s", ":", "'\nx\n'"]
    number += 1
    var text = ""
    while true {
      let piece = pick(pieces + more)
      if text.utf8.count + piece.utf8.count + 2 > longest { break }
      text += piece
      if flip(6), text.count > 4 { break }
    }
    return text + "\(number)"
  }

  /// As a string of the language.
  private func literal(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\", "$": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "\"\(result)\""
  }

  private mutating func pick(_ pieces: [String]) -> String {
    pieces[Int(next() % UInt64(pieces.count))]
  }
  private mutating func flip(_ times: UInt64) -> Bool { next() % times == 0 }

  /// xorshift64*
  private mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return (state &* 0x2545_f491_4f6c_dd1d) >> 33
  }
}
