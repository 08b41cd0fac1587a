import Values

/// The variables that can be seen. A name whose value could not be made stands there without one:
/// what is wrong with it has been told.
struct Environment {
  /// A variable whose use must not be told of again has no value.
  typealias Slot = Value?

  private struct Entry {
    let name: String
    var value: Slot
    /// Where the same name stands that it hides.
    let hidden: Int?
  }

  private var stack: [Entry] = []
  /// Where each name stands in the stack, the innermost of a name.
  private var positions: [String: Int] = [:]
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
      let entry = stack.removeLast()
      positions[entry.name] = entry.hidden
    }
    base = mark.base
    file = mark.file
  }

  /// Nothing but the top level of `file` can be seen.
  mutating func enter(file: Int) {
    base = stack.count
    self.file = file
  }

  /// Sets a name in the innermost block, and says where it stands.
  @discardableResult
  mutating func set(_ name: String, _ value: Slot) -> Int {
    let position = stack.count
    let hidden = positions.updateValue(position, forKey: name)
    stack.append(Entry(name: name, value: value, hidden: hidden))
    return position
  }

  /// Gives another value to what stands there: a loop's names stay, their values change.
  mutating func change(_ position: Int, to value: Value) { stack[position].value = value }

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
    if let last = stack.last, last.name == name, stack.count > base {
      return Finding(.some(last.value))
    }
    if let index = positions[name], index >= base { return Finding(.some(stack[index].value)) }
    if let slot = globals[file][name] { return Finding(.some(slot)) }
    guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")),
      let imported = qualifiers[file][String(name[..<dot])]
    else { return .unset }
    return Finding(globals[imported][String(name[name.index(after: dot)...])])
  }
}
