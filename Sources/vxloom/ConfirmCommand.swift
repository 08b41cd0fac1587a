import ArgumentParser
import Diagnostics
import Driver
import Kernel
import Netlink

struct ConfirmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confirm", abstract: "Keep what an `apply --confirm` has done.")

  @Option(help: ArgumentHelp("Work in this network namespace.", valueName: "name|path"))
  var netns: String?

  @OptionGroup var output: OutputOptions

  func run() throws {
    switch try answer() {
    case UInt8(ascii: "K"): try output.remark("kept")
    case UInt8(ascii: "N"): try refuse("`apply` has not done all of it yet: confirm when it ends")
    default: try refuse("nothing waits for `vxloom confirm`, or not any more")
    }
  }

  private func answer() throws -> UInt8? {
    do {
      return try NetlinkSockets(home: netns).atHome { () throws(SystemError) in
        try LocalSocket.connect(to: Confirmation.name).read(limit: 1).first
      }
    } catch {
      // ECONNREFUSED: nobody listens.
      if error.code == 111 { return nil }
      output.show([error.diagnostic(at: nil)])
      throw Ending(error.code == 2 ? .usage : error.status)
    }
  }

  private func refuse(_ text: String) throws {
    output.tell("error: \(text)")
    throw Ending(.busy)
  }
}
