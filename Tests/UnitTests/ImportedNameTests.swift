import Diagnostics
import Driver
import Testing
import Topology

/// What the names of imported files stand for.
@Suite struct ImportedNameTests {
  private func recipe(_ text: String, _ files: [String: String]) -> Recipe {
    Recipe(
      bytes: Array(text.utf8),
      importer: Importer(
        first: Importer.File(name: "main.vxl", identity: "main.vxl"),
        locate: { path, _ in .success(Importer.File(name: path, identity: path)) },
        read: { file, _ in
          files[file.name].map { .success(Array($0.utf8)) } ?? .failure(Importer.Refusal("none"))
        }))
  }

  private func errors(_ text: String, _ files: [String: String]) -> [String] {
    recipe(text, files).diagnostics.filter { $0.severity == .error }
      .map { "\($0.code.rawValue): \($0.message)" }
  }

  @Test func nothingOfAnImportIsThereBeforeIt() {
    let files = ["c.vxl": "let on1 = on\n"]
    #expect(
      errors("if $c.on1 < overlay 1 < > >\nimport \"c.vxl\" as c\n", files) == [
        "unset-variable: `c.on1` is used before it is set"
      ])
    #expect(
      errors("recipe r() < if $c.on1 < > >\nuse r()\nimport \"c.vxl\" as c\n", files) == [
        "unset-variable: `c.on1` is not set yet where the recipe is used"
      ])
    #expect(errors("import \"c.vxl\" as c\nif $c.on1 < >\n", files) == [])
    #expect(errors("use r()\nrecipe r() < >\nimport \"c.vxl\" as c\nif $c.on1 < >\n", files) == [])
    // What the import lacks is told as ever.
    #expect(
      errors("if $c.off < >\nimport \"c.vxl\" as c\n", files) == [
        "unknown-variable: there is no variable `$c.off` here"
      ])
  }

  private let hosts = """
    node n1 192.168.8.1 dev eth1
    node n2 192.168.8.2 dev eth1
    node n3 192.168.8.3 dev eth1

    recipe hub() <
      overlay 5 control learn <
        fdb 52:54:00:00:00:01 dst n2
        n1 -> 10.0.5.1/24 < route 10.5.0.0/16 via n2, fdb 52:54:00:00:00:09 dst n3
                            neigh 10.0.5.9 lladdr 52:54:00:00:00:09 >
        n2 peers n1 -> 10.0.5.2/24
        n3 peers [n1] -> 10.0.5.3/24
      >
    >

    """

  /// Whatever a recipe says of its file's nodes holds under the name of the import, too.
  @Test(arguments: ["", " as c"]) func recipesNameTheNodesOfTheirFile(_ qualifier: String) {
    let prefix = qualifier.isEmpty ? "" : "c."
    let made = recipe(
      "import \"h.vxl\"\(qualifier)\nuse \(prefix)hub()\n", ["h.vxl": hosts])
    #expect(!made.hasErrors, "\(made.diagnostics)")
    let overlay = made.model.overlays[0]
    #expect(overlay.members.map(\.name.value) == ["n1", "n2", "n3"].map { prefix + $0 })
    let tables = overlay.members[0].tables
    #expect(tables.routes.count == 1 && tables.forwarding.count == 1)
    #expect(tables.neighbours.count == 1)
    #expect(overlay.tables.forwarding.map(\.pointsAt) == [prefix + "n2"])
    #expect(overlay.members[2].peers?.names.map(\.value) == [prefix + "n1"])
  }

  /// One file under two names, or by two ways, has its nodes once, and each name means them.
  @Test func everyWayToAFileNamesItsNodes() {
    let pair = """
      overlay 1 < c.n1 -> 10.1.0.1/24 < route 10.9.0.0/16 via d.n2 >, d.n2 -> 10.1.0.2/24 >

      """
    let twice = recipe("import \"h.vxl\" as c\nimport \"h.vxl\" as d\n" + pair, ["h.vxl": hosts])
    #expect(!twice.hasErrors, "\(twice.diagnostics)")
    #expect(twice.model.overlays[0].members.map(\.name.value) == ["c.n1", "c.n2"])
    #expect(twice.model.overlays[0].members[0].tables.routes.count == 1)
    let site = """
      import "h.vxl"
      recipe pair(vni) < overlay $vni < n1 -> 10.${vni}.0.1/24, n2 -> 10.${vni}.0.2/24 > >

      """
    let files = ["h.vxl": hosts, "a.vxl": site, "b.vxl": site]
    let diamond = recipe(
      "import \"a.vxl\" as a\nimport \"b.vxl\" as b\nuse a.pair(1)\nuse b.pair(2)\n", files)
    #expect(!diamond.hasErrors, "\(diamond.diagnostics)")
    #expect(
      diamond.model.overlays.map { $0.members.map(\.name.value) } == [
        ["a.n1", "a.n2"], ["a.n1", "a.n2"],
      ])
    #expect(
      errors(
        """
        import "h.vxl" as c
        import "h.vxl"
        overlay 1 < n1 -> 10.1.0.1/24, c.n1 -> 10.1.0.2/24 >
        """, ["h.vxl": hosts]) == ["duplicate-member: c.n1 is a member of this overlay twice"])
  }

  /// A recipe that is given a name knows it as those do who give it.
  @Test func argumentsAreNamesOfTheUser() {
    let files = [
      "h.vxl": hosts,
      "m.vxl": """
      recipe mesh(hosts: list) <
        overlay 7 subnet 10.7.0.0/24 < for i, h in $hosts < $h -> .${i + 1} > >
      >
      """,
      "site.vxl":
        "import \"h.vxl\" as h\nimport \"m.vxl\" as m\nrecipe site() < use m.mesh([h.n1, h.n2]) >\n",
    ]
    let made = recipe("import \"site.vxl\" as s\nuse s.site()\n", files)
    #expect(!made.hasErrors, "\(made.diagnostics)")
    #expect(made.model.overlays[0].members.map(\.name.value) == ["s.h.n1", "s.h.n2"])
  }

  /// Names by 2^40 ways are looked up, never listed.
  @Test func manyWays() {
    var files = ["f40.vxl": "node n1 192.168.8.1\n"]
    for level in 0..<40 {
      let next = "import \"f\(level + 1).vxl\""
      files["f\(level).vxl"] = "\(next) as a\n\(next) as b\n"
    }
    let name = String(repeating: "b.", count: 40) + "n1"
    let made = recipe(
      """
      import "f0.vxl" as b
      overlay 1 < b.\(name) -> 10.1.0.1/24, x 192.168.8.2 -> 10.1.0.2/24 >
      """, files)
    #expect(!made.hasErrors, "\(made.diagnostics)")
    // Layers of three files that each lead to the next: 3^20 ways to nothing.
    var layers = ["l20.vxl": ""]
    for level in 0..<20 {
      let next = "import \"l\(level + 1).vxl\" as a\n"
      layers["l\(level).vxl"] = "import \"p\(level).vxl\"\nimport \"q\(level).vxl\"\n" + next
      (layers["p\(level).vxl"], layers["q\(level).vxl"]) = (next, next)
    }
    let deep = String(repeating: "a.", count: 20) + "n1"
    let text = "import \"l0.vxl\"\noverlay 1 < \(deep) -> 10.1.0.1/24 >\n"
    #expect(errors(text, layers).map { $0.prefix(17) } == ["missing-underlay:"])
  }

  @Test func whatIsPutTogetherUsesTheImport() {
    let made = recipe(
      """
      import "h.vxl" as h
      overlay 1 subnet 10.1.0.0/24 < for i in 1..3 < h.n${i} -> .${i} > >
      """, ["h.vxl": hosts])
    #expect(made.diagnostics.map(\.code) == [], "\(made.diagnostics)")
  }
}
