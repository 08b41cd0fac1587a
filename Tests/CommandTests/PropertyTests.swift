import Foundation
import Lottery
import Testing

/// What a recipe of THE TABLE's options makes is what it wants, by netlink and by the emitted script
/// the same, and `remove` leaves nothing of it. `PROPERTY_CASES` says how many recipes. Most are the
/// same in every run; the rest are drawn by the commit, so that each commit tries others. One is
/// repeated with `PROPERTY_CASES=1 PROPERTY_SEED=…`.
@Suite(.enabled(if: hasNamespaces)) struct PropertyTests {
  static let seeds: [UInt64] = {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["PROPERTY_CASES"].flatMap { Int($0) } ?? 50
    let given = environment["PROPERTY_SEED"].flatMap { UInt64($0) }
    let fixed = given == nil ? Array(RecipeLottery.seeds.prefix(count)) : []
    let first = given ?? seedOfCommit ?? RecipeLottery.seeds.upperBound + 1
    let drawn = (0..<UInt64(max(0, count - fixed.count))).map { first &+ $0 }
    print("recipes: \(fixed.count) fixed, \(drawn.count) drawn from PROPERTY_SEED=\(first) on")
    return fixed + drawn
  }()

  /// `nil` where there is no Git.
  private static var seedOfCommit: UInt64? {
    let commit = try? Program.shell("git -C \"$R\" rev-parse --short=12 HEAD 2>/dev/null")
    let word = commit?.output.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return UInt64(word, radix: 16)
  }

  @Test(arguments: seeds) func bothPathsMakeAndTakeTheSame(_ seed: UInt64) async throws {
    let difference = try await Lanes.run { try Self.difference(seed) }
    if let difference { Issue.record("\(difference)") }
  }

  private static func difference(_ seed: UInt64) throws -> String? {
    var lottery = RecipeLottery(seed: seed)
    let first = try Trial(lottery.recipe())
    guard first.isBroken else { return nil }
    let smallest = try first.smallest()
    return "seed \(seed), the smallest recipe that shows it:\n\(smallest.recipe)\n\(smallest.told)"
  }

  /// A trial that is broken on purpose is seen, and cut down to what breaks it.
  @Test func whatIsBrokenIsSeen() throws {
    let recipe = """
      overlay 1 <
        node1 192.168.8.100 -> 10.0.0.1/24
        peer2 192.168.8.101 -> 10.0.0.2/24
        peer3 192.168.8.102 -> 10.0.0.3/24
      >
      """
    #expect(try !Trial(recipe).isBroken)
    let spoil = "ip neigh add 10.9.9.9 lladdr 02:00:00:00:00:09 dev other"
    let broken = try Trial(recipe, spoil: spoil)
    #expect(broken.isBroken && broken.told.contains("10.9.9.9"))
    #expect(try broken.smallest().recipe.split(separator: "\n").count < 5)
  }
}

/// One recipe, carried out both ways.
private struct Trial {
  let recipe: String
  let spoil: String
  let isValid: Bool
  let isBroken: Bool
  let told: String

  /// `spoil` is done after the script has run.
  init(_ recipe: String, spoil: String = "") throws {
    let ending = try Program.isolated(
      Box.start + Box.atRest + """
        for i in 1 2 3 4; do ip link add lan$i type veth peer name far$i; done
        cat >/run/mesh.vxl <<'X'
        \(recipe)
        X
        keep before
        V check -q /run/mesh.vxl
        V plan -q /run/mesh.vxl >/run/plan; tail -n 1 /run/plan
        V apply -q /run/mesh.vxl
        V plan -q /run/mesh.vxl
        at_rest >/run/netlink
        V remove -q /run/mesh.vxl
        # A queue is made when a device is first set up, and stays.
        same before
        "$V" emit -q --node node1 /run/mesh.vxl >/run/mesh.sh
        status=0; sh /run/mesh.sh >/run/log 2>&1 || status=$?
        # This machine's iproute2 may lack what its kernel has: then netlink alone was tried.
        if [ $status = 69 ] && grep -q 'needs iproute2' /run/log; then cat /run/log; exit 0; fi
        [ $status = 0 ] || { cat /run/log; exit 8; }
        \(spoil)
        at_rest >/run/script
        diff /run/netlink /run/script
        sh /run/mesh.sh | grep 'nothing to change'
        sh /run/mesh.sh remove >/run/log || { cat /run/log; exit 8; }
        same before
        """)
    let statuses = ending.output.matches(of: /(?m)^status (\d+)$/).compactMap { Int($0.1) }
    self.recipe = recipe
    self.spoil = spoil
    isValid = statuses.first == 0
    isBroken = ending.status != 0 || statuses != [0, 1, 0, 0, 0]
    told = "\(ending.output)\n\(ending.errors)"
  }

  /// Lines, and words of heads, are taken out as long as what is left is a recipe and broken.
  func smallest() throws -> Trial {
    var best = self
    var tries = 0
    for separator: Character in ["\n", " "] {
      var index = 0
      while tries < 60 {
        let parts = best.recipe.split(separator: separator, omittingEmptySubsequences: false)
        guard index < parts.count else { break }
        var fewer = parts
        fewer.remove(at: index)
        tries += 1
        let trial = try Trial(fewer.joined(separator: String(separator)), spoil: spoil)
        if trial.isValid, trial.isBroken { best = trial } else { index += 1 }
      }
    }
    return best
  }
}
