import Foundation
import Lottery
import Testing

/// `emit --format ifupdown`: what `ifup` makes of the file is what `apply` leaves, and `ifdown` takes it
/// all away.
@Suite(.enabled(if: hasNamespaces && has("ifup"))) struct IfupdownTests {
  private static func compare(_ node: String) -> String {
    """
    bare() { sed -E "s/ alias '[^']*'( name [^ ]*)?//"; }
    # This machine's iproute2 may lack what its kernel has.
    "$V" emit -q --node \(node) "$file" >/run/script.sh
    status=0; sh /run/script.sh --dry-run >/run/log 2>&1 || status=$?
    if [ $status = 69 ] && grep 'needs iproute2' /run/log; then exit 0; fi
    at_rest | bare >/run/before
    "$V" apply -q --yes --node \(node) "$file"; at_rest | bare >/run/applied
    "$V" remove -q --yes --node \(node) "$file"
    "$V" emit -q --format ifupdown --node \(node) -o /run/interfaces "$file"
    set -- /run/interfaces/*; mkdir -p /run/lock
    ifup -i "$1" -a || { cat "$1"; exit 8; }
    at_rest | bare >/run/made; grep -c '^link vxlan\\|^link tunnel' /run/made
    diff /run/applied /run/made
    ifdown -i "$1" "$(sed -n 's/^auto //p' "$1")" || { cat "$1"; exit 9; }
    at_rest | bare | diff /run/before -

    """
  }

  private static let state = ExportedState(format: "ifupdown", compare: { compare($0) })

  @Test(arguments: Program.samples.filter { !$0.contains("docker") })
  func leavesWhatApplyLeaves(_ sample: String) async throws {
    try await Self.state.isThatOfApply(sample)
  }

  static let seeds = ExportLottery.seeds(of: "ifupdown")

  @Test(arguments: seeds) func drawnRecipesLeaveWhatApplyLeaves(_ seed: UInt64) async throws {
    var lottery = RecipeLottery(seed: seed)
    try await Self.state.isThatOfApply(
      recipe: lottery.recipe(),
      // A port stays as `ifup` has set it: up.
      prepared: "for i in 1 2 3 4; do ip link set lan$i up; done\n")
  }

  @Test func whatCannotStandThereIsRefused() throws {
    func refused(_ head: String, _ words: String) throws {
      let members = "a 192.0.2.1 -> .1, b 192.0.2.2 -> .2"
      try Self.state.refuses("overlay 42 \(head) subnet 10.0.0.0/24 < \(members) >", words)
    }
    try refused("name a.5", "`a.5` cannot stand in this format")
    try refused("group 239.1.1.1", "`group` needs `dev`")
    try refused("docker net", "`docker` cannot stand in")
  }
}
