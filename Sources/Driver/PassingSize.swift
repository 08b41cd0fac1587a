import Netlink
import Planning

/// A way on which small packets pass and those of the full MTU do not.
struct SizedWay {
  var question: Question
  var mtu: UInt32
}

/// The size of the largest packets that pass, of each way. Many sizes are asked at once: each round
/// costs the time in which an answer could have come.
func largestPassing(
  _ ways: [SizedWay], echo: ([EchoProbe]) throws(SystemError) -> [EchoAnswer]
) -> [UInt32] {
  // The small echo had 56 bytes behind headers of 28 or 48.
  var bounds = ways.map { (passes: UInt32(104), fails: max($0.mtu, 105)) }
  let steps: UInt32 = 16
  while bounds.contains(where: { $0.fails - $0.passes > 1 }) {
    var probes: [EchoProbe] = []
    var owners: [Int] = []
    for (index, bound) in bounds.enumerated() where bound.fails - bound.passes > 1 {
      let span = bound.fails - bound.passes
      let sizes = Set((1..<steps).map { bound.passes + max(span * $0 / steps, 1) })
      for size in sizes.sorted() where size < bound.fails {
        probes.append(EchoProbe(question: ways[index].question, size: size))
        owners.append(index)
      }
    }
    guard let answers = try? echo(probes) else { break }
    var reached: [Int: UInt32] = [:]
    for (owner, (probe, answer)) in zip(owners, zip(probes, answers)) {
      guard case .reached = answer, let size = probe.size else { continue }
      reached[owner] = max(reached[owner] ?? 0, size)
    }
    for (owner, probe) in zip(owners, probes) {
      guard let size = probe.size else { continue }
      if let largest = reached[owner], largest > bounds[owner].passes {
        bounds[owner].passes = largest
      }
      if size > bounds[owner].passes { bounds[owner].fails = min(bounds[owner].fails, size) }
    }
  }
  return bounds.map(\.passes)
}
