import Diagnostics
import Driver
import Testing

/// A mistake in a header is met with every member, and told once.
struct CheckingOnceTests {
  private func check(
    _ header: String, _ code: Code, from least: Int = 0,
    _ here: SourceLocation = #_sourceLocation
  ) {
    for count in [0, 1, 2, 40] {
      let members = (0..<count).map { "  n\($0) 192.168.\($0 / 2).\($0 + 1) -> 10.20.1.\($0 + 1)" }
      let text = "overlay \(header) <\n\(members.joined(separator: "\n"))\n>\n"
      let told = meshRecipe(text).diagnostics.filter { $0.code == code }
      // What belongs to a member's device is told where there is one.
      #expect(told.count == (count < least ? 0 : 1), "\(count): \(told)", sourceLocation: here)
    }
  }

  @Test func mistakesInTheText() {
    check("16777216", .vniOutOfRange)
    check("42 port 0", .valueOutOfRange)
    check("42 ttl 256", .valueOutOfRange)
    check("42 ttl 8 ttl 9", .duplicateOption)
    check("42 ttll 8", .unknownOption)
    check("42 df maybe", .unknownValue)
    check("42 remote 192.168.8.9", .derivedOption)
    check("42 mtu 10", .valueOutOfRange)
    check("42 ageing 0", .valueOutOfRange)
    check("42 subnet 10.20.1.7/24", .invalidSubnet)
    check("42 name \"a/b\"", .invalidName)
    check("42 name abcdefghijklmnop", .invalidName)
    check("42 dev lo", .reservedDevice)
    check("42 group 10.1.1.1", .invalidGroup)
    check("42 flowlabel 5", .optionConflict, from: 1)
    check("42 peers hub", .misplacedOption)
    check("42 bridge br0 ( nonsense 1 )", .unknownOption)
    check("42 bridge br0 ( stp_state 2 )", .valueOutOfRange)
    check("42 bridge br0 bridgeport ( cost 0 )", .valueOutOfRange)
  }

  @Test func mistakesInTheMeaning() {
    check("42 external learning", .optionConflict)
    check("42 gbp gpe external", .optionConflict)
    check("42 vnifilter", .optionNeeds)
    check("42 port 8472", .kernelDefaultPort)
    check("0", .vniZero)
    check("42 nolearning", .nothingFillsTable, from: 1)
    check("42 proxy", .nothingFillsTable, from: 1)
    check("42 l3miss", .missNeverFires, from: 1)
    check("42 l2miss", .missNeverFires, from: 2)
    check("42 dev br0 bridge br0", .bridgeIsUnderlay, from: 1)
    check("42 group 239.1.1.1", .multicastTTL, from: 3)
    check("42 bridgeport ( isolated on )", .missingBridge)
  }

  /// What two overlays have between them is told once, whatever the number of hosts.
  @Test func mistakesOfTwoOverlays() {
    func pair(
      _ one: String, _ other: String, _ code: Code, _ here: SourceLocation = #_sourceLocation
    ) {
      for count in [2, 40] {
        func overlay(_ header: String, _ network: Int) -> String {
          let members = (1...count).map {
            "  n\($0) 192.168.8.\($0) -> 10.20.\(network).\($0)/24"
          }
          return "overlay \(header) <\n\(members.joined(separator: "\n"))\n>\n"
        }
        let told = meshRecipe(overlay(one, 1) + overlay(other, 2)).diagnostics.filter {
          $0.code == code
        }
        #expect(told.count == 1, "\(told)", sourceLocation: here)
      }
    }
    pair("42", "42 name other", .vniInUse)
    pair("42", "43 gbp", .portFlagsConflict)
    pair("42 name a", "43 name a", .duplicateDevice)
    pair("42 group 239.1.1.1", "43 group 239.1.1.1", .sharedGroup)
    pair("42 bridge br0 ( stp_state 1 )", "43 bridge br0 ( stp_state 0 )", .optionConflict)
  }
}
