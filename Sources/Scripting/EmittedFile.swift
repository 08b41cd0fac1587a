/// One of the files that a format writes for a node.
package struct EmittedFile: Sendable, Equatable {
  /// A path below the directory of the node, of one or two parts.
  package var name: String
  package var bytes: [UInt8]
  package var isExecutable: Bool

  package init(name: String, bytes: [UInt8], isExecutable: Bool = false) {
    self.name = name
    self.bytes = bytes
    self.isExecutable = isExecutable
  }

  package init(name: String, text: String, isExecutable: Bool = false) {
    self.init(name: name, bytes: Array(text.utf8), isExecutable: isExecutable)
  }

  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Several of a node, one after the other, as one.
  package static func joined(_ files: [EmittedFile], name: String) -> EmittedFile {
    let bytes = files.count == 1 ? files[0].bytes : files.flatMap(\.bytes)
    return EmittedFile(
      name: name, bytes: bytes, isExecutable: files.contains(where: \.isExecutable))
  }

  /// The directory that it is in, where its name has one.
  package var folder: Substring? {
    name.lastIndex(of: "/").map { name[..<$0] }
  }
}
