import Foundation
import Lottery
import Testing

/// What the tests of `emit --format` have in common, for formats that a program of others carries out.
struct ExportedState: Sendable {
  var format: String
  /// What a host needs before there is anything on it.
  var start = ""
  /// A script for `$file` and a node: ends with 0 where the format leaves what `apply` leaves.
  var compare: @Sendable (String) -> String

  /// The first and the last node of a sample, where the format takes it.
  func isThatOfApply(
    _ sample: String, _ here: SourceLocation = #_sourceLocation
  ) async throws {
    for node in try Program.firstAndLastNode(sample) where try accepts(sample, node) {
      let ending = try await run(
        Box.node
          + """
          file=$R/\(sample)
          host \(node)
          \(compare(node))
          """)
      #expect(
        ending.status == 0, "\(node):\n\(ending.output)\n\(ending.errors)", sourceLocation: here)
    }
  }

  /// A recipe with a node1; `prepared` runs before.
  func isThatOfApply(
    recipe: String, prepared: String = "", _ here: SourceLocation = #_sourceLocation
  ) async throws {
    let box = Box.links + Box.atRest + ExportLottery.box(recipe) + prepared
    let ending = try await run(box + compare("node1"))
    #expect(
      ending.status == 0, "\(recipe)\n\(ending.output)\n\(ending.errors)", sourceLocation: here)
  }

  private func run(_ script: String) async throws -> Ending {
    try await Lanes.run { try Program.isolated(start + script) }
  }

  /// What is not accepted says what is in the way.
  private func accepts(_ sample: String, _ node: String) throws -> Bool {
    try withFolder { folder in
      let ending = try Program.run(
        ["emit", "-q", "--format", format, "--node", node, "-o", folder, sample])
      if ending.status == 0 { return true }
      #expect(ending.status == 65 && ending.errors.contains("error[format-refuses]"))
      #expect(ending.errors.contains("emit `--format systemd`"), "\(ending.errors)")
      return false
    }
  }

  /// That a recipe is refused in these words, at this place of it.
  func refuses(
    _ recipe: String, _ words: String, at place: String = "",
    _ here: SourceLocation = #_sourceLocation
  ) throws {
    try withFolder { folder in
      let ending = try Program.run(
        ["emit", "--format", format, "--owner", "x", "--node", "a", "-o", folder, "-"],
        input: recipe)
      #expect(ending.status == 65, sourceLocation: here)
      #expect(
        ending.errors.contains("error[format-refuses]: \(words)"), "\(ending.errors)",
        sourceLocation: here)
      #expect(
        place.isEmpty || ending.errors.contains(place), "\(ending.errors)", sourceLocation: here)
    }
  }
}

/// Drawn recipes that a format accepts.
enum ExportLottery {
  /// The seeds of the first `EXPORT_CASES` of them, 10 where nothing is said.
  static func seeds(of format: String) -> [UInt64] {
    guard hasNamespaces else { return [] }
    let count = ProcessInfo.processInfo.environment["EXPORT_CASES"].flatMap { Int($0) } ?? 10
    var seeds: [UInt64] = []
    for seed in 1...UInt64(200 * count) where seeds.count < count {
      var lottery = RecipeLottery(seed: seed)
      let recipe = lottery.recipe()
      let isAccepted = try? withFolder { folder in
        try Program.run(
          [
            "emit", "-q", "--format", format, "--owner", "x", "--node", "node1", "-o", folder, "-",
          ], input: recipe
        ).status == 0
      }
      if isAccepted == true { seeds.append(seed) }
    }
    print("drawn recipes that \(format) takes: \(seeds.count)")
    return seeds
  }

  static func box(_ recipe: String) -> String {
    """
    for i in 1 2 3 4; do ip link add lan$i type veth peer name far$i; done
    file=/run/drawn.vxl
    cat >$file <<'X'
    \(recipe)
    X

    """
  }
}
