package import Foundation

package let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// A page of `Tests/Spec`: prose, and fenced blocks.
package struct Page {
  package struct Block {
    /// What stands behind the fence: `vxl`, `diagnostics`, `plain node1`, …
    package var info: [String]
    /// From 1: where the fence stands.
    package var line: Int
    /// With a newline at the end unless it is empty.
    package var content: String

    package init(info: [String], line: Int, content: String) {
      self.info = info
      self.line = line
      self.content = content
    }

    /// Of text, and of commands, nothing is made by reading a recipe.
    fileprivate var isProse: Bool { info.first == "text" || info.first == "console" }
  }

  package enum Part {
    case prose(String)
    case block(Block)
  }

  /// A recipe, and the blocks that say what must come of it.
  package struct Example {
    package var recipe: Block
    /// What it can import: the blocks `file NAME` above it on the page.
    package var files: [Block] = []
    /// Indices into `parts`.
    package var results: [Int] = []
  }

  package var name: String
  package var parts: [Part] = []

  package init(name: String, text: String) {
    self.name = name
    var open: Block?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if var block = open {
        if line == "```" {
          parts.append(.block(block))
          open = nil
        } else {
          block.content += line + "\n"
          open = block
        }
      } else if line.hasPrefix("```") {
        let info = line.dropFirst(3).split(separator: " ").map(String.init)
        open = Block(info: info, line: index + 1, content: "")
      } else if index < lines.count - 1 || !line.isEmpty {
        parts.append(.prose(String(line)))
      }
    }
    if let open { parts.append(.block(open)) }
  }

  /// The blocks `console` of one kind, each with the blocks `file NAME` above it. Indices into `parts`.
  package func consoles(_ kind: String?) -> [(index: Int, files: [Block])] {
    var found: [(index: Int, files: [Block])] = []
    var files: [Block] = []
    for (index, part) in parts.enumerated() {
      guard case .block(let block) = part else { continue }
      if block.info.first == "file" { files.append(block) }
      if block.info == ["console"] + [kind].compactMap(\.self) { found.append((index, files)) }
    }
    return found
  }

  /// The page as it is written.
  package var text: String {
    parts.map { part in
      switch part {
      case .prose(let line): line + "\n"
      case .block(let block):
        "```" + block.info.joined(separator: " ") + "\n" + block.content + "```\n"
      }
    }.joined()
  }

  package func block(_ index: Int) -> Block? {
    guard parts.indices.contains(index), case .block(let block) = parts[index] else { return nil }
    return block
  }

  package var examples: [Example] {
    var examples: [Example] = []
    var files: [Block] = []
    for (index, part) in parts.enumerated() {
      guard case .block(let block) = part, !block.isProse else { continue }
      if block.info.first == "vxl" {
        examples.append(Example(recipe: block, files: files))
      } else if block.info.first == "file" {
        files.append(block)
      } else if !examples.isEmpty {
        examples[examples.count - 1].results.append(index)
      }
    }
    return examples
  }
}

/// The names of all pages, in order.
package let pageNames: [String] = {
  let directory = repository.appendingPathComponent("Tests/Spec").path
  let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
  return files.filter { $0.hasSuffix(".md") }.sorted()
}()

package func pageURL(_ name: String) -> URL {
  repository.appendingPathComponent("Tests/Spec/\(name)")
}

package func readPage(_ name: String) throws -> Page {
  Page(name: name, text: try String(contentsOf: pageURL(name), encoding: .utf8))
}

/// The lines of both texts, those that are only in one marked with `-` and `+`.
package func lineDifference(_ written: String, _ made: String) -> String {
  let old = written.split(separator: "\n", omittingEmptySubsequences: false)
  let new = made.split(separator: "\n", omittingEmptySubsequences: false)
  var removed: Set<Int> = []
  var inserted: Set<Int> = []
  for change in new.difference(from: old) {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): inserted.insert(offset)
    }
  }
  var lines: [String] = []
  var (left, right) = (0, 0)
  while left < old.count || right < new.count {
    if removed.contains(left) {
      lines.append("- " + old[left])
      left += 1
    } else if inserted.contains(right) {
      lines.append("+ " + new[right])
      right += 1
    } else {
      lines.append("  " + (left < old.count ? old[left] : new[right]))
      left += 1
      right += 1
    }
  }
  return lines.joined(separator: "\n")
}
