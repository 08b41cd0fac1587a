/// Whether the rules as `iptables -S` prints them may let packets from port to port of a
/// bridge; `nil` is one that no rule names.
package func letsBridged(_ rules: String, _ bridge: String?) -> Bool {
  let lines = rules.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  guard lines.contains(["-P", "FORWARD", "DROP"]) else { return true }
  return lines.contains { words in
    guard words.first == "-A", words.last == "ACCEPT" else { return false }
    if words.contains("--physdev-is-bridged") { return true }
    guard !words.contains("!"), !words.contains("--ctstate") else { return false }
    let input = words.firstIndex(of: "-i").map { words[$0 + 1] }
    let output = words.firstIndex(of: "-o").map { words[$0 + 1] }
    return bridge != nil && input == bridge && (output == nil || output == bridge)
      || words == ["-A", "FORWARD", "-j", "ACCEPT"]
  }
}
