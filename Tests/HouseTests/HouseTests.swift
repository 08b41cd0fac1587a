import Diagnostics
import Foundation
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

private func text(_ path: String) throws -> String {
  try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
}

/// The files below a directory, as paths from the root, in order.
private func files(_ directory: String, _ suffix: String) throws -> [String] {
  try FileManager.default.subpathsOfDirectory(
    atPath: root.appendingPathComponent(directory).path
  ).filter { $0.hasSuffix(suffix) }.sorted().map { directory + "/" + $0 }
}

private let sources = (try? files("Sources", ".swift")) ?? []
private let samples = (try? files("samples", ".vxl")) ?? []

@Suite struct HouseTests {
  @Test func thereIsSomethingToLookAt() throws {
    #expect(sources.count > 20)
    #expect(samples.count >= 8)
    let rooms = Set(sources.map { String($0.split(separator: "/")[1]) })
    #expect(rooms.subtracting(roomImports.keys).isEmpty)
  }

  @Test(arguments: sources) func roomsImportWhatTheyMay(path: String) throws {
    let room = String(path.split(separator: "/")[1])
    #expect(importViolations(room: room, text: try text(path)) == [])
  }

  @Test(arguments: sources) func nothingTraps(path: String) throws {
    let room = String(path.split(separator: "/")[1])
    #expect(phraseViolations(room: room, try text(path)) == [])
  }

  @Test(arguments: sources) func filesAreShort(path: String) throws {
    #expect(lengthViolation(try text(path)) == nil)
  }

  /// The rule on `default:` finds these files by a line; it must not lose them.
  @Test(arguments: [
    "Sources/Planning/Description.swift", "Sources/Planning/Inverse.swift",
    "Sources/Netlink/HostForm.swift",
  ])
  func operationSwitchesAreFound(path: String) throws {
    guard sources.contains(path) else { return }
    #expect(switchesOverOperations(try text(path)))
  }

  @Test(arguments: Code.allCases) func everyCodeIsExplained(code: Code) {
    let explanation = code.explanation
    #expect(explanation.reason.hasSuffix("."))
    #expect(!explanation.wrong.isEmpty)
    #expect(!explanation.repaired.isEmpty)
    #expect(explanation.wrong != explanation.repaired)
    #expect(explanation.isCommand == explanation.repaired.hasPrefix("$ "))
  }

  @Test func codesAreInKebabCase() {
    for code in Code.allCases {
      #expect(code.rawValue.allSatisfy { $0.isASCII && ($0.isLowercase || "-68".contains($0)) })
    }
  }

  @Test(arguments: [
    "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile",
    ".swift-format", ".ci/run",
  ])
  func topLevelFilesExist(path: String) throws {
    #expect(try text(path).count > 20)
  }

  @Test func everySampleIsInTheReadme() throws {
    #expect(unmentioned(samples, in: try text("README.md")) == [])
  }

  @Test func recipesOfTheReadmeAreTheSamples() throws {
    let recipes = try samples.map { bareRecipe(try text($0)) }
    let blocks = fencedBlocks("vxl", in: try text("README.md")).map(bareRecipe)
    #expect(blocks.count >= samples.count)
    for block in blocks {
      #expect(recipes.contains { $0.contains(block) }, "in no sample:\n\(block)")
    }
  }

  @Test(arguments: samples) func samplesSayWhatToType(path: String) throws {
    let content = try text(path)
    #expect(content.hasPrefix("# "))
    // What is for others to import shows how.
    let usage = path.hasPrefix("samples/lib/") ? "use lib." : "vxloom lab \(path)"
    #expect(content.contains(usage))
  }
}

/// Each rule can fail.
@Suite struct RuleTests {
  @Test func importsAreRead() {
    let source = """
      package import Values
      @testable import Syntax
      internal import struct Foundation.Data
      // import Glibc
      let word = "import it"
      """
    #expect(
      imports(in: source) == [
        Import(module: "Values", access: "package"), Import(module: "Syntax", access: nil),
        Import(module: "Foundation", access: "internal"),
      ])
  }

  @Test func aForbiddenImportIsFound() {
    #expect(importViolations(room: "Planning", text: "package import Topology\n") == [])
    for module in ["Foundation", "Glibc", "CKernel", "Netlink", "Scripting"] {
      #expect(
        importViolations(room: "Planning", text: "internal import \(module)\n")
          == ["Planning may not import \(module)"])
    }
    #expect(importViolations(room: "Driver", text: "import Values\n") == [])
    #expect(
      importViolations(room: "Driver", text: "public import Values\n")
        == ["`import Values` is public"])
    #expect(importViolations(room: "Cellar", text: "") == ["the room Cellar is not in the table"])
    #expect(importViolations(room: "Kernel", text: "internal import Glibc\n") == [])
  }

  @Test func aTrapIsFound() {
    #expect(phraseViolations(room: "Values", "  fatalError()\n") == ["line 1: `fatalError(`"])
    #expect(phraseViolations(room: "Values", "a\nlet x = try! f()\n") == ["line 2: `try!`"])
    #expect(phraseViolations(room: "Values", "let x = y as! Int\n") == ["line 1: ` as! `"])
    #expect(phraseViolations(room: "Values", "// never fatalError()\nlet x = y as? Int\n") == [])
  }

  @Test func aDefaultOverOperationsIsFound() {
    let plain = "switch x {\ncase .a: 1\ndefault: 2\n}\n"
    let operations = "switch x {\ncase .addNamespace(let name): 1\ndefault: 2\n}\n"
    #expect(phraseViolations(room: "Netlink", plain) == [])
    #expect(phraseViolations(room: "Netlink", operations) == ["line 3: `default:`"])
    #expect(phraseViolations(room: "Driver", operations) == [])
  }

  @Test func aLongFileIsFound() {
    #expect(lengthViolation(String(repeating: "\n", count: 500)) == nil)
    #expect(lengthViolation(String(repeating: "\n", count: 501)) == "501 lines, more than 500")
  }

  @Test func aMissingNameIsFound() {
    #expect(unmentioned(["a.vxl", "b.vxl"], in: "see b.vxl") == ["a.vxl"])
  }

  @Test func blocksAndRecipesAreRead() {
    #expect(fencedBlocks("vxl", in: "x\n```vxl\na\nb\n```\n```\nc\n```\n") == ["a\nb"])
    #expect(bareRecipe("# c\n\noverlay 1 < # d\n  >  \n") == "overlay 1 <\n  >")
  }
}
