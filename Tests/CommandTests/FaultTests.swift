import Foundation
import Lottery
import Synchronization
import Testing

/// Whatever step fails, the host is as it was before; wherever a run is killed, the next one
/// completes, and `remove` removes. `FAULT_STEP` says that each so-manieth request is tried: 1 for
/// all of them.
@Suite(.enabled(if: hasNamespaces)) struct FaultTests {
  private static let step =
    ProcessInfo.processInfo.environment["FAULT_STEP"].flatMap { Int($0) } ?? 10
  private static let tried = Mutex((points: 0, runs: 0))

  /// `try_all COMMAND BEFORE AFTER` lets COMMAND fail, and be killed, at each of its requests, from
  /// the state BEFORE on; `again` brings it back. Then it prints how many points there were.
  private static let trials = """
    fault() { status=0; VXLOOM_FAULT=$1 "$V" "$2" -q $3 >/run/said 2>&1 || status=$?; }
    # Addresses and carriers take their time.
    equal() {
      tries=0
      while "$V" state >/run/now; ! cmp -s "/run/$1" /run/now && [ $tries -lt 40 ]; do
        sleep 0.1; tries=$((tries + 1))
      done
      diff "/run/$1" /run/now || { echo "$2"; cat /run/said; exit 9; }
    }
    try_all() {
      point=$first; points=0
      while :; do
        fault "fail:$point" "$1" "$2"
        case $status in
          0) break ;;
          2) equal "$3" "$1 with $2 fails at $point" ;;
          *) echo "$1 with $2 fails at $point: status $status"; cat /run/said; exit 9 ;;
        esac
        fault "kill:$point" "$1" "$2"
        [ $status = 137 ] || { echo "no kill at $point: $status"; cat /run/said; exit 9; }
        "$V" "$1" -q $2 2>/run/said || { echo "after a kill at $point"; cat /run/said; exit 9; }
        equal "$4" "$1 with $2 is killed at $point"
        again
        equal "$3" "back after $point"
        point=$((point + every)); points=$((points + 1))
      done
      "$V" "$1" -q $2 2>/run/said || true
      echo "points $points"
    }

    """

  private func expectPoints(_ ending: Ending, _ what: String) {
    #expect(ending.status == 0, "\(what)\n\(ending.output)\n\(ending.errors)")
    let points = ending.output.matches(of: /(?m)^points (\d+)$/).compactMap { Int($0.1) }
    #expect(points.count == 2, "\(what)\n\(ending.output)\n\(ending.errors)")
    Self.tried.withLock { tried in
      tried = (tried.points + 2 * points.reduce(0, +), tried.runs + 1)
      print("fault points tried so far: \(tried.points), in \(tried.runs) recipes (FAULT_STEP)")
    }
  }

  @Test(arguments: Program.smallSamples.filter { !$0.contains("docker") })
  func everySample(_ sample: String) async throws {
    let node = try Program.firstAndLastNode(sample)[0]
    let first = Int.random(in: 1...Self.step)
    let ending = try await Program.isolated(
      "file=\"$R/\(sample)\"; first=\(first); every=\(Self.step)\n" + Box.node
        + Self.trials + """
          host "\(node)"
          at_rest >/run/before
          "$V" apply -q --node "\(node)" "$file"
          at_rest >/run/after
          "$V" remove -q "$file"
          equal before 'nothing was tried yet'
          again() { "$V" remove -q "$file" 2>/run/said; }
          try_all apply "--node \(node) $file" before after
          again() { "$V" apply -q --node "\(node)" "$file" 2>/run/said; }
          again; equal after 'before remove'
          try_all remove "$file" after before
          """)
    expectPoints(ending, "\(sample) from request \(first) on")
  }

  /// From one recipe to the next.
  @Test(arguments: UInt64(1)...6) func changes(_ seed: UInt64) async throws {
    let identity = seed % 3 == 0 ? nil : seed
    var one = RecipeLottery(seed: seed &* 2, identity: identity)
    var other = RecipeLottery(seed: seed &* 2 &+ 1, identity: identity)
    let first = Int.random(in: 1...Self.step)
    let recipes = (one.recipe(), other.recipe())
    let ending = try await Program.isolated(
      "first=\(first); every=\(Self.step)\n" + Box.start + Box.atRest + Self.trials + """
        for i in 1 2 3 4; do ip link add lan$i type veth peer name far$i; done
        cat >/run/mesh.vxl <<'X'
        \(recipes.0)
        X
        cat >/run/next.vxl <<'X'
        \(recipes.1)
        X
        at_rest >/run/clean
        to() { "$V" apply -q --owner mesh --replace --prune "/run/$1.vxl" 2>/run/said; }
        to mesh; to next; at_rest >/run/next; to mesh; at_rest >/run/mesh
        again() { to mesh; }
        try_all apply '--owner mesh --replace --prune /run/next.vxl' mesh next
        again() { to next; }
        again; equal next 'before going back'
        try_all apply '--owner mesh --replace --prune /run/mesh.vxl' next mesh
        "$V" remove -q --owner mesh; equal clean removed
        """)
    expectPoints(ending, "seed \(seed) from request \(first) on\n\(recipes.0)\nand\n\(recipes.1)")
  }

  /// Two devices that take over each other's VNI, and what their aliases note of bridges of others.
  @Test func swappedNetworks() throws {
    func recipe(_ a: Int, _ b: Int) -> String {
      zip(["a", "b"], [a, b]).map { name, vni in
        """
        overlay \(vni) name \(name) dev enp0s8 bridge br\(name) <
          node1 192.168.8.100 -> 10.20.\(vni).1/24
          node2 192.168.8.101 -> 10.20.\(vni).2/24
        >

        """
      }.joined()
    }
    let ending = try Program.isolated(
      "first=1; every=1\n" + Box.start + Box.atRest + Self.trials + """
        for name in a b; do
          ip link add br$name type bridge; ip link set br$name addrgenmode none up
        done
        cat >/run/mesh.vxl <<'X'
        \(recipe(1, 2))
        X
        cat >/run/next.vxl <<'X'
        \(recipe(2, 1))
        X
        at_rest >/run/clean
        to() { "$V" apply -q --owner mesh --replace "/run/$1.vxl" 2>/run/said; }
        to mesh; to next; at_rest >/run/next; to mesh; at_rest >/run/mesh
        # Wherever it is killed, `remove` takes back what the aliases noted.
        point=1
        while fault "kill:$point" apply '--owner mesh --replace /run/next.vxl'
          [ $status != 0 ]; do
          "$V" remove -q --owner mesh; equal clean "removed after a kill at $point"
          to mesh; equal mesh "again after $point"; point=$((point + 1))
        done
        to mesh
        again() { to mesh; }
        try_all apply '--owner mesh --replace /run/next.vxl' mesh next
        echo "points $((point - 1))"
        """)
    expectPoints(ending, "swapped networks")
  }
}
