/// What the process ends with; the table of commands.md. Scripts that `emit` writes use the same.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case done = 0
  /// Something differs, or nothing was done because it needs consent.
  case differs = 1
  /// The host refused, or lacks what the recipe names; what was begun has been undone.
  case refused = 2
  /// A pair that should talk does not, or one that should not does.
  case unreachable = 3
  /// Undoing failed as well.
  case undoFailed = 4
  case usage = 64
  case recipe = 65
  case file = 66
  case unavailable = 69
  case bug = 70
  case busy = 75
  case notPermitted = 77
  case interrupted = 130
  case terminated = 143

  /// Of several files the worst counts.
  package mutating func worsen(to other: ExitStatus) {
    if other.rawValue > rawValue { self = other }
  }
}
