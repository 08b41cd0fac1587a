package import Diagnostics
package import Driver
import Evaluation
import Syntax
import Values

/// What a session says to what was entered.
package struct Reply {
  /// What it means.
  package var lines: [String] = []
  package var diagnostics: [Diagnostic] = []
  /// The texts that the diagnostics speak of.
  package var sources: Sources
  package var status = ExitStatus.done

  init(_ sources: Sources) { self.sources = sources }
}

/// One diagnostic, so that it can be known again when statements were added.
struct Saying: Hashable {
  var code: Code
  var message: String
  /// The statement, and where in it.
  var statement: Int?
  var offset: Int

  init(_ diagnostic: Diagnostic, _ statement: Int?, _ composition: Composition) {
    code = diagnostic.code
    message = diagnostic.message
    self.statement = statement
    let lower = diagnostic.range.map { Int($0.lower) } ?? 0
    offset =
      lower - (diagnostic.range?.file == 0 ? statement.map { composition.starts[$0] } ?? 0 : 0)
  }
}

/// The statement that a place stands in, or, for what a `use` or an `import` brought, that one.
func origin(_ range: SourceRange, _ recipe: Recipe, _ composition: Composition) -> Int? {
  let outermost = recipe.sources.expansions.chain(of: range).last?.range ?? range
  guard outermost.file == 0 else { return nil }
  return composition.statement(at: Int(outermost.lower))
}

extension Expression {
  /// The number that is written, or that a variable of the top level stands for.
  func integer(_ scope: Scope) -> Int64? {
    switch self {
    case .integer(let number, _): return number
    case .variable(let name, _):
      if case .integer(let number)?? = scope.variables[name] { return number }
      return nil
    case .word, .string, .template, .address, .prefix, .mac, .host, .boolean, .list, .negation,
      .operation, .index, .length, .missing:
      return nil
    }
  }
}
