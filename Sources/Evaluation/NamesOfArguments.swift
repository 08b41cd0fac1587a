import Diagnostics
import Syntax
import Values

/// Which argument of a use is which parameter of its recipe: the index of each parameter's argument.
/// Positional ones are taken in their order.
func matchArguments(_ item: UseItem, _ recipe: RecipeItem) -> [Int?] {
  var matched = [Int?](repeating: nil, count: recipe.parameters.count)
  let named =
    item.arguments.contains { $0.name != nil }
    ? Dictionary(
      recipe.parameters.enumerated().map { ($1.name.value, $0) },
      uniquingKeysWith: { first, _ in first }) : [:]
  var position = 0
  for (index, argument) in item.arguments.enumerated() {
    var parameter = position
    if let name = argument.name {
      guard let index = named[name.value] else { continue }
      parameter = index
    } else {
      position += 1
    }
    if parameter < matched.count, matched[parameter] == nil { matched[parameter] = index }
  }
  return matched
}

extension Names {
  mutating func checkArguments(_ item: UseItem, _ recipe: RecipeItem) {
    let matched = matchArguments(item, recipe)
    var position = 0
    for (index, argument) in item.arguments.enumerated() {
      if let name = argument.name {
        checkNamed(name, index, matched, recipe)
      } else {
        checkPositional(position, argument, index, matched, recipe)
        position += 1
      }
    }
    let missing = zip(recipe.parameters, matched).filter { parameter, argument in
      argument == nil && parameter.value == nil && !parameter.name.value.isEmpty
    }
    guard !missing.isEmpty else { return }
    let names = missing.map { $0.0.name.value }
    report.add(
      Diagnostic(
        .missingArgument,
        "`\(recipe.name.value)` needs \(listed(names))", at: item.range,
        help: "write \(names.map { "`\($0) = …`" }.joined(separator: ", "))"
      ).label(missing[0].0.range, "no default here"))
  }

  private mutating func checkNamed(
    _ name: Located<String>, _ index: Int, _ matched: [Int?], _ recipe: RecipeItem
  ) {
    let names = recipe.parameters.map(\.name.value)
    guard let parameter = names.firstIndex(of: name.value) else {
      let known = names.isEmpty ? "it has none" : "it has " + listed(names)
      report.add(
        Diagnostic(
          .unknownArgument,
          "`\(recipe.name.value)` has no parameter `\(printable(name.value))`", at: name.range,
          help: suggestion(name.value, names) ?? known
        ).label(recipe.name.range, "declared here"))
      return
    }
    if matched[parameter] != index { reportTwice(name.value, at: name.range) }
  }

  private mutating func checkPositional(
    _ position: Int, _ argument: Argument, _ index: Int, _ matched: [Int?], _ recipe: RecipeItem
  ) {
    guard position < matched.count else {
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
