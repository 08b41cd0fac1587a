import Diagnostics
import Driver
import Lab
import Topology
import Values

/// The matrix in JSON (docs/schema/lab.json).
struct MatrixReport: Encodable {
  struct Pair: Encodable {
    var overlay: UInt32
    var from: String
    var source: String
    var to: String
    var destination: String
    var shouldReach: Bool
    var reaches: Bool
    var microseconds: Int?
    var error: String?
  }

  var asWanted: Bool
  var pairs: [Pair]

  init(_ matrix: Matrix, _ recipe: Recipe) {
    asWanted = matrix.failures.isEmpty
    pairs = matrix.answers.map { answer in
      let from = matrix.endpoints[answer.question.from]
      let to = matrix.endpoints[answer.question.to]
      return Pair(
        overlay: recipe.overlays[from.overlay].vni.value, from: from.name,
        source: from.address.description, to: to.name, destination: to.address.description,
        shouldReach: answer.question.shouldReach, reaches: answer.microseconds != nil,
        microseconds: answer.microseconds,
        error: answer.code == 0 ? nil : errorName(answer.code))
    }
  }
}

/// More endpoints than this are counted, not drawn.
private let widestMatrix = 12

/// For each overlay who reaches whom; then what is not as it should be, and one line that sums up.
func matrixText(_ matrix: Matrix, _ recipe: Recipe, color: Bool) -> String {
  var parts: [String] = []
  for (index, overlay) in recipe.overlays.enumerated() {
    for family in Family.allCases {
      let members = matrix.endpoints.indices.filter {
        matrix.endpoints[$0].overlay == index && matrix.endpoints[$0].address.family == family
      }
      guard members.count > 1 else { continue }
      parts.append(
        grid(matrix, members, "overlay \(overlay.vni.value), \(family.word)", color: color))
    }
  }
  let failures = matrix.failures.prefix(20).map { failure in
    let from = matrix.endpoints[failure.question.from]
    let to = matrix.endpoints[failure.question.to]
    let words = failure.question.shouldReach ? "does not reach" : "reaches, and should not,"
    let reason = failure.code == 0 ? "" : ": \(errorName(failure.code))"
    return
      "\(printable(from.name)) (\(from.address)) \(words) \(printable(to.name)) (\(to.address))\(reason)"
  }
  if !failures.isEmpty { parts.append(failures.joined(separator: "\n")) }
  parts.append(summary(matrix, color: color))
  return parts.joined(separator: "\n\n")
}

private func grid(_ matrix: Matrix, _ members: [Int], _ title: String, color: Bool) -> String {
  guard members.count <= widestMatrix else {
    return "\(title): \(members.count) endpoints, \(members.count * (members.count - 1)) pairs"
  }
  var answers: [Int: [Int: Matrix.Answer]] = [:]
  for answer in matrix.answers {
    answers[answer.question.from, default: [:]][answer.question.to] = answer
  }
  let names = members.map { printable(matrix.endpoints[$0].name) }
  let first = max(names.map(\.count).max() ?? 0, 4)
  let widths = names.map { max($0.count, 4) }
  var lines = [title]
  lines.append("  " + pad("", first) + zip(names, widths).map { "  " + pad($0, $1) }.joined())
  for (from, name) in zip(members, names) {
    var line = "  " + pad(name, first)
    for (to, width) in zip(members, widths) {
      let answer = answers[from]?[to]
      let word = answer.map { $0.microseconds != nil ? "ok" : "NO" } ?? "-"
      line += "  " + painted(pad(word, width), word, color)
    }
    lines.append(line)
  }
  return lines.map(trimmed).joined(separator: "\n")
}

private func trimmed(_ line: String) -> String {
  var line = line
  while line.last == " " { line.removeLast() }
  return line
}

private func painted(_ text: String, _ word: String, _ color: Bool) -> String {
  guard color, word != "-" else { return text }
  return "\u{1b}[\(word == "ok" ? "32" : "1;31")m\(text)\u{1b}[0m"
}

private func summary(_ matrix: Matrix, color: Bool) -> String {
  let wanted = matrix.answers.filter(\.question.shouldReach)
  let reached = wanted.count { $0.microseconds != nil }
  let unwanted = matrix.answers.count - wanted.count
  var text: String
  if wanted.isEmpty {
    text = "there is no pair that should talk"
  } else if reached == wanted.count {
    text = wanted.count == 1 ? "the pair talks" : "all \(wanted.count) pairs talk"
  } else {
    text = "\(reached) of \(wanted.count) pairs talk"
  }
  if unwanted > 0 {
    let leaks = matrix.answers.count { !$0.question.shouldReach && $0.microseconds != nil }
    text +=
      leaks == 0
      ? "; none of the \(unwanted) pairs that should not" : "; so do \(leaks) that should not"
  }
  guard color else { return text }
  return "\u{1b}[\(matrix.failures.isEmpty ? "1;32" : "1;31")m\(text)\u{1b}[0m"
}
