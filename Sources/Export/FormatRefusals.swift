import Diagnostics
import Planning
import Scripting
import Values
import Vocabulary

/// What a format cannot say, and which one can. All formats of this room refuse by it.
struct FormatRefusals {
  /// The program that reads the files, as it is called in messages.
  let program: String
  private(set) var diagnostics: [Diagnostic] = []

  init(_ program: String) { self.program = program }

  mutating func refuse(
    _ what: String, _ range: SourceRange?, because reason: String? = nil,
    help: String = "emit `--format systemd`, which runs the script at every start"
  ) {
    let words = reason ?? "\(program) has no word for it"
    diagnostics.append(
      Diagnostic(
        .formatRefuses, "\(what) cannot stand in this format: \(words)", at: range,
        help: help))
  }

  /// An option with its value.
  mutating func refuse(_ setting: Setting, _ range: SourceRange?) {
    let words = setting.words { reference in
      if case .named(let name) = reference { name } else { "" }
    }
    refuse("`\(printable(words.joined(separator: " ")))`", range)
  }

  /// What belongs to no device, and devices that only a host could look for.
  mutating func refuse(_ layout: HostLayout, of plan: Plan) {
    for (what, range) in layout.rest {
      switch what {
      case .namespace(let name):
        refuse(
          "the namespace \(printable(name))", range,
          because: "\(program) works in the network namespace that it runs in")
      case .applicationProbes:
        refuse("`control resolve` with an address on the device", range)
      case .docker: refuse("`docker`", range)
      }
    }
    diagnostics += symbolicDevices(plan, without: "files", instead: "systemd")
    for device in layout.devices where !isPlainName(device.name) {
      refuse(
        "`\(printable(device.name))`", device.range,
        because: "a name has to be of letters, digits, `.`, `_`, `-`, `+` and `@` there")
    }
  }
}

/// Whether a name means itself in every file: no pattern, no quote, no specifier, no comment.
func isPlainName(_ name: String) -> Bool { name.utf8.allSatisfy(isPlain) }

func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
  default: "._-+@".utf8.contains(byte)
  }
}
