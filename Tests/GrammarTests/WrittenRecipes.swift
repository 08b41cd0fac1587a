import Diagnostics
import Foundation

private func files(_ directory: String, _ suffix: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(
    atPath: repository.appendingPathComponent(directory).path
  ).filter { $0.hasSuffix(suffix) }.sorted().map { directory + "/" + $0 }
}

/// The samples, the recipes of the pages and of the README, and the examples of the explanations.
func writtenRecipes() throws -> [(place: String, recipe: String)] {
  var recipes: [(place: String, recipe: String)] = []
  for path in try files("samples", ".vxl") { recipes.append((path, try text(path))) }
  for path in try files("Tests/Spec", ".md") + ["README.md"] {
    recipes += blocks(try text(path)).map { ("\(path):\($0.line)", $0.recipe) }
  }
  for code in Code.allCases where !code.explanation.isCommand {
    recipes.append(("\(code.rawValue), wrong", code.explanation.wrong))
    recipes.append(("\(code.rawValue), repaired", code.explanation.repaired))
  }
  return recipes
}

/// The blocks of a page that are recipes as they stand: not those with escaped bytes.
private func blocks(_ page: String) -> [(line: Int, recipe: String)] {
  var blocks: [(line: Int, recipe: String)] = []
  var open: (line: Int, recipe: String)?
  for (index, line) in page.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    if let block = open {
      if line == "```" { blocks.append(block) }
      open = line == "```" ? nil : (block.line, block.recipe + line + "\n")
    } else if line.hasPrefix("```vxl"), !line.contains("escaped"), !line.contains("samples/") {
      open = (index + 1, "")
    }
  }
  return blocks
}
