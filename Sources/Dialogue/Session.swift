package import Diagnostics
package import Driver
import Evaluation
import Syntax
import Topology
import Values

/// What has been entered at the prompt, and what it means: a recipe that grows. Statements are kept
/// in order; one that defines what another does takes its place.
package struct Session {
  package private(set) var statements: [Statement] = []
  /// What all of them mean together.
  package private(set) var recipe: Recipe
  /// `NAME=VALUE`, each name once.
  package private(set) var settings: [String] = []
  /// The file that the statements stand for, or what they are called where there is none.
  package private(set) var name: String

  private let makeImporter: (String) -> Importer
  private var composition = Composition()
  private var changes: [Change] = []
  private var indices: [Statement.Definition: Int] = [:]
  /// What has been said, and is not said again.
  private var told: Set<Saying> = []

  /// What takes a statement back.
  private enum Change {
    case added
    case replaced(Int, Statement)
    case exchanged([Statement], settings: [String])
    case set(former: [String])
  }

  /// `importer`: how the imports of a text with that name come in.
  package init(name: String, importer: @escaping (String) -> Importer) {
    self.name = name
    makeImporter = importer
    recipe = Recipe(bytes: [], importer: importer(name))
  }

  package var isEmpty: Bool { statements.isEmpty }

  /// All statements, one after the other.
  package var text: [UInt8] { composition.bytes }

  /// Calls the text otherwise; what it imports may be elsewhere then.
  @discardableResult
  package mutating func rename(_ name: String) -> Reply {
    self.name = name
    return accept(read(composition, settings))
  }

  // MARK: Entering

  /// Takes a text with any number of statements, all or none: where one has errors, what they are
  /// is the reply. Of what is entered a later statement may take the place of an earlier one; in a
  /// file (`isFile`) the same name twice is a mistake, as it is for `check`. `place`: where the text
  /// was written, if it is not the prompt.
  package mutating func enter(
    _ bytes: [UInt8], at place: SourceText.Place? = nil, isFile: Bool = false
  ) -> Reply {
    let tree = parse(SourceText(name: name, bytes: bytes), file: 0)
    guard !tree.hasErrors else {
      var composition = composition
      composition.append(unread: bytes, place)
      return refusal(read(composition, settings), composition)
    }
    let scope = recipe.scope
    let entered = Statement.split(bytes, tree.value.items, place) { $0.integer(scope) }
    guard !entered.isEmpty else { return Reply(recipe.sources) }
    var draft = Draft(statements, composition, indices)
    draft.take(entered, replacesOwn: !isFile)
    var found = read(draft.composition, settings)
    if draft.hasReplaced, hasNewErrors(found, draft.composition) {
      // In the place of the former it may come too early for what it uses.
      var other = Draft(statements, composition, indices)
      other.takeAtEnd(entered)
      let moved = read(other.composition, settings)
      if !hasNewErrors(moved, other.composition) { (draft, found) = (other, moved) }
    }
    if hasNewErrors(found, draft.composition) { return refusal(found, draft.composition) }
    adopt(draft)
    return accept(found, entered: draft.entered, replaced: draft.replaced)
  }

  private mutating func adopt(_ draft: Draft) {
    if let before = draft.exchanged {
      changes.append(.exchanged(before, settings: settings))
    } else {
      for former in draft.formers {
        changes.append(former.map { .replaced($0.index, $0.statement) } ?? .added)
      }
    }
    (statements, composition, indices) = (draft.statements, draft.composition, draft.indices)
  }

  // MARK: Changing

  /// Takes the last statement back; `nil`: there is none.
  package mutating func undo() -> Reply? {
    guard let change = changes.popLast() else { return nil }
    let line: String
    switch change {
    case .added:
      line = "took back `\(statements.removeLast().firstLine)`"
      composition.removeLast()
    case .replaced(let index, let former):
      line = "back again: `\(former.firstLine)`"
      statements[index] = former
      composition = Composition(statements)
    case .exchanged(let former, let formerSettings):
      line = "back again: \(counted(former.count, "statement"))"
      (statements, settings) = (former, formerSettings)
      composition = Composition(statements)
    case .set(let former):
      line = "the parameter is as before"
      settings = former
    }
    reindex()
    var reply = accept(read(composition, settings))
    reply.lines.insert(line, at: 0)
    return reply
  }

  /// Forgets all statements and settings.
  package mutating func reset() -> Reply {
    let former = settings
    settings = []
    return exchange([], former)
  }

  /// Puts another text in the place of all statements, or none of it where it has errors.
  package mutating func replaceAll(_ bytes: [UInt8]) -> Reply {
    let tree = parse(SourceText(name: name, bytes: bytes), file: 0)
    let scope = recipe.scope
    let entered =
      tree.hasErrors ? [] : Statement.split(bytes, tree.value.items, nil) { $0.integer(scope) }
    var composition = Composition(entered)
    if tree.hasErrors { composition.append(unread: bytes) }
    let found = read(composition, settings)
    if found.hasErrors { return refusal(found, composition) }
    var reply = exchange(entered, settings)
    reply.lines = Answers(recipe, statements, composition).lines(of: Array(statements.indices))
    return reply
  }

  private mutating func exchange(_ entered: [Statement], _ formerSettings: [String]) -> Reply {
    changes.append(.exchanged(statements, settings: formerSettings))
    statements = entered
    composition = Composition(entered)
    reindex()
    return accept(read(composition, settings))
  }

  /// Gives a parameter a value. One that does not fit is refused; a statement that no longer does
  /// is told of.
  package mutating func set(_ setting: String) -> Reply {
    let name = setting.prefix { $0 != "=" }
    var changed = settings.filter { $0.prefix { $0 != "=" } != name }
    changed.append(setting)
    let found = read(composition, changed)
    if found.hasWrongSettings { return refusal(found, composition, .usage) }
    changes.append(.set(former: settings))
    settings = changed
    return accept(found)
  }

  private mutating func reindex() {
    indices = [:]
    for (index, statement) in statements.enumerated() {
      if let definition = statement.definition { indices[definition] = index }
    }
  }

  // MARK: Replies

  private func read(_ composition: Composition, _ settings: [String]) -> Recipe {
    Recipe(
      bytes: composition.bytes, origins: composition.origins, settings: settings,
      importer: makeImporter(name))
  }

  private mutating func accept(
    _ found: Recipe, entered: [Int] = [], replaced: [Statement.Definition] = []
  ) -> Reply {
    recipe = found
    learnDefinitions()
    let fresh = Set(entered)
    var reply = Reply(found.sources)
    let sayings = concerns(found, composition)
    reply.diagnostics = sayings.filter { saying in
      !told.contains(saying.key) || saying.key.statement.map(fresh.contains) ?? false
    }.map(\.diagnostic)
    told = Set(sayings.map(\.key))
    reply.lines = replaced.map { "replaces the former \($0.phrase)" }
    reply.lines += Answers(recipe, statements, composition).lines(of: entered)
    if reply.diagnostics.hasErrors { reply.status = .recipe }
    return reply
  }

  /// What an overlay is called is known for certain when it has been evaluated, and may be another
  /// when a variable has changed.
  private mutating func learnDefinitions() {
    guard !recipe.hasErrors else { return }
    var hasChanged = false
    for overlay in recipe.model.overlays {
      guard let index = origin(overlay.head, recipe, composition),
        statements[index].kind == .overlay
      else { continue }
      let definition = Statement.Definition.overlay(
        vni: overlay.vni.value, port: overlay.port.value)
      if statements[index].definition != definition {
        statements[index].definition = definition
        hasChanged = true
      }
    }
    if hasChanged { reindex() }
  }

  private func refusal(
    _ found: Recipe, _ composition: Composition, _ status: ExitStatus = .recipe
  ) -> Reply {
    var reply = Reply(found.sources)
    reply.diagnostics = concerns(found, composition).filter { !told.contains($0.key) }
      .map(\.diagnostic)
    reply.status = status
    return reply
  }

  private func hasNewErrors(_ found: Recipe, _ composition: Composition) -> Bool {
    found.hasErrors
      && concerns(found, composition).contains { saying in
        saying.diagnostic.severity == .error && !told.contains(saying.key)
      }
  }

  /// What is to be said at a prompt: that nobody uses a name yet is no news there.
  private func concerns(
    _ found: Recipe, _ composition: Composition
  ) -> [(key: Saying, diagnostic: Diagnostic)] {
    found.diagnostics.compactMap { diagnostic in
      let index = diagnostic.range.flatMap { origin($0, found, composition) }
      if diagnostic.code == .unusedName, let index, let range = diagnostic.range,
        composition.isDeclaration(Int(range.lower), of: index)
      {
        return nil
      }
      return (Saying(diagnostic, index, composition), diagnostic)
    }
  }
}
