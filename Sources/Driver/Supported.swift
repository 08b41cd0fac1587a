package import Diagnostics
import Topology

extension Recipe {
  /// What of the recipe this version cannot carry out yet, at the options that ask for it: what
  /// `plan`, `apply`, `emit` and `lab` refuse, and `check` does not speak of.
  package var unsupported: [Diagnostic] {
    var seen: Set<SourceRange> = []
    return overlays.flatMap { overlay in
      refusal(of: overlay.control).map { [$0] } ?? []
    }.filter { $0.range.map { seen.insert($0).inserted } ?? true }
  }
}

private func refusal(of control: Located<Control>?) -> Diagnostic? {
  guard let control else { return nil }
  switch control.value {
  case .learn, .static, .resolve: return nil
  case .evpn:
    return refusal("`control \(control.value.word)`", control.range)
  }
}

private func refusal(_ what: String, _ range: SourceRange) -> Diagnostic {
  Diagnostic(
    .notSupported, "\(what) is part of the language, but this version cannot carry it out",
    at: range,
    help: "`vxloom check` reads it; `--overlay VNI` works on another overlay alone")
}
