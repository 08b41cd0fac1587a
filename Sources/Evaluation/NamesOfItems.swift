import Diagnostics
import Syntax
import Values
import Vocabulary

// The names in each item.
extension Names {
  mutating func check(_ item: Item) {
    switch item {
    // A recipe's body is read when the whole top level is known.
    case .import, .recipe: break
    case .parameter(let item):
      check(item.value)
      checkType(item)
      declare(item.name.value, item.name.range, .parameter)
    case .binding(let item):
      check(item.value)
      declare(item.name.value, item.name.range, .binding)
    case .node(let item):
      check(item.name)
      check(item.underlay)
      check(item.options)
    case .use(let item): check(item)
    case .loop(let item): check(item)
    case .condition(let item): check(item)
    case .overlay(let item):
      check(item.vni)
      check(item.options)
      check(item.block)
    case .endpoint(let item):
      check(item.name)
      check(item.options)
      check(item.right)
    case .route(let item):
      check(item.destination)
      check(item.options)
    case .entry(let item):
      check(item.key)
      check(item.options)
    case .member(let item):
      check(item.name)
      check(item.underlay)
      check(item.options)
      check(item.right)
      if let block = item.block { check(block) }
    case .plain(let item): noteWord(item.name, item.nameRange)
    case .plainEntry: break
    }
  }

  private mutating func check(_ block: Block) {
    inBlock { names in
      for item in block.items { names.check(item) }
    }
  }

  private mutating func check(_ item: LoopItem) {
    check(item.list)
    inBlock { names in
      if let index = item.index { names.declare(index.value, index.range, .loop) }
      names.declare(item.element.value, item.element.range, .loop)
      names.check(item.block)
    }
  }

  private mutating func check(_ item: ConditionItem) {
    for branch in item.branches {
      check(branch.condition)
      check(branch.block)
    }
    if let block = item.otherwise { check(block) }
  }

  mutating func checkBody(_ item: RecipeItem) {
    recipe = item.name.range
    inBlock { names in
      for parameter in item.parameters {
        names.check(parameter.value)
        names.checkType(parameter)
        names.declare(parameter.name.value, parameter.name.range, .argument)
      }
      names.check(item.block)
    }
    recipe = nil
  }

  private mutating func checkType(_ item: ParameterItem) {
    guard let type = item.type, !type.value.isEmpty, TypeName(rawValue: type.value) == nil else {
      return
    }
    let names = TypeName.allCases.map(\.rawValue)
    let near = nearest(to: type.value, among: names) ?? TypeName.elsewhere(type.value)?.rawValue
    report.add(
      Diagnostic(
        .unknownType, "`\(printable(type.value))` is no type", at: type.range,
        help: near.map { "did you mean `\($0)`?" } ?? "the types are " + listed(names)))
  }

  private mutating func check(_ options: [OptionItem]) {
    for option in options {
      for value in option.values { check(value) }
      check(option.group)
    }
  }

  private mutating func check(_ right: RightSide?) {
    guard let right else { return }
    for value in right.values { check(value) }
    check(right.options)
  }

  // MARK: Uses

  private mutating func check(_ item: UseItem) {
    for argument in item.arguments { check(argument.value) }
    guard !item.name.value.isEmpty, let found = find(item.name) else { return }
    usedRecipes.insert(found.item.name.range)
    if let recipe {
      uses[recipe, default: []].append(Use(place: item.name.range, recipe: found.item.name.range))
    }
    checkArguments(item, found)
  }

  private mutating func find(_ name: Located<String>) -> Declarations.Recipe? {
    let (qualifier, plain) = split(name.value)
    guard let qualifier else { return find(plain, name, in: declarations[file], prefix: "") }
    guard let source = declarations[file].qualifiers[qualifier] else {
      let help = qualifierHelp(qualifier)
      report.add(
        Diagnostic(
          .unknownRecipe, "there is no recipe `\(printable(name.value))`", at: name.range,
          help: help))
      return nil
    }
    usedQualifiers.insert(source.range)
    guard let imported = source.file else { return nil }
    if program.files[imported].isBroken, declarations[imported].recipes[plain] == nil { return nil }
    return find(plain, name, in: declarations[imported], prefix: qualifier + ".")
  }

  private mutating func find(
    _ plain: String, _ name: Located<String>, in known: Declarations, prefix: String
  ) -> Declarations.Recipe? {
    if let recipe = known.recipes[plain] { return recipe }
    reportUnknownRecipe(name, in: known, prefix: prefix)
    return nil
  }

  private mutating func reportUnknownRecipe(
    _ name: Located<String>, in known: Declarations, prefix: String
  ) {
    guard !known.isIncomplete else { return }
    let near = suggestion(name.value, known.recipes.keys.sorted().map { prefix + $0 })
    report.add(
      Diagnostic(
        .unknownRecipe, "there is no recipe `\(printable(name.value))`", at: name.range,
        help: near
          ?? "declare it: `recipe \(printable(name.value))(…) < … >`"))
  }

  // MARK: Expressions

  private mutating func check(_ expression: Expression?) {
    if let expression { check(expression) }
  }

  private mutating func check(_ expression: Expression) {
    switch expression {
    case .integer, .address, .prefix, .mac, .host, .boolean, .missing: break
    case .word(let text, let range): noteWord(text, range)
    case .string(let pieces, _), .template(let pieces, _):
      if case .text(let text)? = pieces.first { noteQualifier(of: text) }
      for case .expression(let inner) in pieces { check(inner) }
    case .variable(let name, let range): use(name, range)
    case .list(let elements, _): for element in elements { check(element) }
    case .negation(let operand, _), .length(let operand, _): check(operand)
    case .operation(let operation, _): check(operation)
    case .index(let base, let index, _):
      check(base)
      check(index)
    }
  }

  private mutating func check(_ operation: Expression.Operation) {
    switch operation {
    case .pair(_, let left, let right):
      check(left)
      check(right)
    case .junction(_, let operands): for operand in operands { check(operand) }
    case .calculation(let first, let steps):
      check(first)
      for step in steps { check(step.operand) }
    }
  }

  private mutating func noteWord(_ text: String, _ range: SourceRange) {
    if !visible.isEmpty, visible[text] != nil { wordsOfVariables.insert(range) }
    noteQualifier(of: text)
  }

  /// The nodes of an import are words: `c.node1`, `c.node${i}`.
  private mutating func noteQualifier(of text: String) {
    guard !declarations[file].qualifiers.isEmpty else { return }
    let (qualifier, _) = split(text)
    if let qualifier, let source = declarations[file].qualifiers[qualifier] {
      usedQualifiers.insert(source.range)
    }
  }

  private mutating func use(_ name: String, _ range: SourceRange) {
    if let index = visible[name]?.last {
      variables[index].isUsed = true
      return
    }
    let (qualifier, plain) = split(name)
    guard let qualifier else { return reportUnknown(name, range) }
    guard let source = declarations[file].qualifiers[qualifier] else {
      if let index = visible[qualifier]?.last {
        variables[index].isUsed = true
        return reportGlued(qualifier, plain, range)
      }
      report.add(unknown(name, range, qualifierHelp(qualifier)))
      return
    }
    usedQualifiers.insert(source.range)
    guard let imported = source.file else { return }
    let known = declarations[imported]
    if known.variables[plain] == nil {
      guard !known.isIncomplete, !program.files[imported].isBroken else { return }
      let near = suggestion(
        name, known.variables.keys.sorted().map { "\(qualifier).\($0)" }, sign: "$")
      report.add(unknown(name, range, near))
    } else if !importsRead.contains(source.range) {
      reportUnset(name, range, source.range, "it is imported here")
    }
  }

  /// `$w.b` of a plain variable `w`: the `.` was meant as text.
  private mutating func reportGlued(_ name: String, _ text: String, _ range: SourceRange) {
    let spelling = "${\(name)}.\(text)"
    report.add(
      Diagnostic(
        .gluedVariable, "`$\(name).\(text)`: a variable in a word is written with braces",
        at: range,
        help: "write `\(spelling)`"
      ).note("`$\(name).\(text)` is what a file gives that is imported `as \(name)`")
        .guess(range, spelling))
  }

  private mutating func reportUnset(
    _ name: String, _ range: SourceRange, _ setter: SourceRange, _ label: String
  ) {
    report.add(
      Diagnostic(.unsetVariable, "`\(name)` is used before it is set", at: range)
        .label(setter, label))
  }

  private mutating func reportUnknown(_ name: String, _ range: SourceRange) {
    let known = declarations[file]
    if let later = known.variables[name] {
      reportUnset(name, range, later.range, "it is set here")
      return
    }
    guard !known.isIncomplete else { return }
    let visible = variables
    report.add(unknown(name, range, suggestion(name, visible.map(\.name), sign: "$")))
  }

  private func unknown(_ name: String, _ range: SourceRange, _ help: String?) -> Diagnostic {
    Diagnostic(
      .unknownVariable, "there is no variable `$\(printable(name))` here", at: range,
      help: help ?? "set it first: `let \(printable(name)) = …`, or `param \(printable(name))`")
  }

  // MARK: Words

  private mutating func qualifierHelp(_ qualifier: String) -> String {
    let known = declarations[file].qualifiers
    let missing = "nothing is imported `as \(printable(qualifier))`"
    return suggestion(qualifier, known.keys.sorted()).map { "\(missing): \($0)" } ?? missing
  }

  private func split(_ name: String) -> (qualifier: String?, plain: String) {
    guard let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) else { return (nil, name) }
    return (String(name[..<dot]), String(name[name.index(after: dot)...]))
  }
}

/// "`a`, `b` and `c`"
func listed(_ names: [String]) -> String {
  let quoted = names.map { "`\($0)`" }
  guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
  return quoted.dropLast().joined(separator: ", ") + " and " + last
}

extension TypeName {
  /// What other languages call it.
  static func elsewhere(_ word: String) -> TypeName? {
    switch word.lowercased() {
    case "integer", "number", "i64", "uint": .int
    case "string", "str": .text
    case "ip", "addr", "ipaddr", "host": .address
    case "cidr", "subnet", "network", "net": .prefix
    case "boolean": .bool
    case "array", "set", "tuple", "hosts": .list
    case "macaddr", "lladdr", "ether": .mac
    default: nil
    }
  }
}
