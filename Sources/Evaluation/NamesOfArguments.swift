import Diagnostics
import Syntax
import Values

/// What a use must know of a recipe's parameters, made once for all uses.
struct RecipeShape {
  /// Where each stands; of a name that is declared twice, the first.
  let index: [String: Int]
  /// Those without a default.
  let required: [Int]

  init(_ recipe: RecipeItem) {
    index = Dictionary(
      recipe.parameters.enumerated().map { ($1.name.value, $0) },
      uniquingKeysWith: { first, _ in first })
    required = recipe.parameters.indices.filter {
      recipe.parameters[$0].value == nil && !recipe.parameters[$0].name.value.isEmpty
    }
  }
}

/// Which argument of a use is which parameter of its recipe, by the index of the parameter.
/// Positional ones are taken in their order.
func matchArguments(_ item: UseItem, _ recipe: Declarations.Recipe) -> [Int: Int] {
  var matched: [Int: Int] = [:]
  var position = 0
  for (index, argument) in item.arguments.enumerated() {
    var parameter = position
    if let name = argument.name {
      guard let index = recipe.shape.index[name.value] else { continue }
      parameter = index
    } else {
      position += 1
    }
    if parameter < recipe.item.parameters.count, matched[parameter] == nil {
      matched[parameter] = index
    }
  }
  return matched
}

/// Of a list of parameters, no more than these are shown.
private let mostListed = 20

extension Names {
  mutating func checkArguments(_ item: UseItem, _ recipe: Declarations.Recipe) {
    let matched = matchArguments(item, recipe)
    var position = 0
    for (index, argument) in item.arguments.enumerated() {
      if let name = argument.name {
        checkNamed(name, index, matched, recipe)
      } else {
        checkPositional(position, argument, index, matched, recipe.item)
        position += 1
      }
    }
    reportMissing(recipe, matched, item)
  }

  private mutating func reportMissing(
    _ recipe: Declarations.Recipe, _ matched: [Int: Int], _ item: UseItem
  ) {
    // As many as anybody reads: each use of a long list would tell all of it.
    let missing = Array(
      recipe.shape.required.lazy.filter { matched[$0] == nil }.prefix(mostListed)
        .map { recipe.item.parameters[$0] })
    guard let first = missing.first else { return }
    let names = missing.map(\.name.value)
    let rest = names.count < mostListed ? "" : ", …"
    report.add(
      Diagnostic(
        .missingArgument,
        "`\(recipe.item.name.value)` needs \(listed(names))", at: item.range,
        help: "write \(names.map { "`\($0) = …`" }.joined(separator: ", "))\(rest)"
      ).label(first.range, "no default here"))
  }

  private mutating func checkNamed(
    _ name: Located<String>, _ index: Int, _ matched: [Int: Int], _ recipe: Declarations.Recipe
  ) {
    let item = recipe.item
    guard let parameter = recipe.shape.index[name.value] else {
      let names = item.parameters.prefix(mostListed).map(\.name.value)
      let known = names.isEmpty ? "it has none" : "it has " + listed(names)
      let near = suggestion(name.value, item.parameters.map(\.name.value))
      report.add(
        Diagnostic(
          .unknownArgument,
          "`\(item.name.value)` has no parameter `\(printable(name.value))`", at: name.range,
          help: near ?? known
        ).label(item.name.range, "declared here"))
      return
    }
    if matched[parameter] != index { reportTwice(name.value, at: name.range) }
  }

  private mutating func checkPositional(
    _ position: Int, _ argument: Argument, _ index: Int, _ matched: [Int: Int],
    _ recipe: RecipeItem
  ) {
    guard position < recipe.parameters.count else {
      let count = recipe.parameters.count
      report.add(
        Diagnostic(
          .unknownArgument,
          "`\(recipe.name.value)` has \(count) parameter\(count == 1 ? "" : "s"), and this is argument \(position + 1)",
          at: argument.value.range
        ).label(recipe.name.range, "declared here"))
      return
    }
    if matched[position] != index {
      reportTwice(recipe.parameters[position].name.value, at: argument.value.range)
    }
  }

  private mutating func reportTwice(_ name: String, at range: SourceRange) {
    report.add(
      Diagnostic(.duplicateArgument, "`\(name)` is given twice", at: range, "again here"))
  }
}
