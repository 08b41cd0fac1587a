import Dialogue
import Driver
import Kernel
import Terminal

/// The prompt at a terminal.
struct TerminalConsole {
  private var console: Console
  private let history = HistoryFile()
  private var lastEntry: [UInt8] = []
  /// Whole statements of a paste that goes on: they are entered with its end.
  private var unit: [UInt8] = []
  /// The lines that are no entry of the history yet.
  private var begun: [UInt8] = []

  init(_ console: Console) { self.console = console }

  /// Until the user leaves, or a signal ends it.
  consuming func run() -> ExitStatus {
    var editor = LineEditor(name: "vxloom", breaks: Completion.breaks)
    for entry in history.entries() { editor.remember(entry) }
    greet()
    while true {
      switch read(&editor) {
      case .end:
        console.output.tell("")
        return .done
      case .interrupted:
        if let status = heedSignal() { return status }
      case .line(let bytes):
        let isOver = take(bytes, &editor)
        if Interruptions.current != 0, let status = heedSignal(isPrompt: false) { return status }
        if isOver { return .done }
      }
    }
  }

  private func greet() {
    guard !console.output.quiet else { return }
    try? console.output.say(
      "Vxloom \(Vxloom.version): statements, or commands with a `:`; Tab completes, :help helps")
  }

  private func read(_ editor: inout LineEditor) -> LineEditor.Line {
    let completion = Completion(console.session, console.surroundings)
    let pending = unit + console.intake.pending
    let isColored = console.output.color.isOn(for: 1)
    return editor.read(
      prompt: console.intake.isOpen ? "   ...> " : "vxloom> ",
      color: isColored ? "\u{1b}[1;36m" : "", interruption: Interruptions.descriptor
    ) { line, start, end in
      completion.candidates(before: pending, line: line, start: start, end: end)
    }
  }

  /// Ctrl-C drops what was begun; other signals end us.
  private mutating func heedSignal(isPrompt: Bool = true) -> ExitStatus? {
    let (signal, status) = (Interruptions.current, interruptionStatus())
    Interruptions.forget()
    guard signal == 2 else { return status }
    if isPrompt { console.output.tell("") }
    console.intake.drop()
    (unit, begun) = ([], [])
    return nil
  }

  /// A line, or what was pasted, which is entered at once when it is whole; true: the user leaves.
  private mutating func take(_ bytes: [UInt8], _ editor: inout LineEditor) -> Bool {
    remember(bytes, &editor)
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      switch console.intake.take(Array(line)) {
      case .unfinished: break
      case .statement(let text): unit += text + [UInt8(ascii: "\n")]
      case .misplaced(let command): console.tellMisplaced(command)
      case .command(let command):
        guard enterUnit() == .done else { return false }
        guard case .done = console.carryOut(command) else { return true }
      }
    }
    if !console.intake.isOpen { _ = enterUnit() }
    return false
  }

  private mutating func enterUnit() -> ExitStatus {
    defer { unit = [] }
    return console.enter(unit)
  }

  /// Lines that belong together, or were pasted together, are one entry, once they are whole.
  private mutating func remember(_ bytes: [UInt8], _ editor: inout LineEditor) {
    var intake = console.intake
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if case .misplaced = intake.take(Array(line)) { continue }
      if !begun.isEmpty { begun.append(UInt8(ascii: "\n")) }
      begun += line
    }
    guard !intake.isOpen else { return }
    let entry = begun
    begun = []
    guard entry.contains(where: { $0 > UInt8(ascii: " ") }), entry != lastEntry else { return }
    lastEntry = entry
    editor.remember(entry)
    history.add(entry)
  }
}
