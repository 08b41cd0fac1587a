import Diagnostics
import Evaluation
import Syntax
import Values
import Vocabulary

/// One statement as it was entered, with the comments before it.
package struct Statement: Sendable {
  package enum Kind: Sendable, Equatable {
    case `import`, parameter, binding, node, recipe, overlay
    /// `use`, `for` and `if`, and what belongs into a block.
    case other
    /// Nothing but a comment.
    case comment
  }

  /// What it defines: a later statement that defines the same takes its place.
  package enum Definition: Hashable, Sendable {
    case variable(String)
    case node(String)
    case recipe(String)
    case overlay(vni: UInt32, port: UInt16)

    /// As it is written.
    package var phrase: String {
      switch self {
      case .variable(let name): "`$\(name)`"
      case .node(let name): "node `\(name)`"
      case .recipe(let name): "recipe `\(name)`"
      case .overlay(let vni, let port): "overlay \(vni) port \(port)"
      }
    }
  }

  package var bytes: [UInt8]
  package var kind: Kind
  /// `nil`: none that could be known before it is evaluated.
  package var definition: Definition?
  /// Where the name stands that it declares.
  var nameOffset: Int?
  /// Where it was written; `nil`: nowhere but at the prompt.
  var place: SourceText.Place?
}

extension Statement {
  /// The first line that is more than a comment, or the first.
  var firstLine: String {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { line in
      String(decoding: line.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    }
    var line = lines.first { !$0.hasPrefix("#") } ?? lines.first ?? ""
    while line.last == " " { line.removeLast() }
    return printable(line)
  }

  /// The statements of a text without mistakes of syntax. `integer`: what an expression is, where
  /// it is a number; `place`: where the text was written.
  static func split(
    _ bytes: [UInt8], _ items: [Item], _ place: SourceText.Place?,
    integer: (Expression) -> Int64?
  ) -> [Statement] {
    var statements: [Statement] = []
    var begin = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    let source = place.map { place in
      SourceText(
        name: place.name, bytes: bytes,
        origins: [SourceText.Origin(offset: 0, place: place)])
    }
    for (index, item) in items.enumerated() {
      let isLast = index + 1 == items.count
      let end = isLast ? bytes.count : lineEnd(bytes, after: Int(item.range.upper))
      statements.append(
        Statement(
          bytes: trimmed(bytes[begin..<end]), kind: Kind(item),
          definition: Definition(item, integer),
          nameOffset: item.declaredName.map { Int($0.lower) - begin },
          place: source.map { $0.place(at: begin) }))
      begin = isLast ? end : nextBegin(bytes, end)
    }
    if items.isEmpty, bytes[begin...].contains(UInt8(ascii: "#")) {
      statements.append(Statement(bytes: trimmed(bytes[begin...]), kind: .comment, place: place))
    }
    return statements
  }

  /// The end of an item with the comment that stands behind it.
  private static func lineEnd(_ bytes: [UInt8], after upper: Int) -> Int {
    var end = upper
    while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") {
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "#") else { return upper }
    return bytes[end...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }

  /// Behind what separates an item from the next.
  private static func nextBegin(_ bytes: [UInt8], _ end: Int) -> Int {
    var begin = end
    while begin < bytes.count {
      defer { begin += 1 }
      if bytes[begin] == UInt8(ascii: "\n") || bytes[begin] == UInt8(ascii: ",") {
        return begin + 1
      }
      guard bytes[begin] <= UInt8(ascii: " ") else { return begin }
    }
    return begin
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var slice = bytes
    while let last = slice.last, last <= UInt8(ascii: " ") { slice.removeLast() }
    return Array(slice)
  }
}

extension Item {
  /// Where the name stands that is warned of while nobody uses it.
  fileprivate var declaredName: SourceRange? {
    switch self {
    case .import(let item): item.qualifier?.range
    case .parameter(let item): item.name.range
    case .binding(let item): item.name.range
    case .recipe(let item): item.name.range
    case .node, .use, .loop, .condition, .overlay, .endpoint, .route, .entry, .plainEntry, .member,
      .plain:
      nil
    }
  }
}

extension Statement.Kind {
  fileprivate init(_ item: Item) {
    self =
      switch item {
      case .import: .import
      case .parameter: .parameter
      case .binding: .binding
      case .node: .node
      case .recipe: .recipe
      case .overlay: .overlay
      case .use, .loop, .condition, .endpoint, .route, .entry, .plainEntry, .member, .plain: .other
      }
  }
}

extension Statement.Definition {
  fileprivate init?(_ item: Item, _ integer: (Expression) -> Int64?) {
    switch item {
    case .parameter(let item): self = .variable(item.name.value)
    case .binding(let item): self = .variable(item.name.value)
    case .recipe(let item): self = .recipe(item.name.value)
    case .node(let item):
      guard let name = item.name.literalText else { return nil }
      self = .node(name)
    case .overlay(let item):
      var port: Int64? = 4789
      let written = item.options.first {
        $0.keyword.value == DeviceOption.vxlan(.port).row.spelling
      }
      if let written { port = written.values.first.flatMap(integer) }
      guard let vni = integer(item.vni).flatMap({ UInt32(exactly: $0) }),
        let port = port.flatMap({ UInt16(exactly: $0) })
      else { return nil }
      self = .overlay(vni: vni, port: port)
    case .import, .use, .loop, .condition, .endpoint, .route, .entry, .plainEntry, .member, .plain:
      return nil
    }
  }
}
