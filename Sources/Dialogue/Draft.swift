/// The statements of a session while others are taken in.
struct Draft {
  private(set) var statements: [Statement]
  private(set) var composition: Composition
  private(set) var indices: [Statement.Definition: Int]
  /// The statements that came in, in order.
  private(set) var entered: [Int] = []
  private(set) var replaced: [Statement.Definition] = []
  /// What each of them replaced.
  private(set) var formers: [(index: Int, statement: Statement)?] = []
  /// All statements before, where one went to another place.
  private(set) var exchanged: [Statement]?

  var hasReplaced: Bool { !replaced.isEmpty }

  init(
    _ statements: [Statement], _ composition: Composition,
    _ indices: [Statement.Definition: Int]
  ) {
    (self.statements, self.composition, self.indices) = (statements, composition, indices)
  }

  /// Each in the place of what defines the same, or at the end. `replacesOwn`: also in that of one
  /// that came in before it.
  mutating func take(_ statements: [Statement], replacesOwn: Bool) {
    var isRewritten = false
    let before = self.statements.count
    var rewritten: Set<Int> = []
    for statement in statements {
      if let definition = statement.definition, let index = indices[definition],
        replacesOwn || index < before
      {
        formers.append((index, self.statements[index]))
        self.statements[index] = statement
        replaced.append(definition)
        if index < before, rewritten.insert(index).inserted { entered.append(index) }
        isRewritten = true
      } else {
        formers.append(nil)
        append(statement)
        if !isRewritten { composition.append(statement) }
      }
    }
    if isRewritten { composition = Composition(self.statements) }
  }

  /// All at the end; what defines the same goes.
  mutating func takeAtEnd(_ statements: [Statement]) {
    exchanged = self.statements
    let definitions = Set(statements.compactMap(\.definition))
    replaced =
      definitions.isEmpty
      ? []
      : statements.compactMap(\.definition).filter {
        indices[$0] != nil
      }
    let staying = self.statements.filter { statement in
      statement.definition.map { !definitions.contains($0) } ?? true
    }
    (self.statements, indices) = ([], [:])
    for statement in staying { append(statement) }
    entered = []
    for statement in statements { append(statement) }
    composition = Composition(self.statements)
  }

  private mutating func append(_ statement: Statement) {
    entered.append(statements.count)
    if let definition = statement.definition { indices[definition] = statements.count }
    statements.append(statement)
  }
}
