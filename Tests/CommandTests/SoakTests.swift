import Foundation
import Lottery
import Testing

private let soakMinutes: Int? = {
  let given = ProcessInfo.processInfo.environment["SOAK_MINUTES"].flatMap { Int($0) }
  if given == nil { print("skipped: the soak runs for SOAK_MINUTES (`make soak`)") }
  return given
}()

/// A host that is changed, drifts, is killed upon and cleaned for SOAK_MINUTES, beside an agent and a
/// lab that go on all the time: nothing may leak. SOAK_SEED repeats a run.
@Suite(.enabled(if: soakMinutes != nil && hasNamespaces)) struct SoakTests {
  private static let seed: UInt64 = {
    let given = ProcessInfo.processInfo.environment["SOAK_SEED"].flatMap { UInt64($0) }
    return given ?? UInt64.random(in: 1...1_000_000)
  }()

  private static let start =
    Box.start + Box.atRest + """
      for i in 1 2 3 4; do ip link add lan$i type veth peer name far$i; done
      cat >/run/kept.vxl <<'X'
      overlay 16000000 name kept port 14789 dev enp0s8 control resolve subnet 10.250.0.0/24 <
        node1 192.168.8.100 -> .1
        node2 192.168.8.101 -> .2
        node3 192.168.8.102 -> .3
      >
      X
      cp /run/kept.vxl /run/soaked-lab.vxl
      export SOAK_RUN=$$
      fail() { echo "round $round: $*"; cat /run/said; exit 9; }
      random() { # LIMIT: sets $drawn
        seed=$(((seed * 1103515245 + 12345) % 2147483648)); drawn=$((seed / 65536 % $1))
      }
      equal() {
        tries=0
        while "$V" state >/run/now; ! cmp -s "/run/$1" /run/now && [ $tries -lt 60 ]; do
          sleep 0.1; tries=$((tries + 1))
        done
        diff "/run/$1" /run/now || fail "$2"
      }
      # The processes of ours on this host, and what a long-lived one holds.
      processes() {
        for process in /proc/[0-9]*; do
          [ "$(readlink "$process/exe")" = "$V" ] || continue
          # Other tests may run beside this one.
          grep -qz "^SOAK_RUN=$$\\$" "$process/environ" && echo "${process#/proc/}"
        done 2>/dev/null | sort -n | tr '\\n' ' '
      }
      descriptors() { ls "/proc/$1/fd" | wc -l; }
      memory() { sed -n 's/VmRSS:[[:space:]]*\\([0-9]*\\) kB/\\1/p' "/proc/$1/status"; }
      holdings() {
        for process in $held; do echo "$process $(descriptors $process)"; done
        echo "namespaces $(ip netns list | wc -l)"
      }
      drift() {
        ours=$(ip -o -d link | sed -n 's/^[0-9]*: \\([^:@]*\\)[:@].*alias vxloom mesh .*/\\1/p')
        [ -n "$ours" ] || return 0
        random "$(echo "$ours" | wc -l)"; device=$(echo "$ours" | sed -n "$((drawn + 1))p")
        random 6
        case $drawn in
          # What an alias notes is lost with a device that somebody deletes: only those without notes.
          0) mark=$(ip -j link show dev "$device" | sed -n 's/.*"ifalias":"\\([^"]*\\)".*/\\1/p')
            case $mark in *'#'*' '*) ;; *) ip link del "$device" ;; esac ;;
          1) ip link set "$device" down ;;
          2) ip link set "$device" down; ip link set "$device" up ;;
          3) ip link set "$device" mtu 1300 || : ;;
          4) ip link set "$device" nomaster || : ;;
          5) bridge fdb show dev "$device" | sed -n 's/^\\([0-9a-f:]*\\) dst \\([^ ]*\\) .*/\\1 \\2/p' |
            while read -r mac to; do bridge fdb del "$mac" dev "$device" dst "$to" || :; done ;;
        esac
      }
      to() { # RECIPE [FAULT]
        status=0
        VXLOOM_FAULT=${2:-} "$V" apply -q --owner mesh --replace --prune "/run/mesh$1.vxl" \\
          >/run/said 2>&1 || status=$?
      }

      """

  @Test(.timeLimit(.minutes(24 * 60))) func nothingLeaks() throws {
    let minutes = try #require(soakMinutes)
    print("soak: \(minutes) minutes, SOAK_SEED=\(Self.seed)")
    let recipes = (0..<24).map { index in
      var lottery = RecipeLottery(
        seed: Self.seed &* 100 &+ UInt64(index), identity: index % 3 == 0 ? nil : Self.seed)
      return "cat >/run/mesh\(index).vxl <<'X'\n\(lottery.recipe())\nX\n"
    }.joined()
    let ending = try Program.isolated(
      Self.start + recipes + """
        round=0; seed=\(Self.seed % 1_000_000); kills=0; failures=0
        "$V" apply -q /run/kept.vxl
        "$V" agent /run/kept.vxl >/run/log 2>&1 & agent=$!
        "$V" lab up -q /run/soaked-lab.vxl
        trap '"$V" lab down -q /run/soaked-lab.vxl; kill $agent 2>/dev/null || :' EXIT
        tries=0; until grep -q listening /run/log || [ $tries = 100 ]; do tries=$((tries + 1)); sleep 0.1; done
        "$V" lab verify -q /run/soaked-lab.vxl >/run/said 2>&1
        at_rest >/run/clean
        held=$(processes); holdings >/run/holdings
        for process in $held; do memory $process >/run/memory$process; done
        end=$(($(date +%s) + \(minutes) * 60))
        while [ "$(date +%s)" -lt $end ]; do
          round=$((round + 1))
          random 24; recipe=$drawn
          random 3
          case $drawn in
            0) random 40; to $recipe kill:$((drawn + 1)); [ $status != 137 ] || kills=$((kills + 1)) ;;
            1) random 40; to $recipe fail:$((drawn + 1)); [ $status != 2 ] || failures=$((failures + 1)) ;;
          esac
          to $recipe; [ $status = 0 ] || fail "apply of $recipe: $status"
          drift >/run/drifted 2>&1
          to $recipe; [ $status = 0 ] || fail "mending of $recipe: $status"
          "$V" status -q --owner mesh /run/mesh$recipe.vxl >/run/said 2>&1 || fail "drift of $recipe"
          random 8
          case $drawn in
            0|1) "$V" remove -q --owner mesh >/run/said 2>&1 || fail "remove: $?"; equal clean removed ;;
            2) other=$(((recipe + 1) % 24))
              "$V" apply -q --owner mesh --replace --prune --confirm 60 /run/mesh$other.vxl \\
                >/run/said 2>&1 || fail "confirmed apply: $?"
              "$V" confirm -q >/run/said 2>&1 || fail "confirm: $?" ;;
            3) "$V" lab verify -q /run/soaked-lab.vxl >/run/said 2>&1 || fail "lab: $?" ;;
            4) ip neigh flush dev kept; ip neigh del 10.250.0.2 dev kept 2>/dev/null || :
              bash -c 'echo >/dev/udp/10.250.0.2/9' 2>/dev/null || : ;;
          esac
        done
        "$V" remove -q --owner mesh
        # What is about to end has its time.
        tries=0; until [ "$(processes)" = "$held" ] || [ $tries = 50 ]; do tries=$((tries + 1)); sleep 0.1; done
        [ "$(processes)" = "$held" ] || fail "processes: $(processes) instead of $held"
        ip neigh flush dev kept
        holdings | diff /run/holdings - || fail "what is held"
        for process in $held; do
          before=$(cat /run/memory$process) after=$(memory $process)
          echo "memory of $process: $before kB, then $after kB"
          [ $after -lt $((before + before / 4 + 4096)) ] || fail "memory"
        done
        echo "rounds $round, killed $kills, failed $failures"
        """)
    print(ending.output)
    #expect(ending.status == 0, "SOAK_SEED=\(Self.seed)\n\(ending.output)\n\(ending.errors)")
    #expect(ending.output.contains(/rounds [1-9]/), "\(ending.output)\n\(ending.errors)")
  }
}
