import Diagnostics
import Syntax
import Values
import Vocabulary

/// Which declaration each name means, before anything is evaluated: so that a name that is not known
/// is told once, also where nothing is carried out.
struct Names {
  let program: Program
  let declarations: [Declarations]
  var report = Report()
  /// Words that are the name of a variable where they stand; perhaps its `$` was forgotten.
  var wordsOfVariables: Set<SourceRange> = []
  private var suggestions = Suggestions()
  /// The uses in each recipe, by the place of the recipe's name: what finds recursion.
  var uses: [SourceRange: [Use]] = [:]

  struct Use {
    var place: SourceRange
    var recipe: SourceRange
  }

  struct Variable {
    var name: String
    var range: SourceRange
    var kind: Kind
    var isUsed = false
    /// The block it belongs to.
    var level: Int
  }

  enum Kind: String {
    case parameter = "param"
    case binding = "let"
    case loop = "variable"
    case argument = "parameter"
    case imported = "import"
  }

  var file = 0
  var level = 0
  /// What is visible, innermost last, and where each name stands in it.
  var variables: [Variable] = []
  var visible: [String: [Int]] = [:]
  var usedRecipes: Set<SourceRange> = []
  var usedQualifiers: Set<SourceRange> = []
  /// The names of the imports that stand above what is read.
  private(set) var importsRead: Set<SourceRange> = []
  /// The recipe whose body is read.
  var recipe: SourceRange?

  init(_ program: Program, _ declarations: [Declarations]) {
    self.program = program
    self.declarations = declarations
  }

  mutating func check() {
    for file in program.files.indices { check(file) }
    for file in program.files.indices { checkRecursion(file) }
    if let first = program.files.first, !first.isLibrary { reportUnusedDeclarations() }
  }

  private mutating func check(_ file: Int) {
    self.file = file
    var links = program.files[file].links[...]
    for item in program.files[file].tree.items {
      if case .import = item, let link = links.popFirst() { bringIn(link.item, link.file) }
      check(item)
    }
    for item in program.files[file].tree.items {
      if case .recipe(let item) = item { checkBody(item) }
    }
    close(isExported: file > 0 || program.files[file].isLibrary)
  }

  private mutating func bringIn(_ item: ImportItem, _ imported: Int?) {
    if let name = item.qualifier { importsRead.insert(name.range) }
    guard item.qualifier == nil, let imported else { return }
    for (name, variable) in declarations[imported].variables.sorted(by: { $0.key < $1.key })
    where visible[name] == nil {
      declare(name, variable.range, .imported)
    }
  }

  // MARK: Scopes

  mutating func declare(_ name: String, _ range: SourceRange, _ kind: Kind) {
    guard !name.isEmpty else { return }
    if let index = visible[name]?.last, variables[index].level == level,
      variables[index].kind != .imported
    {
      report.add(
        Diagnostic(.duplicateName, "`\(name)` is set twice in one block", at: range, "again here")
          .label(variables[index].range, "first here"))
    }
    visible[name, default: []].append(variables.count)
    variables.append(Variable(name: name, range: range, kind: kind, level: level))
  }

  /// What stands in a block, with names of its own.
  mutating func inBlock(_ body: (inout Names) -> Void) {
    level += 1
    body(&self)
    close(isExported: false)
    level -= 1
  }

  private mutating func close(isExported: Bool) {
    while let last = variables.last, last.level == level {
      variables.removeLast()
      visible[last.name]?.removeLast()
      if visible[last.name]?.isEmpty == true { visible[last.name] = nil }
      if !last.isUsed, !isExported { reportUnused(last) }
    }
  }

  private mutating func reportUnused(_ variable: Variable) {
    guard variable.kind != .imported, !variable.name.hasPrefix("_") else { return }
    var help: String?
    switch variable.kind {
    case .loop, .argument: help = "a name that begins with `_` may stay unused"
    case .parameter, .binding, .imported: break
    }
    report.add(
      Diagnostic(
        .unusedName, "the \(variable.kind.rawValue) `\(variable.name)` is not used",
        at: variable.range, help: help))
  }

  /// Recipes and qualifiers of the file itself.
  private mutating func reportUnusedDeclarations() {
    for case .recipe(let item) in program.files[0].tree.items
    where !usedRecipes.contains(item.name.range) && !item.name.value.hasPrefix("_") {
      report.add(
        Diagnostic(
          .unusedName, "the recipe `\(item.name.value)` is not used", at: item.name.range))
    }
    for item in program.files[0].tree.importItems {
      guard let name = item.qualifier, !usedQualifiers.contains(name.range),
        program.files[0].links.contains(where: { $0.item.range == item.range && $0.file != nil })
      else { continue }
      report.add(
        Diagnostic(.unusedName, "the import `\(name.value)` is not used", at: name.range))
    }
  }

  mutating func suggestion(
    _ name: String, _ names: @autoclosure () -> [String], sign: String = ""
  ) -> String? {
    suggestions.nearest(to: name, among: names()).map { "did you mean `\(sign)\($0)`?" }
  }

  // MARK: Recursion

  private mutating func checkRecursion(_ file: Int) {
    var done: Set<SourceRange> = []
    for case .recipe(let item) in program.files[file].tree.items {
      var path: [SourceRange] = []
      follow(item.name.range, &path, &done)
    }
  }

  private mutating func follow(
    _ recipe: SourceRange, _ path: inout [SourceRange], _ done: inout Set<SourceRange>
  ) {
    // A chain that is deeper than what may nest cannot be carried out anyway.
    guard !done.contains(recipe), path.count <= Bound.nesting else { return }
    path.append(recipe)
    for use in uses[recipe, default: []] {
      if path.contains(use.recipe) {
        reportRecursion(use)
      } else {
        follow(use.recipe, &path, &done)
      }
    }
    path.removeLast()
    done.insert(recipe)
  }

  private mutating func reportRecursion(_ use: Use) {
    report.add(
      Diagnostic(
        .recursiveRecipe, "a recipe cannot use itself, directly or by others", at: use.place,
        help: "repeat with `for … in … < … >`"
      ).label(use.recipe, "this recipe is being used here"))
  }
}
