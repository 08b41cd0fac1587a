// What libFuzzer calls: any bytes as a recipe, through lexer, parser, evaluation, rules, planning
// and both formats of `emit`. Nothing may trap, whatever the bytes.

import Diagnostics
import Driver
import Planning

/// libFuzzer's driver; the archive has it beside a `main`, which the package's own replaces.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// A few nodes show what a thousand would.
private let nodesPerRecipe = 4

private func tryRecipe(_ bytes: [UInt8]) {
  let recipe = Recipe(name: "fuzz.vxl", bytes: bytes)
  _ = Renderer(sources: recipe.sources, color: false).render(recipe.diagnostics)
  guard !recipe.hasErrors else { return }
  for node in recipe.emittedNodes.prefix(nodesPerRecipe) {
    _ = difference(derive(recipe.model, node: node, owner: "fuzz"), nil)
    for format in EmitFormat.allCases {
      _ = emit(recipe, node: node, owner: "fuzz", format: format)
    }
  }
}

@main enum Fuzz {
  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
      unsafe CommandLine.unsafeArgv
    _ = unsafe withUnsafeMutablePointer(to: &arguments) { pointer in
      unsafe runDriver(&count, pointer) { bytes, length in
        unsafe tryRecipe(Array(UnsafeBufferPointer(start: bytes, count: length)))
        return 0
      }
    }
  }
}
