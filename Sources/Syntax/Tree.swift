package import Diagnostics
package import Values

/// What a text says, with the place of every part. The tree is made for any input: what could not
/// be read is left out or `missing`, and a diagnostic tells of it.
package struct SyntaxTree: Sendable {
  package var items: [Item]

  package init(items: [Item] = []) { self.items = items }
}

package struct Block: Sendable {
  package var items: [Item]
  /// From `<` to `>`.
  package var range: SourceRange

  package init(items: [Item], range: SourceRange) {
    self.items = items
    self.range = range
  }
}

/// The rule `item` of the grammar. What there may be a million of stands in the list of items itself.
package enum Item: Sendable {
  indirect case `import`(ImportItem)
  indirect case parameter(ParameterItem)
  indirect case binding(BindingItem)
  indirect case node(NodeItem)
  indirect case recipe(RecipeItem)
  indirect case use(UseItem)
  indirect case loop(LoopItem)
  indirect case condition(ConditionItem)
  indirect case overlay(OverlayItem)
  indirect case endpoint(EndpointItem)
  indirect case route(RouteItem)
  indirect case entry(EntryItem)
  indirect case member(MemberItem)
  case plain(PlainMember)
  case plainEntry(PlainEntry)

  /// The whole item.
  package var range: SourceRange {
    switch self {
    case .import(let item): item.range
    case .parameter(let item): item.range
    case .binding(let item): item.range
    case .node(let item): item.range
    case .recipe(let item): item.range
    case .use(let item): item.range
    case .loop(let item): item.range
    case .condition(let item): item.range
    case .overlay(let item): item.range
    case .endpoint(let item): item.range
    case .route(let item): item.range
    case .entry(let item): item.range
    case .member(let item): item.range
    case .plain(let item): item.range
    case .plainEntry(let item): item.range
    }
  }
}

/// `import "path" [as name]`
package struct ImportItem: Sendable {
  package var path: Expression
  package var qualifier: Located<String>?
  package var range: SourceRange
}

/// `param name [: type] [= default]`, also one parameter of a recipe.
package struct ParameterItem: Sendable {
  package var name: Located<String>
  package var type: Located<String>?
  package var value: Expression?
  package var range: SourceRange
}

/// `let name = value`
package struct BindingItem: Sendable {
  package var name: Located<String>
  package var value: Expression
  package var range: SourceRange
}

/// `node name [underlay] options`
package struct NodeItem: Sendable {
  package var name: Expression
  package var underlay: Expression?
  package var options: [OptionItem]
  package var range: SourceRange
}

package struct RecipeItem: Sendable {
  package var name: Located<String>
  package var parameters: [ParameterItem]
  package var block: Block
  package var range: SourceRange
}

/// `use name(arguments)`; the name may be qualified: `c.mesh`.
package struct UseItem: Sendable {
  package var name: Located<String>
  package var arguments: [Argument]
  package var range: SourceRange
}

package struct Argument: Sendable {
  package var name: Located<String>?
  package var value: Expression
}

package struct LoopItem: Sendable {
  package var index: Located<String>?
  package var element: Located<String>
  package var list: Expression
  package var block: Block
  package var range: SourceRange
}

/// `if` with every `else if` that follows, and the last `else`.
package struct ConditionItem: Sendable {
  package struct Branch: Sendable {
    package var condition: Expression
    package var block: Block
  }
  package var branches: [Branch]
  package var otherwise: Block?
  package var range: SourceRange
}

/// `overlay vni options < … >`
package struct OverlayItem: Sendable {
  package var keyword: SourceRange
  package var vni: Expression
  package var options: [OptionItem]
  package var block: Block
  /// From `overlay` to the last option.
  package var head: SourceRange
  package var range: SourceRange
}

/// `netns`, `container` or `port`, a name, options, and what stands to the right of `->`.
package struct EndpointItem: Sendable {
  package enum Kind: Sendable { case namespace, container, port }
  package var kind: Kind
  package var keyword: SourceRange
  package var name: Expression
  package var options: [OptionItem]
  package var right: RightSide?
  package var range: SourceRange
}

package struct RouteItem: Sendable {
  package var keyword: SourceRange
  /// `nil`: the default route.
  package var destination: Expression?
  package var options: [OptionItem]
  package var range: SourceRange
}

/// `fdb` or `neigh`
package struct EntryItem: Sendable {
  package enum Kind: Sendable { case forwarding, neighbour }
  package var kind: Kind
  package var keyword: SourceRange
  package var key: Expression
  package var options: [OptionItem]
  package var range: SourceRange
}

/// `name [underlay] options [-> …] [< … >]`
package struct MemberItem: Sendable {
  package var name: Expression
  package var underlay: Expression?
  package var options: [OptionItem]
  package var right: RightSide?
  package var block: Block?
  package var range: SourceRange

  package init(
    name: Expression, underlay: Expression?, options: [OptionItem], right: RightSide?,
    block: Block?, range: SourceRange
  ) {
    self.name = name
    self.underlay = underlay
    self.options = options
    self.right = right
    self.block = block
    self.range = range
  }
}

/// What stands to the right of `->`.
package struct RightSide: Sendable {
  package var arrow: SourceRange
  package var values: [Expression]
  package var options: [OptionItem]

  package init(arrow: SourceRange, values: [Expression], options: [OptionItem]) {
    self.arrow = arrow
    self.values = values
    self.options = options
  }
}

/// An option as it was written; the table says how many values its keyword takes.
package struct OptionItem: Sendable {
  package var keyword: Located<String>
  package var values: [Expression]
  /// `bridge NAME ( … )` and `bridgeport ( … )`: the options in the parentheses.
  package var group: [OptionItem]
  package var range: SourceRange
}

package enum Expression: Sendable {
  /// A bare word: literal text.
  case word(String, SourceRange)
  /// A quoted string.
  case string([Piece], SourceRange)
  /// A word with `${…}`.
  case template([Piece], SourceRange)
  case integer(Int64, SourceRange)
  case address(Address, SourceRange)
  case prefix(Prefix, SourceRange)
  case mac(MAC, SourceRange)
  /// `.N`
  case host(UInt64, SourceRange)
  /// `$name` or `$qualifier.name`, without the `$`; inside `${…}` also a bare word.
  case variable(String, SourceRange)
  /// `on`, `off`
  case boolean(Bool, SourceRange)
  case list([Expression], SourceRange)
  indirect case negation(Expression, SourceRange)
  indirect case operation(Operation, SourceRange)
  indirect case index(Expression, Expression, SourceRange)
  indirect case length(Expression, SourceRange)
  /// Nothing could be read here, and a diagnostic says so.
  case missing(SourceRange)

  /// A part of a string or a template.
  package enum Piece: Sendable {
    case text(String)
    case expression(Expression)
  }

  /// What stands in a row is no nesting: it is kept flat, and may be as long as it likes.
  package enum Operation: Sendable {
    /// One operator with two sides.
    case pair(Pair, Expression, Expression)
    /// Conditions with one and the same word between them.
    case junction(Junction, [Expression])
    /// From the left, operators of one strength.
    case calculation(Expression, [Step])
  }

  package enum Pair: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case within = "in"
    case range = ".."
  }

  package enum Junction: String, Sendable {
    case or, and
  }

  package enum Sign: String, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divided = "/"
    case remainder = "%"
  }

  package struct Step: Sendable {
    package var sign: Sign
    package var operand: Expression
  }

  package var range: SourceRange {
    switch self {
    case .word(_, let range), .string(_, let range), .template(_, let range),
      .integer(_, let range), .address(_, let range), .prefix(_, let range),
      .mac(_, let range), .host(_, let range), .variable(_, let range),
      .boolean(_, let range), .list(_, let range), .negation(_, let range),
      .operation(_, let range), .index(_, _, let range), .length(_, let range),
      .missing(let range):
      range
    }
  }
}
