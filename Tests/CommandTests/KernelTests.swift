import Foundation
import Lottery
import Testing
import Vocabulary

/// What Tests/Kernels runs, on other kernels (`make test-kernels`) and here: each option on its own.
@Suite struct KernelTests {
  /// Where `make test-kernels` wants the files.
  private static let folder = ProcessInfo.processInfo.environment["VXLOOM_KERNEL_TESTS"]

  @Test(.enabled(if: folder != nil)) func filesAreWritten() throws {
    try Self.write(try #require(Self.folder))
  }

  @Test func namesDiffer() {
    #expect(Set(OptionRecipe.all.map(\.name)).count == OptionRecipe.all.count)
    #expect(OptionRecipe.all.count > 150)
  }

  /// On this machine's kernel.
  @Test(.enabled(if: hasNamespaces)) func eachOptionIsTakenOrRefused() async throws {
    let ending = try await Lanes.run {
      try withFolder { folder in
        try Self.write(folder)
        return try Program.isolated("sh \"$R/Tests/Kernels/inside\" '\(folder)' 'option '")
      }
    }
    #expect(ending.status == 0, "\(ending.output)\n\(ending.errors)")
    let passed = ending.output.matches(of: #/(?m)^ok option /#).count
    // Those of VLANs are left out where this kernel filters none.
    #expect(passed > 140, "\(ending.output)")
  }

  /// The recipes, and what `Box` gives to shell scripts.
  private static func write(_ folder: String) throws {
    let manager = FileManager.default
    try? manager.removeItem(atPath: folder)
    for name in ["options", "lottery"] {
      try manager.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    try manager.copyItem(atPath: Program.root.path + "/samples", toPath: "\(folder)/samples")
    var files = ["links": Box.links, "functions": Box.functions, "node": Box.node]
    for recipe in OptionRecipe.all {
      files["options/\(recipe.name).vxl"] = recipe.text
    }
    for seed in 1...30 {
      var lottery = RecipeLottery(seed: UInt64(seed), kernel: Version(6, 1))
      files["lottery/\(seed).vxl"] = lottery.recipe()
    }
    var nodes = ""
    // Docker's engine is not there.
    for sample in Program.samples where !sample.contains("docker") {
      for node in try Program.firstAndLastNode(sample) {
        nodes += "\(sample.dropFirst("samples/".count)) \(node)\n"
      }
    }
    files["nodes"] = nodes
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }
  }
}
