import Testing
import Values

/// Names of our own making: short enough for the kernel, the same in every run, and no two alike.
@Suite struct DerivedNameTests {
  private struct Pair: Hashable {
    var device: String
    var namespace: String
    var inner: String

    var short: String { derivedVethName(device: device, namespace: namespace, inner: inner) }
    var readable: String { readableVethName(device: device, namespace: namespace, inner: inner) }
  }

  /// xorshift64*, and names of the characters that a name may hold; `-` and `.` often, so that a
  /// name could end where the next begins.
  private struct Writer {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return Int((state &* 0x2545_f491_4f6c_dd1d) >> 33) % bound
    }

    mutating func name(_ longest: Int) -> String {
      let letters: [Unicode.Scalar] = ["a", "b", "0", "-", "-", ".", "_", "é", "€", "'", "#", "@"]
      let length = 1 + next(longest)
      var name = ""
      while true {
        let letter = letters[next(letters.count)]
        if name.utf8.count + UTF8.width(letter) > length { break }
        name.unicodeScalars.append(letter)
      }
      return name.isEmpty ? "x" : name
    }

    mutating func pair() -> Pair {
      let longest = next(10) == 0 ? 255 : 12
      return Pair(device: name(15), namespace: name(longest), inner: name(15))
    }
  }

  private static let pairs: [Pair] = {
    var writer = Writer(state: 0x5eed)
    var pairs: Set<Pair> = []
    while pairs.count < 100_000 { pairs.insert(writer.pair()) }
    return Array(pairs)
  }()

  @Test func theKernelTakesThem() {
    for pair in Self.pairs {
      #expect(interfaceNameProblem(pair.short) == nil)
      #expect(pair.short.utf8.count <= 15)
      #expect((1...127).contains(pair.readable.utf8.count))
      #expect(!pair.readable.contains("/") && !pair.readable.contains(" "))
    }
    #expect(Self.pairs.count { $0.readable.utf8.count > 100 } > 1000)
  }

  @Test func noTwoAreAlike() {
    #expect(Set(Self.pairs.map(\.short)).count == Self.pairs.count)
    #expect(Set(Self.pairs.map(\.readable)).count == Self.pairs.count)
    // No device has such a name.
    #expect(Self.pairs.allSatisfy { interfaceNameProblem($0.readable) != nil })
  }

  @Test func partsDoNotRunTogether() {
    let one = Pair(device: "vxlan42", namespace: "a-b", inner: "eth0")
    let other = Pair(device: "vxlan42-a", namespace: "b", inner: "eth0")
    #expect(one.readable == "vxlan42:a-b:eth0" && one.readable != other.readable)
    let long = Pair(
      device: "vxlan42", namespace: String(repeating: "n", count: 255), inner: "eth0")
    #expect(
      long.readable
        == "vxlan42:" + String(repeating: "n", count: 107) + ":" + long.short.dropFirst(4))
  }

  /// Part of the language: what stands on hosts is known again by later versions.
  @Test func theyNeverChange() {
    let pair = Pair(device: "vxlan42", namespace: "web", inner: "eth0")
    #expect(pair.short == "vethdb7004bab8d")
  }
}
