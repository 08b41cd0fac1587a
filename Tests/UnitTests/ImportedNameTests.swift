import Diagnostics
import Driver
import Testing

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
}
