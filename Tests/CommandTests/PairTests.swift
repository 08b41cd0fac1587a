import Foundation
import Lottery
import Testing

/// From one recipe to the next: what `apply --replace --prune` makes of a host that has the one is
/// what the other makes of a clean host. What others have stays untouched, and `remove` gives the
/// state from before. `PAIR_CASES` says how many pairs, `PAIR_SEED` where those beyond the fixed ones
/// begin.
@Suite(.enabled(if: hasNamespaces)) struct PairTests {
  private static let fixed: UInt64 = 20

  static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["PAIR_CASES"].flatMap { UInt64($0) } ?? 30
    let commit = try? Program.shell("git -C \"$R\" rev-parse --short=12 HEAD 2>/dev/null || echo 1")
    let word = commit?.output.trimmingCharacters(in: .whitespacesAndNewlines) ?? "1"
    let first = environment["PAIR_SEED"].flatMap { UInt64($0) } ?? UInt64(word, radix: 16) ?? 1
    print("pairs of recipes drawn: \(count), from the seed \(first) on (PAIR_SEED, PAIR_CASES)")
    return Array(1...min(count, fixed)) + (0..<(count - min(count, fixed))).map { first &+ $0 }
  }()

  /// Two of three pairs are about the same overlays.
  @Test(arguments: seeds) func theNextRecipeIsAsOnACleanHost(_ seed: UInt64) async throws {
    let identity = seed % 3 == 0 ? nil : seed
    var first = RecipeLottery(seed: seed &* 2, identity: identity)
    var second = RecipeLottery(seed: seed &* 2 &+ 1, identity: identity)
    // What a control plane keeps is never taken away, also where a recipe wrote it.
    let (before, after) = (plain(first.recipe()), plain(second.recipe()))
    // A bridge with STP forwards, and so has its link-local address, after half a minute.
    let changing = (before + after).contains("stp_state 1") ? "fe80|33:33:|ff00::/8" : "^$"
    let ending = try await Program.isolated(
      Box.start + Box.atRest
        + """
        for i in 1 2 3 4; do ip link add lan$i type veth peer name far$i; done
        # Others on this host.
        ip link add theirs type bridge; ip link set theirs address 02:00:00:00:00:33 up
        ip address add 10.77.0.1/24 dev theirs
        ip link add vxother type vxlan id 77 dstport 4777 local 192.168.8.100
        ip link set vxother master theirs up
        bridge fdb append 00:00:00:00:00:00 dev vxother dst 192.168.8.77
        ip neigh add 10.77.0.9 lladdr 02:00:00:00:00:09 dev theirs nud permanent
        ip route add 10.78.0.0/24 via 10.77.0.9
        ip netns add elsewhere
        cat >/run/mesh.vxl <<'X'
        \(before)
        X
        cat >/run/next.vxl <<'X'
        \(after)
        X
        at_rest >/dev/null
        keep before
        V apply -q /run/mesh.vxl
        # What the kernel gives by itself, it gives in its own time.
        at_rest >/dev/null
        V apply -q --owner mesh --replace --prune /run/next.vxl
        V plan -q --owner mesh /run/next.vxl
        compared() { at_rest | sed "s/ alias '[^']*'//" | grep -vE '\(changing)'; }
        compared >/run/changed
        V remove -q --owner mesh
        same before
        V apply -q --owner mesh /run/next.vxl
        compared >/run/clean
        diff /run/clean /run/changed
        V remove -q --owner mesh
        same before
        """)
    let statuses = ending.output.matches(of: /(?m)^status (\d+)$/).compactMap { Int($0.1) }
    if ending.status != 0 || statuses != [0, 0, 0, 0, 0, 0] {
      Issue.record(
        "seed \(seed)\n\(before)\nbecomes\n\(after)\n\(ending.output)\n\(ending.errors)")
    }
  }

  private func plain(_ recipe: String) -> String { recipe.replacing(" extern_learn", with: "") }
}
