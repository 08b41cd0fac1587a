// Variables, recipes, parameters and imports.

private let twoHosts = "  node1 192.168.8.100 -> .2\n  node2 192.168.8.101 -> .3\n"

/// A recipe with one parameter, and what follows it.
private func mesh(_ after: String) -> String {
  "recipe mesh(vni: int) <\n  overlay $vni subnet 10.20.1.0/24 <\n"
    + twoHosts.split(separator: "\n").map { "  \($0)\n" }.joined() + "  >\n>\n" + after + "\n"
}

/// An overlay after a statement.
private func after(_ statement: String, vni: String = "$vni") -> String {
  "\(statement)\noverlay \(vni) subnet 10.20.1.0/24 <\n\(twoHosts)>\n"
}

extension Explanation {
  static let unknownVariable = Explanation(
    "A variable is set with `let` or `param`, by a loop, or as the parameter of a recipe. The body"
      + " of a recipe sees its parameters and the top level of its own file, and nothing of the"
      + " place where it is used.",
    wrong: after("let vni = 42", vni: "$vnj"), repaired: after("let vni = 42"))

  static let unsetVariable = Explanation(
    "A variable is used after it is set: the text is read from top to bottom. Nodes and recipes"
      + " may be declared anywhere.",
    wrong: "let lan = $base[1]\nlet base = 10.20.1.0/24\n"
      + "overlay 42 <\n  node1 192.168.8.100 -> $lan\n  node2 192.168.8.101 -> 10.20.1.3/24\n>\n",
    repaired: "let base = 10.20.1.0/24\nlet lan = $base[1]\n"
      + "overlay 42 <\n  node1 192.168.8.100 -> $lan\n  node2 192.168.8.101 -> 10.20.1.3/24\n>\n")

  static let duplicateName = Explanation(
    "A variable does not change: one block sets a name once. An inner block may hide a name of an"
      + " outer one. The recipes of a file have different names, and so do its imports.",
    wrong: after("let vni = 41\nlet vni = 42"), repaired: after("let vni = 42"))

  static let unusedName = Explanation(
    "Nothing uses this name. Perhaps its `$` was forgotten where it was meant. The names of a file"
      + " that only declares are for others, and may stay unused.",
    wrong: after("let vni = 42", vni: "43"), repaired: after("let vni = 42"))

  static let unknownRecipe = Explanation(
    "`use` needs a recipe of this file or of one that it imports. The recipes of an import with a"
      + " name of its own, `import … as c`, are written with it: `use c.mesh()`.",
    wrong: mesh("use mesch(vni = 42)"), repaired: mesh("use mesh(vni = 42)"))

  static let recursiveRecipe = Explanation(
    "A recipe cannot use itself, neither directly nor by way of others: so every recipe ends.",
    wrong: "recipe mesh() <\n  overlay 42 subnet 10.20.1.0/24 <\n"
      + "    node1 192.168.8.100 -> .2\n    node2 192.168.8.101 -> .3\n  >\n  use mesh()\n>\nuse mesh()\n",
    repaired: "recipe mesh() <\n  overlay 42 subnet 10.20.1.0/24 <\n"
      + "    node1 192.168.8.100 -> .2\n    node2 192.168.8.101 -> .3\n  >\n>\nuse mesh()\n")

  static let unknownArgument = Explanation(
    "The recipe has no such parameter, or not as many as there are arguments.",
    wrong: mesh("use mesh(42, id = 42)"), repaired: mesh("use mesh(vni = 42)"))

  static let duplicateArgument = Explanation(
    "A parameter is given once, by its name or by its position, and from outside by one `--set`.",
    wrong: mesh("use mesh(42, vni = 42)"), repaired: mesh("use mesh(42)"))

  static let missingArgument = Explanation(
    "A parameter without a default must be given where the recipe is used.",
    wrong: mesh("use mesh()"), repaired: mesh("use mesh(vni = 42)"))

  static let unknownType = Explanation(
    "The types are int, text, address, prefix, mac, bool and list.",
    wrong: after("param vni: number = 42"), repaired: after("param vni: int = 42"))

  static let missingParameter = Explanation(
    "A `param` without a default is given from outside: `--set vni=42`.",
    wrong: after("param vni: int"), repaired: after("param vni: int = 42"))

  static let unknownParameter = Explanation(
    "`--set` gives a `param` of the recipe, or of a file that it imports: `--set c.vni=42` where it"
      + " is imported `as c`.",
    wrong: "$ echo 'param vni: int = 42' > a.vxl; vxloom check --set vin=43 a.vxl",
    repaired: "$ echo 'param vni: int = 42' > a.vxl; vxloom check --set vni=43 a.vxl")

  static let importRefused = Explanation(
    "An import names a regular file, by a path that begins at the directory of the file that imports"
      + " it. It stays below the directory of the first file, so that a stranger's recipe reads"
      + " nothing else of the host; `--import-root DIR` allows more.",
    wrong: "$ echo 'import \"/etc/hosts\"' | vxloom check -",
    repaired: "$ mkdir lib; : > lib/hosts.vxl; echo 'import \"lib/hosts.vxl\"' | vxloom check -")

  static let importCycle = Explanation(
    "Two files cannot import each other, nor a file itself. Put what both need into a third one.",
    wrong: "$ echo 'import \"a.vxl\"' > a.vxl; vxloom check a.vxl",
    repaired: "$ : > common.vxl; echo 'import \"common.vxl\"' > a.vxl; vxloom check a.vxl")

  static let nameClash = Explanation(
    "The names of an import stand beside the file's own. Where two are the same, the import gets a"
      + " name of its own: `import \"lib/mesh.vxl\" as lib`, and then `use lib.mesh()`, `$lib.lan`.",
    wrong:
      "$ echo 'let lan = 10.20.1.0/24' > a.vxl; printf 'import \"a.vxl\"\\nlet lan = 10.9.0.0/24\\n' | vxloom check -",
    repaired:
      "$ echo 'let lan = 10.20.1.0/24' > a.vxl; printf 'import \"a.vxl\" as a\\nlet lan = $a.lan\\n' | vxloom check -"
  )

  static let tooManyImports = Explanation(
    "A recipe imports at most 64 files, with those that its imports import.",
    wrong:
      "$ for i in $(seq 65); do : > $i.vxl; echo \"import \\\"$i.vxl\\\"\"; done | vxloom check -",
    repaired:
      "$ for i in $(seq 64); do : > $i.vxl; echo \"import \\\"$i.vxl\\\"\"; done | vxloom check -")

  static let overlaysNotTaken = Explanation(
    "An import brings params, lets, nodes and recipes. Its overlays stay where they are: that file"
      + " is a recipe of its own. What two files share is a `recipe`.",
    wrong: "$ echo 'overlay 7 < >' > f.vxl; echo 'import \"f.vxl\"' | vxloom check -",
    repaired: "$ echo 'recipe fabric() < overlay 7 < > >' > f.vxl;"
      + " printf 'import \"f.vxl\"\\nuse fabric()\\n' | vxloom check -")
}
