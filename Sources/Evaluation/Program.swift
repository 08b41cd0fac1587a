package import Syntax

/// The texts of a run: the first is the recipe itself, the others are what it imports.
package struct Program: Sendable {
  package struct File: Sendable {
    /// As diagnostics show it.
    package var name: String
    package var tree: SyntaxTree
    /// The file of each `import` at the top level, in the order of the text; `nil` where there is
    /// none, which has been told.
    package var imports: [Int?]
    /// It has mistakes that may hide what it declares.
    package var isBroken = false

    package init(name: String, tree: SyntaxTree, imports: [Int?] = []) {
      self.name = name
      self.tree = tree
      self.imports = imports
    }
  }

  package var files: [File]

  package init(_ files: [File]) { self.files = files }
}

extension Program.File {
  /// The imports of the text, each with its file.
  var links: [(item: ImportItem, file: Int?)] {
    let items = tree.importItems
    return items.indices.map { (items[$0], $0 < imports.count ? imports[$0] : nil) }
  }

  /// Whether the text has nothing that does something by itself: what it declares is for others.
  var isLibrary: Bool {
    tree.items.allSatisfy { item in
      switch item {
      case .import, .parameter, .binding, .recipe: true
      case .node, .use, .loop, .condition, .overlay, .endpoint, .route, .entry, .plainEntry,
        .member, .plain:
        false
      }
    }
  }
}

extension SyntaxTree {
  /// The `import` items at the top level.
  package var importItems: [ImportItem] {
    items.compactMap { item in
      if case .import(let item) = item { item } else { nil }
    }
  }
}
