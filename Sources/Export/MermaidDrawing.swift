import Values

/// A picture for Mermaid, as a flowchart.
package func mermaidDrawing(_ picture: Picture) -> String {
  var lines = ["flowchart LR"]
  for (number, host) in picture.hosts.enumerated() {
    lines.append("  subgraph h\(number + 1)[\(quoted(host.lines))]")
    lines += host.boxes.map { "    " + node($0) }
    lines.append("  end")
  }
  lines += picture.segments.map { "  " + node($0) }
  lines += picture.lines.map { "  b\($0.from) \($0.kind.arrow) b\($0.to)" }
  lines += styles(picture)
  return lines.joined(separator: "\n") + "\n"
}

private func node(_ box: Picture.Box) -> String {
  let label = quoted(box.lines)
  return "b\(box.number)\(box.kind == .segment ? "([\(label)])" : "[\(label)]"):::\(box.kind.name)"
}

/// One line for each kind of box, for the hosts of others, and for the lines of each overlay.
private func styles(_ picture: Picture) -> [String] {
  var lines = Picture.Box.Kind.allCases.map { kind in
    "  classDef \(kind.name) fill:\(Palette.fill(kind)),stroke:#777777,color:#000000"
  }
  for (number, host) in picture.hosts.enumerated() where host.isForeign {
    lines.append("  style h\(number + 1) stroke-dasharray:4")
  }
  let overlays = (picture.lines.map(\.overlay).max() ?? -1) + 1
  var numbers = [[Int]](repeating: [], count: overlays)
  for (number, line) in picture.lines.enumerated() { numbers[line.overlay].append(number) }
  for (overlay, members) in numbers.enumerated() where !members.isEmpty {
    let list = members.map { "\($0)" }.joined(separator: ",")
    lines.append("  linkStyle \(list) stroke:\(Palette.overlay(overlay))")
  }
  return lines
}

/// Lines as one quoted label. Whatever might mean something to Mermaid, Markdown or HTML is written by
/// its number.
private func quoted(_ lines: [String]) -> String {
  let texts = lines.map { line in
    printable(line).unicodeScalars.reduce(into: "") { text, scalar in
      if isPlain(scalar) {
        text.unicodeScalars.append(scalar)
      } else {
        text += "#\(scalar.value);"
      }
    }
  }
  return "\"\(texts.joined(separator: "<br/>"))\""
}

private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", "-", "/", ":": true
  default: false
  }
}

extension Picture.Box.Kind {
  fileprivate var name: String {
    switch self {
    case .device: "device"
    case .bridge: "bridge"
    case .endpoint: "endpoint"
    case .segment: "segment"
    }
  }
}

extension Picture.Line.Kind {
  fileprivate var arrow: String {
    switch self {
    case .inside: "---"
    case .tunnel: "==="
    case .segment: "-.-"
    }
  }
}
