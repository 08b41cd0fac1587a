import Diagnostics
import Syntax

/// Which node a name means. A file's nodes can be reached by every path of imports that leads to it;
/// all of these mean the node that the first path has named.
struct NodeNames {
  /// The full names of the nodes that a file declares, by what it calls them.
  private var own: [[String: String]]
  private var links: [Links] = []

  private struct Links {
    /// Imports without a name: what they declare is there as if it stood in the file.
    var plain: [(file: Int, item: SourceRange)] = []
    var named: [String: Int] = [:]
  }

  init(_ program: Program) {
    own = Array(repeating: [:], count: program.files.count)
    for file in program.files {
      var links = Links()
      for (item, imported) in file.links {
        guard let imported else { continue }
        guard let name = item.qualifier?.value else {
          links.plain.append((imported, item.range))
          continue
        }
        if links.named[name] == nil { links.named[name] = imported }
      }
      self.links.append(links)
    }
  }

  mutating func declare(_ name: String, as full: String, in file: Int) {
    if own[file][name] == nil { own[file][name] = full }
  }

  /// What the name means at a place: for the file that it stands in, else for the one that uses the
  /// recipe that it stands in, and so on. A name of no node stays as it is.
  func full(_ name: String, at range: SourceRange, _ expansions: Expansions) -> String {
    guard links.count > 1 else { return name }
    for file in expansions.files(of: range) where links.indices.contains(file) {
      var searched: Set<Step> = []
      if let found = find(name, in: file, &searched) { return found }
    }
    return name
  }

  /// The import that brings the nodes of two files together; `nil` where one file declares both.
  func meeting(_ one: SourceRange, _ other: SourceRange, _ expansions: Expansions) -> SourceRange? {
    guard let one = expansions.files(of: one).last, let other = expansions.files(of: other).last,
      one != other
    else { return nil }
    var file = 0
    var passed: Set<Int> = []
    while links.indices.contains(file), passed.insert(file).inserted {
      let first = file == one ? nil : links[file].plain.first { reaches(one, from: $0.file) }
      let second = file == other ? nil : links[file].plain.first { reaches(other, from: $0.file) }
      switch (first, second) {
      case (let first?, let second?) where first.item == second.item: file = first.file
      case (let first?, let second?):
        return first.item.lower < second.item.lower ? second.item : first.item
      case (let item?, nil), (nil, let item?): return item.item
      case (nil, nil): return nil
      }
    }
    return nil
  }

  private func reaches(_ target: Int, from start: Int) -> Bool {
    var passed: Set<Int> = []
    var open = [start]
    while let file = open.popLast() {
      if file == target { return true }
      if links.indices.contains(file), passed.insert(file).inserted {
        open += links[file].plain.map(\.file)
      }
    }
    return false
  }

  /// A file and how much of the name is left: no two ways to both find different things.
  private struct Step: Hashable {
    var file: Int
    var length: Int
  }

  private func find(_ name: String, in file: Int, _ searched: inout Set<Step>) -> String? {
    if let found = own[file][name] { return found }
    guard searched.insert(Step(file: file, length: name.utf8.count)).inserted else { return nil }
    for (imported, _) in links[file].plain {
      if let found = find(name, in: imported, &searched) { return found }
    }
    guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")),
      let imported = links[file].named[String(name[..<dot])]
    else { return nil }
    return find(String(name[name.index(after: dot)...]), in: imported, &searched)
  }
}
