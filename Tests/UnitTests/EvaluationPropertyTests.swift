import Diagnostics
import Driver
import Testing

/// Texts of random statements: the evaluation ends, never traps, and tells of places that exist.
@Suite struct EvaluationPropertyTests {
  private struct Writer {
    var state: UInt64
    private let names = ["a", "b", "c", "lan", "hosts", "i"]
    private let literals = [
      "1", "0", "42", "9223372036854775807", "x", "\"t ${a}\"", "10.0.0.1", "fd00::1", "10.0.0.0/8",
      "fd00::/64", "02:00:00:00:00:01", ".2", "on", "off", "[]", "[1, 2]", "1..3", "n${i}", "$a",
      "$b",
      "$lan", "$hosts", "$i", "$q.x", "10.${a}.0.0/16", ".${i}", "len($hosts)", "$lan[$i]",
    ]

    init(seed: UInt64) { state = seed }

    mutating func pick(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }

    mutating func name() -> String { names[pick(names.count)] }

    mutating func expression(_ depth: Int) -> String {
      guard depth > 0, pick(3) > 0 else { return literals[pick(literals.count)] }
      let signs = ["+", "-", "*", "/", "%", "==", "!=", "in", "..", "and", "or"]
      switch pick(4) {
      case 0: return "not \(expression(depth - 1))"
      case 1: return "[\(expression(depth - 1)), \(expression(depth - 1))]"
      case 2: return "(\(expression(depth - 1)))[\(expression(depth - 1))]"
      default:
        return "(\(expression(depth - 1)) \(signs[pick(signs.count)]) \(expression(depth - 1)))"
      }
    }

    mutating func block(_ depth: Int) -> String {
      let items = (0..<pick(4)).map { _ in item(depth - 1) }
      return "<\n" + items.joined(separator: "\n") + "\n>"
    }

    mutating func item(_ depth: Int) -> String {
      guard depth > 0 else { return "let \(name()) = \(expression(1))" }
      switch pick(12) {
      case 0: return "let \(name()) = \(expression(2))"
      case 1: return "param \(name()): \(["int", "list", "text"][pick(3)]) = \(expression(1))"
      case 2: return "for \(name()) in \(expression(2)) \(block(depth))"
      case 3: return "for \(name()), \(name()) in \(expression(1)) \(block(depth))"
      case 4: return "if \(expression(2)) \(block(depth)) else \(block(depth))"
      case 5:
        return "recipe r\(pick(3))(\(name()), \(name()): int = \(expression(1))) \(block(depth))"
      case 6: return "use r\(pick(3))(\(expression(1)), \(name()) = \(expression(1)))"
      case 7: return "node n${\(name())} (\(expression(1)))"
      case 8:
        return
          "overlay (\(expression(1))) subnet (\(expression(1))) ttl (\(expression(1))) \(block(depth))"
      case 9: return "netns n${i} dev \(name()) -> (\(expression(1)))"
      case 10: return "route (\(expression(1))) via (\(expression(1)))"
      default:
        return
          "n${\(name())} (\(expression(1))) mtu (\(expression(1))) -> (\(expression(1))) \(block(depth))"
      }
    }
  }

  @Test func randomPrograms() {
    var told: Set<Code> = []
    for seed in 0..<1500 {
      var writer = Writer(seed: UInt64(seed) &* 7919)
      let text = (0..<6).map { _ in writer.item(4) }.joined(separator: "\n") + "\n"
      let bytes = Array(text.utf8)
      let made = Recipe(name: "t.vxl", bytes: bytes)
      for diagnostic in made.diagnostics {
        told.insert(diagnostic.code)
        for range in [diagnostic.range].compactMap(\.self) + diagnostic.labels.map(\.range) {
          #expect(range.lower <= range.upper && Int(range.upper) <= bytes.count, "\(seed)")
        }
      }
      let places = made.diagnostics.compactMap(\.range).map(\.lower)
      #expect(places == places.sorted(), "\(seed)")
      _ = Renderer(sources: made.sources, color: true).render(made.diagnostics)
    }
    // The texts are not all refused for one reason.
    #expect(told.count > 15, "\(told.map(\.rawValue).sorted())")
  }
}
