import Values

/// The variables that can be seen. A name whose value could not be made stands there without one:
/// what is wrong with it has been told.
struct Environment {
  /// A variable whose use must not be told of again has no value.
  typealias Slot = Value?

  private var stack: [(name: String, value: Slot)] = []
  /// Where each name stands in the stack, innermost last.
  private var positions: [String: [Int]] = [:]
  /// Below it stands what a recipe's body does not see.
  private var base = 0
  /// The file whose text is read.
  private(set) var file = 0
  /// What the top level of each file has set so far.
  private(set) var globals: [[String: Slot]]
  private var qualifiers: [[String: Int]]

  init(files: Int) {
    globals = Array(repeating: [:], count: files)
    qualifiers = Array(repeating: [:], count: files)
  }

  struct Mark {
    fileprivate var count: Int
    fileprivate var base: Int
    fileprivate var file: Int
  }

  var mark: Mark { Mark(count: stack.count, base: base, file: file) }

  mutating func leave(to mark: Mark) {
    while stack.count > mark.count {
      let name = stack.removeLast().name
      positions[name]?.removeLast()
      if positions[name]?.isEmpty == true { positions[name] = nil }
    }
    base = mark.base
    file = mark.file
  }

  /// Nothing but the top level of `file` can be seen.
  mutating func enter(file: Int) {
    base = stack.count
    self.file = file
  }

  /// Sets a name in the innermost block.
  mutating func set(_ name: String, _ value: Slot) {
    positions[name, default: []].append(stack.count)
    stack.append((name, value))
  }

  /// Sets a name of the file's top level; one that is there already stays.
  mutating func setGlobal(_ name: String, _ value: Slot, file: Int) {
    if globals[file][name] == nil { globals[file][name] = .some(value) }
  }

  mutating func setQualifier(_ name: String, to imported: Int, file: Int) {
    if qualifiers[file][name] == nil { qualifiers[file][name] = imported }
  }

  /// Not set; set, but without a value; or a value.
  enum Finding {
    case unset
    case broken
    case value(Value)

    init(_ slot: Slot?) {
      guard let slot else {
        self = .unset
        return
      }
      self = slot.map { .value($0) } ?? .broken
    }
  }

  func find(_ name: String) -> Finding {
    if let index = positions[name]?.last, index >= base {
      return Finding(.some(stack[index].value))
    }
    if let slot = globals[file][name] { return Finding(.some(slot)) }
    guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")),
      let imported = qualifiers[file][String(name[..<dot])]
    else { return .unset }
    return Finding(globals[imported][String(name[name.index(after: dot)...])])
  }
}
