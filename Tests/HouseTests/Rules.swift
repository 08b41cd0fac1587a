// The rules of the house, over strings, so that each can be shown to fail.

/// What each room may import of our own. The rooms and the arrows are those of ARCHITECTURE.md.
let roomImports: [String: Set<String>] = {
  let leaves: Set = ["Diagnostics", "Values", "Vocabulary"]
  let pure: Set = [
    "Syntax", "Topology", "Evaluation", "Planning", "Checking", "Scripting", "Netlink", "Export",
    "Driver",
  ]
  return [
    "Values": [],
    "Diagnostics": ["Values"],
    "Vocabulary": ["Values"],
    "Syntax": leaves,
    "Topology": leaves,
    "Evaluation": leaves.union(["Syntax", "Topology"]),
    "Planning": leaves.union(["Topology"]),
    "Checking": leaves.union(["Topology", "Planning"]),
    "Scripting": leaves.union(["Planning"]),
    "Netlink": leaves.union(["Planning"]),
    "Export": leaves.union(["Topology", "Planning", "Scripting"]),
    "Driver": leaves.union(pure),
    "Dialogue": leaves.union(["Syntax", "Topology", "Evaluation", "Driver"]),
    "Kernel": leaves.union(["CKernel", "Netlink"]),
    "Lab": leaves.union(["Topology", "Planning", "Netlink", "Driver", "Kernel"]),
    "Terminal": leaves.union(["CReadline", "Dialogue"]),
    "vxloom": leaves.union(pure).union(["Dialogue", "Kernel", "Lab", "Terminal"]),
  ]
}()

/// The modules of the system and of others that a room with effects may import; the pure rooms
/// import none.
let foreignImports: [String: Set<String>] = {
  let system: Set = ["Foundation", "FoundationEssentials", "Glibc", "Synchronization"]
  return [
    "Kernel": system, "Lab": system, "vxloom": system.union(["ArgumentParser"]),
  ]
}()

struct Import: Equatable {
  var module: String
  var access: String?
}

/// The imports of a Swift file.
func imports(in text: String) -> [Import] {
  lines(of: text).compactMap { line in
    var words = line.split(separator: " ").map(String.init)
    while let first = words.first, first.hasPrefix("@") { words.removeFirst() }
    guard let keyword = words.firstIndex(of: "import"), keyword <= 1, keyword + 1 < words.count
    else { return nil }
    let access = keyword == 1 ? words[0] : nil
    if let access, !["package", "internal", "private", "fileprivate", "public"].contains(access) {
      return nil
    }
    words.removeFirst(keyword + 1)
    if ["struct", "class", "enum", "protocol", "func", "var", "let"].contains(words[0]) {
      words.removeFirst()
    }
    return Import(
      module: String((words.first ?? "").prefix { $0 != "." && $0 != ";" }), access: access)
  }
}

/// What is wrong with the imports of a file of a room.
func importViolations(room: String, text: String) -> [String] {
  guard let own = roomImports[room] else { return ["the room \(room) is not in the table"] }
  let allowed = own.union(foreignImports[room] ?? [])
  return imports(in: text).flatMap { found in
    var violations: [String] = []
    if !allowed.contains(found.module) {
      violations.append("\(room) may not import \(found.module)")
    }
    // A bare import is internal (`InternalImportsByDefault`); between rooms it is `package`.
    if found.access == "public" { violations.append("`import \(found.module)` is public") }
    return violations
  }
}

/// The rooms that hold the four switches over operations: meaning, inverse, shell and host form.
private let operationRooms: Set = ["Planning", "Scripting", "Netlink"]

/// Whether a file decides by the kind of an operation.
func switchesOverOperations(_ text: String) -> Bool {
  lines(of: text).contains { $0.hasPrefix("case .addNamespace") }
}

/// What must not stand in a file.
func phraseViolations(room: String, _ text: String) -> [String] {
  var violations: [String] = []
  var traps = ["fatalError(", "preconditionFailure(", "try!", " as! "]
  if operationRooms.contains(room), switchesOverOperations(text) { traps.append("default:") }
  for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
  where !isComment(line) {
    for trap in traps where line.contains(trap) {
      violations.append("line \(index + 1): `\(trap)`")
    }
  }
  return violations
}

func lengthViolation(_ text: String, limit: Int = 500) -> String? {
  let count = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
  return count > limit ? "\(count) lines, more than \(limit)" : nil
}

/// The names that a text does not mention.
func unmentioned(_ names: [String], in text: String) -> [String] {
  names.filter { !text.contains($0) }
}

/// The contents of the fenced blocks of a language in a Markdown text.
func fencedBlocks(_ language: String, in markdown: String) -> [String] {
  var blocks: [String] = []
  var current: [Substring]?
  for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
    if let block = current {
      if line == "```" {
        blocks.append(block.joined(separator: "\n"))
        current = nil
      } else {
        current = block + [line]
      }
    } else if line == "```" + language {
      current = []
    }
  }
  return blocks
}

/// A recipe without its comments, its empty lines and the blanks at the ends of lines.
func bareRecipe(_ text: String) -> String {
  text.split(separator: "\n").compactMap { line in
    var line = line.prefix { $0 != "#" }
    while line.last == " " { line.removeLast() }
    return line.isEmpty ? nil : String(line)
  }.joined(separator: "\n")
}

/// The lines without the blanks at their ends, comments left out.
private func lines(of text: String) -> [Substring] {
  text.split(separator: "\n").filter { !isComment($0) }.map { $0.drop { $0 == " " } }
}

private func isComment(_ line: Substring) -> Bool {
  line.drop { $0 == " " }.hasPrefix("//")
}
