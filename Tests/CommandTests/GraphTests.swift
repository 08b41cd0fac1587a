import Foundation
import Testing

/// `vxloom graph`: what is written is what Graphviz and Mermaid read, and shows what is meant.
@Suite struct GraphTests {
  private func graph(_ format: String, _ arguments: [String], input: String? = nil) throws -> String
  {
    let ending = try Program.run(["graph", "-q", "--format", format] + arguments, input: input)
    #expect(ending.status == 0, "\(ending.errors)")
    return ending.output
  }

  @Test(.enabled(if: has("dot")), arguments: Program.samples)
  func graphvizDrawsEverySample(_ sample: String) throws {
    let drawn = try Program.start(
      "/usr/bin/env", ["dot", "-Tsvg"], input: try graph("dot", [sample]), environment: [:])
    #expect(drawn.status == 0 && drawn.errors.isEmpty, "\(drawn.errors)")
    #expect(try graph("svg", [sample]) == drawn.output)
    let report = try Program.run(["check", "--json", sample])
    let root = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
    let files = try #require(root?["files"] as? [[String: Any]])
    let names = try #require(files.first?["nodes"] as? [String])
    let texts = drawnTexts(drawn.output)
    for name in names { #expect(texts.contains(name), "\(name) in \(sample)") }
  }

  @Test(arguments: Program.samples) func mermaidLinesAreInItsLanguage(_ sample: String) throws {
    let text = try graph("mermaid", [sample])
    #expect(mermaidMistakes(text) == [])
  }

  @Test func mistakesInMermaidAreSeen() {
    let wrong = [
      "flowchart LR\n  b1[\"a\"b\"]:::device\n", "flowchart LR\n  b1 --- b2\n",
      "flowchart LR\n  b1[\"a<b\"]:::device\n", "flowchart LR\n  subgraph h1[\"a\"]\n", "b1\n",
      "flowchart LR\n  b1[\"a\"]:::device\n  linkStyle 0 stroke:#1f6f9f\n",
    ]
    for text in wrong { #expect(mermaidMistakes(text) != [], "\(text)") }
  }

  /// Names with every character that could mean something to a format.
  static let hostileNames = [
    #"a\"b"#, #"a\\"#, #"a\\N"#, "<b>x</b>", "&lt;", "&#60;", "]]", "end", "%%{init: {}}%%",
    "`x`", "#quot;", "a;b", "style x:#1;", "\\n", "\u{1F980}", "a--b", "{a|b}",
  ]

  @Test(.enabled(if: has("dot")), arguments: hostileNames)
  func namesAreTextWhateverIsInThem(_ name: String) throws {
    let recipe = """
      overlay 42 dev eth0 <
        "\(name)" 192.168.8.101 -> 10.20.1.1/24
        b 192.168.8.102 -> 10.20.1.2/24
      >
      """
    let meant =
      name.replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
      .replacing("\\n", with: "\\x0a")
    #expect(drawnTexts(try graph("svg", ["-"], input: recipe)).contains(meant))
    let mermaid = try graph("mermaid", ["-"], input: recipe)
    #expect(mermaidMistakes(mermaid) == [])
    #expect(mermaidTexts(mermaid).contains(meant), "\(mermaid)")
  }

  private static func crowd(_ count: Int, _ head: String = "", _ rest: String = "") -> String {
    """
    overlay 42 \(head) subnet 10.20.0.0/16 <
      hub 192.168.7.1 -> .1
      for i in 2..\(count) < node${i} (192.168.8.0 + $i) \(rest) -> .${i} >
    >
    """
  }

  /// A mesh is drawn by its tunnels while there are few, a star always, a crowd by its segment.
  @Test func theNumberOfLinesStaysLegible() throws {
    func lines(_ recipe: String) throws -> (tunnels: Int, toSegment: Int) {
      let text = try graph("mermaid", ["-"], input: recipe)
      return (
        text.components(separatedBy: " === ").count - 1,
        text.components(separatedBy: " -.- ").count - 1
      )
    }
    #expect(try lines(Self.crowd(3)) == (3, 0))
    #expect(try lines(Self.crowd(4)) == (6, 0))
    #expect(try lines(Self.crowd(5)) == (0, 5))
    #expect(try lines(Self.crowd(30)) == (0, 30))
    #expect(try lines(Self.crowd(30, "", "peers hub")) == (29, 0))
    #expect(try lines(Self.crowd(3, "group 239.1.1.1 dev eth0")) == (0, 3))
  }

  @Test func withoutGraphvizItSaysSo() throws {
    let ending = try Program.start(
      Program.path, ["graph", "--format", "svg", "samples/01-point-to-point.vxl"], input: nil,
      environment: ["PATH": "/nowhere"])
    #expect(ending.status == 69)
    #expect(ending.errors.contains("Debian: graphviz"), "\(ending.errors)")
  }

  @Test func itIsWrittenToAFile() throws {
    try withFolder { folder in
      let ending = try Program.run(
        ["graph", "-o", "\(folder)/one.dot", "samples/01-point-to-point.vxl"])
      #expect(ending.status == 0 && ending.output.isEmpty, "\(ending.errors)")
      let text = try String(contentsOfFile: "\(folder)/one.dot", encoding: .utf8)
      #expect(text.hasPrefix("graph vxloom {"))
    }
  }

  /// The pictures of the README say what their samples do. Places and fonts are Graphviz' affair.
  @Test(.enabled(if: has("dot"))) func picturesOfTheReadmeAreCurrent() throws {
    let readme = try String(
      contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)
    let pictures = readme.matches(of: /\]\(docs\/pictures\/([a-z0-9-]+)\.svg\)/).map { $0.1 }
    #expect(pictures.count >= 2)
    for name in pictures {
      let path = "docs/pictures/\(name).svg"
      let stored = try String(contentsOf: Program.root.appending(path: path), encoding: .utf8)
      let made = try graph("svg", ["samples/\(name).vxl"])
      #expect(drawnTexts(stored) == drawnTexts(made), "\(path) is stale: `make pictures`")
    }
  }
}

/// The texts of an SVG, in order, without what XML writes instead of characters.
func drawnTexts(_ picture: String) -> [String] {
  picture.matches(of: /<text [^>]*>([^<]*)<\/text>/).map { match in
    let text = String(match.1).replacing(/&#(\d+);/) { number in
      UInt32(number.1).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? "?"
    }
    return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].reduce(text) {
      $0.replacing($1.0, with: $1.1)
    }
  }.map { $0.replacing("\u{a0}", with: " ") }
}

/// The lines of all labels, as Mermaid shows them.
func mermaidTexts(_ text: String) -> [String] {
  text.matches(of: /"([^"]*)"/).flatMap { match in
    String(match.1).components(separatedBy: "<br/>").map { line in
      line.replacing(/#(\d+);/) { number in
        UInt32(number.1).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? "?"
      }
    }
  }
}

/// What of a text is not in the part of Mermaid's language that we write: each line by itself, blocks
/// that end, lines between boxes that there are, and styles of lines that there are.
func mermaidMistakes(_ text: String) -> [String] {
  let label = #""(?:[A-Za-z0-9 .,\-/:]|#[0-9]+;|<br/>)*""#
  let forms: [(kind: String, form: String)] = [
    ("host", "  subgraph h[0-9]+\\[\(label)\\]"), ("end", "  end"),
    ("box", "(?:    |  )b([0-9]+)(?:\\[\(label)\\]|\\(\\[\(label)\\]\\)):::[a-z]+"),
    ("line", "  b([0-9]+) (?:---|===|-\\.-) b([0-9]+)"),
    ("class", "  classDef [a-z]+ fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}"),
    ("style", "  style h[0-9]+ stroke-dasharray:4"),
    ("links", "  linkStyle ([0-9,]+) stroke:#[0-9a-f]{6}"),
  ]
  var lines = text.split(separator: "\n").map(String.init)
  var mistakes: [String] = []
  if lines.first != "flowchart LR" { return ["no head"] }
  lines.removeFirst()
  var (boxes, count, isOpen) = (Set<Substring>(), 0, false)
  for line in lines {
    let matches = forms.compactMap { form in
      (try? Regex(form.form).wholeMatch(in: line)).map { (form.kind, $0.output) }
    }
    guard let (kind, groups) = matches.first else {
      mistakes.append(line)
      continue
    }
    let words = groups.dropFirst().compactMap(\.substring)
    switch kind {
    case "host", "end":
      if isOpen == (kind == "host") { mistakes.append(line) }
      isOpen.toggle()
    case "box": boxes.formUnion(words)
    case "line":
      count += 1
      if !boxes.isSuperset(of: words) { mistakes.append(line) }
    case "links":
      let numbers = words[0].split(separator: ",").compactMap { Int($0) }
      if numbers.contains(where: { $0 >= count }) { mistakes.append(line) }
    default: break
    }
  }
  return mistakes + (isOpen ? ["a host that does not end"] : [])
}
