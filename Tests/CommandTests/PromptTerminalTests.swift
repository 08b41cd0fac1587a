import Foundation
import Testing

/// The prompt and its terminal: signals, job control, and lists that fit.
@Suite struct PromptTerminalTests {
  private let prompt = "vxloom> "

  private func start(
    _ state: String, _ arguments: [String] = [], rows: UInt16 = 24, columns: UInt16 = 80,
    environment: [String: String] = [:]
  ) throws -> Keyboard {
    let keyboard = try Keyboard(
      arguments, state: state, columns: columns, rows: rows, environment: environment)
    keyboard.expect(prompt)
    return keyboard
  }

  // MARK: Signals

  @Test(arguments: [(SIGTERM, 143), (SIGHUP, 130)] as [(Int32, Int32)])
  func aSignalEndsIt(signal: Int32, status: Int32) throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("let a = 1\r")
      keyboard.expect("\na = 1\n" + prompt)
      kill(keyboard.identifier, signal)
      #expect(keyboard.end() == status)
      #expect(
        try String(contentsOfFile: state + "/vxloom/history", encoding: .utf8) == "let a = 1\n")
    }
  }

  /// What a signal or a closed terminal interrupts is undone: no half of a plan stays behind.
  @Test(.enabled(if: hasNamespaces), arguments: ["TERM", "HUP", "terminal"])
  func anApplyIsUndone(by cause: String) throws {
    try withFolder { state in
      try """
      for i in 0..1999 <
        overlay (1 + $i) < a 192.168.8.100 -> 10.${i / 200}.${i % 200}.1/24, b 192.168.8.101 >
      >
      """.write(toFile: state + "/many.vxl", atomically: true, encoding: .utf8)
      let host =
        Box.start + """
          devices() { ip -o link show type vxlan | wc -l; }
          # Once there is a device of it; the end of the session is none of the watcher.
          watch() {
            trap '' HUP
            until [ "$(devices)" -gt 0 ]; do [ -d /proc/$1 ] || exit; done
            touch begun
            [ \(cause) = terminal ] || kill -\(cause) $1
            while [ -d /proc/$1 ]; do sleep 0.01; done
            devices >left
            mv left ended
          }
          watch $$ &
          exec \(Program.path) repl many.vxl
          """
      let keyboard = try Keyboard(
        ["-Urnm", "--", "/bin/sh", "-uc", host], program: "/usr/bin/unshare", state: state)
      keyboard.expect(prompt, seconds: 60)
      keyboard.type(":apply --yes\r")
      waitForFile(state + "/begun")
      if cause == "terminal" { keyboard.hangUp() }
      waitForFile(state + "/ended")
      #expect(try String(contentsOfFile: state + "/ended", encoding: .utf8) == "0\n")
      #expect(keyboard.end() == (cause == "TERM" ? 143 : 130))
      #expect(
        try String(contentsOfFile: state + "/vxloom/history", encoding: .utf8)
          == ":apply --yes\n")
    }
  }

  private func waitForFile(_ path: String) {
    let end = Date(timeIntervalSinceNow: 60)
    while !FileManager.default.fileExists(atPath: path), Date() < end { usleep(10_000) }
  }

  @Test func aClosedTerminalEndsIt() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("let a = 1\r")
      keyboard.expect("\na = 1\n" + prompt)
      keyboard.hangUp()
      #expect(keyboard.end() != nil)
    }
  }

  /// Ctrl-\ is read as Ctrl-C; the runtime tells of no crash.
  @Test func controlBackslashDropsTheLine() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("overlay 42 <\r")
      keyboard.expect("   ...> ")
      keyboard.type("a 1.2\u{1c}")
      keyboard.expect(prompt)
      keyboard.type(":list\r")
      keyboard.expect("nothing has been entered\n" + prompt)
      #expect(!keyboard.shown.contains("rash"))
      keyboard.type("\u{4}")
      #expect(keyboard.end() == 0)
    }
  }

  /// Ctrl-Z gives the terminal back to the shell, at the prompt and while a command runs.
  @Test(.enabled(if: has("bash"))) func controlZStops() throws {
    try withFolder { state in
      let shell = try Keyboard(
        ["--norc", "--noediting", "-i"], program: "/bin/bash", state: state,
        environment: ["PS1": "shell$ ", "VISUAL": "sh -c 'echo editing; sleep 2'"])
      shell.expect("shell$ ")
      shell.type("\(Program.path)\r")
      shell.expect(prompt)
      shell.type("let a")
      shell.expect("let a")
      shell.type("\u{1a}")
      shell.expect("Stopped")
      shell.expect("shell$ ")
      shell.type("stty -a | grep -o '[-]*icanon'; fg\r")
      shell.expect("\nicanon\n")
      shell.expect(prompt + "let a")
      shell.type(" = 1\r")
      shell.expect("\na = 1\n" + prompt)
      shell.type(":edit\r")
      shell.expect("\nediting\n")
      shell.type("\u{1a}")
      shell.expect("Stopped")
      shell.expect("shell$ ")
      shell.type("fg\r")
      shell.expect("nothing was changed\n" + prompt)
      shell.type("let b = 2\u{7f}3\r")
      shell.expect("\nb = 3\n")
      shell.type(":quit\r")
      shell.expect("shell$ ")
      shell.type("exit\r")
      #expect(shell.end() == 0)
    }
  }

  // MARK: Lists

  /// Columns are counted in characters.
  @Test func candidatesAreAligned() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("let a = \"größe ist überall\"\rlet bbb = 2\roverlay $\t\t")
      keyboard.expect("\n  $a    größe ist überall\n  $bbb  2\n")
    }
  }

  /// No line is longer than the terminal; a longer list goes on with Tab or ends with `q`, and where it
  /// has no summaries, what does not fit is counted.
  @Test(arguments: [(40, 24), (40, 10), (80, 24), (40, 6)] as [(UInt16, UInt16)])
  func listsFitOnTheScreen(columns: UInt16, rows: UInt16) throws {
    try withFolder { state in
      let keyboard = try start(state, rows: rows, columns: columns, environment: ["NO_COLOR": "1"])
      for line in [":\t\tq", ":explain \t\t", "overlay 42 control \t\t", "overlay 42 \t\tq"] {
        keyboard.type(line)
        keyboard.expect("\n")
        let typed = prompt + line.prefix { $0 != "\t" }
        let list = keyboard.expect(typed).split(separator: "\n").dropLast()
        #expect(list.count <= rows, "\(line) \(list)")
        #expect(list.allSatisfy { $0.count <= columns }, "\(list)")
        if line.hasPrefix(":explain") { #expect(list.last?.contains(" more: type on") == true) }
        keyboard.type("\u{15}")
      }
    }
  }

  /// The keys of a pager, and any other, which is typed.
  @Test func longListsAreRead() throws {
    try withFolder { state in
      let keyboard = try start(state)
      keyboard.type("overlay 42 \t\t")
      let first = keyboard.expect("--More--")
      #expect(first.contains("\n  name ") && !first.contains("\n  nol2miss "))
      keyboard.type("\r")
      #expect(keyboard.expect("--More--").contains("  norsc  "))
      keyboard.type("\t")
      #expect(keyboard.expect("--More--").contains("\n  nol2miss "))
      keyboard.type("nam\t")
      keyboard.expect(prompt + "overlay 42 name ")
      keyboard.type("\u{15}overlay 42 \t\t")
      keyboard.expect("--More--")
      keyboard.type("\u{3}")
      keyboard.expect(prompt)
      keyboard.type("let a = 1\r")
      keyboard.expect("\na = 1\n")
    }
  }

  /// A terminal speaks UTF-8, also where the environment does not say so.
  @Test(arguments: ["C", "POSIX", ""]) func charactersAreWhole(locale: String) throws {
    try withFolder { state in
      let keyboard = try start(
        state, environment: ["LANG": locale, "LC_ALL": locale, "LC_CTYPE": locale])
      keyboard.type("let a = \"grüße\"\u{7f}\u{7f}\u{7f}\u{7f}ü\"\r")
      keyboard.expect("\na = grü\n" + prompt)
    }
  }
}
