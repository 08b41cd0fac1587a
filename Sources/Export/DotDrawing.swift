import Values

/// A picture for Graphviz, in the language DOT.
package func dotDrawing(_ picture: Picture) -> String {
  var lines = [
    "graph vxloom {",
    "  graph [rankdir=LR, ranksep=0.6, nodesep=0.15, \(font(12))];",
    "  node [shape=box, style=\"filled,rounded\", margin=\"0.12,0.05\", height=0.3, \(font(11))];",
  ]
  for (number, host) in picture.hosts.enumerated() {
    let style = host.isForeign ? "rounded,dashed" : "rounded"
    lines.append("  subgraph cluster\(number + 1) {")
    lines.append("    label=\(quoted(host.lines)); style=\"\(style)\"; color=\"#777777\";")
    lines += host.boxes.map { "    " + node($0) }
    lines.append("  }")
  }
  lines += picture.segments.map { "  " + node($0) }
  lines += picture.lines.map { line in
    let colour = Palette.overlay(line.overlay)
    return "  b\(line.from) -- b\(line.to) [color=\"\(colour)\"\(line.kind.attributes)];"
  }
  return (lines + ["}", ""]).joined(separator: "\n")
}

private func font(_ size: Int) -> String {
  "fontname=\"Helvetica,Arial,sans-serif\", fontsize=\(size)"
}

private func node(_ box: Picture.Box) -> String {
  let shape = box.kind == .segment ? ", shape=ellipse, style=filled" : ""
  return "b\(box.number) [label=\(quoted(box.lines)), color=\"#777777\", "
    + "fillcolor=\"\(Palette.fill(box.kind))\"\(shape)];"
}

/// Lines as one quoted label. In it a backslash begins an escape and `&` an entity of HTML.
private func quoted(_ lines: [String]) -> String {
  let texts = lines.map { line in
    printable(line).unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "&": text += "&amp;"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
  return "\"\(texts.joined(separator: "\\n"))\""
}

extension Picture.Line.Kind {
  fileprivate var attributes: String {
    switch self {
    case .inside: ""
    case .tunnel: ", penwidth=2"
    case .segment: ", penwidth=2, style=dashed"
    }
  }
}
