import Foundation
import Testing

/// What the prompt reads and writes: its history, files, and what an editor gives back.
@Suite struct PromptFileTests {
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

  @Test func historyOutlivesASession() throws {
    try withFolder { state in
      let first = try start(state)
      first.type("let a = 1\rlet a = 1\roverlay 42 <\ra 1.2.3.4 -> 10.0.0.1/24\r>\r")
      first.expect("overlay 42 port 4789: 1 node")
      first.type(":quit\r")
      #expect(first.end() == 0)
      let path = state + "/vxloom/history"
      let file = try String(contentsOfFile: path, encoding: .utf8)
      #expect(file == "let a = 1\noverlay 42 <\\na 1.2.3.4 -> 10.0.0.1/24\\n>\n:quit\n")
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      let second = try start(state)
      second.type("\u{1b}[A\u{1b}[A")
      second.expect("a 1.2.3.4 -> 10.0.0.1/24")
      second.type("\r")
      second.expect("overlay 42 port 4789: 1 node")
    }
  }

  /// Two sessions add to one file; one that cannot be written to is no matter.
  @Test func historyIsHarmless() throws {
    try withFolder { state in
      let (first, second) = (try start(state), try start(state))
      first.type("let a = 1\r")
      second.type("let b = 2\r")
      first.expect("\na = 1\n")
      second.expect("\nb = 2\n")
      let file = try String(contentsOfFile: state + "/vxloom/history", encoding: .utf8)
      #expect(Set(file.split(separator: "\n")) == ["let a = 1", "let b = 2"])
    }
    try withFolder { state in
      try "".write(toFile: state + "/vxloom", atomically: true, encoding: .utf8)
      let keyboard = try start(state)
      keyboard.type("let a = 1\r")
      keyboard.expect("\na = 1\n")
    }
  }

  /// Names as they are typed at a command, in quotes where they need them.
  @Test func namesWithBlanksAreQuoted() throws {
    try withFolder { state in
      for name in ["my file", "a\"b\\\\c d"] {
        try "let x = 1\n".write(
          toFile: state + "/\(name).vxl", atomically: true, encoding: .utf8)
      }
      try FileManager.default.createDirectory(
        atPath: state + "/sub dir", withIntermediateDirectories: true)
      try "let y = 2\n".write(
        toFile: state + "/sub dir/one.vxl", atomically: true, encoding: .utf8)
      let keyboard = try start(state)
      for typed in [":load m\t", ":load my\\ f\t", ":load \"my f\t", ":load a\t"] {
        keyboard.type(typed + "\r")
        keyboard.expect(".vxl\"")
        keyboard.expect("\nx = 1\n" + prompt)
      }
      keyboard.type(":load s\t")
      keyboard.expect("\"sub dir/")
      keyboard.type("o\t\r")
      keyboard.expect("\ny = 2\n" + prompt)
      keyboard.type(":load my file.vxl\r")
      keyboard.expect("a name with blanks stands in quotes")
    }
  }

  /// Two that shorten it at once, and add to it meanwhile, lose nothing.
  @Test func theHistoryIsShortenedWithoutLoss() throws {
    try withFolder { state in
      try FileManager.default.createDirectory(
        atPath: state + "/vxloom", withIntermediateDirectories: true)
      let many = (0..<12_000).map { "let a = \($0)\n" }.joined()
      try many.write(toFile: state + "/vxloom/history", atomically: true, encoding: .utf8)
      let keyboards = try (0..<4).map { _ in try Keyboard(state: state) }
      for (number, keyboard) in keyboards.enumerated() {
        keyboard.expect(prompt)
        keyboard.type("let b = \(number)\r")
        keyboard.expect("\nb = \(number)\n")
      }
      let lines = try String(contentsOfFile: state + "/vxloom/history", encoding: .utf8)
        .split(separator: "\n")
      // The last that begin may shorten it after the first have added to it.
      #expect((10_000...10_004).contains(lines.count))
      #expect(lines.filter { $0.hasPrefix("let a") }.last == "let a = 11999")
      #expect(Set(lines.suffix(4)) == Set((0..<4).map { "let b = \($0)" }))
      let left = try FileManager.default.contentsOfDirectory(atPath: state + "/vxloom")
      #expect(left == ["history"])
    }
  }

  @Test func theStateIsPrivate() throws {
    try withFolder { state in
      let keyboard = try Keyboard(state: state + "/deep/er", directory: state)
      keyboard.expect(prompt)
      for path in ["/deep", "/deep/er", "/deep/er/vxloom"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: state + path)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
      }
    }
  }

  /// A pipe in the place of the history makes nobody wait.
  @Test func aHistoryThatIsNoFileIsLeftAlone() throws {
    try withFolder { state in
      try FileManager.default.createDirectory(
        atPath: state + "/vxloom", withIntermediateDirectories: true)
      #expect(unsafe mkfifo(state + "/vxloom/history", 0o600) == 0)
      let keyboard = try start(state)
      keyboard.type("let a = 1\r")
      keyboard.expect("\na = 1\n" + prompt)
    }
  }

  // MARK: Files

  @Test func statementsAreSavedLoadedAndEdited() throws {
    try withFolder { state in
      let editor = state + "/editor"
      try "#!/bin/sh\nsed -i s/1/2/ \"$1\"\n".write(
        toFile: editor, atomically: true, encoding: .utf8)
      let keyboard = try start(state, environment: ["VISUAL": "sh \(editor)"])
      keyboard.type("let   a = 1\r:save one.vxl\r")
      keyboard.expect("saved as one.vxl")
      keyboard.type(":save one.vxl\r")
      keyboard.expect("one.vxl is there already; `:save! one.vxl` overwrites it")
      keyboard.type(":edit\r")
      keyboard.expect("\na = 2\n")
      keyboard.type(":save! one.vxl\r")
      keyboard.expect("saved as one.vxl")
      #expect(try String(contentsOfFile: state + "/one.vxl", encoding: .utf8) == "let a = 2\n")
      keyboard.type(":reset\r:list\r")
      keyboard.expect("nothing has been entered")
      keyboard.type(":load one.vxl\r")
      keyboard.expect("\na = 2\n")
      keyboard.type(":load none.vxl\r")
      keyboard.expect("cannot read none.vxl")
      let left = try FileManager.default.contentsOfDirectory(atPath: state + "/vxloom")
      #expect(left == ["history"])
    }
  }

  /// What has mistakes after editing is not lost.
  @Test func anEditedMistakeCanBeMended() throws {
    try withFolder { state in
      let editor = state + "/editor"
      try "#!/bin/sh\ncp \"$1\" seen; echo 'let b = $z' >> \"$1\"\n".write(
        toFile: editor, atomically: true, encoding: .utf8)
      let keyboard = try start(state, environment: ["VISUAL": "sh \(editor)"])
      keyboard.type("let a = 1\r:edit\r")
      keyboard.expect("error[unknown-variable]")
      keyboard.expect("nothing was taken; `:edit` goes on with that text")
      keyboard.type(":list\r")
      keyboard.expect("let a = 1\n" + prompt)
      keyboard.type(":edit\r")
      keyboard.expect("nothing was taken")
      #expect(
        try String(contentsOfFile: state + "/seen", encoding: .utf8) == "let a = 1\nlet b = $z\n")
    }
  }

  /// What was entered since a mistake was made in the editor stays.
  @Test func whatIsEnteredAfterAnEditStays() throws {
    try withFolder { state in
      let editor = state + "/editor"
      try "#!/bin/sh\ncp \"$1\" seen; echo 'let z = $none' >> \"$1\"\n".write(
        toFile: editor, atomically: true, encoding: .utf8)
      let keyboard = try start(state, environment: ["VISUAL": "sh \(editor)"])
      keyboard.type("let a = 1\r:edit\r")
      keyboard.expect("nothing was taken")
      keyboard.type("let later = 2\r")
      keyboard.expect("\nlater = 2\n")
      keyboard.type(":edit\r")
      keyboard.expect("nothing was taken")
      #expect(
        try String(contentsOfFile: state + "/seen", encoding: .utf8) == "let a = 1\nlet later = 2\n"
      )
    }
  }

  /// Nobody else sees what is edited; a signal that ends us ends the editor, and leaves no file.
  @Test func anEditEndsWithASignal() throws {
    try withFolder { state in
      let editor = state + "/editor"
      try """
      #!/bin/sh
      touch "$1~"
      stat -c 'mode %a' "$1" "$(dirname "$1")"
      echo "process $$"
      exec sleep 600
      """.write(toFile: editor, atomically: true, encoding: .utf8)
      let keyboard = try start(state, environment: ["VISUAL": "sh \(editor)"])
      keyboard.type("let a = 1\r:edit\r")
      keyboard.expect("mode 600\nmode 700\nprocess ")
      let process = try #require(Int32(keyboard.expect("\n").dropLast()))
      kill(keyboard.identifier, SIGTERM)
      #expect(keyboard.end() == 143)
      #expect(kill(process, 0) != 0)
      let left = try FileManager.default.contentsOfDirectory(atPath: state + "/vxloom")
      #expect(left == ["history"])
    }
  }

  /// The keys of the terminal are the editor's while it runs.
  @Test func controlCInTheEditorIsItsOwn() throws {
    try withFolder { state in
      let editor = state + "/editor"
      try "#!/bin/sh\ntrap 'sed -i s/1/2/ \"$1\"; exit 0' INT\necho there\nsleep 600 & wait\n"
        .write(toFile: editor, atomically: true, encoding: .utf8)
      let keyboard = try start(state, environment: ["VISUAL": "sh \(editor)"])
      keyboard.type("let a = 1\r:edit\r")
      keyboard.expect("\nthere\n")
      keyboard.type("\u{3}")
      keyboard.expect("a = 2\n" + prompt)
    }
  }
}
