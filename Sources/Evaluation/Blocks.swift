import Diagnostics
import Syntax
import Values
import Vocabulary

// Loops, branches and recipes are opened, and names are set.
extension Expansion {
  mutating func expand(_ block: Block, in kind: BlockKind) {
    nested(at: block.range) { expansion in
      let mark = expansion.environment.mark
      for item in block.items {
        if expansion.isExhausted { break }
        expansion.expand(item, in: kind)
      }
      expansion.environment.leave(to: mark)
    }
  }

  mutating func bind(_ item: BindingItem, in block: BlockKind) {
    let value = value(item.value)
    if block == .top, depth == 0 {
      environment.setGlobal(item.name.value, value, file: environment.file)
    } else {
      environment.set(item.name.value, value)
    }
  }

  // MARK: if

  mutating func expand(_ item: ConditionItem, in block: BlockKind) {
    for branch in item.branches {
      guard let condition = condition(branch.condition, "`if`") else { return }
      if condition { return expand(branch.block, in: block) }
    }
    if let otherwise = item.otherwise { expand(otherwise, in: block) }
  }

  // MARK: for

  mutating func expand(_ item: LoopItem, in block: BlockKind) {
    guard let value = value(item.list) else { return }
    guard case .list(let list) = value else {
      report.add(
        Diagnostic(
          .wrongType, "`for` goes through a list, not \(value.phrase)",
          at: place(item.list.range), help: listHelp(value)))
      return
    }
    traced { $0.iterate(item, list, block) }
  }

  private mutating func iterate(_ item: LoopItem, _ list: ValueList, _ block: BlockKind) {
    let site = expansions.open(
      Expansions.Site(
        range: place(item.range.head(upTo: item.block.range)),
        kind: .loop(index: item.index?.value, element: item.element.value, list: list)))
    if block == .overlay { overlay?.reserve(list.count) }
    let mark = environment.mark
    let index = item.index.map { environment.set($0.value, nil) }
    let element = environment.set(item.element.value, nil)
    for step in 0..<list.count {
      guard count(at: item.list.range), let value = list[step] else { break }
      if let index { environment.change(index, to: .integer(Int64(step))) }
      environment.change(element, to: value)
      traced { expansion in
        expansion.trace = expansion.expansions.enter(site, step: step)
        expansion.expand(item.block, in: block)
      }
    }
    environment.leave(to: mark)
  }

  func listHelp(_ value: Value) -> String? {
    switch value {
    case .integer(let number) where number >= 0: "a range of numbers is a list: `0..\(number)`"
    case .text, .address: "a list of one is `[\(value)]`"
    case .integer, .prefix, .mac, .boolean, .host, .list: nil
    }
  }

  // MARK: use

  mutating func expand(_ item: UseItem, in block: BlockKind) {
    // A name that is not known, and arguments that do not fit, have been told.
    guard let found = recipe(item.name.value) else { return }
    guard !used.contains(found.item.name.range),
      count(at: item.range, found.item.parameters.count / 4)
    else { return }
    let values = item.arguments.map { value($0.value) }
    let matched = matchArguments(item, found)
    let fits = found.item.parameters.indices.allSatisfy { parameter in
      matched[parameter] != nil || found.item.parameters[parameter].value != nil
    }
    guard fits, matched.count == item.arguments.count else { return }
    traced { $0.carryOut(item, found, matched, values, in: block) }
  }

  private mutating func carryOut(
    _ item: UseItem, _ found: Declarations.Recipe, _ matched: [Int: Int], _ values: [Value?],
    in block: BlockKind
  ) {
    let mark = environment.mark
    environment.enter(file: found.file)
    // Its defaults are the recipe's own text.
    used.append(found.item.name.range)
    let bound = bind(found.item, matched, values, item)
    let site = expansions.open(
      Expansions.Site(
        range: place(item.range), kind: .use(recipe: item.name.value, values: bound)))
    trace = expansions.enter(site, step: 0)
    expand(found.item.block, in: block)
    used.removeLast()
    environment.leave(to: mark)
  }

  /// Sets a recipe's parameters, and gives those that have a value.
  private mutating func bind(
    _ recipe: RecipeItem, _ matched: [Int: Int], _ values: [Value?], _ item: UseItem
  ) -> [(name: String, value: Value)] {
    var bound: [(name: String, value: Value)] = []
    for (index, parameter) in recipe.parameters.enumerated() {
      var result: Value?
      if let argument = matched[index] {
        result = values[argument]
        let place = place(item.arguments[argument].value.range)
        if let given = result, !fits(given, parameter, of: "`\(recipe.name.value)`", at: place) {
          result = nil
        }
      } else if let expression = parameter.value {
        result = value(expression)
        if let given = result, !fits(given, parameter, of: nil, at: place(expression.range)) {
          result = nil
        }
      }
      environment.set(parameter.name.value, result)
      if let result { bound.append((parameter.name.value, result)) }
    }
    return bound
  }

  private func recipe(_ name: String) -> Declarations.Recipe? {
    let own = declarations[environment.file]
    guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) else { return own.recipes[name] }
    guard let file = own.qualifiers[String(name[..<dot])]?.file else { return nil }
    return declarations[file].recipes[String(name[name.index(after: dot)...])]
  }

  // MARK: Types

  /// Whether a value has the type that a parameter names; told, if not.
  mutating func fits(
    _ value: Value, _ parameter: ParameterItem, of recipe: String?, at range: SourceRange
  ) -> Bool {
    guard let written = parameter.type, let type = TypeName(rawValue: written.value),
      type != value.type
    else { return true }
    var help: String?
    switch (type, value) {
    case (.text, .integer), (.text, .boolean), (.text, .address):
      help = "text is quoted: `\"\(value)\"`"
    case (.list, _): help = "a list of one is `[\(value)]`"
    case (.address, .prefix(let prefix)): help = "an address has no length: `\(prefix.address)`"
    case (_, .text(let text)) where environment.isSet(text): help = "did you mean `$\(text)`?"
    case (.bool, .text): help = value.switchHelp
    case (.int, _), (.text, _), (.address, _), (.prefix, _), (.mac, _), (.bool, _): break
    }
    let owner = recipe.map { " of \($0)" } ?? ""
    report.add(
      Diagnostic(
        .wrongType, "`\(parameter.name.value)`\(owner) is \(type.phrase), not \(value.phrase)",
        at: range, help: help
      ).label(written.range, "declared here"))
    return false
  }
}

extension TypeName {
  var phrase: String {
    switch self {
    case .int: "a number"
    case .text: "a text"
    case .address: "an address"
    case .prefix: "a prefix"
    case .mac: "a MAC"
    case .bool: "`on` or `off`"
    case .list: "a list"
    }
  }
}

extension Value {
  /// `nil`: a host, which no parameter can name as its type.
  var type: TypeName? {
    switch self {
    case .integer: .int
    case .text: .text
    case .address: .address
    case .prefix: .prefix
    case .mac: .mac
    case .boolean: .bool
    case .list: .list
    case .host: nil
    }
  }
}

extension Environment {
  func isSet(_ name: String) -> Bool {
    if case .unset = find(name) { false } else { true }
  }
}

extension SourceRange {
  /// From its beginning to that of a block.
  func head(upTo block: SourceRange) -> SourceRange {
    var copy = self
    copy.upper = max(lower, block.lower)
    return copy
  }
}
