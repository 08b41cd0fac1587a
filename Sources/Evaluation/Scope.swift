import Diagnostics
import Syntax
package import Values

/// What the top level of the first text sees: what it declares itself, and what its imports bring,
/// as one writes it there (`c.lan`).
package struct Scope: Sendable {
  /// `nil`: a value could not be made, which has been told.
  package var variables: [String: Value?] = [:]
  package var recipes: [String: [Parameter]] = [:]

  /// A parameter of a recipe.
  package struct Parameter: Sendable, Equatable {
    package var name: String
    package var type: String?
    package var isRequired: Bool
  }

  package init() {}

  init(_ expansion: Expansion) {
    guard let own = expansion.declarations.first else { return }
    variables = expansion.environment.globals[0]
    recipes = own.recipes.mapValues { Self.parameters($0.item) }
    for (name, qualifier) in own.qualifiers {
      guard let file = qualifier.file else { continue }
      for (variable, value) in expansion.environment.globals[file] {
        variables["\(name).\(variable)"] = .some(value)
      }
      for (recipe, declared) in expansion.declarations[file].recipes {
        recipes["\(name).\(recipe)"] = Self.parameters(declared.item)
      }
    }
  }

  private static func parameters(_ recipe: RecipeItem) -> [Parameter] {
    recipe.parameters.map { parameter in
      Parameter(
        name: parameter.name.value, type: parameter.type?.value,
        isRequired: parameter.value == nil)
    }
  }
}
