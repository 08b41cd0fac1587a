import Diagnostics
import Syntax

/// What the top level of a file declares, and what comes to it by imports.
struct Declarations {
  struct Variable {
    var range: SourceRange
    /// The file that sets it.
    var file: Int
  }

  struct Recipe {
    let item: RecipeItem
    let file: Int
    let shape: RecipeShape

    init(_ item: RecipeItem, file: Int) {
      self.item = item
      self.file = file
      shape = RecipeShape(item)
    }
  }

  var variables: [String: Variable] = [:]
  var recipes: [String: Recipe] = [:]
  /// `import … as NAME`
  var qualifiers: [String: Qualifier] = [:]
  /// An import that could not be read: a name that is not known may be from there.
  var isIncomplete = false

  struct Qualifier {
    /// `nil`: it could not be read.
    var file: Int?
    var range: SourceRange
  }
}

/// Collects the declarations of all files, imported ones first.
struct DeclarationReader {
  let program: Program
  var found: [Declarations?]
  var report = Report()

  init(_ program: Program) {
    self.program = program
    found = Array(repeating: nil, count: program.files.count)
  }

  mutating func read(_ file: Int) {
    guard found[file] == nil else { return }
    // A cycle has been told; it ends here.
    found[file] = Declarations()
    var own = Declarations()
    for item in program.files[file].tree.items { declare(item, file, &own) }
    for link in program.files[file].links { take(link.item, link.file, &own) }
    found[file] = own
  }

  private mutating func declare(_ item: Item, _ file: Int, _ own: inout Declarations) {
    switch item {
    case .parameter(let item):
      declare(item.name, Declarations.Variable(range: item.name.range, file: file), &own.variables)
    case .binding(let item):
      declare(item.name, Declarations.Variable(range: item.name.range, file: file), &own.variables)
    case .recipe(let item):
      guard !item.name.value.isEmpty else { return }
      if let earlier = own.recipes[item.name.value] {
        reportTwice("recipe `\(item.name.value)`", item.name.range, earlier.item.name.range)
      } else {
        own.recipes[item.name.value] = Declarations.Recipe(item, file: file)
      }
    case .import, .node, .use, .loop, .condition, .overlay, .endpoint, .route, .entry, .member,
      .plain, .plainEntry:
      break
    }
  }

  private mutating func declare(
    _ name: Located<String>, _ variable: Declarations.Variable,
    _ variables: inout [String: Declarations.Variable]
  ) {
    // That a name is set twice is told where it is set.
    if !name.value.isEmpty, variables[name.value] == nil { variables[name.value] = variable }
  }

  private mutating func reportTwice(
    _ what: String, _ place: SourceRange, _ earlier: SourceRange
  ) {
    report.add(
      Diagnostic(.duplicateName, "the \(what) is declared twice", at: place, "again here")
        .label(earlier, "first here"))
  }

  private mutating func take(_ item: ImportItem, _ file: Int?, _ own: inout Declarations) {
    if let file { read(file) }
    if let name = item.qualifier {
      if let earlier = own.qualifiers[name.value] {
        reportTwice("name `\(name.value)`", name.range, earlier.range)
      } else {
        own.qualifiers[name.value] = Declarations.Qualifier(file: file, range: name.range)
      }
      return
    }
    guard let file, let imported = found[file] else {
      own.isIncomplete = true
      return
    }
    own.isIncomplete =
      own.isIncomplete || imported.isIncomplete || program.files[file].isBroken
    takeVariables(imported, item, &own)
    takeRecipes(imported, item, &own)
  }

  private mutating func takeVariables(
    _ imported: Declarations, _ item: ImportItem, _ own: inout Declarations
  ) {
    for (name, variable) in imported.variables.sorted(by: { $0.key < $1.key }) {
      guard let mine = own.variables[name] else {
        own.variables[name] = variable
        continue
      }
      if mine.range != variable.range {
        reportClash("`\(name)`", item, mine.range, variable.range)
      }
    }
  }

  private mutating func takeRecipes(
    _ imported: Declarations, _ item: ImportItem, _ own: inout Declarations
  ) {
    for (name, recipe) in imported.recipes.sorted(by: { $0.key < $1.key }) {
      guard let mine = own.recipes[name] else {
        own.recipes[name] = recipe
        continue
      }
      if mine.item.name.range != recipe.item.name.range {
        reportClash(
          "the recipe `\(name)`", item, mine.item.name.range, recipe.item.name.range)
      }
    }
  }

  private mutating func reportClash(
    _ what: String, _ item: ImportItem, _ mine: SourceRange, _ other: SourceRange
  ) {
    report.add(
      Diagnostic(
        .nameClash, "this import brings \(what), which is here already", at: item.range,
        help: "give the import a name of its own: `import … as c`, and write `c.` before its names"
      ).label(mine, "here already").label(other, "what is imported"))
  }
}
