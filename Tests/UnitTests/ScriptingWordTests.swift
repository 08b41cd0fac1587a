import Foundation
import Scripting
import Testing

struct ScriptingWordTests {
  @Test func quotesOnlyWhereNeeded() {
    #expect(shellWord("vxlan0") == "vxlan0")
    #expect(shellWord("10.20.1.2/24") == "10.20.1.2/24")
    #expect(shellWord("") == "''")
    #expect(shellWord("a b") == "'a b'")
    #expect(shellWord("it's") == "'it'\\''s'")
    #expect(shellWord("$x") == "'$x'")
    #expect(shellWord("~") == "'~'")
    #expect(shellWord("grün") == "'grün'")
  }

  @Test func everyByteComesBackThroughAShell() {
    let all = String(decoding: (1...127).map { UInt8($0) }, as: UTF8.self)
    let words = (1...127).map { String(decoding: [UInt8($0)], as: UTF8.self) } + [all, "é€"]
    for shell in ["/bin/sh"] {
      let command = "printf '%s|' " + words.map(shellWord).joined(separator: " ")
      let result = ScriptHarness.run(shell, ["-c", command])
      #expect(result.output == words.map { $0 + "|" }.joined())
    }
  }
}
