import Diagnostics
import Export
import Topology

/// What a picture can be written as.
package enum GraphFormat: String, Sendable, CaseIterable {
  case dot, mermaid
  /// Drawn by Graphviz from the text of `dot`.
  case svg
}

/// The picture of a recipe as text; for `svg` what Graphviz is to read.
package func graph(_ recipe: Recipe, format: GraphFormat) -> String {
  let picture = Picture(recipe.model, only: recipe.selection)
  switch format {
  case .dot, .svg: return dotDrawing(picture)
  case .mermaid: return mermaidDrawing(picture)
  }
}
