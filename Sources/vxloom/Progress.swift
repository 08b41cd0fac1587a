import Diagnostics
import Driver
import Kernel

/// The bar of long work, on a terminal. What else is written there needs `clear` before it.
final class Progress {
  private let isWanted: Bool
  /// Standard error may become another before anything is shown.
  private lazy var isShown = isWanted && Machine.isTerminal(2)
  private var work: String?
  private var start: Int64 = 0
  private var drawn: Int64?

  init(isWanted: Bool) { self.isWanted = isWanted }

  /// Nothing shows before half a second is over, nor more often than an eye follows.
  func update(_ work: String, _ done: Int, of total: Int) {
    guard isShown else { return }
    let now = Machine.monotonicMilliseconds
    if work != self.work { (self.work, start) = (work, now) }
    guard now - start >= 500, drawn.map({ now - $0 >= 100 }) ?? true else { return }
    drawn = now
    let bar = ProgressBar(work, done: done, total: total, milliseconds: now - start)
    // A column stays free: some terminals begin a new line when the last one is filled.
    write("\r\u{1b}[K" + bar.text(width: (Machine.terminalWidth(2) ?? 80) - 1))
  }

  /// The line is as if nothing had been there.
  func clear() {
    guard drawn != nil else { return }
    drawn = nil
    write("\r\u{1b}[K")
  }

  /// The host that tells of its steps; what is done is called `work`.
  func watching(_ host: Host, _ work: String) -> Host {
    var watched = host
    watched.progress = { kind, done, total in
      switch kind {
      case .doing: self.update(work, done, of: total)
      case .undoing: self.update("undoing", done, of: total)
      }
    }
    return watched
  }

  private func write(_ text: String) { try? Machine.write(Array(text.utf8), to: 2) }
}

extension OutputOptions {
  /// Not where single operations are shown: they tell enough.
  func progress() -> Progress { Progress(isWanted: !quiet && !verbose) }
}
