import Diagnostics
import Driver
import Planning
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
    /// The MTU of the device that the pair's packets leave by, and whether one of that size passes
    /// unsplit.
    var mtu: UInt32?
    var fullMTU: Bool?
  }

  var asWanted: Bool
  var pairs: [Pair]
  /// The nodes that split packets to get them over the underlay.
  var splitters: [String]

  init(_ matrix: Matrix, _ recipe: Recipe) {
    asWanted = matrix.isAsItShould
    splitters = matrix.splitters
    pairs = matrix.answers.map { answer in
      let from = matrix.endpoints[answer.question.from]
      let to = matrix.endpoints[answer.question.to]
      return Pair(
        overlay: recipe.overlays[from.overlay].vni.value, from: from.name,
        source: from.address.description, to: to.name, destination: to.address.description,
        shouldReach: answer.question.shouldReach, reaches: answer.microseconds != nil,
        microseconds: answer.microseconds,
        error: answer.code == 0 ? nil : errorName(answer.code), mtu: answer.fullSize?.mtu,
        fullMTU: answer.fullSize?.passes)
    }
  }
}

/// More endpoints than this are counted, not drawn.
private let widestMatrix = 12

/// For each overlay who reaches whom; then what is not as it should be, and one line that sums up.
/// With `node`, what that one reaches.
func matrixText(
  _ matrix: Matrix, _ recipe: Recipe, from node: String? = nil, color: Bool
) -> String {
  var parts: [String] = []
  for (index, overlay) in recipe.overlays.enumerated() {
    for family in Family.allCases {
      let members = matrix.endpoints.indices.filter {
        matrix.endpoints[$0].overlay == index && matrix.endpoints[$0].address.family == family
      }
      let rows = members.filter { node == nil || matrix.endpoints[$0].node == node }
      let columns = members.filter { node == nil || matrix.endpoints[$0].node != node }
      guard members.count > 1, !rows.isEmpty, !columns.isEmpty else { continue }
      parts.append(
        grid(
          matrix, rows, columns, "overlay \(overlay.vni.value), \(family.word)", color: color))
    }
  }
  let failures = matrix.failures.prefix(20).map { failure in
    let from = matrix.endpoints[failure.question.from]
    let to = matrix.endpoints[failure.question.to]
    let source = "\(printable(from.name)) (\(from.address))"
    let target = "\(printable(to.name)) (\(to.address))"
    return "\(source) \(verb(failure)) \(target)\(reason(failure))"
  }
  if !failures.isEmpty { parts.append(failures.joined(separator: "\n")) }
  let splitters = matrix.splitters.map {
    "\(printable($0)) splits packets of the full MTU: its underlay takes less in one piece"
  }
  if !splitters.isEmpty { parts.append(splitters.joined(separator: "\n")) }
  parts.append(summary(matrix, color: color))
  return parts.joined(separator: "\n\n")
}

private func verb(_ failure: Matrix.Answer) -> String {
  guard failure.question.shouldReach else { return "reaches, and should not," }
  return failure.microseconds == nil ? "does not reach" : "reaches"
}

private func reason(_ failure: Matrix.Answer) -> String {
  if let full = failure.fullSize, !full.passes {
    return " with small packets only: \(full.mtu) bytes do not pass"
      + (full.code == 0 ? "" : " (\(errorName(full.code)))")
  }
  return failure.code == 0 ? "" : ": \(errorName(failure.code))"
}

private func word(_ answer: Matrix.Answer?) -> String {
  guard let answer else { return "-" }
  if answer.microseconds == nil { return "NO" }
  return answer.fullSize?.passes == false ? "small" : "ok"
}

private func grid(
  _ matrix: Matrix, _ rows: [Int], _ columns: [Int], _ title: String, color: Bool
) -> String {
  guard max(rows.count, columns.count) <= widestMatrix else {
    let count = Set(rows + columns).count
    let pairs = rows == columns ? count * (count - 1) : rows.count * columns.count
    return "\(title): \(count) endpoints, \(pairs) pairs"
  }
  var answers: [Int: [Int: Matrix.Answer]] = [:]
  for answer in matrix.answers {
    answers[answer.question.from, default: [:]][answer.question.to] = answer
  }
  func names(_ indices: [Int]) -> [String] {
    indices.map { printable(matrix.endpoints[$0].name) }
  }
  let first = max(names(rows).map(\.count).max() ?? 0, 4)
  let widths = names(columns).map { max($0.count, 5) }
  var lines = [title]
  lines.append(
    "  " + pad("", first) + zip(names(columns), widths).map { "  " + pad($0, $1) }.joined())
  for (from, name) in zip(rows, names(rows)) {
    var line = "  " + pad(name, first)
    for (to, width) in zip(columns, widths) {
      let word = word(answers[from]?[to])
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
  let small = wanted.count { $0.fullSize?.passes == false }
  if small > 0 { text += "; \(small) of them only with small packets" }
  guard color else { return text }
  return "\u{1b}[\(matrix.isAsItShould ? "1;32" : "1;31")m\(text)\u{1b}[0m"
}
