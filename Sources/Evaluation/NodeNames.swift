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
    var plain: [Int] = []
    var named: [String: Int] = [:]
  }

  init(_ program: Program) {
    own = Array(repeating: [:], count: program.files.count)
    for file in program.files {
      var links = Links()
      for (item, imported) in file.links {
        guard let imported else { continue }
        guard let name = item.qualifier?.value else {
          links.plain.append(imported)
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

  /// A file and how much of the name is left: no two ways to both find different things.
  private struct Step: Hashable {
    var file: Int
    var length: Int
  }

  private func find(_ name: String, in file: Int, _ searched: inout Set<Step>) -> String? {
    if let found = own[file][name] { return found }
    guard searched.insert(Step(file: file, length: name.utf8.count)).inserted else { return nil }
    for imported in links[file].plain {
      if let found = find(name, in: imported, &searched) { return found }
    }
    guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")),
      let imported = links[file].named[String(name[..<dot])]
    else { return nil }
    return find(String(name[name.index(after: dot)...]), in: imported, &searched)
  }
}
