import Diagnostics
import Syntax

// The tree as S-expressions: one line, so that a table of tests can hold it.

func dump(_ tree: SyntaxTree) -> String { dump(tree.items) }

private func dump(_ items: [Item]) -> String { items.map(dump).joined(separator: " ") }

private func dump(_ block: Block?) -> String? {
  block.map { $0.items.isEmpty ? "<>" : "<\(dump($0.items))>" }
}

private func form(_ parts: String?...) -> String {
  "(" + parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ") + ")"
}

private func dump(_ item: Item) -> String {
  switch item {
  case .import(let item): form("import", dump(item.path), item.qualifier?.value)
  case .parameter(let item): dump(item)
  case .binding(let item): form("let", item.name.value, dump(item.value))
  case .node(let item):
    form("node", dump(item.name), item.underlay.map(dump), dump(item.options))
  case .recipe(let item):
    form(
      "recipe", item.name.value, item.parameters.map(dump).joined(separator: " "),
      dump(item.block))
  case .use(let item):
    form("use", item.name.value, item.arguments.map(dump).joined(separator: " "))
  case .loop(let item):
    form(
      "for", item.index?.value, item.element.value, "in", dump(item.list), dump(item.block))
  case .condition(let item): dump(item)
  case .overlay(let item):
    form("overlay", dump(item.vni), dump(item.options), dump(item.block))
  case .endpoint(let item):
    form("\(item.kind)", dump(item.name), dump(item.options), dump(item.right))
  case .route(let item):
    form("route", item.destination.map(dump) ?? "default", dump(item.options))
  case .entry(let item): form("\(item.kind)", dump(item.key), dump(item.options))
  case .plain(let item): dump(.member(item.item))
  case .plainEntry(let item): dump(.entry(item.item))
  case .member(let item):
    form(
      "member", dump(item.name), item.underlay.map(dump), dump(item.options), dump(item.right),
      dump(item.block))
  }
}

private func dump(_ item: ParameterItem) -> String {
  form("param", item.name.value, item.type.map { ":" + $0.value }, item.value.map(dump))
}

private func dump(_ item: ConditionItem) -> String {
  let branches = item.branches.map { form(dump($0.condition), dump($0.block)) }
  return form("if", branches.joined(separator: " "), dump(item.otherwise))
}

private func dump(_ argument: Argument) -> String {
  argument.name.map { $0.value + "=" + dump(argument.value) } ?? dump(argument.value)
}

private func dump(_ options: [OptionItem]) -> String {
  options.map { option in
    let parts = [option.keyword.value] + option.values.map(dump)
    let group = option.group.isEmpty ? "" : " (" + dump(option.group) + ")"
    return "{" + parts.joined(separator: " ") + group + "}"
  }.joined(separator: " ")
}

private func dump(_ right: RightSide?) -> String? {
  right.map { form("->", $0.values.map(dump).joined(separator: " "), dump($0.options)) }
}

func dump(_ expression: Expression) -> String {
  switch expression {
  case .word(let text, _): text
  case .string(let pieces, _): "\"" + pieces.map(dump).joined() + "\""
  case .template(let pieces, _): "`" + pieces.map(dump).joined() + "`"
  case .integer(let number, _): "\(number)"
  case .address(let address, _): "\(address)"
  case .prefix(let prefix, _): "\(prefix)"
  case .mac(let mac, _): "\(mac)"
  case .host(let number, _): ".\(number)"
  case .variable(let name, _): "$" + name
  case .boolean(let value, _): value ? "#on" : "#off"
  case .list(let elements, _): "[" + elements.map(dump).joined(separator: " ") + "]"
  case .negation(let inner, _): form("not", dump(inner))
  case .operation(.pair(let sign, let left, let right), _):
    form(sign.rawValue, dump(left), dump(right))
  case .operation(.junction(let word, let operands), _):
    operands.dropFirst().reduce(operands.first.map(dump) ?? "") {
      form(word.rawValue, $0, dump($1))
    }
  case .operation(.calculation(let first, let steps), _):
    steps.reduce(dump(first)) { form($1.sign.rawValue, $0, dump($1.operand)) }
  case .index(let base, let index, _): form("index", dump(base), dump(index))
  case .length(let inner, _): form("len", dump(inner))
  case .missing: "?"
  }
}

private func dump(_ piece: Expression.Piece) -> String {
  switch piece {
  case .text(let text): text
  case .expression(let expression): "${" + dump(expression) + "}"
  }
}
