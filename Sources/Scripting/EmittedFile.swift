/// One of the files that a format writes for a node.
package struct EmittedFile: Sendable, Equatable {
  /// A path below the directory of the node, of one or two parts.
  package var name: String
  package var text: String
  package var isExecutable: Bool

  package init(name: String, text: String, isExecutable: Bool = false) {
    self.name = name
    self.text = text
    self.isExecutable = isExecutable
  }

  /// The directory that it is in, where its name has one.
  package var folder: Substring? {
    name.lastIndex(of: "/").map { name[..<$0] }
  }
}
